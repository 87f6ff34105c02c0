//! How SQLite finds what a merchant lists, and what is looked for every few seconds: by an index, however many orders there are.

use backend::db::listing::{HOW_RARE, KNOWN, LIST, NEEDING, RARE, WHOLE};
use backend::db::{BatchFuture, Db, Statement, Value, backlog, charges, deposits, hints, outbox, placeholders, rearm};
use payments::Moment;
use server::sqlite::Sqlite;
use std::sync::Mutex;

/// A db that remembers what it was asked.
struct Listening {
    db: Sqlite,
    asked: Mutex<Vec<&'static str>>,
}

impl Db for Listening {
    fn batch(&self, statements: Vec<Statement>) -> BatchFuture<'_> {
        self.asked.lock().unwrap().extend(statements.iter().map(|statement| statement.sql));
        self.db.batch(statements)
    }
}

/// The steps SQLite takes, each a line.
async fn plan(sql: &'static str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let db = Sqlite::open(&folder.path().join("ficha.db")).unwrap();
    let asked: &'static str = Box::leak(format!("explain query plan {sql}").into_boxed_str());
    let values = vec![Value::from(""); placeholders(sql).unwrap()];
    let rows = db.batch(vec![Statement::new(asked, values)]).await.unwrap().remove(0);
    rows.iter().map(|row| row.text("detail").unwrap().to_owned()).collect()
}

#[tokio::test]
async fn no_list_reads_every_order_or_every_charge() {
    for sql in [LIST, WHOLE, KNOWN, RARE, HOW_RARE, NEEDING] {
        let plan = plan(sql).await;
        let all = |step: &&String| ["SCAN o", "SCAN c"].iter().any(|begins| step.starts_with(begins));
        assert_eq!(
            plan.iter().filter(all).filter(|step| *step != "SCAN CONSTANT ROW").collect::<Vec<_>>(),
            [""; 0],
            "{plan:#?}"
        );
    }
    let list = plan(LIST).await;
    assert!(list.iter().any(|step| step.starts_with("SEARCH o USING INDEX orders_by_age")), "{list:#?}");
    assert!(!list.iter().any(|step| step.contains("TEMP B-TREE")), "it stops where it has enough: {list:#?}");
    for sql in [RARE, HOW_RARE] {
        let plan = plan(sql).await;
        assert!(plan.iter().any(|step| step.contains("charges_in_rare_state (state=?)")), "{plan:#?}");
    }
    let whole = plan(WHOLE).await;
    for index in ["orders_by_reference", "charges_by_email", "charges_by_phone", "charges_by_digits"] {
        assert!(whole.iter().any(|step| step.starts_with("SEARCH") && step.contains(index)), "{index}: {whole:#?}");
    }
}

#[tokio::test]
async fn what_is_looked_for_every_few_seconds_reads_what_waits_and_not_all_there_ever_was() {
    let folder = tempfile::tempdir().unwrap();
    let db = Listening { db: Sqlite::open(&folder.path().join("ficha.db")).unwrap(), asked: Mutex::default() };
    let now = Moment::from_seconds(1_795_154_400);
    charges::providers_to_ask(&db, now).await.unwrap();
    charges::due_for_poll(&db, "compropago", now, 50).await.unwrap();
    deposits::due_for_poll(&db, "compropago", true, now, 50).await.unwrap();
    hints::due(&db, "compropago", now, 50).await.unwrap();
    backlog::next_to_ask(&db).await.unwrap();
    backlog::next_to_tell(&db, now).await.unwrap();
    outbox::unpublished(&db, "", 50).await.unwrap();
    outbox::endpoints_due(&db, now).await.unwrap();
    outbox::due(&db, "whe_1", now, 50).await.unwrap();
    rearm::all(&db, now).await.unwrap();
    let asked = db.asked.into_inner().unwrap();
    assert!(asked.len() > 10, "{asked:?}");
    for sql in asked {
        // An index of all charges of a provider, or of all that nobody asks about any more, is all of them.
        let grows = |step: &&String| {
            let of_what_grows = ["charges", "orders", "deliveries", "webhook_events", "deposits"];
            let scans = of_what_grows.iter().any(|table| step.starts_with(&format!("SCAN {table}")));
            (scans && !step.contains("orders_to_tell"))
                || ["charges_by_provider", "(look_at=?)", "USE TEMP B-TREE FOR RIGHT"].iter().any(|part| step.contains(part))
        };
        let plan = plan(sql).await;
        assert_eq!(plan.iter().filter(grows).collect::<Vec<_>>(), [""; 0], "{sql}\n{plan:#?}");
    }
}
