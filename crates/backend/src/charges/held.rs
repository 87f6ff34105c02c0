//! Money that came for a charge and is not part of it: the provider keeps it in the customer's balance. None of it is the order's, so
//! nothing is counted; a person is told, because nobody else will send it back. What the charge itself received is not known here.

use super::Collect;
use crate::base::error::WorkError;
use crate::base::id;
use crate::db::Statement;
use crate::db::alerts::{self, AlertKind, Known, NewAlert};
use crate::db::charges::ChargeRecord;
use payments::Money;

impl Collect {
    /// What the provider keeps in the customer's balance, as statements for the batch of what its answer changes: a person is told of
    /// it, with its amount of now, until the provider says that there is none, or that person lets it be.
    pub(super) async fn held(&self, record: &ChargeRecord, held: Option<Money>) -> Result<Vec<Statement>, WorkError> {
        let (Some(held), now) = (held, self.clock.now()) else { return Ok(Vec::new()) };
        if held.is_zero() {
            let charge = Some(record.charge.id.as_str());
            return Ok(alerts::over(&record.order_id, charge, AlertKind::HeldElsewhere, now).to_vec());
        }
        let (asked, said) = (alerts::amount(record.charge.amount), alerts::amount(held));
        let said = format!("{said} in the customer's balance");
        let alert = NewAlert::new(record, AlertKind::HeldElsewhere, &asked, &said, now);
        if alerts::known(&*self.db, &alert).await? == Known::No {
            let (provider, charge) = (&record.provider, id::shortened(&record.charge.id));
            tracing::warn!(provider, charge, said, "more came than was asked for, and the provider keeps it");
            self.metrics.alert(provider);
        }
        Ok(alerts::raise(&alert).to_vec())
    }
}
