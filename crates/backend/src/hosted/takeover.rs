//! The script that lets the widget take a hosted page over, where scripts run: what is served of it, and how a page names it.

use crate::files::{File, Files};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Where it is served.
const PATH: &str = "/takeover.js";

/// What a page that may be taken over has in its head: the loader, and this after it.
pub const SCRIPTS: &str = "<script src=\"/ficha.js\" defer></script><script src=\"/takeover.js\" defer></script>";

/// The script, ready to send.
pub fn script() -> Option<&'static File> {
    static SCRIPT: LazyLock<Files> =
        LazyLock::new(|| Files::from_contents(BTreeMap::from([(PATH.to_owned(), include_str!("takeover.js").into())])));
    SCRIPT.get(PATH)
}
