//! Vouchers in the db: thirteen columns of their charge's row, written and read as one thing. When one is written, and which
//! charge it is of, is not known here.

use super::{DbError, Row, Value};
use payments::{Barcode, Clabe, Money, Payable, Symbology, Voucher};

/// Its thirteen columns, from `voucher_kind` to `voucher_link`, in the order of the table; all of them nothing before there is one.
pub(super) fn columns(voucher: Option<&Voucher>) -> [Value; 13] {
    let Some(voucher) = voucher else { return [const { Value::Null }; 13] };
    let none = || Value::Null;
    let (kind, digits, bank, beneficiary, company, concept) = match voucher.payable.clone() {
        Payable::Deposit { account, bank, beneficiary } => {
            ("deposit", account, bank.into(), beneficiary.into(), none(), none())
        }
        Payable::Reference { reference, company } => ("reference", reference, none(), none(), company.into(), none()),
        Payable::Transfer { clabe, bank, beneficiary, concept } => {
            ("transfer", clabe.digits().to_owned(), bank.into(), beneficiary.into(), none(), concept.into())
        }
    };
    [
        kind.into(),
        voucher.amount.minor().into(),
        voucher.amount.currency().code().into(),
        voucher.till_fee.map(Money::minor).into(),
        voucher.expires_at.into(),
        digits.into(),
        bank,
        beneficiary,
        company,
        concept,
        voucher.barcode.as_ref().map(|barcode| barcode.content.clone()).into(),
        voucher.barcode.as_ref().map(|barcode| barcode.symbology.id()).into(),
        voucher.link.clone().into(),
    ]
}

/// The voucher of a charge's row, if there is one.
pub(super) fn read(row: &Row) -> Result<Option<Voucher>, DbError> {
    let text = |name: &str| Ok::<_, DbError>(row.maybe_text(name)?.map(str::to_owned));
    let Some(kind) = row.maybe_text("voucher_kind")? else { return Ok(None) };
    let digits = row.text("voucher_digits")?.to_owned();
    let payable = match kind {
        "deposit" => {
            Payable::Deposit { account: digits, bank: text("voucher_bank")?, beneficiary: text("voucher_beneficiary")? }
        }
        "reference" => Payable::Reference { reference: digits, company: text("voucher_company")? },
        "transfer" => Payable::Transfer {
            clabe: row.read("voucher_digits", |digits| Clabe::parse(digits).ok())?,
            bank: text("voucher_bank")?,
            beneficiary: text("voucher_beneficiary")?,
            concept: text("voucher_concept")?,
        },
        other => return Err(DbError::Disagreement(format!("{other} is no kind of voucher"))),
    };
    let amount = row.money("voucher_amount", "voucher_currency")?;
    let barcode = match row.maybe_text("voucher_barcode")? {
        Some(content) => {
            Some(Barcode { content: content.to_owned(), symbology: row.read("voucher_symbology", Symbology::from_id)? })
        }
        None => None,
    };
    Ok(Some(Voucher {
        amount,
        till_fee: row.maybe_integer("voucher_till_fee")?.map(|minor| Money::new(minor, amount.currency())),
        expires_at: row.moment("voucher_expires_at")?,
        payable,
        barcode,
        link: text("voucher_link")?,
    }))
}
