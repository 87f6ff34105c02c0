//! The one shape of what every asynchronous call of this crate returns: boxed, so that providers are trait objects, and `Send`,
//! so that any runtime carries it.

use std::future::Future;
use std::pin::Pin;

/// A future that comes to a `T`, or fails with an `E`.
pub type BoxFuture<'a, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;
