//! Orders found by what a merchant remembers of them, the newest first, and what has happened to one.
//!
//! An order's status stands nowhere, so it is worked out here once more, in SQL, as `payments::Order::status` does it; a test
//! holds the two against each other. What may be asked for is not decided here.

use super::orders::OrderRecord;
use super::{Db, DbError, Row, Statement, Value, charges, orders};
use payments::{Moment, Status};

/// Later than every moment, for a list that begins with the newest.
const FOREVER: i64 = 1 << 53;

/// Which orders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Those that stand so now.
    pub status: Option<Status>,
    /// Those of this button.
    pub button: Option<String>,
    /// Those with this in an id, a reference, the description, the customer's name, address or phone, or the digits.
    pub text: Option<String>,
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
}

/// Something that happened to a charge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The charge.
    pub charge: String,
    /// The word for it.
    pub word: String,
    /// Of *paid*: all that had arrived, minor units.
    pub total: Option<i64>,
    /// How it was learned.
    pub source: String,
    /// When.
    pub at: Moment,
}

/// Some of them, the newest first: those older than `after`, where it is said.
pub async fn find(
    db: &dyn Db,
    wanted: &Wanted,
    now: Moment,
    after: Option<&OrderRecord>,
    at_most: i64,
) -> Result<Vec<Found>, DbError> {
    let sql = "select id from (select o.id, o.created_at, o.button, o.description, o.reference, case \
               when r.received > o.amount then 'overpaid' when r.received = o.amount then 'paid' \
               when r.received > 0 then 'partly_paid' when r.open > 0 then 'pending' when r.refunded > 0 then 'refunded' \
               when r.last = 'expired' or o.expires_at <= $1 then 'expired' else 'open' end as status \
               from orders o join (select orders.id as order_id, \
               cast(coalesce((select sum(c.received) from charges c where c.order_id = orders.id and c.state = 'paid'), 0) as bigint) as received, \
               (select count(*) from charges c where c.order_id = orders.id and c.state in ('requested', 'pending')) as open, \
               (select count(*) from charges c where c.order_id = orders.id and c.state = 'refunded') as refunded, \
               (select c.state from charges c where c.order_id = orders.id order by c.position desc, c.id desc limit 1) as last \
               from orders) r on r.order_id = o.id) found \
               where (created_at < $2 or (created_at = $2 and id < $3)) and created_at >= $4 and created_at < $5 \
               and ($6 = '' or status = $6) and ($7 = '' or button = $7) \
               and ($8 = '%%' or lower(id) like $8 escape '!' or lower(description) like $8 escape '!' \
               or lower(reference) like $8 escape '!' or exists (select 1 from charges c where c.order_id = found.id and \
               (lower(c.customer_name) like $8 escape '!' or lower(c.customer_email) like $8 escape '!' \
               or c.customer_phone like $8 escape '!' or c.voucher_digits like $8 escape '!'))) \
               order by created_at desc, id desc limit $9";
    let (created_at, id) = after.map_or((FOREVER, ""), |after| (after.order.created_at.seconds(), after.order.id.as_str()));
    let values = vec![
        now.into(),
        created_at.into(),
        id.into(),
        wanted.from.map_or(0, Moment::seconds).into(),
        wanted.until.map_or(FOREVER, Moment::seconds).into(),
        wanted.status.map_or("", Status::id).into(),
        wanted.button.as_deref().unwrap_or_default().into(),
        containing(wanted.text.as_deref().unwrap_or_default()).into(),
        at_most.into(),
    ];
    let rows = db.batch(vec![Statement::new(sql, values)]).await?.remove(0);
    let ids = rows.iter().map(|row| row.text("id").map(str::to_owned)).collect::<Result<Vec<_>, _>>()?;
    read_all(db, &ids).await
}

/// One of them.
pub async fn one(db: &dyn Db, id: &str) -> Result<Option<Found>, DbError> {
    Ok(read_all(db, &[id.to_owned()]).await?.pop())
}

/// What happened to the charges of an order, oldest first.
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

/// Orders by their ids, each with its charges, all as of one moment.
async fn read_all(db: &dyn Db, ids: &[String]) -> Result<Vec<Found>, DbError> {
    let whole = |id: &String| -> [Statement; 2] {
        [Statement::new("select * from orders where id = $1", vec![Value::from(id.as_str())]), charges::of_order(id)]
    };
    let rows = db.batch(ids.iter().flat_map(whole).collect()).await?;
    let mut found = Vec::new();
    for pair in rows.chunks_exact(2) {
        let [order, charges] = pair else { continue };
        let Some(order) = order.first() else { continue };
        let text = |row: &Row, name: &str| Ok::<_, DbError>(row.text(name)?.to_owned());
        let customer = |row: &Row| {
            let phone = row.maybe_text("customer_phone")?.map(str::to_owned);
            Ok((text(row, "customer_name")?, text(row, "customer_email")?, phone))
        };
        let customers = charges.iter().map(customer).collect::<Result<_, DbError>>()?;
        found.push(Found { record: orders::read(order, charges)?, customers });
    }
    Ok(found)
}

/// What `like` finds a text by, wherever it stands: its own signs are letters.
fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for next in text.trim().to_lowercase().chars() {
        if matches!(next, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(next);
    }
    pattern.push('%');
    pattern
}
