//! Files to serve, held in memory: the built widget and the demo's pages, with their compressed siblings.
//!
//! A file `X` may come with `X.br` and `X.gz`; which one is sent is agreed with the browser. Nothing is read from disk
//! after the start, so there is no path to trick. It knows no file by name.

use crate::base::idempotency::hex;
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};

/// A file, in every form it can be sent.
#[derive(Clone, Debug)]
pub struct File {
    /// Its media type, with the character set where it is text.
    pub kind: String,
    /// Names this very content.
    pub tag: String,
    /// The file's bytes, uncompressed.
    pub plain: Bytes,
    /// The file's bytes compressed with brotli, where that was worth it.
    pub brotli: Option<Bytes>,
    /// The file's bytes compressed with gzip, where that was worth it.
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
    /// No compression.
    Plain,
}

impl Files {
    /// Files from paths and contents; siblings find their file. Text that comes without them is compressed here, once.
    pub fn from_contents(mut contents: BTreeMap<String, Bytes>) -> Self {
        let plain: Vec<String> =
            contents.keys().filter(|path| original(path).is_none_or(|of| !contents.contains_key(of))).cloned().collect();
        let files = plain.into_iter().filter_map(|path| {
            let plain = contents.remove(&path)?;
            let (brotli, gzip) = (contents.remove(&format!("{path}.br")), contents.remove(&format!("{path}.gz")));
            let file = File::new(&path, plain, brotli, gzip).compressed();
            Some((path, file))
        });
        Self(files.collect())
    }

    /// The file at a path.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.0.get(path)
    }

    /// All of them, with their paths.
    pub fn all(&self) -> impl Iterator<Item = (&str, &File)> {
        self.0.iter().map(|(path, file)| (path.as_str(), file))
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
    /// The file of that name, in these forms.
    pub(crate) fn new(path: &str, plain: Bytes, brotli: Option<Bytes>, gzip: Option<Bytes>) -> Self {
        let tag = hex(&Sha256::digest(&plain)[..8]);
        Self { kind: kind(path), tag, plain, brotli, gzip }
    }

    /// The body to send to a browser that accepts these codings (`Accept-Encoding`), and how it is coded.
    pub fn body(&self, accepted: &str) -> (Bytes, Coding) {
        match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if accepts(accepted, "br") => (brotli.clone(), Coding::Brotli),
            (_, Some(gzip)) if accepts(accepted, "gzip") => (gzip.clone(), Coding::Gzip),
            (_, _) => (self.plain.clone(), Coding::Plain),
        }
    }
}

impl File {
    /// The same with the forms that are shorter, where it is text and somebody would gain by it.
    pub(crate) fn compressed(self) -> Self {
        if self.plain.len() < WORTH_IT || !is_text(&self.kind) {
            return self;
        }
        let shorter = |bytes: Vec<u8>| Some(Bytes::from(bytes)).filter(|bytes| bytes.len() < self.plain.len());
        let brotli = self.brotli.clone().or_else(|| shorter(by_brotli(&self.plain)));
        let gzip = self.gzip.clone().or_else(|| shorter(by_gzip(&self.plain)));
        Self { brotli, gzip, ..self }
    }
}

/// What is shorter than this gains nothing.
const WORTH_IT: usize = 200;

fn is_text(kind: &str) -> bool {
    let essence = kind.split(';').next().unwrap_or_default();
    essence.starts_with("text/") || matches!(essence, "application/json" | "application/manifest+json" | "image/svg+xml")
}

fn by_brotli(plain: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let how = brotli::enc::BrotliEncoderParams { quality: 9, ..Default::default() };
    brotli::BrotliCompress(&mut Cursor::new(plain), &mut out, &how).expect("memory takes everything that is written to it");
    out
}

fn by_gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(plain).and_then(|()| encoder.finish()).expect("memory takes everything that is written to it")
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
    fn text_without_siblings_is_compressed_and_pictures_are_not() {
        let long = Bytes::from("a { color: red; }\n".repeat(100));
        let noise: Vec<u8> = (0..64_u8).flat_map(|at| Sha256::digest([at])).collect();
        let contents = [("a.css", long.clone()), ("a.svg", long.clone()), ("a.png", long.clone()), ("b.css", "a{}".into())];
        let contents = contents.into_iter().chain([("noise.txt", noise.into())]);
        let files = Files::from_contents(contents.map(|(path, body)| (path.to_owned(), body)).collect());
        let coding = |path: &str, accepted: &str| files.get(path).unwrap().body(accepted).1;
        for path in ["a.css", "a.svg"] {
            assert_eq!((coding(path, "gzip, br"), coding(path, "gzip")), (Coding::Brotli, Coding::Gzip), "{path}");
            let file = files.get(path).unwrap();
            let mut read = Vec::new();
            brotli::BrotliDecompress(&mut &file.brotli.clone().unwrap()[..], &mut read).unwrap();
            assert_eq!(read, long);
            let mut read = Vec::new();
            std::io::copy(&mut flate2::read::GzDecoder::new(&file.gzip.clone().unwrap()[..]), &mut read).unwrap();
            assert_eq!(read, long);
        }
        for path in ["a.png", "b.css", "noise.txt"] {
            assert_eq!(coding(path, "gzip, br"), Coding::Plain, "{path}");
        }
    }

    #[test]
    fn kinds_are_those_browsers_insist_on() {
        let check = |path: &str, expected: &str| assert_eq!(kind(path), expected);
        check("ficha.js", "text/javascript; charset=utf-8");
        check("assets/widget.0123456789abcdef.wasm", "application/wasm");
        check("assets/checkout.0123456789abcdef.css", "text/css; charset=utf-8");
        check("assets/lang-es-MX.0123456789abcdef.json", "application/json");
        check("assets/plain.svg", "image/svg+xml");
        check("index.html", "text/html; charset=utf-8");
    }
}
