//! The languages, one file each, and the choice among them. Not how money and dates are written: see `locale`.

/// The tags of the languages we have, the first being the one everything falls back to.
pub const TAGS: [&str; 3] = ["es-MX", "es-PE", "en"];

/// The language for a BCP 47 tag as a page, an attribute or a browser gives it. Another Spanish is Mexico's, and so is
/// anything unknown: our customers are there.
pub fn choose(tag: &str) -> &'static str {
    let tag = tag.trim().replace('_', "-").to_ascii_lowercase();
    match tag.split('-').next() {
        Some("en") => "en",
        Some("es") if tag == "es-pe" => "es-PE",
        Some(_) | None => TAGS[0],
    }
}

/// The file of a language of [`TAGS`], for the server; the browser fetches it instead.
#[cfg(not(feature = "browser"))]
pub fn file(tag: &str) -> &'static str {
    match choose(tag) {
        "en" => include_str!("../lang/en.json"),
        "es-PE" => include_str!("../lang/es-PE.json"),
        _ => include_str!("../lang/es-MX.json"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn texts(tag: &str) -> BTreeMap<String, String> {
        serde_json::from_str(file(tag)).unwrap()
    }

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    #[test]
    fn every_language_has_every_text_with_the_same_placeholders() {
        let base = texts(TAGS[0]);
        for tag in TAGS {
            let other = texts(tag);
            assert_eq!(other["lang"], tag, "`file` has another language for this tag, or the file another tag");
            assert_eq!(base.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{tag}");
            for (key, text) in &base {
                assert_eq!(placeholders(text), placeholders(&other[key]), "{tag} {key}");
            }
        }
    }

    #[test]
    fn a_tag_finds_its_language() {
        for (tag, expected) in [
            ("es-MX", "es-MX"),
            ("es", "es-MX"),
            ("es-419", "es-MX"),
            ("es_PE", "es-PE"),
            ("en-GB", "en"),
            ("fr", "es-MX"),
            ("", "es-MX"),
        ] {
            assert_eq!(choose(tag), expected, "{tag:?}");
        }
    }
}
