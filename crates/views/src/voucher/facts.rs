//! What a slip says, gathered once: whose shop and what for, how much to bring and where, which digits, until when.
//!
//! The slip, what is printed, the picture, the message and the calendar all draw this one list. Each takes it apart field by
//! field, and this file takes the voucher apart the same way, so that whoever adds a field is asked by the compiler what
//! each of them says of it.

use super::{place, zone};
use crate::Locale;
use api::{Amount, Charge, ChargeStore, LabelledReference, Order, Payable, Voucher};

/// All that a customer must know to pay, each as it is read.
pub struct Facts {
    /// Whose shop, and what for: `Tienda Lupita: Silla`.
    pub what: String,
    /// That no real money moves, where none does.
    pub test: Option<String>,
    /// The store, or the method.
    pub place: String,
    /// What was ordered, where that is in another currency than the slip.
    pub ordered: Option<String>,
    /// What is to be paid, without what the till adds.
    pub due: String,
    /// What to bring with what the till adds, in three parts of which the second is the sum; or that it must be exact.
    pub bring: [String; 3],
    /// What is handed over.
    pub digits: Digits,
    /// What goes with it.
    pub rows: Vec<Row>,
    /// The latest moment to pay, and the sentence about it.
    pub until: Option<Until>,
    /// What a till can scan.
    pub bars: Option<String>,
    /// The provider's own page of it.
    pub link: Option<String>,
    /// Our page of the order.
    pub address: String,
}

/// The digits, and what they are; or the page that shows them.
pub struct Digits {
    /// The name of what they are: `CLABE`.
    pub label: String,
    /// The part of the slip they are: `reference`, `clabe` or `page`.
    pub part: &'static str,
    /// The text on the button that copies them, or opens the page.
    pub copy: &'static str,
    /// The digits alone, as they are copied, or the address of the page.
    pub bare: String,
    /// In groups, to be read aloud, or whose page it is.
    pub groups: Vec<String>,
}

/// Something said beside its name.
pub struct Row {
    /// The label of the row: `Banco`.
    pub label: String,
    /// The value of the row, as it is read.
    pub value: String,
    /// The text on the button that copies it, where one is worth it.
    pub copy: Option<&'static str>,
}

/// Until when it is to be paid.
pub struct Until {
    /// The sentence that says until when to pay, or that there is no such moment.
    pub text: String,
    /// Whose clock that is; empty where there is no such moment.
    pub zone: String,
    /// The moment in epoch seconds.
    pub seconds: Option<i64>,
}

impl Facts {
    /// Of a charge of an order; `None` before there is a voucher. `address` is our page of the order.
    pub fn of(locale: &Locale, order: &Order, charge: &Charge, address: &str) -> Option<Self> {
        let slip = charge.voucher.as_ref()?;
        // Nothing is left out: a field more is an error here. Reminders are the calendar's alone.
        // The file to print is a link below the slip, and no part of what leaves the page.
        let Voucher { amount, till_fee, expires_at: _, pay_by: _, reminders: _, zone, payable, barcode, link, pdf: _, .. } =
            slip;
        let Voucher { references, chains, alternatives, .. } = slip;
        let mut rows = rows(locale, payable);
        more(locale, &mut rows, references, chains, alternatives);
        // Of a transfer that came in part, what is missing; of anything else, what the slip is for.
        let part = charge.is_payable() && charge.received.amount > 0 && charge.amount.currency == amount.currency;
        let due = if part { charge.missing() } else { amount.clone() };
        let bring = match till_fee {
            Some(fee) => {
                let total = Amount { amount: due.amount + fee.amount, currency: due.currency.clone() };
                let text = locale.with("voucher.bring", &[("fee", &locale.money(fee))]);
                let (before, after) = text.split_once("{total}").unwrap_or((&text, " "));
                [before.to_owned(), locale.money(&total), after.to_owned()]
            }
            None => [locale.text("voucher.exact"), String::new(), String::new()],
        };
        // A provider that collects in pesos what was ordered in dollars: both are said.
        let ordered = (charge.amount.currency != amount.currency)
            .then(|| locale.with("voucher.exchange", &[("amount", &locale.money(&charge.amount))]));
        let key = if charge.is_payable() { "voucher.until" } else { "voucher.was-until" };
        // A slip without an end of its own ends with its order.
        let until = match slip.until().or(order.expires_at.as_deref()) {
            Some(until) => Until::of(locale, key, until, zone),
            None => {
                charge.is_payable().then(|| Until { text: locale.text("voucher.endless"), zone: String::new(), seconds: None })
            }
        };
        Some(Self {
            what: [&order.offer.merchant, ": ", &order.offer.description].concat(),
            test: order.offer.test.then(|| locale.text("test")),
            place: place(locale, charge),
            ordered,
            due: locale.money(&due),
            bring,
            digits: Digits::of(locale, payable),
            rows,
            until,
            bars: barcode.as_ref().map(|code| code.content.clone()),
            // Only the web's addresses are followed.
            link: link.clone().filter(|link| link.starts_with("https://")),
            address: address.to_owned(),
        })
    }

    /// What to bring: all of it.
    pub fn total(&self) -> &str {
        let [_, total, _] = &self.bring;
        if total.is_empty() { &self.due } else { total }
    }
}

impl Digits {
    pub(crate) fn of(locale: &Locale, payable: &Payable) -> Self {
        let (label, part, copy, bare) = match payable {
            Payable::Deposit { account, .. } => ("voucher.account", "reference", "voucher.copy-reference", account),
            Payable::Reference { reference, .. } => ("voucher.reference", "reference", "voucher.copy-reference", reference),
            Payable::Transfer { clabe, .. } => ("voucher.clabe", "clabe", "voucher.copy-clabe", clabe),
            Payable::Page { url, .. } => ("voucher.page", "page", "voucher.open", url),
        };
        let groups = match payable {
            Payable::Transfer { clabe, .. } => payments::clabe::groups(clabe),
            Payable::Deposit { .. } | Payable::Reference { .. } => payments::voucher::groups(bare),
            Payable::Page { company, .. } => vec![company.as_str()],
        };
        let groups = groups.into_iter().map(str::to_owned).collect();
        Self { label: locale.text(label), part, copy, bare: bare.to_owned(), groups }
    }
}

/// What goes with the digits.
pub(crate) fn rows(locale: &Locale, payable: &Payable) -> Vec<Row> {
    let row = |key: &str, value: &Option<String>, copy| -> Option<Row> {
        Some(Row { label: locale.text(key), value: value.clone()?, copy })
    };
    let rows = match payable {
        Payable::Page { url: _, company: _ } => return Vec::new(),
        Payable::Deposit { account: _, bank, beneficiary } => {
            [row("voucher.bank", bank, None), row("voucher.beneficiary", beneficiary, None), None]
        }
        Payable::Reference { reference: _, company } => [row("voucher.company", company, None), None, None],
        Payable::Transfer { clabe: _, bank, beneficiary, concept } => [
            row("voucher.bank", bank, None),
            row("voucher.beneficiary", beneficiary, Some("voucher.copy-beneficiary")),
            row("voucher.concept", concept, Some("voucher.copy-concept")),
        ],
    };
    rows.into_iter().flatten().collect()
}

/// What goes with the digits of some providers' vouchers: further numbers, where it is taken, and other numbers that pay the same.
/// In loops, because each chain of iterators would cost a phone bytes.
fn more(locale: &Locale, rows: &mut Vec<Row>, references: &[LabelledReference], chains: &[ChargeStore], others: &[Voucher]) {
    let mut row = |label: String, value: &str| rows.push(Row { label, value: value.to_owned(), copy: None });
    for one in references {
        // A label that a later program has added is a number to say all the same.
        let label = locale.maybe(&["voucher.", &one.label].concat());
        row(label.unwrap_or_else(|| locale.text("voucher.reference")), &one.value);
    }
    if !chains.is_empty() {
        row(locale.text("voucher.chains"), &names(chains));
    }
    for other in others {
        let at = names(&other.chains);
        let digits = Digits::of(locale, &other.payable);
        row(if at.is_empty() { digits.label } else { at }, &digits.bare);
    }
}

/// The names of chains, one beside the other.
pub(crate) fn names(chains: &[ChargeStore]) -> String {
    let mut names = String::new();
    for chain in chains {
        if !names.is_empty() {
            names.push_str(", ");
        }
        names.push_str(&chain.name);
    }
    names
}

impl Until {
    /// The moment in a zone, said by the text `key`; `None` where it cannot be read.
    pub(crate) fn of(locale: &Locale, key: &str, moment: &str, of_zone: &str) -> Option<Self> {
        let written = locale.moment(moment, of_zone)?;
        let text = locale.with(key, &[("date", &written.date), ("time", &written.time)]);
        Some(Self { text, zone: zone(locale, of_zone), seconds: Some(written.seconds) })
    }
}
