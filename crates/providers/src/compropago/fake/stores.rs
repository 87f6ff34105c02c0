//! The thirteen default stores, as the vendor's fees page and home page list them: limits, hours and what the till
//! adds. It knows nothing of charges. The client has a table of its own; the two must not be one.

use serde_json::{Value, json};

use super::money;
use super::template::fill;

/// A chain of stores where ComproPago collects.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Store {
    pub(super) internal_name: &'static str,
    pub(super) name: &'static str,
    /// Opening and closing, as in `8:00-20:00`.
    pub(super) hours: &'static str,
    /// The most one payment may be, in centavos.
    pub(super) limit: i64,
    /// What the till adds, in centavos; the vendor names it for three chains.
    pub(super) till_fee: Option<i64>,
    /// What the customer dictates at the counter.
    pub(super) kind: Kind,
}

/// What the customer dictates at the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A bank account number of its own, for a deposit.
    Deposit,
    /// The company's number and a reference of its own.
    Reference,
}

const fn store(
    internal_name: &'static str,
    name: &'static str,
    hours: &'static str,
    limit_pesos: i64,
    till_fee: Option<i64>,
    kind: Kind,
) -> Store {
    Store { internal_name, name, hours, limit: limit_pesos * 100, till_fee, kind }
}

use Kind::{Deposit, Reference};

/// In the order of their rank.
#[rustfmt::skip]
pub(super) static STORES: [Store; 13] = [
    store("OXXO",               "OXXO",                "8:00-20:00", 15_000, Some(900), Deposit),
    store("SEVEN_ELEVEN",       "7Eleven",             "8:00-20:00", 15_000, Some(800), Deposit),
    store("EXTRA",              "Extra",               "1:00-22:00",  5_000, Some(800), Deposit),
    store("CHEDRAUI",           "Chedraui",            "8:00-20:00",  5_000, None,      Reference),
    store("ELEKTRA",            "Elektra",             "9:00-21:00", 15_000, None,      Reference),
    store("COPPEL",             "Coppel",              "8:00-22:00", 15_000, None,      Reference),
    store("FARMACIA_BENAVIDES", "Farmacias Benavides", "8:00-20:00",  5_000, None,      Reference),
    store("FARMACIA_ESQUIVAR",  "Farmacias Esquivar",  "8:00-20:00",  5_000, None,      Reference),
    store("FARMACIA_ABC",       "Farmacias ABC",       "8:00-22:00",  5_000, None,      Reference),
    store("TELECOMM",           "Telecomm",            "8:00-20:00",  5_000, None,      Reference),
    store("CASA_LEY",           "Casa Ley",            "8:00-20:00",  5_000, None,      Reference),
    store("PITICO",             "Pitico",              "8:00-20:00",  5_000, None,      Reference),
    store("SORIANA",            "Soriana",             "8:00-20:00",  5_000, None,      Reference),
];

/// The store of that internal name.
pub(super) fn by_name(internal_name: &str) -> Option<&'static Store> {
    STORES.iter().find(|store| store.internal_name == internal_name)
}

/// The list `GET /providers` answers: those that take `order_total` centavos, best rank first. `enabled` are the internal
/// names the account has switched on; `None` is all of them.
pub(super) fn list(order_total: i64, enabled: Option<&[String]>) -> Value {
    let wanted = |store: &&Store| {
        store.limit >= order_total && enabled.is_none_or(|names| names.iter().any(|name| name == store.internal_name))
    };
    STORES.iter().filter(wanted).map(document).collect()
}

fn document(store: &Store) -> Value {
    let rank = STORES.iter().position(|other| other == store).map_or(0, |place| place + 1);
    let picture = |size: &str| {
        let name = store.internal_name.to_ascii_lowercase().replace('_', "-");
        json!(format!("https://compropago.com/assets/print/receipt-{name}-btn{size}.png"))
    };
    fill(
        include_str!("../fixtures/sdk_v1_provider.json"),
        [
            ("/name", json!(store.name)),
            ("/internal_name", json!(store.internal_name)),
            ("/store_image", picture("")),
            ("/image_small", picture("-mini")),
            ("/image_medium", picture("-medium")),
            ("/image_large", picture("-large")),
            ("/transaction_limit", money::number(store.limit)),
            ("/commission", money::number(store.till_fee.unwrap_or(0))),
            ("/availability", json!(store.hours)),
            ("/rank", json!(rank)),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(order_total: i64) -> Vec<String> {
        let list = list(order_total, None);
        let stores = list.as_array().expect("a list");
        stores.iter().map(|store| store["internal_name"].as_str().expect("a name").to_owned()).collect()
    }

    #[test]
    fn only_stores_that_take_the_sum_are_offered() {
        assert_eq!(names(0).len(), 13);
        assert_eq!(names(500_000).len(), 13);
        assert_eq!(names(500_001), ["OXXO", "SEVEN_ELEVEN", "ELEKTRA", "COPPEL"]);
        assert_eq!(names(1_500_001), [""; 0]);
    }
}
