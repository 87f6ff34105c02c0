//! What a way to pay needs of the customer beyond a name and an e-mail address, said in the offer and in the form before anybody is refused;
//! and cash for which no store is chosen. The provider is the strict one, which wants most.

use crate::scripted_provider::Till;
use crate::strict::{MARIA, World};
use axum::body::Body;
use backend::providers::ProviderAccount;
use http::Request;
use serde_json::{Value, json};
use std::sync::Arc;

const KNOWN: &str = "La tienda ya lo tiene: puedes dejarlo vacío.";

/// A form's input as it was drawn, and what stands below it.
fn drawn<'a>(page: &'a str, field: &str) -> (&'a str, &'a str) {
    let input = page.split(&format!("<input id=\"{field}\"")).nth(1).and_then(|rest| rest.split('>').next());
    let below = page.split(&format!("<p id=\"{field}-below\"")).nth(1).and_then(|rest| rest.split_once('>'));
    let below = below.and_then(|(_, rest)| rest.split('<').next());
    (input.unwrap_or_default(), below.unwrap_or_default())
}

#[tokio::test]
async fn what_a_way_to_pay_needs_is_said_in_the_offer_and_in_the_form_before_anybody_is_refused() {
    let world = World::open().await;
    let shop = &world.shop;
    let order = shop.order().await;
    let offer = &shop.see(&order).await["offer"];
    assert_eq!(offer["methods"][0]["needs"], json!(["last_name", "phone"]), "{offer}");
    assert_eq!(
        (&offer["methods"][0]["stores"][0]["needs"], &offer["methods"][1]["needs"]),
        (&Value::Null, &json!(["last_name"]))
    );

    // Of the two ways one needs a phone: which is chosen no script sees, so the form says for what it is needed.
    let page = shop.get(&format!("/o/{order}")).await.body;
    let (phone, below) = drawn(&page, "phone");
    assert!(!phone.contains("required"), "{phone}");
    assert_eq!(below, "A 10 dígitos. Necesario para: Efectivo en tienda");
    let (name, below) = drawn(&page, "name");
    assert!(name.contains("required"), "{name}");
    assert_eq!(below, "Con nombre y apellido");

    // Where every way needs it, it is demanded.
    let button = json!({"description": "Silla", "amount": 15_000, "currency": "MXN", "methods": ["cash"]});
    let button = shop.merchant("/api/v1/buttons", Some(&button)).await;
    assert_eq!(button.status, 201, "{}", button.body);
    let page = shop.get(&format!("/pay/{}", button.json()["id"].as_str().unwrap())).await.body;
    let (phone, below) = drawn(&page, "phone");
    assert!(phone.contains("required"), "{phone}");
    assert_eq!(below, "Necesario, a 10 dígitos");

    // What the merchant has need not be typed; but half of a name does not do.
    for (name, known, said) in [("María", json!(["phone"]), "Con nombre y apellido"), (MARIA, json!(["name", "phone"]), KNOWN)]
    {
        let customer = json!({"name": name, "phone": "55 1234 5678"});
        let wanted = json!({"amount": 15_000, "currency": "MXN", "description": "Silla", "customer": customer});
        let order = shop.merchant("/api/v1/orders", Some(&wanted)).await.json();
        assert_eq!(order["known"], known, "{order}");
        let page = shop.get(&format!("/o/{}", order["id"].as_str().unwrap())).await.body;
        assert_eq!((drawn(&page, "name").1, drawn(&page, "phone").1), (said, KNOWN));
        assert!(!drawn(&page, "phone").0.contains("required"));
    }
}

#[tokio::test]
async fn where_two_accounts_need_different_things_each_store_says_what_it_needs() {
    // The first collects at OXXO alone and needs a phone; the second needs nothing.
    let till = Arc::new(Till::new());
    let world = World::open_where(|accounts| {
        accounts[0].stores = vec!["OXXO".to_owned()];
        accounts[1] =
            ProviderAccount { stores: vec!["7-Eleven".to_owned()], ..ProviderAccount::new("till".to_owned(), till.clone()) };
    });
    let world = world.await;
    let order = world.shop.order().await;
    let offer = &world.shop.see(&order).await["offer"];
    let cash = &offer["methods"][0];
    let needs: Vec<_> = cash["stores"].as_array().unwrap().iter().map(|store| (&store["name"], &store["needs"])).collect();
    let both = json!(["last_name", "phone"]);
    assert_eq!(needs, [(&json!("OXXO"), &both), (&json!("7-Eleven"), &Value::Null)], "{offer}");
    assert_eq!((&cash["needs"], &offer["methods"][1]["needs"]), (&Value::Null, &json!(["last_name"])));
    let page = world.shop.get(&format!("/o/{order}")).await.body;
    assert_eq!(drawn(&page, "phone").1, "A 10 dígitos. Necesario para: OXXO");
}

#[tokio::test]
async fn cash_whose_chains_the_provider_does_not_name_is_one_way_to_pay_and_chosen_as_such() {
    // The stores the merchant wants are none of the provider's, so none is left to choose from.
    let world = World::open_where(|accounts| accounts.iter_mut().for_each(|one| one.stores = vec!["Lupita".to_owned()])).await;
    let (shop, order) = (&world.shop, world.shop.order().await);
    let page = shop.get(&format!("/o/{order}")).await.body;
    assert!(page.contains(r#"value="cash" aria-label="Efectivo en tienda""#), "{page}");
    let key = page.split(r#"name="key" value=""#).nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let form = format!("way=cash&name=Ana+Li&email=ana%40example.mx&phone=5512345678&key={key}");
    let request = Request::post(format!("/o/{order}")).header("content-type", "application/x-www-form-urlencoded");
    let sent = shop.send(request.body(Body::from(form)).unwrap()).await;
    assert_eq!(sent.status, 303, "{}", sent.body);
    assert!(shop.get(&format!("/o/{order}")).await.body.contains("1420712"));
}
