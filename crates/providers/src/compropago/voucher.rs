//! The slip for the till, out of ComproPago's instructions.
//!
//! Which fields of `instructions.details` are filled depends on the store, and that is what tells a deposit to an account
//! from a payment against a reference. What looks like a placeholder is no slip: a customer would carry it to the till.
//! Bar codes are not known here: ComproPago itself shows none.

use super::wire::{Charge, Details, Sums};
use crate::exact::Scalar;
use payments::{Currency, Money, Payable, Voucher};

/// The slip of a charge, or why there is none.
pub(super) fn read(charge: &Charge, sums: Sums) -> Result<Voucher, &'static str> {
    let instructions = charge.instructions().ok_or("no instructions")?;
    let details = instructions.details.0.as_ref().ok_or("no details")?;
    let expires_at = charge.expires_at().ok_or("no expiry")?;
    let payable = payable(details).ok_or("no account number and no reference")?;
    let till_fee = instructions.note_extra_comition.text().and_then(till_fee);
    Ok(Voucher { till_fee, ..Voucher::new(sums.due, Some(expires_at), payable) })
}

fn payable(details: &Details) -> Option<Payable> {
    let owned = |scalar: &Scalar| scalar.text().map(str::to_owned);
    if let Some(account) = details.bank_account_number.text().and_then(digits) {
        return Some(Payable::Deposit {
            account,
            bank: owned(&details.bank_name),
            beneficiary: owned(&details.bank_account_holder_name),
        });
    }
    let company_number = details.company_reference_number.text();
    let order_number = details.order_reference_number.text().or(details.bank_reference.text()).and_then(reference);
    // Where only one number is given, it is the one to pay against.
    let (reference, agreement) = match order_number {
        Some(number) => (number, company_number),
        None => (reference(company_number?)?, None),
    };
    let company: Vec<_> = details.company_reference_name.text().into_iter().chain(agreement).collect();
    Some(Payable::Reference { reference, company: (!company.is_empty()).then(|| company.join(" ")) })
}

/// The digits of an account or a card, without the spaces and dashes it is written with.
fn digits(written: &str) -> Option<String> {
    let bare = bare(written);
    (bare.len() >= 6 && bare.bytes().all(|b| b.is_ascii_digit())).then_some(bare)
}

/// A reference, which some companies mix with letters. The documents' own `xxxx` is none.
fn reference(written: &str) -> Option<String> {
    let bare = bare(written);
    let is_one = (4..=40).contains(&bare.len())
        && bare.bytes().all(|b| b.is_ascii_alphanumeric())
        && bare.bytes().any(|b| b.is_ascii_digit())
        && !bare.to_ascii_lowercase().contains("xx");
    is_one.then_some(bare)
}

fn bare(written: &str) -> String {
    written.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

/// What the till adds, out of a sentence: the only amount in it that is marked as one, `$9.00` or `7 pesos`. With none or
/// two of them, nobody can be sure, and the table of stores has a better answer.
fn till_fee(note: &str) -> Option<Money> {
    let words: Vec<&str> = note.split_whitespace().collect();
    let marked: Vec<&str> = words
        .iter()
        .enumerate()
        .filter_map(|(at, word)| {
            let pesos_follow = words.get(at + 1).is_some_and(|next| is_pesos(next));
            word.strip_prefix('$').or(pesos_follow.then_some(*word))
        })
        .collect();
    let [only] = marked.as_slice() else { return None };
    Money::parse_decimal(only.trim_end_matches(['.', ',', ';', ')']), Currency::Mxn).ok().filter(|fee| !fee.is_zero())
}

fn is_pesos(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',', ';', ')']).to_lowercase();
    word == "pesos" || word == "peso" || word == "mxn"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_till_fee_is_read_only_where_there_is_no_doubt() {
        let check = |note: &str, cents: Option<i64>| assert_eq!(till_fee(note).map(Money::minor), cents, "{note}");
        check("Las tiendas OXXO cobran en caja una comisión de 7 pesos", Some(700));
        check("Las tiendas OXXO cobran en caja una comisión de $9.00 por el concepto de recepción de cobranza.", Some(900));
        check("Las tiendas 7Eleven cobran en caja una comisión de $8.50.", Some(850));
        check("Las tiendas OXXO cobran en caja una comisión de 7 pe..", None); // the seed's own sample, cut short
        check("Comisión de $9.00, o $12.00 después de las 20:00", None);
        check("Hasta $10,000 sin comisión", None);
        check("La tienda cobra comisión", None);
        check("$", None);
        check("$0.00", None);
    }

    #[test]
    fn what_no_till_could_take_is_no_payable() {
        let check = |details: &str, expected: Option<&str>| {
            let details: Details = serde_json::from_str(details).unwrap();
            assert_eq!(payable(&details).as_ref().and_then(Payable::digits), expected);
        };
        check(r#"{"bank_account_number":"4217 0034 9180 2265"}"#, Some("4217003491802265"));
        check(r#"{"bank_account_number":4217003491802265}"#, Some("4217003491802265"));
        check(r#"{"bank_account_number":"0000 0000 0000 0000"}"#, Some("0000000000000000")); // their test mode
        check(r#"{"bank_account_number":"xxxx xxxx xxxx xxxx"}"#, None);
        check(r#"{"bank_account_number":"", "order_reference_number":"8263 0147 7590 21"}"#, Some("82630147759021"));
        check(r#"{"order_reference_number":"xxxxxxxx1"}"#, None);
        check(r#"{"bank_reference":"0012345"}"#, Some("0012345"));
        check(r#"{"company_reference_number":"1420712"}"#, Some("1420712"));
        check(r#"{"company_reference_number":"1420712","order_reference_number":"77"}"#, Some("1420712"));
        check("{}", None);
    }

    #[test]
    fn the_company_is_named_with_its_agreement_number() {
        let details = r#"{"company_reference_name":"ComproPago","company_reference_number":"1420712","order_reference_number":"82630147759021"}"#;
        let expected =
            Payable::Reference { reference: "82630147759021".to_owned(), company: Some("ComproPago 1420712".to_owned()) };
        assert_eq!(payable(&serde_json::from_str(details).unwrap()), Some(expected));
    }
}
