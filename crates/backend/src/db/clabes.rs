//! Reusable CLABEs in the db, and what a page sees of the deposits into them. Of the customer only the merchant's id is kept.
//!
//! How a deposit is written down and changed is in `deposits.rs`.

use super::unreadable::{place, readable};
use super::{Db, DbError, Row, Statement};
use payments::{Clabe, Currency, Moment, Money};

/// Later than any moment, and still a number every runtime holds exactly.
const FOREVER: i64 = (1 << 53) - 1;

/// A reusable CLABE as the db holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClabeRecord {
    /// The id of the reusable CLABE, `clb_...`.
    pub id: String,
    /// The provider's account it belongs to.
    pub account: AccountOf,
    /// The digits, 18 of them.
    pub clabe: Clabe,
    /// The bank to choose.
    pub bank: Option<String>,
    /// The name of the holder of the account, which banks ask for as beneficiary.
    pub beneficiary: Option<String>,
    /// The only amount that is taken; any where it is `None`.
    pub amount: Option<Money>,
    /// The last moment a deposit is taken; for ever where it is `None`.
    pub expires_at: Option<Moment>,
    /// All that has come in.
    pub total: Money,
    /// Grows with every change and every deposit.
    pub version: i64,
    /// When it was made.
    pub created_at: Moment,
}

/// Whose a CLABE is, and with whom. There is one for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountOf {
    /// The provider account that gives the CLABE.
    pub provider: String,
    /// Whether no real money moves: a shop that goes live gets other CLABEs for the same customers.
    pub test: bool,
    /// The merchant's own id of the customer.
    pub customer: String,
}

/// Money that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepositRecord {
    /// The amount of the deposit.
    pub amount: Money,
    /// The moment it was received.
    pub received_at: Moment,
}

/// Writes a new one down; a conflict where its customer has one, or another has the CLABE.
pub fn insert(record: &ClabeRecord) -> Statement {
    let sql = "insert into clabes (id, provider, test, customer, clabe, bank, beneficiary, currency, amount, expires_at, \
               total, version, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let values = vec![
        record.id.as_str().into(),
        record.account.provider.as_str().into(),
        record.account.test.into(),
        record.account.customer.as_str().into(),
        record.clabe.digits().into(),
        record.bank.clone().into(),
        record.beneficiary.clone().into(),
        record.total.currency().code().into(),
        record.amount.map(Money::minor).into(),
        record.expires_at.into(),
        record.total.minor().into(),
        record.version.into(),
        record.created_at.into(),
    ];
    Statement::new(sql, values)
}

/// Changes what it takes, and until when.
pub fn change_terms(id: &str, amount: Option<Money>, expires_at: Option<Moment>) -> Statement {
    let sql = "update clabes set amount = $1, expires_at = $2, version = version + 1 where id = $3";
    Statement::new(sql, vec![amount.map(Money::minor).into(), expires_at.into(), id.into()])
}

/// Whether there is any with this provider, in this mode.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn are_there_any(db: &dyn Db, provider: &str, test: bool) -> Result<bool, DbError> {
    let sql = "select id from clabes where provider = $1 and test = $2 limit 1";
    some(db, Statement::new(sql, vec![provider.into(), test.into()])).await
}

/// The one of that id.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the row cannot be read by this version.
pub async fn find(db: &dyn Db, id: &str) -> Result<Option<ClabeRecord>, DbError> {
    one(db, Statement::new("select * from clabes where id = $1", vec![id.into()])).await
}

/// The one of that id with its deposits, the newest `at_most` of them first, as of one moment.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the CLABE or one of its deposits cannot
/// be read by this version.
pub async fn with_deposits(db: &dyn Db, id: &str, at_most: i64) -> Result<Option<(ClabeRecord, Vec<DepositRecord>)>, DbError> {
    let sql = "select deposits.amount, clabes.currency, received_at from deposits join clabes on clabes.id = clabe_id \
               where clabe_id = $1 and deposits.amount > 0 order by received_at desc, provider_deposit limit $2";
    let clabe = Statement::new("select * from clabes where id = $1", vec![id.into()]);
    let mut rows = db.batch(vec![clabe, Statement::new(sql, vec![id.into(), at_most.into()])]).await?;
    let (deposits, clabe) = (rows.remove(1), rows.remove(0));
    let Some(clabe) = clabe.first().map(read).transpose()? else { return Ok(None) };
    let deposit =
        |row: &Row| Ok(DepositRecord { amount: row.money("amount", "currency")?, received_at: row.moment("received_at")? });
    Ok(Some((clabe, deposits.iter().map(deposit).collect::<Result<_, DbError>>()?)))
}

/// The one a customer has.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the row cannot be read by this version.
pub async fn of_customer(db: &dyn Db, of: &AccountOf) -> Result<Option<ClabeRecord>, DbError> {
    let sql = "select * from clabes where provider = $1 and test = $2 and customer = $3";
    one(db, Statement::new(sql, vec![of.provider.as_str().into(), of.test.into(), of.customer.as_str().into()])).await
}

/// The one with these digits.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the row cannot be read by this version.
pub async fn by_digits(db: &dyn Db, provider: &str, test: bool, clabe: &Clabe) -> Result<Option<ClabeRecord>, DbError> {
    let sql = "select * from clabes where provider = $1 and test = $2 and clabe = $3";
    one(db, Statement::new(sql, vec![provider.into(), test.into(), clabe.digits().into()])).await
}

/// Some of them, the newest first: those that are older than `after`, where it is said.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. A row that this version cannot read is left out, which is no failure.
pub async fn list(db: &dyn Db, after: Option<&ClabeRecord>, at_most: i64) -> Result<Vec<ClabeRecord>, DbError> {
    let sql = "select * from clabes where created_at < $1 or (created_at = $1 and id < $2) \
               order by created_at desc, id desc limit $3";
    let mut from = after.map_or((FOREVER, String::new()), |after| (after.created_at.seconds(), after.id.clone()));
    let (mut found, most) = (Vec::new(), usize::try_from(at_most).unwrap_or_default());
    loop {
        let statement = Statement::new(sql, vec![from.0.into(), from.1.into(), at_most.into()]);
        let rows = db.batch(vec![statement]).await?.remove(0);
        found.extend(readable(db, "clabes", &rows, read));
        match place(&rows) {
            // Some could not be read: others take their place.
            Some(last) if rows.len() == most && found.len() < most => from = last,
            Some(_) | None => break,
        }
    }
    found.truncate(most);
    Ok(found)
}

async fn one(db: &dyn Db, statement: Statement) -> Result<Option<ClabeRecord>, DbError> {
    db.batch(vec![statement]).await?.remove(0).first().map(read).transpose()
}

async fn some(db: &dyn Db, statement: Statement) -> Result<bool, DbError> {
    Ok(!db.batch(vec![statement]).await?.remove(0).is_empty())
}

pub(super) fn read(row: &Row) -> Result<ClabeRecord, DbError> {
    let text = |name: &str| Ok::<_, DbError>(row.maybe_text(name)?.map(str::to_owned));
    let currency: Currency = row.read("currency", |code| code.parse().ok())?;
    Ok(ClabeRecord {
        id: row.text("id")?.to_owned(),
        account: AccountOf {
            provider: row.text("provider")?.to_owned(),
            test: row.integer("test")? != 0,
            customer: row.text("customer")?.to_owned(),
        },
        clabe: row.read("clabe", |digits| Clabe::parse(digits).ok())?,
        bank: text("bank")?,
        beneficiary: text("beneficiary")?,
        amount: row.maybe_integer("amount")?.map(|minor| Money::new(minor, currency)),
        expires_at: row.maybe_moment("expires_at")?,
        total: Money::new(row.integer("total")?, currency),
        version: row.integer("version")?,
        created_at: row.moment("created_at")?,
    })
}
