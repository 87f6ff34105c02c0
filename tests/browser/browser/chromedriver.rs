//! The driver's process: started on a free port, ended when dropped.

use std::{
    env,
    ffi::OsString,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

/// A chromedriver that answers at [`Chromedriver::url`] for as long as this is kept.
pub(super) struct Chromedriver {
    process: Child,
    port: u16,
}

/// How often a free port may be taken by somebody else between being found and being listened at.
const TRIES: u32 = 5;

impl Chromedriver {
    /// Starts `CHROMEDRIVER`, or the one on the `PATH`, and returns when it listens.
    pub(super) fn start() -> Self {
        (0..TRIES).find_map(|_| Self::try_start()).expect("chromedriver finds a port and says which")
    }

    /// Chromedriver wants one port of both IPv4 and IPv6, and ends when another one of it is quicker at the second.
    fn try_start() -> Option<Self> {
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| OsString::from("chromedriver"));
        let mut process = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("{program:?} cannot be started ({error}): run `cargo xtask test`, which installs it")
            });
        let mut lines = BufReader::new(process.stdout.take().expect("stdout was asked to be piped")).lines();
        let Some(port) = lines.by_ref().map_while(Result::ok).find_map(|line| port_in(&line)) else {
            // It has closed its end, so it is ending.
            _ = process.wait();
            return None;
        };
        // A full pipe would stop it: somebody must read on.
        thread::spawn(move || lines.for_each(drop));
        Some(Self { process, port })
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// `ChromeDriver was started successfully on port 41233.`
fn port_in(line: &str) -> Option<u16> {
    line.split_once("started successfully on port ")?.1.trim_end_matches('.').parse().ok()
}

impl Chromedriver {
    /// Asks it to end, with every browser it has started: one that is killed leaves them behind.
    fn shut_down(&self) -> io::Result<()> {
        let mut socket = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
        socket.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(socket, "GET /shutdown HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        socket.read_to_end(&mut Vec::new()).map(drop)
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        _ = self.shut_down();
        _ = self.process.kill();
        _ = self.process.wait();
    }
}
