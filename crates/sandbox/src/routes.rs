//! Every URL of the sandbox on one page: the control page, the control API, and, for everything else, the played provider
//! whose name begins the path: its API, and its own pages of vouchers.

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post, put};
use bytes::Bytes;
use http::{Method, Request, StatusCode, Uri};
use providers::fake::FakeCharge;
use serde_json::json;

use crate::control::{self, Problem};
use crate::fakes;
use crate::faults::{self, Kind};
use crate::page;
use crate::serve::CloseConnection;
use crate::ticket;
use crate::world::World;

/// No request of any provider is nearly as long.
const LONGEST_BODY: usize = 1024 * 1024;

/// The router of the sandbox: every fake provider, and the control page. `bases` are the addresses that the providers' own clients are given.
pub(crate) fn every(world: Arc<World>, bases: &[(&'static str, String)]) -> Router {
    let listed: Vec<_> = bases.iter().map(|(id, base)| json!({"id": id, "client_base": base})).collect();
    Router::new()
        .route("/control/providers", get(|| std::future::ready(Json(listed))))
        .route("/", get(page::html))
        .route("/page.css", get(page::css))
        .route("/page.js", get(page::js))
        .route("/ticket.css", get(page::ticket_css))
        .route("/control/state", get(control::state))
        .route("/control/events", get(control::events))
        .route("/control/charges", get(control::charges))
        .route("/control/charges/{id}", get(control::charge))
        .route("/control/charges/{id}/{action}", post(control::act))
        .route("/control/accounts", get(control::accounts))
        .route("/control/accounts/{key}", put(control::set_account))
        .route("/control/accounts/{key}/ping", post(control::ping))
        .route("/control/providers/{name}", get(control::settings).put(control::set_settings))
        .route("/control/deliveries", get(control::deliveries))
        .route("/control/faults", get(control::faults).post(control::add_fault).delete(control::clear_faults))
        .route("/control/clock", get(control::clock).post(control::move_clock))
        .route("/control/reset", post(control::reset))
        .fallback(provider)
        .with_state(world)
}

/// The router of one provider alone, whatever the path: for its own clients, where they take a host and no path.
pub(crate) fn of(name: &'static str, world: Arc<World>) -> Router {
    let named = move |State(world): State<Arc<World>>, mut request: Request<Body>| {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        *request.uri_mut() = format!("/{name}{path}").parse().unwrap_or_default();
        provider(State(world), request)
    };
    Router::new().fallback(named).with_state(world)
}

/// Hands a request to the played provider it is for, with whatever faults meet it on the way.
async fn provider(State(world): State<Arc<World>>, request: Request<Body>) -> Result<Response, Problem> {
    let path = request.uri().path().to_owned();
    let name = path.trim_start_matches('/').split('/').next().unwrap_or_default().to_owned();
    let mut request = whole(request, &name).await?;
    if let Some(charge) = ticket_at(&world, &name, &request) {
        return Ok(ticket::page(&charge, fakes::company(&name)));
    }
    let other = world.look(|state| state.played(&name).and_then(|played| played.for_another_amount(&request)));
    let met = world.ask(|state, _| state.faults.of_request(request.method().as_str(), &path, other.is_some()));
    let is_met_by = |kind: Kind| met.iter().find(|fault| fault.kind == kind);
    if let Some(fault) = is_met_by(Kind::Latency) {
        tokio::time::sleep(fault.latency()).await;
    }
    if let Some(fault) = is_met_by(Kind::ServerError) {
        return Ok(faults::server_error(fault.status).map(Body::from));
    }
    if let Some(other) = other.filter(|_| is_met_by(Kind::OtherAmount).is_some()) {
        request = other;
    }
    let answer = |state: &mut crate::world::State, now| Some(state.provider(&name)?.answer(&request, now));
    let safe = request.method().is_safe();
    let response = if safe && met.is_empty() { world.ask(answer) } else { world.change(answer) };
    let mut response = response.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, format!("nothing is at {path}")))?;
    tracing::info!(method = %request.method(), path, status = response.status().as_u16(), faults = met.len());
    if is_met_by(Kind::Timeout).is_some() {
        std::future::pending::<()>().await;
    }
    if is_met_by(Kind::Reset).is_some() {
        response.extensions_mut().insert(CloseConnection);
    }
    if is_met_by(Kind::Garbage).is_some() {
        response = faults::garbage(response);
    }
    if is_met_by(Kind::Truncated).is_some() {
        response = faults::truncated(response);
    }
    Ok(response.map(Body::from))
}

/// The charge whose own page, which anybody may open, is asked for at its provider's.
fn ticket_at(world: &World, name: &str, request: &Request<Bytes>) -> Option<FakeCharge> {
    let path = request.uri().path();
    // Every path of an API names its version; those of pages do not, and no call pays for looking.
    if request.method() != Method::GET || path.starts_with("/v") {
        return None;
    }
    let is_here = |charge: &FakeCharge| charge.page.as_deref() == Some(path);
    world.ask(|state, now| state.played(name)?.charges(now).into_iter().find(is_here))
}

/// The request with its body read, and its path without the provider's name.
async fn whole(request: Request<Body>, name: &str) -> Result<Request<Bytes>, Problem> {
    let (mut parts, body) = request.into_parts();
    let too_long = |_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "the body is longer than a megabyte".into());
    let body = axum::body::to_bytes(body, LONGEST_BODY).await.map_err(too_long)?;
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let rest = path.trim_start_matches('/').get(name.len()..).filter(|rest| rest.starts_with('/')).unwrap_or("/");
    parts.uri = rest.parse::<Uri>().unwrap_or_default();
    Ok(Request::from_parts(parts, body))
}
