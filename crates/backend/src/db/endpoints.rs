//! Webhook endpoints in the db: where the merchant's shop is told, and the secrets it knows us by.
//!
//! A secret is kept as it is, because every event is signed with it; it is never printed, and shown to the merchant once.

use super::unreadable::readable;
use super::{Db, DbError, Row, Statement};
use payments::Moment;
use secrecy::{ExposeSecret, SecretString};

/// An endpoint, as it is kept.
#[derive(Clone, Debug)]
pub struct EndpointRecord {
    /// The endpoint's id, `whe_...`.
    pub id: String,
    /// The https address that events are posted to.
    pub url: String,
    /// What it is for.
    pub description: Option<String>,
    /// What events are signed with.
    pub secret: SecretString,
    /// What they were signed with before, and until when they still are.
    pub old_secret: Option<(SecretString, Moment)>,
    /// Since when it is told nothing, and why.
    pub disabled: Option<(Moment, String)>,
    /// When it was made.
    pub created_at: Moment,
}

impl EndpointRecord {
    /// The secrets that are good now.
    pub fn secrets(&self, now: Moment) -> Vec<SecretString> {
        let old = self.old_secret.iter().filter(|(_, until)| *until > now).map(|(secret, _)| secret.clone());
        std::iter::once(self.secret.clone()).chain(old).collect()
    }
}

/// Keeps an endpoint, or what has changed of the one with this id.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn save(db: &dyn Db, endpoint: &EndpointRecord) -> Result<(), DbError> {
    let sql = "insert into webhook_endpoints (id, url, description, secret, old_secret, old_secret_until, disabled_at, \
               disabled_because, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
               on conflict (id) do update set url = $2, description = $3, secret = $4, old_secret = $5, \
               old_secret_until = $6, disabled_at = $7, disabled_because = $8";
    let old = endpoint.old_secret.as_ref();
    let disabled = endpoint.disabled.as_ref();
    let values = vec![
        endpoint.id.as_str().into(),
        endpoint.url.as_str().into(),
        endpoint.description.clone().into(),
        endpoint.secret.expose_secret().into(),
        old.map(|(secret, _)| secret.expose_secret().to_owned()).into(),
        old.map(|(_, until)| *until).into(),
        disabled.map(|(at, _)| *at).into(),
        disabled.map(|(_, because)| because.clone()).into(),
        endpoint.created_at.into(),
    ];
    db.batch(vec![Statement::new(sql, values)]).await.map(drop)
}

/// The endpoint of that id.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the row cannot be read by this version.
pub async fn find(db: &dyn Db, id: &str) -> Result<Option<EndpointRecord>, DbError> {
    let sql = "select * from webhook_endpoints where id = $1";
    let rows = db.batch(vec![Statement::new(sql, vec![id.into()])]).await?.remove(0);
    rows.first().map(read).transpose()
}

/// Every endpoint, newest first.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. A row that this version cannot read is left out, which is no failure.
pub async fn list(db: &dyn Db) -> Result<Vec<EndpointRecord>, DbError> {
    let statement = Statement::new("select * from webhook_endpoints order by created_at desc, id", vec![]);
    Ok(readable(db, "webhook_endpoints", &db.batch(vec![statement]).await?.remove(0), read))
}

/// Forgets an endpoint and everything on its way to it; false where there is none.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn remove(db: &dyn Db, id: &str) -> Result<bool, DbError> {
    let sql = "delete from webhook_endpoints where id = $1 returning id";
    Ok(!db.batch(vec![Statement::new(sql, vec![id.into()])]).await?.remove(0).is_empty())
}

fn read(row: &Row) -> Result<EndpointRecord, DbError> {
    let secret = |text: &str| SecretString::from(text.to_owned());
    Ok(EndpointRecord {
        id: row.text("id")?.to_owned(),
        url: row.text("url")?.to_owned(),
        description: row.maybe_text("description")?.map(str::to_owned),
        secret: secret(row.text("secret")?),
        old_secret: row.maybe_text("old_secret")?.map(secret).zip(row.maybe_moment("old_secret_until")?),
        disabled: row.maybe_moment("disabled_at")?.zip(row.maybe_text("disabled_because")?.map(str::to_owned)),
        created_at: row.moment("created_at")?,
    })
}
