//! Money that arrives, at a counter or by transfer: which charge it pays, and what the ledger of a reusable CLABE says of it.

use super::ComproPago;
use super::charge::{Means, Outcome};
use super::money::decimal;
use super::spei;
use crate::fake::{Action, FakeCharge, Moment, Refused};

impl ComproPago {
    /// Lets something happen to the charge at `place`, writes money that came by transfer into its CLABE's ledger, and tells the
    /// merchant.
    pub(super) fn happen(&mut self, place: usize, action: Action, now: Moment) -> Result<(), Refused> {
        let charge = &mut self.charges[place];
        let came_in = charge.act(action, now)?;
        if let Means::Spei { clabe, .. } = &charge.means
            && came_in > 0
        {
            self.register.note(clabe, came_in, now);
        }
        self.tell(place);
        Ok(())
    }

    /// A transfer into a reusable CLABE. It pays the oldest open order there that asks for exactly so much; otherwise it stays
    /// what it is, money of that customer.
    pub(super) fn deposit(&mut self, clabe: &str, action: Action, now: Moment) -> Result<FakeCharge, Refused> {
        let refuse = |sentence: String| Err(Refused::Impossible(sentence));
        let standing = self.register.get(clabe).ok_or_else(|| Refused::Unknown(format!("no CLABE {clabe}")))?;
        let sum = match action {
            Action::Pay(sum) | Action::PayPartial(sum) => sum.or(standing.only),
            Action::Expire | Action::Decline | Action::Refund => {
                return refuse("money can come into a reusable CLABE; nothing else happens to it".into());
            }
        };
        let Some(sum) = sum.filter(|sum| *sum > 0) else {
            return refuse("say how much: this CLABE takes any sum".into());
        };
        if let Some(only) = standing.only.filter(|only| *only != sum) {
            return refuse(format!("the bank sends it back: this CLABE takes only {}", decimal(only)));
        }
        if standing.expires.is_some_and(|expires| expires <= now) {
            return refuse("the bank sends it back: this CLABE has expired".into());
        }
        let asks_for_it = |means: &Means| match means {
            Means::Spei { clabe: other, .. } => other == clabe,
            Means::Cash { .. } => false,
        };
        let order = self.charges.iter().position(|charge| {
            charge.outcome == Outcome::Pending && charge.amount - charge.received == sum && asks_for_it(&charge.means)
        });
        let merchant = standing.merchant;
        match order {
            Some(place) => self.happen(place, Action::Pay(Some(sum)), now)?,
            None => {
                let charge = spei::deposit(merchant, clabe, &standing.customer, &standing.customer_id, sum, now);
                self.register.note(clabe, sum, now);
                self.keep(charge);
            }
        }
        let standing = self.register.get(clabe).ok_or_else(|| Refused::Unknown(format!("no CLABE {clabe}")))?;
        Ok(standing.seen(self.accounts.get(merchant), now))
    }
}
