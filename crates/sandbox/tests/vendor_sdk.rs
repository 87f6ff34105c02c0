//! The contract with the vendor's published Python SDKs: each version, unchanged, completes its own calls against the
//! sandbox. Needs Python and those packages, so it is behind the feature `vendor-sdk`, which `cargo xtask test` turns on after it
//! has made one environment for each version under `target/vendor-sdk/` (or where `FICHA_VENDOR_SDK` says).
#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap says less, not more")]

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use sandbox::{Options, Sandbox};

async fn completes_its_own_calls(version: &str) {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let environments =
        env::var_os("FICHA_VENDOR_SDK").map_or_else(|| crate_folder.join("../../target/vendor-sdk"), PathBuf::from);
    let python = environments.join(format!("compropago-{version}/bin/python"));
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
