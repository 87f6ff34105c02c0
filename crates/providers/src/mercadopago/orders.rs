//! Orders: made, found again, asked about, cancelled and given back. One order is one charge with one payment; amounts are texts.
//!
//! A repeated request is answered again, or refused because its key was used before: their documents say the second, and some saw the
//! first. So after such a refusal the order is looked for by our own id, and never made twice.

use super::call::{keyed, not_found_yet, not_sent, was_sent_before};
use super::found::Found;
use super::rails::{self, CLABE, Rail};
use super::wire::{Order, is_order_id};
use super::{MercadoPago, life, methods, status};
use crate::call::{self, Call, Reply};
use crate::capability::RefundRequest;
use crate::exact::Said;
use crate::provider::{ChargeRef, ChargeRequest, Context, CreatedCharge, FetchedCharge, Kind, ProviderError, Reason};
use http::Method as Verb;
use jiff::Timestamp;
use payments::{Links, Method, Moment, Payable, Voucher};
use serde::Serialize;

const CREATE: &str = "POST /v1/orders";
/// Whose voucher it is, as a customer reads it.
const OURS: &str = "Mercado Pago";
const REFUND: &str = "POST /v1/orders/{id}/refund";

/// How long before and after the request an order is looked for, in seconds: their clock is not ours.
const AROUND: i64 = 24 * 60 * 60;

/// The most characters of a description that are sent along.
const DESCRIPTION: usize = 120;

/// The body of `POST /v1/orders`.
#[derive(Serialize)]
struct NewOrder<'a> {
    r#type: &'a str,
    processing_mode: &'a str,
    total_amount: &'a str,
    external_reference: &'a str,
    description: &'a str,
    payer: Payer<'a>,
    transactions: Transactions<'a>,
}

#[derive(Serialize)]
struct Payer<'a> {
    email: &'a str,
    first_name: &'a str,
    last_name: &'a str,
}

#[derive(Serialize)]
struct Transactions<'a> {
    payments: [Transaction<'a>; 1],
}

#[derive(Serialize)]
struct Transaction<'a> {
    amount: &'a str,
    expiration_time: String,
    payment_method: PaymentMethod<'a>,
}

#[derive(Serialize)]
struct PaymentMethod<'a> {
    id: &'a str,
    r#type: &'a str,
}

/// The body of a refund of a part; of all of it, there is nothing to say.
#[derive(Serialize)]
struct Back<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    transactions: Option<[BackOf<'a>; 1]>,
}

#[derive(Serialize)]
struct BackOf<'a> {
    id: &'a str,
    amount: String,
}

/// Makes an order, or finds the one this charge has.
pub(super) async fn create(to: &MercadoPago, cx: Context<'_>, request: &ChargeRequest) -> Result<CreatedCharge, ProviderError> {
    let rail = rail_of(to, request)?;
    let reply = match send(to, cx, request, rail).await {
        Ok(reply) if was_sent_before(reply.body()) => made_before(to, cx, request, rail).await?,
        Ok(reply) => reply,
        Err(error) => return Err(methods::why_refused(to, cx, request, rail, error).await),
    };
    let order = read(&reply)?;
    let id = order.id().ok_or_else(|| reply.nonsense("no id"))?;
    let voucher = voucher(to, cx, &order, request, rail).map_err(|why| reply.nonsense(why))?;
    let event = status::of_order(&order, to.currency());
    Ok(CreatedCharge { provider_charge: id, amount: Some(voucher.amount), voucher, event })
}

/// Asks for an order, and returns what is answered: the order, or that it was asked for before.
pub(super) async fn send(
    to: &MercadoPago,
    cx: Context<'_>,
    request: &ChargeRequest,
    rail: Rail,
) -> Result<Reply, ProviderError> {
    let customer = &request.customer;
    let (first, last) =
        customer.first_and_last_name().ok_or_else(|| not_sent(CREATE, Kind::Refused(Reason::Name), "no last name"))?;
    let amount = request.amount.to_decimal();
    let payment_method = PaymentMethod { id: rail.id, r#type: rail.kind };
    let expiration_time = life::duration(life::seconds(request));
    let body = NewOrder {
        r#type: "online",
        processing_mode: "automatic",
        total_amount: &amount,
        external_reference: &request.charge_id,
        description: begin_of(&request.description),
        payer: Payer { email: customer.email(), first_name: first, last_name: last },
        transactions: Transactions { payments: [Transaction { amount: &amount, expiration_time, payment_method }] },
    };
    let private = [customer.name(), customer.email(), customer.phone().unwrap_or_default()];
    let call = Call::new(Verb::POST, "/v1/orders".to_owned(), CREATE).with(call::json(&body)).about(&private);
    to.api.ask(cx, keyed(call, rail.id, &request.charge_id)).await
}

/// The rail of what was chosen.
fn rail_of(to: &MercadoPago, request: &ChargeRequest) -> Result<Rail, ProviderError> {
    if request.amount.currency() != to.currency() {
        return Err(not_sent(CREATE, Kind::Refused(Reason::Other), "not in pesos"));
    }
    match request.method {
        Method::Spei => Ok(CLABE),
        Method::Cash => {
            let rail = request.store.as_deref().and_then(|store| rails::at(to.country, store));
            rail.ok_or_else(|| not_sent(CREATE, Kind::Refused(Reason::Store), "no chain of Mercado Pago's"))
        }
    }
}

/// The beginning of a description: how long one may be is not said.
pub(super) fn begin_of(description: &str) -> &str {
    description.char_indices().nth(DESCRIPTION).map_or(description, |(end, _)| &description[..end])
}

/// The order a request made that was sent before.
async fn made_before(to: &MercadoPago, cx: Context<'_>, request: &ChargeRequest, rail: Rail) -> Result<Reply, ProviderError> {
    let around = |at: Moment| Timestamp::from_second(at.seconds()).unwrap_or_default().to_string();
    let (from, until) = (around(request.requested_at.plus_seconds(-AROUND)), around(cx.now.plus_seconds(AROUND)));
    let query = call::query([("external_reference", request.charge_id.as_str()), ("begin_date", &from), ("end_date", &until)]);
    let reply = to.api.ask(cx, Call::get(format!("/v1/orders?{query}"), "GET /v1/orders")).await?;
    let found = Found::read(reply.body()).ok_or_else(|| reply.nonsense("no list"))?;
    let id = found.order_of(&request.charge_id, rail).ok_or_else(|| not_found_yet(CREATE))?;
    ask_about(to, cx, &id).await
}

fn voucher(
    to: &MercadoPago,
    cx: Context<'_>,
    order: &Order,
    request: &ChargeRequest,
    rail: Rail,
) -> Result<Voucher, &'static str> {
    let amount = order.amount(to.currency()).ok_or("no amount")?;
    let payment = order.payment().ok_or("no payment")?;
    let slip = payment.slip().ok_or("no voucher")?;
    // Where no end is said it is the one that was asked for, counted from when the order was made.
    let ends = payment.ends().unwrap_or_else(|| order.made().unwrap_or(cx.now).plus_seconds(life::seconds(request)));
    let (payable, references) = match request.method {
        Method::Cash => match slip.digits() {
            Some(reference) => (Payable::Reference { reference, company: Some(OURS.to_owned()) }, slip.beside()),
            None => (page(slip.links())?, Vec::new()),
        },
        Method::Spei => {
            let clabe = slip.clabe().ok_or("no CLABE")?;
            let bank = clabe.bank().map(str::to_owned);
            (Payable::Transfer { clabe, bank, beneficiary: None, concept: None }, Vec::new())
        }
    };
    let chains = rail.chains_from(request.store.as_deref());
    Ok(Voucher { references, chains, links: slip.links(), ..Voucher::new(amount, Some(ends), payable) })
}

/// A voucher that its page alone shows: no document promises digits of a ticket.
pub(super) fn page(links: Links) -> Result<Payable, &'static str> {
    let url = links.page.ok_or("neither digits nor a page")?;
    Ok(Payable::Page { url, company: OURS.to_owned() })
}

/// Asks what is true of an order.
pub(super) async fn fetch(to: &MercadoPago, cx: Context<'_>, charge: &ChargeRef) -> Result<FetchedCharge, ProviderError> {
    fetched(to, &ask_about(to, cx, &charge.provider_charge).await?)
}

/// Cancels an order. One that cannot be cancelled any more has come to something else meanwhile: what, is asked.
pub(super) async fn cancel(to: &MercadoPago, cx: Context<'_>, charge: &ChargeRef) -> Result<FetchedCharge, ProviderError> {
    let id = path_id(&charge.provider_charge)?;
    let call = Call::new(Verb::POST, format!("/v1/orders/{id}/cancel"), "POST /v1/orders/{id}/cancel");
    match to.api.ask(cx, keyed(call, "cancel", id)).await {
        Ok(reply) if !was_sent_before(reply.body()) => fetched(to, &reply),
        Ok(_) | Err(ProviderError { kind: Kind::Refused(_), .. }) => fetch(to, cx, charge).await,
        Err(error) => Err(error),
    }
}

/// Gives this much back, and tells what is true then.
pub(super) async fn refund(
    to: &MercadoPago,
    cx: Context<'_>,
    charge: &ChargeRef,
    wanted: &RefundRequest,
) -> Result<FetchedCharge, ProviderError> {
    let id = path_id(&charge.provider_charge)?;
    let reply = ask_about(to, cx, id).await?;
    let order = read(&reply)?;
    let payment = order.payment().and_then(|payment| payment.id()).ok_or_else(|| reply.nonsense("no payment"))?;
    let nothing_yet = order.went_back(to.currency()).value().is_none_or(|back| back.is_zero());
    let is_whole = nothing_yet && order.came(to.currency()) == Said::Value(wanted.amount);
    let part = BackOf { id: payment, amount: wanted.amount.to_decimal() };
    let body = Back { transactions: (!is_whole).then_some([part]) };
    let call = Call::new(Verb::POST, format!("/v1/orders/{id}/refund"), REFUND).with(call::json(&body));
    // Whether this answers or says that it was done before: what is true of the order now is asked.
    to.api.ask(cx, keyed(call, id, &wanted.id)).await?;
    fetch(to, cx, charge).await
}

async fn ask_about(to: &MercadoPago, cx: Context<'_>, id: &str) -> Result<Reply, ProviderError> {
    to.api.ask(cx, Call::get(format!("/v1/orders/{}", path_id(id)?), "GET /v1/orders/{id}")).await
}

fn path_id(id: &str) -> Result<&str, ProviderError> {
    if is_order_id(id) { Ok(id) } else { Err(ProviderError::new(Kind::NotFound, "not an id of an order")) }
}

fn fetched(to: &MercadoPago, reply: &Reply) -> Result<FetchedCharge, ProviderError> {
    let order = read(reply)?;
    let amount = order.amount(to.currency());
    Ok(FetchedCharge {
        provider_charge: order.id().ok_or_else(|| reply.nonsense("no id"))?,
        charge_id: order.charge_id(),
        amount,
        due: amount,
        event: status::of_order(&order, to.currency()),
        held_elsewhere: None,
    })
}

fn read(reply: &Reply) -> Result<Order, ProviderError> {
    Order::read(reply.body()).ok_or_else(|| reply.nonsense("no order"))
}
