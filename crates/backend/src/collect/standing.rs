//! Standing CLABEs: one for each customer, asked of the provider once, and what comes in, asked about at every hint.
//!
//! A webhook about a charge that is none of ours may be about a deposit. It is believed as little as any: the provider
//! is asked, a deposit is written down once under its id, and only one into a CLABE of ours.

use super::Collect;
use crate::db::DbError;
use crate::db::clabes::{self, AccountOf, ClabeRecord, DepositRecord};
use crate::error::ApiError;
use crate::offers::Counter;
use crate::turns::Joined;
use crate::{id, standing};
use api::Code;
use payments::{Currency, Money};
use providers::ProviderError;
use providers::capability::{ClabeRequest, Deposit, Standing, StandingClabe};
use providers::provider::Kind;

impl Collect {
    /// The CLABE of a customer, and whether it is new. Asked again on the same terms, nobody is asked; on others, the
    /// provider is, and the CLABE stays.
    pub async fn standing_clabe(&self, wanted: &api::CreateClabe) -> Result<(ClabeRecord, bool), ApiError> {
        let request = standing::check(wanted, self.clock.now())?;
        let (counter, can) = self.offers.standing().ok_or(Code::StandingNotOffered)?;
        let account = AccountOf {
            provider: counter.provider.id().to_owned(),
            test: counter.provider.test_mode(),
            customer: request.customer_id.clone(),
        };
        let _turn = self.turns.wait(&format!("clabe {} {}", account.provider, account.customer)).await;
        let known = clabes::of_customer(&*self.db, &account).await?;
        if let Some(known) = known.as_ref().filter(|known| is_on_terms(known, &request)) {
            return Ok((known.clone(), false));
        }
        let given = (can.clabe)(&counter.settings, self.offers.http(), &request).await?;
        match known {
            Some(known) => Ok((self.change_terms(known, &request, given).await?, false)),
            None => self.keep_clabe(account, &request, given).await,
        }
    }

    async fn keep_clabe(
        &self,
        account: AccountOf,
        request: &ClabeRequest,
        given: StandingClabe,
    ) -> Result<(ClabeRecord, bool), ApiError> {
        let record = ClabeRecord {
            id: id::clabe(),
            account,
            clabe: given.clabe,
            bank: given.bank,
            beneficiary: given.beneficiary,
            amount: given.amount.or(request.amount),
            expires_at: given.expires_at.or(request.expires_at),
            total: Money::zero(Currency::Mxn),
            version: 1,
            created_at: self.clock.now(),
        };
        match self.db.batch(vec![clabes::insert(&record)]).await {
            Ok(_) => Ok((record, true)),
            // Another copy of this backend was first; or the CLABE is another customer's.
            Err(DbError::Conflict(_)) => match clabes::of_customer(&*self.db, &record.account).await? {
                Some(theirs) => Ok((theirs, false)),
                None => Err(nonsense("it gave two customers one CLABE")),
            },
            Err(error) => Err(error.into()),
        }
    }

    async fn change_terms(
        &self,
        known: ClabeRecord,
        request: &ClabeRequest,
        given: StandingClabe,
    ) -> Result<ClabeRecord, ApiError> {
        if given.clabe != known.clabe {
            return Err(nonsense("it gave one customer two CLABEs"));
        }
        let (amount, expires_at) = (given.amount.or(request.amount), given.expires_at.or(request.expires_at));
        self.write(&known.id, vec![clabes::change_terms(&known.id, amount, expires_at)]).await?;
        Ok(ClabeRecord { amount, expires_at, version: known.version + 1, ..known })
    }

    /// Whether a hint is about a deposit into a CLABE of ours, which is then written down.
    pub(super) async fn follow_deposit(&self, provider: &str, its_id: &str) -> Result<bool, ApiError> {
        let Some(counter) = self.offers.counter(provider) else { return Ok(false) };
        let Some(can) = counter.can.standing else { return Ok(false) };
        // Who has no standing CLABE asks no provider about other people's charges.
        if !clabes::are_there_any(&*self.db, provider, counter.provider.test_mode()).await? {
            return Ok(false);
        }
        match self.turns.join(&format!("deposit {its_id}")).await {
            Joined::Done(true) => Ok(clabes::has_deposit(&*self.db, provider, its_id).await?),
            Joined::Done(false) => Err(ApiError::from(Code::Unavailable).because("the one who asked for us failed")),
            Joined::Mine(turn) => {
                let ours = self.look_for_deposit(counter, can, its_id).await?;
                turn.went_well();
                Ok(ours)
            }
        }
    }

    async fn look_for_deposit(&self, counter: &Counter, can: Standing, its_id: &str) -> Result<bool, ApiError> {
        let (provider, test) = (counter.provider.id(), counter.provider.test_mode());
        if clabes::has_deposit(&*self.db, provider, its_id).await? {
            return Ok(true);
        }
        let deposit = match (can.deposit)(&counter.settings, self.offers.http(), its_id).await {
            Ok(deposit) => deposit,
            Err(error) if matches!(error.kind, Kind::NotFound | Kind::Refused(_)) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let Some(record) = clabes::by_digits(&*self.db, provider, test, &deposit.clabe).await? else { return Ok(false) };
        if deposit.id != its_id {
            return Err(nonsense("it answered about another deposit"));
        }
        if deposit.amount.currency() != record.total.currency() {
            return Err(nonsense("a deposit in another currency"));
        }
        self.keep_deposit(&record, &deposit).await?;
        Ok(true)
    }

    /// Writes a deposit down, once. One of which nothing has come yet is nothing yet.
    async fn keep_deposit(&self, record: &ClabeRecord, deposit: &Deposit) -> Result<(), ApiError> {
        if deposit.amount.is_zero() {
            return Ok(());
        }
        let received_at = deposit.at.unwrap_or_else(|| self.clock.now());
        let kept = DepositRecord { amount: deposit.amount, received_at };
        match self.write(&record.id, clabes::deposit(record, &deposit.id, &kept).to_vec()).await {
            // Another copy of this backend was told too, and was first.
            Ok(()) | Err(DbError::Conflict(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Whether it already takes what it is to take.
fn is_on_terms(known: &ClabeRecord, request: &ClabeRequest) -> bool {
    known.amount == request.amount && known.expires_at == request.expires_at
}

fn nonsense(why: &str) -> ApiError {
    ProviderError::new(Kind::NotUnderstood, why).into()
}
