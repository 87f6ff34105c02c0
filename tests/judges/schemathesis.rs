//! Every call of `/openapi.json`, asked by schemathesis with what fits its description and with what does not: no failure, and no
//! answer that is not described. It is there where `cargo xtask test` has installed it, and asks a whole product.

use crate::product::Product;
use std::process::Command;

/// What of an answer is held against the description. That only what fits is accepted is not: much of it only our own rules know.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance";

/// How many cases of each call there are beside the described ones. The seed is the same each time: what fails, fails again.
const ARGUMENTS: [&str; 10] = [
    "--phases",
    "examples,coverage,fuzzing",
    "--max-examples",
    "4",
    "--seed",
    "1",
    "--generation-database",
    "none",
    "--warnings",
    "off",
];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_asked_every_answer_is_described_and_none_is_a_failure() {
    let program = std::env::var("FICHA_SCHEMATHESIS").expect("cargo xtask test --only described says where it is");
    // One caller asks what a town does in an hour.
    let limits = ["ORDER_WRITES_PER_MINUTE", "ORDER_SMS_PER_HOUR", "SMS_PER_HOUR", "WRITES_PER_MINUTE", "MERCHANT_PER_MINUTE"];
    let limits = limits.map(|limit| (format!("FICHA_LIMITS__{limit}"), "0"));
    let limits: Vec<_> = limits.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let product = Product::open_with(&limits).await;
    let folder = tempfile::tempdir().unwrap();
    let mut asking = Command::new(program);
    asking.current_dir(folder.path()).args(["run", &format!("{}/openapi.json", product.url())]);
    asking.args(["--header", &format!("Authorization: Bearer {}", product.token().await)]);
    // Streams have no end.
    asking
        .args(["--exclude-path-regex", "events$", "--checks", CHECKS, "--request-timeout", "60", "--no-color"])
        .args(ARGUMENTS);
    let asked = tokio::task::spawn_blocking(move || asking.output()).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&asked.stdout);
    assert!(asked.status.success(), "{said}\n{}", String::from_utf8_lossy(&asked.stderr));
    assert!(said.contains("No issues found"), "{said}");
}
