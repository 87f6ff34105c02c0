//! `SHA256SUMS`: what each file of a folder hashes to, as `sha256sum --check` reads it.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use ignore::WalkBuilder;
use xtask::widget::hash;

/// The name everybody looks for.
const NAME: &str = "SHA256SUMS";

/// Writes it into a folder, for all that is in it now.
pub(super) fn write(folder: &Path) -> Result<()> {
    let file = folder.join(NAME);
    fs::write(&file, of(folder)?).with_context(|| format!("cannot write {}", file.display()))
}

fn of(folder: &Path) -> Result<String> {
    let mut lines = Vec::new();
    for entry in WalkBuilder::new(folder).standard_filters(false).build() {
        let entry = entry?;
        if !entry.file_type().is_some_and(|kind| kind.is_file()) || entry.path() == folder.join(NAME) {
            continue;
        }
        let name = entry.path().strip_prefix(folder).context("a file is below its folder")?;
        let name = name.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let content = fs::read(entry.path()).with_context(|| format!("cannot read {}", entry.path().display()))?;
        lines.push((name, hash(&content)));
    }
    lines.sort();
    Ok(lines.iter().map(|(name, hash)| format!("{hash}  {name}\n")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_in_it_but_itself() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("dist/assets")).unwrap();
        for (name, content) in [("ficha-backend", "abc"), ("dist/assets/.hidden", ""), (NAME, "old")] {
            fs::write(folder.path().join(name), content).unwrap();
        }
        write(folder.path()).unwrap();
        let expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  dist/assets/.hidden\n\
            ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  ficha-backend\n";
        assert_eq!(fs::read_to_string(folder.path().join(NAME)).unwrap(), expected);
    }
}
