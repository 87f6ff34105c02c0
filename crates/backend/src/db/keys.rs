//! Idempotency keys in the db: what a request was, what it made, and what it was answered.
//!
//! Nothing here decides what is the same request; that is `base/idempotency.rs`.

use super::{Db, DbError, Row, Rows, Statement};
use payments::Moment;

/// A key that has come before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRecord {
    /// SHA-256 of the request it came with.
    pub fingerprint: String,
    /// The id of the order or the charge it made.
    pub about: String,
    /// Status and body of the answer, once there is one.
    pub answer: Option<(u16, String)>,
}

/// Who is at the work of a key: while it holds, nobody else is, in this copy of the backend or in another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Whoever works: an id of its own for each request.
    pub holder: String,
    /// When it ends by itself, because whoever held it may be gone.
    pub until: Moment,
}

/// Where a key is known: one key of one customer never meets the same key of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyScope {
    /// The call and what it is about: `charges:ord_...`.
    pub scope: String,
    /// The idempotency key, as it was sent.
    pub key: String,
}

/// What is remembered of a key.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the row cannot be read by this version.
pub async fn find(db: &dyn Db, place: &KeyScope) -> Result<Option<KeyRecord>, DbError> {
    let sql = "select fingerprint, about, status, body from idempotency_keys where scope = $1 and key = $2";
    let values = vec![place.scope.as_str().into(), place.key.as_str().into()];
    let rows = db.batch(vec![Statement::new(sql, values)]).await?.remove(0);
    rows.first().map(read).transpose()
}

/// Asks for a key, and for the others under which the same was asked, the newest first; [`read_alike`] reads the rows.
pub fn alike(place: &KeyScope, fingerprint: &str) -> Statement {
    let sql = "select key, fingerprint, about, status, body from idempotency_keys \
               where scope = $1 and (key = $2 or fingerprint = $3) order by created_at desc, key";
    Statement::new(sql, vec![place.scope.as_str().into(), place.key.as_str().into(), fingerprint.into()])
}

/// Every key in the rows of [`alike`], and what is remembered of it.
///
/// # Errors
///
/// [`DbError::Disagreement`] where one of the rows cannot be read by this version.
pub fn read_alike(place: &KeyScope, rows: &Rows) -> Result<Vec<(KeyScope, KeyRecord)>, DbError> {
    let place = |key: &str| KeyScope { scope: place.scope.clone(), key: key.to_owned() };
    rows.iter().map(|row| Ok((place(row.text("key")?), read(row)?))).collect()
}

fn read(row: &Row) -> Result<KeyRecord, DbError> {
    let answer = match (row.maybe_integer("status")?, row.maybe_text("body")?) {
        (Some(status), Some(body)) => Some((u16::try_from(status).unwrap_or(500), body.to_owned())),
        (_, _) => None,
    };
    Ok(KeyRecord { fingerprint: row.text("fingerprint")?.to_owned(), about: row.text("about")?.to_owned(), answer })
}

/// Remembers a new key; a conflict where it is known already. `claim` says who is to answer it, where it has no answer yet.
pub fn remember(place: &KeyScope, remembered: &KeyRecord, claim: Option<&Claim>, now: Moment) -> Statement {
    let sql = "insert into idempotency_keys (scope, key, fingerprint, about, status, body, claimed_by, claimed_until, created_at) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let (status, body) = remembered.answer.clone().unzip();
    let values = vec![
        place.scope.as_str().into(),
        place.key.as_str().into(),
        remembered.fingerprint.as_str().into(),
        remembered.about.as_str().into(),
        status.map(i64::from).into(),
        body.into(),
        claim.map(|claim| claim.holder.clone()).into(),
        claim.map(|claim| claim.until).into(),
        now.into(),
    ];
    Statement::new(sql, values)
}

/// No claim is made for longer than this, in seconds: one that ends later was made while a clock was wrong.
pub const PLAUSIBLE: i64 = 120;

/// Takes the work of a known, unanswered key, or holds on to it: `false` where somebody else is at it, or it has been answered.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn claim(db: &dyn Db, place: &KeyScope, claim: &Claim, now: Moment) -> Result<bool, DbError> {
    let sql = "update idempotency_keys set claimed_by = $1, claimed_until = $2 where scope = $3 and key = $4 \
               and status is null and (claimed_until is null or claimed_until <= $5 or claimed_until > $6 or claimed_by = $1) returning key";
    let values = vec![
        claim.holder.as_str().into(),
        claim.until.into(),
        place.scope.as_str().into(),
        place.key.as_str().into(),
        now.into(),
        now.plus_seconds(PLAUSIBLE).into(),
    ];
    Ok(!db.batch(vec![Statement::new(sql, values)]).await?.remove(0).is_empty())
}

/// Gives it back without an answer, so that the next one need not wait for its end.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn release(db: &dyn Db, place: &KeyScope, holder: &str) -> Result<(), DbError> {
    let sql = "update idempotency_keys set claimed_by = null, claimed_until = null where scope = $1 and key = $2 \
               and claimed_by = $3";
    let values = vec![place.scope.as_str().into(), place.key.as_str().into(), holder.into()];
    db.batch(vec![Statement::new(sql, values)]).await.map(drop)
}

/// Forgets so many of the keys that came before a moment, and says how many there were. A key lives as long as what it made can be
/// paid, or it would make a second one: while a charge of it waits for money, or for the rest of it, and while its order takes
/// charges.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn forget(db: &dyn Db, before: Moment, now: Moment, at_most: i64) -> Result<usize, DbError> {
    let sql = "delete from idempotency_keys where (scope, key) in \
               (select scope, key from idempotency_keys where created_at < $1 \
               and not exists (select 1 from charges where (charges.id = about or charges.order_id = about) \
               and (state in ('requested', 'pending') or (state = 'paid' and received < amount and voucher_expires_at > $2))) \
               and not exists (select 1 from orders where orders.id = about and (expires_at is null or expires_at > $2) \
               and amount > (select coalesce(sum(received), 0) from charges where order_id = orders.id and state = 'paid')) \
               order by created_at limit $3) returning key";
    let values = vec![before.into(), now.into(), at_most.into()];
    Ok(db.batch(vec![Statement::new(sql, values)]).await?.remove(0).len())
}

/// Lets a known, unanswered key stand for another charge.
pub fn reassign(place: &KeyScope, about: &str) -> Statement {
    let sql = "update idempotency_keys set about = $1 where scope = $2 and key = $3 and status is null";
    Statement::new(sql, vec![about.into(), place.scope.as_str().into(), place.key.as_str().into()])
}

/// Writes what a key is answered, now and every time it comes again.
pub fn answer(place: &KeyScope, status: u16, body: &str) -> Statement {
    let sql = "update idempotency_keys set status = $1, body = $2 where scope = $3 and key = $4 and status is null";
    let values = vec![i64::from(status).into(), body.into(), place.scope.as_str().into(), place.key.as_str().into()];
    Statement::new(sql, values)
}
