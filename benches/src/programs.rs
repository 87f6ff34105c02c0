//! The programs that are measured, as they were built for release: found beside our own, started, and ended with us.
//!
//! What they are told is not known here.

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use xtask::process::{answers, ends_with_us};

/// How long a program may take until it answers for the first time.
const START: Duration = Duration::from_secs(120);
/// How often it is asked whether it does.
const PAUSE: Duration = Duration::from_millis(2);

/// A program that runs. It is killed when this is dropped: what is measured has been answered by then.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    /// How long it took from being started to its first good answer.
    pub(crate) until_ready: Duration,
}

impl Program {
    /// Starts it, and waits until `GET path` at `port` is answered with 200. What it says goes to our own errors.
    ///
    /// # Errors
    ///
    /// When it cannot be started, ends by itself, or does not answer within two minutes.
    pub(crate) fn start(command: &mut Command, port: u16, path: &str) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null()).stdout(Stdio::null());
        ends_with_us(command);
        let began = Instant::now();
        let child = command.spawn().with_context(|| format!("{name} could not be started"))?;
        let mut program = Self { child, until_ready: Duration::ZERO };
        while !answers(port, path) {
            if let Some(status) = program.child.try_wait()? {
                bail!("{name} has ended ({status}); what it wrote above says why");
            }
            ensure!(began.elapsed() < START, "{name} does not answer at http://127.0.0.1:{port}{path}");
            std::thread::sleep(PAUSE);
        }
        program.until_ready = began.elapsed();
        Ok(program)
    }

    /// The kernel's number of it.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The bytes of memory it holds now, as the kernel counts them. Fails where there is no `/proc`.
    pub(crate) fn resident(&self) -> Result<u64> {
        let path = format!("/proc/{}/status", self.id());
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).with_context(|| format!("no VmRSS in {path}"))?;
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().with_context(|| line.to_owned())?;
        Ok(kilobytes * 1024)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already, which is as good.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// The program of that name that was built with us.
///
/// # Errors
///
/// When it is not there: `cargo xtask bench` builds it.
pub(crate) fn named(name: &str) -> Result<Command> {
    let path = std::env::current_exe()?.with_file_name(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    ensure!(path.exists(), "{} is not there: run this by `cargo xtask bench`, which builds it", path.display());
    Ok(Command::new(path))
}

/// Lets us, and every program we start, have as many files open as the system allows: a stream is one at each end.
///
/// # Errors
///
/// When the system does not allow what it says it does.
pub(crate) fn open_many_files() -> Result<()> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let maximum = getrlimit(Resource::Nofile).maximum;
        setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).context("no more files can be opened")?;
    }
    Ok(())
}

/// A folder for what a bench keeps, in the folder that cargo builds into: a temporary one is often no disk.
///
/// # Errors
///
/// When it cannot be made.
pub(crate) fn scratch() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).context("cargo builds into a folder of a folder")?;
    let folder = target.join("bench");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// A port of this machine that nobody has now.
///
/// # Errors
///
/// When there is none.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
