//! The API by route, over the real router and a real SQLite file, with a scripted provider and a clock moved by hand.

#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap says less, not more")]

mod abandoned;
mod accounts;
mod addresses;
mod adopted;
mod attention;
mod audit;
#[path = "../cluster/between.rs"]
mod between;
mod broken_off;
mod builder;
mod buttons;
mod cancel_and_amend;
mod charges;
mod clabes;
#[path = "../cluster/mod.rs"]
mod cluster;
mod compressed;
mod conforms;
mod copies;
mod deposits;
mod described;
mod ear;
mod events;
mod files;
mod generations;
mod generous;
mod hanging;
mod hanging_db;
mod hosted;
mod hostile;
mod limits;
mod links;
mod listing;
mod metrics;
mod needs;
mod nul;
mod one_checkout;
mod orders;
mod outside;
mod panel;
mod pulled;
mod races;
mod reference;
mod refunds;
mod refusals;
mod saved_buttons;
mod scopes;
mod scripted_provider;
mod shop;
mod slow;
mod sms;
mod spent;
mod still_sold;
mod strict;
mod time;
mod unreadable;
mod vendor;
mod webhook_endpoints;
mod webhook_trips;
mod webhooks;
