//! Who collects for a product under test: keys that only the sandbox takes, and what the configuration says of each account.

use super::provider::{PUBLIC_KEY, SECRET_KEY};

/// A provider account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Collector {
    /// Its id in the configuration, which is its provider's name in the sandbox.
    pub(crate) id: &'static str,
    /// The key that opens it there.
    pub(crate) key: &'static str,
    /// Where the provider's API begins, after its name.
    path: &'static str,
    /// What the file says of it besides.
    said: &'static str,
    /// What stands in the environment, because it is secret.
    secrets: &'static [(&'static str, &'static str)],
}

/// ComproPago, in Mexico.
pub(crate) const COMPROPAGO: Collector = Collector {
    id: "compropago",
    key: SECRET_KEY,
    path: "",
    said: "[compropago.barcodes]\nseven-eleven = \"code128\"\nchedraui = \"code128\"\n",
    secrets: &[("FICHA_COMPROPAGO__SECRET_KEY", SECRET_KEY), ("FICHA_COMPROPAGO__PUBLIC_KEY", PUBLIC_KEY)],
};

/// KashIO, in Peru.
pub(crate) const KASHIO: Collector = Collector {
    id: "kashio",
    key: SECRET_KEY,
    path: "/v1/payments",
    said: "",
    secrets: &[("FICHA_KASHIO__SECRET_KEY", SECRET_KEY)],
};

/// Stripe, in Mexico.
pub(crate) const STRIPE: Collector = Collector {
    id: "stripe",
    key: SECRET_KEY,
    path: "",
    said: "",
    secrets: &[
        ("FICHA_STRIPE__SECRET_KEY", SECRET_KEY),
        ("FICHA_STRIPE__WEBHOOK_SECRET", providers::stripe::fake::WEBHOOK_SECRET),
    ],
};

/// Mercado Pago, in Mexico.
pub(crate) const MERCADO_PAGO: Collector = Collector {
    id: "mercadopago",
    key: "TEST-8781245a88240f9cf",
    path: "",
    said: "country = \"MX\"\n",
    secrets: &[
        ("FICHA_MERCADOPAGO__ACCESS_TOKEN", "TEST-8781245a88240f9cf"),
        ("FICHA_MERCADOPAGO__WEBHOOK_SECRET", providers::mercadopago::fake::WEBHOOK_SECRET),
    ],
};

/// Mercado Pago, in Peru.
pub(crate) const MERCADO_PAGO_IN_PERU: Collector = Collector {
    key: "TEST-8781245a88240f9cf-PE",
    said: "country = \"PE\"\n",
    secrets: &[
        ("FICHA_MERCADOPAGO__ACCESS_TOKEN", "TEST-8781245a88240f9cf-PE"),
        ("FICHA_MERCADOPAGO__WEBHOOK_SECRET", providers::mercadopago::fake::WEBHOOK_SECRET),
    ],
    ..MERCADO_PAGO
};

impl Collector {
    /// Its section of the configuration; `sandbox` is where its provider is played.
    pub(super) fn section(&self, sandbox: &str) -> String {
        format!("[{}]\nbase_url = \"{sandbox}{}\"\n{}", self.id, self.path, self.said)
    }

    /// What stands in the environment.
    pub(super) fn secrets(&self) -> &'static [(&'static str, &'static str)] {
        self.secrets
    }
}
