//! Reusable CLABEs and accounts: what a page, and what a merchant, reads of them.

use super::pesos;
use api::*;
use insta::assert_json_snapshot;

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
