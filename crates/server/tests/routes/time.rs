//! A wall clock that is wrong, and then right again: nothing is lost by it, nobody waits for it, and operators see it.

use crate::copies::pairs;
use crate::shop::{TestShop, at_oxxo};
use payments::{Currency, Event, Money};

const DAY: i64 = 24 * 60 * 60;

/// A shop with an order, and a voucher for it that is good for a day.
async fn with_voucher() -> (TestShop, String) {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.status, 201);
    (shop, order)
}

/// Reconciles once, without time passing.
async fn poll(shop: &TestShop) -> usize {
    shop.pass(0).await
}

#[tokio::test]
async fn a_voucher_that_ran_out_by_a_wrong_clock_alone_is_good_again_by_the_right_one() {
    let (shop, order) = with_voucher().await;
    for days in [4, 365] {
        shop.clock.jump(days * DAY);
        poll(&shop).await;
        assert_eq!(shop.standing(&order).await, "expired: expired", "so it is shown");
        shop.clock.jump(-days * DAY);
        assert_eq!(shop.standing(&order).await, "pending: pending");
    }
    // It is asked about like any other, although its next question was to be in years.
    shop.till.says("pc_1", Event::Paid(Money::new(15_000, Currency::Mxn)));
    shop.pass(6 * 60).await;
    assert_eq!(shop.standing(&order).await, "paid: paid");
}

#[tokio::test]
async fn what_was_given_up_by_a_wrong_clock_is_asked_about_again_by_the_right_one() {
    let (shop, order) = with_voucher().await;
    shop.till.says("pc_1", Event::Expired);
    shop.pass(DAY + 120).await;
    shop.clock.jump(365 * DAY);
    poll(&shop).await;
    shop.clock.jump(-365 * DAY);
    shop.till.says("pc_1", Event::Paid(Money::new(15_000, Currency::Mxn)));
    shop.pass(6 * 60).await;
    assert_eq!(shop.standing(&order).await, "paid: paid (late)");
}

#[tokio::test]
async fn a_clock_that_is_set_back_refuses_nobody() {
    let shop = TestShop::open_with("[limits]\nwrites_per_minute = 5", Default::default(), Default::default()).await;
    shop.order().await;
    shop.clock.jump(-60 * 60);
    let order = shop.order().await;
    assert_eq!(shop.charge(&order, "12345678", &at_oxxo()).await.status, 201);
}

#[tokio::test]
async fn two_copies_whose_clocks_are_apart_answer_one_key_with_one_voucher() {
    let (mut pairs, _folder) = pairs().await;
    // Two machines share a Postgres; a file has one machine and one clock.
    let (here, there) = pairs.pop().unwrap();
    for seconds in [90, -180] {
        there.clock.jump(seconds);
        let (order, body) = (here.order().await, at_oxxo());
        here.till.gate.forget_permits(10_000);
        let first = here.charge(&order, "12345678", &body);
        let twin = there.charge(&order, "12345678", &body);
        let open_the_gate = async {
            there.till.asked_for_offers(2).await;
            here.till.gate.add_permits(10_000);
        };
        let (first, twin, ()) = tokio::join!(first, twin, open_the_gate);
        assert_eq!((first.status.as_u16(), twin.status.as_u16()), (201, 201), "{} {}", first.body, twin.body);
        assert_eq!(first.body, twin.body);
    }
}

#[tokio::test]
async fn readiness_says_when_a_copy_disagrees_with_its_db_and_when_a_provider_disagrees_with_it() {
    let (mut pairs, _folder) = pairs().await;
    let (on_postgres, _) = pairs.pop().unwrap();
    assert_eq!(on_postgres.get("/readyz").await.body, "ready\n");
    on_postgres.clock.jump(-75);
    let refused = on_postgres.get("/readyz").await;
    assert_eq!(refused.code(), "503 unavailable");
    assert!(refused.json()["detail"].as_str().unwrap().contains("clock"), "{}", refused.body);
    let shop = TestShop::open().await;
    assert_eq!(shop.get("/readyz").await.body, "ready\n");
    shop.backend.witnesses.says("api.example.mx", shop.now().plus_seconds(-75));
    let ready = shop.get("/readyz").await;
    assert_eq!(ready.status, 200, "whoever has a voucher must find it");
    assert_eq!(ready.body, "ready\nthis machine's clock is 75 seconds ahead of a provider's\n");
}
