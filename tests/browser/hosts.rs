//! Where people really paste the line: editors, builders of sites, frames, apps and files, each imitated by what it does to a
//! page. And whichever way the line arrives: as a module, late, twice.

use std::io::Write;

use crate::{
    browser::{Browser, Role},
    merchant::{self, Merchant},
    product::Product,
    shopper::Shopper,
};

/// How many buttons there are to press.
const BUTTONS: &str = "return [...document.querySelectorAll('ficha-checkout')].filter((it) => it.shadowRoot?.querySelector('[part=button]')).length";

async fn sells_once(shopper: &Shopper) {
    shopper.gets_a_slip_of("OXXO").await;
    assert_eq!(shopper.browser.ask(BUTTONS).await, 1);
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn wordpress_wraps_the_line_in_a_paragraph_escapes_it_and_adds_to_it_and_it_sells() {
    let shopper = Shopper::at(|product| {
        let ficha = product.url();
        // What its editor, its core and a plugin for speed make of one line; and a theme that dresses every button.
        merchant::page(
            "es-MX",
            &format!(
                r#"<style>button{{background:#222!important;width:100%!important;text-transform:uppercase!important}} p script{{display:block}}</style>
                <article class="entry-content"><p>Talla 24</p><p><script async='async' src='{ficha}/ficha.js?a=1&#038;ver=6.9' id='ficha-js'
                data-wp-strategy='async' data-cfasync='false' data-button='btn_demo'></script></p><p>&nbsp;</p></article>"#
            ),
        )
    })
    .await;
    sells_once(&shopper).await;
}

#[tokio::test]
async fn a_plugin_that_holds_scripts_back_until_somebody_moves_puts_the_line_in_late_and_it_sells() {
    let shopper = Shopper::at(|product| {
        let held = format!(r#"<script type="text/held" data-src="{}/ficha.js" data-button="btn_demo"></script>"#, product.url());
        let release = "for (const held of document.querySelectorAll('[type=\"text/held\"]')) { const real = document.createElement('script');
            for (const { name, value } of held.attributes) name == 'type' || real.setAttribute(name == 'data-src' ? 'src' : name, value);
            held.replaceWith(real); }";
        merchant::page("es-MX", &format!("{held}<script>addEventListener('load', () => {{ {release} }});</script>"))
    })
    .await;
    sells_once(&shopper).await;
}

#[tokio::test]
async fn shopifys_theme_editor_draws_the_section_again_and_it_sells() {
    let shopper = Shopper::at(|product| {
        let line = merchant::line(product, r#"data-button="btn_demo""#);
        merchant::page("es-MX", &format!(r#"<div id="shopify-section-ficha">{line}</div>"#))
    })
    .await;
    shopper.sees_button("Pagar en efectivo o con SPEI").await;
    // Its editor puts the section's HTML in anew, in which no script runs, and then makes the scripts run.
    let again = "const section = document.querySelector('#shopify-section-ficha'); const line = section.querySelector('script').outerHTML;
        section.innerHTML = line;
        for (const dead of section.querySelectorAll('script')) { const real = document.createElement('script');
            for (const { name, value } of dead.attributes) real.setAttribute(name, value); dead.replaceWith(real); }
        return 0";
    shopper.browser.ask(again).await;
    shopper.browser.until("the button to be there again", &format!("return (() => {{ {BUTTONS} }})() == 1")).await;
    sells_once(&shopper).await;
}

/// A page whose line stands in a frame that is held like this, of another site.
async fn in_a_sandbox(allowed: &str, environment: &[(&str, &str)]) -> (Shopper, Merchant) {
    let product = Product::open_with(environment).await;
    let inner = Merchant::that_sells(&product).await;
    let frame =
        format!(r#"<iframe sandbox="{allowed}" src="{}" width="340" height="560"></iframe>"#, inner.url_of_another_site());
    let shopper = Shopper::with(product, |_| merchant::page("es-MX", &frame)).await;
    shopper.browser.enter_frame("iframe").await;
    (shopper, inner)
}

#[tokio::test]
async fn the_sandboxed_frame_of_a_site_builder_sells() {
    let (shopper, _inner) = in_a_sandbox("allow-scripts allow-same-origin allow-forms allow-popups", &[]).await;
    sells_once(&shopper).await;
}

#[tokio::test]
async fn a_frame_that_is_left_without_an_origin_sells_once_such_pages_are_let_in() {
    let opaque = [("FICHA_ALLOWED_ORIGINS", "loopback,opaque")];
    let (shopper, _inner) = in_a_sandbox("allow-scripts", &opaque).await;
    shopper.gets_a_slip_of("OXXO").await;
}

#[tokio::test]
async fn a_frame_without_an_origin_that_is_not_let_in_gets_the_link_and_the_developer_the_setting() {
    let (shopper, _inner) = in_a_sandbox("allow-scripts", &[]).await;
    shopper.presses("Pagar en efectivo o con SPEI").await;
    shopper.checkout().await.find(Role::Link, "Pagar en efectivo o con SPEI").await;
    let said = shopper.browser.complaints().await.join("\n");
    assert!(said.contains("does not let pages of null in") && said.contains("allowed_origins"), "{said}");
}

#[tokio::test]
async fn a_page_that_an_app_has_as_a_file_sells_once_such_pages_are_let_in() {
    let product = Product::open_with(&[("FICHA_ALLOWED_ORIGINS", "opaque")]).await;
    let page = merchant::page("es-MX", &merchant::line(&product, r#"data-button="btn_demo""#));
    let mut file = tempfile::Builder::new().suffix(".html").tempfile().expect("a file can be made");
    // An app's web view opens no windows.
    write!(file, "<script>open = () => null</script>{page}").expect("it can be written");
    let browser = Browser::open().await;
    browser.goto(&format!("file://{}", file.path().display())).await;
    browser.checkout().await.press("Pagar en efectivo o con SPEI").await;
    let checkout = browser.checkout().await;
    checkout.choose("OXXO").await;
    checkout.fill("Nombre completo", "Ana Núñez Peña").await;
    checkout.fill("Correo electrónico", "ana@example.mx").await;
    checkout.press("Generar ficha").await;
    checkout.find(Role::Heading, "Tu ficha de pago").await;
}

#[tokio::test]
async fn as_a_module_each_line_puts_its_own_button() {
    let shopper = Shopper::at(|product| {
        let line = |label: &str| {
            format!(
                r#"<p><script type="module" src="{}/ficha.js" data-button="btn_demo" data-label="{label}"></script></p>"#,
                product.url()
            )
        };
        merchant::page("es-MX", &[line("Pagar uno"), line("Pagar dos")].concat())
    })
    .await;
    shopper.sees_button("Pagar uno").await;
    assert_eq!(shopper.browser.ask(BUTTONS).await, 2);
    shopper.presses("Pagar uno").await;
    shopper.checkout().await.find(Role::Dialog, "Elige cómo pagar").await;
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn two_copies_of_the_loader_define_the_element_once_and_both_lines_sell() {
    let shopper = Shopper::at(|product| {
        let line = |query: &str, label: &str| {
            format!(
                r#"<p><script src="{}/ficha.js{query}" data-button="btn_demo" data-label="{label}"></script></p>"#,
                product.url()
            )
        };
        merchant::page("es-MX", &[line("?v=1", "Pagar uno"), line("?v=2", "Pagar dos")].concat())
    })
    .await;
    assert_eq!(shopper.browser.ask(BUTTONS).await, 2);
    shopper.browser.ask("document.querySelectorAll('ficha-checkout')[1].open(); return 0").await;
    let open = "return [...document.querySelectorAll('ficha-checkout')].map((it) => !!it.shadowRoot.querySelector('dialog')?.open).join()";
    shopper.browser.until("the second to open", &format!("return (() => {{ {open} }})() == 'false,true'")).await;
    shopper.disturbed_nothing().await;
}
