//! Payments: made, found again, asked about, cancelled and given back. It is the older API, and the one their guides name for Peru;
//! amounts are numbers. Here its rail is PagoEfectivo: one code for banks, agents and their apps.

use super::call::{keyed, not_found_yet, not_sent, was_sent_before};
use super::found::Found;
use super::orders::{self, begin_of};
use super::rails;
use super::wire::{Payment, is_payment_id};
use super::{MercadoPago, life, methods, status};
use crate::call::{self, Call, Reply};
use crate::capability::RefundRequest;
use crate::provider::{ChargeRef, ChargeRequest, Context, CreatedCharge, FetchedCharge, Kind, ProviderError, Reason};
use http::Method as Verb;
use payments::{Payable, Voucher};
use serde::Serialize;
use serde_json::value::RawValue;

const CREATE: &str = "POST /v1/payments";

/// The body of `POST /v1/payments`.
#[derive(Serialize)]
struct NewPayment<'a> {
    transaction_amount: Box<RawValue>,
    payment_method_id: &'a str,
    description: &'a str,
    external_reference: &'a str,
    date_of_expiration: String,
    payer: Payer<'a>,
    metadata: Metadata<'a>,
}

#[derive(Serialize)]
struct Payer<'a> {
    email: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    identification: Identification<'a>,
}

#[derive(Serialize)]
struct Identification<'a> {
    r#type: &'a str,
    number: &'a str,
}

/// What their guide of this rail has beside it.
#[derive(Serialize)]
struct Metadata<'a> {
    payment_mode: &'a str,
}

#[derive(Serialize)]
struct Cancelled {
    status: &'static str,
}

#[derive(Serialize)]
struct Back {
    amount: Box<RawValue>,
}

/// Makes a payment, or finds the one this charge has.
pub(super) async fn create(to: &MercadoPago, cx: Context<'_>, request: &ChargeRequest) -> Result<CreatedCharge, ProviderError> {
    let refused = |reason, why| not_sent(CREATE, Kind::Refused(reason), why);
    if request.amount.currency() != to.currency() {
        return Err(refused(Reason::Other, "not in soles"));
    }
    let rail = request.store.as_deref().and_then(|store| rails::at(to.country, store));
    let rail = rail.ok_or_else(|| refused(Reason::Store, "no chain of Mercado Pago's"))?;
    let customer = &request.customer;
    let (first, last) = customer.first_and_last_name().ok_or_else(|| refused(Reason::Name, "no last name"))?;
    let document = customer.document().ok_or_else(|| refused(Reason::Other, "no DNI"))?;
    let ends = request.requested_at.plus_seconds(life::seconds(request));
    let body = NewPayment {
        transaction_amount: call::number(request.amount),
        payment_method_id: rail.id,
        description: begin_of(&request.description),
        external_reference: &request.charge_id,
        date_of_expiration: life::date(ends, to.country),
        payer: Payer {
            email: customer.email(),
            first_name: first,
            last_name: last,
            identification: Identification { r#type: "DNI", number: document },
        },
        metadata: Metadata { payment_mode: "online" },
    };
    let private = [customer.name(), customer.email(), document, customer.phone().unwrap_or_default()];
    let call = Call::new(Verb::POST, "/v1/payments".to_owned(), CREATE).with(call::json(&body)).about(&private);
    let reply = match to.api.ask(cx, keyed(call, rail.id, &request.charge_id)).await {
        Ok(reply) if was_sent_before(reply.body()) => made_before(to, cx, request).await?,
        Ok(reply) => reply,
        Err(error) => return Err(methods::why_refused(to, cx, request, rail, error).await),
    };
    let payment = read(&reply)?;
    let id = payment.id().ok_or_else(|| reply.nonsense("no id"))?;
    let amount = payment.amount(to.currency()).ok_or_else(|| reply.nonsense("no amount"))?;
    let payable = match payment.digits() {
        Some(reference) => Payable::Reference { reference, company: Some("PagoEfectivo".to_owned()) },
        None => orders::page(payment.links()).map_err(|why| reply.nonsense(why))?,
    };
    let voucher = Voucher {
        chains: rail.chains_from(request.store.as_deref()),
        links: payment.links(),
        ..Voucher::new(amount, Some(payment.ends().unwrap_or(ends)), payable)
    };
    Ok(CreatedCharge { provider_charge: id, amount: Some(amount), voucher, event: status::of_payment(&payment, to.currency()) })
}

/// The payment a request made that was sent before.
async fn made_before(to: &MercadoPago, cx: Context<'_>, request: &ChargeRequest) -> Result<Reply, ProviderError> {
    let query =
        call::query([("sort", "date_created"), ("criteria", "desc"), ("external_reference", request.charge_id.as_str())]);
    let reply = to.api.ask(cx, Call::get(format!("/v1/payments/search?{query}"), "GET /v1/payments/search")).await?;
    let found = Found::read(reply.body()).ok_or_else(|| reply.nonsense("no list"))?;
    let id = found.payment_of(&request.charge_id).ok_or_else(|| not_found_yet(CREATE))?;
    ask_about(to, cx, &id).await
}

/// Asks what is true of a payment.
pub(super) async fn fetch(to: &MercadoPago, cx: Context<'_>, charge: &ChargeRef) -> Result<FetchedCharge, ProviderError> {
    fetched(to, &ask_about(to, cx, &charge.provider_charge).await?)
}

/// Cancels a payment. One that cannot be cancelled any more has come to something else meanwhile: what, is asked.
pub(super) async fn cancel(to: &MercadoPago, cx: Context<'_>, charge: &ChargeRef) -> Result<FetchedCharge, ProviderError> {
    let path = format!("/v1/payments/{}", path_id(&charge.provider_charge)?);
    let call = Call::new(Verb::PUT, path, "PUT /v1/payments/{id}").with(call::json(&Cancelled { status: "cancelled" }));
    match to.api.ask(cx, call).await {
        Ok(reply) => fetched(to, &reply),
        Err(ProviderError { kind: Kind::Refused(_), .. }) => fetch(to, cx, charge).await,
        Err(error) => Err(error),
    }
}

/// Gives this much back, and tells what is true then: the answer is the refund, and not the payment.
pub(super) async fn refund(
    to: &MercadoPago,
    cx: Context<'_>,
    charge: &ChargeRef,
    wanted: &RefundRequest,
) -> Result<FetchedCharge, ProviderError> {
    let path = format!("/v1/payments/{}/refunds", path_id(&charge.provider_charge)?);
    let body = Back { amount: call::number(wanted.amount) };
    let call = Call::new(Verb::POST, path, "POST /v1/payments/{id}/refunds").with(call::json(&body));
    to.api.ask(cx, keyed(call, &charge.provider_charge, &wanted.id)).await?;
    fetch(to, cx, charge).await
}

async fn ask_about(to: &MercadoPago, cx: Context<'_>, id: &str) -> Result<Reply, ProviderError> {
    to.api.ask(cx, Call::get(format!("/v1/payments/{}", path_id(id)?), "GET /v1/payments/{id}")).await
}

fn path_id(id: &str) -> Result<&str, ProviderError> {
    if is_payment_id(id) { Ok(id) } else { Err(ProviderError::new(Kind::NotFound, "not an id of a payment")) }
}

fn fetched(to: &MercadoPago, reply: &Reply) -> Result<FetchedCharge, ProviderError> {
    let payment = read(reply)?;
    let amount = payment.amount(to.currency());
    Ok(FetchedCharge {
        provider_charge: payment.id().ok_or_else(|| reply.nonsense("no id"))?,
        charge_id: payment.charge_id(),
        amount,
        due: amount,
        event: status::of_payment(&payment, to.currency()),
        held_elsewhere: None,
    })
}

fn read(reply: &Reply) -> Result<Payment, ProviderError> {
    Payment::read(reply.body()).ok_or_else(|| reply.nonsense("no payment"))
}
