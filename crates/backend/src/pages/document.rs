//! The document around every page we write: its head, in one order for all, and the body it is handed. Nothing in it runs or is styled
//! inline, so that a policy can refuse whatever is. What a page shows is not known here.

use views::node::html;
use views::{Node, markup};

/// Says to search engines that a page is nobody's but its reader's.
pub const UNLISTED: &str = "<meta name=\"robots\" content=\"noindex\">";

/// A page before it is written.
pub struct Document<'a> {
    /// Its language.
    pub lang: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Where its icon is, an SVG.
    pub icon: &'a str,
    /// Where its style sheet is.
    pub style: &'a str,
    /// What it says of itself: markup.
    pub metas: &'a [&'a str],
    /// What it loads: markup.
    pub scripts: &'a [&'a str],
    /// Its body: markup.
    pub body: &'a str,
}

impl Document<'_> {
    /// As a browser is sent it.
    pub fn write(&self) -> String {
        let head = self.head().concat();
        format!("<!doctype html><html lang=\"{}\"><head>{head}</head>{}</html>", self.lang, self.body)
    }

    /// As it is kept in a file, which says what wrote it.
    pub fn write_file(&self, written_by: &str) -> String {
        let head = self.head().join("\n");
        format!(
            "<!doctype html>\n<!-- Written by {written_by}; a test says how. -->\n<html lang=\"{}\">\n<head>\n{head}\n</head>\n{}\n</html>\n",
            self.lang, self.body
        )
    }

    fn head(&self) -> Vec<String> {
        let begin = ["<meta charset=\"utf-8\">", "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"];
        let mut head: Vec<String> = begin.iter().chain(self.metas).map(|meta| (*meta).to_owned()).collect();
        head.push(format!("<link rel=\"icon\" href=\"{}\" type=\"image/svg+xml\">", self.icon));
        head.push(format!("<link rel=\"stylesheet\" href=\"{}\">", self.style));
        head.extend(self.scripts.iter().map(|script| (*script).to_owned()));
        head.push(markup_of(html("title").child(self.title)));
        head
    }
}

/// What makes a browser load the page again: always, or only where no script runs.
pub fn again(seconds: u32, without_scripts: bool) -> String {
    let meta = format!("<meta http-equiv=\"refresh\" content=\"{seconds}\">");
    if without_scripts { format!("<noscript>{meta}</noscript>") } else { meta }
}

/// What is drawn, as markup.
pub fn markup_of(node: impl Into<Node>) -> String {
    let mut out = String::new();
    markup::write(&node.into(), &mut out);
    out
}
