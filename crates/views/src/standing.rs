//! A reusable CLABE as a slip: the account that stays a customer's own, how to deposit into it, and what has come.
//!
//! It is drawn like a voucher for a transfer, without an amount of its own unless the merchant set one. Nothing here
//! says whose it is: whoever has the address may see it.

use crate::node::{Element, Node, html};
use crate::voucher::facts::{Digits, Until, rows};
use crate::voucher::{CopyButton, Now, dues, until};
use crate::{Locale, steps};
use api::{Clabe, Deposit, Payable};
use payments::store::MEXICO;

/// The slip, the steps, and the deposits seen.
pub fn standing(locale: &Locale, clabe: &Clabe, now: Now, copy: CopyButton<'_>) -> Node {
    let payable = Payable::Transfer {
        clabe: clabe.clabe.clone(),
        bank: clabe.bank.clone(),
        beneficiary: clabe.beneficiary.clone(),
        concept: None,
    };
    let band = html("div")
        .class("band")
        .child(html("b").verbatim().child(locale.text("choose.spei")))
        .child(html("small").child(clabe.merchant.as_str()));
    let how_much = match &clabe.amount {
        Some(amount) => html("div")
            .class("amount")
            .child(html("strong").attr("part", "amount").verbatim().child(locale.money(amount)))
            .child(html("span").child(locale.text("voucher.exact"))),
        None => html("div").class("amount").child(html("span").child(locale.text("standing.any"))),
    };
    let end = clabe.expires_at.as_ref().and_then(|end| Until::of(locale, "voucher.until", end, MEXICO));
    let paper = html("article")
        .class("slip")
        .attr("part", "voucher")
        .attr("data-store", "spei")
        .attr("data-status", "open")
        .child(band)
        .child(how_much)
        .child(dues(locale, Digits::of(locale, &payable), rows(locale, &payable), true, copy))
        .child(end.map(|end| until(locale, end, Some(now), false)));
    vec![paper.into(), steps::list(locale, how_to(locale, clabe)).into(), deposits(locale, clabe).into()].into()
}

fn how_to(locale: &Locale, clabe: &Clabe) -> Vec<String> {
    let send = if clabe.amount.is_some() { "steps.standing.send-exact" } else { "steps.standing.send" };
    ["steps.standing.add", send, "steps.standing.done"].map(|key| locale.text(key)).to_vec()
}

/// What has come in, the newest first, and all of it together.
fn deposits(locale: &Locale, clabe: &Clabe) -> Element {
    let heading = html("h3").child(locale.text("standing.received"));
    let list = html("section").class("steps").attr("role", "status").child(heading);
    if clabe.deposits.is_empty() {
        return list.child(html("p").class("hint").child(locale.text("standing.none")));
    }
    let row = |label: String, said: String| -> Node {
        html("div").child(html("dt").child(label)).child(html("dd").child(said)).into()
    };
    let when = |deposit: &Deposit| match locale.moment(&deposit.received_at, MEXICO) {
        Some(written) => locale.with("paid.when.at", &[("date", &written.date), ("time", &written.time)]),
        None => String::new(),
    };
    let mut rows: Vec<Node> = clabe.deposits.iter().map(|one| row(when(one), locale.money(&one.amount))).collect();
    if clabe.deposits.len() > 1 {
        rows.push(row(locale.text("standing.total"), locale.money(&clabe.total)));
    }
    list.child(html("dl").class("facts").child(rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::tests::spanish;
    use crate::node::nothing;
    use api::Amount;

    fn pesos(amount: i64) -> Amount {
        Amount { amount, currency: "MXN".to_owned() }
    }

    fn clabe(amount: Option<i64>, deposits: &[i64]) -> Clabe {
        let deposit = |&minor: &i64| Deposit { amount: pesos(minor), received_at: "2026-11-20T18:30:00Z".to_owned() };
        Clabe {
            id: "clb_1".to_owned(),
            version: 1,
            clabe: "646180146400219781".to_owned(),
            bank: Some("STP".to_owned()),
            beneficiary: None,
            merchant: "Tienda Lupita".to_owned(),
            amount: amount.map(pesos),
            expires_at: None,
            deposits: deposits.iter().map(deposit).collect(),
            total: pesos(deposits.iter().sum()),
            test: true,
        }
    }

    fn drawn(clabe: &Clabe) -> String {
        let mut out = String::new();
        crate::markup::write(&standing(&spanish(), clabe, Box::new(|| 0), &|_, _| nothing()), &mut out);
        out
    }

    #[test]
    fn a_clabe_of_ones_own_takes_any_amount_unless_the_merchant_set_one() {
        let any = drawn(&clabe(None, &[]));
        assert!(any.contains("la cantidad que quieras") && !any.contains("part=\"amount\""), "{any}");
        assert!(any.contains("data-value=\"646180146400219781\"") && any.contains("Todavía no llega"), "{any}");
        let exact = drawn(&clabe(Some(15000), &[]));
        assert!(exact.contains("<strong part=\"amount\" translate=\"no\">$150.00</strong>"), "{exact}");
    }

    #[test]
    fn deposits_are_listed_and_summed_up() {
        let two = drawn(&clabe(None, &[5000, 10000]));
        assert!(two.contains("$50.00") && two.contains("$100.00") && two.contains("<dd>$150.00</dd>"), "{two}");
        assert!(!drawn(&clabe(None, &[5000])).contains("En total"));
    }
}
