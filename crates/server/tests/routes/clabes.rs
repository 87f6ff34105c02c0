//! `/clabes`: a customer's own CLABE, and what is deposited into it.

use crate::shop::{Answer, TestShop};
use crate::vendor::Vendor;
use axum::body::Body;
use http::Request;
use http_body_util::BodyExt;
use providers::http::TransportError;
use serde_json::{Value, json};
use std::sync::Arc;

pub(crate) const ANAS: &str = "646180146400219781";
pub(crate) const NOBODYS: &str = "646180146400231992";

fn ana() -> Value {
    json!({"customer": {"id": "ana-7", "email": "ana@example.mx", "name": "Ana Núñez", "phone": "5513899832"}})
}

/// A shop that gave Ana a CLABE: the id of it.
pub(crate) struct Standing {
    pub(crate) shop: TestShop,
    pub(crate) vendor: Arc<Vendor>,
    pub(crate) id: String,
}

impl Standing {
    pub(crate) async fn open() -> Self {
        let vendor = Vendor::new();
        let shop = TestShop::open_with_vendor(Arc::clone(&vendor)).await;
        gives(&vendor, ANAS);
        let made = shop.merchant("/api/v1/clabes", Some(&ana())).await;
        assert_eq!(made.status, 201, "{}", made.body);
        vendor.asked();
        Self { shop, vendor, id: made.json()["id"].as_str().unwrap().to_owned() }
    }

    async fn page(&self) -> Answer {
        self.shop.get(&format!("/api/v1/clabes/{}", self.id)).await
    }

    /// How many deposits the page shows, and their sum.
    pub(crate) async fn deposited(&self) -> (usize, i64) {
        let page = self.page().await.json();
        (page["deposits"].as_array().unwrap().len(), page["total"]["amount"].as_i64().unwrap())
    }

    /// The provider will say this of a deposit.
    pub(crate) fn says(&self, id: &str, clabe: &str, status: &str, price: &str) {
        let product = json!({"price": price, "currency": "MXN"});
        let payment = json!({"type": "SPEI", "clabe": clabe});
        let order = json!({"id": id, "status": status, "product": product, "payment": payment, "updatedAt": 1_795_199_460});
        self.vendor.answers(200, &json!({"object": "orders.get", "code": 200, "status": "success", "data": order}));
    }

    /// A webhook about a deposit: status and message.
    pub(crate) async fn hears(&self, id: &str) -> String {
        let answer = self.shop.webhook(id).await;
        let json = answer.json();
        format!("{} {}", answer.status.as_u16(), json["message"].as_str().or(json["code"].as_str()).unwrap())
    }
}

/// The provider will give this CLABE.
fn gives(vendor: &Vendor, clabe: &str) {
    let data = json!({"payment": {"clabe": clabe, "frecuency": "unlimited"}, "status": "ACTIVE"});
    vendor.answers(200, &json!({"object": "orders.createClabe", "code": 200, "status": "success", "data": data}));
}

#[tokio::test]
async fn the_same_customer_has_the_same_clabe_and_the_provider_is_asked_once() {
    let standing = Standing::open().await;
    let again = standing.shop.merchant("/api/v1/clabes", Some(&ana())).await;
    insta::assert_snapshot!(again.shown(), @r#"
    200
    {
      "bank": "STP",
      "clabe": "646180146400219781",
      "created_at": "2026-11-20T18:30:00Z",
      "customer": "ana-7",
      "id": "clb_",
      "test": true,
      "total": {
        "amount": 0,
        "currency": "MXN"
      }
    }
    "#);
    assert_eq!(again.json()["id"], standing.id);
    assert!(standing.vendor.asked().is_empty());

    let mut dearer = ana();
    dearer["amount"] = json!(50000);
    gives(&standing.vendor, ANAS);
    let changed = standing.shop.merchant("/api/v1/clabes", Some(&dearer)).await.json();
    assert_eq!((&changed["id"], &changed["amount"]["amount"]), (&json!(standing.id), &json!(50000)));
    assert_eq!(standing.vendor.asked().len(), 1);
    assert_eq!(standing.page().await.json()["version"], 2);

    gives(&standing.vendor, NOBODYS);
    let other = standing.shop.merchant("/api/v1/clabes", Some(&ana())).await;
    assert_eq!(other.code(), "502 provider_not_understood", "a customer's CLABE does not change under them");
}

#[tokio::test]
async fn a_page_sees_the_deposits_and_nothing_of_the_person() {
    let standing = Standing::open().await;
    standing.says("pc_900", ANAS, "ACCEPTED", "500.10");
    assert_eq!(standing.hears("pc_900").await, "200 checked");
    insta::assert_snapshot!(standing.page().await.shown(), @r#"
    200
    {
      "bank": "STP",
      "clabe": "646180146400219781",
      "deposits": [
        {
          "amount": {
            "amount": 50010,
            "currency": "MXN"
          },
          "received_at": "2026-11-20T18:31:00Z"
        }
      ],
      "id": "clb_",
      "merchant": "Tienda Lupita",
      "test": true,
      "total": {
        "amount": 50010,
        "currency": "MXN"
      },
      "version": 2
    }
    "#);
    let page = standing.page().await;
    let known = Request::get(format!("/api/v1/clabes/{}", standing.id)).header("if-none-match", page.header("etag"));
    assert_eq!(standing.shop.send(known.body(Body::empty()).unwrap()).await.status, 304);
    assert_eq!(standing.shop.get("/api/v1/clabes/clb_none").await.code(), "404 clabe_not_found");
}

#[tokio::test]
async fn without_scripts_a_page_shows_the_account_and_what_has_come() {
    let ana = Standing::open().await;
    ana.says("pc_900", ANAS, "ACCEPTED", "250.00");
    assert_eq!(ana.hears("pc_900").await, "200 checked");
    let page = ana.shop.get(&format!("/pay/{}", ana.id)).await;
    assert_eq!((page.status.as_u16(), page.header("cache-control")), (200, "private, no-cache"));
    for shown in ["Tu CLABE para depositar", &format!("data-clabe=\"{}\"", ana.id), ANAS, "$250.00", "http-equiv=\"refresh\""] {
        assert!(page.body.contains(shown), "{shown} is not in {}", page.body);
    }
    assert!(!page.body.contains("ana@example.mx"), "it says nothing of whose it is");

    let nobodys = ana.shop.get("/pay/clb_nobodys").await;
    assert_eq!(nobodys.status, 404);
    assert!(nobodys.header("content-type").starts_with("text/html"), "it is a page for a person");
}

#[tokio::test]
async fn a_deposit_told_often_is_one_deposit() {
    let standing = Standing::open().await;
    standing.says("pc_900", ANAS, "ACCEPTED", "500.10");
    let flood = futures_util::future::join_all((0..50).map(|_| standing.hears("pc_900"))).await;
    assert!(flood.iter().all(|answer| answer == "200 checked"), "{flood:?}");
    assert_eq!(standing.vendor.asked(), ["GET /v2/orders/pc_900"]);
    standing.says("pc_901", ANAS, "ACCEPTED", "0.01");
    assert_eq!(standing.hears("pc_901").await, "200 checked");
    assert_eq!(standing.deposited().await, (2, 50011));
}

#[tokio::test]
async fn what_a_webhook_claims_is_not_believed() {
    let standing = Standing::open().await;
    standing.says("pc_900", NOBODYS, "ACCEPTED", "500.10");
    assert_eq!(standing.hears("pc_900").await, "200 not a charge of ours");
    standing.says("pc_900", ANAS, "PENDING", "500.10");
    assert_eq!(standing.hears("pc_900").await, "200 checked");
    standing.says("pc_901", ANAS, "ACCEPTED", "500.10");
    assert_eq!(standing.hears("pc_900").await, "502 provider_not_understood");
    standing.vendor.answers(404, &json!({"status": "error", "code": 404, "message": "no"}));
    assert_eq!(standing.hears("pc_900").await, "200 not a charge of ours");
    assert_eq!(standing.deposited().await, (0, 0));
    standing.vendor.is_silent(TransportError::NoResponse("no answer".to_owned()));
    assert_eq!(standing.hears("pc_900").await, "503 provider_unreachable", "so that it is told again");
    standing.says("pc_900", ANAS, "ACCEPTED", "500.10");
    assert_eq!(standing.hears("pc_900").await, "200 checked");
    assert_eq!(standing.deposited().await, (1, 50010));
}

#[tokio::test]
async fn whoever_has_no_clabe_asks_nobody_about_strange_charges() {
    let vendor = Vendor::new();
    let shop = TestShop::open_with_vendor(Arc::clone(&vendor)).await;
    assert_eq!(shop.webhook("pc_900").await.json()["message"], "not a charge of ours");
    assert!(vendor.asked().is_empty());
}

#[tokio::test]
async fn a_deposit_is_told_to_the_page_that_watches() {
    let standing = Standing::open().await;
    let mut body = standing.shop.stream(&format!("/api/v1/clabes/{}/events", standing.id)).await.into_body();
    let mut next = async || {
        let frame = body.frame().await.unwrap().unwrap();
        String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap()
    };
    assert!(next().await.contains("id: 1\n"));
    standing.says("pc_900", ANAS, "ACCEPTED", "500.10");
    standing.hears("pc_900").await;
    let told = next().await;
    assert!(told.contains("id: 2\n") && told.contains("50010"), "{told}");
    assert_eq!(standing.shop.get("/api/v1/clabes/clb_none/events").await.code(), "404 clabe_not_found");
}

#[tokio::test]
async fn a_merchant_reads_the_list_page_by_page() {
    let standing = Standing::open().await;
    for (customer, clabe) in [("beto", NOBODYS), ("carla", "646180146400252269")] {
        gives(&standing.vendor, clabe);
        standing.shop.clock.advance(1);
        let body = json!({"customer": {"id": customer, "email": "otro@example.mx"}});
        assert_eq!(standing.shop.merchant("/api/v1/clabes", Some(&body)).await.status, 201);
    }
    let customers = |list: &Value| {
        let of = |clabe: &Value| clabe["customer"].as_str().unwrap().to_owned();
        list["clabes"].as_array().unwrap().iter().map(of).collect::<Vec<_>>().join(" ")
    };
    let first = standing.shop.merchant("/api/v1/clabes?limit=2", None).await.json();
    assert_eq!(customers(&first), "carla beto");
    let rest = format!("/api/v1/clabes?limit=2&cursor={}", first["next"].as_str().unwrap());
    let rest = standing.shop.merchant(&rest, None).await.json();
    assert_eq!((customers(&rest).as_str(), rest.get("next")), ("ana-7", None));
    for wrong in ["cursor=clb_none", "limit=many"] {
        assert_eq!(standing.shop.merchant(&format!("/api/v1/clabes?{wrong}"), None).await.code(), "422 invalid_fields");
    }
}

#[tokio::test]
async fn only_a_merchant_asks_for_one_and_every_wrong_field_is_named() {
    let standing = Standing::open().await;
    assert_eq!(standing.shop.post("/api/v1/clabes", "", &ana()).await.code(), "401 unauthorized");
    assert_eq!(standing.shop.get("/api/v1/clabes").await.code(), "401 unauthorized");
    let wrong = json!({
        "customer": {"id": " ", "email": "ana", "phone": "1"},
        "amount": 0, "currency": "USD", "expires_at": "2020-01-01T00:00:00Z",
    });
    let refused = standing.shop.merchant("/api/v1/clabes", Some(&wrong)).await;
    let fields: Vec<_> = refused.json()["fields"].as_array().unwrap().iter().map(|field| field["field"].clone()).collect();
    assert_eq!(fields, ["customer.id", "customer.email", "customer.phone", "amount", "currency", "expires_at"]);
    let without = TestShop::open().await;
    assert_eq!(without.merchant("/api/v1/clabes", Some(&ana())).await.code(), "422 standing_not_offered");
}
