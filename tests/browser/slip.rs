//! What stands on the screens and what fits them: every store's badge, a name of any length, a field that says what is true
//! where it stands, and the pages around the checkout.

use payments::store::STORES;
use serde_json::json;

use crate::{
    browser::{Browser, Window},
    merchant,
    product::Product,
    shopper::Shopper,
};

#[tokio::test]
async fn every_stores_name_fits_its_badge() {
    let shopper = Shopper::at_a_shop().await;
    shopper.opens_the_checkout().await;
    let unknown = ["Supercenter Mayorista", "Abarrotes La Guadalupana del Centro", "Transferencias", "Ñ"];
    let badges: String = STORES
        .iter()
        .map(|store| store.name)
        .chain(unknown)
        .map(|name| {
            let mut drawn = String::new();
            views::markup::write(&views::badge::badge(None, name).into(), &mut drawn);
            drawn
        })
        .collect();
    let cut = format!(
        "const place = document.createElement('div');
        place.innerHTML = {badges:?};
        document.querySelector('ficha-checkout').shadowRoot.querySelector('.body').append(place);
        const range = document.createRange();
        return [...place.children].filter((badge) => {{
            range.selectNodeContents(badge);
            const [words, room] = [range.getBoundingClientRect(), badge.getBoundingClientRect()];
            return words.left < room.left + 2 || words.right > room.right - 2 || words.height > room.height + 2;
        }}).map((badge) => badge.textContent)"
    );
    assert_eq!(shopper.browser.ask(&cut).await, json!([]));
}

#[tokio::test]
async fn a_long_name_leaves_the_stores_in_sight_and_can_be_read_in_full() {
    let product = Product::open().await;
    let name = "Silla de oficina ergonómica con soporte lumbar ".repeat(5)[..200].to_owned();
    let order = product.order_of(name.trim()).await;
    let line = merchant::line(&product, &format!("data-order=\"{order}\""));
    let shopper = Shopper::with(product, |_| merchant::page("es-MX", &line)).await;
    shopper.browser.resize(Window::Low).await;
    shopper.opens_the_checkout().await;
    shopper.checkout().await.find(crate::browser::Role::Radio, "OXXO").await;
    let root = "const root = document.querySelector('ficha-checkout').shadowRoot;
        const name = root.querySelector('.what b');";
    let seen = format!(
        "{root} const row = root.querySelector('input[value=\"cash/OXXO\"]').closest('label').getBoundingClientRect();
        return row.bottom <= root.querySelector('.act').getBoundingClientRect().top"
    );
    shopper.browser.until("OXXO to be in sight without scrolling", &seen).await;
    let cut = format!("{root} return name.scrollHeight > name.clientHeight + 1");
    assert_eq!(shopper.browser.ask(&cut).await, true, "two lines of it are shown");
    let focused = format!("{root} name.focus(); return name.scrollHeight > name.clientHeight + 1");
    assert_eq!(shopper.browser.ask(&focused).await, false, "all of it, to whoever asks");
}

#[tokio::test]
async fn a_phone_that_a_slip_is_sent_to_is_asked_for_and_not_called_optional() {
    let shopper = Shopper::at_a_shop().await;
    shopper.gets_a_slip_of("OXXO").await;
    shopper.sees_button("Enviar por SMS").await;
    let below = "return document.querySelector('ficha-checkout').shadowRoot.querySelector('#phone-below').innerText";
    assert_eq!(shopper.browser.ask(below).await, "A 10 dígitos");
    shopper.presses("Enviar por SMS").await;
    shopper.checkout().await.says("Escribe los 10 dígitos del celular que la va a recibir.").await;
}

#[tokio::test]
async fn what_has_run_out_is_struck_through_as_a_whole() {
    let shopper = Shopper::at_a_shop().await;
    let reference = shopper.gets_a_slip_of("OXXO").await;
    shopper.provider().lets_expire(&reference).await;
    shopper.sees_button("Generar otra ficha").await;
    // A line goes through text whose boxes are in the flow of what is struck, and through none that is a box of its own.
    let bare = "const slip = document.querySelector('ficha-checkout').shadowRoot.querySelector('.slip');
        const struck = [...slip.querySelectorAll('.amount strong, .digits span, dd span')];
        return struck.filter((it) => {
            let inline = it;
            for (; inline && !getComputedStyle(inline).textDecorationLine.includes('line-through'); inline = inline.parentElement)
                if (/inline-/.test(getComputedStyle(inline).display)) return true;
            return !inline;
        }).map((it) => it.textContent).concat(struck.length < 4 ? ['too little of it'] : [])";
    assert_eq!(shopper.browser.ask(bare).await, json!([]));
}

#[tokio::test]
async fn the_line_to_copy_at_the_demo_shop_is_read_without_scrolling() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("www/demo");
    let product = Product::open_with_site(&folder.display().to_string()).await;
    let browser = Browser::open().await;
    browser.resize(Window::Narrow).await;
    for page in ["/", "/peru.html"] {
        browser.goto(&[&product.url(), page].concat()).await;
        let scrolls = "const pre = document.querySelector('pre');
            return pre.scrollWidth > pre.clientWidth || document.scrollingElement.scrollWidth > innerWidth";
        assert_eq!(browser.ask(scrolls).await, false, "{page}");
    }
}

#[tokio::test]
async fn the_stamp_on_the_control_page_covers_nothing() {
    let shopper = Shopper::at_a_shop().await;
    let reference = shopper.gets_a_slip_of("OXXO").await;
    shopper.provider().is_paid(&reference).await;
    let charge = shopper.provider().charges().await[0]["id"].as_str().expect("an id is a text").to_owned();
    shopper.browser.resize(Window::Desk).await;
    shopper.browser.goto(&format!("{}#{charge}", shopper.provider().control_page())).await;
    shopper.browser.until("the stamp", "return !!document.querySelector('.stamp.paid')").await;
    let covered = "const stamp = document.querySelector('.stamp').getBoundingClientRect();
        return [...document.querySelectorAll('.slip :is(dt, dd, .digits button, .sum b, .sum span)')].filter((it) => {
            const box = it.getBoundingClientRect();
            return box.left < stamp.right && box.right > stamp.left && box.top < stamp.bottom && box.bottom > stamp.top;
        }).map((it) => it.textContent)";
    assert_eq!(shopper.browser.ask(covered).await, json!([]));
}
