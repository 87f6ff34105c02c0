//! Customers with a CLABE of their own: what a bank deposits into it, some of it in parts, and what goes back. What is counted is what the
//! provider has; of a deposit whose webhook arrived, once it is quiet, all of it.

use crate::dice::Dice;
use crate::network::AtProvider;
use crate::people::{MERCHANT, Town, ask, with_token};
use crate::rows::{number, text};
use backend::db::Statement;
use http::Request;
use providers::fake::{Action, FakeMethod, FakeStatus};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// A customer with a CLABE, and all that happens to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Depositor {
    /// Which one of the plan it is.
    pub number: u64,
    /// When the CLABE is asked for.
    pub begins: Duration,
    /// What happens, in order: how long after the one before, and what.
    pub deeds: Vec<(Duration, Transfer)>,
}

/// What happens to a CLABE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transfer {
    /// So many centavos come in, as a deposit of its own.
    Deposit(i64),
    /// So many more come for the newest deposit.
    More(i64),
    /// The newest deposit goes back.
    Back,
}

const DEPOSITS: &str =
    "select provider_deposit, deposits.amount as amount, clabe from deposits join clabes on clabes.id = clabe_id";

const TOTALS: &str =
    "select clabe, total, (select coalesce(sum(amount), 0) from deposits where clabe_id = clabes.id) as came from clabes";

/// From the CLABE to its last deposit.
pub async fn live(town: Arc<Town>, depositor: Depositor, seed: u64) {
    let site = town.copies.site();
    site.time.until(depositor.begins).await;
    let dice = Dice::new(seed, 50_000 + depositor.number);
    let Some(clabe) = clabe(&town, &depositor, &dice).await else { return };
    for (after, transfer) in depositor.deeds {
        tokio::time::sleep(after).await;
        let of_it =
            |charge: &providers::fake::FakeCharge| charge.method == FakeMethod::Spei && charge.clabe.as_deref() == Some(&clabe);
        let newest = || site.providers.charges_of("compropago").into_iter().find(of_it).map(|charge| charge.id);
        let (id, action) = match transfer {
            Transfer::Deposit(sum) => (Some(clabe.clone()), Action::Pay(Some(sum))),
            Transfer::More(sum) => (newest(), Action::Pay(Some(sum))),
            Transfer::Back => (newest(), Action::Refund),
        };
        let Some(id) = id else { continue };
        let done = site.providers.act(&AtProvider { account: "compropago", id }, action);
        site.story.tell(|| format!("{transfer:?} happens to CLABE {clabe}: {:?}", done.map(|charge| charge.received.amount)));
    }
}

async fn clabe(town: &Town, depositor: &Depositor, dice: &Dice) -> Option<String> {
    let body = json!({"customer": {"id": format!("c-{}", depositor.number), "name": "Ana Núñez", "email": "ana@example.mx"}});
    for _ in 0..200 {
        let request = with_token(town, Request::post("/api/v1/clabes"));
        let answer = ask(town, dice, request, Some(&body), MERCHANT).await;
        if let Some(answer) = answer.filter(|answer| answer.status < 300) {
            return answer.json["clabe"].as_str().map(str::to_owned);
        }
        tokio::time::sleep(Duration::from_secs(dice.spread(1, 600))).await;
    }
    None
}

/// Once it is quiet: no deposit is counted that the provider has not, each that was told of is counted in full, and a CLABE's total is the
/// sum of its deposits.
pub fn judge(town: &Town) {
    let site = town.copies.site();
    let rows = |sql| site.db.run(&[Statement::new(sql, vec![])]).map(|mut rows| rows.remove(0)).unwrap_or_default();
    for row in rows(TOTALS) {
        if number(&row, "total") != number(&row, "came") {
            site.rules.breaks("a CLABE's total is the sum of its deposits", || {
                format!("{}: {} of {}", text(&row, "clabe"), number(&row, "total"), number(&row, "came"))
            });
        }
    }
    let counted = rows(DEPOSITS);
    let charges = site.providers.charges_of("compropago");
    for deposit in charges.iter().filter(|charge| charge.order.starts_with("c-") && charge.method == FakeMethod::Spei) {
        let came = if deposit.status == FakeStatus::Refunded { 0 } else { deposit.received.amount };
        let ours = counted.iter().find(|row| text(row, "provider_deposit") == deposit.id).map(|row| number(row, "amount"));
        let told = site.providers.was_told("compropago", &deposit.id);
        if ours.unwrap_or_default() != came && (told || ours.is_some()) {
            site.rules.breaks("once it is quiet, a deposit is the provider's", || {
                format!("{} has {ours:?}, and {came} came", deposit.id)
            });
        }
    }
}
