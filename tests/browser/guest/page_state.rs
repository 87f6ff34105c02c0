//! What a page had, it still has: its history, its place, its forms, its focus; and it is asked for nothing.

use thirtyfour::Key;

use crate::{browser::Role, merchant, shopper::Shopper};

const TALL: &str = r#"<p style="height: 3000px">Más abajo</p><script>
    addEventListener("scroll", () => { self.scrolled = (self.scrolled ?? 0) + 1 });
    history.pushState({ mine: 1 }, "", "?step=2");
    document.querySelector("ficha-checkout")?.scrollIntoView();
</script>"#;

const STANDS: &str = "return JSON.stringify([history.length, history.state, location.href, scrollX, scrollY,
    document.documentElement.outerHTML.length, document.body.getAttribute('style'), document.title])";

#[tokio::test]
async fn a_page_is_where_it_was_after_the_checkout_has_closed() {
    let shopper = Shopper::at(|product| {
        let space = r#"<p style="height: 700px">Más arriba</p>"#;
        let line = merchant::line(product, r#"data-button="btn_demo""#);
        merchant::page("es-MX", &[space, &line, TALL].concat())
    })
    .await;
    shopper.checkout().await.find(Role::Button, "Pagar en efectivo o con SPEI").await;
    shopper.browser.ask("document.querySelector('ficha-checkout').scrollIntoView(); return 0").await;
    shopper
        .browser
        .until("the dialog to be ready", "return !!document.querySelector('ficha-checkout').shadowRoot.querySelector('dialog')")
        .await;
    let before = shopper.browser.ask(STANDS).await;
    shopper.gets_a_slip_of("OXXO").await;
    shopper.presses("Cerrar").await;
    shopper.checkout().await.gone(Role::Dialog, "Elige cómo pagar").await;
    assert_eq!(shopper.browser.ask(STANDS).await, before);
    assert_eq!(shopper.browser.ask("return document.activeElement.localName").await, "ficha-checkout", "the focus is back");
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn the_form_around_it_is_not_sent() {
    let shopper = Shopper::at(|product| {
        let line = merchant::line(product, r#"data-button="btn_demo""#);
        let form = r#"<form action="/elsewhere" onsubmit="self.sent = true"><input name="cupon">"#;
        merchant::page("es-MX", &[form, &line, "<button>Aplicar</button></form>"].concat())
    })
    .await;
    shopper.opens_the_checkout().await;
    shopper.chooses("OXXO").await;
    shopper.says_who_pays().await;
    let email = shopper.checkout().await.find(Role::Textbox, "Correo electrónico").await;
    email.send_keys(Key::Enter + "").await.expect("Enter can be pressed");
    shopper.reads("reference").await;
    shopper.presses("Copiar referencia").await;
    shopper.presses("Cerrar").await;
    let sent =
        shopper.browser.ask("return [self.sent ?? false, location.pathname, new FormData(document.forms[0]).has('name')]");
    assert_eq!(sent.await, serde_json::json!([false, "/", false]));
}
