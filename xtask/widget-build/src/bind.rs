//! wasm-bindgen's part: from the compiled file to the one a browser takes, and the JavaScript beside it.
//!
//! wasm-bindgen is held as a library, so that `Cargo.lock` pins it to the version the widget was compiled against,
//! and nobody has to install a tool.

use std::path::Path;

use anyhow::{Result, ensure};
use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

use crate::{
    glue, plain,
    split::{self, Halves},
};

/// The widget as a browser takes it.
pub(crate) struct Bound {
    /// A module whose names are free to use for what is appended to it: `__wbg_init` starts the widget, given where the
    /// WebAssembly is, and what the widget makes public is there by its name. Nothing is exported.
    pub(crate) js: String,
    /// The WebAssembly of the first screen, without names, debug information or any other section a browser skips.
    pub(crate) wasm: Vec<u8>,
    /// The rest of it. The loaded first half is its module `m`, and it has no imports the first does not know.
    pub(crate) later: Vec<u8>,
}

/// Writes the glue for `compiled` and strips what no browser reads.
pub(crate) fn bind(compiled: &Path) -> Result<Bound> {
    let mut output = Bindgen::new()
        .input_path(compiled)
        .out_name("widget")
        .web(true)?
        .typescript(false)
        // The loader says where the WebAssembly is; the glue must not guess.
        .omit_default_module_path(true)
        .encode_into(EncodeInto::Always)
        // Whoever cuts the program in two goes by the names.
        .remove_name_section(false)
        .remove_producers_section(true)
        .generate_output()?;
    let snippets: Vec<_> = output.snippets().iter().filter(|(_, scripts)| !scripts.is_empty()).map(|(from, _)| from).collect();
    ensure!(
        snippets.is_empty() && output.local_modules().is_empty(),
        "the widget brings JavaScript of its own, which the loader cannot pin: {snippets:?}",
    );
    let glue = output.js().to_owned();
    let module = output.wasm_mut();
    // Last, because wasm-bindgen itself reads the section `target_features`.
    let custom: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for id in custom {
        module.customs.delete(id);
    }
    split::prune(module);
    let js = glue::lean(&plain::plain(&glue)?, module)?;
    let Halves { mut first, mut later } = split::split(module)?;
    Ok(Bound { js, wasm: first.emit_wasm(), later: later.emit_wasm() })
}
