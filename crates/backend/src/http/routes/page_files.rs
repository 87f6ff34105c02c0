//! What the customer's pages load: styles, a script, an icon, and the picture a messenger shows. A page names them by their
//! content; two are also there by a name that stays, for pages that cannot know it.

use super::files;
use crate::base::error::WorkError;
use crate::http::AppState;
use crate::http::openapi::operation::Operation;
use crate::pages::hosted;
use api::Code;
use axum::extract::{Path, State};
use axum::response::Response;
use http::HeaderMap;

/// `GET /files/{name}`
///
/// # Errors
///
/// `not_found` where neither this release nor one that is kept has the file, and `unavailable` where the db cannot be used.
pub async fn file(State(backend): AppState, Path(name): Path<String>, headers: HeaderMap) -> Result<Response, WorkError> {
    files::named(&backend, &format!("files/{name}"), hosted::files::find(&name), &headers).await
}

pub(crate) fn file_operation() -> Operation {
    Operation::new("readFile", "What these pages load: styles, a script, an icon")
        .more("Named by its content, so that it may be kept for ever.")
        .with_tag()
        .gives_texts(200, "The file.", &["text/css", "text/javascript", "image/svg+xml"])
        .refuses(&[Code::NotFound])
}

/// `GET /hosted.css`: for pages of our own that do not know the name of what it holds.
///
/// # Errors
///
/// `not_found` where the file is not in the program, which a test rules out.
pub async fn css(headers: HeaderMap) -> Result<Response, WorkError> {
    Ok(files::send(hosted::files::STYLE.file().ok_or(Code::NotFound)?, &headers, files::FIVE_MINUTES))
}

pub(crate) fn css_operation() -> Operation {
    Operation::file("readStyle", "The styles of these pages", "text/css")
        .more("For pages that do not know the name it has by its content.")
}

/// `GET /takeover.js`: likewise.
///
/// # Errors
///
/// `not_found` where the file is not in the program, which a test rules out.
pub async fn takeover(headers: HeaderMap) -> Result<Response, WorkError> {
    Ok(files::send(hosted::files::TAKEOVER.file().ok_or(Code::NotFound)?, &headers, files::FIVE_MINUTES))
}

pub(crate) fn takeover_operation() -> Operation {
    Operation::file("readTakeover", "What lets the widget take these pages over", "text/javascript")
        .more("Where it cannot, nothing changes: what the server drew works without.")
}

/// `GET /card.png`
///
/// # Errors
///
/// `not_found` where the picture is not in the program, which a test rules out.
pub async fn card(headers: HeaderMap) -> Result<Response, WorkError> {
    let sent = files::send(hosted::card::picture().ok_or(Code::NotFound)?, &headers, files::FIVE_MINUTES);
    Ok(files::as_accepted(sent, &headers))
}

pub(crate) fn card_operation() -> Operation {
    Operation::new("readCard", "What a messenger shows where what is sold has no picture")
        .more("Named in the head of the pages, for whoever is sent their address.")
        .with_tag()
        .gives_file(200, "The picture.", &["image/png"])
        .refuses(&[Code::NotFound])
}
