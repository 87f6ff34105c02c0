//! PaymentIntents: made, asked about, cancelled and given back. Amounts are centavos; our id of a charge is the key of the request that
//! makes it, and stands in its metadata. What a slip looks like, each method says.

use super::wire::{Intent, SentBack};
use super::{Stripe, ledger};
use crate::call::{self, Call, Reply, path_segment};
use crate::capability::RefundRequest;
use crate::provider::{ChargeRef, ChargeRequest, Context, CreatedCharge, FetchedCharge, Kind, ProviderError, Reason};
use http::{HeaderName, HeaderValue, Method as Verb};
use payments::{Event, Method, Money, Voucher};

/// How often a payment that changes while it is read is read.
const READS: usize = 3;

/// What is sold, for Stripe's panel; nothing where it has no name.
pub(super) fn description(request: &ChargeRequest) -> Option<(&'static str, &str)> {
    Some(("description", request.description.as_str())).filter(|(_, said)| !said.is_empty())
}

/// Makes a payment of these fields, or finds the one this charge has. A repeated request is answered as the first was: what has become
/// of it since is asked.
pub(super) async fn create<'a>(
    to: &Stripe,
    cx: Context<'_>,
    request: &ChargeRequest,
    fields: Vec<(&'a str, &'a str)>,
    voucher: fn(&Intent, Money) -> Option<Voucher>,
) -> Result<CreatedCharge, ProviderError> {
    let customer = &request.customer;
    let private = [customer.name(), customer.email(), customer.phone().unwrap_or_default()];
    let call = Call::new(Verb::POST, "/v1/payment_intents".to_owned(), "POST /v1/payment_intents");
    let reply = to.api.ask(cx, keyed(call.with(call::form(fields)).about(&private), &request.charge_id)?).await?;
    let intent = read(&reply)?;
    let provider_charge = intent.id().ok_or_else(|| reply.nonsense("no id"))?;
    let amount = intent.amount().ok_or_else(|| reply.nonsense("no amount"))?;
    let voucher = voucher(&intent, amount).ok_or_else(|| reply.nonsense("no voucher"))?;
    let charge = ChargeRef { provider_charge, method: request.method };
    let event = match reply.header("idempotent-replayed") {
        Some("true") => since(to, cx, &charge).await,
        _ => None,
    };
    let event = event.unwrap_or_else(|| intent.event(SentBack(0)));
    Ok(CreatedCharge { provider_charge: charge.provider_charge, amount: Some(amount), voucher, event })
}

/// What has happened since, where that can be asked: else what the first answer said is still worth a slip.
async fn since(to: &Stripe, cx: Context<'_>, charge: &ChargeRef) -> Option<Event> {
    fetch(to, cx, charge).await.ok().map(|fetched| fetched.event)
}

/// Asks what is true of a payment, and for a transfer what its customer's balance holds besides.
pub(super) async fn fetch(to: &Stripe, cx: Context<'_>, charge: &ChargeRef) -> Result<FetchedCharge, ProviderError> {
    let intent = find(to, cx, &charge.provider_charge).await?;
    fetched(to, cx, charge.method, intent).await
}

async fn find(to: &Stripe, cx: Context<'_>, id: &str) -> Result<Intent, ProviderError> {
    let path = format!("/v1/payment_intents/{}?expand[0]=latest_charge", path_segment(id)?);
    let reply = to.api.ask(cx, Call::get(path, "GET /v1/payment_intents/{id}")).await?;
    let intent = read(&reply)?;
    if intent.hides_refunds() {
        return Err(reply.nonsense("a payment without its charge"));
    }
    intent.id().map(|_| intent).ok_or_else(|| reply.nonsense("no id"))
}

/// A payment and its customer's balance are two answers, and money may go back between them: it would count as here and as gone. So
/// where some went back the payment is read once more, until it is the same before and after.
async fn fetched(to: &Stripe, cx: Context<'_>, method: Method, intent: Intent) -> Result<FetchedCharge, ProviderError> {
    let moved = || ProviderError::new(Kind::NotReached, "a payment that changes while it is read");
    let id = intent.id().ok_or_else(moved)?;
    let mut intent = intent;
    for _ in 0..READS {
        let ledger = match intent.customer().filter(|_| method == Method::Spei) {
            Some(customer) => ledger::ask(to, cx, &customer).await?,
            None => None,
        };
        let back = ledger.map_or(SentBack(0), |ledger| ledger.back);
        if back.0 > 0 {
            let again = find(to, cx, &id).await?;
            if again.event(SentBack(0)) != intent.event(SentBack(0)) {
                intent = again;
                continue;
            }
        }
        let amount = intent.amount();
        return Ok(FetchedCharge {
            provider_charge: id,
            charge_id: intent.charge_id(),
            amount,
            due: amount,
            event: intent.event(back),
            held_elsewhere: ledger.map(|ledger| ledger.held),
        });
    }
    Err(moved())
}

/// Cancels a payment. One that cannot be cancelled has come to something else meanwhile: what, is asked. A slip for OXXO that is still
/// payable then is one that Stripe does not take back before its date.
pub(super) async fn cancel(to: &Stripe, cx: Context<'_>, charge: &ChargeRef) -> Result<FetchedCharge, ProviderError> {
    let path = format!("/v1/payment_intents/{}/cancel", path_segment(&charge.provider_charge)?);
    let refused = match to.api.ask(cx, Call::new(Verb::POST, path, "POST /v1/payment_intents/{id}/cancel")).await {
        Ok(reply) => {
            let intent = read(&reply)?;
            intent.id().ok_or_else(|| reply.nonsense("no id"))?;
            return fetched(to, cx, charge.method, intent).await;
        }
        Err(error) => error,
    };
    let Kind::Refused(_) = refused.kind else { return Err(refused) };
    let fetched = fetch(to, cx, charge).await?;
    if fetched.event == Event::Issued { Err(refused) } else { Ok(fetched) }
}

/// Gives a part of a transfer back, or all of it, and says what is true then. Cash never goes back by Stripe.
pub(super) async fn refund(
    to: &Stripe,
    cx: Context<'_>,
    charge: &ChargeRef,
    refund: &RefundRequest,
) -> Result<FetchedCharge, ProviderError> {
    if charge.method == Method::Cash {
        let why = "POST /v1/refunds: not sent: what was paid at OXXO is given back by hand";
        return Err(ProviderError::new(Kind::Refused(Reason::Other), why));
    }
    let amount = refund.amount.minor().to_string();
    let fields = [("payment_intent", path_segment(&charge.provider_charge)?), ("amount", &amount)];
    let call = Call::new(Verb::POST, "/v1/refunds".to_owned(), "POST /v1/refunds").with(call::form(fields));
    to.api.ask(cx, keyed(call, &refund.id)?).await?;
    fetch(to, cx, charge).await
}

/// The same call, known again by this key.
pub(super) fn keyed<'a>(mut call: Call<'a>, key: &str) -> Result<Call<'a>, ProviderError> {
    let unusable = |_| ProviderError::new(Kind::NotReached, "the key of the request cannot be a header");
    let value = HeaderValue::from_str(key).map_err(unusable)?;
    call.headers.push((HeaderName::from_static("idempotency-key"), value));
    Ok(call)
}

fn read(reply: &Reply) -> Result<Intent, ProviderError> {
    Intent::read(reply.body()).ok_or_else(|| reply.nonsense("no payment"))
}
