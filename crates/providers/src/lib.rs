//! The outside: one folder for each company whose API collects.

pub mod capability;
pub mod compropago;
mod exact;
pub mod http;
pub mod kashio;
pub mod provider;
pub mod register;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod scrub;

pub use provider::{Kind, Provider, ProviderError};
