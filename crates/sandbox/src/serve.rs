//! The socket: accepts connections and speaks HTTP/1.1 over them. It is ours rather than axum's for one reason: an answer
//! marked [`CloseConnection`] is no answer, and the connection is closed, which is what the fault `reset` needs.

use std::convert::Infallible;
use std::io;

use axum::Router;
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::ServiceExt as _;

/// The mark, among a response's extensions, that says: close the connection instead of answering.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CloseConnection;

/// Accepts for ever. Dropping it closes every connection.
pub(crate) async fn forever(listener: TcpListener, router: Router) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(stream, router.clone()));
                }
                // Too many open files, or a peer gone before it was greeted: others may still come.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::task::yield_now().await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, router: Router) {
    let service = service_fn(move |request: Request<Incoming>| {
        let router = router.clone();
        async move { answer(router, request).await }
    });
    // Answers are small; waiting to fill a packet would only slow them down.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no delay could not be set");
    }
    let served = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    if let Err(error) = served.await {
        tracing::debug!(%error, "a connection ended early");
    }
}

async fn answer(router: Router, request: Request<Incoming>) -> Result<Response<axum::body::Body>, io::Error> {
    let response = match router.oneshot(request.map(axum::body::Body::new)).await {
        Ok(response) => response,
        Err(never) => {
            let never: Infallible = never;
            match never {}
        }
    };
    match response.extensions().get::<CloseConnection>() {
        Some(CloseConnection) => Err(io::Error::from(io::ErrorKind::ConnectionReset)),
        None => Ok(response),
    }
}
