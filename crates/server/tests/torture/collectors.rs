//! Who collects in a run: accounts that only the sandbox takes, what is sold by them, the ways an order of theirs is paid, and what goes
//! wrong on the way to them. What must hold is the same for all and not known here.

/// An account in the sandbox.
pub(crate) struct Account {
    /// Its id, and the name of its provider in the sandbox.
    id: &'static str,
    provider: &'static str,
    /// The key that opens it there.
    key: &'static str,
    /// Where the provider's API begins, after its name.
    path: &'static str,
    /// What the file says of it besides.
    said: &'static str,
    /// What stands in the environment, because it is secret.
    secrets: &'static [(&'static str, &'static str)],
}

impl Account {
    /// What the backend's file says of it: its section, or an entry of the list where it has an id of its own.
    fn section(&self, sandbox: &sandbox::Running) -> String {
        let head = match self.is_named_apart() {
            true => format!("[[provider]]\nkind = '{}'\nid = '{}'\n", self.provider, self.id),
            false => format!("[{}]\n", self.id),
        };
        format!("{head}{}base_url = '{}{}'\n", self.said, sandbox.url(self.provider), self.path)
    }

    /// Whether the sandbox must be told where to send its webhooks: by itself it sends them to the provider's own name.
    fn is_named_apart(&self) -> bool {
        self.id != self.provider
    }

    /// Where the sandbox is told so, and what.
    pub(crate) fn named_apart(&self, port: u16) -> Option<(String, String)> {
        let path = format!("/control/accounts/{}?provider={}", self.key, self.provider);
        let body = format!(r#"{{"webhook": "http://127.0.0.1:{port}/webhooks/{}"}}"#, self.id);
        self.is_named_apart().then_some((path, body))
    }
}

/// What is sold, and how it is paid.
#[derive(Debug)]
pub(crate) struct Sold {
    pub(crate) button: &'static str,
    /// What is posted for a voucher.
    pub(crate) payers: &'static str,
    /// Where the digits to pay to stand in the answer.
    pub(crate) digits: &'static str,
}

/// An order, and two ways to pay it.
pub(crate) struct Track {
    pub(crate) order: &'static str,
    pub(crate) ways: [&'static str; 2],
}

/// Those who collect in one run.
pub(crate) struct Collectors {
    pub(crate) name: &'static str,
    pub(crate) accounts: &'static [Account],
    pub(crate) sold: [Sold; 2],
    pub(crate) tracks: [Track; 2],
    /// What goes wrong at the provider, all of it with what was asked done or not done as the sandbox's README says.
    pub(crate) faults: &'static [&'static str],
}

impl Collectors {
    /// What the backend's file says of their accounts.
    pub(crate) fn sections(&self, sandbox: &sandbox::Running) -> String {
        self.accounts.iter().map(|account| account.section(sandbox)).collect()
    }

    /// What stands in the environment.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.accounts.iter().flat_map(|account| account.secrets.iter().copied())
    }
}

const KEY: &str = "sk_test_9c95e149614142822f";
const TOKEN: &str = "TEST-9c95e149614142822f";
const TOKEN_IN_PERU: &str = "TEST-9c95e149614142822f-PE";

const REFERENCE: &str = "/voucher/payable/reference";
const CLABE: &str = "/voucher/payable/clabe";

const ORDER_IN_PESOS: &str = r#"{"amount": 15000, "currency": "MXN", "description": "Silla"}"#;
const ORDER_IN_SOLES: &str = r#"{"amount": 14990, "currency": "PEN", "description": "Silla"}"#;

/// Cash at OXXO by ComproPago.
pub(crate) const PAYERS: &str =
    r#"{"method": "cash", "store": "OXXO", "customer": {"name": "María Núñez", "email": "maria@ejemplo.com.mx"}}"#;

const KASNET: &str = r#"{"method": "cash", "store": "KASNET", "customer": {"name": "Ana Núñez", "email": "ana@example.com", "document": "45871236"}}"#;

/// By their addresses Stripe's test mode lets nobody pay but who pays here; a store is named by each provider's own code.
const OXXO_BY_STRIPE: &str =
    r#"{"method": "cash", "store": "oxxo", "customer": {"name": "María Núñez", "email": "maria_fill_never@ejemplo.com.mx"}}"#;
const OXXO: &str =
    r#"{"method": "cash", "store": "OXXO", "customer": {"name": "María Núñez", "email": "maria_fill_never@ejemplo.com.mx"}}"#;
const SPEI: &str = r#"{"method": "spei", "customer": {"name": "María Núñez", "email": "maria_fill_never@ejemplo.com.mx"}}"#;

const PAGOEFECTIVO: &str = r#"{"method": "cash", "store": "PAGOEFECTIVO", "customer": {"name": "Ana Núñez", "email": "ana@example.com", "document": "45871236"}}"#;

/// Mexico, whose provider has nothing that makes a repeated create harmless, and Peru, whose provider has.
pub(crate) static COMPROPAGO: Collectors = Collectors {
    name: "ComproPago and KashIO",
    accounts: &[
        Account {
            id: "compropago",
            provider: "compropago",
            key: KEY,
            path: "",
            said: "public_key = 'pk_test_638e8b14112423a086'\n",
            secrets: &[("FICHA_COMPROPAGO__SECRET_KEY", KEY)],
        },
        Account {
            id: "kashio",
            provider: "kashio",
            key: KEY,
            path: "/v1/payments",
            said: "",
            secrets: &[("FICHA_KASHIO__SECRET_KEY", KEY)],
        },
    ],
    sold: [
        Sold { button: "btn_demo", payers: PAYERS, digits: "/voucher/payable/account" },
        Sold { button: "btn_demo_pe", payers: KASNET, digits: REFERENCE },
    ],
    tracks: [
        Track {
            order: ORDER_IN_PESOS,
            ways: [
                PAYERS,
                r#"{"method": "cash", "store": "CHEDRAUI", "customer": {"name": "María Núñez", "email": "maria@ejemplo.com.mx"}}"#,
            ],
        },
        Track {
            order: ORDER_IN_SOLES,
            ways: [
                KASNET,
                r#"{"method": "cash", "store": "BCP", "customer": {"name": "Ana Núñez", "email": "ana@example.com", "document": "45871236"}}"#,
            ],
        },
    ],
    faults: &[
        r#"{"kind": "latency", "ms": 250, "times": 4, "on": "GET /v1/providers"}"#,
        r#"{"kind": "latency", "ms": 300, "times": 3, "on": "POST /v1/charges"}"#,
        r#"{"kind": "latency", "ms": 300, "times": 3, "on": "POST /kashio"}"#,
        r#"{"kind": "latency", "ms": 150, "times": 3, "on": "/charges"}"#,
        r#"{"kind": "5xx", "times": 2, "on": "/charges"}"#,
        r#"{"kind": "reset", "times": 1, "on": "POST /v1/charges"}"#,
        r#"{"kind": "reset", "times": 1, "on": "GET /v1/charges"}"#,
        r#"{"kind": "garbage", "times": 1, "on": "/charges"}"#,
        r#"{"kind": "truncated", "times": 1, "on": "/charges"}"#,
        r#"{"kind": "timeout", "times": 1, "on": "POST /v1/charges"}"#,
        r#"{"kind": "timeout", "times": 1, "on": "GET /v1/charges"}"#,
        r#"{"kind": "timeout", "times": 1, "on": "POST /kashio"}"#,
        r#"{"kind": "5xx", "times": 2, "on": "/kashio"}"#,
        r#"{"kind": "reset", "times": 1, "on": "POST /kashio"}"#,
        r#"{"kind": "garbage", "times": 1, "on": "/kashio"}"#,
        r#"{"kind": "duplicate_webhooks", "times": 2}"#,
        r#"{"kind": "reordered_webhooks", "times": 2}"#,
        r#"{"kind": "lost_webhooks", "times": 2}"#,
    ],
};

/// Slips of OXXO, which cannot be taken back, and transfers, which may come in parts and can.
pub(crate) static STRIPE: Collectors = Collectors {
    name: "Stripe",
    accounts: &[Account {
        id: "stripe",
        provider: "stripe",
        key: KEY,
        path: "",
        said: "",
        secrets: &[
            ("FICHA_STRIPE__SECRET_KEY", KEY),
            ("FICHA_STRIPE__WEBHOOK_SECRET", providers::stripe::fake::WEBHOOK_SECRET),
        ],
    }],
    sold: [
        Sold { button: "btn_demo", payers: OXXO_BY_STRIPE, digits: REFERENCE },
        Sold { button: "btn_demo", payers: SPEI, digits: CLABE },
    ],
    tracks: [
        Track { order: ORDER_IN_PESOS, ways: [OXXO_BY_STRIPE, SPEI] },
        Track { order: ORDER_IN_PESOS, ways: [SPEI, OXXO_BY_STRIPE] },
    ],
    faults: &[
        r#"{"kind": "latency", "ms": 300, "times": 3, "on": "POST /stripe/v1/payment_intents"}"#,
        r#"{"kind": "latency", "ms": 250, "times": 3, "on": "POST /stripe/v1/customers"}"#,
        r#"{"kind": "latency", "ms": 150, "times": 3, "on": "/payment_intents"}"#,
        r#"{"kind": "5xx", "times": 2, "on": "/payment_intents"}"#,
        r#"{"kind": "5xx", "times": 2, "on": "/customers"}"#,
        r#"{"kind": "reset", "times": 1, "on": "POST /stripe/v1/payment_intents"}"#,
        r#"{"kind": "reset", "times": 1, "on": "GET /stripe/v1/payment_intents"}"#,
        r#"{"kind": "reset", "times": 1, "on": "POST /stripe/v1/customers"}"#,
        r#"{"kind": "garbage", "times": 1, "on": "/payment_intents"}"#,
        r#"{"kind": "garbage", "times": 1, "on": "/v1/events"}"#,
        r#"{"kind": "truncated", "times": 1, "on": "/payment_intents"}"#,
        r#"{"kind": "truncated", "times": 1, "on": "/cash_balance_transactions"}"#,
        r#"{"kind": "timeout", "times": 1, "on": "POST /stripe/v1/payment_intents"}"#,
        r#"{"kind": "timeout", "times": 1, "on": "POST /stripe/v1/customers"}"#,
        r#"{"kind": "timeout", "times": 1, "on": "GET /stripe/v1/payment_intents"}"#,
        r#"{"kind": "duplicate_webhooks", "times": 2}"#,
        r#"{"kind": "reordered_webhooks", "times": 2}"#,
        r#"{"kind": "lost_webhooks", "times": 2}"#,
    ],
};

/// An account in Mexico, which refuses a key that was used before, and one in Peru, which answers it again.
pub(crate) static MERCADOPAGO: Collectors = Collectors {
    name: "Mercado Pago",
    accounts: &[
        Account {
            id: "mercadopago",
            provider: "mercadopago",
            key: TOKEN,
            path: "",
            said: "country = 'MX'\n",
            secrets: &[
                ("FICHA_MERCADOPAGO__ACCESS_TOKEN", TOKEN),
                ("FICHA_MERCADOPAGO__WEBHOOK_SECRET", providers::mercadopago::fake::WEBHOOK_SECRET),
            ],
        },
        Account {
            id: "mercadopago_pe",
            provider: "mercadopago",
            key: TOKEN_IN_PERU,
            path: "",
            said: "country = 'PE'\n",
            secrets: &[
                ("FICHA_MERCADOPAGO_PE__ACCESS_TOKEN", TOKEN_IN_PERU),
                ("FICHA_MERCADOPAGO_PE__WEBHOOK_SECRET", providers::mercadopago::fake::WEBHOOK_SECRET),
            ],
        },
    ],
    sold: [
        Sold { button: "btn_demo", payers: OXXO, digits: REFERENCE },
        Sold { button: "btn_demo_pe", payers: PAGOEFECTIVO, digits: REFERENCE },
    ],
    tracks: [
        Track { order: ORDER_IN_PESOS, ways: [OXXO, SPEI] },
        Track {
            order: ORDER_IN_SOLES,
            ways: [
                PAGOEFECTIVO,
                r#"{"method": "cash", "store": "PAGOEFECTIVO", "customer": {"name": "Ana Núñez", "email": "ana.nunez@example.com", "document": "45871236"}}"#,
            ],
        },
    ],
    faults: &[
        r#"{"kind": "latency", "ms": 250, "times": 4, "on": "GET /mercadopago/v1/payment_methods"}"#,
        r#"{"kind": "latency", "ms": 300, "times": 3, "on": "POST /mercadopago/v1/orders"}"#,
        r#"{"kind": "latency", "ms": 300, "times": 3, "on": "POST /mercadopago/v1/payments"}"#,
        r#"{"kind": "latency", "ms": 150, "times": 3, "on": "/mercadopago/v1"}"#,
        r#"{"kind": "5xx", "times": 2, "on": "/v1/orders"}"#,
        r#"{"kind": "5xx", "times": 2, "on": "/v1/payments"}"#,
        r#"{"kind": "reset", "times": 1, "on": "POST /mercadopago/v1/orders"}"#,
        r#"{"kind": "reset", "times": 1, "on": "POST /mercadopago/v1/payments"}"#,
        r#"{"kind": "reset", "times": 1, "on": "GET /mercadopago/v1/orders"}"#,
        r#"{"kind": "garbage", "times": 1, "on": "/v1/orders"}"#,
        r#"{"kind": "garbage", "times": 1, "on": "/v1/payments"}"#,
        r#"{"kind": "truncated", "times": 1, "on": "/v1/orders"}"#,
        r#"{"kind": "timeout", "times": 1, "on": "POST /mercadopago/v1/orders"}"#,
        r#"{"kind": "timeout", "times": 1, "on": "POST /mercadopago/v1/payments"}"#,
        r#"{"kind": "timeout", "times": 1, "on": "GET /mercadopago/v1/orders"}"#,
        r#"{"kind": "duplicate_webhooks", "times": 2}"#,
        r#"{"kind": "reordered_webhooks", "times": 2}"#,
        r#"{"kind": "lost_webhooks", "times": 2}"#,
    ],
};
