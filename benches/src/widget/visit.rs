//! One visit of one shopper to one page: the page is slowed down, plays the shopper itself (`watch.js`), and is asked once, at the
//! end, what it has seen. What the numbers mean is not known here.

use std::collections::HashMap;

use anyhow::{Result, bail};
use serde::Deserialize;
use serde_json::json;

use super::devtools::Devtools;
use super::pages::Whose;

const WATCH: &str = include_str!("watch.js");

/// How slow a phone and its network are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slowness {
    /// Its name in tables.
    pub(super) name: &'static str,
    /// How many times slower than this machine; one leaves everything as it is.
    pub(super) cpu: u32,
    /// Added to each request, milliseconds; nought leaves the network as it is.
    pub(super) latency: u32,
    /// Kilobits a second, both ways.
    pub(super) kilobits: u32,
    /// How long nothing must happen for the page to be at rest, milliseconds.
    quiet: u32,
}

/// The machine as it is, a phone of the middle, and a slow one far from an antenna.
pub(super) const SLOWNESSES: [Slowness; 3] = [
    Slowness { name: "as it is", cpu: 1, latency: 0, kilobits: 0, quiet: 200 },
    Slowness { name: "CPU/4, 60 ms, 8 Mbit/s", cpu: 4, latency: 60, kilobits: 8000, quiet: 300 },
    Slowness { name: "CPU/6, 150 ms, 1.6 Mbit/s", cpu: 6, latency: 150, kilobits: 1600, quiet: 550 },
];

/// What the shopper does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Going {
    /// Looks at the page and goes.
    Looking,
    /// Presses the button as soon as it is there, and waits for the first screen.
    Hurried,
    /// Reads the page first, and goes the whole way to the slip.
    Buying,
}

/// What the page has seen, in milliseconds since it was asked for.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Seen {
    /// When something was there and painted: `button`, `rest`, `press`, `screen`, `choose`, `submit`, `slip`.
    pub(super) marks: HashMap<String, f64>,
    /// Long tasks: when they began, and how long they took.
    pub(super) tasks: Vec<(f64, f64)>,
    /// Shifts of the layout: when, and how much.
    pub(super) shifts: Vec<(f64, f64)>,
    pub(super) resources: Vec<Resource>,
    /// Bytes that WebAssembly holds.
    pub(super) wasm: f64,
    failed: Option<String>,
    /// Bytes of objects of JavaScript, after a collection.
    #[serde(default)]
    pub(super) heap: f64,
    /// Bytes that travelled for each address, without heads.
    #[serde(default)]
    pub(super) weights: HashMap<String, f64>,
}

/// What the page tells.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Told {
    Hand(Hand),
    Seen(Seen),
}

/// Where the shopper's hand goes, and what it does there.
#[derive(Debug, Deserialize)]
struct Hand {
    kind: Act,
    x: f64,
    y: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Act {
    Move,
    Press,
}

impl Hand {
    fn act(&self, page: &mut Devtools) -> Result<()> {
        let mut mouse = |kind: &str, pressed: u32| {
            let event =
                json!({ "type": kind, "x": self.x, "y": self.y, "button": "left", "buttons": pressed, "clickCount": 1 });
            page.ask("Input.dispatchMouseEvent", event)
        };
        match self.kind {
            Act::Move => mouse("mouseMoved", 0)?,
            Act::Press => {
                mouse("mousePressed", 1)?;
                mouse("mouseReleased", 0)?
            }
        };
        Ok(())
    }
}

/// Something that was fetched.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Resource {
    pub(super) name: String,
    pub(super) start_time: f64,
    pub(super) response_end: f64,
}

/// Goes to `url` and does as `going` says. With `weighed`, what travels is weighed too, which costs the page a little time.
///
/// # Errors
///
/// When the browser is gone, or the shopper does not get as far as that.
pub(super) fn pay(page: &mut Devtools, url: &str, whose: Whose, going: Going, slow: Slowness, weighed: bool) -> Result<Seen> {
    let origin = url.split('/').take(3).collect::<Vec<_>>().join("/");
    // An order that is remembered would be shown again, and this shopper buys once more.
    page.ask("Storage.clearDataForOrigin", json!({ "origin": origin, "storageTypes": "local_storage" }))?;
    slow_down(page, slow)?;
    if weighed {
        page.ask("Network.enable", json!({}))?;
    }
    let plan = json!({
        "whose": whose.id(),
        "looks": going == Going::Looking,
        "hurried": going == Going::Hurried,
        "quiet": slow.quiet,
    });
    let source = WATCH.replace("__PLAN__", &plan.to_string());
    let watch = page.ask("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }))?;
    page.ask("Runtime.enable", json!({}))?;
    page.ask("Runtime.addBinding", json!({ "name": "tell" }))?;
    page.ask("Page.navigate", json!({ "url": url }))?;
    let mut seen = loop {
        let told = page.told("Runtime.bindingCalled")?;
        match serde_json::from_str(told["payload"].as_str().unwrap_or_default())? {
            Told::Hand(hand) => hand.act(page)?,
            Told::Seen(seen) => break seen,
        }
    };
    if let Some(failed) = &seen.failed {
        bail!("{url}: {failed}");
    }

    page.ask("HeapProfiler.collectGarbage", json!({}))?;
    seen.heap = page.ask("Runtime.getHeapUsage", json!({}))?["usedSize"].as_f64().unwrap_or_default();
    seen.weights = weights(page);
    page.ask("Page.removeScriptToEvaluateOnNewDocument", json!({ "identifier": watch["identifier"] }))?;
    page.ask("Emulation.setCPUThrottlingRate", json!({ "rate": 1 }))?;
    page.ask("Page.navigate", json!({ "url": "about:blank" }))?;
    Ok(seen)
}

fn slow_down(page: &mut Devtools, slow: Slowness) -> Result<()> {
    page.ask("Emulation.setCPUThrottlingRate", json!({ "rate": slow.cpu }))?;
    if slow.latency > 0 {
        let bytes = slow.kilobits * 1000 / 8;
        page.ask("Network.enable", json!({}))?;
        let network =
            json!({ "offline": false, "latency": slow.latency, "downloadThroughput": bytes, "uploadThroughput": bytes });
        page.ask("Network.emulateNetworkConditions", network)?;
    }
    Ok(())
}

/// What the browser says has travelled, by address.
fn weights(page: &mut Devtools) -> HashMap<String, f64> {
    let mut addresses: HashMap<String, String> = HashMap::new();
    let mut weights: HashMap<String, f64> = HashMap::new();
    for (event, said) in page.told_so_far() {
        let id = said["requestId"].as_str().unwrap_or_default().to_owned();
        match event.as_str() {
            "Network.requestWillBeSent" => {
                let url = said["request"]["url"].as_str().unwrap_or_default();
                if url.starts_with("http") {
                    weights.entry(url.to_owned()).or_default();
                    addresses.insert(id, url.to_owned());
                }
            }
            // What is small is finished before its data is counted, so the server is believed.
            "Network.responseReceived" => {
                let headers = said["response"]["headers"].as_object().into_iter().flatten();
                let length = headers.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
                if let (Some(url), Some(length)) =
                    (addresses.get(&id), length.and_then(|(_, length)| length.as_str()?.parse::<u32>().ok()))
                {
                    *weights.entry(url.clone()).or_default() += f64::from(length);
                }
            }
            _ => {}
        }
    }
    weights
}

impl Seen {
    /// Milliseconds from one mark to another.
    pub(super) fn between(&self, from: &str, to: &str) -> Option<f64> {
        Some(self.marks.get(to)? - self.marks.get(from)?)
    }

    /// When something was there.
    pub(super) fn at(&self, mark: &str) -> Option<f64> {
        self.marks.get(mark).copied()
    }

    /// From the answer with the slip, or where it needs none from the press, to the slip.
    pub(super) fn drawn(&self) -> Option<f64> {
        let answer = self.resources.iter().rev().find(|resource| resource.name.ends_with("/charges"));
        let from = answer.map_or_else(|| self.at("submit"), |resource| Some(resource.response_end))?;
        Some(self.at("slip")? - from)
    }

    /// The long tasks that began between two marks; nothing stands for the beginning, or for the end.
    pub(super) fn tasks(&self, from: Option<&str>, to: Option<&str>) -> Vec<f64> {
        let from = from.map_or(Some(0.0), |mark| self.at(mark)).unwrap_or(f64::INFINITY);
        let to = to.and_then(|mark| self.at(mark)).unwrap_or(f64::INFINITY);
        self.tasks.iter().filter(|(start, _)| (from..to).contains(start)).map(|(_, took)| *took).collect()
    }

    /// How much the layout has shifted in all.
    pub(super) fn shifted(&self) -> f64 {
        self.shifts.iter().map(|(_, by)| by).sum()
    }
}
