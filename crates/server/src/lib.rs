//! The native shell of the backend: the runtime, sockets, signals and loops; SQLite and Postgres; the way out to shops; the commands
//! and the doctor. What the backend does is `crates/backend`, which knows none of these.

pub mod accept;
pub mod announce;
mod background;
pub mod backup;
pub mod clock;
pub mod configuration;
pub mod connections;
pub mod doctor;
pub mod files;
pub mod network;
pub mod postgres;
pub mod public_http;
pub mod serve;
pub mod sqlite;
pub mod trial;
mod unread;
