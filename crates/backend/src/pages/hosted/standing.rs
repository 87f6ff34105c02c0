//! The page of a customer's own CLABE: how to deposit into it, and what has come. It is the one the widget draws.
//!
//! Whose it is, it does not know: whoever has the address may see it.

use super::slip::AGAIN;
use super::{Page, Reader, Taken};
use api::Clabe;
use payments::{Country, Moment};
use views::node::nothing;

/// The account as a slip, looked at again for deposits.
pub fn page(reader: &Reader, clabe: &Clabe, now: Moment) -> Page {
    let reader = reader.abroad(Country::Mx.id());
    let now = now.seconds();
    Page {
        merchant: clabe.merchant.clone(),
        title: reader.locale.text("standing.title"),
        test: clabe.test,
        body: views::standing::standing(&reader.locale, clabe, Box::new(move || now), &|_, _| nothing()),
        action: nothing(),
        again: Some(AGAIN),
        card: None,
        taken: Some(Taken::Clabe(clabe.id.clone())),
        reader,
    }
}
