//! The outside: one folder for each company whose API collects.

pub mod compropago;
pub mod http;
pub mod provider;
#[cfg(feature = "sandbox")]
pub mod sandbox;

pub use provider::{Kind, Provider, ProviderError};
