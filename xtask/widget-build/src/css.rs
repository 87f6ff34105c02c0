//! Reads style sheets just far enough to write them shorter, and to put the values of tokens in their place.
//!
//! Knows blocks, statements, strings, brackets and comments, and nothing of what a property means: where a space
//! might matter it stays.

use std::{iter::Peekable, str::Chars};

/// A style sheet, or what is between two braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet(Vec<Item>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Item {
    /// `color: red` or `@import "x"`
    Statement(String),
    /// `a:hover { ... }` or `@media print { ... }`
    Block(String, Sheet),
}

impl Sheet {
    /// Reads a style sheet; what is not closed ends where the text ends, as in browsers.
    pub(crate) fn parse(source: &str) -> Self {
        Self::read(&mut source.chars().peekable())
    }

    fn read(chars: &mut Peekable<Chars<'_>>) -> Self {
        let mut items = Vec::new();
        let mut text = Text::default();
        while let Some(next) = chars.next() {
            match next {
                '/' if chars.peek() == Some(&'*') => {
                    skip_comment(chars);
                    text.space();
                }
                '"' | '\'' => text.string(next, chars),
                ';' if text.brackets == 0 => push_statement(&mut items, &mut text),
                '{' => items.push(Item::Block(text.take(), Self::read(chars))),
                '}' => break,
                _ if next.is_whitespace() => text.space(),
                _ => text.push(next),
            }
        }
        push_statement(&mut items, &mut text);
        Self(items)
    }

    /// The same with this one's rules after it.
    pub(crate) fn then(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The sheet in as few bytes as is safe. Rules without content are left out.
    pub(crate) fn print(&self) -> String {
        let mut out = String::new();
        for item in &self.0 {
            match item {
                Item::Statement(text) => {
                    if !(out.is_empty() || out.ends_with('}')) {
                        out.push(';');
                    }
                    out.push_str(text);
                }
                Item::Block(prelude, inner) => {
                    let inner = inner.print();
                    if inner.is_empty() {
                        continue;
                    }
                    if !(out.is_empty() || out.ends_with('}')) {
                        out.push(';');
                    }
                    out.push_str(&format!("{prelude}{{{inner}}}"));
                }
            }
        }
        out
    }

    /// The same with every `var(--name)` that `tokens` declares for the host replaced by its value.
    pub(crate) fn with_values_of(&self, tokens: &Sheet) -> Self {
        let of_host = tokens.0.iter().find_map(|item| match item {
            Item::Block(prelude, inner) if prelude == ":host" => Some(inner),
            Item::Block(..) | Item::Statement(_) => None,
        });
        let declared = of_host.into_iter().flat_map(|inner| &inner.0).filter_map(|item| match item {
            Item::Statement(text) => text.split_once(':'),
            Item::Block(..) => None,
        });
        declared.fold(self.clone(), |sheet, (name, value)| sheet.replacing(&format!("var({name})"), value))
    }

    fn replacing(self, from: &str, to: &str) -> Self {
        let replace = |item| match item {
            Item::Statement(text) => Item::Statement(text.replace(from, to)),
            Item::Block(prelude, inner) => Item::Block(prelude, inner.replacing(from, to)),
        };
        Self(self.0.into_iter().map(replace).collect())
    }
}

fn push_statement(items: &mut Vec<Item>, text: &mut Text) {
    let statement = text.take();
    if !statement.is_empty() {
        items.push(Item::Statement(statement));
    }
}

fn skip_comment(chars: &mut Peekable<Chars<'_>>) {
    let mut last = ' ';
    chars.next();
    for next in chars.by_ref() {
        if last == '*' && next == '/' {
            break;
        }
        last = next;
    }
}

/// A statement or prelude while it is read, with no more spaces than it needs.
#[derive(Default)]
struct Text {
    written: String,
    brackets: usize,
    space_due: bool,
}

impl Text {
    fn space(&mut self) {
        self.space_due = true;
    }

    fn push(&mut self, next: char) {
        // A space before `:` or `(` can be a part of a selector or condition, and one around `+` of a sum.
        let joined = matches!(next, ',' | ')') || self.written.ends_with([',', ':', '(']);
        if self.space_due && !joined && !self.written.is_empty() {
            self.written.push(' ');
        }
        self.space_due = false;
        match next {
            '(' => self.brackets += 1,
            ')' => self.brackets = self.brackets.saturating_sub(1),
            _ => {}
        }
        self.written.push(next);
    }

    fn string(&mut self, quote: char, chars: &mut Peekable<Chars<'_>>) {
        self.push(quote);
        while let Some(next) = chars.next() {
            self.written.push(next);
            match next {
                '\\' => self.written.extend(chars.next()),
                _ if next == quote => break,
                _ => {}
            }
        }
    }

    fn take(&mut self) -> String {
        std::mem::take(self).written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &str) {
        assert_eq!(Sheet::parse(source).print(), expected);
    }

    #[test]
    fn comments_and_needless_spaces_go() {
        check("/* why */ a , b {\n  color : red ;\n margin: 0 auto;\n}\n", "a,b{color :red;margin:0 auto}");
        check("a{} b{color:red}", "b{color:red}");
        check("a{color:red;&:hover{color:blue}margin:0}", "a{color:red;&:hover{color:blue}margin:0}");
    }

    #[test]
    fn spaces_with_a_meaning_stay() {
        check("a :is(b, c) > d { width: calc(1px + (2px - 1px)) }", "a :is(b,c) > d{width:calc(1px + (2px - 1px))}");
        check("@media (width >= 640px) and ( hover ) { a { b: c } }", "@media (width >= 640px) and (hover){a{b:c}}");
        check("a::before { content: \" { ; \\\" \" }", "a::before{content:\" { ; \\\" \"}");
        check("a { background: url(data:x;base64,AA) }", "a{background:url(data:x;base64,AA)}");
    }

    #[test]
    fn tokens_are_replaced_by_the_values_of_the_host_alone() {
        let tokens = Sheet::parse(":host{--f-ink:var(--ficha-ink,#111)}@media print{:host{--f-ink:#000}}");
        let button = Sheet::parse("@media print{a{color:var(--f-ink);border:var(--f-other)}}");
        assert_eq!(
            button.with_values_of(&tokens).print(),
            "@media print{a{color:var(--ficha-ink,#111);border:var(--f-other)}}"
        );
    }
}
