//! Fills in what orders are found by (`fold.rs`) where an older program, or an erasure, has left it empty: the newest first, a
//! few hundred at a time.

use super::{Db, DbError, Row, Statement, Value};
use crate::base::fold::{fold, fold_all};

/// How many rows go at once.
const ROWS: i64 = 500;

/// The columns of an order: all it is found by, its reference, and the address of who is expected to pay.
pub fn of_order(description: &str, reference: Option<&str>, [name, email, phone]: [Option<&str>; 3]) -> [Value; 3] {
    let all = fold_all(&[Some(description), reference, name, email, phone]);
    [all.into(), reference.map(fold).into(), email.map(fold).into()]
}

/// The columns of a charge: all it is found by, and the address.
pub fn of_charge(name: &str, email: &str, phone: Option<&str>) -> [Value; 2] {
    [fold_all(&[Some(name), Some(email), phone]).into(), fold(email).into()]
}

/// Fills in so many orders and so many charges at most, and says how many there were.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used. What was filled in before that stays.
pub async fn catch_up(db: &dyn Db, at_most: i64) -> Result<usize, DbError> {
    let mut done = 0;
    for (rows, fill) in [(ORDERS, order as fn(&Row) -> Result<Statement, DbError>), (CHARGES, charge)] {
        let mut left = at_most;
        while left > 0 {
            let found = db.batch(vec![Statement::new(rows, vec![ROWS.min(left).into()])]).await?.remove(0);
            if found.is_empty() {
                break;
            }
            db.batch(found.iter().map(fill).collect::<Result<_, _>>()?).await?;
            done += found.len();
            left -= ROWS;
        }
    }
    Ok(done)
}

const ORDERS: &str = "select id, description, reference, customer_name, customer_email, customer_phone from orders \
                      where folded is null order by created_at desc limit $1";
const CHARGES: &str = "select id, customer_name, customer_email, customer_phone from charges \
                       where folded is null order by created_at desc limit $1";

/// Who is forgotten between reading and writing stays forgotten: it is written only where the name is still there.
fn order(row: &Row) -> Result<Statement, DbError> {
    let who = [row.maybe_text("customer_name")?, row.maybe_text("customer_email")?, row.maybe_text("customer_phone")?];
    let sql = "update orders set folded = $1, reference_folded = $2, email_folded = $3 where id = $4 and folded is null \
               and coalesce(customer_name, '') = $5 and coalesce(customer_email, '') = $6";
    let mut values = of_order(row.text("description")?, row.maybe_text("reference")?, who).to_vec();
    values.extend([row.text("id")?.into(), who[0].unwrap_or_default().into(), who[1].unwrap_or_default().into()]);
    Ok(Statement::new(sql, values))
}

fn charge(row: &Row) -> Result<Statement, DbError> {
    let (name, email) = (row.text("customer_name")?, row.text("customer_email")?);
    let sql = "update charges set folded = $1, email_folded = $2 where id = $3 and folded is null \
               and customer_name = $4 and customer_email = $5";
    let mut values = of_charge(name, email, row.maybe_text("customer_phone")?).to_vec();
    values.extend([row.text("id")?.into(), name.into(), email.into()]);
    Ok(Statement::new(sql, values))
}
