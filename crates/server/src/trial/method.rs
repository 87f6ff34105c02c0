//! One method under trial: its limits, a charge that is made, read, asked for again and cancelled, one that is paid and given back, one
//! that runs out. What the facts say a method cannot do is not tried.

use super::Trying;
use super::report::{Line, expiry, idempotency};
use backend::base::clock::rfc3339;
use backend::base::id;
use payments::{Event, Moment, Money};
use providers::facts::{Expiry, Idempotency, MethodFacts, Refundable, StoreChoice};
use providers::provider::{ChargeRef, ChargeRequest, CreatedCharge, FetchedCharge, OfferedMethod};
use providers::trial::{Brought, End, Pay};
use providers::{ProviderError, capability};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// By how many seconds an end may differ from the one that was asked for: a service counts by its own clock.
const ROUGHLY: u64 = 2 * 60;

/// The first pause between two questions, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(3));

/// Tries all of a method. What is seen is written down as it is seen, so that it stays where time runs out.
pub(super) async fn examine(trying: &Trying<'_>, facts: &MethodFacts, offered: Option<&OfferedMethod>, lines: &mut Vec<Line>) {
    let about = facts.method.id();
    let Some(offered) = offered else {
        let why = "it is not offered: is it switched on for this account?";
        return lines.push(Line::failed(about, "offered", limits_of(facts), why));
    };
    lines.push(limits(facts, offered));
    let method = OneMethod { trying, facts, offered };
    let Some(request) = trying.request(facts, Some(offered), trying.email()) else {
        return lines.push(Line::failed(about, "made", "at one of its stores".to_owned(), "no store is offered"));
    };
    let created = match trying.provider.create_charge(trying.cx(), &request).await {
        Ok(created) => created,
        Err(error) => return lines.push(Line::failed(about, "made", issued(&request), error)),
    };
    lines.push(method.made(&request, &created));
    lines.push(method.read(&request, &created).await);
    lines.push(method.repeated(&request, &created).await);
    lines.push(method.canceled(&created).await);
    method.paid(lines).await;
    lines.push(method.expired().await);
}

fn money(amount: Money) -> String {
    format!("{} {}", amount.to_decimal(), amount.currency())
}

fn between(min: Option<Money>, max: Option<Money>) -> String {
    match (min, max) {
        (None, None) => "any amount".to_owned(),
        (Some(min), None) => format!("from {}", money(min)),
        (None, Some(max)) => format!("up to {}", money(max)),
        (Some(min), Some(max)) => format!("{} to {}", money(min), money(max)),
    }
}

const fn store_of(choice: StoreChoice) -> &'static str {
    match choice {
        StoreChoice::Needed => "at one store",
        StoreChoice::Optional => "at any of its stores",
        StoreChoice::None => "without a store",
    }
}

fn limits_of(facts: &MethodFacts) -> String {
    format!("{}, {}", store_of(facts.store), between(facts.min, facts.max))
}

/// What is offered beside what the facts say; what they leave to the offer is told and compared with nothing.
fn limits(facts: &MethodFacts, offered: &OfferedMethod) -> Line {
    let seen = |said: Option<Money>, offered: Option<Money>| said.and(offered);
    let compared =
        format!("{}, {}", store_of(offered.store), between(seen(facts.min, offered.min), seen(facts.max, offered.limit)));
    let own = |min: Option<Money>, max: Option<Money>| between(min.or(offered.min), max.or(offered.limit));
    let stores: Vec<String> =
        offered.stores.iter().map(|store| format!("{} {}", store.code, own(store.min, store.limit))).collect();
    let more = if stores.is_empty() { own(None, None) } else { stores.join(", ") };
    Line::compared(facts.method.id(), "offered", limits_of(facts), compared).and(&more)
}

fn issued(request: &ChargeRequest) -> String {
    format!("{}, it can be paid", money(request.amount))
}

fn what_happened(event: &Event) -> String {
    match event {
        Event::Issued => "it can be paid".to_owned(),
        Event::Paid(amount) => format!("{} came", money(*amount)),
        Event::Expired => "it ran out".to_owned(),
        Event::Declined => "it was declined".to_owned(),
        Event::Canceled => "it is cancelled".to_owned(),
        Event::Refunded { received, refunded } => format!("{} came, {} went back", money(*received), money(*refunded)),
        Event::RefundedInFull => "all of it went back".to_owned(),
        Event::Unknown(word) => format!("a word nobody knows: {word}"),
        Event::Unreadable(why) => format!("what nobody can read: {why}"),
    }
}

fn until(end: Option<Moment>) -> String {
    end.map_or_else(|| "never by itself".to_owned(), rfc3339)
}

struct OneMethod<'a> {
    trying: &'a Trying<'a>,
    facts: &'a MethodFacts,
    offered: &'a OfferedMethod,
}

impl OneMethod<'_> {
    fn about(&self) -> &'static str {
        self.facts.method.id()
    }

    fn handle(&self, created: &CreatedCharge) -> ChargeRef {
        ChargeRef { provider_charge: created.provider_charge.clone(), method: self.facts.method }
    }

    fn made(&self, request: &ChargeRequest, created: &CreatedCharge) -> Line {
        let wanted = request.expires_at.and_then(|wanted| self.facts.expiry.end(wanted, request.requested_at));
        let ends = match (wanted, created.voucher.expires_at) {
            // Within the minute or so of two clocks it is the same.
            (Some(wanted), Some(ends))
                if self.facts.expiry == Expiry::Instant && wanted.seconds().abs_diff(ends.seconds()) <= ROUGHLY =>
            {
                Some(wanted)
            }
            (_, ends) => ends,
        };
        let facts = format!("{}, runs out: {}", issued(request), until(wanted));
        let amount = created.amount.unwrap_or(created.voucher.amount);
        let seen = format!("{}, {}, runs out: {}", money(amount), what_happened(&created.event), until(ends));
        let voucher = &created.voucher;
        let digits = voucher.payable.digits().map(|digits| format!("{} characters to pay with", digits.chars().count()));
        let mut more = vec![digits.unwrap_or_else(|| "no characters to pay with".to_owned())];
        more.extend(voucher.barcode.as_ref().map(|_| "a bar code".to_owned()));
        more.extend(voucher.links.page.as_ref().map(|_| "a page of the provider's".to_owned()));
        more.push(format!("facts of its end: {}", expiry(self.facts.expiry)));
        Line::compared(self.about(), "made", facts, seen).and(&more.join(", "))
    }

    async fn read(&self, request: &ChargeRequest, created: &CreatedCharge) -> Line {
        let facts = format!("the same charge, {}", issued(request));
        match self.trying.provider.fetch_charge(self.trying.cx(), &self.handle(created)).await {
            Ok(fetched) => {
                let ours = fetched.charge_id.as_ref().is_none_or(|id| *id == request.charge_id);
                let which = match fetched.provider_charge == created.provider_charge && ours {
                    true => "the same charge",
                    false => "another charge",
                };
                let amount = money(fetched.amount.unwrap_or(request.amount));
                let more = if fetched.charge_id.is_some() { "our id is said" } else { "our id is not said" };
                let seen = format!("{which}, {amount}, {}", what_happened(&fetched.event));
                Line::compared(self.about(), "read", facts, seen).and(more)
            }
            Err(error) => Line::failed(self.about(), "read", facts, error),
        }
    }

    /// The same request once more, where the facts say that it makes no second charge.
    async fn repeated(&self, request: &ChargeRequest, created: &CreatedCharge) -> Line {
        let known = self.facts.create_is_idempotent;
        if known == Idempotency::Never {
            return Line::not_tried(self.about(), "repeated", &idempotency(known));
        }
        let facts = format!("{}: the same charge", idempotency(known));
        match self.trying.provider.create_charge(self.trying.cx(), request).await {
            Ok(again) if again.provider_charge == created.provider_charge => {
                Line::compared(self.about(), "repeated", facts.clone(), facts)
            }
            Ok(_) => Line::failed(self.about(), "repeated", facts, "A SECOND CHARGE was made"),
            Err(error) => Line::failed(self.about(), "repeated", facts, error),
        }
    }

    async fn canceled(&self, created: &CreatedCharge) -> Line {
        let Some(cancel) = self.trying.provider.cancel().filter(|_| self.facts.cancel) else {
            return Line::not_tried(self.about(), "cancelled", "the facts say that it cannot be");
        };
        let charge = self.handle(created);
        let canceled = cancel.cancel(self.trying.cx(), &charge).await;
        self.compared("cancelled", &Event::Canceled, canceled.map(|fetched| fetched.event))
    }

    /// A charge that is made to be paid: in two parts where they can be, then given back where it can.
    async fn paid(&self, lines: &mut Vec<Line>) {
        let brought = self.trying.provider.trial().and_then(|trial| trial.brings(self.facts.method, End::Paid));
        let Some(brought) = brought else {
            let why = "the service is not known to have one paid in a test";
            return lines.push(Line::not_tried(self.about(), "paid", why));
        };
        let (email, call) = match brought {
            Brought::ByAddress(email) => (email, None),
            Brought::ByCall(call) => (self.trying.email(), Some(call)),
        };
        let (charge, amount) = match self.another("paid", email).await {
            Ok(made) => made,
            Err(line) => return lines.push(line),
        };
        let half = Money::new(amount.minor() / 2, amount.currency());
        if let Some(call) = call {
            let mut left = amount;
            if self.facts.partial {
                lines.push(self.comes(call, &charge, half, half, "paid in part").await);
                left = Money::new(amount.minor() - half.minor(), amount.currency());
            }
            lines.push(self.comes(call, &charge, left, amount, "paid").await);
        } else {
            let event = self.until(&charge, &Event::Paid(amount)).await;
            lines.push(self.compared("paid", &Event::Paid(amount), event));
        }
        lines.push(self.given_back(&charge, amount, half).await);
    }

    /// Has some money come in, and waits until it is told.
    async fn comes(&self, call: &dyn Pay, charge: &ChargeRef, amount: Money, all: Money, what: &str) -> Line {
        let event = match call.pay(self.trying.cx(), charge, amount).await {
            Ok(()) => self.until(charge, &Event::Paid(all)).await,
            Err(error) => Err(error),
        };
        self.compared(what, &Event::Paid(all), event)
    }

    async fn given_back(&self, charge: &ChargeRef, received: Money, half: Money) -> Line {
        let amount = match self.facts.refund {
            Refundable::No => return Line::not_tried(self.about(), "given back", "the facts say that it cannot be"),
            Refundable::Whole => received,
            Refundable::Part => half,
        };
        let Some(refund) = self.trying.provider.refund() else {
            return Line::failed(self.about(), "given back", "it can be".to_owned(), "there is no call for it");
        };
        let wanted = Event::Refunded { received, refunded: amount };
        let request = capability::RefundRequest { id: id::charge(), amount };
        let event = match refund.refund(self.trying.cx(), charge, &request).await {
            Ok(FetchedCharge { event, .. }) if event == wanted => Ok(event),
            Ok(_) => self.until(charge, &wanted).await,
            Err(error) => Err(error),
        };
        self.compared("given back", &wanted, event)
    }

    async fn expired(&self) -> Line {
        let brought = self.trying.provider.trial().and_then(|trial| trial.brings(self.facts.method, End::Expired));
        let Some(Brought::ByAddress(email)) = brought else {
            let why = "the service is not known to let one run out in a test";
            return Line::not_tried(self.about(), "run out", why);
        };
        match self.another("run out", email).await {
            Ok((charge, _)) => self.compared("run out", &Event::Expired, self.until(&charge, &Event::Expired).await),
            Err(line) => line,
        }
    }

    /// One more charge of this method, for the customer with this address; or the line that says why there is none.
    async fn another(&self, what: &str, email: &str) -> Result<(ChargeRef, Money), Line> {
        let request = self.trying.request(self.facts, Some(self.offered), email);
        let request = request.ok_or_else(|| Line::not_tried(self.about(), what, "no store is offered"))?;
        match self.trying.provider.create_charge(self.trying.cx(), &request).await {
            Ok(created) => Ok((self.handle(&created), request.amount)),
            Err(error) => Err(Line::failed(self.about(), what, issued(&request), error)),
        }
    }

    /// What has happened, once it is what is waited for; and else what was seen last.
    async fn until(&self, charge: &ChargeRef, wanted: &Event) -> Result<Event, ProviderError> {
        let (began, mut pause) = (Instant::now(), PAUSES.0);
        loop {
            let fetched = self.trying.provider.fetch_charge(self.trying.cx(), charge).await;
            let seen = fetched.map(|fetched| fetched.event);
            if seen.as_ref() == Ok(wanted) || began.elapsed() >= self.trying.patience {
                return seen;
            }
            sleep(pause).await;
            pause = (pause * 2).min(PAUSES.1);
        }
    }

    fn compared(&self, what: &str, wanted: &Event, seen: Result<Event, ProviderError>) -> Line {
        let facts = what_happened(wanted);
        match seen {
            Ok(event) => Line::compared(self.about(), what, facts, what_happened(&event)),
            Err(error) => Line::failed(self.about(), what, facts, error),
        }
    }
}
