//! People and orders are found however their names are written, alike on every db; what is forgotten is gone from the file; and
//! an older program runs on later tables.

use crate::{NOW, charge, cluster, everywhere, order};
use backend::db::listing::{self, Wanted};
use backend::db::orders::{self, Prefill};
use backend::db::people::{self, Person};
use backend::db::{Db, DbError, Statement, audit, charges};
use payments::{Country, Customer};
use server::postgres::{Address, Postgres};
use server::sqlite::{Sqlite, purge};

const NAME: &str = "Ángel Óscar Álvarez Muñoz";
const EMAIL: &str = "Angel.Alvarez@ejemplo.mx";
const PHONE: &str = "5598765432";

async fn fill(db: &dyn Db) {
    let angel = Customer::new(Country::Mx, NAME, EMAIL, Some(PHONE), None).unwrap();
    let ana = Customer::new(Country::Mx, "Ana Luz", "ana@ejemplo.mx", None, None).unwrap();
    let notes = format!(r#"{{"for":"{NAME}","size":"M"}}"#);
    db.batch(vec![
        orders::insert(&order("ord_1"), &Prefill::default(), &notes),
        charges::insert(&charge("chg_1", "ord_1"), &angel),
        orders::insert(&order("ord_2"), &Prefill::default(), "{}"),
        charges::insert(&charge("chg_2", "ord_2"), &ana),
    ])
    .await
    .unwrap();
}

async fn search(db: &dyn Db, text: &str) -> String {
    search_among(db, text, false).await
}

/// Among all orders, or among those that wait for a person.
async fn search_among(db: &dyn Db, text: &str, needs_attention: bool) -> String {
    let wanted = Wanted { text: Some(text.to_owned()), needs_attention, ..Wanted::default() };
    let part = listing::find(db, &wanted, NOW, None, 9).await.unwrap();
    part.found.into_iter().map(|found| found.record.order.id).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_name_is_found_without_capitals_or_accents_decomposed_and_in_any_order() {
    for home in everywhere() {
        let db = home.open().await;
        fill(&*db).await;
        for order in ["ord_1", "ord_2"] {
            let alert = "insert into alerts (id, order_id, charge_id, provider, kind, asked, said, raised_at, raised_version, seen_at, \
                         times) values ('alr_' || $1, $1, '', '', 'unknown_status', '', '', 0, 0, 0, 1)";
            db.batch(vec![Statement::new(alert, vec![order.into()])]).await.unwrap();
        }
        let decomposed = "A\u{301}ngel O\u{301}scar A\u{301}lvarez";
        let written = [NAME, "angel oscar alvarez", "ÁLVAREZ ángel", "alvarez munoz", "MUÑOZ", decomposed, " óscar\u{a0} lvar"];
        for text in
            written.into_iter().chain([EMAIL, "angel.alvarez@EJEMPLO.mx", "+52 55 9876 5432", "55 9876 5432", "5598765432"])
        {
            assert_eq!(search(&*db, text).await, "ord_1", "{text}");
            assert_eq!(search_among(&*db, text, true).await, "ord_1", "{text}, of those that wait for a person");
        }
        db.batch(vec![Statement::new("delete from alerts where order_id = 'ord_1'", vec![])]).await.unwrap();
        assert_eq!(search_among(&*db, NAME, true).await, "", "it waits no more");
        assert_eq!(search(&*db, "angel luz").await, "", "every word is to be there");
        // As an older program writes it.
        let old = [
            "update charges set folded = null, email_folded = null",
            "update orders set folded = null, reference_folded = null",
        ];
        db.batch(old.map(|sql| Statement::new(sql, vec![])).to_vec()).await.unwrap();
        assert_eq!(search(&*db, "alvarez angel").await, "ord_1");
    }
}

#[tokio::test]
async fn a_person_is_found_by_a_phone_however_it_is_written_and_nothing_of_them_stays() {
    for home in everywhere() {
        let db = home.open().await;
        fill(&*db).await;
        let entry = audit::Entry {
            at: NOW,
            actor: "command".to_owned(),
            action: "note".to_owned(),
            about: "ord_1".to_owned(),
            detail: format!(r#"{{"note":"llamar a {}"}}"#, NAME.to_uppercase()),
            request_id: None,
        };
        audit::add(&*db, &entry).await.unwrap();
        for phone in ["+52 55 9876 5432", "55-9876-5432", "5598765432"] {
            assert_eq!(people::find(&*db, &Person::Phone(phone.to_owned())).await.unwrap().len(), 1, "{phone}");
        }
        assert_eq!(
            people::find(&*db, &Person::Email("ángel.alvarez@ejemplo.mx".to_owned())).await.unwrap(),
            [],
            "another address"
        );
        assert_eq!(people::erase(&*db, &Person::Phone("+52 55 9876 5432".to_owned())).await.unwrap(), 1);
        assert_eq!((search(&*db, "alvarez").await.as_str(), search(&*db, "luz").await.as_str()), ("", "ord_2"));
        let traces = "select metadata as text from orders union all select detail as text from audit";
        for row in &db.batch(vec![Statement::new(traces, vec![])]).await.unwrap()[0] {
            assert!(!row.text("text").unwrap().to_lowercase().contains("lvarez"), "{row:?}");
        }
    }
}

#[tokio::test]
async fn what_is_erased_is_in_no_file_of_the_db() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ficha.db");
    let db = Sqlite::open(&path).unwrap();
    fill(&db).await;
    let said = [NAME, EMAIL, PHONE, "angel oscar"].map(str::to_owned);
    let holds = || {
        let files = std::fs::read_dir(folder.path()).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
        let all: Vec<Vec<u8>> = files.collect();
        said.iter().filter(|said| all.iter().any(|file| file.windows(said.len()).any(|part| part == said.as_bytes()))).count()
    };
    assert_eq!(holds(), 4);
    people::erase(&db, &Person::Email(EMAIL.to_owned())).await.unwrap();
    purge::purge(&path, &said).unwrap();
    assert_eq!(holds(), 0);
    assert_eq!(search(&db, "luz").await, "ord_2", "the rest is there");
}

#[tokio::test]
async fn a_program_runs_on_tables_of_a_later_one_unless_they_say_that_it_may_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ficha.db");
    let address = Address::parse(&cluster::cluster().database()).unwrap();
    let later = async |db: &dyn Db, minimum: Option<i64>| {
        let mut statements = vec![Statement::new(
            "insert into schema_versions (version, minimum) values ($1, $2)",
            vec![minimum.unwrap_or(9_000).into(), minimum.into()],
        )];
        if minimum.is_none() {
            statements.push(Statement::new("alter table orders add column of_a_later_program text", vec![]));
        }
        db.batch(statements).await.unwrap();
    };
    let (file, server) = (Sqlite::open(&path).unwrap(), Postgres::open(&address).await.unwrap());
    for db in [&file as &dyn Db, &server] {
        later(db, None).await;
    }
    drop((file, server));
    let (file, server) = (Sqlite::open(&path).unwrap(), Postgres::open(&address).await.unwrap());
    for db in [&file as &dyn Db, &server] {
        fill(db).await;
        assert_eq!(search(db, "alvarez").await, "ord_1");
        later(db, Some(9_001)).await;
    }
    drop((file, server));
    assert!(matches!(Sqlite::open(&path), Err(DbError::Unusable(why)) if why.contains("9001")));
    assert!(matches!(Postgres::open(&address).await, Err(DbError::Unusable(why)) if why.contains("9001")));
}
