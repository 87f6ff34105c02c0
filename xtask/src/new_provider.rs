//! `cargo xtask new-provider NAME`: the folder of a new provider, and the four lines that make it known.
//!
//! What is written stands as files in `xtask/new-provider/`; this only puts the name into it and each line where its neighbours
//! are. The result compiles, its contract tests fail and say what is to be done, and `cargo xtask tidy` lists every place where
//! something is still to be written.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use xtask::process;
use xtask::repo;

/// Where the templates are, below the root.
const TEMPLATES: &str = "xtask/new-provider";

/// Where providers live, below the root.
pub(crate) const PROVIDERS: &str = "crates/providers/src";

/// Makes the folder of a new provider, and puts it where providers are listed.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Its id: the name of its folder, of its section of the configuration and of its webhook address. Lower-case letters and
    /// digits.
    name: String,
}

/// A line that makes the provider known: which template, into which file, and where in it.
struct Line {
    template: &'static str,
    file: &'static str,
    place: Place,
}

/// Where a line goes.
enum Place {
    /// Before the first line that begins so. Formatting sorts it in.
    Before(&'static str),
    /// At the end of the list that the text begins with and `close` ends.
    EndOf { list: &'static str, close: &'static str },
}

const LINES: [Line; 6] = [
    Line { template: "lib.in", file: "crates/providers/src/lib.rs", place: Place::Before("pub mod ") },
    Line { template: "register_use.in", file: "crates/providers/src/register.rs", place: Place::Before("use crate::") },
    Line {
        template: "register_entry.in",
        file: "crates/providers/src/register.rs",
        place: Place::EndOf { list: "pub const REGISTER", close: "];" },
    },
    Line { template: "fake_use.in", file: "crates/sandbox/src/fakes.rs", place: Place::Before("use providers::") },
    Line { template: "fake.in", file: "crates/sandbox/src/fakes.rs", place: Place::EndOf { list: "vec![", close: "]\n}" } },
    Line {
        template: "fixture.in",
        file: "crates/providers/tests/fakes/mod.rs",
        place: Place::EndOf { list: "pub(crate) const FIXTURES", close: "];" },
    },
];

/// Writes it all, and says what comes next.
///
/// # Errors
///
/// When the name is none, or taken, or a file cannot be read or written.
pub(crate) fn run(args: &Args) -> Result<()> {
    for file in generate(repo::root(), &args.name)? {
        println!("{}", file.display());
    }
    process::run(process::cargo().args(["fmt", "-p", "ficha-providers", "-p", "ficha-sandbox"]))?;
    println!("\nWhat is still to be written: cargo xtask tidy. What it must do: cargo test -p ficha-providers --test contract");
    Ok(())
}

/// Writes the folder and the lines below `root`, and answers what was written, relative to it. Nothing is written where
/// anything stands in the way.
fn generate(root: &Path, name: &str) -> Result<Vec<PathBuf>> {
    let letters = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if !letters || name.len() < 2 || !name.starts_with(|first: char| first.is_ascii_lowercase()) {
        bail!("{name:?} is no name for a folder of Rust: lower-case letters and digits, and a letter first");
    }
    let folder = Path::new(PROVIDERS).join(name);
    if root.join(&folder).exists() || root.join(&folder).with_extension("rs").exists() {
        bail!("{} is there already", folder.display());
    }
    let named = |template: &str| template.replace("@name@", name).replace("@Type@", &type_name(name));
    let mut written = Vec::new();
    let templates = root.join(TEMPLATES).join("folder");
    for template in files_below(&templates)? {
        let below = template.strip_prefix(&templates).context("a template is below the templates")?.with_extension("");
        written.push((folder.join(below), named(&read(&template)?)));
    }
    for line in &LINES {
        let path = PathBuf::from(line.file);
        let text = named(&read(&root.join(TEMPLATES).join("lines").join(line.template))?);
        let at = written.iter().position(|(known, _)| *known == path);
        let before = at.map_or_else(|| read(&root.join(&path)), |at| Ok(written.swap_remove(at).1))?;
        let after = line.place.put(&before, &text).with_context(|| format!("{}: nowhere to put {text:?}", line.file))?;
        written.push((path, after));
    }
    written.sort();
    for (path, text) in &written {
        let path = root.join(path);
        path.parent()
            .map_or(Ok(()), fs::create_dir_all)
            .and_then(|()| fs::write(&path, text))
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(written.into_iter().map(|(path, _)| path).collect())
}

impl Place {
    /// The text with a line more, or `None` where its place is not found.
    fn put(&self, text: &str, line: &str) -> Option<String> {
        match self {
            Self::Before(start) => {
                let at = if text.starts_with(start) { 0 } else { text.find(&format!("\n{start}"))? + 1 };
                Some(format!("{}{line}{}", &text[..at], &text[at..]))
            }
            Self::EndOf { list, close } => {
                let start = text.find(list)?;
                let end = start + text[start..].find(close)?;
                let items = text[..end].trim_end();
                let comma = if items.ends_with([',', '[']) { "" } else { ", " };
                Some(format!("{items}{comma}\n{line}{}", &text[end..]))
            }
        }
    }
}

/// `demo` is `Demo` in code.
fn type_name(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_ascii_uppercase() + rest
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() { files.extend(files_below(&path)?) } else { files.push(path) }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proc_macro2::TokenStream;
    use tempfile::TempDir;

    use super::*;

    /// The files that are read, copied to where nothing can be spoiled.
    fn copy() -> TempDir {
        let copy = tempfile::tempdir().unwrap();
        let templates = files_below(&repo::root().join(TEMPLATES)).unwrap();
        let listed: BTreeSet<PathBuf> = LINES.iter().map(|line| repo::root().join(line.file)).collect();
        for file in templates.into_iter().chain(listed) {
            let to = copy.path().join(file.strip_prefix(repo::root()).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(file, to).unwrap();
        }
        copy
    }

    #[test]
    fn a_new_provider_has_its_folder_and_is_known_wherever_providers_are() {
        let copy = copy();
        let written = generate(copy.path(), "lupita").unwrap();
        let text = |path: &str| read(&copy.path().join(path)).unwrap();
        for path in &written {
            let text = text(path.to_str().unwrap());
            assert!(!text.contains("@name@") && !text.contains("@Type@"), "{}", path.display());
            if path.extension().is_some_and(|extension| extension == "rs") {
                assert!(text.parse::<TokenStream>().is_ok(), "{} is no Rust", path.display());
            }
        }
        for part in ["mod.rs", "wire.rs", "webhook.rs", "tests.rs", "fake/mod.rs", "README.md", "fixtures/README.md"] {
            assert!(written.contains(&Path::new(PROVIDERS).join("lupita").join(part)), "{part}: {written:?}");
        }
        assert!(text("crates/providers/src/lib.rs").contains("\npub mod lupita;\n"));
        assert!(text("crates/providers/src/register.rs").contains("lupita::ENTRY];"));
        assert!(text("crates/sandbox/src/fakes.rs").contains("Box::new(Lupita::new(told(\"lupita\")))]"));
        assert!(text("crates/providers/tests/fakes/mod.rs").contains("entry: &providers::lupita::ENTRY,"));
    }

    #[test]
    fn nothing_is_written_over_and_no_odd_name_is_taken() {
        let copy = copy();
        let before = read(&copy.path().join("crates/providers/src/lib.rs")).unwrap();
        fs::create_dir_all(copy.path().join(PROVIDERS).join("taken")).unwrap();
        for name in ["", "x", "../x", "Demo", "a-b", "9x", "taken", "register"] {
            assert!(generate(copy.path(), name).is_err(), "{name}");
        }
        assert_eq!(read(&copy.path().join("crates/providers/src/lib.rs")).unwrap(), before);
    }

    #[test]
    fn a_list_grows_at_its_end_however_it_is_written() {
        let check = |text: &str, expected: &str| {
            let place = Place::EndOf { list: "const LIST", close: "];" };
            assert_eq!(place.put(text, "b").unwrap_or_default(), expected);
        };
        check("const LIST: &[X] = &[a];\n", "const LIST: &[X] = &[a, \nb];\n");
        check("const LIST: &[X] = &[\n    a,\n];\n", "const LIST: &[X] = &[\n    a,\nb];\n");
        check("const LIST: &[X] = &[];\n", "const LIST: &[X] = &[\nb];\n");
        check("const OTHER: &[X] = &[a];\n", "");
    }
}
