//! Typed: what a person typed, pasted or let a phone fill in, made plain before anybody judges it.
//!
//! Chats, spreadsheets and word processors carry along what nobody sees: marks of direction, joiners, soft hyphens, spaces
//! of all widths, accents apart from their letters. A rule that meets those refuses what looks right. What a field may
//! hold is not known here. The browser carries this too, so there are ranges here and no table of Unicode.

/// On one line, with single spaces, without anything nobody can see, each accent on its letter. Control characters stay:
/// whoever judges the text says what is wrong with it.
pub fn one_line(typed: &str) -> String {
    let mut line = String::with_capacity(typed.len());
    let mut apart = false;
    for c in typed.chars().filter(|c| !is_hidden(*c)) {
        if is_space(c) {
            apart = !line.is_empty();
            continue;
        }
        if apart {
            line.push(' ');
            apart = false;
        }
        let accented = line.chars().last().and_then(|letter| accented(letter, c));
        if accented.is_some() {
            line.pop();
        }
        line.push(accented.unwrap_or(c));
    }
    line
}

/// Whether it takes part in no text that can be seen: marks of direction, joiners, soft hyphens, invisible operators, marks of
/// byte order, selectors of a shape, tags, fillers.
pub fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFC}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether it stands between words: spaces of every width, tabs, ends of lines of every kind, and the empty cell of Braille,
/// which shows as one.
fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{2800}'
}

/// The digit of that value in the scripts people type digits in here: ours, those of full width, both Arabic ones and
/// Devanagari.
pub fn digit(c: char) -> Option<char> {
    let zeros = ['0', '\u{FF10}', '\u{660}', '\u{6F0}', '\u{966}'];
    zeros.into_iter().find_map(|zero| char::from_digit((c as u32).checked_sub(zero as u32)?, 10))
}

/// The character of ASCII that is meant: characters of full width, and the dashes, quotes and signs that keyboards and word
/// processors put in their place.
pub fn plain(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{2E3A}' | '\u{2E3B}' => '-',
        '\u{2018}'..='\u{201B}' | '\u{2032}' | '\u{B4}' | '\u{2BC}' => '\'',
        '\u{201C}'..='\u{201F}' | '\u{AB}' | '\u{BB}' | '\u{2033}' => '"',
        '\u{3002}' | '\u{FE52}' | '\u{2024}' => '.',
        '\u{FE6B}' => '@',
        '\u{FE62}' | '\u{207A}' => '+',
        _ => digit(c).unwrap_or(c),
    }
}

/// A letter with the accent that follows it, in one character: what Spanish and its neighbours write.
fn accented(letter: char, mark: char) -> Option<char> {
    let (letters, with) = match mark {
        '\u{300}' => ("aeiouAEIOU", "àèìòùÀÈÌÒÙ"),
        '\u{301}' => ("aeiouyncAEIOUYNC", "áéíóúýńćÁÉÍÓÚÝŃĆ"),
        '\u{302}' => ("aeiouAEIOU", "âêîôûÂÊÎÔÛ"),
        '\u{303}' => ("nNaoAO", "ñÑãõÃÕ"),
        '\u{308}' => ("uUaeioyAEIOY", "üÜäëïöÿÄËÏÖŸ"),
        '\u{30C}' => ("cszrCSZR", "čšžřČŠŽŘ"),
        '\u{327}' => ("cCsS", "çÇşŞ"),
        _ => return None,
    };
    let place = letters.chars().position(|known| known == letter)?;
    with.chars().nth(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_gone_and_the_rest_is_one_line() {
        let check = |typed: &str, expected: &str| assert_eq!(one_line(typed), expected, "{typed:?}");
        check("  María\u{a0}\u{2003} Núñez\r\n", "María Núñez");
        check("Taza\tde\r\nbarro\u{2028}azul", "Taza de barro azul");
        check("\u{feff}Ana\u{200b} \u{202a}Li\u{202c}", "Ana Li");
        check("Mun\u{303}oz A\u{301}lvarez", "Muñoz Álvarez");
        check("co\u{ad}mal", "comal");
        check(" \u{200b} \u{2800} ", "");
        check("a\u{0}b", "a\u{0}b");
        check("q\u{301}", "q\u{301}");
    }

    #[test]
    fn a_digit_is_one_in_every_script_people_type() {
        for (typed, expected) in [('7', '7'), ('７', '7'), ('٧', '7'), ('۷', '7'), ('७', '7'), ('０', '0'), ('٩', '9')] {
            assert_eq!(digit(typed), Some(expected), "{typed}");
        }
        for other in ['a', '²', '⑦', '٪', '/', ':', '：'] {
            assert_eq!(digit(other), None, "{other}");
        }
    }
}
