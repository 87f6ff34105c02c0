//! The slip as the server draws it: what must stand on it, and what must not.

use super::*;
use crate::locale::tests::spanish;
use api::{Barcode, ChargeState, ChargeStore, Hours, Offer, Order, OrderStatus};

fn pesos(amount: i64) -> Amount {
    Amount { amount, currency: "MXN".to_owned() }
}

pub(crate) fn charge(payable: Payable, till_fee: Option<i64>, barcode: Option<&str>) -> Charge {
    let transfer = matches!(payable, Payable::Transfer { .. });
    Charge {
        id: "chg_1".to_owned(),
        method: if transfer { "spei" } else { "cash" }.to_owned(),
        store: (!transfer).then(|| ChargeStore {
            id: "OXXO".to_owned(),
            name: "OXXO".to_owned(),
            badge: Some("oxxo".to_owned()),
            bank: false,
            hours: Some(Hours { from: 480, to: 1200 }),
        }),
        status: ChargeState::Pending,
        late: false,
        amount: pesos(15000),
        received: pesos(0),
        created_at: "2026-11-20T18:30:00Z".to_owned(),
        paid_at: None,
        voucher: Some(Voucher {
            amount: pesos(15000),
            till_fee: till_fee.map(pesos),
            expires_at: "2026-11-21T18:30:00Z".to_owned(),
            zone: "America/Mexico_City".to_owned(),
            payable,
            barcode: barcode.map(|content| Barcode { content: content.to_owned(), symbology: "code128".to_owned() }),
            link: None,
        }),
        sms: false,
        can_cancel: false,
    }
}

pub(crate) fn deposit() -> Payable {
    Payable::Deposit { account: "0012345678901234".to_owned(), bank: Some("Banco de Pruebas".to_owned()), beneficiary: None }
}

/// An order with this charge alone.
pub(crate) fn order(charge: Charge) -> Order {
    Order {
        id: "ord_1".to_owned(),
        status: OrderStatus::Pending,
        late: false,
        version: 1,
        reference: None,
        offer: Offer {
            merchant: "Tienda Lupita".to_owned(),
            description: "Samsung Gold Curl".to_owned(),
            image: None,
            total: pesos(15000),
            country: "MX".to_owned(),
            methods: vec![],
            test: true,
        },
        received: pesos(0),
        missing: pesos(15000),
        created_at: "2026-11-20T18:30:00Z".to_owned(),
        expires_at: None,
        success_url: None,
        known: Vec::new(),
        charges: vec![charge],
    }
}

fn drawn(charge: &Charge) -> String {
    let mut out = String::new();
    crate::markup::write(&voucher(&spanish(), charge, Box::new(|| -3600), &|_, _| nothing()), &mut out);
    out
}

#[test]
fn a_deposit_names_its_account_and_what_to_bring() {
    let slip = drawn(&charge(deposit(), Some(900), None));
    assert!(slip.contains(r#"part="reference" data-value="0012345678901234""#), "{slip}");
    assert!(slip.contains("<span>0012</span> <span>3456</span> <span>7890</span> <span>1234</span>"), "{slip}");
    assert!(slip.contains("Cuenta para depósito") && slip.contains("Banco de Pruebas"), "{slip}");
    assert!(slip.contains("más $9.00 que cobra la tienda: lleva <b>$159.00</b>"), "{slip}");
    assert!(slip.contains("hora de la Ciudad de México ·</span> <span>queda 1 hora</span>"), "{slip}");
    assert!(slip.contains("Ve a la caja de cualquier OXXO, de 8:00 a 20:00."), "{slip}");
}

#[test]
fn bars_are_drawn_only_where_a_till_reads_them() {
    assert!(!drawn(&charge(deposit(), None, None)).contains("<svg"));
    let slip = drawn(&charge(deposit(), None, Some("0012345678901234")));
    assert!(slip.contains(r#"aria-label="Código de barras de 0012345678901234""#), "{slip}");
    assert!(slip.contains("muestra el código"), "{slip}");
}

#[test]
fn a_transfer_is_grouped_as_a_clabe_is_read() {
    let payable = Payable::Transfer {
        clabe: "646180146400219781".to_owned(),
        bank: Some("STP".to_owned()),
        beneficiary: None,
        concept: Some("481AD8F9".to_owned()),
    };
    let slip = drawn(&charge(payable, None, None));
    assert!(slip.contains("<span>646</span> <span>180</span> <span>14640021978</span> <span>1</span>"), "{slip}");
    assert!(slip.contains("la cantidad exacta") && slip.contains("481AD8F9"), "{slip}");
}

#[test]
fn a_transfer_that_came_in_part_asks_for_the_rest() {
    let payable = Payable::Transfer { clabe: "646180146400219781".to_owned(), bank: None, beneficiary: None, concept: None };
    let part = Charge { status: ChargeState::Paid, received: pesos(5000), ..charge(payable, None, None) };
    let slip = drawn(&part);
    assert!(slip.contains(r#"<strong part="amount">$100.00</strong>"#) && slip.contains(r#"data-status="open""#), "{slip}");
}

#[test]
fn a_slip_that_has_run_out_offers_neither_bars_nor_steps() {
    let expired = Charge { status: ChargeState::Expired, ..charge(deposit(), None, Some("0012345678901234")) };
    let slip = drawn(&expired);
    assert!(slip.contains(r#"data-status="closed""#) && !slip.contains("<svg") && !slip.contains("<ol>"), "{slip}");
}

#[test]
fn what_a_merchant_or_provider_writes_is_text_and_never_markup() {
    let evil = "<img src=x onerror=alert(1)>";
    let mut charge = charge(Payable::Reference { reference: "1\"><b>".to_owned(), company: Some(evil.to_owned()) }, None, None);
    charge.store =
        Some(ChargeStore { id: "X".to_owned(), name: evil.to_owned(), badge: Some(evil.to_owned()), bank: false, hours: None });
    let slip = drawn(&charge);
    assert!(!slip.contains("<img") && slip.contains("&lt;img"), "{slip}");
    assert!(slip.contains(r#"data-value="1&quot;&gt;&lt;b&gt;""#), "{slip}");
}
