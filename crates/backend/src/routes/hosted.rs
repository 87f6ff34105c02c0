//! `/pay/{button}` and `/o/{order}`: the checkout without scripts. A form is posted, and answered by the way to the slip. The
//! element's plain link leads to `/pay/` whatever it names: an order's own page is one step on, a CLABE's is there.
//!
//! Reloading a posted form, or pressing twice, is one request: the form carries its idempotency key. A form that was
//! refused is drawn again with what was typed; once it stands for another request, it carries another key.

use super::Handed;
use super::security::CONTENT_POLICY;
use crate::Backend;
use crate::db::orders;
use crate::error::ApiError;
use crate::hosted::form::{self, Typed};
use crate::hosted::{self, Page, Reader, Taken, slip, standing};
use crate::id;
use crate::idempotency::Key;
use crate::observe::RequestId;
use api::{ChargeState, Code, Order, OrderStatus};
use axum::extract::{Extension, Form, Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use std::sync::Arc;

/// `GET /files/{name}`
pub async fn file(State(backend): Handed, Path(name): Path<String>, headers: HeaderMap) -> Result<Response, ApiError> {
    super::files::named(&backend, &format!("files/{name}"), hosted::files::find(&name), &headers).await
}

/// `GET /hosted.css`: for pages of our own that do not know the name of what it holds.
pub async fn css(headers: HeaderMap) -> Result<Response, ApiError> {
    Ok(super::files::send(hosted::files::STYLE.file().ok_or(Code::NotFound)?, &headers, super::files::FIVE_MINUTES))
}

/// `GET /takeover.js`: likewise.
pub async fn takeover(headers: HeaderMap) -> Result<Response, ApiError> {
    Ok(super::files::send(hosted::files::TAKEOVER.file().ok_or(Code::NotFound)?, &headers, super::files::FIVE_MINUTES))
}

/// `GET /card.png`
pub async fn card(headers: HeaderMap) -> Result<Response, ApiError> {
    let sent = super::files::send(hosted::card::picture().ok_or(Code::NotFound)?, &headers, super::files::FIVE_MINUTES);
    Ok(super::files::as_accepted(sent, &headers))
}

/// `GET /pay/{button}`: the form of a button; or what else has an id and is asked for here.
pub async fn button(
    State(backend): Handed,
    Path(id): Path<String>,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
) -> Response {
    let desk = Desk::new(backend, &headers, request_id);
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

/// `POST /pay/{button}`: an order from the button, and its charge.
pub async fn order(
    State(backend): Handed,
    Path(button): Path<String>,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
    typed: Result<Form<Typed>, axum::extract::rejection::FormRejection>,
) -> Response {
    let desk = Desk::new(backend, &headers, request_id);
    let opened = async {
        let Form(typed) = typed.map_err(|_| Code::UnsupportedMediaType)?;
        let key = Key::parse(&typed.key)?;
        let answered = desk.backend.order_from_button(&button, &key).await?;
        let order: Order =
            serde_json::from_str(&answered.body).map_err(|error| ApiError::from(Code::Internal).because(error))?;
        Ok((order.id, typed))
    };
    match opened.await {
        Ok((order, typed)) => desk.collect(&order, typed).await,
        Err(error) => desk.refuse(error),
    }
}

/// `GET /o/{order}`: the slip, or that it is paid, or the form; `?choose` asks for the form.
pub async fn show(
    State(backend): Handed,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
) -> Response {
    let desk = Desk::new(backend, &headers, request_id);
    match desk.page(&id, wants_to_choose(query.as_deref())).await {
        Ok(page) => desk.answer(StatusCode::OK, page),
        Err(error) => desk.refuse(error),
    }
}

/// Whether the form is asked for, whatever else a messenger has put behind the address.
fn wants_to_choose(query: Option<&str>) -> bool {
    query.is_some_and(|query| query.split('&').any(|part| part.split('=').next() == Some("choose")))
}

/// `POST /o/{order}`: a charge of the order.
pub async fn charge(
    State(backend): Handed,
    Path(id): Path<String>,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
    typed: Result<Form<Typed>, axum::extract::rejection::FormRejection>,
) -> Response {
    let desk = Desk::new(backend, &headers, request_id);
    match typed {
        Ok(Form(typed)) => desk.collect(&id, typed).await,
        Err(_) => desk.refuse(Code::UnsupportedMediaType.into()),
    }
}

/// `POST /o/{order}/cancel/{charge}`: the voucher is withdrawn, and the form is next; or, where it cannot be, what went wrong.
pub async fn cancel(
    State(backend): Handed,
    Path((order, charge)): Path<(String, String)>,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
) -> Response {
    let desk = Desk::new(backend, &headers, request_id);
    match desk.backend.collect.cancel(&order, &charge).await {
        // Paid meanwhile: the order's own page says so.
        Ok(charge) if charge.status == ChargeState::Paid => desk.dress(Redirect::to(&format!("/o/{order}")).into_response()),
        Ok(_) => desk.dress(Redirect::to(&format!("/o/{order}?choose")).into_response()),
        Err(error) => desk.refuse(error),
    }
}

/// The page that says why a request never came this far.
pub(super) fn refuse(backend: Arc<Backend>, headers: &HeaderMap, request_id: RequestId, error: ApiError) -> Response {
    Desk::new(backend, headers, request_id).refuse(error)
}

/// Who is asked, by whom.
struct Desk {
    backend: Arc<Backend>,
    reader: Reader,
    request_id: RequestId,
}

impl Desk {
    fn new(backend: Arc<Backend>, headers: &HeaderMap, request_id: RequestId) -> Self {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self { backend, reader: Reader::new(accepted), request_id }
    }

    /// The form of a button, as it sells now.
    async fn offer(&self, button: &str, typed: &Typed, error: Option<&ApiError>) -> Result<Page, ApiError> {
        let offer = self.backend.button_offer(&self.backend.working_button(button).await?).await?;
        let page = form::page(&self.reader, &offer, &[], &format!("/pay/{button}"), typed, error);
        Ok(Page { taken: Some(Taken::Button(button.to_owned())), ..page })
    }

    /// The page of a customer's own CLABE.
    async fn standing(&self, id: &str) -> Response {
        match self.backend.show_clabe(id).await {
            Ok(clabe) => self.answer(StatusCode::OK, standing::page(&self.reader, &clabe, self.backend.clock.now())),
            Err(error) => self.refuse(error),
        }
    }

    /// The page of an order as it stands.
    async fn page(&self, id: &str, choosing: bool) -> Result<Page, ApiError> {
        let backend = &self.backend;
        let record = orders::find(&*backend.db, id).await?.ok_or(Code::OrderNotFound)?;
        let order = backend.show(&record).await?;
        if matches!(order.status, OrderStatus::Paid | OrderStatus::Overpaid) {
            return Ok(slip::paid(&self.reader, &order));
        }
        // The newest that can be paid; where there is none, the newest that could.
        let slips = || order.charges.iter().rev().filter(|charge| charge.voucher.is_some());
        let charge = slips().find(|charge| charge.status == ChargeState::Pending).or_else(|| slips().next());
        let now = backend.clock.now();
        let renewable = record.order.takes_charges(now);
        match charge.filter(|charge| !choosing && (renewable || charge.status == ChargeState::Pending)) {
            Some(charge) => {
                let address = [backend.config.public(), "/o/", id].concat();
                Ok(slip::page(&self.reader, &order, charge, &address, now))
            }
            None if renewable => {
                // What the merchant knows of the customer is not shown: whoever was sent the link would read it.
                let typed = Typed { key: id::request(), ..Typed::default() };
                if let Err(error) = backend.collect.still_sold(&record).await {
                    return self.offer(record.order.button.as_deref().unwrap_or_default(), &typed, Some(&error)).await;
                }
                let page = form::page(&self.reader, &order.offer, &order.known, &format!("/o/{id}"), &typed, None);
                // Who asks for another way to pay is not to be shown the slip there is.
                let taken = (!choosing).then(|| Taken::Order(id.to_owned()));
                Ok(Page { taken, ..page })
            }
            None => Err(ApiError::order_closed(record.order.status(now))),
        }
    }

    /// Makes the charge a form asks for: the way to its slip, or the form again. A form whose key is spent goes on with a new
    /// one by itself: who presses once more wants the one slip, and none was shown.
    async fn collect(&self, order_id: &str, mut typed: Typed) -> Response {
        let mut made = self.make(order_id, &typed).await;
        if made.as_ref().is_err_and(|error| error.code == Code::IdempotencyKeySpent) {
            typed.key = id::request();
            made = self.make(order_id, &typed).await;
        }
        match made {
            Ok(()) => self.dress(Redirect::to(&format!("/o/{order_id}")).into_response()),
            Err(error) => self.again(order_id, typed, error).await,
        }
    }

    async fn make(&self, order_id: &str, typed: &Typed) -> Result<(), ApiError> {
        let key = Key::parse(&typed.key)?;
        let answered = self.backend.collect.create_charge(order_id, &key, &typed.charge()).await?;
        answered.refusal.map_or(Ok(()), Err)
    }

    /// The form once more, with what was typed and what was wrong.
    async fn again(&self, order_id: &str, typed: Typed, error: ApiError) -> Response {
        let order = async {
            let record = orders::find(&*self.backend.db, order_id).await.ok()??;
            if !record.order.takes_charges(self.backend.clock.now()) {
                return None;
            }
            Some((self.backend.show(&record).await.ok()?, record.order.button))
        };
        let Some((order, button)) = order.await else { return self.refuse(error) };
        let key = if still_the_same_request(error.code) { typed.key.clone() } else { id::request() };
        let typed = Typed { key, ..typed };
        let page = match button.filter(|_| error.code == Code::OfferChanged) {
            // Whoever wants it at the price of now has only to press again.
            Some(button) => match self.offer(&button, &typed, Some(&error)).await {
                Ok(page) => page,
                Err(error) => return self.refuse(error),
            },
            None => form::page(&self.reader, &order.offer, &order.known, &format!("/o/{order_id}"), &typed, Some(&error)),
        };
        let mut response = self.answer(status(&error), page);
        response.extensions_mut().insert(error);
        response
    }

    fn refuse(&self, error: ApiError) -> Response {
        let page = hosted::problem(&self.reader, &self.backend.config.merchant, &error, &self.request_id.0);
        let mut response = self.answer(status(&error), page);
        if let Some(wait) = error.wait() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        }
        response.extensions_mut().insert(error);
        response
    }

    fn answer(&self, status: StatusCode, page: Page) -> Response {
        let html = page.write(self.backend.config.public());
        let mut response = self.dress((status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response());
        if status == StatusCode::OK {
            // A browser may keep it for who goes back, and for nobody else; whoever asks anew is told anew.
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        }
        response
    }

    /// Nobody keeps, finds or is told the address of an order; the merchant's pages may show it in a frame.
    fn dress(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
        let ancestors = format!("frame-ancestors 'self' {}", self.backend.config.allowed_origins.sources());
        let policy = CONTENT_POLICY.replace("frame-ancestors 'self'", ancestors.trim_end());
        let policy = policy.replace("img-src 'self' data:", "img-src 'self' data: https:");
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }
}

/// Whether the form that comes next asks for the same thing: its key was not answered, and is to be used again.
fn still_the_same_request(code: Code) -> bool {
    matches!(code, Code::ProviderUnreachable | Code::ProviderNotUnderstood | Code::Unavailable | Code::Internal)
}

fn status(error: &ApiError) -> StatusCode {
    StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
