//! Where nothing is: problems for addresses and methods nobody serves. Which there are, only `http/router.rs` knows.

use crate::base::error::WorkError;
use api::Code;

/// A known address, another method.
pub async fn wrong_method() -> WorkError {
    Code::MethodNotAllowed.into()
}
