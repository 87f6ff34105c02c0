//! What is in the tarball, and what those say who look at packages for a living.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

use super::{folder, runs};

fn files_below(folder: &Path, root: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("the package is installed").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files_below(&path, root, found);
        } else {
            found.push(path.strip_prefix(root).expect("it is below").to_string_lossy().into_owned());
        }
    }
}

#[test]
fn the_tarball_holds_what_a_shop_needs_and_nothing_else() {
    let package = folder().join("node_modules/ficha-checkout");
    let mut found = Vec::new();
    files_below(&package, &package, &mut found);
    found.sort();
    let expected = [
        "LICENSE",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "custom-elements.json",
        "dist/assets/later.wasm",
        "dist/assets/widget.wasm",
        "dist/boot.js",
        "dist/checkout.css.js",
        "dist/frame.js",
        "dist/index.js",
        "dist/lang/en.js",
        "dist/lang/es-MX.js",
        "dist/lang/es-PE.js",
        "dist/lang/later-en.js",
        "dist/lang/later-es-MX.js",
        "dist/lang/later-es-PE.js",
        "dist/later.css.js",
        "dist/later.js",
        "dist/react-server.js",
        "index.d.ts",
        "package.json",
        "react.d.ts",
        "svelte.d.ts",
        "vue.d.ts",
        "webhooks.d.ts",
    ];
    assert_eq!(found, expected);
}

#[test]
fn publint_finds_nothing_to_say() {
    let (content, said) = runs("node_modules/.bin/publint", &["run", "ficha-checkout.tgz", "--strict"]);
    assert!(content && said.contains("All good!"), "{said}");
}

#[test]
fn the_types_are_found_by_every_way_of_looking_that_an_esm_package_has() {
    let (content, said) = runs("node_modules/.bin/attw", &["ficha-checkout.tgz", "--profile", "esm-only"]);
    assert!(content, "{said}");
}

#[test]
fn on_a_server_importing_and_defining_do_nothing_and_throw_nothing() {
    let script = r#"
        const before = Reflect.ownKeys(globalThis).map(String).join();
        const { define, ...others } = await import("ficha-checkout");
        const given = [define(), define({ backend: "https://pay.example.mx", tag: "shop-pay" }), define({ backend: "::" })];
        const after = Reflect.ownKeys(globalThis).map(String).join();
        console.log(JSON.stringify([before === after, Object.keys(others), given.every((it) => it === undefined)]));
    "#;
    let (content, said) = runs("node", &["--input-type=module", "--eval", script]);
    assert!(content, "{said}");
    assert_eq!(said.trim(), "[true,[],true]");
}

#[test]
fn in_a_server_component_to_define_says_once_what_to_do_and_throws_nothing() {
    for entry in ["ficha-checkout", "ficha-checkout/react"] {
        let script = format!(r#"const {{ define }} = await import("{entry}"); define(); define({{ backend: "::" }});"#);
        let (content, said) = runs("node", &["--conditions", "react-server", "--input-type=module", "--eval", &script]);
        assert!(content, "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.starts_with("ficha: define() was called in a server component") && said.contains("use client"), "{said}");
    }
}

/// The text of a file of the package.
fn text(name: &str) -> String {
    fs::read_to_string(folder().join("node_modules/ficha-checkout").join(name)).expect("the package has it")
}

/// The text of all files of this extension in one of our own folders, but what is kept in the browser.
fn sources(below: &str, extension: &str) -> String {
    let (root, mut files) = (Path::new(env!("CARGO_MANIFEST_DIR")).join(below), Vec::new());
    files_below(&root, &root, &mut files);
    let ours = files.iter().filter(|file| file.ends_with(extension) && !file.contains("npm/") && *file != "memory.rs");
    ours.map(|file| fs::read_to_string(root.join(file)).expect("it is one of our files")).collect()
}

/// The names that begin so in a text.
fn named_in(text: &str, start: &str) -> BTreeSet<String> {
    let name =
        |rest: &str| rest.split(|next: char| !(next.is_ascii_alphanumeric() || next == '-')).next().unwrap_or("").to_owned();
    text.split(start).skip(1).map(name).filter(|name| !name.is_empty()).map(|name| [start, &name].concat()).collect()
}

/// The members of an interface of `index.d.ts`.
fn members(types: &str, interface: &str) -> BTreeSet<String> {
    let start = types.split(&format!("export interface {interface} {{")).nth(1).expect("the interface is there");
    let body = start.split("\n}").next().expect("it ends");
    let member = |line: &str| Some(line.strip_prefix("  ")?.rsplit_once(": ")?.0.trim_end_matches('?').replace('"', ""));
    body.lines().filter(|line| !line.trim_start().starts_with(['*', '/'])).filter_map(member).collect()
}

#[test]
fn manifest_types_and_the_element_itself_know_the_same_attributes_events_and_properties() {
    let manifest: Value = serde_json::from_str(&text("custom-elements.json")).expect("the manifest is JSON");
    let element = &manifest["modules"][0]["declarations"][0];
    let listed = |list: &str| -> BTreeSet<String> {
        let list = element[list].as_array().expect("the manifest lists them");
        list.iter().map(|one| one["name"].as_str().expect("by name").to_owned()).collect()
    };
    let types = text("index.d.ts");
    assert_eq!(listed("attributes"), members(&types, "FichaAttributes"));
    assert_eq!(listed("events"), members(&types, "FichaEventMap"));
    assert_eq!(listed("cssProperties"), named_in(&sources("crates/views/style", "tokens.css"), "--ficha-"));
    let told = named_in(&sources("src", ".rs"), "\"ficha:");
    assert_eq!(listed("events"), told.iter().map(|name| name.replace('"', "")).collect());
    let scripts = sources("pkg", ".js");
    for attribute in listed("attributes") {
        // The look is the style sheets' affair.
        assert!(attribute == "theme" || scripts.contains(&format!("\"{attribute}\"")), "nobody reads {attribute}");
    }
}
