//! Buttons in the db: saved offers, never deleted, only retired.

use super::{Db, DbError, Row, Statement};
use payments::{Button, Method, Moment};

/// Saves a button, or changes the one of this id. Orders made from it keep what they copied.
pub async fn save(db: &dyn Db, button: &Button, now: Moment) -> Result<(), DbError> {
    let sql = "insert into buttons (id, description, amount, currency, image, reference, methods, retired, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
               on conflict (id) do update set description = $2, amount = $3, currency = $4, image = $5, reference = $6, \
               methods = $7, retired = $8";
    let values = vec![
        button.id.as_str().into(),
        button.description.as_str().into(),
        button.amount.minor().into(),
        button.amount.currency().code().into(),
        button.image.clone().into(),
        button.reference.clone().into(),
        write_methods(&button.methods).into(),
        button.retired.into(),
        now.into(),
    ];
    db.batch(vec![Statement::new(sql, values)]).await.map(drop)
}

/// The button of that id.
pub async fn find(db: &dyn Db, id: &str) -> Result<Option<Button>, DbError> {
    let statement = Statement::new("select * from buttons where id = $1", vec![id.into()]);
    let rows = db.batch(vec![statement]).await?.remove(0);
    rows.first().map(read).transpose()
}

/// Every button, newest first.
pub async fn list(db: &dyn Db) -> Result<Vec<Button>, DbError> {
    let statement = Statement::new("select * from buttons order by created_at desc, id", vec![]);
    db.batch(vec![statement]).await?.remove(0).iter().map(read).collect()
}

fn read(row: &Row) -> Result<Button, DbError> {
    Ok(Button {
        id: row.text("id")?.to_owned(),
        description: row.text("description")?.to_owned(),
        amount: row.money("amount", "currency")?,
        image: row.maybe_text("image")?.map(str::to_owned),
        reference: row.maybe_text("reference")?.map(str::to_owned),
        methods: row.read("methods", read_methods)?,
        retired: row.integer("retired")? != 0,
    })
}

/// Methods as one text: their words with commas.
pub(super) fn write_methods(methods: &[Method]) -> String {
    methods.iter().map(|method| method.id()).collect::<Vec<_>>().join(",")
}

/// The methods of such a text.
pub(super) fn read_methods(text: &str) -> Option<Vec<Method>> {
    text.split(',').filter(|word| !word.is_empty()).map(|word| word.parse().ok()).collect()
}
