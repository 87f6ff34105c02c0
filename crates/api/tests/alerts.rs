//! What needs a person, and what people did, pinned as the shapes of `json.rs` are.

use api::*;
use insta::assert_json_snapshot;
use payments::{Currency, Money};

fn pesos(minor: i64) -> Amount {
    Money::new(minor, Currency::Mxn).into()
}

#[test]
fn what_needs_a_person_reads_as_documented() {
    let alert = Alert {
        id: "alr_1".to_owned(),
        charge: Some("chg_1".to_owned()),
        kind: "wrong_amount".to_owned(),
        asked: "150.00 MXN".to_owned(),
        said: "paid 149.99 MXN".to_owned(),
        paid: Some(pesos(14999)),
        since: "2026-11-20T18:30:00Z".to_owned(),
        seen_at: "2026-11-20T18:31:00Z".to_owned(),
        times: 2,
        settled: None,
    };
    assert_json_snapshot!(alert, @r#"
    {
      "id": "alr_1",
      "charge": "chg_1",
      "kind": "wrong_amount",
      "asked": "150.00 MXN",
      "said": "paid 149.99 MXN",
      "paid": {
        "amount": 14999,
        "currency": "MXN"
      },
      "since": "2026-11-20T18:30:00Z",
      "seen_at": "2026-11-20T18:31:00Z",
      "times": 2
    }
    "#);
    let decision = Decision {
        action: "refunded".to_owned(),
        alert: Some("alr_1".to_owned()),
        note: None,
        amount: Some(pesos(5000)),
        refunded_on: Some("2026-11-20".to_owned()),
        reference: Some("SPEI 7".to_owned()),
        by: "ficha_sk_7q2m".to_owned(),
        at: "2026-11-20T18:32:00Z".to_owned(),
    };
    assert_json_snapshot!(decision, @r#"
    {
      "action": "refunded",
      "alert": "alr_1",
      "amount": {
        "amount": 5000,
        "currency": "MXN"
      },
      "refunded_on": "2026-11-20",
      "reference": "SPEI 7",
      "by": "ficha_sk_7q2m",
      "at": "2026-11-20T18:32:00Z"
    }
    "#);
    let wanted = r#"{"action": "accept", "alert": "alr_1", "said": "paid 149.99 MXN"}"#;
    assert_eq!(serde_json::from_str::<SettleOrder>(wanted).unwrap().said.as_deref(), Some("paid 149.99 MXN"));
    assert!(serde_json::from_str::<SettleOrder>(r#"{"action": "accept", "received": 14999}"#).is_err(), "no money is named");
}
