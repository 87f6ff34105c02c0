//! A Chromium of our own: started without a window and with an empty profile, and ended with us. What it is shown is not known here.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::json;
use tempfile::TempDir;
use xtask::process::ends_with_us;

use super::devtools::Devtools;

/// Where it may be called otherwise.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
/// How long it may take to start.
const START: Duration = Duration::from_secs(60);
/// A phone of a usual size, in CSS pixels.
const WIDTH: u32 = 390;
const HEIGHT: u32 = 844;

/// Ends when dropped, and its profile with it.
#[derive(Debug)]
pub(super) struct Browser {
    child: Child,
    profile: TempDir,
}

impl Browser {
    /// Starts one that has never seen anything.
    ///
    /// # Errors
    ///
    /// When there is none, or it does not start.
    pub(super) fn start() -> Result<Self> {
        let profile = TempDir::with_prefix("ficha-bench-")?;
        let mut command = Command::new(program()?);
        ends_with_us(&mut command);
        let child = command
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-extensions", "--mute-audio"])
            .args(["--remote-debugging-port=0", &format!("--window-size={WIDTH},{HEIGHT}")])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("Chromium could not be started")?;
        Ok(Self { child, profile })
    }

    /// An empty page in it, as wide as a phone.
    ///
    /// # Errors
    ///
    /// When it has not started, or does not answer.
    pub(super) fn page(&mut self) -> Result<Devtools> {
        let (port, path) = self.address()?;
        let mut page = Devtools::connect(port, &path)?;
        page.open_page()?;
        page.ask("Page.enable", json!({}))?;
        let phone = json!({ "width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 2, "mobile": true });
        page.ask("Emulation.setDeviceMetricsOverride", phone)?;
        Ok(page)
    }

    /// It says where it listens in a file of its profile.
    fn address(&mut self) -> Result<(u16, String)> {
        let file = self.profile.path().join("DevToolsActivePort");
        let began = Instant::now();
        loop {
            let said = fs::read_to_string(&file).unwrap_or_default();
            if let Some((port, path)) = said.trim().split_once('\n') {
                return Ok((port.parse()?, path.to_owned()));
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("Chromium has ended ({status})");
            }
            ensure!(began.elapsed() < START, "Chromium does not start");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Asked rather than killed: its children end with it. It may have ended already, which is as good.
        let devtools = self.address().and_then(|(port, path)| Devtools::connect(port, &path));
        let asked = devtools.and_then(|mut devtools| devtools.ask("Browser.close", json!({})));
        if asked.is_err() {
            _ = self.child.kill();
        }
        _ = self.child.wait();
    }
}

/// `FICHA_CHROMIUM`, or the first of its names on the `PATH`.
fn program() -> Result<PathBuf> {
    if let Some(path) = env::var_os("FICHA_CHROMIUM") {
        return Ok(path.into());
    }
    let folders: Vec<_> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|path| path.is_file())
        .context("Chromium is missing: install it (Debian: chromium), or set FICHA_CHROMIUM to where it is")
}

/// Its version: `156.0.7444.0`, and whose build it is.
pub(super) fn version() -> String {
    let said = program().map(|program| Command::new(program).arg("--version").output());
    let Ok(Ok(output)) = said else { return String::new() };
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    said.trim_start_matches("Chromium ").to_owned()
}
