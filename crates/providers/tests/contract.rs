//! The same questions to every provider of the register, in every way it can answer.
//!
//! They are what the rest of the house relies on: a voucher for each way to pay, the truth when asked again, and no harm
//! from anything that comes back instead. No provider is named here; who is asked stands in `played`.

#![expect(clippy::unwrap_used, reason = "a question that cannot be asked fails the test")]

mod capabilities;
mod expiry;
mod fakes;
mod followed;
mod nonsense;
mod sums;

use fakes::{FIXTURES, Spoil, ask_everybody, check_scrubbed, minor, now};
use payments::charge::{Outcome, Why};
use payments::customer::Need;
use payments::{Charge, Event, Moment, Money, State};
use providers::facts::{Expiry, Idempotency, MethodFacts};
use providers::fake::{Action, OutgoingWebhook, unsigned_json};
use providers::provider::{ChargeRef, ChargeRequest, Kind, Reason};
use providers::register::REGISTER;
use providers::webhook::WebhookSubject;

#[test]
fn everybody_in_the_register_is_played() {
    for entry in REGISTER {
        assert!(FIXTURES.iter().any(|role| role.entry.id == entry.id), "nobody plays {}", entry.id);
    }
}

#[test]
fn it_offers_each_method_it_is_registered_for_and_all_stores_whatever_the_amount() {
    ask_everybody(|world| {
        let offered = |amount: Money| now(world.provider.offers(world.cx(), amount)).unwrap();
        let offers = offered(world.price());
        let facts = &world.provider.facts().methods;
        assert!(offers.iter().map(|offer| offer.method).eq(facts.iter().map(|facts| facts.method)));
        assert!(offers.iter().zip(facts).all(|(offer, facts)| (offer.store, offer.min) == (facts.store, facts.min)));
        assert_eq!(offers, offered(minor(5_000_000, world.price().currency())));
        assert!(offers.iter().all(|offer| offer.stores.iter().all(|store| !store.code.is_empty() && !store.name.is_empty())));
    });
}

#[test]
fn it_makes_a_voucher_for_every_way_to_pay_it_offers() {
    ask_everybody(|world| {
        for request in world.requests() {
            let (created, handle) = world.made(&request);
            let newest = world.charges().remove(0);
            let digits = newest.reference.or(newest.clabe).unwrap_or_default();
            assert_eq!(created.voucher.payable.digits(), Some(digits.as_str()), "{:?}", request.store);
            assert_eq!((created.voucher.amount, &created.event), (request.amount, &Event::Issued));
            assert!(created.voucher.runs(Moment::from_seconds(world.now_seconds())));
            let ends = world.facts_of(&request).expiry != Expiry::Never;
            assert_eq!(created.voucher.expires_at.is_some(), ends);
            let fetched = world.fetch(&handle).unwrap();
            assert_eq!(fetched.provider_charge, created.provider_charge);
            assert_eq!((fetched.amount, fetched.event), (Some(request.amount), Event::Issued));
        }
    });
}

/// Makes a charge of each method of which `applies` is true, lets something happen to it, and compares what is true then.
fn check_after(applies: impl Fn(&MethodFacts) -> bool, actions: &[Action], expected: impl Fn(Money) -> Event) {
    ask_everybody(|world| {
        for request in world.request_of_each_method() {
            if !applies(world.facts_of(&request)) {
                continue;
            }
            let (_, handle) = world.made(&request);
            actions.iter().for_each(|action| world.act(*action));
            let first = world.fetch(&handle).unwrap();
            assert_eq!(first.event, expected(request.amount), "{:?}", request.method);
            assert_eq!(world.fetch(&handle), Ok(first), "asking again changes nothing");
        }
    });
}

#[test]
fn what_happened_is_told_when_asked_and_asking_twice_is_harmless() {
    check_after(|_| true, &[Action::Pay(None)], Event::Paid);
    check_after(|facts| facts.expiry != Expiry::Never, &[Action::Expire], |_| Event::Expired);
    check_after(|facts| facts.declines, &[Action::Decline], |_| Event::Declined);
}

#[test]
fn money_in_parts_too_much_or_late_is_told_to_the_centavo() {
    let of = |part: i64| move |price: Money| Event::Paid(minor(part, price.currency()));
    let expires = |facts: &MethodFacts| facts.expiry != Expiry::Never;
    check_after(|facts| facts.partial, &[Action::PayPartial(Some(7_001))], of(7_001));
    check_after(|facts| facts.partial, &[Action::PayPartial(Some(7_001)), Action::Pay(None)], of(15_000));
    check_after(|facts| facts.partial && expires(facts), &[Action::PayPartial(Some(7_001)), Action::Expire], of(7_001));
    check_after(|facts| facts.overpaid, &[Action::Pay(None), Action::Pay(None)], of(30_000));
    check_after(|facts| facts.late && expires(facts), &[Action::Expire, Action::Pay(None)], of(15_000));
}

#[test]
fn an_answer_heard_twice_moves_a_charge_once() {
    ask_everybody(|world| {
        for request in world.request_of_each_method() {
            let (created, handle) = world.made(&request);
            let mut charge = a_charge(&request);
            assert_eq!(charge.apply(&created.event), Outcome::Moved);
            world.act(Action::Pay(None));
            let event = world.fetch(&handle).unwrap().event;
            assert_eq!((charge.apply(&event), charge.state), (Outcome::Moved, State::Paid));
            assert_eq!(charge.apply(&world.fetch(&handle).unwrap().event), Outcome::Stayed(Why::Seen));
            assert_eq!(charge.received, request.amount);
        }
    });
}

fn a_charge(request: &ChargeRequest) -> Charge {
    Charge {
        id: request.charge_id.clone(),
        method: request.method,
        store: request.store.clone(),
        amount: request.amount,
        state: State::Requested,
        received: Money::zero(request.amount.currency()),
        refunded: Money::zero(request.amount.currency()),
        late: false,
        created_at: Moment::from_seconds(0),
        voucher: None,
    }
}

#[test]
fn an_unknown_status_is_pending_and_somebody_is_told() {
    ask_everybody(|world| {
        for request in world.request_of_each_method() {
            let (created, handle) = world.made(&request);
            let words = world.role.pending;
            world.spoil(Spoil::Turned(Box::new(|answer| {
                let text = String::from_utf8(answer.body().to_vec()).unwrap();
                answer.map(|_| words.iter().fold(text, |text, word| text.replace(word, "frozen")).into())
            })));
            let event = world.fetch(&handle).unwrap().event;
            assert_eq!(event, Event::Unknown("frozen".to_owned()));
            let mut charge = a_charge(&request);
            charge.apply(&created.event);
            assert_eq!((charge.apply(&event), charge.state), (Outcome::Stayed(Why::Alert), State::Pending));
            world.spoil(Spoil::Nothing);
        }
    });
}

#[test]
fn a_webhook_names_its_charge_and_a_forged_one_changes_nothing() {
    ask_everybody(|world| {
        for request in world.request_of_each_method() {
            let (created, handle) = world.made(&request);
            world.webhooks();
            world.act(Action::Pay(None));
            let paid = world.webhooks().remove(0);
            assert_eq!(world.hint(&paid).provider_charge, created.provider_charge);
            assert_eq!(world.hear(&paid), world.hear(&paid), "a repeated one says the same");

            // The same words about a charge nobody paid: all that is read is which, and what is true is asked.
            let (unpaid, unpaid_handle) = world.made(&request);
            let bare = |id: &str| id.trim_start_matches("ch_").to_owned();
            let forged = String::from_utf8(paid.body.to_vec())
                .unwrap()
                .replace(&bare(&handle.provider_charge), &bare(&unpaid.provider_charge));
            match world.hear(&OutgoingWebhook { body: forged.into(), ..paid }) {
                Ok(reading) => {
                    let WebhookSubject::Charges(hints) = reading.about else { panic!("it is about a charge") };
                    let about: Vec<_> = hints.into_iter().map(|hint| hint.provider_charge).collect();
                    assert_eq!(about, [unpaid.provider_charge]);
                    assert!(!world.signs(), "it was not signed");
                }
                Err(error) => assert_eq!(error.kind, Kind::BadSignature),
            }
            assert_eq!(world.fetch(&unpaid_handle).unwrap().event, Event::Issued);
        }
    });
}

#[test]
fn whoever_names_a_charge_by_our_id_does_so_wherever_it_is_asked() {
    ask_everybody(|world| {
        for request in world.request_of_each_method() {
            world.webhooks();
            let charge_id = format!("chg_named{}", world.charges().len());
            let request = ChargeRequest { charge_id: charge_id.clone(), ..request };
            let provider_charge = world.create(&request).unwrap().provider_charge;
            let charge = ChargeRef { provider_charge, method: request.method };
            world.act(Action::Pay(None));
            let named = world.fetch(&charge).unwrap().charge_id;
            assert!(named.as_ref().is_none_or(|named| *named == charge_id), "{named:?}");
            for webhook in world.webhooks() {
                // What a webhook names is asked about, and taken for ours by that answer alone; it may say less than the answer.
                let hinted = world.hint(&webhook).charge_id;
                assert!(hinted.is_none() || hinted == named, "{hinted:?}");
            }
        }
    });
}

#[test]
fn a_signed_webhook_is_heard_for_a_while_and_unsigned_never_where_its_kind_is_signed() {
    ask_everybody(|world| {
        world.made(&world.requests().remove(0));
        let sent = world.webhooks().remove(0);
        assert!(world.hear(&sent).is_ok());
        let bare = OutgoingWebhook { headers: unsigned_json(), ..sent.clone() };
        let kind = |webhook: &OutgoingWebhook| world.hear(webhook).err().map(|error| error.kind);
        let refused = world.signs().then_some(Kind::BadSignature);
        assert_eq!(kind(&bare), refused);
        // Overheard, and sent again tomorrow.
        world.pass_days(1);
        assert_eq!(kind(&sent), refused);
    });
}

#[test]
fn a_key_that_lives_for_a_while_makes_a_second_charge_after_it() {
    ask_everybody(|world| {
        for request in world.request_of_each_method() {
            let Idempotency::For(time) = world.facts_of(&request).create_is_idempotent else { continue };
            let charge_id = format!("{}{}", request.charge_id, world.charges().len());
            let request = ChargeRequest { charge_id, ..request };
            let first = world.create(&request).unwrap();
            world.pass_days(1 + i64::try_from(time.as_secs() / 86_400).unwrap());
            assert_ne!(world.create(&request).unwrap().provider_charge, first.provider_charge);
        }
    });
}

#[test]
fn whoever_lacks_what_a_method_needs_is_refused_before_anybody_is_asked() {
    ask_everybody(|world| {
        for request in world.request_of_each_method() {
            for need in world.facts_of(&request).needs.iter().filter(|need| **need != Need::Phone) {
                let customer = world.somebody_without(*need);
                assert!(!need.is_met_by(&customer));
                let error = world.create(&ChargeRequest { customer, ..request.clone() }).unwrap_err();
                assert!(matches!(error.kind, Kind::Refused(_)), "{need:?}: {error}");
                check_scrubbed(&error.to_string());
            }
        }
        assert!(world.charges().is_empty());
    });
}

#[test]
fn the_providers_test_webhook_is_about_nothing() {
    ask_everybody(|world| {
        world.ping();
        assert_eq!(world.hear(&world.webhooks().remove(0)).unwrap().about, WebhookSubject::Ping);
    });
}

#[test]
fn a_lost_answer_may_have_made_the_charge_and_says_so() {
    ask_everybody(|world| {
        let request = world.requests().remove(0);
        world.spoil(Spoil::Lost);
        let error = world.create(&request).unwrap_err();
        assert!(error.kind == Kind::NoAnswer && error.kind.may_have_happened());
        assert_eq!(world.charges().len(), 1);
    });
}

#[test]
fn asked_again_for_the_same_charge_it_makes_no_second_one_where_it_says_so() {
    ask_everybody(|world| {
        for request in world.request_of_each_method() {
            // Where it says no, nothing is promised, and so nobody asks it again.
            if world.facts_of(&request).create_is_idempotent == Idempotency::Never {
                continue;
            }
            let before = world.charges().len();
            let request = ChargeRequest { charge_id: format!("{}{before}", request.charge_id), ..request };
            world.spoil(Spoil::Lost);
            world.create(&request).unwrap_err();
            world.spoil(Spoil::Nothing);
            let created = world.create(&request).unwrap();
            assert_eq!(world.create(&request).as_ref(), Ok(&created), "every time the same charge, and the same voucher");
            assert_eq!(world.charges().len(), before + 1, "{:?}", request.method);
            world.act(Action::Pay(None));
            assert_eq!(world.create(&request).unwrap().event, Event::Paid(request.amount), "and what is true of it by then");
            assert_eq!(world.charges().len(), before + 1, "{:?}", request.method);
        }
    });
}

#[test]
fn a_charge_that_was_made_for_another_amount_says_so_and_not_what_was_asked() {
    ask_everybody(|world| {
        for request in world.request_of_each_method() {
            world.spoil(Spoil::OtherAmount);
            let (created, charge) = world.made(&request);
            let theirs = world.charges().remove(0).amount.map(|sum| sum.amount);
            assert_ne!(theirs, Some(request.amount.minor()), "it was made for more");
            assert_eq!(Some(created.voucher.amount.minor()), theirs, "{:?}", request.method);
            assert_eq!(world.fetch(&charge).unwrap().amount.map(Money::minor), theirs);
        }
    });
}

#[test]
fn a_refusal_says_why() {
    ask_everybody(|world| {
        for request in world.request_of_each_method().into_iter().filter(|request| request.store.is_some()) {
            let over = ChargeRequest { amount: minor(90_000_000, request.amount.currency()), ..request.clone() };
            assert_eq!(world.create(&over).unwrap_err().kind, Kind::Refused(Reason::OverLimit));
            if let Some(min) = world.facts_of(&request).min {
                let under = ChargeRequest { amount: minor(min.minor() - 1, min.currency()), ..request.clone() };
                assert_eq!(world.create(&under).unwrap_err().kind, Kind::Refused(Reason::UnderMinimum));
            }
            let nowhere = ChargeRequest { store: Some("TIENDA_LUPITA".to_owned()), ..request };
            assert_eq!(world.create(&nowhere).unwrap_err().kind, Kind::Refused(Reason::Store));
        }
        assert!(world.charges().is_empty());
    });
}

#[test]
fn a_charge_nobody_made_is_not_found() {
    ask_everybody(|world| {
        for request in world.request_of_each_method() {
            let (_, mut handle) = world.made(&request);
            handle.provider_charge = handle.provider_charge.replace(|c: char| c.is_ascii_digit(), "7");
            let error = world.fetch(&handle).unwrap_err();
            assert_eq!(error.kind, Kind::NotFound);
            check_scrubbed(&error.to_string());
        }
    });
}

#[test]
fn a_wrong_setting_is_refused_with_a_sentence_that_repeats_no_key() {
    ask_everybody(|world| {
        for setting in world.entry.settings.iter().filter(|setting| setting.required) {
            let sentence = (world.entry.build)(&world.role.settings().with(setting.name, "")).err().unwrap();
            assert!(sentence.contains(setting.name), "{sentence}");
            let sentence = (world.entry.build)(&world.role.settings().with(setting.name, "56e31883637446b1b")).err().unwrap();
            assert!(sentence.contains(setting.name), "{sentence}");
            check_scrubbed(&sentence);
        }
    });
}

#[test]
fn an_order_in_another_currency_is_handed_over_and_told_in_the_local_one_or_has_no_voucher() {
    ask_everybody(|world| {
        let mut made = 0;
        for currency in world.provider.facts().currencies {
            for request in world.request_of_each_method() {
                let request = ChargeRequest { amount: minor(10_001, *currency), ..request };
                let Ok(created) = world.create(&request) else { continue };
                made += 1;
                let handle = ChargeRef { provider_charge: created.provider_charge, method: request.method };
                let due = created.voucher.amount;
                assert_eq!(due.currency(), world.price().currency());
                let fetched = world.fetch(&handle).unwrap();
                assert_eq!((fetched.amount, fetched.due), (Some(request.amount), Some(due)), "{:?}", request.method);
                world.act(Action::Pay(None));
                assert_eq!(world.fetch(&handle).unwrap().event, Event::Paid(due));
                assert_eq!(created.voucher.in_order_currency(request.amount, due), Some(request.amount));
            }
        }
        assert!(made > 0);
    });
}
