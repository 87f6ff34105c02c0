//! Opening an order: from a button a page names, or from what a merchant's server sends. The amount never comes from a
//! page.
//!
//! It asks what can be offered and writes the order down; who collects and how is not known here.

use crate::Backend;
use crate::clock::parse_rfc3339;
use crate::config::origins::is_loopback;
use crate::db::keys::{self, Place, Remembered};
use crate::db::orders::{self, OrderRecord, Prefill};
use crate::db::{DbError, buttons};
use crate::error::{ApiError, field};
use crate::id;
use crate::idempotency::{Answered, Key, fingerprint};
use crate::shown::{self, Sold};
use api::{Code, FieldProblem};
use http::StatusCode;
use payments::{Button, Country, Currency, Money, Order, customer};
use std::sync::Arc;
use url::Url;

impl Backend {
    /// What a button offers.
    pub async fn button_offer(&self, button: &Button) -> Result<api::Offer, ApiError> {
        let ways = self.offers.ways(button.amount).await?;
        let sold = Sold {
            merchant: &self.config.merchant,
            description: &button.description,
            image: button.image.as_deref(),
            total: button.amount,
            methods: &button.methods,
            test: self.offers.test_mode(),
        };
        Ok(shown::offer(&sold, &ways))
    }

    /// An order as a page is shown it now. One that can no longer be paid has no ways to pay it. Where no provider says
    /// what it offers, neither has one with charges: whoever holds a voucher must always find it.
    pub async fn show(&self, record: &OrderRecord) -> Result<api::Order, ApiError> {
        let order = &record.order;
        let ways = match order.takes_charges(self.clock.now()) {
            true => self.offers.ways(order.amount).await,
            false => Ok(Arc::default()),
        };
        let ways = match ways {
            Ok(ways) => ways,
            Err(_) if !order.charges.is_empty() => Arc::default(),
            Err(error) => return Err(error.into()),
        };
        let sold = Sold {
            merchant: &self.config.merchant,
            description: &order.description,
            image: order.image.as_deref(),
            total: order.amount,
            methods: &order.methods,
            test: self.offers.test_mode(),
        };
        Ok(shown::order(record, shown::offer(&sold, &ways), &self.offers, self.clock.now()))
    }

    /// The button of that id, which still makes orders.
    pub async fn working_button(&self, id: &str) -> Result<Button, ApiError> {
        let button = buttons::find(&*self.db, id).await?.ok_or(Code::ButtonNotFound)?;
        if button.retired { Err(Code::ButtonRetired.into()) } else { Ok(button) }
    }

    /// Makes an order from a button, or answers what this key was answered before.
    pub async fn order_from_button(&self, button_id: &str, key: &Key) -> Result<Answered, ApiError> {
        let place = Place { scope: format!("orders:{button_id}"), key: key.as_str().to_owned() };
        let _turn = self.turns.wait(&format!("{} {}", place.scope, place.key)).await;
        if let Some(answered) = self.answered_before(&place, &fingerprint(&button_id)).await? {
            return Ok(answered);
        }
        let button = self.working_button(button_id).await?;
        let order = Order {
            id: id::order(),
            amount: button.amount,
            description: button.description,
            reference: button.reference,
            image: button.image,
            button: Some(button.id),
            methods: button.methods,
            success_url: None,
            expires_at: None,
            created_at: self.clock.now(),
            charges: Vec::new(),
        };
        self.write_order(order, Prefill::default(), "{}", Some((place, fingerprint(&button_id)))).await
    }

    /// Makes the order a merchant's server asks for. A key is the merchant's choice.
    pub async fn order_from_merchant(&self, wanted: &api::CreateOrder, key: Option<&Key>) -> Result<Answered, ApiError> {
        let place = key.map(|key| Place { scope: "orders".to_owned(), key: key.as_str().to_owned() });
        let _turn = match &place {
            Some(place) => Some(self.turns.wait(&format!("orders {}", place.key)).await),
            None => None,
        };
        if let Some(place) = &place
            && let Some(answered) = self.answered_before(place, &fingerprint(wanted)).await?
        {
            return Ok(answered);
        }
        let (order, prefill) = check(wanted, self.clock.now())?;
        let metadata = serde_json::to_string(&wanted.metadata).expect("texts can be written as JSON");
        self.write_order(order, prefill, &metadata, place.map(|place| (place, fingerprint(wanted)))).await
    }

    async fn answered_before(&self, place: &Place, fingerprint: &str) -> Result<Option<Answered>, ApiError> {
        let Some(known) = keys::find(&*self.db, place).await? else { return Ok(None) };
        if known.fingerprint != fingerprint {
            return Err(Code::IdempotencyKeyReused.into());
        }
        Ok(known.answer.map(Answered::again))
    }

    /// The order and the answer its key gets from now on are one batch.
    async fn write_order(
        &self,
        order: Order,
        prefill: Prefill,
        metadata: &str,
        key: Option<(Place, String)>,
    ) -> Result<Answered, ApiError> {
        let (about, now) = (order.id.clone(), order.created_at);
        let insert = orders::insert(&order, &prefill, metadata);
        let record = OrderRecord { order, charges: Vec::new(), version: 1, prefill };
        let answer = Answered::new(StatusCode::CREATED, &self.show(&record).await?);
        let mut statements = vec![insert];
        let mut asked = None;
        if let Some((place, fingerprint)) = key {
            let answer = Some((answer.status, answer.body.clone()));
            let remembered = Remembered { fingerprint: fingerprint.clone(), about, answer };
            statements.push(keys::remember(&place, &remembered, None, now));
            asked = Some((place, fingerprint));
        }
        match (self.db.batch(statements).await, asked) {
            (Ok(_), _) => Ok(answer),
            // Another copy of this backend was first with the same key: its answer is the answer.
            (Err(DbError::Conflict(_)), Some((place, fingerprint))) => {
                self.answered_before(&place, &fingerprint).await?.ok_or_else(|| Code::Internal.into())
            }
            (Err(error), _) => Err(error.into()),
        }
    }
}

/// What a merchant sent, with every wrong field named at once.
fn check(wanted: &api::CreateOrder, now: payments::Moment) -> Result<(Order, Prefill), ApiError> {
    let mut wrong: Vec<FieldProblem> = Vec::new();
    let currency: Option<Currency> = wanted.currency.parse().ok();
    let mut expect = |fine: bool, path: &str, detail: &str| {
        if !fine {
            wrong.push(field(path, detail));
        }
    };
    let url = |text: &Option<String>, plain_too: bool| match text.as_deref() {
        None => true,
        Some(text) => text.len() <= 2000 && web(text).is_some_and(|url| is_web(&url, plain_too)),
    };
    let expires_at = wanted.expires_at.as_deref().map(parse_rfc3339);
    expect((1..=Money::MAX_MINOR).contains(&wanted.amount), "amount", "must be a whole number of minor units, at least 1");
    expect(currency.is_some(), "currency", "must be MXN, PEN, USD, EUR or GBP");
    expect(is_short_text(&wanted.description, 200), "description", "must be 1 to 200 characters");
    expect(wanted.reference.as_deref().is_none_or(|text| is_short_text(text, 100)), "reference", "must be 1 to 100 characters");
    expect(url(&wanted.image, false), "image", "must be an https address");
    expect(url(&wanted.success_url, true), "success_url", "must be an http or https address");
    expect(expires_at.is_none_or(|at| at.is_some_and(|at| at > now)), "expires_at", "must be a moment to come, RFC 3339");
    let notes_fit = wanted.metadata.iter().all(|(key, value)| key.chars().count() <= 40 && value.chars().count() <= 500);
    expect(wanted.metadata.len() <= 20 && notes_fit, "metadata", "at most 20 notes, keys of 40 and values of 500 characters");
    let prefill = match &wanted.customer {
        Some(typed) => {
            let said = |text: &str| !text.trim().is_empty();
            let phone = typed.phone.as_deref().unwrap_or_default();
            let prefill = Prefill {
                name: customer::check_name(&typed.name),
                email: customer::check_email(&typed.email),
                phone: customer::check_phone(Country::of(currency.unwrap_or(Currency::Mxn)), phone),
            };
            expect(prefill.name.is_some() || !said(&typed.name), "customer.name", "cannot be used");
            expect(prefill.email.is_some() || !said(&typed.email), "customer.email", "cannot be used");
            expect(prefill.phone.is_some() || !said(phone), "customer.phone", "is not a phone of this country");
            prefill
        }
        None => Prefill::default(),
    };
    let Some(currency) = currency.filter(|_| wrong.is_empty()) else { return Err(ApiError::fields(wrong)) };
    let order = Order {
        id: id::order(),
        amount: Money::new(wanted.amount, currency),
        description: wanted.description.trim().to_owned(),
        reference: wanted.reference.clone(),
        image: wanted.image.clone(),
        button: None,
        methods: Vec::new(),
        success_url: wanted.success_url.clone(),
        expires_at: expires_at.flatten(),
        created_at: now,
        charges: Vec::new(),
    };
    Ok((order, prefill))
}

/// Something to read, of one line.
pub fn is_short_text(text: &str, at_most: usize) -> bool {
    let length = text.trim().chars().count();
    (1..=at_most).contains(&length) && !text.chars().any(char::is_control)
}

/// An address, kept as it was written. One with a line break in it is none, although browsers read over that.
pub fn web(text: &str) -> Option<Url> {
    if text.chars().any(char::is_control) { None } else { Url::parse(text).ok() }
}

/// An address a browser may open. Plain http only where it is allowed, or on this machine.
pub fn is_web(url: &Url, plain_too: bool) -> bool {
    url.host().is_some() && (url.scheme() == "https" || url.scheme() == "http" && (plain_too || is_loopback(url)))
}
