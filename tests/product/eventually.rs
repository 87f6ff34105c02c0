//! Waiting for what happens by itself: a webhook to arrive, a page to draw.

use std::time::{Duration, Instant};

/// How long anything may take. Generous, because a busy machine is not a broken product.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Waits until `probe` finds something, looking again every few milliseconds; panics after [`TIMEOUT`].
///
/// # Panics
///
/// When it does not come true. The message is `what` with what was there instead.
pub(crate) async fn eventually<T>(what: &str, mut probe: impl AsyncFnMut() -> Result<T, String>) -> T {
    let start = Instant::now();
    loop {
        match probe().await {
            Ok(found) => return found,
            Err(instead) if start.elapsed() > TIMEOUT => panic!("waited for {what}, and there was: {instead}"),
            Err(_) => tokio::time::sleep(Duration::from_millis(25)).await,
        }
    }
}
