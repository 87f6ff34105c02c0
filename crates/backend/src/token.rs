//! Merchants' tokens: made once and shown once, kept as a hash, compared in constant time. Where they are kept, and
//! what they open, is not known here.

use crate::clock::Clock;
use crate::db::tokens::{self, Token};
use crate::db::{Db, DbError};
use crate::id;
use crate::idempotency::hex;
use http::{HeaderMap, header};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// How many characters of a token name it: `ficha_sk_` and eight more.
pub const NAMED_BY: usize = 17;

/// Makes a token, keeps its hash, and gives the token itself: it can be shown only now.
pub async fn make(db: &dyn Db, clock: &dyn Clock, name: &str) -> Result<SecretString, DbError> {
    let secret = id::token();
    let token = Token {
        id: secret[..NAMED_BY].to_owned(),
        name: name.to_owned(),
        hash: hash(&secret),
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

/// The first characters of what was sent, where it is a token of the merchant that has not been retired.
pub async fn opens(db: &dyn Db, sent: &str) -> Result<Option<String>, DbError> {
    let Some(name) = sent.get(..NAMED_BY) else { return Ok(None) };
    let Some(token) = tokens::find(db, name).await? else { return Ok(None) };
    let same = bool::from(hash(sent).as_bytes().ct_eq(token.hash.as_bytes()));
    Ok((same && token.retired_at.is_none()).then_some(token.id))
}

fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}
