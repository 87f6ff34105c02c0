//! Plots as SVG: black lines and letters on white paper, so that they read in light and in dark.
//!
//! Two kinds, because two are needed: lines over something that grows, and bars beside each other. What they show is not known here.

use anyhow::{Result, anyhow};
use plotters::coord::ranged1d::{AsRangedCoord, Ranged, ValueFormatter};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::Plot;

/// Width and height of a plot of lines, and how much of the width its lines' names take, in pixels.
const LINES: (u32, u32, u32) = (820, 400, 200);
/// Width of a plot of bars, the height of one of them, and of the title above them.
const BARS: (u32, u32, u32) = (760, 30, 64);
/// How much of a plot of bars the names of the bars take.
const NAMES: u32 = 250;
pub(super) const FONT: &str = "sans-serif";
/// Of words.
const DARK: RGBColor = RGBColor(40, 40, 40);
/// Colours that are told apart by who sees colours otherwise, too (Okabe and Ito).
pub(super) const COLOURS: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(120, 120, 120),
    RGBColor(230, 159, 0),
    RGBColor(0, 0, 0),
];

/// Lines over an axis that grows tenfold from mark to mark.
pub(crate) struct Lines<'a> {
    /// Its name in the folder: `backend-growth.svg`.
    pub(crate) file: &'a str,
    /// What somebody who cannot see it should know.
    pub(crate) alt: &'a str,
    /// What stands above it.
    pub(crate) title: &'a str,
    /// What the axes count.
    pub(crate) axes: (&'a str, &'a str),
    /// Whether the upright axis grows tenfold, too; else it begins at nought.
    pub(crate) tenfold: bool,
    /// Each line: its name, and where it leads.
    pub(crate) lines: Vec<(String, Vec<(f64, f64)>)>,
}

/// Bars that lie one above the other.
pub(crate) struct Bars<'a> {
    /// Its name in the folder.
    pub(crate) file: &'a str,
    /// What somebody who cannot see it should know.
    pub(crate) alt: &'a str,
    /// What stands above it.
    pub(crate) title: &'a str,
    /// Each bar: its name, how long it is, and what is written at its end.
    pub(crate) bars: Vec<(String, f64, String)>,
}

impl Lines<'_> {
    /// Draws it.
    ///
    /// # Errors
    ///
    /// When there is no point to draw.
    pub(crate) fn draw(&self) -> Result<Plot> {
        let points = || self.lines.iter().flat_map(|(_, points)| points);
        let (left, right) = ends(points().map(|point| point.0))?;
        let (low, high) = ends(points().map(|point| point.1))?;
        let across = (left..right).log_scale();
        let svg = if self.tenfold {
            self.on(across, (low.max(1e-6) / 1.6..high * 1.6).log_scale())
        } else {
            self.on(across, 0.0..high * 1.12)
        }?;
        Ok(Plot { file: self.file.to_owned(), alt: self.alt.to_owned(), svg })
    }

    fn on<X, Y>(&self, across: X, upright: Y) -> Result<String>
    where
        X: AsRangedCoord<Value = f64>,
        Y: AsRangedCoord<Value = f64>,
        X::CoordDescType: Ranged<ValueType = f64> + ValueFormatter<f64>,
        Y::CoordDescType: Ranged<ValueType = f64> + ValueFormatter<f64>,
    {
        let mut svg = String::new();
        {
            let (width, height, names) = LINES;
            let paper = paper(&mut svg, (width, height))?;
            let (graph, beside) = paper.split_horizontally(width - names);
            let mut chart = ChartBuilder::on(&graph)
                .caption(self.title, (FONT, 19))
                .margin(14)
                .margin_right(18)
                .x_label_area_size(46)
                .y_label_area_size(64)
                .build_cartesian_2d(across, upright)
                .map_err(undrawn)?;
            chart
                .configure_mesh()
                .light_line_style(WHITE)
                .bold_line_style(RGBColor(225, 225, 225))
                .axis_style(RGBColor(90, 90, 90))
                .x_desc(self.axes.0)
                .y_desc(self.axes.1)
                .label_style((FONT, 14))
                .axis_desc_style((FONT, 14))
                .x_label_formatter(&|value| short(*value))
                .y_label_formatter(&|value| short(*value))
                .draw()
                .map_err(undrawn)?;
            for (at, (name, points)) in self.lines.iter().enumerate() {
                let colour = COLOURS[at % COLOURS.len()];
                chart.draw_series(LineSeries::new(points.iter().copied(), colour.stroke_width(2))).map_err(undrawn)?;
                chart.draw_series(points.iter().map(|point| Circle::new(*point, 4, colour.filled()))).map_err(undrawn)?;
                // Beside the lines, where it hides none of them.
                let row = 60 + 24 * i32::try_from(at)?;
                beside.draw(&PathElement::new([(4, row), (24, row)], colour.stroke_width(3))).map_err(undrawn)?;
                let words = (FONT, 14).into_font().color(&DARK).pos(Pos::new(HPos::Left, VPos::Center));
                beside.draw_text(name, &words, (32, row)).map_err(undrawn)?;
            }
            paper.present().map_err(undrawn)?;
        }
        Ok(svg)
    }
}

impl Bars<'_> {
    /// Draws it.
    ///
    /// # Errors
    ///
    /// When there is no bar to draw.
    pub(crate) fn draw(&self) -> Result<Plot> {
        let (width, thick, above) = BARS;
        let count = u32::try_from(self.bars.len())?;
        let (_, longest) = ends(self.bars.iter().map(|bar| bar.1))?;
        // Room for what is written at the end of the longest.
        let room = f64::from(width - NAMES - 150);
        let mut svg = String::new();
        {
            let paper = paper(&mut svg, (width, above + count * thick + 14))?;
            let words = |size: i32, across: HPos| (FONT, size).into_font().color(&DARK).pos(Pos::new(across, VPos::Center));
            let title = words(19, HPos::Left);
            paper.draw_text(self.title, &title, (16, 26)).map_err(undrawn)?;
            for (at, (name, long, written)) in (0u32..).zip(&self.bars) {
                let top = i32::try_from(above + at * thick)?;
                let middle = top + i32::try_from(thick)? / 2;
                let from = i32::try_from(NAMES)?;
                // A bar is a whole number of pixels long, and never longer than the paper.
                let to = from + (room * long / longest) as i32;
                let colour = COLOURS[if at == 0 { 0 } else { 5 }];
                let bar =
                    Rectangle::new([(from, top + 5), (to.max(from + 1), top + i32::try_from(thick)? - 5)], colour.filled());
                paper.draw(&bar).map_err(undrawn)?;
                paper.draw_text(name, &words(14, HPos::Right), (from - 10, middle)).map_err(undrawn)?;
                paper.draw_text(written, &words(14, HPos::Left), (to + 8, middle)).map_err(undrawn)?;
            }
            paper.present().map_err(undrawn)?;
        }
        Ok(Plot { file: self.file.to_owned(), alt: self.alt.to_owned(), svg })
    }
}

pub(super) fn paper(svg: &mut String, size: (u32, u32)) -> Result<DrawingArea<SVGBackend<'_>, plotters::coord::Shift>> {
    let paper = SVGBackend::with_string(svg, size).into_drawing_area();
    paper.fill(&WHITE).map_err(undrawn)?;
    Ok(paper)
}

/// The least and the most.
fn ends(values: impl Iterator<Item = f64>) -> Result<(f64, f64)> {
    values
        .fold(None, |ends: Option<(f64, f64)>, value| {
            Some(ends.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
        })
        .ok_or_else(|| anyhow!("a plot without a point"))
}

pub(super) fn undrawn(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("a plot cannot be drawn: {error}")
}

/// A number as an axis has it: `0.25`, `20`, `10k`, `1M`.
fn short(value: f64) -> String {
    let (value, unit) = match value {
        many if many >= 999_999.5 => (many / 1e6, "M"),
        many if many >= 9_999.5 => (many / 1e3, "k"),
        few => (few, ""),
    };
    let text = format!("{value:.2}");
    format!("{}{unit}", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_is_short_of_words() {
        let check = |value: f64, expected: &str| assert_eq!(short(value), expected);
        check(0.25, "0.25");
        check(20.0, "20");
        check(1_000.0, "1000");
        check(10_000.0, "10k");
        check(1_000_000.0, "1M");
    }

    #[test]
    fn a_plot_is_drawn_on_white_paper_with_its_words() {
        let lines = Lines {
            file: "a.svg",
            alt: "Growing.",
            title: "Growth",
            axes: ("orders", "ms"),
            tenfold: false,
            lines: vec![("GET order".to_owned(), vec![(1e3, 0.4), (1e4, 0.5), (1e5, 0.5)])],
        };
        let svg = lines.draw().unwrap().svg;
        assert!(["Growth", "GET order", "100k", "#FFFFFF"].iter().all(|word| svg.contains(word)), "{svg}");
        let bars =
            Bars { file: "b.svg", alt: "Less.", title: "Bytes", bars: vec![("Ficha".to_owned(), 56.0, "56 kB".to_owned())] };
        let svg = bars.draw().unwrap().svg;
        assert!(["Bytes", "Ficha", "56 kB"].iter().all(|word| svg.contains(word)), "{svg}");
    }

    #[test]
    fn nothing_cannot_be_drawn() {
        let bars = Bars { file: "b.svg", alt: "", title: "", bars: Vec::new() };
        assert!(bars.draw().is_err());
    }
}
