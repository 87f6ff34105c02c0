//! Invoices: made, asked about, amended and voided.
//!
//! Our charge's id is the `invoice_id`, and the request of one charge is the same however often it is sent, so that KashIO
//! finds the invoice it made when an answer was lost. What a status means stands in `status.rs`.

use super::wire::{Invoice, is_invoice_id};
use super::{KashIo, channels, dates, status};
use crate::call::{Body, Call, Reply, json, number};
use crate::capability::{Amended, Amendment};
use crate::provider::{ChargeRef, ChargeRequest, Context, CreatedCharge, FetchedCharge, Kind, ProviderError, Reason};
use http::Method as Verb;
use payments::{Country, Customer, Event, Links, Moment, Payable, Voucher};
use serde::Serialize;
use serde_json::value::RawValue;

/// The body of create.
#[derive(Serialize)]
struct Create<'a> {
    customer: Payer<'a>,
    /// By the merchant's clock: KashIO refuses floods by it.
    request_datetime: String,
    currency: &'static str,
    amount: Box<RawValue>,
    invoice_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_datetime: Option<String>,
    metadata: Metadata<'a>,
}

#[derive(Serialize)]
struct Payer<'a> {
    name: &'a str,
    email: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
    document_type: &'static str,
    document_id: &'a str,
}

#[derive(Serialize)]
struct Metadata<'a> {
    description: &'a str,
}

/// The body of amend: nothing but these may change.
#[derive(Serialize)]
struct Amend {
    currency: &'static str,
    amount: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_datetime: Option<String>,
}

/// Makes an invoice, or finds the one this charge has.
pub(super) async fn create(to: &KashIo, cx: Context<'_>, request: &ChargeRequest) -> Result<CreatedCharge, ProviderError> {
    // An invoice names no channel, so KashIO cannot refuse one: we must.
    let refused = |reason, why: &str| ProviderError::new(Kind::Refused(reason), format!("POST /invoices: not sent: {why}"));
    let channel = request.store.as_deref().and_then(channels::find);
    let channel = channel.ok_or_else(|| refused(Reason::Store, "no channel of KashIO's"))?;
    if request.amount.currency() != to.max.currency() || request.amount.minor() > to.max.minor() {
        return Err(refused(Reason::OverLimit, "over max_amount, or not in soles"));
    }
    let customer = &request.customer;
    let document_id = customer.document().ok_or_else(|| refused(Reason::Other, "no DNI"))?;
    let body = Create {
        customer: Payer {
            name: customer.name(),
            email: customer.email(),
            phone: phone(customer),
            document_type: "DNI",
            document_id,
        },
        request_datetime: dates::write(request.requested_at),
        currency: request.amount.currency().code(),
        amount: number(request.amount),
        invoice_id: &request.charge_id,
        expiration_datetime: request.expires_at.map(dates::write),
        metadata: Metadata { description: &request.description },
    };
    let call = Call::new(Verb::POST, "/invoices".to_owned(), "POST /invoices").with(json(&body));
    let reply = to.api.ask(cx, call).await?;
    let invoice = read(&reply)?;
    let id = invoice.id().ok_or_else(|| reply.nonsense("no id"))?.to_owned();
    let amount = invoice.amount().ok_or_else(|| reply.nonsense("no amount"))?;
    let ktin = invoice.ktin().ok_or_else(|| reply.nonsense("no ktin"))?;
    let expires_at = expiry(&invoice, request.expires_at).ok_or_else(|| reply.nonsense("no expiry"))?;
    let payable = Payable::Reference { reference: ktin.to_owned(), company: Some(channel.company.to_owned()) };
    let links = Links { page: page(to, &invoice), pdf: None };
    let voucher = Voucher { links, ..Voucher::new(amount, Some(expires_at), payable) };
    let event = status::event(invoice.status(), amount, invoice.paid());
    Ok(CreatedCharge { provider_charge: id, amount: Some(amount), voucher, event })
}

/// Asks what is true of an invoice.
pub(super) async fn fetch(to: &KashIo, cx: Context<'_>, charge: &ChargeRef) -> Result<FetchedCharge, ProviderError> {
    fetched(&to.api.ask(cx, about(charge, Verb::GET, "GET /invoices/{id}", Body::None)?).await?)
}

/// Voids an invoice. One that cannot be voided any more has come to something else meanwhile: what, is asked.
pub(super) async fn void(to: &KashIo, cx: Context<'_>, charge: &ChargeRef) -> Result<FetchedCharge, ProviderError> {
    match to.api.ask(cx, about(charge, Verb::DELETE, "DELETE /invoices/{id}", Body::None)?).await {
        Ok(reply) => fetched(&reply),
        Err(ProviderError { kind: Kind::Refused(_), .. }) => fetch(to, cx, charge).await,
        Err(error) => Err(error),
    }
}

/// Changes an invoice's amount and expiry.
pub(super) async fn amend(
    to: &KashIo,
    cx: Context<'_>,
    charge: &ChargeRef,
    amendment: &Amendment,
) -> Result<Amended, ProviderError> {
    let (amount, expires_at) = (amendment.amount, amendment.expires_at);
    let currency = amount.currency().code();
    let body = json(&Amend { currency, amount: number(amount), expiration_datetime: expires_at.map(dates::write) });
    let reply = to.api.ask(cx, about(charge, Verb::PATCH, "PATCH /invoices/{id}", body)?).await?;
    let invoice = read(&reply)?;
    let amount = invoice.amount().ok_or_else(|| reply.nonsense("no amount"))?;
    let expires_at = expiry(&invoice, expires_at).ok_or_else(|| reply.nonsense("no expiry"))?;
    Ok(Amended { amount, expires_at: Some(expires_at) })
}

fn about(charge: &ChargeRef, verb: Verb, what: &'static str, body: Body) -> Result<Call<'static>, ProviderError> {
    let id = &charge.provider_charge;
    if !is_invoice_id(id) {
        return Err(ProviderError::new(Kind::NotFound, "not an id KashIO gives"));
    }
    Ok(Call::new(verb, format!("/invoices/{id}"), what).with(body))
}

fn fetched(reply: &Reply) -> Result<FetchedCharge, ProviderError> {
    let invoice = read(reply)?;
    let id = invoice.id().ok_or_else(|| reply.nonsense("no id"))?.to_owned();
    let charge_id = invoice.charge_id();
    let Some(amount) = invoice.amount() else {
        let event = Event::Unreadable(format!("{}, for an amount that cannot be read", super::SCRUB.word(invoice.status())));
        return Ok(FetchedCharge { provider_charge: id, amount: None, due: None, event, held_elsewhere: None, charge_id });
    };
    let event = status::event(invoice.status(), amount, invoice.paid());
    Ok(FetchedCharge { provider_charge: id, amount: Some(amount), due: Some(amount), event, held_elsewhere: None, charge_id })
}

fn read(reply: &Reply) -> Result<Invoice, ProviderError> {
    Invoice::read(reply.body()).ok_or_else(|| reply.nonsense("no invoice"))
}

/// The last moment: what KashIO says, or, where an answer leaves it out, what it was asked for.
fn expiry(invoice: &Invoice, asked: Option<Moment>) -> Option<Moment> {
    invoice.expires_at().or(asked)
}

/// KashIO's own page of the voucher, where the merchant has said where it is.
fn page(to: &KashIo, invoice: &Invoice) -> Option<String> {
    Some(format!("{}?token={}", to.gateway.as_deref()?, invoice.token()?))
}

/// The phone as E.164 has it.
fn phone(customer: &Customer) -> Option<String> {
    customer.phone().map(|phone| format!("+{}{phone}", Country::Pe.calling_code()))
}
