//! The stores of the merchant's account.

use super::*;
use crate::provider::{Kind, OfferedStore, Provider};

fn stores(body: &str, amount: Money) -> (String, Result<Vec<OfferedStore>, ProviderError>) {
    let line = Line::answering(200, body);
    let offered = now(client().offers(cx(&line), amount)).map(|mut methods| methods.remove(0).stores);
    (line.asked(), offered)
}

#[test]
fn all_active_stores_are_offered_by_rank_whatever_the_amount() {
    let body = r#"[
        {"name":"Extra","internal_name":"EXTRA","is_active":true,"transaction_limit":5000,"rank":3},
        {"name":"Soriana","internal_name":"SORIANA","is_active":false,"transaction_limit":5000,"rank":1},
        {"name":"Tienda Lupita","internal_name":"LUPITA","is_active":null,"transaction_limit":"250.50"},
        {"name":"OXXO","internal_name":"OXXO","is_active":true,"transaction_limit":"15000.00","rank":"1"},
        {"name":"Nothing","is_active":true},
        {"internal_name":"../etc","rank":2}
    ]"#;
    let (asked, offered) = stores(body, pesos(1_400_000));
    insta::assert_snapshot!(asked, @r"
    GET https://api.compropago.com/v1/providers
    authorization: (keys)
    accept: application/compropago
    ");
    let offered: Vec<_> = offered.unwrap().into_iter().map(|store| (store.code, store.name, store.limit)).collect();
    let expected = [("OXXO", "OXXO", 1_500_000), ("EXTRA", "Extra", 500_000), ("LUPITA", "Tienda Lupita", 25_050)];
    assert_eq!(offered, expected.map(|(code, name, limit)| (code.to_owned(), name.to_owned(), Some(pesos(limit)))));
}

#[test]
fn the_sdks_own_store_parses_and_its_commission_is_not_taken_for_a_till_fee() {
    let (_, offered) = stores(&format!("[{}]", include_str!("../fixtures/sdk_v1_provider.json")), pesos(1));
    let limit = Some(pesos(1_500_000));
    assert_eq!(
        offered,
        Ok(vec![OfferedStore {
            code: "OXXO".to_owned(),
            name: "OXXO".to_owned(),
            min: None,
            limit,
            till_fee: Some(pesos(900))
        }])
    );
}

#[test]
fn in_another_currency_only_what_fits_is_asked_for_and_no_limit_is_told() {
    let body = r#"[{"name":"OXXO","internal_name":"OXXO","is_active":true,"transaction_limit":15000,"rank":1}]"#;
    let (asked, offered) = stores(body, Money::new(70_000, Currency::Usd));
    assert!(asked.starts_with("GET https://api.compropago.com/v1/providers?order_total=700.00&currency=USD\n"), "{asked}");
    assert_eq!(offered.unwrap()[0].limit, None);
}

#[test]
fn a_list_that_is_none_is_not_understood() {
    for body in ["{}", "null", "7", "[1]", "", "[{\"name\":"] {
        assert_eq!(stores(body, pesos(1)).1.unwrap_err().kind, Kind::NotUnderstood, "{body}");
    }
}
