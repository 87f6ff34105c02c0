//! A store's badge: its name set in the chain's colours, equal in height and weight to every other. Drawn by us, never
//! a copied logo, and as text, so that it is sharp everywhere and weighs nothing. The colours are in `style/tokens.css`.

use crate::node::{Element, html};

/// The most half letters of a word, and letters of all of them, that the larger type has room for; and the most letters that the
/// smaller has.
const ROOM: (usize, usize, usize) = (16, 16, 24);

/// The badge. It repeats a name that stands beside it, so it is hidden from screen readers.
pub fn badge(badge: Option<&str>, name: &str) -> Element {
    let name = short(name);
    let long = name.len() > ROOM.1 || name.split(' ').any(|word| width(word) > ROOM.0);
    html("span")
        .class("badge")
        .attr("data-store", badge.unwrap_or("other"))
        .flag("data-long", long)
        .attr("aria-hidden", "true")
        .verbatim()
        .child(name)
}

/// How wide a word is, in half letters: an m or a w is half as wide again.
fn width(word: &str) -> usize {
    word.len() * 2 + word.matches(['m', 'w', 'M', 'W']).count()
}

/// What fits: a pharmacy is known by the rest of its name, and a long name by its first words.
fn short(name: &str) -> &str {
    let name = name.strip_prefix("Farmacias ").unwrap_or(name);
    let Some((end, _)) = name.char_indices().nth(ROOM.2) else { return name };
    name[..end].rsplit_once(' ').map_or(&name[..end], |(words, _)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        let mut out = String::new();
        crate::markup::write(&badge(None, name).into(), &mut out);
        let long = out.contains("data-long");
        let said = out.split(['<', '>']).nth(2).unwrap();
        assert_eq!(format!("{said}{}", if long { " (small)" } else { "" }), expected);
    }

    #[test]
    fn a_long_name_is_smaller_and_a_very_long_one_is_its_first_words() {
        check("OXXO", "OXXO");
        check("Bodega Aurrera", "Bodega Aurrera");
        check("Walmart", "Walmart");
        check("Chedraui", "Chedraui");
        check("Telecomm", "Telecomm (small)");
        check("Scotiabank", "Scotiabank (small)");
        check("Farmacias Guadalajara", "Guadalajara (small)");
        check("Abarrotes y Misceláneas La Güera de Ñuñoa", "Abarrotes y Misceláneas (small)");
        check("Ñandúñandúñandúñandúñandú", "Ñandúñandúñandúñandúñand (small)");
    }
}
