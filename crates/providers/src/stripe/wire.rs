//! Stripe's PaymentIntent, its charge and its errors as JSON. The names are theirs. What an intent means to us is said here alone: by
//! its status, and by the money that came and went back, because a refunded intent still says *succeeded*.

use super::SCRUB;
use crate::call::is_segment;
use crate::exact::{Flag, Minor, Part, Said, Scalar};
use payments::{Clabe, Currency, Event, Links, Moment, Money};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// What it is called in their metadata: our id of the charge.
pub(super) const CHARGE_ID: &str = "metadata[ficha_charge]";

/// A payment: the answer of every call about one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Intent {
    id: Scalar,
    status: Scalar,
    amount: Minor,
    amount_received: Minor,
    currency: Scalar,
    customer: Scalar,
    metadata: Part<Metadata>,
    next_action: Part<NextAction>,
    last_payment_error: Part<Failure>,
    latest_charge: Expanded,
}

/// What we had it note when it was made, and it says again about each payment and its charge.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Metadata {
    ficha_charge: Scalar,
}

impl Metadata {
    /// Our id of the charge.
    pub(super) fn charge_id(&self) -> Option<String> {
        self.ficha_charge.text().filter(|id| is_segment(id)).map(str::to_owned)
    }
}

/// What the customer has to do: the voucher.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct NextAction {
    oxxo_display_details: Part<Oxxo>,
    display_bank_transfer_instructions: Part<Instructions>,
}

/// A slip for OXXO.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Oxxo {
    number: Scalar,
    expires_after: Scalar,
    hosted_voucher_url: Scalar,
}

/// Where to transfer to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Instructions {
    amount_remaining: Minor,
    reference: Scalar,
    hosted_instructions_url: Scalar,
    /// A list, of which the first is the CLABE.
    financial_addresses: Part<Address>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Address {
    spei: Part<Spei>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Spei {
    clabe: Scalar,
    bank_name: Scalar,
    account_holder_name: Scalar,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Failure {
    code: Scalar,
}

/// The charge of a payment, which alone tells of refunds: an object where it was asked for, else its id.
#[derive(Clone, Debug, Default)]
enum Expanded {
    /// There is none yet.
    #[default]
    None,
    /// Its id alone, or what nobody can read.
    Bare,
    /// The charge itself.
    Charge(Charge),
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Charge {
    amount_refunded: Minor,
    refunded: Flag,
    disputed: Flag,
}

impl<'de> Deserialize<'de> for Expanded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(match raw.get() {
            "null" => Self::None,
            object if object.starts_with('{') => serde_json::from_str(object).map_or(Self::Bare, Self::Charge),
            _ => Self::Bare,
        })
    }
}

/// What went wrong.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Error {
    #[serde(rename = "type")]
    pub(super) kind: Scalar,
    pub(super) code: Scalar,
    /// The field of the form it is about.
    pub(super) param: Scalar,
    pub(super) message: Scalar,
}

impl Error {
    /// The error of an answer, or `None` where there is none in it.
    pub(super) fn read(body: &str) -> Option<Self> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Answer {
            error: Part<Error>,
        }
        let Part(answer) = serde_json::from_str::<Part<Answer>>(body).ok()?;
        answer?.error.0.filter(|error| error.kind.is_there())
    }
}

/// The mode a balance is of.
pub(super) fn is_live(body: &str) -> Option<bool> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Balance {
        livemode: Flag,
    }
    let Part(balance) = serde_json::from_str::<Part<Balance>>(body).ok()?;
    balance?.livemode.said().value()
}

/// What has come for a payment and gone back without ever being part of it, as the customer's balance tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SentBack(pub(super) i64);

impl Intent {
    /// The payment of an answer, or `None` where there is none in it.
    pub(super) fn read(body: &str) -> Option<Self> {
        serde_json::from_str::<Part<Self>>(body).ok()?.0
    }

    /// The id of the payment: `pi_...`.
    pub(super) fn id(&self) -> Option<String> {
        id_of(&self.id, "pi_")
    }

    /// Our id of the charge it was made for.
    pub(super) fn charge_id(&self) -> Option<String> {
        self.metadata.0.as_ref()?.charge_id()
    }

    /// Whose it is, where it is anybody's: `cus_...`.
    pub(super) fn customer(&self) -> Option<String> {
        id_of(&self.customer, "cus_")
    }

    /// What it was made for.
    pub(super) fn amount(&self) -> Option<Money> {
        self.sum(self.amount).value()
    }

    /// Whether it is paid, and its charge was not sent along: then nobody can tell whether any of it went back.
    pub(super) fn hides_refunds(&self) -> bool {
        self.status.text() == Some("succeeded") && !matches!(self.latest_charge, Expanded::Charge(_))
    }

    /// The slip for OXXO.
    pub(super) fn oxxo(&self) -> Option<&Oxxo> {
        self.next_action.0.as_ref()?.oxxo_display_details.0.as_ref()
    }

    /// Where to transfer to.
    pub(super) fn instructions(&self) -> Option<&Instructions> {
        self.next_action.0.as_ref()?.display_bank_transfer_instructions.0.as_ref()
    }

    /// What has happened to it. Where something is said of money and cannot be read, that is all that is known.
    pub(super) fn event(&self, back: SentBack) -> Event {
        let status = self.status.text().unwrap_or_default();
        match status {
            "succeeded" => self.paid(),
            "requires_action" | "requires_confirmation" | "processing" => self.open(status, back),
            "requires_payment_method" => match self.last_payment_error.0.as_ref().map(|failure| failure.code.text()) {
                None => Event::Issued,
                Some(Some("payment_intent_payment_attempt_expired")) => Event::Expired,
                Some(Some("payment_intent_payment_attempt_failed")) => Event::Declined,
                Some(code) => Event::Unknown(SCRUB.word(code.unwrap_or(status))),
            },
            "canceled" => Event::Canceled,
            unknown => Event::Unknown(SCRUB.word(unknown)),
        }
    }

    /// Paid, and perhaps given back: only the charge knows.
    fn paid(&self) -> Event {
        let unreadable = |why: &str| Event::Unreadable(format!("succeeded, {why}"));
        let received = match self.sum(self.amount_received) {
            Said::Value(received) if !received.is_zero() => received,
            Said::Value(_) | Said::Nothing => return unreadable("and nothing received"),
            Said::Unreadable => return unreadable("and a sum that cannot be read"),
        };
        let charge = match &self.latest_charge {
            Expanded::Charge(charge) => charge,
            Expanded::None | Expanded::Bare => return Event::Paid(received),
        };
        if charge.disputed.is(true) {
            return Event::Unknown("succeeded.disputed".to_owned());
        }
        match self.sum(charge.amount_refunded) {
            Said::Value(refunded) if !refunded.is_zero() => Event::Refunded { received, refunded },
            Said::Value(_) | Said::Nothing if charge.refunded.is(true) => Event::RefundedInFull,
            Said::Value(_) | Said::Nothing => Event::Paid(received),
            Said::Unreadable => unreadable("and a refund that cannot be read"),
        }
    }

    /// Not paid, or not yet all of it.
    fn open(&self, status: &str, SentBack(back): SentBack) -> Event {
        let unreadable = || Event::Unreadable(format!("{status}, and sums that cannot be read"));
        let Said::Value(amount) = self.sum(self.amount) else { return unreadable() };
        let remaining = self.instructions().map_or(Said::Nothing, |instructions| self.sum(instructions.amount_remaining));
        let here = match remaining {
            Said::Nothing => 0,
            Said::Value(remaining) if remaining.minor() <= amount.minor() => amount.minor() - remaining.minor(),
            Said::Value(_) | Said::Unreadable => return unreadable(),
        };
        let pesos = |minor: i64| Money::new(minor, amount.currency());
        match (here, back) {
            (0, 0) => Event::Issued,
            (here, 0) => Event::Paid(pesos(here)),
            (here, back) => Event::Refunded { received: pesos(here + back), refunded: pesos(back) },
        }
    }

    /// An amount of it: in another currency than pesos, none.
    fn sum(&self, written: Minor) -> Said<Money> {
        match self.currency.currency() {
            Some(Currency::Mxn) => written.money(Currency::Mxn),
            _ => Said::Unreadable,
        }
    }
}

impl Oxxo {
    /// The digits for the till. How many there are is nowhere promised.
    pub(super) fn number(&self) -> Option<String> {
        let text = self.number.text()?;
        ((4..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())).then(|| text.to_owned())
    }

    /// The last moment at which it can be paid.
    pub(super) fn expires_at(&self) -> Option<Moment> {
        self.expires_after.whole().filter(|seconds| *seconds > 0).map(Moment::from_seconds)
    }

    /// Stripe's own page of it.
    pub(super) fn links(&self) -> Links {
        Links { page: link(&self.hosted_voucher_url), pdf: None }
    }
}

impl Instructions {
    /// The account to transfer to, as its digits.
    pub(super) fn clabe(&self) -> Option<Clabe> {
        Clabe::parse(self.spei()?.clabe.text()?).ok()
    }

    /// The bank to choose.
    pub(super) fn bank(&self) -> Option<String> {
        line(&self.spei()?.bank_name)
    }

    /// Who receives it.
    pub(super) fn beneficiary(&self) -> Option<String> {
        line(&self.spei()?.account_holder_name)
    }

    /// What to write as concept.
    pub(super) fn concept(&self) -> Option<String> {
        line(&self.reference)
    }

    /// Stripe's own page of it.
    pub(super) fn links(&self) -> Links {
        Links { page: link(&self.hosted_instructions_url), pdf: None }
    }

    fn spei(&self) -> Option<&Spei> {
        self.financial_addresses.0.as_ref()?.spei.0.as_ref()
    }
}

/// An id that begins so, where it can be part of an address.
pub(super) fn id_of(said: &Scalar, begins: &str) -> Option<String> {
    said.text().filter(|id| id.starts_with(begins) && is_segment(id)).map(str::to_owned)
}

fn link(said: &Scalar) -> Option<String> {
    said.text().filter(|url| url.starts_with("https://") && url.len() <= 1_000).map(str::to_owned)
}

fn line(said: &Scalar) -> Option<String> {
    said.text().filter(|text| text.chars().count() <= 100).map(str::to_owned)
}
