//! What the db knows of a person, found by e-mail address or phone: to be shown to them, or to be forgotten.
//!
//! Charges and their money stay, because the merchant must keep books; who paid goes. What a provider keeps is theirs, and
//! not known here.

use super::unreadable::{is_news, kept};
use super::{Db, DbError, Row, Statement, Value, folded, traces};
use crate::base::fold::{fold, phones};
use payments::Moment;
use unicode_normalization::UnicodeNormalization as _;

/// By what somebody is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Person {
    /// An e-mail address; capital letters do not matter.
    Email(String),
    /// A phone, as it is dialled at home or from abroad.
    Phone(String),
}

/// One thing that names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The table it stands in, in the singular: `order` or `charge`.
    pub what: &'static str,
    /// The id of the order or the charge.
    pub id: String,
    /// The order it is, or belongs to.
    pub order_id: String,
    /// Full name of the person.
    pub name: Option<String>,
    /// E-mail address of the person.
    pub email: Option<String>,
    /// Phone number of the person.
    pub phone: Option<String>,
    /// Number of an identity document of the person.
    pub document: Option<String>,
    /// What was to be paid, in minor units, and its currency.
    pub amount: Option<(i64, String)>,
    /// What was sold, where it is an order.
    pub description: Option<String>,
    /// Where the charge stands, where it is one.
    pub state: Option<String>,
    /// When it was made.
    pub created_at: Option<Moment>,
    /// Why the rest of it could not be read, where it could not: it names them still.
    pub unreadable: Option<String>,
}

const ORDER: &str = "order";
const CHARGE: &str = "charge";

/// How many rows are changed at once.
const AT_ONCE: usize = 200;

/// Instead of a name and an address that must not be empty.
pub const ERASED: &str = "(erased)";

/// Everything that names a person, oldest first.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. Of a row that cannot be read whole, what names the person is given all the
/// same.
pub async fn find(db: &dyn Db, person: &Person) -> Result<Vec<Known>, DbError> {
    folded::catch_up(db, i64::MAX).await?;
    let (orders, charges, values) = match person {
        Person::Email(email) => (
            "select * from orders where email_folded = $1 order by created_at, id",
            "select * from charges where email_folded = $1 order by created_at, id",
            vec![fold(email).into()],
        ),
        Person::Phone(phone) => (
            "select * from orders where customer_phone in ($1, $2, $3) order by created_at, id",
            "select * from charges where customer_phone in ($1, $2, $3) order by created_at, id",
            as_kept(phone).map(Value::from).to_vec(),
        ),
    };
    let statements = [orders, charges].map(|sql| Statement::new(sql, values.clone())).to_vec();
    let mut rows = db.batch(statements).await?;
    let (charges, orders) = (rows.remove(1), rows.remove(0));
    let orders = orders.iter().filter_map(|row| whole_or_named(db, "orders", row, ORDER, read_order));
    let charges = charges.iter().filter_map(|row| whole_or_named(db, "charges", row, CHARGE, read_charge));
    let mut found: Vec<Known> = orders.chain(charges).collect();
    // Accents are no matter for finding, and make another address.
    if let Person::Email(email) = person {
        found.retain(|known| known.email.as_deref().is_some_and(|kept| same_address(kept, email)));
    }
    Ok(found)
}

/// A phone as it may be kept: as it is dialled at home in each country, or in the digits that were typed.
fn as_kept(typed: &str) -> [String; 3] {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let phones = phones(typed);
    std::array::from_fn(|at| phones.get(at).unwrap_or(&digits).clone())
}

fn same_address(one: &str, other: &str) -> bool {
    let normal = |text: &str| text.trim().nfc().collect::<String>().to_lowercase();
    normal(one) == normal(other)
}

/// Forgets who they are, everywhere, and says how many orders and charges named them. First what names them goes, and then
/// every trace in what was written about their orders: metadata, answers, events, the audit trail. What the merchant's people noted on
/// their orders goes whole, for it may name them; what they decided stays.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. What was erased before that stays erased, and calling it again does the
/// rest.
pub async fn erase(db: &dyn Db, person: &Person) -> Result<usize, DbError> {
    let known = find(db, person).await?;
    let order = "update orders set customer_name = null, customer_email = null, customer_phone = null, folded = null, \
                 email_folded = null where id = $1";
    let charge = "update charges set customer_name = $1, customer_email = $1, customer_phone = null, customer_document = null, \
                  folded = $1, email_folded = $1 where id = $2";
    let notes = "update decisions set note = null where order_id = $1 and note is not null";
    for some in known.chunks(AT_ONCE) {
        let forget = |known: &Known| match known.what {
            ORDER => Statement::new(order, vec![known.id.as_str().into()]),
            _ => Statement::new(charge, vec![ERASED.into(), known.id.as_str().into()]),
        };
        let noted = |known: &Known| Statement::new(notes, vec![known.order_id.as_str().into()]);
        db.batch(some.iter().map(noted).chain(some.iter().map(forget)).collect()).await?;
    }
    folded::catch_up(db, i64::MAX).await?;
    traces::erase(db, &known).await?;
    Ok(known.len())
}

impl Known {
    /// What is said of them, each long enough to be nobody else's by chance.
    pub fn said(&self) -> impl Iterator<Item = &str> {
        let said = [&self.name, &self.email, &self.phone, &self.document].into_iter().filter_map(Option::as_deref);
        said.filter(|said| said.len() >= 4 && *said != ERASED)
    }
}

/// What was read of a row; where something in it cannot be, that it is there, so that it is said, and can be forgotten.
fn whole_or_named(
    db: &dyn Db,
    table: &'static str,
    row: &Row,
    what: &'static str,
    read: fn(&Row) -> Result<Known, DbError>,
) -> Option<Known> {
    let error = match read(row) {
        Ok(known) => return Some(known),
        Err(error) => error,
    };
    let id = kept(db, table, "?", row.text("id"))?.to_owned();
    is_news(db, table, &id, &error);
    let order_id = if what == ORDER { Ok(id.as_str()) } else { row.text("order_id") };
    let text = |name: &str| row.maybe_text(name).ok().flatten().map(str::to_owned);
    Some(Known {
        what,
        order_id: kept(db, table, &id, order_id)?.to_owned(),
        name: text("customer_name"),
        email: text("customer_email"),
        phone: text("customer_phone"),
        document: if what == ORDER { None } else { text("customer_document") },
        amount: None,
        description: None,
        state: None,
        created_at: None,
        unreadable: Some(error.to_string()),
        id,
    })
}

fn read_order(row: &Row) -> Result<Known, DbError> {
    let id = row.text("id")?.to_owned();
    Ok(Known {
        order_id: id.clone(),
        description: row.maybe_text("description")?.map(str::to_owned),
        document: None,
        state: None,
        ..read(row, ORDER, id)?
    })
}

fn read_charge(row: &Row) -> Result<Known, DbError> {
    let id = row.text("id")?.to_owned();
    Ok(Known {
        order_id: row.text("order_id")?.to_owned(),
        document: row.maybe_text("customer_document")?.map(str::to_owned),
        state: row.maybe_text("state")?.map(str::to_owned),
        ..read(row, CHARGE, id)?
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
        amount: row.maybe_integer("amount")?.zip(text("currency")?),
        description: None,
        state: None,
        created_at: row.maybe_moment("created_at")?,
        unreadable: None,
    })
}
