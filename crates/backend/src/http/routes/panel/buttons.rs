//! `/panel/buttons`: made, changed and retired by forms that say what a merchant's server would send. What makes a
//! button right is decided in `orders/buttons.rs`, as for the API.

use super::{Posted, SignedInPanel};
use crate::base::error::WorkError;
use crate::db::buttons::Look;
use crate::orders::buttons::line;
use crate::orders::pictures;
use crate::pages::panel::button::{self, One};
use crate::pages::panel::buttons;
use crate::pages::panel::sent::{Fields, Sent};
use api::{ChangeButton, CreateButton, MerchantButton};
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use payments::Currency;
use sha2::{Digest, Sha384};

/// `GET /panel/buttons`
///
/// # Errors
///
/// As [`Buttons::list`](crate::orders::buttons::Buttons::list).
pub async fn list(desk: SignedInPanel, query: Fields) -> Result<Response, WorkError> {
    let found = desk.backend.buttons.list(query.said("cursor").as_deref(), None).await?;
    Ok(desk.answer(StatusCode::OK, buttons::page(&desk.around, &found)))
}

/// `GET /panel/buttons/new`
pub async fn blank(desk: SignedInPanel) -> Response {
    let currencies = desk.currencies();
    let fields = button::blank(currencies.first().map_or("MXN", |first| first.code()));
    desk.answer(StatusCode::OK, button::new(&desk.around, &currencies, &fields, &[]))
}

/// `POST /panel/buttons/new`
///
/// # Errors
///
/// `unavailable` where the db cannot be used. A field that cannot be used is said beside it, on the page.
pub async fn make(posted: Posted) -> Result<Response, WorkError> {
    let Posted { desk, sent, .. } = &posted;
    match desk.wanted(sent).await {
        Ok(wanted) => {
            let made = desk.backend.buttons.create(&wanted).await?;
            posted.note("panel: button made", &made.id).await;
            Ok(Redirect::to(&format!("/panel/buttons/{}?made", made.id)).into_response())
        }
        Err(wrong) => {
            let page = button::new(&desk.around, &desk.currencies(), &sent.fields, &wrong);
            Ok(desk.answer(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
    }
}

/// `GET /panel/buttons/{id}`
///
/// # Errors
///
/// `button_not_found`, and `unavailable` where the db cannot be used.
pub async fn show(desk: SignedInPanel, Path(id): Path<String>, RawQuery(query): RawQuery) -> Result<Response, WorkError> {
    let found = desk.backend.buttons.show(&id).await?;
    let done = match query.as_deref() {
        Some("made") => Some("button.made"),
        Some("saved") => Some("button.saved"),
        Some(_) | None => None,
    };
    Ok(desk.one(StatusCode::OK, &found, &button::typed(&found), &[], done))
}

/// `POST /panel/buttons/{id}`
///
/// # Errors
///
/// `button_not_found`, and `unavailable` where the db cannot be used. A field that cannot be used is said beside it, on the page.
pub async fn change(Path(id): Path<String>, posted: Posted) -> Result<Response, WorkError> {
    let Posted { desk, sent, .. } = &posted;
    match desk.wanted(sent).await {
        Ok(wanted) => {
            desk.backend.buttons.change(&id, &button::change(wanted)).await?;
            posted.note("panel: button changed", &id).await;
            Ok(Redirect::to(&format!("/panel/buttons/{id}?saved")).into_response())
        }
        Err(wrong) => {
            let found = desk.backend.buttons.show(&id).await?;
            Ok(desk.one(StatusCode::UNPROCESSABLE_ENTITY, &found, &sent.fields, &wrong, None))
        }
    }
}

/// `POST /panel/buttons/{id}/retire`
///
/// # Errors
///
/// `button_not_found`, and `unavailable` where the db cannot be used.
pub async fn retire(Path(id): Path<String>, posted: Posted) -> Result<Redirect, WorkError> {
    posted.set_retired(&id, true).await
}

/// `POST /panel/buttons/{id}/restore`
///
/// # Errors
///
/// `button_not_found`, and `unavailable` where the db cannot be used.
pub async fn restore(Path(id): Path<String>, posted: Posted) -> Result<Redirect, WorkError> {
    posted.set_retired(&id, false).await
}

impl Posted {
    async fn set_retired(&self, id: &str, retired: bool) -> Result<Redirect, WorkError> {
        let change = ChangeButton { retired: Some(retired), ..ChangeButton::default() };
        self.desk.backend.buttons.change(id, &change).await?;
        self.note(if retired { "panel: button retired" } else { "panel: button put back" }, id).await;
        Ok(Redirect::to(&format!("/panel/buttons/{id}")))
    }
}

impl SignedInPanel {
    /// The currencies that somebody collects.
    fn currencies(&self) -> Vec<Currency> {
        let collected = |it: &Currency| self.backend.offers.currencies().any(|collected| collected == *it);
        Currency::ALL.into_iter().filter(collected).collect()
    }

    /// What a form asks for, its picture kept already; or the fields that cannot be used.
    async fn wanted(&self, sent: &Sent) -> Result<CreateButton, Vec<String>> {
        let mut wanted = button::wanted(&sent.fields)?;
        let named = |error: WorkError| error.into_wrong_fields().unwrap_or_else(|_| vec!["image".to_owned()]);
        self.backend.buttons.check(&wanted).map_err(named)?;
        if let Some(file) = &sent.file {
            let backend = &self.backend;
            let kept = pictures::add(&*backend.db, backend.config.public(), file, backend.clock.now()).await;
            wanted.image = Some(kept.map_err(named)?.url);
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
