//! The driver's process: started on a free port, and ended, with the browser it started, when dropped.

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    os::unix::process::CommandExt as _,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use super::engine::Engine;
use crate::product::eventually;

/// A driver that answers at [`Driver::url`] for as long as this is kept.
pub(super) struct Driver {
    process: Child,
    port: u16,
    session: Option<String>,
}

/// How often a free port may be taken by somebody else between being found and being listened at.
const TRIES: u32 = 5;

impl Driver {
    /// Starts the engine's driver and returns when it listens.
    pub(super) async fn start(engine: Engine) -> Self {
        if engine.hides_its_port() {
            return Self::start_silent(engine).await;
        }
        (0..TRIES).find_map(|_| Self::try_start(engine)).expect("the driver finds a port and says which")
    }

    /// Chromedriver wants one port of both IPv4 and IPv6, and ends when another one of it is quicker at the second.
    fn try_start(engine: Engine) -> Option<Self> {
        let mut process = spawn(engine, Stdio::piped());
        let mut lines = BufReader::new(process.stdout.take().expect("stdout was asked to be piped")).lines();
        let Some(port) = lines.by_ref().map_while(Result::ok).find_map(|line| engine.port_in(&line)) else {
            // It has closed its end, so it is ending.
            _ = process.wait();
            return None;
        };
        // A full pipe would stop it: somebody must read on.
        thread::spawn(move || lines.for_each(drop));
        Some(Self { process, port, session: None })
    }

    async fn start_silent(engine: Engine) -> Self {
        let process = spawn(engine, Stdio::null());
        let port = eventually("the driver to listen", async || listened_at(process.id()).ok_or_else(|| "nothing".to_owned()));
        let port = port.await;
        Self { process, port, session: None }
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// From now on, this session's browser ends with the driver.
    pub(super) fn ends_with(&mut self, session: &str) {
        self.session = Some(session.to_owned());
    }

    /// Asks it to close its browser: a driver that is killed leaves it behind.
    fn close(&self, session: &str) -> io::Result<()> {
        let mut socket = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        socket.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(socket, "DELETE /session/{session} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        // The answer comes once the browser has ended; what it says does not matter.
        socket.read(&mut [0; 64]).map(drop)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        _ = self.session.as_ref().map(|session| self.close(session));
        // A browser that is slow to close is ended with its driver: they are one group of processes, and nobody else is in it.
        _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.process.id())]).stderr(Stdio::null()).status();
        _ = self.process.wait();
    }
}

fn spawn(engine: Engine, out: Stdio) -> Child {
    let mut command = engine.driver();
    command.process_group(0).stdin(Stdio::null()).stdout(out).stderr(Stdio::null()).spawn().unwrap_or_else(|error| {
        panic!("{:?} cannot be started ({error}): run `cargo xtask test`, which installs it", command.get_program())
    })
}

/// The port a process listens at: the one of Linux's listening sockets that it holds open.
fn listened_at(process: u32) -> Option<u16> {
    let held = fs::read_dir(format!("/proc/{process}/fd")).ok()?.flatten();
    let held: Vec<String> = held
        .filter_map(|open| Some(fs::read_link(open.path()).ok()?.to_str()?.strip_prefix("socket:[")?.replace(']', "")))
        .collect();
    let table = fs::read_to_string(format!("/proc/{process}/net/tcp")).ok()?;
    table.lines().find_map(|line| {
        // "0: 0100007F:8D01 00000000:0000 0A ...": the own address, the other's, the state (0A listens), ..., the inode.
        let words: Vec<&str> = line.split_whitespace().collect();
        let listens = words.get(3) == Some(&"0A") && words.get(9).is_some_and(|inode| held.iter().any(|held| held == inode));
        let port = words.get(1)?.split_once(':')?.1;
        if listens { u16::from_str_radix(port, 16).ok() } else { None }
    })
}
