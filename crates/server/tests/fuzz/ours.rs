//! What customers, merchants, their browsers and operators write: bodies, ids, keys, money, moments, addresses, forms,
//! configuration. Each is read by the very function that reads it in the backend, or in a page.

use crate::Target;
use backend::base::clock;
use backend::base::idempotency::Key;
use backend::base::web_address;
use backend::charges::request;
use backend::config::Config;
use backend::config::limits::Proxies;
use backend::config::origins::Origins;
use backend::db::orders::Prefill;
use backend::http::limits::caller::{Peer, caller};
use backend::notify::message;
use backend::orders::list;
use backend::pages::panel::sent::Fields;
use http::{HeaderMap, HeaderValue};
use payments::{Clabe, Country, Currency, Moment, Money, Store, customer, store};
use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;
use server::postgres::Address;

/// A type of the JSON between page, merchant and backend: what can be read can be written, and read again.
fn body<T: DeserializeOwned + Serialize>(name: &'static str, examples: &[&str]) -> Target {
    Target::new(name, examples, |bytes| {
        if let Ok(read) = serde_json::from_slice::<T>(bytes) {
            let written = serde_json::to_vec(&read).expect("what was read can be written");
            serde_json::from_slice::<T>(&written).expect("and read again");
        }
    })
}

const CHARGE: &str = r#"{"method":"cash","store":"OXXO","customer":{"name":"María Núñez","email":"maria@ejemplo.com.mx","phone":"55 1234 5678","document":"45871236"}}"#;
const ORDER: &str = r#"{"amount":15000,"currency":"MXN","description":"Samsung Gold Curl","reference":"SMGCURL1","image":"https://x.mx/a.png","customer":{"name":"Ana","email":"ana@example.mx"},"success_url":"https://x.mx/","expires_at":"2026-11-21T18:30:00Z","metadata":{"a":"b"},"methods":["cash"]}"#;
const BUTTON: &str = r#"{"amount":15000,"currency":"MXN","description":"Samsung Gold Curl","methods":["cash","spei"],"lang":"en","theme":"dark","label":"Pagar"}"#;
const FILE: &str = "listen = '127.0.0.1:0'\nmerchant = 'Tienda Lupita'\nallowed_origins = ['https://tienda.example.mx']\n\
                    database_url = 'sqlite:ficha.db'\ntrusted_proxies = ['10.0.0.0/8']\n[limits]\nreads_per_minute = 600\n[compropago]\n\
                    public_key = 'pk_test_638e8b14112423a086'\nstores = ['OXXO']\n[compropago.barcodes]\noxxo = 'code128'\n";
const MONEY: [&str; 5] = ["150.00", "0.01", "1500", "-1.5", "9007199254740991.99"];

/// All of them.
pub(crate) fn targets() -> Vec<Target> {
    let mut targets = bodies();
    targets.extend(words());
    targets.extend(settings());
    targets
}

fn bodies() -> Vec<Target> {
    vec![
        body::<api::CreateOrder>("a merchant's order", &[ORDER]),
        body::<api::ChangeOrder>("a change of an order", &[r#"{"amount":15000,"expires_at":"2026-11-21T18:30:00Z"}"#]),
        body::<api::CreateButton>("a button", &[BUTTON]),
        body::<api::ChangeButton>("a change of a button", &[BUTTON, r#"{"retired":true}"#]),
        body::<api::CreateWebhookEndpoint>("an endpoint", &[r#"{"url":"https://x.mx/hook","description":"a"}"#]),
        body::<api::ChangeWebhookEndpoint>("a change of an endpoint", &[r#"{"url":"https://x.mx/hook","disabled":false}"#]),
        body::<api::WebhookEvent>(
            "what a shop is told",
            &[
                r#"{"type":"order.paid","timestamp":"2026-11-21T18:30:00Z","data":{"order":{"id":"ord_1","status":"paid","late":false,"amount":{"amount":1,"currency":"MXN"},"received":{"amount":1,"currency":"MXN"},"missing":{"amount":0,"currency":"MXN"},"version":3,"created_at":"2026-11-21T18:30:00Z","metadata":{}}}}"#,
            ],
        ),
        Target::new("a customer's wish", &[CHARGE], |bytes| {
            let Ok(wanted) = serde_json::from_slice::<api::CreateCharge>(bytes) else { return };
            for country in [Country::Mx, Country::Pe] {
                if let Ok(validated) = request::check(&wanted, country, &Prefill::default(), |_| true) {
                    assert!(!validated.customer.name().chars().any(char::is_control));
                }
            }
        }),
        Target::new("a form", &["way=cash%2FOXXO&name=Mar%C3%ADa&email=a%40b.mx&phone=&key=12345678&seal=x"], |bytes| {
            let fields = Fields::parse(bytes);
            let _ = (fields.said("name"), fields.text("way"), fields.all("email").count());
        }),
        Target::text("a line of a table", &["Samsung \"Gold\", Curl", "=1+1", "a\r\nb"], |text| {
            let order = format!(
                r#"{{"id":"ord_1","reference":{text:?},"description":{text:?},"status":"paid","late":false,"amount":{{"amount":1,"currency":"MXN"}},"received":{{"amount":1,"currency":"MXN"}},"created_at":"2026-11-20T18:30:00Z"}}"#
            );
            if let Ok(order) = serde_json::from_str(&order) {
                let line = list::csv(&order, "America/Mexico_City");
                assert!(!line.trim_end().contains(['\n', '\r']) || line.contains('"'), "{line}");
            }
        }),
    ]
}

fn words() -> Vec<Target> {
    vec![
        Target::text("an idempotency key", &["12345678", "req_7q2m4k9x3w8r"], |text| {
            assert!(Key::parse(text).map_or(true, |key| (8..=200).contains(&key.as_str().len())));
        }),
        Target::text("an id in a log line", &["ord_7q2m4k9x3w8r5t6y1z0abcdefg", "ñ"], |text| {
            drop(backend::base::id::shortened(text))
        }),
        Target::text("money", &MONEY, |text| {
            for currency in [Currency::Mxn, Currency::Pen, Currency::Usd] {
                if let Ok(money) = Money::parse_decimal(text, currency) {
                    assert_eq!(Money::parse_decimal(&money.to_decimal(), currency), Ok(money), "{text}");
                }
            }
        }),
        Target::text("a CLABE", &["646180111812345678", "646 180 1118 1234 5678"], |text| {
            if let Ok(clabe) = Clabe::parse(text) {
                assert!(clabe.digits().len() == 18 && clabe.groups().concat() == clabe.digits());
            }
        }),
        Target::text("a moment", &["2026-11-20T18:30:00Z", "2026-11-20T18:30:00.5-06:00"], |text| {
            if let Some(moment) = clock::parse_rfc3339(text) {
                assert_eq!(clock::parse_rfc3339(&clock::rfc3339(moment)), Some(moment), "{text}");
            }
        }),
        Target::text("who somebody is", &["María Núñez", "maria@ejemplo.com.mx", "+52 55 1234 5678", "45871236"], |text| {
            let _ = (customer::check_name(text), customer::check_email(text), customer::check_document(text));
            let _ = (customer::check_phone(Country::Mx, text), customer::check_phone(Country::Pe, text));
        }),
        Target::text("a store", &["OXXO", "7-Eleven", "SEVEN_ELEVEN", "Farmacias del Ahorro"], |text| {
            let _: Option<&Store> = store::recognise(text);
            let _ = payments::voucher::groups(text);
        }),
        Target::text(
            "a web address",
            &["https://tienda.example.mx/a?b#c", "http://127.0.0.1:8080/", "javascript:alert(1)"],
            |text| {
                if let Some(url) = web_address::web(text) {
                    let _ = web_address::is_web(&url, true);
                }
                let _ = (backend::base::short_text::short_text(text, 200), web_address::maybe_web(Some(text), true));
            },
        ),
        Target::text("a bar code", &["0000000000000001", "ABC-123 $/+%", "~\u{7f}", "Ñandú"], |text| {
            let Some((path, width)) = views::barcode::path(text) else { return };
            assert!(width > 0 && path.is_ascii(), "{text}");
            let mut drawn = String::new();
            if let Some(element) = views::barcode::barcode(text, text) {
                views::markup::write(&element.into(), &mut drawn);
            }
            assert!(!drawn.contains("<script"), "{drawn}");
        }),
        Target::text("a language", &["es-MX", "es-PE,es;q=0.9,en;q=0.8", "en"], |text| {
            let _ = views::lang::file(views::lang::choose(text));
        }),
        Target::new("who calls", &["1.2.3.4, 198.51.100.1:4711, ::1", "unknown"], |bytes| {
            let Ok(value) = HeaderValue::from_bytes(bytes) else { return };
            let headers = HeaderMap::from_iter([(http::HeaderName::from_static("x-forwarded-for"), value)]);
            let proxies = Proxies::parse(&["10.0.0.0/8".to_owned()]).expect("a network");
            let _ = caller(Some(Peer([10, 0, 0, 1].into())), &headers, &proxies);
        }),
        Target::text(
            "a webhook's secret and address",
            &["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "https://x.mx/hook"],
            |text| {
                let now = Moment::from_seconds(1_614_265_330);
                let _ = message::request("https://x.mx/", "evt_1", "{}", &[SecretString::from(text)], now);
                let _ = message::request(text, text, text, &[], now);
            },
        ),
    ]
}

fn settings() -> Vec<Target> {
    vec![
        Target::text("the configuration", &[FILE], |text| drop(Config::read(text, Default::default()))).share(10),
        Target::text("a setting of the environment", &["https://a.mx,loopback", "10.0.0.0/8", "0", "true"], |text| {
            for name in
                ["FICHA_ALLOWED_ORIGINS", "FICHA_LISTEN", "FICHA_LIMITS__CONNECTIONS", "FICHA_COMPROPAGO__BARCODES__OXXO"]
            {
                let _ = Config::read("", [(name.to_owned(), text.to_owned())].into());
            }
        })
        .share(2),
        Target::text("a list of networks", &["10.0.0.0/8", "fd00::/8", "192.0.2.7"], |text| {
            let _ = Proxies::parse(&[text.to_owned()]);
        }),
        Target::text("a list of origins", &["https://tienda.example.mx", "loopback", "http://127.0.0.1:8080"], |text| {
            if let Ok(origins) = Origins::parse(&[text.to_owned()]) {
                let _ = (origins.allow(text), origins.sources());
            }
        }),
        Target::text(
            "the address of a db",
            &[
                "postgres://ficha:secret@db.example.mx:5432/ficha?sslmode=require",
                "sqlite:ficha.db",
                "postgresql:///x?host=/tmp",
            ],
            |text| {
                let _ = (server::postgres::is_address(text), Address::parse(text).is_ok(), server::sqlite::path_of(text));
            },
        )
        // It reads the roots this machine trusts.
        .share(1),
    ]
}
