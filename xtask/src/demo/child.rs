//! A program of ours that runs beside us, and ends when we do. What it does meanwhile is not known here.

use std::{
    process::{self, Command, Stdio},
    sync::mpsc::{Receiver, TryRecvError},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use xtask::process::{answers, ends_with_us};

/// How long a program may take to answer for the first time.
const START: Duration = Duration::from_secs(30);
/// How long it may take to finish what it has begun, once told to end.
const END: Duration = Duration::from_secs(5);

/// Ends when dropped.
pub(super) struct Child {
    /// As a sentence begins with it: "the backend".
    name: &'static str,
    process: process::Child,
}

impl Child {
    /// Starts it. What it prints is not for whoever runs the demo; what goes wrong is.
    pub(super) fn start(name: &'static str, command: &mut Command) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::null());
        ends_with_us(command);
        let process = command.spawn().with_context(|| format!("{name} could not be started"))?;
        Ok(Self { name, process })
    }

    /// Returns as soon as `GET path` is answered with 200. Fails when it ends first, takes too long, or we are told to end.
    pub(super) fn wait_until_it_answers(&mut self, port: u16, path: &str, ended: &Receiver<()>) -> Result<()> {
        let start = Instant::now();
        while !answers(port, path) {
            self.must_be_running()?;
            ensure!(ended.try_recv() == Err(TryRecvError::Empty), "ended before everything had started");
            ensure!(start.elapsed() < START, "{} does not answer at http://127.0.0.1:{port}{path}", self.name);
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Fails when it has ended by itself.
    pub(super) fn must_be_running(&mut self) -> Result<()> {
        if let Some(status) = self.process.try_wait()? {
            bail!("{} has ended ({status}); what it wrote above says why", self.name);
        }
        Ok(())
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        ask_to_end(&self.process);
        let start = Instant::now();
        while start.elapsed() < END {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        // It may have ended just now, which is as good.
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

#[cfg(unix)]
fn ask_to_end(process: &process::Child) {
    if let Some(id) = i32::try_from(process.id()).ok().and_then(rustix::process::Pid::from_raw) {
        // It may have ended already, which is as good.
        _ = rustix::process::kill_process(id, rustix::process::Signal::TERM);
    }
}

/// There is no way to ask; it is killed.
#[cfg(not(unix))]
fn ask_to_end(_: &process::Child) {}
