//! Copying where a browser or a page allows it in its own way, or not at all: whoever presses has it copied, or is told how.

use crate::{browser::Role, merchant, product::Product, shopper::Shopper};

/// No clipboard, and the way of the days before it: what it copies is kept.
const OF_OLD: &str = "Object.defineProperty(navigator, 'clipboard', { value: undefined });
    document.execCommand = (what) => { self.copied = what == 'copy' && document.querySelector('ficha-checkout').shadowRoot.activeElement.value; return true };
    return 0";

/// Neither.
const REFUSED: [&str; 3] = [
    "Object.defineProperty(navigator, 'clipboard', { value: undefined }); document.execCommand = () => false; return 0",
    "navigator.clipboard.writeText = async () => { throw new DOMException('no', 'NotAllowedError') }; document.execCommand = () => false; return 0",
    "navigator.clipboard.writeText = () => { throw new Error('an extension') }; document.execCommand = undefined; return 0",
];

#[tokio::test]
async fn without_a_clipboard_the_bare_digits_are_copied_as_in_the_days_before_it() {
    let shopper = Shopper::at_a_shop().await;
    let clabe = shopper.gets_a_slip_of("SPEI").await;
    shopper.browser.ask(OF_OLD).await;
    shopper.presses("Copiar CLABE").await;
    shopper.browser.until("something to be copied", "return !!self.copied").await;
    assert_eq!(shopper.browser.ask("return self.copied").await, clabe);
    shopper.checkout().await.says("Copiado").await;
}

#[tokio::test]
async fn what_may_not_be_copied_is_selected_and_the_page_says_how_to_go_on() {
    for refused in REFUSED {
        let shopper = Shopper::at_a_shop().await;
        let clabe = shopper.gets_a_slip_of("SPEI").await;
        shopper.browser.ask(refused).await;
        shopper.presses("Copiar CLABE").await;
        shopper.checkout().await.says(&shopper.words.say("voucher.copy.hand")).await;
        let told = "return document.querySelector('ficha-checkout').shadowRoot.querySelector('.note').role || \
            document.querySelector('ficha-checkout').shadowRoot.querySelector('.note').getAttribute('role')";
        assert_eq!(shopper.browser.ask(told).await, "status", "a screen reader hears it");
        let selected = shopper.browser.ask("return getSelection().toString().replace(/\\D/g, '')").await;
        assert_eq!(selected, clabe);
        shopper.presses("Copiar concepto").await;
        let concept = "const said = document.querySelector('ficha-checkout').shadowRoot.querySelector('dd:has([aria-label=\"Copiar concepto\"])');
            return getSelection().toString() == said.firstChild.textContent";
        shopper.browser.until("the concept to be selected, and not its button", concept).await;
    }
}

#[tokio::test]
async fn our_own_frame_may_copy_and_share() {
    let shopper = Shopper::under_policy(|product: &Product| {
        let ficha = product.url();
        let policy =
            format!("default-src 'none'; style-src 'self'; connect-src {ficha}; script-src 'self' {ficha}; frame-src {ficha}");
        (merchant::page("es-MX", &merchant::line(product, r#"data-button="btn_demo""#)), policy)
    })
    .await;
    shopper.presses("Pagar en efectivo o con SPEI").await;
    shopper.checkout().await.find(Role::Dialog, "Elige cómo pagar").await;
    let allowed = "return document.querySelector('ficha-checkout').shadowRoot.querySelector('iframe').allow";
    assert_eq!(shopper.browser.ask(allowed).await, "clipboard-write; web-share");
}
