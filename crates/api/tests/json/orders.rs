//! An order as a page reads it: the shape of it, of its vouchers, and what follows from them for a customer.

use super::{charge, order, pesos};
use api::*;
use insta::assert_json_snapshot;

#[test]
fn an_order_reads_as_documented() {
    assert_json_snapshot!(order());
}

#[test]
fn what_is_written_is_read_back() {
    let written = serde_json::to_string(&order()).unwrap();
    assert_eq!(serde_json::from_str::<Order>(&written).unwrap(), order());
}

#[test]
fn the_kinds_of_voucher_are_told_apart_by_their_kind() {
    assert_json_snapshot!(
        [
            Payable::Reference { reference: "201590965569".to_owned(), company: Some("ComproPago".to_owned()) },
            Payable::Transfer {
                clabe: "646180146400219781".to_owned(),
                bank: Some("STP".to_owned()),
                beneficiary: None,
                concept: Some("481AD8F9".to_owned()),
            },
            Payable::Page { url: "https://red.example.mx/v/1".to_owned(), company: "Mercado Pago".to_owned() },
        ],
        @r#"
    [
      {
        "kind": "reference",
        "reference": "201590965569",
        "company": "ComproPago"
      },
      {
        "kind": "transfer",
        "clabe": "646180146400219781",
        "bank": "STP",
        "concept": "481AD8F9"
      },
      {
        "kind": "page",
        "url": "https://red.example.mx/v/1",
        "company": "Mercado Pago"
      }
    ]
    "#
    );
}

#[test]
fn the_customer_sees_the_voucher_they_can_still_pay_before_any_other() {
    let with = |states: &[ChargeState]| {
        let charges = states.iter().enumerate().map(|(n, &status)| Charge { id: n.to_string(), status, ..charge() }).collect();
        Order { charges, ..order() }.current_charge().map(|charge| charge.id.clone())
    };
    use ChargeState as S;
    assert_eq!(with(&[]), None);
    assert_eq!(with(&[S::Expired, S::Pending]), Some("1".to_owned()));
    assert_eq!(with(&[S::Paid, S::Expired]), Some("0".to_owned()));
    assert_eq!(with(&[S::Declined, S::Expired]), Some("1".to_owned()));
    assert_eq!(with(&[S::Paid, S::Pending]), Some("1".to_owned()));
}

#[test]
fn a_transfer_that_came_in_part_can_be_completed_and_cash_cannot() {
    let paid = |method: &str, received| Charge {
        method: method.to_owned(),
        status: ChargeState::Paid,
        received: pesos(received),
        ..charge()
    };
    assert!(charge().is_payable());
    assert!(paid("spei", 5000).is_payable());
    assert_eq!(paid("spei", 5000).missing(), pesos(10000));
    assert!(!paid("spei", 15000).is_payable());
    assert!(!paid("cash", 5000).is_payable());
}

#[test]
fn what_can_be_sent_by_sms_says_so_and_nothing_else_changes() {
    let without = serde_json::to_value(charge()).unwrap();
    let mut with = serde_json::to_value(Charge { sms: true, ..charge() }).unwrap();
    assert_eq!(with.as_object_mut().unwrap().remove("sms"), Some(true.into()));
    assert_eq!(with, without);
}
