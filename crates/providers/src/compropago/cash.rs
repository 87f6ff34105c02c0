//! Cash at the counter: ComproPago's v1, its charges and its stores.
//!
//! Our request becomes their JSON, their answer becomes our type. It knows no SPEI (that is v2, a file of its own) and
//! keeps nothing between two calls.

use super::wire::Charge;
use super::{ComproPago, status, voucher};
use crate::call::{self, Call, Reply};
use crate::exact::{Flag, Said, Scalar};
use crate::provider::{
    ChargeRef, ChargeRequest, Context, CreatedCharge, FetchedCharge, Kind, OfferedStore, ProviderError, Reason,
};
use http::Method as Verb;
use payments::store::recognise;
use payments::{Currency, Event, Money};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The body of `POST /v1/charges`, in the names of 1.1 and later.
#[derive(Serialize)]
struct NewCharge<'a> {
    order_id: &'a str,
    order_name: &'a str,
    order_price: Box<RawValue>,
    currency: &'a str,
    customer_name: &'a str,
    customer_email: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_phone: Option<&'a str>,
    payment_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_time: Option<i64>,
    app_client_name: &'a str,
    app_client_version: &'a str,
}

/// A store, as `GET /v1/providers` lists it: their word for a store is "provider".
#[derive(Deserialize, Default)]
#[serde(default)]
struct ListedStore {
    name: Scalar,
    internal_name: Scalar,
    is_active: Flag,
    transaction_limit: Scalar,
    rank: Scalar,
}

/// Makes a cash charge at a store, and returns its voucher.
pub(super) async fn create(to: &ComproPago, cx: Context<'_>, request: &ChargeRequest) -> Result<CreatedCharge, ProviderError> {
    let store = request.store.as_deref();
    let store = store.ok_or_else(|| ProviderError::new(Kind::Refused(Reason::Store), "cash needs a store"))?;
    let customer = &request.customer;
    let body = NewCharge {
        order_id: &request.charge_id,
        order_name: &request.description,
        order_price: call::number(request.amount),
        currency: request.amount.currency().code(),
        customer_name: customer.name(),
        customer_email: customer.email(),
        customer_phone: customer.phone(),
        payment_type: store,
        image_url: request.image.as_deref(),
        expiration_time: request.expires_at.map(|at| at.seconds()),
        app_client_name: super::APP,
        app_client_version: super::APP_VERSION,
    };
    let private = [customer.name(), customer.email(), customer.phone().unwrap_or_default()];
    let call = Call::new(Verb::POST, "/v1/charges".to_owned(), "POST /v1/charges");
    created(&to.api.ask(cx, call.with(call::json(&body)).about(&private)).await?, request)
}

fn created(reply: &Reply, request: &ChargeRequest) -> Result<CreatedCharge, ProviderError> {
    let charge = read(reply)?;
    let id = charge.id().ok_or_else(|| reply.nonsense("no id"))?;
    let sums = charge.sums(request.amount.currency()).value().ok_or_else(|| reply.nonsense("no amount"))?;
    if !sums.are_in_pesos() {
        return Err(reply.nonsense("not in pesos"));
    }
    let voucher = voucher::read(&charge, sums).map_err(|why| reply.nonsense(why))?;
    Ok(CreatedCharge {
        provider_charge: id,
        amount: Some(sums.asked),
        voucher,
        event: event(&charge, request.amount.currency()),
    })
}

/// Asks what is true of a charge.
pub(super) async fn fetch(to: &ComproPago, cx: Context<'_>, charge: &ChargeRef) -> Result<FetchedCharge, ProviderError> {
    let get = |id: &str| Call::get(format!("/v1/charges/{id}"), "GET /v1/charges/{id}");
    let reply = to.ask_about(cx, &charge.provider_charge, get).await?;
    let charge = read(&reply)?;
    let id = charge.id().ok_or_else(|| reply.nonsense("no id"))?;
    let sums = charge.sums(Currency::Mxn).value();
    Ok(FetchedCharge {
        provider_charge: id,
        amount: sums.map(|sums| sums.asked),
        due: sums.map(|sums| sums.due),
        event: event(&charge, Currency::Mxn),
        held_elsewhere: None,
        charge_id: charge.charge_id(),
    })
}

fn read(reply: &Reply) -> Result<Charge, ProviderError> {
    Charge::read(reply.body()).ok_or_else(|| reply.nonsense("no charge"))
}

fn event(charge: &Charge, unnamed: Currency) -> Event {
    match charge.refunded() {
        Said::Value(true) => status::refunded(&charge.status(), &charge.money(unnamed)),
        Said::Value(false) | Said::Nothing => status::event(&charge.status(), &charge.money(unnamed)),
        Said::Unreadable => {
            Event::Unreadable(format!("{}, and nobody can read whether refunded", super::call::SCRUB.word(&charge.status())))
        }
    }
}

/// The stores of the merchant's account, in their order. All of them: the limit is told, not applied. Only where the order
/// is not in pesos are those left out that do not fit, because only ComproPago knows the rate.
///
/// `GET /v1/providers/true` would answer without keys, and with stores this account may not have; so it is not used.
pub(super) async fn stores(to: &ComproPago, cx: Context<'_>, amount: Money) -> Result<Vec<OfferedStore>, ProviderError> {
    let in_pesos = amount.currency() == Currency::Mxn;
    let path = if in_pesos {
        "/v1/providers".to_owned()
    } else {
        format!("/v1/providers?order_total={}&currency={}", amount.to_decimal(), amount.currency().code())
    };
    let reply = to.api.ask(cx, Call::get(path, "GET /v1/providers")).await?;
    let mut listed: Vec<ListedStore> = reply.read()?;
    listed.retain(|store| !store.is_active.is(false));
    listed.sort_by_key(|store| store.rank.whole().unwrap_or(i64::MAX));
    Ok(listed
        .into_iter()
        .filter_map(|store| {
            let code = store.internal_name.text().filter(|code| is_code(code))?;
            // Its page of fees and limits is where our table has them from.
            let known = recognise(code);
            let limit = store.transaction_limit.money(Currency::Mxn).or(known.and_then(|known| known.limit));
            Some(OfferedStore {
                code: code.to_owned(),
                name: store.name.text().unwrap_or(code).to_owned(),
                min: None,
                limit: limit.filter(|_| in_pesos),
                // `commission` stood in this list until 2017, and no document says whose it is.
                till_fee: known.and_then(|known| known.till_fee),
            })
        })
        .collect())
}

/// Whether a text can be a store's code.
fn is_code(text: &str) -> bool {
    text.len() <= 40 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}
