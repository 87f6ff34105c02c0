//! Chromium's own protocol: JSON over a WebSocket, a question and its answer, and events in between. It knows neither what is asked
//! nor why.

use std::collections::VecDeque;
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// Longer than any shopper takes on the slowest of our networks.
const READ_TIMEOUT: Duration = Duration::from_secs(90);

/// A connection to a browser, and through it to one page.
#[derive(Debug)]
pub(super) struct Devtools {
    socket: WebSocket<TcpStream>,
    /// The page's; without it a question is the browser's.
    session: Option<String>,
    asked: u64,
    /// What was told while an answer was waited for.
    events: VecDeque<Value>,
}

impl Devtools {
    /// Connects to `ws://127.0.0.1:port/path`.
    ///
    /// # Errors
    ///
    /// When nobody is there.
    pub(super) fn connect(port: u16, path: &str) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(READ_TIMEOUT))?;
        let (socket, _) = tungstenite::client(format!("ws://127.0.0.1:{port}{path}"), stream)
            .map_err(|error| anyhow::anyhow!("the browser does not talk: {error}"))?;
        Ok(Self { socket, session: None, asked: 0, events: VecDeque::new() })
    }

    /// Opens an empty page; what is asked from now on is asked of it.
    pub(super) fn open_page(&mut self) -> Result<()> {
        let page = self.ask("Target.createTarget", json!({ "url": "about:blank" }))?;
        let attach = json!({ "targetId": page["targetId"], "flatten": true });
        let attached = self.ask("Target.attachToTarget", attach)?;
        self.session = attached["sessionId"].as_str().map(str::to_owned);
        Ok(())
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    ///
    /// When the browser refuses, is gone, or does not answer in time.
    pub(super) fn ask(&mut self, method: &str, params: Value) -> Result<Value> {
        self.asked += 1;
        let mut question = json!({ "id": self.asked, "method": method, "params": params });
        if let Some(session) = &self.session {
            question["sessionId"] = json!(session);
        }
        self.socket.send(Message::text(question.to_string()))?;
        loop {
            let mut heard = self.hear().with_context(|| format!("waiting for the answer to {method}"))?;
            if heard["id"] == self.asked {
                if let Some(error) = heard.get("error") {
                    bail!("{method} is refused: {error}");
                }
                return Ok(heard["result"].take());
            }
            self.events.push_back(heard);
        }
    }

    /// Waits until an event of this name is told, or takes the first that was; answers with what it says.
    ///
    /// # Errors
    ///
    /// When it is not told in time.
    pub(super) fn told(&mut self, event: &str) -> Result<Value> {
        if let Some(place) = self.events.iter().position(|heard| heard["method"] == event) {
            return Ok(self.events.remove(place).map_or(Value::Null, |mut heard| heard["params"].take()));
        }
        loop {
            let mut heard = self.hear().with_context(|| format!("waiting for {event}"))?;
            if heard["method"] == event {
                return Ok(heard["params"].take());
            }
            self.events.push_back(heard);
        }
    }

    /// All that was told so far, oldest first: names and what they say. Nothing is told twice.
    pub(super) fn told_so_far(&mut self) -> impl Iterator<Item = (String, Value)> + '_ {
        self.events.drain(..).filter_map(|mut heard| Some((heard["method"].as_str()?.to_owned(), heard["params"].take())))
    }

    fn hear(&mut self) -> Result<Value> {
        loop {
            if let Message::Text(text) = self.socket.read()? {
                return Ok(serde_json::from_str(text.as_str())?);
            }
        }
    }
}
