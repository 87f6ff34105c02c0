//! The backend's bench: what it can carry, and how that compares with the limits of this machine, found in the same run.
//!
//! The widget is not known here.

use anyhow::Result;

use crate::programs::{free_port, scratch};
use crate::report::plot::{Bars, Lines};
use crate::report::{Section, Table, Target, machine, ratio};
use crate::shop::Shop;

/// What the backend's bench is told.
#[derive(clap::Args)]
pub(crate) struct Asked {
    #[command(flatten)]
    pub(crate) wanted: crate::Wanted,
}

/// Measures it all, one after the other.
///
/// # Errors
///
/// When a program cannot be started, or answers what it should not.
pub(crate) fn measure(asked: &Asked) -> Result<Section> {
    let folder = tempfile::tempdir_in(scratch()?)?;
    let shop = Shop::on_sqlite(folder.path(), free_port()?)?;
    let starts = if asked.wanted.short { 3 } else { 10 };
    let provider = shop.provider()?;
    shop.token()?;
    shop.sell("btn_bench")?;
    let mut table =
        Table::new("Start-up: from the program's start to its first answer at /readyz", &["start", "ms", "memory, MB"]);
    let mut times = Vec::new();
    for start in 1..=starts {
        let backend = shop.open()?;
        let time = backend.until_ready.as_secs_f64() * 1e3;
        let memory = backend.resident()? / 1_000_000;
        table.rows.push(vec![start.to_string(), format!("{time:.0}"), memory.to_string()]);
        times.push((f64::from(start), time));
    }
    let bars = times.iter().map(|(start, time)| (format!("start {start}"), *time, format!("{time:.0} ms"))).collect();
    drop(provider);
    let (quickest, slowest) =
        times.iter().fold((f64::MAX, 0.0_f64), |(low, high), (_, time)| (low.min(*time), high.max(*time)));
    let evenly = Target {
        claim: "It starts as soon every time: the slowest start beside the quickest".to_owned(),
        wanted: "at most 3 times".to_owned(),
        measured: format!("{slowest:.0} ms beside {quickest:.0} ms"),
        ratio: ratio(slowest, quickest),
        met: slowest <= 3.0 * quickest,
    };
    Ok(Section {
        id: "backend",
        title: "The backend",
        how: "How soon it answers after it was started, so far.".to_owned(),
        versions: vec![("rustc", machine::said_by("rustc", &["--version"]))],
        targets: vec![evenly],
        tables: vec![table],
        plots: vec![
            Bars { file: "backend-starts.svg", alt: "Each start.", title: "Start-up", bars }.draw()?,
            Lines {
                file: "backend-starting.svg",
                alt: "Each start.",
                title: "Start-up",
                axes: ("start", "ms"),
                tenfold: false,
                lines: vec![("until ready".to_owned(), times)],
            }
            .draw()?,
        ],
        notes: Vec::new(),
    })
}
