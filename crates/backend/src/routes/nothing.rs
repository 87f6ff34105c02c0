//! Where nothing is: problems for addresses and methods nobody serves. Which there are, only `router.rs` knows.

use crate::error::ApiError;
use api::Code;

/// A known address, another method.
pub async fn wrong_method() -> ApiError {
    Code::MethodNotAllowed.into()
}
