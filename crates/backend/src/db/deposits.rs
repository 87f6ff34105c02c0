//! Deposits into reusable CLABEs in the db: each is a thing that changes, as the provider says it did.
//!
//! A change is inserted under the deposit's next version, in the batch that moves the CLABE's total by the difference and
//! writes down what the shop is told: of two who change one deposit, or two deposits of one CLABE, at the same time, the
//! second's whole batch is undone as a conflict. What a change means is not known here.

use super::clabes::{self, ClabeRecord};
use super::outbox::{self, EventRecord};
use super::{Db, DbError, Row, Statement};
use payments::{Moment, Money};

/// A deposit as the db holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDeposit {
    /// The provider's id of it.
    pub its_id: String,
    /// How much has come in.
    pub amount: Money,
    /// The moment it was first received.
    pub received_at: Moment,
    /// When its amount changed last.
    pub changed_at: Moment,
    /// Grows with every change of its amount.
    pub version: i64,
    /// How often it was asked about since.
    pub poll_count: i64,
    /// When to ask next; never where it is `None`.
    pub next_poll_at: Option<Moment>,
}

/// The version of a deposit that is new.
pub const FIRST: i64 = 1;

/// What a deposit has become, and how that was learned.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// How much had come in before; nothing where it is new.
    pub before: Money,
    /// How we came to know of it: `webhook` or `reconcile`.
    pub source: &'a str,
    /// What the shop is told; nothing where the money is the same.
    pub told: Option<&'a EventRecord>,
}

/// Writes a deposit down, or its change, under the version it has now; counts the difference; and tells the shop. A conflict
/// where another was first.
pub fn change(clabe: &ClabeRecord, deposit: &KeptDeposit, change: Change<'_>) -> Vec<Statement> {
    let provider = clabe.account.provider.as_str();
    let event = "insert into deposit_events (provider, provider_deposit, version, amount, source, at) \
                 values ($1, $2, $3, $4, $5, $6)";
    let (its_id, minor) = (deposit.its_id.as_str(), deposit.amount.minor());
    let event = Statement::new(
        event,
        vec![
            provider.into(),
            its_id.into(),
            deposit.version.into(),
            minor.into(),
            change.source.into(),
            deposit.changed_at.into(),
        ],
    );
    let is = vec![
        minor.into(),
        deposit.version.into(),
        deposit.poll_count.into(),
        deposit.next_poll_at.into(),
        deposit.changed_at.into(),
        provider.into(),
        its_id.into(),
    ];
    let row = if deposit.version == FIRST {
        let sql = "insert into deposits (amount, version, looks, look_at, changed_at, provider, provider_deposit, clabe_id, \
                   received_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        Statement::new(sql, is.into_iter().chain([clabe.id.as_str().into(), deposit.received_at.into()]).collect())
    } else {
        let sql = "update deposits set amount = $1, version = $2, looks = $3, look_at = $4, changed_at = $5 \
                   where provider = $6 and provider_deposit = $7";
        Statement::new(sql, is)
    };
    let mut statements = vec![event, row];
    if let Some(told) = change.told {
        let count = "update clabes set total = total + $1, version = version + 1 where id = $2";
        let difference = minor - change.before.minor();
        statements.push(Statement::new(count, vec![difference.into(), clabe.id.as_str().into()]));
        statements.extend(outbox::event(told));
    }
    statements
}

/// Notes that nothing was new, and when to ask next.
pub fn mark_polled(provider: &str, deposit: &KeptDeposit) -> Statement {
    let sql = "update deposits set looks = $1, look_at = $2 where provider = $3 and provider_deposit = $4 and version = $5";
    let values = vec![
        deposit.poll_count.into(),
        deposit.next_poll_at.into(),
        provider.into(),
        deposit.its_id.as_str().into(),
        deposit.version.into(),
    ];
    Statement::new(sql, values)
}

/// Lets it be asked about at that moment, if not before.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn poll_by(db: &dyn Db, provider: &str, its_id: &str, next_poll_at: Moment) -> Result<(), DbError> {
    let sql = "update deposits set look_at = $1 where provider = $2 and provider_deposit = $3 \
               and (look_at is null or look_at > $1)";
    db.batch(vec![Statement::new(sql, vec![next_poll_at.into(), provider.into(), its_id.into()])]).await.map(drop)
}

/// The deposit of that id with its CLABE, in this mode.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the row cannot be read by this version.
pub async fn find(
    db: &dyn Db,
    provider: &str,
    test: bool,
    its_id: &str,
) -> Result<Option<(ClabeRecord, KeptDeposit)>, DbError> {
    let sql = "select clabes.*, provider_deposit, deposits.amount as deposited, received_at, changed_at, \
               deposits.version as deposit_version, looks, look_at from deposits join clabes on clabes.id = clabe_id where deposits.provider = $1 and provider_deposit = $2 and test = $3";
    let rows = db.batch(vec![Statement::new(sql, vec![provider.into(), its_id.into(), test.into()])]).await?.remove(0);
    rows.first().map(|row| Ok((clabes::read(row)?, read(row)?))).transpose()
}

/// The ids of those it is time to ask about, the longest waiting first.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn due_for_poll(db: &dyn Db, provider: &str, test: bool, now: Moment, at_most: i64) -> Result<Vec<String>, DbError> {
    let sql = "select provider_deposit from deposits join clabes on clabes.id = clabe_id \
               where deposits.provider = $1 and test = $2 and look_at <= $3 order by look_at, provider_deposit limit $4";
    let values = vec![provider.into(), test.into(), now.into(), at_most.into()];
    let rows = db.batch(vec![Statement::new(sql, values)]).await?.remove(0);
    rows.iter().map(|row| Ok(row.text("provider_deposit")?.to_owned())).collect()
}

fn read(row: &Row) -> Result<KeptDeposit, DbError> {
    let received_at = row.moment("received_at")?;
    Ok(KeptDeposit {
        its_id: row.text("provider_deposit")?.to_owned(),
        amount: row.money("deposited", "currency")?,
        received_at,
        changed_at: row.maybe_moment("changed_at")?.unwrap_or(received_at),
        version: row.integer("deposit_version")?,
        poll_count: row.integer("looks")?,
        next_poll_at: row.maybe_moment("look_at")?,
    })
}
