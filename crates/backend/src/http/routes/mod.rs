//! The routes: one file a subject. A route reads the request, calls the work, and answers; it decides nothing.

pub mod accounts;
pub mod buttons;
pub mod charges;
pub mod clabes;
pub mod events;
pub mod fallback;
pub mod files;
pub mod health;
pub mod hosted;
pub mod listing;
pub mod metrics;
pub mod openapi;
pub mod orders;
pub mod page_files;
pub mod panel;
pub mod people;
pub mod pictures;
pub mod webhook_endpoints;
pub mod webhooks;
