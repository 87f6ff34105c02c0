//! ComproPago (Mexico): cash at the counter of a store, and SPEI transfers.

#[cfg(feature = "sandbox")]
pub mod sandbox;
