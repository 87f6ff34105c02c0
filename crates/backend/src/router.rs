//! Every URL, on one page, by who calls it. What each does stands in `routes/`. What is answered, and to whom, is not
//! known here; how often somebody may ask is named beside each group.

use crate::Backend;
use crate::limits::Asking;
use crate::observe::{caught, observe};
use crate::routes::audited::audited;
use crate::routes::limited::limited;
use crate::routes::people::for_people;
use crate::routes::{
    accounts, buttons, charges, clabes, cors, events, files, health, hosted, listing, metrics, nothing, openapi, orders, panel,
    pictures, security, webhook_endpoints, webhooks,
};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::routing::{get, patch, post};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate, SizeAbove};

/// The most a page or a merchant may send.
const API_BODY: usize = 16 * 1024;

/// The most a form of the panel may weigh: a picture, and some words around it.
const PANEL_BODY: usize = crate::pictures::MOST + 64 * 1024;

/// The most a webhook may weigh: what we read of it is one id.
const WEBHOOK_BODY: usize = 256 * 1024;

/// The whole of it.
pub fn router(backend: Arc<Backend>) -> Router {
    let (seen, people) = (Arc::clone(&backend), Arc::clone(&backend));
    let limit = |asking: Asking| {
        let backend = Arc::clone(&backend);
        from_fn(move |path, parameters, request, next| limited(Arc::clone(&backend), asking, path, parameters, request, next))
    };

    let audit = {
        let backend = Arc::clone(&backend);
        from_fn(move |path, parameters, request, next| audited(Arc::clone(&backend), path, parameters, request, next))
    };

    // The page: whoever has the id of a button or of an order.
    let looks = Router::new()
        .route("/buttons/{id}", get(buttons::show))
        .route("/orders/{id}", get(orders::show))
        .route("/orders/{id}/events", get(events::of_order))
        .route("/clabes/{id}", get(clabes::show))
        .route("/clabes/{id}/events", get(events::of_clabe))
        .route_layer(limit(Asking::Read));
    let does = Router::new()
        .route("/buttons/{id}/orders", post(buttons::order))
        .route("/orders/{id}/charges", post(charges::create))
        .route("/orders/{id}/charges/{charge}/cancel", post(charges::cancel))
        .route_layer(limit(Asking::Write));
    let sends = Router::new().route("/orders/{id}/charges/{charge}/sms", post(charges::sms)).route_layer(limit(Asking::Sms));

    // The merchant's server, with its token.
    let merchant = Router::new()
        .route("/buttons", get(buttons::list).post(buttons::create))
        .route("/buttons/{id}", patch(buttons::change))
        .route("/orders", get(listing::list).post(orders::create))
        .route("/orders.csv", get(listing::csv))
        .route("/orders/{id}/history", get(listing::history))
        .route("/orders/{id}/settle", post(listing::settle))
        .route("/orders/{id}/notes", post(listing::note))
        .route("/orders/{id}", patch(orders::change))
        .route("/going-live", get(listing::going_live))
        .route("/clabes", get(clabes::list).post(clabes::create))
        .route("/accounts", get(accounts::list).post(accounts::open))
        .route("/accounts/{id}", get(accounts::show))
        .route("/accounts/{id}/transactions", get(accounts::transactions))
        .route("/webhook-endpoints", get(webhook_endpoints::list).post(webhook_endpoints::create))
        .route(
            "/webhook-endpoints/{id}",
            get(webhook_endpoints::show).patch(webhook_endpoints::change).delete(webhook_endpoints::remove),
        )
        .route("/webhook-endpoints/{id}/secret", post(webhook_endpoints::change_secret))
        .route("/webhook-endpoints/{id}/ping", post(webhook_endpoints::ping))
        .route("/webhook-endpoints/{id}/deliveries", get(webhook_endpoints::deliveries))
        .route("/webhook-endpoints/{id}/deliveries/{event}/resend", post(webhook_endpoints::resend))
        .route_layer(audit)
        .route_layer(limit(Asking::Merchant));
    let uploads = Router::new()
        .route("/pictures", post(pictures::create))
        .route_layer(limit(Asking::Merchant))
        .layer(DefaultBodyLimit::max(crate::pictures::MOST));

    // The providers.
    let webhooks = Router::new()
        .route("/webhooks/{provider}", post(webhooks::receive))
        .route_layer(limit(Asking::Webhook))
        .layer(DefaultBodyLimit::max(WEBHOOK_BODY));

    // The widget, from any page.
    let widget = Router::new().route("/ficha.js", get(files::loader)).route("/assets/{*path}", get(files::asset));
    let shown = Router::new().route("/pictures/{id}", get(pictures::show)).route_layer(limit(Asking::Read));

    // The customer, where no script runs.
    let pages = Router::new()
        .route("/pay/{button}", get(hosted::button))
        .route("/o/{order}", get(hosted::show))
        .route_layer(limit(Asking::Read));
    let forms = Router::new()
        .route("/pay/{button}", post(hosted::order))
        .route("/o/{order}", post(hosted::charge))
        .route("/o/{order}/cancel/{charge}", post(hosted::cancel))
        .route_layer(limit(Asking::Write));
    let hosted = pages
        .merge(forms)
        .route("/files/{name}", get(hosted::file))
        .route("/hosted.css", get(hosted::css))
        .route("/takeover.js", get(hosted::takeover))
        .route("/card.png", get(hosted::card));

    // Whoever watches over the backend.
    let operator = Router::new()
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::among_others))
        .route("/openapi.json", get(openapi::show))
        .route_layer(limit(Asking::Read))
        .route("/healthz", get(health::alive));

    // What the fallback answers must pass through the layer too: it is where a browser's first question arrives.
    let api = looks
        .merge(does)
        .merge(sends)
        .merge(merchant)
        .merge(uploads)
        .method_not_allowed_fallback(nothing::wrong_method)
        .layer(cors::layer(&backend.config.allowed_origins));

    Router::new()
        .nest("/api/v1", api)
        .merge(hosted)
        .layer(DefaultBodyLimit::max(API_BODY))
        .merge(webhooks)
        .merge(panel(&backend))
        .merge(widget)
        .merge(shown)
        .merge(operator)
        .fallback(files::site)
        .method_not_allowed_fallback(nothing::wrong_method)
        .layer(map_response(security::headers))
        .layer(CatchPanicLayer::custom(caught))
        .layer(from_fn(move |request, next| for_people(Arc::clone(&people), request, next)))
        .layer(from_fn(move |request, next| observe(Arc::clone(&seen), request, next)))
        .layer(compressed())
        .with_state(backend)
}

/// What is written for one reader is compressed as it is sent: text that gains by it, and never a picture or a stream
/// of events. Files come compressed already (`files.rs`).
fn compressed() -> CompressionLayer<impl Predicate> {
    CompressionLayer::new().compress_when(
        DefaultPredicate::new().and(NotForContentType::const_new("application/octet-stream")).and(SizeAbove::new(200)),
    )
}

/// What is served at an address of its own, where the configuration has one: nothing a customer or a merchant needs.
pub fn operators(backend: Arc<Backend>) -> Router {
    Router::new()
        .route("/metrics", get(metrics::apart))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .layer(map_response(security::headers))
        .layer(CatchPanicLayer::custom(caught))
        .with_state(backend)
}

/// What a merchant does in a browser. These pages call what the API's routes call, so they are described nowhere but here.
fn panel(backend: &Arc<Backend>) -> Router<Arc<Backend>> {
    let limit = |asking: Asking| {
        let backend = Arc::clone(backend);
        from_fn(move |path, parameters, request, next| limited(Arc::clone(&backend), asking, path, parameters, request, next))
    };
    let panel = Router::new()
        .route("/panel", get(panel::home))
        .route("/panel/buttons", get(panel::buttons::list))
        .route("/panel/buttons/new", get(panel::buttons::blank).post(panel::buttons::make))
        .route("/panel/buttons/{id}", get(panel::buttons::show).post(panel::buttons::change))
        .route("/panel/buttons/{id}/retire", post(panel::buttons::retire))
        .route("/panel/buttons/{id}/restore", post(panel::buttons::restore))
        .route("/panel/orders", get(panel::orders::list))
        .route("/panel/orders.csv", get(panel::orders::csv))
        .route("/panel/orders/{id}", get(panel::orders::show))
        .route("/panel/orders/{id}/settle", post(panel::orders::settle))
        .route("/panel/orders/{id}/notes", post(panel::orders::note_down))
        .route("/panel/going-live", get(panel::going_live::show))
        .route("/panel/preview/{draft}/api/v1/buttons/{id}", get(panel::preview::offer))
        .route("/panel/preview/{draft}/api/v1/buttons/{id}/orders", post(panel::preview::order))
        .route("/panel/sign-in", get(panel::session::show))
        .route("/panel/sign-out", post(panel::session::sign_out))
        .route("/panel/language/{tag}", get(panel::session::language))
        .route("/panel/files/{name}", get(panel::file))
        .route_layer(limit(Asking::Read));
    let door = Router::new().route("/panel/sign-in", post(panel::session::sign_in)).route_layer(limit(Asking::SignIn));
    panel.merge(door).layer(DefaultBodyLimit::max(PANEL_BODY)).layer(from_fn_with_state(Arc::clone(backend), panel::dressed))
}
