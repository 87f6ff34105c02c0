//! What we publish, judged by programs that we did not write: linters and generators read `/openapi.json`, a validator reads
//! every page, an auditor visits them in a browser, and schemathesis asks whatever it likes. And what our clients send, judged by the
//! providers' own specifications. They are where `cargo xtask test` has
//! installed them (steps `described` and `judges`).
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap says less, not more")]

mod audited;
mod described;
mod judge;
mod listed;
mod pages;
mod prism;
#[allow(dead_code, unused_imports, reason = "the journeys in a browser ask for more of it")]
#[path = "../product/mod.rs"]
mod product;
mod schemathesis;
mod sent;
mod valid;
mod visitor;
