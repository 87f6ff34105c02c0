//! Signal: a value that what is drawn follows.
//!
//! The value stands in a cell and Leptos' trigger tells who reads it, because every type of `RwSignal` and `Memo` costs a
//! phone four kilobytes, and this, whatever it holds, next to nothing. It knows nothing of what it holds.

use leptos::prelude::{ArcTrigger, Notify, Track};
use std::cell::{Ref, RefCell};

/// A value and who follows it.
pub(crate) struct Signal<T> {
    value: RefCell<T>,
    changed: ArcTrigger,
}

impl<T> Signal<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { value: RefCell::new(value), changed: ArcTrigger::new() }
    }

    /// Reads it, and draws anew what is being drawn whenever it changes.
    pub(crate) fn follow(&self) -> Ref<'_, T> {
        self.changed.track();
        self.value.borrow()
    }

    /// Reads it once.
    pub(crate) fn peek(&self) -> Ref<'_, T> {
        self.value.borrow()
    }

    /// Puts another in its place.
    pub(crate) fn set(&self, value: T) {
        *self.value.borrow_mut() = value;
        self.changed.notify();
    }

    /// Changes it in place.
    pub(crate) fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let answer = change(&mut self.value.borrow_mut());
        self.changed.notify();
        answer
    }
}
