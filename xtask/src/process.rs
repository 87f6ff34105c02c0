//! Other programs, run and believed only when they say they did well. What they do, and for whom, is not known here.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};

/// The cargo that runs us, at the root of the repository.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::repo::root());
    command
}

/// Runs it to its end, showing what it prints.
///
/// # Errors
///
/// When it cannot be started or does not succeed.
pub fn run(command: &mut Command) -> Result<()> {
    let name = describe(command);
    ends_with_us(command);
    let status = command.status().with_context(|| format!("`{name}` could not be started"))?;
    if !status.success() {
        bail!("`{name}` failed ({status})");
    }
    Ok(())
}

/// Runs it to its end and returns what it printed.
///
/// # Errors
///
/// When it cannot be started, does not succeed, or prints something else than text.
pub fn output(command: &mut Command) -> Result<String> {
    let name = describe(command);
    ends_with_us(command);
    let output = command.output().with_context(|| format!("`{name}` could not be started"))?;
    if !output.status.success() {
        bail!("`{name}` failed ({}):\n{}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{name}` did not print UTF-8"))
}

/// Where the kernel can, it ends what this starts when we are killed and could not. It takes the thread that starts it for us, so that
/// must be one that stays.
#[cfg(target_os = "linux")]
pub fn ends_with_us(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    let ask = || Ok(rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::TERM))?);
    // SAFETY: between fork and exec only calls that are safe in a signal handler may be made; this is one system call.
    unsafe { command.pre_exec(ask) };
}

/// No such kernel.
#[cfg(not(target_os = "linux"))]
pub fn ends_with_us(_: &mut Command) {}

/// Whether somebody at this port of this machine answers `GET path` with 200.
pub fn answers(port: u16, path: &str) -> bool {
    tells(port, "GET", path, "")
}

/// Whether this is answered with 200, on this machine.
pub fn tells(port: u16, verb: &str, path: &str, body: &str) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut socket = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        socket.set_read_timeout(Some(Duration::from_secs(2)))?;
        let head = format!("{verb} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n");
        write!(socket, "{head}Content-Length: {}\r\n\r\n{body}", body.len())?;
        let mut head = [0; 12];
        socket.read_exact(&mut head)?;
        Ok(String::from_utf8_lossy(&head).into_owned())
    };
    ask().is_ok_and(|head| head == "HTTP/1.1 200")
}

/// The command as somebody would type it.
pub fn describe(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let mut words = vec![program.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}
