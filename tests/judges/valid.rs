//! Every page before the validator of HTML that browsers' makers keep: no error, but one that is none.

use crate::judge::{asked, npm};
use crate::pages;
use serde_json::Value;
use std::{fs, process::Command};

/// What the validator does not know: `part` stands in a specification of CSS (Shadow Parts), and by it our slips are found, in the
/// widget and on the plain pages alike.
const PART: &str = "Attribute “part” not allowed";

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_valid_html() {
    let (folder, pages) = (tempfile::tempdir().unwrap(), pages::all().await);
    let mut judge = Command::new("java");
    judge.arg("-jar").arg(npm().join("node_modules/vnu-jar/build/dist/vnu.jar"));
    judge.args(["--errors-only", "--format", "json", "--stdout", "--exit-zero-always"]);
    for (at, (name, page)) in pages.iter().enumerate() {
        assert!(page.trim_start().to_ascii_lowercase().starts_with("<!doctype html>"), "{name} is no page: {page}");
        let file = folder.path().join(format!("{at}.html"));
        fs::write(&file, page).unwrap();
        judge.arg(file);
    }
    let said = asked(judge).await;
    let found: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}", said.all));
    let named = |message: &Value| {
        let file = message["url"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default();
        let at: Option<usize> = file.trim_end_matches(".html").parse().ok();
        let name = at.and_then(|at| pages.get(at)).map_or("?", |(name, _)| name);
        format!("{name}: {} in {}", message["message"], message["extract"])
    };
    let known = |message: &&Value| !message["message"].as_str().unwrap_or_default().starts_with(PART);
    let errors: Vec<_> = found["messages"].as_array().unwrap().iter().filter(known).map(named).collect();
    assert!(said.content && errors.is_empty(), "{}", errors.join("\n"));
}
