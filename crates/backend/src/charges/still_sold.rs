//! Still sold: whether an order made from a button may be given another voucher.
//!
//! Such an order has no end of its own, so it has its button's: once that is retired or costs something else, what the order
//! promised is over. A voucher that is out stays as it is, and money that comes is never refused; an order to which some has
//! come is collected to its end, and so is one whose price its merchant has set. What a page does then, it knows itself.

use super::Collect;
use crate::base::error::WorkError;
use crate::db::Statement;
use crate::db::orders::{self, OrderRecord};
use api::Code;

impl Collect {
    /// Fails where it is sold no more, or at another price.
    ///
    /// # Errors
    ///
    /// `offer_changed` where the button is retired or has another price, `order_not_found` where the order is gone, and
    /// `unavailable` where the db cannot be used.
    pub async fn still_sold(&self, record: &OrderRecord) -> Result<(), WorkError> {
        if is_begun(record) || orders::is_still_sold(&*self.db, &record.order.id).await? {
            return Ok(());
        }
        // One that was abandoned for long may have gone since it was read.
        match orders::version(&*self.db, &record.order.id).await? {
            Some(_) => Err(Code::OfferChanged.into()),
            None => Err(Code::OrderNotFound.into()),
        }
    }
}

/// The same for the batch that writes a charge: providers are asked what they offer between, and a price may change meanwhile.
pub(super) fn must_still_be_sold(record: &OrderRecord) -> Option<Statement> {
    (!is_begun(record)).then(|| orders::still_sold(&record.order.id))
}

/// Whether some of it has come: then it is collected to its end.
fn is_begun(record: &OrderRecord) -> bool {
    record.order.received().minor() > 0
}
