//! One example of each shape, all of one story: a curling iron of 150 pesos, paid at OXXO. The types of `api` read every one
//! of them when the description is made, so none can be wrong. They are nobody's data.

use serde_json::{Value, json};

const ORDER: &str = "ord_7q2m4k9x3w8r5t6v1b2n4c7d9f";
const CHARGE: &str = "chg_3k9x7q2m4w8r5t6v1b2n4c7d9f";
const ALERT: &str = "alr_9f7q2m4k9x3w8r5t6v1b";
const CLABE: &str = "clb_5t6v1b2n7q2m4k9x3w8r4c7d9f";
const ENDPOINT: &str = "whe_2n4c7d9f7q2m4k9x3w8r";
const MADE: &str = "2026-11-20T18:30:00Z";
const ENDS: &str = "2026-11-24T04:30:00Z";
const PAY_BY: &str = "2026-11-24T02:00:00Z";
const REMINDERS: [&str; 2] = ["2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z"];

fn pesos(minor: i64) -> Value {
    json!({"amount": minor, "currency": "MXN"})
}

fn offer() -> Value {
    json!({
        "merchant": "Tienda Lupita",
        "description": "Samsung Gold Curl",
        "total": pesos(15_000),
        "country": "MX",
        "methods": [
            {"method": "cash", "stores": [{
                "id": "OXXO", "name": "OXXO", "badge": "oxxo", "hours": {"from": 480, "to": 1200},
                "till_fee": pesos(900), "limit": pesos(1_000_000)
            }]},
            {"method": "spei", "limit": pesos(50_000_000)}
        ],
        "test": true
    })
}

pub(crate) fn button() -> Value {
    json!({"id": "btn_demo", "offer": offer()})
}

pub(crate) fn create_button() -> Value {
    json!({"amount": 15_000, "currency": "MXN", "description": "Samsung Gold Curl", "reference": "SMGCURL1", "methods": ["cash"]})
}

pub(crate) fn change_button() -> Value {
    json!({"amount": 12_000, "label": "", "retired": false})
}

pub(crate) fn merchant_button() -> Value {
    json!({
        "id": "btn_7q2m4k9x3w8r", "amount": pesos(15_000), "description": "Samsung Gold Curl", "reference": "SMGCURL1",
        "methods": ["cash"], "retired": false, "created_at": MADE,
        "line": concat!(
            "<script async src=\"https://pay.example.mx/ficha.js\"></script><ficha-checkout button=\"btn_7q2m4k9x3w8r\">",
            "<a href=\"https://pay.example.mx/pay/btn_7q2m4k9x3w8r\">Pagar en efectivo o con SPEI</a></ficha-checkout>"
        ),
        "page": "https://pay.example.mx/pay/btn_7q2m4k9x3w8r"
    })
}

pub(crate) fn merchant_buttons() -> Value {
    json!({"buttons": [merchant_button()]})
}

pub(crate) fn picture() -> Value {
    json!({"id": "pic_7q2m4k9x3w8r", "url": "https://pay.example.mx/pictures/pic_7q2m4k9x3w8r"})
}

pub(crate) fn going_live() -> Value {
    let step = |step: &str, done: bool| json!({"step": step, "done": done, "optional": false});
    json!({"ready": false, "steps": [step("button", true), step("keys", false)]})
}

fn merchant_order() -> Value {
    json!({
        "id": ORDER, "status": "paid", "late": false, "description": "Samsung Gold Curl", "reference": "1042",
        "amount": pesos(15_000), "received": pesos(15_000), "customer": customer(), "method": "cash", "store": "OXXO",
        "badge": "oxxo", "created_at": MADE, "paid_at": "2026-11-20T21:04:00Z"
    })
}

pub(crate) fn merchant_orders() -> Value {
    json!({"orders": [merchant_order()], "next": ORDER})
}

pub(crate) fn history() -> Value {
    let event = |event: &str, source: &str, at: &str| json!({"charge": CHARGE, "event": event, "source": source, "at": at});
    let events = [event("requested", "customer", MADE), event("issued", "answer", MADE)];
    json!({"order": merchant_order(), "charges": [charge()], "events": events})
}

pub(crate) fn settle_order() -> Value {
    json!({"action": "accept", "alert": ALERT, "said": "paid 149.99 MXN, of a charge of 149.99 MXN", "note": "one centavo, agreed by phone"})
}

pub(crate) fn note_order() -> Value {
    json!({"note": "called the shop in Puebla"})
}

fn alert(settled: bool) -> Value {
    let mut alert = json!({
        "id": ALERT, "charge": CHARGE, "kind": "wrong_amount", "asked": "150.00 MXN",
        "said": "paid 149.99 MXN, of a charge of 149.99 MXN", "paid": pesos(14_999), "since": MADE, "seen_at": MADE, "times": 2
    });
    if settled {
        alert["settled"] = json!({"how": "accepted", "by": "ficha_sk_7q2m4k9x", "at": "2026-11-21T15:00:00Z"});
    }
    alert
}

/// An order that needed a person, and what became of it.
pub(crate) fn settled_history() -> Value {
    let mut history = history();
    history["settled"] = json!([alert(true)]);
    history["decisions"] = json!([{
        "action": "accepted", "alert": ALERT, "note": "one centavo, agreed by phone", "by": "ficha_sk_7q2m4k9x",
        "at": "2026-11-21T15:00:00Z"
    }]);
    history
}

/// An event that tells of an alert.
pub(crate) fn event_of_alert(kind: &str, settled: bool) -> Value {
    let mut event = event(if settled { "partly_paid" } else { "pending" });
    event["type"] = json!(kind);
    event["data"]["alerts"] = json!([alert(settled)]);
    event
}

/// An order, new or with its charge.
pub(crate) fn order(charged: bool) -> Value {
    json!({
        "id": ORDER,
        "status": if charged { "pending" } else { "open" },
        "version": if charged { 3 } else { 1 },
        "reference": "1042",
        "offer": offer(),
        "received": pesos(0),
        "missing": pesos(15_000),
        "created_at": MADE,
        "charges": if charged { vec![charge()] } else { Vec::new() },
    })
}

pub(crate) fn create_order() -> Value {
    json!({
        "amount": 15_000,
        "currency": "MXN",
        "description": "Samsung Gold Curl",
        "reference": "1042",
        "customer": customer(),
        "success_url": "https://tienda.example.mx/gracias",
        "metadata": {"cart": "c-81"}
    })
}

pub(crate) fn change_order() -> Value {
    json!({"amount": 12_000})
}

fn customer() -> Value {
    json!({"name": "María Núñez", "email": "maria@ejemplo.com.mx", "phone": "5513899832"})
}

pub(crate) fn create_charge() -> Value {
    json!({"method": "cash", "store": "OXXO", "customer": customer()})
}

pub(crate) fn send_sms() -> Value {
    json!({"phone": "5513899832"})
}

pub(crate) fn charge() -> Value {
    json!({
        "id": CHARGE,
        "method": "cash",
        "store": {"id": "OXXO", "name": "OXXO", "badge": "oxxo"},
        "status": "pending",
        "amount": pesos(15_000),
        "received": pesos(0),
        "created_at": MADE,
        "voucher": {
            "amount": pesos(15_000),
            "till_fee": pesos(900),
            "expires_at": ENDS,
            "pay_by": PAY_BY,
            "reminders": REMINDERS,
            "zone": "America/Mexico_City",
            "payable": {"kind": "deposit", "account": "4152313332017712", "bank": "Banco de Pruebas"},
            "barcode": {"content": "4152313332017712", "symbology": "code128"}
        },
        "sms": true
    })
}

pub(crate) fn canceled() -> Value {
    let mut charge = charge();
    charge["status"] = json!("canceled");
    charge["sms"] = json!(false);
    charge
}

pub(crate) fn create_clabe() -> Value {
    json!({"customer": {"id": "ana-7", "email": "ana@ejemplo.com.mx", "name": "Ana Luz"}})
}

pub(crate) fn merchant_clabe() -> Value {
    json!({
        "id": CLABE, "customer": "ana-7", "clabe": "646180146400219781", "bank": "STP", "total": pesos(50_000),
        "created_at": MADE, "test": true
    })
}

pub(crate) fn clabes() -> Value {
    json!({"clabes": [merchant_clabe()], "next": CLABE})
}

pub(crate) fn clabe() -> Value {
    json!({
        "id": CLABE, "version": 2, "clabe": "646180146400219781", "bank": "STP", "merchant": "Tienda Lupita",
        "deposits": [{"amount": pesos(50_000), "received_at": MADE}], "total": pesos(50_000), "test": true
    })
}

pub(crate) fn create_account() -> Value {
    let holder = json!({"id": "ana-7", "name": "Ana Luz", "email": "ana@ejemplo.com.mx", "phone": "5513899832"});
    json!({"id": "club-2026", "name": "Club 2026", "customers": [holder]})
}

pub(crate) fn holders() -> Value {
    json!({"id": "club-2026", "customers": [{"id": "ana-7", "name": "Ana Luz", "clabe": "646180146400219781"}]})
}

pub(crate) fn accounts() -> Value {
    json!({"accounts": [{"id": "club-2026", "name": "Club 2026", "balance": pesos(49_700)}]})
}

pub(crate) fn movements() -> Value {
    json!({"transactions": [{
        "id": "m_1", "at": MADE, "amount": pesos(-300), "description": "Comisión", "reference": "000000000000000001"
    }]})
}

pub(crate) fn create_endpoint() -> Value {
    json!({"url": "https://tienda.example.mx/ficha", "description": "the shop"})
}

pub(crate) fn change_endpoint() -> Value {
    json!({"disabled": true})
}

/// An endpoint, with its secret where it is shown.
pub(crate) fn endpoint(with_secret: bool) -> Value {
    let mut endpoint =
        json!({"id": ENDPOINT, "url": "https://tienda.example.mx/ficha", "description": "the shop", "created_at": MADE});
    if with_secret {
        endpoint["secret"] = json!("whsec_...");
    }
    endpoint
}

pub(crate) fn endpoints() -> Value {
    json!({"webhook_endpoints": [endpoint(false)]})
}

/// What a shop is told of the order when it stands so.
pub(crate) fn event(status: &str) -> Value {
    let received = match status {
        "partly_paid" => 10_000,
        "paid" => 15_000,
        "overpaid" => 16_000,
        _ => 0,
    };
    let mut order = json!({
        "id": ORDER, "reference": "1042", "status": status, "late": false, "amount": pesos(15_000), "received": pesos(received),
        "missing": pesos(15_000 - received.min(15_000)), "version": 4, "created_at": MADE
    });
    if status == "refunded" {
        order["refunded"] = pesos(15_000);
    }
    json!({"type": format!("order.{status}"), "timestamp": MADE, "data": {"order": order}})
}

/// What a shop is told where a part of what it was paid went back.
pub(super) fn event_of_part_refund() -> Value {
    let mut event = event("paid");
    event["type"] = json!("order.partly_refunded");
    event["data"]["order"]["received"] = pesos(10_000);
    event["data"]["order"]["refunded"] = pesos(5_000);
    event
}

/// What a shop is told of a deposit that has grown.
pub(crate) fn deposit_event() -> Value {
    let clabe = json!({"id": CLABE, "customer": "ana-7", "total": pesos(50_000), "version": 3, "test": false});
    let deposit = json!({
        "id": "ch_2f6c1a54-9d0e-4b7a-8c3d-5e1f7a9b2c4d", "amount": pesos(15_000), "before": pesos(5_000), "received_at": MADE
    });
    json!({"type": "clabe.deposit", "timestamp": MADE, "data": {"clabe": clabe, "deposit": deposit}})
}

pub(crate) fn ping() -> Value {
    json!({"type": "ping", "timestamp": MADE, "data": {}})
}

pub(crate) fn delivery() -> Value {
    let event: api::WebhookEvent = serde_json::from_value(event("paid")).expect("a test reads every example");
    let body = serde_json::to_string(&event).expect("our own JSON is texts and numbers");
    json!({
        "event": "evt_9f7q2m4k9x3w8r5t6v1b", "type": "order.paid", "order": ORDER, "state": "delivered", "attempts": 1,
        "tried_at": MADE, "status": 204, "body": body
    })
}

pub(crate) fn deliveries() -> Value {
    json!({"deliveries": [delivery()]})
}
