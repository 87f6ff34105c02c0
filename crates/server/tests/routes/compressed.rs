//! How what we answer travels: everything that is text compressed, pictures and streams as they are.

use crate::shop::{TestShop, at_oxxo};
use axum::body::Body;
use http::Request;
use secrecy::ExposeSecret;

/// How the answer to a merchant who accepts this is coded, and whether it says that others may get it otherwise.
async fn coded(shop: &TestShop, path: &str, accepted: &str) -> (String, bool) {
    let token = backend::shop::token::make(&*shop.backend.db, &*shop.clock, "shop").await.unwrap();
    let asked = Request::get(path).header("authorization", format!("Bearer {}", token.expose_secret()));
    let answer = shop.raw(asked.header("accept-encoding", accepted).body(Body::empty()).unwrap()).await;
    let said = |name: &str| {
        let said = answer.headers().get_all(name).iter().map(|value| value.to_str().unwrap());
        said.collect::<Vec<_>>().join(", ")
    };
    (said("content-encoding"), said("vary").contains("accept-encoding"))
}

#[tokio::test]
async fn what_a_page_loads_is_kept_for_ever_and_travels_compressed() {
    let shop = TestShop::open().await;
    let page = shop.get("/pay/btn_demo").await;
    let named: Vec<_> = page.body.split('"').filter(|part| part.starts_with("/files/")).collect();
    let kinds = named.iter().map(|path| path.rsplit('.').next().unwrap()).collect::<Vec<_>>();
    assert_eq!(kinds, ["svg", "css", "js"], "{}", page.body);
    for path in named {
        assert_eq!(shop.get(path).await.header("cache-control"), "public, max-age=31536000, immutable", "{path}");
        for (accepted, coding) in [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("", "")] {
            assert_eq!(coded(&shop, path, accepted).await.0, coding, "{path}");
        }
    }
    // A page that another release has drawn finds ours, and asks again the next time.
    let older = shop.get("/files/hosted.0123456789ab.css").await;
    assert_eq!((older.status.as_u16(), older.header("cache-control")), (200, "no-cache"));
    assert_eq!(shop.get("/files/hosted.0123456789ab.png").await.status, 404);
    for path in ["/hosted.css", "/takeover.js", "/favicon.ico"] {
        assert_eq!(shop.get(path).await.status, 200, "{path}");
    }
    assert_eq!(shop.get("/favicon.ico").await.header("content-type"), "image/svg+xml");
}

#[tokio::test]
async fn a_picture_is_bytes_to_who_accepts_nothing_else() {
    let shop = TestShop::open().await;
    for (accepted, kind) in [
        ("image/avif,image/webp,*/*;q=0.8", "image/png"),
        ("", "image/png"),
        ("application/octet-stream", "application/octet-stream"),
        ("application/octet-stream, application/problem+json", "application/octet-stream"),
        ("image/png, application/octet-stream", "image/png"),
    ] {
        let asked = Request::get("/card.png").header("accept", accepted).body(Body::empty()).unwrap();
        let answer = shop.raw(asked).await;
        assert_eq!(answer.headers()["content-type"], kind, "{accepted}");
        assert!(answer.headers().get_all("vary").iter().any(|vary| vary == "accept"));
    }
}

#[tokio::test]
async fn whatever_is_text_travels_compressed_and_a_stream_does_not() {
    let shop = TestShop::open().await;
    let order = shop.order().await;
    shop.charge(&order, "12345678", &at_oxxo()).await;
    for path in [
        "/pay/btn_demo",
        &format!("/o/{order}"),
        &format!("/api/v1/orders/{order}"),
        "/api/v1/orders",
        "/api/v1/orders.csv",
        "/openapi.json",
        "/panel/sign-in",
        "/pay/btn_none",
    ] {
        assert_eq!(coded(&shop, path, "gzip, deflate, br").await, ("gzip".to_owned(), true), "{path}");
        assert_eq!(coded(&shop, path, "identity").await.0, "", "{path}");
    }
    for path in [&format!("/api/v1/orders/{order}/events"), "/healthz", "/card.png"] {
        assert_eq!(coded(&shop, path, "gzip, deflate, br").await.0, "", "{path}");
    }
}
