//! What `trunk serve` builds: the widget, and nothing of its own.
//!
//! Trunk calls `cargo build` in the root of the repository, which means the backend too, and that does not run in a browser.
//! An example is one target, and brings only the library it is an example of. `Trunk.toml` names it.

use ficha as _;

fn main() {}
