//! The rules of collecting money: what an order, a charge and a voucher are, and what may happen to them.
//!
//! This crate deliberately knows no network, no database, no JSON, no clock and no provider. It is handed the
//! moment, it holds money in integer minor units, and it has no dependency, so that every rule here can be read
//! and tested alone. Whoever stores or sends these things converts them at their own edge.

pub mod button;
pub mod charge;
pub mod clabe;
pub mod country;
pub mod customer;
pub mod event;
pub mod hours;
pub mod method;
pub mod moment;
pub mod money;
pub mod order;
pub mod store;
pub mod typed;
pub mod voucher;

pub use button::Button;
pub use charge::{Charge, State};
pub use clabe::Clabe;
pub use country::Country;
pub use customer::Customer;
pub use event::Event;
pub use hours::Hours;
pub use method::Method;
pub use moment::Moment;
pub use money::{Currency, Money};
pub use order::{Order, Status};
pub use store::Store;
pub use voucher::{Barcode, LabelledReference, Links, Payable, ReferenceLabel, Symbology, Voucher};
