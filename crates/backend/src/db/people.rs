//! What the db knows of a person, found by e-mail address or phone: to be shown to them, or to be forgotten.
//!
//! Charges and their money stay, because the merchant must keep books; who paid goes. What a provider keeps, and what a
//! merchant wrote into an order's notes, is theirs, and not known here.

use super::{Db, DbError, Row, Statement, Value};
use payments::Moment;

/// By what somebody is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Person {
    /// An e-mail address; capital letters do not matter.
    Email(String),
    /// A phone, its digits alone.
    Phone(String),
}

/// One thing that names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// `order` or `charge`.
    pub what: &'static str,
    /// Its id.
    pub id: String,
    /// The order it is, or belongs to.
    pub order_id: String,
    /// Full name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// Identity document.
    pub document: Option<String>,
    /// What was to be paid, in minor units, and its currency.
    pub amount: (i64, String),
    /// What was sold, where it is an order.
    pub description: Option<String>,
    /// Where the charge stands, where it is one.
    pub state: Option<String>,
    /// When it was made.
    pub created_at: Moment,
}

/// Instead of a name and an address that must not be empty.
pub const ERASED: &str = "(erased)";

impl Person {
    fn value(&self) -> Value {
        match self {
            Self::Email(email) => email.trim().to_ascii_lowercase().into(),
            Self::Phone(phone) => phone.chars().filter(char::is_ascii_digit).collect::<String>().into(),
        }
    }
}

/// Everything that names a person, oldest first.
pub async fn find(db: &dyn Db, person: &Person) -> Result<Vec<Known>, DbError> {
    let (orders, charges) = match person {
        Person::Email(_) => (
            "select * from orders where lower(customer_email) = $1 order by created_at, id",
            "select * from charges where lower(customer_email) = $1 order by created_at, id",
        ),
        Person::Phone(_) => (
            "select * from orders where customer_phone = $1 order by created_at, id",
            "select * from charges where customer_phone = $1 order by created_at, id",
        ),
    };
    let statements = [orders, charges].map(|sql| Statement::new(sql, vec![person.value()])).to_vec();
    let mut rows = db.batch(statements).await?;
    let (charges, orders) = (rows.remove(1), rows.remove(0));
    orders.iter().map(read_order).chain(charges.iter().map(read_charge)).collect()
}

/// Forgets who they are, everywhere at once, and says how many orders and charges named them. What the merchant's people noted
/// on their orders goes too, for it may name them; what they decided stays.
pub async fn erase(db: &dyn Db, person: &Person) -> Result<usize, DbError> {
    let (notes, orders, charges) = match person {
        Person::Email(_) => (
            "update decisions set note = null where note is not null and order_id in (select id from orders \
             where lower(customer_email) = $1 union select order_id from charges where lower(customer_email) = $1)",
            "update orders set customer_name = null, customer_email = null, customer_phone = null \
             where lower(customer_email) = $1 returning id",
            "update charges set customer_name = $1, customer_email = $1, customer_phone = null, customer_document = null \
             where lower(customer_email) = $2 returning id",
        ),
        Person::Phone(_) => (
            "update decisions set note = null where note is not null and order_id in (select id from orders \
             where customer_phone = $1 union select order_id from charges where customer_phone = $1)",
            "update orders set customer_name = null, customer_email = null, customer_phone = null \
             where customer_phone = $1 returning id",
            "update charges set customer_name = $1, customer_email = $1, customer_phone = null, customer_document = null \
             where customer_phone = $2 returning id",
        ),
    };
    // The notes first: they are found by what is forgotten next.
    let statements = vec![
        Statement::new(notes, vec![person.value()]),
        Statement::new(orders, vec![person.value()]),
        Statement::new(charges, vec![ERASED.into(), person.value()]),
    ];
    Ok(db.batch(statements).await?.iter().map(Vec::len).sum())
}

fn read_order(row: &Row) -> Result<Known, DbError> {
    let id = row.text("id")?.to_owned();
    Ok(Known {
        order_id: id.clone(),
        description: Some(row.text("description")?.to_owned()),
        document: None,
        state: None,
        ..read(row, "order", id)?
    })
}

fn read_charge(row: &Row) -> Result<Known, DbError> {
    let id = row.text("id")?.to_owned();
    Ok(Known {
        order_id: row.text("order_id")?.to_owned(),
        document: row.maybe_text("customer_document")?.map(str::to_owned),
        state: Some(row.text("state")?.to_owned()),
        ..read(row, "charge", id)?
    })
}

fn read(row: &Row, what: &'static str, id: String) -> Result<Known, DbError> {
    let text = |name: &str| Ok::<_, DbError>(row.maybe_text(name)?.map(str::to_owned));
    Ok(Known {
        what,
        order_id: String::new(),
        id,
        name: text("customer_name")?,
        email: text("customer_email")?,
        phone: text("customer_phone")?,
        document: None,
        amount: (row.integer("amount")?, row.text("currency")?.to_owned()),
        description: None,
        state: None,
        created_at: row.moment("created_at")?,
    })
}
