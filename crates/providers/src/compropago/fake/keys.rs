//! Who is calling: the vendor's keys in every way its SDKs send them. One key or two, in either order, in front of or
//! behind the colon, with `Basic` or as bare base64 (both Python SDKs as published). What an account is, it does not know.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use http::header::AUTHORIZATION;

/// The keys a call came with: at least one of the two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Keys {
    pub(super) secret: Option<String>,
    pub(super) public: Option<String>,
    /// Both keys' mode: true for `_live_`, and for the keys without prefix of before 2014.
    pub(super) live: bool,
}

enum Key {
    Secret { live: bool },
    Public { live: bool },
}

impl Keys {
    /// Reads the Authorization header; `None` when there is none, or nothing in it is a key, or the keys' modes differ. `bare`
    /// is whether base64 without `Basic` will do.
    pub(super) fn read(headers: &HeaderMap, bare: bool) -> Option<Keys> {
        let header = headers.get(AUTHORIZATION)?.to_str().ok()?.trim();
        let encoded = match header.split_once(' ') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("basic") => rest.trim(),
            None if bare => header,
            Some(_) | None => return None,
        };
        let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
        let (user, password) = decoded.split_once(':').unwrap_or((&decoded, ""));
        Keys::of([user, password])
    }

    /// The keys among these texts; empty ones are skipped.
    pub(super) fn of(texts: [&str; 2]) -> Option<Keys> {
        let mut keys = Keys { secret: None, public: None, live: false };
        let mut modes = Vec::new();
        for text in texts.into_iter().filter(|text| !text.is_empty()) {
            let (place, live) = match classify(text)? {
                Key::Secret { live } => (&mut keys.secret, live),
                Key::Public { live } => (&mut keys.public, live),
            };
            *place = Some(text.to_owned());
            modes.push(live);
        }
        keys.live = *modes.first()?;
        modes.iter().all(|live| *live == keys.live).then_some(keys)
    }
}

/// The vendor's own keys end in 17 or 18 hexadecimal characters; other lower-case letters and digits, 8 to 40 of them, pass
/// too, so that a test may name its keys.
fn classify(text: &str) -> Option<Key> {
    let tail = |rest: &str, least: usize| {
        (least..=40).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let prefixes = [
        ("sk_test_", Key::Secret { live: false }),
        ("sk_live_", Key::Secret { live: true }),
        ("pk_test_", Key::Public { live: false }),
        ("pk_live_", Key::Public { live: true }),
    ];
    for (prefix, key) in prefixes {
        if let Some(rest) = text.strip_prefix(prefix) {
            return tail(rest, 8).then_some(key);
        }
    }
    let old = text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    old.then_some(Key::Secret { live: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "sk_test_71863001136936a44";
    const PUBLIC: &str = "pk_test_638e8b14112423a086";

    fn read(header: &str) -> Option<Keys> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, header.parse().unwrap());
        Keys::read(&headers, true)
    }

    #[test]
    fn every_way_the_sdks_send_keys_is_understood() {
        let pair = Some(Keys { secret: Some(SECRET.into()), public: Some(PUBLIC.into()), live: false });
        let check = |text: String, expected: &Option<Keys>| {
            let encoded = STANDARD.encode(text);
            assert_eq!(&read(&format!("Basic {encoded}")), expected);
            assert_eq!(&read(&encoded), expected, "bare base64");
        };
        check(format!("{SECRET}:{PUBLIC}"), &pair);
        check(format!("{PUBLIC}:{SECRET}"), &pair);
        let one = |secret: Option<&str>, public: Option<&str>, live| {
            Some(Keys { secret: secret.map(Into::into), public: public.map(Into::into), live })
        };
        check(format!("{SECRET}:"), &one(Some(SECRET), None, false));
        check(format!(":{PUBLIC}"), &one(None, Some(PUBLIC), false));
        check("23976112561d20:".into(), &one(Some("23976112561d20"), None, true));
        check(format!("{SECRET}:pk_live_638e8b14112423a086"), &None);
        check(":".into(), &None);
        check("maria:secreto".into(), &None);
        assert_eq!(read("Bearer abc"), None);
        let mut bare = HeaderMap::new();
        bare.insert(AUTHORIZATION, STANDARD.encode(format!("{SECRET}:")).parse().unwrap());
        assert_eq!(Keys::read(&bare, false), None, "switched off");
    }
}
