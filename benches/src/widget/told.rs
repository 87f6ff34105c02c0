//! The visits as tables, targets and pictures: medians with their ends, and ratios between those who were measured. How anything was
//! measured is not known here.

use super::Kind;
use super::pages::Whose;
use super::spread::Spread;
use super::visit::{SLOWNESSES, Seen, Slowness};
use super::weigh::{Load, Weight};
use super::{Found, PHASES};
use crate::report::groups::{Group, Groups};
use crate::report::{Plot, Table, Target, ratio};

/// The middle slowness, at which everything is promised.
const MIDDLE: Slowness = SLOWNESSES[1];

/// Something of a visit that is compared: its name, in which visit it is seen, and what it is.
struct Measure {
    name: &'static str,
    kind: Kind,
    of: fn(&Seen) -> Option<f64>,
}

/// In milliseconds.
const TIMES: [Measure; 7] = [
    Measure { name: "button can be pressed", kind: Kind::Cold, of: |seen| seen.at("button") },
    Measure { name: "the same, once more", kind: Kind::Warm, of: |seen| seen.at("button") },
    Measure { name: "pressed at once, to the first screen", kind: Kind::Hurried, of: |seen| seen.between("press", "screen") },
    Measure { name: "pressed after a look, to the first screen", kind: Kind::Cold, of: |seen| seen.between("press", "screen") },
    Measure { name: "the same, once more", kind: Kind::Warm, of: |seen| seen.between("press", "screen") },
    Measure { name: "submit to slip", kind: Kind::Cold, of: |seen| seen.between("submit", "slip") },
    Measure { name: "answer to slip", kind: Kind::Cold, of: Seen::drawn },
];
const BUTTON: &Measure = &TIMES[0];
const AT_ONCE: &Measure = &TIMES[2];
const AFTER_A_LOOK: &Measure = &TIMES[3];
const SLIP: &Measure = &TIMES[6];

const HEAP: Measure = Measure { name: "JavaScript's objects", kind: Kind::Cold, of: |seen| Some(seen.heap) };
const WASM: Measure = Measure { name: "WebAssembly's memory", kind: Kind::Cold, of: |seen| Some(seen.wasm) };
const LONGEST: Measure =
    Measure { name: "longest task after load", kind: Kind::Cold, of: |seen| Some(longest(&seen.tasks(Some("button"), None))) };
const LONGEST_PRESSED: Measure = Measure {
    name: "longest task from the press on",
    kind: Kind::Cold,
    of: |seen| Some(longest(&seen.tasks(Some("press"), None))),
};
const SHIFTED: Measure = Measure { name: "layout shift", kind: Kind::Cold, of: |seen| Some(seen.shifted()) };

/// What has travelled by some moment: its name, and which of the loads.
type Travelled = (&'static str, fn(&Weight) -> Load);

fn longest(tasks: &[f64]) -> f64 {
    tasks.iter().copied().fold(0.0, f64::max)
}

impl Found {
    fn spread(&self, whose: Whose, slow: Slowness, measure: &Measure) -> Spread {
        self.visits.of(whose, slow, measure.kind).iter().filter_map(measure.of).collect()
    }

    fn median(&self, whose: Whose, measure: &Measure) -> f64 {
        self.spread(whose, MIDDLE, measure).median().unwrap_or(f64::NAN)
    }

    fn weight(&self, whose: Whose) -> Weight {
        self.weights.iter().find(|(other, _)| *other == whose).map(|(_, weight)| *weight).expect("everybody was weighed")
    }

    /// All tables, in the order of a visit.
    pub(super) fn tables(&self) -> Vec<Table> {
        let mut tables = vec![self.bytes()];
        tables.extend(SLOWNESSES.map(|slow| self.times(slow)));
        tables.extend([self.tasks(), self.memory(), self.ratios()]);
        tables
    }

    fn bytes(&self) -> Table {
        let head =
            ["", "page, button out of sight", "page at rest, button in sight", "until the first screen", "until the slip"];
        let mut table = Table::new("Bytes that travel, compressed, and requests; the page itself is not among them", &head);
        for (whose, weight) in &self.weights {
            let loads = [weight.page, weight.rest, weight.screen, weight.slip]
                .map(|load| format!("{} in {}", bytes(load.bytes), load.requests));
            table.rows.push([vec![whose.name().to_owned()], loads.to_vec()].concat());
        }
        for (name, size) in &self.bundles {
            table.rows.push(
                vec![name.clone(), format!("{} in 1", bytes(*size))].into_iter().chain((0..3).map(|_| String::new())).collect(),
            );
        }
        table
    }

    fn times(&self, slow: Slowness) -> Table {
        let head: Vec<&str> = [""].into_iter().chain(TIMES.iter().map(|measure| measure.name)).collect();
        let mut table = Table::new(format!("Milliseconds, {}: median (least to most)", slow.name), &head);
        for whose in Whose::ALL {
            let cells = TIMES.iter().map(|measure| written(&self.spread(whose, slow, measure), 0));
            table.rows.push([whose.name().to_owned()].into_iter().chain(cells).collect());
        }
        table
    }

    fn tasks(&self) -> Table {
        let head: Vec<&str> =
            ["", "machine"].into_iter().chain(PHASES.iter().map(|(name, ..)| *name)).chain(["layout shift"]).collect();
        let mut table =
            Table::new("Tasks of 50 ms and more: how many in the median visit, and the longest, ms (of all visits)", &head);
        for slow in SLOWNESSES {
            for whose in Whose::ALL {
                let visits = self.visits.of(whose, slow, Kind::Cold);
                let cells = PHASES.iter().map(|(_, from, to)| {
                    let tasks: Vec<Vec<f64>> = visits.iter().map(|seen| seen.tasks(*from, *to)).collect();
                    let count: Spread = tasks.iter().map(|tasks| tasks.len() as f64).collect();
                    let long: Spread = tasks.iter().map(|tasks| longest(tasks)).collect();
                    let most = long.ends().map_or(0.0, |(_, most)| most);
                    if most < 50.0 {
                        return "none".to_owned();
                    }
                    format!("{:.0}; {:.0} ({most:.0})", count.median().unwrap_or_default(), long.median().unwrap_or_default())
                });
                let shifted = written(&self.spread(whose, slow, &SHIFTED), 3);
                table
                    .rows
                    .push([whose.name().to_owned(), slow.name.to_owned()].into_iter().chain(cells).chain([shifted]).collect());
            }
        }
        table
    }

    fn memory(&self) -> Table {
        let mut table = Table::new("Memory with the slip shown, MB, after a collection", &["", HEAP.name, WASM.name]);
        for whose in Whose::ALL {
            let cells = [&HEAP, &WASM].map(|measure| {
                let spread = self.spread(whose, SLOWNESSES[0], measure);
                spread.median().map_or_else(String::new, |median| format!("{:.2}", median / 1e6))
            });
            table.rows.push([vec![whose.name().to_owned()], cells.to_vec()].concat());
        }
        table
    }

    fn ratios(&self) -> Table {
        let others = [Whose::Twin, Whose::Adyen, Whose::AdyenPressed];
        let head: Vec<String> = others.iter().map(|other| format!("to {}", other.name())).collect();
        let head: Vec<&str> = [""].into_iter().chain(head.iter().map(String::as_str)).collect();
        let mut table =
            Table::new(format!("Ficha as a ratio to each of the others, {}: less than one is better", MIDDLE.name), &head);
        let weights: [Travelled; 3] = [
            ("bytes, button out of sight", |weight| weight.page),
            ("bytes, until the first screen", |weight| weight.screen),
            ("bytes, until the slip", |weight| weight.slip),
        ];
        for (name, of) in weights {
            let load = |whose| of(&self.weight(whose)).bytes as f64;
            let cells = others.map(|other| ratio(load(Whose::Ficha), load(other)));
            table.rows.push([vec![name.to_owned()], cells.to_vec()].concat());
        }
        for measure in [BUTTON, AT_ONCE, AFTER_A_LOOK, SLIP, &LONGEST, &LONGEST_PRESSED, &HEAP] {
            let cells = others.map(|other| {
                let compared = ratio(self.median(Whose::Ficha, measure), self.median(other, measure));
                if compared.is_empty() { "–".to_owned() } else { compared }
            });
            table.rows.push([vec![measure.name.to_owned()], cells.to_vec()].concat());
        }
        table
    }

    /// What is promised, and what came of it.
    pub(super) fn targets(&self) -> Vec<Target> {
        let ficha = self.weight(Whose::Ficha);
        let at_most = |claim: &str, load: Load, most: u64, requests: usize| Target {
            claim: claim.to_owned(),
            wanted: if requests < usize::MAX {
                format!("≤ {} in {requests}", bytes(most))
            } else {
                format!("≤ {}", bytes(most))
            },
            measured: format!("{} in {}", bytes(load.bytes), load.requests),
            ratio: ratio(load.bytes as f64, most as f64),
            met: load.bytes <= most && load.requests <= requests,
        };
        let mut targets = vec![
            at_most("a page pays 1,200 bytes for the button", ficha.page, 1200, 1),
            at_most("what the first screen needs", ficha.screen, 56_000, usize::MAX),
        ];
        for slow in SLOWNESSES {
            let shifted = self.spread(Whose::Ficha, slow, &SHIFTED);
            if slow == MIDDLE {
                targets.extend([("after load", &LONGEST), ("from the press on", &LONGEST_PRESSED)].map(|(when, measure)| {
                    let long = self.spread(Whose::Ficha, slow, measure);
                    let (median, most) = (long.median().unwrap_or(f64::NAN), long.ends().map_or(f64::NAN, |(_, most)| most));
                    Target {
                        claim: format!("no task of 50 ms {when}, {}", slow.name),
                        wanted: "longest < 50 ms".to_owned(),
                        measured: if median < 50.0 {
                            format!("none in the median visit, worst {most:.0} ms")
                        } else {
                            format!("{median:.0} ms, worst {most:.0} ms")
                        },
                        ratio: ratio(median, 50.0),
                        met: median < 50.0,
                    }
                }));
            }
            targets.push(Target {
                claim: format!("nothing jumps, {}", slow.name),
                wanted: "layout shift 0".to_owned(),
                measured: written(&shifted, 3),
                ratio: String::new(),
                met: shifted.ends().is_some_and(|(_, most)| most < 0.0005),
            });
        }
        let compared: [(&str, Whose, &Measure, f64); 6] = [
            ("button can be pressed, to Adyen's in the page", Whose::Adyen, BUTTON, 1.0),
            ("pressed at once, to Adyen on a press", Whose::AdyenPressed, AT_ONCE, 1.0),
            ("pressed after a look, to Adyen on a press", Whose::AdyenPressed, AFTER_A_LOOK, 1.0),
            ("button can be pressed, to the twin", Whose::Twin, BUTTON, 1.0),
            ("pressed after a look, to the twin", Whose::Twin, AFTER_A_LOOK, 1.5),
            ("answer to slip, to the twin", Whose::Twin, SLIP, 1.5),
        ];
        targets.extend(compared.map(|(claim, other, measure, most)| {
            let (ours, theirs) = (self.median(Whose::Ficha, measure), self.median(other, measure));
            Target {
                claim: format!("{claim}, {}", MIDDLE.name),
                wanted: format!("ratio ≤ {most}"),
                measured: format!("{ours:.0} ms to {theirs:.0} ms"),
                ratio: ratio(ours, theirs),
                met: ours <= theirs * most,
            }
        }));
        targets
    }

    /// The pictures.
    ///
    /// # Errors
    ///
    /// When one cannot be drawn.
    pub(super) fn plots(&self) -> anyhow::Result<Vec<Plot>> {
        let loads: [Travelled; 3] = [
            ("the page, before anybody has seen the button", |weight| weight.page),
            ("until the first screen can be used", |weight| weight.screen),
            ("until the slip is there", |weight| weight.slip),
        ];
        let bytes = loads.map(|(name, of)| {
            let bar =
                |(whose, weight): &(Whose, Weight)| (whose.name().to_owned(), of(weight).bytes as f64, bytes(of(weight).bytes));
            (name.to_owned(), self.weights.iter().map(bar).collect())
        });
        let times = [
            ("until the button can be pressed", BUTTON),
            ("pressed at once, until the first screen", AT_ONCE),
            ("pressed after a look, until the first screen", AFTER_A_LOOK),
            ("from the answer to the slip", SLIP),
            ("the longest task after load", &LONGEST),
        ];
        let times: Vec<Group> = times
            .into_iter()
            .map(|(name, measure)| {
                let bars = Whose::ALL.into_iter().filter_map(|whose| {
                    let spread = self.spread(whose, MIDDLE, measure);
                    Some((whose.name().to_owned(), spread.median()?, format!("{} ms", written(&spread, 0))))
                });
                (name.to_owned(), bars.collect())
            })
            .collect();
        Ok(vec![
            Groups {
                file: "widget-bytes.svg",
                alt: "Bytes that travel for Ficha, its twin in Preact, and Adyen's two forms: to the page, to the first screen, to the slip.",
                title: "Bytes that travel, compressed",
                groups: bytes.to_vec(),
            }
            .draw()?,
            Groups {
                file: "widget-times.svg",
                alt: "Milliseconds on a slowed machine for Ficha, its twin in Preact, and Adyen's two forms, from the button to the slip.",
                title: &format!("Milliseconds, {}: median (least to most)", MIDDLE.name),
                groups: times,
            }
            .draw()?,
        ])
    }
}

/// The median and the ends: `12 (9 to 20)`; one number where they are the same.
fn written(spread: &Spread, decimals: usize) -> String {
    let (Some(median), Some((least, most))) = (spread.median(), spread.ends()) else { return "–".to_owned() };
    let [median, least, most] = [median, least, most].map(|value| format!("{:.decimals$}", value.abs()));
    if least == most { median } else { format!("{median} ({least} to {most})") }
}

/// `1,022 B`.
fn bytes(count: u64) -> String {
    let (thousands, rest) = (count / 1000, count % 1000);
    if thousands == 0 { format!("{rest} B") } else { format!("{thousands},{rest:03} B") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_written_with_their_ends() {
        let check = |runs: &[f64], expected: &str| assert_eq!(written(&runs.iter().copied().collect(), 0), expected);
        check(&[], "–");
        check(&[7.2], "7");
        check(&[30.0, 10.0, 20.0], "20 (10 to 30)");
    }

    #[test]
    fn bytes_are_written_in_thousands() {
        assert_eq!([bytes(0), bytes(1022), bytes(56_000), bytes(128_284)], ["0 B", "1,022 B", "56,000 B", "128,284 B"]);
    }
}
