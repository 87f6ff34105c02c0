//! Method: how the customer hands over the money. It does not know which provider offers it.

use std::fmt;
use std::str::FromStr;

/// How an order is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// Cash over the counter of a store, against a reference or as a deposit to an account.
    Cash,
    /// SPEI, the interbank transfer of Mexico, to a CLABE.
    Spei,
}

impl Method {
    /// Every method, in a stable order.
    pub const ALL: [Self; 2] = [Self::Cash, Self::Spei];

    /// The word for it in JSON, in the db and in configuration.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Spei => "spei",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A method nobody here has heard of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownMethod;

impl fmt::Display for UnknownMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a method we know (cash, spei)")
    }
}

impl std::error::Error for UnknownMethod {}

impl FromStr for Method {
    type Err = UnknownMethod;

    fn from_str(id: &str) -> Result<Self, UnknownMethod> {
        Self::ALL.into_iter().find(|method| method.id() == id).ok_or(UnknownMethod)
    }
}
