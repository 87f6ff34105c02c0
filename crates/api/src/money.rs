//! An amount in JSON: `{"amount": 15000, "currency": "MXN"}`, integer minor units. How it is written for a reader is
//! not known here.

use payments::{Currency, Money};
use serde::{Deserialize, Serialize};

/// An amount of money, in minor units. Never a float: `15000` is 150.00.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Amount {
    /// Minor units, at most [`Money::MAX_MINOR`], so that every JSON reader holds it exactly.
    pub amount: i64,
    /// ISO 4217 in capitals.
    pub currency: String,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self { amount: money.minor(), currency: money.currency().code().to_owned() }
    }
}

impl Amount {
    /// The money it stands for; `None` where the currency is unknown or the amount is negative or absurd.
    /// ```
    /// use payments::{Currency, Money};
    ///
    /// let price: api::Amount = Money::new(15_000, Currency::Mxn).into();
    /// assert_eq!(serde_json::to_string(&price)?, r#"{"amount":15000,"currency":"MXN"}"#);
    /// let sent: api::Amount = serde_json::from_str(r#"{"amount":-1,"currency":"MXN"}"#)?;
    /// assert_eq!(sent.money(), None);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn money(&self) -> Option<Money> {
        let currency: Currency = self.currency.parse().ok()?;
        (0..=Money::MAX_MINOR).contains(&self.amount).then_some(Money::new(self.amount, currency))
    }
}
