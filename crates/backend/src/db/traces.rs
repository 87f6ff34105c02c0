//! What else may hold a person's name, address or phone: metadata a merchant wrote into an order, answers that are kept with their
//! keys, events on their way to a shop, what providers said, and the audit trail. Where it does, the words go and the rest
//! stays. Who is looked for is decided in `people.rs`.

use super::people::{ERASED, Known};
use super::{Db, DbError, Row, Statement};
use std::collections::BTreeSet;

/// Texts about one order: how they are read, by the order's id, and written back, by what names the row.
const OF_ORDER: [(&str, &str); 5] = [
    (
        "select metadata as text, id as one, '' as other from orders where id = $1",
        "update orders set metadata = $1 where id = $2 and $3 = ''",
    ),
    (
        "select body as text, scope as one, key as other from idempotency_keys where body is not null \
         and (about = $1 or about in (select id from charges where order_id = $1))",
        "update idempotency_keys set body = $1 where scope = $2 and key = $3",
    ),
    (
        "select body as text, id as one, '' as other from webhook_events where order_id = $1",
        "update webhook_events set body = $1 where id = $2 and $3 = ''",
    ),
    (
        "select detail as text, event_id as one, endpoint_id as other from deliveries where order_id = $1 and detail is not null",
        "update deliveries set detail = $1 where event_id = $2 and endpoint_id = $3",
    ),
    (
        "select said as text, id as one, '' as other from alerts where order_id = $1",
        "update alerts set said = $1 where id = $2 and $3 = ''",
    ),
];

/// Lines of the audit trail, some at a time: an order may be named in any.
const AUDIT: &str = "select detail as text, id as one, '' as other from audit where id > $1 order by id limit $2";
const AUDITED: &str = "update audit set detail = $1 where id = $2 and $3 = ''";
const LINES: i64 = 500;

/// Erases what these people said of themselves from events, deliveries, alerts and the audit trail.
pub(super) async fn erase(db: &dyn Db, known: &[Known]) -> Result<(), DbError> {
    let said: BTreeSet<&str> = known.iter().flat_map(Known::said).collect();
    let orders: BTreeSet<&str> = known.iter().map(|known| known.order_id.as_str()).collect();
    if said.is_empty() {
        return Ok(());
    }
    for order in orders {
        for (read, write) in OF_ORDER {
            let rows = db.batch(vec![Statement::new(read, vec![order.into()])]).await?.remove(0);
            rewrite(db, &rows, write, &said).await?;
        }
    }
    let mut after = String::new();
    loop {
        let rows = db.batch(vec![Statement::new(AUDIT, vec![after.as_str().into(), LINES.into()])]).await?.remove(0);
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.text("one")?.to_owned();
        rewrite(db, &rows, AUDITED, &said).await?;
    }
}

async fn rewrite(db: &dyn Db, rows: &[Row], write: &'static str, said: &BTreeSet<&str>) -> Result<(), DbError> {
    let mut statements = Vec::new();
    for row in rows {
        let text = row.text("text")?;
        let clean = said.iter().fold(text.to_owned(), |text, said| without(&text, said));
        if clean != text {
            statements.push(Statement::new(write, vec![clean.into(), row.text("one")?.into(), row.text("other")?.into()]));
        }
    }
    db.batch(statements).await.map(drop)
}

/// A text without these words, whatever their capitals.
fn without(text: &str, said: &str) -> String {
    let (mut clean, mut rest) = (String::new(), text);
    while let Some(next) = rest.chars().next() {
        match after(rest, said) {
            Some(left) => {
                clean.push_str(ERASED);
                rest = left;
            }
            None => {
                clean.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
    }
    clean
}

/// What follows these words, where the text begins with them.
fn after<'a>(text: &'a str, said: &str) -> Option<&'a str> {
    let mut letters = text.chars();
    let same = |one: char, other: char| one == other || one.to_lowercase().eq(other.to_lowercase());
    said.chars().all(|wanted| letters.next().is_some_and(|found| same(found, wanted))).then_some(letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_whatever_their_capitals_and_the_rest_stays() {
        let check = |text: &str, expected: &str| assert_eq!(without(text, "Ana Núñez"), expected);
        check(r#"{"for":"ANA NÚÑEZ","size":"M"}"#, r#"{"for":"(erased)","size":"M"}"#);
        check("Ana Núñe", "Ana Núñe");
        check("ana núñezana núñez", "(erased)(erased)");
        check("", "");
    }
}
