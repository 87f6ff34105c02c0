//! Decisions in the db: what people did and noted about an order. Rows are added and never changed, but for a note that names a
//! person who asks to be forgotten. What follows from a decision is not known here.

use super::{Db, DbError, Row, Statement};
use crate::base::id;
use payments::{Moment, Money};

/// What a person did about an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Took what came as it is.
    Accepted,
    /// Asked the provider again.
    Asked,
    /// Closed the order for more payments.
    Closed,
    /// Sent money back by hand.
    Refunded,
    /// Wrote a note, and decided nothing.
    Noted,
}

impl Action {
    /// Every action, in the order of their declaration.
    pub const ALL: [Self; 5] = [Self::Accepted, Self::Asked, Self::Closed, Self::Refunded, Self::Noted];

    /// The word for it in JSON and in the db.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Asked => "asked",
            Self::Closed => "closed",
            Self::Refunded => "refunded",
            Self::Noted => "noted",
        }
    }

    /// The action of that word, if it is one.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.id() == id)
    }
}

/// Money that went back by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByHand {
    /// The amount given back.
    pub amount: Money,
    /// The day it was given back, where the shop is: `2026-11-20`.
    pub on: String,
    /// What the transfer is found by.
    pub reference: String,
}

/// A decision of a person about an order, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRecord {
    /// The id of the order, `ord_...`.
    pub order_id: String,
    /// The alert it was about.
    pub alert_id: Option<String>,
    /// The action of the person.
    pub action: Action,
    /// Why, in their words.
    pub note: Option<String>,
    /// The refund made by hand; only for [`Action::Refunded`].
    pub by_hand: Option<ByHand>,
    /// Who: a token's first characters.
    pub by: String,
    /// The moment of the decision.
    pub at: Moment,
}

/// The statement that keeps a decision.
pub fn insert(decision: &DecisionRecord) -> Statement {
    let sql = "insert into decisions (id, order_id, position, alert_id, action, note, amount, currency, refunded_on, reference, decided_by, \
               decided_at) values ($1, $2, (select count(*) from decisions where order_id = $2), $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let by_hand = decision.by_hand.as_ref();
    let values = vec![
        id::decision().into(),
        decision.order_id.as_str().into(),
        decision.alert_id.clone().into(),
        decision.action.id().into(),
        decision.note.clone().into(),
        by_hand.map(|by_hand| by_hand.amount.minor()).into(),
        by_hand.map(|by_hand| by_hand.amount.currency().code()).into(),
        by_hand.map(|by_hand| by_hand.on.as_str()).into(),
        by_hand.map(|by_hand| by_hand.reference.as_str()).into(),
        decision.by.as_str().into(),
        decision.at.into(),
    ];
    Statement::new(sql, values)
}

/// Every decision about an order, the oldest first.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where one of the decisions cannot be read by
/// this version.
pub async fn of_order(db: &dyn Db, order_id: &str) -> Result<Vec<DecisionRecord>, DbError> {
    let sql = "select * from decisions where order_id = $1 order by position, id";
    let rows = db.batch(vec![Statement::new(sql, vec![order_id.into()])]).await?.remove(0);
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<DecisionRecord, DbError> {
    let text = |name: &str| Ok::<_, DbError>(row.maybe_text(name)?.map(str::to_owned));
    let by_hand = match row.maybe_money("amount", "currency")? {
        None => None,
        Some(amount) => Some(ByHand {
            amount,
            on: text("refunded_on")?.unwrap_or_default(),
            reference: text("reference")?.unwrap_or_default(),
        }),
    };
    Ok(DecisionRecord {
        order_id: row.text("order_id")?.to_owned(),
        alert_id: text("alert_id")?,
        action: row.read("action", Action::from_id)?,
        note: text("note")?,
        by_hand,
        by: row.text("decided_by")?.to_owned(),
        at: row.moment("decided_at")?,
    })
}
