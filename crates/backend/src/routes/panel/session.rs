//! Signing in and out of the panel, and in which language it is read. What a session is stands in `panel/session.rs`.

use super::super::Handed;
use crate::error::ApiError;
use crate::panel::sent::{Fields, Sent};
use crate::panel::session::{self, SignedIn, is_foreign, way_back};
use crate::panel::{LANGUAGE, LANGUAGES, Reader, sign_in};
use api::Code;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode, header};

/// For how long a language is remembered, in seconds: a year.
const REMEMBERED: i64 = 365 * 24 * 60 * 60;

/// `GET /panel/sign-in`
pub async fn show(
    State(backend): Handed,
    who: Result<SignedIn, Response>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = Fields::parse(query.unwrap_or_default().as_bytes());
    let next = query.text("next");
    if who.is_ok() {
        return Redirect::to(way_back(&next)).into_response();
    }
    Html(sign_in::page(&Reader::new(&headers), &backend.config.merchant, way_back(&next), false)).into_response()
}

/// `POST /panel/sign-in`
pub async fn sign_in(State(backend): Handed, headers: HeaderMap, body: Bytes) -> Result<Response, ApiError> {
    let public = &backend.config.public_url;
    if is_foreign(&headers, public) {
        return Ok(StatusCode::FORBIDDEN.into_response());
    }
    let fields = Fields::parse(&body);
    let next = fields.text("next");
    let next = way_back(&next);
    match session::open(&*backend.db, &*backend.clock, &fields.text("token"), public).await? {
        Some(cookie) => Ok(([(header::SET_COOKIE, cookie)], Redirect::to(next)).into_response()),
        None => {
            let page = sign_in::page(&Reader::new(&headers), &backend.config.merchant, next, true);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

/// `POST /panel/sign-out`
pub async fn sign_out(State(backend): Handed, sent: Sent) -> Result<Response, ApiError> {
    sent.by.end(&*backend.db).await?;
    let forget = session::forget(&backend.config.public_url);
    Ok(([(header::SET_COOKIE, forget)], Redirect::to("/panel/sign-in")).into_response())
}

/// `GET /panel/language/{tag}`
pub async fn language(
    State(backend): Handed,
    Path(tag): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let (tag, _) = LANGUAGES.into_iter().find(|(known, _)| *known == tag).ok_or(Code::NotFound)?;
    let secure = if backend.config.public_url.scheme() == "https" { "; Secure" } else { "" };
    let cookie = format!("{LANGUAGE}={tag}; Path=/panel; Max-Age={REMEMBERED}; SameSite=Lax; HttpOnly{secure}");
    let back = Fields::parse(query.unwrap_or_default().as_bytes()).text("back");
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(way_back(&back))).into_response())
}
