//! The payment methods of the account: what it may offer now, and between which amounts. Asked for whenever something is offered, and
//! once more where a charge is refused, because the refusal of an order says in no word whether its amount was too much.

use super::rails::{self, CLABE, Rail};
use super::wire::{self, Listed};
use super::{MercadoPago, currency_of};
use crate::call::Call;
use crate::facts::StoreChoice;
use crate::provider::{ChargeRequest, Context, Kind, OfferedMethod, OfferedStore, ProviderError, Reason};
use payments::{Country, Method};

const WHAT: &str = "GET /v1/payment_methods";

/// The payment methods of the account, as they are listed.
pub(super) async fn ask(to: &MercadoPago, cx: Context<'_>) -> Result<Vec<Listed>, ProviderError> {
    let reply = to.api.ask(cx, Call::get("/v1/payment_methods".to_owned(), WHAT)).await?;
    wire::listed(reply.body()).ok_or_else(|| reply.nonsense("no list"))
}

/// What can be offered now: the chains of each rail that is switched on, with its limits.
pub(super) async fn offers(to: &MercadoPago, cx: Context<'_>) -> Result<Vec<OfferedMethod>, ProviderError> {
    let listed = ask(to, cx).await?;
    let currency = to.currency();
    let on = |rail: &Rail| listed.iter().find(|listed| listed.is(rail)).filter(|listed| listed.is_active());
    let chains = rails::of(to.country).iter().filter_map(|rail| Some((rail, on(rail)?))).flat_map(|(rail, listed)| {
        rail.chains.iter().map(move |(code, name)| OfferedStore {
            code: (*code).to_owned(),
            name: (*name).to_owned(),
            min: listed.min(currency),
            limit: listed.max(currency),
            till_fee: None,
        })
    });
    let cash =
        OfferedMethod { method: Method::Cash, store: StoreChoice::Needed, stores: chains.collect(), min: None, limit: None };
    let mut offered = vec![cash];
    // The samples of the list have no transfer in them, so that one is missing says nothing; that it is off does.
    let transfer = listed.iter().find(|listed| listed.is(&CLABE));
    if to.country == Country::Mx && transfer.is_none_or(Listed::is_active) {
        let limit = transfer.and_then(|listed| listed.max(currency));
        offered.push(OfferedMethod { method: Method::Spei, store: StoreChoice::None, stores: Vec::new(), min: None, limit });
    }
    Ok(offered)
}

/// Asks whether the token is accepted, and whether its account is of the country that was said: then some rail of ours is listed.
pub(super) async fn check_keys(to: &MercadoPago, cx: Context<'_>) -> Result<(), ProviderError> {
    let listed = ask(to, cx).await?;
    let has = |country: Country| rails::of(country).iter().any(|rail| listed.iter().any(|listed| listed.is(rail)));
    if has(to.country) {
        return Ok(());
    }
    let elsewhere = Country::ALL.into_iter().find(|country| has(*country)).map(Country::id);
    let elsewhere = elsewhere.map(|id| format!(": it is one of {id}")).unwrap_or_default();
    let why = format!("{WHAT}: the account has no way to pay of ours in {}{elsewhere}", to.country.id());
    Err(ProviderError::new(Kind::BadKeys, why))
}

/// The same refusal, with the reason that the account's limits give for it, where they do.
pub(super) async fn why_refused(
    to: &MercadoPago,
    cx: Context<'_>,
    request: &ChargeRequest,
    rail: Rail,
    error: ProviderError,
) -> ProviderError {
    if error.kind == Kind::Refused(Reason::Method) && request.store.is_some() {
        // Each rail is a method there: of cash, the next chain may be another's.
        return ProviderError { kind: Kind::Refused(Reason::Store), ..error };
    }
    if error.kind != Kind::Refused(Reason::Other) {
        return error;
    }
    let Ok(listed) = ask(to, cx).await else { return error };
    let currency = currency_of(to.country);
    let of = listed.iter().find(|listed| listed.is(&rail));
    let over = of.and_then(|of| of.max(currency)).is_some_and(|max| request.amount.minor() > max.minor());
    let under = of.and_then(|of| of.min(currency)).is_some_and(|min| request.amount.minor() < min.minor());
    let off = of.is_some_and(|of| !of.is_active());
    let reason = match (over, under) {
        (true, _) => Reason::OverLimit,
        (_, true) => Reason::UnderMinimum,
        (false, false) if off && request.store.is_some() => Reason::Store,
        (false, false) if off => Reason::Method,
        (false, false) => Reason::Other,
    };
    ProviderError { kind: Kind::Refused(reason), ..error }
}
