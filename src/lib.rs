//! The widget: what runs in a merchant's page once the shopper means to pay.
//!
//! Compiled to WebAssembly and started by the loader (`pkg/loader.js`), it draws the checkout into the shadow root of
//! `<ficha-checkout>`. It holds no secret, knows no provider, and decides no price: it shows the order the backend
//! has, and asks the backend for a voucher. Only what the page may call is public.

#[cfg(target_arch = "wasm32")]
mod button;
pub mod checkout;
#[cfg(target_arch = "wasm32")]
mod client;
#[cfg(target_arch = "wasm32")]
pub mod element;
#[cfg(target_arch = "wasm32")]
mod intl;
#[cfg(target_arch = "wasm32")]
mod live;
#[cfg(target_arch = "wasm32")]
mod memory;
#[cfg(target_arch = "wasm32")]
mod moment;
pub mod read;
