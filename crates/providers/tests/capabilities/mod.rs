//! What only some providers can do, asked of every one that says it can: the keys' check, SMS, webhooks, standing CLABEs.

use crate::played::{World, ask_everybody, check_scrubbed, now};
use payments::{Clabe, Money};
use providers::capability::{ClabeRequest, Deposit, NewAccount, NewHolder};
use providers::provider::{Kind, Reason};
use providers::sandbox::Action;

#[test]
fn the_keys_are_checked() {
    ask_everybody(|world| {
        if let Some(check_keys) = world.entry.capabilities.check_keys {
            assert_eq!(now(check_keys(&world.settings, world)), Ok(()));
        }
    });
}

#[test]
fn a_voucher_goes_out_by_sms_twice_and_to_a_phone_only() {
    ask_everybody(|world| {
        let Some(send_sms) = world.entry.capabilities.send_sms else { return };
        for request in world.request_of_each_method() {
            let (_, handle) = world.made(&request);
            let send = |phone| now(send_sms(&world.settings, world, &handle, phone));
            let error = send("222151580").unwrap_err();
            assert_eq!(error.kind, Kind::Refused(Reason::Phone));
            check_scrubbed(&error.to_string());
            assert_eq!((send("2221515801"), send("2221515801")), (Ok(()), Ok(())));
            let error = send("2221515801").unwrap_err();
            assert_eq!(error.kind, Kind::Refused(Reason::Other));
            check_scrubbed(&error.to_string());
        }
    });
}

#[test]
fn a_webhook_is_registered_once_listed_and_removed() {
    ask_everybody(|world| {
        let Some(webhooks) = world.entry.capabilities.webhooks else { return };
        let url = "https://shop.example.mx/webhooks/new";
        let register = || now((webhooks.register)(&world.settings, world, url)).unwrap();
        let listed = || now((webhooks.list)(&world.settings, world)).unwrap();
        let registered = register();
        assert_eq!((registered.url.as_str(), register().id), (url, registered.id.clone()));
        assert_eq!(listed().iter().filter(|webhook| webhook.url == url).count(), 1);
        now((webhooks.remove)(&world.settings, world, &registered.id)).unwrap();
        assert!(listed().iter().all(|webhook| webhook.url != url || webhook.status != "active"));
    });
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
    let standing = world.entry.capabilities.standing.unwrap();
    let body = world.webhooks().pop().unwrap().body;
    let hint = world.provider.read_webhook(&http::HeaderMap::new(), &body).unwrap().unwrap();
    now((standing.deposit)(&world.settings, world, &hint.provider_charge)).unwrap()
}

#[test]
fn a_customer_keeps_their_clabe_and_every_deposit_into_it_is_told() {
    ask_everybody(|world| {
        let Some(standing) = world.entry.capabilities.standing else { return };
        let ask = |customer| now((standing.clabe)(&world.settings, world, &clabe_request(customer))).unwrap();
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
        let Some(standing) = world.entry.capabilities.standing else { return };
        let holder = |id: &str| NewHolder {
            id: id.to_owned(),
            name: format!("Departamento {id}"),
            email: "noreply@compropago.com".to_owned(),
            phone: None,
        };
        let account =
            NewAccount { id: "polanco-1".to_owned(), name: "Polanco".to_owned(), holders: vec![holder("101"), holder("102")] };
        let opened = now((standing.open_account)(&world.settings, world, &account)).unwrap();
        assert_eq!(now((standing.holders)(&world.settings, world, &account.id)), Ok(opened.clone()));
        let clabes: Vec<Clabe> = opened.into_iter().map(|holder| holder.clabe.unwrap()).collect();
        assert!(clabes.len() == 2 && clabes[0] != clabes[1]);

        world.act_on(clabes[0].digits(), Action::Pay(Some(10_000)));
        world.act_on(clabes[1].digits(), Action::Pay(Some(20_000)));
        let movements = |clabe| now((standing.movements)(&world.settings, world, &account.id, clabe)).unwrap();
        let total = |clabe| movements(clabe).iter().map(|movement| movement.amount.minor()).sum::<i64>();
        let came = movements(Some(&clabes[0])).iter().map(|movement| movement.amount.minor()).max();
        assert_eq!(came, Some(10_000));
        assert!(total(Some(&clabes[0])) < 10_000, "the provider keeps its fees");
        assert_eq!(total(None), total(Some(&clabes[0])) + total(Some(&clabes[1])));

        let accounts = now((standing.accounts)(&world.settings, world)).unwrap();
        let balances: Vec<(&str, Money)> = accounts.iter().map(|account| (account.id.as_str(), account.balance)).collect();
        assert_eq!(balances, [("polanco-1", Money::new(total(None), world.price().currency()))]);
        let nowhere = now((standing.holders)(&world.settings, world, "nowhere-1")).unwrap_err();
        assert_eq!(nowhere.kind, Kind::NotFound);
    });
}
