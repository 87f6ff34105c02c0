//! Short text: a description, a reference, a label. Tidied to one line, or the rule it breaks, with how it stands.
//!
//! What is copied from a page or a spreadsheet brings line breaks, tabs, doubled spaces and characters nobody sees. They say
//! nothing, so they are no reason to refuse. Whose text it is, is not known here.

use payments::typed::one_line;

/// The text on one line, or what is wrong with it: nothing in it, more than `at_most` characters, a control character.
///
/// # Errors
///
/// A sentence for the developer, to be shown beside the field's path.
pub fn short_text(text: &str, at_most: usize) -> Result<String, String> {
    let line = one_line(text);
    let length = line.chars().count();
    if length == 0 {
        return Err(format!("is empty; must be 1 to {at_most} characters"));
    }
    if length > at_most {
        return Err(format!("has {length} characters; at most {at_most} are allowed"));
    }
    match line.chars().enumerate().find(|(_, c)| c.is_control()) {
        Some((at, c)) => Err(format!("has a control character (U+{:04X}, character {})", u32::from(c), at + 1)),
        None => Ok(line),
    }
}

/// The same for what may be left out.
///
/// # Errors
///
/// A sentence for the developer, as [`short_text`] says it.
pub fn maybe_short_text(text: Option<&str>, at_most: usize) -> Result<Option<String>, String> {
    text.map(|text| short_text(text, at_most)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_tidied_or_the_broken_rule_is_said() {
        let check = |text: &str, expected: Result<&str, &str>| {
            assert_eq!(short_text(text, 10).as_deref().map_err(String::as_str), expected, "{text:?}");
        };
        check(" Taza\r\n azul\t", Ok("Taza azul"));
        check("Taza  \u{200b}azul", Ok("Taza azul"));
        check("\u{feff}Mun\u{303}eca", Ok("Muñeca"));
        check(" \u{200b}\n", Err("is empty; must be 1 to 10 characters"));
        check("Taza de barro", Err("has 13 characters; at most 10 are allowed"));
        check("Ta\u{7}za", Err("has a control character (U+0007, character 3)"));
        assert_eq!(maybe_short_text(None, 10), Ok(None));
    }
}
