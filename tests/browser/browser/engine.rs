//! The browsers a shopper may come with, and how each of them is started under its driver.
//!
//! One run of the tests is in one of them, which `FICHA_BROWSER` names. What a test does with it, this does not know.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};
use thirtyfour::Capabilities;

/// What draws the page and runs its scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// Chrome, Edge, Samsung, and nearly every Android phone.
    Chromium,
    /// Firefox, in the release that companies and Debian keep for a year.
    Firefox,
    /// Safari's engine of today, as GTK packs it. It wants a display: `cargo xtask test` lends it one.
    WebKit,
    /// Safari's engine as of version 16.0: the floor, below which nobody is promised more than the plain link.
    Wpe,
}

/// How Chromium is started: headless, as any user, and silent towards the network.
const CHROMIUM: [&str; 12] = [
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
    "--accept-lang=es-MX",
    // A frame of another site in a process of its own has shadow roots that chromedriver cannot look into.
    "--disable-site-isolation-trials",
];

impl Engine {
    /// The one this run is for: Chromium, unless `FICHA_BROWSER` names another.
    pub(crate) fn wanted() -> Self {
        match env::var("FICHA_BROWSER").as_deref() {
            Err(_) | Ok("chromium") => Self::Chromium,
            Ok("firefox") => Self::Firefox,
            Ok("webkit") => Self::WebKit,
            Ok("wpe") => Self::Wpe,
            Ok(other) => panic!("FICHA_BROWSER is {other:?}: chromium, firefox, webkit or wpe"),
        }
    }

    /// The language it tells every site. Neither of WebKit's two can be told without a locale that is not installed.
    pub(crate) fn language(self) -> &'static str {
        match self {
            Self::Chromium | Self::Firefox | Self::WebKit => "es-MX",
            Self::Wpe => "en",
        }
    }

    /// Whether its driver can be asked for roles and accessible names; of the others tags and labels are looked at. WPE's
    /// knows no such question, and WebKitGTK's now and then ends the page that is asked while it loads.
    pub(super) fn tells_roles(self) -> bool {
        match self {
            Self::Chromium | Self::Firefox => true,
            Self::WebKit | Self::Wpe => false,
        }
    }

    /// The driver that is to listen on any free port: what the variable of its name in capitals says, or the `PATH`.
    pub(super) fn driver(self) -> Command {
        let name = match self {
            Self::Chromium => "chromedriver",
            Self::Firefox => "geckodriver",
            Self::WebKit => "WebKitWebDriver",
            Self::Wpe => "WPEWebDriver",
        };
        let mut command = Command::new(env::var_os(name.to_uppercase()).unwrap_or_else(|| OsString::from(name)));
        command.arg("--port=0");
        if self == Self::Chromium {
            command.env("FONTCONFIG_FILE", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/browser/fonts.conf"));
        }
        command
    }

    /// The port in a line its driver prints, where it prints one.
    pub(super) fn port_in(self, line: &str) -> Option<u16> {
        let port = match self {
            // `ChromeDriver was started successfully on port 41233.`
            Self::Chromium => line.split_once("started successfully on port ")?.1.trim_end_matches('.'),
            // `1763700000000	geckodriver	INFO	Listening on 127.0.0.1:41233`
            Self::Firefox => line.split_once("Listening on ")?.1.rsplit_once(':')?.1,
            Self::WebKit | Self::Wpe => return None,
        };
        port.parse().ok()
    }

    /// Whether its driver keeps its port to itself, so that the kernel has to be asked.
    pub(super) fn hides_its_port(self) -> bool {
        match self {
            Self::Chromium | Self::Firefox => false,
            Self::WebKit | Self::Wpe => true,
        }
    }

    /// What the driver is asked for: a browser that has never been anywhere, in Mexican Spanish where it can be.
    pub(super) fn capabilities(self, profile: &Path) -> Capabilities {
        let wanted = match self {
            Self::Chromium => {
                let profile = format!("--user-data-dir={}", profile.display());
                let flags = [&CHROMIUM[..], &[&profile]].concat();
                json!({
                    "browserName": "chrome",
                    "goog:chromeOptions": { "args": flags },
                    "goog:loggingPrefs": { "browser": "ALL" },
                })
            }
            Self::Firefox => json!({
                "browserName": "firefox",
                "moz:firefoxOptions": {
                    "args": ["-headless"],
                    // The second allows a page to paste without somebody who presses "Paste".
                    "prefs": { "intl.accept_languages": "es-MX", "dom.events.testing.asyncClipboard": true },
                },
            }),
            Self::WebKit => json!({
                "browserName": "MiniBrowser",
                "webkitgtk:browserOptions": {
                    "binary": minibrowser(),
                    "args": ["--automation", "--javascript-can-access-clipboard=true"],
                },
            }),
            Self::Wpe => json!({
                "browserName": "cog",
                "wpe:browserOptions": { "binary": "/usr/bin/cog", "args": ["--automation", "--platform=headless"] },
            }),
        };
        let Value::Object(wanted) = wanted else { unreachable!("each of them is an object") };
        wanted.into()
    }
}

/// Debian keeps it out of the `PATH`, in a folder named by the machine's architecture.
fn minibrowser() -> PathBuf {
    fs::read_dir("/usr/lib")
        .into_iter()
        .flatten()
        .flatten()
        .map(|folder| folder.path().join("webkit2gtk-4.1/MiniBrowser"))
        .find(|path| path.is_file())
        .expect("WebKitGTK's MiniBrowser is installed: run `cargo xtask test`, which installs it")
}
