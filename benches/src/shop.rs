//! A shop to measure: the backend with its db, and the sandbox that plays its provider, each a process of its own on this machine.
//!
//! Every limit on callers is lifted, because one caller is the whole load. What is asked of the shop is not known here.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::programs::{Program, free_port, named};

/// Keys of the provider's own documents. They open nothing but the sandbox, which takes any of this form.
const PUBLIC_KEY: &str = "pk_test_8781245a88240f9cf";
const SECRET_KEY: &str = "sk_test_56e31883637446b1b";

/// The names of what may be limited.
const LIMITS: [&str; 13] = [
    "reads_per_minute",
    "writes_per_minute",
    "order_writes_per_minute",
    "sms_per_hour",
    "order_sms_per_hour",
    "merchant_per_minute",
    "sign_ins_per_minute",
    "webhooks_per_minute",
    "connections",
    "address_connections",
    "streams",
    "caller_streams",
    "order_streams",
];

/// A configuration, and where it is.
#[derive(Clone, Debug)]
pub(crate) struct Shop {
    /// The folder of configuration and db.
    folder: PathBuf,
    /// Where the backend listens; the sandbox posts its webhooks there.
    pub(crate) port: u16,
    /// Where the sandbox listens.
    pub(crate) sandbox_port: u16,
    /// `sqlite:...`, or Postgres' address.
    pub(crate) database_url: String,
}

impl Shop {
    /// One in this folder, with a SQLite of its own.
    ///
    /// # Errors
    ///
    /// When there is no free port.
    pub(crate) fn on_sqlite(folder: &Path, sandbox_port: u16) -> Result<Self> {
        let database_url = format!("sqlite:{}", folder.join("ficha.db").display());
        Self::on(folder, sandbox_port, database_url)
    }

    /// One in this folder, with this db.
    ///
    /// # Errors
    ///
    /// When there is no free port, or the configuration cannot be written.
    pub(crate) fn on(folder: &Path, sandbox_port: u16, database_url: String) -> Result<Self> {
        let shop = Self { folder: folder.to_owned(), port: free_port()?, sandbox_port, database_url };
        std::fs::create_dir_all(folder)?;
        std::fs::write(shop.file(), shop.configuration()).with_context(|| format!("cannot write {}", shop.file().display()))?;
        Ok(shop)
    }

    fn file(&self) -> PathBuf {
        self.folder.join(format!("ficha-{}.toml", self.port))
    }

    fn configuration(&self) -> String {
        let limits: String = LIMITS.iter().map(|limit| format!("{limit} = 0\n")).collect();
        let assets = built_widget().map_or_else(String::new, |folder| format!("assets_dir = {folder:?}\n"));
        // The debug form of a text is also a text of TOML, whatever a folder is called.
        format!(
            "listen = \"127.0.0.1:{}\"\nmerchant = \"Tienda Lupita\"\nallowed_origins = [\"loopback\"]\ndatabase_url = {:?}\n\
             {}log_filter = \"error\"\n\n[limits]\n{limits}\n[compropago]\npublic_key = \"{PUBLIC_KEY}\"\n\
             base_url = \"http://127.0.0.1:{}/compropago\"\n\n[compropago.barcodes]\noxxo = \"code128\"\n",
            self.port, self.database_url, assets, self.sandbox_port,
        )
    }

    /// The backend's program with this configuration: `words` are its command.
    ///
    /// # Errors
    ///
    /// When it has not been built.
    pub(crate) fn backend(&self, words: &[&str]) -> Result<Command> {
        let mut command = named("ficha-backend")?;
        command.arg("--config").arg(self.file()).args(words).env("FICHA_COMPROPAGO__SECRET_KEY", SECRET_KEY);
        Ok(command)
    }

    /// Starts the backend.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub(crate) fn open(&self) -> Result<Program> {
        Program::start(&mut self.backend(&["serve"])?, self.port, "/readyz")
    }

    /// Makes a merchant's token, and with it the db where there is none.
    ///
    /// # Errors
    ///
    /// When the backend does not make one.
    pub(crate) fn token(&self) -> Result<String> {
        let made = self.backend(&["token", "add", "--name", "bench"])?.output()?;
        ensure!(made.status.success(), "no token: {}", String::from_utf8_lossy(&made.stderr));
        Ok(String::from_utf8(made.stdout)?.trim().to_owned())
    }

    /// Saves a button of 150 pesos under this id.
    ///
    /// # Errors
    ///
    /// When the backend does not take it.
    pub(crate) fn sell(&self, button: &str) -> Result<()> {
        let words = ["button", "add", "--id", button, "--amount", "15000", "--currency", "MXN", "--description"];
        let made = self.backend(&words)?.arg("Samsung Gold Curl").output()?;
        ensure!(made.status.success(), "no button: {}", String::from_utf8_lossy(&made.stderr));
        Ok(())
    }

    /// Starts the sandbox, which tells this shop's backend of what happens.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub(crate) fn provider(&self) -> Result<Program> {
        self.play(&["--webhook", &format!("http://127.0.0.1:{}/webhooks/{{provider}}", self.port)])
    }

    /// Starts the sandbox, which tells nobody.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub(crate) fn silent_provider(&self) -> Result<Program> {
        self.play(&[])
    }

    fn play(&self, words: &[&str]) -> Result<Program> {
        let mut command = named("ficha-sandbox")?;
        command.args(["--port", &self.sandbox_port.to_string()]).args(words).env("RUST_LOG", "warn");
        Program::start(&mut command, self.sandbox_port, "/")
    }
}

/// The folder of the built widget, where it has been built: the backend's bench can do without.
fn built_widget() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("pkg").join("dist");
    folder.exists().then_some(folder)
}
