//! Where things are in this repository, and which files belong to it.
//!
//! Knows no git: a source archive is as good as a clone.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask/ stands in the root of the repository")
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// Every file at or under `path` (relative to the root) that is source, which is: not ignored by a `.gitignore`.
/// Sorted, so that what is made from them is the same everywhere.
pub fn files(path: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = WalkBuilder::new(root().join(path))
        .hidden(false)
        .require_git(false)
        .parents(true)
        .filter_entry(|entry| entry.file_name() != ".git")
        .build()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_some_and(|kind| kind.is_file()))
        .map(ignore::DirEntry::into_path)
        .collect();
    files.sort();
    files
}
