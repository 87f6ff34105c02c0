//! Reusable CLABEs: one for each customer, asked of the provider once. What comes into them is in `deposits.rs`.

use super::Collect;
use crate::base::error::WorkError;
use crate::base::id;
use crate::clabes::reusable;
use crate::db::DbError;
use crate::db::clabes::{self, AccountOf, ClabeRecord};
use api::Code;
use payments::{Currency, Money};
use providers::ProviderError;
use providers::capability::{ClabeRequest, StandingClabe};
use providers::provider::Kind;

impl Collect {
    /// The CLABE of a customer, and whether it is new. Asked again on the same terms, nobody is asked; on others, the
    /// provider is, and the CLABE stays.
    ///
    /// # Errors
    ///
    /// `standing_not_offered` where no provider account gives such CLABEs; `invalid_fields`; the provider's failure where it was
    /// asked; `unavailable` where the db cannot be used.
    pub async fn standing_clabe(&self, wanted: &api::CreateClabe) -> Result<(ClabeRecord, bool), WorkError> {
        let request = reusable::check(wanted, self.clock.now())?;
        let (at, clabes) = self.offers.reusable_clabes().ok_or(Code::StandingNotOffered)?;
        let account = AccountOf { provider: at.id.clone(), test: at.test_mode(), customer: request.customer_id.clone() };
        let _turn = self.turns.wait(&format!("clabe {} {}", account.provider, account.customer)).await;
        let known = clabes::of_customer(&*self.db, &account).await?;
        if let Some(known) = known.as_ref().filter(|known| is_on_terms(known, &request)) {
            return Ok((known.clone(), false));
        }
        let call = self.offers.call(at, "clabe");
        let given = call.answer(clabes.clabe(call.cx(), &request)).await?;
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
    ) -> Result<(ClabeRecord, bool), WorkError> {
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
    ) -> Result<ClabeRecord, WorkError> {
        if given.clabe != known.clabe {
            return Err(nonsense("it gave one customer two CLABEs"));
        }
        let (amount, expires_at) = (given.amount.or(request.amount), given.expires_at.or(request.expires_at));
        self.write(&known.id, vec![clabes::change_terms(&known.id, amount, expires_at)]).await?;
        Ok(ClabeRecord { amount, expires_at, version: known.version + 1, ..known })
    }
}

/// Whether it already takes what it is to take.
fn is_on_terms(known: &ClabeRecord, request: &ClabeRequest) -> bool {
    known.amount == request.amount && known.expires_at == request.expires_at
}

pub(super) fn nonsense(why: &str) -> WorkError {
    ProviderError::new(Kind::NotUnderstood, why).into()
}
