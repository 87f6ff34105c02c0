//! `/openapi.json` says what is so: every route of the router, every answer of every test in this folder, and docs/api.md.

use crate::reference;
use crate::shop::{Answer, TestShop};
use backend::openapi::document;
use http::Method;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;

const ROUTER: &str = include_str!("../../src/router.rs");

/// Where the page made from the description stands.
const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/api.md");

/// Panics where an answer is none of those the description has for its call.
pub(crate) fn check(method: &Method, path: &str, answer: &Answer) {
    let Some(call) = call_of(method, path) else { return };
    let id = &call["operationId"];
    let described = match &call["responses"][answer.status.as_str()] {
        Value::Null if answer.header("content-type").starts_with("text/html") => &call["responses"]["default"],
        described => described,
    };
    assert!(!described.is_null(), "{id} does not say that it answers {}: {}", answer.status, answer.body);
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

/// `GET /api/v1/orders/{id}`, of every route the router's source names.
fn routes() -> BTreeSet<String> {
    let mut routes = BTreeSet::new();
    let source = ROUTER.split("pub fn operators").next().unwrap();
    let (_, whole) = source.split_once("pub fn router").unwrap();
    for block in whole.split("let ").skip(1) {
        let api = ["looks", "does", "sends", "merchant", "uploads"].iter().any(|name| block.starts_with(&format!("{name} =")));
        for route in block.split(".route(").skip(1) {
            let path = route.split('"').nth(1).unwrap().replace("{*", "{");
            let path = if api { format!("/api/v1{path}") } else { path };
            for method in ["get", "post", "patch", "delete", "put"] {
                let called = |(at, _): (usize, &str)| at == 0 || !route.as_bytes()[at - 1].is_ascii_alphanumeric();
                if route.match_indices(&format!("{method}(")).any(called) {
                    routes.insert(format!("{} {path}", method.to_ascii_uppercase()));
                }
            }
        }
    }
    routes
}

fn described() -> BTreeSet<String> {
    let paths = document()["paths"].as_object().unwrap();
    let calls = |(path, calls): (&String, &Value)| {
        let methods: Vec<_> = calls.as_object().unwrap().keys().cloned().collect();
        let path = path.clone();
        methods.into_iter().map(move |method| format!("{} {path}", method.to_ascii_uppercase())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(calls).collect()
}

#[test]
fn every_route_of_the_router_is_described_and_nothing_else() {
    let (routes, described) = (routes(), described());
    assert!(routes.len() > 35 && routes.contains("PATCH /api/v1/webhook-endpoints/{id}"), "{routes:#?}");
    assert_eq!(routes.symmetric_difference(&described).collect::<Vec<_>>(), Vec::<&String>::new());
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

/// Where it has changed on purpose: `FICHA_WRITE_DOCS=1 cargo test -p ficha-backend --test routes described`.
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
