//! Every `html` snippet, pasted into an empty page of another origin, lets a shopper choose how to pay. An element without a script is
//! for who has the npm package, and gets that; what has neither script nor element is a plain link, and is followed.

use super::{INSTALLED, Ours, documents::Language, opens, snippets};
use crate::{
    browser::Browser,
    merchant::{Merchant, page},
    product::Product,
};

/// The hosted page has ways to pay to choose from: drawn by the server, or by the widget that took it over.
const HOSTED: &str = "const root = document.querySelector('ficha-checkout')?.shadowRoot;
    const drawn = location.pathname.startsWith('/pay/') && document.querySelector('main [type=radio]');
    return !!(drawn || root?.querySelector('[type=radio]'));";

#[tokio::test]
async fn each_page_of_the_documents_lets_a_shopper_choose_how_to_pay() {
    let (product, browser) = (Product::open().await, Browser::open().await);
    let ours = Ours::of(&product).await;
    for snippet in snippets(Language::Html) {
        let text = ours.put_into(&snippet.text);
        let (script, element) = (text.contains("<script"), text.contains("<ficha-checkout"));
        let define = format!(r#"import {{ define }} from "ficha-checkout"; define({{ backend: "{}" }});"#, product.url());
        let package = format!(r#"{INSTALLED}<script type="module">{define}</script>"#);
        let package = if element && !script { &package } else { "" };
        let shop = Merchant::with_page(page("es-MX", &[package, &text].concat())).await;
        browser.goto(&shop.url()).await;
        if script || element {
            opens(&browser, &snippet.place).await;
            let wrong = browser.complaints().await;
            assert!(wrong.is_empty(), "{}: {wrong:?}", snippet.place);
        } else {
            browser.ask("document.querySelector('a').click(); return 0").await;
            browser.until(&format!("the page that the link of {} leads to", snippet.place), HOSTED).await;
            // What a browser has to say of a hosted page is not this test's.
            browser.complaints().await;
        }
    }
}
