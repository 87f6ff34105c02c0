//! The whole product in a real browser, as a shopper meets it: a merchant's page on one origin, Ficha on another.
//!
//! Each file of journeys reads as what the shopper does. How a browser is driven is in `browser/`, what is started for it
//! in `tests/product/`; a journey knows neither WebDriver nor sockets. Every engine runs `everywhere`, the oldest one
//! `floor`, and Chromium runs all.

mod accessible;
mod actions;
mod advised;
mod broken;
mod browser;
mod collected;
mod copied;
mod driven;
mod fallbacks;
mod fits;
mod floor;
mod guest;
mod hosted;
mod hosts;
mod in_the_page;
mod journeys;
mod lines;
mod merchant;
mod needed;
mod order_to_paid;
mod package;
mod panel;
mod peru;
mod price;
#[path = "../product/mod.rs"]
mod product;
mod quick;
mod renewed;
mod scanned;
mod screens;
mod shopper;
mod slip;
mod streams;
mod strict_policy;
mod themes;
mod typed;
mod words;
