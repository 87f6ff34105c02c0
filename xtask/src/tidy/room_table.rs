//! The rule about the table of rooms in ARCHITECTURE.md: it shows the backend's rooms in the lines they stand in (`rooms.rs`).
//!
//! What the document says of a room, this does not know.

use std::collections::BTreeSet;

use super::rooms::{BACKEND, House, Line, ROOT};
use super::{Finding, Source};

/// The head of the table.
const HEAD: &str = "| line | rooms |";

/// The table shows each room that is there, in its line and no other.
pub(super) fn is_in_order(sources: &[Source]) -> Vec<Finding> {
    let document = sources.iter().find(|source| source.path == "ARCHITECTURE.md");
    document.and_then(|document| check(&BACKEND, document, sources)).into_iter().collect()
}

fn check(house: &House<'_>, document: &Source, sources: &[Source]) -> Option<Finding> {
    let there: BTreeSet<&str> = sources.iter().filter_map(|source| house.room(source)).filter(|room| *room != ROOT).collect();
    let standing = |line: &Line<'_>| -> BTreeSet<String> {
        line.rooms().iter().filter(|room| there.contains(**room)).map(|room| format!("{}/{room}", house.folder)).collect()
    };
    let lines: Vec<BTreeSet<String>> = house.lines.iter().map(standing).filter(|line| !line.is_empty()).collect();
    let rows: Vec<(usize, BTreeSet<String>)> = (1..)
        .zip(document.text.lines())
        .skip_while(|(_, row)| !row.starts_with(HEAD))
        .skip(2)
        .take_while(|(_, row)| row.starts_with('|'))
        .map(|(at, row)| {
            let named = row.split('|').nth(2).unwrap_or_default().split('`').skip(1).step_by(2);
            (at, named.map(|room| room.trim_end_matches('/').trim_end_matches(".rs").to_owned()).collect())
        })
        .collect();
    let differs = rows.iter().zip(&lines).find(|((_, row), line)| row != *line).map(|((at, _), _)| *at);
    let is_short = (rows.len() != lines.len()).then(|| rows.last().map_or(1, |(at, _)| *at));
    let at = differs.or(is_short)?;
    Some(document.finding(at, "does not show the rooms as they stand; their order is in xtask/src/tidy/rooms.rs"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Line::{Neighbours, Strangers};

    const HOUSE: House<'static> = House {
        folder: "h/src",
        name: "crate",
        lines: &[Neighbours(&["http", ROOT]), Strangers(&["charges", "orders"]), Neighbours(&["planned"]), Neighbours(&["db"])],
    };

    fn check(rows: &[&str], expected: Option<usize>) {
        let files = ["lib.rs", "http/mod.rs", "orders/a.rs", "charges.rs", "db/mod.rs"];
        let sources: Vec<Source> = files.iter().map(|path| Source::new(format!("h/src/{path}"), "//! Doc.")).collect();
        let text = format!("Rooms.\n{HEAD} what |\n| --- | --- | --- |\n{}\n\n| db | first |", rows.join("\n"));
        let found = super::check(&HOUSE, &Source::new("ARCHITECTURE.md", text), &sources);
        assert_eq!(found.map(|finding| finding.line), expected, "{rows:?}");
    }

    #[test]
    fn the_table_shows_each_room_in_its_line() {
        let (edge, db) = ("| edge | `h/src/http/` | `h/src/db/` |", "| db | `h/src/db/` | |");
        let work = "| work | `h/src/orders/`, `h/src/charges` | |";
        check(&[edge, work, db], None);
        check(&[edge, db, work], Some(5));
        check(&[edge, "| work | `h/src/orders/` | `h/src/charges/` |", db], Some(5));
        check(&[edge, work], Some(5));
        check(&[edge, work, db, "| ground | `h/src/base/` | |"], Some(7));
        check(&[], Some(1));
    }
}
