//! Files to serve, held in memory: the built widget and the demo's pages, with their compressed siblings.
//!
//! A file `X` may come with `X.br` and `X.gz`; which one is sent is agreed with the browser. Nothing is read from disk
//! after the start, so there is no path to trick. It knows no file by name.

use crate::idempotency::hex;
use anyhow::Context;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// A file, in every form it can be sent.
#[derive(Clone, Debug)]
pub struct File {
    /// Its media type, with the character set where it is text.
    pub kind: String,
    /// Names this very content.
    pub tag: String,
    /// As it is.
    pub plain: Bytes,
    /// By brotli.
    pub brotli: Option<Bytes>,
    /// By gzip.
    pub gzip: Option<Bytes>,
}

/// Files by their path, with `/` and without one in front.
#[derive(Clone, Debug, Default)]
pub struct Files(BTreeMap<String, File>);

/// How a body is coded on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Brotli.
    Brotli,
    /// Gzip.
    Gzip,
    /// Not at all.
    Plain,
}

impl Files {
    /// Reads a folder and all below it. Fails where it is not there.
    pub fn load(folder: &Path) -> anyhow::Result<Self> {
        let mut found = BTreeMap::new();
        walk(folder, "", &mut found).with_context(|| format!("cannot read {}", folder.display()))?;
        Ok(Self::from_contents(found))
    }

    /// The built widget inside this binary.
    #[cfg(feature = "embed")]
    pub fn embedded() -> Self {
        static DIST: include_dir::Dir<'_> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/../../pkg/dist");
        fn collect(dir: &'static include_dir::Dir<'static>, found: &mut BTreeMap<String, Bytes>) {
            for file in dir.files() {
                found.insert(file.path().to_string_lossy().replace('\\', "/"), Bytes::from_static(file.contents()));
            }
            for dir in dir.dirs() {
                collect(dir, found);
            }
        }
        let mut found = BTreeMap::new();
        collect(&DIST, &mut found);
        Self::from_contents(found)
    }

    /// Files from paths and contents; siblings find their file.
    pub fn from_contents(mut contents: BTreeMap<String, Bytes>) -> Self {
        let plain: Vec<String> =
            contents.keys().filter(|path| original(path).is_none_or(|of| !contents.contains_key(of))).cloned().collect();
        let files = plain.into_iter().filter_map(|path| {
            let plain = contents.remove(&path)?;
            let (brotli, gzip) = (contents.remove(&format!("{path}.br")), contents.remove(&format!("{path}.gz")));
            let tag = hex(&Sha256::digest(&plain)[..8]);
            Some((path.clone(), File { kind: kind(&path), tag, plain, brotli, gzip }))
        });
        Self(files.collect())
    }

    /// The file at a path.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.0.get(path)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl File {
    /// The body to send to a browser that accepts these codings (`Accept-Encoding`), and how it is coded.
    pub fn body(&self, accepted: &str) -> (Bytes, Coding) {
        match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if accepts(accepted, "br") => (brotli.clone(), Coding::Brotli),
            (_, Some(gzip)) if accepts(accepted, "gzip") => (gzip.clone(), Coding::Gzip),
            (_, _) => (self.plain.clone(), Coding::Plain),
        }
    }
}

/// Whether `Accept-Encoding` names a coding and does not refuse it with `q=0`.
fn accepts(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|part| {
        let mut words = part.split(';').map(str::trim);
        let named = words.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused = words.any(|word| word.strip_prefix("q=").is_some_and(|q| q.trim_matches(['0', '.']).is_empty()));
        named && !refused
    })
}

/// The path whose compressed sibling this is.
fn original(path: &str) -> Option<&str> {
    path.strip_suffix(".br").or_else(|| path.strip_suffix(".gz"))
}

fn kind(path: &str) -> String {
    let kind = match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js" | "mjs") => "text/javascript".to_owned(),
        _ => mime_guess::from_path(path).first_or_octet_stream().essence_str().to_owned(),
    };
    if kind.starts_with("text/") { format!("{kind}; charset=utf-8") } else { kind }
}

fn walk(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Bytes>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &format!("{name}/"), found)?;
        } else {
            found.insert(name, std::fs::read(entry.path())?.into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> Files {
        Files::from_contents(paths.iter().map(|path| ((*path).to_owned(), Bytes::from((*path).to_owned()))).collect())
    }

    #[test]
    fn siblings_are_forms_of_their_file_and_no_files_of_their_own() {
        let files = files(&["a.js", "a.js.br", "a.js.gz", "b.wasm", "lonely.gz"]);
        assert_eq!(files.0.keys().collect::<Vec<_>>(), ["a.js", "b.wasm", "lonely.gz"]);
        let check = |path: &str, accepted: &str, body: &str, coding: Coding| {
            assert_eq!(files.get(path).unwrap().body(accepted), (Bytes::from(body.to_owned()), coding), "{path} {accepted}");
        };
        check("a.js", "gzip, deflate, br, zstd", "a.js.br", Coding::Brotli);
        check("a.js", "gzip;q=0.8, br;q=0", "a.js.gz", Coding::Gzip);
        check("a.js", "br;q=0.000, gzip;q=0", "a.js", Coding::Plain);
        check("a.js", "", "a.js", Coding::Plain);
        check("b.wasm", "br", "b.wasm", Coding::Plain);
    }

    #[test]
    fn kinds_are_those_browsers_insist_on() {
        let check = |path: &str, expected: &str| assert_eq!(kind(path), expected);
        check("ficha.js", "text/javascript; charset=utf-8");
        check("assets/widget.0123456789abcdef.wasm", "application/wasm");
        check("assets/checkout.0123456789abcdef.css", "text/css; charset=utf-8");
        check("assets/lang-es-MX.0123456789abcdef.json", "application/json");
        check("assets/logos/oxxo.svg", "image/svg+xml");
        check("index.html", "text/html; charset=utf-8");
    }
}
