//! The rule about rooms: which part of a crate, or of a module, may use which, by the `crate::` paths in it.
//!
//! A room is a file or a folder at its top. The table puts them in lines, the outermost first; each line uses only
//! those below it, and within a line no rooms use each other in a circle, or none another at all. A new room, or a new place for one, is a change of the
//! design, so it is made here by hand. Tests may use what they like. What a room does, this does not know.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use Line::{Neighbours, Strangers};

use super::crate_paths::{self, CRATE};
use super::{Finding, Source};

/// A crate, or a module of one, whose rooms stand in an order.
pub(super) struct House<'a> {
    /// Its sources.
    pub(super) folder: &'a str,
    /// What it is called in a path: `crate`, or a module at the top of one.
    pub(super) name: &'a str,
    /// From the outside in.
    pub(super) lines: &'a [Line<'a>],
}

/// The rooms that stand side by side.
pub(super) enum Line<'a> {
    /// These may use each other, in no circle.
    Neighbours(&'a [&'a str]),
    /// None of these uses another.
    Strangers(&'a [&'a str]),
}

impl<'a> Line<'a> {
    pub(super) fn rooms(&self) -> &'a [&'a str] {
        match self {
            Self::Neighbours(rooms) | Self::Strangers(rooms) => rooms,
        }
    }
}

/// What `lib.rs`, or a module's `mod.rs`, makes of all the rooms, as a room: `crate::Backend`. It uses every room, and only the
/// outermost use it.
pub(super) const ROOT: &str = "lib";

/// The order of ARCHITECTURE.md.
const HOUSES: [House<'static>; 2] = [BACKEND, CHECKOUT];

pub(super) const BACKEND: House<'static> = House {
    folder: "crates/backend/src",
    name: CRATE,
    lines: &[
        Neighbours(&["http", "pages", "work", ROOT]),
        Neighbours(&["orders", "charges"]),
        Neighbours(&["clabes", "messages", "notify", "shop"]),
        Neighbours(&["metrics", "present"]),
        Neighbours(&["providers"]),
        Neighbours(&["db"]),
        Neighbours(&["config"]),
        Neighbours(&["base"]),
    ],
};

/// `screens` alone knows every screen, and no screen another.
const CHECKOUT: House<'static> = House {
    folder: "src/checkout",
    name: "checkout",
    lines: &[
        Neighbours(&[ROOT]),
        Neighbours(&["screens"]),
        Strangers(&["choose", "paid", "problem", "standing", "voucher"]),
        Neighbours(&["actions", "change", "copy", "details", "large", "picture", "sms"]),
        Neighbours(&["frame", "slip"]),
        Neighbours(&["flow"]),
        Neighbours(&["collect"]),
        Neighbours(&["renew"]),
        Neighbours(&["dispatch"]),
        Neighbours(&["listen", "task"]),
        Neighbours(&["page"]),
        Neighbours(&["host", "wording"]),
        Neighbours(&["icon", "js", "likely", "signal", "state"]),
    ],
};

/// Every room has its place, and uses nothing above it and nothing in a circle.
pub(super) fn stand_in_order(sources: &[Source]) -> Vec<Finding> {
    HOUSES.iter().flat_map(|house| house.findings(sources)).collect()
}

impl House<'_> {
    fn findings(&self, sources: &[Source]) -> Vec<Finding> {
        let files: Vec<(&Source, &str)> = sources.iter().filter_map(|source| Some((source, self.room(source)?))).collect();
        let known = self.lines.iter().flat_map(Line::rooms).copied();
        let rooms: BTreeSet<&str> = files.iter().map(|(_, room)| *room).chain(known).collect();
        let mut findings: Vec<Finding> = rooms
            .iter()
            .filter(|room| self.line(room).is_none())
            .filter_map(|room| files.iter().find(|(_, of)| of == room))
            .map(|(source, room)| {
                source.finding(1, format!("the room `{room}` has no place; give it one in xtask/src/tidy/rooms.rs"))
            })
            .collect();
        // Of each arrow the first place; `lib.rs` has none, for it puts all of them together.
        let mut arrows: BTreeMap<(&str, &str), Finding> = BTreeMap::new();
        for (source, from) in files.iter().filter(|(_, room)| *room != ROOT) {
            for (line, name) in crate_paths::into(self.folder, self.name, source) {
                let to = rooms.get(name.as_str()).copied().unwrap_or(ROOT);
                if to == *from {
                    continue;
                }
                if let (Some(below), Some(above)) = (self.line(from), self.line(to))
                    && above < below
                {
                    findings.push(source.finding(
                        line,
                        format!(
                            "`{from}` uses `{to}`, which stands above it; move what it needs down, or hand it in \
                             (the order is in xtask/src/tidy/rooms.rs)"
                        ),
                    ));
                }
                if self.are_strangers(from, to) {
                    findings.push(source.finding(
                        line,
                        format!(
                            "`{from}` uses `{to}`, and neither is to know the other; move what both need into a room below, or \
                             hand it in (the order is in xtask/src/tidy/rooms.rs)"
                        ),
                    ));
                    continue;
                }
                arrows.entry((from, to)).or_insert_with(|| source.finding(line, String::new()));
            }
        }
        findings.extend(self.circles(&arrows));
        findings
    }

    /// Each arrow within a line from whose end one comes back to its beginning.
    fn circles(&self, arrows: &BTreeMap<(&str, &str), Finding>) -> Vec<Finding> {
        let level = |(from, to): &(&str, &str)| self.line(from).is_some() && self.line(from) == self.line(to);
        let beside: BTreeSet<(&str, &str)> = arrows.keys().filter(|arrow| level(arrow)).copied().collect();
        let found = beside.iter().filter_map(|arrow| {
            let back = way(&beside, arrow.1, arrow.0)?;
            let place = &arrows[arrow];
            Some(Finding {
                message: format!(
                    "`{}` uses `{}`, and is used by it ({}); move what both need into a room below, or make one of the two",
                    arrow.0,
                    arrow.1,
                    back.join(" uses "),
                ),
                ..place.clone()
            })
        });
        found.collect()
    }

    /// The place of a room: how many lines are above it.
    fn line(&self, room: &str) -> Option<usize> {
        self.lines.iter().position(|line| line.rooms().contains(&room))
    }

    fn are_strangers(&self, one: &str, other: &str) -> bool {
        self.lines.iter().any(|line| match line {
            Neighbours(_) => false,
            Strangers(rooms) => rooms.contains(&one) && rooms.contains(&other),
        })
    }

    /// Which room a source is in.
    pub(super) fn room<'s>(&self, source: &'s Source) -> Option<&'s str> {
        let path = source.path.strip_prefix(self.folder)?.strip_prefix('/')?;
        if source.extension() != "rs" {
            return None;
        }
        if path == "mod.rs" {
            return Some(ROOT);
        }
        Some(path.split_once('/').map_or(path.trim_end_matches(".rs"), |(folder, _)| folder))
    }
}

/// The shortest way along `arrows`, with both its ends.
fn way<'a>(arrows: &BTreeSet<(&'a str, &'a str)>, from: &'a str, to: &'a str) -> Option<Vec<&'a str>> {
    let mut next = VecDeque::from([vec![from]]);
    let mut seen = BTreeSet::from([from]);
    while let Some(way) = next.pop_front() {
        let here = *way.last()?;
        if here == to {
            return Some(way);
        }
        for (_, further) in arrows.iter().filter(|(start, _)| *start == here) {
            if seen.insert(further) {
                next.push_back([&way[..], &[*further]].concat());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUSE: House<'static> = House {
        folder: "h/src",
        name: CRATE,
        lines: &[
            Neighbours(&["http", ROOT]),
            Neighbours(&["orders", "charges", "notify"]),
            Strangers(&["card", "slip", "sms"]),
            Neighbours(&["db"]),
            Neighbours(&["base"]),
        ],
    };

    /// A module of a crate.
    const ROOMS: House<'static> = House {
        folder: "h/src",
        name: "till",
        lines: &[Neighbours(&[ROOT]), Neighbours(&["screens"]), Neighbours(&["page"]), Neighbours(&["state"])],
    };

    /// What is found in these files of `h/src`, each as `PATH:LINE: ` and the beginning of what is said.
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        check_in(&HOUSE, files, expected);
    }

    fn check_in(house: &House<'_>, files: &[(&str, &str)], expected: &[&str]) {
        let source = |(path, text): &(&str, &str)| Source::new(format!("h/src/{path}"), format!("//! Doc.\n{text}"));
        let mut found = house.findings(&files.iter().map(source).collect::<Vec<_>>());
        found.sort();
        let found: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), expected.len(), "{files:?}: {found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(&format!("h/src/{expected}")), "{found}");
        }
    }

    #[test]
    fn a_room_uses_those_below_it() {
        check(&[("http/a.rs", "use crate::{Shop, db::Db, orders::{self, list}};"), ("db/mod.rs", "use crate::base::id;")], &[]);
        check(
            &[("orders/a.rs", "use crate::{charges, base};\nuse crate::orders::b;"), ("charges.rs", ""), ("base.rs", "")],
            &[],
        );
        check(&[("lib.rs", "use crate::http; pub(crate) struct Shop;"), ("http/mod.rs", "use crate::Shop;")], &[]);
    }

    #[test]
    fn an_arrow_upwards_is_found_where_it_stands() {
        let http = ("http/mod.rs", "");
        let above = |place: &str| format!("{place}: `charges` uses `http`, which stands above it; move what it needs down");
        check(&[http, ("charges/a.rs", "\nuse crate::http::ApiError;")], &[&above("charges/a.rs:3")]);
        check(&[http, ("charges/a.rs", "use crate::{\ncharges::{b, http},\nhttp::E,\n};")], &[&above("charges/a.rs:4")]);
        check(&[http, ("charges/a.rs", "fn a() -> b::C<crate::http::E> {}")], &[&above("charges/a.rs:2")]);
        check(&[http, ("charges/a.rs", "use super::super::http;")], &[&above("charges/a.rs:2")]);
        check(&[http, ("charges/mod.rs", "use super::http::{a};")], &[&above("charges/mod.rs:2")]);
        check(&[("charges/a.rs", "use crate::{db, Shop};")], &["charges/a.rs:2: `charges` uses `lib`, which stands above it"]);
    }

    #[test]
    fn what_only_looks_like_an_arrow_is_none() {
        let http = ("http/mod.rs", "");
        check(&[http, ("charges/a.rs", "// crate::http\nconst A: &str = \"crate::http\"; use super::http;")], &[]);
        check(&[http, ("charges/a.rs", "#[cfg(test)]\nmod tests { use crate::http; }")], &[]);
        check(&[http, ("charges/tests.rs", "use crate::http;")], &[]);
        check(&[http, ("charges/a.rs", "use http::StatusCode; use crate::charges::http;")], &[]);
    }

    #[test]
    fn a_circle_is_found_from_each_of_its_rooms() {
        let charges = ("charges/mod.rs", "use crate::orders;");
        check(&[charges, ("orders/a.rs", ""), ("orders/b.rs", "#[cfg(test)]\nuse crate::charges;")], &[]);
        check(
            &[charges, ("orders/a.rs", ""), ("orders/b.rs", "\nuse crate::charges::A;")],
            &["charges/mod.rs:2: `charges` uses `orders`, and is used by it", "orders/b.rs:3: `orders` uses `charges`"],
        );
        check(
            &[charges, ("orders/a.rs", "use crate::notify;"), ("notify.rs", "fn a() { crate::charges::b() }")],
            &[
                "charges/mod.rs:2: `charges` uses `orders`, and is used by it (orders uses notify uses charges); move",
                "notify.rs:2: `notify` uses `charges`",
                "orders/a.rs:2: `orders` uses `notify`",
            ],
        );
    }

    #[test]
    fn a_stranger_uses_no_other_of_its_line_not_even_one_way() {
        let beside = |place: &str| format!("{place}: `card` uses `slip`, and neither is to know the other");
        let slip = ("slip/mod.rs", "use crate::db;");
        check(&[slip, ("card.rs", "use crate::{card::a, db, base};"), ("orders.rs", "use crate::{card, slip};")], &[]);
        check(&[slip, ("card.rs", "use crate::slip::Slip;")], &[&beside("card.rs:2")]);
        check(&[slip, ("card/a.rs", "fn a() { super::super::slip::b() }")], &[&beside("card/a.rs:2")]);
        check(
            &[("slip.rs", "use crate::card;"), ("card.rs", "use crate::{\ndb, slip};")],
            &[&beside("card.rs:3"), "slip.rs:2: `slip` uses `card`, and neither is to know the other"],
        );
        check(&[slip, ("card.rs", "#[cfg(test)]\nmod tests { use crate::slip; }")], &[]);
    }

    #[test]
    fn nobody_below_is_handed_the_whole() {
        for whole in [
            "use crate::{Shop, db};",
            "use super::super::Shop;",
            "impl crate::Shop { fn a() {} }",
            "use super::super::{db, Shop};",
            "use crate::*;",
            "use crate::{db, *};",
        ] {
            check(&[("orders/a.rs", whole)], &["orders/a.rs:2: `orders` uses `lib`, which stands above it"]);
        }
    }

    #[test]
    fn the_rooms_of_a_module_stand_in_order_too() {
        let all = [("mod.rs", "pub mod page;"), ("screens.rs", "use super::page::Page;"), ("state/mod.rs", "use crate::page;")];
        check_in(
            &ROOMS,
            &[&all[..], &[("page.rs", "use super::state; use crate::client; use crate::till::state;")]].concat(),
            &[],
        );
        let above = |place: &str| format!("{place}: `page` uses `screens`, which stands above it");
        check_in(&ROOMS, &[&all[..], &[("page.rs", "use super::{state,\nscreens};")]].concat(), &[&above("page.rs:3")]);
        check_in(
            &ROOMS,
            &[&all[..], &[("page.rs", "mod lazy { use crate::till::screens; }")]].concat(),
            &[&above("page.rs:2")],
        );
        for hidden in ["use crate::{client, till::page};", "use super::Page;"] {
            check_in(
                &ROOMS,
                &[&all[..], &[("page.rs", hidden)]].concat(),
                &["page.rs:2: `page` uses `lib`, which stands above"],
            );
        }
    }

    #[test]
    fn a_new_room_is_given_its_place() {
        check(&[("till/mod.rs", ""), ("till/a.rs", "")], &["till/mod.rs:1: the room `till` has no place; give it one in"]);
        check(&[("till/notes.md", "")], &[]);
    }
}
