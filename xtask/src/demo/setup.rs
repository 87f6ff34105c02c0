//! What the demo tells sandbox and backend: ports, folders, keys that only the sandbox takes, and a button in each country.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use xtask::{process, repo};

use super::collectors::Provider;

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
    /// Who collects.
    pub(super) provider: Provider,
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
        let accounts = self.provider.accounts().iter();
        let accounts: Vec<String> = accounts.map(|account| account.section(self.sandbox_port)).collect();
        let accounts = accounts.join("\n");
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
             \n\
             {accounts}",
            self.port,
        )
    }

    pub(super) fn sandbox(&self, mut program: Command) -> Command {
        program
            .args(["--port", &self.sandbox_port.to_string()])
            .args(["--webhook", &format!("{}webhooks/{{provider}}", self.shop())])
            .env("RUST_LOG", "warn");
        program
    }

    /// Tells the sandbox where to send the webhooks of an account that is not called as its provider.
    pub(super) fn tell_sandbox(&self) -> Result<()> {
        for account in self.provider.accounts().iter().filter(|account| account.is_named_apart()) {
            let path = format!("/control/accounts/{}?provider={}", account.key, account.provider);
            let body = format!("{{\"webhook\":\"{}webhooks/{}\"}}", self.shop(), account.id);
            ensure!(process::tells(self.sandbox_port, "PUT", &path, &body), "the sandbox takes no account {}", account.id);
        }
        Ok(())
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
        program.envs(self.provider.accounts().iter().flat_map(|account| account.secrets.iter().copied()))
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
        let setup = Setup { port: 8081, sandbox_port: 4011, data: PathBuf::from("a \"b\""), provider: Provider::All };
        let text = setup.configuration();
        assert!(text.starts_with("listen = \"127.0.0.1:8081\"\n"), "{text}");
        assert!(text.contains("database_url = \"sqlite:a \\\"b\\\""), "{text}");
        assert!(text.contains("base_url = \"http://127.0.0.1:4011/compropago\""), "{text}");
        assert!(text.contains("\nprivate_webhooks = true\n"), "a shop on this machine can be told: {text}");
        let secrets = || Provider::All.accounts().iter().flat_map(|account| account.secrets);
        assert!(secrets().all(|(_, secret)| !text.contains(secret)), "secrets do not belong into a file");
    }
}
