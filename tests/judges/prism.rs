//! Prism: a provider's own specification, played as a proxy in front of the sandbox. It hands every request on, and says in a header of the
//! answer what in it the specification has not. What is sent is not known here.

use crate::judge::{of_npm, specifications};
use axum::body::Bytes;
use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use serde_json::Value;
use server::network::Network;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};
use std::sync::Mutex;

/// Where Prism says what is wrong.
const VIOLATIONS: &str = "sl-violations";

/// What is done to every request on its way.
pub(crate) type Change = fn(http::Request<Bytes>) -> http::Request<Bytes>;

/// A specification that is being played, and everything that was sent to it.
pub(crate) struct Prism {
    running: Child,
    port: u16,
    network: Network,
    sent: Mutex<Vec<Sent>>,
    change: Change,
}

/// A request, and what the specification has against it.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// Verb and path, each id of the provider's replaced by `{id}`.
    pub(crate) call: String,
    /// Of the request, a sentence each.
    pub(crate) wrong: Vec<String>,
}

impl Prism {
    /// Plays a specification in front of this address.
    pub(crate) async fn before(specification: &str, address: &str, change: Change) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let file = specifications().join(specification);
        let mut prism = of_npm("prism");
        prism.args(["proxy", "--host", "127.0.0.1", "--port", &port.to_string()]).arg(&file).arg(address);
        let mut running = prism.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
        let heard = tokio::task::spawn_blocking(move || {
            let heard = lines.by_ref().map_while(Result::ok).any(|line| line.contains("Prism is listening"));
            // What it goes on to say is read, so that it never waits for a reader.
            std::thread::spawn(move || lines.count());
            heard
        });
        assert!(heard.await.unwrap(), "Prism does not play {}", file.display());
        let network = Network::new().unwrap();
        Self { running, port, network, sent: Mutex::default(), change }
    }

    /// Where it is played.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Everything that was sent, in order.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap().clone()
    }

    async fn pass_on(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, TransportError> {
        let request = (self.change)(request);
        let call = call(&request);
        let answer = self.network.send(request).await?;
        let said = answer.headers().get(VIOLATIONS).map(|said| said.to_str().unwrap().to_owned());
        let found: Vec<Value> = said.map(|said| serde_json::from_str(&said).unwrap()).unwrap_or_default();
        let of_request = |violation: &&Value| violation["location"][0] != "response";
        let mut wrong: Vec<String> = found.iter().filter(of_request).map(ToString::to_string).collect();
        // What it does not hand on at all, it answers itself.
        let text = String::from_utf8_lossy(answer.body());
        if text.contains("stoplight.io/prism/errors") {
            wrong.push(text.into_owned());
        }
        self.sent.lock().unwrap().push(Sent { call, wrong });
        Ok(answer)
    }
}

impl Http for Prism {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, http::Response<Bytes>, TransportError> {
        Box::pin(self.pass_on(request))
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        let _ = self.running.kill();
        let _ = self.running.wait();
    }
}

/// Verb and path of a request, without what is different in each.
fn call(request: &http::Request<Bytes>) -> String {
    let is_id = |part: &str| {
        let begins = ["pi_", "cus_", "we_", "ORD"].iter().any(|begins| part.starts_with(begins));
        begins || (!part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let parts = request.uri().path().split('/').map(|part| if is_id(part) { "{id}" } else { part });
    format!("{} {}", request.method(), parts.collect::<Vec<_>>().join("/"))
}
