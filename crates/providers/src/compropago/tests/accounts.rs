//! Reusable CLABEs and accounts: the examples of the document 001 and of its later version.

use super::*;
use crate::capability::{Account, ClabeRequest, Holder, NewAccount, NewHolder};
use crate::provider::Kind;
use payments::Clabe;

#[test]
fn a_standing_clabe_is_asked_for_as_documented() {
    let answer = include_str!("../fixtures/seed001_v2_create_clabe_answer.json");
    let request = ClabeRequest {
        customer_id: "1".to_owned(),
        email: "customer@email.com".to_owned(),
        phone: Some("5555555555".to_owned()),
        expires_at: None,
        amount: None,
    };
    let line = Line::answering(200, &answer.replace("000000000000000000", "646180146400219781"));
    let standing = now(client().reusable_clabe(cx(&line), &request)).unwrap();
    assert_eq!((standing.clabe.digits(), standing.bank.as_deref()), ("646180146400219781", Some("STP")));
    assert_eq!((standing.expires_at, standing.amount), (None, None));
    insta::assert_snapshot!(line.asked(), @r#"
    POST https://api.compropago.com/v2/createClabe
    authorization: (keys)
    accept: application/compropago
    content-type: application/json
    {
    "customer":{
    "id":"1",
    "email":"customer@email.com",
    "phone":"5555555555"},
    "payment":{
    "frecuency":"unlimited",
    "exp_date":null,
    "amount":null}}
    "#);
    let documented: serde_json::Value =
        serde_json::from_str(include_str!("../fixtures/seed001_v2_create_clabe_request.json")).unwrap();
    assert_eq!(serde_json::from_slice::<serde_json::Value>(line.asked.lock().unwrap()[0].body()).unwrap(), documented);

    let placeholder = now(client().reusable_clabe(cx(&Line::answering(200, answer)), &request)).unwrap_err();
    assert_eq!(placeholder.kind, Kind::NotUnderstood);
    assert!(!placeholder.detail.contains("customer@email.com"), "{}", placeholder.detail);
}

#[test]
fn a_standing_clabe_may_end_and_take_one_amount_only() {
    let answer = include_str!("../fixtures/seed001_v2_create_clabe_answer.json")
        .replace("000000000000000000", "646180146400219781")
        .replace(r#""amount": null"#, r#""amount": 150.5"#)
        .replace(r#""expiresAt": null"#, r#""expiresAt": 1560139200"#);
    let request = ClabeRequest {
        customer_id: "1".to_owned(),
        email: "customer@email.com".to_owned(),
        phone: None,
        expires_at: Some(Moment::from_seconds(1_560_139_200)),
        amount: Some(pesos(15_050)),
    };
    let line = Line::answering(200, &answer);
    let standing = now(client().reusable_clabe(cx(&line), &request)).unwrap();
    assert_eq!((standing.expires_at, standing.amount), (request.expires_at, request.amount));
    assert!(line.asked().contains("\"exp_date\":1560139200,\n\"amount\":150.50"), "{}", line.asked());
}

fn holder(id: &str, name: &str, clabe: Option<&str>) -> Holder {
    Holder { id: id.to_owned(), name: name.to_owned(), clabe: clabe.map(|clabe| Clabe::parse(clabe).unwrap()) }
}

#[test]
fn an_account_of_several_holders_is_opened_as_the_later_document_says() {
    let new = |id: &str, name: &str, email: &str| NewHolder {
        id: id.to_owned(),
        name: name.to_owned(),
        email: email.to_owned(),
        phone: Some("5555555555".to_owned()),
    };
    let (first, second) = ("ae3d2531-ac31-3292sd-23sdja-823j", "kdsakdas-823jasd-823jsa-923kaas");
    let account = NewAccount {
        id: "ae3d2531-ac31-406b-86dc-fjzwe8212h".to_owned(),
        name: "Condominio Polanco".to_owned(),
        holders: vec![new(first, "Departamento_101", "email@gmail.com"), new(second, "Departamento_102", "email@hotmail.com")],
    };
    let line = Line::answering(200, include_str!("../fixtures/slate2019_v2_create_account_answer.json"));
    let holders = now(client().open_account_of_several(cx(&line), &account)).unwrap();
    let expected = [
        holder(first, "Departamento_101", Some("646180146400231992")),
        holder(second, "Departamento_102", Some("646180146400252269")),
    ];
    assert_eq!(holders, expected);
    let documented: serde_json::Value =
        serde_json::from_str(include_str!("../fixtures/slate2019_v2_create_account_request.json")).unwrap();
    assert_eq!(serde_json::from_slice::<serde_json::Value>(line.asked.lock().unwrap()[0].body()).unwrap(), documented);
}

#[test]
fn an_account_of_one_is_opened_as_the_earlier_document_says() {
    let new = NewHolder {
        id: String::new(),
        name: "CONDOVIVE_1234".to_owned(),
        email: "waldix86@gmail.com".to_owned(),
        phone: Some("6666".to_owned()),
    };
    let line = Line::answering(200, include_str!("../fixtures/seed001_v2_create_account_answer.json"));
    let holders = now(client().open_account_of_one(cx(&line), "Alamedas de Espana", "153", &new)).unwrap();
    assert_eq!(holders, [holder("", "CONDOVIVE_1234", None)]);
    let documented: serde_json::Value =
        serde_json::from_str(include_str!("../fixtures/seed001_v2_create_account_request.json")).unwrap();
    assert_eq!(serde_json::from_slice::<serde_json::Value>(line.asked.lock().unwrap()[0].body()).unwrap(), documented);
}

#[test]
fn accounts_holders_and_movements_read_as_documented() {
    let line = Line::answering(200, include_str!("../fixtures/slate2019_v2_accounts_answer.json"));
    let account = |id: &str, name: &str| Account { id: id.to_owned(), name: name.to_owned(), balance: pesos(0) };
    let expected = [
        account("ae3d2531-ac31-406b-86dc-fjzwe8212h", "Condominio Zacatepec"),
        account("ae3d2531-ac31-406b-86dc-a0d6272sfr234", "Condominio Urales"),
    ];
    assert_eq!(now(client().list_accounts(cx(&line))).unwrap(), expected);

    let line = Line::answering(200, include_str!("../fixtures/slate2019_v2_account_answer.json"));
    let clabes: Vec<_> = now(client().list_holders(cx(&line), "170")).unwrap().into_iter().map(|holder| holder.clabe).collect();
    assert_eq!(clabes, ["646180146400237132", "646180146400237145"].map(|clabe| Some(Clabe::parse(clabe).unwrap())));

    let line = Line::answering(200, include_str!("../fixtures/slate2019_v2_account_transactions_answer.json"));
    let only = Clabe::parse("646180146400237132").unwrap();
    let movements = now(client().list_movements(cx(&line), "186", Some(&only))).unwrap();
    let amounts: Vec<_> = movements.iter().map(|movement| movement.amount.minor()).collect();
    assert_eq!(amounts, [1_000, -10, -800, -15]);
    assert!(line.asked().starts_with("GET https://api.compropago.com/v2/accounts/186/transactions?clabe=646180146400237132\n"));
    insta::assert_debug_snapshot!(movements[1], @r#"
    Movement {
        id: "a12200d1-1395-43ef-a12f-7854ca5ef146",
        at: Moment(
            1564003560,
        ),
        amount: Money {
            minor: -10,
            currency: Mxn,
        },
        description: "Comisión en % por operación",
        reference: "085903161360320595",
    }
    "#);
}

#[test]
fn an_answer_without_data_is_not_an_empty_list() {
    for body in
        ["{}", "[]", r#"{"data":null}"#, r#"{"data":{}}"#, r#"{"data":[{}]}"#, r#"{"data":[{"accountId":1,"balance":"x"}]}"#]
    {
        assert_eq!(
            now(client().list_accounts(cx(&Line::answering(200, body)))).unwrap_err().kind,
            Kind::NotUnderstood,
            "{body}"
        );
    }
    let error = now(client().list_holders(cx(&Line::answering(200, "{}")), "../../v1/charges")).unwrap_err();
    assert_eq!(error.kind, Kind::NotFound);
}
