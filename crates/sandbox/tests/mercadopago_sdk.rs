//! The contract with Mercado Pago's own clients for Node and Python: each, unchanged, does against the sandbox what a shop does with it,
//! and its own check of signatures accepts the sandbox's webhooks. Needs Node, Python and those packages, so it is behind the feature
//! `vendor-sdk`, which `cargo xtask test` turns on after it has installed them under `target/vendor-sdk/` (or where `FICHA_VENDOR_SDK`
//! says).
#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap says less, not more")]

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use sandbox::{Options, Sandbox};

fn installed(name: &str) -> PathBuf {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/vendor-sdk");
    let folder = env::var_os("FICHA_VENDOR_SDK").map_or(ours, PathBuf::from).join(name);
    assert!(folder.exists(), "{} is missing: `cargo xtask test` makes it", folder.display());
    folder
}

async fn completes_its_own_calls(mut calls: Command, last: &str) {
    let sandbox = Sandbox::start(Options::default()).await.unwrap();
    calls.arg(format!("http://{}", sandbox.address));
    let ran = tokio::task::spawn_blocking(move || calls.output()).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}\n{}", String::from_utf8_lossy(&ran.stderr));
    assert!(said.contains(last), "{said}");
}

#[tokio::test]
async fn the_client_for_node_completes_its_own_calls_and_believes_the_webhooks() {
    let mut node = Command::new("node");
    node.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mercadopago_sdk.cjs")).arg(installed("mercadopago-node"));
    completes_its_own_calls(node, "npm: all of it holds").await;
}

#[tokio::test]
async fn the_client_for_python_completes_its_own_calls_and_believes_the_webhooks() {
    let mut python = Command::new(installed("mercadopago-3.6.0").join("bin/python"));
    python.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mercadopago_sdk.py"));
    completes_its_own_calls(python, "pip: all of it holds").await;
}
