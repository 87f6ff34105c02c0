//! People: the shopper who wants a slip and may press twice, the till, the merchant's server. Each does what the plan says, and what the
//! page or the merchant's program would do with the answers.

use crate::copies::{Answer, Copies};
use crate::dice::Dice;
use crate::network::AtProvider;
use crate::plan::{Act, Life, Sum};
use axum::body::Body;
use http::Request;
use providers::fake::{Action, FakeCharge, FakeStatus};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::task::JoinSet;

/// How long somebody waits for a slip that is to be paid.
const FOR_A_SLIP: Duration = Duration::from_secs(180);

/// How long the merchant's own programs wait for an answer.
pub const MERCHANT: Duration = Duration::from_secs(40);

/// Slips that somebody holds in their hands, by order, oldest first.
#[derive(Default)]
pub struct Slips(Mutex<BTreeMap<String, Vec<String>>>);

impl Slips {
    /// The charges whose slips somebody holds.
    pub fn of(&self, order: &str) -> Vec<String> {
        self.held().get(order).cloned().unwrap_or_default()
    }

    /// All of them, by order.
    pub fn all(&self) -> BTreeMap<String, Vec<String>> {
        self.held().clone()
    }

    fn add(&self, order: &str, charge: &str) {
        let mut held = self.held();
        let slips = held.entry(order.to_owned()).or_default();
        if !slips.iter().any(|known| known == charge) {
            slips.push(charge.to_owned());
        }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Vec<String>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What all people need.
pub struct Town {
    /// Whom they ask.
    pub copies: Arc<Copies>,
    /// What they hold.
    pub slips: Arc<Slips>,
    /// The merchant's token.
    pub token: String,
    /// How many orders the merchant wants.
    pub wanted: usize,
}

/// One order and whoever has to do with it.
struct Person {
    town: Arc<Town>,
    life: Life,
    order: String,
    dice: Dice,
    /// The ways to pay, once they were read.
    ways: Mutex<Vec<Value>>,
    /// The key of the last press, and what was asked with it.
    last: Mutex<Option<(String, usize)>>,
    keys: Mutex<u64>,
    /// The charge that each key was answered with last.
    answered: Mutex<BTreeMap<String, String>>,
}

/// A life from its beginning to its end.
pub async fn live(town: Arc<Town>, life: Life, seed: u64) {
    town.copies.site().time.until(life.begins).await;
    let dice = Dice::new(seed, 10_000 + life.number);
    let Some(order) = new_order(&town, &life, &dice).await else { return };
    town.copies.site().story.tell(|| format!("Order {} of {} {} is {order}.", life.number, life.price, life.currency.code()));
    let person = Arc::new(Person {
        town,
        order,
        dice,
        ways: Mutex::default(),
        last: Mutex::default(),
        keys: Mutex::default(),
        answered: Mutex::default(),
        life: life.clone(),
    });
    let mut deeds = JoinSet::new();
    for deed in life.deeds {
        tokio::time::sleep(deed.after).await;
        let person = Arc::clone(&person);
        deeds.spawn(async move { person.does(deed.act).await });
    }
    while deeds.join_next().await.is_some() {}
}

/// The merchant's server makes an order, and asks with the same key until it has one.
async fn new_order(town: &Town, life: &Life, dice: &Dice) -> Option<String> {
    let body = json!({"amount": life.price, "currency": life.currency.code(), "description": "Silla"});
    for _ in 0..200 {
        let request = Request::post("/api/v1/orders").header("idempotency-key", format!("order-{:08}", life.number));
        let answer = ask(town, dice, with_token(town, request), Some(&body), MERCHANT).await;
        if let Some(answer) = answer.filter(|answer| answer.status == 201) {
            return answer.json["id"].as_str().map(str::to_owned);
        }
        tokio::time::sleep(Duration::from_secs(dice.spread(1, 600))).await;
    }
    None
}

/// With the merchant's token.
pub fn with_token(town: &Town, request: http::request::Builder) -> http::request::Builder {
    request.header("authorization", format!("Bearer {}", town.token))
}

/// Asks any copy; where it fails inside, or fails in no words, that breaks a rule.
pub async fn ask(
    town: &Town,
    dice: &Dice,
    request: http::request::Builder,
    body: Option<&Value>,
    patience: Duration,
) -> Option<Answer> {
    let request = request.header("content-type", "application/json");
    let request = request.body(body.map_or(Body::empty(), |body| Body::from(body.to_string()))).ok()?;
    let copy = usize::try_from(dice.between(0, town.copies.number() as u64)).unwrap_or_default();
    let answer = town.copies.ask(copy, request, patience, dice.in_a_thousand(500)).await;
    if let Some(answer) = answer.as_ref().filter(|answer| answer.status >= 500 && answer.code().is_empty()) {
        let how = || format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body));
        town.copies.site().rules.breaks("a failure is told in a problem", how);
    }
    if let Some(answer) = answer.as_ref().filter(|answer| answer.code() == "internal") {
        town.copies.site().rules.breaks("nothing fails inside", || answer.json.to_string());
    }
    answer
}

impl Person {
    async fn does(&self, act: Act) {
        match act {
            Act::Choose { way, again, patience } => self.chooses(way, again, patience).await,
            Act::Cancel => self.cancels().await,
            Act::Reload => self.looks().await,
            Act::Pay { back, sum } => self.pays(back, sum).await,
            Act::Decline => self.at_provider(Action::Decline),
            Act::Refund => self.at_provider(Action::Refund),
            Act::Amend(hundredths) => {
                let body = json!({"amount": (self.life.price * hundredths / 100).max(1)});
                self.merchant(Request::patch(format!("/api/v1/orders/{}", self.order)), &body).await;
            }
            Act::Close => self.settles("close").await,
            Act::Ask => self.settles("ask").await,
        }
    }

    async fn settles(&self, action: &str) {
        let body = json!({"action": action});
        self.merchant(Request::post(format!("/api/v1/orders/{}/settle", self.order)), &body).await;
    }

    async fn merchant(&self, request: http::request::Builder, body: &Value) {
        let answer = ask(&self.town, &self.dice, with_token(&self.town, request), Some(body), MERCHANT).await;
        self.town.copies.site().rules.touch(&self.order);
        self.tells(|| format!("The merchant asks {body} of {}, and hears {}.", self.order, heard(answer.as_ref())));
    }

    /// Asks for a slip as the page does.
    async fn chooses(&self, way: usize, again: bool, patience: Duration) {
        let time = self.town.copies.site().time;
        let until = time.elapsed() + patience;
        let (mut key, way) = match self.last().clone().filter(|_| again) {
            Some(last) => last,
            None => (self.new_key(), way),
        };
        *self.last() = Some((key.clone(), way));
        let path = format!("/api/v1/orders/{}/charges", self.order);
        while time.elapsed() < until {
            let left = until.saturating_sub(time.elapsed());
            let Some(body) = self.wish(way, left).await else {
                tokio::time::sleep(Duration::from_millis(self.dice.spread(300, 5_000))).await;
                continue;
            };
            let request = Request::post(&path).header("idempotency-key", &key);
            let left = until.saturating_sub(time.elapsed());
            let answer = ask(&self.town, &self.dice, request, Some(&body), left).await;
            self.tells(|| format!("The shopper asks for {} with {key}, and hears {}.", body["method"], heard(answer.as_ref())));
            match answer {
                Some(answer) if answer.status == 201 => {
                    self.is_answered(&key, &answer.json);
                    return self.is_shown(&answer.json);
                }
                Some(answer) if answer.code() == "idempotency_key_spent" => {
                    key = self.new_key();
                    *self.last() = Some((key.clone(), way));
                }
                Some(answer) if answer.status < 500 && answer.status != 429 => return,
                Some(_) | None => tokio::time::sleep(Duration::from_millis(self.dice.spread(300, 9_000))).await,
            }
        }
    }

    fn new_key(&self) -> String {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        *keys += 1;
        format!("life-{}-press-{}", self.life.number, *keys)
    }

    /// What is posted for a way to pay.
    async fn wish(&self, way: usize, patience: Duration) -> Option<Value> {
        if self.ways.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
            let request = Request::get(format!("/api/v1/orders/{}", self.order));
            let order = ask(&self.town, &self.dice, request, None, patience).await?.json;
            let mut ways = Vec::new();
            for offered in order["offer"]["methods"].as_array().into_iter().flatten() {
                let stores = offered["stores"].as_array().filter(|stores| !stores.is_empty()).cloned().unwrap_or_default();
                let customer = json!({
                    "name": "Ana Núñez", "email": "ana@example.mx", "phone": "5512345678",
                    "document": (self.life.currency == payments::Currency::Pen).then_some("45871236"),
                });
                let wish = |store: Option<&Value>| json!({"method": offered["method"], "store": store, "customer": customer});
                match stores.is_empty() {
                    true => ways.push(wish(None)),
                    false => ways.extend(stores.iter().take(3).map(|store| wish(Some(&store["id"])))),
                }
            }
            *self.ways.lock().unwrap_or_else(PoisonError::into_inner) = ways;
        }
        let ways = self.ways.lock().unwrap_or_else(PoisonError::into_inner);
        ways.get(way.checked_rem(ways.len())?).cloned()
    }

    async fn looks(&self) {
        let request = Request::get(format!("/api/v1/orders/{}", self.order));
        let Some(answer) = ask(&self.town, &self.dice, request, None, MERCHANT).await else { return };
        for charge in answer.json["charges"].as_array().into_iter().flatten() {
            if charge["status"] == "pending" {
                self.is_shown(charge);
            }
        }
    }

    /// A key was answered with a charge: with the one it was answered with before, or nobody can pay that one any more.
    fn is_answered(&self, key: &str, charge: &Value) {
        let Some(id) = charge["id"].as_str() else { return };
        let before = self.answered().insert(key.to_owned(), id.to_owned()).filter(|before| before != id);
        let site = self.town.copies.site();
        let payable = |charge: &FakeCharge| matches!(charge.status, FakeStatus::Pending | FakeStatus::PartlyPaid);
        for at in before.iter().flat_map(|before| site.providers.made_of(before)) {
            if site.providers.charge(&at).is_some_and(|charge| payable(&charge)) {
                site.rules.breaks("a key has one charge at most that can be paid", || {
                    format!("{key} has {id}, and {before:?} ({at:?}) can still be paid")
                });
            }
        }
    }

    /// A slip stands on the screen: from now on somebody may pay it.
    fn is_shown(&self, charge: &Value) {
        let Some(id) = charge["id"].as_str().filter(|_| charge["voucher"].is_object()) else { return };
        let payable = &charge["voucher"]["payable"];
        let digits = ["clabe", "reference", "account"].iter().find_map(|name| payable[name].as_str()).unwrap_or_default();
        let site = self.town.copies.site();
        site.rules.shown(&site.db, id, digits);
        self.town.slips.add(&self.order, id);
    }

    async fn cancels(&self) {
        let Some(newest) = self.town.slips.of(&self.order).pop() else { return };
        let request = Request::post(format!("/api/v1/orders/{}/charges/{newest}/cancel", self.order));
        let answer = ask(&self.town, &self.dice, request, Some(&json!({})), MERCHANT).await;
        self.tells(|| format!("The shopper takes {newest} back, and hears {}.", heard(answer.as_ref())));
    }

    /// The slip that was shown so many before the newest, at its provider; waits for one for a while.
    async fn slip(&self, back: usize) -> Option<AtProvider> {
        let time = self.town.copies.site().time;
        let until = time.elapsed() + FOR_A_SLIP;
        loop {
            let slips = self.town.slips.of(&self.order);
            if let Some(charge) = slips.iter().rev().nth(back).or(slips.first()) {
                return self.town.copies.site().providers.made_of(charge).pop();
            }
            if time.elapsed() > until {
                return None;
            }
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
    }

    async fn pays(&self, back: usize, sum: Sum) {
        let Some(at) = self.slip(back).await else { return };
        let providers = &self.town.copies.site().providers;
        let Some(charge) = providers.charge(&at) else { return };
        let missing = charge.amount.map_or(0, |asked| (asked.amount - charge.received.amount).max(0));
        let action = match sum {
            Sum::Exact => Action::Pay(None),
            Sum::Part => Action::PayPartial(None),
            Sum::Over => Action::Pay(Some(missing + missing / 2 + 1)),
        };
        let mut done = providers.act(&at, action);
        if done.is_err() && sum != Sum::Exact {
            // A till that takes all of it or nothing.
            done = providers.act(&at, Action::Pay(None));
        }
        self.tells(|| match &done {
            Ok(charge) => format!("Somebody pays {at:?} ({sum:?}): {} came in all.", charge.received.amount),
            Err(why) => format!("Somebody cannot pay {at:?}: {why}"),
        });
    }

    fn at_provider(&self, action: Action) {
        let site = self.town.copies.site();
        let Some(at) = self.town.slips.of(&self.order).pop().and_then(|newest| site.providers.made_of(&newest).pop()) else {
            return;
        };
        let done = site.providers.act(&at, action);
        self.tells(|| format!("{at:?}: {action:?} at the provider: {:?}.", done.map(|charge| charge.status)));
    }

    fn tells(&self, sentence: impl FnOnce() -> String) {
        self.town.copies.site().story.tell(sentence);
    }

    fn answered(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, String>> {
        self.answered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn last(&self) -> std::sync::MutexGuard<'_, Option<(String, usize)>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn heard(answer: Option<&Answer>) -> String {
    match answer {
        Some(answer) => format!("{} {}", answer.status, answer.code()).trim().to_owned(),
        None => "nothing".to_owned(),
    }
}
