//! A merchant's site: one page, on an origin that is not Ficha's, as in real life.

use std::net::{Ipv4Addr, SocketAddr};

use crate::product::Product;
use axum::{
    Router,
    extract::Path,
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use tokio::{net::TcpListener, task::JoinHandle};

/// A page at [`Merchant::url`] for as long as this is kept.
pub(crate) struct Merchant {
    address: SocketAddr,
    serving: JoinHandle<()>,
}

/// A shop's page in this language, with this in its body. Its `watch.js` hears what goes wrong in it.
pub(crate) fn page(lang: &str, body: &str) -> String {
    format!(
        r#"<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>Tienda Lupita</title><script src="/watch.js"></script>
        <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
        <main><h1>Samsung Gold Curl</h1><p>$150.00 MXN</p>{body}</main>"#
    )
}

/// The one line that a merchant pastes, with what it names: `data-order="..."`.
pub(crate) fn line(product: &Product, data: &str) -> String {
    format!(r#"<script async src="{}/ficha.js" {data}></script>"#, product.url())
}

/// A file of the npm package, which a shop may serve as it is.
fn packed(file: &str) -> Response {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg/npm");
    let kind = if file.ends_with(".wasm") { "application/wasm" } else { "text/javascript" };
    match std::fs::read(folder.join(file)) {
        Ok(bytes) if !file.contains("..") => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        Ok(_) | Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A stream of events that fails in this way.
async fn failing(way: &str) -> Response {
    let stream = [(header::CONTENT_TYPE, "text/event-stream")];
    match way {
        "closes" => (stream, "").into_response(),
        "refused" => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        "busy" => (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "60")]).into_response(),
        "html" => Html("<p>Inicia sesión en la red").into_response(),
        "hangs" => std::future::pending().await,
        other => panic!("no stream fails by {other}"),
    }
}

impl Merchant {
    /// Serves this page.
    pub(crate) async fn with_page(html: impl Into<String>) -> Self {
        Self::serve(html.into(), None).await
    }

    /// Serves a shop that has pasted the one line.
    pub(crate) async fn that_sells(product: &Product) -> Self {
        Self::that_shows(product, r#"data-button="btn_demo""#).await
    }

    /// Serves a shop whose one line names something else: `data-order="..."`.
    pub(crate) async fn that_shows(product: &Product, data: &str) -> Self {
        Self::with_page(page("es-MX", &line(product, data))).await
    }

    /// Serves this page under a `Content-Security-Policy`.
    pub(crate) async fn with_policy(html: impl Into<String>, policy: &str) -> Self {
        Self::serve(html.into(), Some(policy.to_owned())).await
    }

    async fn serve(html: String, policy: Option<String>) -> Self {
        let page = get(move || async move { (policy.map(|policy| [(header::CONTENT_SECURITY_POLICY, policy)]), Html(html)) });
        let watch = get(|| async { ([(header::CONTENT_TYPE, "text/javascript")], include_str!("watch.js")) });
        // Browsers ask for it unasked, and would complain that there is none.
        let icon = get(|| async { StatusCode::NO_CONTENT });
        let package = get(|Path(file): Path<String>| async move { packed(&file) });
        let site = Router::new().route("/", page).route("/watch.js", watch).route("/favicon.ico", icon);
        let site = site.route("/ficha-checkout/{*file}", package);
        let site = site.route("/stream/{way}", get(|Path(way): Path<String>| async move { failing(&way).await }));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("there is a free port");
        let address = listener.local_addr().expect("it listens");
        let serving = tokio::spawn(async move { axum::serve(listener, site).await.expect("a page can be served") });
        Self { address, serving }
    }

    /// Where the page is. `localhost`, so that it is another site than 127.0.0.1, too.
    pub(crate) fn url(&self) -> String {
        format!("http://localhost:{}/", self.address.port())
    }

    /// The same page, as another site than all the others here.
    pub(crate) fn url_of_another_site(&self) -> String {
        format!("http://127.0.0.1:{}/", self.address.port())
    }
}

impl Drop for Merchant {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
