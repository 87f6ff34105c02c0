//! One merchant's own world: the tokens that open it, and what is still to be done before real money.

pub mod going_live;
pub mod token;
