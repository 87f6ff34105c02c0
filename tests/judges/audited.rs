//! The pages a shopper meets before Lighthouse, in Chromium: whoever cannot see well finds everything, the console is quiet, what
//! is text travels compressed, and a page is there at once for who goes back to it. How fast they are is measured elsewhere.

use crate::judge::{asked, of_npm};
use crate::product::Product;
use crate::visitor::Visitor;
use serde_json::Value;
use std::{fs, path::Path};

/// What must be as good as it can be. The hosted pages are kept from search engines on purpose.
const CATEGORIES: [&str; 2] = ["accessibility", "best-practices"];

const AUDITS: [&str; 6] =
    ["bf-cache", "errors-in-console", "uses-text-compression", "unminified-css", "unminified-javascript", "redirects"];

/// What the auditor finds at an address that is not as good as it can be.
async fn faults(url: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let mut audit = of_npm("lighthouse");
    audit.arg(url).args(["--quiet", "--output", "json", "--output-path"]).arg(&report);
    audit.arg("--only-categories=performance,accessibility,best-practices");
    audit.arg("--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage");
    audit.arg("--throttling-method=provided").arg("--max-wait-for-load=60000").env("LIGHTHOUSE_TELEMETRY", "off");
    audit.current_dir(folder.path()).arg("--no-enable-error-reporting");
    let said = asked(audit).await;
    let report = fs::read_to_string(&report).unwrap_or_else(|_| panic!("{}", said.all));
    let report: Value = serde_json::from_str(&report).unwrap();
    assert!(report["runtimeError"].is_null(), "{}", report["runtimeError"]);
    let perfect = |score: &Value| score.as_f64() == Some(1.0);
    let mut faults = Vec::new();
    for category in CATEGORIES {
        let judged = &report["categories"][category];
        for audit in judged["auditRefs"].as_array().unwrap().iter().filter(|audit| audit["weight"].as_f64() > Some(0.0)) {
            let audit = &report["audits"][audit["id"].as_str().unwrap()];
            let applies = audit["scoreDisplayMode"] != "notApplicable" && audit["scoreDisplayMode"] != "manual";
            if applies && !perfect(&audit["score"]) {
                faults.push(format!("{category}: {} {}", audit["title"], audit["details"]));
            }
        }
    }
    for name in AUDITS {
        let audit = &report["audits"][name];
        let applies = audit["scoreDisplayMode"] != "notApplicable";
        assert!(audit.is_object(), "this auditor knows no {name}");
        if applies && !perfect(&audit["score"]) {
            faults.push(format!("{name}: {} {}", audit["title"], audit["details"]));
        }
    }
    faults
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shop_has_no_fault() {
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/demo");
    let product = Product::open_with_site(shop.to_str().unwrap()).await;
    assert_eq!(faults(&format!("{}/", product.url())).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hosted_page_has_no_fault() {
    let product = Product::open().await;
    assert_eq!(faults(&format!("{}/pay/btn_demo", product.url())).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slip_has_no_fault_and_may_be_gone_back_to() {
    let product = Product::open().await;
    let form = "way=cash%2FOXXO&name=Ana+N%C3%BA%C3%B1ez&email=ana%40example.mx&phone=&document=&key=slip-12345678";
    let (order, _) = Visitor::of(&product).posts("/pay/btn_demo", form).await;
    assert_eq!(faults(&[product.url(), order].concat()).await, Vec::<String>::new());
}
