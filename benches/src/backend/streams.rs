//! Pages that watch: how much memory an open stream of events takes, and how long it is from money at the provider to a page that knows.
//!
//! The sandbox tells one thing after the other, as its provider does; how fast money comes is chosen so that it need not queue.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use super::carry::{charging, open_orders, paying, provider_ids, text};
use super::client::{Client, Question};
use super::load::{as_fast_as_can_be, at_rate};
use super::times::Times;
use crate::programs::Program;
use crate::shop::Shop;

/// How many are paid in a second.
const PAID: f64 = 40.0;
/// How long the sandbox may take until it has told all that happened before.
const QUIET: Duration = Duration::from_secs(120);
/// How long after the last payment the last stream may hear of it.
const LATE: Duration = Duration::from_secs(20);

/// What was found.
pub(super) struct Watched {
    /// How many streams were open.
    pub(super) streams: usize,
    /// Bytes of the backend's memory for each.
    pub(super) memory: f64,
    /// How long it took from a payment's being sent to the sandbox until the stream had it.
    pub(super) times: Times,
}

/// Opens so many streams, each of an order of its own with a voucher, then pays all of them.
///
/// # Errors
///
/// When a stream ends, or does not hear of its payment.
pub(super) async fn measure(shop: &Shop, backend: &Program, streams: usize) -> Result<Watched> {
    let (_, orders) = open_orders(&[shop.port], streams).await?;
    let orders = Arc::new(orders);
    let mut charged = charging(&[shop.port], &orders);
    charged.keeps = true;
    let made = as_fast_as_can_be(&charged, Duration::from_secs(300)).await?;
    let order_of: HashMap<String, String> =
        made.bodies.iter().map(|(number, body)| Ok((text(body, "/id")?, orders[*number].clone()))).collect::<Result<_>>()?;
    until_quiet(shop.sandbox_port).await?;

    let before = backend.resident()?;
    let (tell, mut told) = mpsc::unbounded_channel();
    for order in orders.iter() {
        tokio::spawn(watch(shop.port, order.clone(), tell.clone()));
    }
    for _ in 0..streams {
        let heard = told.recv().await.context("the streams ended")??;
        ensure!(!heard.paid, "an order was paid before anybody paid it");
    }
    let memory = (backend.resident()? as f64 - before as f64) / streams as f64;

    let (ids, orders): (Vec<String>, Vec<String>) = provider_ids(shop.sandbox_port)
        .await?
        .into_iter()
        .filter_map(|(ours, its)| Some((its, order_of.get(&ours)?.clone())))
        .unzip();
    ensure!(ids.len() == streams, "{} of {streams} charges are at the provider", ids.len());
    // One at a time in the order of their numbers, so the moment of each is known.
    let began = Instant::now();
    let load = paying(shop.sandbox_port, &Arc::new(ids));
    let pay = tokio::spawn(async move { at_rate(&load, 0, PAID, Duration::from_secs_f64(streams as f64 / PAID)).await });
    let meant: HashMap<&String, Duration> =
        (0_u32..).zip(&orders).map(|(number, order)| (order, Duration::from_secs_f64(f64::from(number) / PAID))).collect();
    let mut times = Times::none();
    let limit = Duration::from_secs_f64(streams as f64 / PAID) + LATE;
    while times.count() < streams {
        let left = limit.saturating_sub(began.elapsed());
        let heard = tokio::time::timeout(left, told.recv()).await.context("a stream never heard that it is paid")?;
        let heard = heard.context("the streams ended")??;
        if heard.paid {
            let paid = began + *meant.get(&heard.order).context("an order nobody watches")?;
            times.add(heard.at.saturating_duration_since(paid));
        }
    }
    pay.await??;
    Ok(Watched { streams, memory, times })
}

/// What a stream has said, and when.
struct Heard {
    order: String,
    paid: bool,
    at: Instant,
}

/// Says each time the stream of this order has: first that it is there, then that it is paid.
async fn watch(port: u16, order: String, tell: mpsc::UnboundedSender<Result<Heard>>) {
    let listening = async || -> Result<()> {
        let mut socket = TcpStream::connect(("127.0.0.1", port)).await?;
        let head =
            format!("GET /api/v1/orders/{order}/events HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/event-stream\r\n\r\n");
        socket.write_all(head.as_bytes()).await?;
        let (mut heard, mut chunk) = (String::new(), vec![0; 8192]);
        let mut paid = false;
        while !paid {
            let read = socket.read(&mut chunk).await?;
            ensure!(read > 0, "a stream ended");
            heard.push_str(&String::from_utf8_lossy(&chunk[..read]));
            // An event ends with an empty line.
            while let Some(end) = heard.find("\n\n") {
                let event: String = heard.drain(..end + 2).collect();
                if !event.contains("data:") {
                    continue;
                }
                paid = event.contains("\"status\":\"paid\"");
                tell.send(Ok(Heard { order: order.clone(), paid, at: Instant::now() }))?;
            }
        }
        Ok(())
    };
    if let Err(error) = listening().await {
        // Where nobody listens, the bench has ended already.
        _ = tell.send(Err(error));
    }
}

/// Until the sandbox has told all that there is to tell.
async fn until_quiet(sandbox: u16) -> Result<()> {
    let began = Instant::now();
    let mut client = Client::to(sandbox);
    loop {
        let waiting = client.must(Question::get("/control/deliveries"), 200).await?;
        let waiting = String::from_utf8_lossy(&waiting);
        if !waiting.contains("\"waiting\"") && !waiting.contains("\"under_way\"") {
            return Ok(());
        }
        ensure!(began.elapsed() < QUIET, "the sandbox still has something to tell");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
