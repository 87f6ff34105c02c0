//! The page as Markdown: an opening that is always the same, then a region for each section.
//!
//! Knows no file and no clock; it is handed the page as it was, and answers with the page as it is to be.

use anyhow::{Context, Result};

use super::{Section, Table, Target};

/// What the page opens with.
const OPENING: &str = include_str!("opening.md");

/// `known` with this section in its region; a page that has none yet gets it at its end. `machine` is where it was measured.
pub(super) fn with(known: &str, section: &Section, machine: &str) -> Result<String> {
    let (begins, ends) = (format!("<!-- begins {} -->", section.id), format!("<!-- ends {} -->", section.id));
    let region = format!("{begins}\n\n{}\n{ends}", drawn(section, machine));
    let others = known.find("<!-- begins ").map_or("", |at| known[at..].trim_end());
    let regions = match others.split_once(&begins) {
        Some((before, rest)) => {
            let (_, after) = rest.split_once(&ends).with_context(|| format!("the region of `{}` has no end", section.id))?;
            format!("{before}{region}{after}")
        }
        None if others.is_empty() => region,
        None => format!("{others}\n\n{region}"),
    };
    Ok(format!("{OPENING}\n{regions}\n"))
}

fn drawn(section: &Section, machine: &str) -> String {
    let versions = section.versions.iter().map(|(name, version)| format!("{name} {version}"));
    let made_with: Vec<String> = versions.filter(|made_with| !made_with.ends_with(' ')).collect();
    let mut text =
        format!("## {}\n\n{}\n\nMeasured on {machine}; {}.\n", section.title, section.how.trim(), made_with.join(", "));
    if !section.targets.is_empty() {
        text += &format!("\n{}", table(&promised(&section.targets)));
    }
    for note in &section.notes {
        text += &format!("\n{}\n", note.trim());
    }
    for one in &section.tables {
        text += &format!("\n{}", table(one));
    }
    for plot in &section.plots {
        text += &format!("\n![{}](performance/{})\n", plot.alt, plot.file);
    }
    text
}

fn promised(targets: &[Target]) -> Table {
    let mut table = Table::new("What is claimed, and what came of it", &["claim", "wanted", "measured", "ratio", "met"]);
    table.rows = targets
        .iter()
        .map(|target| {
            let met = if target.met { "yes" } else { "**no**" };
            vec![target.claim.clone(), target.wanted.clone(), target.measured.clone(), target.ratio.clone(), met.to_owned()]
        })
        .collect();
    table
}

fn table(table: &Table) -> String {
    let row = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let rule: Vec<String> = (0..table.head.len()).map(|at| if at == 0 { "---" } else { "---:" }.to_owned()).collect();
    let rows: String = table.rows.iter().map(|cells| row(cells)).collect();
    format!("**{}**\n\n{}{}{rows}", table.caption, row(&table.head), row(&rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(id: &'static str, how: &str) -> Section {
        Section {
            id,
            title: "A part",
            how: how.to_owned(),
            versions: vec![("rustc", "1.95".to_owned()), ("nothing", String::new())],
            targets: Vec::new(),
            tables: Vec::new(),
            plots: Vec::new(),
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_section_is_written_without_touching_the_others() {
        let first = with("", &section("one", "First."), "a machine").unwrap();
        let both = with(&first, &section("two", "Second."), "a machine").unwrap();
        let again = with(&both, &section("one", "Anew."), "a machine").unwrap();
        assert!(again.starts_with(OPENING));
        assert_eq!(again.matches("<!-- begins").count(), 2);
        assert!(again.contains("Anew.") && again.contains("Second.") && !again.contains("First."), "{again}");
        assert_eq!(with(&again, &section("one", "Anew."), "a machine").unwrap(), again);
    }

    #[test]
    fn a_region_without_an_end_is_not_written_over() {
        assert!(with("<!-- begins one -->\nSomebody's words.", &section("one", "New."), "a machine").is_err());
    }

    #[test]
    fn a_table_has_its_numbers_on_the_right_and_a_missed_target_stands_out() {
        let missed = Target {
            claim: "Fast".to_owned(),
            wanted: "2".to_owned(),
            measured: "1".to_owned(),
            ratio: "0.50".to_owned(),
            met: false,
        };
        let mut part = section("one", "How.");
        part.targets.push(missed);
        let page = with("", &part, "a machine").unwrap();
        assert!(page.contains("| --- | ---: | ---: | ---: | ---: |\n| Fast | 2 | 1 | 0.50 | **no** |\n"), "{page}");
        assert!(page.contains("Measured on a machine; rustc 1.95.\n"), "{page}");
    }
}
