//! What the documents give to copy, copied: pages, scripts, styles and policies, each in a page of another origin.
//!
//! A document's addresses and ids stand for the reader's own, so they are replaced by this test's; nothing else is touched. What
//! stands in the documents is not known here: a new snippet is run as soon as it is written.

#[path = "../../../documents/mod.rs"]
mod documents;
mod events;
mod html;
mod policy;
mod style;

use std::path::Path;

use self::documents::{Language, Snippet};
use crate::product::Product;

/// What stands for the reader's own in the documents, and what it is here.
struct Ours(Vec<(&'static str, String)>);

impl Ours {
    /// The addresses and ids of this product, with an order and a CLABE made for it.
    async fn of(product: &Product) -> Self {
        Self(vec![
            ("https://pay.example.mx", product.url()),
            ("btn_7Q2M", "btn_demo".to_owned()),
            ("ord_...", product.order().await),
            ("clb_...", product.standing_clabe().await.0),
        ])
    }

    /// The snippet, for this product.
    fn put_into(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (documented, ours)| text.replace(documented, ours))
    }
}

/// What stands in a page for the build of a shop that has installed the npm package: the package's name, and where the shop serves it.
const INSTALLED: &str = r#"<script type="importmap">{"imports": {"ficha-checkout": "/ficha-checkout/dist/index.js"}}</script>"#;

fn snippets(language: Language) -> Vec<Snippet> {
    documents::in_language(Path::new(env!("CARGO_MANIFEST_DIR")), language)
}

/// A button of the page is pressed, where there is one, as soon as it is drawn; returns once there is a choice of stores, a slip or
/// an account on the screen.
async fn opens(browser: &crate::browser::Browser, place: &str) {
    let press = "const root = document.querySelector('ficha-checkout')?.shadowRoot;
        if (!root) return 'no element';
        if (!root.querySelector('[part=dialog]')?.checkVisibility()) root.querySelector('button[part=button]')?.click();
        const drawn = root.querySelector('[part=dialog] :is([type=radio], [part=clabe], [part=reference])');
        return drawn?.checkVisibility() || root.innerHTML.slice(-400);";
    browser.until(&format!("the checkout of {place}"), press).await;
}
