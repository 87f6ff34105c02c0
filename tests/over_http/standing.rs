//! What a provider does beyond collecting an order, over real HTTP against the sandbox: vouchers by SMS, standing CLABEs
//! with their deposits, accounts with their fees, and webhooks registered as the command line does.

use backend::Parts;
use backend::config::Config;
use backend::shop::token;
use payments::{Button, Currency, Moment, Money};
use reqwest::{Client, Method};
use sandbox::{Options, Sandbox};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use server::announce::Announce;
use server::clock::SystemClock;
use server::network::Network;
use server::public_http::PublicHttp;
use server::serve;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// A shop, its merchant's token, and a provider that was told where the shop hears webhooks.
struct World {
    shop: serve::Running,
    provider: sandbox::Running,
    client: Client,
    token: String,
    _folder: TempDir,
}

/// Test keys, or live ones, and a provider at `base`.
fn config(folder: &TempDir, base: &str, mode: &str) -> Config {
    let database = format!("sqlite:{}", folder.path().join("ficha.db").display());
    let (public_key, secret_key) = (format!("pk_{mode}_638e8b14112423a086"), format!("sk_{mode}_9c95e149614142822f"));
    let environment = [
        ("FICHA_LISTEN", "127.0.0.1:0"),
        ("FICHA_PUBLIC_URL", "http://127.0.0.1"),
        ("FICHA_ALLOWED_ORIGINS", "loopback"),
        ("FICHA_DATABASE_URL", &database),
        ("FICHA_COMPROPAGO__PUBLIC_KEY", &public_key),
        ("FICHA_COMPROPAGO__SECRET_KEY", &secret_key),
        ("FICHA_COMPROPAGO__BASE_URL", base),
    ];
    Config::read("", environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into()).unwrap()
}

impl World {
    async fn open() -> Self {
        let provider = Sandbox::start(Options::default()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let config = config(&folder, &provider.url("compropago"), "test");
        let announce = Announce::to(&config, None).unwrap();
        let parts = serve::parts(config).await.unwrap();
        let http = Arc::clone(&parts.http);
        serve::refuse_bad_keys(&parts.accounts, &*http).await.unwrap();
        let token = token::make(&*parts.db, &SystemClock, "shop").await.unwrap().expose_secret().to_owned();
        let button = Button {
            id: "btn_demo".to_owned(),
            description: "SAMSUNG GOLD CURL".to_owned(),
            amount: Money::new(15_000, Currency::Mxn),
            image: None,
            reference: None,
            methods: vec![],
            retired: false,
        };
        backend::db::buttons::save(&*parts.db, &button, Moment::from_seconds(0)).await.unwrap();
        let shop = serve::start(Parts { shops: Arc::new(PublicHttp::new(true).unwrap()), ..parts }).await.unwrap();
        announce.register(&*http, Some(&format!("http://{}/webhooks/compropago", shop.address))).await.unwrap();
        Self { shop, provider, client: Client::new(), token, _folder: folder }
    }

    async fn ask(&self, method: Method, url: String, body: Option<Value>) -> (u16, Value) {
        let mut request = self.client.request(method, url).bearer_auth(&self.token);
        if let Some(body) = body {
            let key = backend::base::id::request();
            request = request.header("idempotency-key", key).header("content-type", "application/json").body(body.to_string());
        }
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    fn api(&self, path: &str) -> String {
        format!("http://{}/api/v1{path}", self.shop.address)
    }

    async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.ask(Method::GET, self.api(path), None).await;
        assert_eq!(status, 200, "{answer}");
        answer
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.ask(Method::POST, self.api(path), Some(body)).await
    }

    async fn control(&self, path: &str, body: Value) -> (u16, Value) {
        self.ask(Method::POST, format!("http://{}/control/{path}", self.provider.address), Some(body)).await
    }

    /// Somebody transfers to a CLABE: whether the bank keeps it.
    async fn transfer(&self, clabe: &str, amount: i64) -> bool {
        let (status, answer) = self.control(&format!("charges/{clabe}/pay"), json!({"amount": amount})).await;
        assert!([200, 409].contains(&status), "{answer}");
        status == 200
    }

    /// A CLABE for Ana.
    async fn clabe(&self, terms: Value) -> Value {
        let mut wanted = json!({"customer": {"id": "ana-7", "email": "ana@example.mx"}});
        wanted.as_object_mut().unwrap().extend(terms.as_object().unwrap().clone());
        let (status, clabe) = self.post("/clabes", wanted).await;
        assert!([200, 201].contains(&status), "{clabe}");
        clabe
    }

    /// Waits until the stream of a CLABE's page says that so much has come in; answers with the page then.
    async fn until_total(&self, id: &str, total: i64) -> Value {
        let told = tokio::time::timeout(Duration::from_secs(20), self.told(id, total)).await;
        told.unwrap_or_else(|_| panic!("{total} never came in"))
    }

    async fn told(&self, id: &str, total: i64) -> Value {
        let mut stream = self.client.get(self.api(&format!("/clabes/{id}/events"))).send().await.unwrap();
        let mut seen = String::new();
        loop {
            let chunk = stream.chunk().await.unwrap().expect("the stream does not end by itself");
            seen.push_str(&String::from_utf8_lossy(&chunk));
            while let Some((event, rest)) = seen.split_once("\n\n") {
                let data = event.lines().find_map(|line| line.strip_prefix("data: ")).unwrap_or("null");
                let clabe: Value = serde_json::from_str(data).unwrap();
                if clabe["total"]["amount"] == total {
                    return clabe;
                }
                seen = rest.to_owned();
            }
        }
    }
}

#[tokio::test]
async fn a_voucher_goes_out_by_sms_twice_and_then_no_more() {
    let world = World::open().await;
    let order = world.post("/buttons/btn_demo/orders", json!({})).await.1["id"].as_str().unwrap().to_owned();
    let customer = json!({"name": "Ana Núñez Peña", "email": "ana@example.mx"});
    for way in [json!({"method": "cash", "store": "OXXO"}), json!({"method": "spei"})] {
        let mut wanted = way;
        wanted["customer"] = customer.clone();
        let (status, charge) = world.post(&format!("/orders/{order}/charges"), wanted).await;
        assert_eq!((status, &charge["sms"]), (201, &json!(true)), "{charge}");
        let path = format!("/orders/{order}/charges/{}/sms", charge["id"].as_str().unwrap());
        let send = async || world.post(&path, json!({"phone": "55 1389 9832"})).await;
        let (first, second, third) = (send().await, send().await, send().await);
        assert_eq!((first.0, &first.1["sms"]), (200, &json!(true)), "{}", first.1);
        assert_eq!((second.0, second.1.get("sms")), (200, None), "{}", second.1);
        assert_eq!((third.0, &third.1["code"]), (429, &json!("sms_limit")));
    }
}

#[tokio::test]
async fn deposits_show_once_each_however_often_they_are_told() {
    let world = World::open().await;
    let clabe = world.clabe(json!({})).await;
    assert_eq!(world.clabe(json!({})).await, clabe, "the same customer has the same CLABE");
    let (id, digits) = (clabe["id"].as_str().unwrap(), clabe["clabe"].as_str().unwrap());
    world.control("faults", json!({"kind": "duplicate_webhooks"})).await;
    assert!(world.transfer(digits, 50_000).await);
    assert!(world.transfer(digits, 7).await);
    let page = world.until_total(id, 50_007).await;
    let amounts = |page: &Value| {
        let mut amounts: Vec<_> =
            page["deposits"].as_array().unwrap().iter().map(|deposit| deposit["amount"]["amount"].as_i64().unwrap()).collect();
        amounts.sort_unstable();
        amounts
    };
    assert_eq!(amounts(&page), [7, 50_000]);
    // Her name alone is in one random id of a thousand.
    assert!(!["ana-7", "ana@"].iter().any(|who| page.to_string().contains(who)), "{page}");

    // Told once more, whatever the sandbox has told already.
    let deposits = world.ask(Method::GET, format!("http://{}/control/charges", world.provider.address), None).await.1;
    let ids: Vec<_> = deposits.as_array().unwrap().iter().filter_map(|deposit| deposit["id"].as_str()).collect();
    assert!(ids.iter().filter(|id| id.starts_with("ch_")).count() == 2, "{deposits}");
    for deposit in ids {
        let hook = format!("http://{}/webhooks/compropago", world.shop.address);
        let (status, answer) = world.ask(Method::POST, hook, Some(json!({"id": deposit, "type": "charge.success"}))).await;
        assert_eq!(status, 200, "{answer}");
    }
    assert_eq!(world.get(&format!("/clabes/{id}")).await, page);
    assert_eq!(world.get("/clabes").await["clabes"][0]["total"]["amount"], 50_007);
}

#[tokio::test]
async fn a_clabe_of_one_amount_takes_no_other() {
    let world = World::open().await;
    let clabe = world.clabe(json!({"amount": 50_000})).await;
    let (id, digits) = (clabe["id"].as_str().unwrap(), clabe["clabe"].as_str().unwrap());
    assert!(!world.transfer(digits, 49_999).await, "the bank sends it back");
    assert!(world.transfer(digits, 50_000).await);
    let page = world.until_total(id, 50_000).await;
    assert_eq!((page["deposits"].as_array().unwrap().len(), &page["amount"]["amount"]), (1, &json!(50_000)));

    let freed = world.clabe(json!({})).await;
    assert_eq!((&freed["id"], &freed["clabe"], freed.get("amount")), (&clabe["id"], &clabe["clabe"], None));
    assert!(world.transfer(digits, 49_999).await);
    world.until_total(id, 99_999).await;
}

#[tokio::test]
async fn an_account_adds_up_to_the_cent_with_its_fees() {
    let world = World::open().await;
    let customers = json!([
        {"id": "ana-7", "name": "Ana Núñez", "email": "ana@example.mx"},
        {"id": "beto-8", "name": "Beto Peña", "email": "beto@example.mx", "phone": "5513899832"},
    ]);
    let (status, opened) =
        world.post("/accounts", json!({"accountId": "norte", "name": "Sucursal Norte", "customers": customers})).await;
    assert_eq!(status, 201, "{opened}");
    assert_eq!(world.get("/accounts/norte").await, opened);
    let anas = opened["customers"][0]["clabe"].as_str().unwrap();
    let betos = opened["customers"][1]["clabe"].as_str().unwrap();
    assert!(world.transfer(anas, 50_000).await && world.transfer(betos, 12_345).await);

    let sum = |ledger: &Value| {
        let lines = ledger["transactions"].as_array().unwrap();
        lines.iter().map(|line| line["amount"]["amount"].as_i64().unwrap()).sum::<i64>()
    };
    let (all, only) = (world.get("/accounts/norte/transactions").await, format!("/accounts/norte/transactions?clabe={anas}"));
    let only = world.get(&only).await;
    let amounts: Vec<_> = only["transactions"].as_array().unwrap().iter().map(|line| &line["amount"]["amount"]).collect();
    assert!(amounts.contains(&&json!(50_000)) && amounts.iter().any(|amount| amount.as_i64() < Some(0)), "{only}");
    assert!(sum(&only) < 50_000 && sum(&all) > sum(&only));
    let account = world.get("/accounts").await["accounts"][0].clone();
    assert_eq!((&account["id"], &account["balance"]), (&json!("norte"), &json!({"amount": sum(&all), "currency": "MXN"})));
    assert_eq!(world.ask(Method::GET, world.api("/accounts/sur"), None).await.1["code"], "account_not_found");
}

#[tokio::test]
async fn keys_of_the_wrong_mode_do_not_start_and_a_provider_that_naps_does() {
    let folder = tempfile::tempdir().unwrap();
    let live = config(&folder, "http://127.0.0.1:9/compropago", "live");
    let why = match serve::accounts(&live) {
        Ok(accounts) => serve::refuse_if_unsafe(&live, &accounts).unwrap_err().to_string(),
        Err(error) => error.to_string(),
    };
    assert!(why.contains("compropago") && why.contains("live"), "{why}");
    let napping = config(&folder, "http://127.0.0.1:9/compropago", "test");
    let accounts = serve::accounts(&napping).unwrap();
    serve::refuse_bad_keys(&accounts, &Network::new().unwrap()).await.unwrap();
}
