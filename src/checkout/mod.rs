//! The checkout, in rooms: `page`, `host` and `frame` are the ground; `state` says which screen comes next, and is pure; each screen
//! has a file that knows the ground and no other screen; `screens` alone knows them all.
//!
//! Every message goes through `dispatch`. The order of the files stands in `xtask/src/tidy/rooms.rs`; there is no circle. Every view is
//! erased at its root (`into`), because each type of view costs a phone bytes.

pub mod likely;
pub mod state;

#[cfg(target_arch = "wasm32")]
mod actions;
#[cfg(target_arch = "wasm32")]
mod change;
#[cfg(target_arch = "wasm32")]
mod choose;
#[cfg(target_arch = "wasm32")]
mod collect;
#[cfg(target_arch = "wasm32")]
mod copy;
#[cfg(target_arch = "wasm32")]
mod details;
#[cfg(target_arch = "wasm32")]
mod dispatch;
#[cfg(target_arch = "wasm32")]
pub(crate) mod flow;
#[cfg(target_arch = "wasm32")]
pub(crate) mod frame;
#[cfg(target_arch = "wasm32")]
pub(crate) mod host;
#[cfg(target_arch = "wasm32")]
mod icon;
#[cfg(target_arch = "wasm32")]
mod js;
#[cfg(target_arch = "wasm32")]
mod large;
#[cfg(target_arch = "wasm32")]
mod listen;
#[cfg(target_arch = "wasm32")]
pub(crate) mod page;
#[cfg(target_arch = "wasm32")]
mod paid;
#[cfg(target_arch = "wasm32")]
mod picture;
#[cfg(target_arch = "wasm32")]
mod problem;
#[cfg(target_arch = "wasm32")]
mod renew;
#[cfg(target_arch = "wasm32")]
pub(crate) mod screens;
#[cfg(target_arch = "wasm32")]
mod signal;
#[cfg(target_arch = "wasm32")]
mod slip;
#[cfg(target_arch = "wasm32")]
mod sms;
#[cfg(target_arch = "wasm32")]
mod standing;
#[cfg(target_arch = "wasm32")]
mod task;
#[cfg(target_arch = "wasm32")]
mod voucher;
#[cfg(target_arch = "wasm32")]
mod wording;
