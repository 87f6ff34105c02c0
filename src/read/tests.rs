//! Tests that every object of the API is read as serde writes it, and that one which is not whole is refused.

use super::value::{Value, whole};
use super::*;
use api::{
    Barcode, Button, Charge, ChargeState, ChargeStore, Clabe, Deposit, FieldProblem, LabelledReference, Order, OrderStatus,
    Payable, Problem, Voucher,
};
use serde_json::json;

/// A value of serde's as ours.
fn value(of: serde_json::Value) -> Value {
    match of {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(flag) => Value::Flag(flag),
        serde_json::Value::Number(number) => number.as_i64().map_or(Value::Null, Value::Number),
        serde_json::Value::String(text) => Value::Text(text),
        serde_json::Value::Array(values) => Value::List(values.into_iter().map(value).collect()),
        serde_json::Value::Object(fields) => Value::Object(fields.into_iter().map(|(key, of)| (key, value(of))).collect()),
    }
}

/// Reads back what serde writes.
fn check<W: serde::Serialize, R: PartialEq + std::fmt::Debug>(written: &W, read: fn(Object<'_>) -> R, expected: R) {
    assert_eq!(whole(&value(serde_json::to_value(written).unwrap()), read), Some(expected));
}

fn pesos(amount: i64) -> Amount {
    Amount { amount, currency: "MXN".to_owned() }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// An offer with every field there may be, or with none that may be missing.
fn an_offer(full: bool) -> Offer {
    let store = StoreOffer {
        id: "SEVEN_ELEVEN".to_owned(),
        name: "7-Eleven".to_owned(),
        badge: some("seven-eleven").filter(|_| full),
        hours: full.then_some(Hours { from: 480, to: 1200 }),
        till_fee: full.then(|| pesos(900)),
        min: full.then(|| pesos(1_000)),
        limit: full.then(|| pesos(1_500_000)),
        needs: full.then(|| "phone".to_owned()).into_iter().collect(),
    };
    let methods = vec![
        MethodOffer {
            method: "cash".to_owned(),
            stores: vec![store],
            min: None,
            limit: None,
            document: full,
            needs: full.then(|| "last_name".to_owned()).into_iter().collect(),
        },
        MethodOffer {
            method: "spei".to_owned(),
            stores: vec![],
            min: full.then(|| pesos(1)),
            limit: full.then(|| pesos(9_007_199_254_740_991)),
            document: false,
            needs: vec![],
        },
    ];
    Offer {
        merchant: "Tienda Lupita".to_owned(),
        description: "Samsung Gold Curl".to_owned(),
        image: some("https://x/y.png").filter(|_| full),
        total: pesos(15000),
        country: "MX".to_owned(),
        methods,
        test: full,
    }
}

fn a_charge(full: bool, status: ChargeState, payable: Payable) -> Charge {
    let voucher = Voucher {
        amount: pesos(15000),
        till_fee: full.then(|| pesos(900)),
        expires_at: Some("2026-11-21T18:30:00Z".to_owned()),
        pay_by: some("2026-11-21T02:00:00Z").filter(|_| full),
        reminders: if full { vec!["2026-11-21T00:00:00Z".to_owned()] } else { vec![] },
        zone: "America/Mexico_City".to_owned(),
        payable,
        barcode: full.then(|| Barcode { content: "0012".to_owned(), symbology: "code128".to_owned() }),
        link: some("https://x/e/?token=1").filter(|_| full),
        pdf: some("https://x/e.pdf").filter(|_| full),
        references: full
            .then(|| LabelledReference { label: "agreement".to_owned(), value: "0012".to_owned() })
            .into_iter()
            .collect(),
        chains: vec![],
        alternatives: vec![],
    };
    let hours = Some(Hours { from: 0, to: 1440 });
    Charge {
        id: "chg_1".to_owned(),
        method: "cash".to_owned(),
        store: full.then(|| ChargeStore {
            id: "OXXO".to_owned(),
            name: "OXXO".to_owned(),
            badge: some("oxxo"),
            bank: true,
            hours,
        }),
        status,
        late: full,
        amount: pesos(15000),
        received: pesos(0),
        refunded: None,
        created_at: "2026-11-20T18:30:00Z".to_owned(),
        paid_at: some("2026-11-20T19:00:00Z").filter(|_| full),
        voucher: (status != ChargeState::Requested).then_some(voucher),
        sms: full,
        can_cancel: full,
    }
}

fn an_order(full: bool, status: OrderStatus, charges: Vec<Charge>) -> Order {
    Order {
        id: "ord_1".to_owned(),
        status,
        late: full,
        version: 3,
        reference: some("SMGCURL1").filter(|_| full),
        offer: an_offer(full),
        received: pesos(5000),
        refunded: None,
        missing: pesos(10000),
        created_at: "2026-11-20T18:30:00Z".to_owned(),
        expires_at: some("2026-12-01T00:00:00Z").filter(|_| full),
        success_url: some("https://shop.example.mx/thanks").filter(|_| full),
        known: if full { vec!["name".to_owned(), "phone".to_owned()] } else { Vec::new() },
        charges,
    }
}

fn payables() -> Vec<Payable> {
    let (account, clabe, reference) = ("0012".to_owned(), "646180146400219781".to_owned(), "9300".to_owned());
    vec![
        Payable::Deposit { account: account.clone(), bank: some("STP"), beneficiary: some("Lupita") },
        Payable::Deposit { account, bank: None, beneficiary: None },
        Payable::Reference { reference: reference.clone(), company: some("ComproPago") },
        Payable::Reference { reference, company: None },
        Payable::Transfer { clabe: clabe.clone(), bank: some("STP"), beneficiary: some("Lupita"), concept: some("481A") },
        Payable::Transfer { clabe, bank: None, beneficiary: None, concept: None },
        Payable::Page { url: "https://red.example.mx/v/1".to_owned(), company: "Mercado Pago".to_owned() },
    ]
}

#[test]
fn every_order_reads_back_as_it_was_written() {
    use ChargeState as C;
    use OrderStatus as O;
    for full in [true, false] {
        for status in [C::Requested, C::Pending, C::Paid, C::Expired, C::Declined, C::Canceled, C::Refunded] {
            let charges: Vec<_> = payables().into_iter().map(|payable| a_charge(full, status, payable)).collect();
            let order = an_order(full, O::PartlyPaid, charges);
            check(&order, slip::order, order.clone());
        }
        for status in [O::Open, O::Pending, O::PartlyPaid, O::Paid, O::Overpaid, O::Expired, O::Refunded] {
            let order = an_order(full, status, vec![]);
            check(&order, slip::order, order.clone());
        }
    }
}

#[test]
fn a_buttons_offer_reads_back_as_it_was_written() {
    for full in [true, false] {
        check(&Button { id: "btn_1".to_owned(), offer: an_offer(full) }, button, an_offer(full));
    }
}

#[test]
fn a_clabe_of_ones_own_reads_back_as_it_was_written() {
    let deposit = Deposit { amount: pesos(5000), received_at: "2026-11-20T18:30:00Z".to_owned() };
    for full in [true, false] {
        let clabe = Clabe {
            id: "clb_1".to_owned(),
            version: 3,
            clabe: "646180146400219781".to_owned(),
            bank: full.then(|| "STP".to_owned()),
            beneficiary: full.then(|| "Lupita".to_owned()),
            merchant: "Tienda Lupita".to_owned(),
            amount: full.then(|| pesos(15000)),
            expires_at: full.then(|| "2027-01-01T06:00:00Z".to_owned()),
            deposits: if full { vec![deposit.clone()] } else { vec![] },
            total: pesos(if full { 5000 } else { 0 }),
            test: full,
        };
        check(&clabe, slip::clabe, clabe.clone());
    }
}

#[test]
fn a_problem_is_read_as_the_error_it_is() {
    let plain = api::Code::OrderClosed.problem();
    let expected = CheckoutError { code: plain.code.clone(), detail: plain.title.clone(), ..CheckoutError::default() };
    check(&plain, error, expected);
    let field = FieldProblem { field: "customer.email".to_owned(), detail: "not an address".to_owned() };
    let full = Problem { reason: some("paid"), detail: some("why"), fields: vec![field], request_id: some("req_1"), ..plain };
    let expected = CheckoutError {
        wait: 0,
        code: full.code.clone(),
        reason: some("paid"),
        detail: "why".to_owned(),
        fields: vec!["customer.email".to_owned()],
        request_id: some("req_1"),
    };
    check(&full, error, expected);
}

#[test]
fn what_is_not_whole_is_refused() {
    let good = serde_json::to_value(an_order(true, OrderStatus::Open, vec![])).unwrap();
    let refused = |key: &str, instead: serde_json::Value| {
        let mut order = good.clone();
        order[key] = instead;
        assert_eq!(whole(&value(order), slip::order), None, "{key}");
    };
    refused("id", json!(null));
    refused("id", json!(7));
    refused("status", json!("lost"));
    refused("version", json!("3"));
    refused("version", json!(3.5));
    refused("late", json!("no"));
    refused("offer", json!([]));
    refused("received", json!({ "amount": 1 }));
    refused("charges", json!({}));
    refused("charges", json!([{}]));
}
