//! Schemathesis, which asks an API whatever its description allows and forbids. What it asks and what counts as a failure
//! stands in `tests/judges/schemathesis.rs`.

use std::path::PathBuf;

use anyhow::Result;

use super::python;

/// The package, pinned: another version asks other questions.
const PACKAGE: &str = "schemathesis==4.32.5";

/// Where its program is, installed where it was not.
pub(super) fn install() -> Result<PathBuf> {
    Ok(python::environment(PACKAGE, &[PACKAGE])?.join("bin/schemathesis"))
}
