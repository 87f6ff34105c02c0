//! What happened where no webhook came, asked of every provider that can be asked: a charge that money came for is named, by the
//! provider's id of it and by no wrong one of ours, and named once.

use crate::fakes::{ask_everybody, now};
use providers::fake::Action;

#[test]
fn what_happened_without_a_webhook_is_named_once() {
    ask_everybody(|world| {
        let Some(pull) = world.provider.pull() else { return };
        for request in world.request_of_each_method() {
            let ask = |after: &Option<String>| now(pull.pull(world.cx(), after.as_deref())).unwrap();
            let (_, charge) = world.made(&request);
            let ours = world.charges().remove(0).order;
            let before = ask(&None);
            world.pass_seconds(20);
            world.act(Action::Pay(None));
            let pulled = ask(&before.last);
            let of_it: Vec<_> = pulled.hints.iter().filter(|hint| hint.provider_charge == charge.provider_charge).collect();
            assert_eq!(of_it.len(), 1, "{:?}", pulled.hints);
            assert!(of_it[0].charge_id.as_ref().is_none_or(|id| *id == ours), "{of_it:?} of {ours}");
            assert!(pulled.last.is_some() && pulled.last != before.last);
            world.pass_seconds(20);
            let again = ask(&pulled.last);
            assert_eq!(again.hints, [], "nothing has happened since");
        }
    });
}
