//! The customers: each orders, asks for a voucher with a key, asks again with that key until there is an answer or a few
//! seconds have gone, and every second one pays at the till. Where the answer is that the key is spent they begin again with
//! another, as the widget does. What must be true afterwards is not known here.

use crate::collectors::{Collectors, Sold};
use crate::races::Raced;
use crate::random::Dice;
use bytes::Bytes;
use http::{Request, StatusCode};
use providers::http::Http;
use serde_json::Value;
use server::network::Network;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long to wait before asking again whom one cannot reach.
pub(crate) const PAUSE: Duration = Duration::from_millis(20);

/// How long a customer asks before leaving. Where a backend was killed while it asked the provider, nobody takes its place for
/// twenty seconds (`charges/claim.rs`): it may be another copy, and alive.
pub(crate) const CUSTOMER_TIMEOUT: Duration = Duration::from_secs(3);

/// A charge that a customer was told of.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    pub(crate) order: String,
    pub(crate) key: String,
    /// The whole answer.
    pub(crate) body: String,
    /// Its id.
    pub(crate) charge: String,
    /// The digits for the till, or the CLABE.
    pub(crate) digits: String,
    /// Whether money was handed over.
    pub(crate) paid: bool,
    pub(crate) sold: &'static Sold,
}

impl Answered {
    /// Reads what a customer reads.
    pub(crate) fn read(order: String, key: String, body: String, sold: &'static Sold) -> Self {
        let (charge, digits) = (text(&body, "/id"), text(&body, sold.digits));
        Self { order, key, body, charge, digits, paid: false, sold }
    }

    /// Whether what was read is where the provider takes the money for this charge of its own.
    fn is_paid_to(&self, known: &Value) -> bool {
        known["reference"] == *self.digits || known["clabe"] == *self.digits
    }
}

/// Everything customers were told.
#[derive(Clone, Default)]
pub(crate) struct Told {
    pub(crate) answered: Vec<Answered>,
    /// Order and last key of those who left before there was an answer, and may come back.
    pub(crate) left: Vec<(String, String, &'static Sold)>,
    /// How many keys were answered that they are spent.
    pub(crate) spent: usize,
    /// Requests that got no answer at all.
    pub(crate) unanswered: usize,
    /// Those that were told to try again.
    pub(crate) refused: usize,
    /// Answers no customer should get.
    pub(crate) strange: Vec<String>,
}

/// What came of asking for as long as a customer does.
enum Said {
    /// 201, and this.
    Made(String),
    /// That the key is spent.
    Spent,
    /// Nothing in time, or what no customer should be told.
    Nothing,
}

/// Whether an answer says that its key is spent: the customer begins again with a new one.
pub(crate) fn is_spent(status: StatusCode, body: &str) -> bool {
    status == StatusCode::CONFLICT && text(body, "/code") == "idempotency_key_spent"
}

/// The load.
pub(crate) struct Load {
    pub(crate) http: Network,
    pub(crate) backend: String,
    pub(crate) provider: SocketAddr,
    pub(crate) collectors: &'static Collectors,
    pub(crate) over: AtomicBool,
    pub(crate) told: Mutex<Told>,
    pub(crate) raced: Mutex<Raced>,
}

impl Load {
    pub(crate) fn new(port: u16, provider: SocketAddr, collectors: &'static Collectors) -> Self {
        let http = Network::with_timeout(CUSTOMER_TIMEOUT).unwrap();
        let backend = format!("http://127.0.0.1:{port}");
        Self {
            http,
            backend,
            provider,
            collectors,
            over: AtomicBool::new(false),
            told: Mutex::default(),
            raced: Mutex::default(),
        }
    }

    /// Nobody begins anything new; what has begun is finished.
    pub(crate) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    pub(crate) fn raced(&self) -> Raced {
        self.raced.lock().unwrap().clone()
    }

    pub(crate) fn told(&self) -> Told {
        self.told.lock().unwrap().clone()
    }

    /// One customer after another, until it is over.
    pub(crate) async fn customer(self: Arc<Self>, number: u64, seed: u64) {
        let mut dice = Dice::new(seed.wrapping_mul(1000) + number);
        let sold = &self.collectors.sold[usize::try_from(number).unwrap() % self.collectors.sold.len()];
        for wish in 0.. {
            if self.over.load(Ordering::Relaxed) {
                return;
            }
            let mut key = format!("torture-{seed}-{number}-{wish}");
            let to = format!("/api/v1/buttons/{}/orders", sold.button);
            let Said::Made(order) = self.post(&to, &format!("{key}-order"), "{}").await else {
                continue;
            };
            let order = text(&order, "/id");
            let to = format!("/api/v1/orders/{order}/charges");
            let body = loop {
                match self.post(&to, &key, sold.payers).await {
                    Said::Made(body) => break Some(body),
                    Said::Spent => {
                        self.told.lock().unwrap().spent += 1;
                        key.push_str("-again");
                    }
                    Said::Nothing => break None,
                }
            };
            let Some(body) = body else {
                self.told.lock().unwrap().left.push((order, key, sold));
                continue;
            };
            let mut answered = Answered::read(order, key, body, sold);
            answered.paid = dice.between(0, 2) == 0 && self.pay(&answered).await;
            self.told.lock().unwrap().answered.push(answered);
        }
    }

    /// Asks until there is an answer that is one: 201, or that the key is spent.
    async fn post(&self, path: &str, key: &str, body: &'static str) -> Said {
        let began = Instant::now();
        while began.elapsed() < CUSTOMER_TIMEOUT {
            match self.post_once(path, key, body).await {
                Some((StatusCode::CREATED, body)) => return Said::Made(body),
                Some((status, body)) if is_spent(status, &body) => return Said::Spent,
                Some((status, _)) if status.is_server_error() => self.told.lock().unwrap().refused += 1,
                Some((status, body)) => {
                    self.told.lock().unwrap().strange.push(format!("{key}: {path} answers {status} {body}"));
                    return Said::Nothing;
                }
                None => self.told.lock().unwrap().unanswered += 1,
            }
            tokio::time::sleep(PAUSE).await;
        }
        Said::Nothing
    }

    /// Asks once: nothing where there was no answer.
    pub(crate) async fn post_once(&self, path: &str, key: &str, body: &'static str) -> Option<(StatusCode, String)> {
        let request = Request::post(format!("{}{path}", self.backend)).header("content-type", "application/json");
        let request = request.header("idempotency-key", key).body(Bytes::from_static(body.as_bytes())).unwrap();
        let answer = self.http.send(request).await.ok()?;
        Some((answer.status(), String::from_utf8_lossy(answer.body()).into_owned()))
    }

    /// The charge of an answered wish, asked for once more with its key.
    pub(crate) async fn charge_again(&self, answered: &Answered) -> Option<(StatusCode, String)> {
        self.post_once(&format!("/api/v1/orders/{}/charges", answered.order), &answered.key, answered.sold.payers).await
    }

    /// Hands over the money for these digits; false where the provider knows no such charge.
    pub(crate) async fn pay(&self, told: &Answered) -> bool {
        let all = self.charges().await;
        let known = all.iter().find(|known| known["order"] == *told.charge && told.is_paid_to(known));
        let Some(id) = known.and_then(|known| known["id"].as_str()) else { return false };
        self.control("POST", &format!("/control/charges/{id}/pay"), "").await;
        true
    }

    /// Every charge the provider has. Not by way of `Network`, which takes no answer of this size.
    pub(crate) async fn charges(&self) -> Vec<Value> {
        let mut stream = TcpStream::connect(self.provider).await.unwrap();
        let ask = b"GET /control/charges HTTP/1.1\r\nhost: sandbox\r\nconnection: close\r\n\r\n";
        stream.write_all(ask).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap()
    }

    /// Tells the sandbox what to do.
    pub(crate) async fn control(&self, method: &str, path: &str, body: impl Into<Bytes>) {
        let url = format!("http://{}{path}", self.provider);
        let request = Request::builder().method(method).uri(url).body(body.into()).unwrap();
        let answer = self.http.send(request).await.unwrap();
        assert!(answer.status().is_success(), "{method} {path}: {}", answer.status());
    }

    /// Waits until every fault the sandbox was told of has met a request.
    pub(crate) async fn until_all_has_gone_wrong(&self) {
        let ask = || Request::get(format!("http://{}/control/faults", self.provider)).body(Bytes::new()).unwrap();
        while self.http.send(ask()).await.unwrap().body() != "[]" {
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Waits until the backend answers.
    pub(crate) async fn until_alive(&self) {
        let ask = || Request::get(format!("{}/healthz", self.backend)).body(Bytes::new()).unwrap();
        while !self.http.send(ask()).await.is_ok_and(|answer| answer.status().is_success()) {
            tokio::time::sleep(PAUSE).await;
        }
    }
}

/// A text somewhere in JSON.
pub(crate) fn text(json: &str, at: &str) -> String {
    let json: Value = serde_json::from_str(json).unwrap();
    json.pointer(at).and_then(Value::as_str).unwrap_or_else(|| panic!("no {at} in {json}")).to_owned()
}
