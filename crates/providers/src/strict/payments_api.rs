//! Payments: made, asked about, cancelled and given back. Amounts are centavos; our id of a charge is the key of the request that
//! makes it, and stands in its metadata.

use super::{CHAINS, DAYS, Strict, wire};
use crate::call::{self, Call, Reply, path_segment};
use crate::capability::{Amended, Amendment, RefundRequest};
use crate::provider::{ChargeRef, ChargeRequest, Context, CreatedCharge, FetchedCharge, Kind, ProviderError, Reason};
use http::{HeaderName, HeaderValue, Method as Verb};
use payments::{LabelledReference, Method, Money, Payable, ReferenceLabel, Voucher};

/// Makes a payment, or finds the one this charge has.
pub(super) async fn create(to: &Strict, cx: Context<'_>, request: &ChargeRequest) -> Result<CreatedCharge, ProviderError> {
    let refused = |reason, why: &str| ProviderError::new(Kind::Refused(reason), format!("POST /v1/payments: not sent: {why}"));
    let customer = &request.customer;
    let Some((first, last)) = customer.first_and_last_name() else {
        return Err(refused(Reason::Name, "no last name"));
    };
    if let Some(store) = &request.store
        && CHAINS.iter().all(|(code, _)| code != store)
    {
        return Err(refused(Reason::Store, "no chain of Strict's"));
    }
    let amount = request.amount.minor().to_string();
    let mut fields = vec![
        ("amount", amount.as_str()),
        ("currency", "mxn"),
        ("description", &request.description),
        ("customer[first_name]", first),
        ("customer[last_name]", last),
        ("customer[email]", customer.email()),
        ("metadata[charge]", &request.charge_id),
    ];
    fields.extend(customer.phone().map(|phone| ("customer[phone]", phone)));
    let days = DAYS.days(request.expires_at, request.requested_at).map(|days| days.to_string());
    match request.method {
        Method::Cash => {
            fields.push(("method", "cash"));
            fields.extend(days.as_deref().map(|days| ("expires_after_days", days)));
        }
        Method::Spei => fields.push(("method", "transfer")),
    }
    let private = [customer.name(), customer.email(), customer.phone().unwrap_or_default()];
    let call = Call::new(Verb::POST, "/v1/payments".to_owned(), "POST /v1/payments").with(call::form(fields)).about(&private);
    let reply = to.api.ask(cx, keyed(call, &request.charge_id)?).await?;
    let payment = read(&reply)?;
    let id = payment.id().ok_or_else(|| reply.nonsense("no id"))?;
    let amount = payment.amount().ok_or_else(|| reply.nonsense("no amount"))?;
    let voucher = voucher(&payment, amount, request).ok_or_else(|| reply.nonsense("no voucher"))?;
    Ok(CreatedCharge { provider_charge: id, amount: Some(amount), voucher, event: payment.event() })
}

fn voucher(payment: &wire::Payment, amount: Money, request: &ChargeRequest) -> Option<Voucher> {
    let slip = payment.voucher()?;
    let (payable, references, expires_at) = match request.method {
        Method::Cash => {
            let company = Some("Strict".to_owned());
            let payable = Payable::Reference { reference: slip.reference()?, company };
            let agreement = LabelledReference { label: ReferenceLabel::Agreement, value: slip.agreement()? };
            (payable, vec![agreement], Some(slip.expires_at()?))
        }
        Method::Spei => {
            let clabe = slip.clabe()?;
            let bank = clabe.bank().map(str::to_owned);
            (Payable::Transfer { clabe, bank, beneficiary: None, concept: slip.reference() }, Vec::new(), None)
        }
    };
    let chains = match request.method {
        Method::Cash => CHAINS.iter().map(|(code, _)| (*code).to_owned()).collect(),
        Method::Spei => Vec::new(),
    };
    let links = slip.links();
    Some(Voucher { references, chains, links, ..Voucher::new(amount, expires_at, payable) })
}

/// Asks what is true of a payment.
pub(super) async fn fetch(to: &Strict, cx: Context<'_>, charge: &ChargeRef) -> Result<FetchedCharge, ProviderError> {
    let path = format!("/v1/payments/{}", path_segment(&charge.provider_charge)?);
    fetched(&to.api.ask(cx, Call::get(path, "GET /v1/payments/{id}")).await?)
}

/// Cancels a payment. One that cannot be cancelled any more has come to something else meanwhile: what, is asked.
pub(super) async fn cancel(to: &Strict, cx: Context<'_>, charge: &ChargeRef) -> Result<FetchedCharge, ProviderError> {
    let path = format!("/v1/payments/{}/cancel", path_segment(&charge.provider_charge)?);
    match to.api.ask(cx, Call::new(Verb::POST, path, "POST /v1/payments/{id}/cancel")).await {
        Ok(reply) => fetched(&reply),
        Err(ProviderError { kind: Kind::Refused(_), .. }) => fetch(to, cx, charge).await,
        Err(error) => Err(error),
    }
}

/// Changes the amount of a payment, and the day on which its voucher runs out where it does.
pub(super) async fn amend(
    to: &Strict,
    cx: Context<'_>,
    charge: &ChargeRef,
    amendment: &Amendment,
) -> Result<Amended, ProviderError> {
    let path = format!("/v1/payments/{}", path_segment(&charge.provider_charge)?);
    let amount = amendment.amount.minor().to_string();
    let ends = amendment.expires_at.filter(|_| charge.method == Method::Cash);
    let days = ends.and_then(|end| DAYS.days(Some(end), cx.now)).map(|days| days.to_string());
    let mut fields = vec![("amount", amount.as_str())];
    fields.extend(days.as_deref().map(|days| ("expires_after_days", days)));
    let reply = to.api.ask(cx, Call::new(Verb::POST, path, "POST /v1/payments/{id}").with(call::form(fields))).await?;
    let payment = read(&reply)?;
    let amount = payment.amount().ok_or_else(|| reply.nonsense("no amount"))?;
    let expires_at = payment.voucher().and_then(wire::Slip::expires_at);
    if expires_at.is_none() && charge.method == Method::Cash {
        return Err(reply.nonsense("no end"));
    }
    Ok(Amended { amount, expires_at })
}

/// Gives a part of a payment back, or all of it, and says what is true then.
pub(super) async fn refund(
    to: &Strict,
    cx: Context<'_>,
    charge: &ChargeRef,
    refund: &RefundRequest,
) -> Result<FetchedCharge, ProviderError> {
    let amount = refund.amount.minor().to_string();
    let fields = vec![("payment", path_segment(&charge.provider_charge)?), ("amount", amount.as_str())];
    let call = Call::new(Verb::POST, "/v1/refunds".to_owned(), "POST /v1/refunds").with(call::form(fields));
    to.api.ask(cx, keyed(call, &refund.id)?).await?;
    fetch(to, cx, charge).await
}

/// Whether it accepts the key, in the mode the key says.
pub(super) async fn check_keys(to: &Strict, cx: Context<'_>) -> Result<(), ProviderError> {
    let reply = to.api.ask(cx, Call::get("/v1/balance".to_owned(), "GET /v1/balance")).await?;
    match wire::is_live(reply.body()) {
        Some(live) if live == to.facts.live => Ok(()),
        Some(_) => Err(ProviderError::new(Kind::BadKeys, "the key is named for another mode than Strict says")),
        None => Err(reply.nonsense("no mode")),
    }
}

/// The same call, known again by this key.
fn keyed<'a>(mut call: Call<'a>, key: &str) -> Result<Call<'a>, ProviderError> {
    let unusable = |_| ProviderError::new(Kind::NotReached, "the key of the request cannot be a header");
    let value = HeaderValue::from_str(key).map_err(unusable)?;
    call.headers.push((HeaderName::from_static("idempotency-key"), value));
    Ok(call)
}

fn fetched(reply: &Reply) -> Result<FetchedCharge, ProviderError> {
    let payment = read(reply)?;
    let id = payment.id().ok_or_else(|| reply.nonsense("no id"))?;
    let amount = payment.amount();
    let held_elsewhere = payment.in_balance();
    let charge_id = payment.charge_id();
    Ok(FetchedCharge { provider_charge: id, charge_id, amount, due: amount, event: payment.event(), held_elsewhere })
}

fn read(reply: &Reply) -> Result<wire::Payment, ProviderError> {
    wire::Payment::read(reply.body()).ok_or_else(|| reply.nonsense("no payment"))
}
