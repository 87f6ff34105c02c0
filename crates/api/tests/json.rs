//! Every public JSON shape, pinned: a changed key or type shows here before a merchant sees it.
//!
//! Longer than usual, because each shape stands here whole.

use api::*;
use insta::assert_json_snapshot;
use payments::{Currency, Money};

fn pesos(minor: i64) -> Amount {
    Money::new(minor, Currency::Mxn).into()
}

fn offer() -> Offer {
    Offer {
        merchant: "Tienda Lupita".to_owned(),
        description: "Samsung Gold Curl".to_owned(),
        image: None,
        total: pesos(15000),
        country: "MX".to_owned(),
        methods: vec![MethodOffer {
            min: None,
            method: "cash".to_owned(),
            stores: vec![StoreOffer {
                min: None,
                id: "OXXO".to_owned(),
                name: "OXXO".to_owned(),
                badge: Some("oxxo".to_owned()),
                hours: Some(Hours { from: 480, to: 1200 }),
                till_fee: Some(pesos(900)),
                limit: Some(pesos(1_500_000)),
                needs: vec!["phone".to_owned()],
            }],
            limit: None,
            document: false,
            needs: vec!["last_name".to_owned()],
        }],
        test: true,
    }
}

fn charge() -> Charge {
    Charge {
        id: "chg_1".to_owned(),
        method: "cash".to_owned(),
        store: Some(ChargeStore {
            id: "OXXO".to_owned(),
            name: "OXXO".to_owned(),
            badge: Some("oxxo".to_owned()),
            bank: false,
            hours: None,
        }),
        status: ChargeState::Pending,
        late: false,
        amount: pesos(15000),
        received: pesos(0),
        refunded: None,
        created_at: "2026-11-20T18:30:00Z".to_owned(),
        paid_at: None,
        voucher: Some(Voucher {
            amount: pesos(15000),
            till_fee: Some(pesos(900)),
            expires_at: Some("2026-11-21T18:30:00Z".to_owned()),
            pay_by: Some("2026-11-21T02:00:00Z".to_owned()),
            reminders: vec!["2026-11-21T00:00:00Z".to_owned()],
            zone: "America/Mexico_City".to_owned(),
            payable: Payable::Deposit {
                account: "0012345678901234".to_owned(),
                bank: Some("Banco de Pruebas".to_owned()),
                beneficiary: None,
            },
            barcode: Some(Barcode { content: "0012345678901234".to_owned(), symbology: "code128".to_owned() }),
            link: None,
            pdf: None,
            references: vec![],
            chains: vec![],
            alternatives: vec![],
        }),
        sms: false,
        can_cancel: false,
    }
}

fn order() -> Order {
    Order {
        id: "ord_1".to_owned(),
        status: OrderStatus::PartlyPaid,
        late: false,
        version: 3,
        reference: Some("SMGCURL1".to_owned()),
        offer: offer(),
        received: pesos(5000),
        refunded: None,
        missing: pesos(10000),
        created_at: "2026-11-20T18:30:00Z".to_owned(),
        expires_at: None,
        success_url: None,
        known: Vec::new(),
        charges: vec![charge()],
    }
}

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
fn the_three_kinds_of_voucher_are_told_apart_by_their_kind() {
    assert_json_snapshot!(
        [
            Payable::Reference { reference: "201590965569".to_owned(), company: Some("ComproPago".to_owned()) },
            Payable::Transfer {
                clabe: "646180146400219781".to_owned(),
                bank: Some("STP".to_owned()),
                beneficiary: None,
                concept: Some("481AD8F9".to_owned()),
            },
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
      }
    ]
    "#
    );
}

#[test]
fn a_problem_reads_as_rfc_9457_says() {
    assert_json_snapshot!(Code::OverLimit.problem(), @r#"
    {
      "type": "urn:ficha:problem:over_limit",
      "title": "The amount is over the limit of this store or method.",
      "status": 422,
      "code": "over_limit"
    }
    "#);
}

#[test]
fn no_two_problems_share_a_code() {
    let codes: std::collections::BTreeSet<_> = Code::ALL.iter().map(|code| code.id()).collect();
    assert_eq!(codes.len(), Code::ALL.len());
}

#[test]
fn every_code_is_in_the_table_where_it_is_declared() {
    let places: Vec<usize> = Code::ALL.iter().map(|code| *code as usize).collect();
    assert_eq!(places, (0..Code::ALL.len()).collect::<Vec<_>>());
    // It stays the last, so that one that is declared and not in the table moves it.
    assert_eq!(Code::Internal as usize, Code::ALL.len() - 1);
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

#[test]
fn a_standing_clabe_reads_as_documented_by_its_page_and_by_its_merchant() {
    let (amount, expires_at) = (Some(pesos(50000)), Some("2027-01-01T06:00:00Z".to_owned()));
    let page = Clabe {
        id: "clb_1".to_owned(),
        version: 2,
        clabe: "646180146400219781".to_owned(),
        bank: Some("STP".to_owned()),
        beneficiary: None,
        merchant: "Tienda Lupita".to_owned(),
        amount,
        expires_at,
        deposits: vec![Deposit { amount: pesos(50000), received_at: "2026-11-20T18:30:00Z".to_owned() }],
        total: pesos(50000),
        test: true,
    };
    assert_json_snapshot!(page, @r#"
    {
      "id": "clb_1",
      "version": 2,
      "clabe": "646180146400219781",
      "bank": "STP",
      "merchant": "Tienda Lupita",
      "amount": {
        "amount": 50000,
        "currency": "MXN"
      },
      "expires_at": "2027-01-01T06:00:00Z",
      "deposits": [
        {
          "amount": {
            "amount": 50000,
            "currency": "MXN"
          },
          "received_at": "2026-11-20T18:30:00Z"
        }
      ],
      "total": {
        "amount": 50000,
        "currency": "MXN"
      },
      "test": true
    }
    "#);
    let merchant = MerchantClabe {
        id: page.id,
        customer: "ana-7".to_owned(),
        clabe: page.clabe,
        bank: page.bank,
        beneficiary: None,
        amount: None,
        expires_at: None,
        total: page.total,
        created_at: "2026-11-20T18:30:00Z".to_owned(),
        test: true,
    };
    assert_json_snapshot!(Clabes { clabes: vec![merchant], next: Some("clb_1".to_owned()) }, @r#"
    {
      "clabes": [
        {
          "id": "clb_1",
          "customer": "ana-7",
          "clabe": "646180146400219781",
          "bank": "STP",
          "total": {
            "amount": 50000,
            "currency": "MXN"
          },
          "created_at": "2026-11-20T18:30:00Z",
          "test": true
        }
      ],
      "next": "clb_1"
    }
    "#);
}

#[test]
fn an_account_is_opened_by_either_name_of_its_id_and_its_fees_are_negative() {
    let customers = r#"[{"id":"ana-7","name":"Ana","email":"ana@example.mx"}]"#;
    let read =
        |id: &str| serde_json::from_str::<CreateAccount>(&format!(r#"{{"{id}":"a1","name":"A","customers":{customers}}}"#));
    assert_eq!(read("id").unwrap(), read("accountId").unwrap());
    let fee = Movement {
        id: "m_1".to_owned(),
        at: "2026-11-20T18:30:00Z".to_owned(),
        amount: pesos(-928),
        description: "Comisión".to_owned(),
        reference: "000000000000000001".to_owned(),
    };
    assert_json_snapshot!(Movements { transactions: vec![fee] }, @r#"
    {
      "transactions": [
        {
          "id": "m_1",
          "at": "2026-11-20T18:30:00Z",
          "amount": {
            "amount": -928,
            "currency": "MXN"
          },
          "description": "Comisión",
          "reference": "000000000000000001"
        }
      ]
    }
    "#);
}

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
