//! Where the served files come from on a machine of one's own: a folder, or the binary itself.

use anyhow::Context;
use backend::base::files::Files;
use bytes::Bytes;
use std::collections::BTreeMap;
use std::path::Path;

/// The files of a folder and all below it.
///
/// # Errors
///
/// Where it is not there, or something in it cannot be read.
pub fn load(folder: &Path) -> anyhow::Result<Files> {
    let mut found = BTreeMap::new();
    walk(folder, "", &mut found).with_context(|| format!("cannot read {}", folder.display()))?;
    Ok(Files::from_contents(found))
}

/// The built widget inside this binary.
#[cfg(feature = "embed")]
pub fn embedded() -> Files {
    static DIST: include_dir::Dir<'_> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/../../pkg/dist");
    fn collect(dir: &'static include_dir::Dir<'static>, found: &mut BTreeMap<String, Bytes>) {
        for file in dir.files() {
            found.insert(file.path().to_string_lossy().replace('\\', "/"), Bytes::from_static(file.contents()));
        }
        for dir in dir.dirs() {
            collect(dir, found);
        }
    }
    let mut found = BTreeMap::new();
    collect(&DIST, &mut found);
    Files::from_contents(found)
}

fn walk(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Bytes>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), &format!("{name}/"), found)?;
        } else {
            found.insert(name, std::fs::read(entry.path())?.into());
        }
    }
    Ok(())
}
