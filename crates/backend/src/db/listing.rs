//! Orders found by what a merchant remembers of them, the newest first, and what has happened to one.
//!
//! An order's status stands nowhere, so it is worked out here once more, in SQL, as `payments::Order::status` does it; a test
//! holds the two against each other. How long a list takes does not grow with all that is kept: what is searched for whole is
//! found by an index, a part of something among the newest, who waits or was paid back by their charges, and a button's by
//! an index of its own. Only another status that hardly any order has is looked for order by order. What may be asked for is
//! not decided here.

use super::alerts::{self, AlertRecord};
use super::orders::OrderRecord;
use super::unreadable::{kept, place};
use super::{Db, DbError, Row, Rows, Statement, Value, charges, folded, orders};
use crate::base::fold::{fold, patterns, phones};
use payments::{Moment, State, Status};

/// Which orders stand how, and the list of them by age: it stops where it has enough.
pub const LIST: &str = concat!(
    include_str!("listing/standing.sql"),
    include_str!("listing/window.sql"),
    include_str!("listing/asked.sql"),
    include_str!("listing/words.sql"),
    "order by created_at desc, id desc limit $14"
);

/// The same of those that something is the whole id, reference, address, phone or digits of. As for all that are few, the index by
/// age is not entered: `+` before its column says so.
pub const WHOLE: &str = concat!(
    include_str!("listing/standing.sql"),
    include_str!("listing/anywhere.sql"),
    include_str!("listing/asked.sql"),
    include_str!("listing/whole.sql")
);

/// The same of those with a charge in one of two states that are rare, which they all have that stand so.
pub const RARE: &str = concat!(
    include_str!("listing/standing.sql"),
    include_str!("listing/anywhere.sql"),
    include_str!("listing/asked.sql"),
    include_str!("listing/rare.sql")
);

/// The same of those of one button.
const OF_BUTTON: &str =
    concat!(include_str!("listing/standing.sql"), include_str!("listing/window.sql"), include_str!("listing/button.sql"));

/// The same of those that need a person.
pub const NEEDING: &str = concat!(
    include_str!("listing/standing.sql"),
    include_str!("listing/anywhere.sql"),
    include_str!("listing/asked.sql"),
    include_str!("listing/needing.sql"),
    include_str!("listing/words.sql"),
    "order by +created_at desc, id desc limit $14"
);

/// How many charges are in one of these states, as far as they are counted.
pub const HOW_RARE: &str = "select count(*) as charges from (select id from charges \
                        where state in ('requested', 'pending', 'refunded') and state in ($1, $2) limit $3) few";

/// Whether there is any of those.
pub const KNOWN: &str = include_str!("listing/known.sql");

/// Later than every moment, for a list that begins with the newest.
const FOREVER: i64 = 1 << 53;

/// How many orders are looked through for a part of something, the newest of the days asked for: some 50 ms of work.
/// Also how many are taken of one address, phone, reference or digits.
pub const WINDOW: i64 = 10_000;

/// A filter of orders: each part that is set narrows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Those that stand so now.
    pub status: Option<Status>,
    /// Those of this button.
    pub button: Option<String>,
    /// Those that this is the whole id, a charge's id, the reference, the customer's address or phone, or the digits of;
    /// where there is none in the whole db, those among the newest [`WINDOW`] with this as a part of any of these, of the
    /// description or of the customer's name.
    pub text: Option<String>,
    /// Those alone that wait for a person.
    pub needs_attention: bool,
    /// Those made at this moment or later.
    pub from: Option<Moment>,
    /// Those made before this moment.
    pub until: Option<Moment>,
}

/// An order with who pays it by the charge that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The order with its charges.
    pub record: OrderRecord,
    /// Name, address and phone of each charge, in the order of its charges.
    pub customers: Vec<(String, String, Option<String>)>,
    /// Its alerts, the oldest first, also those that have ended.
    pub alerts: Vec<AlertRecord>,
}

/// Something that happened to a charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The id of the charge it happened to, `chg_...`.
    pub charge: String,
    /// The word for it.
    pub word: String,
    /// Of *paid*: all that had arrived, minor units.
    pub total: Option<i64>,
    /// How it was learned.
    pub source: String,
    /// The moment it happened.
    pub at: Moment,
}

/// What was found, and how far was looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The orders of this page of the list, newest first.
    pub found: Vec<Found>,
    /// When the oldest order was made that was looked through for a part of something, where there are older ones.
    pub since: Option<Moment>,
}

/// Some of them, the newest first: those older than `after`, where it is said. One that cannot be read is left out, and another
/// takes its place.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. A row that this version cannot read is left out, which is no failure.
pub async fn find(
    db: &dyn Db,
    wanted: &Wanted,
    now: Moment,
    after: Option<&OrderRecord>,
    at_most: i64,
) -> Result<Part, DbError> {
    let mut from = after.map_or((FOREVER, String::new()), |after| (after.order.created_at.seconds(), after.order.id.clone()));
    if wanted.text.is_some() {
        // What an older program has written is made findable; in a big db the rest follows in the background.
        folded::catch_up(db, WINDOW + WINDOW / 5).await?;
    }
    let (mut found, most) = (Vec::new(), usize::try_from(at_most).unwrap_or_default());
    loop {
        let (ids, since) = ids(db, wanted, now, (from.0, &from.1), at_most).await?;
        let read = read_all(db, &ids).await?;
        found.extend(read.into_iter().filter_map(|(id, read)| kept(db, "orders", &id, read)));
        let next = if ids.len() == most && found.len() < most { place_of(db, ids.last()).await? } else { None };
        match next {
            Some(last) => from = last,
            None => {
                found.truncate(most);
                return Ok(Part { found, since });
            }
        }
    }
}

/// Where a list goes on after an order.
async fn place_of(db: &dyn Db, id: Option<&String>) -> Result<Option<(i64, String)>, DbError> {
    let Some(id) = id else { return Ok(None) };
    let sql = "select created_at, id from orders where id = $1";
    Ok(place(&db.batch(vec![Statement::new(sql, vec![id.as_str().into()])]).await?.remove(0)))
}

/// Their ids, those after a place, and how far was looked.
async fn ids(
    db: &dyn Db,
    wanted: &Wanted,
    now: Moment,
    (created_at, id): (i64, &str),
    at_most: i64,
) -> Result<(Vec<String>, Option<Moment>), DbError> {
    let text = wanted.text.as_deref().unwrap_or_default().trim();
    let whole = !text.is_empty() && !wanted.needs_attention && known(db, text).await?;
    let since = if text.is_empty() || whole || wanted.needs_attention { None } else { oldest(db, wanted).await? };
    let from = since.or(wanted.from).map_or(0, Moment::seconds);
    let until = wanted.until.map_or(FOREVER, Moment::seconds);
    let mut values = vec![
        now.into(),
        created_at.into(),
        id.into(),
        from.into(),
        // An index is entered where the last part ended, not at its beginning.
        until.min(created_at.saturating_add(1)).into(),
        wanted.status.map_or("", Status::id).into(),
        wanted.button.as_deref().unwrap_or_default().into(),
    ];
    let rare = if text.is_empty() && !wanted.needs_attention { rare(db, wanted.status).await? } else { None };
    let sql = if wanted.needs_attention {
        // What is the whole of something is found here too as it is kept, however it was written.
        let kept = if !text.is_empty() && known(db, text).await? { digits(text) } else { text.to_owned() };
        values.extend(patterns(&kept).map(Value::from));
        NEEDING
    } else if let Some([one, other]) = rare {
        values.extend([one.id().into(), other.id().into()]);
        RARE
    } else if whole {
        values.extend([text.to_lowercase().into(), fold(text).into(), WINDOW.into(), digits(text).into()]);
        WHOLE
    } else if text.is_empty() && wanted.button.is_some() {
        OF_BUTTON
    } else {
        values.extend(patterns(text).map(Value::from));
        LIST
    };
    values.push(at_most.into());
    let rows = db.batch(vec![Statement::new(sql, values)]).await?.remove(0);
    let ids = rows.iter().map(|row| row.text("id").map(str::to_owned)).collect::<Result<Vec<_>, _>>()?;
    Ok((ids, since))
}

/// Whether this is the whole of something that orders are found by.
async fn known(db: &dyn Db, text: &str) -> Result<bool, DbError> {
    let values = vec![text.to_lowercase().into(), fold(text).into(), digits(text).into()];
    Ok(!db.batch(vec![Statement::new(KNOWN, values)]).await?.remove(0).is_empty())
}

/// The states of which an order has a charge that stands so, where so few charges are in them that looking at each is less
/// work than looking for some among all orders.
async fn rare(db: &dyn Db, status: Option<Status>) -> Result<Option<[State; 2]>, DbError> {
    // Who waits is among the newest, so many of them are found sooner there; who was paid back may be anywhere.
    let (states, few) = match status {
        Some(Status::Pending) => ([State::Requested, State::Pending], WINDOW / 10),
        Some(Status::Refunded) => ([State::Refunded, State::Refunded], WINDOW),
        None | Some(Status::Open | Status::PartlyPaid | Status::Paid | Status::Overpaid | Status::Expired) => return Ok(None),
    };
    let values = vec![states[0].id().into(), states[1].id().into(), few.into()];
    let rows = db.batch(vec![Statement::new(HOW_RARE, values)]).await?.remove(0);
    let charges = rows.first().map(|row| row.integer("charges")).transpose()?.unwrap_or_default();
    Ok((charges < few).then_some(states))
}

/// When the oldest of the newest [`WINDOW`] orders of the days asked for was made; nothing where those are all.
async fn oldest(db: &dyn Db, wanted: &Wanted) -> Result<Option<Moment>, DbError> {
    let sql = "select created_at from orders where created_at >= $1 and created_at < $2 \
               order by created_at desc, id desc limit 2 offset $3";
    let (from, until) = (wanted.from.map_or(0, Moment::seconds), wanted.until.map_or(FOREVER, Moment::seconds));
    let rows = db.batch(vec![Statement::new(sql, vec![from.into(), until.into(), (WINDOW - 1).into()])]).await?.remove(0);
    match rows.as_slice() {
        [oldest, _older] => oldest.moment("created_at").map(Some),
        _ => Ok(None),
    }
}

/// A phone or a reference as it is kept, where it was written in groups, or as it is dialled from abroad; any other text as it is.
fn digits(text: &str) -> String {
    if let Some(phone) = phones(text).into_iter().next() {
        return phone;
    }
    let grouped = text.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, ' ' | '-'));
    if grouped { text.chars().filter(char::is_ascii_digit).collect() } else { text.to_owned() }
}

/// The order of that id, with what lists show of it.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the order or one of its charges cannot
/// be read by this version.
pub async fn one(db: &dyn Db, id: &str) -> Result<Option<Found>, DbError> {
    read_all(db, &[id.to_owned()]).await?.pop().map(|(_, read)| read).transpose()
}

/// What happened to the charges of an order, oldest first.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where one of the events cannot be read by
/// this version.
pub async fn events(db: &dyn Db, order_id: &str) -> Result<Vec<Event>, DbError> {
    let sql = "select charge_id, event, total, source, at from charge_events join charges on charges.id = charge_id \
               where order_id = $1 order by at, position, charge_events.version";
    let rows = db.batch(vec![Statement::new(sql, vec![order_id.into()])]).await?.remove(0);
    let event = |row: &Row| {
        Ok(Event {
            charge: row.text("charge_id")?.to_owned(),
            word: row.text("event")?.to_owned(),
            total: row.maybe_integer("total")?,
            source: row.text("source")?.to_owned(),
            at: row.moment("at")?,
        })
    };
    rows.iter().map(event).collect()
}

/// Orders by their ids, each with its charges, all as of one moment; each by itself, where it can be read.
async fn read_all(db: &dyn Db, ids: &[String]) -> Result<Vec<(String, Result<Found, DbError>)>, DbError> {
    let whole = |id: &String| -> [Statement; 3] {
        let order = Statement::new("select * from orders where id = $1", vec![Value::from(id.as_str())]);
        [order, charges::of_order(id), alerts::of_order(id)]
    };
    let rows = db.batch(ids.iter().flat_map(whole).collect()).await?;
    let mut found = Vec::new();
    for three in rows.chunks_exact(3) {
        let [order, charges, alerts] = three else { continue };
        let Some(order) = order.first() else { continue };
        found.push((order.text("id").unwrap_or_default().to_owned(), read(order, charges, alerts)));
    }
    Ok(found)
}

fn read(order: &Row, charges: &Rows, alerts: &Rows) -> Result<Found, DbError> {
    let text = |row: &Row, name: &str| Ok::<_, DbError>(row.text(name)?.to_owned());
    let customer = |row: &Row| {
        let phone = row.maybe_text("customer_phone")?.map(str::to_owned);
        Ok((text(row, "customer_name")?, text(row, "customer_email")?, phone))
    };
    let customers = charges.iter().map(customer).collect::<Result<_, DbError>>()?;
    Ok(Found { record: orders::read(order, charges)?, customers, alerts: alerts::read_all(alerts)? })
}
