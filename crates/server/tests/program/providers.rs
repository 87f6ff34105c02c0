//! The binary and its providers: keys that are checked when it starts, and webhooks registered from the command line.

use sandbox::{Options, Sandbox};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Command, Output};
use tempfile::TempDir;

const PUBLIC_KEY: &str = "pk_test_638e8b14112423a086";
const SECRET_KEY: &str = "sk_test_9c95e149614142822f";

/// The binary in a folder of its own, with test keys and a provider at `base`.
fn ficha(folder: &TempDir, base: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ficha-backend"));
    command.args(arguments).env_clear().current_dir(folder.path());
    command
        .env("FICHA_LISTEN", "127.0.0.1:0")
        .env("FICHA_PUBLIC_URL", "http://127.0.0.1:8080")
        .env("FICHA_ALLOWED_ORIGINS", "https://tienda.example.mx")
        .env("FICHA_COMPROPAGO__PUBLIC_KEY", PUBLIC_KEY)
        .env("FICHA_COMPROPAGO__SECRET_KEY", SECRET_KEY)
        .env("FICHA_COMPROPAGO__BASE_URL", base);
    command
}

/// Whether it went well, and what it said.
fn said(mut command: Command) -> (bool, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.success(), String::from_utf8(if status.success() { stdout } else { stderr }).unwrap())
}

/// A server that answers its first request so, whatever it is: its address.
fn answering_once(status: &str, body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut head = BufReader::new(socket.try_clone().unwrap());
        let mut line = String::from("GET");
        while !line.trim().is_empty() {
            line.clear();
            head.read_line(&mut line).unwrap();
        }
        socket.write_all(answer.as_bytes()).unwrap();
        let _ = socket.read(&mut [0]);
    });
    address
}

#[test]
fn keys_the_provider_does_not_accept_in_this_mode_refuse_to_start() {
    let check = |status: &str, body: &str, expected: &str| {
        let folder = tempfile::tempdir().unwrap();
        let (started, why) = said(ficha(&folder, &answering_once(status, body), &["serve"]));
        assert!(!started && why.contains("[compropago] public_key, secret_key:") && why.contains(expected), "{why}");
        assert!(!why.contains("9c95e149614142822f"), "{why}");
    };
    let auth = |account: bool, keys: bool| format!(r#"{{"livemode":{account},"mode_key":{keys},"code":200}}"#);
    check("401 Unauthorized", r#"{"type":"error","code":401,"message":"no"}"#, "code 401");
    check("200 OK", &auth(true, true), "the keys are named test keys and ComproPago says live");
    check("200 OK", &auth(true, false), "these are test keys and the account is in live mode");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_registered_once_listed_and_removed() {
    let provider = Sandbox::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let arguments = [&["provider"], arguments].concat();
        said(ficha(&folder, &provider.url("compropago"), &arguments))
    };
    let (registered, first) = run(&["register-webhook"]);
    assert!(registered && first.contains("  http://127.0.0.1:8080/webhooks/compropago  registered"), "{first}");
    assert_eq!(run(&["register-webhook", "--provider", "compropago"]), (true, first.clone()), "again, it is the same");
    assert!(run(&["register-webhook", "--url", "https://pay.example.mx/webhooks/compropago"]).0);
    let listed = run(&["webhooks"]).1;
    assert!(listed.contains("127.0.0.1:8080") && listed.contains("https://pay.example.mx/webhooks/compropago"), "{listed}");
    let id = first.split("  ").next().unwrap();
    assert!(run(&["remove-webhook", id]).0);
    assert!(!run(&["webhooks"]).1.contains("127.0.0.1:8080"));

    for (arguments, expected) in [
        (&["register-webhook", "--url", "http://pay.example.mx"][..], "webhooks come over https"),
        (&["webhooks", "--provider", "paypal"], "paypal is not configured"),
        (&["remove-webhook", "nobodys"], "compropago did not remove nobodys"),
    ] {
        let (done, why) = run(arguments);
        assert!(!done && why.contains(expected), "{why}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_accounts_of_one_provider_each_has_a_webhook_of_its_own() {
    let provider = Sandbox::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let base = provider.url("compropago");
    let toml = format!(
        "[[provider]]\nkind = \"compropago\"\n\n[[provider]]\nkind = \"compropago\"\nid = \"cp2\"\nbase_url = \"{base}\"\n"
    );
    std::fs::write(folder.path().join("ficha.toml"), toml).unwrap();
    let run = |arguments: &[&str]| {
        let arguments = [&["--config", "ficha.toml", "provider"], arguments].concat();
        let mut command = ficha(&folder, &base, &arguments);
        command
            .env("FICHA_CP2__PUBLIC_KEY", "pk_test_738e8b14112423a087")
            .env("FICHA_CP2__SECRET_KEY", "sk_test_8c95e149614142822e");
        said(command)
    };
    let (done, why) = run(&["webhooks"]);
    assert!(!done && why.contains("say which by --provider, compropago or cp2"), "{why}");
    let register = |id: &str| run(&["register-webhook", "--provider", id]);
    let registered = ["compropago", "cp2"].map(|id| {
        let (done, said) = register(id);
        assert!(done && said.contains(&format!("  http://127.0.0.1:8080/webhooks/{id}  registered with {id}")), "{said}");
        assert_eq!(register(id), (true, said.clone()), "again, it is the same");
        said.split("  ").next().unwrap().to_owned()
    });
    let listed = |id: &str| run(&["webhooks", "--provider", id]).1;
    for id in ["compropago", "cp2"] {
        assert_eq!(listed(id).lines().count(), 1, "{}", listed(id));
        assert!(listed(id).contains(&format!("/webhooks/{id}  active")), "{}", listed(id));
    }
    // What one account has registered is none of the other's.
    assert!(!run(&["remove-webhook", &registered[1], "--provider", "compropago"]).0, "it is the other one's");
    assert!(run(&["remove-webhook", &registered[1], "--provider", "cp2"]).0);
    assert_eq!((listed("compropago").lines().count(), listed("cp2").lines().count()), (1, 0));
    let (started, doctor) = {
        let mut command = ficha(&folder, &base, &["--config", "ficha.toml", "doctor"]);
        command
            .env("FICHA_CP2__PUBLIC_KEY", "pk_test_738e8b14112423a087")
            .env("FICHA_CP2__SECRET_KEY", "sk_test_8c95e149614142822e");
        let Output { status, stdout, stderr } = command.output().unwrap();
        (status, [stdout, stderr].concat())
    };
    let doctor = String::from_utf8(doctor).unwrap();
    assert!(
        doctor.contains("register-webhook --provider cp2") && !doctor.contains("--provider compropago"),
        "{started} {doctor}"
    );
}

/// What `doctor` or `serve` says of an account of another provider, with these settings in the environment.
fn of_another(folder: &TempDir, section: &str, settings: &[(&str, &str)], arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ficha-backend"));
    command.args(arguments).env_clear().current_dir(folder.path()).env("FICHA_LISTEN", "127.0.0.1:0");
    for (name, value) in settings {
        command.env(if name.starts_with("FICHA_") { (*name).to_owned() } else { format!("FICHA_{section}__{name}") }, value);
    }
    let Output { stdout, stderr, .. } = command.output().unwrap();
    String::from_utf8([stdout, stderr].concat()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_whose_webhooks_cannot_be_verified_and_which_a_person_sets_up() {
    let provider = Sandbox::start(Options::default()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let check = |section: &str, settings: &[(&str, &str)], expected: &[&str]| {
        let base = provider.url(&section.to_lowercase());
        let settings = [settings, &[("BASE_URL", base.as_str())]].concat();
        let said = of_another(&folder, section, &settings, &["doctor"]);
        for line in expected {
            assert!(said.contains(line), "{line} is not in {said}");
        }
        assert!(settings.iter().all(|(name, value)| name.contains("URL") || !said.contains(value)), "a key is in {said}");
    };
    let key = ("SECRET_KEY", "sk_test_51FichaDoctor");
    let unset =
        "doubtful  stripe: what its webhooks are signed with is not set, so none is believed: set FICHA_STRIPE__WEBHOOK_SECRET";
    check(
        "STRIPE",
        &[key],
        &["fine      stripe: accepts its keys, and they are test keys", "register-webhook --provider stripe", unset],
    );
    let secret = "5e5c0f3a8d1b4792a6c0e8f21b7d9345c4a1f0e7263b5d8899aa01cd34ef5678";
    let settings = [("ACCESS_TOKEN", "TEST-ficha-doctor"), ("WEBHOOK_SECRET", secret)];
    // Its country is told in the file, as no secret is.
    std::fs::write(folder.path().join("ficha.toml"), "[mercadopago]\ncountry = 'MX'\n").unwrap();
    let settings = [&settings[..], &[("FICHA_CONFIG", "ficha.toml")]].concat();
    check(
        "MERCADOPAGO",
        &settings,
        &["doubtful  mercadopago: a person sets up webhooks in its own panel", "/webhooks/mercadopago: docs"],
    );
}

#[test]
fn a_test_key_in_live_mode_is_refused_with_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let live = [("FICHA_MODE", "live"), ("FICHA_PUBLIC_URL", "https://pay.example.mx")];
    let live = [&live[..], &[("FICHA_ALLOWED_ORIGINS", "https://tienda.example.mx")]].concat();
    let check = |section: &str, settings: &[(&str, &str)], expected: &str| {
        let said = of_another(&folder, section, &[&live[..], settings].concat(), &["serve"]);
        assert!(said.contains(expected), "{said}");
    };
    check("STRIPE", &[("SECRET_KEY", "sk_test_51FichaDoctor")], "the keys of stripe are test keys");
    check(
        "STRIPE",
        &[("SECRET_KEY", "pk_test_51FichaDoctor")],
        "secret_key begins with sk_test_, sk_live_, rk_test_ or rk_live_",
    );
    let secret = ("WEBHOOK_SECRET", "5e5c0f3a8d1b4792a6c0e8f21b7d9345c4a1f0e7263b5d8899aa01cd34ef5678");
    let token = ("ACCESS_TOKEN", "TEST-ficha-doctor");
    check("MERCADOPAGO", &[token, secret, ("COUNTRY", "MX")], "the keys of mercadopago are test keys");
    let live_word = [token, secret, ("COUNTRY", "MX"), ("MODE", "live")];
    check("MERCADOPAGO", &live_word, "access_token is for tests, and mode says live");
}

#[test]
fn an_address_on_this_machine_is_not_given_to_a_provider_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let (registered, why) = said(ficha(&folder, "https://api.compropago.com", &["provider", "register-webhook"]));
    assert!(!registered && why.contains("is on this machine, where compropago cannot reach it: set public_url"), "{why}");
}
