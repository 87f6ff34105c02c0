//! The loader, the assets and the site: what browsers are told about them.

use crate::shop::{Answer, TestShop};
use axum::body::Body;
use backend::base::files::Files;
use http::Request;

fn files(contents: &[(&str, &'static str)]) -> Files {
    Files::from_contents(contents.iter().map(|(path, content)| ((*path).to_owned(), (*content).into())).collect())
}

async fn shop() -> TestShop {
    let assets = files(&[
        ("ficha.js", "loader"),
        ("ficha.js.br", "loader by brotli"),
        ("ficha.js.gz", "loader by gzip"),
        ("assets/widget.012345.wasm", "wasm"),
        ("assets/plain.svg", "<svg/>"),
    ]);
    TestShop::open_with("", assets, files(&[("index.html", "<!doctype html>"), ("shop.css", "a{}")])).await
}

async fn ask(shop: &TestShop, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    shop.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn the_loader_comes_in_the_form_the_browser_takes() {
    let shop = shop().await;
    let plain = ask(&shop, "GET", "/ficha.js", &[]).await;
    assert_eq!((plain.body.as_str(), plain.header("content-encoding")), ("loader", ""));
    assert_eq!(plain.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(plain.header("cache-control"), "public, max-age=300, stale-while-revalidate=86400");
    assert_eq!(plain.header("access-control-allow-origin"), "*");
    assert_eq!(plain.header("cross-origin-resource-policy"), "cross-origin");
    assert_eq!(plain.header("x-content-type-options"), "nosniff");

    let brotli = ask(&shop, "GET", "/ficha.js", &[("accept-encoding", "gzip, br")]).await;
    assert_eq!((brotli.body.as_str(), brotli.header("content-encoding")), ("loader by brotli", "br"));
    assert_eq!(brotli.header("vary"), "accept-encoding");
    assert_ne!(brotli.header("etag"), plain.header("etag"), "other bytes, another tag");

    let known = ask(&shop, "GET", "/ficha.js", &[("if-none-match", plain.header("etag"))]).await;
    assert_eq!((known.status.as_u16(), known.body.as_str()), (304, ""));
    let head = ask(&shop, "HEAD", "/ficha.js", &[]).await;
    assert_eq!((head.status.as_u16(), head.body.as_str(), head.header("content-length")), (200, "", "6"));
}

#[tokio::test]
async fn what_is_named_by_its_content_is_kept_for_ever() {
    let shop = shop().await;
    let wasm = ask(&shop, "GET", "/assets/widget.012345.wasm", &[]).await;
    assert_eq!(wasm.header("content-type"), "application/wasm");
    assert_eq!(wasm.header("cache-control"), "public, max-age=31536000, immutable");
    let plain = ask(&shop, "GET", "/assets/plain.svg", &[]).await;
    assert_eq!(plain.header("content-type"), "image/svg+xml");
    assert_eq!(plain.header("cache-control"), "public, max-age=300, stale-while-revalidate=86400");
}

#[tokio::test]
async fn there_is_no_way_out_of_the_folders() {
    let shop = shop().await;
    for path in
        ["/assets/../ficha.js", "/assets/%2e%2e/ficha.js", "/assets/none.js", "/../etc/passwd", "//etc/passwd", "/assets/"]
    {
        assert_eq!(ask(&shop, "GET", path, &[]).await.code(), "404 not_found", "{path}");
    }
}

#[tokio::test]
async fn our_own_pages_have_a_strict_policy() {
    let shop = shop().await;
    let page = ask(&shop, "GET", "/", &[]).await;
    assert_eq!(page.body, "<!doctype html>");
    assert_eq!(page.header("cache-control"), "no-cache");
    let policy = page.header("content-security-policy");
    for part in ["default-src 'self'", "require-trusted-types-for 'script'", "frame-ancestors 'self'", "object-src 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    assert_eq!(ask(&shop, "GET", "/shop.css", &[]).await.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(ask(&shop, "POST", "/shop.css", &[]).await.code(), "405 method_not_allowed");
}
