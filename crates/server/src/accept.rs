//! Accept: connections at a socket, HTTP over each, and how long a caller may take. What is asked is not known here.
//!
//! Every request is finished although its customer goes away, because a provider that is being asked must be heard
//! out; and when the backend is told to end, what has begun is finished first.

use crate::connections::Connections;
use crate::unread::Unread;
use api::Code;
use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use backend::base::error::WorkError;
use backend::http::limits::caller::Peer;
use futures_util::StreamExt as _;
use http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

/// How long what has begun may take once the backend is to end: most of what a provider may take to answer, and less than machines
/// give a program before they kill it. A charge that was asked for and not heard of stays *requested*, and is found by its key.
const ENDING: Duration = Duration::from_secs(25);

/// How long a caller may take.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// To send the head of a request.
    pub head: Duration,
    /// To send the whole of its body: who sends a letter a minute would hold a connection for days.
    pub body: Duration,
    /// Between two moments in which it reads some of what it is sent.
    pub unread: Duration,
    /// Until there is an answer. What was begun goes on all the same; a provider is heard out for forty seconds.
    pub whole: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { head: seconds(10), body: seconds(30), unread: seconds(30), whole: seconds(60) }
    }
}

/// Serves everybody who comes, until the backend is to end; then finishes what has begun.
pub(crate) async fn accept(
    listener: TcpListener,
    app: Router,
    (doors, timeouts): (Connections, Timeouts),
    mut ending: watch::Receiver<bool>,
) {
    let (graceful, tasks) = (GracefulShutdown::new(), TaskTracker::new());
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(timeouts.head).max_buf_size(64 * 1024);
    builder.http2().timer(TokioTimer::new()).max_concurrent_streams(64).keep_alive_interval(Duration::from_secs(20));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = ending.wait_for(|ending| *ending) => break,
        };
        let (socket, peer) = match accepted {
            Ok((socket, peer)) => (socket, peer.ip().to_canonical()),
            Err(error) => {
                // Out of file descriptors, most likely: wait for some to come back rather than spin.
                tracing::warn!(%error, "cannot accept");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Some(admitted) = doors.admit(peer) else {
            tracing::debug!("a connection too many");
            continue;
        };
        let _ = socket.set_nodelay(true);
        let (app, tracker, spoke) = (app.clone(), tasks.clone(), Arc::new(AtomicBool::new(false)));
        let speaks = Arc::clone(&spoke);
        let service = service_fn(move |request: Request<Incoming>| {
            speaks.store(true, Ordering::Relaxed);
            finish(app.clone(), tracker.clone(), (Peer(peer), timeouts), request)
        });
        let connection = builder.serve_connection(TokioIo::new(Unread::new(socket, timeouts.unread)), service).into_owned();
        let watched = graceful.watch(connection);
        tasks.spawn(async move {
            let _admitted = admitted;
            tokio::select! {
                ended = watched => if let Err(error) = ended {
                    tracing::debug!(error, "connection");
                },
                () = said_nothing(&spoke, timeouts.head) => tracing::debug!("a connection that asked nothing"),
            }
        });
    }
    drop(listener);
    tasks.close();
    let finished = async {
        graceful.shutdown().await;
        tasks.wait().await;
    };
    if tokio::time::timeout(ENDING, finished).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
}

/// Ends where a connection has brought no request for too long; the time of a head is only counted once its first bytes have
/// said which HTTP it is.
async fn said_nothing(spoke: &AtomicBool, head: Duration) {
    tokio::time::sleep(head).await;
    if spoke.load(Ordering::Relaxed) {
        std::future::pending::<()>().await;
    }
}

/// Runs a request as a task of its own, so that it ends although its connection breaks or its time is over.
async fn finish(
    app: Router,
    tasks: TaskTracker,
    (peer, timeouts): (Peer, Timeouts),
    mut request: Request<Incoming>,
) -> Result<Response, Infallible> {
    request.extensions_mut().insert(peer);
    let answer = tasks.spawn(app.oneshot(request.map(|body| in_time(body, timeouts.body))));
    Ok(match tokio::time::timeout(timeouts.whole, answer).await {
        Ok(Ok(Ok(response))) => response,
        Ok(Err(_)) => WorkError::from(Code::Internal).into_response(),
        Err(_) => WorkError::from(Code::Unavailable).with_detail("it took too long").into_response(),
    })
}

/// The body, which breaks off where it has not come to its end in time.
fn in_time(body: Incoming, limit: Duration) -> Body {
    if hyper::body::Body::is_end_stream(&body) {
        return Body::empty();
    }
    let until = tokio::time::Instant::now() + limit;
    let parts = futures_util::stream::unfold(Body::new(body).into_data_stream(), move |mut parts| async move {
        let next = tokio::time::timeout_at(until, parts.next()).await;
        let part = next.unwrap_or_else(|_| Some(Err(axum::Error::new("its body took too long"))))?;
        Some((part, parts))
    });
    Body::from_stream(parts)
}
