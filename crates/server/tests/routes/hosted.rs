//! `/pay/{button}` and `/o/{order}`: the checkout as a browser without scripts has it.

use crate::shop::{Answer, TestShop};
use axum::body::Body;
use http::Request;
use payments::{Currency, Event, Money};
use providers::provider::{Kind, Reason};
use std::collections::BTreeMap;

/// What a customer types, as a browser sends it.
pub(crate) fn typed(key: &str, changes: &[(&str, &str)]) -> String {
    let mut fields = BTreeMap::from([
        ("way", "cash/OXXO"),
        ("name", "María Núñez"),
        ("email", "maria@ejemplo.com.mx"),
        ("phone", ""),
        ("key", key),
    ]);
    fields.extend(changes.iter().copied());
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

pub(crate) async fn post(shop: &TestShop, path: &str, form: String) -> Answer {
    let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    shop.send(request.body(Body::from(form)).unwrap()).await
}

/// The value of the hidden field the form was drawn with.
pub(crate) fn key_in(page: &str) -> String {
    let after = page.split("name=\"key\" value=\"").nth(1).unwrap_or_else(|| panic!("no form in {page}"));
    after.split('"').next().unwrap().to_owned()
}

fn check_contains(page: &Answer, expected: &[&str]) {
    for part in expected {
        assert!(page.body.contains(part), "{part} is not in {}", page.body);
    }
}

#[tokio::test]
async fn a_customer_without_scripts_gets_a_slip_and_is_told_when_it_is_paid() {
    let shop = TestShop::open().await;
    let form = shop.get("/pay/btn_demo").await;
    assert_eq!(form.header("content-type"), "text/html; charset=utf-8");
    check_contains(
        &form,
        &["<h1>Tienda Lupita</h1>", "Elige cómo pagar", "Samsung Gold Curl", "$150.00", "Generar ficha", "content=\"noindex\""],
    );
    check_contains(&form, &["value=\"cash/OXXO\"", "Hasta $100.00 por pago", "method=\"post\" action=\"/pay/btn_demo\""]);
    let key = key_in(&form.body);

    let sent = post(&shop, "/pay/btn_demo", typed(&key, &[])).await;
    assert_eq!(sent.status, 303);
    let slip_at = sent.header("location").to_owned();
    let again = post(&shop, "/pay/btn_demo", typed(&key, &[])).await;
    assert_eq!(again.header("location"), slip_at, "pressed twice, one slip");
    assert_eq!(shop.till.made().len(), 1);

    let slip = shop.get(&slip_at).await;
    check_contains(&slip, &["Tu ficha de pago", "data-value=\"0000000000000001\"", "http-equiv=\"refresh\"", "<svg", "lleva"]);
    check_contains(&slip, &["Paga antes del sábado, 21 de noviembre, 12:30", "hora de la Ciudad de México", "quedan 24 horas"]);

    shop.till.says("pc_1", Event::Paid(Money::new(15000, Currency::Mxn)));
    shop.webhook("pc_1").await;
    let paid = shop.get(&slip_at).await;
    check_contains(&paid, &["Pago recibido", "Tienda Lupita ya tiene tu pago", "SMGCURL1"]);
    assert!(!paid.body.contains("http-equiv"), "nothing is waited for any more");
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_what_was_typed_stays() {
    let shop = TestShop::open().await;
    let wrong = typed("12345678", &[("name", "\"><script>1</script>"), ("email", "nada"), ("phone", "123")]);
    let form = post(&shop, "/pay/btn_demo", wrong).await;
    assert_eq!(form.status, 422);
    check_contains(&form, &["Escribe un correo como nombre@ejemplo.com."]);
    assert!(!form.body.contains("Escribe los 10 dígitos de tu celular"), "what is optional stops nobody");
    check_contains(
        &form,
        &["value=\"nada\"", "value=\"123\"", "aria-invalid=\"true\"", "value=\"cash/OXXO\" aria-label=\"OXXO\""],
    );
    assert!(!form.body.contains("\"><script>"), "what was typed is text: {}", form.body);
    let nowhere = post(&shop, "/pay/btn_demo", typed("12345678", &[("way", "")])).await;
    check_contains(&nowhere, &["Elige dónde quieres pagar."]);
    assert!(shop.till.made().is_empty());
}

#[tokio::test]
async fn a_form_that_was_refused_can_be_mended_and_one_unanswered_is_the_same_request() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let path = format!("/o/{order}");
    shop.till.fail_once(Kind::NoAnswer);
    let unanswered = post(&shop, &path, typed("12345678", &[])).await;
    assert_eq!((unanswered.status.as_u16(), key_in(&unanswered.body).as_str()), (503, "12345678"));
    check_contains(&unanswered, &["La red de pagos no responde"]);

    shop.till.fail_once(Kind::Refused(Reason::OverLimit));
    let refused = post(&shop, &path, typed("12345678", &[])).await;
    assert_eq!(refused.status, 422);
    check_contains(&refused, &["Es más de lo que esta tienda recibe"]);
    let key = key_in(&refused.body);
    assert_ne!(key, "12345678");
    let mended = post(&shop, &path, typed(&key, &[("way", "cash/SEVEN_ELEVEN")])).await;
    assert_eq!((mended.status.as_u16(), mended.header("location")), (303, path.as_str()));
}

#[tokio::test]
async fn a_form_whose_key_is_spent_goes_on_by_itself_to_the_one_slip() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let path = format!("/o/{order}");
    shop.till.fail_once(Kind::NoAnswer);
    let unanswered = post(&shop, &path, typed("12345678", &[])).await;
    check_contains(&unanswered, &["La red de pagos no responde"]);

    // And no answer once more: the form says so again, and carries the key of what was asked for now.
    shop.till.fail_once(Kind::NoAnswer);
    let unanswered = post(&shop, &path, typed("12345678", &[])).await;
    check_contains(&unanswered, &["La red de pagos no responde", "value=\"maria@ejemplo.com.mx\""]);
    let key = key_in(&unanswered.body);
    assert_eq!((unanswered.status.as_u16(), key == "12345678"), (503, false));

    let sent = post(&shop, &path, typed(&key, &[])).await;
    assert_eq!((sent.status.as_u16(), sent.header("location")), (303, path.as_str()));
    for pressed_again in ["12345678", &key] {
        assert_eq!(post(&shop, &path, typed(pressed_again, &[])).await.header("location"), path);
    }
    assert_eq!((shop.standing(&order).await.as_str(), shop.till.made().len()), ("pending: canceled, canceled, pending", 3));
    check_contains(&shop.get(&path).await, &["Tu ficha de pago", "data-value=\"0000000000000003\""]);
}

#[tokio::test]
async fn another_way_to_pay_can_be_chosen_and_an_expired_slip_renewed() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let path = format!("/o/{order}");
    check_contains(&shop.get(&path).await, &["Elige cómo pagar"]);
    post(&shop, &path, typed("12345678", &[])).await;
    check_contains(&shop.get(&path).await, &["Cambiar forma de pago", &format!("href=\"{path}?choose\"")]);
    check_contains(&shop.get(&format!("{path}?choose")).await, &["Elige cómo pagar"]);
    shop.pass(90_000).await;
    check_contains(&shop.get(&path).await, &["Esta ficha venció", "Generar otra ficha", "data-status=\"closed\""]);
}

#[tokio::test]
async fn a_slip_that_ends_at_night_is_to_be_paid_before_the_tills_close_the_evening_before() {
    let shop = TestShop::open().await;
    // 22 November 2026, 2:58 in Mexico City; OXXO takes payments from 8 to 20.
    shop.till.ends(1_795_337_880);
    let order = shop.order().await;
    let path = format!("/o/{order}");
    post(&shop, &path, typed("12345678", &[])).await;
    let slip = shop.get(&path).await;
    check_contains(&slip, &["Paga antes del sábado, 21 de noviembre, 20:00", "quedan 31 horas"]);
    assert!(!slip.body.contains("2:58"), "a moment at which no till is open: {}", slip.body);
    let voucher = shop.get(&format!("/api/v1/orders/{order}")).await.json()["charges"][0]["voucher"].clone();
    assert_eq!(voucher["expires_at"], "2026-11-22T08:58:00Z", "money counts until the end all the same");
    assert_eq!(voucher["pay_by"], "2026-11-22T02:00:00Z");
    assert_eq!(voucher["reminders"], serde_json::json!(["2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z"]));
    shop.pass(120_000).await;
    check_contains(&shop.get(&path).await, &["las cajas ya cerraron"]);
}

#[tokio::test]
async fn a_slip_on_paper_says_whose_it_is_what_for_and_where_its_page_is() {
    let shop = TestShop::open().await;
    let path = format!("/o/{}", shop.order().await);
    post(&shop, &path, typed("12345678", &[])).await;
    let slip = shop.get(&path).await;
    let foot = slip.body.split("<div class=\"foot\">").nth(1).unwrap_or_else(|| panic!("no foot in {}", slip.body));
    let foot = foot.split("</div>").next().unwrap();
    assert!(foot.contains("Tienda Lupita: Samsung Gold Curl") && foot.contains(&path), "{foot}");
}

#[tokio::test]
async fn an_order_that_takes_no_more_charges_says_which_of_its_ends_it_was() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let path = format!("/o/{order}");
    post(&shop, &path, typed("12345678", &[])).await;
    shop.till.says("pc_1", Event::Paid(Money::new(15000, Currency::Mxn)));
    shop.webhook("pc_1").await;
    check_contains(&post(&shop, &path, typed("87654321", &[])).await, &["Este pedido ya está cerrado", "Ya se pagó"]);
    assert_eq!(shop.charge(&order, "87654322", &crate::shop::at_oxxo()).await.json()["reason"], "paid");

    let body =
        serde_json::json!({"amount": 15000, "currency": "MXN", "description": "Silla", "expires_at": "2026-11-20T19:30:00Z"});
    let order = shop.merchant("/api/v1/orders", Some(&body)).await.json()["id"].as_str().unwrap().to_owned();
    shop.pass(7200).await;
    let page = shop.get(&format!("/o/{order}")).await;
    check_contains(&page, &["Este pedido ya está cerrado", "Venció antes de pagarse completo."]);
    assert!(!page.body.contains("Ya se pagó"), "{}", page.body);
}

#[tokio::test]
async fn what_a_translator_would_spoil_is_marked_as_not_to_be_translated() {
    let shop = TestShop::open().await;
    let form = shop.get("/pay/btn_demo").await;
    check_contains(&form, &["<b translate=\"no\">OXXO</b>", "aria-hidden=\"true\" translate=\"no\">7-Eleven</span>"]);
    let path = format!("/o/{}", shop.order().await);
    post(&shop, &path, typed("12345678", &[])).await;
    let slip = shop.get(&path).await;
    for kept in
        ["<b translate=\"no\">OXXO</b>", "<span translate=\"no\">Banco de Pruebas</span>", "<b translate=\"no\">$159.00</b>"]
    {
        check_contains(&slip, &[kept]);
    }
    check_contains(&slip, &["data-value=\"0000000000000001\" translate=\"no\"", "part=\"amount\" translate=\"no\""]);
}

#[tokio::test]
async fn what_is_not_there_is_a_page_that_says_so() {
    let shop = TestShop::open().await;
    for (path, status, title) in
        [("/pay/btn_none", 404, "Este botón de pago no existe"), ("/o/ord_none", 404, "No encontramos tu pedido")]
    {
        let page = shop.get(path).await;
        assert_eq!((page.status.as_u16(), page.header("content-type")), (status, "text/html; charset=utf-8"));
        check_contains(&page, &[title, "di este número: req_"]);
    }
    assert_eq!(post(&shop, "/o/ord_none", typed("12345678", &[])).await.status, 404);
    assert_eq!(post(&shop, "/pay/btn_demo", typed("short", &[])).await.status, 400);
    assert_eq!(post(&shop, "/pay/btn_demo", "x".repeat(20_000)).await.status, 415);
}

#[tokio::test]
async fn a_page_speaks_the_readers_language() {
    let shop = TestShop::open().await;
    for (accepted, tag, title) in [("en-GB,en;q=0.9", "en", "Choose how to pay"), ("fr", "es-MX", "Elige cómo pagar")] {
        let request = Request::get("/pay/btn_demo").header("accept-language", accepted);
        let page = shop.send(request.body(Body::empty()).unwrap()).await;
        check_contains(&page, &[&format!("<html lang=\"{tag}\">"), title]);
        assert_eq!(page.header("vary"), "accept-language");
    }
}

#[tokio::test]
async fn a_link_in_a_messenger_shows_what_is_sold_and_nothing_of_who_pays() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    post(&shop, &format!("/o/{order}"), typed("12345678", &[])).await;
    for path in ["/pay/btn_demo", &format!("/o/{order}")] {
        let page = shop.get(path).await;
        check_contains(
            &page,
            &[
                "<meta property=\"og:site_name\" content=\"Tienda Lupita\">",
                "<meta property=\"og:title\" content=\"Samsung Gold Curl\">",
                "<meta property=\"og:description\" content=\"$150.00 · Pagar en efectivo o con SPEI\">",
                "<meta property=\"og:image\" content=\"http://127.0.0.1:8080/card.png\">",
            ],
        );
        let head = page.body.split("</head>").next().unwrap();
        assert!(!head.contains("María") && !head.contains("ord_"), "{head}");
    }
    let mut button = backend::db::buttons::find(&*shop.backend.db, "btn_demo").await.unwrap().unwrap();
    button.image = Some("https://cdn.example.mx/a.jpg?w=1&h=2".to_owned());
    backend::db::buttons::save(&*shop.backend.db, &button, shop.now()).await.unwrap();
    check_contains(&shop.get("/pay/btn_demo").await, &["og:image\" content=\"https://cdn.example.mx/a.jpg?w=1&amp;h=2\""]);
    assert!(!shop.get("/pay/btn_none").await.body.contains("og:"));
    let card = shop.get("/card.png").await;
    assert_eq!((card.status.as_u16(), card.header("content-type")), (200, "image/png"));
}

#[tokio::test]
async fn the_address_of_an_order_is_kept_to_itself_and_only_the_shop_may_frame_it() {
    let shop = TestShop::open().await;
    let page = shop.get(&format!("/o/{}", shop.order().await)).await;
    // Who goes back to it finds it at once; nobody between us and the customer keeps it.
    assert_eq!(page.header("cache-control"), "private, no-cache");
    assert_eq!(shop.get("/o/ord_none").await.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    assert_eq!(page.header("x-robots-tag"), "noindex");
    assert!(page.header("content-security-policy").contains("frame-ancestors 'self' https://tienda.example.mx;"));
    assert!(!page.body.contains("style="), "{}", page.body);
    // No script but ours, and none in the page itself.
    let scripts: Vec<_> = page.body.matches("<script").collect();
    assert_eq!(scripts.len(), 2, "{}", page.body);
    check_contains(&page, &["<script src=\"/ficha.js\" defer></script><script src=\"/files/takeover."]);
}

#[tokio::test]
async fn a_plain_link_that_names_an_order_leads_to_its_page() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let moved = shop.get(&format!("/pay/{order}")).await;
    assert_eq!((moved.status.as_u16(), moved.header("location")), (303, format!("/o/{order}").as_str()));
}
