//! One form of a text for everything that is searched or looked up: what differs only in capitals, accents, how a letter is
//! composed, spaces or marks nobody sees is the same. Every db keeps and compares this form, because their own functions differ:
//! SQLite's `lower` knows ASCII alone.
//!
//! `ñ` becomes `n`, in what is kept and in what is asked for: so *Nuñez* is found by `nunez` and by `NUÑEZ`. It is for finding,
//! never for deciding that two people are one.

use payments::{Country, customer};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// How many words are looked for; the longest, where there are more.
pub const WORDS: usize = 6;

/// How long a pattern may be, in bytes: what every db of ours takes.
const PATTERN: usize = 50;

/// The folded form of a text, by which it is searched.
pub fn fold(text: &str) -> String {
    let small = |text: &str| text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect::<String>();
    // Some letters have a mark only once they are small.
    let folded = small(&small(text));
    let seen = |c: char| if c.is_whitespace() { ' ' } else { c };
    let letters: String = folded.chars().map(seen).filter(|c| !is_invisible(*c)).collect();
    letters.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The form of several texts, for words that may stand in any of them.
pub fn fold_all(texts: &[Option<&str>]) -> String {
    fold(&texts.iter().flatten().copied().collect::<Vec<_>>().join(" "))
}

/// What pasting brings along and nobody sees.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{00ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// A phone as it is kept, in every country it may be of.
pub fn phones(typed: &str) -> Vec<String> {
    let mut phones: Vec<String> =
        [Country::Mx, Country::Pe].into_iter().filter_map(|c| customer::check_phone(c, typed)).collect();
    phones.dedup();
    phones
}

/// What is asked for, as patterns of `like` with `!` before its own signs: each is to be found somewhere, in any order. `%` fills up.
pub fn patterns(asked: &str) -> [String; WORDS] {
    let phone = phones(asked).into_iter().next();
    let folded = phone.unwrap_or_else(|| fold(asked));
    let mut words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    if words.len() > WORDS {
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    }
    std::array::from_fn(|at| words.get(at).map_or_else(|| "%".to_owned(), |word| containing(word)))
}

fn containing(word: &str) -> String {
    let mut pattern = String::from("%");
    for next in word.chars() {
        let escaped = matches!(next, '%' | '_' | '!');
        if pattern.len() + usize::from(escaped) + next.len_utf8() >= PATTERN {
            break;
        }
        if escaped {
            pattern.push('!');
        }
        pattern.push(next);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_in_capitals_accents_composition_or_spaces_is_the_same() {
        let check = |text: &str, expected: &str| assert_eq!(fold(text), expected, "{text:?}");
        for written in ["Ángel Óscar Álvarez", "angel oscar alvarez", "A\u{301}ngel  O\u{301}SCAR\u{a0}Álvarez\u{200b} "] {
            check(written, "angel oscar alvarez");
        }
        check("NÚÑEZ", "nunez");
        check("Nun\u{303}ez", "nunez");
        check("Straße İstanbul ﬁn Ｆｉｃｈａ", "straße istanbul fin ficha");
        check("ana+1@Example.MX", "ana+1@example.mx");
        check("", "");
    }

    #[test]
    fn words_are_looked_for_each_by_itself_and_no_pattern_is_too_long() {
        assert_eq!(patterns("Álvarez  ángel"), ["%alvarez%", "%angel%", "%", "%", "%", "%"].map(str::to_owned));
        assert_eq!(patterns("+52 55 9876 5432")[..2], ["%5598765432%".to_owned(), "%".to_owned()]);
        assert_eq!(patterns("100%_!")[0], "%100!%!_!!%");
        for long in ["x".repeat(200), "ñ_%".repeat(50), "漢".repeat(40), "%".repeat(99)] {
            assert!(patterns(&long).iter().all(|pattern| pattern.len() <= PATTERN), "{long}");
        }
        assert_eq!(patterns("a b c d e f largest")[0], "%largest%");
        assert!(patterns("").iter().all(|pattern| pattern == "%"));
    }
}
