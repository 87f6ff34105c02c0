//! The way to the providers: each is played in this process, by the fake of its own folder. What is done there is remembered, because
//! it is the truth that everything else is compared with.

use crate::clock::Time;
use crate::db::Switch;
use crate::odd;
use crate::rules::Rules;
use crate::story::Story;
use crate::weather::{Trouble, Weather};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response};
use providers::fake::{Action, FakeCharge, FakeProvider, OutgoingWebhook, unsigned_json};
use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;

/// How long a copy waits for a whole answer, as `Http` says.
const LIMIT: Duration = Duration::from_secs(30);

/// One charge as a provider has it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AtProvider {
    /// The account, which here is the fake's name.
    pub account: &'static str,
    /// The provider's id of it.
    pub id: String,
}

/// All providers.
pub struct Providers {
    time: Time,
    weather: Arc<Weather>,
    story: Arc<Story>,
    rules: Arc<Rules>,
    held: Mutex<Held>,
    webhooks: mpsc::UnboundedSender<(&'static str, OutgoingWebhook)>,
}

struct Held {
    fakes: BTreeMap<&'static str, Box<dyn FakeProvider>>,
    /// By our charge's id, all that was made of it.
    made: BTreeMap<String, Vec<AtProvider>>,
    /// The charges of which a webhook has arrived.
    told: BTreeSet<(&'static str, String)>,
    /// By what was asked, the answer to the same question the time before.
    before: BTreeMap<String, Response<Bytes>>,
    /// By what was asked to be made, whether it is made for another amount: whenever it is asked again, too.
    for_another: BTreeMap<Bytes, bool>,
}

impl Providers {
    /// These fakes; what they have to tell goes to `webhooks`.
    pub fn new(
        (time, weather, story, rules): (Time, Arc<Weather>, Arc<Story>, Arc<Rules>),
        fakes: Vec<Box<dyn FakeProvider>>,
        webhooks: mpsc::UnboundedSender<(&'static str, OutgoingWebhook)>,
    ) -> Self {
        let fakes = fakes.into_iter().map(|fake| (fake.name(), fake)).collect();
        let held =
            Held { fakes, made: BTreeMap::new(), told: BTreeSet::new(), before: BTreeMap::new(), for_another: BTreeMap::new() };
        Self { time, weather, story, rules, held: Mutex::new(held), webhooks }
    }

    /// What was made of a charge of ours.
    pub fn made_of(&self, charge: &str) -> Vec<AtProvider> {
        self.held().made.get(charge).cloned().unwrap_or_default()
    }

    /// All charges of an account, the newest first.
    pub fn charges_of(&self, account: &str) -> Vec<FakeCharge> {
        let now = self.time.at_providers();
        self.held().fakes.get(account).map(|fake| fake.charges(now)).unwrap_or_default()
    }

    /// The headers of a webhook that leaves now: who signs with a clock signs then. A forged one has no signature.
    pub fn leaving(&self, account: &str, webhook: &OutgoingWebhook) -> HeaderMap {
        let now = self.time.at_providers();
        match self.held().fakes.get(account) {
            Some(fake) if webhook.headers != unsigned_json() => fake.leaving(webhook, now),
            Some(_) | None => webhook.headers.clone(),
        }
    }

    /// A webhook about a charge has arrived.
    pub fn is_told(&self, account: &'static str, charge: &str) {
        self.held().told.insert((account, charge.to_owned()));
    }

    /// Whether one has.
    pub fn was_told(&self, account: &'static str, charge: &str) -> bool {
        self.held().told.contains(&(account, charge.to_owned()))
    }

    /// A charge as it is at its provider now.
    pub fn charge(&self, at: &AtProvider) -> Option<FakeCharge> {
        let now = self.time.at_providers();
        let mut held = self.held();
        let fake = held.fakes.get_mut(at.account)?;
        fake.pass_time(now);
        let found = fake.charge(&at.id, now);
        self.send_off(&mut held);
        found
    }

    /// Does to a charge what a till, a bank or the provider itself does; says why it cannot be done.
    ///
    /// # Errors
    ///
    /// The provider's reason.
    pub fn act(&self, at: &AtProvider, action: Action) -> Result<FakeCharge, String> {
        let now = self.time.at_providers();
        let mut held = self.held();
        let fake = held.fakes.get_mut(at.account).ok_or("there is no such account")?;
        fake.pass_time(now);
        let done = fake.act(&at.id, action, now).map_err(|refused| format!("{refused:?}"));
        if let Ok(charge) = &done {
            self.rules.came(at, charge.received.amount);
        }
        self.send_off(&mut held);
        done
    }

    /// Lets what is due at the providers happen by now.
    pub fn pass_time(&self) {
        let now = self.time.at_providers();
        let mut held = self.held();
        held.fakes.values_mut().for_each(|fake| fake.pass_time(now));
        self.send_off(&mut held);
    }

    /// Whether an answer means to a provider that its webhook has arrived.
    pub fn counts_as_delivered(&self, account: &str, status: u16, body: &[u8]) -> bool {
        self.held().fakes.get(account).is_some_and(|fake| fake.counts_as_delivered(status, body))
    }

    fn send_off(&self, held: &mut Held) {
        for (account, fake) in &mut held.fakes {
            for webhook in fake.take_webhooks() {
                let _ = self.webhooks.send((account, webhook));
            }
        }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks a provider, and notes what it made.
    fn answer(&self, account: &str, request: &Request<Bytes>) -> Response<Bytes> {
        let now = self.time.at_providers();
        let mut held = self.held();
        let Held { fakes, made, before, for_another, .. } = &mut *held;
        let Some((account, fake)) = fakes.iter_mut().find(|(name, _)| **name == account) else { return status(404) };
        let account: &'static str = account;
        if request.method().is_safe() {
            let answer = self.of_now_or_before(format!("{account}{}", request.uri()), fake.answer(request, now), before);
            self.send_off(&mut held);
            return answer;
        }
        let other = fake.for_another_amount(request).filter(|_| {
            *for_another.entry(request.body().clone()).or_insert_with(|| self.weather.brings(Trouble::OtherAmount))
        });
        let answer = fake.answer(other.as_ref().unwrap_or(request), now);
        if let Some(newest) = fake.charges(now).into_iter().next() {
            let at = AtProvider { account, id: newest.id };
            let made = made.entry(newest.order.clone()).or_default();
            if !made.contains(&at) {
                made.push(at);
                self.rules.made(&newest.order, made.len());
                self.story.tell(|| format!("{account} makes a charge of {}.", newest.order));
            }
        }
        self.send_off(&mut held);
        answer
    }

    /// An answer to a question, as the weather has it: what was answered the time before, or what contradicts itself.
    fn of_now_or_before(
        &self,
        question: String,
        answer: Response<Bytes>,
        before: &mut BTreeMap<String, Response<Bytes>>,
    ) -> Response<Bytes> {
        if self.weather.brings(Trouble::AnswerStale)
            && let Some(before) = before.get(&question)
        {
            self.story.tell(|| format!("{question} is answered as it was before."));
            return before.clone();
        }
        if self.weather.brings(Trouble::AnswerOdd)
            && let Some(odd) = odd::answer(&answer, self.weather.dice())
        {
            self.story.tell(|| format!("{question} is answered oddly: {}", String::from_utf8_lossy(odd.body())));
            return odd;
        }
        if self.weather.may_bring(Trouble::AnswerStale) {
            before.insert(question, answer.clone());
        }
        answer
    }

    async fn asked(&self, request: Request<Bytes>, switch: &Switch) -> Result<Response<Bytes>, TransportError> {
        let began = self.time.elapsed();
        let (mut parts, body) = request.into_parts();
        let account = parts.uri.host().unwrap_or_default().split('.').next().unwrap_or_default().to_owned();
        parts.uri = parts.uri.path_and_query().map_or("/", |path| path.as_str()).parse().unwrap_or_default();
        let request = Request::from_parts(parts, body);
        if self.weather.brings(Trouble::ProviderUnreachable) {
            return Err(TransportError::Connect("no route".to_owned()));
        }
        self.takes_time().await;
        if self.weather.brings(Trouble::ProviderDown) {
            return Ok(status(503));
        }
        let cancels = request.method() == Method::DELETE || request.uri().path().ends_with("/cancel");
        if cancels && self.weather.brings(Trouble::CancelRefused) {
            self.story.tell(|| format!("{account} does not take {} back.", request.uri().path()));
            return Ok(status(409));
        }
        let answer = self.answer(&account, &request);
        if switch.at_call() {
            std::future::pending::<()>().await;
        }
        if self.weather.brings(Trouble::AnswerLost) {
            tokio::time::sleep(LIMIT.saturating_sub(self.time.elapsed() - began)).await;
            return Err(TransportError::NoResponse("it took too long".to_owned()));
        }
        self.takes_time().await;
        if self.weather.brings(Trouble::AnswerGarbled) {
            return Ok(answer.map(|body| body.slice(..body.len() / 2)));
        }
        Ok(answer)
    }

    async fn takes_time(&self) {
        let dice = self.weather.dice();
        let slow = self.weather.brings(Trouble::ProviderSlow);
        let millis = match slow || dice.in_a_thousand(150) {
            true => dice.spread(400, 25_000),
            false => dice.spread(10, 900),
        };
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}

fn status(code: u16) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(b"<html><body>Service Unavailable</body></html>"));
    *response.status_mut() = http::StatusCode::from_u16(code).unwrap_or(http::StatusCode::SERVICE_UNAVAILABLE);
    response
}

/// The way to the providers as one copy has it.
pub struct Line {
    /// All providers.
    pub providers: Arc<Providers>,
    /// Where the machine stops.
    pub switch: Arc<Switch>,
}

impl Http for Line {
    fn send(&self, request: Request<Bytes>) -> BoxFuture<'_, Response<Bytes>, TransportError> {
        Box::pin(async move {
            let asked = self.providers.asked(request, &self.switch);
            match tokio::time::timeout(LIMIT, asked).await {
                Ok(answer) => answer,
                Err(_) => Err(TransportError::NoResponse("it took too long".to_owned())),
            }
        })
    }
}
