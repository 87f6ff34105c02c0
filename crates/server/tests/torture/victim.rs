//! The backend that is killed: the real binary with a configuration of its own, at a port that stays the same.

use crate::collectors::Collectors;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// A backend, running or dead.
pub(crate) struct Victim {
    folder: TempDir,
    collectors: &'static Collectors,
    running: Option<Child>,
}

impl Victim {
    pub(crate) fn new(port: u16, database_url: &str, provider: &sandbox::Running, collectors: &'static Collectors) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let limits =
            ["reads_per_minute", "writes_per_minute", "order_writes_per_minute", "merchant_per_minute", "webhooks_per_minute"];
        let limits: String = limits.iter().map(|limit| format!("{limit} = 0\n")).collect();
        let text = format!(
            "listen = '127.0.0.1:{port}'\nmerchant = 'Tienda Lupita'\nallowed_origins = ['loopback']\nlog_filter = 'off'\nprivate_webhooks = true\n\
             database_url = '{database_url}'\n[limits]\n{limits}{}",
            collectors.sections(provider),
        );
        std::fs::write(folder.path().join("ficha.toml"), text).unwrap();
        Self { folder, collectors, running: None }
    }

    /// Its configuration, for whoever looks into its db once it is dead.
    pub(crate) fn config(&self) -> backend::config::Config {
        let text = std::fs::read_to_string(self.folder.path().join("ficha.toml")).unwrap();
        let secrets = self.collectors.secrets().map(|(name, secret)| (name.to_owned(), secret.to_owned()));
        backend::config::Config::read(&text, secrets.collect()).unwrap()
    }

    /// Saves the buttons everybody presses, one in each country.
    pub(crate) fn sell(&self) {
        for (id, amount, currency) in [("btn_demo", "15000", "MXN"), ("btn_demo_pe", "14990", "PEN")] {
            let arguments = ["button", "add", "--id", id, "--amount", amount, "--currency", currency, "--description", "Silla"];
            let saved = self.command().args(arguments).stdout(Stdio::null()).status().unwrap();
            assert!(saved.success());
        }
    }

    /// A token for the merchant's own server.
    pub(crate) fn token(&self) -> String {
        let made = self.command().args(["token", "add", "--name", "torture"]).output().unwrap();
        assert!(made.status.success());
        String::from_utf8(made.stdout).unwrap().trim().to_owned()
    }

    pub(crate) fn start(&mut self) {
        self.kill();
        self.running = Some(self.command().arg("serve").stdout(Stdio::null()).spawn().unwrap());
    }

    /// SIGKILL: it has no moment to finish anything.
    pub(crate) fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            assert!(running.try_wait().unwrap().is_none(), "it ended by itself; what it wrote above says why");
            running.kill().unwrap();
            running.wait().unwrap();
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ficha-backend"));
        command.env_clear().current_dir(self.folder.path()).envs(self.collectors.secrets());
        command
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        if let Some(mut running) = self.running.take() {
            let _ = running.kill();
            let _ = running.wait();
        }
    }
}
