//! The client put to the documents' shapes: a fixture in, our type out; our request out, as it leaves.
//!
//! The other end of the line is a script here. What the sandbox makes of the client is asked in `tests/contract.rs`.

mod long_lists;

use super::KashIo;
use crate::capability::{Amend, Amendment, Cancel, Pull};
use crate::future::BoxFuture;
use crate::http::{Http, TransportError};
use crate::provider::{ChargeRef, ChargeRequest, Context, Kind, Provider, ProviderError, Reason};
use crate::settings::Settings;
use crate::webhook::{ChargeHint, WebhookRequest, WebhookSubject};
use bytes::Bytes;
use futures_util::FutureExt;
use payments::{Country, Currency, Customer, Event, Method, Moment, Money, Payable};
use std::sync::Mutex;

/// Answers by script, and everything that was asked for them.
struct Line {
    answers: Mutex<Vec<(u16, &'static str)>>,
    asked: Mutex<Vec<String>>,
}

impl Line {
    fn answering(answers: &[(u16, &'static str)]) -> Self {
        Self { answers: Mutex::new(answers.iter().rev().copied().collect()), asked: Mutex::default() }
    }

    fn asked(&self) -> String {
        self.asked.lock().unwrap().join("\n")
    }
}

impl Http for Line {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, http::Response<Bytes>, TransportError> {
        let body = String::from_utf8(request.body().to_vec()).unwrap();
        self.asked.lock().unwrap().push(format!("{} {} {body}", request.method(), request.uri()).trim_end().to_owned());
        let answer = self.answers.lock().unwrap().pop();
        let answer = answer.map(|(status, body)| http::Response::builder().status(status).body(Bytes::from(body)).unwrap());
        Box::pin(std::future::ready(answer.ok_or_else(|| TransportError::Connect("nothing is said about that".to_owned()))))
    }
}

/// What the client is handed: this line, and a moment.
fn cx(http: &dyn Http) -> Context<'_> {
    Context { http, now: Moment::from_seconds(1_795_199_400) }
}

fn now<T>(answer: BoxFuture<'_, T, ProviderError>) -> Result<T, ProviderError> {
    answer.now_or_never().expect("the script answers at once")
}

fn settings() -> Settings {
    Settings::new().with("secret_key", "sk_test_56e31883637446b1b").with("gateway_url", "https://pagos.example.pe/e/index.html")
}

fn client() -> KashIo {
    KashIo::new(&settings()).unwrap()
}

fn soles(minor: i64) -> Money {
    Money::new(minor, Currency::Pen)
}

fn request(store: &str) -> ChargeRequest {
    ChargeRequest {
        charge_id: "chg_7Q2M".to_owned(),
        amount: soles(2_000),
        description: "Samsung Gold Curl".to_owned(),
        image: None,
        method: Method::Cash,
        store: Some(store.to_owned()),
        customer: Customer::new(Country::Pe, "Alejandra Leyva", "noreply@compropago.com", Some("922151580"), Some("45678912"))
            .unwrap(),
        requested_at: Moment::from_seconds(1_591_036_198),
        expires_at: Some(Moment::from_seconds(1_591_246_799)),
    }
}

fn handle() -> ChargeRef {
    ChargeRef { provider_charge: "inv_live_pD4yGe3oKcNvXq7R2mTz9W".to_owned(), method: Method::Cash }
}

const INVOICE: &str = include_str!("../fixtures/shape2020_invoice.json");

#[test]
fn our_request_is_the_documents_request() {
    let line = Line::answering(&[(201, INVOICE)]);
    now(client().create_charge(cx(&line), &request("KASNET"))).unwrap();
    insta::assert_snapshot!(line.asked().replace(",\"", ",\n\""), @r#"
    POST https://api.kashio.net/v1/payments/invoices {"customer":{"name":"Alejandra Leyva",
    "email":"noreply@compropago.com",
    "phone":"+51922151580",
    "document_type":"DNI",
    "document_id":"45678912"},
    "request_datetime":"2020-06-01T13:29:58",
    "currency":"PEN",
    "amount":20.00,
    "invoice_id":"chg_7Q2M",
    "expiration_datetime":"2020-06-03T23:59:59",
    "metadata":{"description":"Samsung Gold Curl"}}
    "#);
}

#[test]
fn an_invoice_of_either_year_becomes_a_voucher() {
    let check = |fixture: &'static str, ktin: &str, id: &str| {
        let created = now(client().create_charge(cx(&Line::answering(&[(201, fixture)])), &request("KASNET"))).unwrap();
        assert_eq!((created.provider_charge.as_str(), created.event), (id, Event::Issued));
        let company = Some("KashIO, convenio 220044".to_owned());
        assert_eq!(created.voucher.payable, Payable::Reference { reference: ktin.to_owned(), company });
        assert_eq!(created.voucher.amount, soles(2_000));
        created.voucher
    };
    let voucher = check(INVOICE, "201590965569", "inv_live_pD4yGe3oKcNvXq7R2mTz9W");
    assert_eq!(voucher.expires_at, Some(Moment::from_seconds(1_591_246_799)));
    assert_eq!(voucher.links.page.as_deref(), Some("https://pagos.example.pe/e/index.html?token=aB3dE5fG7hJ9kL1mN3pQ5r"));
    check(include_str!("../fixtures/shape2017_invoice.json"), "2015909655", "inv_pD4yGe3oKcNvXq7R2mTz9W");
}

#[test]
fn without_its_address_there_is_no_link_to_their_page() {
    let client = KashIo::new(&Settings::new().with("secret_key", "sk_test_56e31883637446b1b")).unwrap();
    let created = now(client.create_charge(cx(&Line::answering(&[(201, INVOICE)])), &request("BCP"))).unwrap();
    assert_eq!(created.voucher.links.page, None);
}

#[test]
fn the_placeholders_of_the_first_document_are_refused_and_not_repeated() {
    for cat in [
        include_str!("../fixtures/seed004_create_answer.json"),
        include_str!("../fixtures/seed004_get_answer.json"),
        include_str!("../fixtures/seed004_update_answer.json"),
        include_str!("../fixtures/seed004_list_answer.json"),
    ] {
        let created = now(client().create_charge(cx(&Line::answering(&[(200, cat)])), &request("BCP"))).unwrap_err();
        let fetched = now(client().fetch_charge(cx(&Line::answering(&[(200, cat)])), &handle())).unwrap_err();
        for error in [created, fetched] {
            assert_eq!(error.kind, Kind::NotUnderstood);
            assert!(!error.detail.contains("Max") && !error.detail.contains("calico"), "{}", error.detail);
        }
    }
}

#[test]
fn what_an_invoice_cannot_name_is_refused_before_anybody_is_asked() {
    let check = |request: ChargeRequest, expected: Reason| {
        let line = Line::answering(&[]);
        let error = now(client().create_charge(cx(&line), &request)).unwrap_err();
        assert_eq!((error.kind, line.asked().as_str()), (Kind::Refused(expected), ""));
    };
    check(request("OXXO"), Reason::Store);
    check(ChargeRequest { amount: soles(1_000_001), ..request("BCP") }, Reason::OverLimit);
    check(ChargeRequest { amount: Money::new(2_000, Currency::Mxn), ..request("BCP") }, Reason::OverLimit);
    let nobody = Customer::new(Country::Pe, "Alejandra Leyva", "noreply@compropago.com", None, None).unwrap();
    check(ChargeRequest { customer: nobody, ..request("BCP") }, Reason::Other);
}

#[test]
fn a_voided_invoice_is_canceled_and_one_that_was_paid_first_is_paid() {
    let line = Line::answering(&[(200, include_str!("../fixtures/shape2020_invoice_voided.json"))]);
    assert_eq!(now(Cancel::cancel(&client(), cx(&line), &handle())).unwrap().event, Event::Canceled);
    let paid = r#"{"id":"inv_live_pD4yGe3oKcNvXq7R2mTz9W","currency":"PEN","amount":"20.00","status":"paid"}"#;
    let line = Line::answering(&[(400, r#"{"error":[]}"#), (200, paid)]);
    assert_eq!(now(Cancel::cancel(&client(), cx(&line), &handle())).unwrap().event, Event::Paid(soles(2_000)));
    assert!(line.asked().starts_with("DELETE ") && line.asked().contains("\nGET "), "{}", line.asked());
}

#[test]
fn only_amount_currency_and_expiry_are_sent_to_be_amended() {
    let line = Line::answering(&[(200, INVOICE)]);
    let amendment = Amendment { amount: soles(2_000), expires_at: None };
    let amended = now(Amend::amend(&client(), cx(&line), &handle(), &amendment)).unwrap();
    assert_eq!((amended.amount, amended.expires_at.map(Moment::seconds)), (soles(2_000), Some(1_591_246_799)));
    let path = "https://api.kashio.net/v1/payments/invoices/inv_live_pD4yGe3oKcNvXq7R2mTz9W";
    assert_eq!(line.asked(), format!(r#"PATCH {path} {{"currency":"PEN","amount":20.00}}"#));
}

#[test]
fn a_push_names_its_invoice_by_itself_or_by_its_address_and_junk_is_not_repeated() {
    let read = |body: &str| {
        let request = WebhookRequest { headers: &http::HeaderMap::new(), query: "", body: body.as_bytes() };
        client().verify_webhook(Moment::from_seconds(0), &request)
    };
    let about = |id: &str| WebhookSubject::Charges(vec![ChargeHint::of(id)]);
    let paid = include_str!("../fixtures/shape2020_event_paid.json");
    let named = ChargeHint { charge_id: Some("chg_7Q2M".to_owned()), ..ChargeHint::of(&handle().provider_charge) };
    assert_eq!(read(paid).unwrap().about, WebhookSubject::Charges(vec![named]));
    let bare = r#"{"object":"event","type":"invoice.paid","data":{"url":"//invoices/inv_cert_1"}}"#;
    assert_eq!(read(bare).unwrap().about, about("inv_cert_1"));
    for junk in ["", "[]", "{}", "Alejandra", r#"{"object":"event","data":{"url":"//invoices/../users"}}"#, paid.split_at(90).0]
    {
        let error = read(junk).unwrap_err();
        assert!(error.kind == Kind::NotUnderstood && !error.detail.contains("Alejandra"), "{junk}: {}", error.detail);
    }
}

#[test]
fn events_are_followed_from_the_last_one_on_whichever_end_their_list_begins_with() {
    const NEWEST_FIRST: &str = r#"{"object":"list","has_more":false,"data":[
        {"id":"eve_3","object":"event","created":"2020-06-01 14:03:00","data":{"url":"//invoices/inv_a"}},
        {"id":"eve_2","object":"event","created":"2020-06-01 14:02:00","data":{"url":"//invoices/inv_b"}},
        {"id":"eve_1","object":"event","created":"2020-06-01 14:01:00","data":{"url":"//invoices/inv_a"}}]}"#;
    const OLDEST_FIRST: &str = r#"{"object":"list","data":[
        {"id":"eve_1","object":"event","created":"2020-06-01 14:01:00","data":{"url":"//invoices/inv_a"}},
        {"id":"eve_2","object":"event","created":"2020-06-01 14:02:00","data":{"url":"//invoices/inv_b"}},
        {"id":"eve_3","object":"event","created":"2020-06-01 14:03:00","data":{"url":"//invoices/inv_a"}}]}"#;
    let check = |list: &'static str, after: Option<&str>, expected: &str| {
        let pulled = now(Pull::pull(&client(), cx(&Line::answering(&[(200, list)])), after)).unwrap();
        let about: Vec<_> = pulled.hints.iter().map(|hint| hint.provider_charge.as_str()).collect();
        assert_eq!(format!("{} to {}", about.join(" "), pulled.last.unwrap_or_default()), expected);
    };
    for list in [NEWEST_FIRST, OLDEST_FIRST] {
        check(list, None, "inv_a inv_b to eve_3");
        check(list, Some("eve_1"), "inv_b inv_a to eve_3");
        check(list, Some("eve_3"), " to ");
    }
    check(r#"{"object":"list","data":[]}"#, Some("eve_3"), " to ");
    // Two in one second, and only the order of the list tells which was last.
    const ONE_SECOND: &str = r#"{"object":"list","data":[
        {"id":"eve_2","object":"event","created":"2020-06-01 14:01:00","data":{"url":"//invoices/inv_b"}},
        {"id":"eve_1","object":"event","created":"2020-06-01 14:01:00","data":{"url":"//invoices/inv_a"}}]}"#;
    check(ONE_SECOND, Some("eve_1"), "inv_b to eve_2");
}

#[test]
fn pages_of_events_are_followed_in_both_spellings_and_not_for_ever() {
    const MORE: &str = r#"{"object":"list","has_more":true,"data":[
        {"id":"eve_2","object":"event","created":"2020-06-01 14:02:00","data":{"url":"//invoices/inv_b"}}]}"#;
    const NONSENSE: &str = r#"{"object":"list","has_more":true,"data":[7]}"#;
    let check = |answers: &[(u16, &'static str)], expected: usize| {
        let line = Line::answering(answers);
        now(Pull::pull(&client(), cx(&line), None)).unwrap();
        assert_eq!(line.asked().lines().count(), expected);
        line.asked()
    };
    let asked = check(&[(200, MORE), (200, r#"{"object":"list","data":[]}"#)], 2);
    assert!(asked.ends_with("/events?status=new&limit=100&starting_after=eve_2&start=eve_2"), "{asked}");
    // What names nothing to go on from is read once.
    check(&[(200, NONSENSE); 9], 1);
}

#[test]
fn an_unsafe_address_or_limit_is_refused_with_a_sentence() {
    let check = |name: &str, value: &str, expected: &str| {
        assert_eq!(KashIo::new(&settings().with(name, value)).err().unwrap_or_default(), expected, "{name} {value}");
    };
    check("base_url", "http://127.0.0.1:4010/kashio/v1/payments", "");
    check("base_url", "ftp://x", "base_url must begin with https:// and have no query");
    check("gateway_url", "http://pagos.example.pe/e", "gateway_url must begin with https:// and have no query");
    check("max_amount", "mucho", "max_amount is not an amount in soles like 2000.00");
    let live = settings().with("secret_key", "sk_live_56e31883637446b1b").with("base_url", "http://127.0.0.1");
    assert_eq!(KashIo::new(&live).err().as_deref(), Some("base_url must be https with live keys"));
}
