//! Whatever comes back instead of an answer: no panic, an error of one kind that names nobody, or something usable.

use crate::fakes::damage::{self, Damage};
use crate::fakes::{FIXTURES, Spoil, World, ask_everybody, check_scrubbed, names_somebody, now};
use payments::Payable;
use proptest::prelude::*;
use providers::fake::OutgoingWebhook;
use providers::provider::{ChargeRef, ChargeRequest, Kind, ProviderError};

fn check_error(error: &ProviderError) {
    check_scrubbed(&error.to_string());
    assert!(error.detail.chars().count() <= 300);
}

fn check_survives(world: &World, request: &ChargeRequest, charge: &ChargeRef, damages: &[Damage]) {
    let damages = damages.to_vec();
    world.spoil(Spoil::Turned(Box::new(move |answer| damage::apply(&damages, answer))));
    match world.create(request) {
        Ok(created) => {
            // The caller compares; what it must never see is another slip under the amount it asked for.
            let is_asked = created.amount == Some(request.amount);
            assert!(created.voucher.amount == request.amount || !is_asked, "a voucher of another amount");
            let payable = &created.voucher.payable;
            let is_digits = |digits: &str| digits.len() >= 4 && digits.bytes().all(|b| b.is_ascii_alphanumeric());
            let is_page = matches!(payable, Payable::Page { url, .. } if url.starts_with("https://"));
            assert!(payable.digits().map_or(is_page, is_digits), "{payable:?}");
        }
        Err(error) => check_error(&error),
    }
    match world.fetch(charge) {
        Ok(fetched) => check_scrubbed(&format!("{:?}", fetched.event)),
        Err(error) => check_error(&error),
    }
}

fn check_offers_survive(world: &World) {
    match now(world.provider.offers(world.cx(), world.price())) {
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
        for role in FIXTURES {
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
        for role in FIXTURES {
            let world = World::of(role);
            world.made(&world.requests().remove(0));
            let sent = world.webhooks().remove(0);
            let body = damage::apply(&damages, http::Response::new(sent.body.clone())).into_body();
            let is_whole = body == sent.body;
            if let Err(error) = world.hear(&OutgoingWebhook { body, ..sent }) {
                check_error(&error);
                prop_assert!(matches!(error.kind, Kind::NotUnderstood | Kind::BadSignature) && !is_whole);
            }
        }
    }

    #[test]
    fn no_bytes_at_all_make_a_webhook_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        for role in FIXTURES {
            let world = World::of(role);
            world.ping();
            let sent = world.webhooks().remove(0);
            if let Err(error) = world.hear(&OutgoingWebhook { body: body.clone().into(), ..sent }) {
                check_error(&error);
            }
        }
    }
}
