//! The table of stores: the chains where cash is handed over.
//!
//! It only recognises and dresses them: a provider lists its stores with codes of its own, and one that is not
//! here still works, with its plain name and a neutral badge. Hours are the chains' own; till fees and limits are ComproPago's, and
//! hold for what is collected by it alone: another provider's contract with a chain may say otherwise.

use crate::{Country, Currency, Hours, Money};

/// A chain, as we know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Store {
    /// Our id, and the name of its badge: `oxxo`.
    pub id: &'static str,
    /// What customers call it.
    pub name: &'static str,
    /// The codes and spellings providers use for it.
    pub spellings: &'static [&'static str],
    /// Whether it is a bank, or a code that banks take: it is paid from a bank's app too.
    pub bank: bool,
    /// Local time between which tills take payments, minutes after midnight.
    pub hours: Option<Hours>,
    /// What the till adds to a payment by ComproPago, where it is known.
    pub till_fee: Option<Money>,
    /// The most one payment by ComproPago may be, where it does not say.
    pub limit: Option<Money>,
    /// The IANA zone its opening hours and its vouchers' expiry are read in.
    pub zone: &'static str,
}

/// The zone of every Mexican store: one chain spans several, and providers count in the capital's.
pub const MEXICO: &str = Country::Mx.zone();

/// Builds one row; amounts in whole pesos because that is how the documents state them.
const fn mexican(
    id: &'static str,
    name: &'static str,
    spellings: &'static [&'static str],
    hours: (u16, u16),
    limit: i64,
    till_fee: Option<i64>,
) -> Store {
    Store {
        id,
        name,
        spellings,
        bank: false,
        hours: Some(Hours { from: hours.0 * 60, to: hours.1 * 60 }),
        till_fee: match till_fee {
            Some(pesos) => Some(Money::new(pesos * 100, Currency::Mxn)),
            None => None,
        },
        limit: Some(Money::new(limit * 100, Currency::Mxn)),
        zone: MEXICO,
    }
}

/// Builds one row of Peru's banks and agents. Their hours and limits are not the same from one to the next, so none is said.
const fn peruvian(id: &'static str, name: &'static str, spellings: &'static [&'static str], bank: bool) -> Store {
    Store { id, name, spellings, bank, hours: None, till_fee: None, limit: None, zone: Country::Pe.zone() }
}

/// Builds one row of a Mexican chain or bank of which no document says hours, fees or limits, nor whether its app takes a payment.
const fn undocumented(id: &'static str, name: &'static str, spellings: &'static [&'static str]) -> Store {
    Store { id, name, spellings, bank: false, hours: None, till_fee: None, limit: None, zone: MEXICO }
}

/// Every store we know. Source of hours, limits and till fees in Mexico:
/// ComproPago, "Comisiones"; of the codes in Peru: the channels of a KashIO pay-in.
pub const STORES: &[Store] = &[
    mexican("oxxo", "OXXO", &["OXXO"], (8, 20), 15_000, Some(9)),
    mexican("seven-eleven", "7-Eleven", &["SEVEN_ELEVEN", "7ELEVEN"], (8, 20), 15_000, Some(8)),
    mexican("extra", "Extra", &["EXTRA"], (1, 22), 5_000, Some(8)),
    mexican("chedraui", "Chedraui", &["CHEDRAUI"], (8, 20), 5_000, None),
    mexican("elektra", "Elektra", &["ELEKTRA"], (9, 21), 15_000, None),
    mexican("coppel", "Coppel", &["COPPEL"], (8, 22), 15_000, None),
    mexican("benavides", "Farmacias Benavides", &["FARMACIA_BENAVIDES"], (8, 20), 5_000, None),
    mexican("esquivar", "Farmacias Esquivar", &["FARMACIA_ESQUIVAR"], (8, 20), 5_000, None),
    mexican("abc", "Farmacias ABC", &["FARMACIA_ABC"], (8, 22), 5_000, None),
    mexican("telecomm", "Telecomm", &["TELECOMM"], (8, 20), 5_000, None),
    mexican("casa-ley", "Casa Ley", &["CASA_LEY"], (8, 20), 5_000, None),
    mexican("pitico", "Pitico", &["PITICO"], (8, 20), 5_000, None),
    mexican("soriana", "Soriana", &["SORIANA"], (8, 20), 5_000, None),
    mexican("guadalajara", "Farmacias Guadalajara", &["FARMACIA_GUADALAJARA"], (8, 20), 2_000, None),
    mexican("walmart", "Walmart", &["WALMART"], (7, 22), 15_000, None),
    mexican("sams-club", "Sam's Club", &["SAMS_CLUB"], (7, 22), 15_000, None),
    mexican("bodega-aurrera", "Bodega Aurrera", &["BODEGA_AURRERA"], (7, 22), 15_000, None),
    mexican("superama", "Superama", &["SUPERAMA"], (7, 22), 15_000, None),
    undocumented("circle-k", "Circle K", &["CIRCLE_K"]),
    undocumented("calimax", "Calimax", &["CALIMAX"]),
    undocumented("ahorro", "Farmacias del Ahorro", &["FARMACIA_DEL_AHORRO", "FARMACIAS_DEL_AHORRO"]),
    undocumented("bbva-mexico", "BBVA", &["BBVA_MEXICO", "BBVA_BANCOMER", "BANCOMER"]),
    undocumented("banamex", "Banamex", &["BANAMEX", "CITIBANAMEX"]),
    peruvian("pagoefectivo", "PagoEfectivo", &["PAGOEFECTIVO"], true),
    peruvian("bcp", "BCP", &["BCP", "BANCO_DE_CREDITO"], true),
    peruvian("bbva-peru", "BBVA", &["BBVA"], true),
    peruvian("interbank", "Interbank", &["IBK"], true),
    peruvian("scotiabank-peru", "Scotiabank", &["SBK", "SCOTIABANK"], true),
    peruvian("tambo", "Tambo", &["TAMBO"], false),
    peruvian("kasnet", "KasNet", &["KASNET"], false),
];

/// The store a provider means by its code or spelling, whatever the case, spaces, dashes and underscores.
/// ```
/// use payments::store::recognise;
///
/// assert_eq!(recognise("Seven-Eleven").map(|store| store.name), Some("7-Eleven"));
/// assert_eq!(recognise("A shop nobody knows"), None);
/// ```
pub fn recognise(spelling: &str) -> Option<&'static Store> {
    let is_meant = |known: &str| plain(known).eq(plain(spelling));
    STORES.iter().find(|store| store.spellings.iter().any(|known| is_meant(known)) || is_meant(store.id))
}

/// What counts of a spelling. It is compared letter by letter, because each order that is shown asks for each of its stores.
fn plain(spelling: &str) -> impl Iterator<Item = u8> {
    spelling.bytes().filter(u8::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(spelling: &str, expected: Option<&str>) {
        assert_eq!(recognise(spelling).map(|store| store.id), expected, "{spelling:?}");
    }

    #[test]
    fn a_store_is_recognised_by_the_spellings_providers_use() {
        check("OXXO", Some("oxxo"));
        check("oxxo", Some("oxxo"));
        check("SEVEN_ELEVEN", Some("seven-eleven"));
        check("7Eleven", Some("seven-eleven"));
        check("7-Eleven", Some("seven-eleven"));
        check("FARMACIA_BENAVIDES", Some("benavides"));
        check("TIENDA_LUPITA", None);
        check("", None);
    }

    #[test]
    fn no_two_stores_share_an_id_or_a_spelling() {
        let mut seen = std::collections::BTreeSet::new();
        for store in STORES {
            let spellings: std::collections::BTreeSet<_> =
                store.spellings.iter().copied().chain([store.id]).map(|known| plain(known).collect::<Vec<_>>()).collect();
            for spelling in spellings {
                assert!(seen.insert(spelling), "{store:?} has a spelling that stands twice");
            }
        }
    }
}
