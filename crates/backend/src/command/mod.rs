//! The commands, one file each. They print for people; what they do is in the library.

pub(crate) mod button;
pub(crate) mod provider;
pub(crate) mod serve;
pub(crate) mod token;
