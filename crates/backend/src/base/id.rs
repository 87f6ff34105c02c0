//! Ids: a word that says of what, and letters nobody can guess.
//!
//! Crockford's base 32 in lower case, five bits a letter, by chance (`chance.rs`): no letter is mistaken for a digit when
//! an id is read aloud. 26 letters are 130 bits.

use super::chance;

/// What an order's id begins with.
pub const ORDER: &str = "ord_";
/// What a reusable CLABE's id begins with.
pub const CLABE: &str = "clb_";

/// `ord_` and 130 random bits: whoever knows it may see the order, so nobody may guess it.
pub fn order() -> String {
    with_prefix(ORDER, 26)
}

/// `chg_` and 130 random bits.
pub fn charge() -> String {
    with_prefix("chg_", 26)
}

/// `clb_` and 130 random bits: whoever knows it may see what was deposited, so nobody may guess it.
pub fn clabe() -> String {
    with_prefix(CLABE, 26)
}

/// `evt_` and 130 random bits: by it a shop knows a repeated webhook event.
pub fn event() -> String {
    with_prefix("evt_", 26)
}

/// `whe_` and 60 random bits.
pub fn endpoint() -> String {
    with_prefix("whe_", 12)
}

/// `btn_` and 60 random bits: it stands in public pages.
pub fn button() -> String {
    with_prefix("btn_", 12)
}

/// `pic_` and 60 random bits: it stands in public pages.
pub fn picture() -> String {
    with_prefix("pic_", 12)
}

/// 200 random bits: whoever shows them is signed in to the panel.
pub fn session() -> String {
    with_prefix("", 40)
}

/// `ficha_sk_` and 200 random bits: a merchant's token.
pub fn token() -> String {
    with_prefix("ficha_sk_", 40)
}

/// `aud_` and 100 random bits: a line of the audit trail.
pub fn audit() -> String {
    with_prefix("aud_", 20)
}

/// `alr_` and 100 random bits: something a person must decide.
pub fn alert() -> String {
    with_prefix("alr_", 20)
}

/// `dec_` and 100 random bits: what a person decided.
pub fn decision() -> String {
    with_prefix("dec_", 20)
}

/// 100 random bits, for a request nobody has named.
pub fn request() -> String {
    with_prefix("req_", 20)
}

/// What may stand in a log of an id that opens something.
pub fn shortened(id: &str) -> String {
    id.chars().take(12).collect()
}

fn with_prefix(prefix: &str, letters: usize) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let mut random = vec![0; letters];
    chance::fill(&mut random);
    let letters = random.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)]));
    prefix.chars().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_long_enough_and_never_the_same() {
        let ids: std::collections::BTreeSet<_> = (0..1000).map(|_| order()).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| id.len() == 30 && id.starts_with("ord_")));
        assert_eq!(shortened("ord_7q2m9x8w5e4r3t2y1"), "ord_7q2m9x8w");
    }
}
