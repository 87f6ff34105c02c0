//! Who is signed in to the panel. A merchant's token opens a session; the browser keeps a cookie that no script can read
//! and no other site can send, and every form carries a seal made from it, so that no other page can post one.
//!
//! What is done in a session is not known here.

use crate::Backend;
use crate::base::clock::Clock;
use crate::base::id;
use crate::base::idempotency::hex;
use crate::base::scope::Scope;
use crate::db::{Db, DbError, sessions};
use crate::shop::token;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Redirect, Response};
use http::request::Parts;
use http::{HeaderMap, header};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use subtle::ConstantTimeEq;
use url::Url;
use url::form_urlencoded::Serializer;

/// For how many seconds a session lasts: a working day.
pub const LASTS: i64 = 12 * 60 * 60;

/// The cookie's one name. Over TLS it is one that browsers refuse unless it is bound to this very host, so that no page of another host
/// under the same name can set it; without TLS, which is for a machine of one's own, browsers take no such name.
fn name(public: &Url) -> &'static str {
    if public.scheme() == "https" { "__Host-ficha_panel" } else { "ficha_panel" }
}

/// Somebody who signed in with a merchant's token.
pub struct SignedIn {
    /// The token's first characters, to name who it is.
    pub token: String,
    cookie: String,
}

impl SignedIn {
    /// What a form of this session carries: another one each time, so that from the length of compressed pages nobody learns
    /// what is in them (BREACH). Nobody can work out the cookie from it.
    pub fn seal(&self) -> String {
        self.seal_with(&id::request())
    }

    /// Whether a form carried one.
    pub fn sealed(&self, seal: &str) -> bool {
        let salt = seal.split_once('.').map_or("", |(salt, _)| salt);
        self.seal_with(salt).as_bytes().ct_eq(seal.as_bytes()).into()
    }

    fn seal_with(&self, salt: &str) -> String {
        let hash = hex(&Sha256::digest(format!("a form of {} salted {salt}", self.cookie)));
        [salt, ".", &hash].concat()
    }

    /// Ends the session of this person.
    ///
    /// # Errors
    ///
    /// [`DbError::Unusable`] where the db cannot be used; the session is not ended then.
    pub async fn end(&self, db: &dyn Db) -> Result<(), DbError> {
        sessions::end(db, &hash(&self.cookie)).await
    }
}

/// What comes of signing in.
pub enum Entry {
    /// The header that makes a browser remember it.
    Open(String),
    /// What was sent is no token, or one that is unknown, retired or expired.
    Nothing,
    /// This is a token for a program: what is done in the panel takes one that may do everything.
    TooNarrow,
}

/// Signs in, where this is a merchant's token that may do everything; for no longer than the token is good.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. A token that opens nothing is an [`Entry`].
pub async fn open(db: &dyn Db, clock: &dyn Clock, sent: &str, public: &Url) -> Result<Entry, DbError> {
    let (cookie, now) = (id::session(), clock.now());
    let Some(token) = token::opens(db, sent.trim(), now).await? else { return Ok(Entry::Nothing) };
    if !token.scope.covers(Scope::All) {
        return Ok(Entry::TooNarrow);
    }
    let lasts = token.expires_at.map_or(LASTS, |end| LASTS.min(end.seconds() - now.seconds()));
    sessions::open(db, &hash(&cookie), &token.id, now.plus_seconds(lasts), now).await?;
    Ok(Entry::Open(header_for(public, &cookie, lasts)))
}

/// The header that makes a browser forget it.
pub fn forget(public: &Url) -> String {
    header_for(public, "", 0)
}

fn header_for(public: &Url, cookie: &str, lasts: i64) -> String {
    let tls = public.scheme() == "https";
    let (name, secure) = (name(public), if tls { "; Secure" } else { "" });
    format!("{name}={cookie}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Strict{secure}")
}

fn hash(cookie: &str) -> String {
    hex(&Sha256::digest(cookie.as_bytes()))
}

/// The value of a cookie.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().split_once('=').filter(|(known, _)| *known == name)?.1.into())
}

/// Whether a browser says that a form comes from another page than ours. One that says nothing is an old one: the cookie
/// and the seal still stand in the way.
pub fn is_foreign(headers: &HeaderMap, public: &Url) -> bool {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (said("sec-fetch-site"), said("origin")) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            origin != public.origin().ascii_serialization() && (host.is_none() || host != said("host"))
        }
        (None, None) => false,
    }
}

/// Where to go after signing in: a page of the panel, never elsewhere.
pub fn way_back(said: &str) -> &str {
    let ours = said == "/panel" || said.starts_with("/panel/") || said.starts_with("/panel?");
    if ours && !said.contains(['\\', '\r', '\n']) { said } else { "/panel" }
}

impl FromRequestParts<Arc<Backend>> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, backend: &Arc<Backend>) -> Result<Self, Response> {
        let shown = cookie(&parts.headers, name(&backend.config.public_url));
        if let Some(cookie) = shown {
            let token = sessions::token_of(&*backend.db, &hash(cookie), backend.clock.now()).await;
            if let Some(token) = token.map_err(|error| crate::base::error::WorkError::from(error).into_response())? {
                return Ok(Self { token, cookie: cookie.to_owned() });
            }
        }
        let wanted = parts.uri.path_and_query().map_or("/panel", |path| path.as_str());
        let query = Serializer::new(String::new()).append_pair("next", wanted).finish();
        let to = if parts.method == http::Method::GET && wanted != "/panel" { format!("?{query}") } else { String::new() };
        Err(Redirect::to(&format!("/panel/sign-in{to}")).into_response())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_for_this_host_alone_and_no_script_reads_it() {
        let header = |url: &str| header_for(&Url::parse(url).unwrap(), "x", 60);
        let over_tls = "__Host-ficha_panel=x; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure";
        assert_eq!(header("https://pay.example.mx"), over_tls);
        assert_eq!(header("http://127.0.0.1:8080"), "ficha_panel=x; Path=/; Max-Age=60; HttpOnly; SameSite=Strict");
    }

    #[test]
    fn a_seal_is_good_for_its_own_session_and_never_the_same_twice() {
        let who = |cookie: &str| SignedIn { token: String::new(), cookie: cookie.to_owned() };
        let (ours, another) = (who("a"), who("b"));
        let (one, two) = (ours.seal(), ours.seal());
        assert!(ours.sealed(&one) && ours.sealed(&two) && one != two);
        let hash = one.split_once('.').unwrap().1;
        for wrong in ["", ".", hash, &format!(".{hash}"), &format!("x.{hash}"), &another.seal()] {
            assert!(!ours.sealed(wrong), "{wrong}");
        }
    }

    #[test]
    fn only_a_page_of_the_panel_is_gone_back_to() {
        let check = |said: &str, expected: &str| assert_eq!(way_back(said), expected, "{said}");
        check("/panel/orders?status=paid", "/panel/orders?status=paid");
        check("/panel", "/panel");
        for elsewhere in ["https://evil.mx", "//evil.mx", "/panelx", "/panel\\@evil.mx/", "", "/o/ord_1", "/panel/\r\nx: y"] {
            check(elsewhere, "/panel");
        }
    }

    #[test]
    fn a_form_of_another_page_is_told() {
        let check = |headers: &[(&'static str, &str)], expected: bool| {
            let headers = headers.iter().map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap()));
            let public = Url::parse("https://pay.example.mx").unwrap();
            assert_eq!(is_foreign(&headers.collect(), &public), expected);
        };
        check(&[("sec-fetch-site", "same-origin")], false);
        check(&[("sec-fetch-site", "same-site"), ("origin", "https://pay.example.mx")], true);
        check(&[("sec-fetch-site", "cross-site")], true);
        check(&[("origin", "https://pay.example.mx")], false);
        check(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")], false);
        check(&[("origin", "https://evil.mx"), ("host", "pay.example.mx")], true);
        check(&[("origin", "null"), ("host", "pay.example.mx")], true);
        check(&[], false);
    }
}
