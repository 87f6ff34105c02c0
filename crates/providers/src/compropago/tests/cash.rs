//! Cash, asked for: what leaves, and the voucher of each answer that the documents 002 and 003 or the vendor's SDKs show.

use super::*;
use crate::provider::{CreatedCharge, Provider};
use payments::{Event, Payable, Voucher};

/// The documents' example of create, with digits where they print `xxxx`: no till takes those.
fn with_digits(fixture: &str) -> String {
    let mended = fixture.replace("xxxx xxxx xxxx xxxx", "4217 0034 9180 2265");
    assert_ne!(mended, fixture);
    mended
}

#[test]
fn our_request_is_the_documents_request() {
    let line = Line::answering(200, include_str!("../fixtures/sdk_v1_create_answer_new.json"));
    now(client().create_charge(cx(&line), &request("150", "OXXO"))).unwrap();
    insta::assert_snapshot!(line.asked(), @r#"
    POST https://api.compropago.com/v1/charges
    authorization: (keys)
    accept: application/compropago
    content-type: application/json
    {
    "order_id":"chg_7Q2M",
    "order_name":"SAMSUNG GOLD CURL",
    "order_price":150.00,
    "currency":"MXN",
    "customer_name":"Alejandra Leyva",
    "customer_email":"noreply@compropago.com",
    "customer_phone":"2221515801",
    "payment_type":"OXXO",
    "image_url":"https://test.amazon.com/5f4373",
    "expiration_time":1795386400,
    "app_client_name":"ficha",
    "app_client_version":"(version)"}
    "#);
}

#[test]
fn what_is_not_known_is_not_sent() {
    let line = Line::answering(200, include_str!("../fixtures/sdk_v1_create_answer_new.json"));
    let mut request = request("150", "OXXO");
    request.image = None;
    request.expires_at = None;
    request.customer = Customer::new(Country::Mx, "Alejandra Leyva", "noreply@compropago.com", None, None).unwrap();
    now(client().create_charge(cx(&line), &request)).unwrap();
    let asked = line.asked();
    for absent in ["image_url", "expiration_time", "customer_phone", "null"] {
        assert!(!asked.contains(absent), "{asked}");
    }
}

#[test]
fn the_documents_1_0_answer_makes_a_voucher() {
    let line = Line::answering(200, &with_digits(include_str!("../fixtures/seed003_v1_create_answer_1_0.json")));
    insta::assert_debug_snapshot!(now(client().create_charge(cx(&line), &request("75", "OXXO"))), @r#"
    Ok(
        CreatedCharge {
            provider_charge: "ch_c0991dd38-e408-4f27",
            amount: Some(
                Money {
                    minor: 7500,
                    currency: Mxn,
                },
            ),
            voucher: Voucher {
                amount: Money {
                    minor: 7500,
                    currency: Mxn,
                },
                till_fee: Some(
                    Money {
                        minor: 700,
                        currency: Mxn,
                    },
                ),
                expires_at: Some(
                    Moment(
                        1380602764,
                    ),
                ),
                payable: Deposit {
                    account: "4217003491802265",
                    bank: Some(
                        "Scotiabank",
                    ),
                    beneficiary: None,
                },
                references: [],
                chains: [],
                barcode: None,
                links: Links {
                    page: None,
                    pdf: None,
                },
                alternatives: [],
            },
            event: Issued,
        },
    )
    "#);
}

#[test]
fn the_documents_1_1_answer_makes_a_voucher() {
    let line = Line::answering(200, &with_digits(include_str!("../fixtures/seed003_v1_create_answer_1_1.json")));
    let account = "4217003491802265".to_owned();
    let payable = Payable::Deposit { account, bank: Some("Scotiabank".to_owned()), beneficiary: None };
    let expected = CreatedCharge {
        provider_charge: "ch_0991dd38-e408-4f27".to_owned(),
        amount: Some(pesos(7_500)),
        voucher: Voucher::new(pesos(7_500), Some(Moment::from_seconds(1_437_066_050)), payable),
        event: Event::Issued,
    };
    assert_eq!(now(client().create_charge(cx(&line), &request("75", "OXXO"))), Ok(expected));
}

#[test]
fn both_documents_show_the_same_charge_and_differ_only_in_how_the_note_ends() {
    let seed002 = Line::answering(200, &with_digits(include_str!("../fixtures/seed002_v1_create_answer_1_1.json")));
    let seed003 = Line::answering(200, &with_digits(include_str!("../fixtures/seed003_v1_create_answer_1_1.json")));
    let mut whole = now(client().create_charge(cx(&seed002), &request("75", "OXXO"))).unwrap();
    assert_eq!(whole.voucher.till_fee.take(), Some(pesos(700)));
    assert_eq!(Ok(whole), now(client().create_charge(cx(&seed003), &request("75", "OXXO"))));
}

#[test]
fn a_deposit_of_the_new_payload_names_bank_and_holder() {
    let line = Line::answering(200, include_str!("../fixtures/sdk_v1_create_answer_new.json"));
    insta::assert_debug_snapshot!(now(client().create_charge(cx(&line), &request("150", "OXXO"))), @r#"
    Ok(
        CreatedCharge {
            provider_charge: "ch_fe92a1a5-abec-49e3-877c-5024c1464dc3",
            amount: Some(
                Money {
                    minor: 15000,
                    currency: Mxn,
                },
            ),
            voucher: Voucher {
                amount: Money {
                    minor: 15000,
                    currency: Mxn,
                },
                till_fee: Some(
                    Money {
                        minor: 900,
                        currency: Mxn,
                    },
                ),
                expires_at: Some(
                    Moment(
                        1795386400,
                    ),
                ),
                payable: Deposit {
                    account: "4217003491802265",
                    bank: Some(
                        "Banco de Pruebas",
                    ),
                    beneficiary: Some(
                        "ComproPago",
                    ),
                },
                references: [],
                chains: [],
                barcode: None,
                links: Links {
                    page: None,
                    pdf: None,
                },
                alternatives: [],
            },
            event: Issued,
        },
    )
    "#);
}

#[test]
fn the_union_of_all_fields_reads_as_the_new_payload_does() {
    let new = Line::answering(200, include_str!("../fixtures/sdk_v1_create_answer_new.json"));
    let union = Line::answering(200, include_str!("../fixtures/ours_v1_create_answer_union.json"));
    let request = request("150", "OXXO");
    assert_eq!(now(client().create_charge(cx(&new), &request)), now(client().create_charge(cx(&union), &request)));
}

#[test]
fn a_store_of_the_other_kind_gives_a_reference_and_a_company() {
    let line = Line::answering(200, include_str!("../fixtures/sdk_v1_create_answer_new_reference_store.json"));
    let created = now(client().create_charge(cx(&line), &request("150", "CHEDRAUI"))).unwrap();
    let expected =
        Payable::Reference { reference: "82630147759021".to_owned(), company: Some("ComproPago 1420712".to_owned()) };
    assert_eq!((created.voucher.payable, created.voucher.till_fee), (expected, None));
}
