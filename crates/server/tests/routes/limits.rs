//! How often is too often, over the real router: by address, by order, behind a proxy; and the headers of every answer.

use crate::shop::{Answer, TestShop, at_oxxo, at_seven_eleven};
use axum::body::Body;
use backend::base::files::Files;
use backend::http::limits::caller::Peer;
use http::Request;
use secrecy::ExposeSecret;
use serde_json::json;
use std::net::IpAddr;

async fn shop(limits: &str) -> TestShop {
    TestShop::open_with(&format!("trusted_proxies = ['10.0.0.0/8']\n[limits]\n{limits}"), Files::default(), Files::default())
        .await
}

/// A request from an address, perhaps on behalf of another.
async fn ask(shop: &TestShop, method: &str, path: &str, from: &str, forwarded_for: Option<&str>, body: &str) -> Answer {
    let peer: IpAddr = from.parse().unwrap();
    let request = Request::builder().method(method).uri(path).header("idempotency-key", backend::base::id::request());
    let kind = if path.starts_with("/api") { "application/json" } else { "application/x-www-form-urlencoded" };
    let request = request.header("content-type", kind).header("origin", "https://tienda.example.mx").extension(Peer(peer));
    let request = forwarded_for.into_iter().fold(request, |request, known| request.header("x-forwarded-for", known));
    shop.send(request.body(Body::from(body.to_owned())).unwrap()).await
}

#[tokio::test]
async fn an_address_that_asks_too_often_is_told_when_to_come_back() {
    let shop = shop("reads_per_minute = 2").await;
    let poll = async || ask(&shop, "GET", "/api/v1/buttons/btn_demo", "203.0.113.1", None, "").await;
    assert_eq!((poll().await.status.as_u16(), poll().await.status.as_u16()), (200, 200));
    let refused = poll().await;
    assert_eq!((refused.code().as_str(), refused.header("retry-after")), ("429 too_many_requests", "30"));
    assert_eq!(refused.header("access-control-allow-origin"), "https://tienda.example.mx", "the page can read why");
    let other = ask(&shop, "GET", "/api/v1/buttons/btn_demo", "203.0.113.2", None, "").await;
    assert_eq!(other.status, 200);
    shop.clock.advance(30);
    assert_eq!(poll().await.status, 200);
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_customer_is_counted_and_nobody_can_lie() {
    let shop = shop("reads_per_minute = 1").await;
    let poll = async |from: &str, forwarded_for: &str| {
        ask(&shop, "GET", "/api/v1/buttons/btn_demo", from, Some(forwarded_for), "").await.status.as_u16()
    };
    assert_eq!(poll("10.0.0.2", "198.51.100.1").await, 200);
    assert_eq!(poll("10.0.0.2", "198.51.100.2").await, 200);
    assert_eq!(poll("10.0.0.2", "198.51.100.99, 198.51.100.1").await, 429, "what a customer says of itself does not count");
    assert_eq!(poll("203.0.113.1", "198.51.100.3").await, 200);
    assert_eq!(poll("203.0.113.1", "198.51.100.4").await, 429, "who is no trusted proxy is the caller");
}

#[tokio::test]
async fn an_order_is_charged_only_so_often_whoever_asks() {
    let shop = shop("order_writes_per_minute = 2").await;
    let (order, other) = (shop.order().await, shop.order().await);
    let charge = async |order: &str, from: &str, wish: serde_json::Value| {
        ask(&shop, "POST", &format!("/api/v1/orders/{order}/charges"), from, None, &wish.to_string()).await.code()
    };
    assert_eq!(charge(&order, "203.0.113.1", at_oxxo()).await, "201 ");
    assert_eq!(charge(&order, "127.0.0.1", at_seven_eleven()).await, "201 ");
    assert_eq!(charge(&order, "203.0.113.3", at_oxxo()).await, "429 too_many_requests");
    assert_eq!(charge(&other, "203.0.113.3", at_oxxo()).await, "201 ");
    assert_eq!(shop.till.made().len(), 3);
}

#[tokio::test]
async fn an_sms_is_the_scarcest_thing() {
    let shop = shop("sms_per_hour = 3\norder_sms_per_hour = 2").await;
    let (order, other) = (shop.order().await, shop.order().await);
    let body = json!({"phone": "5513899832"}).to_string();
    let send = async |order: &str| {
        let path = format!("/api/v1/orders/{order}/charges/chg_none/sms");
        ask(&shop, "POST", &path, "203.0.113.1", None, &body).await
    };
    for order in [&order, &order, &other] {
        assert_eq!(send(order).await.code(), "404 charge_not_found");
    }
    let refused = send(&other).await;
    assert_eq!((refused.code().as_str(), refused.header("retry-after")), ("429 too_many_requests", "1200"));
    shop.clock.advance(1200);
    assert_eq!(send(&order).await.status, 429, "twice of one order, also where the address may again");
    shop.clock.advance(1200);
    assert_eq!(send(&order).await.status, 404);
}

#[tokio::test]
async fn a_proxy_that_is_not_believed_is_told_to_the_operator() {
    let shop = TestShop::open().await;
    let ask = async |peer: [u8; 4], forwarded: &str| {
        let request =
            Request::get("/api/v1/buttons/btn_demo").extension(Peer(peer.into())).header("x-forwarded-for", forwarded);
        assert_eq!(shop.send(request.body(Body::empty()).unwrap()).await.status, 200);
    };
    ask([203, 0, 113, 9], "198.51.100.1").await;
    assert_eq!(shop.get("/readyz").await.body, "ready\n", "an address of the world may say what it likes");
    ask([10, 88, 0, 1], "198.51.100.1").await;
    let said = shop.get("/readyz").await;
    assert_eq!(said.status, 200);
    assert!(said.body.contains("trusted_proxies: 10.88.0.1 asks for others"), "{}", said.body);
    assert!(!said.body.contains("198.51.100.1"), "whom it asked for is nobody's business");
}

#[tokio::test]
async fn guessing_tokens_is_counted() {
    let shop = shop("merchant_per_minute = 2").await;
    let guess = async || {
        let request = Request::get("/api/v1/clabes").header("authorization", "Bearer guessed");
        shop.send(request.extension(Peer(IpAddr::from([203, 0, 113, 1]))).body(Body::empty()).unwrap()).await.code()
    };
    assert_eq!(
        [guess().await, guess().await, guess().await],
        ["401 unauthorized", "401 unauthorized", "429 too_many_requests"]
    );
}

#[tokio::test]
async fn webhooks_have_a_limit_of_their_own() {
    let shop = shop("webhooks_per_minute = 1\nwrites_per_minute = 1\nreads_per_minute = 1").await;
    let tell = async || ask(&shop, "POST", "/webhooks/compropago", "203.0.113.1", None, "ping").await.status.as_u16();
    assert_eq!([tell().await, tell().await], [200, 429]);
    let poll = ask(&shop, "GET", "/api/v1/buttons/btn_demo", "203.0.113.1", None, "").await;
    assert_eq!(poll.status, 200);
}

#[tokio::test]
async fn a_person_reads_it_on_a_page() {
    let shop = shop("writes_per_minute = 1").await;
    let press = async || ask(&shop, "POST", "/pay/btn_demo", "203.0.113.1", None, "key=12345678&choice=OXXO").await;
    assert_ne!(press().await.status, 429);
    let page = press().await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (429, "text/html; charset=utf-8"));
    assert!(page.body.contains("Demasiados intentos") && page.header("retry-after") == "60", "{}", page.body);
}

#[tokio::test]
async fn no_limit_meets_a_program_on_this_machine_but_that_of_an_order() {
    let shop = shop("reads_per_minute = 1").await;
    for _ in 0..5 {
        assert_eq!(ask(&shop, "GET", "/api/v1/buttons/btn_demo", "127.0.0.1", None, "").await.status, 200);
    }
}

#[tokio::test]
async fn every_page_has_a_strict_policy_and_every_answer_closes_what_it_can() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    for path in ["/pay/btn_demo", "/pay/btn_none", "/o/ord_none", &format!("/o/{order}"), &format!("/o/{order}?choose")] {
        let page = shop.get(path).await;
        let policy = page.header("content-security-policy");
        assert!(page.header("content-type").starts_with("text/html"), "{path}");
        for rule in ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "require-trusted-types-for 'script'"] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'self' https://tienda.example.mx"), "{path}: {policy}");
        let kept = if page.status == 200 { "private, no-cache" } else { "no-store" };
        assert_eq!((page.header("x-robots-tag"), page.header("cache-control")), ("noindex", kept), "{path}");
    }
    for path in ["/api/v1/buttons/btn_demo", "/nowhere", "/healthz", "/hosted.css", "/ficha.js"] {
        let answer = shop.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.header("referrer-policy").is_empty() && !answer.header("x-request-id").is_empty(), "{path}");
    }
}

/// What a caller can write into a request to look like somebody else.
const DISGUISES: [(&str, &str); 9] = [
    ("authorization", "x"),
    ("authorization", "Bearer guessed"),
    ("authorization", "Bearer ficha_sk_00000000000000000000000000000000"),
    ("authorization", "Basic eDp4"),
    ("cookie", "ficha_panel=x; __Host-ficha_panel=x"),
    ("user-agent", "Prometheus/3.0"),
    ("host", "127.0.0.1"),
    ("origin", "http://127.0.0.1"),
    ("x-forwarded-for", "127.0.0.1"),
];

#[tokio::test]
async fn no_header_a_caller_can_write_gets_it_another_limit() {
    let options = [("GET", "/api/v1/buttons/btn_demo"), ("POST", "/api/v1/buttons/btn_demo/orders"), ("GET", "/pay/btn_demo")];
    for ((method, path), limit) in
        options.into_iter().zip(["reads_per_minute = 2", "writes_per_minute = 2", "reads_per_minute = 2"])
    {
        for (name, value) in DISGUISES {
            let shop = shop(limit).await;
            let mut statuses = Vec::new();
            for _ in 0..3 {
                let request =
                    Request::builder().method(method).uri(path).header("idempotency-key", backend::base::id::request());
                let request = request.header("content-type", "application/json").header(name, value);
                let request = request.extension(Peer(IpAddr::from([203, 0, 113, 1])));
                statuses.push(shop.send(request.body(Body::from("{}")).unwrap()).await.status.as_u16());
            }
            assert!(statuses[..2].iter().all(|status| *status != 429) && statuses[2] == 429, "{path} {name}: {statuses:?}");
        }
    }
}

#[tokio::test]
async fn a_merchants_own_server_may_look_more_often_and_still_not_charge_an_order_more_often() {
    let shop = shop("reads_per_minute = 1\nwrites_per_minute = 1\norder_writes_per_minute = 2").await;
    let (order, token) =
        (shop.order().await, backend::shop::token::make(&*shop.backend.db, &*shop.clock, "shop").await.unwrap());
    let ask = async |method: &str, path: &str, body: serde_json::Value| {
        let request = Request::builder().method(method).uri(path).header("idempotency-key", backend::base::id::request());
        let request = request.header("authorization", format!("bearer {}", token.expose_secret()));
        let request = request.header("content-type", "application/json").extension(Peer(IpAddr::from([203, 0, 113, 1])));
        shop.send(request.body(Body::from(body.to_string())).unwrap()).await.status.as_u16()
    };
    let poll = async || ask("GET", "/api/v1/buttons/btn_demo", json!({})).await;
    assert_eq!([poll().await, poll().await, poll().await], [200; 3]);
    let path = format!("/api/v1/orders/{order}/charges");
    let charge = async |wish| ask("POST", &path, wish).await;
    assert_eq!([charge(at_oxxo()).await, charge(at_seven_eleven()).await, charge(at_oxxo()).await], [201, 201, 429]);
}

#[tokio::test]
async fn an_order_has_only_a_few_open_vouchers_whoever_asks_and_room_again_when_one_has_run_out() {
    let shop = shop("order_open_vouchers = 2").await;
    let order = shop.order().await;
    let wish = |phone: &str| {
        let mut wish = at_oxxo();
        wish["customer"]["phone"] = json!(phone);
        wish
    };
    let charge = async |phone: &str| shop.charge(&order, &backend::base::id::request(), &wish(phone)).await.code();
    assert_eq!([charge("5513899831").await, charge("5513899832").await], ["201 ", "201 "]);
    assert_eq!(charge("5513899833").await, "409 too_many_vouchers");
    let form = "key=12345678&way=cash%2FSEVEN_ELEVEN&name=Ana+Mora&email=a%40b.mx";
    let page = ask(&shop, "POST", &format!("/o/{order}"), "203.0.113.1", None, form).await;
    assert!(page.status == 409 && page.body.contains("Ya tienes varias fichas abiertas"), "{} {}", page.status, page.body);
    let back = format!("<a href=\"/o/{order}\">Volver a tu ficha</a>");
    assert!(page.body.contains(&back), "the way to a slip that can be paid: {}", page.body);
    assert_eq!(charge("5513899832").await, "201 ", "the same wish is shown the voucher there is");
    assert_eq!(shop.till.made().len(), 2);
    shop.clock.advance(86_400);
    assert_eq!(charge("5513899833").await, "201 ");
}

#[tokio::test]
async fn however_many_ask_at_once_an_order_has_no_voucher_more_than_it_may() {
    let shop = shop("order_open_vouchers = 3").await;
    let order = shop.order().await;
    let wishes: Vec<_> = (0..12)
        .map(|number| {
            let mut wish = at_oxxo();
            wish["customer"]["phone"] = json!(format!("55138998{number:02}"));
            wish
        })
        .collect();
    let keys: Vec<_> = (0..wishes.len()).map(|number| format!("key-{number:05}")).collect();
    let asked = wishes.iter().zip(&keys).map(|(wish, key)| shop.charge(&order, key, wish));
    let answers: Vec<_> = futures_util::future::join_all(asked).await.iter().map(|answer| answer.code()).collect();
    assert_eq!(answers.iter().filter(|code| *code == "201 ").count(), 3, "{answers:?}");
    assert_eq!(shop.till.made().len(), 3);
}
