//! What still stands between this shop and real money, in plain words: each step, whether it is done, and what to do. Whether
//! a step is done is not decided here.

use super::fields::to_copy;
use super::{Around, Page, Part, icon};
use api::{GoingLive, Step};
use views::node::{Element, html};
use views::{Locale, Node};

/// The page that lists what to do before real money is collected.
pub fn page(around: &Around, state: &GoingLive) -> Page {
    let locale = &around.reader.locale;
    let left = state.steps.iter().filter(|step| !step.done && !step.optional).count();
    let title = match left {
        0 => locale.text("live.ready"),
        1 => locale.text("live.left.one"),
        some => locale.with("live.left", &[("n", &some.to_string())]),
    };
    let done = state.steps.iter().filter(|step| step.done).count().to_string();
    let count = locale.with("live.count", &[("done", &done), ("all", &state.steps.len().to_string())]);
    let bar = html("progress").attr("value", &done).attr("max", &state.steps.len().to_string()).attr("aria-label", &count);
    let head = html("div")
        .class("head")
        .child(html("h1").child(title))
        .child(html("p").class("price").child(locale.text("live.about")));
    let head = head.child(html("p").class("small").child(bar).child(count));
    let steps = html("ol").class("card steps").child(state.steps.iter().map(|step| item(locale, step)).collect::<Vec<_>>());
    Page {
        title: locale.text("nav.live"),
        part: Part::GoingLive,
        body: vec![head.into(), steps.into()].into(),
        widget: false,
        again: None,
    }
}

fn item(locale: &Locale, step: &Step) -> Node {
    let about = step.about.as_deref().unwrap_or_default();
    let key = ["step.", &step.step].concat();
    let (class, mark, word) = match (step.done, step.optional) {
        (true, _) => ("step is-done", icon::check(), "step.is-done"),
        (false, true) => ("step is-optional", icon::note(), "step.is-optional"),
        (false, false) => ("step is-todo", icon::ring(), "step.is-todo"),
    };
    let about_it = step.about.as_deref().filter(|_| step.done).map(|about| html("p").child(about));
    let account = about.rsplit('/').next().unwrap_or_default();
    let help = || html("p").child(locale.with(&[&key, ".help"].concat(), &[("about", about), ("account", account)]));
    let help = (!step.done).then(help);
    let by_hand = (step.step == "webhook_by_hand" && !step.done).then(|| by_hand(locale, about, account));
    let button = (step.step == "button" && !step.done)
        .then(|| html("a").class("ghost").attr("href", "/panel/buttons/new").child(locale.text("button.new")));
    let word = html("span").class("pill").child(locale.text(word));
    let title = html("div").class("title").child(html("b").child(locale.text(&key))).child((!step.done).then_some(word));
    html("li")
        .class(class)
        .attr("data-step", &step.step)
        .child(mark)
        .child(html("div").child(title).child(about_it).child(help).child(by_hand).child(button))
        .into()
}

/// What a person does in the provider's own panel, where no call does it: what to paste there, and where what it shows goes.
fn by_hand(locale: &Locale, address: &str, account: &str) -> Element {
    let variable = ["FICHA_", &account.to_uppercase(), "__WEBHOOK_SECRET"].concat();
    let copied =
        |id: &str, text: &str| to_copy("ghost", &[id, account].concat(), text, locale.text("hand.copy"), locale.text("copied"));
    html("ol")
        .class("hand")
        .child(html("li").child(locale.text("hand.open")))
        .child(html("li").child(locale.text("hand.paste")).child(copied("hook-", address)))
        .child(html("li").child(locale.text("hand.events")))
        .child(html("li").child(locale.text("hand.secret")).child(copied("secret-", &variable)))
        .child(html("li").child(locale.text("hand.try")))
}
