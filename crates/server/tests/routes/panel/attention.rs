//! `/panel/orders` for what needs a person: how many there are, what was said, and each thing that can be done, by forms alone.

use super::{Visitor, has};
use crate::shop::{Answer, TestShop, at_oxxo};
use backend::db::alerts::{self, AlertKind, NewAlert};
use backend::db::audit;
use payments::{Currency, Event, Money};

fn pesos(minor: i64) -> Money {
    Money::new(minor, Currency::Mxn)
}

/// An order whose provider says 149.99 where 150.00 was asked for.
async fn odd(shop: &TestShop) -> String {
    let order = shop.order().await;
    shop.charge(&order, &backend::base::id::request(), &at_oxxo()).await;
    let its_id = format!("pc_{}", shop.till.made().len());
    shop.till.says_of(&its_id, pesos(14_999), Event::Paid(pesos(14_999)));
    shop.webhook(&its_id).await;
    order
}

/// The value of the first hidden field of that name.
fn hidden(page: &Answer, name: &str) -> String {
    let field = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("no {name}"));
    field.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_needs_a_person_is_counted_listed_and_said_in_plain_words() {
    let shop = TestShop::open().await;
    let visitor = Visitor::signed_in(&shop).await;
    let fine = shop.order().await;
    assert!(!visitor.get("/panel/orders").await.body.contains("Necesitan a una persona"), "nothing to choose");
    has(&visitor.get("/panel/orders?needs_attention=true").await, &["Ningún pedido necesita a una persona"]);
    let order = odd(&shop).await;
    shop.webhook("pc_1").await;
    let all = visitor.get("/panel/orders").await;
    has(&all, &["Necesitan a una persona", "<i class=\"count\">1</i>", &fine, &order, "La red de pagos dice otra cantidad"]);
    let some = visitor.get("/panel/orders?needs_attention=true").await;
    has(&some, &[&order, "aria-current=\"page\"", "/panel/orders.csv?needs_attention=true"]);
    assert!(!some.body.contains(&fine), "{}", some.body);

    let one = visitor.get(&format!("/panel/orders/{order}")).await;
    has(
        &one,
        &[
            "La red de pagos dice otra cantidad",
            "<code>150.00 MXN</code>",
            "<code>paid 149.99 MXN, of a charge of 149.99 MXN</code>",
        ],
    );
    has(
        &one,
        &["20 nov 2026, 12:30 · 2 veces", "Aceptar $149.99", "Preguntar otra vez", "Cerrar el pedido", "Escribir una nota"],
    );
    let request = http::Request::get("/panel/language/en").header("cookie", &visitor.cookie);
    let language = shop.send(request.body(axum::body::Body::empty()).unwrap()).await.header("set-cookie").to_owned();
    let english = Visitor { shop: &shop, cookie: format!("{}; {}", visitor.cookie, language.split(';').next().unwrap()) };
    has(
        &english.get(&format!("/panel/orders/{order}")).await,
        &["The payment network says another amount", "Accept $149.99", "2 times"],
    );
}

#[tokio::test]
async fn every_kind_of_what_needs_a_person_is_said_and_explained_in_words_of_its_own() {
    let shop = TestShop::open().await;
    let visitor = Visitor::signed_in(&shop).await;
    let order = shop.order().await;
    shop.charge(&order, "12345678", &at_oxxo()).await;
    let record = backend::db::orders::find(&*shop.backend.db, &order).await.unwrap().unwrap().charges.remove(0);
    for kind in AlertKind::ALL {
        let alert = NewAlert::new(&record, kind, "150.00 MXN", "odd", record.charge.created_at);
        shop.backend.db.batch(alerts::raise(&alert).to_vec()).await.unwrap();
    }
    let request = http::Request::get("/panel/language/en").header("cookie", &visitor.cookie);
    let language = shop.send(request.body(axum::body::Body::empty()).unwrap()).await.header("set-cookie").to_owned();
    let english = Visitor { shop: &shop, cookie: format!("{}; {}", visitor.cookie, language.split(';').next().unwrap()) };
    for (reader, held, general) in [
        (&visitor, "La red de pagos guarda dinero de tu cliente", "La red de pagos dice algo que no cuadra"),
        (&english, "The payment network keeps money of your customer", "The payment network says something that does not fit"),
    ] {
        let page = reader.get(&format!("/panel/orders/{order}")).await;
        has(&page, &[held]);
        assert_eq!(page.body.matches("class=\"card attention\"").count(), AlertKind::ALL.len());
        assert!(!page.body.contains(general), "one of them has no words of its own");
    }
}

#[tokio::test]
async fn money_is_accepted_by_one_press_and_a_second_press_is_told_that_it_was_settled() {
    let shop = TestShop::open().await;
    let visitor = Visitor::signed_in(&shop).await;
    let order = odd(&shop).await;
    let path = format!("/panel/orders/{order}");
    let page = visitor.get(&path).await;
    let (alert, said) = (hidden(&page, "alert"), hidden(&page, "said"));
    let fields = [("action", "accept"), ("alert", &alert), ("said", &said), ("note", "Lo acordamos\r\npor teléfono")];
    let pressed = visitor.post(&format!("{path}/settle"), &fields).await;
    assert_eq!((pressed.status.as_u16(), pressed.header("location")), (303, format!("{path}?done=accept").as_str()));
    let after = visitor.get(pressed.header("location")).await;
    has(
        &after,
        &[
            "Aceptado.",
            ">Pagado<",
            "lo aceptó alguien de tu tienda",
            "Se aceptó como está",
            "150.00 MXN → paid 149.99 MXN",
            "Lo acordamos\npor teléfono",
        ],
    );
    assert!(!after.body.contains("Aceptar $149.99") && !visitor.get("/panel/orders").await.body.contains("class=\"count\""));
    let again = visitor.post(&format!("{path}/settle"), &fields).await;
    assert_eq!(again.status, 409);
    has(&again, &["Alguien ya lo resolvió"]);
    let lines = audit::list(&*shop.backend.db, 10).await.unwrap();
    let lines: Vec<_> = lines.iter().map(|line| (line.action.as_str(), line.about.as_str(), line.detail.as_str())).collect();
    assert_eq!(lines, [("panel: order accept", order.as_str(), "{}")], "once, and nothing that was written");
}

#[tokio::test]
async fn asking_again_says_whether_it_helped() {
    let shop = TestShop::open().await;
    let visitor = Visitor::signed_in(&shop).await;
    let order = odd(&shop).await;
    let path = format!("/panel/orders/{order}");
    let press = async || {
        let pressed = visitor.post(&format!("{path}/settle"), &[("action", "ask")]).await;
        visitor.get(pressed.header("location")).await
    };
    has(&press().await, &["sigue diciendo algo que no cuadra", "2 veces"]);
    shop.till.says_of("pc_1", pesos(15_000), Event::Paid(pesos(15_000)));
    let helped = press().await;
    has(&helped, &["La red de pagos ya dice lo que corresponde.", "Pagado"]);
    assert!(!helped.body.contains("class=\"card attention\""));
}

#[tokio::test]
async fn a_refund_by_hand_is_written_down_and_what_cannot_be_used_is_said_at_its_field() {
    let shop = TestShop::open().await;
    let visitor = Visitor::signed_in(&shop).await;
    let order = shop.order().await;
    let path = format!("/panel/orders/{order}");
    assert!(!visitor.get(&path).await.body.contains("Anotar una devolución"), "nothing has come");
    shop.charge(&order, "12345678", &at_oxxo()).await;
    shop.till.says("pc_1", Event::Paid(pesos(15_000)));
    shop.webhook("pc_1").await;
    let refund = async |amount: &str, on: &str, reference: &str| {
        let fields = [("action", "refund"), ("amount", amount), ("refunded_on", on), ("reference", reference)];
        visitor.post(&format!("{path}/settle"), &fields).await
    };
    for wrong in ["150,00", "150.01", "0", "mil"] {
        let answer = refund(wrong, "2026-11-20", "SPEI <7>").await;
        assert_eq!(answer.status, 422, "{wrong}");
        has(
            &answer,
            &[
                "Escribe una cantidad, de lo que llegó",
                &format!("value=\"{wrong}\""),
                "value=\"SPEI &lt;7&gt;\"",
                "<details open=\"\">",
            ],
        );
    }
    has(&refund("50", "2027-01-01", "").await, &["Elige un día que ya pasó", "Escribe con qué se encuentra"]);
    assert_eq!(refund("50.00", "2026-11-20", "SPEI 7").await.status, 303);
    has(&visitor.get(&path).await, &["Se devolvió a mano · $50.00", "2026-11-20 · SPEI 7"]);
    assert_eq!(visitor.post(&format!("{path}/notes"), &[("note", "")]).await.status, 422);
    assert_eq!(visitor.post(&format!("{path}/notes"), &[("note", "<b>Ana</b>")]).await.status, 303);
    has(&visitor.get(&path).await, &["&lt;b&gt;Ana&lt;/b&gt;"]);
}

#[tokio::test]
async fn nobody_decides_without_a_session_or_from_another_page() {
    let shop = TestShop::open().await;
    let visitor = Visitor::signed_in(&shop).await;
    let order = odd(&shop).await;
    for what in ["settle", "notes"] {
        let path = format!("/panel/orders/{order}/{what}");
        let stranger = Visitor { shop: &shop, cookie: "ficha_panel=nobody".to_owned() };
        let form = b"action=accept&note=x".to_vec();
        let kind = "application/x-www-form-urlencoded";
        assert_eq!(stranger.send(&path, kind, form.clone()).await.status, 303, "to the door");
        assert_eq!(visitor.send(&path, kind, form).await.status, 403, "without its seal");
    }
    has(&visitor.get(&format!("/panel/orders/{order}")).await, &["Aceptar $149.99"]);
}
