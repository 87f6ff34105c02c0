//! A thing done in a task or a frame of its own, so that a slow phone answers in between.
//!
//! The work is a function and never a closure, because each type of closure costs a phone a hundred bytes. The kind of work is
//! not known here. On a page that has broken frames or timers the work is done sooner, and never not at all.

use super::page::Checkout;
use leptos::prelude::{request_animation_frame_with_handle, set_timeout_with_handle};
use std::time::Duration;

impl Checkout {
    /// Calls `then` in the next task.
    pub(crate) fn next_task(self, then: fn(Self)) {
        if set_timeout_with_handle(move || then(self), Duration::ZERO).is_err() {
            then(self);
        }
    }

    /// Calls `then` when the browser draws next.
    pub(crate) fn next_frame(self, then: fn(Self)) {
        if request_animation_frame_with_handle(move || then(self)).is_err() {
            self.next_task(then);
        }
    }
}
