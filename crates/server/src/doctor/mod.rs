//! The doctor: looks whether everything is as it should be, and says what to do where it is not. It changes nothing, but for
//! the line by which it sees that the db can be written to.
//!
//! The db is looked at in `keeping.rs`, the providers in `collecting.rs`; the two never meet.

pub mod collecting;
pub mod keeping;

use crate::serve;
use backend::base::web_address::is_loopback;
use backend::base::witness::TOLERANCE;
use backend::config::Config;
use backend::http::limits::unbelieved;
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

/// Examines everything the doctor knows of: configuration, db, providers, webhooks and addresses.
pub async fn examine(config: &Config, http: &dyn Http) -> Vec<Finding> {
    let mut findings = vec![settings(config)];
    findings.push(widget(config));
    findings.extend(keeping::examine(config).await);
    findings.extend(collecting::examine(config, http).await);
    findings.push(reached(config, http).await);
    findings.push(believed(config, http).await);
    findings
}

fn settings(config: &Config) -> Finding {
    let said = serve::accounts(config).and_then(|accounts| serve::refuse_if_unsafe(config, &accounts));
    match said {
        Ok(()) => Finding::new(Grade::Fine, "configuration", format!("safe, and it moves {} money", money(config))),
        Err(reason) => Finding::new(Grade::Wrong, "configuration", format!("{reason:#}")),
    }
}

fn money(config: &Config) -> &'static str {
    match config.mode {
        backend::config::Mode::Live => "real",
        backend::config::Mode::Test => "no real",
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

/// Whether the proxy in front is believed who is behind it: as the backend that runs has noticed, which our own question through
/// the proxy lets it do; else as the configuration says.
async fn believed(config: &Config, http: &dyn Http) -> Finding {
    let about = "trusted_proxies";
    let noticed = match Request::get(format!("{}/readyz", config.public())).body(Bytes::new()) {
        Ok(request) if !is_loopback(&config.public_url) => http.send(request).await.ok(),
        Ok(_) | Err(_) => None,
    };
    let noticed = noticed.map(|answer| String::from_utf8_lossy(answer.body()).into_owned()).unwrap_or_default();
    let noticed = noticed.lines().find_map(|line| line.strip_prefix("trusted_proxies: "));
    match noticed.map(str::to_owned).or_else(|| unbelieved::advice(config)) {
        Some(said) => Finding::new(Grade::Doubtful, about, said),
        None => Finding::new(Grade::Fine, about, "no proxy is known that is not believed"),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use providers::future::BoxFuture;
    use providers::http::TransportError;

    /// A backend whose `/readyz` says this.
    struct Says(&'static str);

    impl Http for Says {
        fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, http::Response<Bytes>, TransportError> {
            assert_eq!(request.uri().path(), "/readyz");
            Box::pin(async { Ok(http::Response::new(Bytes::from_static(self.0.as_bytes()))) })
        }
    }

    #[tokio::test]
    async fn a_proxy_that_is_not_believed_is_doubtful_by_what_runs_or_by_the_configuration() {
        let check = async |toml: &str, says: &'static str, expected: &str| {
            let config = Config::read(&format!("public_url = 'https://pay.example.mx'\n{toml}"), Default::default()).unwrap();
            let found = believed(&config, &Says(says)).await.to_string();
            assert!(found.starts_with(expected), "{found}");
        };
        check("", "ready\n", "fine      trusted_proxies: ").await;
        check("", "ready\ntrusted_proxies: 10.0.0.1 asks\n", "doubtful  trusted_proxies: 10.0.0.1 asks").await;
        check("listen = '0.0.0.0:80'", "ready\n", "doubtful  trusted_proxies: trusted_proxies is not set").await;
        check("listen = '0.0.0.0:80'\ntrusted_proxies = ['10.0.0.0/8']", "<html>", "fine      trusted_proxies: ").await;
    }
}
