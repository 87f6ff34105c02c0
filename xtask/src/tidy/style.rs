//! Rules about looks: one place for colours and sizes, so that one place changes them. Which colours are good ones is
//! not known here.

use super::{Finding, Source, tokens};

/// Where a colour and a size of type may be written.
const TOKENS: &str = "crates/views/style/tokens.css";

/// Functions of CSS that make a colour out of numbers. `color-mix` is not among them: it mixes tokens.
const COLOURS: [&str; 9] = ["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch("];

/// Style sheets name colours by what they are for.
pub(super) fn takes_colours_from_tokens(source: &Source) -> Vec<Finding> {
    each_line_of_sheets(source, |line| {
        has_colour(line).then(|| format!("writes a colour; give it a name in {TOKENS} and use `var(--...)`"))
    })
}

/// The scale of type has five sizes, and they are tokens.
pub(super) fn takes_sizes_from_tokens(source: &Source) -> Vec<Finding> {
    each_line_of_sheets(source, |line| {
        let value = line.split_once("font-size:").or_else(|| line.split_once("font:"))?.1;
        let value = value.split(';').next().unwrap_or(value);
        ["px", "rem", "pt"]
            .iter()
            .any(|unit| value.match_indices(unit).any(|(at, _)| value[..at].ends_with(|digit: char| digit.is_ascii_digit())))
            .then(|| format!("writes a size of type; use one of the scale in {TOKENS}"))
    })
}

/// Code that draws takes its colours from the style sheets too.
pub(super) fn draws_without_colours_of_its_own(source: &Source) -> Vec<Finding> {
    if !(source.is_in("src") || source.is_in("crates/views/src")) {
        return Vec::new();
    }
    tokens::of(source)
        .iter()
        .filter(|token| !token.in_test && token.text().is_some_and(has_colour))
        .map(|token| {
            source.finding(
                token.line,
                format!("writes a colour; set a class or part and colour it in crates/views/style, from {TOKENS}"),
            )
        })
        .collect()
}

fn each_line_of_sheets(source: &Source, wrong: impl Fn(&str) -> Option<String>) -> Vec<Finding> {
    if !source.is_in("crates/views/style") || source.extension() != "css" || source.path == TOKENS {
        return Vec::new();
    }
    without_comments(&source.text)
        .lines()
        .enumerate()
        .filter_map(|(index, line)| Some(source.finding(index + 1, wrong(line)?)))
        .collect()
}

/// With every comment replaced by its line breaks.
fn without_comments(text: &str) -> String {
    let mut pieces = text.split("/*");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (comment, code) = piece.split_once("*/").unwrap_or((piece, ""));
        out.extend(comment.chars().filter(|next| *next == '\n'));
        out.push_str(code);
    }
    out
}

fn has_colour(text: &str) -> bool {
    has_hex_colour(text)
        || COLOURS.iter().any(|function| {
            text.match_indices(function)
                .any(|(at, _)| !text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '-'))
        })
}

/// `#` and 3, 4, 6 or 8 hexadecimal digits, and then no more of a word.
fn has_hex_colour(text: &str) -> bool {
    text.split('#').skip(1).any(|rest| {
        let word: String = rest.chars().take_while(|next| next.is_alphanumeric() || matches!(next, '-' | '_')).collect();
        matches!(word.len(), 3 | 4 | 6 | 8) && word.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::{super::lines, *};

    #[test]
    fn colours_are_tokens() {
        let check = |path: &str, text: &str, expected: &[usize]| {
            assert_eq!(lines(takes_colours_from_tokens, path, text), expected, "{text}");
        };
        let sheet = "crates/views/style/voucher.css";
        check(sheet, "a {\n color: #fff;\n}", &[2]);
        check(sheet, "a { color: #12345678 }", &[1]);
        check(sheet, "a { color: rgb(0 0 0 / 50%) }", &[1]);
        check(sheet, "a { color: oklch(50% 0 0) }", &[1]);
        check(
            sheet,
            "/* not #fff,\n nor rgb(0 0 0) */\n#header { fill: url(#band); color: color-mix(in oklab, var(--ink), transparent) }",
            &[],
        );
        check(TOKENS, ":host { --ink: #111 }", &[]);
        check("www/demo/shop.css", "a { color: #fff }", &[]);
    }

    #[test]
    fn sizes_of_type_are_tokens() {
        let check = |text: &str, expected: &[usize]| {
            assert_eq!(lines(takes_sizes_from_tokens, "crates/views/style/button.css", text), expected, "{text}");
        };
        check("a { font-size: 14px }", &[1]);
        check("a { font: 600 1rem/1.5 system-ui; }", &[1]);
        check("a { font-size: var(--text-2); padding: 4px }", &[]);
    }

    #[test]
    fn code_has_no_colours() {
        let check = |path: &str, text: &str, expected: &[usize]| {
            assert_eq!(lines(draws_without_colours_of_its_own, path, text), expected, "{text}");
        };
        check("crates/views/src/badge.rs", "let a =\n\"fill:#d00\";", &[2]);
        check("src/button.rs", "// #fff\nlet a = \"#boton\";", &[]);
        check("crates/backend/src/panel.rs", "\"#ffffff\"", &[]);
    }
}
