//! What is read from a request before a route sees it: bodies, queries, pages of a list, and who asks.

pub mod json;
pub mod merchant;
pub mod pagination;
pub mod query;
mod unreadable;
mod whole_numbers;
