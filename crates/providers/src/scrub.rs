//! What may be said of an answer in an error or a log: its shape, never its values.
//!
//! An answer of a provider holds names, addresses and phones, and one gone wrong may hold anything, even our keys
//! echoed back. So an excerpt shows field names and kinds of values; words are shown only where they look like a
//! status, and sentences with everything masked that could identify somebody. What a key looks like, its provider says.

use serde_json::Value;

/// The shape of an answer that was not understood: `{id: text 39, amount: number, customer: {...}}`.
pub(crate) fn shape(body: &str) -> String {
    match serde_json::from_str::<Value>(body) {
        Ok(value) => shape_of(&value, 2),
        Err(_) if body.trim().is_empty() => "an empty body".to_owned(),
        Err(_) if body.trim_start().starts_with('<') => format!("a page, {} bytes", body.len()),
        Err(_) => format!("no JSON, {} bytes", body.len()),
    }
}

fn shape_of(value: &Value, depth: usize) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "flag".to_owned(),
        Value::Number(_) => "number".to_owned(),
        Value::String(text) => format!("text {}", text.chars().count()),
        Value::Array(items) => format!("list of {}", items.len()),
        Value::Object(_) if depth == 0 => "{...}".to_owned(),
        Value::Object(fields) => {
            let shown: Vec<_> = fields
                .iter()
                .take(24)
                .map(|(name, value)| format!("{}: {}", field_name(name), shape_of(value, depth - 1)))
                .collect();
            format!("{{{}}}", shown.join(", "))
        }
    }
}

/// A field's name, where it is one a programmer would give and not somebody's data in the wrong place.
fn field_name(name: &str) -> &str {
    let is_one = name.len() <= 32 && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_') && !name.is_empty();
    if is_one { name } else { "?" }
}

/// What a provider's keys look like: the beginnings it gives them, such as `sk_live`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scrub {
    marks: &'static [&'static str],
}

impl Scrub {
    /// Of keys that begin so.
    pub(crate) const fn of(marks: &'static [&'static str]) -> Self {
        Self { marks }
    }

    /// A status word of a provider's, such as `charge.pending` or `PENDING`; what could be anything else is left out, and a capitalised
    /// word could be a name.
    pub(crate) fn word(self, text: &str) -> String {
        let is_one = text.len() <= 40 && text.bytes().all(|b| b.is_ascii_alphabetic() || b"._-".contains(&b)) && !is_name(text);
        if is_one && !self.is_key(&bare(text)) { text.to_owned() } else { "?".to_owned() }
    }

    /// A provider's message for the operator: numbers, addresses and keys masked, and every word of `private` too. Capitalised
    /// words go as well: where it is not known who the customer is, they may be the name.
    pub(crate) fn sentence(self, message: &str, private: &[&str]) -> String {
        let private: Vec<String> =
            private.iter().flat_map(|text| text.split_whitespace()).map(bare).filter(|word| word.chars().count() > 1).collect();
        let masked: Vec<_> = message
            .split_whitespace()
            .take(40)
            .map(|word| {
                let plain = bare(word);
                let digits = word.chars().filter(char::is_ascii_digit).count();
                let named = private.iter().any(|private| plain.contains(private.as_str()));
                let capital = word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
                if named || capital || digits > 3 || word.contains('@') || plain.len() > 40 || self.is_key(&plain) {
                    "…"
                } else {
                    word
                }
            })
            .collect();
        masked.join(" ").chars().filter(|c| !c.is_control()).take(160).collect()
    }

    fn is_key(self, plain: &str) -> bool {
        self.marks.iter().any(|mark| plain.contains(&bare(mark)))
    }
}

fn bare(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a word is written as names are: a capital, and then small letters.
pub(crate) fn is_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: Scrub = Scrub::of(&["sk_test", "pk_live"]);

    #[test]
    fn a_shape_shows_no_value() {
        let check = |body: &str, expected: &str| assert_eq!(shape(body), expected);
        check(
            r#"{"amount":150,"customer":{"customer_name":"Alejandra Leyva"},"id":"ch_1","l":[1,2],"paid":true,"x":null}"#,
            "{amount: number, customer: {customer_name: text 15}, id: text 4, l: list of 2, paid: flag, x: null}",
        );
        check(r#"{"Alejandra Leyva": 1, "noreply@compropago.com": 2}"#, "{?: number, ?: number}");
        check("<html>Alejandra</html>", "a page, 22 bytes");
        check("Alejandra", "no JSON, 9 bytes");
        check("  ", "an empty body");
    }

    #[test]
    fn a_sentence_keeps_its_sense_and_loses_the_person() {
        let check = |message: &str, expected: &str| {
            assert_eq!(KEYS.sentence(message, &["Alejandra Leyva", "noreply@compropago.com"]), expected);
        };
        check("El id del pago no existe.", "… id del pago no existe.");
        check("conflict.urls.create", "conflict.urls.create");
        check("ALEJANDRA, noreply@compropago.com, 5513899832: no", "… … … no");
        check("bad key sk_test_0123456789abcdef1 (pk-live-x)", "bad key … …");
    }

    #[test]
    fn only_what_looks_like_a_status_is_repeated() {
        assert_eq!(KEYS.word("charge.frozen"), "charge.frozen");
        assert_eq!(KEYS.word("Alejandra Leyva"), "?");
        assert_eq!((KEYS.word("Alejandra").as_str(), KEYS.word("PENDING").as_str()), ("?", "PENDING"));
        assert_eq!(KEYS.word("sk_test_aaaaaaaaaaaa"), "?");
    }
}
