//! `/accounts`: read from the provider for its merchant, and for nobody else.

use crate::shop::TestShop;
use crate::vendor::Vendor;
use serde_json::{Value, json};
use std::sync::Arc;

async fn shop() -> (TestShop, Arc<Vendor>) {
    let vendor = Vendor::new();
    (TestShop::open_with_vendor(Arc::clone(&vendor)).await, vendor)
}

fn wrapped(data: &Value) -> Value {
    json!({"code": 200, "status": "success", "data": data})
}

#[tokio::test]
async fn an_account_is_opened_and_read_in_whole_minor_units() {
    let (shop, vendor) = shop().await;
    let customers = json!([{"id": "ana-7", "name": "Ana Núñez", "email": "ana@example.mx"}]);
    let given = json!([{"id": "ana-7", "name": "Ana Núñez", "clabe": "646180146400219781"}]);
    vendor.answers(200, &wrapped(&json!({"customers": given})));
    let opened =
        shop.merchant("/api/v1/accounts", Some(&json!({"id": "norte", "name": "Norte", "customers": customers}))).await;
    assert_eq!((opened.status.as_u16(), opened.json()), (201, json!({"id": "norte", "customers": given})));

    vendor.answers(200, &wrapped(&json!([{"accountId": "norte", "name": "Norte", "balance": "-9.28"}])));
    let balance = json!({"amount": -928, "currency": "MXN"});
    let accounts = json!({"accounts": [{"id": "norte", "name": "Norte", "balance": balance}]});
    assert_eq!(shop.merchant("/api/v1/accounts", None).await.json(), accounts);

    vendor.answers(200, &wrapped(&given));
    assert_eq!(shop.merchant("/api/v1/accounts/norte", None).await.json(), opened.json());

    let line = json!({"id": "m1", "date": "1795199400", "amount": -9.28, "description": "Comisión", "reference": "001"});
    vendor.answers(200, &wrapped(&json!([line])));
    let ledger = shop.merchant("/api/v1/accounts/norte/transactions?clabe=646180146400219781", None).await.json();
    let line = json!({
        "id": "m1", "at": "2026-11-20T18:30:00Z", "amount": balance, "description": "Comisión", "reference": "001",
    });
    assert_eq!(ledger, json!({"transactions": [line]}));
    let asked = vendor.asked();
    assert_eq!(asked.last().unwrap(), "GET /v2/accounts/norte/transactions?clabe=646180146400219781");
}

#[tokio::test]
async fn what_cannot_be_done_is_said() {
    let (shop, vendor) = shop().await;
    for path in ["/api/v1/accounts", "/api/v1/accounts/norte", "/api/v1/accounts/norte/transactions"] {
        assert_eq!(shop.get(path).await.code(), "401 unauthorized", "{path}");
    }
    let wrong = json!({"id": "ca sa", "name": "", "customers": [{"id": "", "name": "1", "email": "x", "phone": "1"}]});
    let refused = shop.merchant("/api/v1/accounts", Some(&wrong)).await.json();
    let fields: Vec<_> = refused["fields"].as_array().unwrap().iter().map(|field| field["field"].clone()).collect();
    let expected = ["id", "name", "customers.0.id", "customers.0.name", "customers.0.email", "customers.0.phone"];
    assert_eq!(fields, expected);
    let path = "/api/v1/accounts/norte/transactions?clabe=646180146400219782";
    assert_eq!(shop.merchant(path, None).await.code(), "422 invalid_fields");
    assert_eq!(shop.merchant("/api/v1/accounts/a%2Fb", None).await.code(), "404 account_not_found");
    assert!(vendor.asked().is_empty());

    vendor.answers(404, &json!({"status": "error", "code": 404, "message": "no"}));
    assert_eq!(shop.merchant("/api/v1/accounts/sur", None).await.code(), "404 account_not_found");
    vendor.answers(409, &json!({"status": "error", "code": 409, "message": "Esa cuenta ya existe."}));
    let one = json!([{"id": "ana-7", "name": "Ana Núñez", "email": "ana@example.mx"}]);
    let twice = shop.merchant("/api/v1/accounts", Some(&json!({"id": "norte", "name": "Norte", "customers": one}))).await;
    assert_eq!(twice.code(), "422 provider_refused");
    assert!(twice.json()["detail"].as_str().unwrap().contains("cuenta ya existe."), "{}", twice.body);
}
