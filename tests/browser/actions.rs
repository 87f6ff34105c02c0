//! What a shopper does with the slip: shares it, keeps it, shows it large, and changes their mind.

use crate::{browser::Role, merchant, product::Product, shopper::Shopper, words::Words};
use serde_json::json;

/// Keeps the file that a press hands over: its name, and what is in it.
const KEEP_FILES: &str = "HTMLAnchorElement.prototype.click = function () {
    fetch(this.href).then((file) => file.text()).then((text) => self.kept = [this.download, text]);
}; return 0";

/// The dialog with the bars in large, where it is open.
const LARGE: &str = "document.querySelector('ficha-checkout').shadowRoot.querySelector('dialog.large[open]')";

#[tokio::test]
async fn a_slip_is_shared_by_whatever_the_phone_shares_with() {
    let shopper = Shopper::at_a_shop().await;
    let reference = shopper.gets_a_slip_of("7-Eleven").await;
    shopper.browser.ask("navigator.share = async (slip) => { self.shared = slip }; return 0").await;
    shopper.presses("Compartir").await;
    shopper.browser.until("something to be shared", "return !!self.shared").await;
    let shared = shopper.browser.ask("return self.shared").await;
    let text = shared["text"].as_str().expect("a text is shared");
    assert!(
        text.replace(' ', "").contains(&reference) && text.contains("7-Eleven") && text.contains("lleva $158.00"),
        "{text}"
    );
    assert!(shared["url"].as_str().is_some_and(|url| url.contains("/o/ord_")), "{shared}");
}

#[tokio::test]
async fn where_nothing_shares_the_slip_goes_to_whatsapp() {
    let shopper = Shopper::at_a_shop().await;
    let clabe = shopper.gets_a_slip_of("SPEI").await;
    let stub = "Object.defineProperty(navigator, 'share', { value: undefined });
        self.open = (...how) => { self.opened = how }; return 0";
    shopper.browser.ask(stub).await;
    shopper.presses("Compartir").await;
    let opened = shopper.browser.ask("return [decodeURIComponent(self.opened[0]), self.opened[2]]").await;
    let address = opened[0].as_str().expect("an address is opened");
    assert!(address.starts_with("https://wa.me/?text=") && address.contains(&clabe), "{address}");
    assert_eq!(opened[1], "noopener");
}

#[tokio::test]
async fn a_reminder_goes_into_the_calendar() {
    let shopper = Shopper::at_a_shop().await;
    shopper.gets_a_slip_of("OXXO").await;
    shopper.browser.ask(KEEP_FILES).await;
    shopper.presses("Agregar al calendario").await;
    shopper.browser.until("a file to be kept", "return !!self.kept").await;
    let kept = shopper.browser.ask("return self.kept").await;
    assert_eq!(kept[0], "ficha.ics");
    let file = kept[1].as_str().expect("a file has a text");
    for part in ["BEGIN:VCALENDAR\r\n", "SUMMARY:Paga tu ficha: $159.00 en OXXO\r\n", "TRIGGER:-PT0M\r\n", "END:VCALENDAR\r\n"]
    {
        assert!(file.contains(part), "{part} in {file}");
    }
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn a_slip_is_kept_as_a_picture() {
    let shopper = Shopper::at_a_shop().await;
    shopper.gets_a_slip_of("Chedraui").await;
    shopper.browser.ask(KEEP_FILES).await;
    shopper.presses("Guardar como imagen").await;
    shopper.browser.until("a file to be kept", "return !!self.kept").await;
    let kept = shopper.browser.ask("return [self.kept[0], self.kept[1].slice(1, 4)]").await;
    assert_eq!(kept, json!(["ficha.png", "PNG"]));
    shopper.disturbed_nothing().await;
}

#[tokio::test]
async fn the_bars_fill_the_screen_until_escape_and_the_focus_comes_back() {
    let shopper = Shopper::at_a_shop().await;
    shopper.gets_a_slip_of("7-Eleven").await;
    shopper.presses("Ver en grande").await;
    shopper.browser.until("the bars to be large", &format!("return !!{LARGE}")).await;
    let width = format!(
        "const svg = {LARGE}.querySelector('svg').getBoundingClientRect();
        return Math.max(svg.width, svg.height) > 0.6 * Math.min(960, Math.max(innerWidth, innerHeight))"
    );
    assert_eq!(shopper.browser.ask(&width).await, true, "as wide as the longer side allows");
    for kind in ["keyDown", "keyUp"] {
        let escape = json!({ "type": kind, "key": "Escape", "code": "Escape", "windowsVirtualKeyCode": 27 });
        shopper.browser.devtools("Input.dispatchKeyEvent", escape).await;
    }
    shopper.browser.until("it to be closed", &format!("return !{LARGE}")).await;
    let focused = "return document.querySelector('ficha-checkout').shadowRoot.activeElement.innerText";
    assert_eq!(shopper.browser.ask(focused).await, "Ver en grande");
    shopper.sees("Tu ficha de pago").await;
}

#[tokio::test]
async fn a_provider_that_withdraws_nothing_leaves_the_first_slip_in_reach() {
    let shopper = Shopper::at_a_shop().await;
    let reference = shopper.gets_a_slip_of("OXXO").await;
    shopper.presses("Cambiar forma de pago").await;
    shopper.checkout().await.find(Role::Radio, "OXXO").await;
    shopper.presses("Volver a tu ficha").await;
    assert_eq!(shopper.reads("reference").await, reference);

    // The same again is the slip there is, and no second one.
    shopper.presses("Cambiar forma de pago").await;
    shopper.chooses("OXXO").await;
    shopper.asks_for_the_slip().await;
    assert_eq!(shopper.reads("reference").await, reference);
    assert_eq!(shopper.charges().await, 1);
    shopper.disturbed_nothing().await;
}

/// Whose order may have one open slip, and who has it.
async fn with_the_only_slip_there_may_be(lang: &str) -> (Shopper, String) {
    let product = Product::open_with(&[("FICHA_LIMITS__ORDER_OPEN_VOUCHERS", "1")]).await;
    let line = merchant::line(&product, r#"data-button="btn_demo""#);
    let mut shopper = Shopper::with(product, |_| merchant::page(lang, &line)).await;
    shopper.words = Words::of(lang);
    let reference = shopper.gets_a_slip_of("OXXO").await;
    (shopper, reference)
}

#[tokio::test]
async fn one_slip_too_many_is_answered_by_the_way_to_the_slip_there_is() {
    for lang in ["es-MX", "es-PE", "en"] {
        let (shopper, reference) = with_the_only_slip_there_may_be(lang).await;
        let say = |key: &str| shopper.words.say(key);
        shopper.presses(&say("voucher.change")).await;
        shopper.chooses("Chedraui").await;
        shopper.asks_for_the_slip().await;
        shopper.sees(&say("problem.too_many_vouchers.title")).await;
        shopper.checkout().await.says(&say("problem.too_many_vouchers.help")).await;
        let buttons = "return [...document.querySelector('ficha-checkout').shadowRoot.querySelectorAll('.act button')]
            .map((button) => button.innerText)";
        assert_eq!(shopper.browser.ask(buttons).await, json!([say("choose.back")]), "nothing that would be refused again");
        shopper.presses(&say("choose.back")).await;
        assert_eq!(shopper.reads("reference").await, reference);
        assert_eq!(shopper.charges().await, 1);
        shopper.provider().is_paid(&reference).await;
        shopper.sees(&say("paid.title")).await;
    }
}

#[tokio::test]
async fn a_slip_that_was_made_in_another_tab_is_found_from_there() {
    let (shopper, reference) = with_the_only_slip_there_may_be("es-MX").await;
    // This page heard of the order before there was a slip of it, and of nothing since.
    let order = shopper.order().await;
    let before = format!(
        "const real = self.fetch;
        self.fetch = async (url, ...how) => {{
            const answer = await real(url, ...how);
            if (how[0]?.method == 'POST' || !new RegExp('orders.{order}$').test(url) || self.knows) return answer;
            const order = {{ ...(await answer.json()), charges: [], status: 'open', version: 0 }};
            return new Response(JSON.stringify(order), {{ headers: answer.headers }});
        }}; return 0"
    );
    shopper.reloads().await;
    shopper.browser.ask(&before).await;
    shopper.resumes().await;
    shopper.chooses("Chedraui").await;
    shopper.says_who_pays().await;
    shopper.asks_for_the_slip().await;
    shopper.sees(&shopper.words.say("problem.too_many_vouchers.title")).await;
    shopper.browser.ask("self.knows = true; return 0").await;
    shopper.presses("Volver a tu ficha").await;
    assert_eq!(shopper.reads("reference").await, reference);
}

#[tokio::test]
async fn the_store_used_last_comes_first_and_is_chosen() {
    let shopper = Shopper::at_a_shop().await;
    let reference = shopper.gets_a_slip_of("Chedraui").await;
    shopper.provider().is_paid(&reference).await;
    shopper.sees("Pago recibido").await;
    shopper.presses("Volver a la tienda").await;

    shopper.reloads().await;
    shopper.opens_the_checkout().await;
    shopper.checkout().await.find(Role::Radio, "Chedraui").await;
    let stores = "const ways = document.querySelector('ficha-checkout').shadowRoot.querySelectorAll('[name=way]');
        return [...ways].slice(0, 3).map((way) => [way.ariaLabel, way.checked])";
    let expected = json!([["SPEI", false], ["Chedraui", true], ["OXXO", false]]);
    assert_eq!(shopper.browser.ask(stores).await, expected);
    let kept = "return Object.values(localStorage).join(' ')";
    let kept = shopper.browser.ask(kept).await;
    assert!(kept.as_str().is_some_and(|kept| !kept.contains("Ana") && !kept.contains("example")), "{kept}");
}
