//! The rules about languages: every one says everything, and nothing that nobody asks for; and is known wherever one is
//! chosen. Whether a sentence is a good one is for a reader to say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Finding, Source, tokens, tokens::Token};

/// The folders of languages, each with the code that may ask it for a text. A folder of its own, where a merchant reads it
/// and not a customer, is that of the code it stands in.
const SPOKEN: [Spoken; 2] = [
    Spoken { folder: "crates/views/lang", speakers: &["src", "crates/views/src", "crates/backend/src"] },
    Spoken {
        folder: "crates/backend/src/pages/panel/lang",
        speakers: &["crates/backend/src/pages/panel", "crates/backend/src/http/routes/panel"],
    },
];

struct Spoken {
    folder: &'static str,
    speakers: &'static [&'static str],
}

/// Where a customer's language is chosen, fetched, offered to a merchant, or looked at.
const CHOOSING: [&str; 16] = [
    "crates/api/src/button.rs",
    "crates/backend/src/orders/buttons.rs",
    "crates/backend/src/pages/panel/button.rs",
    "crates/views/src/lang.rs",
    "docs/es/integrate.md",
    "docs/integrate.md",
    "pkg/boot.js",
    "pkg/frame.js",
    "pkg/npm/README.md",
    "pkg/npm/custom-elements.json",
    "pkg/npm/index.d.ts",
    "pkg/npm/src/files.js",
    "tests/browser/accessible.rs",
    "tests/browser/fits.rs",
    "tests/browser/package/contents.rs",
    "www/dev/dev.js",
];

/// The calls that ask for a text by its key.
const ASKING: [&str; 2] = ["text", "with"];

/// Same keys and placeholders in every language; every key asked for is there; every key there is asked for.
pub(super) fn are_complete(sources: &[Source]) -> Vec<Finding> {
    SPOKEN.iter().flat_map(|spoken| is_complete(spoken, sources)).collect()
}

/// Every language a customer can read is named wherever there is a choice among them.
pub(super) fn are_known_wherever_chosen(sources: &[Source]) -> Vec<Finding> {
    let of_customers = sources.iter().filter(|source| source.is_in(SPOKEN[0].folder) && source.extension() == "json");
    let tags: Vec<&str> = of_customers.filter_map(|source| source.path.rsplit('/').next()?.strip_suffix(".json")).collect();
    let choosing = sources.iter().filter(|source| CHOOSING.contains(&source.path.as_str()));
    let lacking = choosing.flat_map(|source| {
        let unknown = tags.iter().filter(|tag| !names(&source.text, tag));
        unknown.map(|tag| source.finding(1, format!("does not know the language {tag}, which {} has", SPOKEN[0].folder)))
    });
    lacking.collect()
}

/// Whether the tag stands in the text as a word of its own.
fn names(text: &str, tag: &str) -> bool {
    let is_part = |next: char| next.is_alphanumeric() || next == '-';
    text.match_indices(tag).any(|(at, _)| !text[..at].ends_with(is_part) && !text[at + tag.len()..].starts_with(is_part))
}

fn is_complete(spoken: &Spoken, sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut languages = Vec::new();
    for source in sources.iter().filter(|source| source.is_in(spoken.folder) && source.extension() == "json") {
        match serde_json::from_str(&source.text) {
            Ok(value) => languages.push((source, flatten(&value))),
            Err(error) => findings.push(source.finding(error.line(), format!("is not JSON: {error}"))),
        }
    }
    let Some((first, keys)) = languages.first() else {
        return findings;
    };
    for (other, others) in &languages[1..] {
        findings.extend(missing(other, others, first, keys));
        findings.extend(missing(first, keys, other, others));
        findings.extend(keys.iter().filter_map(|(key, text)| {
            let translated = others.get(key)?;
            (placeholders(text) != placeholders(translated))
                .then(|| other.finding(line_of(other, key), format!("`{key}` has other placeholders than in {}", first.path)))
        }));
    }
    findings.extend(asked_and_missing(spoken, sources, first, keys));
    findings.extend(there_and_unasked(spoken, sources, first, keys));
    findings
}

type Texts = BTreeMap<String, String>;

/// `{"a": {"b": "c"}}` and `{"a.b": "c"}` are the same.
fn flatten(value: &Value) -> Texts {
    fn walk(prefix: &str, value: &Value, texts: &mut Texts) {
        match value {
            Value::Object(inner) => {
                for (key, value) in inner {
                    let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                    walk(&path, value, texts);
                }
            }
            Value::String(text) => _ = texts.insert(prefix.to_owned(), text.clone()),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                texts.insert(prefix.to_owned(), value.to_string());
            }
        }
    }
    let mut texts = Texts::new();
    walk("", value, &mut texts);
    texts
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

fn missing(here: &Source, texts: &Texts, there: &Source, others: &Texts) -> Vec<Finding> {
    others
        .keys()
        .filter(|key| !texts.contains_key(*key))
        .map(|key| here.finding(1, format!("lacks `{key}`, which {} has; translate it", there.path)))
        .collect()
}

fn line_of(source: &Source, key: &str) -> usize {
    let last = key.rsplit('.').next().unwrap_or(key);
    let found = |name: &str| source.text.lines().position(|line| line.contains(&format!("\"{name}\"")));
    found(key).or_else(|| found(last)).map_or(1, |index| index + 1)
}

fn speakers<'a>(spoken: &'a Spoken, sources: &'a [Source]) -> impl Iterator<Item = (&'a Source, Vec<Token>)> {
    let others = SPOKEN.iter().filter(|other| other.folder != spoken.folder && !other.speakers.contains(&spoken.speakers[0]));
    let others: Vec<&str> = others.flat_map(|other| other.speakers).copied().collect();
    let own = |source: &Source| spoken.speakers.iter().any(|folder| source.is_in(folder));
    let is_of_others = move |source: &Source| {
        let within = |folder: &&str| spoken.speakers.iter().any(|own| folder.starts_with(&format!("{own}/")));
        others.iter().filter(|folder| within(folder)).any(|folder| source.is_in(folder))
    };
    sources
        .iter()
        .filter(move |source| own(source) && !is_of_others(source))
        .map(|source| (source, tokens::of(source).iter().filter(|token| !token.in_test).cloned().collect()))
}

fn asked_and_missing(spoken: &Spoken, sources: &[Source], first: &Source, keys: &Texts) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (source, tokens) in speakers(spoken, sources) {
        for three in tokens.windows(3) {
            let asks = ASKING.iter().any(|name| three[0].is_word(name)) && three[1].is_sign('(');
            if let Some(key) = three[2].text()
                && asks
                && is_key(key)
                && !keys.contains_key(key)
            {
                findings.push(source.finding(three[2].line, format!("asks for `{key}`, which {} lacks", first.path)));
            }
        }
    }
    findings
}

/// Dotted, and made of plain words: other texts are passed to functions of the same name.
fn is_key(text: &str) -> bool {
    text.contains('.')
        && !text.ends_with('.')
        && text.chars().all(|next| next.is_ascii_lowercase() || next.is_ascii_digit() || matches!(next, '.' | '_' | '-'))
}

fn there_and_unasked(spoken: &Spoken, sources: &[Source], first: &Source, keys: &Texts) -> Vec<Finding> {
    let mut asked = BTreeSet::new();
    let mut begun = BTreeSet::new();
    for (_, tokens) in speakers(spoken, sources) {
        for text in tokens.iter().filter_map(Token::text) {
            // `"problem." + code` and `format!("problem.{code}")` ask for all that begin so.
            match text.split_once('{').map_or(text, |(start, _)| start) {
                start if start.ends_with('.') => _ = begun.insert(start.to_owned()),
                _ => _ = asked.insert(text.to_owned()),
            }
        }
    }
    keys.keys()
        .filter(|key| !asked.contains(*key) && !begun.iter().any(|start| key.starts_with(start)))
        .map(|key| first.finding(line_of(first, key), format!("`{key}` is asked for by nobody; remove it from every language")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let sources: Vec<Source> = files.iter().map(|(path, text)| Source::new(*path, *text)).collect();
        let found: Vec<String> = are_complete(&sources).iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{found}");
        }
    }

    const CODE: (&str, &str) = ("src/a.rs", "fn a() { lang.text(\"a.b\"); format!(\"problem.{code}\") }");
    const SPANISH: (&str, &str) = ("crates/views/lang/es-MX.json", "{\"a.b\": \"Hola {name}\",\n \"problem.x\": \"Ay\"}");

    #[test]
    fn complete_languages_are_fine() {
        let english = ("crates/views/lang/en.json", "{\"a\": {\"b\": \"{name}, hi\"}, \"problem\": {\"x\": \"Oh\"}}");
        check(&[CODE, SPANISH, english], &[]);
    }

    #[test]
    fn a_folder_of_its_own_is_asked_by_its_own_code_alone() {
        let panel = ("crates/backend/src/pages/panel/a.rs", "fn a() { lang.text(\"nav.a\") }");
        let texts = ("crates/backend/src/pages/panel/lang/es.json", "{\"nav.a\": \"A\"}");
        let english = ("crates/views/lang/en.json", "{\"a.b\": \"Hi {name}\", \"problem.x\": \"Oh\"}");
        check(&[CODE, SPANISH, english, panel, texts], &[]);
        let elsewhere = ("crates/backend/src/pages/hosted.rs", "fn a() { lang.text(\"nav.a\") }");
        check(&[CODE, SPANISH, english, panel, texts, elsewhere], &["crates/backend/src/pages/hosted.rs:1: asks for `nav.a`"]);
    }

    #[test]
    fn a_language_is_known_wherever_one_is_chosen() {
        let file = |(path, text): (&str, &str)| Source::new(path, text);
        let found = |boot: &str| {
            let english = ("crates/views/lang/en.json", "{}");
            are_known_wherever_chosen(&[SPANISH, english, ("pkg/boot.js", boot)].map(file)).len()
        };
        assert_eq!(found("/^en/.test(it) ? \"en\" : \"es-MX\""), 0);
        assert_eq!(found("{ \"es-MX\": 1, en: 2 }"), 0);
        assert_eq!(found("then(\"es-MX-x\")"), 2, "neither `then` nor another tag is one of ours");
    }

    #[test]
    fn a_missing_text_or_placeholder_is_found() {
        let english = ("crates/views/lang/en.json", "{\"a.b\": \"Hi\"}");
        check(
            &[CODE, SPANISH, english],
            &["crates/views/lang/en.json:1: lacks `problem.x`", "crates/views/lang/en.json:1: `a.b` has other placeholders"],
        );
    }

    #[test]
    fn a_text_asked_for_and_missing_and_one_there_and_unasked_are_found() {
        let code = ("src/a.rs", "fn a() { lang.with(\"a.c\", 1) }");
        check(
            &[code, SPANISH],
            &[
                "src/a.rs:1: asks for `a.c`",
                "crates/views/lang/es-MX.json:1: `a.b` is asked for by nobody",
                "crates/views/lang/es-MX.json:2: `problem.x` is asked for by nobody",
            ],
        );
    }
}
