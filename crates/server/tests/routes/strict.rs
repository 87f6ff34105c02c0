//! A provider that wants everything the first ones do not, from an order to a payment of which a part goes back: signed webhooks with
//! a clock, cash without a store, a least amount, a first and a last name, a transfer that never runs out, several accounts of one kind.

use crate::panel::Visitor;
use crate::shop::{Answer, TestShop};
use axum::body::Body;
use backend::providers::ProviderAccount;
use bytes::Bytes;
use http::{Request, Response};
use payments::Moment;
use providers::capability::RefundRequest;
use providers::fake::{self, Action, FakeProvider, FakeStatus, OutgoingWebhook};
use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use providers::provider::ChargeRef;
use providers::settings::Settings;
use providers::strict::ENTRY;
use providers::strict::fake::FakeStrict;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

const BASE: &str = "https://strict.example";

/// What becomes of the answer to a payment that is made.
#[derive(Clone, Default)]
pub(crate) enum Answered {
    #[default]
    Heard,
    Lost,
    /// It is on its way until one more is let through.
    Waits(Arc<Semaphore>),
}

/// Two accounts of one provider, each played by itself.
pub(crate) struct TwoAccounts {
    /// By the account's id, which is a segment of its address here.
    pub(crate) fakes: BTreeMap<&'static str, Mutex<FakeStrict>>,
    pub(crate) now: Mutex<fake::Moment>,
    pub(crate) answered: Mutex<Answered>,
    /// Whether what is made is made for another amount than was asked for.
    pub(crate) other_amount: Mutex<bool>,
}

impl TwoAccounts {
    pub(crate) fn take_webhooks(&self, account: &str) -> Vec<OutgoingWebhook> {
        self.fakes[account].lock().unwrap().take_webhooks()
    }

    /// Money comes for the newest payment of an account.
    pub(crate) fn pay(&self, account: &str, action: Action) {
        let mut fake = self.fakes[account].lock().unwrap();
        let now = *self.now.lock().unwrap();
        let newest = fake.charges(now).remove(0).id;
        fake.act(&newest, action, now).unwrap();
    }
}

impl TwoAccounts {
    /// The merchant gives a part of what the provider keeps of the newest payment back to the customer.
    fn give_balance_back(&self, account: &str, centavos: i64) {
        let now = *self.now.lock().unwrap();
        self.fakes[account].lock().unwrap().give_balance_back(centavos, now);
    }
}

impl Http for TwoAccounts {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Response<Bytes>, TransportError> {
        let (mut parts, body) = request.into_parts();
        let path = parts.uri.to_string().strip_prefix(BASE).expect("only the address in the settings is asked").to_owned();
        let (account, path) = path.trim_start_matches('/').split_once('/').expect("an account, and a call");
        let fake = &self.fakes[account];
        parts.uri = format!("/{path}").parse().unwrap();
        let makes = parts.method == http::Method::POST && parts.uri.path() == "/v1/payments";
        let mut request = Request::from_parts(parts, body);
        if makes && *self.other_amount.lock().unwrap() {
            request = fake.lock().unwrap().for_another_amount(&request).unwrap();
        }
        let answer = fake.lock().unwrap().answer(&request, *self.now.lock().unwrap());
        let answered = if makes { self.answered.lock().unwrap().clone() } else { Answered::Heard };
        Box::pin(async move {
            match answered {
                Answered::Heard => Ok(answer),
                Answered::Lost => Err(TransportError::NoResponse("as the test says".to_owned())),
                Answered::Waits(gate) => {
                    gate.acquire().await.unwrap().forget();
                    Ok(answer)
                }
            }
        })
    }
}

fn account(id: &'static str) -> ProviderAccount {
    let settings = Settings::new()
        .with("secret_key", "sk_test_56e31883637446b1b")
        .with("webhook_secret", format!("whs_test_{id}"))
        .with("base_url", format!("{BASE}/{id}"));
    ProviderAccount::new(id.to_owned(), (ENTRY.build)(&settings).unwrap().into())
}

pub(crate) struct World {
    pub(crate) shop: TestShop,
    pub(crate) providers: Arc<TwoAccounts>,
}

impl World {
    pub(crate) async fn open() -> Self {
        Self::open_where(|_| {}).await
    }

    /// The same, with accounts that are set up otherwise.
    pub(crate) async fn open_where(set_up: impl Fn(&mut [ProviderAccount])) -> Self {
        let fake = |id: &'static str| {
            let webhook = format!("https://pay.example.mx/webhooks/{id}");
            (id, Mutex::new(FakeStrict::new(Some(&webhook), &format!("whs_test_{id}"))))
        };
        let now = Mutex::new(fake::Moment(crate::shop::BEGIN * 1000));
        let fakes = [fake("first"), fake("second")].into();
        let providers = Arc::new(TwoAccounts { fakes, now, answered: Mutex::default(), other_amount: Mutex::default() });
        let mut accounts = vec![account("first"), account("second")];
        set_up(&mut accounts);
        let shop = TestShop::open_with_accounts(accounts, providers.clone()).await;
        Self { shop, providers }
    }

    /// Hands over what an account has to tell, at `to`'s address.
    pub(crate) async fn hand_over(&self, of: &str, to: &str) -> Vec<Answer> {
        let mut answers = Vec::new();
        for webhook in self.providers.take_webhooks(of) {
            answers.push(self.post(to, &webhook).await);
        }
        answers
    }

    pub(crate) async fn post(&self, to: &str, webhook: &OutgoingWebhook) -> Answer {
        let mut request = Request::post(format!("/webhooks/{to}")).body(Body::from(webhook.body.clone())).unwrap();
        *request.headers_mut() = webhook.headers.clone();
        self.shop.send(request).await
    }

    pub(crate) async fn charge(&self, order: &str, key: &str, method: &str, name: &str) -> Answer {
        let customer = json!({"name": name, "email": "maria@ejemplo.com.mx", "phone": "5512345678"});
        self.shop.charge(order, key, &json!({"method": method, "customer": customer})).await
    }
}

pub(crate) const MARIA: &str = "María Núñez";

#[tokio::test]
async fn a_transfer_that_never_runs_out_is_paid_in_parts_and_given_back_in_part() {
    let world = World::open().await;
    let (shop, order) = (&world.shop, world.shop.order().await);
    let made = world.charge(&order, "12345678", "spei", MARIA).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let slip = &made.json()["voucher"];
    assert_eq!((&slip["expires_at"], slip["payable"]["kind"].as_str()), (&Value::Null, Some("transfer")));
    let [page, pdf] = ["https://pay.strict.example/v/pay_000001", "https://pay.strict.example/v/pay_000001.pdf"];
    assert_eq!((&slip["link"], &slip["pdf"]), (&json!(page), &json!(pdf)));
    let visitor = Visitor::signed_in(shop).await;
    let (customer, merchant) = (shop.get(&format!("/o/{order}")).await, visitor.get(&format!("/panel/orders/{order}")).await);
    for (body, words) in [
        (customer.body, [(page, "Ver en la página de la red de pagos"), (pdf, "Descargar PDF")]),
        (merchant.body, [(page, "Ver en la página del proveedor"), (pdf, "Descargar PDF")]),
    ] {
        for (address, word) in words {
            let link = format!(r#"<a href="{address}" target="_blank" rel="noopener noreferrer">{word}</a>"#);
            assert!(body.contains(&link), "{link}: {body}");
        }
    }
    world.providers.pay("first", Action::PayPartial(Some(7_001)));
    assert!(world.hand_over("first", "first").await.iter().all(|answer| answer.status == 200));
    assert_eq!(shop.standing(&order).await, "partly_paid: paid");
    world.providers.pay("first", Action::Pay(None));
    world.hand_over("first", "first").await;
    assert_eq!(shop.standing(&order).await, "paid: paid");

    // The merchant gives a part back, at the provider, which says so.
    let charge = &made.json()["id"];
    let record = backend::db::charges::find(&*shop.backend.db, charge.as_str().unwrap()).await.unwrap().unwrap();
    let at = shop.backend.offers.account("first").unwrap();
    let about = ChargeRef { provider_charge: record.provider_charge.unwrap(), method: record.charge.method };
    let back = RefundRequest { id: "rfd_1".to_owned(), amount: payments::Money::new(5_000, payments::Currency::Mxn) };
    let call = shop.backend.offers.call(at, "refund");
    call.answer(at.provider.refund().unwrap().refund(call.cx(), &about, &back)).await.unwrap();
    world.hand_over("first", "first").await;
    assert_eq!(shop.standing(&order).await, "paid: paid", "a part that went back is not asked for again");
    let seen = shop.see(&order).await;
    assert_eq!((&seen["received"]["amount"], &seen["refunded"]["amount"]), (&json!(10_000), &json!(5_000)));
    assert_eq!((&seen["missing"]["amount"], &seen["charges"][0]["refunded"]["amount"]), (&json!(0), &json!(5_000)));
    world.providers.pay("first", Action::Refund);
    world.hand_over("first", "first").await;
    assert_eq!(shop.standing(&order).await, "refunded: refunded");
}

/// What waits for a person of an order, as its history says it.
pub(crate) async fn waiting(shop: &TestShop, order: &str) -> Vec<String> {
    let history = shop.merchant(&format!("/api/v1/orders/{order}/history"), None).await.json();
    let alerts = history["order"]["alerts"].as_array().cloned().unwrap_or_default();
    alerts.iter().map(|alert| format!("{}: {}, {}", alert["kind"], alert["asked"], alert["said"]).replace('"', "")).collect()
}

#[tokio::test]
async fn money_that_stays_in_the_customers_balance_waits_for_a_person_with_its_amount_until_there_is_none() {
    let world = World::open().await;
    let (shop, order) = (&world.shop, world.shop.order().await);
    world.charge(&order, "12345678", "spei", MARIA).await;
    let endpoint = json!({"url": "https://tienda.example.mx/ficha"});
    let made = shop.merchant("/api/v1/webhook-endpoints", Some(&endpoint)).await.json();
    shop.ear.trust(made["secret"].as_str().unwrap());
    let held = |pesos: &str| [format!("held_elsewhere: 150.00 MXN, {pesos} MXN in the customer's balance")];

    world.providers.pay("first", Action::Pay(Some(20_000)));
    world.hand_over("first", "first").await;
    assert_eq!(shop.standing(&order).await, "paid: paid", "nothing of it is the order's");
    assert_eq!(shop.see(&order).await["received"]["amount"], 15_000);
    assert_eq!(waiting(shop, &order).await, held("50.00"));
    // More of it, and less.
    world.providers.pay("first", Action::Pay(Some(3_000)));
    world.hand_over("first", "first").await;
    assert_eq!(waiting(shop, &order).await, held("80.00"));
    world.providers.give_balance_back("first", 6_000);
    world.hand_over("first", "first").await;
    assert_eq!(waiting(shop, &order).await, held("20.00"));
    // A person lets it be: the provider may say so as often as it likes, but not of another amount.
    let settle = format!("/api/v1/orders/{order}/settle");
    assert_eq!(shop.merchant(&settle, Some(&json!({"action": "accept"}))).await.status, 200);
    assert_eq!(shop.see(&order).await["received"]["amount"], 15_000, "what is let be is no money of the order");
    world.providers.give_balance_back("first", 0);
    world.hand_over("first", "first").await;
    assert_eq!(waiting(shop, &order).await, [""; 0]);
    world.providers.pay("first", Action::Pay(Some(1_000)));
    world.hand_over("first", "first").await;
    assert_eq!(waiting(shop, &order).await, held("30.00"));
    world.providers.give_balance_back("first", 1_000);
    world.hand_over("first", "first").await;
    assert_eq!(waiting(shop, &order).await, [""; 0], "as it was when a person let it be");
    // All of it went back; and the same comes again.
    world.providers.give_balance_back("first", 2_000);
    world.hand_over("first", "first").await;
    world.providers.pay("first", Action::Pay(Some(2_000)));
    world.hand_over("first", "first").await;
    assert_eq!(waiting(shop, &order).await, held("20.00"));
    world.providers.give_balance_back("first", 2_000);
    let asked = shop.merchant(&settle, Some(&json!({"action": "ask"}))).await.json();
    assert_eq!((&asked["order"]["alerts"], waiting(shop, &order).await), (&Value::Null, Vec::new()));

    let mut told = Vec::new();
    while shop.tell().await > 0 {
        for heard in shop.ear.heard() {
            let how = heard.body["data"]["alerts"][0]["settled"]["how"].as_str().unwrap_or("-").to_owned();
            told.push(format!("{} {how}", heard.body["type"].as_str().unwrap()));
        }
    }
    let (raised, answered) = ("order.needs_attention -", "order.settled answered");
    assert_eq!(told, ["order.pending -", "order.paid -", raised, "order.settled accepted", raised, answered, raised, answered]);
}

#[tokio::test]
async fn an_order_whose_voucher_never_runs_out_is_changed_and_so_is_the_voucher() {
    let world = World::open().await;
    let (shop, order) = (&world.shop, world.shop.order().await);
    for (key, method) in [("12345678", "cash"), ("87654321", "spei")] {
        assert_eq!(world.charge(&order, key, method, MARIA).await.status, 201);
    }
    let change = json!({"amount": 20_000, "expires_at": "2026-11-23T12:00:00Z"});
    let changed = shop.merchant_with("PATCH", &format!("/api/v1/orders/{order}"), Some(&change)).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    let charges = shop.see(&order).await["charges"].clone();
    let said = |place: usize| {
        let slip = &charges[place]["voucher"];
        (slip["amount"]["amount"].as_i64(), slip["expires_at"].as_str().map(str::to_owned))
    };
    assert_eq!(said(0), (Some(20_000), Some("2026-11-24T05:59:59Z".to_owned())), "the day of Mexico in which that is");
    assert_eq!(said(1), (Some(20_000), None));
    world.providers.pay("first", Action::Pay(None));
    assert!(world.hand_over("first", "first").await.iter().all(|answer| answer.status == 200));
    assert_eq!(shop.standing(&order).await, "paid: canceled, paid");
}

#[tokio::test]
async fn of_two_accounts_the_one_the_merchant_prefers_for_a_method_serves_it_and_hears_its_own_webhooks() {
    let world = World::open_where(|accounts| accounts[1].places = [(payments::Method::Spei, 0)].into()).await;
    let order = world.shop.order().await;
    for (key, method, served_by) in [("12345678", "spei", "second"), ("87654321", "cash", "first")] {
        let made = world.charge(&order, key, method, MARIA).await.json();
        let id = made["id"].as_str().unwrap();
        let record = backend::db::charges::find(&*world.shop.backend.db, id).await.unwrap().unwrap();
        assert_eq!(record.provider, served_by);
    }
    // Both call their first payment by the same id: whose it is, the address says.
    world.providers.pay("second", Action::Pay(None));
    world.hand_over("second", "second").await;
    assert_eq!(world.shop.standing(&order).await, "paid: paid, canceled", "the other one's slip is withdrawn there");
    assert_eq!(world.providers.fakes["first"].lock().unwrap().charges(fake::Moment(0))[0].status, FakeStatus::Voided);
}

#[tokio::test]
async fn cash_for_no_store_in_particular_names_its_chains_and_what_else_the_till_asks_for() {
    let world = World::open().await;
    let order = world.shop.order().await;
    let refused = world.charge(&order, "12345678", "cash", "María").await;
    assert_eq!(refused.code(), "422 invalid_fields");
    assert_eq!(refused.json()["fields"][0]["field"], "customer.name", "{}", refused.body);
    let made = world.charge(&order, "87654321", "cash", MARIA).await.json();
    let slip = &made["voucher"];
    assert_eq!(slip["references"], json!([{"label": "agreement", "value": "1420712"}]));
    let chains: Vec<_> = slip["chains"].as_array().unwrap().iter().map(|chain| chain["name"].as_str().unwrap()).collect();
    assert_eq!((chains, &made["store"]), (vec!["OXXO", "Soriana", "TIENDA_DE_PRUEBA"], &Value::Null));
    assert!(slip["expires_at"].is_string());
    let page = world.shop.get(&format!("/o/{order}")).await.body;
    assert!(page.contains("Convenio") && page.contains("1420712") && page.contains("OXXO, Soriana"), "{page}");
    assert!(page.contains("Efectivo en tienda") && page.contains("Ve a la caja de cualquier OXXO, Soriana"), "{page}");
}

#[tokio::test]
async fn less_than_the_least_is_shown_with_the_reason_and_refused_where_it_is_asked_for() {
    let world = World::open().await;
    world.shop.save_button("btn_cheap", 999, false).await;
    let order = world.shop.post("/api/v1/buttons/btn_cheap/orders", "12345678", &json!({})).await.json();
    let cash = &order["offer"]["methods"][0];
    assert_eq!((&cash["min"]["amount"], &cash["stores"][0]["min"]["amount"]), (&json!(1_000), &json!(1_000)));
    let order = order["id"].as_str().unwrap();
    assert_eq!(world.charge(order, "87654321", "cash", MARIA).await.code(), "422 under_minimum");
    assert_eq!(world.charge(order, "11112222", "spei", MARIA).await.status, 201);
    let page = world.shop.get("/pay/btn_cheap").await.body;
    assert!(page.contains("Desde $10.00 por pago"), "{page}");
}

#[tokio::test]
async fn a_charge_that_is_made_for_another_amount_is_shown_to_nobody_who_could_pay_it_and_to_a_person_at_the_shop() {
    let world = World::open().await;
    let (shop, order) = (&world.shop, world.shop.order().await);
    *world.providers.other_amount.lock().unwrap() = true;
    for times in 1..=2 {
        let refused = world.charge(&order, "12345678", "spei", MARIA).await;
        assert_eq!(refused.code(), "502 provider_not_understood");
        let seen = shop.see(&order).await;
        assert_eq!((&seen["charges"][0]["voucher"], seen["charges"].as_array().map(Vec::len)), (&Value::Null, Some(1)));
        let listed = shop.merchant("/api/v1/orders?needs_attention=true", None).await.json();
        let alert = &listed["orders"][0]["alerts"][0];
        assert_eq!((&alert["kind"], &alert["times"]), (&json!("wrong_amount"), &json!(times)), "{listed}");
        assert_eq!((&alert["asked"], &alert["said"]), (&json!("150.00 MXN"), &json!("payable, of a charge of 151.00 MXN")));
    }
    let visitor = Visitor::signed_in(shop).await;
    let page = visitor.get(&format!("/panel/orders/{order}")).await.body;
    assert!(page.contains("151.00"), "{page}");
    assert_eq!(world.providers.fakes["first"].lock().unwrap().charges(fake::Moment(0)).len(), 1, "it was made once");
}

#[tokio::test]
async fn a_webhook_that_is_not_signed_as_its_accounts_are_is_401_and_costs_no_question() {
    let world = World::open().await;
    let order = world.shop.order().await;
    world.charge(&order, "12345678", "spei", MARIA).await;
    world.providers.pay("first", Action::Pay(None));
    let told = world.providers.take_webhooks("first");
    let paid = told.last().unwrap();
    assert_eq!(world.post("second", paid).await.code(), "401 bad_signature", "another account's");
    let unsigned = OutgoingWebhook { headers: fake::unsigned_json(), ..paid.clone() };
    assert_eq!(world.post("first", &unsigned).await.code(), "401 bad_signature");
    let forged =
        OutgoingWebhook { body: Bytes::from(String::from_utf8_lossy(&paid.body).replace("paid", "open")), ..paid.clone() };
    assert_eq!(world.post("first", &forged).await.code(), "401 bad_signature");
    world.shop.clock.advance(301);
    assert_eq!(world.post("first", paid).await.code(), "401 bad_signature", "overheard, and sent again later");
    assert_eq!(world.shop.standing(&order).await, "pending: pending");
    let told = world.shop.ask_operators("/metrics", None).await.body;
    assert!(told.contains(r#"ficha_webhooks_received_total{provider="first",was="bad_signature"} 3"#), "{told}");
    assert!(!told.contains(r#"verb="fetch_charge""#), "nobody was asked");
    world.shop.clock.advance(-301);
    assert_eq!(world.post("first", paid).await.status, 200);
    assert_eq!(world.shop.standing(&order).await, "paid: paid");
}

#[tokio::test]
async fn a_challenge_is_answered_in_the_providers_own_words() {
    let world = World::open().await;
    let now = Moment::from_seconds(crate::shop::BEGIN);
    let challenge = providers::strict::fake::challenge("whs_test_first", "abc123", now);
    let answer = world.post("first", &challenge).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str(), answer.header("content-type")), (200, "abc123", "text/plain"));
}
