//! Alerts in the db: what a provider said that does not fit what it was asked, and that only a person can decide.
//!
//! An alert is raised in the batch of the change it speaks of. The same oddity seen again while it waits is the same
//! alert: of a charge and a kind one waits at most, with the last of what was said and how often. What a person has
//! decided is not asked again where the provider only repeats it. Raising and settling count a change of the order, so
//! that the shop is told of each in its place. What is done about one is not known here.

mod raised;

pub use raised::{Known, answered, known, over, raise, settle};

use super::{Db, DbError, Row, Statement};
use payments::{Moment, Money};

/// The most letters that are kept of what was said.
const LETTERS: usize = 200;

/// A kind of alert: what about an order or a charge needs a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlertKind {
    /// The provider says a status nobody here knows.
    UnknownStatus,
    /// Its answer, or an amount in it, cannot be read.
    UnreadableAnswer,
    /// It was made, or paid, for another amount than was asked for.
    WrongAmount,
    /// It is in another currency.
    WrongCurrency,
    /// The answer is about another charge than the one asked about.
    WrongCharge,
    /// It contradicts what it said before: paid and then less, or not at all; refunded and then paid.
    Contradiction,
    /// What can still be paid is more than what is due.
    MorePayableThanDue,
    /// More came than was asked for, and the provider keeps it in the customer's balance.
    HeldElsewhere,
    /// The provider made two charges of one.
    TwoCharges,
    /// The db holds something of it that this version cannot read.
    UnreadableRow,
    /// The provider answered when nobody waited any more.
    LateAnswer,
}

impl AlertKind {
    /// Every kind of alert.
    pub const ALL: [Self; 11] = [
        Self::UnknownStatus,
        Self::UnreadableAnswer,
        Self::WrongAmount,
        Self::WrongCurrency,
        Self::WrongCharge,
        Self::Contradiction,
        Self::MorePayableThanDue,
        Self::HeldElsewhere,
        Self::TwoCharges,
        Self::UnreadableRow,
        Self::LateAnswer,
    ];

    /// The word for it in JSON and in the db.
    pub const fn id(self) -> &'static str {
        match self {
            Self::UnknownStatus => "unknown_status",
            Self::UnreadableAnswer => "unreadable_answer",
            Self::WrongAmount => "wrong_amount",
            Self::WrongCurrency => "wrong_currency",
            Self::WrongCharge => "wrong_charge",
            Self::Contradiction => "contradiction",
            Self::MorePayableThanDue => "more_payable_than_due",
            Self::HeldElsewhere => "held_elsewhere",
            Self::TwoCharges => "two_charges",
            Self::UnreadableRow => "unreadable_row",
            Self::LateAnswer => "late_answer",
        }
    }

    /// The kind of that word, if it is one.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// A way in which an alert was settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The provider, asked again, now says what fits.
    Answered,
    /// A person takes what came as it is.
    Accepted,
    /// A person closed the order for more payments.
    Closed,
    /// A person sent the money back.
    Refunded,
}

impl Settled {
    /// Every way in which an alert can be settled.
    pub const ALL: [Self; 4] = [Self::Answered, Self::Accepted, Self::Closed, Self::Refunded];

    /// The word for it in JSON and in the db.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Accepted => "accepted",
            Self::Closed => "closed",
            Self::Refunded => "refunded",
        }
    }

    /// The way of that word, if it is one.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.id() == id)
    }
}

/// What is to be raised. Made by [`NewAlert::new`], which cleans what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAlert {
    /// The id of the order, `ord_...`.
    pub order_id: String,
    /// The charge; `None` where it is about the order.
    pub charge_id: Option<String>,
    /// The provider account that said it; `None` where it was found here.
    pub provider: Option<String>,
    /// The kind of alert.
    pub kind: AlertKind,
    /// What was asked for.
    pub asked: String,
    /// What the provider says, without anything about a person.
    pub said: String,
    /// What it says has been paid in all, where that can be read.
    pub paid: Option<Money>,
    /// The moment it was raised.
    pub at: Moment,
}

impl NewAlert {
    /// One of a charge. `asked` and `said` are shown to the merchant as they stand: amounts as decimals with their
    /// currency ([`amount`]), status words, nothing about a person.
    pub fn new(record: &super::charges::ChargeRecord, kind: AlertKind, asked: &str, said: &str, at: Moment) -> Self {
        Self {
            order_id: record.order_id.clone(),
            charge_id: Some(record.charge.id.clone()),
            provider: Some(record.provider.clone()),
            kind,
            asked: clean(asked),
            said: clean(said),
            paid: None,
            at,
        }
    }

    /// The same, with what the provider says has been paid: what *accept* believes.
    #[must_use]
    pub fn with_paid(self, paid: Option<Money>) -> Self {
        Self { paid, ..self }
    }

    pub(super) fn charge(&self) -> &str {
        self.charge_id.as_deref().unwrap_or_default()
    }
}

/// An amount for a sentence of an alert: `149.99 MXN`.
pub fn amount(money: Money) -> String {
    format!("{} {}", money.to_decimal(), money.currency().code())
}

/// One line of letters that can be seen, and not too many of them.
fn clean(text: &str) -> String {
    let seen = text.split(|next: char| next.is_control() || next.is_whitespace()).filter(|word| !word.is_empty());
    let line = seen.collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LETTERS { line } else { line.chars().take(LETTERS - 1).chain(['…']).collect() }
}

/// An alert as the db holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertRecord {
    /// The alert's id, `alr_...`.
    pub id: String,
    /// What was raised, with what was said the last time.
    pub alert: NewAlert,
    /// The version of the order it made; nought where nobody is told of it.
    pub raised_version: i64,
    /// When it was said last.
    pub seen_at: Moment,
    /// How often it was said.
    pub times: i64,
    /// How and when it was settled; `None` while it waits.
    pub settled: Option<SettledRecord>,
}

/// How an alert ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettledRecord {
    /// The moment it was settled.
    pub at: Moment,
    /// By whom: a token's first characters, or the provider.
    pub by: String,
    /// The way it was settled.
    pub how: Settled,
    /// The version of the order it made.
    pub version: i64,
}

/// Every alert of an order, the oldest first; what waits and what has ended.
pub fn of_order(order_id: &str) -> Statement {
    let sql = "select * from alerts where order_id = $1 order by raised_at, raised_version, id";
    Statement::new(sql, vec![order_id.into()])
}

/// Those of them that wait.
///
/// # Errors
/// [`DbError::Unusable`] where the db cannot be used. A row that this version cannot read is left out, which is no failure.
pub async fn open_of_order(db: &dyn Db, order_id: &str) -> Result<Vec<AlertRecord>, DbError> {
    let rows = db.batch(vec![of_order(order_id)]).await?.remove(0);
    let alerts = read_all(&rows)?;
    Ok(alerts.into_iter().filter(|alert| alert.settled.is_none()).collect())
}

/// Some of those that wait, the oldest first: those raised after `after`, where it is said.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. A row that this version cannot read is left out, which is no failure.
pub async fn list(db: &dyn Db, after: Option<&AlertRecord>, at_most: i64) -> Result<Vec<AlertRecord>, DbError> {
    let sql = "select * from alerts where settled_at is null and (raised_at > $1 or (raised_at = $1 and id > $2)) \
               order by raised_at, id limit $3";
    let (at, id) = after.map_or((-1, ""), |after| (after.alert.at.seconds(), after.id.as_str()));
    let rows = db.batch(vec![Statement::new(sql, vec![at.into(), id.into(), at_most.into()])]).await?.remove(0);
    read_all(&rows)
}

/// How many orders wait for a person, and since when the longest does.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn count_open(db: &dyn Db) -> Result<(i64, Option<Moment>), DbError> {
    let rows = db.batch(vec![counting()]).await?.remove(0);
    let row = rows.first().ok_or_else(|| DbError::Disagreement("a count is one row".to_owned()))?;
    Ok((row.integer("many")?, row.maybe_moment("oldest")?))
}

pub(super) fn counting() -> Statement {
    let sql = "select count(distinct order_id) as many, min(raised_at) as oldest from alerts where settled_at is null";
    Statement::new(sql, vec![])
}

/// Reads alerts from their rows.
///
/// # Errors
/// None today: a row that this version cannot read is left to a newer one, and hides no other.
pub fn read_all(rows: &[Row]) -> Result<Vec<AlertRecord>, DbError> {
    // One that only a newer version can read is left to it, and hides no other.
    Ok(rows.iter().filter_map(|row| read(row).ok()).collect())
}

fn read(row: &Row) -> Result<AlertRecord, DbError> {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let settled = match row.maybe_moment("settled_at")? {
        None => None,
        Some(at) => Some(SettledRecord {
            at,
            by: row.maybe_text("settled_by")?.unwrap_or_default().to_owned(),
            how: row.read("settled_how", Settled::from_id)?,
            version: row.maybe_integer("settled_version")?.unwrap_or_default(),
        }),
    };
    Ok(AlertRecord {
        id: row.text("id")?.to_owned(),
        alert: NewAlert {
            order_id: row.text("order_id")?.to_owned(),
            charge_id: some(row.text("charge_id")?),
            provider: some(row.text("provider")?),
            kind: row.read("kind", AlertKind::from_id)?,
            asked: row.text("asked")?.to_owned(),
            said: row.text("said")?.to_owned(),
            paid: row.maybe_money("paid", "currency")?,
            at: row.moment("raised_at")?,
        },
        raised_version: row.integer("raised_version")?,
        seen_at: row.moment("seen_at")?,
        times: row.integer("times")?,
        settled,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_one_short_line() {
        let check = |said: &str, expected: &str| assert_eq!(clean(said), expected);
        check("  paid\n149.99\u{0}  MXN\t", "paid 149.99 MXN");
        check(&"é".repeat(200), &"é".repeat(200));
        check(&"é".repeat(201), &format!("{}…", "é".repeat(199)));
    }

    #[test]
    fn every_word_is_read_back() {
        for kind in AlertKind::ALL {
            assert_eq!(AlertKind::from_id(kind.id()), Some(kind));
        }
        for how in Settled::ALL {
            assert_eq!(Settled::from_id(how.id()), Some(how));
        }
    }
}
