//! Stripe's test mode: how a charge is paid in it, and what its documents leave open, asked of Stripe itself. What is made for that
//! stays in the account's test mode, where it runs out by itself.

use super::wire::Intent;
use super::{DAYS, Stripe, intents};
use crate::call::{self, Call, path_segment};
use crate::error::{Kind, ProviderError};
use crate::facts::Expiry;
use crate::future::BoxFuture;
use crate::provider::{ChargeRef, ChargeRequest, Context};
use crate::trial::{Brought, End, Open, Pay, Trial, another, asked, not_asked, shape};
use http::Method as Verb;
use payments::{Method, Money};

const CREATE: &str = "POST /v1/payment_intents";
const FUND: &str = "POST /v1/test_helpers/customers/{id}/fund_cash_balance";

impl Trial for Stripe {
    fn email(&self) -> &'static str {
        "ficha_fill_never@example.com"
    }

    fn brings(&self, method: Method, end: End) -> Option<Brought<'_>> {
        match (method, end) {
            (Method::Cash, End::Paid) => Some(Brought::ByAddress("ficha_succeed_immediately@example.com")),
            (Method::Cash, End::Expired) => Some(Brought::ByAddress("ficha_expire_immediately@example.com")),
            (Method::Spei, End::Paid) => Some(Brought::ByCall(self)),
            (Method::Spei, End::Expired) => None,
        }
    }

    fn open<'a>(&'a self, cx: Context<'a>, like: &'a ChargeRequest) -> Vec<Open<'a>> {
        vec![
            asked(
                "for how many days a slip for OXXO is good where `expires_after_days` is not sent",
                default_days(self, cx, like),
            ),
            asked("how long the `number` of a slip for OXXO is", number(self, cx, like)),
            asked("whether OXXO takes a name whose parts have one letter", one_letter(self, cx, like)),
            asked("whether a slip for OXXO can be cancelled in a test", cancelled(self, cx, like)),
            asked("whether a repeated answer says `Idempotent-Replayed`, and a repeated refusal too", replayed(self, cx, like)),
            asked("whether 51 metadata, a name of 41 characters and a value of 501 are too many", metadata(self, cx, like)),
            not_asked("whether a 429 says `Stripe-Rate-Limited-Reason`", "that takes more requests than anybody should send"),
            not_asked("whether a refund that fails later lessens `amount_refunded`", "no refund of a test fails"),
        ]
    }
}

impl Pay for Stripe {
    fn pay<'a>(&'a self, cx: Context<'a>, charge: &'a ChargeRef, amount: Money) -> BoxFuture<'a, (), ProviderError> {
        Box::pin(fund(self, cx, charge, amount))
    }
}

/// A transfer comes in.
async fn fund(to: &Stripe, cx: Context<'_>, charge: &ChargeRef, amount: Money) -> Result<(), ProviderError> {
    let path = format!("/v1/payment_intents/{}", path_segment(&charge.provider_charge)?);
    let reply = to.api.ask(cx, Call::get(path, "GET /v1/payment_intents/{id}")).await?;
    let customer = Intent::read(reply.body()).and_then(|intent| intent.customer());
    let customer = customer.ok_or_else(|| reply.nonsense("nobody's payment"))?;
    let amount = amount.minor().to_string();
    let call = Call::new(Verb::POST, format!("/v1/test_helpers/customers/{customer}/fund_cash_balance"), FUND);
    to.api.ask(cx, call.with(call::form([("amount", amount.as_str()), ("currency", "mxn")]))).await.map(drop)
}

/// A slip for OXXO of these, with nothing said of its days.
fn slip<'a>(like: &'a ChargeRequest, amount: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("amount", amount),
        ("currency", "mxn"),
        ("payment_method_types[0]", "oxxo"),
        ("confirm", "true"),
        ("payment_method_data[type]", "oxxo"),
        ("payment_method_data[billing_details][name]", name),
        ("payment_method_data[billing_details][email]", like.customer.email()),
    ]
}

fn call_for<'a>(fields: Vec<(&str, &str)>, key: &str) -> Result<Call<'a>, ProviderError> {
    let call = Call::new(Verb::POST, "/v1/payment_intents".to_owned(), CREATE).with(call::form(fields));
    intents::keyed(call, key)
}

async fn made(to: &Stripe, cx: Context<'_>, fields: Vec<(&str, &str)>, key: &str) -> Result<Intent, ProviderError> {
    let reply = to.api.ask(cx, call_for(fields, key)?).await?;
    Intent::read(reply.body()).ok_or_else(|| reply.nonsense("no payment"))
}

async fn default_days(to: &Stripe, cx: Context<'_>, like: &ChargeRequest) -> Result<String, ProviderError> {
    let (key, amount) = (another(like, "days").charge_id, like.amount.minor().to_string());
    let intent = made(to, cx, slip(like, &amount, like.customer.name()), &key).await?;
    let Some(ends) = intent.oxxo().and_then(|slip| slip.expires_at()) else { return Ok("no end is said".to_owned()) };
    let days = match DAYS {
        Expiry::Days { zone, .. } => Expiry::Days { min: 0, max: u8::MAX, zone }.days(Some(ends), cx.now),
        Expiry::Instant | Expiry::Never => None,
    };
    Ok(days.map_or_else(|| "no day".to_owned(), |days| format!("{days} days")))
}

async fn number(to: &Stripe, cx: Context<'_>, like: &ChargeRequest) -> Result<String, ProviderError> {
    let (key, amount) = (another(like, "number").charge_id, like.amount.minor().to_string());
    let intent = made(to, cx, slip(like, &amount, like.customer.name()), &key).await?;
    let number = intent.oxxo().and_then(|slip| slip.number());
    Ok(number.map_or_else(|| "none that can be read".to_owned(), |number| shape(&number)))
}

async fn one_letter(to: &Stripe, cx: Context<'_>, like: &ChargeRequest) -> Result<String, ProviderError> {
    let (key, amount) = (another(like, "name").charge_id, like.amount.minor().to_string());
    made(to, cx, slip(like, &amount, "J P"), &key).await.map(|_| "it is taken".to_owned())
}

async fn cancelled(to: &Stripe, cx: Context<'_>, like: &ChargeRequest) -> Result<String, ProviderError> {
    let (key, amount) = (another(like, "cancel").charge_id, like.amount.minor().to_string());
    let intent = made(to, cx, slip(like, &amount, like.customer.name()), &key).await?;
    let id = intent.id().ok_or_else(|| ProviderError::new(Kind::NotUnderstood, format!("{CREATE}: no id")))?;
    let path = format!("/v1/payment_intents/{id}/cancel");
    to.api.ask(cx, Call::new(Verb::POST, path, "POST /v1/payment_intents/{id}/cancel")).await.map(|_| "yes".to_owned())
}

async fn replayed(to: &Stripe, cx: Context<'_>, like: &ChargeRequest) -> Result<String, ProviderError> {
    let mut seen = Vec::new();
    for (what, amount) in [("an answer", like.amount.minor()), ("a refusal", 1)] {
        let (key, amount) = (another(like, &what.replace(' ', "-")).charge_id, amount.to_string());
        to.api.answer(cx, call_for(slip(like, &amount, like.customer.name()), &key)?).await?;
        let again = to.api.answer(cx, call_for(slip(like, &amount, like.customer.name()), &key)?).await?;
        let said = again.headers().get("idempotent-replayed").and_then(|said| said.to_str().ok()) == Some("true");
        seen.push(format!("{what} (status {}) {}", again.status().as_u16(), if said { "says so" } else { "does not say so" }));
    }
    Ok(seen.join(", "))
}

async fn metadata(to: &Stripe, cx: Context<'_>, like: &ChargeRequest) -> Result<String, ProviderError> {
    let many: Vec<(String, String)> = (0..51).map(|at| (format!("metadata[n{at}]"), "x".to_owned())).collect();
    let long_name = vec![(format!("metadata[{}]", "n".repeat(41)), "x".to_owned())];
    let long_value = vec![("metadata[n]".to_owned(), "x".repeat(501))];
    let mut seen = Vec::new();
    for (what, fields) in [("51", many), ("a name of 41", long_name), ("a value of 501", long_value)] {
        let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let call = Call::new(Verb::POST, "/v1/customers".to_owned(), "POST /v1/customers").with(call::form(fields));
        let key = another(like, &what.replace(' ', "-")).charge_id;
        match to.api.ask(cx, intents::keyed(call, &key)?).await {
            Ok(_) => seen.push(format!("{what}: taken")),
            Err(ProviderError { kind: Kind::Refused(_), .. }) => seen.push(format!("{what}: refused")),
            Err(error) => return Err(error),
        }
    }
    Ok(seen.join(", "))
}
