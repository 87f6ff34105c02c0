//! Reusable CLABEs at the edge: what a merchant asked for, checked, and what merchants and pages are shown.
//!
//! A page is shown nothing about a person. Who is asked for a CLABE, and how a deposit is learned, is in
//! `charges/reusable_clabes.rs`.

use crate::base::clock::{parse_rfc3339, rfc3339};
use crate::base::error::{AMOUNT, WorkError, field, why};
use crate::base::short_text::{maybe_short_text, short_text};
use crate::db::Db;
use crate::db::clabes::{self, ClabeRecord, DepositRecord};
use api::{Code, FieldProblem};
use payments::typed::one_line;
use payments::{Country, Currency, Moment, Money, customer};
use providers::capability::ClabeRequest;

/// How many deposits a page is shown at most; all of them count in the total.
const SHOWN: i64 = 100;

/// How many lines a page of the list has, unless the merchant says, and at most.
pub(crate) const LINES: (i64, i64) = (50, 200);

/// A reusable CLABE as a page is shown it now.
///
/// # Errors
///
/// `clabe_not_found`, and `unavailable` where the db cannot be used.
pub async fn show(db: &dyn Db, merchant: &str, id: &str) -> Result<api::Clabe, WorkError> {
    let found = clabes::with_deposits(db, id, SHOWN).await?;
    let (record, deposits) = found.ok_or(Code::ClabeNotFound)?;
    Ok(for_page(record, deposits, merchant))
}

/// The merchant's CLABEs, the newest first, from `cursor` on.
///
/// # Errors
///
/// `invalid_fields` where `cursor` is not one we gave, and `unavailable` where the db cannot be used.
pub async fn list(db: &dyn Db, cursor: Option<&str>, limit: Option<i64>) -> Result<api::Clabes, WorkError> {
    let after = match cursor {
        Some(id) => Some(clabes::find(db, id).await?.ok_or_else(|| wrong("cursor", "is not one we gave"))?),
        None => None,
    };
    let (ordinary, most) = LINES;
    let limit = limit.unwrap_or(ordinary).clamp(1, most);
    let mut records = clabes::list(db, after.as_ref(), limit + 1).await?;
    let more = i64::try_from(records.len()).is_ok_and(|found| found > limit);
    records.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = records.last().filter(|_| more).map(|last| last.id.clone());
    Ok(api::Clabes { clabes: records.into_iter().map(for_merchant).collect(), next })
}

/// What a merchant asked for, with every wrong field named at once.
///
/// # Errors
///
/// `invalid_fields`, with every field that cannot be used.
pub fn check(wanted: &api::CreateClabe, now: Moment) -> Result<ClabeRequest, WorkError> {
    let mut wrong: Vec<FieldProblem> = Vec::new();
    let mut expect = |fine: bool, path: &str, detail: &str| {
        if !fine {
            wrong.push(field(path, detail));
        }
    };
    let who = &wanted.customer;
    let (email, phone) = (
        customer::check_email(&who.email),
        who.phone.as_deref().filter(|phone| !one_line(phone).is_empty()).map(|phone| customer::check_phone(Country::Mx, phone)),
    );
    let expires_at = wanted.expires_at.as_deref().map(parse_rfc3339);
    let pesos = wanted.currency.as_deref().is_none_or(|code| code == Currency::Mxn.code());
    let sensible = wanted.amount.is_none_or(|amount| (1..=Money::MAX_MINOR).contains(&amount));
    let id = short_text(&who.id, 100);
    expect(id.is_ok(), "customer.id", why(&id));
    expect(email.is_some(), "customer.email", "must be an e-mail address");
    expect(phone != Some(None), "customer.phone", "must be ten digits");
    let name = maybe_short_text(who.name.as_deref(), 100);
    expect(name.is_ok(), "customer.name", why(&name));
    expect(sensible, "amount", AMOUNT);
    expect(pesos, "currency", "must be MXN: a CLABE takes pesos");
    expect(expires_at.is_none_or(|at| at.is_some_and(|at| at > now)), "expires_at", "must be a moment to come, RFC 3339");
    let Some(email) = email.filter(|_| wrong.is_empty()) else { return Err(WorkError::fields(wrong)) };
    Ok(ClabeRequest {
        customer_id: who.id.trim().to_owned(),
        email,
        phone: phone.flatten(),
        expires_at: expires_at.flatten(),
        amount: wanted.amount.map(|minor| Money::new(minor, Currency::Mxn)),
    })
}

fn wrong(path: &str, why: &str) -> WorkError {
    WorkError::fields(vec![field(path, why)])
}

/// As its merchant sees it.
pub fn for_merchant(record: ClabeRecord) -> api::MerchantClabe {
    api::MerchantClabe {
        id: record.id,
        customer: record.account.customer,
        clabe: record.clabe.digits().to_owned(),
        bank: record.bank,
        beneficiary: record.beneficiary,
        amount: record.amount.map(Into::into),
        expires_at: record.expires_at.map(rfc3339),
        total: record.total.into(),
        created_at: rfc3339(record.created_at),
        test: record.account.test,
    }
}

fn for_page(record: ClabeRecord, deposits: Vec<DepositRecord>, merchant: &str) -> api::Clabe {
    let shown =
        |deposit: DepositRecord| api::Deposit { amount: deposit.amount.into(), received_at: rfc3339(deposit.received_at) };
    api::Clabe {
        id: record.id,
        version: record.version,
        clabe: record.clabe.digits().to_owned(),
        bank: record.bank,
        beneficiary: record.beneficiary,
        merchant: merchant.to_owned(),
        amount: record.amount.map(Into::into),
        expires_at: record.expires_at.map(rfc3339),
        deposits: deposits.into_iter().map(shown).collect(),
        total: record.total.into(),
        test: record.account.test,
    }
}
