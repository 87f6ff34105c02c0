//! What the configuration understands, what it refuses, and that it prints no secret.

use super::safety::reasons_not_to_start;
use super::*;
use payments::Symbology;

fn read(text: &str, environment: &[(&str, &str)]) -> anyhow::Result<Config> {
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::read_with_files(text, environment, &|path| std::fs::read_to_string(path))
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
    let section = config.account("compropago").unwrap();
    assert_eq!(section.stores, ["SEVEN_ELEVEN", "OXXO"]);
    assert_eq!(section.barcodes.values().collect::<Vec<_>>(), [&Symbology::Code128]);
    assert_eq!(section.settings.get("secret_key"), Some("sk_test_1e5"));
    assert_eq!(section.settings.get("base_url"), Some("https://api.example.mx"));
}

const TWO: &str = "[compropago]\npublic_key = 'pk_test_1'\n\
                   [[provider]]\nkind = 'compropago'\nid = 'cp2'\npublic_key = 'pk_test_2'\nstores = ['OXXO']\n\
                   [[provider]]\nkind = 'kashio'\n\
                   [prefer]\ncash = ['cp2', 'compropago']\n";

#[test]
fn two_accounts_of_one_provider_stand_side_by_side_each_with_keys_of_its_own() {
    let keys = [
        ("FICHA_COMPROPAGO__SECRET_KEY", "sk_test_1"),
        ("FICHA_CP2__SECRET_KEY", "sk_test_2"),
        ("FICHA_CP2__STORES", "CHEDRAUI"),
        ("FICHA_KASHIO__SECRET_KEY", "sk_test_3"),
    ];
    let config = read(TWO, &keys).unwrap();
    let told: Vec<_> = config
        .providers
        .iter()
        .map(|account| format!("{} {} {:?}", account.id, account.kind, account.settings.get("secret_key").unwrap()))
        .collect();
    assert_eq!(told, ["compropago compropago \"sk_test_1\"", "cp2 compropago \"sk_test_2\"", "kashio kashio \"sk_test_3\""]);
    let second = config.account("cp2").unwrap();
    assert_eq!((second.settings.get("public_key"), &second.stores[..]), (Some("pk_test_2"), &["CHEDRAUI".to_owned()][..]));
    assert_eq!(config.preferences[&payments::Method::Cash], ["cp2", "compropago"]);
    assert_eq!(read("", &[("FICHA_PREFER__CASH", "x")]).unwrap_err().to_string(), "[prefer] cash: no account is named x");
}

#[test]
fn an_account_that_nobody_could_tell_from_another_is_refused_with_a_sentence() {
    let check = |text: &str, expected: &str| {
        let refusal = format!("{:#}", read(text, &[]).unwrap_err());
        assert!(refusal.contains(expected), "{text}: {refusal}");
    };
    check("[[provider]]\nid = 'cp2'", "says no kind");
    check("[[provider]]\nkind = 'paypal'", "there is no provider paypal, only compropago, kashio, mercadopago, stripe");
    check("[[provider]]\nkind = 'kashio'\nid = 'compropago'", "compropago is the name of something else");
    for taken in ["limits", "provider", "prefer", "listen"] {
        check(&format!("[[provider]]\nkind = 'kashio'\nid = '{taken}'"), "is the name of something else");
    }
    for wrong in ["", "CP2", "cp-2", "cp__2", "_cp", "cp_", "a/b"] {
        check(&format!("[[provider]]\nkind = 'kashio'\nid = '{wrong}'"), "is no id");
    }
    check("[compropago]\n[[provider]]\nkind = 'compropago'", "[compropago] stands in the file too; give one another id");
    check("[[provider]]\nkind = 'kashio'\n[[provider]]\nkind = 'kashio'", "two accounts are named so");
    check("[[provider]]\nkind = 'kashio'\nid = 'pe2'\nsecret_key = 'sk_test_1'", "set FICHA_PE2__SECRET_KEY");
    check("[prefer]\nbarter = []", "barter is not a method");
    check(TWO.replace("'cp2', 'compropago'", "'cp3'").as_str(), "[prefer] cash: no account is named cp3");
}

#[test]
fn a_key_in_the_file_is_refused_and_one_in_a_file_of_its_own_is_read() {
    let refusal = read("[compropago]\nsecret_key = 'sk_test_1'", &[]).unwrap_err();
    insta::assert_snapshot!(refusal, @"[compropago] secret_key: keys do not belong in this file; set FICHA_COMPROPAGO__SECRET_KEY, or name a file in secret_key_file");

    let toml = "[compropago]\nsecret_key_file = '/run/secrets/key'";
    let files = |path: &Path| match path.to_str() {
        Some("/run/secrets/key") => Ok("sk_test_1\n".to_owned()),
        _ => Err(io::ErrorKind::NotFound.into()),
    };
    let config = Config::read_with_files(toml, Map::default(), &files).unwrap();
    assert_eq!(config.account("compropago").unwrap().settings.get("secret_key"), Some("sk_test_1"));
}

#[test]
fn for_how_many_days_abandoned_orders_are_kept_is_checked_and_may_be_for_ever() {
    assert_eq!(read("", &[]).unwrap().abandoned_orders_days, 90);
    for (said, days) in [("0", 0), ("1", 1), ("3650", 3_650)] {
        assert_eq!(read("", &[("FICHA_ABANDONED_ORDERS_DAYS", said)]).unwrap().abandoned_orders_days, days);
    }
    for wrong in ["-1", "3651", "99999999999"] {
        let refusal = format!("{:#}", read(&format!("abandoned_orders_days = {wrong}"), &[]).unwrap_err());
        assert_eq!(
            refusal,
            format!("abandoned_orders_days: {wrong} is not a number of days from 1 to 3650, or 0 to keep them all")
        );
    }
    assert!(format!("{:#}", read("abandoned_orders_days = 'many'", &[]).unwrap_err()).contains("abandoned_orders_days"));
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
    assert_eq!(config.account("compropago").unwrap().stores, ["OXXO", "SEVEN_ELEVEN", "CHEDRAUI"]);
    assert!(reasons_not_to_start(&config, &[("compropago", false)]).is_empty());
    for name in NAMES {
        let said = example.contains(&format!("{name} = ")) || example.contains(&format!("[{name}]"));
        assert!(said, "{name} is not in the example");
    }
}
