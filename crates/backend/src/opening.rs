//! Opening an order: from a button a page names, or from what a merchant's server sends. The amount never comes from a
//! page.
//!
//! It asks what can be offered and writes the order down; who collects and how is not known here.

use crate::Backend;
use crate::clock::parse_rfc3339;
use crate::config::origins::is_loopback;
use crate::db::keys::{self, Place, Remembered};
use crate::db::orders::{self, OrderRecord, Prefill};
use crate::db::{DbError, Statement, buttons};
use crate::error::{ApiError, field, why};
use crate::id;
use crate::idempotency::{Answered, Key, fingerprint};
use crate::short_text::{maybe_short_text, short_text};
use crate::shown::{self, Sold};
use api::{Code, FieldProblem};
use http::StatusCode;
use payments::typed::is_hidden;
use payments::{Button, Country, Currency, Money, Order, customer};
use std::sync::Arc;
use url::Url;

/// How often an order is tried of a button that is changed meanwhile: more often than anybody changes one.
const TRIES: usize = 4;

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
        // Providers are asked what they offer between reading the button and writing the order: its price may have been changed.
        for _ in 0..TRIES {
            let button = self.working_button(button_id).await?;
            let still = buttons::still_sells(&button);
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
            let key = Some((place.clone(), fingerprint(&button_id)));
            if let Some(answered) = self.write_order(order, Prefill::default(), "{}", key, Some(still)).await? {
                return Ok(answered);
            }
        }
        Err(ApiError::from(Code::Unavailable).because("the button was changed too often meanwhile"))
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
        let key = place.map(|place| (place, fingerprint(wanted)));
        self.write_order(order, prefill, &metadata, key, None).await?.ok_or_else(|| Code::Internal.into())
    }

    async fn answered_before(&self, place: &Place, fingerprint: &str) -> Result<Option<Answered>, ApiError> {
        let Some(known) = keys::find(&*self.db, place).await? else { return Ok(None) };
        if known.fingerprint != fingerprint {
            return Err(Code::IdempotencyKeyReused.into());
        }
        Ok(known.answer.map(Answered::again))
    }

    /// The order and the answer its key gets from now on are one batch, with what must still be so. `None` where it is not.
    async fn write_order(
        &self,
        order: Order,
        prefill: Prefill,
        metadata: &str,
        key: Option<(Place, String)>,
        still: Option<Statement>,
    ) -> Result<Option<Answered>, ApiError> {
        let (about, now) = (order.id.clone(), order.created_at);
        let insert = orders::insert(&order, &prefill, metadata);
        let record = OrderRecord { order, charges: Vec::new(), version: 1, prefill };
        let answer = Answered::new(StatusCode::CREATED, &self.show(&record).await?);
        let mut statements: Vec<Statement> = still.into_iter().chain([insert]).collect();
        let mut asked = None;
        if let Some((place, fingerprint)) = key {
            let answer = Some((answer.status, answer.body.clone()));
            let remembered = Remembered { fingerprint: fingerprint.clone(), about, answer };
            statements.push(keys::remember(&place, &remembered, None, now));
            asked = Some((place, fingerprint));
        }
        match (self.db.batch(statements).await, asked) {
            (Ok(_), _) => Ok(Some(answer)),
            // Another copy of this backend was first with the same key: its answer is the answer. Or the button is not what it was.
            (Err(DbError::Conflict(_)), Some((place, fingerprint))) => self.answered_before(&place, &fingerprint).await,
            (Err(error), _) => Err(error.into()),
        }
    }
}

/// What a merchant sent, with every wrong field named at once.
fn check(wanted: &api::CreateOrder, now: payments::Moment) -> Result<(Order, Prefill), ApiError> {
    let mut wrong: Vec<FieldProblem> = Vec::new();
    let currency = currency(&wanted.currency);
    let description = short_text(&wanted.description, 200);
    let reference = maybe_short_text(wanted.reference.as_deref(), 100);
    let image = maybe_web(wanted.image.as_deref(), false);
    let success_url = maybe_web(wanted.success_url.as_deref(), true);
    let expires_at = wanted.expires_at.as_deref().map(str::trim).filter(|at| !at.is_empty()).map(parse_rfc3339);
    let mut expect = |fine: bool, path: &str, detail: &str| {
        if !fine {
            wrong.push(field(path, detail));
        }
    };
    expect((1..=Money::MAX_MINOR).contains(&wanted.amount), "amount", AMOUNT);
    expect(currency.is_some(), "currency", "must be MXN, PEN, USD, EUR or GBP");
    expect(description.is_ok(), "description", why(&description));
    expect(reference.is_ok(), "reference", why(&reference));
    expect(image.is_ok(), "image", why(&image));
    expect(success_url.is_ok(), "success_url", why(&success_url));
    expect(expires_at != Some(None), "expires_at", "must be a moment of RFC 3339, like 2026-12-24T18:00:00Z");
    expect(expires_at.flatten().is_none_or(|at| at > now), "expires_at", "must be a moment to come");
    expect(wanted.metadata.len() <= 20, "metadata", "must be at most 20 notes");
    for (key, value) in &wanted.metadata {
        let path = format!("metadata.{}", key.chars().take(40).collect::<String>());
        expect(key.chars().count() <= 40, &path, "the key of a note must be at most 40 characters");
        let length = value.chars().count();
        expect(length <= 500, &path, &format!("has {length} characters; at most 500 are allowed"));
    }
    // What is known beforehand only spares somebody the typing: what cannot be used is left out, and `known` says what is left.
    let prefill = match &wanted.customer {
        Some(typed) => {
            let country = Country::of(currency.unwrap_or(Currency::Mxn));
            Prefill {
                name: typed.name.as_deref().and_then(customer::check_name),
                email: typed.email.as_deref().and_then(customer::check_email),
                phone: typed.phone.as_deref().and_then(|phone| customer::check_phone(country, phone)),
            }
        }
        None => Prefill::default(),
    };
    let (Some(currency), Ok(description), Ok(reference), true) = (currency, description, reference, wrong.is_empty()) else {
        return Err(ApiError::fields(wrong));
    };
    let order = Order {
        id: id::order(),
        amount: Money::new(wanted.amount, currency),
        description,
        reference,
        image: image.unwrap_or_default(),
        button: None,
        methods: Vec::new(),
        success_url: success_url.unwrap_or_default(),
        expires_at: expires_at.flatten(),
        created_at: now,
        charges: Vec::new(),
    };
    Ok((order, prefill))
}

/// What an amount must be.
pub const AMOUNT: &str = "must be a whole number of minor units (centavos), 1 to 1000000000000: 150.00 pesos are 15000";

/// A currency, in capitals or not.
pub fn currency(said: &str) -> Option<Currency> {
    said.trim().to_ascii_uppercase().parse().ok()
}

/// An address without what copying put around it. What stands inside is part of it, and judged.
pub fn around(address: &str) -> &str {
    address.trim_matches(|c: char| c.is_whitespace() || is_hidden(c))
}

/// An address a browser may open, as it is kept; `None` where nothing is said.
pub fn maybe_web(said: Option<&str>, plain_too: bool) -> Result<Option<String>, String> {
    let address = around(said.unwrap_or_default());
    if address.is_empty() {
        return Ok(None);
    }
    let kind = if plain_too { "an http or https" } else { "an https" };
    match address.chars().count() {
        length if length > 2000 => Err(format!("has {length} characters; at most 2000 are allowed")),
        _ if web(address).is_some_and(|url| is_web(&url, plain_too)) => Ok(Some(address.to_owned())),
        _ => Err(format!("must be {kind} address")),
    }
}

/// An address, kept as it was written. One with a line break in it is none, although browsers read over that.
pub fn web(text: &str) -> Option<Url> {
    if text.chars().any(char::is_control) { None } else { Url::parse(text).ok() }
}

/// An address a browser may open. Plain http only where it is allowed, or on this machine.
pub fn is_web(url: &Url, plain_too: bool) -> bool {
    url.host().is_some() && (url.scheme() == "https" || url.scheme() == "http" && (plain_too || is_loopback(url)))
}
