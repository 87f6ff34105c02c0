//! The provider, played by the sandbox: what it has been asked for, and what its customers do at the counter.

use sandbox::{Options, Running, Sandbox};
use serde_json::Value;

use super::collectors::Collector;

/// Keys from the provider's own documents. They open nothing but the sandbox.
pub(super) const PUBLIC_KEY: &str = "pk_test_8781245a88240f9cf";
/// The other one.
pub(super) const SECRET_KEY: &str = "sk_test_56e31883637446b1b";

/// A sandbox for one journey.
pub(crate) struct Provider {
    sandbox: Running,
    client: reqwest::Client,
}

impl Provider {
    /// Starts it. Nobody is told of anything yet.
    pub(super) async fn open() -> Self {
        let sandbox = Sandbox::start(Options::default()).await.expect("the sandbox starts");
        Self { sandbox, client: reqwest::Client::new() }
    }

    /// From now on `webhook` is told of everything, as a merchant asks for it: ComproPago by a call, at the others in a panel.
    pub(super) async fn tells(&self, collector: &Collector, webhook: &str) {
        match collector.id {
            "compropago" => {
                let address = format!("{}/v1/webhooks/stores", self.url_of(collector.id));
                let asked = self.client.post(address).basic_auth(SECRET_KEY, Some(PUBLIC_KEY));
                let body = serde_json::json!({ "url": webhook }).to_string();
                let answer = asked.header("content-type", "application/json").body(body).send().await;
                let answer = answer.expect("the sandbox answers");
                assert!(answer.status().is_success(), "{answer:?}");
            }
            // It is asked what has happened.
            "kashio" => {}
            _ => self.sets(collector, serde_json::json!({ "webhook": webhook })).await,
        }
    }

    /// From now on an account answers as these settings of the sandbox say.
    pub(crate) async fn sets(&self, collector: &Collector, settings: Value) {
        let address = self.control(&format!("accounts/{}?provider={}", collector.key, collector.id));
        let answer = self.client.put(address).body(settings.to_string()).send().await.expect("the sandbox answers");
        assert!(answer.status().is_success(), "{answer:?}");
    }

    /// Where the sandbox plays this provider.
    pub(super) fn url_of(&self, id: &str) -> String {
        self.sandbox.url(id)
    }

    /// Where the sandbox plays the page that has this address at its provider.
    pub(crate) fn page_at(&self, link: &str) -> String {
        let (host, path) = link.strip_prefix("https://").and_then(|link| link.split_once('/')).expect("an address of the web");
        let id = if host.ends_with("stripe.com") { "stripe" } else { "mercadopago" };
        format!("{}/{path}", self.url_of(id))
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

    /// Somebody transfers a part, or too much, to this CLABE: centavos.
    pub(crate) async fn receives(&self, digits: &str, amount: i64) {
        let id = self.id_of(digits).await;
        self.post(&format!("charges/{id}/pay"), serde_json::json!({ "amount": amount }).to_string()).await;
    }

    /// What was paid goes back to whoever paid it.
    pub(crate) async fn gives_back(&self, digits: &str) {
        self.act(digits, "refund").await;
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
        let id = self.id_of(digits).await;
        self.post(&format!("charges/{id}/{action}"), String::new()).await;
    }

    /// What the provider says of what has this reference or CLABE, in its own words.
    pub(crate) async fn status(&self, digits: &str) -> String {
        self.charge(digits).await["status"].as_str().expect("a status is a text").to_owned()
    }

    async fn id_of(&self, digits: &str) -> String {
        self.charge(digits).await["id"].as_str().expect("an id is a text").to_owned()
    }

    async fn charge(&self, digits: &str) -> Value {
        let mut charges = self.charges().await;
        let has = |charge: &Value| charge["reference"] == digits || charge["clabe"] == digits;
        let found = charges.iter().position(has).unwrap_or_else(|| panic!("no charge {digits} in {charges:?}"));
        charges.swap_remove(found)
    }

    async fn post(&self, path: &str, body: String) {
        let answer = self.client.post(self.control(path)).body(body).send().await.expect("the sandbox answers");
        assert!(answer.status().is_success(), "{answer:?}");
    }

    /// The page on which people play the provider.
    #[cfg_attr(not(feature = "browser-tests"), expect(dead_code, reason = "only a browser looks at it"))]
    pub(crate) fn control_page(&self) -> String {
        format!("http://{}/", self.sandbox.address)
    }

    fn control(&self, path: &str) -> String {
        format!("http://{}/control/{path}", self.sandbox.address)
    }
}
