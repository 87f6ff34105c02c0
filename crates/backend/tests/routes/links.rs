//! Links as messengers carry them, and what people read where nothing is or nothing works: a page in their language.

use crate::shop::{Answer, TestShop};
use axum::body::Body;
use http::Request;

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
