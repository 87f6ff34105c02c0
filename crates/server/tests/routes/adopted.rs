//! A charge whose answer was lost, and a webhook that names it by our own id: it is found, asked about, and never made twice.

use crate::shop::TestShop;
use crate::strict::{Answered, MARIA, World, waiting};
use backend::providers::ProviderAccount;
use bytes::Bytes;
use http::{Request, Response, header};
use providers::compropago;
use providers::compropago::fake::ComproPago;
use providers::fake::{self, Action, FakeProvider, FakeStatus};
use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use providers::settings::Settings;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

const HOUR: i64 = 3_600;

/// A world with an order whose charge was made at the provider, which nobody here has heard: the order and our charge.
async fn lost() -> (World, String, String) {
    let world = World::open().await;
    let order = world.shop.order().await;
    *world.providers.answered.lock().unwrap() = Answered::Lost;
    let made = world.charge(&order, "12345678", "spei", MARIA).await;
    assert_eq!(made.code(), "503 provider_unreachable");
    *world.providers.answered.lock().unwrap() = Answered::Heard;
    let charge = world.shop.see(&order).await["charges"][0]["id"].as_str().unwrap().to_owned();
    (world, order, charge)
}

impl World {
    /// Every payment the account has, the newest first, as its state and what came for it.
    fn there(&self) -> Vec<(FakeStatus, i64)> {
        let now = *self.providers.now.lock().unwrap();
        let charges = self.providers.fakes["first"].lock().unwrap().charges(now);
        charges.iter().map(|charge| (charge.status, charge.received.amount)).collect()
    }

    /// Time passes here and there, and what is due is asked about.
    async fn pass(&self, seconds: i64) {
        let now = *self.providers.now.lock().unwrap();
        *self.providers.now.lock().unwrap() = now.plus_seconds(seconds);
        self.shop.pass(seconds).await;
    }

    /// A transfer of 150 pesos that is asked for by somebody else than this backend, as made for that charge.
    fn made_elsewhere(&self, key: &str, charge: &str) -> String {
        let body = format!(
            "amount=15000&currency=mxn&method=transfer&customer%5Bfirst_name%5D=M&customer%5Blast_name%5D=N\
             &customer%5Bemail%5D=m%40n.mx&metadata%5Bcharge%5D={charge}"
        );
        let request = Request::post("/v1/payments")
            .header(header::AUTHORIZATION, "Basic c2tfdGVzdF81NmUzMTg4MzYzNzQ0NmIxYjo=")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("idempotency-key", key)
            .body(Bytes::from(body))
            .unwrap();
        let now = *self.providers.now.lock().unwrap();
        let answer = self.providers.fakes["first"].lock().unwrap().answer(&request, now);
        let made: Value = serde_json::from_slice(answer.body()).unwrap();
        made["id"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
    }

    /// What the provider calls our charge, as far as we know.
    async fn known_as(&self, charge: &str) -> Option<String> {
        backend::db::charges::find(&*self.shop.backend.db, charge).await.unwrap().unwrap().provider_charge
    }
}

#[tokio::test]
async fn a_charge_whose_answer_was_lost_is_found_by_its_webhook_and_its_money_counts() {
    let (world, order, charge) = lost().await;
    assert_eq!(world.known_as(&charge).await, None);
    world.hand_over("first", "first").await;
    assert_eq!(world.known_as(&charge).await.as_deref(), Some("pay_000001"), "by the webhook that says it is open");
    assert_eq!(world.shop.standing(&order).await, "pending: requested", "nobody was shown a voucher");
    world.providers.pay("first", Action::PayPartial(Some(7_001)));
    assert!(world.hand_over("first", "first").await.iter().all(|answer| answer.status == 200));
    assert_eq!(world.shop.standing(&order).await, "partly_paid: paid");
    world.providers.pay("first", Action::Pay(None));
    world.hand_over("first", "first").await;
    assert_eq!(world.shop.standing(&order).await, "paid: paid");
    assert_eq!(world.shop.see(&order).await["received"]["amount"], 15_000);
    assert_eq!((world.there(), waiting(&world.shop, &order).await), (vec![(FakeStatus::Paid, 15_000)], vec![]));
}

#[tokio::test]
async fn the_first_that_is_heard_may_be_that_its_money_came_or_went_back() {
    for (refunded, standing) in [(false, "paid: paid"), (true, "refunded: refunded")] {
        let (world, order, charge) = lost().await;
        world.providers.pay("first", Action::Pay(None));
        if refunded {
            world.providers.pay("first", Action::Refund);
        }
        let told = world.providers.take_webhooks("first").pop().unwrap();
        assert_eq!(world.post("first", &told).await.json()["message"], "checked");
        assert_eq!(world.shop.standing(&order).await, standing);
        assert_eq!(world.known_as(&charge).await.as_deref(), Some("pay_000001"));
        // Told twice, it is so once.
        assert_eq!(world.post("first", &told).await.status, 200);
        assert_eq!((world.shop.standing(&order).await.as_str(), world.there().len()), (standing, 1));
    }
}

#[tokio::test]
async fn once_found_money_counts_also_where_its_webhook_is_lost() {
    let (world, order, _) = lost().await;
    world.hand_over("first", "first").await;
    world.providers.pay("first", Action::Pay(None));
    world.providers.take_webhooks("first");
    world.pass(HOUR).await;
    assert_eq!(world.shop.standing(&order).await, "paid: paid");
}

#[tokio::test]
async fn the_same_key_gets_the_voucher_of_the_charge_that_was_found_and_none_is_made_twice() {
    let (world, order, charge) = lost().await;
    world.hand_over("first", "first").await;
    let again = world.charge(&order, "12345678", "spei", MARIA).await;
    assert_eq!((again.status.as_u16(), again.json()["id"].as_str()), (201, Some(charge.as_str())));
    assert_eq!((world.shop.standing(&order).await.as_str(), world.there().len()), ("pending: pending", 1));
    world.providers.pay("first", Action::Pay(None));
    world.hand_over("first", "first").await;
    assert_eq!(world.shop.standing(&order).await, "paid: paid");
}

#[tokio::test]
async fn a_webhook_that_overtakes_the_answer_costs_the_customer_nothing() {
    let world = World::open().await;
    let order = world.shop.order().await;
    let gate = Arc::new(Semaphore::new(0));
    *world.providers.answered.lock().unwrap() = Answered::Waits(gate.clone());
    let asking = world.charge(&order, "12345678", "spei", MARIA);
    let meanwhile = async {
        while world.there().is_empty() {
            tokio::task::yield_now().await;
        }
        assert!(world.hand_over("first", "first").await.iter().all(|answer| answer.status == 200));
        assert_eq!(world.shop.standing(&order).await, "pending: requested");
        gate.add_permits(1);
    };
    let (made, ()) = tokio::join!(asking, meanwhile);
    assert_eq!((made.status.as_u16(), made.json()["voucher"].is_object()), (201, true), "{}", made.body);
    assert_eq!((world.shop.standing(&order).await.as_str(), world.there().len()), ("pending: pending", 1));
}

#[tokio::test]
async fn what_was_given_up_is_withdrawn_once_it_is_known_and_its_money_counts_all_the_same() {
    // Known before it was given up, and after.
    for known_before in [true, false] {
        let (world, order, charge) = lost().await;
        if known_before {
            world.hand_over("first", "first").await;
        }
        world.pass(HOUR + 60).await;
        assert_eq!(world.shop.standing(&order).await, "open: canceled");
        assert_eq!(world.there()[0].0, if known_before { FakeStatus::Voided } else { FakeStatus::Pending });
        if !known_before {
            // Its webhook is sent again, as nobody has answered it.
            world.providers.take_webhooks("first");
            let now = *world.providers.now.lock().unwrap();
            world.providers.fakes["first"].lock().unwrap().tell_falsely("pay_000001", &charge, now);
            world.hand_over("first", "first").await;
            assert_eq!((world.there()[0].0, world.known_as(&charge).await.is_some()), (FakeStatus::Voided, true));
        }
        assert_eq!(world.shop.standing(&order).await, "open: canceled");
        let new = world.charge(&order, "87654321", "spei", MARIA).await;
        assert_eq!((new.status.as_u16(), world.there().len()), (201, 2), "a new key begins anew");
    }
    let (world, order, charge) = lost().await;
    world.providers.pay("first", Action::Pay(None));
    world.providers.take_webhooks("first");
    world.pass(HOUR + 60).await;
    assert_eq!(world.shop.standing(&order).await, "open: canceled");
    world.providers.pay("first", Action::Refund);
    world.hand_over("first", "first").await;
    assert_eq!(world.shop.standing(&order).await, "refunded: refunded");
    assert_eq!(world.known_as(&charge).await.as_deref(), Some("pay_000001"));
}

#[tokio::test]
async fn a_charge_that_its_provider_does_not_call_ours_is_not_taken_for_ours() {
    let (world, order, charge) = lost().await;
    world.providers.take_webhooks("first");
    let others = world.made_elsewhere("key-of-another", "chg_another");
    world.providers.pay("first", Action::Pay(None));
    let now = *world.providers.now.lock().unwrap();
    for its_id in [others.as_str(), "pay_999999"] {
        world.providers.take_webhooks("first");
        world.providers.fakes["first"].lock().unwrap().tell_falsely(its_id, &charge, now);
        let answers = world.hand_over("first", "first").await;
        assert_eq!((answers[0].status.as_u16(), &answers[0].json()["message"]), (200, &json!("not a charge of ours")));
    }
    // Nor by the account of another, which knows it by the same name.
    world.providers.fakes["second"].lock().unwrap().tell_falsely("pay_000001", &charge, now);
    assert_eq!(world.hand_over("second", "second").await[0].json()["message"], "not a charge of ours");
    assert_eq!((world.shop.standing(&order).await, world.known_as(&charge).await), ("pending: requested".to_owned(), None));
    assert_eq!(waiting(&world.shop, &order).await, [""; 0], "and nobody is bothered");
}

#[tokio::test]
async fn one_that_was_made_for_another_amount_is_a_persons_and_never_money_by_itself() {
    let world = World::open().await;
    let order = world.shop.order().await;
    *world.providers.other_amount.lock().unwrap() = true;
    *world.providers.answered.lock().unwrap() = Answered::Lost;
    world.charge(&order, "12345678", "spei", MARIA).await;
    let amount = {
        let now = *world.providers.now.lock().unwrap();
        world.providers.fakes["first"].lock().unwrap().charges(now)[0].amount.unwrap().amount
    };
    let said = backend::db::alerts::amount(payments::Money::new(amount, payments::Currency::Mxn));
    world.providers.pay("first", Action::Pay(None));
    assert!(world.hand_over("first", "first").await.iter().all(|answer| answer.status == 200));
    assert_eq!(world.shop.standing(&order).await, "pending: requested");
    let expected = format!("wrong_amount: 150.00 MXN, paid {said}, of a charge of {said}");
    assert_eq!(waiting(&world.shop, &order).await, std::slice::from_ref(&expected));
    world.pass(HOUR + 60).await;
    assert_eq!(world.shop.standing(&order).await, "open: canceled", "nobody was shown it");
    assert_eq!(waiting(&world.shop, &order).await, [expected], "and the money still waits for a person");
    let settle = format!("/api/v1/orders/{order}/settle");
    assert_eq!(world.shop.merchant(&settle, Some(&json!({"action": "accept"}))).await.status, 200);
    assert_eq!(world.shop.see(&order).await["received"]["amount"], amount);
}

#[tokio::test]
async fn a_second_charge_of_one_is_a_persons_and_never_taken_for_the_first() {
    let (world, order, charge) = lost().await;
    world.hand_over("first", "first").await;
    let second = world.made_elsewhere("another-key", &charge);
    world.providers.pay("first", Action::Pay(None));
    for _ in 0..2 {
        let now: fake::Moment = *world.providers.now.lock().unwrap();
        assert!(world.hand_over("first", "first").await.iter().all(|answer| answer.status == 200));
        world.providers.fakes["first"].lock().unwrap().tell_falsely(&second, &charge, now);
    }
    let there = world.there();
    assert_eq!(there.iter().map(|(_, came)| came).sum::<i64>(), 15_000, "{there:?}");
    assert_eq!(world.known_as(&charge).await.as_deref(), Some("pay_000001"));
    assert_eq!(world.shop.standing(&order).await, "pending: requested");
    let said = waiting(&world.shop, &order).await;
    assert_eq!(
        said,
        [format!("two_charges: 150.00 MXN, a second charge of one: {second}, beside pay_000001: paid 150.00 MXN")]
    );
}

/// ComproPago, played, where the answer to whatever is made is lost.
struct Deaf(Mutex<ComproPago>);

const COMPROPAGO: &str = "http://127.0.0.1/compropago";
const AT: fake::Moment = fake::Moment(crate::shop::BEGIN * 1000);

impl Http for Deaf {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Response<Bytes>, TransportError> {
        let (mut parts, body) = request.into_parts();
        let path = parts.uri.to_string().strip_prefix(COMPROPAGO).expect("only the address in the settings").to_owned();
        parts.uri = path.parse().unwrap();
        let makes = parts.method == http::Method::POST;
        let answer = self.0.lock().unwrap().answer(&Request::from_parts(parts, body), AT);
        let lost = || TransportError::NoResponse("as the test says".to_owned());
        Box::pin(std::future::ready(if makes { Err(lost()) } else { Ok(answer) }))
    }
}

#[tokio::test]
async fn unsigned_webhooks_that_name_our_id_in_the_words_of_any_generation_find_it_too() {
    let (secret, public) = ("sk_test_56e31883637446b1b", "pk_test_8781245a88240f9cf");
    for generation in ["1.0", "1.1", "new", "union"] {
        let mut played = ComproPago::new(Some("https://pay.example.mx/webhooks/compropago".to_owned()));
        played.set_account(secret, &json!({"generation": generation})).unwrap();
        let deaf = Arc::new(Deaf(Mutex::new(played)));
        let settings = [("public_key", public), ("secret_key", secret), ("base_url", COMPROPAGO)];
        let settings = settings.into_iter().fold(Settings::new(), |all, (name, value)| all.with(name, value));
        let account = ProviderAccount::new("compropago".to_owned(), (compropago::ENTRY.build)(&settings).unwrap().into());
        let shop = TestShop::open_with_accounts(vec![account], deaf.clone()).await;
        let customer = json!({"name": MARIA, "email": "maria@ejemplo.com.mx", "phone": "5512345678"});
        for wish in
            [json!({"method": "cash", "store": "OXXO", "customer": customer}), json!({"method": "spei", "customer": customer})]
        {
            let order = shop.order().await;
            let made = shop.charge(&order, "12345678", &wish).await;
            assert_eq!(made.code(), "503 provider_unreachable", "{generation} {wish}");
            let its_id = deaf.0.lock().unwrap().charges(AT).remove(0).id;
            deaf.0.lock().unwrap().act(&its_id, Action::Pay(None), AT).unwrap();
            let told = deaf.0.lock().unwrap().take_webhooks();
            for webhook in told.iter().rev() {
                let mut request =
                    Request::post("/webhooks/compropago").body(axum::body::Body::from(webhook.body.clone())).unwrap();
                *request.headers_mut() = webhook.headers.clone();
                assert_eq!(shop.send(request).await.json()["message"], "checked", "{generation} {wish}");
            }
            assert_eq!(shop.standing(&order).await, "paid: paid", "{generation} {wish}");
            assert_eq!(waiting(&shop, &order).await, [""; 0], "{generation} {wish}");
        }
    }
}
