//! The binary from outside, as an operator meets it: its commands, what it asks of a provider, and all that the documents say to do
//! with it. One program for all of it, because each links the whole backend.
#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap says less, not more")]

#[cfg(unix)]
mod commands;
#[cfg(unix)]
mod documents;
mod providers;
mod trial;
