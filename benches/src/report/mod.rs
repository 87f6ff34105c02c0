//! What the benches have found, as one page: `performance.md`, with a region for each section between two comments, and the plots
//! beside it. A section is written without touching the others.
//!
//! What was measured is not known here, nor what a number means.

pub(crate) mod groups;
pub(crate) mod machine;
mod page;
pub(crate) mod plot;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// All that one bench has to say.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// Its name in the command: `backend`. Regions stand in the page in the order in which they were first written.
    pub(crate) id: &'static str,
    /// Its heading.
    pub(crate) title: &'static str,
    /// How it was measured, in a few sentences.
    pub(crate) how: String,
    /// What was measured with, beside the machine: `("rustc", "1.95.0")`.
    pub(crate) versions: Vec<(&'static str, String)>,
    /// What was promised, and what came of it.
    pub(crate) targets: Vec<Target>,
    /// The numbers.
    pub(crate) tables: Vec<Table>,
    /// The pictures.
    pub(crate) plots: Vec<Plot>,
    /// What must be said beside the numbers: what is missed and why, what disturbs. A paragraph each, in Markdown.
    pub(crate) notes: Vec<String>,
}

/// Rows under a head, all of the same length. Cells are Markdown without `|`; numbers stand right from the second column on.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// What it shows.
    pub(crate) caption: String,
    /// The names of its columns.
    pub(crate) head: Vec<String>,
    /// Its rows.
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    /// One without rows yet.
    pub(crate) fn new(caption: impl Into<String>, head: &[&str]) -> Self {
        Self { caption: caption.into(), head: head.iter().map(ToString::to_string).collect(), rows: Vec::new() }
    }
}

/// A claim with what was wanted and what was found, as words: `measured` with its unit, `ratio` as `1.8`.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// What is claimed.
    pub(crate) claim: String,
    /// The least or the most that keeps the claim.
    pub(crate) wanted: String,
    /// What was found.
    pub(crate) measured: String,
    /// Of what was found to what it is held against; empty where there is none.
    pub(crate) ratio: String,
    /// Whether the claim is kept.
    pub(crate) met: bool,
}

/// A picture: `file` is its name in the folder `performance`, ending in `.svg`.
#[derive(Clone, Debug)]
pub(crate) struct Plot {
    /// `backend-latency.svg`.
    pub(crate) file: String,
    /// What somebody who cannot see it should know.
    pub(crate) alt: String,
    /// The picture itself.
    pub(crate) svg: String,
}

/// Puts the section into `out/performance.md` and its plots into `out/performance/`; answers with the page's path.
///
/// # Errors
///
/// When the folder cannot be written to, or the page that is there has an opened region without an end.
pub(crate) fn write(out: &Path, section: &Section) -> Result<PathBuf> {
    let (page, plots) = (out.join("performance.md"), out.join("performance"));
    fs::create_dir_all(&plots).with_context(|| format!("cannot make {}", plots.display()))?;
    let known = match fs::read_to_string(&page) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", page.display())),
    };
    let text = page::with(&known, section, &machine::here()).with_context(|| page.display().to_string())?;
    for plot in &section.plots {
        let path = plots.join(&plot.file);
        fs::write(&path, &plot.svg).with_context(|| format!("cannot write {}", path.display()))?;
    }
    fs::write(&page, text).with_context(|| format!("cannot write {}", page.display()))?;
    Ok(page)
}

/// How one number stands to another, as the page writes it: two digits that count.
pub(crate) fn ratio(one: f64, other: f64) -> String {
    let ratio = one / other;
    if !ratio.is_finite() {
        String::new()
    } else if ratio < 0.095 {
        format!("{ratio:.3}")
    } else if ratio < 9.95 {
        format!("{ratio:.2}")
    } else {
        format!("{ratio:.0}")
    }
}
