//! What the demo tells sandbox and backend: ports, folders, keys that only the sandbox takes, and a button in each country.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};
use xtask::repo;

/// Keys from the provider's own documents. They open nothing but the sandbox, which takes any of this form.
const PUBLIC_KEY: &str = "pk_test_8781245a88240f9cf";
const SECRET_KEY: &str = "sk_test_56e31883637446b1b";

/// What Stripe's webhooks are signed with in the sandbox.
const STRIPE_WEBHOOK_SECRET: &str = "whsec_56e31883637446b1b";

/// Who can collect in Mexico. KashIO collects in Peru whoever does.
pub(super) const IN_MEXICO: [&str; 3] = ["compropago", "stripe", "all"];

/// The stores whose tills are said to scan the voucher. Extra takes a deposit that is typed; so does OXXO in the
/// provider's documents, but a shop that shows no bar code where most people pay would show little.
const SCANNED: [&str; 12] = [
    "oxxo",
    "seven-eleven",
    "chedraui",
    "elektra",
    "coppel",
    "benavides",
    "esquivar",
    "abc",
    "telecomm",
    "casa-ley",
    "pitico",
    "soriana",
];

/// What a page of the shop sells: `amount` in the smallest unit of its currency, the picture beside the page.
pub(super) struct Product {
    button: &'static str,
    amount: &'static str,
    currency: &'static str,
    description: &'static str,
    reference: &'static str,
    picture: &'static str,
}

/// Where everything is.
pub(super) struct Setup {
    pub(super) port: u16,
    pub(super) sandbox_port: u16,
    /// The folder of the db and of the configuration.
    pub(super) data: PathBuf,
    /// Who collects in Mexico: one of [`IN_MEXICO`].
    pub(super) provider: String,
}

impl Setup {
    pub(super) fn shop(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    pub(super) fn control_page(&self) -> String {
        format!("http://127.0.0.1:{}/", self.sandbox_port)
    }

    /// Writes the configuration, so that whoever looks for an example finds one.
    pub(super) fn write(&self) -> Result<()> {
        let www = repo::root().join("www");
        fs::create_dir_all(&self.data)
            .and_then(|()| fs::write(self.file(), self.configuration()))
            .and_then(|()| copied(&www.join("demo"), &self.site()))
            .and_then(|()| copied(&www.join("builder"), &self.site().join("builder")))
            .with_context(|| format!("cannot write into {}", self.data.display()))
    }

    /// The pages that are served: the shop's, and below it the builder's.
    fn site(&self) -> PathBuf {
        self.data.join("site")
    }

    fn file(&self) -> PathBuf {
        self.data.join("ficha.toml")
    }

    fn configuration(&self) -> String {
        let db = format!("sqlite:{}", self.data.join("ficha.db").display());
        let assets = repo::root().join("pkg/dist");
        let site = self.site();
        let providers = self.providers();
        // The debug form of a text is also a text of TOML, whatever a folder is called.
        format!(
            "listen = \"127.0.0.1:{}\"\n\
             merchant = \"Tienda Lupita\"\n\
             allowed_origins = [\"loopback\"]\n\
             # So that a shop on this machine can be told: POST /webhook-endpoints takes http://127.0.0.1/...\n\
             private_webhooks = true\n\
             database_url = {db:?}\n\
             assets_dir = {assets:?}\n\
             site_dir = {site:?}\n\
             log_filter = \"warn\"\n\
             {providers}",
            self.port,
        )
    }

    /// The sections of the accounts that collect here. Their secrets are in the environment.
    fn providers(&self) -> String {
        let at = format!("http://127.0.0.1:{}", self.sandbox_port);
        let barcodes: String = SCANNED.iter().map(|store| format!("{store} = \"code128\"\n")).collect();
        let compropago = format!(
            "\n[compropago]\npublic_key = \"{PUBLIC_KEY}\"\nbase_url = \"{at}/compropago\"\n\n[compropago.barcodes]\n{barcodes}"
        );
        let stripe = format!("\n[stripe]\nbase_url = \"{at}/stripe\"\n");
        let kashio = format!("\n[kashio]\nbase_url = \"{at}/kashio/v1/payments\"\n");
        let chosen = [("compropago", compropago), ("stripe", stripe)].into_iter();
        let chosen = chosen.filter(|(id, _)| self.collects(id)).map(|(_, section)| section);
        chosen.chain([kashio]).collect()
    }

    fn collects(&self, provider: &str) -> bool {
        self.provider == provider || self.provider == "all"
    }

    pub(super) fn sandbox(&self, mut program: Command) -> Command {
        program
            .args(["--port", &self.sandbox_port.to_string()])
            .args(["--webhook", &format!("{}webhooks/{{provider}}", self.shop())])
            .env("RUST_LOG", "warn");
        program
    }

    /// What is sold in Mexico, the product of the provider's own documents at its price there, and what is sold in Peru.
    pub(super) fn products() -> [Product; 2] {
        [
            Product {
                button: "btn_demo",
                amount: "15000",
                currency: "MXN",
                description: "Samsung Gold Curl",
                reference: "SMGCURL1",
                picture: "picture.svg",
            },
            Product {
                button: "btn_demo_pe",
                amount: "14990",
                currency: "PEN",
                description: "Chompa de alpaca",
                reference: "CHOMPA1",
                picture: "sweater.svg",
            },
        ]
    }

    pub(super) fn save_button(&self, mut program: Command, product: &Product) -> Command {
        self.configure(&mut program)
            .args(["button", "add", "--id", product.button, "--amount", product.amount, "--currency", product.currency])
            .args(["--description", product.description, "--reference", product.reference])
            .args(["--image", &format!("{}{}", self.shop(), product.picture)])
            .stdout(std::process::Stdio::null());
        program
    }

    /// Makes a token to sign in to the panel with; it is all that is printed.
    pub(super) fn make_token(&self, mut program: Command) -> Command {
        self.configure(&mut program).args(["token", "add", "--name", "demo"]);
        program
    }

    pub(super) fn serve(&self, mut program: Command) -> Command {
        self.configure(&mut program).arg("serve");
        program
    }

    fn configure<'a>(&self, program: &'a mut Command) -> &'a mut Command {
        program.arg("--config").arg(self.file());
        let secrets = [
            ("compropago", "FICHA_COMPROPAGO__SECRET_KEY", SECRET_KEY),
            ("stripe", "FICHA_STRIPE__SECRET_KEY", SECRET_KEY),
            ("stripe", "FICHA_STRIPE__WEBHOOK_SECRET", STRIPE_WEBHOOK_SECRET),
        ];
        let secrets = secrets.into_iter().filter(|(provider, ..)| self.collects(provider));
        program.envs(secrets.map(|(_, name, secret)| (name, secret))).env("FICHA_KASHIO__SECRET_KEY", SECRET_KEY)
    }
}

/// The files of a folder, in another one.
fn copied(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for file in fs::read_dir(from)? {
        let file = file?;
        fs::copy(file.path(), to.join(file.file_name()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_names_ports_and_folders() {
        let setup = |provider: &str| Setup {
            port: 8081,
            sandbox_port: 4011,
            data: PathBuf::from("a \"b\""),
            provider: provider.to_owned(),
        };
        let text = setup("compropago").configuration();
        assert!(text.starts_with("listen = \"127.0.0.1:8081\"\n"), "{text}");
        assert!(text.contains("database_url = \"sqlite:a \\\"b\\\""), "{text}");
        assert!(text.contains("base_url = \"http://127.0.0.1:4011/compropago\""), "{text}");
        assert!(text.contains("\nprivate_webhooks = true\n"), "a shop on this machine can be told: {text}");
        assert!(!text.contains(SECRET_KEY), "secrets do not belong into a file");
        let sections = |provider: &str| {
            let text = setup(provider).configuration();
            ["[compropago]", "[stripe]", "[kashio]"].map(|section| text.contains(section))
        };
        assert_eq!(sections("compropago"), [true, false, true]);
        assert_eq!(sections("stripe"), [false, true, true]);
        assert_eq!(sections("all"), [true; 3]);
    }
}
