//! Money that comes and goes back in any order, and is heard of in any other: what a page, the db's events and the shop are told is what
//! the provider says, and never a centavo more.

use crate::scripted_provider::back;
use crate::shop::{TestShop, at_oxxo};
use backend::db::outbox;
use backend::notify::timeline;
use payments::{Currency, Event, Money};
use serde_json::json;

/// Numbers that look like chance and are the same every time: Knuth's multiplier.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn centavos(&mut self) -> i64 {
        i64::try_from(1 + self.below(20_000)).unwrap()
    }
}

/// What the provider says of a charge of which so much came and so much of that went back.
fn reading(received: i64, refunded: i64, names_sums: bool) -> Event {
    match (received, refunded) {
        (0, _) => Event::Issued,
        (_, 0) => Event::Paid(Money::new(received, Currency::Mxn)),
        (_, _) if names_sums => back(received, refunded),
        (_, _) => Event::RefundedInFull,
    }
}

#[tokio::test]
async fn in_whatever_order_it_is_heard_everybody_counts_what_the_provider_says() {
    for seed in 0..40 {
        let mut dice = Dice(seed);
        // One says sums, and the next knows a refund as a whole, after which nothing comes any more.
        let names_sums = seed % 2 == 0;
        let shop = TestShop::open().await;
        let endpoint = json!({"url": "https://tienda.example.mx/ficha"});
        let made = shop.merchant("/api/v1/webhook-endpoints", Some(&endpoint)).await.json();
        shop.ear.trust(made["secret"].as_str().unwrap());
        let order = shop.order().await;
        shop.charge(&order, "12345678", &at_oxxo()).await;
        let (mut received, mut refunded, mut said, mut most) = (0, 0, vec![Event::Issued], 0);
        for _ in 0..1 + dice.below(7) {
            let is_over = !names_sums && refunded > 0;
            match dice.below(3) {
                0 if received > refunded && !is_over => {
                    let left = received - refunded;
                    refunded += if names_sums { dice.centavos().min(left) } else { left };
                }
                _ if !is_over => received += dice.centavos(),
                _ => {}
            }
            said.push(reading(received, refunded, names_sums));
            shop.till.says("pc_1", said.last().unwrap().clone());
            // Told at once, told with an answer that was overtaken, or not told at all.
            match dice.below(3) {
                0 => drop(shop.webhook("pc_1").await),
                1 => {
                    let at = usize::try_from(dice.below(u64::try_from(said.len()).unwrap())).unwrap();
                    shop.till.says_once("pc_1", said[at].clone());
                    shop.webhook("pc_1").await;
                }
                _ => continue,
            }
            most = most.max(received);
            let seen = &shop.see(&order).await["charges"][0];
            let sum = |name: &str| seen[name]["amount"].as_i64().unwrap_or_default();
            assert!(sum("received") <= most && sum("refunded") <= sum("received"), "{seed}: {said:?}: {seen}");
        }
        shop.webhook("pc_1").await;

        let seen = shop.see(&order).await;
        let sum = |name: &str| seen["charges"][0][name]["amount"].as_i64().unwrap_or_default();
        if names_sums {
            assert_eq!((sum("received"), sum("refunded")), (received, refunded), "{seed}: {said:?}");
        } else {
            // What came before all of it went back may never have been heard.
            assert!(sum("received") <= received && [0, sum("received")].contains(&sum("refunded")), "{seed}: {said:?}");
            assert_eq!(seen["charges"][0]["status"] == "refunded", refunded > 0, "{seed}: {said:?}");
        }
        assert!(backend::db::alerts::open_of_order(&*shop.backend.db, &order).await.unwrap().is_empty(), "{seed}: {said:?}");

        // Told anew from the events that were kept, and as the shop heard it last.
        let kept = outbox::timeline(&*shop.backend.db, &order).await.unwrap().unwrap();
        let anew = timeline::changes(&kept.record.order, &kept.events, 0).pop().unwrap().order;
        assert_eq!((anew.received(), anew.refunded()), (kept.record.order.received(), kept.record.order.refunded()), "{seed}");
        let mut heard = Vec::new();
        while shop.tell().await > 0 {
            heard.extend(shop.ear.heard());
        }
        let last = &heard.last().unwrap().body["data"]["order"];
        assert_eq!((&last["received"], &last["refunded"]), (&seen["received"], &seen["refunded"]), "{seed}: {said:?}");
        assert_eq!(last["status"], seen["status"], "{seed}: {said:?}");
    }
}
