//! All buttons, the newest first, each the way to its own page. An empty list says how to begin. It draws what it is
//! handed; nothing is read here.

use super::{Around, Page, Part, icon};
use api::{MerchantButton, MerchantButtons};
use views::node::{Element, html};
use views::{Locale, Node};

/// The page that lists the buttons.
pub fn page(around: &Around, buttons: &MerchantButtons) -> Page {
    let locale = &around.reader.locale;
    let new = || {
        let new = html("a").class("go").attr("href", "/panel/buttons/new").child(icon::plus());
        new.child(html("span").child(locale.text("button.new")))
    };
    let head = html("div").class("head").child(
        html("div")
            .class("row")
            .child(html("h1").child(locale.text("nav.buttons")))
            .child((!buttons.buttons.is_empty()).then(new)),
    );
    let body: Node = if buttons.buttons.is_empty() {
        let empty = html("section").class("card empty").child(html("span").class("mark").child(icon::button()));
        let empty = empty.child(html("h2").child(locale.text("buttons.none")));
        empty.child(html("p").class("hint").child(locale.text("buttons.none.about"))).child(new()).into()
    } else {
        html("ul").class("card list").child(buttons.buttons.iter().map(|button| row(locale, button)).collect::<Vec<_>>()).into()
    };
    let more = buttons.next.as_ref().map(|next| {
        let link = html("a").class("ghost").attr("href", &["/panel/buttons?cursor=", next].concat());
        html("p").class("more").child(link.child(locale.text("more.older")))
    });
    Page {
        title: locale.text("nav.buttons"),
        part: Part::Buttons,
        body: vec![head.into(), body, more.into()].into(),
        widget: false,
        again: None,
    }
}

fn row(locale: &Locale, button: &MerchantButton) -> Node {
    let name = html("b").child(button.description.as_str());
    let about = html("small").child(html("code").child(button.id.as_str())).child(methods(locale, button));
    let words = html("span").class("words").child(name).child(about);
    let pill = if button.retired { ("pill off", "button.retired") } else { ("pill good", "button.works") };
    let pill = html("span").class(pill.0).child(locale.text(pill.1));
    let price = html("span")
        .class("money")
        .child(locale.money(&button.amount))
        .child(html("small").child(button.amount.currency.as_str()));
    let link = html("a").attr("href", &["/panel/buttons/", &button.id].concat());
    html("li").child(link.child(picture(button)).child(words).child(pill).child(price)).into()
}

/// The picture of what is sold, or a place for it.
fn picture(button: &MerchantButton) -> Element {
    let frame = html("span").class("thumb");
    match &button.image {
        Some(image) => frame.child(html("img").attr("src", image).attr("alt", "").attr("loading", "lazy")),
        None => frame.child(icon::picture()),
    }
}

fn methods(locale: &Locale, button: &MerchantButton) -> String {
    if button.methods.is_empty() {
        return locale.text("method.all");
    }
    button.methods.iter().map(|method| locale.text(&["method.", method].concat())).collect::<Vec<_>>().join(", ")
}
