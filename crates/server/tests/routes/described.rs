//! `/openapi.json` says what is so: every route of the router, every answer of every test in this folder, and docs/api.md.

use crate::conforms;
use crate::reference;
use crate::shop::{Answer, TestShop};
use axum::body::Body;
use backend::http::openapi::document;
use http::{Method, Request};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

const ROUTER: &str = include_str!("../../../backend/src/http/router.rs");

/// Where the page made from the description stands.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api.md");

/// Panics where an answer is none of those the description has for its call, or has another shape than it says.
pub(crate) fn check(method: &Method, path: &str, answer: &Answer) {
    let Some(call) = call_of(method, path) else { return };
    let id = &call["operationId"];
    let described = match &call["responses"][answer.status.as_str()] {
        Value::Null if answer.header("content-type").starts_with("text/html") => &call["responses"]["default"],
        described => described,
    };
    assert!(!described.is_null(), "{id} does not say that it answers {}: {}", answer.status, answer.body);
    let schema = &described["content"][answer.header("content-type")]["schema"];
    if schema["$ref"].is_string() {
        let faults = conforms::faults(document(), schema, &answer.json());
        assert!(faults.is_empty(), "{id} does not say what it answers {} with: {faults:#?}", answer.status);
    }
    if answer.header("content-type") != "application/problem+json" {
        return;
    }
    let code = answer.json()["code"].as_str().unwrap().to_owned();
    let said = &described["content"]["application/problem+json"]["examples"][&code];
    assert!(!said.is_null(), "{id} does not say that it refuses with {code}: {}", answer.body);
}

/// The description of the call that this request is.
fn call_of(method: &Method, path: &str) -> Option<&'static Value> {
    let path = path.split('?').next().unwrap_or_default();
    let paths = document()["paths"].as_object().unwrap();
    // Where a part may be a name of its own or anything, the name is meant.
    let mut fitting: Vec<_> = paths.iter().filter(|(template, _)| fits(template, path)).collect();
    fitting.sort_by_key(|(template, _)| template.matches('{').count());
    fitting.first().and_then(|(_, calls)| calls.get(method.as_str().to_ascii_lowercase()))
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    let same = |(wanted, part): (&&str, &&str)| wanted == part || (wanted.starts_with('{') && !part.is_empty());
    template.len() == path.len() && template.iter().zip(&path).all(same)
}

/// A route of a group cannot be without a description, so no other way to make one may be used, but for what is not described.
#[test]
fn every_route_is_in_a_group_and_so_described_but_the_panels_and_the_operators_own() {
    let (groups, others) = ROUTER.split_once("/// What is served at an address of its own").unwrap();
    for outside in [".route(", ".route_service(", ".nest_service(", ".fallback_service("] {
        assert!(!groups.contains(outside), "{outside}");
    }
    assert_eq!(groups.matches(".nest(").count(), 1, "the API itself");
    for path in others.split(".route(").skip(1).map(|route| route.split('"').nth(1).unwrap()) {
        assert!(path.starts_with("/panel") || ["/metrics", "/healthz", "/readyz"].contains(&path), "{path}");
    }
}

#[tokio::test]
async fn every_call_that_is_described_is_answered_at_its_address_and_no_method_besides() {
    let shop = TestShop::open().await;
    let paths = document()["paths"].as_object().unwrap();
    for (template, calls) in paths {
        let parts = template.split('/').map(|part| if part.starts_with('{') { "none_1" } else { part });
        let path = parts.collect::<Vec<_>>().join("/");
        for method in ["GET", "POST", "PATCH", "PUT", "DELETE"] {
            let request = Request::builder().method(method).uri(&path).body(Body::empty()).unwrap();
            let refused = shop.send(request).await.status == 405;
            assert_eq!(refused, calls.get(method.to_ascii_lowercase()).is_none(), "{method} {template}");
        }
    }
    assert!(paths.len() > 35 && paths["/api/v1/webhook-endpoints/{id}"]["patch"].is_object());
}

#[tokio::test]
async fn every_example_of_a_body_is_read_by_the_call_it_is_an_example_for() {
    let shop = TestShop::open().await;
    let mut sent = 0;
    for (template, calls) in document()["paths"].as_object().unwrap() {
        for (method, call) in calls.as_object().unwrap() {
            let content = &call["requestBody"]["content"]["application/json"];
            let Some(example) = content.get("example") else { continue };
            assert!(conforms::faults(document(), &content["schema"], example).is_empty(), "{template}");
            let path = template.replace("{id}", "none_1").replace("{charge}", "none_2");
            let answer = if call["security"].as_array().unwrap().is_empty() {
                let mut request = Request::builder().method(method.to_ascii_uppercase().as_str()).uri(path);
                request = request.header("content-type", "application/json");
                if call["parameters"].to_string().contains("Idempotency-Key") {
                    request = request.header("idempotency-key", backend::base::id::request());
                }
                shop.send(request.body(Body::from(example.to_string())).unwrap()).await
            } else {
                shop.merchant_with(&method.to_ascii_uppercase(), &path, Some(example)).await
            };
            let refused = ["invalid_json", "invalid_fields", "unsupported_media_type", "idempotency_key", "unauthorized"];
            assert!(!refused.iter().any(|code| answer.body.contains(code)), "{method} {template}: {}", answer.body);
            sent += 1;
        }
    }
    assert!(sent > 10, "{sent}");
}

#[tokio::test]
async fn whoever_asks_reads_it_and_it_is_whole() {
    let shop = TestShop::open().await;
    let answer = shop.get("/openapi.json").await;
    assert_eq!((answer.header("content-type"), answer.header("access-control-allow-origin")), ("application/json", "*"));
    let mut served = answer.json();
    let url = served.as_object_mut().unwrap().remove("servers").unwrap()[0]["url"].clone();
    let contact = served["info"].as_object_mut().unwrap().remove("contact").unwrap();
    assert_eq!((url.as_str(), contact["name"].as_str()), (Some("http://127.0.0.1:8080"), Some("Tienda Lupita")));
    assert_eq!(&served, document());
    let text = answer.body;
    for name in text.split(r##""$ref":"#/components/schemas/"##).skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(document()["components"]["schemas"][name].is_object(), "{name} is named and not there");
    }
    assert!(!text.contains(r#""null""#), "a field without a value is absent");
    let calls = document()["paths"].as_object().unwrap().values().flat_map(|calls| calls.as_object().unwrap().values());
    let ids: Vec<_> = calls.map(|call| call["operationId"].as_str().unwrap()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "an id names one call");
}

/// Every call and every event.
fn calls() -> impl Iterator<Item = &'static Value> {
    let paths = ["paths", "webhooks"].into_iter().flat_map(|part| document()[part].as_object().unwrap().values());
    paths.flat_map(|calls| calls.as_object().unwrap().values())
}

#[test]
fn every_call_says_what_it_is_about_and_who_may_make_it() {
    for call in calls() {
        let (id, says, more) = (&call["operationId"], call["summary"].as_str().unwrap(), call["description"].as_str());
        assert!(more.is_some_and(|more| more.len() > 10 && more != says), "{id} is not described");
        assert!(call["security"].is_array(), "{id} does not say whether it is open");
        let open = call["security"].as_array().unwrap().is_empty();
        let closed = call["tags"][0] == "merchant" || id == "readMetrics";
        assert_eq!(open, !closed, "{id}");
        let refused = call["responses"].as_object().unwrap().keys().any(|status| status.starts_with('4'));
        assert!(refused, "{id} does not say how it is refused");
    }
}

#[test]
fn every_event_is_described_with_what_it_carries_and_is_signed_with() {
    let events = document()["webhooks"].as_object().unwrap();
    for status in payments::order::Status::ALL {
        let call = &events[&format!("order.{}", status.id())]["post"];
        let content = &call["requestBody"]["content"]["application/json"];
        assert_eq!(content["schema"]["$ref"], "#/components/schemas/WebhookEvent");
        assert_eq!(content["example"]["data"]["order"]["status"], status.id());
    }
    for (kind, event) in events {
        let call = &event["post"];
        assert_eq!(call["requestBody"]["content"]["application/json"]["example"]["type"], kind.as_str());
        let headers = call["parameters"].as_array().unwrap().iter().map(|header| header["name"].as_str().unwrap());
        let signed = ["webhook-id", "webhook-timestamp", "webhook-signature"];
        assert_eq!(headers.collect::<Vec<_>>(), signed, "{kind}");
    }
}

#[tokio::test]
async fn a_name_that_is_said_twice_is_a_problem_like_any_other() {
    let shop = TestShop::open().await;
    for path in
        ["orders?limit=1&limit=1", "orders.csv?q=a&q=b", "buttons?limit=1&limit=1", "accounts/a/transactions?clabe=1&clabe=2"]
    {
        assert_eq!(shop.merchant(&format!("/api/v1/{path}"), None).await.code(), "422 invalid_fields", "{path}");
    }
}

/// Where it has changed on purpose: `FICHA_WRITE_DOCS=1 cargo test -p ficha-server --test routes described`.
#[test]
fn the_page_for_merchants_is_made_from_it() {
    let made = reference::page(document());
    if std::env::var_os("FICHA_WRITE_DOCS").is_some() {
        std::fs::write(Path::new(PAGE), &made).unwrap();
    }
    let kept = std::fs::read_to_string(PAGE).unwrap_or_default();
    let differs = made.lines().zip(kept.lines()).find(|(made, kept)| made != kept);
    assert!(made == kept, "docs/api.md is not what the description says; first: {differs:?}");
}
