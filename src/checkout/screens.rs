//! The table of screens and the files that draw them: the one place that knows all of them. `state` decides when a screen is shown.

use super::frame::framed;
use super::page::{Checkout, Page, room};
use super::state::Screen;
use super::{choose, problem};
use views::node::{html, nothing};
use views::{Locale, Node};

/// The whole checkout: follows the state from screen to screen.
pub(crate) fn checkout(it: Checkout) -> Node {
    let said = html("p").class("said").attr("role", "status").child(it.live(|page| page.said.follow().clone()));
    let note = html("p").class("note").attr("role", "status").child(it.live(|page| page.note.follow().clone()));
    vec![it.live(move |page| screen(it, page, *page.screen.follow())), note.into(), said.into()].into()
}

fn screen(it: Checkout, page: &Page, screen: Screen) -> Node {
    match screen {
        Screen::Loading => framed(page, it, "choose.title", waiting(&page.locale), nothing()),
        Screen::Choose => choose::screen(it, page),
        Screen::Problem => problem::screen(it, page),
        Screen::Voucher | Screen::Standing | Screen::Paid => lazy::screen(it, page, screen),
    }
}

/// Grey rows where the ways to pay will be: nothing jumps when they come.
fn waiting(locale: &Locale) -> Node {
    let rows: Vec<Node> = (0..4).map(|_| html("div").class("way ghosted").into()).collect();
    let ways = html("div").class("ways").attr("role", "status").attr("aria-label", &locale.text("loading")).child(rows);
    vec![ways.into(), room()].into()
}

/// Screens of the second half of the program.
mod lazy {
    use crate::checkout::page::{Checkout, Page};
    use crate::checkout::state::Screen;
    use crate::checkout::{paid, standing, voucher};
    use views::Node;
    use views::node::nothing;

    /// The screens that come after the first.
    #[inline(never)]
    pub(super) fn screen(it: Checkout, page: &Page, screen: Screen) -> Node {
        match screen {
            Screen::Voucher => voucher::screen(it, page),
            Screen::Standing => standing::screen(it, page),
            Screen::Paid => paid::screen(it, page),
            Screen::Loading | Screen::Choose | Screen::Problem => nothing(),
        }
    }
}
