//! CLABEs that stay a customer's own, the accounts they may be grouped in, and the ledger of what came in and what was kept.
//! A customer id always has the same CLABE, whichever call asked for it first.

use serde_json::{Value, json};
use uuid::Uuid;

use super::accounts::{Account, AccountId};
use super::charge::{Customer, pesos};
use super::clabe::Clabes;
use super::fees;
use super::money::number;
use crate::chance;
use crate::fake::{FakeCharge, FakeMethod, FakeStatus, Moment};

/// A reusable CLABE and whose it is.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) clabe: String,
    pub(super) merchant: AccountId,
    /// The merchant's id of the customer; empty where the oldest form sent none.
    pub(super) customer_id: String,
    pub(super) customer: Customer,
    /// The merchant's id of the account it is grouped in.
    pub(super) group: Option<String>,
    /// The only sum it takes, in centavos.
    pub(super) only: Option<i64>,
    pub(super) created: Moment,
    pub(super) expires: Option<Moment>,
    /// Whether somebody asked for it as such; one that only an order needed is not listed.
    pub(super) listed: bool,
    ledger: Vec<Line>,
}

/// A named group of reusable CLABEs.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) merchant: AccountId,
    pub(super) id: String,
    pub(super) name: String,
}

#[derive(Debug)]
struct Line {
    id: Uuid,
    at: Moment,
    amount: i64,
    description: &'static str,
    reference: String,
}

/// Every reusable CLABE the fake provider has issued.
#[derive(Debug, Default)]
pub(super) struct Register {
    numbers: Clabes,
    all: Vec<Standing>,
    groups: Vec<Group>,
}

impl Register {
    /// A CLABE nobody has.
    pub(super) fn fresh(&mut self) -> String {
        self.numbers.issue()
    }

    /// The customer's CLABE, made when there is none yet.
    pub(super) fn of_customer(&mut self, merchant: AccountId, id: &str, customer: Customer, now: Moment) -> &mut Standing {
        let known = |standing: &Standing| standing.merchant == merchant && !id.is_empty() && standing.customer_id == id;
        let place = self.all.iter().position(known).unwrap_or_else(|| {
            let clabe = self.numbers.issue();
            self.all.push(Standing {
                clabe,
                merchant,
                customer_id: id.to_owned(),
                customer,
                group: None,
                only: None,
                created: now,
                expires: None,
                listed: false,
                ledger: Vec::new(),
            });
            self.all.len() - 1
        });
        &mut self.all[place]
    }

    /// The account of that id, made or renamed.
    pub(super) fn open_group(&mut self, merchant: AccountId, id: &str, name: &str) {
        match self.groups.iter_mut().find(|group| group.merchant == merchant && group.id == id) {
            Some(group) => name.clone_into(&mut group.name),
            None => self.groups.push(Group { merchant, id: id.to_owned(), name: name.to_owned() }),
        }
    }

    /// The reusable CLABE of that number.
    pub(super) fn get(&self, clabe: &str) -> Option<&Standing> {
        self.all.iter().find(|standing| standing.clabe == clabe)
    }

    /// Writes a transfer into the ledger, and what is kept of it; nothing for a CLABE that is not standing.
    pub(super) fn note(&mut self, clabe: &str, amount: i64, now: Moment) {
        let Some(standing) = self.all.iter_mut().find(|standing| standing.clabe == clabe) else {
            return;
        };
        let reference = format!("{:018}", chance::uuid().as_u128() % 1_000_000_000_000_000_000);
        let lines = [
            (amount, "Abono"),
            (-fees::SPEI_FIXED, "Comisión fija por operación"),
            (-fees::spei_share(amount), "Comisión en % por operación"),
        ];
        let line =
            |(amount, description)| Line { id: chance::uuid(), at: now, amount, description, reference: reference.clone() };
        standing.ledger.extend(lines.map(line));
    }

    /// `GET /v2/accounts`.
    pub(super) fn accounts(&self, merchant: AccountId) -> Value {
        let groups = self.groups.iter().filter(|group| group.merchant == merchant);
        let document = |group: &Group| {
            let balance: i64 = self.members(group).flat_map(|standing| &standing.ledger).map(|line| line.amount).sum();
            json!({ "accountId": group.id, "name": group.name, "balance": number(balance) })
        };
        groups.map(document).collect()
    }

    /// `GET /v2/accounts/{id}`.
    pub(super) fn account(&self, merchant: AccountId, id: &str) -> Option<Value> {
        let group = self.group(merchant, id)?;
        let document = |standing: &Standing| json!({ "id": standing.customer_id, "name": standing.customer.name, "clabe": standing.clabe });
        Some(self.members(group).map(document).collect())
    }

    /// `GET /v2/accounts/{id}/transactions`, of one CLABE or of all.
    pub(super) fn ledger(&self, merchant: AccountId, id: &str, clabe: Option<&str>) -> Option<Value> {
        let group = self.group(merchant, id)?;
        let wanted = self.members(group).filter(|standing| clabe.is_none_or(|clabe| standing.clabe == clabe));
        Some(wanted.flat_map(|standing| &standing.ledger).map(Line::document).collect())
    }

    /// Those somebody asked for, as the control page lists them.
    pub(super) fn listed(&self) -> impl Iterator<Item = &Standing> {
        self.all.iter().filter(|standing| standing.listed)
    }

    fn group(&self, merchant: AccountId, id: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.merchant == merchant && group.id == id)
    }

    fn members<'a>(&'a self, group: &'a Group) -> impl Iterator<Item = &'a Standing> {
        let of_group = |standing: &&Standing| standing.merchant == group.merchant && standing.group.as_ref() == Some(&group.id);
        self.all.iter().filter(of_group)
    }
}

impl Line {
    fn document(&self) -> Value {
        json!({
            "id": self.id.to_string(),
            "date": self.at.seconds().to_string(),
            "amount": number(self.amount),
            "status": "paid",
            "description": self.description,
            "reference": self.reference,
        })
    }
}

impl Standing {
    /// All its lines, as `GET /v2/accounts/{id}/transactions` has them.
    pub(super) fn ledger(&self) -> Value {
        self.ledger.iter().map(Line::document).collect()
    }

    /// As the control page lists it; its id is the CLABE itself.
    pub(super) fn seen(&self, account: &Account, now: Moment) -> FakeCharge {
        let sum = |wanted: fn(&&Line) -> bool| self.ledger.iter().filter(wanted).map(|line| line.amount).sum::<i64>();
        let over = self.expires.is_some_and(|expires| expires <= now);
        FakeCharge {
            id: self.clabe.clone(),
            provider: super::NAME,
            method: FakeMethod::StandingClabe,
            store: None,
            reference: None,
            clabe: Some(self.clabe.clone()),
            amount: self.only.map(pesos),
            received: pesos(sum(|line| line.amount > 0)),
            fee: pesos(-sum(|line| line.amount < 0)),
            status: if over { FakeStatus::Expired } else { FakeStatus::Active },
            order: self.customer_id.clone(),
            description: self.group.as_ref().map_or_else(|| "CLABE".to_owned(), |group| format!("CLABE · {group}")),
            customer: if self.customer.name.is_empty() { self.customer.email.clone() } else { self.customer.name.clone() },
            sms: Vec::new(),
            account: account.short_key(),
            live: account.live,
            created: self.created,
            expires: self.expires,
            page: None,
        }
    }
}
