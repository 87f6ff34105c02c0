//! What stands in front of the routes: rate limits, the audit trail, headers, and the log line of each request.

pub mod audit;
pub mod cors;
pub mod observe;
pub mod rate_limit;
pub mod security_headers;
