//! Rules about files as such: how they open, how long they are, what they are called. Whether what they say is true
//! is not known here.

use super::{Finding, Source};

/// Shorter than this says nothing.
const LEAST_PURPOSE: usize = 30;
const LONG: usize = 400;
const TOO_LONG: usize = 600;
/// What a file must say, where it opens, to be longer than [`LONG`].
const REASON: &str = "Longer than";
/// Names that say what kind of thing is inside, and not which.
const KINDS: [&str; 7] = ["utils", "util", "helpers", "common", "types", "constants", "misc"];

fn is_code(source: &Source) -> bool {
    matches!(source.extension(), "rs" | "js" | "mjs" | "ts" | "css")
}

/// The comment a file opens with, in one line of text. Attributes may stand before it.
fn opening(source: &Source) -> String {
    let mut words = Vec::new();
    let mut in_block = false;
    for line in source.text.lines().map(str::trim) {
        in_block |= line.starts_with("/*");
        if in_block || line.starts_with("//") {
            words.extend(line.split_whitespace().map(|word| word.trim_matches(['/', '*', '!'])));
        } else if !(line.is_empty() && words.is_empty() || line.starts_with("#!")) {
            break;
        }
        in_block &= !line.ends_with("*/");
    }
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

/// Every source file says what it is for, and what it deliberately does not know.
pub(super) fn opens_with_its_purpose(source: &Source) -> Vec<Finding> {
    if !is_code(source) || opening(source).len() >= LEAST_PURPOSE {
        return Vec::new();
    }
    vec![source.finding(
        1,
        "does not say what it is for; open it with a paragraph on its one purpose, and what it deliberately does not know",
    )]
}

/// A file fits in a head.
pub(super) fn is_not_too_long(source: &Source) -> Vec<Finding> {
    let lines = source.text.lines().count();
    if !is_code(source) || lines <= LONG {
        Vec::new()
    } else if lines > TOO_LONG {
        vec![source.finding(TOO_LONG, format!("is {lines} lines long, and {TOO_LONG} is the end; split it by purpose"))]
    } else if opening(source).contains(REASON) {
        Vec::new()
    } else {
        vec![
            source.finding(
                LONG,
                format!("is {lines} lines long; split it, or say why at its top (\"{REASON} usual, because ...\")"),
            ),
        ]
    }
}

/// A name says the thing, not its kind.
pub(super) fn has_a_telling_name(source: &Source) -> Vec<Finding> {
    if !is_code(source) {
        return Vec::new();
    }
    source
        .path
        .split('/')
        .map(|part| part.split('.').next().unwrap_or(part))
        .filter(|name| KINDS.contains(name))
        .map(|name| source.finding(1, format!("`{name}` says nothing; name the file for the thing inside")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{super::lines, *};

    #[test]
    fn a_file_opens_with_its_purpose() {
        let check = |path: &str, text: &str, fine: bool| {
            assert_eq!(lines(opens_with_its_purpose, path, text).is_empty(), fine, "{text}");
        };
        check("a.rs", "//! Money in minor units, and nothing of currencies.\nuse a;", true);
        check("a.rs", "#![cfg(unix)]\n//! Money in minor units, and nothing of currencies.", true);
        check("a.css", "/*\n  Colours and sizes, here and nowhere else.\n*/\na{}", true);
        check("a.js", "// Draws the button; the rest is fetched on intent.\n", true);
        check("a.rs", "//! Money.\nuse a;", false);
        check("a.rs", "use a;\n// Money in minor units, and nothing of currencies.", false);
        check("a.css", "a{}", false);
        check("a.json", "{}", true);
    }

    #[test]
    fn a_file_is_not_too_long() {
        let check = |count: usize, opening: &str, fine: bool| {
            let text = format!("{opening}\n{}", "x\n".repeat(count - 1));
            assert_eq!(lines(is_not_too_long, "a.rs", &text).is_empty(), fine, "{count}");
        };
        check(400, "//! Short.", true);
        check(401, "//! Short.", false);
        check(600, "//! Longer than usual, because a table is a table.", true);
        check(601, "//! Longer than usual, because a table is a table.", false);
    }

    #[test]
    fn a_name_says_the_thing() {
        let check = |path: &str, fine: bool| assert_eq!(lines(has_a_telling_name, path, "").is_empty(), fine, "{path}");
        check("src/money.rs", true);
        check("src/utils.rs", false);
        check("src/common/mod.rs", false);
        check("docs/types.md", true);
    }
}
