//! `/openapi.json` before linters, and before generators of three languages: none finds fault with it, none leaves a call out,
//! and what they make can be compiled and used.

use crate::judge::{asked, beside, of_npm, of_python};
use crate::product::Product;
use serde_json::{Value, json};
use std::{fs, path::Path, process::Command};
use tempfile::TempDir;

/// The description as a product serves it, in a folder of its own.
struct Described {
    product: Product,
    folder: TempDir,
    text: String,
}

impl Described {
    async fn open() -> Self {
        let product = Product::open().await;
        let text = reqwest::get(format!("{}/openapi.json", product.url())).await.unwrap().text().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("openapi.json"), &text).unwrap();
        Self { product, folder, text }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// How many calls there are in this part of it: in `paths` those to make, in `webhooks` those that come.
    fn calls(&self, part: &str) -> usize {
        let document: Value = serde_json::from_str(&self.text).unwrap();
        document[part].as_object().unwrap().values().map(|calls| calls.as_object().unwrap().len()).sum()
    }
}

/// How many files below a folder, of those whose name is like this, have how many lines like that.
fn lines(folder: &Path, named: &dyn Fn(&str) -> bool, like: &dyn Fn(&str) -> bool) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let count = |entry: fs::DirEntry| {
        if entry.file_type().unwrap().is_dir() {
            return lines(&entry.path(), named, like);
        }
        let wanted = named(&entry.file_name().to_string_lossy());
        if wanted { fs::read_to_string(entry.path()).unwrap().lines().filter(|line| like(line)).count() } else { 0 }
    };
    entries.map(count).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn redocly_has_nothing_to_say() {
    let described = Described::open().await;
    let mut lint = of_npm("redocly");
    lint.current_dir(described.path()).env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    lint.args(["lint", "openapi.json", "--extends", "recommended", "--format", "json"]);
    let said = asked(lint).await;
    let found: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}", said.all));
    let counted = ["errors", "warnings", "ignored"].map(|kind| found["totals"][kind].as_u64());
    assert_eq!(counted, [Some(0); 3], "{}", said.all);
}

#[tokio::test(flavor = "multi_thread")]
async fn spectral_has_nothing_to_say() {
    let described = Described::open().await;
    fs::write(described.path().join("rules.yaml"), "extends: [\"spectral:oas\"]\n").unwrap();
    let mut lint = of_npm("spectral");
    lint.current_dir(described.path());
    lint.args(["lint", "openapi.json", "--ruleset", "rules.yaml", "--fail-severity", "hint", "--format", "json", "--quiet"]);
    let said = asked(lint).await;
    assert!(said.content && said.out.trim() == "[]", "{}", said.all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_in_python_has_every_call_and_every_answer_and_sells() {
    let described = Described::open().await;
    let names = "project_name_override: ficha-client\npackage_name_override: ficha_client\n";
    fs::write(described.path().join("names.yaml"), names).unwrap();
    let mut generate = of_python("openapi-python-client");
    generate.current_dir(described.path()).args(["generate", "--path", "openapi.json", "--output-path", "ficha_client"]);
    generate.args(["--meta", "none", "--config", "names.yaml"]);
    let said = asked(generate).await;
    assert!(said.content && !said.all.contains("WARNING") && !said.all.contains("ERROR"), "{}", said.all);
    let made = lines(&described.path().join("ficha_client/api"), &|_| true, &|line| line.starts_with("def sync_detailed("));
    assert_eq!(made, described.calls("paths"));

    let mut uses = of_python("python");
    uses.current_dir(described.path()).env("PYTHONPATH", described.path());
    uses.arg(beside("use.py")).arg(described.product.url()).arg(described.product.token().await);
    let said = asked(uses).await;
    assert!(said.content && said.out.trim() == "sold", "{}", said.all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_in_typescript_knows_calls_and_events() {
    let described = Described::open().await;
    let mut generate = of_npm("openapi-typescript");
    generate.current_dir(described.path()).args(["openapi.json", "--output", "ficha.ts"]);
    let said = asked(generate).await;
    assert!(said.content && !said.all.to_lowercase().contains("warn"), "{}", said.all);
    fs::copy(beside("use.ts"), described.path().join("use.ts")).unwrap();
    let options = json!({"noEmit": true, "strict": true, "target": "es2022", "module": "nodenext", "types": []});
    let options = json!({"compilerOptions": options, "files": ["use.ts"]});
    fs::write(described.path().join("tsconfig.json"), options.to_string()).unwrap();
    let mut compile = of_npm("tsc");
    compile.current_dir(described.path());
    let said = asked(compile).await;
    assert!(said.content, "{}", said.all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_in_rust_has_every_call_and_compiles() {
    let described = Described::open().await;
    for (verb, more) in [("validate", &[][..]), ("generate", &["-g", "rust", "-o", "client"])] {
        let mut judge = of_python("openapi-generator-cli");
        judge.current_dir(described.path()).args([verb, "-i", "openapi.json"]).args(more);
        let said = asked(judge).await;
        assert!(said.content, "{}", said.all);
    }
    let client = described.path().join("client");
    let made = lines(&client.join("src/apis"), &|name| name.ends_with("_api.rs"), &|line| line.starts_with("pub async fn "));
    assert_eq!(made, described.calls("paths") + described.calls("webhooks"), "it makes one of each event too");

    // What it needs is as our own lock says, where we need it too, and is compiled once.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::copy(root.join("Cargo.lock"), client.join("Cargo.lock")).unwrap();
    let mut check = Command::new(env!("CARGO"));
    check.current_dir(&client).env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("client"));
    check.args(["check", "--quiet", "--no-default-features"]);
    let said = asked(check).await;
    assert!(said.content, "{}", said.all);
}
