//! Every URL, on one page, by who calls it. What each does stands in `http/routes/`. What is answered, and to whom, is not
//! known here; how often somebody may ask is named beside each group. What `/openapi.json` says of a route stands beside its handler.

use crate::Backend;
use crate::config::limits::RateClass;
use crate::http::group::{Described, RouteGroup};
use crate::http::layer::observe::{caught, observe};
use crate::http::layer::rate_limit::limited;
use crate::http::layer::{cors, security_headers};
use crate::http::routes::people::for_people;
use crate::http::routes::{
    accounts, buttons, charges, clabes, events, fallback, files, health, hosted, listing, metrics, openapi, orders, page_files,
    panel, pictures, webhook_endpoints as endpoints, webhooks,
};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::routing::{get, post};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate, SizeAbove};

/// Where the API is.
const API: &str = "/api/v1";

/// The most a page or a merchant may send.
const API_BODY: usize = 16 * 1024;

/// The most a form of the panel may weigh: a picture, and some words around it.
const PANEL_BODY: usize = crate::orders::pictures::MOST + 64 * 1024;

/// The most a webhook may weigh: what we read of it is one id.
const WEBHOOK_BODY: usize = 256 * 1024;

/// Every URL that `/openapi.json` describes, by where it is mounted.
struct Urls {
    /// The API, below [`API`].
    api: [RouteGroup; 5],
    /// The customer's pages.
    hosted: [RouteGroup; 3],
    /// What takes bodies of another size than the API, or none.
    others: [RouteGroup; 5],
}

fn urls() -> Urls {
    // The page: whoever has the id of a button or of an order.
    let looks = RouteGroup::of("page")
        .limited(RateClass::Read)
        .get("/buttons/{id}", buttons::show, buttons::show_operation)
        .get("/orders/{id}", orders::show, orders::show_operation)
        .get("/orders/{id}/events", events::of_order, events::of_order_operation)
        .get("/clabes/{id}", clabes::show, clabes::show_operation)
        .get("/clabes/{id}/events", events::of_clabe, events::of_clabe_operation);
    let does = RouteGroup::of("page")
        .limited(RateClass::Write)
        .post("/buttons/{id}/orders", buttons::order, buttons::order_operation)
        .post("/orders/{id}/charges", charges::create, charges::create_operation)
        .post("/orders/{id}/charges/{charge}/cancel", charges::cancel, charges::cancel_operation);
    let sends = RouteGroup::of("page").limited(RateClass::Sms).post(
        "/orders/{id}/charges/{charge}/sms",
        charges::sms,
        charges::sms_operation,
    );

    // The merchant's server, with its token.
    let merchant = RouteGroup::of_merchant()
        .get("/buttons", buttons::list, buttons::list_operation)
        .post("/buttons", buttons::create, buttons::create_operation)
        .patch("/buttons/{id}", buttons::change, buttons::change_operation)
        .get("/orders", listing::list, listing::list_operation)
        .post("/orders", orders::create, orders::create_operation)
        .get("/orders.csv", listing::csv, listing::csv_operation)
        .get("/orders/{id}/history", listing::history, listing::history_operation)
        .post("/orders/{id}/settle", listing::settle, listing::settle_operation)
        .post("/orders/{id}/notes", listing::note, listing::note_operation)
        .patch("/orders/{id}", orders::change, orders::change_operation)
        .get("/going-live", listing::going_live, listing::going_live_operation)
        .get("/clabes", clabes::list, clabes::list_operation)
        .post("/clabes", clabes::create, clabes::create_operation)
        .get("/accounts", accounts::list, accounts::list_operation)
        .post("/accounts", accounts::open, accounts::open_operation)
        .get("/accounts/{id}", accounts::show, accounts::show_operation)
        .get("/accounts/{id}/transactions", accounts::transactions, accounts::transactions_operation)
        .get("/webhook-endpoints", endpoints::list, endpoints::list_operation)
        .post("/webhook-endpoints", endpoints::create, endpoints::create_operation)
        .get("/webhook-endpoints/{id}", endpoints::show, endpoints::show_operation)
        .patch("/webhook-endpoints/{id}", endpoints::change, endpoints::change_operation)
        .delete("/webhook-endpoints/{id}", endpoints::remove, endpoints::remove_operation)
        .post("/webhook-endpoints/{id}/secret", endpoints::change_secret, endpoints::change_secret_operation)
        .post("/webhook-endpoints/{id}/ping", endpoints::ping, endpoints::ping_operation)
        .get("/webhook-endpoints/{id}/deliveries", endpoints::deliveries, endpoints::deliveries_operation)
        .post("/webhook-endpoints/{id}/deliveries/{event}/resend", endpoints::resend, endpoints::resend_operation);
    let uploads = RouteGroup::of_merchant().at_most(crate::orders::pictures::MOST).post(
        "/pictures",
        pictures::create,
        pictures::create_operation,
    );

    // The customer, where no script runs.
    let pages = RouteGroup::of("customer")
        .limited(RateClass::Read)
        .get("/pay/{button}", hosted::button, hosted::button_operation)
        .get("/o/{order}", hosted::show, hosted::show_operation);
    let forms = RouteGroup::of("customer")
        .limited(RateClass::Write)
        .post("/pay/{button}", hosted::order, hosted::order_operation)
        .post("/o/{order}", hosted::charge, hosted::charge_operation)
        .post("/o/{order}/cancel/{charge}", hosted::cancel, hosted::cancel_operation);
    let loaded = RouteGroup::of("customer")
        .get("/files/{name}", page_files::file, page_files::file_operation)
        .get("/hosted.css", page_files::css, page_files::css_operation)
        .get("/takeover.js", page_files::takeover, page_files::takeover_operation)
        .get("/card.png", page_files::card, page_files::card_operation);

    // The providers.
    let webhooks = RouteGroup::of("provider").limited(RateClass::Webhook).at_most(WEBHOOK_BODY).post(
        "/webhooks/{account}",
        webhooks::receive,
        webhooks::receive_operation,
    );

    // The widget, from any page.
    let widget = RouteGroup::of("widget").get("/ficha.js", files::loader, files::loader_operation).get(
        "/assets/{*path}",
        files::asset,
        files::asset_operation,
    );
    let shown =
        RouteGroup::of("customer").limited(RateClass::Read).get("/pictures/{id}", pictures::show, pictures::show_operation);

    // Whoever watches over the backend.
    let operator = RouteGroup::of("operator")
        .limited(RateClass::Read)
        .get("/readyz", health::ready, health::ready_operation)
        .get("/metrics", metrics::among_others, metrics::among_others_operation)
        .get("/openapi.json", openapi::show, openapi::show_operation);
    let alive = RouteGroup::of("operator").get("/healthz", health::alive, health::alive_operation);

    Urls {
        api: [looks, does, sends, merchant, uploads],
        hosted: [pages, forms, loaded],
        others: [webhooks, widget, shown, operator, alive],
    }
}

/// What is said of each.
pub(super) fn described() -> impl Iterator<Item = Described> {
    let Urls { api, hosted, others } = urls();
    let outside = hosted.into_iter().chain(others).flat_map(|group| group.described(""));
    api.into_iter().flat_map(|group| group.described(API)).chain(outside)
}

/// The whole of it.
pub fn router(backend: Arc<Backend>) -> Router {
    let (seen, people) = (Arc::clone(&backend), Arc::clone(&backend));
    let merged = |router: Router<Arc<Backend>>, group: RouteGroup| router.merge(group.router(&backend));
    let Urls { api, hosted, others } = urls();
    // What the fallback answers must pass through the layer too: it is where a browser's first question arrives.
    let api = api.into_iter().fold(Router::new(), merged);
    let api = api.method_not_allowed_fallback(fallback::wrong_method).layer(cors::layer(&backend.config.allowed_origins));
    let small = hosted.into_iter().fold(Router::new().nest(API, api), merged).layer(DefaultBodyLimit::max(API_BODY));
    others
        .into_iter()
        .fold(small, merged)
        .merge(panel(&backend))
        .fallback(files::site)
        .method_not_allowed_fallback(fallback::wrong_method)
        .layer(map_response(security_headers::headers))
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
        .layer(map_response(security_headers::headers))
        .layer(CatchPanicLayer::custom(caught))
        .with_state(backend)
}

/// What a merchant does in a browser. These pages call what the API's routes call, so they are described nowhere but here.
fn panel(backend: &Arc<Backend>) -> Router<Arc<Backend>> {
    let limit = |asking: RateClass| {
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
        .route_layer(limit(RateClass::Read));
    let door = Router::new().route("/panel/sign-in", post(panel::session::sign_in)).route_layer(limit(RateClass::SignIn));
    panel.merge(door).layer(DefaultBodyLimit::max(PANEL_BODY)).layer(from_fn_with_state(Arc::clone(backend), panel::dressed))
}
