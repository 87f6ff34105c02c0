//! KashIO's key: its form, what mode it is for, and the header it makes.
//!
//! One secret key, `sk_test_` or `sk_live_`, is sent as the user of HTTP's basic authentication, with an empty password; one
//! host serves both modes. Whether KashIO accepts the key is not known here.

use crate::call;
use http::HeaderValue;
use secrecy::SecretString;

/// A secret key of a KashIO account.
#[derive(Clone, Debug)]
pub(super) struct Key {
    secret: SecretString,
    live: bool,
}

impl Key {
    /// Reads a key, or says in a sentence what is wrong with it, without repeating any of it.
    pub(super) fn parse(key: &str) -> Result<Self, String> {
        let (live, tail) = match (key.strip_prefix("sk_live_"), key.strip_prefix("sk_test_")) {
            (Some(tail), _) => (true, tail),
            (None, Some(tail)) => (false, tail),
            (None, None) => return Err(not_a_key()),
        };
        let is_tail =
            (4..=128).contains(&tail.len()) && tail.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if is_tail { Ok(Self { secret: key.into(), live }) } else { Err(not_a_key()) }
    }

    /// Whether real money moves with it.
    pub(super) fn live(&self) -> bool {
        self.live
    }

    /// The value of the `Authorization` header.
    pub(super) fn authorization(&self) -> HeaderValue {
        call::basic(&self.secret, None)
    }
}

fn not_a_key() -> String {
    "secret_key is not a key of KashIO: it begins with sk_test_ or sk_live_, then letters and digits".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(key: &str, expected: Option<bool>) {
        assert_eq!(Key::parse(key).ok().map(|key| key.live()), expected, "{key}");
    }

    #[test]
    fn the_key_says_its_mode_or_is_refused() {
        check("sk_test_56e31883637446b1b", Some(false));
        check("sk_live_56e31883637446b1b", Some(true));
        for wrong in
            ["", "56e31883637446b1b", "pk_test_56e31883637446b1b", "sk_test_", "sk_test_a b c d", "your_private_api_key"]
        {
            check(wrong, None);
        }
    }

    #[test]
    fn it_is_sent_as_the_documents_curl_sends_it_and_never_printed() {
        let key = Key::parse("sk_test_56e31883637446b1b").unwrap();
        assert_eq!(key.authorization(), "Basic c2tfdGVzdF81NmUzMTg4MzYzNzQ0NmIxYjo=");
        assert!(!format!("{key:?}{:?}", key.authorization()).contains("56e3"));
    }
}
