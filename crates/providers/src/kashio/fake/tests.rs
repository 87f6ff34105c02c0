//! The played KashIO put to the documents: what they ask for is answered in the shape of the account's year, and what they
//! forbid is refused.

use super::KashIo;
use crate::fake::{Action, FakeProvider, Moment};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

const KEY: &str = "sk_test_56e31883637446b1b";
const NOW: Moment = Moment(1_591_036_200_000); // 2020-06-01 13:30:00 in Lima

fn played(settings: &Value) -> KashIo {
    let mut kashio = KashIo::new(Some("https://shop.example.pe/push".to_owned()));
    kashio.set_account(KEY, settings).unwrap();
    kashio
}

fn ask_as(kashio: &mut KashIo, key: &str, method: &str, path: &str, body: &str) -> (u16, Value) {
    let authorization = format!("Basic {}", STANDARD.encode(format!("{key}:")));
    let request = Request::builder().method(method).uri(format!("/v1/payments{path}")).header("authorization", authorization);
    let answer = kashio.answer(&request.body(Bytes::from(body.to_owned())).unwrap(), NOW);
    (answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap())
}

fn ask(kashio: &mut KashIo, method: &str, path: &str, body: &str) -> (u16, Value) {
    ask_as(kashio, KEY, method, path, body)
}

fn wanted(invoice_id: &str) -> String {
    json!({
        "customer": {"name": "Alejandra Leyva", "email": "noreply@compropago.com", "phone": "+51922151580",
                     "document_type": "DNI", "document_id": "45678912", "external_id": "c-1"},
        "request_datetime": "2020-06-01T13:29:58",
        "expiration_datetime": "2020-06-03T23:59:59",
        "currency": "PEN",
        "amount": 20.00,
        "invoice_id": invoice_id,
        "metadata": {"description": "Samsung Gold Curl"},
    })
    .to_string()
}

/// The keys of a document and the kind of value at each, in their order.
fn shape(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields: Vec<_> = fields.iter().map(|(name, value)| format!("{name}: {}", shape(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(shape).collect::<Vec<_>>().join(", ")),
        Value::String(_) => "text".to_owned(),
        Value::Number(_) => "number".to_owned(),
        Value::Bool(_) => "flag".to_owned(),
        Value::Null => "null".to_owned(),
    }
}

fn check_shape(answer: &Value, fixture: &str) {
    assert_eq!(shape(answer), shape(&serde_json::from_str(fixture).unwrap()));
}

#[test]
fn an_answer_has_the_very_shape_of_its_accounts_year() {
    let mut kashio = played(&json!({"year": "2020", "ids": "live"}));
    let (status, invoice) = ask(&mut kashio, "POST", "/invoices", &wanted("chg_1"));
    assert_eq!((status, &invoice["status"], &invoice["livemode"]), (201, &json!("NEW"), &json!(false)));
    check_shape(&invoice, include_str!("../fixtures/shape2020_invoice.json"));
    let id = invoice["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("inv_live_") && id.len() == 31, "{id}");
    assert_eq!((&invoice["created"], invoice["ktin"].as_str().map(str::len)), (&json!("2020-06-01T13:30:00"), Some(12)));
    for path in ["/invoices", "/invoices/list"] {
        let (_, list) = ask(&mut kashio, "GET", path, "");
        check_shape(&list, include_str!("../fixtures/shape2020_list.json"));
        assert_eq!((&list["data"][0]["status"], &list["data"][0]["created"]), (&json!("new"), &json!("2020-06-01 13:30:00")));
    }
    let (_, voided) = ask(&mut kashio, "DELETE", &format!("/invoices/{id}"), "");
    check_shape(&voided, include_str!("../fixtures/shape2020_invoice_voided.json"));
    assert_eq!(voided["status"], "VOIDED");

    let mut kashio = played(&json!({"year": "2017"}));
    let (_, invoice) = ask(&mut kashio, "POST", "/invoices", &wanted("chg_1"));
    check_shape(&invoice, include_str!("../fixtures/shape2017_invoice.json"));
    assert_eq!((&invoice["amount"], invoice["ktin"].as_str().map(str::len)), (&json!("20.00"), Some(10)));
    assert_eq!(invoice["id"].as_str().map(str::len), Some("inv_".len() + 22));
}

#[test]
fn the_one_request_of_the_first_document_is_answered() {
    let mut kashio = played(&json!({"year": "2017"}));
    let seed = include_str!("../fixtures/seed004_create_request.json");
    let (status, invoice) = ask(&mut kashio, "POST", "/invoices", seed);
    assert_eq!((status, &invoice["invoice_id"], &invoice["amount"]), (201, &json!("inv_1234567890"), &json!("20.00")));
    assert_eq!(invoice["customer"], json!({"phone": "+519996666"}));
}

#[test]
fn the_same_request_finds_its_invoice_and_another_with_its_id_is_refused() {
    let mut kashio = played(&json!({}));
    let (_, first) = ask(&mut kashio, "POST", "/invoices", &wanted("chg_1"));
    let (status, again) = ask(&mut kashio, "POST", "/invoices", &wanted("chg_1"));
    assert_eq!((status, &again["id"]), (200, &first["id"]));
    let other = wanted("chg_1").replace("20.0", "30.0");
    assert_eq!(ask(&mut kashio, "POST", "/invoices", &other).0, 400);
    assert_eq!(kashio.charges(NOW).len(), 1);
}

#[test]
fn what_is_asked_for_wrongly_is_refused_with_its_status() {
    let mut kashio = played(&json!({}));
    let (_, invoice) = ask(&mut kashio, "POST", "/invoices", &wanted("chg_1"));
    let path = format!("/invoices/{}", invoice["id"].as_str().unwrap());
    let mut check = |method: &str, path: &str, body: &str, expected: u16| {
        let (status, body) = ask(&mut kashio, method, path, body);
        assert_eq!(status, expected, "{method} {path}");
        assert!(status < 400 || body["error"][0]["message"].is_string(), "{body}");
    };
    check("POST", "/invoices", "no json", 400);
    check("POST", "/invoices", r#"{"invoice_id":"x","currency":"PEN","amount":"1"}"#, 400);
    check("POST", "/invoices", &wanted("x").replace("20.0", "-1"), 400);
    check("POST", "/invoices", &wanted("x").replace("PEN", "ARS"), 400);
    check("GET", "/invoices/inv_nobody", "", 404);
    check("GET", "/nothing", "", 404);
    check("GET", "/invoices?limit=many", "", 400);
    check("PATCH", &path, r#"{"invoice_id":"other"}"#, 400);
    check("PATCH", &path, r#"{"amount":"30.50","expiration_datetime":"2020-06-05T00:00:00"}"#, 200);
    check("DELETE", &path, "", 200);
    check("DELETE", &path, "", 200);
    check("PATCH", &path, r#"{"amount":"30.50"}"#, 400);
    for key in ["", "sk_test_", "pk_test_56e31883637446b1b"] {
        assert_eq!(ask_as(&mut kashio, key, "GET", "/invoices", "").0, 401, "{key}");
    }
    assert_eq!(ask_as(&mut kashio, "sk_test_another1", "GET", &path, "").0, 404, "another merchant's");
}

#[test]
fn a_voided_invoice_cannot_be_paid_and_a_paid_one_not_voided() {
    let mut kashio = played(&json!({}));
    let mut made = |id: &str| ask(&mut kashio, "POST", "/invoices", &wanted(id)).1["id"].as_str().unwrap().to_owned();
    let (voided, paid) = (made("chg_1"), made("chg_2"));
    ask(&mut kashio, "DELETE", &format!("/invoices/{voided}"), "");
    assert!(kashio.act(&voided, Action::Pay(None), NOW).is_err());
    kashio.act(&paid, Action::Pay(None), NOW).unwrap();
    assert_eq!(ask(&mut kashio, "DELETE", &format!("/invoices/{paid}"), "").0, 400);
}

#[test]
fn lists_are_read_in_parts_by_either_spelling_of_the_cursor_and_filtered() {
    let mut kashio = played(&json!({}));
    let mut ids: Vec<String> = (0..5)
        .map(|n| ask(&mut kashio, "POST", "/invoices", &wanted(&format!("chg_{n}"))).1["id"].as_str().unwrap().to_owned())
        .collect();
    kashio.act(&ids[0], Action::Pay(None), NOW).unwrap();
    ids.reverse();
    let mut check = |query: &str, expected: &[usize], more: bool| {
        let (_, list) = ask(&mut kashio, "GET", &format!("/invoices?{query}"), "");
        let found: Vec<_> = list["data"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        assert_eq!(found, expected.iter().map(|at| ids[*at].as_str()).collect::<Vec<_>>(), "{query}");
        assert_eq!(list["has_more"], more, "{query}");
    };
    check("limit=2", &[0, 1], true);
    for name in ["starting_after", "start"] {
        check(&format!("limit=2&{name}={}", ids[1]), &[2, 3], true);
        check(&format!("{name}={}", ids[3]), &[4], false);
    }
    for name in ["ending_before", "end"] {
        check(&format!("{name}={}", ids[2]), &[0, 1], false);
    }
    check("status=PAID", &[4], false);
    check("status=pending&limit=1", &[0], true);
    check("date=2020-06-01&status=paid", &[4], false);
    check("date=2020-06-02", &[], false);
}

#[test]
fn what_happens_is_an_event_pushed_and_kept() {
    let mut kashio = played(&json!({"ids": "live"}));
    let id = ask(&mut kashio, "POST", "/invoices", &wanted("chg_1")).1["id"].as_str().unwrap().to_owned();
    kashio.act(&id, Action::Pay(None), NOW).unwrap();
    let pushed: Vec<_> = kashio.take_webhooks();
    assert_eq!(pushed.iter().map(|push| push.event.as_str()).collect::<Vec<_>>(), ["invoice.created", "invoice.paid"]);
    assert!(String::from_utf8_lossy(&pushed[1].body).contains(r#""amount":20.00,"#), "to the very digits");
    let event: Value = serde_json::from_slice(&pushed[1].body).unwrap();
    let mut shown = event.clone();
    shown["data"]["invoice"].as_object_mut().unwrap().shift_remove("amount_paid");
    check_shape(&shown, include_str!("../fixtures/shape2020_event_paid.json"));
    for path in ["/events", "/event"] {
        let mut listed = ask(&mut kashio, "GET", &format!("{path}?status=new"), "").1["data"][0].take();
        assert_eq!(listed["created"], "2020-06-01 13:30:00");
        listed["created"] = event["created"].clone();
        assert_eq!(listed, event);
        assert_eq!(ask(&mut kashio, "GET", &format!("{path}?status=notified"), "").1["data"], json!([]));
        assert_eq!(ask(&mut kashio, "GET", &format!("{path}/{}", event["id"].as_str().unwrap()), "").1, event);
    }
    assert_eq!(ask(&mut kashio, "GET", "/events/eve_nobody", "").0, 404);
}

#[test]
fn an_invoice_runs_out_by_itself() {
    let mut kashio = played(&json!({}));
    let id = ask(&mut kashio, "POST", "/invoices", &wanted("chg_1")).1["id"].as_str().unwrap().to_owned();
    let due = kashio.next_due().unwrap();
    kashio.pass_time(due.plus_seconds(-1));
    assert_eq!(kashio.document(&id).unwrap()["status"], "NEW");
    kashio.pass_time(due);
    assert_eq!((&kashio.document(&id).unwrap()["status"], kashio.next_due()), (&json!("EXPIRED"), None));
}
