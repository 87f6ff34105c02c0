//! The npm package's part: `pkg/npm/dist`, the same element, glue, WebAssembly, styles and texts for who bundles.
//!
//! Sources are those of the loader: its element is put into `pkg/npm/src/index.js`, and `boot.js`, `frame.js` and `later.js`
//! become functions of the class they add to, so that no module of the package does anything when it is imported. Only how
//! files are found differs: `pkg/npm/src/files.js` takes the place of the pinned table. Names carry no hash, because bundlers
//! give them their own. What is beside `dist` in the package is written by hand.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use xtask::{
    repo,
    widget::package::{LICENCES, folder},
};

use crate::{bind::Bound, js, script, style, texts};

/// Where the loader's element begins.
const ELEMENT: &str = "class extends HTMLElement {";

/// How the loader's scripts know the class they add to.
const DEFINED: &str = r#"customElements.get("ficha-checkout")"#;

/// Writes `dist`, and the licences beside it.
pub(crate) fn write(bound: &Bound) -> Result<()> {
    let mut files = vec![
        ("index.js".to_owned(), index()?),
        ("react-server.js".to_owned(), script::plain("npm/src/react-server.js")?),
        ("boot.js".to_owned(), in_function(&format!("{}\n{}", bound.js, boot()?))?),
        ("frame.js".to_owned(), in_function(&script::trouble()?)?),
        ("later.js".to_owned(), in_function(&script::plain("later.js")?)?),
        ("checkout.css.js".to_owned(), constant(&style::first()?)?),
        ("later.css.js".to_owned(), constant(&style::later()?)?),
    ];
    let table = script::plain("npm/src/files.js")?;
    for (tag, first, later) in texts::each()? {
        for (name, words) in [(format!("lang/{tag}.js"), first), (format!("lang/later-{tag}.js"), later)] {
            ensure!(table.contains(&format!("\"./{name}\"")), "pkg/npm/src/files.js does not name ./{name}");
            files.push((name, format!("export default {};", Value::Object(words))));
        }
    }
    let dist = folder().join("dist");
    if dist.exists() {
        fs::remove_dir_all(&dist).with_context(|| format!("cannot empty {}", dist.display()))?;
    }
    for (name, source) in files {
        let short = js::minify(&source, js::Kind::Module).with_context(|| format!("pkg/npm/dist/{name}"))?;
        put(&dist.join(name), plainly_quoted(&short).as_bytes())?;
    }
    put(&dist.join("assets/widget.wasm"), &bound.wasm)?;
    put(&dist.join("assets/later.wasm"), &bound.later)?;
    for licence in LICENCES {
        let text = fs::read(repo::root().join(licence)).with_context(|| format!("cannot read {licence}"))?;
        put(&folder().join(licence), &text)?;
    }
    Ok(())
}

fn index() -> Result<String> {
    let styles = serde_json::to_string(&style::button()?)?;
    let source = script::plain("npm/src/index.js")?;
    let source = replaced(&source, "__FICHA_STYLES__", &styles)?;
    let element = element(&script::plain("loader.js")?).context("pkg/loader.js")?;
    replaced(&source, "__FICHA_ELEMENT__", &element).context("pkg/npm/src/index.js")
}

/// The class in the loader: from its first line to the brace under it.
fn element(loader: &str) -> Result<String> {
    let start = loader.find(ELEMENT).with_context(|| format!("has no `{ELEMENT}`"))?;
    let line = loader[..start].rfind('\n').map_or(0, |before| before + 1);
    let indent = &loader[line..start];
    ensure!(indent.trim().is_empty(), "`{ELEMENT}` must begin its line");
    let close = format!("\n{indent}}}");
    let end = loader[start..].find(&close).context("the element does not end under where it begins")?;
    Ok(loader[start..start + end + close.len()].to_owned())
}

/// The boot, with the package's table and way of fetching instead of the loader's.
fn boot() -> Result<String> {
    let boot = script::plain("boot.js")?;
    let table = "const FILES = __FICHA_FILES__;";
    let boot = replaced(&boot, table, "").context("pkg/boot.js")?;
    let start = boot.find("const asset = ").context("pkg/boot.js has no `const asset = `")?;
    let length =
        boot[start..].find("\n};\n").context("`asset` in pkg/boot.js does not end with `};` on a line of its own")? + 4;
    Ok([&boot[..start], &script::plain("npm/src/files.js")?, &boot[start + length..]].concat())
}

/// A script of the loader's as a module that does nothing until it is called with the class.
fn in_function(source: &str) -> Result<String> {
    Ok(format!("export default (Checkout) => {{\n{}\n}};", replaced(source, DEFINED, "Checkout")?))
}

fn constant(text: &str) -> Result<String> {
    Ok(format!("export default {};", serde_json::to_string(text)?))
}

/// Names of files as plain texts. The minifier writes texts as templates, in which not every bundler looks for files.
fn plainly_quoted(source: &str) -> String {
    ["import(`./", "new URL(`./"].iter().fold(source.to_owned(), |source, place| {
        let mut pieces = source.split(place);
        let first = pieces.next().unwrap_or_default().to_owned();
        pieces.fold(first, |sofar, piece| sofar + &place.replace('`', "\"") + &piece.replacen('`', "\"", 1))
    })
}

/// With the one `place` replaced. Fails when there is none, or a second.
fn replaced(source: &str, place: &str, by: &str) -> Result<String> {
    ensure!(source.matches(place).count() == 1, "`{place}` must stand there once");
    Ok(source.replace(place, by))
}

fn put(path: &Path, content: &[u8]) -> Result<()> {
    fs::create_dir_all(path.parent().expect("every file of the package is in a folder"))
        .and_then(|()| fs::write(path, content))
        .with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_element_is_cut_out_of_the_loader_as_it_stands() {
        let loader = "define(\n  tag,\n  class extends HTMLElement {\n    close() {\n    }\n  },\n);";
        assert_eq!(element(loader).unwrap(), "class extends HTMLElement {\n    close() {\n    }\n  }");
        assert!(element("class A {}").is_err());
        assert!(element("x = class extends HTMLElement {\n}").is_err());
    }

    #[test]
    fn a_script_becomes_a_function_of_the_class_it_adds_to() {
        let script = r#"customElements.get("ficha-checkout").frame = 1;"#;
        assert_eq!(in_function(script).unwrap(), "export default (Checkout) => {\nCheckout.frame = 1;\n};");
        assert!(in_function("nothing()").is_err());
    }

    #[test]
    fn files_are_named_in_plain_texts() {
        let minified = "a=`b`,import(`./c.js`),new URL(`./d.wasm`,import.meta.url),`e`";
        let plain = "a=`b`,import(\"./c.js\"),new URL(\"./d.wasm\",import.meta.url),`e`";
        assert_eq!(plainly_quoted(minified), plain);
    }

    #[test]
    fn the_package_has_the_version_of_the_whole() {
        let package: Value = serde_json::from_str(&fs::read_to_string(folder().join("package.json")).unwrap()).unwrap();
        assert_eq!(package["version"], env!("CARGO_PKG_VERSION"));
    }
}
