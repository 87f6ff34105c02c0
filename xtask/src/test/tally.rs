//! Counts the tests that were run, whoever ran them, and says the sum in the one line that machines look for.

use std::{
    fmt,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use xtask::process;

/// How many tests passed and failed so far.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    passed: usize,
    failed: usize,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

impl Tally {
    /// Runs a test command, shows what it prints, and counts. Fails when the command does.
    pub(super) fn run(&mut self, command: &mut Command) -> Result<()> {
        let name = process::describe(command);
        let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("`{name}` could not be started"))?;
        let out = child.stdout.take().expect("stdout was asked to be piped just above");
        for line in BufReader::new(out).split(b'\n') {
            let line = line.with_context(|| format!("what `{name}` prints cannot be read"))?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            self.count(&line);
        }
        let status = child.wait()?;
        if !status.success() {
            bail!("`{name}` failed ({status})");
        }
        Ok(())
    }

    /// `test result: ok. 3 passed; 0 failed; ...`
    fn count(&mut self, line: &str) {
        if !line.starts_with("test result: ") {
            return;
        }
        let words: Vec<&str> = line.split([' ', ';']).collect();
        for pair in words.windows(2) {
            let number = pair[0].parse().unwrap_or(0);
            match pair[1] {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_all_runners_are_summed_up() {
        let mut tally = Tally::default();
        for line in [
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.02s",
            "test a_test_that_passed ... ok",
            "test result: FAILED. 4 passed; 1 failed; 0 ignored; 0 filtered out",
        ] {
            tally.count(line);
        }
        assert_eq!(tally.to_string(), "7 passed, 1 failed");
    }
}
