//! `/panel/orders` and `/panel/going-live`: found, looked at, watched, taken along, and what is still to be done.

use super::{Visitor, has};
use crate::listing::shop_with_orders;
use crate::scripted_provider::{NoNetwork, Till};
use crate::shop::TestShop;
use axum::body::Body;
use backend::db::Statement;
use backend::providers::ProviderAccount;
use http::Request;
use payments::{Currency, Event, Money};
use std::sync::Arc;

#[tokio::test]
async fn a_merchant_finds_an_order_and_reads_its_story() {
    let (shop, [paid, waiting, open]) = shop_with_orders().await;
    let visitor = Visitor::signed_in(&shop).await;
    let all = visitor.get("/panel/orders").await;
    has(&all, &["María Núñez", "=Ana_100%", "Aún sin cliente", "Pagado", "Por pagar", "Abierto", "20 nov 2026, 12:30"]);
    has(&all, &["data-store=\"oxxo\"", "data-store=\"seven-eleven\"", "href=\"/panel/orders.csv\""]);
    let paid_ones = visitor.get("/panel/orders?status=paid&q=Mar%C3%ADa").await;
    has(
        &paid_ones,
        &[&paid, "value=\"paid\" selected=\"\"", "value=\"María\"", "/panel/orders.csv?status=paid&amp;q=Mar%C3%ADa"],
    );
    assert!(!paid_ones.body.contains(&waiting) && !paid_ones.body.contains(&open));
    has(&visitor.get("/panel/orders?q=nadie").await, &["Nada coincide", "Ver todos"]);
    let wrong = visitor.get("/panel/orders?status=payed").await;
    assert_eq!(wrong.status, 422);
    has(&wrong, &["Uno de los filtros no se entiende"]);

    let one = visitor.get(&format!("/panel/orders/{paid}")).await;
    has(&one, &["$150.00", "María Núñez", "maria@ejemplo.com.mx", "0000000000000001", "Pagada", "SMGCURL1"]);
    has(&one, &["El cliente pidió su ficha", "La ficha se puede pagar", "Llegó el dinero · $150.00", "la red de pagos avisó"]);
    has(&one, &[&format!("http://127.0.0.1:8080/o/{paid}</code>"), "href=\"/panel/buttons/btn_demo\""]);
    has(&visitor.get("/panel/orders/ord_none").await, &["Este pedido no existe"]);
    let table = visitor.get("/panel/orders.csv?status=paid").await;
    assert_eq!((table.status.as_u16(), table.body.lines().count()), (200, 2));
    for path in ["/panel/orders", "/panel/orders.csv", &format!("/panel/orders/{paid}"), "/panel/going-live"] {
        assert_eq!(shop.get(path).await.status, 303, "{path} is for who is signed in");
    }
}

#[tokio::test]
async fn a_search_that_left_the_oldest_out_says_so() {
    let (shop, [paid, ..]) = shop_with_orders().await;
    let many = "insert into orders (id, amount, currency, description, methods, metadata, version, created_at) \
                with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000) \
                select 'ord_n' || i, 100, 'MXN', 'Taza', '', '{}', 1, $1 + i from n";
    shop.backend.db.batch(vec![Statement::new(many, vec![shop.now().into()])]).await.unwrap();
    let visitor = Visitor::signed_in(&shop).await;
    let cut = visitor.get("/panel/orders?q=Mar%C3%ADa").await;
    has(&cut, &["Nada coincide", "Se buscó en los 10,000 pedidos más recientes", "20 nov 2026, 14:30"]);
    let told = shop.merchant("/api/v1/orders?q=Mar%C3%ADa", None).await.json();
    assert_eq!(told, serde_json::json!({"orders": [], "searched_from": "2026-11-20T20:30:01Z"}));
    let table = visitor.get("/panel/orders.csv?q=Mar%C3%ADa").await;
    assert_eq!(table.header("content-disposition"), "attachment; filename=\"pedidos-desde-2026-11-20.csv\"");
    for all in ["q=maria%40ejemplo.com.mx", "q=Mar%C3%ADa&until=2026-11-20T20:30:01Z", ""] {
        let page = visitor.get(&format!("/panel/orders?{all}")).await;
        assert_eq!((page.body.contains(&paid), page.body.contains("Se buscó")), (!all.is_empty(), false), "{all}");
    }
}

#[tokio::test]
async fn whoever_watches_is_told_only_of_what_has_changed() {
    let (shop, [_, waiting, _]) = shop_with_orders().await;
    let visitor = Visitor::signed_in(&shop).await;
    for path in ["/panel/orders", &format!("/panel/orders/{waiting}")] {
        let page = visitor.get(path).await;
        has(&page, &["<noscript><meta http-equiv=\"refresh\" content=\"20\"></noscript>"]);
        let tag = page.header("etag").to_owned();
        has(&page, &[&format!("data-live=\"{}\"", tag.replace('"', "&quot;"))]);
        let again = async || {
            let request = Request::get(path).header("cookie", &visitor.cookie).header("if-none-match", &tag);
            shop.send(request.body(Body::empty()).unwrap()).await.status.as_u16()
        };
        assert_eq!(again().await, 304, "{path}");
        if path != "/panel/orders" {
            shop.till.says("pc_2", Event::Paid(Money::new(15_000, Currency::Mxn)));
            shop.webhook("pc_2").await;
            assert_eq!(again().await, 200, "{path}");
            let page = visitor.get(path).await;
            has(&page, &["Llegó el dinero"]);
            assert!(!page.body.contains("http-equiv"), "nothing is waited for any more");
        }
    }
}

#[tokio::test]
async fn a_shop_without_orders_is_told_how_they_come() {
    let shop = TestShop::open().await;
    let visitor = Visitor::signed_in(&shop).await;
    has(&visitor.get("/panel/orders").await, &["Todavía no hay pedidos"]);
}

#[tokio::test]
async fn what_stands_between_a_shop_and_real_money_is_said_in_plain_words() {
    let shop = TestShop::open().await;
    let visitor = Visitor::signed_in(&shop).await;
    let page = visitor.get("/panel/going-live").await;
    has(&page, &["Faltan 3 cosas para cobrar de verdad", "4 de 9 pasos listos"]);
    has(&page, &["La dirección http://127.0.0.1:8080 no empieza con https", "Falta ficha.js.", "Estás en modo de prueba"]);
    let secret = "sk_test_9c95e149614142822f";
    assert!(!page.body.contains(secret) && !page.body.contains("pk_test"), "no key is ever shown");
}

#[tokio::test]
async fn a_webhook_that_a_person_sets_up_has_its_address_and_the_name_of_its_secret_to_copy() {
    // The test's own provider, which registers nothing by a call, as an account of a kind that signs.
    let account = ProviderAccount::new("stripe".to_owned(), Arc::new(Till::called("stripe")));
    let toml = "[stripe]\nbase_url = 'https://api.example.mx'\n";
    let shop = TestShop::open_with_accounts_of(toml, vec![account], Arc::new(NoNetwork)).await;
    let page = Visitor::signed_in(&shop).await.get("/panel/going-live").await;
    has(&page, &["Tu proveedor te avisa, y tú le dijiste dónde", "de prueba o productivo", "debe contestar 200"]);
    has(&page, &["<code id=\"hook-stripe\"", "http://127.0.0.1:8080/webhooks/stripe</code>"]);
    has(&page, &["<code id=\"secret-stripe\"", "FICHA_STRIPE__WEBHOOK_SECRET</code>"]);
    has(&page, &["Los avisos se pueden comprobar", "ningún aviso se cree. Pon en FICHA_STRIPE__WEBHOOK_SECRET"]);
}

#[tokio::test]
async fn an_address_that_says_a_name_twice_is_a_page_that_says_so() {
    let shop = TestShop::open().await;
    let merchant = Visitor::signed_in(&shop).await;
    for path in ["/panel/orders?status=paid&status=open", "/panel/orders.csv?q=a&q=b"] {
        let page = merchant.get(path).await;
        assert_eq!((page.status.as_u16(), page.header("content-type")), (422, "text/html; charset=utf-8"), "{path}");
        has(&page, &["<!doctype html>"]);
    }
}
