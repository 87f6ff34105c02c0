//! A rule about snapshots: each belongs to a test that still exists, or it proves nothing.

use super::{Finding, Source};

/// Finds snapshot files whose test is gone.
pub(super) fn belong_to_a_test(sources: &[Source]) -> Vec<Finding> {
    sources
        .iter()
        .filter(|source| source.extension() == "snap")
        .filter(|snapshot| {
            let owner = snapshot.text.lines().find_map(|line| line.strip_prefix("source: "));
            !owner.is_some_and(|owner| {
                sources.iter().any(|source| source.path == owner.trim() && source.text.contains(test_of(&snapshot.path)))
            })
        })
        .map(|snapshot| snapshot.finding(1, "no test makes this snapshot any more; remove it"))
        .collect()
}

/// `a/snapshots/order__an_order_is_paid-2.snap` is of `an_order_is_paid`.
fn test_of(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".snap");
    let name = name.rsplit("__").next().unwrap_or(name);
    match name.rsplit_once('-') {
        Some((name, number)) if number.bytes().all(|digit| digit.is_ascii_digit()) => name,
        Some(_) | None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_without_its_test_is_found() {
        let file = |path: &str, text: &str| Source::new(path, text);
        let found = belong_to_a_test(&[
            file("crates/api/tests/json.rs", "fn an_order_is_paid() {}"),
            file("crates/api/tests/snapshots/json__an_order_is_paid.snap", "---\nsource: crates/api/tests/json.rs\n---\n"),
            file("crates/api/tests/snapshots/json__an_order_is_paid-2.snap", "---\nsource: crates/api/tests/json.rs\n---\n"),
            file("crates/api/tests/snapshots/json__an_order_is_late.snap", "---\nsource: crates/api/tests/json.rs\n---\n"),
            file("crates/api/tests/snapshots/gone__a.snap", "---\nsource: crates/api/tests/gone.rs\n---\n"),
        ]);
        let paths: Vec<&str> = found.iter().map(|finding| finding.path.as_str()).collect();
        assert_eq!(
            paths,
            ["crates/api/tests/snapshots/json__an_order_is_late.snap", "crates/api/tests/snapshots/gone__a.snap"]
        );
    }
}
