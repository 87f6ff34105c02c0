//! Routes that one kind of caller asks: each URL with its handler and what `/openapi.json` says of it, and what stands in front of
//! all of them.
//!
//! A route of a group cannot be without a description, and its address, its method, its scope and that it is limited are
//! described as they are. Which routes there are is not known here.

use crate::Backend;
use crate::config::limits::RateClass;
use crate::http::layer::audit::audited;
use crate::http::layer::rate_limit::limited;
use crate::http::openapi::operation::Operation;
use crate::http::openapi::shape::Named;
use crate::http::scopes;
use api::Code;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::from_fn;
use axum::routing::{self, MethodRouter};
use http::Method;
use std::sync::Arc;
use utoipa::openapi::PathItem;
use utoipa::openapi::path::HttpMethod;

/// What describes one route: the function beside its handler.
type Describe = fn() -> Operation;

/// Routes with the same caller, and the same in front of them.
pub(super) struct RouteGroup {
    tag: &'static str,
    limit: Option<RateClass>,
    /// Whether each call shows a merchant's token, and is written down where it changes something.
    of_merchant: bool,
    most: Option<usize>,
    routes: Vec<(&'static str, MethodRouter<Arc<Backend>>)>,
    described: Vec<(Method, HttpMethod, &'static str, Describe)>,
}

/// One route, as OpenAPI says it.
pub(super) struct Described {
    /// Its address.
    pub(super) path: String,
    /// What it takes, gives and refuses.
    pub(super) item: PathItem,
    /// The shapes it names.
    pub(super) schemas: Vec<Named>,
}

impl RouteGroup {
    /// A group that has no routes yet, under one of the tags of the description.
    pub(super) fn of(tag: &'static str) -> Self {
        Self { tag, limit: None, of_merchant: false, most: None, routes: Vec::new(), described: Vec::new() }
    }

    /// The merchant's server, with its token.
    pub(super) fn of_merchant() -> Self {
        Self { of_merchant: true, ..Self::of("merchant").limited(RateClass::Merchant) }
    }

    /// How often these may be asked for.
    pub(super) fn limited(self, class: RateClass) -> Self {
        Self { limit: Some(class), ..self }
    }

    /// How many bytes each of these takes at most, where that is another number than everywhere.
    pub(super) fn at_most(self, bytes: usize) -> Self {
        Self { most: Some(bytes), ..self }
    }

    /// A route that is read.
    pub(super) fn get<H: Handler<T, Arc<Backend>>, T: 'static>(self, path: &'static str, handler: H, says: Describe) -> Self {
        self.with(Method::GET, HttpMethod::Get, path, routing::get(handler), says)
    }

    /// A route that makes or does something.
    pub(super) fn post<H: Handler<T, Arc<Backend>>, T: 'static>(self, path: &'static str, handler: H, says: Describe) -> Self {
        self.with(Method::POST, HttpMethod::Post, path, routing::post(handler), says)
    }

    /// A route that changes what there is.
    pub(super) fn patch<H: Handler<T, Arc<Backend>>, T: 'static>(self, path: &'static str, handler: H, says: Describe) -> Self {
        self.with(Method::PATCH, HttpMethod::Patch, path, routing::patch(handler), says)
    }

    /// A route that removes what there is.
    pub(super) fn delete<H: Handler<T, Arc<Backend>>, T: 'static>(
        self,
        path: &'static str,
        handler: H,
        says: Describe,
    ) -> Self {
        self.with(Method::DELETE, HttpMethod::Delete, path, routing::delete(handler), says)
    }

    fn with(
        mut self,
        method: Method,
        described: HttpMethod,
        path: &'static str,
        handler: MethodRouter<Arc<Backend>>,
        says: Describe,
    ) -> Self {
        self.routes.push((path, handler));
        self.described.push((method, described, path, says));
        self
    }

    /// The routes, with what stands in front of them.
    pub(super) fn router(self, backend: &Arc<Backend>) -> Router<Arc<Backend>> {
        let mut router = self.routes.into_iter().fold(Router::new(), |router, (path, handler)| router.route(path, handler));
        if self.of_merchant {
            let backend = Arc::clone(backend);
            router = router.route_layer(from_fn(move |path, parameters, request, next| {
                audited(Arc::clone(&backend), path, parameters, request, next)
            }));
        }
        if let Some(class) = self.limit {
            let backend = Arc::clone(backend);
            router = router.route_layer(from_fn(move |path, parameters, request, next| {
                limited(Arc::clone(&backend), class, path, parameters, request, next)
            }));
        }
        match self.most {
            Some(bytes) => router.layer(DefaultBodyLimit::max(bytes)),
            None => router,
        }
    }

    /// What is said of each route, with its address below this one.
    pub(super) fn described(self, below: &'static str) -> impl Iterator<Item = Described> {
        let (tag, limit, of_merchant) = (self.tag, self.limit, self.of_merchant);
        self.described.into_iter().map(move |(method, described, path, says)| {
            let route = [below, path].concat();
            let mut operation = says();
            if limit.is_some() {
                operation = operation.refuses(&[Code::TooManyRequests]);
            }
            if of_merchant {
                operation = operation.with_token(scopes::needed(&method, &route));
            }
            let path = route.replace("{*", "{");
            let (item, schemas) = operation.written(tag, described, &path);
            Described { path, item, schemas }
        })
    }
}
