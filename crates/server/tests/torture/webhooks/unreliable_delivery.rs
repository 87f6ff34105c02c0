//! Unreliable delivery: charges change at the provider, and webhooks about them arrive too late, too often, in any order or not at all, among
//! as many that are lies. What must be true afterwards is not known here.

use super::shop::Standing;
use crate::random::Dice;
use bytes::Bytes;
use futures_util::future::join_all;
use http::{Request, StatusCode};
use providers::http::Http;
use serde_json::Value;
use std::sync::Arc;

/// How many webhooks of one part of the storm are on their way at the same time.
const AT_ONCE: usize = 8;

/// What happens to a charge at the provider.
const ACTIONS: [&str; 8] = ["pay", "pay", "pay-partial", "pay-partial", "pay-partial", "expire", "decline", "refund"];

/// The webhooks in the provider's own documents, in every shape they have had. Each is about the charge `ch_fe92a1a5...`.
const SAMPLES: [&str; 3] = [
    include_str!("../../../../providers/src/compropago/fixtures/seed003_v1_webhook_1_1.json"),
    include_str!("../../../../providers/src/compropago/fixtures/sdk_v1_webhook_new_success.json"),
    include_str!("../../../../providers/src/compropago/fixtures/sdk_v1_webhook_new_expired.json"),
];

/// The charge those are about.
const SAMPLE: &str = "ch_fe92a1a5-abec-49e3-877c-5024c1464dc3";

/// An order with its one charge, and everything that was ever true of it at the provider.
pub(crate) struct Watched {
    pub(crate) order: String,
    /// The provider's id of the charge.
    pub(crate) charge: String,
    pub(crate) history: Vec<Standing>,
}

/// How it went.
#[derive(Default)]
pub(crate) struct Blown {
    pub(crate) genuine: usize,
    pub(crate) forged: usize,
    pub(crate) lost: usize,
    pub(crate) wrong: Vec<String>,
}

/// One part of the storm: orders of its own, so that it knows what happened to them in which order.
pub(crate) struct Part {
    pub(crate) http: Arc<dyn Http>,
    pub(crate) backend: String,
    pub(crate) provider: String,
    pub(crate) dice: Dice,
    pub(crate) orders: Vec<Watched>,
    pub(crate) blown: Blown,
}

impl Part {
    /// Blows so many webhooks, lost ones among them; every second one is forged.
    pub(crate) async fn blow(mut self, webhooks: usize) -> Self {
        let mut waiting: Vec<(String, u16)> = Vec::new();
        while self.blown.genuine + self.blown.forged + self.blown.lost < webhooks {
            let mut burst = Vec::new();
            for _ in 0..AT_ONCE / 2 {
                burst.push(self.lie());
                self.blown.forged += 1;
            }
            while burst.len() < AT_ONCE {
                // Also while others wait, so that later ones overtake earlier ones.
                if waiting.is_empty() || self.dice.between(0, 5) == 0 {
                    let copies = usize::try_from(self.dice.between(1, 10)).unwrap();
                    match self.change().await {
                        Some(_) if self.dice.between(0, 10) == 0 => self.blown.lost += copies,
                        Some(told) => waiting.extend(std::iter::repeat_n((told, 200), copies)),
                        None => waiting.push((self.about_one(), 200)),
                    }
                    continue;
                }
                let at = self.dice.between(0, u64::try_from(waiting.len()).unwrap());
                burst.push(waiting.swap_remove(usize::try_from(at).unwrap()));
                self.blown.genuine += 1;
            }
            let answers = join_all(burst.iter().map(|(body, _)| self.post(body.clone()))).await;
            for ((body, expected), answer) in burst.into_iter().zip(answers) {
                if answer != expected {
                    self.blown.wrong.push(format!("answered {answer}, not {expected}: {body:.80}"));
                }
            }
        }
        for (body, _) in waiting {
            self.post(body).await;
            self.blown.genuine += 1;
        }
        self
    }

    /// Something happens to one of the charges: the webhook that says so. Nothing where it could not happen.
    async fn change(&mut self) -> Option<String> {
        let at = self.dice.between(0, u64::try_from(self.orders.len()).unwrap());
        let at = usize::try_from(at).unwrap();
        let (id, action) = (self.orders[at].charge.clone(), self.dice.one_of(&ACTIONS));
        let request = Request::post(format!("{}/control/charges/{id}/{action}", self.provider)).body(Bytes::new()).unwrap();
        let answer = self.http.send(request).await.unwrap();
        if answer.status() == StatusCode::CONFLICT {
            return None;
        }
        assert_eq!(answer.status(), StatusCode::OK, "{action}");
        self.orders[at].history.push(standing(&serde_json::from_slice(answer.body()).unwrap()));
        Some(self.dice.one_of(&SAMPLES).replace(SAMPLE, &id))
    }

    /// A webhook about one of the charges that comes long after what it tells of.
    fn about_one(&mut self) -> String {
        let at = self.dice.between(0, u64::try_from(self.orders.len()).unwrap());
        self.dice.one_of(&SAMPLES).replace(SAMPLE, &self.orders[usize::try_from(at).unwrap()].charge)
    }

    /// A webhook the provider never sent, and what it is answered.
    fn lie(&mut self) -> (String, u16) {
        let at = self.dice.between(0, u64::try_from(self.orders.len()).unwrap());
        let id = self.orders[usize::try_from(at).unwrap()].charge.clone();
        let sample = self.dice.one_of(&SAMPLES);
        match self.dice.between(0, 6) {
            // Of a charge of ours, and true or not: what it says is not read.
            0 => (sample.replace(SAMPLE, &id).replace("charge.pending", "charge.success"), 200),
            1 => (format!(r#"{{"id":"{id}","type":"charge.refunded","paid":false,"amount":"999999.99"}}"#), 200),
            // Of a charge nobody has.
            2 => (sample.to_owned(), 200),
            3 => (format!(r#"{{"id":"ch_{:016x}","type":"charge.success"}}"#, self.dice.between(0, u64::MAX)), 200),
            // Nothing that can be read.
            4 => (format!(r#"{{"id":"{id}/../../charges","type":"charge.success"}}"#), 400),
            _ => (sample[..sample.len() / 2].to_owned(), 400),
        }
    }

    /// The status of the answer.
    async fn post(&self, body: String) -> u16 {
        let request = Request::post(format!("{}/webhooks/compropago", self.backend)).header("content-type", "application/json");
        let answer = self.http.send(request.body(Bytes::from(body)).unwrap()).await;
        answer.map_or(0, |answer| answer.status().as_u16())
    }
}

/// Where an order with only this charge stands.
pub(crate) fn standing(charge: &Value) -> Standing {
    let (received, amount) = (charge["received"]["amount"].as_i64().unwrap(), charge["amount"]["amount"].as_i64().unwrap());
    let (status, received) = match charge["status"].as_str().unwrap() {
        "refunded" => ("refunded", 0),
        _ if received > amount => ("overpaid", received),
        _ if received == amount => ("paid", received),
        _ if received > 0 => ("partly_paid", received),
        "pending" => ("pending", 0),
        "expired" => ("expired", 0),
        "declined" => ("open", 0),
        other => panic!("{other} with {received}"),
    };
    (status.to_owned(), received)
}
