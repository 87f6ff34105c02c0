//! What our clients send to Stripe and to Mercado Pago, before the providers' own specifications: every call they make, in front of the
//! sandbox, which answers. Only requests are judged, and of forms not every fault is seen: those are compared pair by pair with what the
//! vendor's client sends (`crates/providers/src/stripe/tests/calls.rs`).

use crate::prism::{Change, Prism, Sent};
use axum::body::Bytes;
use backend::base::clock::Clock as _;
use payments::{Country, Currency, Customer, Event, Method, Money};
use providers::capability::RefundRequest;
use providers::facts::Refundable;
use providers::provider::{ChargeRef, ChargeRequest, Context, Provider};
use providers::register::find;
use providers::settings::Settings;
use sandbox::{Options, Sandbox};
use server::clock::SystemClock;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};

const STRIPE: Account = Account {
    kind: "stripe",
    specification: "stripe/spec.json",
    country: Country::Mx,
    settings: &[("secret_key", "sk_test_56e31883637446b1b")],
    ways: &[(Method::Cash, Some("oxxo")), (Method::Spei, None)],
};

const IN_MEXICO: Account = Account {
    kind: "mercadopago",
    specification: "mercadopago/spec-MLM.json",
    country: Country::Mx,
    settings: &[("access_token", "TEST-8781245a88240f9cf"), ("webhook_secret", SIGNED_WITH), ("country", "MX")],
    // A store of each rail, and the transfer.
    ways: &[
        (Method::Cash, Some("OXXO")),
        (Method::Cash, Some("SEVEN_ELEVEN")),
        (Method::Cash, Some("BBVA_MEXICO")),
        (Method::Cash, Some("BANAMEX")),
        (Method::Spei, None),
    ],
};

const IN_PERU: Account = Account {
    kind: "mercadopago",
    specification: "mercadopago/spec-MPE.json",
    country: Country::Pe,
    settings: &[("access_token", "TEST-8781245a88240f9cf-PE"), ("webhook_secret", SIGNED_WITH), ("country", "PE")],
    ways: &[(Method::Cash, Some("PAGOEFECTIVO"))],
};

const SIGNED_WITH: &str = providers::mercadopago::fake::WEBHOOK_SECRET;

/// An account of a provider, and every way to pay it has.
struct Account {
    kind: &'static str,
    specification: &'static str,
    country: Country,
    settings: &'static [(&'static str, &'static str)],
    ways: &'static [(Method, Option<&'static str>)],
}

impl Account {
    fn at(&self, url: &str) -> Box<dyn Provider> {
        let settings = self.settings.iter().fold(Settings::new(), |all, (name, value)| all.with(*name, *value));
        (find(self.kind).unwrap().build)(&settings.with("base_url", url)).unwrap()
    }

    fn wish(&self, number: usize, method: Method, store: Option<&str>) -> ChargeRequest {
        let (currency, document) = match self.country {
            Country::Mx => (Currency::Mxn, None),
            Country::Pe => (Currency::Pen, Some("45678912")),
        };
        ChargeRequest {
            charge_id: format!("chg_judged_{number}"),
            amount: Money::new(15_000, currency),
            description: "Silla".to_owned(),
            image: None,
            method,
            store: store.map(str::to_owned),
            customer: Customer::new(self.country, "Juana Pérez", "juana_fill_never@example.com", None, document).unwrap(),
            requested_at: SystemClock.now(),
            expires_at: None,
        }
    }
}

/// The same under a key that was never used: as if the first had been forgotten, so that what is there already must be looked for.
fn under_another_key(mut request: http::Request<Bytes>) -> http::Request<Bytes> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    if let Some(key) = request.headers_mut().get_mut("x-idempotency-key") {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        *key = format!("00000000-0000-4000-8000-{count:012}").parse().unwrap();
    }
    request
}

fn unchanged(request: http::Request<Bytes>) -> http::Request<Bytes> {
    request
}

/// Everything that can be done with an account, once with each way to pay; and what was sent for it.
async fn lived(account: &Account, change: Change) -> Vec<Sent> {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let base = sandbox.client_base(account.kind).map_or_else(|| sandbox.url(account.kind), str::to_owned);
    let prism = Prism::before(account.specification, &base, change).await;
    let provider = account.at(&prism.url());
    let cx = || Context { http: &prism, now: SystemClock.now() };
    let price = account.wish(0, Method::Cash, None).amount;

    provider.check_keys().unwrap().check_keys(cx()).await.unwrap();
    provider.offers(cx(), price).await.unwrap();
    let hand_over = async |its_id: &str| {
        let pay = format!("http://{}/control/charges/{its_id}/pay", sandbox.address);
        reqwest::Client::new().post(pay).send().await.unwrap().status().is_success()
    };
    let mut last = String::new();
    for (number, (method, store)) in account.ways.iter().enumerate() {
        let [first, second] = [number * 2, number * 2 + 1].map(|number| account.wish(number, *method, *store));
        let made = provider.create_charge(cx(), &first).await.unwrap();
        let again = provider.create_charge(cx(), &first).await.unwrap();
        assert_eq!(made.provider_charge, again.provider_charge, "a repeated request makes no second charge");
        let charge = ChargeRef { provider_charge: made.provider_charge, method: *method };
        assert_eq!(provider.fetch_charge(cx(), &charge).await.unwrap().event, Event::Issued);
        if let Some(cancel) = provider.cancel() {
            // A slip that cannot be taken back is asked for all the same.
            let _ = cancel.cancel(cx(), &charge).await;
        }
        let paid = provider.create_charge(cx(), &second).await.unwrap();
        assert!(hand_over(&paid.provider_charge).await);
        last.clone_from(&paid.provider_charge);
        let charge = ChargeRef { provider_charge: paid.provider_charge, method: *method };
        assert_eq!(provider.fetch_charge(cx(), &charge).await.unwrap().event, Event::Paid(second.amount));
        if let Some(refund) = provider.refund()
            && provider.facts().method(*method).unwrap().refund == Refundable::Part
        {
            for (id, minor) in [("part", 5_000), ("rest", 10_000)] {
                let wanted = RefundRequest { id: format!("rfd_{number}_{id}"), amount: Money::new(minor, price.currency()) };
                refund.refund(cx(), &charge, &wanted).await.unwrap();
            }
        }
    }
    if let Some(webhooks) = provider.webhooks() {
        let registered = webhooks.register(cx(), "https://pay.example.mx/webhooks/judged").await.unwrap();
        webhooks.list(cx()).await.unwrap();
        webhooks.remove(cx(), &registered.webhook.id).await.unwrap();
    }
    if let Some(pull) = provider.pull() {
        let first = pull.pull(cx(), None).await.unwrap();
        assert!(!first.hints.is_empty(), "what happened above is found");
        // Once more for what is paid and given back: where that is taken, it stays in a customer's balance, and no payment says so.
        hand_over(&last).await;
        pull.pull(cx(), first.last.as_deref()).await.unwrap();
    }
    prism.sent()
}

/// That nothing is wrong with what was sent, and which calls it was.
fn calls(sent: &[Sent]) -> Vec<&str> {
    let wrong: Vec<&Sent> = sent.iter().filter(|sent| !sent.wrong.is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    sent.iter().map(|sent| sent.call.as_str()).collect::<BTreeSet<_>>().into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn stripes_specification_has_every_call_we_make_of_it() {
    let sent = lived(&STRIPE, unchanged).await;
    assert_eq!(
        calls(&sent),
        [
            "DELETE /v1/webhook_endpoints/{id}",
            "GET /v1/balance",
            "GET /v1/customers/{id}/cash_balance_transactions",
            "GET /v1/events",
            "GET /v1/payment_intents",
            "GET /v1/payment_intents/{id}",
            "GET /v1/webhook_endpoints",
            "POST /v1/customers",
            "POST /v1/payment_intents",
            "POST /v1/payment_intents/{id}/cancel",
            "POST /v1/refunds",
            "POST /v1/webhook_endpoints",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn mercado_pagos_specification_of_mexico_has_every_call_we_make_of_it() {
    let sent = lived(&IN_MEXICO, unchanged).await;
    assert_eq!(
        calls(&sent),
        [
            "GET /v1/orders",
            "GET /v1/orders/{id}",
            "GET /v1/payment_methods",
            "POST /v1/orders",
            "POST /v1/orders/{id}/cancel",
            "POST /v1/orders/{id}/refund",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn mercado_pagos_specification_of_peru_has_every_call_we_make_of_it() {
    let sent = lived(&IN_PERU, under_another_key).await;
    assert_eq!(
        calls(&sent),
        [
            "GET /v1/payment_methods",
            "GET /v1/payments/search",
            "GET /v1/payments/{id}",
            "POST /v1/payments",
            "POST /v1/payments/{id}/refunds",
            "PUT /v1/payments/{id}",
        ]
    );
}

/// One that finds fault with nothing would be no judge.
#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_the_specification_has_not_is_caught() {
    fn replaced(request: http::Request<Bytes>, from: &str, to: &str) -> http::Request<Bytes> {
        request.map(|body| Bytes::from(String::from_utf8_lossy(&body).replace(from, to)))
    }
    async fn check(account: &Account, method: Method, store: Option<&str>, change: Change) {
        let sandbox = Sandbox::start(Options::default()).await.unwrap();
        let base = sandbox.client_base(account.kind).map_or_else(|| sandbox.url(account.kind), str::to_owned);
        let prism = Prism::before(account.specification, &base, change).await;
        let cx = Context { http: &prism, now: SystemClock.now() };
        let _ = account.at(&prism.url()).create_charge(cx, &account.wish(0, method, store)).await;
        let sent = prism.sent();
        assert!(!sent[0].wrong.is_empty(), "{sent:?}");
    }
    check(&STRIPE, Method::Cash, Some("oxxo"), |request| replaced(request, "amount=15000", "sum=15000")).await;
    check(&IN_MEXICO, Method::Spei, None, |request| replaced(request, "\"150.00\"", "150")).await;
    check(&IN_PERU, Method::Cash, Some("PAGOEFECTIVO"), |request| replaced(request, "150.00", "\"150.00\"")).await;
}
