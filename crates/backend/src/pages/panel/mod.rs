//! The merchant's panel: buttons, orders, and what still stands between a shop and going live. Drawn on the server with the
//! means of the hosted pages; a small script of ours only helps where scripts run (`panel.js`).
//!
//! It shows what the public API answers, from the same functions, and knows no db and no provider. What is done with a
//! form stands in `http/routes/panel/`; here things are drawn.

pub mod attention;
pub mod builder;
pub mod button;
pub mod buttons;
pub mod fields;
pub mod files;
pub mod going_live;
pub mod icon;
pub mod order;
pub mod orders;
pub mod sent;
pub mod session;
pub mod sign_in;
pub mod written;

use crate::pages::document::{self, Document, markup_of};
use crate::pages::hosted::written::Server;
use http::{HeaderMap, header};
use std::collections::BTreeMap;
use std::sync::Arc;
use views::node::html;
use views::{Locale, Node};

/// Says that it is drawn in either.
const COLORS: &str = "<meta name=\"color-scheme\" content=\"light dark\">";

/// The cookie that keeps the language somebody chose.
pub const LANGUAGE: &str = "ficha_panel_lang";

/// The languages of the panel, Spanish first, with what each is called in itself.
pub const LANGUAGES: [(&str, &str); 2] = [("es", "Español"), ("en", "English")];

/// Whom a page is drawn for.
#[derive(Clone)]
pub struct Reader {
    /// The language of the page, one of [`LANGUAGES`].
    pub tag: &'static str,
    /// The texts of that language.
    pub locale: Locale,
}

impl Reader {
    /// The reader of that language; Spanish where it is none of ours.
    pub fn of(tag: &str) -> Self {
        let (tag, texts) = match tag {
            "en" => ("en", include_str!("lang/en.json")),
            _ => ("es", include_str!("lang/es.json")),
        };
        let texts: BTreeMap<String, String> = serde_json::from_str(texts).expect("our own texts are tested");
        Self { tag, locale: Locale::new(texts, Arc::new(Server::new(tag))) }
    }

    /// Whoever chose a language, or prefers one.
    pub fn new(headers: &HeaderMap) -> Self {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let preferred = accepted.split([',', ';', '-']).next().unwrap_or_default().trim();
        Self::of(session::cookie(headers, LANGUAGE).unwrap_or(preferred))
    }
}

/// The parts of the panel, as the navigation shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The pages about buttons.
    Buttons,
    /// The pages about orders.
    Orders,
    /// What stands between this shop and going live.
    GoingLive,
}

impl Part {
    const ALL: [Self; 3] = [Self::Buttons, Self::Orders, Self::GoingLive];

    fn path(self) -> &'static str {
        match self {
            Self::Buttons => "/panel/buttons",
            Self::Orders => "/panel/orders",
            Self::GoingLive => "/panel/going-live",
        }
    }

    fn text(self, locale: &Locale) -> String {
        match self {
            Self::Buttons => locale.text("nav.buttons"),
            Self::Orders => locale.text("nav.orders"),
            Self::GoingLive => locale.text("nav.live"),
        }
    }

    fn icon(self) -> Node {
        match self {
            Self::Buttons => icon::button(),
            Self::Orders => icon::list(),
            Self::GoingLive => icon::check(),
        }
    }
}

/// What stands around every page of a session.
pub struct Around {
    /// The person who reads the page: language and zone.
    pub reader: Reader,
    /// The merchant's name.
    pub merchant: String,
    /// Whether no real money moves.
    pub test: bool,
    /// What a form carries.
    pub seal: String,
    /// Which page this is.
    pub here: String,
}

/// A page, before it is written.
pub struct Page {
    /// The title of the page.
    pub title: String,
    /// The part of the panel it belongs to, which the menu marks.
    pub part: Part,
    /// The content of the page.
    pub body: Node,
    /// Whether our widget is shown on it.
    pub widget: bool,
    /// After how many seconds to look again where no script runs.
    pub again: Option<u32>,
}

impl Page {
    /// Writes the page as a whole HTML document.
    pub fn write(self, around: &Around) -> String {
        let locale = &around.reader.locale;
        let link = |part: Part| -> Node {
            let link = html("a").attr("href", part.path()).child(part.icon()).child(html("span").child(part.text(locale)));
            html("li").child(if part == self.part { link.attr("aria-current", "page") } else { link }).into()
        };
        let nav = html("nav").attr("aria-label", &locale.text("nav.name"));
        let nav = nav.child(html("ul").child(Part::ALL.map(link).into_iter().collect::<Vec<_>>()));
        let initial: String = around.merchant.trim().chars().take(1).flat_map(char::to_uppercase).collect();
        let who = html("a").class("who").attr("href", "/panel");
        let who = who.child(html("i").attr("aria-hidden", "true").child(initial)).child(html("b").child(&*around.merchant));
        let mode = around.test.then(|| html("span").class("mode").attr("title", &locale.text("mode.test.help")));
        let mode = mode.map(|mode| mode.child(locale.text("mode.test")));
        let out = html("form").class("out").attr("method", "post").attr("action", "/panel/sign-out");
        let leave = html("button").class("quiet").attr("type", "submit").child(icon::leave());
        let out =
            out.child(fields::hidden(sent::SEAL, &around.seal)).child(leave.child(html("span").child(locale.text("nav.out"))));
        let foot = html("div").class("foot").child(languages(&around.reader, &around.here)).child(out);
        let side = html("header").class("side").child(who).child(mode).child(nav).child(foot);
        let skip = html("a").class("skip").attr("href", "#main").child(locale.text("nav.skip"));
        let main = html("main").attr("id", "main").child(self.body);
        let body = html("body").class("app").child(skip).child(side).child(main);
        page(&around.reader, &format!("{} · {}", self.title, around.merchant), self.again, self.widget, body)
    }
}

/// The way to every language but this one.
fn languages(reader: &Reader, here: &str) -> Node {
    let others = LANGUAGES.into_iter().filter(|(tag, _)| *tag != reader.tag);
    let back = url::form_urlencoded::byte_serialize(here.as_bytes()).collect::<String>();
    let link = |(tag, name): (&str, &str)| -> Node {
        let to = format!("/panel/language/{tag}?back={back}");
        html("a").class("tongue").attr("href", &to).attr("lang", tag).attr("rel", "nofollow").child(name).into()
    };
    others.map(link).collect::<Vec<_>>().into()
}

/// The document of a page of the panel.
fn page(reader: &Reader, title: &str, again: Option<u32>, widget: bool, body: views::node::Element) -> String {
    let again = again.map_or_else(String::new, |seconds| document::again(seconds, true));
    let (icon, style) = (files::ICON.to_string(), files::STYLE.to_string());
    let script = format!("<script src=\"{}\" defer></script>", files::SCRIPT);
    let widget = if widget { "<script src=\"/ficha.js\" async></script>" } else { "" };
    let document = Document {
        lang: reader.tag,
        title,
        icon: &icon,
        style: &style,
        metas: &[document::UNLISTED, COLORS, &again],
        scripts: &[&script, widget],
        body: &markup_of(body),
    };
    document.write()
}

/// A page without a session: signing in, or what went wrong.
pub fn alone(reader: &Reader, merchant: &str, title: &str, here: &str, body: impl Into<Node>) -> String {
    let initial: String = merchant.trim().chars().take(1).flat_map(char::to_uppercase).collect();
    let who =
        html("p").class("who").child(html("i").attr("aria-hidden", "true").child(initial)).child(html("b").child(merchant));
    let main = html("main").class("alone").attr("id", "main").child(who).child(body).child(languages(reader, here));
    page(reader, &format!("{title} · {merchant}"), None, false, html("body").class("door").child(main))
}

/// What went wrong, in words, with what to quote to whoever runs the backend.
pub fn problem(reader: &Reader, merchant: &str, code: &str, request_id: &str) -> String {
    let locale = &reader.locale;
    let said = |part: &str| {
        let of = |code: &str| locale.maybe(&["problem.", code, part].concat());
        of(code).or_else(|| of("other")).unwrap_or_default()
    };
    let quote = locale.with("problem.request", &[("id", request_id)]);
    let back = html("a").class("go").attr("href", "/panel").child(locale.text("problem.back"));
    let body = html("div").class("card form").child(html("h1").child(said(".title"))).child(html("p").child(said(".help")));
    let body = body.child(back).child(html("p").class("small").child(quote));
    alone(reader, merchant, &said(".title"), "/panel", body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn both_languages_say_everything_with_the_same_placeholders() {
        let texts = |text: &str| serde_json::from_str::<BTreeMap<String, String>>(text).unwrap();
        let (spanish, english) = (texts(include_str!("lang/es.json")), texts(include_str!("lang/en.json")));
        assert_eq!(spanish.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
        let placeholders = |text: &str| -> BTreeSet<String> {
            text.split('{').skip(1).filter_map(|rest| rest.split('}').next().map(str::to_owned)).collect()
        };
        for (key, text) in &spanish {
            assert_eq!(placeholders(text), placeholders(&english[key]), "{key}");
        }
    }
}
