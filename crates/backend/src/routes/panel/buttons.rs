//! `/panel/buttons`: made, changed and retired by forms that say what a merchant's server would send. What makes a
//! button right is decided in `buttons.rs`, as for the API.

use super::super::Handed;
use super::{Desk, note};
use crate::Backend;
use crate::buttons::line;
use crate::db::buttons::Look;
use crate::error::ApiError;
use crate::observe::RequestId;
use crate::panel::button::{self, One};
use crate::panel::buttons;
use crate::panel::sent::{Fields, Sent};
use crate::panel::session::SignedIn;
use api::{ChangeButton, CreateButton, MerchantButton};
use axum::extract::{Extension, OriginalUri, Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, StatusCode};
use payments::Currency;
use sha2::{Digest, Sha384};

/// `GET /panel/buttons`
pub async fn list(
    State(backend): Handed,
    who: SignedIn,
    OriginalUri(here): OriginalUri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let desk = Desk::new(backend, &who, &headers, &here);
    let cursor = Fields::parse(query.unwrap_or_default().as_bytes()).said("cursor");
    let found = desk.backend.merchant_buttons(cursor.as_deref(), None).await?;
    Ok(desk.answer(StatusCode::OK, buttons::page(&desk.around, &found)))
}

/// `GET /panel/buttons/new`
pub async fn blank(State(backend): Handed, who: SignedIn, OriginalUri(here): OriginalUri, headers: HeaderMap) -> Response {
    let desk = Desk::new(backend, &who, &headers, &here);
    let currencies = desk.currencies();
    let fields = button::blank(currencies.first().map_or("MXN", |first| first.code()));
    desk.answer(StatusCode::OK, button::new(&desk.around, &currencies, &fields, &[]))
}

/// `POST /panel/buttons/new`
pub async fn make(
    State(backend): Handed,
    OriginalUri(here): OriginalUri,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, ApiError> {
    let desk = Desk::new(backend, &sent.by, &headers, &here);
    match desk.wanted(&sent).await {
        Ok(wanted) => {
            let made = desk.backend.create_button(&wanted).await?;
            note(&desk.backend, &sent.by, "panel: button made", &made.id, &request_id).await;
            Ok(Redirect::to(&format!("/panel/buttons/{}?made", made.id)).into_response())
        }
        Err(wrong) => {
            let page = button::new(&desk.around, &desk.currencies(), &sent.fields, &wrong);
            Ok(desk.answer(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
    }
}

/// `GET /panel/buttons/{id}`
pub async fn show(
    State(backend): Handed,
    who: SignedIn,
    Path(id): Path<String>,
    OriginalUri(here): OriginalUri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let desk = Desk::new(backend, &who, &headers, &here);
    let found = desk.backend.merchant_button(&id).await?;
    let done = match query.as_deref() {
        Some("made") => Some("button.made"),
        Some("saved") => Some("button.saved"),
        Some(_) | None => None,
    };
    Ok(desk.one(StatusCode::OK, &found, &button::typed(&found), &[], done))
}

/// `POST /panel/buttons/{id}`
pub async fn change(
    State(backend): Handed,
    Path(id): Path<String>,
    OriginalUri(here): OriginalUri,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, ApiError> {
    let desk = Desk::new(backend, &sent.by, &headers, &here);
    match desk.wanted(&sent).await {
        Ok(wanted) => {
            desk.backend.change_button(&id, &button::change(wanted)).await?;
            note(&desk.backend, &sent.by, "panel: button changed", &id, &request_id).await;
            Ok(Redirect::to(&format!("/panel/buttons/{id}?saved")).into_response())
        }
        Err(wrong) => {
            let found = desk.backend.merchant_button(&id).await?;
            Ok(desk.one(StatusCode::UNPROCESSABLE_ENTITY, &found, &sent.fields, &wrong, None))
        }
    }
}

/// `POST /panel/buttons/{id}/retire`
pub async fn retire(
    State(backend): Handed,
    Path(id): Path<String>,
    Extension(request_id): Extension<RequestId>,
    sent: Sent,
) -> Result<Redirect, ApiError> {
    set_retired(&backend, &sent, &id, true, &request_id).await
}

/// `POST /panel/buttons/{id}/restore`
pub async fn restore(
    State(backend): Handed,
    Path(id): Path<String>,
    Extension(request_id): Extension<RequestId>,
    sent: Sent,
) -> Result<Redirect, ApiError> {
    set_retired(&backend, &sent, &id, false, &request_id).await
}

async fn set_retired(backend: &Backend, sent: &Sent, id: &str, retired: bool, why: &RequestId) -> Result<Redirect, ApiError> {
    backend.change_button(id, &ChangeButton { retired: Some(retired), ..ChangeButton::default() }).await?;
    let done = if retired { "panel: button retired" } else { "panel: button put back" };
    note(backend, &sent.by, done, id, why).await;
    Ok(Redirect::to(&format!("/panel/buttons/{id}")))
}

impl Desk {
    /// The currencies that somebody collects.
    fn currencies(&self) -> Vec<Currency> {
        let collected = |it: &Currency| self.backend.offers.counters().any(|counter| counter.currencies.contains(it));
        Currency::ALL.into_iter().filter(collected).collect()
    }

    /// What a form asks for, its picture kept already; or the fields that cannot be used.
    async fn wanted(&self, sent: &Sent) -> Result<CreateButton, Vec<String>> {
        let mut wanted = button::wanted(&sent.fields)?;
        let named = |error: ApiError| -> Vec<String> {
            let wrong: Vec<String> = error.wrong_fields().map(str::to_owned).collect();
            if wrong.is_empty() { vec!["image".to_owned()] } else { wrong }
        };
        self.backend.check_button(&wanted).map_err(named)?;
        if let Some(file) = &sent.file {
            wanted.image = Some(self.backend.add_picture(file).await.map_err(named)?.url);
        }
        Ok(wanted)
    }

    fn one(
        &self,
        status: StatusCode,
        found: &MerchantButton,
        fields: &Fields,
        wrong: &[String],
        done: Option<&'static str>,
    ) -> Response {
        let look = Look { lang: found.lang.clone(), theme: found.theme.clone(), label: found.label.clone() };
        let loader = self.backend.assets.get("ficha.js");
        let pin = loader.map(|file| format!("sha384-{}", STANDARD.encode(Sha384::digest(&file.plain))));
        let currency = found.amount.currency.parse().unwrap_or(Currency::Mxn);
        let pinned = pin.map(|pin| line(self.backend.config.public(), &found.id, &look, currency, Some(&pin)));
        let page = button::one(&self.around, &self.currencies(), &One { button: found, pinned, fields, wrong, done });
        self.answer(status, page)
    }
}
