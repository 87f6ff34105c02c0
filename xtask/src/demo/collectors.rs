//! Who collects in the demo: accounts that only the sandbox takes, what the backend's file says of each, and what stands in its
//! environment. Which page sells what is not known here.

use clap::ValueEnum;

/// Which providers collect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Provider {
    /// The two whose documents Ficha began with: ComproPago in Mexico, KashIO in Peru.
    Compropago,
    /// Stripe in Mexico, KashIO in Peru.
    Stripe,
    /// Mercado Pago, with an account in Mexico and one in Peru.
    Mercadopago,
    /// All of them, the first two before the others.
    All,
}

/// An account in the sandbox.
#[derive(Debug)]
pub(super) struct Account {
    /// Its id, and the name of its provider in the sandbox.
    pub(super) id: &'static str,
    pub(super) provider: &'static str,
    /// The key that opens it there.
    pub(super) key: &'static str,
    /// Where the provider's API begins, after its name.
    path: &'static str,
    /// What the file says of it besides.
    said: &'static str,
    /// The stores whose tills are said to scan its vouchers.
    scanned: &'static [&'static str],
    /// What stands in the environment, because it is secret.
    pub(super) secrets: &'static [(&'static str, &'static str)],
}

/// From the provider's own documents.
const SECRET_KEY: &str = "sk_test_56e31883637446b1b";

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

/// What the sandbox signs Stripe's webhooks with.
const STRIPE_SIGNED_WITH: &str = "whsec_56e31883637446b1b";

const TOKEN: &str = "TEST-8781245a88240f9cf";
const TOKEN_IN_PERU: &str = "TEST-8781245a88240f9cf-PE";

/// What the sandbox signs Mercado Pago's webhooks with until it is told otherwise.
const SIGNED_WITH: &str = "5e5c0f3a8d1b4792a6c0e8f21b7d9345c4a1f0e7263b5d8899aa01cd34ef5678";

const COMPROPAGO: Account = Account {
    id: "compropago",
    provider: "compropago",
    key: SECRET_KEY,
    path: "",
    said: "public_key = \"pk_test_8781245a88240f9cf\"\n",
    scanned: &SCANNED,
    secrets: &[("FICHA_COMPROPAGO__SECRET_KEY", SECRET_KEY)],
};

const KASHIO: Account = Account {
    id: "kashio",
    provider: "kashio",
    key: SECRET_KEY,
    path: "/v1/payments",
    said: "",
    scanned: &[],
    secrets: &[("FICHA_KASHIO__SECRET_KEY", SECRET_KEY)],
};

const STRIPE: Account = Account {
    id: "stripe",
    provider: "stripe",
    key: SECRET_KEY,
    path: "",
    said: "",
    scanned: &[],
    secrets: &[("FICHA_STRIPE__SECRET_KEY", SECRET_KEY), ("FICHA_STRIPE__WEBHOOK_SECRET", STRIPE_SIGNED_WITH)],
};

const MERCADOPAGO: Account = Account {
    id: "mercadopago",
    provider: "mercadopago",
    key: TOKEN,
    path: "",
    said: "country = \"MX\"\n",
    scanned: &[],
    secrets: &[("FICHA_MERCADOPAGO__ACCESS_TOKEN", TOKEN), ("FICHA_MERCADOPAGO__WEBHOOK_SECRET", SIGNED_WITH)],
};

const MERCADOPAGO_IN_PERU: Account = Account {
    id: "mercadopago_pe",
    provider: "mercadopago",
    key: TOKEN_IN_PERU,
    path: "",
    said: "country = \"PE\"\n",
    scanned: &[],
    secrets: &[("FICHA_MERCADOPAGO_PE__ACCESS_TOKEN", TOKEN_IN_PERU), ("FICHA_MERCADOPAGO_PE__WEBHOOK_SECRET", SIGNED_WITH)],
};

impl Provider {
    /// Its accounts, in the order of preference.
    pub(super) fn accounts(self) -> &'static [Account] {
        match self {
            Self::Compropago => &[COMPROPAGO, KASHIO],
            Self::Stripe => &[STRIPE, KASHIO],
            Self::Mercadopago => &[MERCADOPAGO, MERCADOPAGO_IN_PERU],
            Self::All => &[COMPROPAGO, KASHIO, STRIPE, MERCADOPAGO, MERCADOPAGO_IN_PERU],
        }
    }
}

impl Account {
    /// What the backend's file says of it: its section, or an entry of the list where it has an id of its own.
    pub(super) fn section(&self, sandbox_port: u16) -> String {
        let base = format!("base_url = \"http://127.0.0.1:{sandbox_port}/{}{}\"\n", self.provider, self.path);
        let head = if self.id == self.provider {
            format!("[{}]\n", self.id)
        } else {
            format!("[[provider]]\nkind = \"{}\"\nid = \"{}\"\n", self.provider, self.id)
        };
        let scanned: String = self.scanned.iter().map(|store| format!("{store} = \"code128\"\n")).collect();
        let barcodes = if scanned.is_empty() { String::new() } else { format!("\n[{}.barcodes]\n{scanned}", self.id) };
        [head.as_str(), self.said, &base, &barcodes].concat()
    }

    /// Whether the sandbox must be told where to send its webhooks: by itself it sends them to the provider's own name.
    pub(super) fn is_named_apart(&self) -> bool {
        self.id != self.provider
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_a_section_or_an_entry_of_the_list_and_no_secret_stands_in_it() {
        assert_eq!(
            MERCADOPAGO.section(4011),
            "[mercadopago]\ncountry = \"MX\"\nbase_url = \"http://127.0.0.1:4011/mercadopago\"\n"
        );
        let listed = MERCADOPAGO_IN_PERU.section(4011);
        assert!(listed.starts_with("[[provider]]\nkind = \"mercadopago\"\nid = \"mercadopago_pe\"\n"), "{listed}");
        for account in Provider::All.accounts() {
            let section = account.section(4011);
            assert!(account.secrets.iter().all(|(_, secret)| !section.contains(secret)), "{section}");
        }
    }
}
