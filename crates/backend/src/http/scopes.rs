//! Which scope each of the merchant's calls needs, by method and route, on one page.
//!
//! A call that is not named here, and every new one until it is, takes the widest. What a token is, and how long it is good,
//! is not known here.

use crate::base::scope::Scope;
use http::Method;

/// The calls, besides those that only read, that a shop's server makes for its customers.
const OF_ORDERS: [(Method, &str); 5] = [
    (Method::POST, "/api/v1/orders"),
    (Method::PATCH, "/api/v1/orders/{id}"),
    (Method::POST, "/api/v1/orders/{id}/settle"),
    (Method::POST, "/api/v1/orders/{id}/notes"),
    (Method::POST, "/api/v1/clabes"),
];

/// The narrowest scope that may make a call; the route is as `router.rs` writes it, with what it is nested in.
pub fn needed(method: &Method, route: &str) -> Scope {
    if method == Method::GET || method == Method::HEAD {
        Scope::Read
    } else if OF_ORDERS.iter().any(|(known, path)| known == method && *path == route) {
        Scope::Orders
    } else {
        Scope::All
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_has_named_takes_the_widest() {
        for (method, route) in [(Method::POST, ""), (Method::PUT, "/api/v1/orders"), (Method::DELETE, "/api/v1/orders/{id}")] {
            assert_eq!(needed(&method, route), Scope::All, "{method} {route}");
        }
    }
}
