//! The folder `pkg/dist`: files named by their content, each with compressed siblings, and a manifest of all.
//!
//! Layout: `ficha.js` (the loader, the only name that never changes), `assets/NAME.HASH.EXT`, `assets/logos/`, and
//! `manifest.json`. A file `X` comes with `X.br` and `X.gz`, so that a server compresses nothing. A running
//! server may be serving the folder: new files are written before the loader names them, old ones go last.

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};
use sha2::{Digest, Sha256};

use crate::repo;

/// `[path, integrity]`: where a file is, relative to `ficha.js`, and the only content a browser may accept there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pinned {
    pub(super) path: String,
    pub(super) integrity: String,
}

impl serde::Serialize for Pinned {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (&self.path, &self.integrity).serialize(to)
    }
}

/// One line of `manifest.json`.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct Entry {
    /// Relative to `pkg/dist`, with `/`.
    pub(crate) path: String,
    /// The value for the header `Content-Type`.
    pub(crate) content_type: String,
    /// The value for the attribute `integrity`: `sha256-` and the hash in base 64.
    pub(crate) integrity: String,
    /// How large it is.
    pub(crate) bytes: usize,
    /// How large it is on the way to a browser.
    pub(crate) brotli_bytes: usize,
}

/// `pkg/dist/manifest.json`: every file but itself and the compressed siblings.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct Manifest {
    /// Sorted by path.
    pub(crate) files: Vec<Entry>,
}

/// Where the finished files are.
pub(crate) fn folder() -> PathBuf {
    repo::root().join("pkg/dist")
}

impl Manifest {
    /// Reads the manifest of what was built last. Fails when nothing was.
    pub(crate) fn read() -> Result<Self> {
        let path = folder().join("manifest.json");
        let text = fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}: run `cargo xtask build-widget` first", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is not a manifest", path.display()))
    }
}

/// The files to be, in the order they are to be written.
pub(super) struct Dist {
    files: Vec<(String, Vec<u8>)>,
    /// Compress in no time rather than well.
    hasty: bool,
}

impl Dist {
    pub(super) fn new(hasty: bool) -> Self {
        Self { files: Vec::new(), hasty }
    }

    /// Adds a file under its own name.
    pub(super) fn add(&mut self, path: &str, content: Vec<u8>) {
        self.files.push((path.to_owned(), content));
    }

    /// Adds `assets/NAME.HASH.EXTENSION`, which may be kept by browsers for ever.
    pub(super) fn add_hashed(&mut self, name: &str, extension: &str, content: Vec<u8>) -> Pinned {
        let hash = hex(&Sha256::digest(&content));
        let path = format!("assets/{name}.{}.{extension}", &hash[..6]);
        let pinned = Pinned { path: path.clone(), integrity: integrity(&content) };
        self.files.push((path, content));
        pinned
    }

    /// Writes everything, and removes what an earlier build left.
    pub(super) fn write(&self) -> Result<()> {
        let folder = folder();
        let mut keep = BTreeSet::new();
        let mut entries = Vec::new();
        for (path, content) in &self.files {
            let brotli = brotli(content, self.hasty)?;
            entries.push(Entry {
                path: path.clone(),
                content_type: content_type(path).to_owned(),
                integrity: integrity(content),
                bytes: content.len(),
                brotli_bytes: brotli.len(),
            });
            let target = folder.join(path);
            keep.insert(put(&with_suffix(&target, ".br"), &brotli)?);
            keep.insert(put(&with_suffix(&target, ".gz"), &gzip(content, self.hasty)?)?);
            keep.insert(put(&target, content)?);
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        let manifest = serde_json::to_string_pretty(&Manifest { files: entries })?;
        keep.insert(put(&folder.join("manifest.json"), manifest.as_bytes())?);
        remove_others(&folder, &keep)
    }
}

fn put(path: &Path, content: &[u8]) -> Result<PathBuf> {
    let parent = path.parent().expect("every file of pkg/dist is in a folder");
    fs::create_dir_all(parent)
        .and_then(|()| fs::write(path, content))
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(path.to_owned())
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn remove_others(folder: &Path, keep: &BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_others(&path, keep)?;
        } else if !keep.contains(&path) {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}

fn brotli(content: &[u8], hasty: bool) -> Result<Vec<u8>> {
    let params = BrotliEncoderParams { quality: if hasty { 2 } else { 11 }, size_hint: content.len(), ..Default::default() };
    let mut small = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut small, &params)?;
    Ok(small)
}

/// Without a time in it, so that the same sources give the same bytes.
fn gzip(content: &[u8], hasty: bool) -> Result<Vec<u8>> {
    let level = if hasty { Compression::fast() } else { Compression::best() };
    let mut encoder = GzBuilder::new().write(Vec::new(), level);
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

fn integrity(content: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(content)))
}

/// In lower case, as names of files are.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hashed_file_is_named_and_pinned_by_its_content() {
        let mut dist = Dist::new(true);
        let pinned = dist.add_hashed("checkout", "css", b"a{}".to_vec());
        // `printf 'a{}' | sha256sum` and `| openssl dgst -sha256 -binary | base64`
        assert_eq!(pinned.path, "assets/checkout.5f546e.css");
        assert_eq!(pinned.integrity, "sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk=");
    }

    #[test]
    fn compression_gives_the_same_bytes_each_time() {
        let text = b"pagar en efectivo o con SPEI ".repeat(20);
        assert_eq!(gzip(&text, false).unwrap(), gzip(&text, false).unwrap());
        assert!(brotli(&text, false).unwrap().len() < text.len() / 10);
    }
}
