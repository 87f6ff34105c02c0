//! The folder `pkg/dist`: files named by their content, each with compressed siblings, and a manifest of all.
//!
//! Layout: `ficha.js` (the loader), `assets/NAME.HASH.EXT`, and `manifest.json`, which lists both. Of what pages load, only the loader
//! keeps its name. Each such file `X` comes with `X.br` and `X.gz`, so that a server compresses nothing. A running server may be serving
//! the folder: new files are written before the loader names them, old ones go last.

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
use xtask::widget::{Entry, Manifest, folder, hash};

/// How many hexadecimal digits of its hash a file's name holds: nobody makes another file of that name by trying.
const DIGITS: usize = 12;
/// The same of the boot, whose name is in the loader, which every page pays for. The loader has its whole hash beside that.
const BOOT_DIGITS: usize = 8;

/// `[path, integrity]`: where a file is, relative to `ficha.js`, and the only content a browser may accept there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pinned {
    pub(crate) path: String,
    pub(crate) integrity: String,
}

impl serde::Serialize for Pinned {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (&self.path, &self.integrity).serialize(to)
    }
}

/// The files to be, in the order they are to be written.
pub(crate) struct Dist {
    files: Vec<(String, Vec<u8>)>,
    /// Compress in no time rather than well.
    hasty: bool,
}

impl Dist {
    pub(crate) fn new(hasty: bool) -> Self {
        Self { files: Vec::new(), hasty }
    }

    /// Adds a file under its own name.
    pub(crate) fn add(&mut self, path: &str, content: Vec<u8>) {
        self.files.push((path.to_owned(), content));
    }

    /// Adds `assets/NAME.HASH.EXTENSION`, which may be kept by browsers for ever.
    pub(crate) fn add_hashed(&mut self, name: &str, extension: &str, content: Vec<u8>) -> Pinned {
        let hash = hash(&content);
        let digits = if name == "boot" { BOOT_DIGITS } else { DIGITS };
        let path = format!("assets/{name}.{}.{extension}", &hash[..digits]);
        let pinned = Pinned { path: path.clone(), integrity: integrity(&content) };
        self.files.push((path, content));
        pinned
    }

    /// Writes everything, and removes what an earlier build left.
    pub(crate) fn write(&self) -> Result<()> {
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

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
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
        assert_eq!(pinned.path, "assets/checkout.5f546eb4606b.css");
        assert_eq!(pinned.integrity, "sha256-X1RutGBrXCt9KkSaXMK7tHftWiRscFHOhxsS8tv8hBk=");
    }

    #[test]
    fn compression_gives_the_same_bytes_each_time() {
        let text = b"pagar en efectivo o con SPEI ".repeat(20);
        assert_eq!(gzip(&text, false).unwrap(), gzip(&text, false).unwrap());
        assert!(brotli(&text, false).unwrap().len() < text.len() / 10);
    }
}
