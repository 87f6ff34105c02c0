//! The documents for merchants and developers, held against each other and against what they speak of. What they give to copy is run
//! elsewhere: `tests/browser/guest/pasted/`, `crates/server/tests/program/documents/`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap says less, not more")]

#[path = "mod.rs"]
mod documents;
mod explained;
mod translated;
