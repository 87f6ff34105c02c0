//! The hosted pages: the checkout as plain HTML, for where no script runs. A form, a slip, and what went wrong.
//!
//! Where scripts run, the widget takes them over (`takeover.js`). They are drawn with the same views, texts and styles as the
//! widget (`views`), so that both say and look the same.
//! What is done with a form stands in `http/routes/hosted/`; nothing here asks or writes anything.

pub mod card;
pub mod files;
pub mod form;
pub mod link;
pub mod short;
pub mod slip;
pub mod standing;
pub mod style;
pub mod written;

use crate::base::error::WorkError;
use crate::pages::document::{self, Document, markup_of};
use api::Offer;
use payments::Country;
use std::collections::BTreeMap;
use std::sync::Arc;
use views::node::{html, nothing};
use views::{Locale, Node, lang};
use written::Server;

/// What a page is drawn for.
#[derive(Clone)]
pub struct Reader {
    /// The language of the page, one of [`lang::TAGS`].
    pub tag: &'static str,
    /// The texts of that language.
    pub locale: Locale,
}

impl Reader {
    /// The reader who prefers these languages (`Accept-Language`).
    pub fn new(accepted: &str) -> Self {
        let preferred = accepted.split([',', ';']).next().unwrap_or_default();
        Self::of(lang::choose(preferred))
    }

    /// The same reader before an order of this country: Spanish is that country's Spanish.
    pub fn abroad(&self, country: &str) -> Self {
        match (self.tag, Country::from_id(country)) {
            ("es-MX", Some(Country::Pe)) => Self::of("es-PE"),
            ("es-PE", Some(Country::Mx)) => Self::of("es-MX"),
            (_, _) => self.clone(),
        }
    }

    fn of(tag: &'static str) -> Self {
        let texts: BTreeMap<String, String> = serde_json::from_str(lang::file(tag)).expect("our own texts are tested");
        Self { tag, locale: Locale::new(texts, Arc::new(Server::new(tag))) }
    }
}

/// A page, before it is written.
pub struct Page {
    /// The person the page is written for: language and country.
    pub reader: Reader,
    /// The merchant, above everything.
    pub merchant: String,
    /// The heading of the page.
    pub title: String,
    /// Whether no real money moves.
    pub test: bool,
    /// The content of the page.
    pub body: Node,
    /// What can be done, below.
    pub action: Node,
    /// After how many seconds to look again, where something is waited for.
    pub again: Option<u32>,
    /// What a messenger shows of it, where there is something to show.
    pub card: Option<Card>,
    /// What the widget shows in its place where scripts run, if it may.
    pub taken: Option<Taken>,
}

/// What is collected, for the widget that takes a page over.
pub enum Taken {
    /// What this button sells.
    Button(String),
    /// The page of the order with this id.
    Order(String),
    /// This customer's own CLABE.
    Clabe(String),
}

/// What a messenger shows of a page's address: what is sold, for how much, and a picture. Nothing of who pays.
pub struct Card {
    title: String,
    about: String,
    image: Option<String>,
}

impl Card {
    /// The card of an offer.
    pub fn of(locale: &Locale, offer: &Offer) -> Self {
        let about = [&locale.money(&offer.total), " · ", &locale.text("button.pay")].concat();
        Self { title: offer.description.clone(), about, image: offer.image.clone() }
    }

    /// As Open Graph has it (ogp.me).
    fn write(&self, merchant: &str, public: &str) -> String {
        let ours = [public, card::PATH].concat();
        let image = self.image.as_deref().unwrap_or(&ours);
        let meta = |name: &str, content: &str| markup_of(html("meta").attr("property", name).attr("content", content));
        [
            meta("og:type", "website"),
            meta("og:site_name", merchant),
            meta("og:title", &self.title),
            meta("og:description", &self.about),
            meta("og:image", image),
            meta("og:image:alt", &self.title),
            markup_of(html("meta").attr("name", "description").attr("content", &self.about)),
            markup_of(html("meta").attr("name", "twitter:card").attr("content", "summary_large_image")),
        ]
        .concat()
    }
}

impl Page {
    /// The whole document. `public` is the address the world knows us by.
    pub fn write(self, public: &str) -> String {
        let reader = &self.reader;
        let heading = html("div").class("head").child(html("h2").child(self.title.as_str()));
        let test = self.test.then(|| html("p").class("test").child(reader.locale.text("test")));
        let body = html("div").class("body").child(self.body);
        let action = html("div").class("act").child(self.action);
        let main = html("main").class("sheet inline");
        let (main, scripts) = match &self.taken {
            Some(Taken::Button(id)) => (main.attr("data-button", id), files::scripts()),
            Some(Taken::Order(id)) => (main.attr("data-order", id), files::scripts()),
            Some(Taken::Clabe(id)) => (main.attr("data-clabe", id), files::scripts()),
            None => (main, String::new()),
        };
        let seconds = self.again.map(|seconds| seconds.to_string());
        let main = if let Some(seconds) = &seconds { main.attr("data-again", seconds) } else { main };
        let main = main.child(heading).child(test).child(body).child(action);
        // A page that may be taken over must not be loaded again under the widget.
        let again = self.again.map_or_else(String::new, |seconds| document::again(seconds, !scripts.is_empty()));
        let card = self.card.map_or_else(String::new, |card| card.write(&self.merchant, public));
        let title = [self.title.as_str(), " · ", &self.merchant].concat();
        let above = html("header").child(html("h1").child(self.merchant));
        let body = ["<body>", &markup_of(above), &markup_of(main), "</body>"].concat();
        let (icon, style) = (files::ICON.to_string(), files::STYLE.to_string());
        let metas = [document::UNLISTED, &again, &card];
        let document = Document {
            lang: reader.tag,
            title: &title,
            icon: &icon,
            style: &style,
            metas: &metas,
            scripts: &[&scripts],
            body: &body,
        };
        document.write()
    }
}

/// A page that says what went wrong. `request_id` is what to quote to the shop.
pub fn problem(reader: &Reader, merchant: &str, error: &WorkError, request_id: &str) -> Page {
    let locale = &reader.locale;
    let (title, help) = words(locale, error);
    let quote = locale.with("problem.request", &[("id", request_id)]);
    let message = html("div").class("message").child(html("p").child(help)).child(html("p").class("request").child(quote));
    Page {
        reader: reader.clone(),
        merchant: merchant.to_owned(),
        title,
        test: false,
        body: message.into(),
        action: nothing(),
        again: None,
        card: None,
        taken: None,
    }
}

/// What to tell a customer of a problem: what, and what to do.
pub(crate) fn words(locale: &Locale, error: &WorkError) -> (String, String) {
    let said = |part: &str| {
        let of = |code: &str| locale.maybe(&["problem.", code, part].concat());
        let why = error.reason().and_then(|reason| of(&[error.code.id(), ".", reason].concat()));
        why.or_else(|| of(error.code.id())).or_else(|| of("other")).unwrap_or_default()
    };
    (said(".title"), said(".help"))
}
