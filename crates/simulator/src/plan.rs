//! The plan of a story: who wants what and when, and what goes wrong. It is drawn from a seed before anything happens, so that parts of it
//! can be left out.

use crate::depositors::{Depositor, Transfer};
use crate::dice::Dice;
use crate::weather::{Spell, Trouble};
use payments::Currency;
use std::time::Duration;

/// Everything that will be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Where it was drawn from; whatever else is left to chance is drawn from it, too.
    pub seed: u64,
    /// The account that collects wherever it can; which one is drawn where none is named.
    pub first: Option<String>,
    /// How many copies of the backend serve one db.
    pub copies: usize,
    /// One life for each order.
    pub lives: Vec<Life>,
    /// Customers with a CLABE of their own.
    pub depositors: Vec<Depositor>,
    /// What goes wrong for a while.
    pub spells: Vec<Spell>,
    /// What happens to a machine.
    pub blows: Vec<Blow>,
}

/// An order and all that is done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// Which one of the plan it is.
    pub number: u64,
    /// When it begins.
    pub begins: Duration,
    /// The price in minor units.
    pub price: i64,
    /// The price's currency, and so the country.
    pub currency: Currency,
    /// What is done, in order; nobody waits for what was done before to end.
    pub deeds: Vec<Deed>,
}

/// Something somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deed {
    /// How long after the deed before.
    pub after: Duration,
    /// What.
    pub act: Act,
}

/// What people and providers do about an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The shopper asks for a slip, and tries again with the same key until there is an answer, unless they leave.
    Choose {
        /// How they want to pay: one of those the country has.
        way: usize,
        /// A press more of the same button, or the same page in another tab: under the key before.
        again: bool,
        /// How long they wait for an answer before they leave for good.
        patience: Duration,
    },
    /// The shopper takes their newest slip back.
    Cancel,
    /// The shopper looks at the order anew.
    Reload,
    /// Somebody pays a slip.
    Pay {
        /// Which: 0 is the newest that was shown, 1 the one before.
        back: usize,
        /// How much.
        sum: Sum,
    },
    /// The provider gives up a slip before its time.
    Decline,
    /// The provider gives back what came.
    Refund,
    /// The merchant changes the price to so many hundredths of it.
    Amend(i64),
    /// The merchant closes the order.
    Close,
    /// Whoever looks after the shop has the provider asked again.
    Ask,
}

/// How much is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sum {
    /// What is missing.
    Exact,
    /// Less.
    Part,
    /// More.
    Over,
}

/// Something that happens to a copy of the backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blow {
    /// Which copy.
    pub copy: usize,
    /// When, since the beginning.
    pub at: Duration,
    /// What.
    pub kind: BlowKind,
}

/// What happens to a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlowKind {
    /// It stops, and starts again after a while.
    Stop {
        /// Where.
        place: Place,
        /// How long it is down.
        down: Duration,
    },
    /// Its clock is wrong by so many seconds, for a while.
    Jump {
        /// By how many.
        seconds: i64,
        /// For how long.
        lasts: Duration,
    },
}

/// Where a machine stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before the batch that changes something, so many from then on, is done.
    BeforeBatch(u64),
    /// When it is done, and nobody has heard.
    AfterBatch(u64),
    /// At the call of a provider, so many from then on, when it is done and nobody has heard.
    AtCall(u64),
}

/// How many orders the first day of a story has, where nobody says otherwise.
pub const ORDERS: u64 = 100;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

impl Plan {
    /// The plan of a seed, with so many orders on its first day.
    pub fn of(seed: u64, orders: u64) -> Self {
        let dice = Dice::new(seed, 0);
        // A quarter of all stories go well, so that what goes wrong by itself is seen, too.
        let storm = dice.one_of(&[0, 1, 2, 4]);
        let lives = (0..orders).map(|number| life(number, &Dice::new(seed, 1 + number))).collect();
        let spells = (0..storm * 3).map(|_| spell(&dice)).collect();
        let copies = dice.one_of(&[1, 1, 2]);
        let blows = (0..storm * 2).map(|_| blow(&dice, copies)).collect();
        let depositors = (0..dice.between(0, 3)).map(|number| depositor(number, &Dice::new(seed, 20_000 + number))).collect();
        Self { seed, first: None, copies, lives, depositors, spells, blows }
    }

    /// The same, where this account collects whatever it can.
    #[must_use]
    pub fn collected_by(self, account: Option<&str>) -> Self {
        Self { first: account.map(str::to_owned), ..self }
    }

    /// When the last of it has been begun.
    pub fn lasts(&self) -> Duration {
        let lives = self.lives.iter().map(|life| life.begins + life.deeds.iter().map(|deed| deed.after).sum::<Duration>());
        let spells = self.spells.iter().map(|spell| spell.from + spell.lasts);
        let blows = self.blows.iter().map(|blow| match blow.kind {
            BlowKind::Stop { down, .. } => blow.at + down,
            BlowKind::Jump { lasts, .. } => blow.at + lasts,
        });
        let deposits = self.depositors.iter().map(|of| of.begins + of.deeds.iter().map(|(after, _)| *after).sum::<Duration>());
        lives.chain(spells).chain(blows).chain(deposits).max().unwrap_or_default()
    }
}

fn life(number: u64, dice: &Dice) -> Life {
    let currency = dice.one_of(&[Currency::Mxn, Currency::Mxn, Currency::Mxn, Currency::Pen]);
    let mut deeds = Vec::new();
    let patience = || Duration::from_secs(dice.one_of(&[4, 20, 60, 120]));
    let choose =
        |again: bool| Act::Choose { way: usize::try_from(dice.between(0, 8)).unwrap_or_default(), again, patience: patience() };
    deeds.push(Deed { after: Duration::ZERO, act: choose(false) });
    // Most do what they came for; some do anything in any order, within seconds or within days.
    let (busy, hasty) = (dice.one_of(&[0, 0, 0, 2, 4, 7]), dice.in_a_thousand(400));
    for _ in 0..busy {
        let act = match dice.between(0, 20) {
            0..4 => choose(false),
            4..6 => choose(true),
            6 => Act::Cancel,
            7..9 => Act::Reload,
            9..14 => Act::Pay {
                back: usize::try_from(dice.one_of(&[0, 0, 0, 1, 2])).unwrap_or_default(),
                sum: dice.one_of(&[Sum::Exact, Sum::Exact, Sum::Part, Sum::Over]),
            },
            14 => Act::Decline,
            15 => Act::Refund,
            16..18 => Act::Amend(dice.one_of(&[50, 80, 120, 200])),
            18 => Act::Close,
            _ => Act::Ask,
        };
        let after = if hasty { Duration::from_millis(dice.spread(1, 4_000)) } else { pause(dice) };
        deeds.push(Deed { after, act });
    }
    if dice.in_a_thousand(930) {
        deeds.push(Deed { after: pause(dice), act: Act::Pay { back: 0, sum: Sum::Exact } });
    }
    if dice.in_a_thousand(60) {
        deeds.push(Deed { after: pause(dice), act: Act::Pay { back: 0, sum: Sum::Exact } });
    }
    // A phone that was in a drawer: it asks again for what it asked for then, under the same key.
    if dice.in_a_thousand(40) {
        let days = Duration::from_secs(dice.between(2 * DAY, 12 * DAY));
        deeds.push(Deed { after: days, act: choose(true) });
    }
    let price = i64::try_from(dice.spread(1_000, 400_000)).unwrap_or(15_000);
    Life { number, begins: Duration::from_millis(dice.between(0, DAY * 1000)), price, currency, deeds }
}

fn depositor(number: u64, dice: &Dice) -> Depositor {
    let sum = || i64::try_from(dice.spread(100, 400_000)).unwrap_or(15_000);
    let deeds = (0..dice.between(1, 5)).map(|_| {
        let transfer = match dice.between(0, 6) {
            0..3 => Transfer::Deposit(sum()),
            3..5 => Transfer::More(sum()),
            _ => Transfer::Back,
        };
        (pause(dice), transfer)
    });
    Depositor { number, begins: Duration::from_millis(dice.between(0, DAY * 1000)), deeds: deeds.collect() }
}

/// At the same time, in seconds, in minutes, or in days.
fn pause(dice: &Dice) -> Duration {
    let millis = match dice.between(0, 100) {
        0..55 => dice.spread(1, 30_000),
        55..92 => dice.between(MINUTE, HOUR) * 1000,
        _ => dice.between(HOUR, 4 * DAY) * 1000,
    };
    Duration::from_millis(millis)
}

fn spell(dice: &Dice) -> Spell {
    let lasts = Duration::from_secs(dice.spread(MINUTE, 12 * HOUR));
    let meets = dice.one_of(&[50, 200, 500, 1000]);
    Spell { trouble: dice.one_of(&Trouble::ALL), from: Duration::from_secs(dice.between(0, 2 * DAY)), lasts, meets }
}

fn blow(dice: &Dice, copies: usize) -> Blow {
    let kind = if dice.in_a_thousand(750) {
        let nth = dice.between(0, 40);
        let place = dice.one_of(&[Place::BeforeBatch(nth), Place::AfterBatch(nth), Place::AtCall(nth)]);
        BlowKind::Stop { place, down: Duration::from_secs(dice.spread(1, HOUR)) }
    } else {
        let seconds = dice.one_of(&[-3 * 86_400, -3_600, -90, 90, 3_600, 3 * 86_400, 400 * 86_400]);
        BlowKind::Jump { seconds, lasts: Duration::from_secs(dice.spread(MINUTE, 12 * HOUR)) }
    };
    let copy = usize::try_from(dice.between(0, copies as u64)).unwrap_or_default();
    Blow { copy, at: Duration::from_secs(dice.between(0, 2 * DAY)), kind }
}
