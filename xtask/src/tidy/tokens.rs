//! A Rust file as the compiler reads it: words and signs without comments, each with its line.
//!
//! So a rule about code is not fooled by a comment that explains it, or by a text that quotes it.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::Source;

/// One word or sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) line: usize,
    /// Under `#[cfg(test)]` or `#[test]`.
    pub(super) in_test: bool,
    pub(super) what: What,
}

/// What kind of word or sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    Word(String),
    /// What is between the quotes, escapes untouched.
    Text(String),
    Number(String),
    /// One character: `(`, `}`, `!` ...
    Sign(char),
}

impl Token {
    pub(super) fn is_word(&self, word: &str) -> bool {
        matches!(&self.what, What::Word(this) if this == word)
    }

    pub(super) fn is_sign(&self, sign: char) -> bool {
        self.what == What::Sign(sign)
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.what {
            What::Text(text) => Some(text),
            What::Word(_) | What::Number(_) | What::Sign(_) => None,
        }
    }
}

/// All tokens of a Rust file in order. None for another file, and none for one the compiler will refuse anyway.
pub(super) fn of(source: &Source) -> &[Token] {
    source.tokens.get_or_init(|| read_all(source))
}

fn read_all(source: &Source) -> Vec<Token> {
    let mut tokens = Vec::new();
    if source.extension() == "rs"
        && let Ok(stream) = source.text.parse::<TokenStream>()
    {
        read(stream, source.is_test(), &mut tokens);
    }
    tokens
}

fn read(stream: TokenStream, in_test: bool, tokens: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    // Set by an attribute, until the item it stands before has ended.
    let mut marked = false;
    while let Some(tree) = trees.next() {
        let line = tree.span().start().line;
        let in_test = in_test || marked;
        let mut push = |what| tokens.push(Token { line, in_test, what });
        match tree {
            TokenTree::Ident(word) => push(What::Word(word.to_string())),
            TokenTree::Literal(literal) => push(literal_of(&literal.to_string())),
            TokenTree::Punct(sign) => {
                push(What::Sign(sign.as_char()));
                if sign.as_char() == ';' {
                    marked = false;
                }
                if sign.as_char() == '#'
                    && let Some(TokenTree::Group(group)) = trees.peek()
                    && group.delimiter() == Delimiter::Bracket
                {
                    marked |= marks_a_test(group);
                    if is_doc(group) {
                        trees.next();
                        tokens.pop();
                    }
                }
                // `#![...]`, of which `//!` is one.
                if sign.as_char() == '!'
                    && let Some(TokenTree::Group(group)) = trees.peek()
                    && is_doc(group)
                {
                    trees.next();
                }
            }
            TokenTree::Group(group) => {
                let (open, close) = signs(group.delimiter());
                push(What::Sign(open));
                read(group.stream(), in_test, tokens);
                let line = group.span_close().start().line;
                tokens.push(Token { line, in_test, what: What::Sign(close) });
                if group.delimiter() == Delimiter::Brace {
                    marked = false;
                }
            }
        }
    }
}

fn literal_of(literal: &str) -> What {
    match literal.split_once('"') {
        Some((_, rest)) => What::Text(rest.trim_end_matches('#').trim_end_matches('"').to_owned()),
        None => What::Number(literal.to_owned()),
    }
}

fn is_doc(attribute: &Group) -> bool {
    attribute.stream().to_string().starts_with("doc")
}

fn marks_a_test(attribute: &Group) -> bool {
    let text = attribute.stream().to_string();
    text == "test" || text.starts_with("cfg") && text.contains("test") && !text.contains("not")
}

fn signs(delimiter: Delimiter) -> (char, char) {
    match delimiter {
        Delimiter::Parenthesis => ('(', ')'),
        Delimiter::Brace => ('{', '}'),
        Delimiter::Bracket => ('[', ']'),
        Delimiter::None => (' ', ' '),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(usize, bool, String)> {
        of(&Source::new("src/a.rs", text))
            .iter()
            .filter_map(|token| match &token.what {
                What::Word(word) | What::Text(word) | What::Number(word) => Some((token.line, token.in_test, word.clone())),
                What::Sign(_) => None,
            })
            .collect()
    }

    #[test]
    fn comments_are_not_code() {
        assert_eq!(
            words("//! Inside.\n/// Above.\n// Aside.\n/* Between. */ use a;"),
            [(4, false, "use".into()), (4, false, "a".into())]
        );
    }

    #[test]
    fn texts_are_told_from_words() {
        assert_eq!(words("f(\"say \\\"x\\\"\", r#\"raw\"#, 1.5, 'c')").len(), 5);
    }

    #[test]
    fn what_is_under_a_test_attribute_is_test_until_its_end() {
        let tests = |text: &str| -> Vec<String> { words(text).into_iter().filter(|word| word.1).map(|word| word.2).collect() };
        // The attribute itself is of no interest to any rule, and counted with what it marks.
        assert_eq!(tests("a { b } #[cfg(test)] mod tests { x } c"), ["cfg", "test", "mod", "tests", "x"]);
        assert_eq!(tests("#[cfg(not(test))] mod real { x }"), Vec::<String>::new());
        assert_eq!(tests("#[cfg(test)] use a; b"), ["cfg", "test", "use", "a"]);
    }
}
