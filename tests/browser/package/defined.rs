//! `define`: once, in whatever company, under whatever name, and with a sentence where it lacks something.

use serde_json::json;

use super::{folder, site::Site};
use crate::{browser::Role, merchant, product::Product, shopper::Shopper};

/// A page with this in it, that has the package beside it and `pay.js` from the example, which calls `define`.
async fn at(write: impl FnOnce(&Product) -> String) -> (Shopper, Site) {
    at_refusing(&[], write).await
}

/// The same, under a policy without some of what the README asks for.
async fn at_refusing(refused: &[&str], write: impl FnOnce(&Product) -> String) -> (Shopper, Site) {
    let shopper = Shopper::with(Product::open().await, |_| String::new()).await;
    let page = format!(
        r#"<!doctype html><html lang="es-MX"><meta charset="utf-8"><title>Tienda Lupita</title>{}<p role="status"></p>"#,
        write(&shopper.product)
    );
    let site = Site::with_page(folder().join("html/dist"), page, refused, &shopper.product).await;
    shopper.browser.goto(&site.url()).await;
    (shopper, site)
}

/// Imports the package and runs this, in the page.
async fn runs(shopper: &Shopper, script: &str) -> serde_json::Value {
    let script = format!(
        "import('/ficha-checkout/dist/index.js').then(async ({{ define }}) => {{ {script} }}).then(done, (error) => done(String(error)))"
    );
    shopper.browser.told(&script).await
}

/// Keeps what is said in the console from now on.
const LISTEN: &str = "self.said = []; console.error = (line) => void said.push(line);";

const ELEMENT: &str = r#"<ficha-checkout button="btn_demo"></ficha-checkout>"#;

/// The element, and the shop's script that defines it.
fn shop(_: &Product) -> String {
    format!(r#"{ELEMENT}<script type="module" src="pay.js"></script>"#)
}

#[tokio::test]
async fn a_name_that_is_taken_is_left_as_it_is() {
    let (shopper, _site) = at(shop).await;
    let defined = runs(
        &shopper,
        "await customElements.whenDefined('ficha-checkout');
        const first = customElements.get('ficha-checkout');
        define(); define({ backend: undefined });
        return customElements.get('ficha-checkout') === first;",
    )
    .await;
    assert_eq!(defined, true);
    shopper.gets_a_slip_of("OXXO").await;
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn a_press_in_the_very_moment_the_button_is_drawn_opens_the_checkout() {
    let (shopper, _site) = at(|_| ELEMENT.to_owned()).await;
    let backend = shopper.product.url();
    let press = "document.querySelector('ficha-checkout').shadowRoot.querySelector('[part=button]').click(); return 0";
    runs(&shopper, &format!("define({{ backend: '{backend}' }}); {press}")).await;
    shopper.chooses("OXXO").await;
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn where_webassembly_is_refused_the_hosted_page_comes_in_a_frame() {
    let (shopper, _site) = at_refusing(&["'wasm-unsafe-eval'"], shop).await;
    shopper.presses("Pagar en efectivo o con SPEI").await;
    shopper.checkout().await.find(Role::Dialog, "Elige cómo pagar").await;
    shopper.checkout().await.enter_frame().await;
    // Its own policy lets the widget take it over.
    shopper.browser.checkout().await.choose("OXXO").await;
}

#[tokio::test]
async fn where_frames_are_refused_too_the_button_is_a_link() {
    let (shopper, _site) = at_refusing(&["'wasm-unsafe-eval'", "frame-src"], shop).await;
    shopper.presses("Pagar en efectivo o con SPEI").await;
    shopper.checkout().await.find(Role::Link, "Pagar en efectivo o con SPEI").await;
    let leads = "return document.querySelector('ficha-checkout').shadowRoot.querySelector('a').href";
    assert_eq!(shopper.browser.ask(leads).await, format!("{}/pay/btn_demo", shopper.product.url()));
}

#[tokio::test]
async fn beside_the_loaders_copy_there_is_one_element_that_works() {
    let (shopper, _site) = at(|product| merchant::line(product, "")).await;
    shopper.browser.until("the loader's copy", "return !!customElements.get('ficha-checkout')").await;
    let kept = runs(
        &shopper,
        "const first = customElements.get('ficha-checkout');
        define({ backend: 'https://elsewhere.example' });
        const element = document.createElement('ficha-checkout');
        element.setAttribute('button', 'btn_demo');
        document.body.append(element);
        return customElements.get('ficha-checkout') === first;",
    )
    .await;
    assert_eq!(kept, true);
    shopper.gets_a_slip_of("OXXO").await;
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn another_name_is_another_element_with_the_same_backend() {
    let (shopper, _site) = at(|_| ELEMENT.to_owned()).await;
    let backend = shopper.product.url();
    runs(&shopper, &format!("define({{ backend: '{backend}', tag: 'shop-pay' }}); define(); return 0")).await;
    let made = "const element = document.createElement('shop-pay');
        element.setAttribute('button', 'btn_demo');
        element.addEventListener('ficha:open', () => done(element.shadowRoot.querySelector('dialog').open));
        document.body.append(element);
        element.open();";
    assert_eq!(shopper.browser.told(made).await, true);
    shopper.browser.reload().await;
    runs(&shopper, &format!("define({{ backend: '{backend}' }}); return 0")).await;
    shopper.gets_a_slip_of("OXXO").await;
}

#[tokio::test]
async fn without_a_backend_one_sentence_says_so_and_the_attribute_mends_it() {
    let (shopper, _site) = at(|_| format!("{ELEMENT}{ELEMENT}")).await;
    let heard = runs(
        &shopper,
        &format!(
            "{LISTEN}
            const codes = [];
            document.addEventListener('ficha:error', ({{ detail }}) => codes.push(detail.code));
            define();
            for (const element of document.querySelectorAll('ficha-checkout')) element.open();
            return [codes, said.length, said[0].startsWith('ficha: <ficha-checkout> has no backend: call define({{ backend: ')];"
        ),
    )
    .await;
    assert_eq!(heard, json!([["no_backend", "no_backend"], 1, true]));
    let backend = shopper.product.url();
    let mend = format!("document.querySelector('ficha-checkout').setAttribute('backend', '{backend}'); return 0");
    shopper.browser.ask(&mend).await;
    shopper.gets_a_slip_of("OXXO").await;
}

#[tokio::test]
async fn a_backend_that_is_none_and_a_second_one_are_named_in_a_sentence() {
    let (shopper, _site) = at(|_| String::new()).await;
    let heard = runs(
        &shopper,
        &format!(
            "{LISTEN}
            define({{ backend: 'https://' }});
            define({{ backend: 'https://one.example' }});
            define({{ backend: 'https://one.example/' }});
            define({{ backend: 'https://two.example', tag: 'shop-two' }});
            return said;"
        ),
    )
    .await;
    let expected = [
        r#"ficha: define({ backend: "https://" }): backend is no address; write it whole, as in "https://pay.example.mx""#,
        r#"ficha: define({ backend: "https://two.example" }): backend is https://one.example/ in this page already; set the attribute backend of the elements that have another"#,
    ];
    // The site writes the product's address for the example's.
    let heard = heard.to_string().replace(&shopper.product.url(), "https://pay.example.mx");
    assert_eq!(heard, json!(expected).to_string());
}
