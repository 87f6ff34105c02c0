//! Licences, banned crates and sources of everything that is built in, by `cargo deny` and `deny.toml`. Where cargo-deny is not
//! installed this says so and goes on: whoever only tests need not build it. What is allowed is not known here.

use anyhow::Result;
use xtask::process;

/// Runs `cargo deny` where it is installed.
///
/// # Errors
///
/// When something is built in that `deny.toml` does not allow, or that is known to be broken.
pub(super) fn check() -> Result<()> {
    if process::output(process::cargo().args(["deny", "--version"])).is_err() {
        println!("tidy: cargo-deny is not installed, so licences, bans and sources were not looked at");
        return Ok(());
    }
    process::run(process::cargo().args(["deny", "--log-level", "error", "check", "licenses", "bans", "sources"]))?;
    // The list of advisories comes over the network; without one the rest holds all the same.
    if process::output(process::cargo().args(["deny", "fetch", "db"])).is_err() {
        println!("tidy: the list of advisories cannot be reached, so none was looked for");
        return Ok(());
    }
    process::run(process::cargo().args(["deny", "--log-level", "error", "check", "advisories"]))
}
