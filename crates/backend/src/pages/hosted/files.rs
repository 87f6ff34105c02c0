//! What the hosted pages load: a style sheet, the take-over and an icon. How they are named is in `named.rs`.

use super::style;
use crate::base::files::File;
use crate::base::named::{self, Named};

/// Where they are served.
const FOLDER: &str = "/files";

/// The style sheet of the hosted pages.
pub static STYLE: Named = Named::new(FOLDER, "hosted", "css", style::sheet);

/// The script that lets the widget take a page over, where scripts run.
pub static TAKEOVER: Named = Named::new(FOLDER, "takeover", "js", || include_str!("takeover.js").to_owned());

/// The icon, for these pages and for whoever asks for `/favicon.ico`.
pub static ICON: Named = Named::new(FOLDER, "icon", "svg", || include_str!("../panel/icon.svg").to_owned());

/// Every file that hosted pages load.
pub static ALL: [&Named; 3] = [&STYLE, &TAKEOVER, &ICON];

/// One of them by its name, and whether it may be kept for ever.
pub fn find(name: &str) -> Option<(&'static File, bool)> {
    named::find(&ALL, name)
}

/// What a page that may be taken over has in its head: the loader, and the take-over after it.
pub fn scripts() -> String {
    format!("<script src=\"/ficha.js\" defer></script><script src=\"{TAKEOVER}\" defer></script>")
}
