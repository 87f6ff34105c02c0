//! What a journey needs to be running: a merchant's page on an origin of its own.

mod merchant;

pub(crate) use self::merchant::Merchant;
