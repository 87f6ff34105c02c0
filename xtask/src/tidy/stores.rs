//! The rule about stores: each is dressed in two colours that can be read, and no colours are kept for a store that is gone.
//! Whether they are its chain's own, it does not know.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Finding, Source,
    tokens::{self, What},
};

/// The table of stores.
const TABLE: &str = "crates/payments/src/store.rs";
/// Where their colours are.
const COLOURS: &str = "crates/views/style/tokens.css";
/// What has a badge, and is no store.
const WAYS: [&str; 1] = ["spei"];
/// The least contrast that text this small is read with (WCAG 2.2, 1.4.3).
const LEAST: f64 = 4.5;

/// Each row of the table has its colours, each of the colours its row, and each pair reads.
pub(super) fn are_dressed(sources: &[Source]) -> Vec<Finding> {
    let at = |path: &str| sources.iter().find(|source| source.path == path);
    let (Some(table), Some(sheet)) = (at(TABLE), at(COLOURS)) else { return Vec::new() };
    let (stores, dresses) = (stores(table), dresses(sheet));
    let mut findings = Vec::new();
    for (id, line) in &stores {
        if !dresses.contains_key(id.as_str()) {
            findings
                .push(table.finding(*line, format!("the store {id} has no colours; add [data-store=\"{id}\"] to {COLOURS}")));
        }
    }
    let known: BTreeSet<&str> = stores.iter().map(|(id, _)| id.as_str()).chain(WAYS).chain([""]).collect();
    for (id, dress) in &dresses {
        if !known.contains(id) {
            findings.push(sheet.finding(dress.line, format!("the store {id} is not in {TABLE}")));
        }
        let default = dresses.get("").map_or("#fff", |plain| plain.ink.unwrap_or("#fff"));
        let contrast = dress.ground.and_then(|ground| contrast(ground, dress.ink.unwrap_or(default)));
        if !contrast.is_some_and(|contrast| contrast >= LEAST) {
            let found = contrast.map_or_else(|| "cannot be told".to_owned(), |found| format!("is {found:.2} to 1"));
            findings.push(
                sheet.finding(dress.line, format!("the contrast of --f-store and --f-store-ink {found}; 4.5 is the least")),
            );
        }
    }
    findings
}

/// The ids in the table, each with its line: what is called there with an id and a name.
fn stores(table: &Source) -> Vec<(String, usize)> {
    let tokens: Vec<_> = tokens::of(table).iter().filter(|token| !token.in_test).cloned().collect();
    let row = |five: &[tokens::Token]| -> Option<(String, usize)> {
        let called = matches!(five[0].what, What::Word(_)) && five[1].is_sign('(') && five[3].is_sign(',');
        five[4].text().filter(|_| called)?;
        Some((five[2].text()?.to_owned(), five[2].line))
    };
    tokens.windows(5).filter_map(row).collect()
}

/// What a store wears; the ink is the plain one's where it says none.
struct Dress<'a> {
    line: usize,
    ground: Option<&'a str>,
    ink: Option<&'a str>,
}

/// The dresses by store, the plain one under no name.
fn dresses(sheet: &Source) -> BTreeMap<&str, Dress<'_>> {
    let mut dresses = BTreeMap::new();
    for (at, _) in sheet.text.match_indices("[data-store") {
        let rest = &sheet.text[at + "[data-store".len()..];
        let Some((selector, rest)) = rest.split_once(']') else { continue };
        let body = rest.split('}').next().unwrap_or_default();
        let says = |name: &str| Some(body.split_once(&format!("{name}:"))?.1.split(';').next()?.trim());
        let line = sheet.text[..at].matches('\n').count() + 1;
        let dress = Dress { line, ground: says("--f-store"), ink: says("--f-store-ink") };
        dresses.insert(selector.trim_matches(['=', '"']), dress);
    }
    dresses
}

/// How well one colour reads on another, from 1 to 21 (WCAG 2.2). None where one of them is not written as `#rgb` or `#rrggbb`.
#[expect(clippy::float_arithmetic, reason = "light is measured here, and no money")]
fn contrast(one: &str, other: &str) -> Option<f64> {
    let (one, other) = (light(one)?, light(other)?);
    Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
}

/// The relative luminance of a colour.
#[expect(clippy::float_arithmetic, reason = "light is measured here, and no money")]
fn light(colour: &str) -> Option<f64> {
    let digits = colour.strip_prefix('#')?;
    let digits: String =
        if digits.len() == 3 { digits.chars().flat_map(|digit| [digit, digit]).collect() } else { digits.into() };
    (digits.len() == 6).then_some(())?;
    let part = |at: usize| -> Option<f64> {
        let part = f64::from(u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()?) / 255.0;
        Some(if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) })
    };
    Some(0.2126 * part(0)? + 0.7152 * part(2)? + 0.0722 * part(4)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str = "[data-store] {\n  --f-store: #3a4150;\n  --f-store-ink: #fff;\n}\n";

    fn check(table: &str, colours: &str, expected: &[&str]) {
        let file = |path: &str, text: String| Source::new(path, text);
        let sources = [file(TABLE, table.to_owned()), file(COLOURS, [PLAIN, colours].concat())];
        let found: Vec<String> = are_dressed(&sources).iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.contains(expected), "{found}");
        }
    }

    #[test]
    fn a_store_has_colours_that_read_and_colours_have_a_store() {
        let table = "const STORES: &[Store] = &[\n    mexican(\"oxxo\", \"OXXO\", &[\"OXXO\"]),\n];";
        let red = "[data-store=\"oxxo\"] {\n  --f-store: #c00d26;\n  --f-store-ink: #fff0a8;\n}\n";
        check(table, red, &[]);
        check(table, &[red, "[data-store=\"spei\"] {\n  --f-store: #4b2a9b;\n}"].concat(), &[]);
        check(table, "", &["store.rs:2: the store oxxo has no colours"]);
        check("", red, &["tokens.css:5: the store oxxo is not in"]);
        check(table, &red.replace("#fff0a8", "#d44"), &["tokens.css:5: the contrast of --f-store and --f-store-ink is 1."]);
        check(
            table,
            &red.replace("#c00d26", "crimson"),
            &["tokens.css:5: the contrast of --f-store and --f-store-ink cannot be told"],
        );
    }

    #[test]
    fn contrast_is_that_of_the_recommendation() {
        let check = |one: &str, other: &str, expected: &str| {
            assert_eq!(contrast(one, other).map(|found| format!("{found:.2}")).as_deref(), Some(expected), "{one} {other}");
        };
        check("#000", "#ffffff", "21.00");
        check("#fff", "#fff", "1.00");
        check("#777", "#fff", "4.48");
        assert_eq!(contrast("red", "#fff"), None);
    }
}
