//! Files of ours that pages load: each named by its content, so that a browser keeps it for ever and never shows a new page
//! with an old sheet. What is in them is not known here.

use crate::base::files::{File, Files};
use crate::base::idempotency::hex;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

/// A file with a name made of its content; it is written as its address.
pub struct Named {
    folder: &'static str,
    stem: &'static str,
    extension: &'static str,
    text: fn() -> String,
    made: OnceLock<Made>,
}

struct Made {
    name: String,
    files: Files,
}

impl Named {
    /// One in this folder, as its address has it: `Named::new("/panel/files", "panel", "css", || ...)`.
    pub const fn new(folder: &'static str, stem: &'static str, extension: &'static str, text: fn() -> String) -> Self {
        Self { folder, stem, extension, text, made: OnceLock::new() }
    }

    fn made(&self) -> &Made {
        self.made.get_or_init(|| {
            let text = (self.text)();
            let hash = &hex(&Sha256::digest(&text))[..12];
            let name = format!("{}.{hash}.{}", self.stem, self.extension);
            let files = Files::from_contents(BTreeMap::from([(name.clone(), Bytes::from(text))]));
            Made { name, files }
        })
    }

    /// The file with its compressed forms; `None` where it is not in the program.
    pub fn file(&self) -> Option<&File> {
        let Made { name, files } = self.made();
        files.get(name)
    }

    /// Whether it is asked for by this name, and whether that is the name of this very content. A page that another copy or
    /// another release drew names what it knew: it is better served with ours than with nothing.
    fn answers_to(&self, name: &str) -> Option<bool> {
        if name == self.made().name {
            return Some(true);
        }
        let between = name.strip_prefix(self.stem)?.strip_prefix('.')?.strip_suffix(self.extension)?;
        let hash = between.trim_end_matches('.');
        hash.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(false)
    }
}

/// Which of these is asked for by this name, and whether it may be kept for ever.
pub fn find<'a>(all: &[&'a Named], name: &str) -> Option<(&'a File, bool)> {
    all.iter().find_map(|named| Some((named.file()?, named.answers_to(name)?)))
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.folder, self.made().name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static SHEET: Named = Named::new("/files", "hosted", "css", || "a{b: c}".to_owned());

    #[test]
    fn it_is_kept_for_ever_by_its_own_name_alone() {
        let own = SHEET.to_string();
        let own = own.strip_prefix("/files/").unwrap();
        let check =
            |name: &str, expected: Option<bool>| assert_eq!(find(&[&SHEET], name).map(|(_, kept)| kept), expected, "{name}");
        check(own, Some(true));
        check("hosted.css", Some(false));
        check("hosted.0123456789ab.css", Some(false));
        for other in ["hosted.js", "hosted", "hosted.x.css", "other.css", "hostedcss", ""] {
            check(other, None);
        }
    }
}
