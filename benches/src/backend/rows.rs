//! A shop's rows as SQL, for any number of orders at once, written straight into SQLite: a million orders by way of a provider would
//! take a day. No person's data is in it.
//!
//! Orders are numbered by their age, one each half minute back from now. Every statement takes the number of the first and the number
//! after the last; the same number is the same order in each.

/// All that is kept for good of an order and of the charge that was made of it, in the order in which it can be written.
pub(super) const LASTING: [&str; 5] = [ORDERS, CHARGES, ISSUED, ENDED, TOLD];

/// What one charge adds to an order that is there: all in one transaction. The backend needs two, because it asks a provider in between.
pub(super) const OF_A_CHARGE: [&str; 4] = [KEYS, CHARGES, ISSUED, TOUCHED];

/// The orders, from one button.
pub(super) const ORDERS: &str = "
insert into orders (id, amount, currency, description, reference, button, methods, metadata, version, told, created_at)
with recursive n(i) as (select ?1 union all select i + 1 from n where i + 1 < ?2)
select printf('ord_%08x%018x', i * 2654435761 % 4294967296, i), 15000, 'MXN', 'Samsung Gold Curl', printf('%d', 100000 + i),
  'btn_bench', '', '{}', 3, 3, unixepoch() - 30 * i from n";

/// A charge of each. Of twenty, twelve are paid and one is declined; seven run out, and can still be paid where they are of the last
/// three days. Those of the last weeks will be looked at again, none of them now.
const CHARGES: &str = "
insert into charges (id, order_id, position, provider, provider_charge, method, store, amount, currency, state, received, late,
  customer_name, customer_email, customer_phone, voucher_kind, voucher_amount, voucher_currency, voucher_expires_at, voucher_digits,
  voucher_bank, version, looks, look_at, paid_at, created_at)
with recursive n(i) as (select ?1 union all select i + 1 from n where i + 1 < ?2),
made(i, id, at, state) as (select i, printf('%08x%018x', i * 2654435761 % 4294967296, i), unixepoch() - 30 * i,
  case when i % 20 < 12 then 'paid' when i % 20 = 19 then 'declined' when i < 8640 then 'pending' else 'expired' end from n)
select 'chg_' || id, 'ord_' || id, 0, 'compropago', 'ch_' || id, 'cash', 'OXXO', 15000, 'MXN', state,
  case state when 'paid' then 15000 else 0 end, 0, printf('Nombre Apellido %d', i), printf('persona%d@example.com', i),
  printf('55%08d', i * 48271 % 100000000), 'deposit', 15000, 'MXN', at + 259200,
  printf('%016d', i * 2654435761 % 10000000000000000), 'Banco de Pruebas', 2, 3,
  case when i < 46000 then unixepoch() + 3600 + i % 86400 end, case state when 'paid' then at + 7200 end, at from made";

/// That each voucher was made.
const ISSUED: &str = "
insert into charge_events (charge_id, version, event, source, at, order_version)
with recursive n(i) as (select ?1 union all select i + 1 from n where i + 1 < ?2)
select printf('chg_%08x%018x', i * 2654435761 % 4294967296, i), 1, 'issued', 'answer', unixepoch() - 30 * i, 2 from n";

/// What became of it.
const ENDED: &str = "
insert into charge_events (charge_id, version, event, total, source, at, order_version)
with recursive n(i) as (select ?1 union all select i + 1 from n where i + 1 < ?2)
select printf('chg_%08x%018x', i * 2654435761 % 4294967296, i), 2,
  case when i % 20 < 12 then 'paid' when i % 20 < 19 then 'expired' else 'declined' end,
  case when i % 20 < 12 then 15000 end, 'webhook', unixepoch() - 30 * i + 7200, 3 from n where i >= 8640 or i % 20 not between 12 and 18";

/// How many orders have keys: those of two days, because older keys are forgotten.
pub(super) const WITH_KEYS: i64 = 5_760;

/// The keys under which the charges were asked for.
pub(super) const KEYS: &str = "
insert into idempotency_keys (scope, key, fingerprint, about, status, body, created_at)
with recursive n(i) as (select ?1 union all select i + 1 from n where i + 1 < ?2),
made(i, id) as (select i, printf('%08x%018x', i * 2654435761 % 4294967296, i) from n)
select 'charges:ord_' || id, 'key-' || id, id || id || '000000000000', 'chg_' || id, 201,
  printf('{\"id\":\"chg_%s\",\"status\":\"pending\",\"voucher\":\"%0400d\"}', id, 0), unixepoch() - 30 * i from made";

/// What the shop was told: written down for each change, whether somebody wants to be told or not.
const TOLD: &str = "
insert into webhook_events (id, order_id, order_version, type, body, created_at)
with recursive n(i) as (select ?1 union all select i + 1 from n where i + 1 < ?2),
made(i, id) as (select i, printf('%08x%018x', i * 2654435761 % 4294967296, i) from n), v(version) as (values (2), (3))
select printf('evt_%s%d', substr(id, 2), version), 'ord_' || id, version, case version when 2 then 'order.pending' else 'order.paid' end,
  printf('{\"type\":\"order.paid\",\"data\":{\"order\":{\"id\":\"ord_%s\",\"note\":\"%0300d\"}}}', id, 0), unixepoch() - 30 * i
  from made cross join v where version = 2 or i >= 8640 or i % 20 not between 12 and 18";

/// That the order has changed.
const TOUCHED: &str = "update orders set version = version + 1 where id in (
with recursive n(i) as (select ?1 union all select i + 1 from n where i + 1 < ?2)
select printf('ord_%08x%018x', i * 2654435761 % 4294967296, i) from n)";

/// How the backend asks which charges it is time to look at (`crates/backend/src/db/charges.rs`).
pub(super) const TO_LOOK_AT: &str = "select id from charges where look_at <= $1 order by look_at, id limit $2";

/// The id of an order by its number.
pub(super) fn order(number: i64) -> String {
    format!("ord_{:08x}{number:018x}", number * 2_654_435_761 % 4_294_967_296)
}

/// The address of who pays it.
pub(super) fn email(number: i64) -> String {
    format!("persona{number}@example.com")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;

    fn tables() -> Connection {
        let db = Connection::open_in_memory().unwrap();
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/backend/migrations");
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let mut files: Vec<_> = files.filter(|file| !file.ends_with("postgres.sql")).collect();
        files.sort();
        for file in files {
            db.execute_batch(&std::fs::read_to_string(file).unwrap()).unwrap();
        }
        db
    }

    #[test]
    fn the_rows_fit_the_backends_tables_and_each_other() {
        let db = tables();
        for sql in LASTING.into_iter().chain([KEYS]) {
            db.execute(sql, [0, 3000]).unwrap();
        }
        let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(count("select count(*) from orders join charges on order_id = orders.id"), 3000);
        assert_eq!(count("select count(*) from charge_events join charges on charges.id = charge_id"), 3000 + 1950);
        assert_eq!(count("select count(*) from charges where state = 'paid' and received = amount"), 1800);
        assert_eq!(count("select count(*) from webhook_events"), 3000 + 1950);
        assert_eq!(count("select count(*) from pragma_foreign_key_check"), 0);
        let known = db.query_row("select 1 from orders where id = ?1", [order(2999)], |row| row.get(0));
        assert_eq!(known, Ok(1));
    }

    #[test]
    fn one_charge_is_one_row_in_each_table() {
        let db = tables();
        db.execute(ORDERS, [0, 2]).unwrap();
        for sql in OF_A_CHARGE {
            assert_eq!(db.execute(sql, [1, 2]), Ok(1), "{sql}");
        }
    }

    #[test]
    fn what_is_timed_is_what_the_backend_asks() {
        assert!(include_str!("../../../crates/backend/src/db/charges.rs").contains(TO_LOOK_AT));
    }
}
