//! The routes: one file a subject. A route reads the request, calls the work, and answers; it decides nothing.

pub mod accounts;
pub mod audited;
pub mod buttons;
pub mod charges;
pub mod clabes;
pub mod cors;
pub mod events;
pub mod files;
pub mod health;
pub mod hosted;
pub mod json;
pub mod limited;
pub mod listing;
pub mod merchant;
pub mod metrics;
pub mod nothing;
pub mod openapi;
pub mod orders;
pub mod panel;
pub mod part;
pub mod people;
pub mod pictures;
pub mod query;
pub mod security;
mod unreadable;
pub mod webhook_endpoints;
pub mod webhooks;
mod whole_numbers;

use crate::Backend;
use axum::extract::State;
use std::sync::Arc;

/// What every route is handed.
pub type Handed = State<Arc<Backend>>;
