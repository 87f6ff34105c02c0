//! How SQLite finds what a merchant lists: by an index, however many orders there are.

use backend::db::listing::{HOW_RARE, KNOWN, LIST, NEEDING, RARE, WHOLE};
use backend::db::{Db, Statement, Value, placeholders};
use server::sqlite::Sqlite;

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
