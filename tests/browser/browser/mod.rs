//! A browser with a page in it, and how a test looks at it: like somebody who sees or hears the page.
//!
//! Things are found by role and accessible name, never by class or id: a test that finds a button this way has
//! shown that a screen reader finds it too. What the page is about, this does not know. What only Chromium can do
//! stands in `devtools` and `picture`.

mod baseline;
mod checkout;
mod devtools;
mod driver;
mod engine;
mod picture;
mod role;
mod shadow;

use tempfile::TempDir;
use thirtyfour::{By, WebDriver};

use self::driver::Driver;
pub(crate) use self::{checkout::Checkout, engine::Engine, picture::Window, role::Role};
use crate::product::eventually;

/// A browser of its own for one test. Closed when dropped.
pub(crate) struct Browser {
    // Dropped in this order: the driver with the browser it started, then the profile both wrote to.
    driver: WebDriver,
    engine: Engine,
    _process: Driver,
    _profile: TempDir,
}

impl Drop for Browser {
    /// thirtyfour would wait for an answer on the very thread that should fetch it. Our [`Driver`] closes the browser.
    fn drop(&mut self) {
        // Failing means that it had been ended before.
        _ = self.driver.clone().leak();
    }
}

impl Browser {
    /// Starts a browser that has never been anywhere.
    pub(crate) async fn open() -> Self {
        // Whoever installed a provider of cryptography first wins; a second one is refused, which is fine.
        _ = rustls::crypto::ring::default_provider().install_default();
        let engine = Engine::wanted();
        let mut process = Driver::start(engine).await;
        let profile = TempDir::new().expect("a temporary folder can be made");
        let driver = WebDriver::new(process.url(), engine.capabilities(profile.path())).await;
        let driver = driver.expect("the driver starts its browser");
        process.ends_with(&driver.handle().session_id().to_string());
        Self { driver, engine, _process: process, _profile: profile }
    }

    /// Which one it is.
    pub(crate) fn engine(&self) -> Engine {
        self.engine
    }

    /// Opens a page and returns when it has loaded.
    pub(crate) async fn goto(&self, url: &str) {
        self.driver.goto(url).await.expect("the page loads");
    }

    /// Loads the page again, as a shopper does who doubts.
    pub(crate) async fn reload(&self) {
        self.driver.refresh().await.expect("the page loads again");
    }

    /// Opens another tab, and looks at that from now on. Returns how to come back to this one.
    pub(crate) async fn another_tab(&self) -> Tab {
        let here = self.driver.window().await.expect("a tab is open");
        let there = self.driver.new_tab().await.expect("another tab can be opened");
        self.driver.switch_to_window(there).await.expect("it can be looked at");
        Tab(here)
    }

    /// Looks at a tab that was left, and returns how to come back to this one.
    pub(crate) async fn back_to(&self, tab: Tab) -> Tab {
        let here = self.driver.window().await.expect("a tab is open");
        self.driver.switch_to_window(tab.0).await.expect("the other tab is still open");
        Tab(here)
    }

    /// From now on looks into the frame that `selector` finds in the page.
    pub(crate) async fn enter_frame(&self, selector: &str) {
        eventually("a frame", async || {
            let frame = self.driver.find(By::Css(selector)).await.map_err(|error| error.to_string())?;
            frame.enter_frame().await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// From now on looks at the page itself again.
    pub(crate) async fn leave_frame(&self) {
        self.driver.enter_default_frame().await.expect("there is a page around the frame");
    }

    /// The first `<ficha-checkout>` of the page, as soon as there is one.
    pub(crate) async fn checkout(&self) -> Checkout {
        Checkout::in_page(self.driver.handle().clone(), self.engine).await
    }

    /// The page itself, seen in the same way: for the hosted pages, which need no element of ours.
    pub(crate) fn page(&self) -> Checkout {
        Checkout::of_page(self.driver.handle().clone(), self.engine)
    }

    /// What a script in the page returns: for looking at what no shopper sees, such as events.
    pub(crate) async fn ask(&self, script: &str) -> serde_json::Value {
        self.driver.execute(script, Vec::new()).await.expect("the script runs").json().clone()
    }

    /// What a script in the page calls `done` with, now or later.
    pub(crate) async fn told(&self, script: &str) -> serde_json::Value {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        self.driver.execute_async(script, Vec::new()).await.expect("the script runs to its end").json().clone()
    }

    /// Waits until a script returns true: something the page does by itself.
    pub(crate) async fn until(&self, what: &str, script: &str) {
        eventually(what, async || match self.ask(script).await {
            serde_json::Value::Bool(true) => Ok(()),
            other => Err(other.to_string()),
        })
        .await;
    }

    /// What has been copied, as pasting would bring it.
    pub(crate) async fn clipboard(&self) -> String {
        if self.engine == Engine::Chromium {
            self.allow_pasting().await;
        }
        let read = self.told("navigator.clipboard.readText().then(done, (error) => done(String(error)));").await;
        read.as_str().expect("what was copied is a text").to_owned()
    }

    /// What the page was told off for since it was loaded: errors, warnings and what a policy forbade, as `watch.js` of the
    /// merchant's page heard them, and in Chromium also what the browser itself wrote on the console.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let heard = self.ask("return self.complaints ?? []").await;
        let mut complaints: Vec<String> = serde_json::from_value(heard).expect("watch.js keeps texts");
        if self.engine == Engine::Chromium {
            complaints.extend(self.console().await);
        }
        complaints
    }
}

/// A tab that is not looked at just now.
pub(crate) struct Tab(thirtyfour::WindowHandle);
