//! What is drawn on both sides: in the browser by the widget, and by the server in the hosted pages.
//!
//! Plain views (`node`) without a browser call: they are handed the order in our JSON, the reader's locale and the
//! present moment. They know no network, no db and no provider. Everything a customer reads comes from `lang/`, and
//! every colour and size from `style/`.

pub mod badge;
pub mod barcode;
pub mod calendar;
#[cfg(feature = "browser")]
mod dom;
pub mod lang;
pub mod locale;
#[cfg(not(feature = "browser"))]
pub mod markup;
pub mod money;
pub mod needs;
pub mod node;
pub mod paid;
pub mod picture;
pub mod share;
pub mod standing;
pub mod steps;
pub mod voucher;
pub mod what;

pub use locale::{Format, Locale, Texts, Written};
pub use node::Node;
