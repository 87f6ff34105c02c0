//! What only Chromium's developer tools can do or tell: a slow network, a slow phone, memory, listeners, paper.

use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::TimeoutConfiguration;

use super::Browser;

impl Browser {
    /// Sends a command of the DevTools protocol.
    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.driver.cdp().send_raw(command, parameters).await.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Runs a script in every document from the next load on, before any of its own.
    pub(crate) async fn in_each_document(&self, script: &str) {
        self.devtools("Page.enable", json!({})).await;
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await;
    }

    /// Keeps hosted pages as the server drew them, though scripts run.
    pub(crate) async fn keep_hosted_pages_plain(&self) {
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.setBlockedURLs", json!({ "urls": ["*/takeover.*"] })).await;
    }

    /// Runs no script of any page from now on.
    pub(crate) async fn run_no_scripts(&self) {
        self.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
    }

    /// Asks for pages in this language from now on.
    pub(crate) async fn speak(&self, lang: &str) {
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.setExtraHTTPHeaders", json!({ "headers": { "Accept-Language": lang } })).await;
    }

    /// Runs a script that calls its first argument with `"done"` when it has done, however long that takes a busy machine.
    pub(crate) async fn perform(&self, script: &str) {
        let patient = TimeoutConfiguration::new(Some(Duration::from_secs(180)), None, None);
        self.driver.update_timeouts(patient).await.expect("a script may take its time");
        let done = self.driver.execute_async(script, Vec::new()).await.expect("the script runs");
        assert_eq!(*done.json(), "done");
    }

    /// How many listeners there are on what this expression names.
    pub(crate) async fn listeners(&self, on: &str) -> u64 {
        let object = self.devtools("Runtime.evaluate", json!({ "expression": on })).await;
        let object = json!({ "objectId": object["result"]["objectId"] });
        let found = self.devtools("DOMDebugger.getEventListeners", object).await;
        found["listeners"].as_array().map_or(0, |listeners| listeners.len() as u64)
    }

    /// Takes the network away, or gives it back.
    pub(crate) async fn network(&self, there: bool) {
        let conditions = json!({ "offline": !there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.emulateNetworkConditions", conditions).await;
    }

    /// Makes the network as slow as a phone's in a market hall: so many milliseconds there and back, so many bytes a second.
    pub(crate) async fn slow_down(&self, latency_ms: u32, bytes_per_second: u32) {
        let conditions = json!({
            "offline": false,
            "latency": latency_ms,
            "downloadThroughput": bytes_per_second,
            "uploadThroughput": bytes_per_second,
        });
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.emulateNetworkConditions", conditions).await;
    }

    /// Lets a page read what has been copied, which a shopper would be asked for.
    pub(super) async fn allow_pasting(&self) {
        self.devtools("Browser.grantPermissions", json!({ "permissions": ["clipboardReadWrite"] })).await;
    }

    /// What the browser wrote on the console since last asked, warnings and errors only.
    pub(super) async fn console(&self) -> Vec<String> {
        let log = self.driver.browser_log().await.expect("Chromium keeps a log");
        log.into_iter()
            .filter(|entry| matches!(entry.level.as_str(), "SEVERE" | "WARNING"))
            .map(|entry| entry.message)
            .collect()
    }
}
