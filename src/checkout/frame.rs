//! The frame around a screen: the dialog or the section in the page, and in it test strip, heading, body, and the action under
//! the thumb. It does not know what is on the screens.

use super::page::{Checkout, Page};
use super::{flow, icon};
use views::Node;
use views::node::{html, nothing};

/// The dialog, or the section of an element that is `mode="inline"`. It is empty until there is time to draw it.
pub(crate) fn sheet(it: Checkout, page: &Page, screens: fn(Checkout) -> Node) -> Node {
    let (name, lang) = (page.locale.text("choose.title"), page.locale.text("lang"));
    let content = it.live(move |page| if *page.drawn.follow() { screens(it) } else { nothing() });
    let sheet = html(if page.setup.inline { "section" } else { "dialog" })
        .class(if page.setup.inline { "sheet inline" } else { "sheet" })
        .attr("part", "dialog")
        .attr("aria-label", &name)
        .attr("lang", &lang)
        .child(html("div").class("screen").child(content));
    if page.setup.inline {
        return sheet.into();
    }
    sheet
        // A press on the dialog itself, and not on anything in it, is one on the backdrop.
        .on("click", move |event| {
            if event.target() == event.current_target() {
                flow::close(it);
            }
        })
        .on("close", move |_| flow::closed(it))
        .into()
}

/// A screen: heading and close button, body, and below it the action. Without a title, the body has its own heading.
pub(crate) fn framed(page: &Page, it: Checkout, title: &str, body: impl Into<Node>, action: impl Into<Node>) -> Node {
    frame(page, it, title, body.into(), action.into())
}

fn frame(page: &Page, it: Checkout, title: &str, body: Node, action: Node) -> Node {
    let locale = &page.locale;
    let test = page.state.peek().is_test();
    let strip = test.then(|| html("p").class("test").child(locale.text("test")));
    let heading = if title.is_empty() {
        html("span").class("space")
    } else {
        html("h2").attr("tabindex", "-1").child(locale.text(title))
    };
    let close = (!page.setup.inline).then(|| {
        html("button")
            .class("icon")
            .attr("type", "button")
            .attr("part", "close")
            .attr("aria-label", &locale.text("close"))
            .on("click", move |_| flow::close(it))
            .child(icon::cross())
    });
    vec![
        html("div").class("head").child(heading).child(close).into(),
        strip.into(),
        // It scrolls where the window is low, and not every screen has something in it that the keyboard reaches.
        html("div").class("body").attr("tabindex", "0").child(body).into(),
        html("div").class("act").child(action).into(),
    ]
    .into()
}

/// A button of a screen that does one thing.
pub(crate) fn button(it: Checkout, class: &str, name: String, press: fn(Checkout)) -> Node {
    html("button").class(class).attr("type", "button").on("click", move |_| press(it)).child(name).into()
}
