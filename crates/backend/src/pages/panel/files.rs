//! What the panel's pages load: a style sheet, a script and an icon, each named by its content, so that a browser keeps it
//! and never shows a new page with an old sheet.

use crate::base::files::File;
use crate::base::named::{self, Named};
use crate::pages::hosted::short::short;
use crate::pages::hosted::style::in_page;

/// Where they are served.
const FOLDER: &str = "/panel/files";

/// The style sheet's address.
pub static STYLE: Named = Named::new(FOLDER, "panel", "css", || {
    let sheets = [
        include_str!("../../../../views/style/tokens.css"),
        include_str!("panel.css"),
        include_str!("controls.css"),
        include_str!("parts.css"),
        include_str!("../../../../views/style/badge.css"),
        include_str!("orders.css"),
        include_str!("preview.css"),
    ];
    short(&in_page(&sheets))
});

/// The script of the panel.
pub static SCRIPT: Named = Named::new(FOLDER, "panel", "js", || include_str!("panel.js").to_owned());

/// The icon of the panel.
pub static ICON: Named = Named::new(FOLDER, "icon", "svg", || include_str!("icon.svg").to_owned());

/// Every file that the panel's pages load.
pub static ALL: [&Named; 3] = [&STYLE, &SCRIPT, &ICON];

/// A file of ours by its name, and whether it may be kept for ever. A static page, which cannot know what a name is made of,
/// asks by the plain one: `panel.css`.
pub fn find(name: &str) -> Option<(&'static File, bool)> {
    named::find(&ALL, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_under_its_address() {
        for (named, kind) in [(&STYLE, "text/css"), (&SCRIPT, "text/javascript"), (&ICON, "image/svg+xml")] {
            let address = named.to_string();
            let (file, kept) = find(address.trim_start_matches("/panel/files/")).unwrap();
            assert!(kept, "{address}");
            assert!(file.kind.starts_with(kind), "{address} {}", file.kind);
            assert!(!String::from_utf8_lossy(&file.plain).contains(":host"), "{address} asks for a shadow root");
        }
    }
}
