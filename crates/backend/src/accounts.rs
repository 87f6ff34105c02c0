//! Accounts of several customers' CLABEs, for merchants: everything is read from the provider, and nothing is kept
//! here. What a customer's CLABE is used for is in `standing.rs`.

use crate::Backend;
use crate::clock::rfc3339;
use crate::error::{ApiError, field, why};
use crate::offers::Counter;
use crate::short_text::short_text;
use api::{Code, FieldProblem};
use payments::typed::one_line;
use payments::{Clabe, Country, customer};
use providers::ProviderError;
use providers::capability::{Account, Holder, Movement, NewAccount, NewHolder, Standing};
use providers::provider::{Kind, Reason};

/// How many customers an account may be opened with at once.
const CUSTOMERS: usize = 100;

impl Backend {
    /// Opens an account whose customers each get a CLABE.
    pub async fn open_account(&self, wanted: &api::CreateAccount) -> Result<api::Holders, ApiError> {
        let account = check(wanted)?;
        let (counter, can) = self.standing()?;
        let opened = (can.open_account)(&counter.settings, self.offers.http(), &account).await;
        Ok(holders(account.id, opened.map_err(told_to_merchant)?))
    }

    /// Every account, with its balance.
    pub async fn accounts(&self) -> Result<api::Accounts, ApiError> {
        let (counter, can) = self.standing()?;
        let accounts = (can.accounts)(&counter.settings, self.offers.http()).await.map_err(told_to_merchant)?;
        let shown = |account: Account| api::Account { id: account.id, name: account.name, balance: account.balance.into() };
        Ok(api::Accounts { accounts: accounts.into_iter().map(shown).collect() })
    }

    /// The customers of an account, each with a CLABE.
    pub async fn account(&self, id: String) -> Result<api::Holders, ApiError> {
        let (counter, can) = self.standing()?;
        let found = (can.holders)(&counter.settings, self.offers.http(), &id).await;
        Ok(holders(id, found.map_err(told_to_merchant)?))
    }

    /// What came and went on an account: of one CLABE, or of all.
    pub async fn movements(&self, account: &str, clabe: Option<&str>) -> Result<api::Movements, ApiError> {
        let clabe = match clabe.map(Clabe::parse).transpose() {
            Ok(clabe) => clabe,
            Err(_) => {
                return Err(ApiError::fields(vec![field("clabe", "must be 18 digits, the last of which checks the others")]));
            }
        };
        let (counter, can) = self.standing()?;
        let found = (can.movements)(&counter.settings, self.offers.http(), account, clabe.as_ref()).await;
        let shown = |movement: Movement| api::Movement {
            id: movement.id,
            at: rfc3339(movement.at),
            amount: movement.amount.into(),
            description: movement.description,
            reference: movement.reference,
        };
        Ok(api::Movements { transactions: found.map_err(told_to_merchant)?.into_iter().map(shown).collect() })
    }

    fn standing(&self) -> Result<(&Counter, Standing), ApiError> {
        let (counter, can) = self.offers.standing().ok_or(Code::StandingNotOffered)?;
        Ok((counter, can))
    }
}

/// What a merchant sent, with every wrong field named at once.
fn check(wanted: &api::CreateAccount) -> Result<NewAccount, ApiError> {
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
        Err(ApiError::fields(wrong))
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
fn told_to_merchant(error: ProviderError) -> ApiError {
    match error.kind {
        Kind::NotFound => Code::AccountNotFound.into(),
        Kind::Refused(Reason::Other) => ApiError::from(Code::ProviderRefused).with_detail(error.detail),
        Kind::Refused(Reason::OverLimit | Reason::Store | Reason::Phone)
        | Kind::NotReached
        | Kind::NoAnswer
        | Kind::Busy
        | Kind::BadKeys
        | Kind::NotUnderstood => error.into(),
    }
}
