//! Bars in groups as SVG: the same things, compared by one measure after another. A thing has its colour, the same in every group, and
//! each group is drawn to a scale of its own, because its numbers are another kind. What they show is not known here.

use anyhow::Result;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::Plot;
use super::plot::{COLOURS, FONT, paper, undrawn};

/// Pixels: the whole width, a bar's height, a group's heading, what stands above and below all.
const WIDTH: u32 = 760;
const THICK: u32 = 26;
const HEADING: u32 = 40;
const ABOVE: u32 = 48;
const BELOW: u32 = 16;
/// How much the names of the bars take, and what is written at their ends.
const NAMES: u32 = 180;
const ENDS: u32 = 190;

/// What is compared, and its bars: name, how long, and what is written at the end.
pub(crate) type Group = (String, Vec<(String, f64, String)>);

/// Bars in groups.
pub(crate) struct Groups<'a> {
    /// Its name in the folder.
    pub(crate) file: &'a str,
    /// What somebody who cannot see it should know.
    pub(crate) alt: &'a str,
    /// What stands above it.
    pub(crate) title: &'a str,
    /// The groups, in which the same name stands for the same thing.
    pub(crate) groups: Vec<Group>,
}

impl Groups<'_> {
    /// Draws it.
    ///
    /// # Errors
    ///
    /// When it has more bars than fit on a picture.
    pub(crate) fn draw(&self) -> Result<Plot> {
        let bars: u32 = u32::try_from(self.groups.iter().map(|(_, bars)| bars.len()).sum::<usize>())?;
        let height = ABOVE + u32::try_from(self.groups.len())? * HEADING + bars * THICK + BELOW;
        let mut things: Vec<&str> = Vec::new();
        let mut svg = String::new();
        {
            let paper = paper(&mut svg, (WIDTH, height))?;
            let dark = RGBColor(40, 40, 40);
            let words = |size: i32, across: HPos| (FONT, size).into_font().color(&dark).pos(Pos::new(across, VPos::Center));
            paper.draw_text(self.title, &words(19, HPos::Left), (16, 26)).map_err(undrawn)?;
            let from = i32::try_from(NAMES)?;
            let mut top = i32::try_from(ABOVE)?;
            for (compared, bars) in &self.groups {
                paper.draw_text(compared, &words(14, HPos::Left), (16, top + 24)).map_err(undrawn)?;
                top += i32::try_from(HEADING)?;
                let longest = bars.iter().map(|bar| bar.1).fold(f64::MIN_POSITIVE, f64::max);
                for (name, long, written) in bars {
                    let known = things.iter().position(|thing| thing == name);
                    let thing = known.unwrap_or_else(|| {
                        things.push(name);
                        things.len() - 1
                    });
                    // A bar is a whole number of pixels long; one of nothing can still be seen.
                    let to = from + ((f64::from(WIDTH - NAMES - ENDS) * long / longest) as i32).max(1);
                    let (middle, below) = (top + i32::try_from(THICK)? / 2, top + i32::try_from(THICK)?);
                    let bar = Rectangle::new([(from, top + 4), (to, below - 4)], COLOURS[thing % COLOURS.len()].filled());
                    paper.draw(&bar).map_err(undrawn)?;
                    paper.draw_text(name, &words(14, HPos::Right), (from - 10, middle)).map_err(undrawn)?;
                    paper.draw_text(written, &words(14, HPos::Left), (to + 8, middle)).map_err(undrawn)?;
                    top = below;
                }
            }
            paper.present().map_err(undrawn)?;
        }
        Ok(Plot { file: self.file.to_owned(), alt: self.alt.to_owned(), svg })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_has_one_colour_in_every_group() {
        let bar = |name: &str, long| (name.to_owned(), long, String::new());
        let groups = vec![
            ("bytes".to_owned(), vec![bar("Ficha", 1.0), bar("twin", 9.0)]),
            ("time".to_owned(), vec![bar("twin", 3.0), bar("Ficha", 0.0)]),
        ];
        let svg = Groups { file: "a.svg", alt: "", title: "Both", groups }.draw().unwrap().svg;
        assert_eq!((svg.matches("#0072B2").count(), svg.matches("#D55E00").count()), (2, 2), "{svg}");
    }
}
