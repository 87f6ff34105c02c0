//! The slip as a picture, before it is drawn: what stands on it, from above to below, in which type and how far apart.
//!
//! It says all that the slip says (`voucher::facts`), in lines that are broken here, because a canvas breaks none. It knows no
//! canvas and no colour.

use crate::Locale;
use crate::voucher::facts::{Facts, Row, Until};

/// One thing below the other.
pub enum Piece {
    /// A line in the middle: its text, its weight and size, and how far its foot is below that of the one before.
    Line(String, &'static str, u32),
    /// The bars of this text.
    Bars(String),
}

/// How high the band with the store's name is,
pub const BAND: u32 = 52;
/// and how high the bars are, with what is left white around them.
pub const BARS: (u32, u32) = (64, 88);

/// How many letters of the ordinary size fit into a line.
const LETTERS: usize = 46;

/// All that stands below the band.
pub fn pieces(locale: &Locale, facts: &Facts) -> Vec<Piece> {
    // The place is the band's.
    let Facts { what, test, place: _, ordered, due, bring, digits, rows, until, bars, link, address } = facts;
    let mut pieces = Vec::new();
    let mut line = |text: &str, font: &'static str, height: u32| {
        for (before, text) in broken(text).into_iter().enumerate() {
            pieces.push(Piece::Line(text, font, if before == 0 { height } else { 20 }));
        }
    };
    let small = "400 12";
    let text = "400 14";
    if let Some(ordered) = ordered {
        line(ordered, text, 32);
    }
    line(due, "800 40", 52);
    line(&bring.concat(), "600 14", 28);
    line(what, text, 32);
    if let Some(test) = test {
        line(test, small, 20);
    }
    line(&digits.label, small, 36);
    line(&digits.groups.join(" "), "700 24", 28);
    for Row { label, value, copy: _ } in rows {
        line(&[label, ": ", value].concat(), text, 24);
    }
    if let Some(Until { text, zone, seconds }) = until {
        line(text, "600 14", 32);
        if seconds.is_some() {
            line(zone, small, 20);
        }
    }
    if let Some(link) = link {
        line(&[&locale.text("voucher.link"), ":"].concat(), small, 28);
        line(link, small, 20);
    }
    line(address, small, 28);
    if let Some(bars) = bars {
        // Above what they say.
        let at = pieces.iter().position(|piece| matches!(piece, Piece::Line(text, ..) if *text == digits.label));
        pieces.insert(at.unwrap_or(0), Piece::Bars(bars.clone()));
    }
    pieces
}

/// The height of all of it, with the band.
pub fn height(pieces: &[Piece]) -> u32 {
    let below = pieces.iter().map(|piece| match piece {
        Piece::Line(_, _, height) => *height,
        Piece::Bars(_) => BARS.1,
    });
    BAND + below.sum::<u32>() + 20
}

/// A text in lines that are not too long, broken between words, and within one that is a line too long itself.
fn broken(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let mut word = word.to_owned();
        let mut room = LETTERS.saturating_sub(letters(&lines));
        if room < word.chars().count() + 1 && room < LETTERS {
            lines.push(String::new());
            room = LETTERS;
        }
        if room < LETTERS {
            word.insert(0, ' ');
        }
        for letter in word.chars() {
            if letters(&lines) == LETTERS {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(letter);
            }
        }
    }
    lines
}

fn letters(lines: &[String]) -> usize {
    lines.last().map_or(0, |line| line.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_text_is_broken_between_words() {
        let name = "Silla de oficina ergonómica con respaldo de malla, soporte lumbar y base de aluminio pulido";
        let expected = ["Silla de oficina ergonómica con respaldo de", "malla, soporte lumbar y base de aluminio", "pulido"];
        assert_eq!(broken(name), expected);
        assert_eq!(broken(&"x".repeat(50)), ["x".repeat(46), "xxxx".to_owned()]);
        assert_eq!(broken(""), [""]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_letter_is_lost(text in "[a-zñ0-9/:. ]{0,240}") {
            let lines = broken(&text);
            prop_assert!(lines.iter().all(|line| line.chars().count() <= LETTERS), "{lines:?}");
            let bare = |text: &str| text.replace(' ', "");
            prop_assert_eq!(bare(&lines.concat()), bare(&text));
        }
    }
}
