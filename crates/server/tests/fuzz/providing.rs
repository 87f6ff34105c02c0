//! What providers answer and what they post: read by their own clients, every one of the register, every call it can make.

use crate::Target;
use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderMap, Request, Response, StatusCode};
use payments::{Clabe, Country, Currency, Customer, Method, Moment, Money};
use providers::capability::{Amendment, ClabeRequest, NewAccount, RefundRequest};
use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use providers::provider::{ChargeRef, ChargeRequest, Context, ProviderError};
use providers::register;
use providers::settings::Settings;
use providers::webhook::WebhookRequest;

/// A provider that always says the same.
struct Says(Bytes);

impl Says {
    fn of(said: &[u8]) -> Self {
        Self(Bytes::copy_from_slice(said))
    }

    fn cx(&self) -> Context<'_> {
        Context { http: self, now: Moment::from_seconds(1_795_199_400) }
    }
}

impl Http for Says {
    fn send(&self, _: Request<Bytes>) -> BoxFuture<'_, Response<Bytes>, TransportError> {
        let mut answer = Response::new(self.0.clone());
        // Some of what is said is said by a failure.
        let failed = self.0.first().is_some_and(|byte| byte % 8 == 7);
        *answer.status_mut() = if failed { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        Box::pin(std::future::ready(Ok(answer)))
    }
}

/// What comes of asking, which is at hand at once: good or bad, but something. An error must not be as long as what was said.
fn hear<T>(answer: BoxFuture<'_, T, ProviderError>) {
    if let Err(error) = answer.now_or_never().expect("nothing is waited for") {
        assert!(error.detail.chars().count() <= 300, "{}", error.detail);
    }
}

/// What some are told that is of a form of their own.
const KEYS: &[(&str, &str, &str)] = &[
    ("mercadopago", "access_token", "TEST-9c95e149614142822f"),
    ("mercadopago", "webhook_secret", "0123456789abcdef0123456789abcdef"),
    ("mercadopago", "country", "MX"),
];

/// Keys from the documents, as many as it needs.
fn settings(entry: &register::Entry) -> Settings {
    entry.settings.iter().filter(|setting| setting.required).fold(Settings::new(), |settings, setting| {
        let key = if setting.secret { "sk_test_9c95e149614142822f" } else { "pk_test_638e8b14112423a086" };
        let own = KEYS.iter().find(|(of, name, _)| (*of, *name) == (entry.id, setting.name));
        settings.with(setting.name, own.map_or(key, |(_, _, own)| own))
    })
}

fn request(method: Method, currency: Currency) -> ChargeRequest {
    let country = if currency == Currency::Pen { Country::Pe } else { Country::Mx };
    let customer = Customer::new(country, "María Núñez", "maria@ejemplo.com.mx", None, Some("45871236"));
    ChargeRequest {
        charge_id: "chg_7q2m4k9x3w8r5t6y1z0abcdefg".to_owned(),
        amount: Money::new(15_000, currency),
        description: "SAMSUNG GOLD CURL".to_owned(),
        image: None,
        method,
        store: (method == Method::Cash).then(|| "OXXO".to_owned()),
        customer: customer.expect("a customer as any"),
        requested_at: Moment::from_seconds(1_795_199_400),
        expires_at: None,
    }
}

/// All of them.
pub(crate) fn targets() -> Vec<Target> {
    let mut targets = Vec::new();
    for entry in register::REGISTER {
        let examples: Vec<&str> = EXAMPLES.iter().filter(|(of, _)| *of == entry.id).map(|(_, text)| *text).collect();
        let provider = move || (entry.build)(&settings(entry)).expect("keys of the right form");
        let facts = provider().facts().clone();
        let currency = facts.currencies[0];
        let webhook = provider();
        targets.push(Target::new("a webhook", &examples, move |said| {
            let request = WebhookRequest { headers: &HeaderMap::new(), query: "", body: said };
            drop(webhook.verify_webhook(Moment::from_seconds(1_795_199_400), &request));
        }));
        let asked = provider();
        targets.push(Target::new("offers", &examples, move |said| {
            hear(asked.offers(Says::of(said).cx(), Money::new(15_000, currency)));
        }));
        for method in facts.methods.iter().map(|facts| facts.method) {
            let (creates, wanted) = (provider(), request(method, currency));
            targets.push(Target::new("a new charge", &examples, move |said| {
                hear(creates.create_charge(Says::of(said).cx(), &wanted));
            }));
            let fetches = provider();
            targets.push(Target::new("a charge", &examples, move |said| {
                let handle = ChargeRef { provider_charge: ITS_ID.to_owned(), method };
                hear(fetches.fetch_charge(Says::of(said).cx(), &handle));
            }));
        }
        // A dozen calls, each reading the same.
        targets.push(Target::new("what only some can do", &examples, move |said| capabilities(entry, said)).share(10));
    }
    targets
}

/// The charge most of the examples are about.
const ITS_ID: &str = "ch_fe92a1a5-abec-49e3-877c-5024c1464dc3";

/// Everything it can do beyond the four verbs, each answered with the same.
fn capabilities(entry: &register::Entry, said: &[u8]) {
    let (can, says) = ((entry.build)(&settings(entry)).expect("keys of the right form"), Says::of(said));
    let charge = ChargeRef { provider_charge: ITS_ID.to_owned(), method: Method::Cash };
    if let Some(sms) = can.sms() {
        hear(sms.send(says.cx(), &charge, "5512345678"));
    }
    if let Some(keys) = can.check_keys() {
        hear(keys.check_keys(says.cx()));
    }
    if let Some(webhooks) = can.webhooks() {
        hear(webhooks.register(says.cx(), "https://pay.example.mx/webhooks/x"));
        hear(webhooks.list(says.cx()));
        hear(webhooks.remove(says.cx(), "1"));
    }
    if let Some(cancel) = can.cancel() {
        hear(cancel.cancel(says.cx(), &charge));
    }
    if let Some(refund) = can.refund() {
        let wanted = RefundRequest { id: "rfd_1".to_owned(), amount: Money::new(5_000, can.facts().currencies[0]) };
        hear(refund.refund(says.cx(), &charge, &wanted));
    }
    if let Some(amend) = can.amend() {
        let amendment = Amendment { amount: Money::new(20_000, can.facts().currencies[0]), expires_at: None };
        hear(amend.amend(says.cx(), &charge, &amendment));
    }
    if let Some(pull) = can.pull() {
        hear(pull.pull(says.cx(), None));
        hear(pull.pull(says.cx(), Some("evt_1")));
    }
    if let Some(clabes) = can.reusable_clabes() {
        let wanted = ClabeRequest {
            customer_id: "c-1".to_owned(),
            email: "ana@example.mx".to_owned(),
            phone: None,
            expires_at: None,
            amount: None,
        };
        let account = NewAccount { id: "a-1".to_owned(), name: "Ana".to_owned(), holders: Vec::new() };
        let clabe = Clabe::parse("646180111812345678").ok();
        hear(clabes.clabe(says.cx(), &wanted));
        hear(clabes.open_account(says.cx(), &account));
        hear(clabes.accounts(says.cx()));
        hear(clabes.holders(says.cx(), "a-1"));
        hear(clabes.movements(says.cx(), "a-1", clabe.as_ref()));
        hear(clabes.deposit(says.cx(), "d-1"));
    }
}

/// The documents' own examples of answers and webhooks, by provider.
const EXAMPLES: &[(&str, &str)] = &[
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/documented_v1_error.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/ours_v1_create_answer_union.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/ours_v1_get_answer_union.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/ours_v1_get_answer_union_partly_paid.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/ours_v2_orders_get_answer_partly_paid.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/sdk_v1_create_answer_new.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/sdk_v1_create_answer_new_in_usd.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/sdk_v1_create_answer_new_reference_store.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/sdk_v1_get_answer_new.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/sdk_v1_provider.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/sdk_v1_users_auth_answer.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/sdk_v1_webhook_new_expired.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/sdk_v1_webhook_new_success.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/sdk_v1_webhook_test_ping.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/sdk_v1_webhooks_store.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/sdk_v2_error.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/sdk_v2_orders_get_answer.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed001_v2_create_account_answer.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed001_v2_create_account_request.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed001_v2_create_clabe_answer.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed001_v2_create_clabe_request.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed001_v2_orders_create_answer.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed001_v2_orders_get_answer_of_2018.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed002_v1_create_answer_1_1.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed002_v1_create_request_1_1.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed003_v1_create_answer_1_0.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed003_v1_create_answer_1_1.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed003_v1_create_request_1_0.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed003_v1_create_request_1_1.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed003_v1_get_answer_1_0.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed003_v1_get_answer_1_1.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed003_v1_sms_answer_1_0.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed003_v1_sms_answer_1_1.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed003_v1_webhook_1_0.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/seed003_v1_webhook_1_1.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/slate2019_v2_account_answer.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/slate2019_v2_account_transactions_answer.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/slate2019_v2_accounts_answer.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/slate2019_v2_create_account_answer.json")),
    ("compropago", include_str!("../../../providers/src/compropago/fixtures/slate2019_v2_create_account_request.json")),
    ("kashio", include_str!("../../../providers/src/kashio/fixtures/seed004_create_answer.json")),
    ("kashio", include_str!("../../../providers/src/kashio/fixtures/seed004_create_request.json")),
    ("kashio", include_str!("../../../providers/src/kashio/fixtures/seed004_get_answer.json")),
    ("kashio", include_str!("../../../providers/src/kashio/fixtures/seed004_list_answer.json")),
    ("kashio", include_str!("../../../providers/src/kashio/fixtures/seed004_update_answer.json")),
    ("kashio", include_str!("../../../providers/src/kashio/fixtures/shape2017_invoice.json")),
    ("kashio", include_str!("../../../providers/src/kashio/fixtures/shape2020_event_paid.json")),
    ("kashio", include_str!("../../../providers/src/kashio/fixtures/shape2020_invoice.json")),
    ("kashio", include_str!("../../../providers/src/kashio/fixtures/shape2020_invoice_voided.json")),
    ("kashio", include_str!("../../../providers/src/kashio/fixtures/shape2020_list.json")),
    ("mercadopago", include_str!("../../../providers/src/mercadopago/fixtures/derived_event_order_processed.json")),
    ("mercadopago", include_str!("../../../providers/src/mercadopago/fixtures/derived_order_spei_processed.json")),
    ("mercadopago", include_str!("../../../providers/src/mercadopago/fixtures/table_error_400_order_value.json")),
    ("mercadopago", include_str!("../../../providers/src/mercadopago/fixtures/vendor_order_oxxo_waiting_payment.json")),
    ("mercadopago", include_str!("../../../providers/src/mercadopago/fixtures/vendor_order_spei_waiting_transfer.json")),
    ("mercadopago", include_str!("../../../providers/src/mercadopago/fixtures/vendor_payment_methods_mlm.json")),
    ("stripe", include_str!("../../../providers/src/stripe/fixtures/vendor_payment_intent_oxxo_requires_action.json")),
    ("stripe", include_str!("../../../providers/src/stripe/fixtures/vendor_payment_intent_spei_requires_action.json")),
    ("stripe", include_str!("../../../providers/src/stripe/fixtures/vendor_payment_intent_spei_refunded_expanded.json")),
    ("stripe", include_str!("../../../providers/src/stripe/fixtures/derived_payment_intent_oxxo_expired.json")),
    ("stripe", include_str!("../../../providers/src/stripe/fixtures/derived_payment_intent_spei_partially_funded.json")),
    ("stripe", include_str!("../../../providers/src/stripe/fixtures/vendor_cash_balance_transaction_funded.json")),
    ("stripe", include_str!("../../../providers/src/stripe/fixtures/vendor_event_payment_intent_partially_funded.json")),
    ("stripe", include_str!("../../../providers/src/stripe/fixtures/vendor_webhook_endpoint_created.json")),
    ("stripe", include_str!("../../../providers/src/stripe/fixtures/written_error_400_unexpected_state.json")),
];
