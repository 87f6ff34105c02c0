//! The balance of a customer at Stripe: money that came by transfer and is part of no payment. A charge has a customer of its own, so all
//! of it came for that charge. Where it came from or is to go is not known here.

use super::Stripe;
use super::wire::SentBack;
use crate::call::Call;
use crate::exact::{Flag, Part, Scalar};
use crate::provider::{Context, Kind, ProviderError};
use payments::{Currency, Money};
use serde::Deserialize;

/// What a balance comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ledger {
    /// What is in it now.
    pub(super) held: Money,
    /// What was sent back out of it.
    pub(super) back: SentBack,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Page {
    data: Option<Vec<Part<Line>>>,
    has_more: Flag,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Line {
    #[serde(rename = "type")]
    kind: Scalar,
    currency: Scalar,
    net_amount: Scalar,
}

/// Asks for the balance of a customer. `None` where Stripe does not let these keys see it: what is paid is known all the same.
pub(super) async fn ask(to: &Stripe, cx: Context<'_>, customer: &str) -> Result<Option<Ledger>, ProviderError> {
    let path = format!("/v1/customers/{customer}/cash_balance_transactions?limit=100");
    let what = "GET /v1/customers/{id}/cash_balance_transactions";
    let reply = match to.api.ask(cx, Call::get(path, what)).await {
        Err(error) if matches!(error.kind, Kind::BadKeys | Kind::Refused(_) | Kind::NotFound) => return Ok(None),
        reply => reply?,
    };
    read(reply.body()).map(Some).ok_or_else(|| reply.nonsense("a balance that cannot be read"))
}

/// The balance these lines come to: the sum of them all. `None` where any cannot be read, or there are more than are shown.
pub(super) fn read(body: &str) -> Option<Ledger> {
    let Part(page) = serde_json::from_str::<Part<Page>>(body).ok()?;
    let page = page?;
    if page.has_more.is(true) {
        return None;
    }
    let (mut held, mut back) = (0_i64, 0_i64);
    for Part(line) in page.data? {
        let line = line?;
        let (amount, kind) = (line.net_amount.whole()?, line.kind.text()?);
        if line.currency.currency() != Some(Currency::Mxn) || amount.abs() > Money::MAX_MINOR {
            return None;
        }
        held = held.checked_add(amount)?;
        // Begun, it is a minus; called off again, a plus.
        if kind.starts_with("return_") {
            back = back.checked_sub(amount)?;
        }
    }
    let fits = |sum: &i64| (0..=Money::MAX_MINOR).contains(sum);
    let held = Some(held).filter(fits)?;
    Some(Ledger { held: Money::new(held, Currency::Mxn), back: SentBack(Some(back).filter(fits)?) })
}
