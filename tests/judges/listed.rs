//! The list of what is in a release before who defines such lists: it is one.

use std::fs;

use serde_json::Value;

use crate::judge::{asked, beside, of_python};

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_what_is_released_is_cyclonedx() {
    let list = std::env::var_os("FICHA_SBOM").expect("cargo xtask test --only judges says where it is");
    let mut judge = of_python("python");
    judge.arg(beside("listed.py")).arg(&list);
    let said = asked(judge).await;
    assert!(said.content && said.out.trim() == "valid", "{}", said.all);

    // An empty list is a list too, and the schema lets any version pass for its own.
    let list: Value = serde_json::from_str(&fs::read_to_string(list).unwrap()).unwrap();
    assert_eq!(list["specVersion"], "1.6");
    let parts: Vec<_> = list["components"].as_array().unwrap().iter().filter_map(|part| part["name"].as_str()).collect();
    for part in ["ficha-payments", "ficha-providers", "axum", "rusqlite", "tokio"] {
        assert!(parts.contains(&part), "{part} is not among {parts:?}");
    }
}
