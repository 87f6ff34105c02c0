//! What TypeScript makes of the package: `valid` compiles, and each line of `invalid` fails for the reason written above it.

use std::{collections::BTreeMap, fs};

use super::{folder, runs};

/// The compiler's errors in these files, by file and line.
fn errors() -> BTreeMap<(String, usize), String> {
    let (_, said) = runs("node_modules/.bin/tsc", &["--project", "typed", "--pretty", "false"]);
    // `typed/invalid.ts(12,3): error TS2322: Type ...`
    let read = |line: &str| {
        let (place, error) = line.split_once("): error ")?;
        let (file, place) = place.split_once('(')?;
        let line = place.split(',').next()?.parse().ok()?;
        Some(((file.to_owned(), line), error.to_owned()))
    };
    let errors: BTreeMap<_, _> = said.lines().filter_map(read).collect();
    assert!(!errors.is_empty(), "the compiler found nothing wrong, not even what is: {said}");
    errors
}

/// `// TS2322: reason` above each wrong line of a file, by the number of that line.
fn reasons(file: &str) -> BTreeMap<(String, usize), String> {
    let text = fs::read_to_string(folder().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    let reason = |(index, line): (usize, &str)| {
        let reason = line.trim_start().strip_prefix("// TS")?;
        Some(((file.to_owned(), index + 2), format!("TS{reason}")))
    };
    let reasons: BTreeMap<_, _> = text.lines().enumerate().filter_map(reason).collect();
    assert!(!reasons.is_empty(), "{file} says why it is wrong");
    reasons
}

#[test]
fn what_is_right_compiles_and_each_wrong_line_fails_for_its_reason() {
    let mut found = errors();
    for file in ["typed/invalid.ts", "typed/invalid-react.tsx"] {
        for (place, reason) in reasons(file) {
            let error = found.remove(&place).unwrap_or_else(|| panic!("{place:?} compiles, and should not: {reason}"));
            assert!(error.starts_with(&reason), "{place:?} fails, but otherwise:\n  {error}\nand not\n  {reason}");
        }
    }
    assert!(found.is_empty(), "what should compile does not: {found:#?}");
}
