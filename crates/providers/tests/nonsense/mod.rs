//! Whatever comes back instead of an answer: no panic, an error of one kind that names nobody, or something usable.

use crate::played::damage::{self, Damage};
use crate::played::{CAST, Spoil, World, ask_everybody, check_scrubbed, names_somebody, now};
use proptest::prelude::*;
use providers::provider::{ChargeRequest, Handle, Kind, ProviderError};

fn check_error(error: &ProviderError) {
    check_scrubbed(&error.to_string());
    assert!(error.detail.chars().count() <= 300);
}

fn check_survives(world: &World, request: &ChargeRequest, handle: &Handle, damages: &[Damage]) {
    let damages = damages.to_vec();
    world.spoil(Spoil::Turned(Box::new(move |answer| damage::apply(&damages, answer))));
    match world.create(request) {
        Ok(created) => {
            assert_eq!(created.voucher.amount, request.amount, "a voucher of another amount");
            let digits = created.voucher.payable.digits();
            assert!(digits.len() >= 4 && digits.bytes().all(|b| b.is_ascii_alphanumeric()), "{digits:?}");
        }
        Err(error) => check_error(&error),
    }
    match world.fetch(handle) {
        Ok(fetched) => check_scrubbed(&format!("{:?}", fetched.event)),
        Err(error) => check_error(&error),
    }
}

fn check_offers_survive(world: &World) {
    match now(world.provider.offers(world, world.price())) {
        Ok(offers) => assert!(!offers.is_empty()),
        Err(error) => check_error(&error),
    }
}

#[test]
fn private_data_in_the_place_of_any_value_comes_out_nowhere() {
    let private = ["Alejandra Leyva", "2221515801", "noreply@compropago.com sk_test_56e31883637446b1b"];
    assert!(private.iter().all(|text| names_somebody(text)));
    ask_everybody(|world| {
        for request in world.request_of_each_method() {
            let (_, handle) = world.made(&request);
            for place in 0..72 {
                for text in private {
                    check_survives(world, &request, &handle, &[Damage::Value(place, text.into())]);
                }
            }
            world.spoil(Spoil::Nothing);
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nonsense_instead_of_an_answer_is_survived(damages in prop::collection::vec(damage::any(), 1..4)) {
        for role in CAST {
            let world = World::of(role);
            for request in world.request_of_each_method() {
                let (_, handle) = world.made(&request);
                check_survives(&world, &request, &handle, &damages);
                check_offers_survive(&world);
                world.spoil(Spoil::Nothing);
            }
        }
    }

    #[test]
    fn nonsense_instead_of_a_webhook_is_survived(damages in prop::collection::vec(damage::any(), 1..4)) {
        for role in CAST {
            let world = World::of(role);
            world.made(&world.requests().remove(0));
            let sent = world.webhooks().remove(0).body;
            let mangled = damage::apply(&damages, http::Response::new(sent)).into_body();
            if let Err(error) = world.provider.read_webhook(&http::HeaderMap::new(), &mangled) {
                check_error(&error);
                prop_assert_eq!(error.kind, Kind::NotUnderstood);
            }
        }
    }

    #[test]
    fn no_bytes_at_all_make_a_webhook_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let world = World::of(&CAST[0]);
        if let Err(error) = world.provider.read_webhook(&http::HeaderMap::new(), &body) {
            check_error(&error);
        }
    }
}
