//! What is said of what was found: targets, tables, plots and words. How it was found is not known here.

use super::Found;
use super::carry::Figures;
use super::load::Carried;
use crate::report::plot::{Bars, Lines};
use crate::report::{Section, Table, Target, machine, ratio};
use anyhow::Result;

/// How much more a call may take with the largest db than with the smallest.
const FLAT: f64 = 1.5;
/// What is too short to be compared: a tenth of a millisecond, where the machine's own unrest is larger.
const NOTHING: f64 = 0.1;

/// How it was measured.
const HOW: &str = include_str!("how.md");

/// The section of the page.
///
/// # Errors
///
/// When a plot cannot be drawn.
pub(super) fn section(found: &Found) -> Result<Section> {
    Ok(Section {
        id: "backend",
        title: "The backend",
        how: HOW.to_owned(),
        versions: vec![
            ("rustc", machine::said_by("rustc", &["--version"])),
            ("SQLite", rusqlite::version().to_owned()),
            ("Postgres", machine::said_by("psql", &["--version"]).replace("(PostgreSQL) ", "")),
        ],
        targets: targets(found),
        tables: vec![load(found), copies(found), streams(found), growth(found)],
        plots: plots(found)?,
        notes: notes(found),
    })
}

fn targets(found: &Found) -> Vec<Target> {
    let at_least = |claim: &str, wanted: &str, (one, other): (f64, f64), least: f64| Target {
        claim: claim.to_owned(),
        wanted: wanted.to_owned(),
        measured: format!("{one:.0} beside {other:.0} a second"),
        ratio: ratio(one, other),
        met: one >= least * other,
    };
    let seen = found.watched.times.percentile(99.0);
    let mut targets = vec![
        at_least(
            "Charges made, beside bare one-by-one commits of their rows",
            "at least as many",
            (found.sqlite.charges.rate, found.commits),
            1.0,
        ),
        at_least("Orders read, beside an empty handler", "at least half", (found.sqlite.reads.rate, found.nothing.rate), 0.5),
        Target {
            claim: format!("From paid to seen, with {} open streams, p99", found.watched.streams),
            wanted: "under 50 ms".to_owned(),
            measured: format!("{seen:.1} ms"),
            ratio: ratio(seen, 50.0),
            met: seen < 50.0,
        },
    ];
    let sizes = &found.grown.orders;
    let (least, most) = (short(sizes[0]), short(sizes[sizes.len() - 1]));
    targets.extend(found.grown.calls.iter().map(|(call, medians)| {
        let (first, last) = (medians[0], medians[medians.len() - 1]);
        Target {
            claim: format!("Flat from {least} to {most} orders: {call}"),
            wanted: format!("at most {FLAT} times"),
            measured: format!("{} and {}", milliseconds(first), milliseconds(last)),
            ratio: ratio(last, first),
            met: last <= FLAT * first || last < NOTHING,
        }
    }));
    targets
}

fn load(found: &Found) -> Table {
    let mut table =
        Table::new("On SQLite", &["what", "a second", "beside the limit", "p50 at half of it, ms", "p99, ms", "p99.9, ms"]);
    let row = |what: &str, most: &Carried, limit: f64, half: Option<&Carried>| {
        let mut cells = vec![what.to_owned(), rate(most), ratio(most.rate, limit)];
        cells.extend(
            [50.0, 99.0, 99.9]
                .map(|percent| half.map_or_else(String::new, |half| format!("{:.1}", half.times.percentile(percent)))),
        );
        cells
    };
    let Figures { orders, charges, charges_at_half, reads, reads_at_half, webhooks } = &found.sqlite;
    table.rows = vec![
        vec![
            "*limit:* bare commits of a charge's rows".to_owned(),
            format!("{:.0}", found.commits),
            "1".to_owned(),
            String::new(),
            String::new(),
            String::new(),
        ],
        row("orders made", orders, found.commits, None),
        row("charges made", charges, found.commits, Some(charges_at_half)),
        row("webhooks in", webhooks, found.commits, None),
        vec![
            "*limit:* an empty handler".to_owned(),
            rate(&found.nothing),
            "1".to_owned(),
            String::new(),
            String::new(),
            String::new(),
        ],
        row("orders read", reads, found.nothing.rate, Some(reads_at_half)),
    ];
    table
}

fn copies(found: &Found) -> Table {
    let mut table = Table::new(
        "On Postgres, two copies of the backend",
        &["what", "a second", "beside SQLite", "p50 at half of it, ms", "p99, ms", "p99.9, ms"],
    );
    let row = |what: &str, of: fn(&Figures) -> &Carried, half: Option<fn(&Figures) -> &Carried>| {
        let most = of(&found.postgres);
        let mut cells = vec![what.to_owned(), rate(most), ratio(most.rate, of(&found.sqlite).rate)];
        let half = half.map(|half| half(&found.postgres));
        cells.extend(
            [50.0, 99.0, 99.9]
                .map(|percent| half.map_or_else(String::new, |half| format!("{:.1}", half.times.percentile(percent)))),
        );
        cells
    };
    table.rows = vec![
        row("orders made", |figures| &figures.orders, None),
        row("charges made", |figures| &figures.charges, Some(|figures| &figures.charges_at_half)),
        row("webhooks in", |figures| &figures.webhooks, None),
        row("orders read", |figures| &figures.reads, Some(|figures| &figures.reads_at_half)),
    ];
    table
}

fn streams(found: &Found) -> Table {
    let watched = &found.watched;
    let mut table = Table::new(
        "Open streams of events, on SQLite, forty payments a second: from the payment's being sent to the provider until the page has it",
        &["streams", "p50, ms", "p99, ms", "p99.9, ms", "memory for each, kB"],
    );
    let times = [50.0, 99.0, 99.9].map(|percent| format!("{:.1}", watched.times.percentile(percent)));
    let mut cells = vec![watched.streams.to_string()];
    cells.extend(times);
    cells.push(format!("{:.1}", watched.memory / 1e3));
    table.rows.push(cells);
    table
}

fn growth(found: &Found) -> Table {
    let grown = &found.grown;
    let mut head = vec!["median, ms, with so many orders in the db".to_owned()];
    head.extend(grown.orders.iter().map(|size| short(*size)));
    head.push("last beside first".to_owned());
    let mut table = Table { caption: "How cost grows, on SQLite".to_owned(), head, rows: Vec::new() };
    let row = |name: &str, values: &[f64], written: &dyn Fn(f64) -> String| {
        let mut cells = vec![name.to_owned()];
        cells.extend(values.iter().map(|value| written(*value)));
        cells.push(ratio(values[values.len() - 1], values[0]));
        cells
    };
    table.rows.extend(grown.calls.iter().map(|(name, medians)| row(name, medians, &|ms| format!("{ms:.2}"))));
    table.rows.push(row("start until ready, ms", &grown.starts, &|ms| format!("{ms:.0}")));
    table.rows.push(row("bytes of the db for each order", &grown.bytes, &|bytes| format!("{bytes:.0}")));
    table
}

fn plots(found: &Found) -> Result<Vec<crate::report::Plot>> {
    let grown = &found.grown;
    let over = |values: &[f64]| grown.orders.iter().map(|size| *size as f64).zip(values.iter().copied()).collect::<Vec<_>>();
    let calls = Lines {
        file: "backend-growth.svg",
        alt: "The median time of each call over the number of orders in the db; both axes grow tenfold.",
        title: "How cost grows: the median of each call",
        axes: ("orders in the db", "ms"),
        tenfold: true,
        lines: grown.calls.iter().map(|(name, medians)| ((*name).to_owned(), over(medians))).collect(),
    };
    let starts = Lines {
        file: "backend-starts.svg",
        alt: "The time from the backend's start to its first answer, over the number of orders in the db.",
        title: "Start until ready",
        axes: ("orders in the db", "ms"),
        tenfold: false,
        lines: vec![("start until ready".to_owned(), over(&grown.starts))],
    };
    let bar = |name: &str, rate: f64, limit: f64| (name.to_owned(), rate / limit, ratio(rate, limit));
    let carried = Bars {
        file: "backend-rates.svg",
        alt: "The highest rates on SQLite and on Postgres, each beside its limit.",
        title: "Highest rates beside the limits of the machine",
        bars: vec![
            bar("limit", 1.0, 1.0),
            bar("charges made, SQLite", found.sqlite.charges.rate, found.commits),
            bar("charges made, Postgres", found.postgres.charges.rate, found.commits),
            bar("webhooks in, SQLite", found.sqlite.webhooks.rate, found.commits),
            bar("webhooks in, Postgres", found.postgres.webhooks.rate, found.commits),
            bar("orders read, SQLite", found.sqlite.reads.rate, found.nothing.rate),
            bar("orders read, Postgres", found.postgres.reads.rate, found.nothing.rate),
        ],
    };
    Ok(vec![carried.draw()?, calls.draw()?, starts.draw()?])
}

fn notes(found: &Found) -> Vec<String> {
    let missed: Vec<String> = targets(found)
        .into_iter()
        .filter(|target| !target.met)
        .map(|target| format!("{} ({})", target.claim, target.ratio))
        .collect();
    let mut notes = Vec::new();
    if !missed.is_empty() {
        notes.push(format!("Missed: {}.", missed.join("; ")));
    }
    notes.push(
        "A list by a piece of text looks at the newest 10,000 orders until it has found enough, because the piece may stand anywhere in \
         an id, a name or a reference: its cost grows until there are so many, and no further. A list of those paid reads on by age where \
         hardly any order is."
            .to_owned(),
    );
    notes
}

fn rate(carried: &Carried) -> String {
    format!("{}{:.0}", if carried.kept { "" } else { "~" }, carried.rate)
}

/// `10^6` as `1M`.
fn short(orders: i64) -> String {
    match orders {
        many if many >= 1_000_000 => format!("{}M", many / 1_000_000),
        some if some >= 1_000 => format!("{}k", some / 1_000),
        few => few.to_string(),
    }
}

fn milliseconds(ms: f64) -> String {
    format!("{ms:.2} ms")
}
