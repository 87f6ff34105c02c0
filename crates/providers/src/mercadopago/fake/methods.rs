//! The payment methods: which there are in a country, between which amounts, and which are switched off. As in the vendor's samples, a
//! transfer is not listed, and works.

use super::account::Account;
use serde_json::{Value, json};

/// A payment method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rail {
    pub(super) id: &'static str,
    pub(super) kind: &'static str,
    country: &'static str,
    /// What the control page calls it.
    pub(super) name: &'static str,
    /// In centavos.
    min: i64,
    max: i64,
    listed: bool,
}

const fn rail(id: &'static str, kind: &'static str, country: &'static str, name: &'static str, min: i64, max: i64) -> Rail {
    Rail { id, kind, country, name, min: min * 100, max: max * 100, listed: true }
}

const RAILS: [Rail; 6] = [
    rail("oxxo", "ticket", "MX", "OXXO", 5, 10_000),
    rail("paycash", "ticket", "MX", "PayCash", 20, 60_000),
    rail("banamex", "atm", "MX", "Citibanamex", 5, 40_000),
    rail("bancomer", "atm", "MX", "BBVA Bancomer", 10, 40_000),
    Rail { listed: false, ..rail("clabe", "bank_transfer", "MX", "SPEI", 1, 10_000_000) },
    rail("pagoefectivo_atm", "atm", "PE", "BCP, BBVA Continental u otros", 5, 10_000),
];

/// The method of that id in the account's country, unless it is switched off.
pub(super) fn find(account: &Account, id: &str) -> Option<Rail> {
    let is_it = |rail: &&Rail| rail.id == id && rail.country == account.country;
    RAILS.iter().find(is_it).copied().filter(|rail| !account.off.iter().any(|off| off == rail.id))
}

/// Those ids, where each is one of a method.
pub(super) fn known(ids: &[Value]) -> Option<Vec<String>> {
    let known = |id: &Value| id.as_str().filter(|id| RAILS.iter().any(|rail| rail.id == *id)).map(str::to_owned);
    ids.iter().map(known).collect()
}

impl Rail {
    /// Whether one payment may be so much.
    pub(super) fn takes(&self, cents: i64) -> bool {
        (self.min..=self.max).contains(&cents)
    }

    /// Whether it is a transfer.
    pub(super) fn is_transfer(&self) -> bool {
        self.kind == "bank_transfer"
    }
}

/// The answer of `GET /v1/payment_methods`.
pub(super) fn list(account: &Account) -> Value {
    let here = |rail: &&Rail| rail.country == account.country && (rail.listed || account.off.iter().any(|off| off == rail.id));
    RAILS.iter().filter(here).map(|rail| row(rail, account)).collect()
}

fn row(rail: &Rail, account: &Account) -> Value {
    let needed: &[&str] = match rail.id {
        "paycash" => &["identification_type", "identification_number", "entity_type"],
        _ => &[],
    };
    json!({
        "id": rail.id,
        "name": rail.name,
        "payment_type_id": rail.kind,
        "status": if account.off.iter().any(|off| off == rail.id) { "deactive" } else { "active" },
        "secure_thumbnail": format!("https://www.mercadopago.com/org-img/MP3/API/logos/{}.gif", rail.id),
        "thumbnail": format!("http://img.mlstatic.com/org-img/MP3/API/logos/{}.gif", rail.id),
        "deferred_capture": "does_not_apply",
        "settings": [],
        "additional_info_needed": needed,
        "min_allowed_amount": rail.min / 100,
        "max_allowed_amount": rail.max / 100,
        "accreditation_time": if rail.kind == "ticket" { 2880 } else { 60 },
        "financial_institutions": [],
        "processing_modes": ["aggregator"],
    })
}

/// The answer of `GET /v1/identification_types`.
pub(super) fn documents(account: &Account) -> Value {
    let row = |id: &str, least: u8, most: u8| json!({"id": id, "name": id, "type": "number", "min_length": least, "max_length": most});
    match account.country {
        "PE" => json!([row("DNI", 8, 8), row("C.E", 9, 9), row("RUC", 11, 11), row("Otro", 5, 20)]),
        _ => json!([row("RFC", 12, 13), row("CURP", 18, 18)]),
    }
}
