//! SPEI: ComproPago's v2, an order for every charge, with a CLABE of its own.
//!
//! Every answer comes in an envelope whose `data` is the order; the documents also show a bare one, of 2018, and it reads
//! the same. No customer id is sent: with one, all orders of a customer would share a CLABE, and a transfer could not be
//! told from another. Reusable CLABEs are a file of their own.

use super::call::{SCRUB, is_id, path_id};
use super::status::MoneySaid;
use super::wire::{Exchange, Sums, ours};
use super::{ComproPago, status};
use crate::call::{self, Call, Reply};
use crate::capability::Deposit;
use crate::exact::{Part, Said, Scalar};
use crate::provider::{ChargeRef, ChargeRequest, Context, CreatedCharge, FetchedCharge, ProviderError};
use http::Method as Verb;
use payments::{Clabe, Currency, Event, Money, Payable, Voucher};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The body of `POST /v2/orders`.
#[derive(Serialize)]
struct NewOrder<'a> {
    product: NewProduct<'a>,
    customer: NewCustomer<'a>,
    payment: NewPayment,
    #[serde(rename = "expiresAt", skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
    app_client_name: &'a str,
    app_client_version: &'a str,
}

#[derive(Serialize)]
struct NewProduct<'a> {
    id: &'a str,
    price: Box<RawValue>,
    name: &'a str,
    currency: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct NewCustomer<'a> {
    name: &'a str,
    email: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'a str>,
}

#[derive(Serialize)]
struct NewPayment {
    #[serde(rename = "type")]
    kind: &'static str,
}

/// v2's wrapping of every answer.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Envelope {
    data: Part<Order>,
}

/// An order of theirs: what is a charge here.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Order {
    id: Scalar,
    short_id: Scalar,
    product: Part<Product>,
    payment: Said<Payment>,
    status: Scalar,
    exchange: Said<Exchange>,
    expires_at: Scalar,
    updated_at: Scalar,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Product {
    id: Scalar,
    price: Scalar,
    currency: Scalar,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Payment {
    clabe: Scalar,
    /// Of our own sandbox: the documents do not say what a partly paid order looks like.
    received: Scalar,
}

/// Makes a SPEI charge, and returns its voucher.
pub(super) async fn create(to: &ComproPago, cx: Context<'_>, request: &ChargeRequest) -> Result<CreatedCharge, ProviderError> {
    let customer = &request.customer;
    let body = NewOrder {
        product: NewProduct {
            id: &request.charge_id,
            price: call::number(request.amount),
            name: &request.description,
            currency: request.amount.currency().code(),
            url: request.image.as_deref(),
        },
        customer: NewCustomer { name: customer.name(), email: customer.email(), phone: customer.phone() },
        payment: NewPayment { kind: "SPEI" },
        expires_at: request.expires_at.map(|at| at.seconds()),
        app_client_name: super::APP,
        app_client_version: super::APP_VERSION,
    };
    let private = [customer.name(), customer.email(), customer.phone().unwrap_or_default()];
    let call = Call::new(Verb::POST, "/v2/orders".to_owned(), "POST /v2/orders");
    created(&to.api.ask(cx, call.with(call::json(&body)).about(&private)).await?, to.beneficiary.clone())
}

fn created(reply: &Reply, beneficiary: Option<String>) -> Result<CreatedCharge, ProviderError> {
    let order = read(reply)?;
    let id = order.id().ok_or_else(|| reply.nonsense("no id"))?;
    let sums = order.sums().value().ok_or_else(|| reply.nonsense("no amount"))?;
    if !sums.are_in_pesos() {
        return Err(reply.nonsense("not in pesos"));
    }
    let clabe = order.clabe().ok_or_else(|| reply.nonsense("no CLABE"))?;
    let expires_at = order.expires_at.moment().ok_or_else(|| reply.nonsense("no expiry"))?;
    let payable = Payable::Transfer {
        bank: clabe.bank().map(str::to_owned),
        clabe,
        beneficiary,
        concept: order.short_id.text().map(str::to_owned),
    };
    let voucher = Voucher::new(sums.due, Some(expires_at), payable);
    Ok(CreatedCharge { provider_charge: id, amount: Some(sums.asked), voucher, event: order.event() })
}

/// Asks what is true of a charge.
pub(super) async fn fetch(to: &ComproPago, cx: Context<'_>, charge: &ChargeRef) -> Result<FetchedCharge, ProviderError> {
    let (reply, order) = ask(to, cx, &charge.provider_charge).await?;
    let id = order.id().ok_or_else(|| reply.nonsense("no id"))?;
    let sums = order.sums().value();
    Ok(FetchedCharge {
        provider_charge: id,
        amount: sums.map(|sums| sums.asked),
        due: sums.map(|sums| sums.due),
        event: order.event(),
        held_elsewhere: None,
        charge_id: order.product.0.as_ref().and_then(|product| ours(&product.id)),
    })
}

/// The same of an order nobody here made: what came into a reusable CLABE.
pub(super) async fn deposit(to: &ComproPago, cx: Context<'_>, provider_charge: &str) -> Result<Deposit, ProviderError> {
    let (reply, order) = ask(to, cx, provider_charge).await?;
    let id = order.id().ok_or_else(|| reply.nonsense("no id"))?;
    let clabe = order.clabe().ok_or_else(|| reply.nonsense("no CLABE"))?;
    let nothing = Some(Money::zero(Currency::Mxn));
    let (amount, refunded) = match order.event() {
        Event::Paid(amount) => (Some(amount), false),
        Event::Issued | Event::Expired | Event::Declined | Event::Canceled => (nothing, false),
        Event::Refunded { .. } | Event::RefundedInFull => (nothing, true),
        Event::Unknown(_) | Event::Unreadable(_) => (None, false),
    };
    Ok(Deposit { id, clabe, amount, refunded, at: order.updated_at.moment() })
}

async fn ask(to: &ComproPago, cx: Context<'_>, id: &str) -> Result<(Reply, Order), ProviderError> {
    let id = path_id(id)?;
    let reply = to.api.ask(cx, Call::get(format!("/v2/orders/{id}"), "GET /v2/orders/{id}")).await?;
    let order = read(&reply)?;
    Ok((reply, order))
}

fn read(reply: &Reply) -> Result<Order, ProviderError> {
    let Part(envelope) = reply.read::<Part<Envelope>>()?;
    let wrapped = envelope.and_then(|envelope| envelope.data.0);
    let order = match wrapped {
        Some(order) => Some(order),
        None => reply.read::<Part<Order>>()?.0,
    };
    order.ok_or_else(|| reply.nonsense("no order"))
}

impl Order {
    fn id(&self) -> Option<String> {
        self.id.text().filter(|id| is_id(id)).map(str::to_owned)
    }

    fn clabe(&self) -> Option<Clabe> {
        match &self.payment {
            Said::Value(payment) => clabe(&payment.clabe),
            Said::Nothing | Said::Unreadable => None,
        }
    }

    fn sums(&self) -> Said<Sums> {
        let exchange = match &self.exchange {
            Said::Value(exchange) => exchange.sums(),
            Said::Unreadable => Said::Unreadable,
            Said::Nothing => Said::Nothing,
        };
        let price = || match self.product.0.as_ref() {
            Some(product) => match product.currency.said_currency() {
                Said::Value(currency) => product.price.said_money(currency),
                // An amount of nobody knows what.
                Said::Nothing | Said::Unreadable if product.price.is_there() => Said::Unreadable,
                Said::Nothing | Said::Unreadable => Said::Nothing,
            },
            None => Said::Nothing,
        };
        exchange.or(price().map(|price| Sums { asked: price, due: price }))
    }

    fn event(&self) -> Event {
        let status = self.status.text().unwrap_or_default().to_ascii_lowercase();
        let nothing = Scalar::default();
        let received = match &self.payment {
            Said::Value(payment) => &payment.received,
            Said::Nothing => &nothing,
            Said::Unreadable => {
                return Event::Unreadable(format!("{}, and no payment that can be read", SCRUB.word(&status)));
            }
        };
        status::event(&status, &MoneySaid { sums: self.sums(), received })
    }
}

/// A CLABE, unless it is the documents' row of zeros: a bank 000 does not exist.
pub(super) fn clabe(written: &Scalar) -> Option<Clabe> {
    Clabe::parse(written.text()?).ok().filter(|clabe| !clabe.digits().starts_with("000"))
}
