//! What the panel's pages load: a style sheet, a script and an icon, each named by its content, so that a browser keeps it
//! and never shows a new page with an old sheet.

use crate::files::{File, Files};
use crate::hosted::style::in_page;
use crate::idempotency::hex;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

/// The style sheet's address.
pub static STYLE: Named = Named(LazyLock::new(|| {
    let sheets = [
        include_str!("../../../views/style/tokens.css"),
        include_str!("panel.css"),
        include_str!("controls.css"),
        include_str!("parts.css"),
        include_str!("orders.css"),
        include_str!("preview.css"),
    ];
    named("panel", "css", in_page(&sheets))
}));

/// The script's address.
pub static SCRIPT: Named = Named(LazyLock::new(|| named("panel", "js", include_str!("panel.js").to_owned())));

/// The icon's address.
pub static ICON: Named = Named(LazyLock::new(|| named("icon", "svg", include_str!("icon.svg").to_owned())));

/// A file of ours by its name. A static page, which cannot know what a name is made of, asks by the plain one: `panel.css`.
pub fn find(name: &str) -> Option<&'static File> {
    static FILES: LazyLock<Files> = LazyLock::new(|| {
        let all = [&STYLE, &SCRIPT, &ICON].map(|named| (named.0.name.clone(), named.0.text.clone().into()));
        Files::from_contents(BTreeMap::from(all))
    });
    let plain = [("panel.css", &STYLE), ("panel.js", &SCRIPT), ("icon.svg", &ICON)];
    let named = plain.into_iter().find(|(plain, _)| *plain == name).map(|(_, named)| &*named.0.name);
    FILES.get(named.unwrap_or(name))
}

/// A file with a name made of its content; it is written as its address.
pub struct Named(LazyLock<Text>);

struct Text {
    name: String,
    text: String,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/panel/files/{}", self.0.name)
    }
}

fn named(name: &str, extension: &str, text: String) -> Text {
    Text { name: format!("{name}.{}.{extension}", &hex(&Sha256::digest(&text))[..12]), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_under_its_address() {
        for (named, kind) in [(&STYLE, "text/css"), (&SCRIPT, "text/javascript"), (&ICON, "image/svg+xml")] {
            let address = named.to_string();
            let file = find(address.trim_start_matches("/panel/files/")).unwrap();
            assert!(file.kind.starts_with(kind), "{address} {}", file.kind);
            assert!(!String::from_utf8_lossy(&file.plain).contains(":host"), "{address} asks for a shadow root");
        }
    }
}
