//! Merchants' tokens: made once and shown once, kept as a hash, compared in constant time; each with its scope, and with an end
//! where it was given one. Where they are kept, and which call takes which scope, is not known here.

use crate::base::clock::{Clock, parse_rfc3339};
use crate::base::id;
use crate::base::idempotency::hex;
use crate::base::scope::Scope;
use crate::db::tokens::{self, Token};
use crate::db::{Db, DbError};
use http::{HeaderMap, header};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use payments::Moment;
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// How many characters of a token name it: `ficha_sk_` and eight more.
pub const NAMED_BY: usize = 17;

/// For how many days a token may be made at most, unless for ever: ten years.
const LONGEST: i64 = 3_660;

/// A token that opens something now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The first characters of the token, which name it in lists and the audit trail.
    pub id: String,
    /// What it may do.
    pub scope: Scope,
    /// From when it opens nothing.
    pub expires_at: Option<Moment>,
}

/// Makes a token for everything and for ever, keeps its hash, and gives the token itself: it can be shown only now.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used.
pub async fn make(db: &dyn Db, clock: &dyn Clock, name: &str) -> Result<SecretString, DbError> {
    make_for(db, clock, name, Scope::All, None).await
}

/// The same with what it may do, and until when.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used.
pub async fn make_for(
    db: &dyn Db,
    clock: &dyn Clock,
    name: &str,
    scope: Scope,
    expires_at: Option<Moment>,
) -> Result<SecretString, DbError> {
    let secret = id::token();
    let token = Token {
        id: secret[..NAMED_BY].to_owned(),
        name: name.to_owned(),
        hash: hash(&secret, scope.id(), expires_at),
        scope: scope.id().to_owned(),
        expires_at,
        created_at: clock.now(),
        retired_at: None,
    };
    tokens::add(db, &token).await?;
    Ok(secret.into())
}

/// What is shown as a token: `Authorization: Bearer ...`. Whether it is one is not known yet.
pub fn shown(headers: &HeaderMap) -> Option<&str> {
    let (scheme, sent) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| sent.trim())
}

/// What was sent, where it is a token of the merchant that is good now. One whose scope is a word of another version opens nothing.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used.
pub async fn opens(db: &dyn Db, sent: &str, now: Moment) -> Result<Option<Opened>, DbError> {
    let Some(name) = sent.get(..NAMED_BY) else { return Ok(None) };
    let Some(token) = tokens::find(db, name).await? else { return Ok(None) };
    let sent = hash(sent, &token.scope, token.expires_at);
    let same = bool::from(sent.as_bytes().ct_eq(token.hash.as_bytes()));
    let ended = token.retired_at.is_some() || token.expires_at.is_some_and(|end| end <= now);
    let scope = Scope::find(&token.scope).filter(|_| same && !ended);
    Ok(scope.map(|scope| Opened { id: token.id, scope, expires_at: token.expires_at }))
}

/// Until when a token is good, as somebody types it: `90d`, `2027-01-31` (that day still, in UTC), a moment of RFC 3339, or `never`.
///
/// # Errors
///
/// A sentence that says what may be typed, or that the moment has passed.
pub fn expiry(typed: &str, now: Moment) -> Result<Option<Moment>, String> {
    let said: String = typed.split_whitespace().collect::<String>().to_lowercase();
    if said == "never" {
        return Ok(None);
    }
    let most = now.plus_seconds(LONGEST * 24 * 60 * 60);
    let end = days(&said).map(|days| now.plus_seconds(days.min(LONGEST + 1) * 24 * 60 * 60));
    let end = end.or_else(|| day_after(&said)).or_else(|| parse_rfc3339(&typed.trim().to_uppercase()));
    let end = end
        .ok_or_else(|| format!("must be a number of days like 90d, a day like 2027-01-31, or never, not {:?}", typed.trim()))?;
    match end {
        end if end <= now => Err("must be later than now".to_owned()),
        end if end > most => Err(format!("must be at most {LONGEST} days from now, or never")),
        end => Ok(Some(end)),
    }
}

/// `90d`, `90 days`, `90`.
fn days(said: &str) -> Option<i64> {
    let digits = said.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    let known = matches!(&said[digits.len()..], "" | "d" | "day" | "days");
    let number = known && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    // A number that is too long to read is more days than a token may last.
    number.then(|| digits.parse().unwrap_or(i64::MAX))
}

/// The end of a day.
fn day_after(said: &str) -> Option<Moment> {
    let day = said.parse::<Date>().ok().filter(|_| said.len() == 10)?;
    let after = day.tomorrow().and_then(|after| after.to_zoned(TimeZone::UTC));
    // The last days of all have no moment after them: they are far enough.
    Some(Moment::from_seconds(after.map_or(i64::MAX, |after| after.timestamp().as_second())))
}

/// Of a token that may not do everything for ever, the hash holds what it may: a version of before there were scopes, which
/// would not look, lets it in nowhere.
fn hash(secret: &str, scope: &str, expires_at: Option<Moment>) -> String {
    match (scope == Scope::All.id(), expires_at) {
        (true, None) => hex(&Sha256::digest(secret.as_bytes())),
        (_, end) => {
            let end = end.map_or("ever".to_owned(), |end| end.seconds().to_string());
            hex(&Sha256::digest(format!("{scope} until {end}: {secret}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::rfc3339;

    #[test]
    fn an_end_is_read_as_people_type_it_and_refused_with_the_reason() {
        let now = parse_rfc3339("2026-11-30T12:00:00Z").unwrap();
        let check = |typed: &str, expected: &str| {
            let said = expiry(typed, now).map_or_else(|why| why, |end| end.map_or("never".to_owned(), rfc3339));
            assert_eq!(said, expected, "{typed}");
        };
        check("90d", "2027-02-28T12:00:00Z");
        check(" 90 Days ", "2027-02-28T12:00:00Z");
        check("90", "2027-02-28T12:00:00Z");
        check(" 2027-01-31 ", "2027-02-01T00:00:00Z");
        check("2026-11-30", "2026-12-01T00:00:00Z");
        check("2027-01-31t18:00:00-06:00", "2027-02-01T00:00:00Z");
        check("Never", "never");
        for past in ["0d", "2026-11-29", "2026-11-30T12:00:00Z"] {
            check(past, "must be later than now");
        }
        for far in ["3661d", "99999999999999999999d", "9999-12-31", "2036-12-31"] {
            check(far, "must be at most 3660 days from now, or never");
        }
        for none in ["", "soon", "-5d", "90h", "31-01-2027", "2027-02-30", "d", "９０d", "5dd"] {
            let why = format!("must be a number of days like 90d, a day like 2027-01-31, or never, not {none:?}");
            check(none, &why);
        }
    }

    #[test]
    fn only_the_hash_of_what_does_everything_for_ever_is_that_of_before() {
        let before = hex(&Sha256::digest(b"ficha_sk_x"));
        let end = Some(Moment::from_seconds(1));
        assert_eq!(hash("ficha_sk_x", "all", None), before);
        for narrower in [hash("ficha_sk_x", "read", None), hash("ficha_sk_x", "all", end), hash("ficha_sk_x", "orders", end)] {
            assert_ne!(narrower, before);
        }
    }
}
