//! The door of the panel: who is let in, for how long, and which forms count.

use super::{Visitor, form, has, seal, sign_in};
use crate::shop::TestShop;
use axum::body::Body;
use backend::base::files::Files;
use backend::http::limits::caller::Peer;
use http::Request;
use secrecy::ExposeSecret;
use std::net::IpAddr;

#[tokio::test]
async fn whoever_is_not_signed_in_is_led_to_the_door_and_back_again() {
    let shop = TestShop::open().await;
    for path in ["/panel", "/panel/buttons", "/panel/buttons/new", "/panel/buttons/btn_demo"] {
        let answer = shop.get(path).await;
        assert_eq!(answer.status, 303, "{path}");
        assert!(answer.header("location").starts_with("/panel/sign-in"), "{path}: {}", answer.header("location"));
    }
    let wanted = shop.get("/panel/buttons/btn_demo").await;
    let door = shop.get(wanted.header("location")).await;
    has(&door, &["Entra a tu panel", "Tienda Lupita", "name=\"next\" value=\"/panel/buttons/btn_demo\"", "type=\"password\""]);
    let token = backend::shop::token::make(&*shop.backend.db, &*shop.clock, "shop").await.unwrap();
    let fields = [("token", token.expose_secret()), ("next", "/panel/buttons/btn_demo")];
    assert_eq!(sign_in(&shop, &fields).await.header("location"), "/panel/buttons/btn_demo");
    let fields = [("token", token.expose_secret()), ("next", "https://evil.mx/")];
    assert_eq!(sign_in(&shop, &fields).await.header("location"), "/panel", "nowhere else");
}

#[tokio::test]
async fn a_token_that_opens_nothing_is_refused_and_is_not_shown_again() {
    let shop = TestShop::open().await;
    for wrong in ["", "ficha_sk_0000000000000000000000000000000000000000", "ñ".repeat(17).as_str()] {
        let answer = sign_in(&shop, &[("token", wrong)]).await;
        assert_eq!(answer.status, 422);
        has(&answer, &["Esta clave no abre nada", "aria-invalid=\"true\""]);
        assert!(answer.header("set-cookie").is_empty());
        assert!(wrong.is_empty() || !answer.body.contains(wrong), "what was typed is not repeated");
    }
}

#[tokio::test]
async fn no_script_and_no_other_site_has_the_cookie_and_the_db_has_only_its_hash() {
    let shop = TestShop::open().await;
    let token = backend::shop::token::make(&*shop.backend.db, &*shop.clock, "shop").await.unwrap();
    let answer = sign_in(&shop, &[("token", token.expose_secret())]).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"), "{cookie}");
    let value = cookie.split(['=', ';']).nth(1).unwrap();
    assert_eq!(value.len(), 40);
    let all = backend::db::Statement::new("select id, token_id from sessions", vec![]);
    let rows = shop.backend.db.batch(vec![all]).await.unwrap().remove(0);
    assert_ne!(rows[0].text("id").unwrap(), value);
    assert!(!token.expose_secret().ends_with(rows[0].text("token_id").unwrap()));

    let shop = TestShop::open_with("public_url = 'https://pay.example.mx'", Files::default(), Files::default()).await;
    let token = backend::shop::token::make(&*shop.backend.db, &*shop.clock, "shop").await.unwrap();
    let cookie = sign_in(&shop, &[("token", token.expose_secret())]).await.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-ficha_panel=") && cookie.ends_with("; Secure"), "{cookie}");
}

#[tokio::test]
async fn a_session_ends_with_the_day_with_its_token_and_when_somebody_signs_out() {
    let shop = TestShop::open().await;
    let visitor = Visitor::signed_in(&shop).await;
    shop.clock.advance(12 * 60 * 60 - 1);
    assert_eq!(visitor.get("/panel/buttons").await.status, 200);
    shop.clock.advance(1);
    assert_eq!(visitor.get("/panel/buttons").await.status, 303);

    let visitor = Visitor::signed_in(&shop).await;
    let out = visitor.post("/panel/sign-out", &[]).await;
    assert_eq!((out.status.as_u16(), out.header("location")), (303, "/panel/sign-in"));
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(visitor.get("/panel/buttons").await.status, 303, "also where the browser kept the cookie");

    let visitor = Visitor::signed_in(&shop).await;
    for token in backend::db::tokens::list(&*shop.backend.db).await.unwrap() {
        backend::db::tokens::retire(&*shop.backend.db, &token.id, shop.now()).await.unwrap();
    }
    assert_eq!(visitor.get("/panel/buttons").await.status, 303);
}

#[tokio::test]
async fn a_form_of_another_page_or_another_session_does_nothing() {
    let shop = TestShop::open().await;
    let (visitor, other) = (Visitor::signed_in(&shop).await, Visitor::signed_in(&shop).await);
    let own = seal(&visitor.get("/panel/buttons").await.body);
    let foreign = seal(&other.get("/panel/buttons").await.body);
    let post = async |seal: &str, header: (&str, &str)| {
        let request = Request::post("/panel/buttons/btn_demo/retire").header("cookie", &visitor.cookie);
        let request = request.header("content-type", "application/x-www-form-urlencoded").header(header.0, header.1);
        shop.send(request.body(Body::from(form(&[("seal", seal)]))).unwrap()).await
    };
    let same = ("sec-fetch-site", "same-origin");
    for (seal, header) in [
        ("", same),
        (foreign.as_str(), same),
        (own.as_str(), ("sec-fetch-site", "cross-site")),
        (own.as_str(), ("sec-fetch-site", "same-site")),
        (own.as_str(), ("origin", "https://tienda.example.mx")),
        (own.as_str(), ("origin", "null")),
    ] {
        let refused = post(seal, header).await;
        assert_eq!(refused.status, 403, "{seal} {header:?}");
        has(&refused, &["Este formulario ya no sirve"]);
    }
    assert_eq!(shop.get("/api/v1/buttons/btn_demo").await.status, 200, "nothing was retired");
    assert_eq!(post(&own, same).await.status, 303);
    assert_eq!(shop.get("/api/v1/buttons/btn_demo").await.status, 410);
}

#[tokio::test]
async fn guessing_at_the_door_is_counted() {
    let toml = "[limits]\nsign_ins_per_minute = 2";
    let shop = TestShop::open_with(toml, Files::default(), Files::default()).await;
    let guess = async || {
        let request = Request::post("/panel/sign-in").extension(Peer(IpAddr::from([203, 0, 113, 1])));
        shop.send(request.body(Body::from("token=guessed")).unwrap()).await
    };
    assert_eq!([guess().await.status.as_u16(), guess().await.status.as_u16()], [422, 422]);
    let refused = guess().await;
    assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "30"));
    has(&refused, &["Demasiados intentos"]);
}

#[tokio::test]
async fn every_page_has_a_strict_policy_and_nothing_inline() {
    let shop = TestShop::open().await;
    let visitor = Visitor::signed_in(&shop).await;
    for path in ["/panel/sign-in", "/panel/buttons", "/panel/buttons/new", "/panel/buttons/btn_demo", "/panel/buttons/btn_none"]
    {
        let page = if path.ends_with("sign-in") { shop.get(path).await } else { visitor.get(path).await };
        assert!(page.header("content-type").starts_with("text/html"), "{path}: {}", page.body);
        let policy = page.header("content-security-policy");
        for rule in ["default-src 'self'", "frame-ancestors 'none'", "form-action 'self'", "require-trusted-types-for 'script'"]
        {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{path}: {policy}");
        assert_eq!((page.header("x-robots-tag"), page.header("cache-control")), ("noindex", "no-store"), "{path}");
        assert_eq!(page.header("referrer-policy"), "same-origin", "{path}");
        assert!(!page.body.contains("style=") && !page.body.contains(" onclick"), "{path}: {}", page.body);
        for script in page.body.split("<script").skip(1) {
            assert!(script.starts_with(" src=\"/"), "{path}: {script}");
        }
    }
    let page = visitor.get("/panel/buttons").await;
    for file in page.body.split("/panel/files/").skip(1) {
        let file = visitor.get(&format!("/panel/files/{}", file.split('"').next().unwrap())).await;
        assert_eq!(file.status, 200);
        assert!(file.header("cache-control").contains("immutable"));
    }
}

#[tokio::test]
async fn a_language_is_chosen_and_remembered() {
    let shop = TestShop::open().await;
    let answer = shop.get("/panel/language/en?back=%2Fpanel%2Fsign-in").await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/panel/sign-in"));
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    assert_eq!(cookie, "ficha_panel_lang=en");
    let door = shop.send(Request::get("/panel/sign-in").header("cookie", cookie).body(Body::empty()).unwrap()).await;
    has(&door, &["<html lang=\"en\">", "Sign in to your panel", "Español"]);
    let english = Request::get("/panel/sign-in").header("accept-language", "en-GB,en");
    has(&shop.send(english.body(Body::empty()).unwrap()).await, &["Sign in to your panel"]);
    assert_eq!(shop.get("/panel/language/fr").await.status, 404);
}

/// What a visitor with such a cookie is answered.
async fn visit(shop: &TestShop, cookie: &str) -> u16 {
    let request = Request::get("/panel/buttons").header("cookie", cookie);
    shop.send(request.body(Body::empty()).unwrap()).await.status.as_u16()
}

#[tokio::test]
async fn over_tls_only_the_cookie_that_is_bound_to_this_host_counts() {
    let shop = TestShop::open_with("public_url = 'https://pay.example.mx'", Files::default(), Files::default()).await;
    let good = Visitor::signed_in(&shop).await.cookie;
    let value = good.split_once('=').unwrap().1.to_owned();
    for (cookie, expected) in [
        (good.clone(), 200),
        (format!("ficha_panel=x; {good}"), 200),
        (format!("{good}; ficha_panel=x"), 200),
        (format!("ficha_panel={value}"), 303),
        (format!("__Host-ficha_panel=x; ficha_panel={value}"), 303),
        (format!("ficha_panel={value}; __Host-ficha_panel=x"), 303),
        (format!("__host-ficha_panel={value}"), 303),
        (format!("__Secure-ficha_panel={value}"), 303),
    ] {
        assert_eq!(visit(&shop, &cookie).await, expected, "{}", cookie.replace(&value, "..."));
    }
    // On a machine of one's own, without TLS, browsers take no such name.
    let shop = TestShop::open().await;
    let plain = Visitor::signed_in(&shop).await.cookie;
    let bound = format!("__Host-{plain}");
    assert_eq!([visit(&shop, &plain).await, visit(&shop, &bound).await], [200, 303]);
    assert_eq!(visit(&shop, &format!("__Host-ficha_panel=x; {plain}")).await, 200);
}
