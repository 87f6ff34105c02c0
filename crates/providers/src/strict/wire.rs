//! Strict's payment and error as JSON. The names are theirs. What a payment means to us is said here alone, by its sums first: a word
//! says less than the money that came.

use super::SCRUB;
use crate::call::is_segment;
use crate::exact::{Flag, Minor, Part, Said, Scalar};
use payments::{Clabe, Currency, Event, Links, Moment, Money};
use serde::Deserialize;

/// A payment: the answer of every call about one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Payment {
    id: Scalar,
    status: Scalar,
    amount: Minor,
    amount_received: Minor,
    amount_refunded: Minor,
    amount_in_balance: Minor,
    metadata: Part<Metadata>,
    voucher: Part<Slip>,
}

/// What we had it note when it was made, and it says again about each payment, in webhooks too.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Metadata {
    charge: Scalar,
}

impl Metadata {
    /// Our id of the charge.
    pub(super) fn charge_id(&self) -> Option<String> {
        self.charge.text().filter(|id| is_segment(id)).map(str::to_owned)
    }
}

/// What the customer takes away.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Slip {
    reference: Scalar,
    agreement: Scalar,
    clabe: Scalar,
    expires_at: Scalar,
    hosted_url: Scalar,
    pdf_url: Scalar,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    error: Part<ErrorLine>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorLine {
    code: Scalar,
    message: Scalar,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Balance {
    livemode: Flag,
}

/// Code and message of an error.
pub(super) fn error(body: &str) -> Option<(String, String)> {
    let Part(refusal) = serde_json::from_str::<Part<Refusal>>(body).ok()?;
    let line = refusal?.error.0?;
    Some((line.code.text()?.to_owned(), line.message.text().unwrap_or("no message").to_owned()))
}

/// The mode a balance is of.
pub(super) fn is_live(body: &str) -> Option<bool> {
    let Part(balance) = serde_json::from_str::<Part<Balance>>(body).ok()?;
    balance?.livemode.said().value()
}

impl Payment {
    /// The payment of an answer, or `None` where there is none in it.
    pub(super) fn read(body: &str) -> Option<Self> {
        serde_json::from_str::<Part<Self>>(body).ok()?.0
    }

    /// The id of the payment: `pay_...`.
    pub(super) fn id(&self) -> Option<String> {
        self.id.text().filter(|id| id.starts_with("pay_") && is_segment(id)).map(str::to_owned)
    }

    /// Our id of the charge it was made for.
    pub(super) fn charge_id(&self) -> Option<String> {
        self.metadata.0.as_ref()?.charge_id()
    }

    /// What it was made for.
    pub(super) fn amount(&self) -> Option<Money> {
        self.amount.money(Currency::Mxn).value()
    }

    /// What came in and is not part of it, and is still there: nothing where it is not said.
    pub(super) fn in_balance(&self) -> Option<Money> {
        sum(self.amount_in_balance)
    }

    /// What the customer takes away.
    pub(super) fn voucher(&self) -> Option<&Slip> {
        self.voucher.0.as_ref()
    }

    /// What has happened to it. Where something is said of money and cannot be read, that is all that is known.
    pub(super) fn event(&self) -> Event {
        let status = self.status.text().unwrap_or_default();
        let sums = [self.amount, self.amount_received, self.amount_refunded, self.amount_in_balance].map(sum);
        let [Some(_), Some(received), Some(refunded), Some(_)] = sums else {
            return Event::Unreadable(format!("{}, and sums that cannot be read", SCRUB.word(status)));
        };
        if !refunded.is_zero() {
            return Event::Refunded { received, refunded };
        }
        if !received.is_zero() {
            return Event::Paid(received);
        }
        match status {
            "open" => Event::Issued,
            "expired" => Event::Expired,
            "canceled" => Event::Canceled,
            // Paid with nothing.
            "paid" => Event::Unreadable("paid, and nothing received".to_owned()),
            unknown => Event::Unknown(SCRUB.word(unknown)),
        }
    }
}

impl Slip {
    /// The digits for the counter, or what to write as concept.
    pub(super) fn reference(&self) -> Option<String> {
        digits(&self.reference)
    }

    /// The number of the agreement.
    pub(super) fn agreement(&self) -> Option<String> {
        digits(&self.agreement)
    }

    /// Where to transfer to.
    pub(super) fn clabe(&self) -> Option<Clabe> {
        Clabe::parse(self.clabe.text()?).ok()
    }

    /// The last moment at which the voucher can be paid.
    pub(super) fn expires_at(&self) -> Option<Moment> {
        self.expires_at.whole().map(Moment::from_seconds)
    }

    /// Strict's own page of it, and its file to print.
    pub(super) fn links(&self) -> Links {
        let link = |url: &Scalar| url.text().filter(|url| url.starts_with("https://") && url.len() <= 500).map(str::to_owned);
        Links { page: link(&self.hosted_url), pdf: link(&self.pdf_url) }
    }
}

/// A sum; nothing where it is not said, `None` where it cannot be read.
fn sum(written: Minor) -> Option<Money> {
    match written.money(Currency::Mxn) {
        Said::Value(money) => Some(money),
        Said::Nothing => Some(Money::zero(Currency::Mxn)),
        Said::Unreadable => None,
    }
}

fn digits(scalar: &Scalar) -> Option<String> {
    let text = scalar.text()?;
    ((4..=40).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAYMENT: &str = include_str!("fixtures/ours_payment.json");

    fn check(from: &str, to: &str, expected: Event) {
        let body = PAYMENT.replace(from, to);
        assert_eq!(Payment::read(&body).unwrap().event(), expected, "{body}");
    }

    #[test]
    fn what_happened_is_read_by_its_sums_and_an_amount_that_is_no_centavos_is_no_money() {
        let pesos = |minor| Money::new(minor, Currency::Mxn);
        check("", "", Event::Issued);
        check("\"open\"", "\"frozen\"", Event::Unknown("frozen".to_owned()));
        check("\"amount_received\":0", "\"amount_received\":7001", Event::Paid(pesos(7_001)));
        check(
            "\"amount_received\":0,\"amount_refunded\":0",
            "\"amount_received\":7001,\"amount_refunded\":5000",
            Event::Refunded { received: pesos(7_001), refunded: pesos(5_000) },
        );
        for unreadable in ["150.00", "-1", "\"all\"", "[1]"] {
            for sum in ["amount_received", "amount_refunded", "amount_in_balance"] {
                let body = PAYMENT.replace(&format!("\"{sum}\":0"), &format!("\"{sum}\":{unreadable}"));
                assert!(matches!(Payment::read(&body).unwrap().event(), Event::Unreadable(_)), "{sum} {unreadable}");
            }
        }
        let slip = Payment::read(PAYMENT).unwrap();
        let slip = slip.voucher().unwrap();
        assert_eq!((slip.reference().as_deref(), slip.agreement().as_deref()), (Some("90000000000001"), Some("1420712")));
        assert_eq!(slip.links().page.as_deref(), Some("https://pay.strict.example/v/pay_000001"));
    }
}
