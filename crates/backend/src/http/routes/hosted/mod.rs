//! `/pay/{button}` and `/o/{order}`: the checkout without scripts. A form is posted, and answered by the way to the slip. The
//! element's plain link leads to `/pay/` whatever it names: an order's own page is one step on, a CLABE's is there. Which page
//! answers, and under which headers, is decided in `answer.rs`.
//!
//! Reloading a posted form, or pressing twice, is one request: the form carries its idempotency key.

mod answer;

use self::answer::HostedPages;
use crate::Backend;
use crate::base::error::WorkError;
use crate::base::id;
use crate::base::idempotency::Key;
use crate::http::AppState;
use crate::http::layer::observe::RequestId;
use crate::http::openapi::operation::Operation;
use crate::pages::hosted::form::Typed;
use api::{ChargeState, Code};
use axum::extract::{Extension, Form, Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode};
use std::sync::Arc;
use utoipa::openapi::schema::Type;

/// What is said of the way from a form to its slip.
const MOVED: &str = "Redirect to the page of the order, which shows the voucher.";

/// What is said of an address that a messenger has touched.
const MENDED: &str = "Redirect to the address that is meant, where a messenger has added to it or changed it.";

/// `GET /pay/{button}`: the form of a button; or what else has an id and is asked for here.
pub async fn button(
    State(backend): AppState,
    Path(id): Path<String>,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
) -> Response {
    let desk = HostedPages::new(backend, &headers, request_id);
    if id.starts_with(id::ORDER) {
        return desk.dress(Redirect::to(&format!("/o/{id}")).into_response());
    }
    if id.starts_with(id::CLABE) {
        return desk.standing(&id).await;
    }
    match desk.offer(&id, &Typed { key: id::request(), ..Typed::default() }, None).await {
        Ok(page) => desk.answer(StatusCode::OK, page),
        Err(error) => desk.refuse(error),
    }
}

pub(crate) fn button_operation() -> Operation {
    Operation::page("showButtonPage", "The checkout of a button, as a form")
        .more("A customer's own CLABE is shown here, too, and an order's id leads to its page: `/pay/` takes the id of either.")
        .gives_text(200, "The checkout as a form.", "text/html")
        .gives_nothing(303, "Redirect to the page of the order, where the id is an order's.")
        .gives_nothing(308, MENDED)
}

/// `POST /pay/{button}`: an order from the button, and its charge.
pub async fn order(
    State(backend): AppState,
    Path(button): Path<String>,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
    typed: Result<Form<Typed>, axum::extract::rejection::FormRejection>,
) -> Response {
    let desk = HostedPages::new(backend, &headers, request_id);
    let opened = async {
        let Form(typed) = typed.map_err(|_| Code::UnsupportedMediaType)?;
        let key = Key::parse(&typed.key)?;
        Ok((desk.backend.orders.create_from_button(&button, &key).await?.id, typed))
    };
    match opened.await {
        Ok((order, typed)) => desk.collect(&order, typed).await,
        Err(error) => desk.refuse(error),
    }
}

pub(crate) fn order_operation() -> Operation {
    Operation::page("postButtonPage", "An order from the button, and its charge")
        .more("Reloading what was posted, or pressing twice, is one order: the form carries its key.")
        .takes_form(&Typed::FIELDS)
        .gives_nothing(303, MOVED)
}

/// `GET /o/{order}`: the slip, or that it is paid, or the form; `?choose` asks for the form.
pub async fn show(
    State(backend): AppState,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
) -> Response {
    let desk = HostedPages::new(backend, &headers, request_id);
    match desk.page(&id, wants_to_choose(query.as_deref())).await {
        Ok(page) => desk.answer(StatusCode::OK, page),
        Err(error) => desk.refuse(error),
    }
}

pub(crate) fn show_operation() -> Operation {
    Operation::page("showOrderPage", "The slip, or that it is paid, or the form")
        .more(
            "What comes next for this order. Whoever has its id may read it. Where scripts run, the widget takes the place of \
             the page.",
        )
        .may_ask("choose", "Ask for the form.", Type::String, "")
        .gives_text(200, "The page of the order.", "text/html")
        .gives_nothing(308, MENDED)
}

/// Whether the form is asked for, whatever else a messenger has put behind the address.
fn wants_to_choose(query: Option<&str>) -> bool {
    query.is_some_and(|query| query.split('&').any(|part| part.split('=').next() == Some("choose")))
}

/// `POST /o/{order}`: a charge of the order.
pub async fn charge(
    State(backend): AppState,
    Path(id): Path<String>,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
    typed: Result<Form<Typed>, axum::extract::rejection::FormRejection>,
) -> Response {
    let desk = HostedPages::new(backend, &headers, request_id);
    match typed {
        Ok(Form(typed)) => desk.collect(&id, typed).await,
        Err(_) => desk.refuse(Code::UnsupportedMediaType.into()),
    }
}

pub(crate) fn charge_operation() -> Operation {
    Operation::page("postOrderPage", "A charge of the order")
        .more("What is wrong is said at its field, with what was typed still there.")
        .takes_form(&Typed::FIELDS)
        .gives_nothing(303, MOVED)
}

/// `POST /o/{order}/cancel/{charge}`: the voucher is withdrawn, and the form is next; or, where it cannot be, what went wrong.
pub async fn cancel(
    State(backend): AppState,
    Path((order, charge)): Path<(String, String)>,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
) -> Response {
    let desk = HostedPages::new(backend, &headers, request_id);
    match desk.backend.collect.cancel(&order, &charge).await {
        // Paid meanwhile: the order's own page says so.
        Ok(charge) if charge.status == ChargeState::Paid => desk.dress(Redirect::to(&format!("/o/{order}")).into_response()),
        Ok(_) => desk.dress(Redirect::to(&format!("/o/{order}?choose")).into_response()),
        Err(error) => desk.refuse(error),
    }
}

pub(crate) fn cancel_operation() -> Operation {
    Operation::page("postCancelPage", "Withdraw the voucher")
        .more("Only where the provider can. Where money has come meanwhile, the next page says that it is paid.")
        .gives_nothing(303, "Redirect to the form, to choose another payment option.")
}

/// The page that says why a request never came this far.
pub fn refuse(backend: Arc<Backend>, headers: &HeaderMap, request_id: RequestId, error: WorkError) -> Response {
    HostedPages::new(backend, headers, request_id).refuse(error)
}
