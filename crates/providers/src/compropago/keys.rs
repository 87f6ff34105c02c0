//! ComproPago's keys: their forms, what mode they are for, and the header they make.
//!
//! A pair is `pk_` and `sk_`, both `test` or both `live`, then 17 or 18 hexadecimal characters; the host is the same for
//! both modes, so the keys alone decide whether real money moves. The bare keys given out before 2014 say no mode and
//! are refused. Whether ComproPago accepts the keys is not known here.

use crate::call;
use http::HeaderValue;
use secrecy::SecretString;

/// A pair of keys of one mode.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    public: SecretString,
    secret: SecretString,
    live: bool,
}

impl Keys {
    /// Reads a pair, or says in a sentence what is wrong with it, without repeating any of it.
    pub(super) fn parse(public: &str, secret: &str) -> Result<Self, String> {
        let public_live = mode(public, "pk_").ok_or_else(|| not_a_key("public_key", public, "pk_"))?;
        let secret_live = mode(secret, "sk_").ok_or_else(|| not_a_key("secret_key", secret, "sk_"))?;
        if public_live != secret_live {
            let name = |live| if live { "live" } else { "test" };
            return Err(format!(
                "public_key is a {} key and secret_key is a {} key: both must be of one mode",
                name(public_live),
                name(secret_live)
            ));
        }
        Ok(Self { public: public.into(), secret: secret.into(), live: secret_live })
    }

    /// Whether real money moves with them.
    pub(super) fn live(&self) -> bool {
        self.live
    }

    /// The value of the `Authorization` header: Basic, secret key as user, public key as password, as every SDK of the
    /// vendor's since 2016 sends them.
    pub(super) fn authorization(&self) -> HeaderValue {
        call::basic(&self.secret, Some(&self.public))
    }
}

/// Whether a key is for live mode, or `None` if it is no key of that prefix.
fn mode(key: &str, prefix: &str) -> Option<bool> {
    let rest = key.strip_prefix(prefix)?;
    let (live, tail) = match (rest.strip_prefix("live_"), rest.strip_prefix("test_")) {
        (Some(tail), _) => (true, tail),
        (None, Some(tail)) => (false, tail),
        (None, None) => return None,
    };
    let is_tail = (4..=64).contains(&tail.len()) && tail.bytes().all(|b| b.is_ascii_alphanumeric());
    is_tail.then_some(live)
}

fn not_a_key(setting: &str, key: &str, prefix: &str) -> String {
    let other = if prefix == "pk_" { "sk_" } else { "pk_" };
    if key.starts_with(other) {
        return format!("{setting} begins with {other}: the public and the secret key have changed places");
    }
    format!("{setting} is not a key of ComproPago: it begins with {prefix}test_ or {prefix}live_, then letters and digits")
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;

    fn check(public: &str, secret: &str, expected: Result<bool, &str>) {
        let read = Keys::parse(public, secret).map(|keys| keys.live());
        assert_eq!(read.as_ref().map_err(String::as_str), expected.as_ref().map_err(|sentence| *sentence));
    }

    #[test]
    fn a_pair_is_of_one_mode_or_refused_with_a_sentence() {
        check("pk_test_8781245a88240f9cf", "sk_test_56e31883637446b1b", Ok(false));
        check("pk_live_8781245a88240f9cf", "sk_live_56e31883637446b1b", Ok(true));
        check(
            "pk_test_8781245a88240f9cf",
            "sk_live_56e31883637446b1b",
            Err("public_key is a test key and secret_key is a live key: both must be of one mode"),
        );
        check(
            "sk_test_56e31883637446b1b",
            "pk_test_8781245a88240f9cf",
            Err("public_key begins with sk_: the public and the secret key have changed places"),
        );
        check(
            "pk_test_8781245a88240f9cf",
            "23976112561d20",
            Err("secret_key is not a key of ComproPago: it begins with sk_test_ or sk_live_, then letters and digits"),
        );
        check(
            "pk_test_a b\r\n",
            "sk_test_56e31883637446b1b",
            Err("public_key is not a key of ComproPago: it begins with pk_test_ or pk_live_, then letters and digits"),
        );
    }

    #[test]
    fn the_header_is_basic_secret_then_public_and_does_not_print() {
        let keys = Keys::parse("pk_test_bbbb", "sk_test_aaaa").unwrap();
        let header = keys.authorization();
        assert_eq!(header.to_str().unwrap(), format!("Basic {}", BASE64_STANDARD.encode("sk_test_aaaa:pk_test_bbbb")));
        let printed = format!("{header:?} {keys:?}");
        assert!(!printed.contains("aaaa") && !printed.contains("c2tf"), "{printed}");
    }
}
