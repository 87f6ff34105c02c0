//! The weather: what goes wrong when, and how often while it does.

use crate::clock::Time;
use crate::dice::Dice;
use std::time::Duration;

/// A kind of trouble that lasts for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A provider answers 503, and does nothing.
    ProviderDown,
    /// No connection to a provider is made.
    ProviderUnreachable,
    /// A provider does what it is asked, and its answer is lost.
    AnswerLost,
    /// A provider does what it is asked, and its answer cannot be read.
    AnswerGarbled,
    /// A provider answers what it answered the time before, as a copy of its own that lags behind does.
    AnswerStale,
    /// A provider says that a charge is paid for which nothing came, with an amount that is none.
    AnswerOdd,
    /// A provider makes a charge for another amount than it was asked for.
    OtherAmount,
    /// A provider refuses to take a charge back, as one does while a till has it open.
    CancelRefused,
    /// A provider takes long, before or after it does what it is asked.
    ProviderSlow,
    /// Webhooks are never sent.
    WebhooksLost,
    /// Webhooks are sent twice.
    WebhooksTwice,
    /// Webhooks come hours, days or weeks late, and so in another order.
    WebhooksLate,
    /// Somebody else sends webhooks.
    WebhooksForged,
    /// The shop's server does not answer.
    ShopDown,
    /// The shop's server answers 500.
    ShopFails,
    /// The shop's server answers late.
    ShopSlow,
    /// The db takes no batch, as one that is locked or full does.
    DbRefuses,
    /// The db does a batch, and nobody hears that it did.
    DbAnswerLost,
    /// The db takes long.
    DbSlow,
}

impl Trouble {
    /// Every kind of trouble.
    pub const ALL: [Self; 19] = [
        Self::ProviderDown,
        Self::ProviderUnreachable,
        Self::AnswerLost,
        Self::AnswerGarbled,
        Self::AnswerStale,
        Self::AnswerOdd,
        Self::OtherAmount,
        Self::CancelRefused,
        Self::ProviderSlow,
        Self::WebhooksLost,
        Self::WebhooksTwice,
        Self::WebhooksLate,
        Self::WebhooksForged,
        Self::ShopDown,
        Self::ShopFails,
        Self::ShopSlow,
        Self::DbRefuses,
        Self::DbAnswerLost,
        Self::DbSlow,
    ];
}

/// Trouble from one time to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spell {
    /// What kind.
    pub trouble: Trouble,
    /// From when on, since the story's beginning.
    pub from: Duration,
    /// For how long.
    pub lasts: Duration,
    /// How many of a thousand it meets.
    pub meets: u64,
}

/// All spells of a story.
pub struct Weather {
    time: Time,
    spells: Vec<Spell>,
    dice: Dice,
}

impl Weather {
    /// The weather of a story.
    pub fn new(time: Time, spells: &[Spell], seed: u64) -> Self {
        Self { time, spells: spells.to_vec(), dice: Dice::new(seed, 0x3ea7) }
    }

    /// Whether this trouble meets whoever asks.
    pub fn brings(&self, trouble: Trouble) -> bool {
        let now = self.time.elapsed();
        let mut now =
            self.spells.iter().filter(|spell| spell.trouble == trouble && spell.from <= now && now < spell.from + spell.lasts);
        now.any(|spell| self.dice.in_a_thousand(spell.meets))
    }

    /// Whether this trouble is anywhere in the story.
    pub fn may_bring(&self, trouble: Trouble) -> bool {
        self.spells.iter().any(|spell| spell.trouble == trouble)
    }

    /// The chance of whatever is slow.
    pub const fn dice(&self) -> &Dice {
        &self.dice
    }
}
