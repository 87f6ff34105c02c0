//! Reusable CLABEs: account numbers that stay a customer's own, and the accounts they belong to.

pub mod accounts;
pub mod reusable;
