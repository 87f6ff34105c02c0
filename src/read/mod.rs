//! Reading what the backend answers: one function for each object of `api`, a line for each field.
//!
//! The tests hold each of them against what serde writes, so that a field that is added or renamed cannot be
//! forgotten here. What is done with an answer is not known.

pub mod value;

use crate::checkout::state::Trouble;
use api::{
    Amount, Barcode, Charge, ChargeState, ChargeStore, Clabe, Deposit, Hours, MethodOffer, Offer, Order, OrderStatus, Payable,
    StoreOffer, Voucher,
};
use value::Object;

/// [`Order`].
pub fn order(from: Object<'_>) -> Order {
    Order {
        id: from.text("id"),
        status: order_status(from),
        late: from.flag("late"),
        version: from.number("version"),
        reference: from.maybe_text("reference"),
        offer: offer(from.object("offer")),
        received: amount(from.object("received")),
        missing: amount(from.object("missing")),
        created_at: from.text("created_at"),
        expires_at: from.maybe_text("expires_at"),
        success_url: from.maybe_text("success_url"),
        charges: from.list("charges", charge),
    }
}

/// The offer of a [`api::Button`].
pub fn button(from: Object<'_>) -> Offer {
    offer(from.object("offer"))
}

/// [`Clabe`].
pub fn clabe(from: Object<'_>) -> Clabe {
    Clabe {
        id: from.text("id"),
        version: from.number("version"),
        clabe: from.text("clabe"),
        bank: from.maybe_text("bank"),
        beneficiary: from.maybe_text("beneficiary"),
        merchant: from.text("merchant"),
        amount: from.maybe("amount").map(amount),
        expires_at: from.maybe_text("expires_at"),
        deposits: from.list("deposits", deposit),
        total: amount(from.object("total")),
        test: from.flag("test"),
    }
}

fn deposit(from: Object<'_>) -> Deposit {
    Deposit { amount: amount(from.object("amount")), received_at: from.text("received_at") }
}

/// A [`api::Problem`], as the trouble it is to the shopper.
pub fn trouble(from: Object<'_>) -> Trouble {
    Trouble {
        code: from.text("code"),
        detail: from.maybe_text("detail").unwrap_or_else(|| from.text("title")),
        fields: from.list("fields", |field| field.text("field")),
        request_id: from.maybe_text("request_id"),
    }
}

fn offer(from: Object<'_>) -> Offer {
    Offer {
        merchant: from.text("merchant"),
        description: from.text("description"),
        image: from.maybe_text("image"),
        total: amount(from.object("total")),
        country: from.text("country"),
        methods: from.list("methods", method),
        test: from.flag("test"),
    }
}

fn method(from: Object<'_>) -> MethodOffer {
    MethodOffer {
        method: from.text("method"),
        stores: from.list("stores", store),
        limit: from.maybe("limit").map(amount),
        document: from.flag("document"),
    }
}

fn store(from: Object<'_>) -> StoreOffer {
    StoreOffer {
        id: from.text("id"),
        name: from.text("name"),
        badge: from.maybe_text("badge"),
        hours: from.maybe("hours").map(hours),
        till_fee: from.maybe("till_fee").map(amount),
        limit: from.maybe("limit").map(amount),
    }
}

fn hours(from: Object<'_>) -> Hours {
    let minute = |key| u16::try_from(from.number(key)).unwrap_or_else(|_| from.spoil(0));
    Hours { from: minute("from"), to: minute("to") }
}

fn amount(from: Object<'_>) -> Amount {
    Amount { amount: from.number("amount"), currency: from.text("currency") }
}

fn charge(from: Object<'_>) -> Charge {
    Charge {
        id: from.text("id"),
        method: from.text("method"),
        store: from.maybe("store").map(charge_store),
        status: charge_state(from),
        late: from.flag("late"),
        amount: amount(from.object("amount")),
        received: amount(from.object("received")),
        created_at: from.text("created_at"),
        paid_at: from.maybe_text("paid_at"),
        voucher: from.maybe("voucher").map(voucher),
        sms: from.flag("sms"),
        can_cancel: from.flag("can_cancel"),
    }
}

fn charge_store(from: Object<'_>) -> ChargeStore {
    let (id, name, badge) = (from.text("id"), from.text("name"), from.maybe_text("badge"));
    ChargeStore { id, name, badge, bank: from.flag("bank"), hours: from.maybe("hours").map(hours) }
}

fn voucher(from: Object<'_>) -> Voucher {
    Voucher {
        amount: amount(from.object("amount")),
        till_fee: from.maybe("till_fee").map(amount),
        expires_at: from.text("expires_at"),
        zone: from.text("zone"),
        payable: payable(from.object("payable")),
        barcode: from.maybe("barcode").map(barcode),
        link: from.maybe_text("link"),
    }
}

fn payable(from: Object<'_>) -> Payable {
    let (bank, beneficiary) = (from.maybe_text("bank"), from.maybe_text("beneficiary"));
    match from.text("kind").as_str() {
        "deposit" => Payable::Deposit { account: from.text("account"), bank, beneficiary },
        "transfer" => Payable::Transfer { clabe: from.text("clabe"), bank, beneficiary, concept: from.maybe_text("concept") },
        "reference" => Payable::Reference { reference: from.text("reference"), company: from.maybe_text("company") },
        _ => from.spoil(Payable::Reference { reference: String::new(), company: None }),
    }
}

fn barcode(from: Object<'_>) -> Barcode {
    Barcode { content: from.text("content"), symbology: from.text("symbology") }
}

fn charge_state(from: Object<'_>) -> ChargeState {
    match from.text("status").as_str() {
        "requested" => ChargeState::Requested,
        "pending" => ChargeState::Pending,
        "paid" => ChargeState::Paid,
        "expired" => ChargeState::Expired,
        "declined" => ChargeState::Declined,
        "canceled" => ChargeState::Canceled,
        "refunded" => ChargeState::Refunded,
        _ => from.spoil(ChargeState::Requested),
    }
}

fn order_status(from: Object<'_>) -> OrderStatus {
    match from.text("status").as_str() {
        "open" => OrderStatus::Open,
        "pending" => OrderStatus::Pending,
        "partly_paid" => OrderStatus::PartlyPaid,
        "paid" => OrderStatus::Paid,
        "overpaid" => OrderStatus::Overpaid,
        "expired" => OrderStatus::Expired,
        "refunded" => OrderStatus::Refunded,
        _ => from.spoil(OrderStatus::Open),
    }
}

#[cfg(test)]
mod tests;
