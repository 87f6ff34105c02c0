//! What cargo calls to run a test compiled for wasm32: wasm-bindgen's own runner, held as a library.
//!
//! So nobody installs a tool, and `Cargo.lock` keeps it at the version the tests were compiled against.

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
