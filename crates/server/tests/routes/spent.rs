//! A key whose request was never answered, at a provider that would make a second charge if it were asked again: it is spent. What
//! its customer is told, who may go on, and what becomes of a voucher that comes when nobody waits for it any more.

use crate::cancel_and_amend::withdrawing;
use crate::copies::pairs;
use crate::shop::{TestShop, at_oxxo, at_seven_eleven};
use crate::vendor::Vendor;
use http::StatusCode;
use payments::{Currency, Event, Money};
use providers::provider::Kind;
use serde_json::json;

const DAY: i64 = 86_400;

/// Longer than a claim is held by somebody who says nothing, in seconds.
const CLAIMS_END: i64 = 60;

/// Waits until the order stands so.
async fn until(shop: &TestShop, order: &str, standing: &str) {
    while shop.standing(order).await != standing {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_key_that_was_never_answered_is_spent_and_a_new_one_gets_the_voucher() {
    let shop = TestShop::open().await;
    for kind in [Kind::NoAnswer, Kind::NotUnderstood] {
        let order = shop.order().await;
        let before = shop.till.made().len();
        shop.till.fail_once(kind);
        let unanswered = shop.charge(&order, "12345678", &at_oxxo()).await;
        assert!(unanswered.status.is_server_error(), "{}", unanswered.body);
        assert_eq!(shop.standing(&order).await, "pending: requested");

        let spent = shop.charge(&order, "12345678", &at_oxxo()).await;
        assert_eq!(spent.code(), "409 idempotency_key_spent");
        assert_eq!(shop.standing(&order).await, "open: canceled");
        let again = shop.charge(&order, "12345678", &at_oxxo()).await;
        assert_eq!((again.status, &again.body), (spent.status, &spent.body), "it stays so");
        assert_eq!(shop.charge(&order, "12345678", &at_seven_eleven()).await.code(), "422 idempotency_key_reused");
        assert_eq!(shop.till.made().len(), before + 1, "the provider was asked once");

        assert_eq!(shop.charge(&order, "87654321", &at_oxxo()).await.status, 201);
        assert_eq!(shop.standing(&order).await, "pending: canceled, pending");
        assert!(shop.see(&order).await["charges"][0]["voucher"].is_null(), "one voucher is shown");
        let made = shop.till.made();
        assert_eq!(made.len(), before + 2);
        assert_ne!(made[before].charge_id, made[before + 1].charge_id);
    }
}

#[tokio::test]
async fn the_program_that_asked_is_told_what_to_do() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.till.fail_once(Kind::NoAnswer);
    shop.charge(&order, "12345678", &at_oxxo()).await;
    insta::assert_snapshot!(shop.charge(&order, "12345678", &at_oxxo()).await.shown(), @r#"
    409
    {
      "code": "idempotency_key_spent",
      "detail": "The provider may have made what was asked for, or not; nothing that can be paid was shown, and nothing of it will be. Make a new key, as for a new request, and send the same body.",
      "status": 409,
      "title": "The payment provider never answered what this Idempotency-Key asked for. Begin again with a new key.",
      "type": "urn:ficha:problem:idempotency_key_spent"
    }
    "#);
}

#[tokio::test]
async fn another_key_for_the_same_has_asked_for_nothing_yet_and_goes_on() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.till.fail_once(Kind::NoAnswer);
    assert_eq!(shop.charge(&order, "one-tab-1", &at_oxxo()).await.code(), "503 provider_unreachable");
    let other = shop.charge(&order, "other-tab", &at_oxxo()).await;
    assert_eq!((other.status, shop.till.made().len()), (StatusCode::CREATED, 2));
    assert_eq!(shop.standing(&order).await, "pending: canceled, pending");

    assert_eq!(shop.charge(&order, "one-tab-1", &at_oxxo()).await.code(), "409 idempotency_key_spent");
    let new = shop.charge(&order, "one-tab-2", &at_oxxo()).await;
    assert_eq!((new.status, &new.body), (other.status, &other.body), "both tabs show one voucher");
    assert_eq!(shop.till.made().len(), 2);
}

#[tokio::test]
async fn who_may_be_asked_again_is_asked_again_but_not_for_what_was_given_up() {
    let shop = TestShop::open().await;
    shop.till.repeats();
    let order = shop.order().await;
    shop.till.fail_once(Kind::NoAnswer);
    shop.charge(&order, "12345678", &at_oxxo()).await;
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.status, 201);
    assert_eq!((shop.standing(&order).await.as_str(), shop.till.made().len()), ("pending: pending", 1));

    let order = shop.order().await;
    shop.till.fail_once(Kind::NoAnswer);
    shop.charge(&order, "12345678", &at_oxxo()).await;
    shop.pass(3_600).await;
    assert_eq!(shop.standing(&order).await, "open: canceled");
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.code(), "409 idempotency_key_spent");
    assert_eq!(shop.till.made().len(), 2);
}

#[tokio::test]
async fn a_copy_that_answers_after_its_key_was_spent_shows_nobody_a_second_voucher_and_its_money_counts() {
    let (pairs, _folder) = pairs().await;
    for (slow, quick) in pairs {
        let order = slow.order().await;
        slow.till.gate.forget_permits(10_000);
        let body = at_oxxo();
        let first = slow.charge(&order, "12345678", &body);
        let meanwhile = async {
            until(&quick, &order, "pending: requested").await;
            quick.clock.advance(CLAIMS_END);
            let spent = quick.charge(&order, "12345678", &body).await;
            assert_eq!(spent.code(), "409 idempotency_key_spent");
            quick.till.gate.add_permits(2);
            spent
        };
        let (first, spent) = tokio::join!(first, meanwhile);
        assert_eq!((first.status, &first.body), (spent.status, &spent.body), "who was slow says the same");
        let second = quick.charge(&order, "87654321", &body).await;
        assert_eq!((second.status, quick.till.made().len()), (StatusCode::CREATED, 2));
        assert_eq!(quick.standing(&order).await, "pending: canceled, pending");
        assert!(quick.see(&order).await["charges"][0]["voucher"].is_null(), "nobody is shown the first");

        quick.till.gate.add_permits(10);
        quick.till.says("pc_1", Event::Paid(Money::new(15_000, Currency::Mxn)));
        quick.webhook("pc_1").await;
        assert_eq!(quick.standing(&order).await, "paid: paid, pending", "money received is never refused");
    }
}

#[tokio::test]
async fn money_on_a_voucher_nobody_was_shown_is_found_without_a_webhook() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.till.gate.forget_permits(10_000);
    let body = at_oxxo();
    let meanwhile = async {
        until(&shop, &order, "pending: requested").await;
        assert_eq!(shop.pass(3_600).await, 1, "it is given up");
        shop.till.gate.add_permits(10);
    };
    let (late, ()) = tokio::join!(shop.charge(&order, "12345678", &body), meanwhile);
    assert_eq!(late.code(), "409 idempotency_key_spent");
    shop.till.says("pc_1", Event::Paid(Money::new(15_000, Currency::Mxn)));
    shop.pass(DAY).await;
    assert!(shop.standing(&order).await.starts_with("paid: paid"));
}

#[tokio::test]
async fn a_voucher_nobody_was_shown_is_withdrawn_where_it_can_be() {
    let vendor = Vendor::new();
    let shop = TestShop::open_where(withdrawing(), vendor.clone()).await;
    let order = shop.order().await;
    shop.till.gate.forget_permits(10_000);
    vendor.answers(200, &json!({"is": "void"}));
    let body = at_oxxo();
    let meanwhile = async {
        until(&shop, &order, "pending: requested").await;
        shop.pass(3_600).await;
        shop.till.gate.add_permits(1);
    };
    let (late, ()) = tokio::join!(shop.charge(&order, "12345678", &body), meanwhile);
    assert_eq!(late.code(), "409 idempotency_key_spent");
    assert_eq!(vendor.asked(), ["DELETE /pc_1"]);
    assert_eq!(shop.standing(&order).await, "open: canceled");
}

#[tokio::test]
async fn a_provider_that_certainly_made_nothing_leaves_the_key_as_it_was() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    for kind in [Kind::NotReached, Kind::Busy, Kind::BadKeys] {
        shop.till.fail_once(kind);
        assert!(shop.charge(&order, "12345678", &at_oxxo()).await.status.is_server_error());
    }
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.status, 201);
    assert_eq!(
        (shop.till.made().len(), shop.standing(&order).await.as_str()),
        (1, "pending: declined, declined, declined, pending")
    );
}
