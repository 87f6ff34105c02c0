//! The rails: what Mercado Pago calls a payment method, and the chains that each is paid at. No call says which chains a rail has,
//! so they stand here as a table, with codes of ours: Mercado Pago is told the rail alone.
//!
//! Source: its guides for Mexico (other payment methods), and the choice its own WooCommerce plug-in gives for PayCash.

use payments::Country;

/// A payment method of Mercado Pago's that is paid by voucher or transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rail {
    /// Its id there.
    pub(super) id: &'static str,
    /// The type of it, which an order says beside the id.
    pub(super) kind: &'static str,
    /// The chains that take its vouchers, as code and name; none for a transfer.
    pub(super) chains: &'static [(&'static str, &'static str)],
}

const fn rail(id: &'static str, kind: &'static str, chains: &'static [(&'static str, &'static str)]) -> Rail {
    Rail { id, kind, chains }
}

/// The one rail of SPEI.
pub(super) const CLABE: Rail = rail("clabe", "bank_transfer", &[]);

/// What is paid in cash in Mexico.
const MEXICO: &[Rail] = &[
    rail("oxxo", "ticket", &[("OXXO", "OXXO")]),
    rail(
        "paycash",
        "ticket",
        &[
            ("SEVEN_ELEVEN", "7-Eleven"),
            ("CIRCLE_K", "Circle K"),
            ("EXTRA", "Extra"),
            ("SORIANA", "Soriana"),
            ("CALIMAX", "Calimax"),
        ],
    ),
    rail(
        "bancomer",
        "atm",
        &[("BBVA_MEXICO", "BBVA"), ("FARMACIA_DEL_AHORRO", "Farmacias del Ahorro"), ("CASA_LEY", "Casa Ley")],
    ),
    rail("banamex", "atm", &[("BANAMEX", "Banamex"), ("CHEDRAUI", "Chedraui"), ("TELECOMM", "Telecomm")]),
];

/// What is paid in cash in Peru: one code for banks, agents and their apps.
const PERU: &[Rail] = &[rail("pagoefectivo_atm", "atm", &[("PAGOEFECTIVO", "PagoEfectivo")])];

/// The rails of a country that are paid in cash, in the order to show their chains.
pub(super) const fn of(country: Country) -> &'static [Rail] {
    match country {
        Country::Mx => MEXICO,
        Country::Pe => PERU,
    }
}

/// The rail whose vouchers a chain takes.
pub(super) fn at(country: Country, store: &str) -> Option<Rail> {
    of(country).iter().find(|rail| rail.chains.iter().any(|(code, _)| *code == store)).copied()
}

impl Rail {
    /// The chains that take one voucher of it, the one that was chosen first; none where only one does.
    pub(super) fn chains_from(&self, chosen: Option<&str>) -> Vec<String> {
        if self.chains.len() < 2 {
            return Vec::new();
        }
        let mut codes: Vec<String> = self.chains.iter().map(|(code, _)| (*code).to_owned()).collect();
        codes.sort_by_key(|code| Some(code.as_str()) != chosen);
        codes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_chain_stands_once_is_known_to_our_table_and_names_its_rail() {
        let mut seen = BTreeSet::new();
        for country in Country::ALL {
            for rail in of(country) {
                for (code, name) in rail.chains {
                    let known = payments::store::recognise(code).map(|store| (store.name, store.zone));
                    assert_eq!(known, Some((*name, country.zone())), "{code}");
                    assert!(seen.insert(code), "{code} stands twice");
                    assert_eq!(at(country, code), Some(*rail));
                }
            }
        }
        assert_eq!(at(Country::Mx, "PAGOEFECTIVO"), None);
        assert_eq!(at(Country::Mx, "TIENDA_LUPITA"), None);
    }

    #[test]
    fn the_chain_that_was_chosen_stands_first_and_a_voucher_of_one_chain_names_none() {
        let at = |store| at(Country::Mx, store).unwrap().chains_from(Some(store));
        assert_eq!(at("SORIANA"), ["SORIANA", "SEVEN_ELEVEN", "CIRCLE_K", "EXTRA", "CALIMAX"]);
        assert_eq!(at("CHEDRAUI"), ["CHEDRAUI", "BANAMEX", "TELECOMM"]);
        assert!(at("OXXO").is_empty());
    }
}
