//! Orders and the buttons they come from: made, listed, changed, shown. Who collects them, and how, is not known here.

pub mod buttons;
pub mod create;
pub mod list;
pub mod pictures;

use crate::base::clock::Clock;
use crate::base::error::WorkError;
use crate::base::single_flight::SingleFlight;
use crate::db::Db;
use crate::db::orders::OrderRecord;
use crate::present::{self, Sold};
use crate::providers::Offers;
use payments::Button;
use std::sync::Arc;

/// The orders of a shop: made (`create.rs`), listed (`list.rs`), and shown with what can be offered now.
pub struct Orders {
    db: Arc<dyn Db>,
    offers: Arc<Offers>,
    clock: Arc<dyn Clock>,
    merchant: String,
    turns: SingleFlight,
}

impl Orders {
    /// `merchant` is what the shop is called on every page.
    pub fn new(db: Arc<dyn Db>, offers: Arc<Offers>, clock: Arc<dyn Clock>, merchant: String) -> Self {
        Self { db, offers, clock, merchant, turns: SingleFlight::default() }
    }

    /// What a button offers.
    ///
    /// # Errors
    ///
    /// The provider's failure where no provider account says what it offers and none has before.
    pub async fn offer(&self, button: &Button) -> Result<api::Offer, WorkError> {
        let options = self.offers.options(button.amount).await?;
        let sold = Sold {
            merchant: &self.merchant,
            description: &button.description,
            image: button.image.as_deref(),
            total: button.amount,
            methods: &button.methods,
            test: self.offers.test_mode(),
        };
        Ok(present::offer(&sold, &options))
    }

    /// An order as a page is shown it now. One that can no longer be paid has no ways to pay it. Where no provider says
    /// what it offers, neither has one with charges: whoever holds a voucher must always find it.
    ///
    /// # Errors
    ///
    /// `unavailable` where the db cannot be used, and the provider's failure where the order has no charge yet and nobody says
    /// what is offered.
    pub async fn show(&self, record: &OrderRecord) -> Result<api::Order, WorkError> {
        let order = &record.order;
        let options = match order.takes_charges(self.clock.now()) {
            true => self.offers.options(order.amount).await,
            false => Ok(Arc::default()),
        };
        let options = match options {
            Ok(options) => options,
            Err(_) if !order.charges.is_empty() => Arc::default(),
            Err(error) => return Err(error.into()),
        };
        let sold = Sold {
            merchant: &self.merchant,
            description: &order.description,
            image: order.image.as_deref(),
            total: order.amount,
            methods: &order.methods,
            test: self.offers.test_mode(),
        };
        Ok(present::order(record, present::offer(&sold, &options), &self.offers, self.clock.now()))
    }
}
