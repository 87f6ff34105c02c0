//! What must hold always. It is asked after each write and of each answer, and judged by what the providers hold, not by what the
//! backend's own rules say.

use crate::rows::{number, text};
use crate::story::Story;
use backend::db::{Statement, Value};
use payments::State;
use server::sqlite::memory::InMemory;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Notify, mpsc};

/// A rule that was broken, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The rule, in a few words.
    pub rule: &'static str,
    /// What broke it.
    pub how: String,
}

/// The judge.
pub struct Rules {
    story: Arc<Story>,
    held: Mutex<Held>,
    touched: mpsc::UnboundedSender<String>,
    /// Wakes whoever waits for the first rule that is broken.
    pub broken: Notify,
}

#[derive(Default)]
struct Held {
    /// The last row of `charge_events` that was looked at.
    last: i64,
    /// By provider and its id of a charge, the most that ever came for it.
    came: BTreeMap<(String, String), i64>,
    /// By charge, how it stood.
    standing: BTreeMap<String, Standing>,
    broken: Option<Broken>,
}

#[derive(Clone, Copy)]
struct Standing {
    state: State,
    received: i64,
}

const EVENTS: &str = "select charge_events.rowid as place, charges.id as charge_id, charges.order_id as order_id, event, \
                      charges.state as state, charges.received as received, charges.refunded as refunded, \
                      charges.provider as provider, charges.provider_charge as provider_charge \
                      from charge_events join charges on charges.id = charge_id where charge_events.rowid > $1 \
                      order by charge_events.rowid";

/// What was due when a slip was written, and what the slip is for.
const DUE: &str = "select orders.amount - (select coalesce(sum(received), 0) from charges other where other.order_id = orders.id \
                   and other.state = 'paid') as due, charges.amount as asked from charges join orders on orders.id = charges.order_id \
                   where charges.id = $1 and charges.state = 'pending' and charges.voucher is not null";

const LEASE: &str = "select holder from leases where name = $1";

const VOUCHER: &str = "select voucher from charges where id = $1 and voucher like '%' || $2 || '%'";

impl Rules {
    /// A judge who has seen nothing; the order of each change goes to `touched`.
    pub fn new(story: Arc<Story>, touched: mpsc::UnboundedSender<String>) -> Self {
        Self { story, held: Mutex::default(), touched, broken: Notify::new() }
    }

    /// The first rule that was broken.
    pub fn first_broken(&self) -> Option<Broken> {
        self.held().broken.clone()
    }

    /// A rule is broken.
    pub fn breaks(&self, rule: &'static str, how: impl FnOnce() -> String) {
        let mut held = self.held();
        if held.broken.is_none() {
            let how = how();
            self.story.tell(|| format!("BROKEN: {rule}: {how}"));
            held.broken = Some(Broken { rule, how });
            self.broken.notify_one();
        }
    }

    /// Money has come at a provider, so much in all.
    pub fn came(&self, at: &crate::network::AtProvider, total: i64) {
        let mut held = self.held();
        let most = held.came.entry((at.account.to_owned(), at.id.clone())).or_default();
        *most = total.max(*most);
    }

    /// A provider has made so many charges of one of ours.
    pub fn made(&self, charge: &str, in_all: usize) {
        if in_all > 1 {
            self.breaks("a charge of ours is one charge at a provider", || format!("{charge} was made {in_all} times"));
        }
    }

    /// A page was shown a slip.
    pub fn shown(&self, db: &InMemory, charge: &str, digits: &str) {
        let asked = Statement::new(VOUCHER, vec![charge.into(), digits.into()]);
        if db.run(&[asked]).is_ok_and(|rows| rows[0].is_empty()) {
            self.breaks("what is shown is written first", || format!("{digits} of {charge} was shown, and is not in the db"));
        }
    }

    /// A copy is at a work that only one may be at.
    pub fn works(&self, db: &InMemory, work: &str, holder: &str) {
        let rows = db.run(&[Statement::new(LEASE, vec![work.into()])]).map(|mut rows| rows.remove(0)).unwrap_or_default();
        let holds = rows.first().map(|row| text(row, "holder")).unwrap_or_default();
        if holds != holder {
            self.breaks("who works holds the lease", || format!("{work}: {holder} is at it, and {holds} may"));
        }
    }

    /// An order is looked at a while from now.
    pub fn touch(&self, order: &str) {
        let _ = self.touched.send(order.to_owned());
    }

    /// Looks at every change since the last time.
    pub fn after_write(&self, db: &InMemory) {
        let last = self.held().last;
        let rows = match db.run(&[Statement::new(EVENTS, vec![Value::Integer(last)])]) {
            Ok(mut rows) => rows.remove(0),
            Err(error) => return self.breaks("the db can be read", || error.to_string()),
        };
        for row in &rows {
            let (number, text) = (|column| number(row, column), |column| text(row, column));
            let Some(state) = State::from_id(&text("state")) else { continue };
            let now = Standing { state, received: number("received") };
            let charge = text("charge_id");
            self.held().last = number("place");
            self.story
                .tell(|| format!("It is written that {charge} is {} with {} ({}).", state.id(), now.received, text("event")));
            let before = self.held().standing.insert(charge.clone(), now);
            if let Some(before) = before {
                if !leads(before.state, state) {
                    self.breaks("a state is reached by the table alone", || {
                        format!("{charge} went from {} to {}", before.state.id(), state.id())
                    });
                }
                if now.received < before.received {
                    self.breaks("money that was counted stays counted", || {
                        format!("{charge} had {} and has {}", before.received, now.received)
                    });
                }
            }
            if text("event") == "issued" {
                self.is_due(db, &charge);
            }
            self.touch(&text("order_id"));
            let came = self.held().came.get(&(text("provider"), text("provider_charge"))).copied();
            if now.received > came.unwrap_or_default() {
                self.breaks("money is counted that a provider told of", || {
                    format!("{charge} counts {}, and {} came", now.received, came.unwrap_or_default())
                });
            }
            if state == State::Paid && now.received <= 0 {
                self.breaks("what is paid was paid with something", || format!("{charge} is paid with {}", now.received));
            }
            if number("refunded") > now.received {
                self.breaks("no more goes back than came", || format!("{charge}: {} of {}", number("refunded"), now.received));
            }
        }
    }

    /// Looks whether a slip that is written now asks for no more than is due now.
    fn is_due(&self, db: &InMemory, charge: &str) {
        let rows = db.run(&[Statement::new(DUE, vec![charge.into()])]).map(|mut rows| rows.remove(0)).unwrap_or_default();
        for row in rows {
            let (due, asked) = (number(&row, "due"), number(&row, "asked"));
            if asked > due {
                self.breaks("a slip asks for no more than is due when it is written", || {
                    format!("{charge} for {asked}, of {due}")
                });
            }
        }
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a charge may go from one state to another, or stay in it with more money: the table of DESIGN, written down once more.
fn leads(from: State, to: State) -> bool {
    match (from, to) {
        // An oddity is an event, too, and changes no state.
        (from, to) if from == to => true,
        (State::Requested, _) => true,
        (State::Pending, to) => to != State::Requested,
        (State::Paid, to) => to == State::Refunded,
        (State::Expired | State::Declined | State::Canceled, to) => to == State::Paid || to == State::Refunded,
        // More came after all had gone back.
        (State::Refunded, to) => to == State::Paid,
    }
}
