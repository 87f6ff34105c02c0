//! A merchant's site: one page, on an origin that is not Ficha's, as in real life.

use std::net::{Ipv4Addr, SocketAddr};

use crate::product::Product;
use axum::{
    Router,
    http::{StatusCode, header},
    response::Html,
    routing::get,
};
use tokio::{net::TcpListener, task::JoinHandle};

/// A page at [`Merchant::url`] for as long as this is kept.
pub(crate) struct Merchant {
    address: SocketAddr,
    serving: JoinHandle<()>,
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
        Self::with_page(format!(
            r#"<!doctype html><html lang="es-MX"><meta charset="utf-8"><title>Tienda Lupita</title>
            <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
            <main><h1>Samsung Gold Curl</h1><p>$150.00 MXN</p>
            <script async src="{}/ficha.js" {data}></script></main>"#,
            product.url()
        ))
        .await
    }

    /// Serves this page under a `Content-Security-Policy`.
    pub(crate) async fn with_policy(html: impl Into<String>, policy: &str) -> Self {
        Self::serve(html.into(), Some(policy.to_owned())).await
    }

    async fn serve(html: String, policy: Option<String>) -> Self {
        let page = get(move || async move { (policy.map(|policy| [(header::CONTENT_SECURITY_POLICY, policy)]), Html(html)) });
        // Browsers ask for it unasked, and would complain that there is none.
        let icon = get(|| async { StatusCode::NO_CONTENT });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("there is a free port");
        let address = listener.local_addr().expect("it listens");
        let serving = tokio::spawn(async move {
            axum::serve(listener, Router::new().route("/", page).route("/favicon.ico", icon))
                .await
                .expect("a page can be served");
        });
        Self { address, serving }
    }

    /// Where the page is. `localhost`, so that it is another site than 127.0.0.1, too.
    pub(crate) fn url(&self) -> String {
        format!("http://localhost:{}/", self.address.port())
    }
}

impl Drop for Merchant {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
