//! What a measurement was made on: the machine, the day, the versions of programs.
//!
//! Where the kernel is none that tells (anything but Linux) less is said, and nothing fails.

use std::fs;
use std::process::Command;

/// The machine and the day, as one line: `4 cores of X, 16 GB, Linux 6.1, on 2026-11-21`.
pub(super) fn here() -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let processor = first_of("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let memory = first_of("/proc/meminfo", "MemTotal").and_then(|said| gigabytes(&said));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease");
    let kernel = kernel.map_or_else(|_| std::env::consts::OS.to_owned(), |release| format!("Linux {}", release.trim()));
    let cores = if cores == 1 { "one core".to_owned() } else { format!("{cores} cores") };
    let memory = memory.map_or_else(String::new, |gigabytes| format!(", {gigabytes} GB"));
    format!("{cores} of {processor}{memory}, {kernel}, on {}", jiff::Zoned::now().date())
}

/// What a program prints first about itself; empty where there is none.
pub(crate) fn said_by(program: &str, words: &[&str]) -> String {
    let Ok(output) = Command::new(program).args(words).output() else { return String::new() };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = text.lines().next().unwrap_or_default().trim();
    // "rustc 1.95.0 (abc)" after the word "rustc" says it twice.
    let name = program.rsplit('/').next().unwrap_or(program);
    line.strip_prefix(name).unwrap_or(line).trim().to_owned()
}

/// The value of the first `name : value` of a file of the kernel's.
fn first_of(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// `16384000 kB` as whole gigabytes.
fn gigabytes(said: &str) -> Option<u64> {
    let kilobytes: u64 = said.split_whitespace().next()?.parse().ok()?;
    Some((kilobytes + 524_288) / 1_048_576)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_told_in_whole_gigabytes() {
        assert_eq!(gigabytes("24576000 kB"), Some(23));
        assert_eq!(gigabytes("none"), None);
    }

    #[test]
    fn the_machine_is_told_in_one_line() {
        let here = here();
        assert!(here.contains("core") && here.contains(", on 20") && !here.contains('\n'), "{here}");
    }
}
