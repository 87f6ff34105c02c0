//! Which pages may read the API's answers: the merchant's list, and nobody else.

use crate::config::Origins;
use crate::http::idempotency::REPLAYED;
use crate::http::layer::observe::REQUEST_ID;
use http::{HeaderName, Method, header};
use std::time::Duration;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// The layer around the API. A merchant's token is not for pages, so `Authorization` is not allowed.
pub fn layer(origins: &Origins) -> CorsLayer {
    let origins = origins.clone();
    let allowed = AllowOrigin::predicate(move |origin, _| origin.to_str().is_ok_and(|origin| origins.allow(origin)));
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::CONTENT_TYPE,
            header::IF_NONE_MATCH,
            HeaderName::from_static("idempotency-key"),
            HeaderName::from_static("last-event-id"),
            REQUEST_ID,
        ])
        .expose_headers([header::DATE, header::ETAG, header::RETRY_AFTER, REPLAYED, REQUEST_ID])
        .max_age(Duration::from_secs(2 * 60 * 60))
}
