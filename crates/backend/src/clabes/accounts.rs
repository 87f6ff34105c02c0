//! Accounts of several customers' CLABEs, for merchants: everything is read from the provider, and nothing is kept
//! here. How a customer's CLABE is used is in `charges/reusable_clabes.rs`.

use crate::base::clock::rfc3339;
use crate::base::error::{WorkError, field, why};
use crate::base::short_text::short_text;
use crate::providers::{Offers, ProviderAccount};
use api::{Code, FieldProblem};
use payments::typed::one_line;
use payments::{Clabe, Country, customer};
use providers::ProviderError;
use providers::capability::{Account, Holder, Movement, NewAccount, NewHolder, ReusableClabes};
use providers::provider::{Kind, Reason};

/// How many customers an account may be opened with at once.
const CUSTOMERS: usize = 100;

/// Opens an account whose customers each get a CLABE.
///
/// # Errors
///
/// `standing_not_offered` where no provider account has accounts; `invalid_fields`; the provider's failure.
pub async fn open(offers: &Offers, wanted: &api::CreateAccount) -> Result<api::Holders, WorkError> {
    let account = check(wanted)?;
    let (at, can) = reusable_clabes(offers)?;
    let call = offers.call(at, "open_account");
    let opened = call.answer(can.open_account(call.cx(), &account)).await;
    Ok(holders(account.id, opened.map_err(told_to_merchant)?))
}

/// Every account, with its balance.
///
/// # Errors
///
/// `standing_not_offered` where no provider account has accounts, and the provider's failure.
pub async fn list(offers: &Offers) -> Result<api::Accounts, WorkError> {
    let (at, can) = reusable_clabes(offers)?;
    let call = offers.call(at, "accounts");
    let accounts = call.answer(can.accounts(call.cx())).await.map_err(told_to_merchant)?;
    let shown = |account: Account| api::Account { id: account.id, name: account.name, balance: account.balance.into() };
    Ok(api::Accounts { accounts: accounts.into_iter().map(shown).collect() })
}

/// The customers of an account, each with a CLABE.
///
/// # Errors
///
/// `standing_not_offered` where no provider account has accounts, `account_not_found`, and the provider's failure.
pub async fn customers(offers: &Offers, id: String) -> Result<api::Holders, WorkError> {
    let (at, can) = reusable_clabes(offers)?;
    let call = offers.call(at, "holders");
    let found = call.answer(can.holders(call.cx(), &id)).await;
    Ok(holders(id, found.map_err(told_to_merchant)?))
}

/// What came and went on an account: of one CLABE, or of all.
///
/// # Errors
///
/// `standing_not_offered` where no provider account has accounts, `account_not_found`, `invalid_fields` where `clabe` is no
/// CLABE, and the provider's failure.
pub async fn movements(offers: &Offers, account: &str, clabe: Option<&str>) -> Result<api::Movements, WorkError> {
    let clabe = match clabe.map(Clabe::parse).transpose() {
        Ok(clabe) => clabe,
        Err(_) => {
            return Err(WorkError::fields(vec![field("clabe", "must be 18 digits, the last of which checks the others")]));
        }
    };
    let (at, can) = reusable_clabes(offers)?;
    let call = offers.call(at, "movements");
    let found = call.answer(can.movements(call.cx(), account, clabe.as_ref())).await;
    let shown = |movement: Movement| api::Movement {
        id: movement.id,
        at: rfc3339(movement.at),
        amount: movement.amount.into(),
        description: movement.description,
        reference: movement.reference,
    };
    Ok(api::Movements { transactions: found.map_err(told_to_merchant)?.into_iter().map(shown).collect() })
}

fn reusable_clabes(offers: &Offers) -> Result<(&ProviderAccount, &dyn ReusableClabes), WorkError> {
    let (at, can) = offers.reusable_clabes().ok_or(Code::StandingNotOffered)?;
    Ok((at, can))
}

/// What a merchant sent, with every wrong field named at once.
fn check(wanted: &api::CreateAccount) -> Result<NewAccount, WorkError> {
    let mut wrong: Vec<FieldProblem> = Vec::new();
    let mut expect = |fine: bool, path: &str, detail: &str| {
        if !fine {
            wrong.push(field(path, detail));
        }
    };
    let in_an_address = |id: &str| id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    expect(short_text(&wanted.id, 64).is_ok() && in_an_address(&wanted.id), "id", "must be 1 to 64 letters, digits, - or _");
    let named = short_text(&wanted.name, 100);
    expect(named.is_ok(), "name", why(&named));
    expect((1..=CUSTOMERS).contains(&wanted.customers.len()), "customers", "must be 1 to 100");
    let mut holders = Vec::new();
    for (at, holder) in wanted.customers.iter().enumerate() {
        let path = |name: &str| format!("customers.{at}.{name}");
        let name = customer::check_name(&holder.name);
        let email = customer::check_email(&holder.email);
        let phone = holder
            .phone
            .as_deref()
            .filter(|phone| !one_line(phone).is_empty())
            .map(|phone| customer::check_phone(Country::Mx, phone));
        let id = short_text(&holder.id, 100);
        expect(id.is_ok(), &path("id"), why(&id));
        expect(name.is_some(), &path("name"), "must be 2 to 100 characters with at least two letters");
        expect(email.is_some(), &path("email"), "must be an e-mail address");
        expect(phone != Some(None), &path("phone"), "must be ten digits");
        if let (Some(name), Some(email)) = (name, email) {
            holders.push(NewHolder { id: holder.id.clone(), name, email, phone: phone.flatten() });
        }
    }
    if wrong.is_empty() {
        Ok(NewAccount { id: wanted.id.clone(), name: wanted.name.trim().to_owned(), holders })
    } else {
        Err(WorkError::fields(wrong))
    }
}

fn holders(id: String, holders: Vec<Holder>) -> api::Holders {
    let shown = |holder: Holder| api::Holder {
        id: holder.id,
        name: holder.name,
        clabe: holder.clabe.map(|clabe| clabe.digits().to_owned()),
    };
    api::Holders { id, customers: holders.into_iter().map(shown).collect() }
}

/// What a provider says about an account. Its reason for a refusal is scrubbed, and the merchant's to read.
fn told_to_merchant(error: ProviderError) -> WorkError {
    match error.kind {
        Kind::NotFound => Code::AccountNotFound.into(),
        Kind::Refused(Reason::Other) => WorkError::from(Code::ProviderRefused).with_detail(error.detail),
        Kind::Refused(
            Reason::OverLimit
            | Reason::UnderMinimum
            | Reason::Store
            | Reason::Method
            | Reason::Name
            | Reason::Email
            | Reason::Phone,
        )
        | Kind::NotReached
        | Kind::NoAnswer
        | Kind::Busy
        | Kind::BadKeys
        | Kind::BadSignature
        | Kind::NotUnderstood => error.into(),
    }
}
