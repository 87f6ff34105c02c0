//! Buttons in the db: saved offers, never deleted, only retired. What a button may say is checked before, in
//! `buttons.rs`.

use super::unreadable::{place, readable};
use super::{Db, DbError, Row, Statement};
use payments::{Button, Method, Moment};

/// A button with what only its merchant is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ButtonRecord {
    /// The button that orders are made from.
    pub button: Button,
    /// What its line says of it.
    pub look: Look,
    /// When it was made.
    pub created_at: Moment,
}

/// How a button looks where its line is pasted. The page's own where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// A language of ours.
    pub lang: Option<String>,
    /// The theme, `light` or `dark`; `None` follows the page.
    pub theme: Option<String>,
    /// What stands on it.
    pub label: Option<String>,
}

/// Later than every moment, for a list that begins with the newest.
const FOREVER: i64 = 1 << 53;

/// Saves a button, or changes the one of this id. Orders made from it keep what they copied.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn save(db: &dyn Db, button: &Button, now: Moment) -> Result<(), DbError> {
    db.batch(vec![saving(button, now)]).await.map(drop)
}

/// The same together with how it looks.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn save_whole(db: &dyn Db, record: &ButtonRecord) -> Result<(), DbError> {
    let look = &record.look;
    let sql = "update buttons set lang = $1, theme = $2, label = $3 where id = $4";
    let values =
        vec![look.lang.clone().into(), look.theme.clone().into(), look.label.clone().into(), record.button.id.as_str().into()];
    let dress = Statement::new(sql, values);
    db.batch(vec![saving(&record.button, record.created_at), dress]).await.map(drop)
}

fn saving(button: &Button, now: Moment) -> Statement {
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
    Statement::new(sql, values)
}

/// A conflict where the button no longer makes orders of this amount: for whoever has read it, has asked others since, and writes
/// now what an order of it costs. The button's own row is inserted once more then, and its id is there already.
pub fn still_sells(button: &Button) -> Statement {
    let sql = "insert into buttons select * from buttons where id = $1 and (amount <> $2 or currency <> $3 or retired <> 0)";
    let (amount, currency) = (button.amount.minor(), button.amount.currency().code());
    Statement::new(sql, vec![button.id.as_str().into(), amount.into(), currency.into()])
}

/// The button of that id.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the row cannot be read by this version.
pub async fn find(db: &dyn Db, id: &str) -> Result<Option<Button>, DbError> {
    let statement = Statement::new("select * from buttons where id = $1", vec![id.into()]);
    let rows = db.batch(vec![statement]).await?.remove(0);
    rows.first().map(read).transpose()
}

/// Every button, newest first.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. A row that this version cannot read is left out, which is no failure.
pub async fn list(db: &dyn Db) -> Result<Vec<Button>, DbError> {
    let statement = Statement::new("select * from buttons order by created_at desc, id", vec![]);
    Ok(readable(db, "buttons", &db.batch(vec![statement]).await?.remove(0), read))
}

/// The button of that id, with what only its merchant is shown.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the row cannot be read by this version.
pub async fn find_whole(db: &dyn Db, id: &str) -> Result<Option<ButtonRecord>, DbError> {
    let statement = Statement::new("select * from buttons where id = $1", vec![id.into()]);
    db.batch(vec![statement]).await?.remove(0).first().map(read_whole).transpose()
}

/// Some of them, the newest first: those that are older than `after`, where it is said.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. A row that this version cannot read is left out, which is no failure.
pub async fn part(db: &dyn Db, after: Option<&ButtonRecord>, at_most: i64) -> Result<Vec<ButtonRecord>, DbError> {
    let sql = "select * from buttons where created_at < $1 or (created_at = $1 and id < $2) \
               order by created_at desc, id desc limit $3";
    let mut from = after.map_or((FOREVER, String::new()), |after| (after.created_at.seconds(), after.button.id.clone()));
    let (mut found, most) = (Vec::new(), usize::try_from(at_most).unwrap_or_default());
    loop {
        let statement = Statement::new(sql, vec![from.0.into(), from.1.into(), at_most.into()]);
        let rows = db.batch(vec![statement]).await?.remove(0);
        found.extend(readable(db, "buttons", &rows, read_whole));
        match place(&rows) {
            // Some could not be read: others take their place.
            Some(last) if rows.len() == most && found.len() < most => from = last,
            Some(_) | None => break,
        }
    }
    found.truncate(most);
    Ok(found)
}

fn read_whole(row: &Row) -> Result<ButtonRecord, DbError> {
    let text = |name: &str| Ok::<_, DbError>(row.maybe_text(name)?.map(str::to_owned));
    let look = Look { lang: text("lang")?, theme: text("theme")?, label: text("label")? };
    Ok(ButtonRecord { button: read(row)?, look, created_at: row.moment("created_at")? })
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
