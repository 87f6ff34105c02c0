//! What only some providers can do, asked of every one that says it can: the keys' check, SMS, webhooks, reusable CLABEs, refunds,
//! voiding.

use crate::fakes::{World, ask_everybody, check_scrubbed, now};
use payments::{Clabe, Event, Moment, Money};
use providers::capability::{Amended, Amendment, ClabeRequest, Deposit, NewAccount, NewHolder, RefundRequest};
use providers::facts::{Expiry, Refundable};
use providers::fake::Action;
use providers::provider::{Kind, Reason};

#[test]
fn the_keys_are_checked() {
    ask_everybody(|world| {
        if let Some(keys) = world.provider.check_keys() {
            assert_eq!(now(keys.check_keys(world.cx())), Ok(()));
        }
    });
}

#[test]
fn a_voucher_goes_out_by_sms_as_often_as_it_says_and_to_a_phone_only() {
    ask_everybody(|world| {
        let Some(sms) = world.provider.sms() else { return };
        for request in world.request_of_each_method() {
            let (_, handle) = world.made(&request);
            let send = |phone| now(sms.send(world.cx(), &handle, phone));
            let error = send("222151580").unwrap_err();
            assert_eq!(error.kind, Kind::Refused(Reason::Phone));
            check_scrubbed(&error.to_string());
            for _ in 0..sms.at_most() {
                assert_eq!(send("2221515801"), Ok(()));
            }
            let error = send("2221515801").unwrap_err();
            assert_eq!(error.kind, Kind::Refused(Reason::Other));
            check_scrubbed(&error.to_string());
        }
    });
}

#[test]
fn a_webhook_is_registered_once_listed_and_removed() {
    ask_everybody(|world| {
        let Some(webhooks) = world.provider.webhooks() else { return };
        let url = "https://shop.example.mx/webhooks/new";
        let register = || now(webhooks.register(world.cx(), url)).unwrap().webhook;
        let listed = || now(webhooks.list(world.cx())).unwrap();
        let registered = register();
        assert_eq!((registered.url.as_str(), register().id), (url, registered.id.clone()));
        assert_eq!(listed().iter().filter(|webhook| webhook.url == url).count(), 1);
        now(webhooks.remove(world.cx(), &registered.id)).unwrap();
        assert!(listed().iter().all(|webhook| webhook.url != url || webhook.status != "active"));
    });
}

#[test]
fn a_webhook_that_was_silenced_or_is_told_of_less_is_made_whole_by_registering_it_again() {
    ask_everybody(|world| {
        let Some(webhooks) = world.provider.webhooks() else { return };
        let url = "https://shop.example.mx/webhooks/new";
        let register = || now(webhooks.register(world.cx(), url)).unwrap();
        let whole = || {
            let listed = now(webhooks.list(world.cx())).unwrap();
            listed.into_iter().filter(|webhook| webhook.url == url).map(|webhook| webhook.is_whole).collect::<Vec<_>>()
        };
        assert!(register().webhook.is_whole && !world.role.lessen.is_empty());
        for (verb, before, after, form) in world.role.lessen {
            let id = register().webhook.id;
            world.ask_bare(verb, &format!("{before}{id}{after}"), form);
            assert_eq!(whole(), [false], "{form}");
            let again = register();
            assert!(again.webhook.is_whole && again.secret.is_none());
            assert_eq!(whole(), [true], "and is no second one");
            world.webhooks();
            world.made(&world.requests().remove(0));
            world.act(Action::Pay(None));
            let told = world.webhooks();
            assert!(told.iter().filter(|webhook| webhook.url == url).count() >= 2, "made and paid: {told:?}");
        }
    });
}

#[test]
fn an_address_that_is_new_is_told_its_secret_once_where_webhooks_are_signed() {
    ask_everybody(|world| {
        let Some(webhooks) = world.provider.webhooks() else { return };
        let register = || now(webhooks.register(world.cx(), "https://shop.example.mx/webhooks/other")).unwrap().secret;
        assert_eq!((register().is_some(), register().is_some()), (world.signs(), false));
    });
}

#[test]
fn money_goes_back_in_parts_and_once_for_each_request_where_it_can() {
    ask_everybody(|world| {
        let Some(refund) = world.provider.refund() else { return };
        for request in world.request_of_each_method() {
            let of = |id: &str, minor: i64| RefundRequest {
                id: id.to_owned(),
                amount: Money::new(minor, request.amount.currency()),
            };
            let (_, charge) = world.made(&request);
            world.act(Action::Pay(None));
            let ask = |wanted: &RefundRequest| now(refund.refund(world.cx(), &charge, wanted));
            let back = |minor: i64| Event::Refunded {
                received: request.amount,
                refunded: Money::new(minor, request.amount.currency()),
            };
            match world.facts_of(&request).refund {
                Refundable::No => {
                    assert!(matches!(ask(&of("rfd_1", 15_000)).unwrap_err().kind, Kind::Refused(_)));
                    continue;
                }
                Refundable::Whole => assert!(matches!(ask(&of("rfd_0", 5_000)).unwrap_err().kind, Kind::Refused(_))),
                Refundable::Part => {
                    assert_eq!(ask(&of("rfd_1", 5_000)).unwrap().event, back(5_000));
                    assert_eq!(
                        ask(&of("rfd_1", 5_000)).unwrap().event,
                        back(5_000),
                        "the same request gives nothing back twice"
                    );
                    assert!(matches!(ask(&of("rfd_2", 10_001)).unwrap_err().kind, Kind::Refused(_)), "more than came");
                    assert_eq!(ask(&of("rfd_3", 10_000)).unwrap().event, back(15_000));
                    continue;
                }
            }
            assert_eq!(ask(&of("rfd_1", 15_000)).unwrap().event, back(15_000));
        }
    });
}

#[test]
fn what_is_not_paid_can_be_voided_by_the_methods_that_say_so_and_by_no_other() {
    ask_everybody(|world| {
        let facts = &world.provider.facts().methods;
        assert_eq!(world.provider.cancel().is_some(), facts.iter().any(|facts| facts.cancel));
        let Some(cancel) = world.provider.cancel() else { return };
        for request in world.request_of_each_method() {
            let (_, charge) = world.made(&request);
            let event = || now(cancel.cancel(world.cx(), &charge)).map(|fetched| fetched.event);
            let asked = || world.fetch(&charge).unwrap().event;
            if !world.facts_of(&request).cancel {
                assert!(matches!(event(), Err(_) | Ok(Event::Issued)));
                assert_eq!(asked(), Event::Issued, "it stays as it was");
                continue;
            }
            assert_eq!((event(), asked()), (Ok(Event::Canceled), Event::Canceled));
            let (_, paid) = world.made(&request);
            world.act(Action::Pay(None));
            let late = now(cancel.cancel(world.cx(), &paid)).map(|fetched| fetched.event);
            assert_eq!(late, Ok(Event::Paid(request.amount)), "what was paid meanwhile is paid");
        }
    });
}

#[test]
fn a_voucher_that_is_out_can_be_amended_whether_or_not_it_runs_out() {
    ask_everybody(|world| {
        let Some(amend) = world.provider.amend() else { return };
        for request in world.request_of_each_method() {
            let (created, charge) = world.made(&request);
            let amount = |minor: i64| Money::new(minor, request.amount.currency());
            let ask = |minor: i64, expires_at: Option<Moment>| {
                now(amend.amend(world.cx(), &charge, &Amendment { amount: amount(minor), expires_at })).unwrap()
            };
            let before = created.voucher.expires_at;
            assert_eq!(ask(20_000, None), Amended { amount: amount(20_000), expires_at: before }, "its end stays as it was");
            let later = Moment::from_seconds(world.now_seconds() + 3 * 86_400);
            let end = match world.facts_of(&request).expiry {
                Expiry::Instant => Some(later),
                Expiry::Days { zone, .. } => Some(end_of_day(later, zone)),
                Expiry::Never => None,
            };
            assert_eq!(ask(25_000, Some(later)), Amended { amount: amount(25_000), expires_at: end });
            assert_eq!(world.charges()[0].expires.map(|end| end.seconds()), end.map(Moment::seconds));
            let fetched = world.fetch(&charge).unwrap();
            assert_eq!((fetched.amount, fetched.event), (Some(amount(25_000)), Event::Issued));
            world.act(Action::Pay(None));
            assert_eq!(world.fetch(&charge).unwrap().event, Event::Paid(amount(25_000)));
            let late =
                now(amend.amend(world.cx(), &charge, &Amendment { amount: amount(30_000), expires_at: None })).unwrap_err();
            assert!(matches!(late.kind, Kind::Refused(_)), "it is paid: {late}");
        }
    });
}

/// The last second of the day in which a moment falls.
fn end_of_day(at: Moment, zone: &str) -> Moment {
    let there = jiff::Timestamp::from_second(at.seconds()).unwrap().in_tz(zone).unwrap();
    let end = there.date().at(23, 59, 59, 0).in_tz(zone).unwrap();
    Moment::from_seconds(end.timestamp().as_second())
}

fn clabe_request(customer: &str) -> ClabeRequest {
    ClabeRequest {
        customer_id: customer.to_owned(),
        email: "noreply@compropago.com".to_owned(),
        phone: None,
        expires_at: None,
        amount: None,
    }
}

/// The deposit the newest webhook is about.
fn told(world: &World) -> Deposit {
    let standing = world.provider.reusable_clabes().unwrap();
    let hint = world.hint(&world.webhooks().pop().unwrap());
    now(standing.deposit(world.cx(), &hint.provider_charge)).unwrap()
}

#[test]
fn a_customer_keeps_their_clabe_and_every_deposit_into_it_is_told() {
    ask_everybody(|world| {
        let Some(standing) = world.provider.reusable_clabes() else { return };
        let ask = |customer| now(standing.clabe(world.cx(), &clabe_request(customer))).unwrap();
        let lupita = ask("lupita");
        assert_eq!(lupita.bank.as_deref(), lupita.clabe.bank());
        assert_ne!(ask("pedro").clabe, lupita.clabe);
        assert_eq!(ask("lupita").clabe, lupita.clabe);

        world.act_on(lupita.clabe.digits(), Action::Pay(Some(7_001)));
        let first = told(world);
        assert_eq!((first.clabe, first.amount.map(Money::minor)), (lupita.clabe.clone(), Some(7_001)));
        world.act_on(lupita.clabe.digits(), Action::Pay(Some(7_001)));
        let second = told(world);
        assert_eq!(second.clabe, lupita.clabe);
        assert_ne!(second.id, first.id);
    });
}

#[test]
fn an_account_has_holders_movements_and_a_balance() {
    ask_everybody(|world| {
        let Some(standing) = world.provider.reusable_clabes() else { return };
        let holder = |id: &str| NewHolder {
            id: id.to_owned(),
            name: format!("Departamento {id}"),
            email: "noreply@compropago.com".to_owned(),
            phone: None,
        };
        let account =
            NewAccount { id: "polanco-1".to_owned(), name: "Polanco".to_owned(), holders: vec![holder("101"), holder("102")] };
        let opened = now(standing.open_account(world.cx(), &account)).unwrap();
        assert_eq!(now(standing.holders(world.cx(), &account.id)), Ok(opened.clone()));
        let clabes: Vec<Clabe> = opened.into_iter().map(|holder| holder.clabe.unwrap()).collect();
        assert!(clabes.len() == 2 && clabes[0] != clabes[1]);

        world.act_on(clabes[0].digits(), Action::Pay(Some(10_000)));
        world.act_on(clabes[1].digits(), Action::Pay(Some(20_000)));
        let movements = |clabe| now(standing.movements(world.cx(), &account.id, clabe)).unwrap();
        let total = |clabe| movements(clabe).iter().map(|movement| movement.amount.minor()).sum::<i64>();
        let came = movements(Some(&clabes[0])).iter().map(|movement| movement.amount.minor()).max();
        assert_eq!(came, Some(10_000));
        assert!(total(Some(&clabes[0])) < 10_000, "the provider keeps its fees");
        assert_eq!(total(None), total(Some(&clabes[0])) + total(Some(&clabes[1])));

        let accounts = now(standing.accounts(world.cx())).unwrap();
        let balances: Vec<(&str, Money)> = accounts.iter().map(|account| (account.id.as_str(), account.balance)).collect();
        assert_eq!(balances, [("polanco-1", Money::new(total(None), world.price().currency()))]);
        let nowhere = now(standing.holders(world.cx(), "nowhere-1")).unwrap_err();
        assert_eq!(nowhere.kind, Kind::NotFound);
    });
}
