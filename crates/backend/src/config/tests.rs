//! What the configuration understands, what it refuses, and that it prints no secret.

use super::safety::reasons_not_to_start;
use super::*;

fn read(text: &str, environment: &[(&str, &str)]) -> anyhow::Result<Config> {
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::read(text, environment)
}

#[test]
fn the_environment_comes_before_the_file() {
    let config = read(
        "merchant = 'Tienda Lupita'\nlisten = '127.0.0.1:9000'\nallowed_origins = ['https://a.mx', 'https://b.mx']\n\
         [compropago]\nbase_url = 'https://api.example.mx'\nstores = ['OXXO']\n[compropago.barcodes]\nOXXO = 'code128'",
        &[
            ("FICHA_LISTEN", "127.0.0.1:9001"),
            ("FICHA_ALLOWED_ORIGINS", "https://c.mx, loopback"),
            ("FICHA_COMPROPAGO__SECRET_KEY", "sk_test_1e5"),
            ("FICHA_COMPROPAGO__STORES", "SEVEN_ELEVEN,OXXO"),
            ("HOME", "/nowhere"),
        ],
    )
    .unwrap();
    assert_eq!(config.listen.port(), 9001);
    assert_eq!(config.merchant, "Tienda Lupita");
    assert!(config.allowed_origins.allow("https://c.mx") && !config.allowed_origins.allow("https://a.mx"));
    let section = &config.providers["compropago"];
    assert_eq!(section.stores, ["SEVEN_ELEVEN", "OXXO"]);
    assert_eq!(section.barcodes.values().collect::<Vec<_>>(), [&Symbology::Code128]);
    assert_eq!(section.settings.get("secret_key"), Some("sk_test_1e5"));
    assert_eq!(section.settings.get("base_url"), Some("https://api.example.mx"));
}

#[test]
fn a_key_in_the_file_is_refused_and_one_in_a_file_of_its_own_is_read() {
    let refusal = read("[compropago]\nsecret_key = 'sk_test_1'", &[]).unwrap_err();
    insta::assert_snapshot!(refusal, @"[compropago] secret_key: keys do not belong in this file; set FICHA_COMPROPAGO__SECRET_KEY, or name a file in secret_key_file");

    let secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(secret.path(), "sk_test_1\n").unwrap();
    let config = read(&format!("[compropago]\nsecret_key_file = '{}'", secret.path().display()), &[]).unwrap();
    assert_eq!(config.providers["compropago"].settings.get("secret_key"), Some("sk_test_1"));
}

#[test]
fn a_mistyped_name_is_refused() {
    let refusal = read("alowed_origins = []", &[]).unwrap_err();
    insta::assert_snapshot!(refusal, @"alowed_origins is neither a value this configuration has nor a provider");
}

#[test]
fn a_configuration_prints_no_secret() {
    let config = read("", &[("FICHA_COMPROPAGO__SECRET_KEY", "sk_live_verysecret")]).unwrap();
    assert!(!format!("{config:?}").contains("verysecret"));
}

#[test]
fn unsafe_configuration_is_refused_with_a_sentence_each() {
    let wrong = "mode = 'live'\nallowed_origins = ['loopback']\n[compropago]\nbase_url = 'http://api.example.mx'";
    let reasons = reasons_not_to_start(&read(wrong, &[]).unwrap(), &[("compropago", false)]);
    insta::assert_snapshot!(reasons.join("\n"), @r#"
    mode is live, and public_url is http://127.0.0.1:8080/: put TLS in front and set public_url to its https address.
    mode is live, and allowed_origins has loopback: that is for trying it out; list the origins of your shop.
    mode is live, and the keys of compropago are test keys: no money would arrive.
    [compropago] base_url is http://api.example.mx/: keys are never sent without TLS to another machine.
    "#);
    let reasons = reasons_not_to_start(&read("", &[]).unwrap(), &[("compropago", true)]);
    insta::assert_snapshot!(reasons.join("\n"), @r#"
    allowed_origins is empty, so no page could use this backend: list the origins of your shop.
    mode is test, and the keys of compropago are live: real money would move. Set mode = "live", or use test keys.
    "#);
    let open = "metrics_listen = '0.0.0.0:9464'\nallowed_origins = ['https://a.mx']";
    let reasons = reasons_not_to_start(&read(open, &[]).unwrap(), &[("compropago", false)]);
    insta::assert_snapshot!(reasons.join("\n"), @"metrics_listen can be reached from other machines, and there is no token: set FICHA_METRICS_TOKEN, or listen on 127.0.0.1.");
    let reasons = reasons_not_to_start(&read(open, &[("FICHA_METRICS_TOKEN", "short")]).unwrap(), &[("compropago", false)]);
    insta::assert_snapshot!(reasons.join("\n"), @"the token of metrics is shorter than 16 characters: anybody could guess it.");
    assert!(read("metrics_token = 'x'", &[]).is_err(), "a secret does not belong in the file");
    let fine = "mode = 'live'\npublic_url = 'https://pay.example.mx'\nallowed_origins = ['https://tienda.example.mx']";
    assert!(reasons_not_to_start(&read(fine, &[]).unwrap(), &[("compropago", true)]).is_empty());
}

#[test]
fn the_example_says_everything_there_is_to_say() {
    let example = include_str!("../../ficha.example.toml");
    let config = read(example, &[("FICHA_COMPROPAGO__SECRET_KEY", "sk_test_9c95e149614142822f")]).unwrap();
    assert_eq!(config.providers["compropago"].stores, ["OXXO", "SEVEN_ELEVEN", "CHEDRAUI"]);
    assert!(reasons_not_to_start(&config, &[("compropago", false)]).is_empty());
    for name in NAMES {
        let said = example.contains(&format!("{name} = ")) || example.contains(&format!("[{name}]"));
        assert!(said, "{name} is not in the example");
    }
}
