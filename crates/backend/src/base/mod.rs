//! The ground: clocks, ids, what a failure is, and what lets one at a time through. It knows nothing that stands above it.

pub mod budget;
pub mod chance;
pub mod change_feed;
pub mod clock;
pub mod error;
pub mod files;
pub mod fold;
pub mod id;
pub mod idempotency;
pub mod named;
pub mod public_address;
pub mod scope;
pub mod short_text;
pub mod single_flight;
pub mod web_address;
pub mod witness;
