//! What a customer types, pastes or never types: tidied, and what is optional stops no sale. What counts as a phone is
//! `payments`' own test.

use crate::shop::{TestShop, at_oxxo};
use axum::body::Body;
use http::Request;
use serde_json::{Value, json};

/// A customer at OXXO who types this.
fn typing(name: &str, email: &str, phone: Value) -> Value {
    let mut body = at_oxxo();
    body["customer"] = json!({"name": name, "email": email, "phone": phone});
    body
}

/// An order of a merchant who knows this of the customer.
async fn order_knowing(shop: &TestShop, customer: Value) -> Value {
    let wanted = json!({"amount": 15_000, "currency": "MXN", "description": "Boletos", "customer": customer});
    let answer = shop.merchant("/api/v1/orders", Some(&wanted)).await;
    assert_eq!(answer.status, 201, "{customer} {}", answer.body);
    answer.json()
}

#[tokio::test]
async fn a_phone_as_phones_show_it_makes_a_slip_and_reaches_the_provider_as_it_is_dialled() {
    let shop = TestShop::open().await;
    let body = typing(
        "Mari\u{301}a Nu\u{301}ñez\u{200b}",
        "\u{202a}maria@ejemplo.com.mx\u{202c}",
        json!("\u{202a}+52 1 55 1389‑9832\u{202c}"),
    );
    assert_eq!(shop.charge(&shop.order().await, "12345678", &body).await.status, 201);
    let customer = &shop.till.made()[0].customer;
    let got = (customer.name(), customer.email(), customer.phone());
    assert_eq!(got, ("María Núñez", "maria@ejemplo.com.mx", Some("5513899832")));
}

#[tokio::test]
async fn an_optional_phone_that_cannot_be_read_is_left_out_and_the_slip_is_made() {
    let shop = TestShop::open().await;
    for (number, phone) in ["no tengo", "12", "+1 555 138 9983", "\u{0}", "5513899832 ext 3"].iter().enumerate() {
        let body = typing("María Núñez", "maria@ejemplo.com.mx", json!(phone));
        let answer = shop.charge(&shop.order().await, "12345678", &body).await;
        assert_eq!(answer.status, 201, "{phone:?} {}", answer.body);
        assert_eq!(shop.till.made()[number].customer.phone(), None, "{phone:?}");
    }
}

#[tokio::test]
async fn what_a_merchant_knows_is_used_where_it_can_be_and_refuses_nothing() {
    let shop = TestShop::open().await;
    let check = async |customer: Value, known: Value| {
        let order = order_knowing(&shop, customer.clone()).await;
        assert_eq!(order.get("known").cloned().unwrap_or(json!([])), known, "{customer}");
    };
    check(json!({"email": "maria@ejemplo.com.mx"}), json!(["email"])).await;
    check(json!({"name": "María Núñez"}), json!(["name"])).await;
    check(json!({"phone": "+52 1 55 1389 9832"}), json!(["phone"])).await;
    check(json!({"name": "x", "email": "nada", "phone": "1"}), json!([])).await;
    check(json!({"name": null, "email": "maria@ejemplo.com.mx\u{200b}", "phone": 5_513_899_832i64}), json!(["email", "phone"]))
        .await;
    check(json!({"name": ["x"], "email": {"a": 1}, "phone": 1.5}), json!([])).await;
    check(json!({}), json!([])).await;
    check(Value::Null, json!([])).await;
}

#[tokio::test]
async fn what_a_merchant_knows_is_used_and_never_shown_to_whoever_holds_the_link() {
    let shop = TestShop::open().await;
    let known = json!({"name": "María Núñez", "email": "maria@ejemplo.com.mx", "phone": "5513899832"});
    let order = order_knowing(&shop, known).await;
    let id = order["id"].as_str().unwrap();
    for path in [format!("/o/{id}"), format!("/o/{id}?choose"), format!("/api/v1/orders/{id}"), format!("/pay/{id}")] {
        let page = shop.get(&path).await;
        for private in ["María", "maria@", "5513899832", "9832"] {
            assert!(!page.body.contains(private), "{private} in {path}: {}", page.body);
        }
    }
    let form = shop.get(&format!("/o/{id}?choose")).await;
    assert!(form.body.contains("La tienda ya lo tiene"), "{}", form.body);

    // Left empty in the form, it is what the merchant said; and a slip of this customer says nothing of them either.
    let key = "12345678";
    let typed = format!("way=cash%2FOXXO&name=&email=&phone=&key={key}");
    let sent = Request::post(format!("/o/{id}")).header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(shop.send(sent.body(Body::from(typed)).unwrap()).await.status, 303);
    let customer = shop.till.made()[0].customer.clone();
    let got = (customer.name(), customer.email(), customer.phone());
    assert_eq!(got, ("María Núñez", "maria@ejemplo.com.mx", Some("5513899832")));
    let slip = shop.get(&format!("/o/{id}")).await;
    assert!(!slip.body.contains("maria@") && !slip.body.contains("5513899832"));
}

#[tokio::test]
async fn what_is_typed_goes_before_what_was_known() {
    let shop = TestShop::open().await;
    let order = order_knowing(&shop, json!({"name": "María Núñez", "email": "maria@ejemplo.com.mx"})).await;
    let body = json!({"method": "cash", "store": "OXXO", "customer": {"name": "Ana Li"}});
    assert_eq!(shop.charge(order["id"].as_str().unwrap(), "12345678", &body).await.status, 201);
    assert_eq!((shop.till.made()[0].customer.name(), shop.till.made()[0].customer.email()), ("Ana Li", "maria@ejemplo.com.mx"));
    let nobody = json!({"method": "cash", "store": "OXXO", "customer": {}});
    let answer = shop.charge(&shop.order().await, "12345678", &nobody).await;
    assert_eq!(answer.code(), "422 invalid_fields", "where nothing is known, both are needed");
}
