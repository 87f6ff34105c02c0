//! Orders found in the db: the status worked out in SQL is the status the rules work out, in SQLite and in Postgres.

use super::{NOW, charge, everywhere, order, pesos};
use backend::db::listing::{self, Wanted};
use backend::db::orders::{self, Prefill};
use backend::db::{Db, Statement, charges};
use payments::{Country, Customer, Moment, State, Status};

/// A name, when the order runs out, and its charges.
type Case = (&'static str, Option<Moment>, &'static [(State, i64)]);

/// An order with one charge for each pair of state and money received.
async fn write(db: &dyn Db, id: &str, expires_at: Option<Moment>, made: &[(State, i64)]) {
    let order = payments::Order { expires_at, ..order(id) };
    let mut statements = vec![orders::insert(&order, &Prefill::default(), "{}")];
    let customer = Customer::new(Country::Mx, "Ana Ruiz", "ana@example.mx", None, None).unwrap();
    for (at, (state, received)) in made.iter().enumerate() {
        let mut record = charge(&format!("chg_{id}_{at}"), id);
        record.charge.state = *state;
        let sql = "update charges set received = $1 where id = $2";
        let update = Statement::new(sql, vec![(*received).into(), record.charge.id.as_str().into()]);
        statements.extend([charges::insert(&record, &customer), update]);
    }
    db.batch(statements).await.unwrap();
}

#[tokio::test]
async fn a_status_in_sql_is_the_status_of_the_rules() {
    use State as S;
    let later = Some(NOW.plus_seconds(60));
    let cases: [Case; 13] = [
        ("open", later, &[]),
        ("open_for_ever", None, &[]),
        ("requested", later, &[(S::Requested, 0)]),
        ("pending", later, &[(S::Expired, 0), (S::Pending, 0)]),
        ("declined", later, &[(S::Declined, 0)]),
        ("expired", later, &[(S::Declined, 0), (S::Expired, 0)]),
        ("ran_out", Some(NOW), &[]),
        ("paid", Some(NOW), &[(S::Expired, 0), (S::Paid, 15_000)]),
        ("paid_in_parts", later, &[(S::Paid, 5_000), (S::Paid, 10_000)]),
        ("part", later, &[(S::Paid, 5_000), (S::Pending, 0)]),
        ("over", later, &[(S::Paid, 15_000), (S::Paid, 15_000)]),
        ("refunded", later, &[(S::Refunded, 15_000)]),
        ("refunded_once", later, &[(S::Paid, 15_000), (S::Refunded, 15_000)]),
    ];
    for home in everywhere() {
        let db = home.open().await;
        for (name, expires_at, made) in &cases {
            write(&*db, &format!("ord_{name}"), *expires_at, made).await;
        }
        let mut seen = 0;
        for status in Status::ALL {
            let wanted = Wanted { status: Some(status), ..Wanted::default() };
            for found in listing::find(&*db, &wanted, NOW, None, 100).await.unwrap().found {
                assert_eq!(found.record.order.status(NOW), status, "{}", found.record.order.id);
                seen += 1;
            }
        }
        assert_eq!(seen, cases.len(), "each has exactly one");
    }
}

#[tokio::test]
async fn orders_are_found_a_part_at_a_time_and_by_any_words() {
    for home in everywhere() {
        let db = home.open().await;
        for id in ["ord_a", "ord_b", "ord_c"] {
            write(&*db, id, None, &[(State::Pending, 0)]).await;
        }
        let ids = async |wanted: &Wanted, after: Option<&str>, at_most: i64| {
            let after = match after {
                Some(id) => orders::find(&*db, id).await.unwrap(),
                None => None,
            };
            let found = listing::find(&*db, wanted, NOW, after.as_ref(), at_most).await.unwrap();
            assert_eq!(found.since, None, "nothing is left out of a few");
            found.found.into_iter().map(|found| found.record.order.id).collect::<Vec<_>>().join(" ")
        };
        let all = Wanted::default();
        assert_eq!(ids(&all, None, 2).await, "ord_c ord_b");
        assert_eq!(ids(&all, Some("ord_b"), 2).await, "ord_a");
        let text = |text: &str| Wanted { text: Some(text.to_owned()), ..Wanted::default() };
        assert_eq!(ids(&text("'quoted'; drop"), None, 9).await, "ord_c ord_b ord_a");
        assert_eq!(ids(&text("ORD_B"), None, 9).await, "ord_b");
        assert_eq!(ids(&text("%"), None, 9).await, "", "a sign of SQL is a letter here");
        assert_eq!(ids(&text("ana@example"), None, 1).await, "ord_c");
        for whole in ["ANA@example.mx", " r-1 "] {
            assert_eq!(ids(&text(whole), None, 2).await, "ord_c ord_b", "{whole}");
            assert_eq!(ids(&text(whole), Some("ord_b"), 2).await, "ord_a", "{whole}");
            assert_eq!(ids(&Wanted { status: Some(Status::Paid), ..text(whole) }, None, 2).await, "", "{whole}");
        }
        assert_eq!(ids(&text("CHG_ord_b_0"), None, 2).await, "ord_b", "by its charge");
        assert_eq!(ids(&Wanted { from: Some(NOW.plus_seconds(1)), ..Wanted::default() }, None, 9).await, "");
        assert_eq!(ids(&Wanted { until: Some(NOW), ..Wanted::default() }, None, 9).await, "");
        let found = listing::one(&*db, "ord_a").await.unwrap().unwrap();
        assert_eq!(found.customers[0].0, "Ana Ruiz");
        assert_eq!(found.record.order.amount, pesos(15_000));
        assert_eq!(listing::one(&*db, "ord_none").await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_button_s_orders_are_found_among_many_that_have_none() {
    for home in everywhere() {
        let db = home.open().await;
        for (id, status) in [("ord_a", State::Paid), ("ord_b", State::Pending), ("ord_c", State::Paid)] {
            write(&*db, id, None, &[(status, 15_000)]).await;
        }
        write(&*db, "ord_none", None, &[(State::Paid, 15_000)]).await;
        let button = "update orders set button = case id when 'ord_b' then 'btn_one' else 'btn_two' end where id <> 'ord_none'";
        db.batch(vec![Statement::new(button, vec![])]).await.unwrap();
        let ids = async |button: &str, status: Option<Status>, after: Option<&str>| {
            let wanted = Wanted { button: Some(button.to_owned()), status, ..Wanted::default() };
            let after = match after {
                Some(id) => orders::find(&*db, id).await.unwrap(),
                None => None,
            };
            let part = listing::find(&*db, &wanted, NOW, after.as_ref(), 2).await.unwrap();
            part.found.into_iter().map(|found| found.record.order.id).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(ids("btn_one", None, None).await, "ord_b");
        assert_eq!(ids("btn_two", None, None).await, "ord_c ord_a");
        assert_eq!(ids("btn_two", Some(Status::Paid), Some("ord_c")).await, "ord_a");
        assert_eq!(ids("btn_two", Some(Status::Expired), None).await, "");
        assert_eq!(ids("btn_none", None, None).await, "");
    }
}

#[tokio::test]
async fn the_oldest_of_very_many_is_found_whole_and_a_part_of_it_is_not() {
    for home in everywhere() {
        let db = home.open().await;
        let old = payments::Order { created_at: Moment::from_seconds(NOW.seconds() - 60), ..order("ord_old") };
        let customer = Customer::new(Country::Mx, "Ana Ruiz", "ana@example.mx", None, None).unwrap();
        let phone = "update charges set customer_phone = '5513899832', voucher_digits = '646180146400219781' where id = $1";
        let many = "insert into orders (id, amount, currency, description, reference, methods, metadata, version, created_at) \
                    with recursive n(i) as (select 1 union all select i + 1 from n where i < $1) \
                    select 'ord_n' || i, 100, 'MXN', 'Taza', 'N-' || i, '', '{}', 1, $2 + i from n";
        db.batch(vec![
            orders::insert(&payments::Order { reference: Some("Vieja-7".to_owned()), ..old }, &Prefill::default(), "{}"),
            charges::insert(&charge("chg_old", "ord_old"), &customer),
            Statement::new(phone, vec!["chg_old".into()]),
            Statement::new(many, vec![listing::WINDOW.into(), NOW.into()]),
        ])
        .await
        .unwrap();
        let find = async |text: &str, until: Option<Moment>| {
            let wanted = Wanted { text: Some(text.to_owned()), until, ..Wanted::default() };
            let part = listing::find(&*db, &wanted, NOW, None, 9).await.unwrap();
            (part.found.into_iter().map(|found| found.record.order.id).collect::<Vec<_>>().join(" "), part.since)
        };
        let whole = ["ord_old", "chg_old", "vieja-7", "Ana@Example.mx", "5513899832", "55 1389 9832", "646180146400219781"];
        for text in whole {
            assert_eq!(find(text, None).await, ("ord_old".to_owned(), None), "{text}");
        }
        let first = Some(NOW.plus_seconds(1));
        for part in ["ord_ol", "vieja", "ana@", "Ana", "quoted", "55138"] {
            assert_eq!(find(part, None).await, (String::new(), first), "{part}");
            assert_eq!(find(part, first).await, ("ord_old".to_owned(), None), "{part}, where those days are asked for");
        }
        assert_eq!(find("n-1000", None).await.0, "ord_n1000", "whole, so not N-10000");
        assert_eq!(find("taza", None).await.0.split(' ').count(), 9);
    }
}

#[tokio::test]
async fn what_is_rare_is_found_the_same_way_when_it_is_not_rare() {
    let many = "insert into charges (id, order_id, position, provider, method, amount, currency, state, received, late, \
                customer_name, customer_email, version, looks, created_at) \
                with recursive n(i) as (select 1 union all select i + 1 from n where i < $1) \
                select 'chg_n' || i, 'ord_busy', i + 9, 'compropago', 'cash', 100, 'MXN', $2, 0, 0, 'Ana', 'a@example.mx', 1, 0, 0 from n";
    for home in everywhere() {
        let db = home.open().await;
        for id in ["ord_a", "ord_b", "ord_c"] {
            write(&*db, &format!("{id}_refunded"), None, &[(State::Refunded, 15_000)]).await;
            write(&*db, &format!("{id}_pending"), None, &[(State::Refunded, 15_000), (State::Requested, 0)]).await;
            write(&*db, &format!("{id}_paid"), None, &[(State::Pending, 0), (State::Paid, 15_000)]).await;
        }
        write(&*db, "ord_busy", None, &[(State::Paid, 1)]).await;
        let ids = async |status: Status, after: &str| {
            let wanted = Wanted { status: Some(status), ..Wanted::default() };
            let after = orders::find(&*db, after).await.unwrap();
            let part = listing::find(&*db, &wanted, NOW, after.as_ref(), 2).await.unwrap();
            part.found.into_iter().map(|found| found.record.order.id).collect::<Vec<_>>().join(" ")
        };
        for crowd in [None, Some(State::Refunded), Some(State::Pending)] {
            if let Some(state) = crowd {
                let sql = ["delete from charges where id like 'chg_n%'", many];
                let values = [vec![], vec![listing::WINDOW.into(), state.id().into()]];
                db.batch(sql.into_iter().zip(values).map(|(sql, values)| Statement::new(sql, values)).collect()).await.unwrap();
            }
            for (status, word) in [(Status::Refunded, "refunded"), (Status::Pending, "pending")] {
                let first = format!("ord_c_{word} ord_b_{word}");
                assert_eq!(ids(status, "").await, first, "{crowd:?}");
                assert_eq!(ids(status, &format!("ord_b_{word}")).await, format!("ord_a_{word}"), "{crowd:?}");
            }
        }
    }
}
