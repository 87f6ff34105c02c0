//! That the way in which these tests look at a page can be trusted: it sees what is there, and only that.

use crate::{
    browser::{Browser, Role, Window},
    merchant::Merchant,
};

const PAGE: &str = r#"<!doctype html><html lang="es-MX"><title>Tienda</title>
    <style>body { background: light-dark(white, black) }</style><meta name="color-scheme" content="light dark">
    <ficha-checkout></ficha-checkout>
    <script>
        const root = document.querySelector("ficha-checkout").attachShadow({ mode: "open" });
        root.innerHTML = `
            <button class="pay">Pagar</button><button hidden>Oculto</button>
            <dialog aria-labelledby="title"><h2 id="title">Elige cómo pagar</h2>
                <label><input type="radio" name="store" style="opacity: 0"> OXXO</label>
                <label>Nombre completo <input></label>
                <p part="reference" data-value="123456">1234 56</p>
            </dialog>`;
        root.querySelector(".pay").onclick = () => setTimeout(() => root.querySelector("dialog").showModal(), 50);
    </script>"#;

#[tokio::test]
async fn a_shadow_root_is_seen_by_role_and_name() {
    let merchant = Merchant::with_page(PAGE).await;
    let browser = Browser::open().await;
    browser.goto(&merchant.url()).await;
    let checkout = browser.checkout().await;
    assert_eq!(checkout.outline().await, r#"Button "Pagar""#);

    checkout.press("Pagar").await;
    checkout.find(Role::Dialog, "Elige cómo pagar").await;
    checkout.choose("OXXO").await;
    checkout.fill("Nombre completo", "Ana Ñúñez").await;
    assert_eq!(checkout.part("reference").await, ("1234 56".to_owned(), Some("123456".to_owned())));
    let written =
        browser.ask("return document.querySelector('ficha-checkout').shadowRoot.querySelector('input:not([type])').value");
    assert_eq!(written.await, "Ana Ñúñez");
    checkout.gone(Role::Button, "Oculto").await;
}

#[tokio::test]
async fn a_browser_is_mexican_and_as_wide_and_dark_as_wanted() {
    let merchant = Merchant::with_page(PAGE).await;
    let browser = Browser::open().await;
    browser.goto(&merchant.url()).await;
    assert_eq!(browser.ask("return navigator.language").await, "es-MX");
    browser.resize(Window::Phone).await;
    browser.prefer(&[("prefers-color-scheme", "dark")]).await;
    assert_eq!(browser.ask("return innerWidth").await, 360);
    assert_eq!(browser.ask("return matchMedia('(prefers-color-scheme: dark)').matches").await, true);
}

#[tokio::test]
async fn what_a_policy_forbids_is_heard_of() {
    let merchant = Merchant::with_policy("<!doctype html><script>1</script>", "script-src 'none'").await;
    let browser = Browser::open().await;
    browser.goto(&merchant.url()).await;
    let complaints = browser.complaints().await;
    assert!(complaints.iter().any(|complaint| complaint.contains("Content Security Policy")), "{complaints:?}");
}
