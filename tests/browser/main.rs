//! The whole product in a real browser, as a shopper meets it: a merchant's page on one origin, Ficha on another.
//!
//! Each journey is a file that reads as what the shopper does. How a browser is driven is in `browser/`, what is
//! started for it in `tests/product/`; a journey knows neither WebDriver nor sockets.

mod browser;
mod driven;
mod merchant;
mod order_to_paid;
#[path = "../product/mod.rs"]
mod product;
