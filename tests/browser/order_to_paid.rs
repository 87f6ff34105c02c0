//! A shopper at a shop, from the button to *paid*: the reason for everything else.

use crate::{
    browser::{Browser, Checkout, Role},
    merchant::Merchant,
    product::{Product, eventually},
};

/// What the button says in Mexico, unless the merchant says otherwise.
const PAY: &str = "Pagar en efectivo o con SPEI";
const CHOOSE: &str = "Elige cómo pagar";
const VOUCHER: &str = "Tu ficha de pago";
const PAID: &str = "Pago recibido";

/// Presses, chooses and fills in, up to the voucher. Returns the digits to dictate.
async fn a_voucher_of(store: &str, checkout: &Checkout) -> String {
    checkout.press(PAY).await;
    checkout.find(Role::Dialog, CHOOSE).await;
    checkout.choose(store).await;
    fill_in(checkout).await;
    checkout.press("Generar ficha").await;
    digits(checkout, "reference").await
}

async fn fill_in(checkout: &Checkout) {
    checkout.fill("Nombre completo", "Ana Núñez Peña").await;
    checkout.fill("Correo electrónico", "ana@example.mx").await;
}

async fn digits(checkout: &Checkout, part: &str) -> String {
    checkout.find(Role::Heading, VOUCHER).await;
    let (shown, digits) = checkout.part(part).await;
    let digits = digits.expect("the bare digits are there for a machine");
    assert_eq!(shown.replace(|next: char| !next.is_ascii_digit(), ""), digits, "the same is shown in groups");
    digits
}

#[tokio::test]
async fn a_shopper_pays_at_oxxo_and_the_page_says_so_by_itself() {
    let product = Product::open().await;
    let shop = Merchant::that_sells(&product).await;
    let browser = Browser::open().await;
    browser.goto(&shop.url()).await;
    let checkout = browser.checkout().await;

    checkout.press(PAY).await;
    checkout.find(Role::Dialog, CHOOSE).await;
    checkout.find(Role::Radio, "OXXO").await;
    browser.pictures("choose").await;
    checkout.choose("OXXO").await;
    fill_in(&checkout).await;
    checkout.press("Generar ficha").await;
    let reference = digits(&checkout, "reference").await;
    checkout.find(Role::Button, "Copiar referencia").await;
    browser.pictures("voucher-oxxo").await;

    product.provider.is_paid(&reference).await;
    checkout.find(Role::Heading, PAID).await;
    browser.pictures("paid").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_reload_finds_the_voucher_again() {
    let product = Product::open().await;
    let shop = Merchant::that_sells(&product).await;
    let browser = Browser::open().await;
    browser.goto(&shop.url()).await;
    let checkout = browser.checkout().await;
    let reference = a_voucher_of("7-Eleven", &checkout).await;
    checkout.find(Role::Image, &format!("Código de barras de {reference}")).await;
    browser.pictures("voucher-seven-eleven").await;

    browser.reload().await;
    let checkout = browser.checkout().await;
    checkout.press(PAY).await;
    assert_eq!(digits(&checkout, "reference").await, reference);
    assert_eq!(product.provider.charges().await.len(), 1, "nothing was asked for twice");
}

#[tokio::test]
async fn a_press_before_the_widget_has_arrived_opens_the_dialog() {
    let product = Product::open().await;
    let shop = Merchant::that_sells(&product).await;
    let browser = Browser::open().await;
    browser.slow_down(300, 20_000).await;
    browser.goto(&shop.url()).await;
    browser.checkout().await.press(PAY).await;
    let arrived =
        "return performance.getEntriesByType('resource').some((file) => /[.]wasm$/.test(file.name) && file.responseEnd > 0)";
    assert_eq!(browser.ask(arrived).await, false, "the press came before the widget");
    browser.checkout().await.find(Role::Dialog, CHOOSE).await;
}

#[tokio::test]
async fn a_transfer_shows_its_clabe_and_is_paid() {
    let product = Product::open().await;
    let shop = Merchant::that_sells(&product).await;
    let browser = Browser::open().await;
    browser.goto(&shop.url()).await;
    let checkout = browser.checkout().await;
    checkout.press(PAY).await;
    checkout.choose("SPEI").await;
    fill_in(&checkout).await;
    checkout.press("Generar ficha").await;
    let clabe = digits(&checkout, "clabe").await;
    assert_eq!(clabe.len(), 18);
    checkout.find(Role::Button, "Copiar CLABE").await;
    browser.pictures("voucher-spei").await;

    product.provider.is_paid(&clabe).await;
    checkout.find(Role::Heading, PAID).await;
}

#[tokio::test]
async fn a_transfer_in_two_parts_is_partly_paid_and_then_paid() {
    let product = Product::open().await;
    let shop = Merchant::that_sells(&product).await;
    let browser = Browser::open().await;
    browser.goto(&shop.url()).await;
    let checkout = browser.checkout().await;
    checkout.press(PAY).await;
    checkout.choose("SPEI").await;
    fill_in(&checkout).await;
    checkout.press("Generar ficha").await;
    let clabe = digits(&checkout, "clabe").await;
    checkout.press("Copiar CLABE").await;
    eventually("the CLABE to be copied", async || match browser.clipboard().await {
        copied if copied == clabe => Ok(()),
        other => Err(other),
    })
    .await;

    product.provider.receives(&clabe, 5_000).await;
    eventually("the rest to be asked for", async || match checkout.part("amount").await.0 {
        amount if amount == "$100.00" => Ok(()),
        other => Err(other),
    })
    .await;
    assert_eq!(digits(&checkout, "clabe").await, clabe, "the rest goes to the same account");
    browser.pictures("partly-paid").await;

    product.provider.receives(&clabe, 10_000).await;
    checkout.find(Role::Heading, PAID).await;
}

#[tokio::test]
async fn a_clabe_of_ones_own_shows_each_deposit_as_it_comes() {
    let product = Product::open().await;
    let (id, clabe) = product.standing_clabe().await;
    let shop = Merchant::that_shows(&product, &format!(r#"data-clabe="{id}" data-label="Mi CLABE""#)).await;
    let browser = Browser::open().await;
    browser.goto(&shop.url()).await;
    let checkout = browser.checkout().await;
    checkout.press("Mi CLABE").await;
    checkout.find(Role::Heading, "Tu CLABE para depositar").await;
    assert_eq!(checkout.part("clabe").await.1, Some(clabe.clone()));
    browser.pictures("standing").await;

    product.provider.receives(&clabe, 5_000).await;
    eventually("the deposit to be seen", async || {
        let seen =
            browser.ask("return document.querySelector('ficha-checkout').shadowRoot.querySelector('.facts')?.innerText").await;
        if seen.as_str().is_some_and(|seen| seen.contains("$50.00")) { Ok(()) } else { Err(seen.to_string()) }
    })
    .await;
    browser.pictures("standing-deposit").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_slip_goes_to_the_phone_by_sms() {
    let product = Product::open().await;
    let shop = Merchant::that_sells(&product).await;
    let browser = Browser::open().await;
    browser.goto(&shop.url()).await;
    let checkout = browser.checkout().await;
    a_voucher_of("OXXO", &checkout).await;
    checkout.fill("Celular", "551389983").await;
    checkout.press("Enviar por SMS").await;
    let wrong = "return document.querySelector('ficha-checkout').shadowRoot.querySelector('#phone').ariaInvalid";
    eventually("nine digits to be refused", async || match browser.ask(wrong).await {
        invalid if invalid == "true" => Ok(()),
        other => Err(other.to_string()),
    })
    .await;
    checkout.fill("Celular", "5513899832").await;
    checkout.press("Enviar por SMS").await;
    eventually("the page to say that it was sent", async || {
        let said = browser
            .ask("return document.querySelector('ficha-checkout').shadowRoot.querySelector('.sms [role=status]').innerText")
            .await;
        if said == "Enviado a tu celular" { Ok(()) } else { Err(said.to_string()) }
    })
    .await;
    browser.pictures("sms").await;
}

#[tokio::test]
async fn a_provider_that_is_down_is_a_problem_with_a_way_on() {
    let product = Product::open().await;
    let shop = Merchant::that_sells(&product).await;
    let browser = Browser::open().await;
    browser.goto(&shop.url()).await;
    let checkout = browser.checkout().await;
    checkout.press(PAY).await;
    checkout.choose("OXXO").await;
    fill_in(&checkout).await;
    product.provider.breaks(serde_json::json!({"kind": "5xx", "on": "POST"})).await;
    checkout.press("Generar ficha").await;
    checkout.find(Role::Heading, "La red de pagos no responde").await;
    browser.pictures("problem").await;

    product.provider.recovers().await;
    checkout.press("Intentar de nuevo").await;
    digits(&checkout, "reference").await;
    assert_eq!(product.provider.charges().await.len(), 1, "one press, one charge, however often it was tried");
}

#[tokio::test]
async fn an_expired_voucher_leads_to_another_one() {
    let product = Product::open().await;
    let shop = Merchant::that_sells(&product).await;
    let browser = Browser::open().await;
    browser.goto(&shop.url()).await;
    let checkout = browser.checkout().await;
    let reference = a_voucher_of("Chedraui", &checkout).await;
    browser.pictures("voucher-chedraui").await;
    product.provider.lets_expire(&reference).await;
    checkout.find(Role::Button, "Generar otra ficha").await;
    browser.pictures("expired").await;
    checkout.press("Generar otra ficha").await;
    checkout.find(Role::Radio, "OXXO").await;
}
