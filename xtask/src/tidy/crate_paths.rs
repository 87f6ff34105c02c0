//! What a source uses of its own crate, or of a module of it: the first name of each path that leads there, outside tests.
//!
//! Whether it may use that is not known here (`rooms.rs`, whose tests are the tests of this too).

use super::Source;
use super::tokens::{self, Token, What};

/// What a crate is called in a path.
pub(super) const CRATE: &str = "crate";

/// Every room that a source outside tests names, with its line. Of a path into the crate that a module's house is not named
/// in, there is nothing to say here.
pub(super) fn into(folder: &str, name: &str, source: &Source) -> Vec<(usize, String)> {
    let tokens: Vec<Token> = tokens::of(source).iter().filter(|token| !token.in_test).cloned().collect();
    let depth = depth(folder, source);
    let mut uses = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let path = &tokens[at..];
        let supers = path.chunks(3).take_while(|three| three[0].is_word("super") && is_path(&three[1..])).count();
        let absolute = path[0].is_word(CRATE) && is_path(&path[1..]);
        let inside = name == CRATE || path.get(3).is_some_and(|word| word.is_word(name)) && is_path(&path[4.min(path.len())..]);
        let skipped = if absolute && inside {
            if name == CRATE { 3 } else { 6 }
        } else if supers > 0 && supers == depth {
            3 * supers
        } else {
            if absolute {
                // `crate::{checkout::...}` hides what it uses: it counts as the use of everything.
                uses.extend(first_names(&path[3..]).into_iter().filter(|(_, first)| first == name));
            }
            // What is further up than a `super` of the middle is not asked again.
            at += (3 * supers).max(1);
            continue;
        };
        at += skipped;
        uses.extend(first_names(&tokens[at.min(tokens.len())..]));
    }
    uses
}

/// How many modules a source is below the crate: so many times `super` is the crate.
fn depth(folder: &str, source: &Source) -> usize {
    let path = source.path.strip_prefix(folder).unwrap_or_default();
    let parts = path.split('/').filter(|part| !part.is_empty()).count();
    parts - usize::from(path.ends_with("/mod.rs"))
}

/// `::`, and something after it.
fn is_path(tokens: &[Token]) -> bool {
    tokens.len() > 1 && tokens[0].is_sign(':') && tokens[1].is_sign(':')
}

/// The name that a path goes on with, or each of them: `a`, `{a::b, c}`.
fn first_names(tokens: &[Token]) -> Vec<(usize, String)> {
    let word = |token: &Token| match &token.what {
        What::Word(word) if word != "self" => Some((token.line, word.clone())),
        // All there is.
        What::Sign('*') => Some((token.line, "*".to_owned())),
        What::Word(_) | What::Text(_) | What::Number(_) | What::Sign(_) => None,
    };
    let Some(first) = tokens.first() else { return Vec::new() };
    if !first.is_sign('{') {
        return word(first).into_iter().collect();
    }
    let (mut names, mut open) = (Vec::new(), 0_usize);
    for (index, token) in tokens.iter().enumerate() {
        if token.is_sign('{') {
            open += 1;
        } else if token.is_sign('}') {
            open -= 1;
            if open == 0 {
                break;
            }
        }
        let begins = token.is_sign(',') || token.is_sign('{');
        if open == 1 && begins {
            names.extend(tokens.get(index + 1).and_then(word));
        }
    }
    names
}
