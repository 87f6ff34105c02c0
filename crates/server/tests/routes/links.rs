//! Links as messengers carry them, and what people read where nothing is or nothing works: a page in their language.

use crate::shop::{Answer, TestShop};
use axum::body::Body;
use backend::base::files::Files;
use backend::http::limits::caller::Peer;
use http::Request;
use providers::provider::Kind;

/// Asked as a browser asks, in this language.
async fn open(shop: &TestShop, method: &str, path: &str, language: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header("accept", "text/html,*/*;q=0.8");
    shop.send(request.header("accept-language", language).body(Body::empty()).unwrap()).await
}

fn check_page(page: &Answer, status: u16, says: &str, path: &str) {
    assert_eq!(
        (page.status.as_u16(), page.header("content-type")),
        (status, "text/html; charset=utf-8"),
        "{path} {}",
        page.body
    );
    assert!(page.body.contains(says), "{path}: {says} is not in {}", page.body);
}

#[tokio::test]
async fn a_link_out_of_shape_leads_to_the_button_that_is_meant() {
    let shop = TestShop::open().await;
    for carried in
        ["/pay/btn_demo/", "/pay/btn_demo.", "/pay/btn_demo)", "/pay/btn_demo%20", "/pay//btn_demo", "/PAY/btn_demo%E2%80%8B"]
    {
        let led = open(&shop, "GET", carried, "es-MX").await;
        assert_eq!((led.status.as_u16(), led.header("location")), (308, "/pay/btn_demo"), "{carried}");
    }
    let led = open(&shop, "GET", "/pay/btn_demo.html?utm_source=whatsapp", "es-MX").await;
    check_page(&open(&shop, "GET", led.header("location"), "es-MX").await, 200, "Samsung Gold Curl", "with what counts clicks");
    let order = shop.order().await;
    let led = open(&shop, "GET", &format!("/o/{}),?choose&fbclid=x", order.to_uppercase()), "es-MX").await;
    assert_eq!(led.header("location"), format!("/o/{order}?choose&fbclid=x"));
    check_page(&open(&shop, "GET", led.header("location"), "es-MX").await, 200, "Elige cómo pagar", "the order's form");
}

#[tokio::test]
async fn where_nothing_is_people_read_a_page_in_their_language() {
    let shop = TestShop::open().await;
    for path in ["/pay/ord_%7f", "/pay/ord_%00", "/pay/ord_%1b%5b", "/o/ord_%7f", "/o/ord_%00", "/o/ord_none", "/o/%c3%28"] {
        check_page(&open(&shop, "GET", path, "es-MX").await, 404, "No encontramos tu pedido", path);
    }
    check_page(&open(&shop, "GET", "/pay/btn_none", "en").await, 404, "<html lang=\"en\">", "/pay/btn_none");
    check_page(&open(&shop, "GET", "/pay/btn_%ff", "es-MX").await, 404, "Este botón de pago no existe", "/pay/btn_%ff");
    for path in ["/", "/pay", "/pay/", "/o/", "/pay/btn_demo/index.html", "/panel/nothing", "/contacto"] {
        check_page(&open(&shop, "GET", path, "es-PE").await, 404, "Aquí no hay nada", path);
        check_page(&open(&shop, "GET", path, "en").await, 404, "There is nothing here", path);
    }
    for (method, path) in
        [("DELETE", "/pay/btn_demo"), ("PUT", "/o/ord_none"), ("DELETE", "/panel/orders"), ("GET", "/o/ord_none/cancel/chg_1")]
    {
        let page = open(&shop, method, path, "es-MX").await;
        assert_eq!((page.status.as_u16(), page.header("content-type")), (405, "text/html; charset=utf-8"), "{method} {path}");
        assert!(!page.header("allow").is_empty() && !page.body.contains("urn:ficha"), "{method} {path}: {}", page.body);
    }
    // A program's addresses answer programs, whatever they accept.
    for path in ["/api/v1/nothing", "/api/v1/orders/ord_none", "/assets/nothing.js", "/pictures/pic_none"] {
        assert_eq!(open(&shop, "GET", path, "en").await.header("content-type"), "application/problem+json", "{path}");
    }
    assert_eq!(shop.get("/nothing").await.code(), "404 not_found", "and so does the rest to who asks for no page");
}

#[tokio::test]
async fn what_does_not_work_now_is_a_page_too() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.backend.db.batch(vec![backend::db::Statement::new("drop table charges", vec![])]).await.unwrap();
    let page = open(&shop, "GET", &format!("/o/{order}"), "es-MX").await;
    assert!(page.status.is_server_error(), "{}", page.status);
    check_page(&page, page.status.as_u16(), "No se hizo ningún cobro", "a db that cannot be asked");
}

/// The languages people read, how each says "too many" and "not now", and what each says to do then.
const SAID: [(&str, [&str; 2], [&str; 2]); 3] = [
    (
        "es-MX",
        ["Demasiados intentos", "Espera un minuto e inténtalo de nuevo"],
        ["No podemos atenderte en este momento", "Espera un minuto y vuelve a abrir esta página. No se hizo ningún cobro."],
    ),
    (
        "es-PE",
        ["Demasiados intentos", "Espera un minuto e inténtalo de nuevo"],
        ["No podemos atenderte en este momento", "Espera un minuto y vuelve a abrir esta página. No se hizo ningún cobro."],
    ),
    (
        "en",
        ["Too many attempts", "Wait a minute and try again"],
        ["We cannot serve you right now", "Wait a minute and open this page again. Nothing was charged."],
    ),
];

fn check_says(page: &Answer, status: u16, language: &str, says: [&str; 2], path: &str) {
    for words in says {
        check_page(page, status, words, path);
    }
    assert!(page.body.contains(&format!("<html lang=\"{language}\">")), "{path} in {language}: {}", page.body);
    assert!(!page.body.contains("urn:ficha") && !page.body.contains("Retry-After"), "{path}: {}", page.body);
}

#[tokio::test]
async fn whoever_comes_too_often_reads_in_their_language_what_to_do_next() {
    let limits = "[limits]\nreads_per_minute = 1\nwrites_per_minute = 1";
    let shop = TestShop::open_with(limits, Files::default(), Files::default()).await;
    let order = shop.order().await;
    let from = async |method: &str, path: &str, language: &str| {
        let request = Request::builder().method(method).uri(path).header("accept-language", language);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let peer = Peer("203.0.113.1".parse().unwrap());
        shop.send(request.extension(peer).body(Body::from("key=12345678")).unwrap()).await
    };
    let paths = [
        ("GET", "/pay/btn_demo".to_owned()),
        ("GET", format!("/pay/{order}")),
        ("GET", "/pay/clb_none".to_owned()),
        ("GET", format!("/o/{order}")),
        ("GET", format!("/o/{order}?choose")),
        ("POST", "/pay/btn_demo".to_owned()),
        ("POST", format!("/o/{order}")),
        ("POST", format!("/o/{order}/cancel/chg_none")),
    ];
    for method in ["GET", "POST"] {
        assert_ne!(from(method, "/pay/btn_demo", "en").await.status, 429, "the first time");
    }
    for (language, many, _) in SAID {
        for (method, path) in &paths {
            let page = from(method, path, language).await;
            check_says(&page, 429, language, many, path);
            assert!(!page.header("retry-after").is_empty(), "{path} says when to come back");
        }
    }
}

#[tokio::test]
async fn where_nothing_can_be_served_now_people_read_in_their_language_what_to_do_next() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    let silent = |language: &str| match language {
        "en" => ["The payment network does not answer", "Wait a moment and try again"],
        _ => ["La red de pagos no responde", "Espera un momento e inténtalo de nuevo"],
    };
    for (language, _, not_now) in SAID {
        for path in ["/pay/btn_demo", &format!("/o/{order}")] {
            // The merchant's keys are wrong, which is nothing to tell a customer; or the provider is silent.
            for (kind, says) in [(Kind::BadKeys, not_now), (Kind::NoAnswer, silent(language))] {
                shop.till.fail_once(kind);
                let key = backend::base::id::request();
                let form = format!("key={key}&way=cash%2FOXXO&name=Ana+Mora&email=ana%40example.mx");
                let request = Request::post(path).header("accept-language", language);
                let request = request.header("content-type", "application/x-www-form-urlencoded");
                let page = shop.send(request.body(Body::from(form)).unwrap()).await;
                // The form of a Mexican order is in Mexico's Spanish, whoever reads it.
                let spoken = if language == "es-PE" { "es-MX" } else { language };
                check_says(&page, 503, spoken, says, path);
            }
        }
    }
}
