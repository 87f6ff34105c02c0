//! What is in the tarball, and what those say who look at packages for a living.

use std::{fs, path::Path};

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
        "index.d.ts",
        "package.json",
        "react.d.ts",
        "svelte.d.ts",
        "vue.d.ts",
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
