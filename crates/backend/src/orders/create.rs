//! Opening an order: from a button a page names, or from what a merchant's server sends. The amount never comes from a
//! page. Who collects, and how, is not known here.

use super::Orders;
use crate::base::clock::parse_rfc3339;
use crate::base::error::{AMOUNT, WorkError, field, why};
use crate::base::id;
use crate::base::idempotency::{Answered, Key, fingerprint};
use crate::base::short_text::{maybe_short_text, short_text};
use crate::base::web_address::maybe_web;
use crate::db::keys::{self, KeyRecord, KeyScope};
use crate::db::orders::{self, OrderRecord, Prefill};
use crate::db::{DbError, Statement, buttons};
use api::{Code, FieldProblem};
use payments::{Button, Country, Currency, Money, Order, customer};

/// An order that was opened for a request, now or when its key came before.
#[derive(Clone, Debug)]
pub struct OpenedOrder {
    /// `ord_...`
    pub id: String,
    /// What the request is answered, and its key from now on.
    pub answer: Answered,
}

/// How often an order is tried of a button that is changed meanwhile: more often than anybody changes one.
const TRIES: usize = 4;

impl Orders {
    /// The button of that id, which still makes orders.
    ///
    /// # Errors
    ///
    /// `button_not_found`, `button_retired`, and `unavailable` where the db cannot be used.
    pub async fn working_button(&self, id: &str) -> Result<Button, WorkError> {
        let button = buttons::find(&*self.db, id).await?.ok_or(Code::ButtonNotFound)?;
        if button.retired { Err(Code::ButtonRetired.into()) } else { Ok(button) }
    }

    /// Makes an order from a button, or answers what this key was answered before.
    ///
    /// # Errors
    ///
    /// `button_not_found` and `button_retired`; `idempotency_key_reused` where the key belongs to another request; `unavailable`
    /// where the button was changed each time meanwhile, or the db cannot be used.
    pub async fn create_from_button(&self, button_id: &str, key: &Key) -> Result<OpenedOrder, WorkError> {
        let place = KeyScope { scope: format!("orders:{button_id}"), key: key.as_str().to_owned() };
        let _turn = self.turns.wait(&format!("{} {}", place.scope, place.key)).await;
        let asked = Asked { fingerprint: fingerprint(&button_id), place };
        if let Some(opened) = self.opened_before(&asked).await? {
            return Ok(opened);
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
            if let Some(opened) = self.write_order(order, Prefill::default(), "{}", Some(&asked), Some(still)).await? {
                return Ok(opened);
            }
        }
        Err(WorkError::from(Code::Unavailable).because("the button was changed too often meanwhile"))
    }

    /// Makes the order a merchant's server asks for. A key is the merchant's choice.
    ///
    /// # Errors
    ///
    /// `invalid_fields`, with every field that cannot be used; `idempotency_key_reused` where the key belongs to another request;
    /// `unavailable` where the db cannot be used.
    pub async fn create_from_merchant(&self, wanted: &api::CreateOrder, key: Option<&Key>) -> Result<OpenedOrder, WorkError> {
        let place = key.map(|key| KeyScope { scope: "orders".to_owned(), key: key.as_str().to_owned() });
        let _turn = match &place {
            Some(place) => Some(self.turns.wait(&format!("orders {}", place.key)).await),
            None => None,
        };
        let asked = place.map(|place| Asked { fingerprint: fingerprint(wanted), place });
        if let Some(asked) = &asked
            && let Some(opened) = self.opened_before(asked).await?
        {
            return Ok(opened);
        }
        let (order, prefill) = check(wanted, self.clock.now())?;
        let metadata = serde_json::to_string(&wanted.metadata).expect("texts can be written as JSON");
        self.write_order(order, prefill, &metadata, asked.as_ref(), None).await?.ok_or_else(|| Code::Internal.into())
    }

    async fn opened_before(&self, asked: &Asked) -> Result<Option<OpenedOrder>, WorkError> {
        let Some(known) = keys::find(&*self.db, &asked.place).await? else { return Ok(None) };
        if known.fingerprint != asked.fingerprint {
            return Err(Code::IdempotencyKeyReused.into());
        }
        let id = known.about;
        Ok(known.answer.map(|answer| OpenedOrder { id, answer: Answered::again(answer) }))
    }

    /// The order and the answer its key gets from now on are one batch, with what must still be so. `None` where it is not.
    async fn write_order(
        &self,
        order: Order,
        prefill: Prefill,
        metadata: &str,
        asked: Option<&Asked>,
        still: Option<Statement>,
    ) -> Result<Option<OpenedOrder>, WorkError> {
        let (id, now) = (order.id.clone(), order.created_at);
        let insert = orders::insert(&order, &prefill, metadata);
        let record = OrderRecord { order, charges: Vec::new(), version: 1, prefill };
        let answer = Answered::created(&self.show(&record).await?);
        let mut statements: Vec<Statement> = still.into_iter().chain([insert]).collect();
        if let Some(Asked { place, fingerprint }) = asked {
            let answer = Some((answer.status, answer.body.clone()));
            let remembered = KeyRecord { fingerprint: fingerprint.clone(), about: id.clone(), answer };
            statements.push(keys::remember(place, &remembered, None, now));
        }
        match (self.db.batch(statements).await, asked) {
            (Ok(_), _) => Ok(Some(OpenedOrder { id, answer })),
            // Another copy of this backend was first with the same key: its answer is the answer. Or the button is not what it was.
            (Err(DbError::Conflict(_)), Some(asked)) => self.opened_before(asked).await,
            (Err(error), _) => Err(error.into()),
        }
    }
}

/// A key, and what was asked for with it.
struct Asked {
    place: KeyScope,
    fingerprint: String,
}

/// What a merchant sent, with every wrong field named at once.
fn check(wanted: &api::CreateOrder, now: payments::Moment) -> Result<(Order, Prefill), WorkError> {
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
        return Err(WorkError::fields(wrong));
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

/// A currency, in capitals or not.
pub fn currency(said: &str) -> Option<Currency> {
    said.trim().to_ascii_uppercase().parse().ok()
}
