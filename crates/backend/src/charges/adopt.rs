//! A charge whose answer was lost: we asked for it, heard nothing, and do not know by which name its provider knows it. A webhook that
//! says our own id of it tells; what it says is asked, as ever.
//!
//! It is taken for ours where the provider, asked about that charge, says itself that it was made for this one of ours, and ours has
//! no other. From then on it is a charge like any other: what came for it counts where its amount is the one we asked for, and
//! is told to a person where it is not. A second charge of one is never taken for ours, and a person is told. That it asks for no money
//! of its own, and shows nobody a voucher, is the rule for whatever was not answered (`abandon.rs`): who asked may ask again by the same
//! key, where the provider makes no second one by that, and otherwise it is closed.

use super::{Collect, Followed, TRIES};
use crate::base::error::WorkError;
use crate::base::id;
use crate::charges::verify::spoken;
use crate::db::alerts::{self, AlertKind, NewAlert};
use crate::db::charges::{self, ChargeRecord};
use crate::db::{DbError, orders};
use api::Code;
use payments::State;
use providers::provider::{ChargeRef, FetchedCharge, Kind};

impl Collect {
    /// Takes a charge of the provider's that nobody here knows for ours of this id, where the provider says so, and looks what is true
    /// of it. `None` where it is none of ours.
    pub(super) async fn adopt(&self, provider: &str, its_id: &str, charge_id: &str) -> Result<Option<Followed>, WorkError> {
        let record = charges::find(&*self.db, charge_id).await?.filter(|record| record.provider == provider);
        let Some(record) = record else { return Ok(None) };
        let Some(fetched) = self.is_ours(&record, its_id).await? else { return Ok(None) };
        for _ in 0..TRIES {
            let (order, record) = self.with_order(charge_id).await?;
            match record.provider_charge.as_deref() {
                Some(known) if known == its_id => {}
                Some(first) => self.tell_of_a_second(&record, first, &fetched).await?,
                None => {
                    let mut statements = orders::touch_at(&record.order_id, order.version).to_vec();
                    statements.push(charges::adopt(charge_id, its_id, self.clock.now()));
                    match self.write(&record.order_id, statements).await {
                        Err(DbError::Conflict(_)) => continue,
                        done => done?,
                    }
                    tracing::warn!(provider, charge = id::shortened(charge_id), "never answered, and found by a webhook");
                }
            }
            self.settle(charge_id, "webhook").await?;
            self.withdraw_what_was_closed(charge_id).await?;
            return Ok(Some(Followed::Charge(charge_id.to_owned())));
        }
        Err(WorkError::from(Code::Unavailable).because("overtaken too often"))
    }

    /// Of a charge that was closed before anybody knew its name there, nobody was shown the voucher, and nobody is to pay it.
    async fn withdraw_what_was_closed(&self, charge_id: &str) -> Result<(), WorkError> {
        let record = self.charge(charge_id).await?;
        match record.charge.state {
            State::Canceled | State::Declined => {}
            State::Requested | State::Pending | State::Paid | State::Expired | State::Refunded => return Ok(()),
        }
        if let Err(error) = self.withdraw(&record).await {
            let charge = id::shortened(charge_id);
            tracing::warn!(charge, code = error.code.id(), cause = error.cause(), "its voucher could not be withdrawn");
        }
        Ok(())
    }

    /// What the provider says of that charge of its own, where it says that it is this one of ours.
    async fn is_ours(&self, record: &ChargeRecord, its_id: &str) -> Result<Option<FetchedCharge>, WorkError> {
        let Some(account) = self.offers.account(&record.provider) else { return Ok(None) };
        // Anybody may post ids where webhooks are not signed.
        if !self.questions.take(&record.provider) {
            return Err(WorkError::from(Code::Unavailable).because("too many webhooks about what nobody here knows"));
        }
        let handle = ChargeRef { provider_charge: its_id.to_owned(), method: record.charge.method };
        let call = self.offers.call(account, "fetch_charge");
        let fetched = match call.answer(account.provider.fetch_charge(call.cx(), &handle)).await {
            Err(error) if matches!(error.kind, Kind::NotFound | Kind::Refused(_)) => return Ok(None),
            fetched => fetched?,
        };
        let is_ours = fetched.provider_charge == its_id && fetched.charge_id.as_ref() == Some(&record.charge.id);
        if !is_ours {
            let (provider, charge) = (&record.provider, id::shortened(&record.charge.id));
            tracing::warn!(provider, charge, "a webhook names this charge, and its provider does not");
        }
        Ok(is_ours.then_some(fetched))
    }

    /// The provider made two charges of one: what comes for the second one is nobody's until a person has looked.
    async fn tell_of_a_second(&self, record: &ChargeRecord, first: &str, second: &FetchedCharge) -> Result<(), WorkError> {
        let its_id = &second.provider_charge;
        let said = format!("a second charge of one: {its_id}, beside {first}: {}", spoken(&second.event));
        let asked = alerts::amount(record.charge.amount);
        let alert = NewAlert::new(record, AlertKind::TwoCharges, &asked, &said, self.clock.now());
        if alerts::known(&*self.db, &alert).await? == alerts::Known::No {
            tracing::error!(provider = record.provider, charge = id::shortened(&record.charge.id), "two charges of one");
            self.metrics.alert(&record.provider);
        }
        Ok(self.write(&record.order_id, alerts::raise(&alert).to_vec()).await?)
    }
}
