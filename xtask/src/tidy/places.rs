//! Rules about what may be known where, beyond what the imports between crates tell.

use super::{
    Finding, Source, providers,
    tokens::{self, What},
};

/// Where a provider's name would mean that adding the next one costs more than its folder. Comments may cite one.
const PROVIDER_FREE: [&str; 4] = ["src", "crates/views", "crates/api", "crates/payments"];

/// The one place that asks a provider and writes down the answer.
const COLLECT: &str = "crates/backend/src/charges";

/// The page, the rules and the JSON are the same for every provider. A provider's folder is called as its company is.
pub(super) fn know_no_provider(sources: &[Source]) -> Vec<Finding> {
    let names: Vec<&str> = providers::folders(sources).into_iter().collect();
    sources.iter().flat_map(|source| knows_none_of(source, &names)).collect()
}

fn knows_none_of(source: &Source, names: &[&str]) -> Vec<Finding> {
    if !PROVIDER_FREE.iter().any(|folder| source.is_in(folder)) {
        return Vec::new();
    }
    tokens::of(source)
        .iter()
        .filter(|token| !token.in_test)
        .filter_map(|token| {
            let (What::Word(word) | What::Text(word)) = &token.what else {
                return None;
            };
            let word = word.to_lowercase();
            let name = names.iter().find(|name| word.contains(*name))?;
            Some(source.finding(
                token.line,
                format!("knows the provider {name}; what is its own belongs in crates/providers/src/{name}"),
            ))
        })
        .collect()
}

/// Only one folder holds a provider and the db together, so only there their order can be wrong.
pub(super) fn keeps_provider_and_db_apart(source: &Source) -> Vec<Finding> {
    if !source.is_in("crates/backend/src") || source.path.starts_with(COLLECT) {
        return Vec::new();
    }
    let tokens = tokens::of(source);
    let first = |name: &str| tokens.iter().find(|token| !token.in_test && token.is_word(name)).map(|token| token.line);
    match (first("Provider"), first("Db")) {
        (Some(provider), Some(db)) => {
            vec![source.finding(provider.max(db), format!("holds a `Provider` and a `Db`; only {COLLECT}/ does, so call that"))]
        }
        (None, _) | (_, None) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::lines, *};

    #[test]
    fn the_widget_and_the_rules_know_no_provider() {
        let check = |path: &str, text: &str, expected: &[usize]| {
            assert_eq!(lines(|source| knows_none_of(source, &["compropago", "kashio"]), path, text), expected, "{text}");
        };
        check("src/client.rs", "let a =\n\"ComproPago\";", &[2]);
        check("crates/views/src/voucher.rs", "fn kashio_link() {}", &[1]);
        check("crates/payments/src/store.rs", "/// Source: ComproPago's documents.\nfn a() {}", &[]);
        check("crates/api/tests/json.rs", "\"ComproPago\"", &[]);
        check("crates/backend/src/main.rs", "use providers::compropago;", &[]);
    }

    #[test]
    fn only_collect_holds_provider_and_db() {
        let check = |path: &str, text: &str, expected: &[usize]| {
            assert_eq!(lines(keeps_provider_and_db_apart, path, text), expected, "{path}");
        };
        let both = "use providers::Provider;\nuse crate::db::Db;";
        check("crates/backend/src/charges.rs", both, &[]);
        check("crates/backend/src/charges/charge.rs", both, &[]);
        check("crates/backend/src/http/routes/charges.rs", both, &[2]);
        check("crates/backend/src/http/routes/charges.rs", "use crate::db::Db; // no Provider", &[]);
    }
}
