//! A Postgres of the tests' own, and of the bench's: started once for a test program, a fresh database for each question, gone at the
//! end.
//!
//! It does not know what the questions are. Postgres refuses to run as root, so there it is run by `nobody`.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// A running cluster. It ends when the process does, because then its input does.
pub(crate) struct Cluster {
    folder: String,
    programs: PathBuf,
    databases: AtomicU32,
    _child: Child,
    _input: ChildStdin,
}

/// The cluster of this test program.
pub(crate) fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    // No test pulls a plug, and so none waits for a disk.
    CLUSTER.get_or_init(|| Cluster::start("-c fsync=off"))
}

impl Cluster {
    /// Starts one. `told` is what the server is told besides, as on its command line.
    pub(crate) fn start(told: &str) -> Self {
        let programs = programs();
        let mut command = Command::new(if as_root() { "setpriv" } else { "sh" });
        if as_root() {
            command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups", "sh"]);
        }
        // The script is handed over as text: whoever runs it may not be allowed to read where the sources are.
        command.args(["-c", include_str!("cluster.sh"), "cluster"]).arg(&programs).arg(told).current_dir("/");
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("sh, and for root setpriv, are on every Debian");
        let input = child.stdin.take().expect("it was piped");
        let mut folder = String::new();
        let output = child.stdout.take().expect("it was piped");
        BufReader::new(output).read_line(&mut folder).expect("the script says where it is");
        let folder = folder.trim().to_owned();
        assert!(!folder.is_empty(), "Postgres did not start; what it said stands above");
        Self { folder, programs, databases: AtomicU32::new(0), _child: child, _input: input }
    }

    /// The address of a fresh, empty database.
    pub(crate) fn database(&self) -> String {
        let name = format!("question_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let made = Command::new(self.programs.join("createdb")).args(["-h", &self.folder, "-U", "ficha", &name]).status();
        assert!(made.is_ok_and(|status| status.success()), "no database {name}");
        format!("postgresql:///{name}?host={}&user=ficha", self.folder)
    }
}

/// Where Postgres' programs are, the newest version first: Debian keeps them out of the path.
fn programs() -> PathBuf {
    let mut folders: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    folders.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.splice(0..0, std::env::split_paths(&path));
    let found = folders.into_iter().rev().find(|folder| folder.join("initdb").exists());
    found.expect("Postgres' programs (initdb, pg_ctl) are needed: install Debian's package postgresql")
}

fn as_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(Path::new("/proc/self")).is_ok_and(|me| me.uid() == 0)
}
