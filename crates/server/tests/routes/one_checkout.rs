//! Two accounts of different providers at one checkout: what both offer stands once, whoever collects is told their own code, and what
//! neither takes says the bound that is nearest. The providers are Stripe and Mercado Pago, as they are played.

use crate::shop::{Answer, TestShop};
use backend::providers::ProviderAccount;
use bytes::Bytes;
use http::{Request, Response};
use providers::fake::{FakeProvider, Moment};
use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use providers::settings::Settings;
use providers::{mercadopago, stripe};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// The played providers, by the host they are asked at.
struct Hosts(Mutex<BTreeMap<&'static str, Box<dyn FakeProvider>>>);

impl Http for Hosts {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Response<Bytes>, TransportError> {
        let host = request.uri().host().expect("a provider has an address").to_owned();
        let now = Moment(crate::shop::BEGIN * 1000);
        let answer = self.0.lock().unwrap().get_mut(host.as_str()).expect("one of the two").answer(&request, now);
        Box::pin(async { Ok(answer) })
    }
}

const TOKEN: &str = "TEST-8781245a88240f9cf";

/// A shop that collects by both, the one of this name before the other.
async fn shop_that_prefers(first: &str) -> TestShop {
    shop_with(first, json!({})).await
}

/// The same, where Mercado Pago answers as these settings of the sandbox say.
async fn shop_with(first: &str, settings: Value) -> TestShop {
    let accounts = [
        ("stripe", &stripe::ENTRY, Settings::new().with("secret_key", "sk_test_56e31883637446b1b")),
        (
            "mercadopago",
            &mercadopago::ENTRY,
            Settings::new()
                .with("access_token", TOKEN)
                .with("webhook_secret", mercadopago::fake::WEBHOOK_SECRET)
                .with("country", "MX"),
        ),
    ];
    let accounts = accounts.map(|(id, entry, settings)| {
        let provider = (entry.build)(&settings.with("base_url", format!("https://{id}.example")))
            .unwrap_or_else(|why| panic!("{id}: {why:?}"));
        ProviderAccount::new(id.to_owned(), provider.into())
    });
    let mut accounts = accounts.to_vec();
    accounts.sort_by_key(|account| account.id != first);
    let mut mercado_pago = mercadopago::fake::MercadoPago::new(None);
    mercado_pago.set_account(TOKEN, &settings).expect("the sandbox knows these settings");
    let fakes: [(&str, Box<dyn FakeProvider>); 2] =
        [("stripe.example", Box::new(stripe::fake::FakeStripe::new(None))), ("mercadopago.example", Box::new(mercado_pago))];
    TestShop::open_with_accounts(accounts, Arc::new(Hosts(Mutex::new(fakes.into())))).await
}

/// An order of so many centavos, as its page sees it.
async fn order_of(shop: &TestShop, centavos: i64) -> Value {
    let wanted = json!({"amount": centavos, "currency": "MXN", "description": "Silla"});
    let order = shop.merchant("/api/v1/orders", Some(&wanted)).await;
    assert_eq!(order.status, 201, "{}", order.body);
    order.json()
}

/// A slip for the store of this code, and the account that made it.
async fn slip_at(shop: &TestShop, order: &Value, store: &str) -> (Answer, String) {
    let wanted = json!({"method": "cash", "store": store, "customer": {"name": "María López", "email": "maria@example.mx"}});
    let path = format!("/api/v1/orders/{}/charges", order["id"].as_str().unwrap());
    let made = shop.post(&path, "12345678", &wanted).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let record = backend::db::charges::find(&*shop.backend.db, &id).await.unwrap().unwrap();
    (made, record.provider)
}

/// The stores of an offer, each as code, name, least and most.
fn stores(order: &Value) -> Vec<String> {
    let stores = order["offer"]["methods"].as_array().unwrap().iter().flat_map(|method| method["stores"].as_array());
    let of = |store: &Value| {
        let bound = |name: &str| store[name]["amount"].as_i64().map_or("-".to_owned(), |minor| (minor / 100).to_string());
        let text = |name: &str| store[name].as_str().unwrap().to_owned();
        format!("{} {} {}..{}", text("id"), text("name"), bound("min"), bound("limit"))
    };
    stores.flatten().map(of).collect()
}

#[tokio::test]
async fn what_two_accounts_offer_under_codes_of_their_own_stands_once_in_the_order_of_preference() {
    for (first, code) in [("stripe", "oxxo"), ("mercadopago", "OXXO")] {
        let shop = shop_that_prefers(first).await;
        let order = order_of(&shop, 15_000).await;
        let all = stores(&order);
        let oxxo: Vec<_> = all.iter().filter(|store| store.contains(" OXXO ")).collect();
        assert!(oxxo.len() == 1 && oxxo[0].starts_with(code), "{all:?}");
        assert!(all.iter().any(|store| store.contains("7-Eleven")), "{all:?}");
        let methods: Vec<_> = order["offer"]["methods"].as_array().unwrap().iter().map(|method| &method["method"]).collect();
        assert_eq!(methods.iter().filter(|method| **method == "spei").count(), 1, "{methods:?}");
        let (made, by) = slip_at(&shop, &order, code).await;
        assert_eq!((by.as_str(), &made.json()["store"]["name"]), (first, &json!("OXXO")));
        // What a till adds for another provider's slips is nobody's word for these.
        assert_eq!(made.json()["voucher"]["till_fee"], Value::Null, "{}", made.body);
        assert!(!order["offer"].to_string().contains(r#""till_fee":{"#), "{}", order["offer"]);
    }
}

#[tokio::test]
async fn what_the_preferred_account_does_not_take_the_other_collects_under_its_own_code() {
    let shop = shop_that_prefers("stripe").await;
    // Stripe takes ten pesos and more, Mercado Pago five.
    let order = order_of(&shop, 700).await;
    assert!(stores(&order).contains(&"oxxo OXXO 5..10000".to_owned()), "{:?}", stores(&order));
    let (made, by) = slip_at(&shop, &order, "oxxo").await;
    assert_eq!(
        (by.as_str(), &made.json()["store"]["id"]),
        ("mercadopago", &json!("oxxo")),
        "the page knows it by the code it was offered"
    );
}

#[tokio::test]
async fn what_neither_takes_says_the_bound_that_is_nearest_in_the_readers_language() {
    let shop = shop_that_prefers("stripe").await;
    let read = async |centavos: i64| {
        let order = order_of(&shop, centavos).await;
        shop.get(&format!("/o/{}", order["id"].as_str().unwrap())).await.body
    };
    assert!(read(400).await.contains("Desde $5.00 por pago"));
    let much = read(7_000_000).await;
    assert!(much.contains("Hasta $10,000.00 por pago") && much.contains("Hasta $60,000.00 por pago"), "{much}");
}

#[tokio::test]
async fn a_voucher_that_a_page_alone_shows_is_a_slip_that_opens_it_and_is_read_back_as_it_was_made() {
    let shop = shop_with("mercadopago", json!({"digits": "on the ticket"})).await;
    let order = order_of(&shop, 15_000).await;
    let (made, _) = slip_at(&shop, &order, "OXXO").await;
    let voucher = &made.json()["voucher"];
    let url = voucher["link"].as_str().unwrap();
    assert!(url.starts_with("https://www.mercadopago.com.mx/payments/"), "{url}");
    assert_eq!(voucher["payable"], json!({"kind": "page", "url": url, "company": "Mercado Pago"}));
    let id = order["id"].as_str().unwrap();
    assert_eq!(shop.see(id).await["charges"][0]["voucher"], *voucher);
    let page = shop.get(&format!("/o/{id}")).await.body;
    assert!(page.contains("Abrir mi ficha") && page.contains("Abre tu ficha en la página de Mercado Pago"), "{page}");
    assert!(!page.contains("part=\"reference\""), "{page}");
}
