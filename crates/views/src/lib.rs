//! What is drawn on both sides: in the browser by the widget, and by the server in the hosted pages.
//!
//! Plain Leptos views without a browser call: they are handed the order in our JSON, the reader's locale and the
//! present moment. They know no network, no db and no provider. Everything a customer reads comes from `lang/`, and
//! every colour and size from `style/`.
//!
//! Elements are built by function (`div().class(...)`) and not by Leptos' `view!`, because that macro turns parts
//! without a dynamic value into `innerHTML`, which a page under `require-trusted-types-for 'script'` refuses.

pub mod badge;
pub mod barcode;
pub mod lang;
pub mod locale;
pub mod steps;
pub mod voucher;

pub use locale::{Format, Locale, Written};
