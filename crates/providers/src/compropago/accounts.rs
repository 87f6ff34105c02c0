//! Reusable CLABEs and the accounts of them: the rest of ComproPago's v2.
//!
//! A reusable CLABE stays a customer's own and takes any number of deposits; an account holds several and has a balance.
//! How a deposit is told to a customer is not known here.

use super::{ComproPago, spei};
use crate::call::{self, Body, Call, Reply};
use crate::capability::{Account, ClabeRequest, Holder, Movement, NewAccount, NewHolder, StandingClabe};
use crate::exact::{Part, Scalar};
use crate::provider::{Context, ProviderError};
use http::Method as Verb;
use payments::{Clabe, Currency};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The body of `POST /v2/createClabe`. `frecuency` is theirs.
#[derive(Serialize)]
struct NewClabe<'a> {
    customer: NewCustomer<'a>,
    payment: NewTerms,
}

#[derive(Serialize)]
struct NewTerms {
    frecuency: &'static str,
    exp_date: Option<i64>,
    amount: Option<Box<RawValue>>,
}

/// The customer of either call; which fields are sent differs.
#[derive(Serialize)]
struct NewCustomer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    email: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'a str>,
}

/// The body of `POST /v2/createAccount`, since August 2019.
#[derive(Serialize)]
struct AccountOfSeveral<'a> {
    name: &'a str,
    #[serde(rename = "accountId")]
    account_id: &'a str,
    customers: Vec<NewCustomer<'a>>,
}

/// The same as the document of June 2019 has it: one customer, and no CLABE in the answer.
#[derive(Serialize)]
struct AccountOfOne<'a> {
    name: &'a str,
    reference: &'a str,
    customer: NewCustomer<'a>,
}

/// v2's wrapping of every answer.
#[derive(Deserialize)]
struct Envelope<T> {
    data: Option<T>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Clabed {
    payment: Part<Terms>,
    expires_at: Scalar,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Terms {
    clabe: Scalar,
    amount: Scalar,
}

/// The answer of both forms of createAccount.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Opened {
    customers: Option<Vec<HolderLine>>,
    customer: Part<HolderLine>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct HolderLine {
    id: Scalar,
    name: Scalar,
    clabe: Scalar,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct AccountLine {
    #[serde(rename = "accountId")]
    account_id: Scalar,
    name: Scalar,
    balance: Scalar,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct MovementLine {
    id: Scalar,
    date: Scalar,
    amount: Scalar,
    description: Scalar,
    reference: Scalar,
}

impl ComproPago {
    /// The reusable CLABE of a customer: the same for the same id, whenever it is asked for.
    pub(super) async fn reusable_clabe(&self, cx: Context<'_>, request: &ClabeRequest) -> Result<StandingClabe, ProviderError> {
        let phone = request.phone.as_deref();
        let body = NewClabe {
            customer: NewCustomer { id: Some(&request.customer_id), name: None, email: &request.email, phone },
            payment: NewTerms {
                frecuency: "unlimited",
                exp_date: request.expires_at.map(|at| at.seconds()),
                amount: request.amount.map(call::number),
            },
        };
        let private = [request.customer_id.as_str(), &request.email, phone.unwrap_or_default()];
        let call = Call::new(Verb::POST, "/v2/createClabe".to_owned(), "POST /v2/createClabe");
        let call = call.with(call::json(&body)).about(&private);
        let reply = self.api.ask(cx, call).await?;
        let answered: Clabed = data::<Part<Clabed>>(&reply)?.0.unwrap_or_default();
        let terms = answered.payment.0.unwrap_or_default();
        let clabe = spei::clabe(&terms.clabe).ok_or_else(|| reply.nonsense("no CLABE"))?;
        Ok(StandingClabe {
            bank: clabe.bank().map(str::to_owned),
            clabe,
            beneficiary: self.beneficiary.clone(),
            expires_at: answered.expires_at.moment(),
            amount: terms.amount.money(Currency::Mxn),
        })
    }

    /// Opens an account whose holders each get a CLABE.
    pub(super) async fn open_account_of_several(
        &self,
        cx: Context<'_>,
        account: &NewAccount,
    ) -> Result<Vec<Holder>, ProviderError> {
        let customers = account.holders.iter().map(|holder| NewCustomer { id: Some(&holder.id), ..customer(holder) }).collect();
        let body = AccountOfSeveral { name: &account.name, account_id: &account.id, customers };
        let reply = self.create_account(cx, call::json(&body), &account.holders).await?;
        opened(&reply)
    }

    /// Opens an account in the form of June 2019, for merchants whose ComproPago still speaks it.
    ///
    /// # Errors
    ///
    /// Where ComproPago refuses, or does not say.
    pub async fn open_account_of_one(
        &self,
        cx: Context<'_>,
        name: &str,
        reference: &str,
        holder: &NewHolder,
    ) -> Result<Vec<Holder>, ProviderError> {
        let body = AccountOfOne { name, reference, customer: customer(holder) };
        let reply = self.create_account(cx, call::json(&body), std::slice::from_ref(holder)).await?;
        opened(&reply)
    }

    async fn create_account(&self, cx: Context<'_>, body: Body, holders: &[NewHolder]) -> Result<Reply, ProviderError> {
        let private: Vec<&str> = holders
            .iter()
            .flat_map(|holder| [holder.name.as_str(), &holder.email, holder.phone.as_deref().unwrap_or_default()])
            .collect();
        let call = Call::new(Verb::POST, "/v2/createAccount".to_owned(), "POST /v2/createAccount");
        self.api.ask(cx, call.with(body).about(&private)).await
    }

    /// All accounts, with their balances.
    pub(super) async fn list_accounts(&self, cx: Context<'_>) -> Result<Vec<Account>, ProviderError> {
        let reply = self.api.ask(cx, Call::get("/v2/accounts".to_owned(), "GET /v2/accounts")).await?;
        let lines: Vec<AccountLine> = data(&reply)?;
        let account = |line: &AccountLine| {
            Some(Account {
                id: line.account_id.text()?.to_owned(),
                name: owned(&line.name),
                balance: line.balance.signed_money(Currency::Mxn)?,
            })
        };
        lines.iter().map(|line| account(line).ok_or_else(|| reply.nonsense("an account without id or balance"))).collect()
    }

    /// The holders of an account, each with a CLABE.
    pub(super) async fn list_holders(&self, cx: Context<'_>, account: &str) -> Result<Vec<Holder>, ProviderError> {
        let account = call::path_segment(account)?;
        let reply = self.api.ask(cx, Call::get(format!("/v2/accounts/{account}"), "GET /v2/accounts/{id}")).await?;
        let lines: Vec<HolderLine> = data(&reply)?;
        Ok(lines.iter().map(holder).collect())
    }

    /// What came and went on an account, of one CLABE or of all.
    pub(super) async fn list_movements(
        &self,
        cx: Context<'_>,
        account: &str,
        clabe: Option<&Clabe>,
    ) -> Result<Vec<Movement>, ProviderError> {
        let account = call::path_segment(account)?;
        let only = clabe.map(|clabe| format!("?clabe={}", clabe.digits())).unwrap_or_default();
        let path = format!("/v2/accounts/{account}/transactions{only}");
        let reply = self.api.ask(cx, Call::get(path, "GET /v2/accounts/{id}/transactions")).await?;
        let lines: Vec<MovementLine> = data(&reply)?;
        let movement = |line: &MovementLine| {
            Some(Movement {
                id: line.id.text()?.to_owned(),
                at: line.date.moment()?,
                amount: line.amount.signed_money(Currency::Mxn)?,
                description: owned(&line.description),
                reference: owned(&line.reference),
            })
        };
        lines.iter().map(|line| movement(line).ok_or_else(|| reply.nonsense("a line without id, date or amount"))).collect()
    }
}

fn data<T: DeserializeOwned>(reply: &Reply) -> Result<T, ProviderError> {
    let Part(envelope) = reply.read::<Part<Envelope<T>>>()?;
    envelope.and_then(|envelope| envelope.data).ok_or_else(|| reply.nonsense("no data"))
}

fn opened(reply: &Reply) -> Result<Vec<Holder>, ProviderError> {
    let opened: Opened = data::<Part<Opened>>(reply)?.0.unwrap_or_default();
    let holders: Vec<Holder> = opened.customers.iter().flatten().chain(opened.customer.0.as_ref()).map(holder).collect();
    if holders.is_empty() { Err(reply.nonsense("an account without holders")) } else { Ok(holders) }
}

fn customer(holder: &NewHolder) -> NewCustomer<'_> {
    NewCustomer { id: None, name: Some(&holder.name), email: &holder.email, phone: holder.phone.as_deref() }
}

fn holder(line: &HolderLine) -> Holder {
    Holder { id: owned(&line.id), name: owned(&line.name), clabe: spei::clabe(&line.clabe) }
}

fn owned(scalar: &Scalar) -> String {
    scalar.text().unwrap_or_default().to_owned()
}
