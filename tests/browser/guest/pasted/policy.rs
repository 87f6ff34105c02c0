//! Every `http` snippet is a policy that a shop may send with its pages: under each of them the checkout runs in the page, and the
//! policy has nothing to report.

use super::{Ours, documents::Language, opens, snippets};
use crate::{
    browser::Browser,
    merchant::{Merchant, line, page},
    product::Product,
};

/// The policy of a snippet: the value of its only header, which may go on in the next lines.
fn policy(text: &str) -> String {
    let value = text.trim().strip_prefix("Content-Security-Policy:").expect("a policy says its header's name");
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn the_checkout_runs_under_each_policy_of_the_documents() {
    let (product, browser) = (Product::open().await, Browser::open().await);
    let ours = Ours::of(&product).await;
    for snippet in snippets(Language::Http) {
        let policy = ours.put_into(&policy(&snippet.text));
        // A page with a nonce puts it on each of its scripts.
        let nonce = policy.split_once("'nonce-").and_then(|(_, rest)| rest.split_once('\'')).map(|(nonce, _)| nonce);
        let script = nonce.map_or_else(|| "<script ".to_owned(), |nonce| format!("<script nonce=\"{nonce}\" "));
        let pasted = page("es-MX", &line(&product, r#"data-button="btn_demo""#)).replace("<script ", &script);
        let shop = Merchant::with_policy(pasted, &policy).await;
        browser.goto(&shop.url()).await;
        opens(&browser, &snippet.place).await;
        let wrong = browser.complaints().await;
        assert!(wrong.is_empty(), "{}: {wrong:?}", snippet.place);
    }
}
