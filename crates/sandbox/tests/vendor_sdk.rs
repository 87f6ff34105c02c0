//! The contract with the vendors' published SDKs: each version, unchanged, completes its own calls against the
//! sandbox. Needs Python, Node and those packages, so it is behind the feature `vendor-sdk`, which `cargo xtask test` turns on after it
//! has made one environment for each version under `target/vendor-sdk/` (or where `FICHA_VENDOR_SDK` says).
#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap says less, not more")]

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use sandbox::{Options, Sandbox};

fn environments() -> PathBuf {
    let here = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/vendor-sdk");
    env::var_os("FICHA_VENDOR_SDK").map_or_else(here, PathBuf::from)
}

/// Stripe's own client, run by `program`, tells the same story, sentence by sentence.
async fn tells_the_story_of_stripe(program: PathBuf, script: &str) {
    assert!(program.exists() || program.as_os_str() == "node", "{} is missing: `cargo xtask test` makes it", program.display());
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let mut calls = Command::new(program);
    calls.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(script));
    calls.args([sandbox.client_base("stripe").unwrap(), &format!("http://{}", sandbox.address)]);
    calls.env("FICHA_VENDOR_SDK", environments());
    let ran = tokio::task::spawn_blocking(move || calls.output()).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}\n{}", String::from_utf8_lossy(&ran.stderr));
    let told: Vec<&str> = said.lines().collect();
    assert_eq!(told, STRIPE, "{}", String::from_utf8_lossy(&ran.stderr));
}

/// What must hold, in the order it is tried.
const STRIPE: [&str; 15] = [
    "a slip for OXXO has 32 digits, an end and a page",
    "the same key answers the same, and another body is an idempotency error",
    "a key in use is told, and tried again until it is free",
    "a slip cannot be cancelled, with a code",
    "an unknown id is told as missing",
    "a wrong key is told as one",
    "too much and too little are told by their codes",
    "a misspelt field is told by its name",
    "a payment is made first and confirmed later",
    "a transfer has a CLABE of its own",
    "a part has come, and the rest is missing",
    "all of it has come, and what is too much is in the balance",
    "it goes back in parts, and still says succeeded",
    "a transfer is cancelled",
    "an endpoint is told, signed so that this client believes it, and nobody else is believed",
];

#[tokio::test]
async fn stripes_python_client_completes_its_own_calls() {
    tells_the_story_of_stripe(environments().join("stripe-16.1.0/bin/python"), "stripe_sdk.py").await;
}

#[tokio::test]
async fn stripes_node_client_completes_its_own_calls() {
    tells_the_story_of_stripe(PathBuf::from("node"), "stripe_sdk.cjs").await;
}

async fn completes_its_own_calls(version: &str) {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = environments().join(format!("compropago-{version}/bin/python"));
    assert!(python.exists(), "{} is missing: `cargo xtask test` makes it", python.display());
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    let mut calls = Command::new(python);
    calls.arg(crate_folder.join("tests/vendor_sdk.py"));
    calls.args([sandbox.url("compropago"), format!("http://{}/webhook", sandbox.address)]);
    let ran = tokio::task::spawn_blocking(move || calls.output()).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}\n{}", String::from_utf8_lossy(&ran.stderr));
    assert!(said.contains(&format!("SDK {version}: it can be deleted")), "{said}");
}

#[tokio::test]
async fn the_newest_published_sdk_completes_its_own_calls() {
    completes_its_own_calls("2.0.0.0").await;
}

#[tokio::test]
async fn the_sdk_of_the_generation_before_completes_its_own_calls() {
    completes_its_own_calls("1.0.2.1").await;
}
