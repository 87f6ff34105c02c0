//! An account: its token, its country, and how it answers where the documents and those who use it disagree. What happens to its
//! charges is not known here.

use super::WEBHOOK_SECRET;
use super::methods;
use crate::fake::{Moment, Refused};
use serde_json::{Value, json};

/// What becomes of a request to the Orders API whose key was used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeats {
    /// It is refused with 409, as the documents say.
    Refuse,
    /// It is answered as the first one was, as some who use it saw.
    Replay,
}

/// Which form of the id in a webhook's address is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignedId {
    /// In small letters, as the documents say.
    Lowered,
    /// As it is sent.
    AsSent,
}

/// An application of a merchant.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) token: String,
    pub(super) live: bool,
    /// `MX` or `PE`.
    pub(super) country: &'static str,
    pub(super) secret: String,
    /// Where its panel was told to send webhooks.
    pub(super) hook: Option<String>,
    pub(super) repeats: Repeats,
    pub(super) signed_id: SignedId,
    /// Whether the time of a signature is in milliseconds.
    pub(super) in_millis: bool,
    /// Whether money that comes after the end is credited all the same: handed over in time, and told late.
    pub(super) credits_late: bool,
    /// Whether a ticket's digits stand on its page alone: no document promises them in an answer.
    pub(super) hides_digits: bool,
    /// Whether somebody else is changing every order just now.
    locked: bool,
    /// The rails that are switched off.
    pub(super) off: Vec<String>,
    /// How many requests a minute are answered; nought is all of them.
    per_minute: u64,
    asked: (i64, u64),
}

impl Account {
    /// The account of a token, as it is when it is first seen; `None` where it is no token.
    pub(super) fn of(token: &str, hook: Option<String>) -> Option<Self> {
        let tail = token.strip_prefix("TEST-").or_else(|| token.strip_prefix("APP_USR-"))?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if !(8..=120).contains(&tail.len()) || !tail.bytes().all(plain) {
            return None;
        }
        Some(Self {
            token: token.to_owned(),
            live: token.starts_with("APP_USR-"),
            // The real ones say nothing of it; so that one need not be set first, ours may.
            country: if token.ends_with("-PE") { "PE" } else { "MX" },
            secret: WEBHOOK_SECRET.to_owned(),
            hook,
            repeats: Repeats::Refuse,
            signed_id: SignedId::Lowered,
            in_millis: false,
            credits_late: false,
            hides_digits: false,
            locked: false,
            off: Vec::new(),
            per_minute: 0,
            asked: (0, 0),
        })
    }

    /// Whether one more request is answered in this minute.
    pub(super) fn may_ask(&mut self, now: Moment) -> bool {
        let minute = now.seconds().div_euclid(60);
        let so_far = if self.asked.0 == minute { self.asked.1 } else { 0 };
        self.asked = (minute, so_far + 1);
        self.per_minute == 0 || so_far < self.per_minute
    }

    /// Whether an order may be changed now.
    pub(super) fn is_locked(&self) -> bool {
        self.locked
    }

    /// What is collected in its country.
    pub(super) fn currency(&self) -> &'static str {
        if self.country == "PE" { "PEN" } else { "MXN" }
    }

    /// The number of its owner, made of the token so that each has one of its own.
    pub(super) fn user_id(&self) -> String {
        let sum = self.token.bytes().fold(7_u64, |sum, byte| (sum * 31 + u64::from(byte)) % 900_000_000);
        (1_000_000_000 + sum).to_string()
    }

    /// Its token with the middle left out, so that a screenshot gives nothing away.
    pub(super) fn shortened(&self) -> String {
        let head = if self.live { "APP_USR-" } else { "TEST-" };
        format!("{head}…{}", &self.token[self.token.len() - 4..])
    }

    /// The account as the control page shows it, and what it can be set to.
    pub(super) fn document(&self) -> Value {
        json!({
            "provider": super::NAME,
            "key": self.token,
            "live": self.live,
            "country": self.country,
            "repeats": match self.repeats { Repeats::Refuse => "refuse", Repeats::Replay => "replay" },
            "signed_id": match self.signed_id { SignedId::Lowered => "lowered", SignedId::AsSent => "as sent" },
            "signed_time": if self.in_millis { "milliseconds" } else { "seconds" },
            "late_money": if self.credits_late { "credited" } else { "returned" },
            "digits": if self.hides_digits { "on the ticket" } else { "said" },
            "orders_are": if self.locked { "locked" } else { "free" },
            "per_minute": self.per_minute,
            "off": self.off,
            "webhooks": self.hook.iter().map(|url| json!({"url": url, "status": "active"})).collect::<Vec<_>>(),
            "webhook_secret": self.secret,
            "choices": {
                "country": ["MX", "PE"],
                "repeats": ["refuse", "replay"],
                "signed_id": ["lowered", "as sent"],
                "signed_time": ["seconds", "milliseconds"],
                "late_money": ["returned", "credited"],
                "digits": ["said", "on the ticket"],
                "orders_are": ["free", "locked"],
                "per_minute": [0, 5, 60],
            },
        })
    }

    /// Changes what is said; nothing is changed where something cannot be.
    pub(super) fn set(&mut self, settings: &Value) -> Result<(), Refused> {
        let impossible = |why: String| Refused::Impossible(why);
        let settings = settings.as_object().ok_or_else(|| impossible("an account's settings are an object".to_owned()))?;
        let mut changed = self.clone();
        for (name, value) in settings {
            let known = match (name.as_str(), value) {
                ("country", Value::String(id)) if id == "MX" => some(&mut changed.country, "MX"),
                ("country", Value::String(id)) if id == "PE" => some(&mut changed.country, "PE"),
                ("repeats", Value::String(word)) if word == "refuse" => some(&mut changed.repeats, Repeats::Refuse),
                ("repeats", Value::String(word)) if word == "replay" => some(&mut changed.repeats, Repeats::Replay),
                ("signed_id", Value::String(word)) if word == "lowered" => some(&mut changed.signed_id, SignedId::Lowered),
                ("signed_id", Value::String(word)) if word == "as sent" => some(&mut changed.signed_id, SignedId::AsSent),
                ("signed_time", Value::String(word)) if word == "seconds" => some(&mut changed.in_millis, false),
                ("signed_time", Value::String(word)) if word == "milliseconds" => some(&mut changed.in_millis, true),
                ("late_money", Value::String(word)) if word == "returned" => some(&mut changed.credits_late, false),
                ("late_money", Value::String(word)) if word == "credited" => some(&mut changed.credits_late, true),
                ("digits", Value::String(word)) if word == "said" => some(&mut changed.hides_digits, false),
                ("digits", Value::String(word)) if word == "on the ticket" => some(&mut changed.hides_digits, true),
                ("orders_are", Value::String(word)) if word == "free" => some(&mut changed.locked, false),
                ("orders_are", Value::String(word)) if word == "locked" => some(&mut changed.locked, true),
                ("per_minute", Value::Number(count)) => count.as_u64().and_then(|count| some(&mut changed.per_minute, count)),
                ("webhook", Value::Null) => some(&mut changed.hook, None),
                ("webhook", Value::String(url)) if url.starts_with("http") => some(&mut changed.hook, Some(url.clone())),
                ("webhook_secret", Value::String(secret)) if secret.len() >= 32 => some(&mut changed.secret, secret.clone()),
                ("off", Value::Array(ids)) => methods::known(ids).and_then(|ids| some(&mut changed.off, ids)),
                (_, _) => None,
            };
            known.ok_or_else(|| impossible(format!("{name} is nothing that can be set, or cannot be that")))?;
        }
        *self = changed;
        Ok(())
    }
}

/// Puts a value into its place.
fn some<T>(place: &mut T, value: T) -> Option<()> {
    *place = value;
    Some(())
}
