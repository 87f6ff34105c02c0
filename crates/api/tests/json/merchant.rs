//! What only a merchant sends or reads: orders with their history, the way to going live, buttons.

use super::{charge, pesos};
use api::*;
use insta::assert_json_snapshot;

#[test]
fn what_only_a_merchant_sees_of_an_order_reads_as_documented() {
    let listed = MerchantOrder {
        id: "ord_1".to_owned(),
        status: OrderStatus::PartlyPaid,
        late: false,
        description: "Samsung Gold Curl".to_owned(),
        reference: None,
        button: Some("btn_1".to_owned()),
        amount: pesos(15000),
        received: pesos(5000),
        customer: Some(Payer { name: "Ana".to_owned(), email: "ana@example.mx".to_owned(), phone: None }),
        method: Some("cash".to_owned()),
        store: Some("OXXO".to_owned()),
        badge: Some("oxxo".to_owned()),
        created_at: "2026-11-20T18:30:00Z".to_owned(),
        paid_at: None,
        expires_at: None,
        alerts: vec![],
    };
    let event = ChargeEvent {
        charge: "chg_1".to_owned(),
        event: "paid".to_owned(),
        total: Some(pesos(5000)),
        source: "webhook".to_owned(),
        at: "2026-11-20T18:31:00Z".to_owned(),
    };
    let orders = MerchantOrders { orders: vec![listed.clone()], next: Some("ord_1".to_owned()), searched_from: None };
    let history =
        OrderHistory { order: listed, charges: vec![charge()], events: vec![event], settled: vec![], decisions: vec![] };
    assert_json_snapshot!(orders, @r#"
    {
      "orders": [
        {
          "id": "ord_1",
          "status": "partly_paid",
          "late": false,
          "description": "Samsung Gold Curl",
          "button": "btn_1",
          "amount": {
            "amount": 15000,
            "currency": "MXN"
          },
          "received": {
            "amount": 5000,
            "currency": "MXN"
          },
          "customer": {
            "name": "Ana",
            "email": "ana@example.mx"
          },
          "method": "cash",
          "store": "OXXO",
          "badge": "oxxo",
          "created_at": "2026-11-20T18:30:00Z"
        }
      ],
      "next": "ord_1"
    }
    "#);
    assert_json_snapshot!(history.events, @r#"
    [
      {
        "charge": "chg_1",
        "event": "paid",
        "total": {
          "amount": 5000,
          "currency": "MXN"
        },
        "source": "webhook",
        "at": "2026-11-20T18:31:00Z"
      }
    ]
    "#);
    let steps = vec![Step { step: "keys".to_owned(), done: false, optional: false, about: None }];
    assert_json_snapshot!(GoingLive { ready: false, steps }, @r#"
    {
      "ready": false,
      "steps": [
        {
          "step": "keys",
          "done": false,
          "optional": false
        }
      ]
    }
    "#);
    let whole = serde_json::to_string(&history).unwrap();
    assert_eq!(serde_json::from_str::<OrderHistory>(&whole).unwrap(), history);
}

#[test]
fn a_button_is_made_and_changed_as_documented_and_nothing_else_is_taken() {
    let made: CreateButton = serde_json::from_str(r#"{"amount": 15000, "currency": "MXN", "description": "Taza"}"#).unwrap();
    assert_eq!((made.amount, made.methods.len(), made.lang), (15000, 0, None));
    let changed: ChangeButton = serde_json::from_str(r#"{"retired": true, "image": ""}"#).unwrap();
    assert_eq!((changed.retired, changed.image.as_deref(), changed.amount), (Some(true), Some(""), None));
    assert!(
        serde_json::from_str::<CreateButton>(r#"{"amount": 1, "currency": "MXN", "description": "x", "id": "y"}"#).is_err()
    );
    assert!(serde_json::from_str::<ChangeButton>(r#"{"price": 1}"#).is_err());
}
