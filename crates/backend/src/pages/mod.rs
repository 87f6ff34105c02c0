//! Pages for people: the hosted checkout and the merchant's panel, and the files they load. They draw what they are handed.

pub mod document;
pub mod generations;
pub mod hosted;
pub mod panel;
