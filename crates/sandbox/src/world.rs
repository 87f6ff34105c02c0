//! Everything the sandbox remembers, behind one lock: the clock, the played providers, the faults, the deliveries. Every
//! change goes through here, so that time passes first, and who watches is told after.

use std::sync::{Mutex, MutexGuard, PoisonError};

use providers::fake::{FakeProvider, Moment};
use tokio::sync::watch;

use crate::clock::Clock;
use crate::deliver::Deliveries;
use crate::fakes;
use crate::faults::{Fault, Faults};

/// The whole state of a sandbox.
pub(crate) struct World {
    state: Mutex<State>,
    version: watch::Sender<u64>,
}

/// What the lock guards.
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) played: Vec<Box<dyn FakeProvider>>,
    pub(crate) faults: Faults,
    pub(crate) deliveries: Deliveries,
}

impl World {
    /// A fresh one; `webhook` is registered for each account that opens.
    pub(crate) fn new(webhook: Option<&str>) -> World {
        let state = State {
            clock: Clock::default(),
            played: fakes::every(webhook),
            faults: Faults::default(),
            deliveries: Deliveries::default(),
        };
        World { state: Mutex::new(state), version: watch::Sender::new(0) }
    }

    /// Tells each time something has changed.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    /// Looks, without changing anything.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock())
    }

    /// Changes something at the sandbox's present moment, after everything that was due before it. Webhook events that come of
    /// it are queued, and who watches is told.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State, Moment) -> T) -> T {
        let answer = {
            let mut state = self.lock();
            let now = state.clock.now();
            state.pass_time(now);
            let answer = change(&mut state, now);
            state.queue_webhooks();
            answer
        };
        self.version.send_modify(|version| *version += 1);
        answer
    }

    /// Like [`World::change`], but only webhook events count as a change: for what is asked many times a second.
    pub(crate) fn ask<T>(&self, ask: impl FnOnce(&mut State, Moment) -> T) -> T {
        let (answer, changed) = {
            let mut state = self.lock();
            let now = state.clock.now();
            state.pass_time(now);
            let answer = ask(&mut state, now);
            (answer, state.queue_webhooks())
        };
        if changed {
            self.version.send_modify(|version| *version += 1);
        }
        answer
    }

    /// Expires what is due. Answers when that will next be, and what time it is.
    pub(crate) fn pass_time(&self) -> (Option<Moment>, Moment) {
        self.ask(|state, now| (state.played.iter().filter_map(|played| played.next_due()).min(), now))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while the lock was held has already failed the request it came from; the state itself is still whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The played provider of that name, to be looked at.
    pub(crate) fn played(&self, name: &str) -> Option<&dyn FakeProvider> {
        self.played.iter().find(|played| played.name() == name).map(|played| &**played)
    }

    /// The played provider of that name.
    pub(crate) fn provider(&mut self, name: &str) -> Option<&mut Box<dyn FakeProvider>> {
        self.played.iter_mut().find(|played| played.name() == name)
    }

    fn pass_time(&mut self, now: Moment) {
        self.played.iter_mut().for_each(|played| played.pass_time(now));
    }

    /// Whether there were any.
    fn queue_webhooks(&mut self) -> bool {
        let now = self.clock.now();
        let mut any = false;
        for played in &mut self.played {
            for event in played.take_webhooks() {
                any = true;
                let faults: Vec<Fault> = self.faults.of_webhooks();
                self.deliveries.add(played.name(), event, &faults, now);
            }
        }
        any
    }
}
