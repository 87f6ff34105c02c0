//! What a status of an order, or of a payment, means: by the word first, and by what it says of money. A word nobody knows changes
//! nothing, and so does a sum that nobody can read: in both cases somebody is told.

use super::call::SCRUB;
use super::wire::{Order, Payment};
use crate::exact::{Said, Scalar};
use payments::{Currency, Event, Money};

/// What has happened to an order.
pub(super) fn of_order(order: &Order, currency: Currency) -> Event {
    let came = order.came(currency);
    let back = order.went_back(currency);
    match order.status.text().unwrap_or_default() {
        "created" | "processing" | "action_required" => Event::Issued,
        "processed" => match back {
            Said::Nothing if order.status_detail.text() == Some("partially_refunded") => {
                Event::Unreadable("processed, partially_refunded, and not how much".to_owned())
            }
            back => paid(&order.status, came, back),
        },
        // Money that a bank took back is gone as one that we gave.
        "refunded" | "charged_back" => refunded(&order.status, came, back),
        "canceled" | "cancelled" => Event::Canceled,
        "expired" => Event::Expired,
        "failed" => Event::Declined,
        unknown => Event::Unknown(SCRUB.word(unknown)),
    }
}

/// What has happened to a payment. One that is fought over (`in_mediation`, `charged_back`) is for a person to see: nothing is
/// counted and nothing is taken away by it.
pub(super) fn of_payment(payment: &Payment, currency: Currency) -> Event {
    let came = payment.came(currency);
    let back = payment.went_back(currency);
    match payment.status.text().unwrap_or_default() {
        "pending" | "in_process" | "authorized" => Event::Issued,
        "approved" => paid(&payment.status, came, back),
        "refunded" => refunded(&payment.status, came, back),
        "cancelled" if payment.status_detail.text() == Some("expired") => Event::Expired,
        "cancelled" => Event::Canceled,
        "rejected" => Event::Declined,
        unknown => Event::Unknown(SCRUB.word(unknown)),
    }
}

/// It is paid, and some of it may have gone back. Paid with nothing is no payment.
fn paid(status: &Scalar, came: Said<Money>, back: Said<Money>) -> Event {
    match (came, back) {
        (Said::Value(received), _) if received.is_zero() => unreadable(status),
        (Said::Value(received), Said::Nothing) => Event::Paid(received),
        (Said::Value(received), Said::Value(refunded)) if refunded.is_zero() => Event::Paid(received),
        (Said::Value(received), Said::Value(refunded)) => Event::Refunded { received, refunded },
        (Said::Nothing | Said::Unreadable, _) | (_, Said::Unreadable) => unreadable(status),
    }
}

/// All of it went back.
fn refunded(status: &Scalar, came: Said<Money>, back: Said<Money>) -> Event {
    match (came, back) {
        (Said::Value(received), Said::Value(refunded)) if !refunded.is_zero() => Event::Refunded { received, refunded },
        (_, Said::Unreadable) | (Said::Unreadable, Said::Value(_)) => unreadable(status),
        (_, Said::Nothing | Said::Value(_)) => Event::RefundedInFull,
    }
}

fn unreadable(status: &Scalar) -> Event {
    Event::Unreadable(format!("{}, and sums that cannot be read", SCRUB.word(status.text().unwrap_or_default())))
}
