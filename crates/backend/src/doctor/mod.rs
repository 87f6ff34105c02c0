//! The doctor: looks whether everything is as it should be, and says what to do where it is not. It changes nothing, but for
//! the line by which it sees that the db can be written to.
//!
//! The db is looked at in `keeping.rs`, the providers in `collecting.rs`; the two never meet.

pub mod collecting;
pub mod keeping;

use crate::config::Config;
use crate::config::origins::is_loopback;
use crate::serve;
use crate::witness::TOLERANCE;
use bytes::Bytes;
use http::Request;
use providers::http::Http;
use std::fmt;

/// How good it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// As it should be.
    Fine,
    /// It works, and somebody should look at it.
    Doubtful,
    /// It does not work.
    Wrong,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How good it is.
    pub grade: Grade,
    /// What was looked at.
    pub about: String,
    /// How it is, and what to do.
    pub said: String,
}

impl Finding {
    fn new(grade: Grade, about: &str, said: impl Into<String>) -> Self {
        Self { grade, about: about.to_owned(), said: said.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grade = match self.grade {
            Grade::Fine => "fine    ",
            Grade::Doubtful => "doubtful",
            Grade::Wrong => "WRONG   ",
        };
        write!(f, "{grade}  {}: {}", self.about, self.said)
    }
}

/// Looks at everything.
pub async fn examine(config: &Config, http: &dyn Http) -> Vec<Finding> {
    let mut findings = vec![settings(config)];
    findings.push(widget(config));
    findings.extend(keeping::examine(config).await);
    findings.extend(collecting::examine(config, http).await);
    findings.push(reached(config, http).await);
    findings
}

fn settings(config: &Config) -> Finding {
    let said = serve::counters(config).and_then(|counters| serve::refuse_if_unsafe(config, &counters));
    match said {
        Ok(()) => Finding::new(Grade::Fine, "configuration", format!("safe, and it moves {} money", money(config))),
        Err(reason) => Finding::new(Grade::Wrong, "configuration", format!("{reason:#}")),
    }
}

fn money(config: &Config) -> &'static str {
    match config.mode {
        crate::config::Mode::Live => "real",
        crate::config::Mode::Test => "no real",
    }
}

fn widget(config: &Config) -> Finding {
    match serve::assets(config) {
        Ok(files) if files.is_empty() => {
            Finding::new(Grade::Doubtful, "widget", "there is none to serve: set assets_dir to the folder it was built into")
        }
        Ok(files) => Finding::new(Grade::Fine, "widget", format!("{} files", files.len())),
        Err(reason) => Finding::new(Grade::Wrong, "widget", format!("{reason:#}")),
    }
}

/// How far this machine's clock is ahead of another's.
fn clock(whose: &str, ahead: i64) -> Finding {
    if ahead.abs() <= TOLERANCE {
        return Finding::new(Grade::Fine, "clock", format!("{whose} says the same time"));
    }
    let way = if ahead > 0 { "ahead of" } else { "behind" };
    let said = format!("{} seconds {way} {whose}: let this machine keep time by NTP, or theirs", ahead.abs());
    Finding::new(Grade::Wrong, "clock", said)
}

/// Whether a backend answers where the world is told that it is.
async fn reached(config: &Config, http: &dyn Http) -> Finding {
    let about = "public_url";
    if is_loopback(&config.public_url) {
        let said = format!("{} is this machine: no customer reaches it", config.public_url);
        return Finding::new(Grade::Doubtful, about, said);
    }
    let url = format!("{}/healthz", config.public());
    let Ok(request) = Request::get(&url).body(Bytes::new()) else {
        return Finding::new(Grade::Wrong, about, format!("{url} is no address"));
    };
    match http.send(request).await {
        Ok(answer) if answer.status().is_success() => Finding::new(Grade::Fine, about, format!("{url} answers")),
        Ok(answer) => Finding::new(Grade::Wrong, about, format!("{url} answers {}: is the proxy right?", answer.status())),
        Err(_) => Finding::new(Grade::Wrong, about, format!("{url} does not answer: is the backend running, and the proxy?")),
    }
}
