//! The API by route, over the real router and a real SQLite file, with a scripted provider and a clock moved by hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap says less, not more")]

mod accounts;
mod addresses;
mod attention;
mod audit;
mod broken_off;
mod builder;
mod buttons;
mod charges;
mod clabes;
#[path = "../cluster/mod.rs"]
mod cluster;
mod compressed;
mod copies;
mod deposits;
mod described;
mod ear;
mod events;
mod files;
mod generations;
mod generous;
mod hanging;
mod hosted;
mod hostile;
mod limits;
mod links;
mod listing;
mod metrics;
mod orders;
mod outside;
mod panel;
mod pulled;
mod races;
mod reference;
mod refusals;
mod saved_buttons;
mod second_thoughts;
mod shop;
mod slow;
mod sms;
mod spent;
mod still_sold;
mod till;
mod time;
mod unreadable;
mod vendor;
mod webhook_endpoints;
mod webhooks;
