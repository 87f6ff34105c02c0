//! Button: a saved offer a page can point at by its id, so that a page never has to name a price. Who made it, and
//! where it is shown, is not known here.

use crate::{Method, Money};

/// A saved offer. Every order made from it copies its amount and words, so that a later change touches no order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// `btn_...`, what the merchant pastes.
    pub id: String,
    /// What is sold, as the customer reads it.
    pub description: String,
    /// The price of one order, in minor units with its currency.
    pub amount: Money,
    /// A picture of it, an https URL.
    pub image: Option<String>,
    /// The merchant's own id for what is sold.
    pub reference: Option<String>,
    /// The methods offered; all that are configured where it is empty.
    pub methods: Vec<Method>,
    /// A retired button makes no more orders; those it has made live on.
    pub retired: bool,
}

impl Button {
    /// Whether a method may be used with it.
    pub fn allows(&self, method: Method) -> bool {
        self.methods.is_empty() || self.methods.contains(&method)
    }
}
