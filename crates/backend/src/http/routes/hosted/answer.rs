//! The page a customer is answered with: the form, the slip, or what went wrong, in the reader's language and under the headers
//! every one of them has. Which URL was asked is not known here.
//!
//! A form that was refused is drawn again with what was typed; once it stands for another request, it carries another key.

use crate::Backend;
use crate::base::error::WorkError;
use crate::base::id;
use crate::base::idempotency::Key;
use crate::clabes::reusable;
use crate::db::orders;
use crate::http::layer::observe::RequestId;
use crate::http::layer::security_headers::CONTENT_POLICY;
use crate::pages::hosted::form::{self, Typed};
use crate::pages::hosted::{self, Page, Reader, Taken, slip, standing};
use api::{ChargeState, Code, OrderStatus};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use std::sync::Arc;

/// Who is asked, by whom.
pub(super) struct HostedPages {
    pub(super) backend: Arc<Backend>,
    reader: Reader,
    request_id: RequestId,
}

impl HostedPages {
    pub(super) fn new(backend: Arc<Backend>, headers: &HeaderMap, request_id: RequestId) -> Self {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Self { backend, reader: Reader::new(accepted), request_id }
    }

    /// The form of a button, as it sells now.
    pub(super) async fn offer(&self, button: &str, typed: &Typed, error: Option<&WorkError>) -> Result<Page, WorkError> {
        let offer = self.backend.orders.offer(&self.backend.orders.working_button(button).await?).await?;
        let page = form::page(&self.reader, &offer, &[], &format!("/pay/{button}"), typed, error);
        Ok(Page { taken: Some(Taken::Button(button.to_owned())), ..page })
    }

    /// The page of a customer's own CLABE.
    pub(super) async fn standing(&self, id: &str) -> Response {
        match reusable::show(&*self.backend.db, &self.backend.config.merchant, id).await {
            Ok(clabe) => self.answer(StatusCode::OK, standing::page(&self.reader, &clabe, self.backend.clock.now())),
            Err(error) => self.refuse(error),
        }
    }

    /// The page of an order as it stands.
    pub(super) async fn page(&self, id: &str, choosing: bool) -> Result<Page, WorkError> {
        let backend = &self.backend;
        let record = orders::find(&*backend.db, id).await?.ok_or(Code::OrderNotFound)?;
        let order = backend.orders.show(&record).await?;
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
            None => Err(WorkError::order_closed(record.order.status(now))),
        }
    }

    /// Makes the charge a form asks for: the way to its slip, or the form again. A form whose key is spent goes on with a new
    /// one by itself: who presses once more wants the one slip, and none was shown.
    pub(super) async fn collect(&self, order_id: &str, mut typed: Typed) -> Response {
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

    async fn make(&self, order_id: &str, typed: &Typed) -> Result<(), WorkError> {
        let key = Key::parse(&typed.key)?;
        let answered = self.backend.collect.create_charge(order_id, &key, &typed.charge()).await?;
        answered.refusal.map_or(Ok(()), Err)
    }

    /// The form once more, with what was typed and what was wrong.
    async fn again(&self, order_id: &str, typed: Typed, error: WorkError) -> Response {
        let order = async {
            let record = orders::find(&*self.backend.db, order_id).await.ok()??;
            if !record.order.takes_charges(self.backend.clock.now()) {
                return None;
            }
            Some((self.backend.orders.show(&record).await.ok()?, record.order.button))
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

    pub(super) fn refuse(&self, error: WorkError) -> Response {
        let page = hosted::problem(&self.reader, &self.backend.config.merchant, &error, &self.request_id.0);
        let mut response = self.answer(status(&error), page);
        if let Some(wait) = error.wait() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait));
        }
        response.extensions_mut().insert(error);
        response
    }

    pub(super) fn answer(&self, status: StatusCode, page: Page) -> Response {
        let html = page.write(self.backend.config.public());
        let mut response = self.dress((status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response());
        if status == StatusCode::OK {
            // A browser may keep it for who goes back, and for nobody else; whoever asks anew is told anew.
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        }
        response
    }

    /// Nobody keeps, finds or is told the address of an order; the merchant's pages may show it in a frame.
    pub(super) fn dress(&self, mut response: Response) -> Response {
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

fn status(error: &WorkError) -> StatusCode {
    StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
