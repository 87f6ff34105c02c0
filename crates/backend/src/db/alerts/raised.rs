//! How alerts are raised and end, as statements for the batch of the change they speak of: by a provider's answer, by its end, or by a
//! person. Which there are, and how they are read, is in `mod.rs`.

use super::{AlertKind, NewAlert, Settled};
use crate::base::id;
use crate::db::{Db, DbError, Statement};
use payments::{Moment, Money};

/// Raises an alert, or counts it once more where it waits already. Nothing is raised where a person has decided about just this, and
/// it has been so ever since; what waits of its kind is over then, because it is no longer what the provider says.
/// To be written in one batch with the change it speaks of, after it.
pub fn raise(alert: &NewAlert) -> [Statement; 3] {
    // What waits and says the same is no change of the order; nor is what was decided, but where it ends what waits.
    let touch = "update orders set version = version + 1 where id = $1 and (not exists (select 1 from alerts \
                 where order_id = $1 and charge_id = $2 and kind = $3 and said = $4 \
                 and (settled_at is null or (settled_how <> 'answered' and over_at is null))) \
                 or (exists (select 1 from alerts where order_id = $1 and charge_id = $2 and kind = $3 and said <> $4 \
                 and settled_at is null) and exists (select 1 from alerts where order_id = $1 and charge_id = $2 and kind = $3 \
                 and said = $4 and settled_how <> 'answered' and over_at is null)))";
    let values =
        vec![alert.order_id.as_str().into(), alert.charge().into(), alert.kind.id().into(), alert.said.as_str().into()];
    let touch = Statement::new(touch, values);
    let other = "update alerts set settled_at = $1, settled_by = provider, settled_how = 'answered', \
                 settled_version = (select version from orders where id = $2) where order_id = $2 and charge_id = $3 \
                 and kind = $4 and said <> $5 and settled_at is null and exists (select 1 from alerts decided \
                 where decided.order_id = $2 and decided.charge_id = $3 and decided.kind = $4 and decided.said = $5 \
                 and decided.settled_how <> 'answered' and decided.over_at is null)";
    let values = vec![
        alert.at.into(),
        alert.order_id.as_str().into(),
        alert.charge().into(),
        alert.kind.id().into(),
        alert.said.as_str().into(),
    ];
    let other = Statement::new(other, values);
    let sql = "insert into alerts (id, order_id, charge_id, provider, kind, asked, said, paid, currency, raised_at, \
               raised_version, seen_at, times) select $1, $2, $3, $4, $5, $6, $7, cast($8 as bigint), cast($9 as text), $10, \
               (select version from orders where id = $2), $10, 1 where not exists (select 1 from alerts where order_id = $2 \
               and charge_id = $3 and kind = $5 and said = $7 and settled_how <> 'answered' and over_at is null) \
               on conflict (order_id, charge_id, kind) where settled_at is null do update set asked = $6, said = $7, \
               paid = cast($8 as bigint), currency = cast($9 as text), seen_at = $10, times = alerts.times + 1";
    let values = vec![
        id::alert().into(),
        alert.order_id.as_str().into(),
        alert.charge().into(),
        alert.provider.clone().unwrap_or_default().into(),
        alert.kind.id().into(),
        alert.asked.as_str().into(),
        alert.said.as_str().into(),
        alert.paid.map(Money::minor).into(),
        alert.paid.map(|paid| paid.currency().code()).into(),
        alert.at.into(),
    ];
    [touch, other, Statement::new(sql, values)]
}

/// What is known of an oddity before it is raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing: it is new.
    No,
    /// One of its kind waits.
    Waits,
    /// A person has decided about just this.
    Decided,
}

/// Looks what is known of it.
///
/// # Errors
///
/// [`DbError::Unusable`] where the db cannot be used: full, locked or gone.
pub async fn known(db: &dyn Db, alert: &NewAlert) -> Result<Known, DbError> {
    let sql = "select settled_at from alerts where order_id = $1 and charge_id = $2 and kind = $3 \
               and (settled_at is null or (said = $4 and settled_how <> 'answered' and over_at is null))";
    let values =
        vec![alert.order_id.as_str().into(), alert.charge().into(), alert.kind.id().into(), alert.said.as_str().into()];
    let rows = db.batch(vec![Statement::new(sql, values)]).await?.remove(0);
    let decided = rows.iter().map(|row| Ok(row.maybe_integer("settled_at")?.is_some())).collect::<Result<Vec<_>, DbError>>()?;
    Ok(match (decided.is_empty(), decided.contains(&true)) {
        (true, _) => Known::No,
        (false, true) => Known::Decided,
        (false, false) => Known::Waits,
    })
}

/// Ends what waits of a charge about the provider's answers, because what it answers now fits. Changes nothing where
/// nothing waits.
pub fn answered(order_id: &str, charge_id: &str, at: Moment) -> [Statement; 2] {
    let touch = "update orders set version = version + 1 where id = $1 and exists (select 1 from alerts where order_id = $1 \
                 and charge_id = $2 and settled_at is null and kind in ('unknown_status', 'unreadable_answer', 'wrong_amount', \
                 'wrong_currency', 'wrong_charge', 'contradiction'))";
    let sql = "update alerts set settled_at = $1, settled_by = provider, settled_how = 'answered', \
               settled_version = (select version from orders where id = $2) where order_id = $2 and charge_id = $3 \
               and settled_at is null and kind in ('unknown_status', 'unreadable_answer', 'wrong_amount', 'wrong_currency', \
               'wrong_charge', 'contradiction')";
    let touch = Statement::new(touch, vec![order_id.into(), charge_id.into()]);
    [touch, Statement::new(sql, vec![at.into(), order_id.into(), charge_id.into()])]
}

/// Ends one kind of what waits of a charge (of the order, where it is `None`), because it is no longer so. What a person decided about
/// it is over as well: where it is so again, it is raised again.
pub fn over(order_id: &str, charge_id: Option<&str>, kind: AlertKind, at: Moment) -> [Statement; 3] {
    let touch = "update orders set version = version + 1 where id = $1 and exists (select 1 from alerts where order_id = $1 \
                 and charge_id = $2 and kind = $3 and settled_at is null)";
    let decided = "update alerts set over_at = $1 where order_id = $2 and charge_id = $3 and kind = $4 and settled_at is not null \
                   and over_at is null";
    let sql = "update alerts set settled_at = $1, settled_by = provider, settled_how = 'answered', \
               settled_version = (select version from orders where id = $2) where order_id = $2 and charge_id = $3 \
               and kind = $4 and settled_at is null";
    let charge = charge_id.unwrap_or_default();
    let touch = Statement::new(touch, vec![order_id.into(), charge.into(), kind.id().into()]);
    let of_it = |sql| Statement::new(sql, vec![at.into(), order_id.into(), charge.into(), kind.id().into()]);
    [touch, of_it(decided), of_it(sql)]
}

/// Ends one, as a person decided. To be written in one batch with the order's next version, which it is told under; it
/// changes nothing where it has ended already, which whoever writes that version has seen.
pub fn settle(alert_id: &str, order_id: &str, how: Settled, by: &str, at: Moment) -> Statement {
    let sql = "update alerts set settled_at = $1, settled_by = $2, settled_how = $3, \
               settled_version = (select version from orders where id = $4) where id = $5 and order_id = $4 and settled_at is null";
    Statement::new(sql, vec![at.into(), by.into(), how.id().into(), order_id.into(), alert_id.into()])
}
