//! A browser with a page in it, and how a test looks at it: like somebody who sees or hears the page.
//!
//! Things are found by role and accessible name, never by class or id: a test that finds a button this way has
//! shown that a screen reader finds it too. What the page is about, this does not know.

mod checkout;
mod chromedriver;
mod picture;
mod role;
mod shadow;

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::{ChromiumLikeCapabilities as _, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

use self::chromedriver::Chromedriver;
pub(crate) use self::{checkout::Checkout, picture::Window, role::Role};

/// How Chromium is started: headless, as any user, and silent towards the network.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
];

/// A browser of its own for one test. Closed when dropped.
pub(crate) struct Browser {
    // Dropped in this order: the driver with the browser it started, then the profile both wrote to.
    driver: WebDriver,
    _chromedriver: Chromedriver,
    _profile: TempDir,
}

impl Drop for Browser {
    /// thirtyfour would wait for an answer on the very thread that should fetch it. Chromedriver ends its browser itself.
    fn drop(&mut self) {
        // Failing means that it had been ended before.
        _ = self.driver.clone().leak();
    }
}

impl Browser {
    /// Starts a browser that has never been anywhere, in Mexican Spanish.
    pub(crate) async fn open() -> Self {
        // Whoever installed a provider of cryptography first wins; a second one is refused, which is fine.
        _ = rustls::crypto::ring::default_provider().install_default();
        let chromedriver = Chromedriver::start();
        let profile = TempDir::new().expect("a temporary folder can be made");
        let mut wanted = DesiredCapabilities::chrome();
        let profile_flag = format!("--user-data-dir={}", profile.path().display());
        for flag in FLAGS.into_iter().chain(["--accept-lang=es-MX", &profile_flag]) {
            wanted.add_arg(flag).expect("a flag is a text");
        }
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All).expect("a level is a text");
        let driver = WebDriver::new(chromedriver.url(), wanted).await.expect("chromedriver starts Chromium");
        Self { driver, _chromedriver: chromedriver, _profile: profile }
    }

    /// Opens a page and returns when it has loaded.
    pub(crate) async fn goto(&self, url: &str) {
        self.driver.goto(url).await.expect("the page loads");
    }

    /// Loads the page again, as a shopper does who doubts.
    pub(crate) async fn reload(&self) {
        self.driver.refresh().await.expect("the page loads again");
    }

    /// The first `<ficha-checkout>` of the page, as soon as there is one.
    pub(crate) async fn checkout(&self) -> Checkout {
        Checkout::in_page(self.driver.handle().clone()).await
    }

    /// What a script in the page returns: for looking at what no shopper sees, such as events.
    pub(crate) async fn ask(&self, script: &str) -> serde_json::Value {
        self.driver.execute(script, Vec::new()).await.expect("the script runs").json().clone()
    }

    /// What has been copied, as pasting would bring it.
    pub(crate) async fn clipboard(&self) -> String {
        let allowed = json!({ "permissions": ["clipboardReadWrite"] });
        self.driver.cdp().send_raw("Browser.grantPermissions", allowed).await.expect("a page may be allowed to paste");
        self.ask("return navigator.clipboard.readText()").await.as_str().expect("what was copied is a text").to_owned()
    }

    /// Makes the network as slow as a phone's in a market hall: so many milliseconds there and back, so many bytes a second.
    pub(crate) async fn slow_down(&self, latency_ms: u32, bytes_per_second: u32) {
        let conditions = json!({
            "offline": false,
            "latency": latency_ms,
            "downloadThroughput": bytes_per_second,
            "uploadThroughput": bytes_per_second,
        });
        self.driver.cdp().send_raw("Network.enable", json!({})).await.expect("Chromium watches its network");
        self.driver.cdp().send_raw("Network.emulateNetworkConditions", conditions).await.expect("Chromium can be slow");
    }

    /// What the page wrote on the console since last asked, warnings and errors only.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let log = self.driver.browser_log().await.expect("Chromium keeps a log");
        log.into_iter()
            .filter(|entry| matches!(entry.level.as_str(), "SEVERE" | "WARNING"))
            .map(|entry| entry.message)
            .collect()
    }
}
