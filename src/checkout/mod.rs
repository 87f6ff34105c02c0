//! The checkout: the component that holds the state and picks the screen.
//!
//! One file a screen beside this one. It knows neither fetch (`flow` does) nor how the page's element is defined
//! (`element` does). Every view is erased at its root (`into_any`), because each type of view costs a phone bytes.

pub mod likely;
pub mod state;

#[cfg(target_arch = "wasm32")]
mod actions;
#[cfg(target_arch = "wasm32")]
mod by_name;
#[cfg(target_arch = "wasm32")]
mod change;
#[cfg(target_arch = "wasm32")]
pub(crate) mod choose;
#[cfg(target_arch = "wasm32")]
mod collect;
#[cfg(target_arch = "wasm32")]
pub(crate) mod copy;
#[cfg(target_arch = "wasm32")]
pub(crate) mod details;
#[cfg(target_arch = "wasm32")]
pub(crate) mod flow;
#[cfg(target_arch = "wasm32")]
pub(crate) mod icon;
#[cfg(target_arch = "wasm32")]
mod large;
#[cfg(target_arch = "wasm32")]
mod later;
#[cfg(target_arch = "wasm32")]
pub(crate) mod paid;
#[cfg(target_arch = "wasm32")]
mod picture;
#[cfg(target_arch = "wasm32")]
pub(crate) mod problem;
#[cfg(target_arch = "wasm32")]
mod renew;
#[cfg(target_arch = "wasm32")]
pub(crate) mod screen;
#[cfg(target_arch = "wasm32")]
pub(crate) mod sms;
#[cfg(target_arch = "wasm32")]
pub(crate) mod standing;
#[cfg(target_arch = "wasm32")]
mod turn;
#[cfg(target_arch = "wasm32")]
pub(crate) mod voucher;
#[cfg(target_arch = "wasm32")]
pub(crate) mod watched;

#[cfg(target_arch = "wasm32")]
pub(crate) use screen::Checkout;
