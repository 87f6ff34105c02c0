//! The machine of an operator who follows the documents: a folder with a configuration, the real binary running in it, a provider played
//! by the sandbox, and bash. Programs that only a server has are stood in for by the scripts in `stand-ins/`, each of which says what
//! it looks at.

use super::root;
use axum::body::Bytes;
use http::{HeaderMap, StatusCode};
use sandbox::{Options, Sandbox};
use serde_json::{Value, json};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;
use std::{env, fs};
use tempfile::TempDir;
use tokio::sync::mpsc;

/// A key from the provider's own documents: it opens nothing but the sandbox.
const SECRET: &str = "sk_test_56e31883637446b1b";

/// What makes the things the documents speak of as being there: a button, a token, an order of a known customer.
const SETUP: &str = r#"
    systemctl start ficha
    ficha-backend button add --id btn_7Q2M --amount 15000 --description "Samsung Gold Curl" >&2
    TOKEN=$(ficha-backend token add --name setup)
    ORDER=$(curl "$FICHA/api/v1/orders" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
        -d '{"amount": 15000, "currency": "MXN", "description": "Taza", "customer": {"name": "Ana", "email": "ana@ejemplo.mx"}}')
    ORDER=${ORDER#*\"id\":\"}
    echo "$TOKEN ${ORDER%%\"*}"
"#;

/// What a shop that was told of a paid order does before: it makes an endpoint, and its customer pays.
const PAID: &str = r#"
    api() { curl "$FICHA/api/v1/$1" -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d "$2"; }
    ficha-backend provider register-webhook >&2
    api webhook-endpoints "{\"url\": \"$HERE\"}"
    ORDER=$(api orders '{"amount": 15000, "currency": "MXN", "description": "Taza", "reference": "1001", "metadata": {"cart": "77"}}')
    ORDER=${ORDER#*\"id\":\"}
    curl "$FICHA/api/v1/orders/${ORDER%%\"*}/charges" -H 'Idempotency-Key: documents-1' -H 'Content-Type: application/json' \
        -d '{"method": "cash", "store": "OXXO", "customer": {"name": "Ana", "email": "ana@example.mx"}}' >&2
    CHARGE=$(curl "$SANDBOX/control/charges")
    CHARGE=${CHARGE#*\"id\":\"}
    curl -X POST "$SANDBOX/control/charges/${CHARGE%%\"*}/pay" >&2
"#;

/// One such machine. What runs on it ends with it.
pub(crate) struct Shop {
    folder: TempDir,
    sandbox: sandbox::Running,
    port: u16,
    token: String,
    order: String,
}

/// What a snippet came to.
pub(crate) struct Answer {
    /// What it wrote.
    pub(crate) said: String,
    /// The HTTP status of each of its requests.
    pub(crate) statuses: Vec<String>,
}

/// A webhook as it came.
pub(crate) struct Heard {
    pub(crate) headers: Value,
    pub(crate) body: String,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        let port = free_port();
        let webhook = Some(format!("http://127.0.0.1:{port}/webhooks/{{provider}}"));
        let sandbox = Sandbox::start(Options { webhook, ..Options::default() }).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let text = format!(
            "listen = '127.0.0.1:{port}'\nmerchant = 'Tienda Lupita'\nallowed_origins = ['loopback']\nlog_filter = 'warn'\n\
             private_webhooks = true\ndatabase_url = 'sqlite:{}'\n\
             [compropago]\npublic_key = 'pk_test_8781245a88240f9cf'\nbase_url = '{}'\n",
            at("ficha.db").display(),
            sandbox.url("compropago"),
        );
        for name in ["demo-data", "etc/ficha", "etc/systemd/system", "backups", "bin", "target/release-artefacts"] {
            fs::create_dir_all(at(name)).unwrap();
        }
        fs::write(at("ficha.toml"), &text).unwrap();
        fs::write(at("demo-data/ficha.toml"), &text).unwrap();
        fs::write(at("keys.env"), format!("FICHA_COMPROPAGO__SECRET_KEY={SECRET}\n")).unwrap();
        fs::copy(env!("CARGO_BIN_EXE_ficha-backend"), at("target/release-artefacts/ficha-backend")).unwrap();
        std::os::unix::fs::symlink(root().join("deploy"), at("deploy")).unwrap();
        let mut shop = Self { folder, sandbox, port, token: String::new(), order: String::new() };
        let made = shop.does("before anything", SETUP).said;
        let (token, order) = made.trim().split_once(' ').unwrap();
        (shop.token, shop.order) = (token.to_owned(), order.to_owned());
        shop
    }

    /// Runs a snippet in bash, with what stands for the reader's own replaced by ours. Fails where a command of it does.
    pub(crate) fn does(&self, place: &str, text: &str) -> Answer {
        let (ficha, here) = (format!("http://127.0.0.1:{}", self.port), self.folder.path().display().to_string());
        let ours = [
            ("https://pay.example.mx", ficha.clone()),
            ("http://127.0.0.1:8080", ficha),
            ("sk_live_...", SECRET.to_owned()),
            ("ID\n", "\"$(ficha-backend provider webhooks | cut -d ' ' -f 1 | head -n 1)\"\n".to_owned()),
            ("/etc/", format!("{here}/etc/")),
            ("/usr/local/bin/", format!("{here}/bin/")),
            ("/var/backups/ficha/", format!("{here}/backups/")),
        ];
        let text = ours.iter().fold(text.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours));
        let statuses = self.folder.path().join("statuses");
        fs::write(&statuses, "").unwrap();
        let done = self.command("bash").args(["-euo", "pipefail", "-c", &text]).output().unwrap();
        let (said, wrong) = (String::from_utf8(done.stdout).unwrap(), String::from_utf8_lossy(&done.stderr));
        assert!(done.status.success(), "{place}: {}\n{text}\n{said}\n{wrong}", done.status);
        Answer { said, statuses: fs::read_to_string(statuses).unwrap().lines().map(str::to_owned).collect() }
    }

    /// What a program says that is run with this code and this argument.
    pub(crate) fn program(&self, program: &str, file: &str, code: &str, argument: &str) -> String {
        fs::write(self.folder.path().join(file), code).unwrap();
        let done = self.command(program).args([file, argument]).output();
        let done = done.unwrap_or_else(|error| panic!("{program} is needed for this test: {error}"));
        assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    }

    /// The secret of an endpoint of ours, and what it was sent when an order was paid.
    pub(crate) async fn hears_of_a_paid_order(&self) -> (String, Heard) {
        let (tell, mut told) = mpsc::unbounded_channel();
        let hear = move |headers: HeaderMap, body: Bytes| {
            let named = ["webhook-id", "webhook-timestamp", "webhook-signature"];
            let headers = named.map(|name| (name, json!(headers[name].to_str().unwrap())));
            tell.send(Heard { headers: headers.into_iter().collect(), body: String::from_utf8(body.to_vec()).unwrap() })
                .unwrap();
            std::future::ready(StatusCode::NO_CONTENT)
        };
        let ear = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = format!("http://{}/ficha", ear.local_addr().unwrap());
        let site = axum::Router::new().route("/ficha", axum::routing::post(hear));
        tokio::spawn(async move { axum::serve(ear, site).await });
        let made: Value = serde_json::from_str(&self.does("a paid order", &format!("HERE={here}\n{PAID}")).said).unwrap();
        let paid = async {
            loop {
                let heard = told.recv().await.unwrap();
                if heard.body.contains("order.paid") {
                    return heard;
                }
            }
        };
        let heard = tokio::time::timeout(Duration::from_secs(60), paid).await.expect("a paid order is told of");
        (made["secret"].as_str().unwrap().to_owned(), heard)
    }

    fn command(&self, program: &str) -> Command {
        let stand_ins = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/program/documents/stand-ins");
        let path = env::join_paths([stand_ins].into_iter().chain(env::split_paths(&env::var_os("PATH").unwrap()))).unwrap();
        let mut command = Command::new(program);
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command
            .env("PATH", path)
            .env("FICHA_COMPROPAGO__SECRET_KEY", SECRET)
            .env("FICHA_BACKEND", env!("CARGO_BIN_EXE_ficha-backend"))
            .env("FICHA", format!("http://127.0.0.1:{}", self.port))
            .env("SANDBOX", format!("http://{}", self.sandbox.address))
            .env("REPOSITORY", root())
            .env("MACHINE", self.folder.path())
            .env("TOKEN", &self.token)
            .env("ORDER", &self.order);
        command
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = self.command("systemctl").args(["stop", "ficha"]).status();
    }
}

/// A port of this machine that nobody has now: another one each time, and from where none is handed out to whoever asks for any.
fn free_port() -> u16 {
    static TRIED: AtomicU16 = AtomicU16::new(0);
    let begin = 20_000 + u16::try_from(std::process::id() % 10_000).unwrap();
    let mut ports = std::iter::repeat_with(|| begin + TRIED.fetch_add(1, Ordering::Relaxed)).take(2_000);
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).expect("a port is free")
}
