//! The page of a shop, the same for every checkout but for the lines that put it there; and, at another origin, the files of those
//! that have no server of ours: compressed once, as a CDN would.
//!
//! It listens on this machine, on two ports. What is done in the page is not known here.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::State;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE,
};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};

const PAGE: &str = include_str!("page.html");
/// An SVG of nothing, for the pictures that a peer would fetch from its own servers.
const PICTURE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"26\"/>";

/// Whose checkout stands in the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Whose {
    Ficha,
    Twin,
    /// Mounted in the page, as its documents show.
    Adyen,
    /// Fetched when a button of the merchant's own is pressed.
    AdyenPressed,
}

impl Whose {
    /// In the order in which they are shown.
    pub(super) const ALL: [Self; 4] = [Self::Ficha, Self::Twin, Self::Adyen, Self::AdyenPressed];

    /// Its name in `watch.js`, and of its page.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Ficha => "ficha",
            Self::Twin => "twin",
            Self::Adyen => "adyen",
            Self::AdyenPressed => "pressed",
        }
    }

    /// Its name in tables.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ficha => "Ficha",
            Self::Twin => "twin in Preact",
            Self::Adyen => "Adyen, in the page",
            Self::AdyenPressed => "Adyen, on a press",
        }
    }

    /// The lines a merchant writes.
    fn lines(self, backend: &str, vendor: &str, button: &str) -> String {
        let adyen =
            |later: &str| format!("<link rel=\"stylesheet\" href=\"{vendor}adyen.css\"><div id=\"adyen\"{later}></div>");
        match self {
            Self::Ficha => format!("<script async src=\"{backend}ficha.js\" data-button=\"{button}\"></script>"),
            Self::Twin => format!(
                "<ficha-twin backend=\"{backend}\" button=\"{button}\"></ficha-twin><script type=\"module\" src=\"{vendor}twin.js\"></script>"
            ),
            Self::Adyen => format!("{}<script type=\"module\" src=\"{vendor}adyen.js\"></script>", adyen("")),
            Self::AdyenPressed => format!(
                "<button id=\"pay\">Pagar en OXXO</button><dialog id=\"sheet\"><div id=\"adyen\" data-later></div></dialog>\
                 <script type=\"module\" src=\"{vendor}pressed.js\"></script>"
            ),
        }
    }
}

/// Serves until it is dropped.
#[derive(Debug)]
pub(super) struct Pages {
    /// Origin of the shop's page, with a slash at its end.
    pub(super) shop: String,
    /// How large each of the peers' files is, compressed.
    pub(super) sizes: HashMap<String, usize>,
    _runtime: tokio::runtime::Runtime,
}

/// A file as it travels.
struct File {
    kind: mime_guess::Mime,
    brotli: Vec<u8>,
}

type Files = Arc<HashMap<String, File>>;

impl Pages {
    /// Serves the shop that sells `button` of this backend, and the files of these folders.
    ///
    /// # Errors
    ///
    /// When a folder cannot be read, or there is no free port.
    pub(super) fn serve(folders: &[&Path], backend: &str, button: &str) -> Result<Self> {
        let files = compressed(folders)?;
        let sizes = files.iter().map(|(name, file)| (name.clone(), file.brotli.len())).collect();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let vendor = runtime.block_on(listen(Router::new().fallback(vendor_file).with_state(Arc::new(files))))?;
        let page = |whose: Whose, far: &str| {
            PAGE.replace("__VENDOR__", &vendor)
                .replace("__FAR__", far)
                .replace("__CHECKOUT__", &whose.lines(backend, &vendor, button))
        };
        let mut shop = Router::new();
        for whose in Whose::ALL {
            for (path, far) in [("", "near"), ("/far", "far")] {
                let page = page(whose, far);
                let answer = move || async { ([(CACHE_CONTROL, "no-cache")], Html(page)) };
                shop = shop.route(&format!("/{}{path}", whose.id()), axum::routing::get(answer));
            }
        }
        let shop = runtime.block_on(listen(shop))?;
        Ok(Self { shop, sizes, _runtime: runtime })
    }

    /// The page with this checkout: where a visitor sees it at once, or below all that.
    pub(super) fn url(&self, whose: Whose, far: bool) -> String {
        format!("{}{}{}", self.shop, whose.id(), if far { "/far" } else { "" })
    }
}

async fn listen(router: Router) -> Result<String> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let origin = format!("http://{}/", listener.local_addr()?);
    tokio::spawn(async { axum::serve(listener, router).await });
    Ok(origin)
}

/// A file of a peer, or a good answer to whatever its program asks its own servers.
async fn vendor_file(State(files): State<Files>, method: Method, uri: Uri) -> Response {
    let open = [(ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (ACCESS_CONTROL_ALLOW_HEADERS, "*")];
    let path = uri.path().trim_start_matches('/');
    let texts = path.contains("/translations/").then_some("texts.json");
    if let Some(file) = files.get(texts.unwrap_or(path)) {
        let for_ever = (CACHE_CONTROL, "public, max-age=31536000, immutable");
        let kind = (CONTENT_TYPE, file.kind.to_string());
        return (open, [for_ever, (CONTENT_ENCODING, "br")], [kind], file.brotli.clone()).into_response();
    }
    if method == Method::GET {
        return (open, [(CONTENT_TYPE, "image/svg+xml")], PICTURE).into_response();
    }
    if method == Method::OPTIONS {
        return (open, StatusCode::NO_CONTENT).into_response();
    }
    (open, [(CONTENT_TYPE, "application/json")], "{\"id\":\"bench\"}").into_response()
}

fn compressed(folders: &[&Path]) -> Result<HashMap<String, File>> {
    let mut files = HashMap::new();
    for folder in folders {
        for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let file =
                File { kind: mime_guess::from_path(&path).first_or_octet_stream(), brotli: brotli(&std::fs::read(&path)?)? };
            files.insert(name, file);
        }
    }
    Ok(files)
}

/// As small as brotli makes it.
fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 24);
    writer.write_all(bytes)?;
    Ok(writer.into_inner())
}
