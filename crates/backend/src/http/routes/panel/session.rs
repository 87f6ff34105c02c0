//! Signing in and out of the panel, and in which language it is read. What a session is stands in `pages/panel/session.rs`.

use crate::base::error::WorkError;
use crate::http::AppState;
use crate::pages::panel::sent::{Fields, Sent};
use crate::pages::panel::session::{self, Entry, SignedIn, is_foreign, way_back};
use crate::pages::panel::{LANGUAGE, LANGUAGES, Reader, sign_in};
use api::Code;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode, header};

/// For how long a language is remembered, in seconds: a year.
const REMEMBERED: i64 = 365 * 24 * 60 * 60;

/// `GET /panel/sign-in`
pub async fn show(State(backend): AppState, who: Result<SignedIn, Response>, query: Fields, headers: HeaderMap) -> Response {
    let next = query.text("next");
    if who.is_ok() {
        return Redirect::to(way_back(&next)).into_response();
    }
    Html(sign_in::page(&Reader::new(&headers), &backend.config.merchant, way_back(&next), None)).into_response()
}

/// `POST /panel/sign-in`
///
/// # Errors
///
/// `unavailable` where the db cannot be used. A token that opens nothing is said on the page.
pub async fn sign_in(State(backend): AppState, headers: HeaderMap, body: Bytes) -> Result<Response, WorkError> {
    let public = &backend.config.public_url;
    if is_foreign(&headers, public) {
        return Ok(StatusCode::FORBIDDEN.into_response());
    }
    let fields = Fields::parse(&body);
    let next = fields.text("next");
    let next = way_back(&next);
    let refused = |why: &str| Html(sign_in::page(&Reader::new(&headers), &backend.config.merchant, next, Some(why)));
    match session::open(&*backend.db, &*backend.clock, &fields.text("token"), public).await? {
        Entry::Open(cookie) => Ok(([(header::SET_COOKIE, cookie)], Redirect::to(next)).into_response()),
        Entry::Nothing => Ok((StatusCode::UNPROCESSABLE_ENTITY, refused("in.wrong")).into_response()),
        Entry::TooNarrow => Ok((StatusCode::UNPROCESSABLE_ENTITY, refused("in.narrow")).into_response()),
    }
}

/// `POST /panel/sign-out`
///
/// # Errors
///
/// `unavailable` where the db cannot be used; the session is not ended then.
pub async fn sign_out(State(backend): AppState, sent: Sent) -> Result<Response, WorkError> {
    sent.by.end(&*backend.db).await?;
    let forget = session::forget(&backend.config.public_url);
    Ok(([(header::SET_COOKIE, forget)], Redirect::to("/panel/sign-in")).into_response())
}

/// `GET /panel/language/{tag}`
///
/// # Errors
///
/// `not_found` where the panel has no such language.
pub async fn language(State(backend): AppState, Path(tag): Path<String>, query: Fields) -> Result<Response, WorkError> {
    let (tag, _) = LANGUAGES.into_iter().find(|(known, _)| *known == tag).ok_or(Code::NotFound)?;
    let secure = if backend.config.public_url.scheme() == "https" { "; Secure" } else { "" };
    let cookie = format!("{LANGUAGE}={tag}; Path=/panel; Max-Age={REMEMBERED}; SameSite=Lax; HttpOnly{secure}");
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(way_back(&query.text("back")))).into_response())
}
