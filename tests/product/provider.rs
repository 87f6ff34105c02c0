//! The provider, played by the sandbox: what it has been asked for, and what its customers do at the counter.

use sandbox::{Options, Running, Sandbox};
use serde_json::Value;

/// A sandbox for one journey.
pub(crate) struct Provider {
    sandbox: Running,
    client: reqwest::Client,
}

impl Provider {
    /// Starts it; it tells `webhook` of everything.
    pub(super) async fn telling(webhook: &str) -> Self {
        let options = Options { webhook: Some(webhook.to_owned()), ..Options::default() };
        let sandbox = Sandbox::start(options).await.expect("the sandbox starts");
        Self { sandbox, client: reqwest::Client::new() }
    }

    pub(super) fn url(&self) -> String {
        self.sandbox.url("compropago")
    }

    /// The charges it was asked for, the newest first.
    pub(crate) async fn charges(&self) -> Vec<Value> {
        let answer = self.client.get(self.control("charges")).send().await.expect("the sandbox answers");
        let text = answer.text().await.expect("the sandbox answers in full");
        serde_json::from_str(&text).expect("charges are listed")
    }

    /// Somebody pays, in full, what has this reference or CLABE.
    pub(crate) async fn is_paid(&self, digits: &str) {
        self.act(digits, "pay").await;
    }

    /// Nobody pays in time what has this reference or CLABE.
    pub(crate) async fn lets_expire(&self, digits: &str) {
        self.act(digits, "expire").await;
    }

    /// From now on, something goes wrong: `{"kind": "5xx"}` and what else the sandbox knows.
    pub(crate) async fn breaks(&self, fault: Value) {
        self.post("faults", fault.to_string()).await;
    }

    /// Nothing goes wrong any more.
    pub(crate) async fn recovers(&self) {
        let answer = self.client.delete(self.control("faults")).send().await.expect("the sandbox answers");
        assert!(answer.status().is_success(), "{answer:?}");
    }

    async fn act(&self, digits: &str, action: &str) {
        let charges = self.charges().await;
        let has = |charge: &&Value| charge["reference"] == digits || charge["clabe"] == digits;
        let charge = charges.iter().find(has).unwrap_or_else(|| panic!("no charge {digits} in {charges:?}"));
        let id = charge["id"].as_str().expect("an id is a text");
        self.post(&format!("charges/{id}/{action}"), String::new()).await;
    }

    async fn post(&self, path: &str, body: String) {
        let answer = self.client.post(self.control(path)).body(body).send().await.expect("the sandbox answers");
        assert!(answer.status().is_success(), "{answer:?}");
    }

    fn control(&self, path: &str) -> String {
        format!("http://{}/control/{path}", self.sandbox.address)
    }
}
