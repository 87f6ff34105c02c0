//! What a backend carries: orders made, charges made, orders read, webhooks in. The db behind it, and how many copies share it, it
//! does not know.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::client::{Client, Question};
use super::load::{Carried, Load, as_fast_as_can_be, at_rate, highest_rate};

/// What a customer posts.
pub(super) const PAYER: &str =
    r#"{"method": "cash", "store": "OXXO", "customer": {"name": "María Núñez", "email": "maria@ejemplo.com.mx"}}"#;

/// How much of each there is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Much {
    /// Orders to make charges of.
    pub(super) orders: usize,
    /// Webhooks to send.
    pub(super) webhooks: usize,
    /// How long each try of a rate is.
    pub(super) time: Duration,
}

/// What was carried: each at its highest rate, and what is answered one by one at half of that.
pub(super) struct Figures {
    /// Orders made from a button.
    pub(super) orders: Carried,
    /// Charges made.
    pub(super) charges: Carried,
    /// Charges at half of that rate.
    pub(super) charges_at_half: Carried,
    /// Orders read.
    pub(super) reads: Carried,
    /// Orders read at half of that rate.
    pub(super) reads_at_half: Carried,
    /// Webhooks, each about a charge that has just been paid.
    pub(super) webhooks: Carried,
}

/// Measures the backends at these ports, which share one db and one sandbox.
///
/// # Errors
///
/// When an answer is not what it should be.
pub(super) async fn measure(ports: &[u16], sandbox: u16, much: Much) -> Result<Figures> {
    let (orders, ids) = open_orders(ports, much.orders).await?;
    let all = Arc::new(ids);

    let charged = charging(ports, &all);
    // A fifth is left for half the rate.
    let most = Load { questions: all.len() / 5 * 4, ..charged.clone() };
    let charges = highest_rate(&most, much.time).await.context("charges")?;
    let next = charges.asked;
    let charges_at_half = at_rate(&charged, next, charges.rate / 2.0, much.time).await.context("charges at half")?;

    // The first of them have their vouchers.
    let seen = Arc::clone(&all);
    let question =
        Arc::new(move |number: usize| Question::get(format!("/api/v1/orders/{}", seen[number % seen.len().min(1000)])));
    let read = Load { question, questions: usize::MAX, ports: ports.to_vec(), wanted: 200, keeps: false };
    let reads = highest_rate(&read, much.time).await.context("orders read")?;
    let reads_at_half = at_rate(&read, 0, reads.rate / 2.0, much.time).await.context("orders read at half")?;

    let webhooks = webhooks(ports, sandbox, much).await.context("webhooks")?;
    Ok(Figures { orders, charges, charges_at_half, reads, reads_at_half, webhooks })
}

/// Makes so many orders from the button, and answers with their ids.
///
/// # Errors
///
/// When one is not made.
pub(super) async fn open_orders(ports: &[u16], count: usize) -> Result<(Carried, Vec<String>)> {
    let question = Arc::new(|number: usize| {
        Question::post("/api/v1/buttons/btn_bench/orders", "").with_key(format!("bench-order-{number}"))
    });
    let load = Load { question, questions: count, ports: ports.to_vec(), wanted: 201, keeps: true };
    let made = as_fast_as_can_be(&load, Duration::from_secs(300)).await.context("orders")?;
    let ids = made.bodies.iter().map(|(_, body)| text(body, "/id")).collect::<Result<_>>()?;
    Ok((made, ids))
}

/// A charge of each of these orders.
pub(super) fn charging(ports: &[u16], orders: &Arc<Vec<String>>) -> Load {
    let all = Arc::clone(orders);
    let question = Arc::new(move |number: usize| {
        Question::post(format!("/api/v1/orders/{}/charges", all[number]), PAYER).with_key(format!("bench-charge-{number}"))
    });
    Load { question, questions: orders.len(), ports: ports.to_vec(), wanted: 201, keeps: false }
}

/// The provider's ids of its charges, by ours.
///
/// # Errors
///
/// When the sandbox does not say them.
pub(super) async fn provider_ids(sandbox: u16) -> Result<HashMap<String, String>> {
    let body = Client::to(sandbox).must(Question::get("/control/charges"), 200).await?;
    let listed: Vec<Value> = serde_json::from_slice(&body)?;
    let word = |charge: &Value, name: &str| charge[name].as_str().map(str::to_owned);
    Ok(listed.iter().filter_map(|charge| Some((word(charge, "order")?, word(charge, "id")?))).collect())
}

/// Pays at the sandbox, which tells nobody; then tells, as it would have.
async fn webhooks(ports: &[u16], sandbox: u16, much: Much) -> Result<Carried> {
    let ids: Vec<String> = provider_ids(sandbox).await?.into_values().take(much.webhooks).collect();
    ensure!(!ids.is_empty(), "the provider has no charge to pay");
    let (count, ids) = (ids.len(), Arc::new(ids));
    let paid = paying(sandbox, &ids);
    as_fast_as_can_be(&paid, Duration::from_secs(300)).await?;
    let question = Arc::new(move |number: usize| {
        Question::post("/webhooks/compropago", format!("{{\"id\": \"{}\", \"type\": \"charge.success\"}}", ids[number]))
    });
    highest_rate(&Load { question, questions: count, ports: ports.to_vec(), wanted: 200, keeps: false }, much.time).await
}

/// Money handed over for each of these, at the sandbox.
pub(super) fn paying(sandbox: u16, ids: &Arc<Vec<String>>) -> Load {
    let all = Arc::clone(ids);
    let question = Arc::new(move |number: usize| Question::post(format!("/control/charges/{}/pay", all[number]), ""));
    Load { question, questions: ids.len(), ports: vec![sandbox], wanted: 200, keeps: false }
}

/// A text in a JSON.
///
/// # Errors
///
/// When it is not there.
pub(super) fn text(body: &[u8], pointer: &str) -> Result<String> {
    let value: Value = serde_json::from_slice(body)?;
    Ok(value.pointer(pointer).and_then(Value::as_str).with_context(|| format!("no {pointer}"))?.to_owned())
}
