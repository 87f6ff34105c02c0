//! Who asks: one connection that is kept, one request after the other on it. As little as can be, because it shares the machine
//! with what it asks.
//!
//! When to ask is not known here.

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// A question, to be put to whichever port.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// `GET` or `POST`.
    pub(super) method: &'static str,
    /// `/api/v1/orders/ord_...`
    pub(super) path: String,
    /// An idempotency key, where it needs one.
    pub(super) key: Option<String>,
    /// A merchant's token, where it needs one.
    pub(super) token: Option<String>,
    /// JSON; empty for none.
    pub(super) body: String,
}

impl Question {
    /// A `GET`.
    pub(super) fn get(path: impl Into<String>) -> Self {
        Self { method: "GET", path: path.into(), key: None, token: None, body: String::new() }
    }

    /// A `POST` of JSON.
    pub(super) fn post(path: impl Into<String>, body: impl Into<String>) -> Self {
        Self { method: "POST", path: path.into(), key: None, token: None, body: body.into() }
    }

    /// The same with an idempotency key.
    pub(super) fn with_key(self, key: impl Into<String>) -> Self {
        Self { key: Some(key.into()), ..self }
    }

    /// The same with a merchant's token.
    pub(super) fn with_token(self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self }
    }

    fn request(self, port: u16) -> Result<Request<Full<Bytes>>> {
        let mut request = Request::builder().method(self.method).uri(self.path).header("host", format!("127.0.0.1:{port}"));
        if let Some(key) = self.key {
            request = request.header("idempotency-key", key);
        }
        if let Some(token) = self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if !self.body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        Ok(request.body(Full::new(self.body.into()))?)
    }
}

/// A connection, made anew where it breaks.
pub(super) struct Client {
    port: u16,
    open: Option<SendRequest<Full<Bytes>>>,
}

impl Client {
    /// To this port of this machine; connects with the first question.
    pub(super) fn to(port: u16) -> Self {
        Self { port, open: None }
    }

    /// Asks, and reads the whole answer.
    ///
    /// # Errors
    ///
    /// When there is no answer. The next question then has a new connection.
    pub(super) async fn ask(&mut self, question: Question) -> Result<(StatusCode, Bytes)> {
        let request = question.request(self.port)?;
        let mut open = match self.open.take() {
            Some(open) if !open.is_closed() => open,
            Some(_) | None => self.connect().await?,
        };
        open.ready().await?;
        let answer = open.send_request(request).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        self.open = Some(open);
        Ok((status, body))
    }

    /// The same, where only this answer is one.
    ///
    /// # Errors
    ///
    /// When there is another, or none.
    pub(super) async fn must(&mut self, question: Question, wanted: u16) -> Result<Bytes> {
        let asked = format!("{} {}", question.method, question.path);
        let (status, body) = self.ask(question).await.with_context(|| asked.clone())?;
        ensure!(status.as_u16() == wanted, "{asked}: {status}, {}", String::from_utf8_lossy(&body));
        Ok(body)
    }

    async fn connect(&self) -> Result<SendRequest<Full<Bytes>>> {
        let socket = TcpStream::connect(("127.0.0.1", self.port)).await?;
        socket.set_nodelay(true)?;
        let (open, connection) = handshake(TokioIo::new(socket)).await?;
        tokio::spawn(connection);
        Ok(open)
    }
}
