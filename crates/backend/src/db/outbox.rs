//! The outbox in the db: orders whose story has not been told to its end, the events it was told in, and each event's way
//! to each endpoint.
//!
//! An event is inserted under its order's version, in the batch that moves `told` there: of two who turn the same story
//! into events, one hears a conflict. What an event says is not known here.

use super::alerts::{self, AlertRecord};
use super::orders::{self, OrderRecord};
use super::unreadable::kept;
use super::{Db, DbError, Row, Statement, charges};
use payments::{Event, Moment, Money};
use std::collections::BTreeMap;

/// Later than any moment, and still a number every runtime holds exactly.
const FOREVER: i64 = (1 << 53) - 1;

/// One event of one charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeEvent {
    /// The id of the charge it happened to, `chg_...`.
    pub charge_id: String,
    /// The version of the order this event made; nought for what happened before that was counted.
    pub order_version: i64,
    /// The event, as the rules know it.
    pub event: Event,
    /// When we learned it.
    pub at: Moment,
}

/// An order, the whole story of its charges, and how much of it has been told.
#[derive(Clone, Debug)]
pub struct Unpublished {
    /// The order as it is now.
    pub record: OrderRecord,
    /// The merchant's notes, as JSON.
    pub metadata: String,
    /// Every event of its charges, in order.
    pub events: Vec<ChargeEvent>,
    /// Every alert of it.
    pub alerts: Vec<AlertRecord>,
    /// Up to which version it has been told.
    pub told: i64,
}

/// One event, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRecord {
    /// The event's id, `evt_...`, which is its `webhook-id`.
    pub id: String,
    /// The order or the reusable CLABE it is about; its own id where it is about none.
    pub order_id: String,
    /// The version of that it tells of.
    pub order_version: i64,
    /// The type of the event: `order.paid`.
    pub kind: String,
    /// The body that is posted, as JSON.
    pub body: String,
    /// When it was written down.
    pub created_at: Moment,
}

/// An event on its way to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRecord {
    /// The id of the endpoint it goes to, `whe_...`.
    pub endpoint_id: String,
    /// The event that is delivered.
    pub event: EventRecord,
    /// The state of the delivery.
    pub state: Delivered,
    /// How often it was tried.
    pub attempts: i64,
    /// When to try next.
    pub next_at: Option<Moment>,
    /// The last HTTP status.
    pub status: Option<i64>,
    /// Why the last attempt failed.
    pub detail: Option<String>,
    /// When it was tried last.
    pub tried_at: Option<Moment>,
}

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// It has not been answered yet, and is tried again.
    Waiting,
    /// The endpoint has it.
    Yes,
    /// It was tried for as long as is tried, and given up.
    Failed,
}

impl Delivered {
    /// Every state of a delivery.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Yes, Self::Failed];

    /// The word for it in JSON and in the db.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Yes => "delivered",
            Self::Failed => "failed",
        }
    }

    /// The state of that word, if it is one.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == id)
    }
}

/// The ids of some orders whose story has not been told to its end, those after `after`.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn unpublished(db: &dyn Db, after: &str, at_most: i64) -> Result<Vec<String>, DbError> {
    let sql = "select id from orders where version > told and id > $1 order by id limit $2";
    let rows = db.batch(vec![Statement::new(sql, vec![after.into(), at_most.into()])]).await?.remove(0);
    rows.iter().map(|row| row.text("id").map(str::to_owned)).collect()
}

/// One of them, as of one moment.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the order, a charge or an event of it
/// cannot be read by this version.
pub async fn timeline(db: &dyn Db, order_id: &str) -> Result<Option<Unpublished>, DbError> {
    let order = Statement::new("select * from orders where id = $1", vec![order_id.into()]);
    // What happened before versions were counted has none, and was told by nobody.
    let events = "select charge_id, coalesce(order_version, 0) as order_version, event, total, charge_events.received, word, at, \
                  charges.currency, amount from charge_events join charges on charges.id = charge_id \
                  where order_id = $1 and event <> 'amended' \
                  order by coalesce(order_version, 0), at, charge_events.version";
    let events = Statement::new(events, vec![order_id.into()]);
    let mut rows = db.batch(vec![order, charges::of_order(order_id), events, alerts::of_order(order_id)]).await?;
    let (alerts, events, charges, order) = (rows.remove(3), rows.remove(2), rows.remove(1), rows.remove(0));
    let Some(row) = order.first() else { return Ok(None) };
    Ok(Some(Unpublished {
        record: orders::read(row, &charges)?,
        metadata: row.text("metadata")?.to_owned(),
        events: read_charge_events(&events)?,
        alerts: alerts::read_all(&alerts)?,
        told: row.integer("told")?,
    }))
}

fn read_charge_events(rows: &[Row]) -> Result<Vec<ChargeEvent>, DbError> {
    // What each charge had received before the event that is read, for the rows of before.
    let mut came: BTreeMap<String, Money> = BTreeMap::new();
    let read = |row: &Row| {
        let charge_id = row.text("charge_id")?.to_owned();
        let event = match row.text("event")? {
            "issued" => Event::Issued,
            "paid" => Event::Paid(row.money("total", "currency")?),
            "expired" => Event::Expired,
            "declined" => Event::Declined,
            "canceled" => Event::Canceled,
            "refunded" => read_refund(row, came.get(&charge_id).copied())?,
            "unknown" => Event::Unknown(row.maybe_text("word")?.unwrap_or_default().to_owned()),
            other => return Err(DbError::Disagreement(format!("{other} is no event"))),
        };
        if let Event::Paid(received) | Event::Refunded { received, .. } = event {
            came.insert(charge_id.clone(), received);
        }
        let (order_version, at) = (row.integer("order_version")?, row.moment("at")?);
        Ok(ChargeEvent { charge_id, order_version, event, at })
    };
    rows.iter().map(read).collect()
}

/// What went back, and of how much. Programs of before wrote down what went back, or nothing where all of it did, and of how much is
/// what had `come`; where nothing had, they took it for what was asked.
fn read_refund(row: &Row, come: Option<Money>) -> Result<Event, DbError> {
    let total = row.maybe_integer("total")?;
    let (received, is_known) = match row.maybe_integer("received")? {
        Some(_) => (row.money("received", "currency")?, true),
        None => (come.map_or_else(|| row.money("amount", "currency"), Ok)?, false),
    };
    let refunded = match total {
        Some(_) => row.money("total", "currency")?,
        None if is_known => return Ok(Event::RefundedInFull),
        None => received,
    };
    let refunded = Money::new(refunded.minor().min(received.minor()), received.currency());
    Ok(Event::Refunded { received, refunded })
}

/// Writes events down with a delivery to every endpoint that is not disabled, and notes that the order has been told up to
/// `version`; all or nothing.
///
/// # Errors
///
/// [`DbError::Conflict`] where another copy has written one of the events, and [`DbError::Unusable`] where the db cannot be used.
pub async fn tell(db: &dyn Db, order_id: &str, version: i64, events: &[EventRecord]) -> Result<(), DbError> {
    let told = "update orders set told = $1 where id = $2 and told < $1";
    let mut statements = vec![Statement::new(told, vec![version.into(), order_id.into()])];
    statements.extend(events.iter().flat_map(event));
    db.batch(statements).await.map(drop)
}

/// An event, with a delivery to every endpoint that is not disabled; a conflict where this version of what it is about has one.
pub fn event(event: &EventRecord) -> [Statement; 2] {
    [insert(event), deliver_everywhere(event)]
}

/// Writes an event down for one endpoint.
///
/// # Errors
///
/// [`DbError::Conflict`] where the id exists already, and [`DbError::Unusable`] where the db cannot be used.
pub async fn tell_one(db: &dyn Db, endpoint_id: &str, event: &EventRecord) -> Result<(), DbError> {
    let sql = "insert into deliveries (endpoint_id, event_id, order_id, order_version, state, attempts, next_at, created_at) \
               values ($1, $2, $3, $4, 'waiting', 0, $5, $5)";
    let values = vec![
        endpoint_id.into(),
        event.id.as_str().into(),
        event.order_id.as_str().into(),
        event.order_version.into(),
        event.created_at.into(),
    ];
    db.batch(vec![insert(event), Statement::new(sql, values)]).await.map(drop)
}

fn insert(event: &EventRecord) -> Statement {
    let sql =
        "insert into webhook_events (id, order_id, order_version, type, body, created_at) values ($1, $2, $3, $4, $5, $6)";
    let values = vec![
        event.id.as_str().into(),
        event.order_id.as_str().into(),
        event.order_version.into(),
        event.kind.as_str().into(),
        event.body.as_str().into(),
        event.created_at.into(),
    ];
    Statement::new(sql, values)
}

fn deliver_everywhere(event: &EventRecord) -> Statement {
    let sql = "insert into deliveries (endpoint_id, event_id, order_id, order_version, state, attempts, next_at, created_at) \
               select webhook_endpoints.id, webhook_events.id, order_id, order_version, 'waiting', 0, \
               webhook_events.created_at, webhook_events.created_at from webhook_endpoints cross join webhook_events \
               where webhook_events.id = $1 and disabled_at is null";
    Statement::new(sql, vec![event.id.as_str().into()])
}

/// The endpoints that it is time to send something to; none that is disabled.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn endpoints_due(db: &dyn Db, now: Moment) -> Result<Vec<String>, DbError> {
    let sql = "select id from webhook_endpoints where disabled_at is null and exists (select 1 from deliveries \
               where endpoint_id = webhook_endpoints.id and state = 'waiting' and next_at <= $1) order by id";
    let rows = db.batch(vec![Statement::new(sql, vec![now.into()])]).await?.remove(0);
    rows.iter().map(|row| row.text("id").map(str::to_owned)).collect()
}

/// What it is time to send to an endpoint, the longest waiting first: of one order never two, and never a later event before an
/// earlier one that still waits.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. A row that this version cannot read is left out, which is no failure.
pub async fn due(db: &dyn Db, endpoint_id: &str, now: Moment, at_most: i64) -> Result<Vec<DeliveryRecord>, DbError> {
    let sql = "select deliveries.*, type, body from deliveries join webhook_events on webhook_events.id = event_id \
               where endpoint_id = $1 and state = 'waiting' and next_at <= $2 \
               and exists (select 1 from webhook_endpoints where id = endpoint_id and disabled_at is null) \
               and not exists (select 1 from deliveries earlier where earlier.endpoint_id = deliveries.endpoint_id \
               and earlier.order_id = deliveries.order_id and earlier.order_version < deliveries.order_version \
               and earlier.state = 'waiting') order by next_at, event_id limit $3";
    let rows = db.batch(vec![Statement::new(sql, vec![endpoint_id.into(), now.into(), at_most.into()])]).await?.remove(0);
    Ok(rows.iter().filter_map(|row| kept(db, "deliveries", row.text("event_id").unwrap_or("?"), read(row))).collect())
}

/// Notes what became of an attempt.
pub fn tried(delivery: &DeliveryRecord) -> Statement {
    let sql = "update deliveries set state = $1, attempts = $2, next_at = $3, status = $4, detail = $5, tried_at = $6 \
               where endpoint_id = $7 and event_id = $8";
    let values = vec![
        delivery.state.id().into(),
        delivery.attempts.into(),
        delivery.next_at.into(),
        delivery.status.into(),
        delivery.detail.clone().into(),
        delivery.tried_at.into(),
        delivery.endpoint_id.as_str().into(),
        delivery.event.id.as_str().into(),
    ];
    Statement::new(sql, values)
}

/// Lets a delivery be tried again from the beginning; false where there is none.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone; nothing is changed then.
pub async fn resend(db: &dyn Db, endpoint_id: &str, event_id: &str, now: Moment) -> Result<bool, DbError> {
    let sql = "update deliveries set state = 'waiting', attempts = 0, next_at = $1 where endpoint_id = $2 and event_id = $3 \
               returning event_id";
    let values = vec![now.into(), endpoint_id.into(), event_id.into()];
    Ok(!db.batch(vec![Statement::new(sql, values)]).await?.remove(0).is_empty())
}

/// Some deliveries to an endpoint, the newest first: those that are older than `after`, where it is said.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. A row that this version cannot read is left out, which is no failure.
pub async fn list(
    db: &dyn Db,
    endpoint_id: &str,
    after: Option<&DeliveryRecord>,
    at_most: i64,
) -> Result<Vec<DeliveryRecord>, DbError> {
    let sql = "select deliveries.*, type, body from deliveries join webhook_events on webhook_events.id = event_id \
               where endpoint_id = $1 and (deliveries.created_at < $2 or (deliveries.created_at = $2 and event_id < $3)) \
               order by deliveries.created_at desc, event_id desc limit $4";
    let (created_at, id) = after.map_or((FOREVER, ""), |after| (after.event.created_at.seconds(), after.event.id.as_str()));
    let values = vec![endpoint_id.into(), created_at.into(), id.into(), at_most.into()];
    let rows = db.batch(vec![Statement::new(sql, values)]).await?.remove(0);
    Ok(rows.iter().filter_map(|row| kept(db, "deliveries", row.text("event_id").unwrap_or("?"), read(row))).collect())
}

/// The delivery of an event to an endpoint.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the row cannot be read by this version.
pub async fn find(db: &dyn Db, endpoint_id: &str, event_id: &str) -> Result<Option<DeliveryRecord>, DbError> {
    let sql = "select deliveries.*, type, body from deliveries join webhook_events on webhook_events.id = event_id \
               where endpoint_id = $1 and event_id = $2";
    let rows = db.batch(vec![Statement::new(sql, vec![endpoint_id.into(), event_id.into()])]).await?.remove(0);
    rows.first().map(read).transpose()
}

fn read(row: &Row) -> Result<DeliveryRecord, DbError> {
    Ok(DeliveryRecord {
        endpoint_id: row.text("endpoint_id")?.to_owned(),
        event: EventRecord {
            id: row.text("event_id")?.to_owned(),
            order_id: row.text("order_id")?.to_owned(),
            order_version: row.integer("order_version")?,
            kind: row.text("type")?.to_owned(),
            body: row.text("body")?.to_owned(),
            created_at: row.moment("created_at")?,
        },
        state: row.read("state", Delivered::from_id)?,
        attempts: row.integer("attempts")?,
        next_at: row.maybe_moment("next_at")?,
        status: row.maybe_integer("status")?,
        detail: row.maybe_text("detail")?.map(str::to_owned),
        tried_at: row.maybe_moment("tried_at")?,
    })
}
