//! Orders in the db: the order itself, and the order with its charges as one reading.
//!
//! An order has no status of its own here either: it is worked out from the charges each time (`payments::Order`).

use super::buttons::{read_methods, write_methods};
use super::charges::{self, ChargeRecord};
use super::{Db, DbError, Row, Rows, Statement, Value, folded};
use payments::Order;

/// An order as the db holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRecord {
    /// The order; its charges are those of `charges`, oldest first.
    pub order: Order,
    /// What the db knows of each charge beyond the rules.
    pub charges: Vec<ChargeRecord>,
    /// Grows with every change of the order or of a charge of it.
    pub version: i64,
    /// What the merchant filled in for the form.
    pub prefill: Prefill,
}

impl OrderRecord {
    /// The same, with a charge of it as it is after a change. Versions stay those it was read with.
    #[must_use]
    pub fn with(&self, changed: &ChargeRecord) -> Self {
        let mut after = self.clone();
        for (record, charge) in after.charges.iter_mut().zip(&mut after.order.charges) {
            if record.charge.id == changed.charge.id {
                (*record, *charge) = (changed.clone(), changed.charge.clone());
            }
        }
        after
    }
}

/// What a merchant knows of the customer beforehand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prefill {
    /// Full name of the customer.
    pub name: Option<String>,
    /// E-mail address of the customer.
    pub email: Option<String>,
    /// Phone number of the customer, in digits: ten in Mexico, nine in Peru.
    pub phone: Option<String>,
}

impl Prefill {
    /// The names of the fields that are there.
    pub fn known(&self) -> Vec<String> {
        let fields = [("name", &self.name), ("email", &self.email), ("phone", &self.phone)];
        fields.into_iter().filter(|(_, value)| value.is_some()).map(|(name, _)| name.to_owned()).collect()
    }
}

/// Writes a new order down. `metadata` is the merchant's JSON.
pub fn insert(order: &Order, prefill: &Prefill, metadata: &str) -> Statement {
    let sql = "insert into orders (id, amount, currency, description, reference, image, button, methods, success_url, \
               expires_at, customer_name, customer_email, customer_phone, metadata, version, created_at, folded, reference_folded, \
               email_folded) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1, $15, $16, $17, $18)";
    let values: Vec<Value> = vec![
        order.id.as_str().into(),
        order.amount.minor().into(),
        order.amount.currency().code().into(),
        order.description.as_str().into(),
        order.reference.clone().into(),
        order.image.clone().into(),
        order.button.clone().into(),
        write_methods(&order.methods).into(),
        order.success_url.clone().into(),
        order.expires_at.into(),
        prefill.name.clone().into(),
        prefill.email.clone().into(),
        prefill.phone.clone().into(),
        metadata.into(),
        order.created_at.into(),
    ];
    let who = [&prefill.name, &prefill.email, &prefill.phone].map(Option::as_deref);
    let values = values.into_iter().chain(folded::of_order(&order.description, order.reference.as_deref(), who)).collect();
    Statement::new(sql, values)
}

/// Changes what is to be paid, and until when. Counts nothing: it stands in one batch with [`touch_at`].
pub fn amend(id: &str, amount: payments::Money, expires_at: Option<payments::Moment>) -> Statement {
    let sql = "update orders set amount = $1, expires_at = $2, amended = 1, abandoned_at = null where id = $3";
    Statement::new(sql, vec![amount.minor().into(), expires_at.into(), id.into()])
}

/// Whether what it was made for is sold still: its button asks the same and is not retired, or nobody's button is asked for it.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn is_still_sold(db: &dyn Db, id: &str) -> Result<bool, DbError> {
    let sql = "select id from orders where id = $1 and (button is null or amended = 1 or exists (select 1 from buttons \
               where buttons.id = orders.button and retired = 0 and buttons.amount = orders.amount \
               and buttons.currency = orders.currency))";
    Ok(!db.batch(vec![Statement::new(sql, vec![id.into()])]).await?.remove(0).is_empty())
}

/// A conflict where it is not ([`is_still_sold`]): for whoever has asked that, and a provider since, and writes now. As in
/// [`touch_at`], the order's own row is inserted once more.
pub fn still_sold(id: &str) -> Statement {
    let sql = "insert into orders select * from orders where id = $1 and button is not null and coalesce(amended, 0) <> 1 \
               and not exists (select 1 from buttons where buttons.id = orders.button and retired = 0 \
               and buttons.amount = orders.amount and buttons.currency = orders.currency)";
    Statement::new(sql, vec![id.into()])
}

/// Counts a change of the order or of a charge of it.
pub fn touch(id: &str) -> Statement {
    Statement::new("update orders set version = version + 1 where id = $1", vec![id.into()])
}

/// The same, for whoever has decided by what it read at this version: a conflict where anything has changed since. It is what
/// makes reading, deciding and writing one step, with as much time between as a provider takes to answer.
///
/// Counting comes first, because it makes two of one order wait for each other. Then the order's own row is inserted once more
/// where the count is not the one that follows: its id is there already, which is the conflict.
pub fn touch_at(id: &str, version: i64) -> [Statement; 2] {
    let again = "insert into orders select * from orders where id = $1 and version <> $2";
    [touch(id), Statement::new(again, vec![id.into(), (version + 1).into()])]
}

/// Makes what came of an order what was to be paid: a person has accepted it. Counts nothing: it stands in one batch with
/// [`touch_at`].
pub fn settle_for(id: &str, received: payments::Money) -> Statement {
    Statement::new("update orders set amount = $1 where id = $2", vec![received.minor().into(), id.into()])
}

/// Ends an order now: no new charge is made of it. Counts nothing: it stands in one batch with [`touch_at`].
pub fn end(id: &str, now: payments::Moment) -> Statement {
    let sql = "update orders set expires_at = $1 where id = $2 and (expires_at is null or expires_at > $1)";
    Statement::new(sql, vec![now.into(), id.into()])
}

/// The order of that id with its charges, as of one moment.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the order or one of its charges cannot
/// be read by this version.
pub async fn find(db: &dyn Db, id: &str) -> Result<Option<OrderRecord>, DbError> {
    Ok(read_with(db, id, None).await?.0)
}

/// The order that a charge collects, with all its charges, as of one moment.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the order or one of its charges cannot
/// be read by this version.
pub async fn find_of_charge(db: &dyn Db, charge_id: &str) -> Result<Option<OrderRecord>, DbError> {
    let order = "select orders.* from orders join charges on charges.order_id = orders.id where charges.id = $1";
    let charges = "select * from charges where order_id = (select order_id from charges where id = $1) order by position, id";
    let statements = [order, charges].map(|sql| Statement::new(sql, vec![charge_id.into()])).to_vec();
    let rows = db.batch(statements).await?;
    let [order, charges] = rows.as_slice() else {
        return Err(DbError::Disagreement("two answers to two questions".to_owned()));
    };
    order.first().map(|row| read(row, charges)).transpose()
}

/// The same, and the rows of what else is asked, as of the same moment.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used, and [`DbError::Disagreement`] where the order or one of its charges cannot
/// be read by this version.
pub async fn find_with(db: &dyn Db, id: &str, more: Statement) -> Result<(Option<OrderRecord>, Rows), DbError> {
    read_with(db, id, Some(more)).await
}

async fn read_with(db: &dyn Db, id: &str, more: Option<Statement>) -> Result<(Option<OrderRecord>, Rows), DbError> {
    let order = Statement::new("select * from orders where id = $1", vec![id.into()]);
    let statements = [order, charges::of_order(id)].into_iter().chain(more).collect();
    let mut rows = db.batch(statements).await?.into_iter();
    let mut next = || rows.next().unwrap_or_default();
    let (order, charges, more) = (next(), next(), next());
    Ok((order.first().map(|row| read(row, &charges)).transpose()?, more))
}

/// Where its version stands, without the rest; `None` where there is no such order.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn version(db: &dyn Db, id: &str) -> Result<Option<i64>, DbError> {
    let rows = db.batch(vec![Statement::new("select version from orders where id = $1", vec![id.into()])]).await?.remove(0);
    rows.first().map(|row| row.integer("version")).transpose()
}

pub(super) fn read(row: &Row, charges: &Rows) -> Result<OrderRecord, DbError> {
    let text = |name: &str| Ok::<_, DbError>(row.maybe_text(name)?.map(str::to_owned));
    let charges = charges.iter().map(charges::read).collect::<Result<Vec<_>, _>>()?;
    let order = Order {
        id: row.text("id")?.to_owned(),
        amount: row.money("amount", "currency")?,
        description: row.text("description")?.to_owned(),
        reference: text("reference")?,
        image: text("image")?,
        button: text("button")?,
        methods: row.read("methods", read_methods)?,
        success_url: text("success_url")?,
        expires_at: row.maybe_moment("expires_at")?,
        created_at: row.moment("created_at")?,
        charges: charges.iter().map(|record| record.charge.clone()).collect(),
    };
    let prefill = Prefill { name: text("customer_name")?, email: text("customer_email")?, phone: text("customer_phone")? };
    Ok(OrderRecord { order, charges, version: row.integer("version")?, prefill })
}
