//! A shop's site of plain files, as a bundler leaves them, under the policy that the package's README promises to be enough.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use axum::{
    Router,
    http::{StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::product::Product;

/// The address that stands for a merchant's own in the examples.
const EXAMPLE: &str = "https://pay.example.mx";

/// At [`Site::url`] for as long as this is kept.
pub(super) struct Site {
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Site {
    /// Serves this folder, with the product in the place of the example's address.
    pub(super) async fn of(folder: PathBuf, product: &Product) -> Self {
        Self::serve(folder, None, policy(&product.url(), ""), product).await
    }

    /// The same, with this text instead of the page, in which the loader's line may stand too. The policy is without what is
    /// refused.
    pub(super) async fn with_page(folder: PathBuf, page: String, refused: &[&str], product: &Product) -> Self {
        let whole = policy(&product.url(), &product.url());
        let policy = refused.iter().fold(whole, |policy, refused| policy.replace(refused, ""));
        Self::serve(folder, Some(page), policy, product).await
    }

    /// The same, for a page that is too old for any policy.
    pub(super) async fn without_policy(folder: PathBuf, product: &Product) -> Self {
        Self::serve(folder, None, String::new(), product).await
    }

    async fn serve(folder: PathBuf, page: Option<String>, policy: String, product: &Product) -> Self {
        let backend = product.url();
        let site = Router::new().fallback(move |uri: Uri| async move {
            let path = uri.path();
            match (path, &page) {
                ("/favicon.ico", _) => StatusCode::NO_CONTENT.into_response(),
                ("/", Some(page)) => answer(Path::new("index.html"), page.clone().into_bytes(), &backend, &policy),
                (_, _) => {
                    let name = if path == "/" { "index.html" } else { &path[1..] };
                    let file = folder.join(name);
                    match fs::read(&file) {
                        Ok(content) => answer(&file, content, &backend, &policy),
                        Err(_) => StatusCode::NOT_FOUND.into_response(),
                    }
                }
            }
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("there is a free port");
        let address = listener.local_addr().expect("it listens");
        let serving = tokio::spawn(async move { axum::serve(listener, site).await.expect("files can be served") });
        Self { address, serving }
    }

    pub(super) fn url(&self) -> String {
        format!("http://localhost:{}/", self.address.port())
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// What the README says is enough, and the origin of the loader where there is one.
fn policy(backend: &str, loader: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' {loader} 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' {backend}; \
         img-src 'self' data: {backend}; frame-src {backend}; require-trusted-types-for 'script'"
    )
}

fn answer(file: &Path, content: Vec<u8>, backend: &str, policy: &str) -> Response {
    let kind = match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        _ => "application/octet-stream",
    };
    let content = match String::from_utf8(content) {
        Ok(text) => text.replace(EXAMPLE, backend).into_bytes(),
        Err(bytes) => bytes.into_bytes(),
    };
    ([(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, policy)], content).into_response()
}
