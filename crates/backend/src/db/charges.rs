//! Charges in the db: written down before the provider is asked, changed only together with the event that
//! changed them.
//!
//! Two who want to change the same charge both insert its next version into `charge_events`; the second one's batch
//! is undone as a conflict, and it reads again. What an event means is `payments::Charge::apply`; how a voucher is kept in its charge's row is `vouchers.rs`.

use super::{Db, DbError, Row, Statement, Value, folded, orders, vouchers};
use payments::{Charge, Customer, Event, Moment, State};

/// A charge as the db holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeRecord {
    /// The charge itself, as the rules know it.
    pub charge: Charge,
    /// The order it collects.
    pub order_id: String,
    /// The provider account that collects it.
    pub provider: String,
    /// The provider's id of it, once it has answered.
    pub provider_charge: Option<String>,
    /// What nobody here understood last.
    pub alert: Option<String>,
    /// Grows with every event.
    pub version: i64,
    /// How many SMS were sent of it, or may have been.
    pub sms: i64,
    /// How often the provider was asked about it.
    pub poll_count: i64,
    /// When to ask next; never where `None`.
    pub next_poll_at: Option<Moment>,
    /// When we learned that its money had arrived.
    pub paid_at: Option<Moment>,
    /// The amount its provider has been asked to change it to, where we have not heard yet whether it did.
    pub amending: Option<payments::Money>,
}

impl ChargeRecord {
    /// Whether there is a voucher that can be paid, as far as we know.
    pub fn is_open(&self) -> bool {
        self.charge.state == State::Pending && self.provider_charge.is_some()
    }
}

/// One event, as it is written beside the change it made.
#[derive(Clone, Debug)]
pub struct Happened<'a> {
    /// What the provider said.
    pub event: &'a Event,
    /// How it was learned: `answer`, `unanswered`, `webhook`, `reconcile`, `cancel`.
    pub source: &'static str,
    /// When it was learned.
    pub at: Moment,
}

/// Writes a new charge down, as the last of its order.
pub fn insert(record: &ChargeRecord, customer: &Customer) -> Statement {
    insert_at(record, customer, None)
}

/// The same, where the order has `after` charges: a conflict where it has more by now.
pub fn insert_after(record: &ChargeRecord, customer: &Customer, after: usize) -> Statement {
    insert_at(record, customer, i64::try_from(after).ok())
}

fn insert_at(record: &ChargeRecord, customer: &Customer, position: Option<i64>) -> Statement {
    let sql = "insert into charges (id, order_id, position, provider, method, store, amount, currency, state, received, \
               late, customer_name, customer_email, customer_phone, customer_document, version, looks, look_at, created_at, folded, \
               email_folded) \
               values ($1, $2, coalesce($3, (select count(*) from charges where order_id = $2)), $4, $5, $6, $7, $8, $9, 0, 0, $10, \
               $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    let charge = &record.charge;
    let values: Vec<Value> = vec![
        charge.id.as_str().into(),
        record.order_id.as_str().into(),
        position.into(),
        record.provider.as_str().into(),
        charge.method.id().into(),
        charge.store.clone().into(),
        charge.amount.minor().into(),
        charge.amount.currency().code().into(),
        charge.state.id().into(),
        customer.name().into(),
        customer.email().into(),
        customer.phone().into(),
        customer.document().into(),
        record.version.into(),
        record.poll_count.into(),
        record.next_poll_at.into(),
        charge.created_at.into(),
    ];
    let folded = folded::of_charge(customer.name(), customer.email(), customer.phone());
    Statement::new(sql, values.into_iter().chain(folded).collect())
}

/// Counts a change of the order, writes the event under that count, and the charge it made: all or nothing. `record` is the
/// charge after it, and still carries the version it was read with: who reads and writes the same version later hears a
/// conflict. Counting first is what makes two events of one order wait for each other, so that they stand in one line.
pub fn change(record: &ChargeRecord, happened: &Happened<'_>) -> [Statement; 3] {
    [orders::touch(&record.order_id), event(record, happened), update(record)]
}

/// The same for whoever has decided by the whole order, as it was at `order_version`: a conflict where anything of it has changed
/// since.
pub fn change_at(record: &ChargeRecord, happened: &Happened<'_>, order_version: i64) -> [Statement; 4] {
    let [touch, guard] = orders::touch_at(&record.order_id, order_version);
    [touch, guard, event(record, happened), update(record)]
}

/// Writes down the provider's id of a charge whose answer was lost, and lets it be asked about soon; nothing where it has one. It stands
/// in one batch with the order's next version (`orders::touch_at`). A conflict where another charge has this id.
pub fn adopt(charge_id: &str, provider_charge: &str, now: Moment) -> Statement {
    let sql = "update charges set provider_charge = $1, look_at = $2 where id = $3 and provider_charge is null";
    Statement::new(sql, vec![provider_charge.into(), now.into(), charge_id.into()])
}

/// Lets a charge be asked about soon.
pub fn poll_soon(charge_id: &str, now: Moment) -> Statement {
    let sql = "update charges set look_at = $1 where id = $2 and (look_at is null or look_at > $1)";
    Statement::new(sql, vec![now.into(), charge_id.into()])
}

fn event(record: &ChargeRecord, happened: &Happened<'_>) -> Statement {
    let sql = "insert into charge_events (charge_id, version, event, total, received, word, source, at, order_version) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, (select version from orders where id = $9))";
    let charge = &record.charge;
    let (total, received, word) = match happened.event {
        Event::Paid(total) => (Some(total.minor()), None, None),
        Event::Refunded { received, refunded } => (Some(refunded.minor()), Some(received.minor()), None),
        // What went back as a whole is what had come by then, and no sum where none was ever told: a program of before takes that for
        // all of it.
        Event::RefundedInFull => {
            (Some(charge.refunded.minor()).filter(|minor| *minor > 0), Some(charge.received.minor()), None)
        }
        Event::Unknown(word) | Event::Unreadable(word) => (None, None, Some(word.clone())),
        Event::Issued | Event::Expired | Event::Declined | Event::Canceled => (None, None, None),
    };
    let values = vec![
        record.charge.id.as_str().into(),
        (record.version + 1).into(),
        happened.event.id().into(),
        total.into(),
        received.into(),
        word.into(),
        happened.source.into(),
        happened.at.into(),
        record.order_id.as_str().into(),
    ];
    Statement::new(sql, values)
}

fn update(record: &ChargeRecord) -> Statement {
    let sql = "update charges set provider_charge = $1, state = $2, received = $3, late = $4, alert = $5, \
               voucher_kind = $6, voucher_amount = $7, voucher_currency = $8, voucher_till_fee = $9, \
               voucher_expires_at = $10, voucher_digits = $11, voucher_bank = $12, voucher_beneficiary = $13, \
               voucher_company = $14, voucher_concept = $15, voucher_barcode = $16, voucher_symbology = $17, voucher_link = $18, \
               voucher = $19, version = $20, looks = $21, look_at = $22, paid_at = $23, refunded = $24 where id = $25";
    let charge = &record.charge;
    let mut values: Vec<Value> = vec![
        record.provider_charge.clone().into(),
        charge.state.id().into(),
        charge.received.minor().into(),
        charge.late.into(),
        record.alert.clone().into(),
    ];
    values.extend(vouchers::columns(charge.voucher.as_ref(), charge.created_at));
    values.extend([
        (record.version + 1).into(),
        record.poll_count.into(),
        record.next_poll_at.into(),
        record.paid_at.into(),
        charge.refunded.minor().into(),
        charge.id.as_str().into(),
    ]);
    Statement::new(sql, values)
}

/// Notes what a charge is about to be changed to, before its provider is asked. Nothing changes by it but what is believed of
/// the provider's answers from then on, and that it is asked soon: should nobody hear whether it changed it, the next answer says.
pub fn amending(charge_id: &str, amount: payments::Money, now: Moment) -> Statement {
    let sql = "update charges set amending = $1, look_at = $2 where id = $3";
    Statement::new(sql, vec![amount.minor().into(), now.into(), charge_id.into()])
}

/// Notes that a charge is what it was before [`amending`], at its provider too.
pub fn not_amending(charge_id: &str) -> Statement {
    Statement::new("update charges set amending = null where id = $1", vec![charge_id.into()])
}

/// Writes a charge with another amount and another end of its voucher, in one line with its events: who reads and writes the
/// same version later hears a conflict. It stands in one batch with the order's next version (`orders::touch_at`).
pub fn amended(record: &ChargeRecord, at: Moment) -> [Statement; 2] {
    let event = "insert into charge_events (charge_id, version, event, source, at, order_version) \
                 values ($1, $2, 'amended', 'merchant', $3, (select version from orders where id = $4))";
    let charge = &record.charge;
    let next = record.version + 1;
    let values = vec![charge.id.as_str().into(), next.into(), at.into(), record.order_id.as_str().into()];
    let update = "update charges set amount = $1, amending = null, voucher_amount = $2, voucher_expires_at = $3, voucher = $4, \
                  version = $5, look_at = $6 where id = $7";
    let amounts = vec![
        charge.amount.minor().into(),
        charge.voucher.as_ref().map(|voucher| voucher.amount.minor()).into(),
        charge.voucher.as_ref().map(|voucher| voucher.horizon(charge.created_at)).into(),
        vouchers::json(charge.voucher.as_ref()),
        next.into(),
        record.next_poll_at.into(),
        charge.id.as_str().into(),
    ];
    [Statement::new(event, values), Statement::new(update, amounts)]
}

/// Notes that the provider was asked and had nothing new, and when to ask next.
pub fn mark_polled(record: &ChargeRecord) -> Statement {
    let sql = "update charges set looks = $1, look_at = $2 where id = $3 and version = $4";
    let values =
        vec![record.poll_count.into(), record.next_poll_at.into(), record.charge.id.as_str().into(), record.version.into()];
    Statement::new(sql, values)
}

/// Asks about a charge later whatever it is, because this version cannot read it.
pub fn put_off(charge_id: &str, until: Moment) -> Statement {
    Statement::new("update charges set look_at = $1 where id = $2", vec![until.into(), charge_id.into()])
}

/// The order of a charge, also where the charge cannot be read.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn order_of(db: &dyn Db, charge_id: &str) -> Result<Option<String>, DbError> {
    let sql = "select order_id from charges where id = $1";
    let rows = db.batch(vec![Statement::new(sql, vec![charge_id.into()])]).await?.remove(0);
    rows.first().map(|row| row.text("order_id").map(str::to_owned)).transpose()
}

/// Counts one more SMS of a charge: no row where `at_most` have been counted already, however many try at once.
pub fn count_sms(charge_id: &str, at_most: i64) -> Statement {
    let sql = "update charges set sms = sms + 1 where id = $1 and sms < $2 returning sms";
    Statement::new(sql, vec![charge_id.into(), at_most.into()])
}

/// Takes one back that was not sent.
pub fn uncount_sms(charge_id: &str) -> Statement {
    let sql = "update charges set sms = sms - 1 where id = $1 and sms > 0 returning sms";
    Statement::new(sql, vec![charge_id.into()])
}

/// The charge of that id.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the row cannot be read by this version.
pub async fn find(db: &dyn Db, id: &str) -> Result<Option<ChargeRecord>, DbError> {
    one(db, Statement::new("select * from charges where id = $1", vec![id.into()])).await
}

/// The charge a provider calls by that id.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the row cannot be read by this version.
pub async fn find_by_provider(db: &dyn Db, provider: &str, its_id: &str) -> Result<Option<ChargeRecord>, DbError> {
    let sql = "select * from charges where provider = $1 and provider_charge = $2";
    one(db, Statement::new(sql, vec![provider.into(), its_id.into()])).await
}

/// The ids of the charges of a provider that it is time to ask about, the longest waiting first.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn due_for_poll(db: &dyn Db, provider: &str, now: Moment, at_most: i64) -> Result<Vec<String>, DbError> {
    let sql = "select id from charges where provider = $1 and look_at <= $2 order by look_at, id limit $3";
    let rows = db.batch(vec![Statement::new(sql, vec![provider.into(), now.into(), at_most.into()])]).await?.remove(0);
    rows.iter().map(|row| row.text("id").map(str::to_owned)).collect()
}

/// The providers that have charges it is time to ask about.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn providers_to_ask(db: &dyn Db, now: Moment) -> Result<Vec<String>, DbError> {
    // From one provider that has charges waiting to the next: `distinct` would read all that wait.
    let sql = "select provider from (with recursive one (provider) as \
               (select min(provider) from charges where look_at is not null \
               union all select (select min(provider) from charges where look_at is not null and provider > one.provider) \
               from one where one.provider is not null) \
               select provider from one where provider is not null) waiting \
               where exists (select 1 from charges where charges.provider = waiting.provider and look_at <= $1) order by provider";
    let rows = db.batch(vec![Statement::new(sql, vec![now.into()])]).await?.remove(0);
    rows.iter().map(|row| row.text("provider").map(str::to_owned)).collect()
}

async fn one(db: &dyn Db, statement: Statement) -> Result<Option<ChargeRecord>, DbError> {
    db.batch(vec![statement]).await?.remove(0).first().map(read).transpose()
}

/// Every charge of an order, oldest first.
pub(super) fn of_order(order_id: &str) -> Statement {
    Statement::new("select * from charges where order_id = $1 order by position, id", vec![order_id.into()])
}

pub(super) fn read(row: &Row) -> Result<ChargeRecord, DbError> {
    let text = |name: &str| Ok::<_, DbError>(row.maybe_text(name)?.map(str::to_owned));
    let amount = row.money("amount", "currency")?;
    let state = row.read("state", State::from_id)?;
    let received = payments::Money::new(row.integer("received")?, amount.currency());
    // A program of before writes down that it went back, and not how much: all of it did.
    let refunded = match (row.integer("refunded")?, state) {
        (0, State::Refunded) => received.minor(),
        (refunded, _) => refunded,
    };
    let charge = Charge {
        id: row.text("id")?.to_owned(),
        method: row.read("method", |word| word.parse().ok())?,
        store: text("store")?,
        amount,
        state,
        received,
        refunded: payments::Money::new(refunded, amount.currency()),
        late: row.integer("late")? != 0,
        created_at: row.moment("created_at")?,
        voucher: vouchers::read(row)?,
    };
    Ok(ChargeRecord {
        charge,
        order_id: row.text("order_id")?.to_owned(),
        provider: row.text("provider")?.to_owned(),
        provider_charge: text("provider_charge")?,
        alert: text("alert")?,
        version: row.integer("version")?,
        sms: row.integer("sms")?,
        poll_count: row.integer("looks")?,
        next_poll_at: row.maybe_moment("look_at")?,
        paid_at: row.maybe_moment("paid_at")?,
        amending: row.maybe_integer("amending")?.map(|minor| payments::Money::new(minor, amount.currency())),
    })
}
