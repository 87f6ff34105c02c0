//! Readers of orders with their vouchers, and of CLABEs. The first screen does without, so they arrive later.

use super::{amount, hours, offer};
use crate::read::value::Object;
use api::{Barcode, Charge, ChargeState, ChargeStore, Clabe, Deposit, LabelledReference, Order, OrderStatus, Payable, Voucher};

/// Reads an [`Order`].
pub fn order(from: Object<'_>) -> Order {
    Order {
        id: from.text("id"),
        status: order_status(from),
        late: from.flag("late"),
        version: from.number("version"),
        reference: from.maybe_text("reference"),
        offer: offer(from.object("offer")),
        received: amount(from.object("received")),
        // No screen shows it yet, and every phone would carry its reading.
        refunded: None,
        missing: amount(from.object("missing")),
        created_at: from.text("created_at"),
        expires_at: from.maybe_text("expires_at"),
        success_url: from.maybe_text("success_url"),
        known: from.list("known", Object::itself),
        charges: from.list("charges", charge),
    }
}

/// Reads a [`Clabe`].
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

/// A [`Charge`], of an order or as the answer to the asking for it.
pub fn charge(from: Object<'_>) -> Charge {
    Charge {
        id: from.text("id"),
        method: from.text("method"),
        store: from.maybe("store").map(charge_store),
        status: charge_state(from),
        late: from.flag("late"),
        amount: amount(from.object("amount")),
        received: amount(from.object("received")),
        refunded: None,
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
        expires_at: from.maybe_text("expires_at"),
        pay_by: from.maybe_text("pay_by"),
        reminders: from.list("reminders", Object::itself),
        zone: from.text("zone"),
        payable: payable(from.object("payable")),
        barcode: from.maybe("barcode").map(barcode),
        link: from.maybe_text("link"),
        pdf: from.maybe_text("pdf"),
        references: from.list("references", reference),
        chains: from.list("chains", charge_store),
        alternatives: from.list("alternatives", voucher),
    }
}

fn reference(from: Object<'_>) -> LabelledReference {
    LabelledReference { label: from.text("label"), value: from.text("value") }
}

fn payable(from: Object<'_>) -> Payable {
    let (bank, beneficiary) = (from.maybe_text("bank"), from.maybe_text("beneficiary"));
    match from.text("kind").as_str() {
        "deposit" => Payable::Deposit { account: from.text("account"), bank, beneficiary },
        "transfer" => Payable::Transfer { clabe: from.text("clabe"), bank, beneficiary, concept: from.maybe_text("concept") },
        "reference" => Payable::Reference { reference: from.text("reference"), company: from.maybe_text("company") },
        "page" => Payable::Page { url: from.text("url"), company: from.text("company") },
        _ => from.mark_invalid(Payable::Reference { reference: String::new(), company: None }),
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
        _ => from.mark_invalid(ChargeState::Requested),
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
        _ => from.mark_invalid(OrderStatus::Open),
    }
}
