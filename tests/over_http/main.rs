//! The whole product without a browser: backend, sandbox and a plain client, over real HTTP and in one process. One program for all
//! of it, because each links the whole product.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap says less, not more")]

mod nothing_is_lost;
mod order_to_paid;
#[allow(dead_code, reason = "the journeys in a browser ask for more of it")]
#[path = "../product/mod.rs"]
mod product;
mod standing;
mod two_providers;
