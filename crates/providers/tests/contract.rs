//! The same questions to every provider of the register, in every way it can answer.
//!
//! They are what the rest of the house relies on: a voucher for each way to pay, the truth when asked again, and no harm
//! from anything that comes back instead. No provider is named here; who is asked stands in `played`.

#![expect(clippy::unwrap_used, reason = "a question that cannot be asked fails the test")]

mod capabilities;
mod nonsense;
mod played;

use payments::charge::{Outcome, Why};
use payments::{Charge, Event, Moment, Money, State};
use played::{CAST, Spoil, ask_everybody, check_scrubbed, minor, now};
use providers::provider::{ChargeRequest, Handle, Kind, Reason};
use providers::register::REGISTER;
use providers::sandbox::Action;

#[test]
fn everybody_in_the_register_is_played() {
    for entry in REGISTER {
        assert!(CAST.iter().any(|role| role.provider == entry.id), "nobody plays {}", entry.id);
    }
}

#[test]
fn it_offers_each_method_it_is_registered_for_and_all_stores_whatever_the_amount() {
    ask_everybody(|world| {
        let offered = |amount: Money| now(world.provider.offers(world, amount)).unwrap();
        let offers = offered(world.price());
        let methods: Vec<_> = offers.iter().map(|offer| offer.method).collect();
        assert_eq!(methods, world.entry.methods);
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
            assert_eq!(created.voucher.payable.digits(), digits, "{:?}", request.store);
            assert_eq!((created.voucher.amount, &created.event), (request.amount, &Event::Issued));
            assert!(created.voucher.expires_at > Moment::from_seconds(world.now_seconds()));
            let fetched = world.fetch(&handle).unwrap();
            assert_eq!(fetched.provider_charge, created.provider_charge);
            assert_eq!((fetched.amount, fetched.event), (Some(request.amount), Event::Issued));
        }
    });
}

#[test]
fn the_voucher_runs_out_when_it_was_asked_to() {
    ask_everybody(|world| {
        for mut request in world.request_of_each_method() {
            let moment = Moment::from_seconds(world.now_seconds() + 3 * 86_400);
            request.expires_at = Some(moment);
            assert_eq!(world.create(&request).unwrap().voucher.expires_at, moment);
        }
    });
}

/// Makes a charge of each method, lets something happen to it, and compares what is true then.
fn check_after(actions: &[Action], expected: impl Fn(Money) -> Event) {
    ask_everybody(|world| {
        for request in world.request_of_each_method() {
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
    check_after(&[Action::Pay(None)], Event::Paid);
    check_after(&[Action::Expire], |_| Event::Expired);
    check_after(&[Action::Decline], |_| Event::Declined);
    check_after(&[Action::Pay(None), Action::Refund], |_| Event::Refunded);
}

#[test]
fn money_in_parts_too_much_or_late_is_told_to_the_centavo() {
    let of = |part: i64| move |price: Money| Event::Paid(minor(part, price.currency()));
    check_after(&[Action::PayPartial(Some(7_001))], of(7_001));
    check_after(&[Action::PayPartial(Some(7_001)), Action::Pay(None)], of(15_000));
    check_after(&[Action::PayPartial(Some(7_001)), Action::Expire], of(7_001));
    check_after(&[Action::Pay(None), Action::Pay(None)], of(30_000));
    check_after(&[Action::Expire, Action::Pay(None)], of(15_000));
}

#[test]
fn time_alone_expires_a_voucher() {
    ask_everybody(|world| {
        for request in world.request_of_each_method() {
            let (_, handle) = world.made(&request);
            world.pass_days(400);
            assert_eq!(world.fetch(&handle).unwrap().event, Event::Expired);
        }
    });
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
            let paid = world.webhooks().remove(0).body;
            let read = |body: &[u8]| world.provider.read_webhook(&http::HeaderMap::new(), body);
            let hint = read(&paid).unwrap().expect("it is about a charge");
            assert_eq!(hint.provider_charge, created.provider_charge);
            assert_eq!(read(&paid), Ok(Some(hint)), "a repeated one says the same");

            // The same words about a charge nobody paid: all that is read is which, and what is true is asked.
            let (unpaid, unpaid_handle) = world.made(&request);
            let bare = |id: &str| id.trim_start_matches("ch_").to_owned();
            let forged = String::from_utf8(paid.to_vec())
                .unwrap()
                .replace(&bare(&handle.provider_charge), &bare(&unpaid.provider_charge));
            let hint = read(forged.as_bytes()).unwrap().expect("it is about a charge");
            assert_eq!(hint.provider_charge, unpaid.provider_charge);
            assert_eq!(world.fetch(&unpaid_handle).unwrap().event, Event::Issued);
        }
    });
}

#[test]
fn the_providers_test_webhook_is_about_nothing() {
    ask_everybody(|world| {
        world.ping();
        let ping = world.webhooks().remove(0).body;
        assert_eq!(world.provider.read_webhook(&http::HeaderMap::new(), &ping), Ok(None));
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
        // Where it says no, nothing is promised, and so nobody asks it again.
        if !world.provider.repeats_create() {
            return;
        }
        for request in world.request_of_each_method() {
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
fn a_refusal_says_why() {
    ask_everybody(|world| {
        for request in world.request_of_each_method().into_iter().filter(|request| request.store.is_some()) {
            let over = ChargeRequest { amount: minor(90_000_000, request.amount.currency()), ..request.clone() };
            assert_eq!(world.create(&over).unwrap_err().kind, Kind::Refused(Reason::OverLimit));
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
            let sentence = (world.entry.build)(&world.settings.clone().with(setting.name, "")).err().unwrap();
            assert!(sentence.contains(setting.name), "{sentence}");
            let sentence = (world.entry.build)(&world.settings.clone().with(setting.name, "56e31883637446b1b")).err().unwrap();
            assert!(sentence.contains(setting.name), "{sentence}");
            check_scrubbed(&sentence);
        }
    });
}

#[test]
fn an_order_in_another_currency_is_handed_over_and_told_in_the_local_one_or_has_no_voucher() {
    ask_everybody(|world| {
        let mut made = 0;
        for currency in world.entry.currencies {
            for request in world.request_of_each_method() {
                let request = ChargeRequest { amount: minor(10_001, *currency), ..request };
                let Ok(created) = world.create(&request) else { continue };
                made += 1;
                let handle = Handle { provider_charge: created.provider_charge, method: request.method };
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
