//! Rules about words that have no place in what we hand over. What they should say instead is for the writer to know.

use super::{
    Finding, Source,
    tokens::{self, Token, What},
};

/// Crates in which money or a provider's answer passes through.
const EXACT: [&str; 4] = ["crates/payments", "crates/api", "crates/providers", "crates/backend"];

/// No test is switched off, with a reason or without.
pub(super) fn switches_no_test_off(source: &Source) -> Vec<Finding> {
    tokens::of(source)
        .windows(3)
        .filter(|three| three[0].is_sign('#') && three[1].is_sign('[') && three[2].is_word("ignore"))
        .map(|three| {
            source.finding(
                three[0].line,
                "a test that is switched off proves nothing; assert what is true today and say why it is wrong",
            )
        })
        .collect()
}

/// Where money passes there is no binary fraction, not even while reading JSON. A test may show what a provider sends.
pub(super) fn counts_money_in_whole_numbers(source: &Source) -> Vec<Finding> {
    if !EXACT.iter().any(|folder| source.is_in(folder)) {
        return Vec::new();
    }
    tokens::of(source)
        .iter()
        .filter(|token| !token.in_test && is_float(token))
        .map(|token| {
            source.finding(token.line, "uses a float; money is counted in whole minor units and decimals are read as text")
        })
        .collect()
}

fn is_float(token: &Token) -> bool {
    match &token.what {
        What::Word(word) => word == "f32" || word == "f64",
        What::Number(number) => {
            number.starts_with(|first: char| first.is_ascii_digit())
                && (number.contains('.') || number.ends_with("f32") || number.ends_with("f64"))
                && !number.starts_with("0x")
        }
        What::Text(_) | What::Sign(_) => false,
    }
}

/// Where packages come from is each machine's own affair.
pub(super) fn names_no_registry(source: &Source) -> Vec<Finding> {
    // Written in two halves, or this file would break its own rule.
    const HOSTS: [[&str; 2]; 5] =
        [["crates", ".io"], ["npmjs", ".org"], ["pypi", ".org"], ["deb.debian", ".org"], ["proxy.golang", ".org"]];
    // Cargo's lock cannot do without; npm's can.
    if source.path.ends_with(".lock") {
        return Vec::new();
    }
    each_line(source, |line| {
        HOSTS
            .iter()
            .map(|halves| halves.concat())
            .find(|host| line.contains(host.as_str()))
            .map(|host| format!("names the registry {host}; name the package only"))
    })
}

/// Nothing depends on where somebody's clone happens to be.
pub(super) fn names_no_machine(source: &Source) -> Vec<Finding> {
    const FOLDERS: [[&str; 2]; 5] = [["/ro", "ot/"], ["/wo", "rk/"], ["/tm", "p/"], ["/ho", "me/"], ["/Us", "ers/"]];
    each_line(source, |line| {
        FOLDERS
            .iter()
            .map(|halves| halves.concat())
            .find(|folder| begins_a_path(line, folder))
            .map(|folder| format!("names a folder of one machine ({folder}); say it relative to the repository"))
    })
}

/// Whether a word of the line starts with `folder`: `a/home/b` and `example.mx/home/` are not paths of a machine.
fn begins_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        !line[..at].ends_with(|before: char| before.is_alphanumeric() || matches!(before, '.' | '}' | '-' | '_' | ')' | '/'))
    })
}

fn each_line(source: &Source, wrong: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
    source.text.lines().enumerate().filter_map(|(index, line)| Some(source.finding(index + 1, wrong(line)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::lines, *};

    #[test]
    fn no_test_is_switched_off() {
        let check =
            |text: &str, expected: &[usize]| assert_eq!(lines(switches_no_test_off, "src/a.rs", text), expected, "{text}");
        check("#[test]\n#[ignore]\nfn a() {}", &[2]);
        check("#[test]\n#[ignore = \"later\"]\nfn a() {}", &[2]);
        check("// #[ignore]\nfn ignore() {}", &[]);
    }

    #[test]
    fn money_is_whole() {
        let check = |path: &str, text: &str, expected: &[usize]| {
            assert_eq!(lines(counts_money_in_whole_numbers, path, text), expected, "{text}");
        };
        check("crates/api/src/a.rs", "fn a(b: f64) {}", &[1]);
        check("crates/api/src/a.rs", "\nconst A: X = 1.5;", &[2]);
        check("crates/api/src/a.rs", "const A: (u8, u8) = (0x1f, 15); let b = a.0; // f64", &[]);
        check("crates/providers/src/tests.rs", "json!(150.0)", &[]);
        check("crates/views/src/a.rs", "fn width(b: f64) {}", &[]);
    }

    #[test]
    fn no_registry_is_named() {
        let host = ["crates", ".io"].concat();
        assert_eq!(lines(names_no_registry, "README.md", &format!("a\nsee {host}")), [2]);
        assert!(lines(names_no_registry, "Cargo.lock", &host).is_empty());
        assert_eq!(lines(names_no_registry, "examples/package-lock.json", &["npmjs", ".org"].concat()), [1]);
    }

    #[test]
    fn no_machine_is_named() {
        let check =
            |text: String, expected: &[usize]| assert_eq!(lines(names_no_machine, "README.md", &text), expected, "{text}");
        check(format!("cd {}main", ["/wo", "rk/"].concat()), &[1]);
        check(format!("\"{}x\"", ["/tm", "p/"].concat()), &[1]);
        check(format!("https://pay.example.mx{}x", ["/ho", "me/"].concat()), &[]);
    }
}
