//! Vouchers in the db: one JSON text in their charge's row, of a form that only this file knows. Beside it stand the thirteen columns
//! of before, which programs of before read and write, and by which vouchers are found. When one is written, and which charge it is
//! of, is not known here.

use super::{DbError, Row, Value};
use payments::{
    Barcode, Clabe, Currency, LabelledReference, Links, Moment, Money, Payable, ReferenceLabel, Symbology, Voucher,
};
use serde::{Deserialize, Serialize};

/// Its columns, from `voucher_kind` to `voucher_link` in the order of the table, and then the JSON; all of them nothing before there
/// is one. A voucher that does not run out ends, for programs that know no such thing, where it is no longer asked about.
pub(super) fn columns(voucher: Option<&Voucher>, made: Moment) -> [Value; 14] {
    let Some(voucher) = voucher else { return [const { Value::Null }; 14] };
    let none = || Value::Null;
    let (kind, digits, bank, beneficiary, company, concept) = match voucher.payable.clone() {
        Payable::Deposit { account, bank, beneficiary } => {
            ("deposit", account, bank.into(), beneficiary.into(), none(), none())
        }
        Payable::Reference { reference, company } => ("reference", reference, none(), none(), company.into(), none()),
        Payable::Transfer { clabe, bank, beneficiary, concept } => {
            ("transfer", clabe.digits().to_owned(), bank.into(), beneficiary.into(), none(), concept.into())
        }
        // Programs of before know no page: they show a reference without digits, and below it the link.
        Payable::Page { url: _, company } => ("reference", String::new(), none(), none(), company.into(), none()),
    };
    [
        kind.into(),
        voucher.amount.minor().into(),
        voucher.amount.currency().code().into(),
        voucher.till_fee.map(Money::minor).into(),
        voucher.horizon(made).into(),
        digits.into(),
        bank,
        beneficiary,
        company,
        concept,
        voucher.barcode.as_ref().map(|barcode| barcode.content.clone()).into(),
        voucher.barcode.as_ref().map(|barcode| barcode.symbology.id()).into(),
        voucher.links.page.clone().into(),
        json(Some(voucher)),
    ]
}

/// The voucher as the JSON of its column; null where there is none.
pub(super) fn json(voucher: Option<&Voucher>) -> Value {
    let written = voucher.map(|voucher| serde_json::to_string(&Written::from(voucher)).expect("texts and numbers are JSON"));
    written.into()
}

/// The voucher of a charge's row, if there is one. What the columns of before say comes first: a program of before may have changed
/// them, and knows nothing of what else is in the JSON.
pub(super) fn read(row: &Row) -> Result<Option<Voucher>, DbError> {
    let Some(columns) = read_columns(row)? else { return Ok(None) };
    let Some(json) = row.maybe_text("voucher")? else { return Ok(Some(columns)) };
    let disagrees = |_| DbError::Disagreement("a voucher's JSON cannot be read".to_owned());
    let written: Written = serde_json::from_str(json).map_err(disagrees)?;
    let more = written.read(columns.amount.currency())?;
    // It never runs out, unless somebody has given it an end since.
    let made = row.moment("created_at")?;
    let never = more.expires_at.is_none() && columns.expires_at == Some(more.horizon(made));
    let links = Links { pdf: more.links.pdf, ..columns.links };
    let expires_at = columns.expires_at.filter(|_| !never);
    let (references, chains, alternatives) = (more.references, more.chains, more.alternatives);
    let payable = match more.payable {
        page @ Payable::Page { .. } if columns.payable.digits() == Some("") => page,
        Payable::Page { .. } | Payable::Deposit { .. } | Payable::Reference { .. } | Payable::Transfer { .. } => {
            columns.payable
        }
    };
    Ok(Some(Voucher { expires_at, links, payable, references, chains, alternatives, ..columns }))
}

/// What a voucher is in JSON. Whatever is added to it is left out where there is none, so that a program of before can read it.
#[derive(Serialize, Deserialize)]
struct Written {
    amount: i64,
    currency: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    till_fee: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
    payable: WrittenPayable,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    references: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    chains: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    barcode: Option<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pdf: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<Self>,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum WrittenPayable {
    Deposit { digits: String, bank: Option<String>, beneficiary: Option<String> },
    Reference { digits: String, company: Option<String> },
    Transfer { digits: String, bank: Option<String>, beneficiary: Option<String>, concept: Option<String> },
    Page { url: String, company: String },
}

impl From<&Voucher> for Written {
    fn from(voucher: &Voucher) -> Self {
        let payable = match voucher.payable.clone() {
            Payable::Deposit { account: digits, bank, beneficiary } => WrittenPayable::Deposit { digits, bank, beneficiary },
            Payable::Reference { reference: digits, company } => WrittenPayable::Reference { digits, company },
            Payable::Transfer { clabe, bank, beneficiary, concept } => {
                WrittenPayable::Transfer { digits: clabe.digits().to_owned(), bank, beneficiary, concept }
            }
            Payable::Page { url, company } => WrittenPayable::Page { url, company },
        };
        let references = voucher.references.iter().map(|one| (one.label.id().to_owned(), one.value.clone())).collect();
        let barcode = voucher.barcode.as_ref().map(|bars| (bars.content.clone(), bars.symbology.id().to_owned()));
        Self {
            amount: voucher.amount.minor(),
            currency: voucher.amount.currency().code().to_owned(),
            till_fee: voucher.till_fee.map(Money::minor),
            expires_at: voucher.expires_at.map(Moment::seconds),
            payable,
            references,
            chains: voucher.chains.clone(),
            barcode,
            page: voucher.links.page.clone(),
            pdf: voucher.links.pdf.clone(),
            alternatives: voucher.alternatives.iter().map(Self::from).collect(),
        }
    }
}

impl Written {
    /// The voucher. A label or a bar code that a later program has added is left out; what is said of money or digits must be read.
    fn read(self, currency: Currency) -> Result<Voucher, DbError> {
        let payable = match self.payable {
            WrittenPayable::Deposit { digits, bank, beneficiary } => Payable::Deposit { account: digits, bank, beneficiary },
            WrittenPayable::Reference { digits, company } => Payable::Reference { reference: digits, company },
            WrittenPayable::Transfer { digits, bank, beneficiary, concept } => {
                let clabe = Clabe::parse(&digits).map_err(|_| DbError::Disagreement("a voucher's CLABE is none".to_owned()))?;
                Payable::Transfer { clabe, bank, beneficiary, concept }
            }
            WrittenPayable::Page { url, company } => Payable::Page { url, company },
        };
        let reference =
            |(label, value): (String, String)| Some(LabelledReference { label: ReferenceLabel::from_id(&label)?, value });
        let bars =
            |(content, symbology): (String, String)| Some(Barcode { content, symbology: Symbology::from_id(&symbology)? });
        let currency = self.currency.parse().unwrap_or(currency);
        Ok(Voucher {
            amount: Money::new(self.amount, currency),
            till_fee: self.till_fee.map(|minor| Money::new(minor, currency)),
            expires_at: self.expires_at.map(Moment::from_seconds),
            payable,
            references: self.references.into_iter().filter_map(reference).collect(),
            chains: self.chains,
            barcode: self.barcode.and_then(bars),
            links: Links { page: self.page, pdf: self.pdf },
            alternatives: self.alternatives.into_iter().map(|one| one.read(currency)).collect::<Result<_, _>>()?,
        })
    }
}

fn read_columns(row: &Row) -> Result<Option<Voucher>, DbError> {
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
        till_fee: row.maybe_integer("voucher_till_fee")?.map(|minor| Money::new(minor, amount.currency())),
        barcode,
        links: Links { page: text("voucher_link")?, pdf: None },
        ..Voucher::new(amount, Some(row.moment("voucher_expires_at")?), payable)
    }))
}
