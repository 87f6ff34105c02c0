//! How cost grows with what is kept: the same calls, one after the other, with a thousand orders in the db, with ten thousand, and so on.
//!
//! Orders are written straight into SQLite; the calls go to the backend as it is.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rusqlite::Connection;

use super::carry::{PAYER, provider_ids, text};
use super::client::{Client, Question};
use super::rows;
use super::times::Times;
use crate::shop::Shop;

/// How many orders are written in one transaction.
const AT_ONCE: i64 = 50_000;

/// How often the backend is started to see how long that takes.
const STARTS: usize = 5;

/// How long one kind of call is asked, where it takes more than a tenth of a second each time.
const LONG: Duration = Duration::from_secs(5);

/// How long one thing took with each number of orders: its name, and for each number the median in milliseconds.
pub(super) struct Grown {
    /// The numbers of orders.
    pub(super) orders: Vec<i64>,
    /// The calls.
    pub(super) calls: Vec<(&'static str, Vec<f64>)>,
    /// Bytes of the db for each order.
    pub(super) bytes: Vec<f64>,
    /// Milliseconds from the backend's start to its first good answer, the median.
    pub(super) starts: Vec<f64>,
}

/// The names of the calls, in the order in which they are made.
const CALLS: [&str; 8] = [
    "make an order",
    "make a charge",
    "GET order",
    "webhook, paid",
    "list orders",
    "list orders, those paid",
    "list orders, by e-mail",
    "which charges to look at",
];

/// Fills and asks. `shop` is a new one, with its button and its sandbox; `sizes` grow.
///
/// # Errors
///
/// When an answer is not what it should be, or the disk is full.
pub(super) async fn measure(shop: &Shop, db: &Path, token: &str, sizes: &[i64], times: usize) -> Result<Grown> {
    let mut grown = Grown {
        orders: sizes.to_vec(),
        calls: CALLS.iter().map(|name| (*name, Vec::new())).collect(),
        bytes: Vec::new(),
        starts: Vec::new(),
    };
    let mut filled = 0;
    for size in sizes {
        let empty = if filled == 0 { bytes(db)? } else { 0 };
        fill(db, filled, *size)?;
        filled = *size;
        grown.bytes.push(bytes(db)?.saturating_sub(empty) as f64 / *size as f64);
        let mut starts = Times::none();
        for _ in 0..STARTS {
            starts.add(shop.open()?.until_ready);
        }
        grown.starts.push(starts.percentile(50.0));
        let _backend = shop.open()?;
        let medians = ask(shop, db, token, *size, times).await.with_context(|| format!("with {size} orders"))?;
        for ((_, all), median) in grown.calls.iter_mut().zip(medians) {
            all.push(median);
        }
        println!("with {size} orders: asked");
    }
    Ok(grown)
}

/// Writes orders from number `from` to number `to`.
fn fill(db: &Path, from: i64, to: i64) -> Result<()> {
    let mut connection = Connection::open(db)?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.pragma_update(None, "cache_size", -1_000_000)?;
    let mut next = from;
    while next < to {
        let until = (next + AT_ONCE).min(to);
        let transaction = connection.transaction()?;
        for sql in rows::LASTING {
            transaction.execute(sql, [next, until])?;
        }
        if next < rows::WITH_KEYS {
            transaction.execute(rows::KEYS, [next, until.min(rows::WITH_KEYS)])?;
        }
        transaction.commit()?;
        next = until;
    }
    // What a db in use has, too.
    connection.execute_batch("pragma optimize; pragma wal_checkpoint(truncate)")?;
    Ok(())
}

fn bytes(db: &Path) -> Result<u64> {
    Ok(std::fs::metadata(db)?.len())
}

/// The median of each call, in milliseconds.
async fn ask(shop: &Shop, db: &Path, token: &str, size: i64, times: usize) -> Result<Vec<f64>> {
    let mut client = Client::to(shop.port);
    let asked = format!("grown-{size}");
    let mut orders = Vec::new();
    let mut medians = Vec::new();
    let order = |number: usize| Question::post("/api/v1/buttons/btn_bench/orders", "").with_key(format!("{asked}-{number}"));
    medians.push(median(&mut client, times, 201, order, |body| orders.push(body.to_vec())).await?);
    let orders: Vec<String> = orders.iter().map(|body| text(body, "/id")).collect::<Result<_>>()?;

    let mut charges = Vec::new();
    let charge = |number: usize| {
        Question::post(format!("/api/v1/orders/{}/charges", orders[number]), PAYER).with_key(format!("{asked}-{number}"))
    };
    medians.push(median(&mut client, times, 201, charge, |body| charges.push(body.to_vec())).await?);
    // Spread over all that there are.
    let known = |number: usize| Question::get(format!("/api/v1/orders/{}", rows::order(number as i64 * size / times as i64)));
    medians.push(median(&mut client, times, 200, known, |_| ()).await?);

    let ids = provider_ids(shop.sandbox_port).await?;
    let mut sandbox = Client::to(shop.sandbox_port);
    let mut its = Vec::new();
    for body in &charges {
        its.push(ids.get(&text(body, "/id")?).context("a charge its provider has not")?.clone());
    }
    for id in &its {
        sandbox.must(Question::post(format!("/control/charges/{id}/pay"), ""), 200).await?;
    }
    let webhook = |number: usize| Question::post("/webhooks/compropago", format!("{{\"id\": \"{}\"}}", its[number]));
    medians.push(median(&mut client, times, 200, webhook, |_| ()).await?);

    let found = rows::email(size / 2);
    for words in ["", "&status=paid", &format!("&q={found}")] {
        let path = format!("/api/v1/orders?limit=50{words}");
        medians.push(median(&mut client, times.min(60), 200, |_| Question::get(&path).with_token(token), |_| ()).await?);
    }
    medians.push(look(db, times)?);
    Ok(medians)
}

/// How long the db takes to say which charges it is time to ask the provider about, beside the backend, which asks so each few seconds.
fn look(db: &Path, times: usize) -> Result<f64> {
    let connection = Connection::open_with_flags(db, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut look = connection.prepare(rows::TO_LOOK_AT)?;
    let now = jiff::Timestamp::now().as_second();
    let mut took = Times::none();
    for _ in 0..times {
        let began = Instant::now();
        let due = look.query_map([now, 50], |row| row.get::<_, String>(0))?.count();
        took.add(began.elapsed());
        anyhow::ensure!(due <= 50, "more than were asked for");
    }
    Ok(took.percentile(50.0))
}

/// Asks so many times, one after the other, and answers with the median in milliseconds.
async fn median(
    client: &mut Client,
    times: usize,
    wanted: u16,
    question: impl Fn(usize) -> Question,
    mut answered: impl FnMut(&[u8]),
) -> Result<f64> {
    let mut took = Times::none();
    let began = Instant::now();
    for number in 0..times {
        let put = Instant::now();
        let body = client.must(question(number), wanted).await?;
        took.add(put.elapsed());
        answered(&body);
        // What takes seconds need not be asked sixty times to be seen.
        if began.elapsed() > LONG && number >= 4 && wanted == 200 && took.percentile(50.0) > 100.0 {
            break;
        }
    }
    Ok(took.percentile(50.0))
}
