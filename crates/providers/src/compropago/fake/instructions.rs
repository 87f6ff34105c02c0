//! What the customer is told to do at the counter: the texts of a real answer of 2014, for every store, and the details
//! with the number to dictate. Deposit stores show an account number, the others a company and a reference.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde_json::{Map, Value, json};

use super::money::decimal;
use super::stores::{Kind, Store};
use crate::chance;
use crate::fake::Moment;

/// The number by which every company collecting through a reference store is known. Ours.
const AGREEMENT: &str = "1420712";

/// Digits nobody else has: an account of 16 for a deposit, a reference of 14 else. An account begins with two zeros, so that it
/// is no bank card's, and so that whoever takes it for a number is found out.
pub(super) fn own_number(kind: Kind) -> String {
    let random = chance::uuid().as_u128() % 100_000_000_000_000;
    match kind {
        Kind::Deposit => format!("00{random:014}"),
        Kind::Reference => format!("{random:014}"),
    }
}

/// What is told of one cash charge.
pub(super) struct Instructions<'a> {
    pub(super) store: &'static Store,
    pub(super) number: &'a str,
    /// The amount in centavos.
    pub(super) amount: i64,
    pub(super) expires: Moment,
    pub(super) live: bool,
}

impl Instructions<'_> {
    /// The seven sentences; `details` differ by generation and come after.
    pub(super) fn with_details(&self, details: Value) -> Value {
        let Store { name, hours, till_fee, kind, .. } = self.store;
        let amount = decimal(self.amount);
        let (opens, closes) = hours.split_once('-').unwrap_or(("8:00", "20:00"));
        let step_2 = match kind {
            Kind::Deposit => format!("Solicitar depósito bancario al número: {} {}", self.bank(), self.grouped()),
            Kind::Reference => {
                format!("Solicitar pago a ComproPago, convenio {AGREEMENT}, con la referencia {}", self.number)
            }
        };
        let extra = match till_fee {
            Some(fee) => format!(
                "Las tiendas {name} cobran en caja una comisión de ${} por el concepto de recepción de cobranza.",
                decimal(*fee)
            ),
            None => String::new(),
        };
        json!({
            "description": format!("Para que el pago sea válido debes pagar la cantidad exacta de ${amount}"),
            "step_1": format!("Ir a la caja {name} de {opens} a {closes}"),
            "step_2": step_2,
            "step_3": format!("Deposite la cantidad exacta de: ${amount}"),
            "note_extra_comition": extra,
            "note_expiration_date":
                format!("Orden válida antes de {}, en caso de vencimiento genera una nueva compra.", self.last_day()),
            "note_confirmation":
                "Tu pago será confirmado a través de SMS y correo electrónico. ¡Gracias por usar ComproPago!",
            "details": details,
        })
    }

    /// The details of the oldest generations: only what this store uses, the amount and the store under the names given.
    pub(super) fn few_details(&self, amount: (&str, Value), store: &str) -> Value {
        let mut details = Map::new();
        details.insert(amount.0.to_owned(), amount.1);
        details.insert(store.to_owned(), json!(self.store.internal_name));
        details.extend(self.number_fields().into_iter().map(|(name, text)| (name.to_owned(), json!(text))));
        Value::Object(details)
    }

    /// All twelve details of the new payload; what this store does not use is empty.
    pub(super) fn all_details(&self) -> Value {
        let mut details: Map<String, Value> = [
            "amount",
            "store",
            "payment_amount",
            "payment_store",
            "bank_account_holder_name",
            "bank_account_number",
            "bank_reference",
            "company_reference_name",
            "company_reference_number",
            "company_bank_number",
            "order_reference_number",
            "bank_name",
        ]
        .into_iter()
        .map(|name| (name.to_owned(), json!("")))
        .collect();
        for name in ["amount", "payment_amount"] {
            details[name] = json!(decimal(self.amount));
        }
        for name in ["store", "payment_store"] {
            details[name] = json!(self.store.internal_name);
        }
        for (name, text) in self.number_fields() {
            details[name] = json!(text);
        }
        Value::Object(details)
    }

    fn number_fields(&self) -> Vec<(&'static str, String)> {
        match self.store.kind {
            Kind::Deposit => vec![("bank_account_number", self.grouped()), ("bank_name", self.bank().into())],
            Kind::Reference => vec![
                ("company_reference_name", "ComproPago".into()),
                ("company_reference_number", AGREEMENT.into()),
                ("order_reference_number", self.number.into()),
            ],
        }
    }

    /// The vendor's own words in test mode; Scotiabank in its live samples.
    fn bank(&self) -> &'static str {
        if self.live { "Scotiabank" } else { "Banco de Pruebas" }
    }

    fn grouped(&self) -> String {
        let groups: Vec<&str> = (0..self.number.len()).step_by(4).filter_map(|at| self.number.get(at..at + 4)).collect();
        groups.join(" ")
    }

    /// The last day it can be paid, in the centre of Mexico, which has kept UTC-6 all year since 2022.
    fn last_day(&self) -> String {
        let central = TimeZone::fixed(Offset::constant(-6));
        let moment = Timestamp::from_millisecond(self.expires.0).unwrap_or(Timestamp::MAX);
        moment.to_zoned(central).strftime("%d/%m/%Y").to_string()
    }
}
