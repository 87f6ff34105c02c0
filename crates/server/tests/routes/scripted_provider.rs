//! A provider by script: it makes vouchers, and does what a test tells it to do wrong.
//!
//! It is handed to the backend through the real trait. It never looks at `Http`.

use payments::{Currency, Event, Method, Moment, Money, Payable, Voucher};
use providers::capability::{Amend, Cancel, CheckKeys, Pull, ReusableClabes, Sms, Webhooks};
use providers::facts::{Expiry, Facts, Idempotency, MethodFacts, Refundable, StoreChoice};
use providers::future::BoxFuture;
use providers::http::{Http, TransportError};
use providers::provider::{
    ChargeRef, ChargeRequest, Context, CreatedCharge, FetchedCharge, Kind, OfferedMethod, OfferedStore, Provider, ProviderError,
};
use providers::webhook::{ChargeHint, WebhookReading, WebhookRequest};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use tokio::sync::{Semaphore, watch};

/// What a provider tells of a refund, of so many centavos that had come.
pub(crate) fn back(received: i64, refunded: i64) -> Event {
    let [received, refunded] = [received, refunded].map(|minor| Money::new(minor, Currency::Mxn));
    Event::Refunded { received, refunded }
}

/// What the provider can do beyond what every provider can.
#[derive(Clone, Default)]
pub(crate) struct Can {
    pub(crate) cancel: Option<Arc<dyn Cancel>>,
    pub(crate) amend: Option<Arc<dyn Amend>>,
    pub(crate) pull: Option<Arc<dyn Pull>>,
    /// Everything else, as this one can.
    pub(crate) like: Option<Arc<dyn Provider>>,
}

/// The provider.
pub(crate) struct Till {
    can: Can,
    /// What is true of it, and what is where it repeats.
    facts: [Facts; 2],
    script: Mutex<Script>,
    /// Whether questions about offers wait for their answer.
    waiting: watch::Sender<bool>,
    /// Whether making a charge waits, and how many wait or have waited.
    making: watch::Sender<(bool, usize)>,
    /// How many there were.
    asked: watch::Sender<usize>,
    /// How many questions are let through; every test but those about waiting has plenty.
    pub(crate) gate: Semaphore,
}

#[derive(Default)]
struct Script {
    failures: VecDeque<Kind>,
    offers_fail: bool,
    charges: HashMap<String, (Money, Event)>,
    made: Vec<ChargeRequest>,
    fetched: usize,
    swindle: Option<FetchedCharge>,
    repeats: bool,
    /// What is said of a charge the next time it is asked about, and only then.
    once: HashMap<String, Event>,
    ends: Option<Moment>,
}

impl Till {
    pub(crate) fn new() -> Self {
        Self::called("compropago")
    }

    /// One that can do more.
    pub(crate) fn that_can(can: Can) -> Self {
        Self { can, ..Self::new() }
    }

    /// One of another id.
    pub(crate) fn called(id: &'static str) -> Self {
        Self {
            can: Can::default(),
            facts: [Idempotency::Never, Idempotency::Always].map(|create| facts(id, create)),
            script: Mutex::default(),
            waiting: watch::Sender::new(false),
            making: watch::Sender::new((false, 0)),
            asked: watch::Sender::new(0),
            gate: Semaphore::new(10_000),
        }
    }

    /// The next question about a charge fails like this.
    pub(crate) fn fail_once(&self, kind: Kind) {
        self.script.lock().unwrap().failures.push_back(kind);
    }

    /// From now on a create that comes again for the same charge of ours is answered with what it made first.
    pub(crate) fn repeats(&self) {
        self.script.lock().unwrap().repeats = true;
    }

    /// From now on vouchers end at this moment of 2026, in epoch seconds.
    pub(crate) fn ends(&self, seconds: i64) {
        self.script.lock().unwrap().ends = Some(Moment::from_seconds(seconds));
    }

    /// Whether asking for offers fails from now on.
    pub(crate) fn offers_fail(&self, fail: bool) {
        self.script.lock().unwrap().offers_fail = fail;
    }

    /// Whether asking for offers waits from now on.
    pub(crate) fn offers_wait(&self, wait: bool) {
        self.waiting.send_replace(wait);
    }

    /// Whether making a charge waits from now on.
    pub(crate) fn creates_wait(&self, wait: bool) {
        self.making.send_modify(|making| making.0 = wait);
    }

    /// Waits until so many charges have been asked for.
    pub(crate) async fn asked_to_make(&self, times: usize) {
        self.making.subscribe().wait_for(|making| making.1 >= times).await.unwrap();
    }

    /// How often it has been asked for offers.
    pub(crate) fn offers_asked(&self) -> usize {
        *self.asked.borrow()
    }

    /// Waits until it has been asked for offers so often.
    pub(crate) async fn asked_for_offers(&self, times: usize) {
        self.asked.subscribe().wait_for(|asked| *asked >= times).await.unwrap();
    }

    /// From now on this is true of a charge.
    pub(crate) fn says(&self, its_id: &str, event: Event) {
        self.script.lock().unwrap().charges.get_mut(its_id).unwrap().1 = event;
    }

    /// From now on this is true of a charge, and it was made for this amount.
    pub(crate) fn says_of(&self, its_id: &str, made: Money, event: Event) {
        self.script.lock().unwrap().charges.insert(its_id.to_owned(), (made, event));
    }

    /// This is said of a charge the next time it is asked about, and not after that.
    pub(crate) fn says_once(&self, its_id: &str, event: Event) {
        self.script.lock().unwrap().once.insert(its_id.to_owned(), event);
    }

    /// From now on this is answered whatever charge is asked about.
    pub(crate) fn swindles(&self, answer: FetchedCharge) {
        self.script.lock().unwrap().swindle = Some(answer);
    }

    /// Every charge it was asked to make and made.
    pub(crate) fn made(&self) -> Vec<ChargeRequest> {
        self.script.lock().unwrap().made.clone()
    }

    /// How often it was asked what is true.
    pub(crate) fn fetched(&self) -> usize {
        self.script.lock().unwrap().fetched
    }

    fn next_failure(&self) -> Result<(), ProviderError> {
        match self.script.lock().unwrap().failures.pop_front() {
            Some(kind) => Err(ProviderError::new(kind, "as the script says")),
            None => Ok(()),
        }
    }

    fn make(&self, request: &ChargeRequest) -> CreatedCharge {
        let mut script = self.script.lock().unwrap();
        let before = script.made.iter().position(|made| made.charge_id == request.charge_id);
        let number = match before.filter(|_| script.repeats) {
            Some(index) => index + 1,
            None => {
                script.made.push(request.clone());
                script.made.len()
            }
        };
        let its_id = format!("pc_{number}");
        script.charges.insert(its_id.clone(), (request.amount, Event::Issued));
        let account = format!("0000{number:012}");
        CreatedCharge {
            provider_charge: its_id,
            amount: Some(request.amount),
            voucher: Voucher::new(
                request.amount,
                Some(script.ends.unwrap_or(request.requested_at.plus_seconds(86_400))),
                Payable::Deposit { account, bank: Some("Banco de Pruebas".to_owned()), beneficiary: None },
            ),
            event: Event::Issued,
        }
    }
}

fn facts(kind: &'static str, create_is_idempotent: Idempotency) -> Facts {
    let cash = MethodFacts {
        method: Method::Cash,
        store: StoreChoice::Needed,
        needs: &[],
        min: None,
        max: None,
        expiry: Expiry::Instant,
        partial: true,
        cancel: true,
        declines: true,
        late: true,
        overpaid: true,
        refund: Refundable::No,
        create_is_idempotent,
    };
    Facts { kind, live: false, currencies: &[Currency::Mxn], methods: vec![cash] }
}

impl Provider for Till {
    fn facts(&self) -> &Facts {
        &self.facts[usize::from(self.script.lock().unwrap().repeats)]
    }

    fn cancel(&self) -> Option<&dyn Cancel> {
        self.can.cancel.as_deref()
    }

    fn amend(&self) -> Option<&dyn Amend> {
        self.can.amend.as_deref()
    }

    fn pull(&self) -> Option<&dyn Pull> {
        self.can.pull.as_deref()
    }

    fn sms(&self) -> Option<&dyn Sms> {
        self.can.like.as_ref()?.sms()
    }

    fn webhooks(&self) -> Option<&dyn Webhooks> {
        self.can.like.as_ref()?.webhooks()
    }

    fn reusable_clabes(&self) -> Option<&dyn ReusableClabes> {
        self.can.like.as_ref()?.reusable_clabes()
    }

    fn check_keys(&self) -> Option<&dyn CheckKeys> {
        self.can.like.as_ref()?.check_keys()
    }

    fn offers<'a>(&'a self, _: Context<'a>, _: Money) -> BoxFuture<'a, Vec<OfferedMethod>, ProviderError> {
        Box::pin(async {
            self.asked.send_modify(|asked| *asked += 1);
            self.waiting.subscribe().wait_for(|waiting| !waiting).await.unwrap();
            if self.script.lock().unwrap().offers_fail {
                return Err(ProviderError::new(Kind::NotReached, "as the script says"));
            }
            let store = |code: &str, limit: i64, fee: Option<i64>| OfferedStore {
                code: code.to_owned(),
                name: code.to_lowercase(),
                min: None,
                limit: Some(Money::new(limit, Currency::Mxn)),
                till_fee: fee.map(|fee| Money::new(fee, Currency::Mxn)),
            };
            let stores = vec![
                store("TIENDA_LUPITA", 10_000, None),
                store("SEVEN_ELEVEN", 1_500_000, Some(800)),
                store("OXXO", 1_500_000, Some(900)),
            ];
            Ok(vec![OfferedMethod { method: Method::Cash, store: StoreChoice::Needed, stores, min: None, limit: None }])
        })
    }

    fn create_charge<'a>(&'a self, _: Context<'a>, request: &'a ChargeRequest) -> BoxFuture<'a, CreatedCharge, ProviderError> {
        Box::pin(async {
            self.making.send_modify(|making| making.1 += 1);
            self.making.subscribe().wait_for(|making| !making.0).await.unwrap();
            self.gate.acquire().await.unwrap().forget();
            let failure = self.next_failure();
            match failure {
                // It has made it, and we never hear of it.
                Err(error) if error.kind.may_have_happened() => {
                    self.make(request);
                    Err(error)
                }
                Err(error) => Err(error),
                Ok(()) => Ok(self.make(request)),
            }
        })
    }

    fn fetch_charge<'a>(&'a self, _: Context<'a>, handle: &'a ChargeRef) -> BoxFuture<'a, FetchedCharge, ProviderError> {
        Box::pin(async {
            self.script.lock().unwrap().fetched += 1;
            self.gate.acquire().await.unwrap().forget();
            self.next_failure()?;
            let mut script = self.script.lock().unwrap();
            if let Some(swindle) = script.swindle.clone() {
                return Ok(swindle);
            }
            let Some((amount, event)) = script.charges.get(&handle.provider_charge).cloned() else {
                return Err(ProviderError::new(Kind::NotFound, "no such charge"));
            };
            let event = script.once.remove(&handle.provider_charge).unwrap_or(event);
            let number = handle.provider_charge.strip_prefix("pc_").and_then(|number| number.parse::<usize>().ok());
            let made = number.and_then(|number| script.made.get(number.checked_sub(1)?));
            Ok(FetchedCharge {
                provider_charge: handle.provider_charge.clone(),
                amount: Some(amount),
                due: Some(amount),
                event,
                held_elsewhere: None,
                charge_id: made.map(|made| made.charge_id.clone()),
            })
        })
    }

    /// Its webhooks are the bare id, and `ping`.
    fn verify_webhook(&self, _: Moment, request: &WebhookRequest<'_>) -> Result<WebhookReading, ProviderError> {
        match std::str::from_utf8(request.body) {
            Ok("ping") => Ok(WebhookReading::ping()),
            Ok(its_id) if its_id.starts_with("pc_") => Ok(WebhookReading::of_charges(vec![ChargeHint::of(its_id)])),
            _ => Err(ProviderError::new(Kind::NotUnderstood, "not a webhook")),
        }
    }
}

/// Nobody asks the network here.
pub(crate) struct NoNetwork;

impl Http for NoNetwork {
    fn send(&self, _: http::Request<bytes::Bytes>) -> BoxFuture<'_, http::Response<bytes::Bytes>, TransportError> {
        panic!("the scripted provider asks nobody")
    }
}
