//! What still stands between a shop and real money: a list of steps, each done or not. The sentences are the reader's; here
//! are only words to branch on.

use serde::{Deserialize, Serialize};

/// The answer to `GET /going-live`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GoingLive {
    /// Whether nothing that must be done is left.
    pub ready: bool,
    /// The steps, in the order to do them.
    pub steps: Vec<Step>,
}

/// One thing to do before real money is collected, and whether it is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Step {
    /// Which: `button`, `try`, `name`, `address`, `pages`, `widget`, `stores`, `told`, `keys`, `webhook`,
    /// `webhook_secret`, `webhook_by_hand`.
    pub step: String,
    /// Whether it is done.
    pub done: bool,
    /// Whether money can move without it.
    pub optional: bool,
    /// What it is about: an address, a provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
}
