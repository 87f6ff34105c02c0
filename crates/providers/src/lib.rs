//! The outside: one folder for each company whose API collects.

mod call;
pub mod capability;
#[cfg(feature = "sandbox")]
pub mod chance;
pub mod compropago;
pub mod error;
mod exact;
pub mod facts;
#[cfg(feature = "sandbox")]
pub mod fake;
pub mod future;
pub mod http;
pub mod kashio;
pub mod mercadopago;
pub mod provider;
pub mod register;
mod scrub;
pub mod settings;
mod signature;
#[cfg(feature = "sandbox")]
pub mod strict;
pub mod stripe;
pub mod trial;
pub mod webhook;

pub use error::{Kind, ProviderError, Reason};
pub use facts::Facts;
pub use provider::{Context, Provider};
