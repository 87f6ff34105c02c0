//! `provider try` from outside: accounts tried against fake providers over real HTTP, and what the report says where one of them does
//! something else than the facts say.

use providers::mercadopago::fake::WEBHOOK_SECRET;
use sandbox::{Options, Running, Sandbox};
use std::process::{Command, Output};

const STRIPE: &str = "sk_test_51FichaTrial";
const MERCADO_PAGO: &str = "TEST-ficha-trial";

/// A provider, the environment of its account, and what of it must not be told.
struct Account {
    kind: &'static str,
    environment: Vec<(&'static str, &'static str)>,
}

fn stripe() -> Account {
    Account { kind: "stripe", environment: vec![("SECRET_KEY", STRIPE)] }
}

fn mercadopago(token: &'static str, country: &'static str) -> Account {
    let environment = vec![("ACCESS_TOKEN", token), ("WEBHOOK_SECRET", WEBHOOK_SECRET), ("COUNTRY", country)];
    Account { kind: "mercadopago", environment }
}

fn compropago() -> Account {
    let environment = vec![("PUBLIC_KEY", "pk_test_638e8b14112423a086"), ("SECRET_KEY", "sk_test_9c95e149614142822f")];
    Account { kind: "compropago", environment }
}

/// Whether the command ended well, its report, and what it said besides.
struct Tried {
    well: bool,
    report: String,
    why: String,
}

impl Account {
    fn tried(&self, provider: &Running) -> Tried {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_ficha-backend"));
        command.args(["provider", "try", self.kind, "--patience", "20"]).env_clear().current_dir(folder.path());
        command.env("FICHA_PUBLIC_URL", "http://127.0.0.1:8080").env("FICHA_ALLOWED_ORIGINS", "https://tienda.example.mx");
        let section = self.kind.to_uppercase();
        for (name, value) in &self.environment {
            command.env(format!("FICHA_{section}__{name}"), value);
        }
        command.env(format!("FICHA_{section}__BASE_URL"), provider.url(self.kind));
        let Output { status, stdout, stderr } = command.output().unwrap();
        let [report, why] = [stdout, stderr].map(|said| String::from_utf8(said).unwrap());
        for (name, secret) in &self.environment {
            let is_told = *name != "COUNTRY" && (report.contains(secret) || why.contains(secret));
            assert!(!is_told, "{name} is in the report: {report}{why}");
        }
        for private in ["Ana", "Prueba", "@", "12345678", "http", "127.0.0.1"] {
            assert!(!report.contains(private), "{private} is in the report: {report}");
        }
        Tried { well: status.success(), report, why }
    }
}

/// A report without a difference that has these lines.
fn check_same(tried: &Tried, expected: &[&str]) {
    let Tried { well, report, why } = tried;
    assert!(*well && !report.contains("DIFFERS"), "{report}{why}");
    check_lines(report, expected);
}

fn check_lines(report: &str, expected: &[&str]) {
    for line in expected {
        assert!(report.lines().any(|said| said.starts_with(line)), "{line} is not in {report}");
    }
}

async fn control(provider: &Running, verb: reqwest::Method, path: &str, body: &str) {
    let url = format!("http://{}/control/{path}", provider.address);
    let asked = reqwest::Client::new().request(verb, url).header("content-type", "application/json").body(body.to_owned());
    let status = asked.send().await.unwrap().status();
    assert!(status.is_success(), "{path}: {status}");
}

#[tokio::test(flavor = "multi_thread")]
async fn stripe_played_here_does_what_its_facts_say_paid_in_part_given_back_and_run_out() {
    let provider = Sandbox::start(Options::default()).await.unwrap();
    check_same(
        &stripe().tried(&provider),
        &[
            "Stripe tried with test keys",
            "same       account: keys: ",
            "same       webhook: registered: facts: one that is told of everything; seen: one that is told of everything (its secret",
            "same       webhook: removed",
            "same       cash: offered: facts: at one store, 10.00 MXN to 10000.00 MXN",
            "same       cash: made: facts: 150.00 MXN, it can be paid, runs out: 20",
            "same       cash: repeated: facts: known again for 24 hours",
            "not tried  cash: cancelled",
            "same       cash: paid: facts: 150.00 MXN came",
            "not tried  cash: given back",
            "same       cash: run out: facts: it ran out",
            "same       spei: made: facts: 150.00 MXN, it can be paid, runs out: never by itself",
            "same       spei: cancelled",
            "same       spei: paid in part: facts: 75.00 MXN came",
            "same       spei: paid: facts: 150.00 MXN came",
            "same       spei: given back: facts: 150.00 MXN came, 75.00 MXN went back",
            "seen       ?: for how many days a slip for OXXO is good",
            "seen       ?: how long the `number` of a slip for OXXO is",
            "seen       ?: whether OXXO takes a name whose parts have one letter",
            "seen       ?: whether a slip for OXXO can be cancelled in a test: refused: ",
            "seen       ?: whether a repeated answer says `Idempotent-Replayed`",
            "seen       ?: whether 51 metadata",
            "not tried  ?: whether a 429",
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn mercado_pago_played_here_does_what_its_facts_say_and_answers_what_they_leave_open() {
    let provider = Sandbox::start(Options::default()).await.unwrap();
    check_same(
        &mercadopago(MERCADO_PAGO, "MX").tried(&provider),
        &[
            "same       cash: offered: facts: at one store, any amount; seen: at one store, any amount (OXXO 5.00 MXN to 10000.00",
            "same       cash: repeated",
            "same       cash: cancelled",
            "not tried  cash: paid: the service is not known to have one paid in a test",
            "same       spei: made",
            "not tried  webhook: registered: no call registers one",
            "seen       ?: what becomes of an order whose key was sent before: 409, as documented, or the first answer again: it is refused",
            "seen       ?: the digits of a slip for OXXO: reference of ",
            "seen       ?: whether PayCash takes an order without an identification: it is",
            "seen       ?: which field of a payment by `clabe` has the CLABE: ",
        ],
    );
    control(
        &provider,
        reqwest::Method::PUT,
        &format!("accounts/{MERCADO_PAGO}?provider=mercadopago"),
        r#"{"repeats": "replay"}"#,
    )
    .await;
    check_same(
        &mercadopago(MERCADO_PAGO, "MX").tried(&provider),
        &[
            "seen       ?: what becomes of an order whose key was sent before: 409, as documented, or the first answer again: the first",
        ],
    );
    check_same(
        &mercadopago("TEST-ficha-trial-PE", "PE").tried(&provider),
        &["same       cash: made: facts: 150.00 PEN", "seen       ?: whether orders can be asked for in Peru"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_knows_nothing_of_trials_is_tried_by_what_every_provider_can() {
    let provider = Sandbox::start(Options::default()).await.unwrap();
    check_same(
        &compropago().tried(&provider),
        &[
            "same       cash: read",
            "not tried  cash: repeated: a repeated request makes a second charge",
            "same       webhook: removed",
            "same       spei: made",
        ],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_as_the_facts_say_is_named_and_the_other_method_is_tried_all_the_same() {
    let provider = Sandbox::start(Options::default()).await.unwrap();
    let faults = |body: &'static str| control(&provider, reqwest::Method::POST, "faults", body);
    // Every customer that is made for a transfer is refused, and the first slip is for a peso more.
    faults(r#"{"kind": "5xx", "status": 500, "on": "POST /v1/customers"}"#).await;
    faults(r#"{"kind": "other_amount", "times": 1}"#).await;
    let Tried { well, report, why } = stripe().tried(&provider);
    assert!(!well, "{report}");
    assert!(why.contains("of what was seen is not what the facts of stripe say"), "{why}");
    check_lines(
        &report,
        &[
            "DIFFERS    cash: made: facts: 150.00 MXN",
            "DIFFERS    cash: read: facts: the same charge, 150.00 MXN, it can be paid; seen: the same charge, 151.00 MXN",
            "same       cash: paid",
            "same       cash: run out",
            "DIFFERS    spei: made: facts: 150.00 MXN, it can be paid; seen: no_answer: POST /v1/customers: status 500",
        ],
    );
    // A rail that is switched off is found before anything is made.
    control(&provider, reqwest::Method::DELETE, "faults", "").await;
    control(&provider, reqwest::Method::POST, "faults", r#"{"kind": "garbage", "on": "GET /v1/payment_methods"}"#).await;
    let Tried { well, report, .. } = mercadopago(MERCADO_PAGO, "MX").tried(&provider);
    assert!(!well);
    check_lines(
        &report,
        &["DIFFERS    account: offers", "DIFFERS    cash: offered: facts: at one store, any amount; seen: it is not offered"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn live_keys_are_refused_before_anybody_is_asked() {
    let provider = Sandbox::start(Options::default()).await.unwrap();
    let token = "APP_USR-ficha-trial";
    let folder = tempfile::tempdir().unwrap();
    let run = |mode: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ficha-backend"));
        command.args(["provider", "try", "mercadopago", "--patience", "5"]).env_clear().current_dir(folder.path());
        command.env("FICHA_MERCADOPAGO__ACCESS_TOKEN", token).env("FICHA_MERCADOPAGO__COUNTRY", "MX");
        command.env("FICHA_MERCADOPAGO__WEBHOOK_SECRET", WEBHOOK_SECRET);
        // A live key goes over https alone; nobody is asked there.
        let base = if mode.is_some() { provider.url("mercadopago") } else { "https://127.0.0.1:9".to_owned() };
        command.env("FICHA_MERCADOPAGO__BASE_URL", base);
        if let Some(mode) = mode {
            command.env("FICHA_MERCADOPAGO__MODE", mode);
        }
        let Output { status, stdout, stderr } = command.output().unwrap();
        (status.success(), String::from_utf8([stdout, stderr].concat()).unwrap())
    };
    let (well, said) = run(None);
    assert!(!well && said.contains("the keys of mercadopago are live") && said.contains("real money"), "{said}");
    assert!(said.contains("Or set mode, where they are not: test where an APP_USR- token is a test user's"), "{said}");
    assert!(!said.contains("tried with") && !said.contains(token), "{said}");
    let (well, said) = run(Some("test"));
    assert!(well && said.contains("same       cash: made"), "a test user's token: {said}");
}
