//! HTTP: every URL, what is read from a request, what stands in front of a route, and how a failure is answered.
//!
//! Only this room and [`pages`](crate::pages) know statuses, headers and JSON. A route holds no rule about money: it reads, calls the work and answers.

pub mod error;
pub mod extract;
mod group;
pub mod idempotency;
pub mod layer;
pub mod limits;
pub mod openapi;
pub mod router;
pub mod routes;
pub mod scopes;

use crate::Backend;
use axum::extract::State;
use std::sync::Arc;

/// What every route is handed.
pub type AppState = State<Arc<Backend>>;
