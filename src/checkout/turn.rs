//! Turn: a thing done in a task or a frame of its own, so that a slow phone answers in between.
//!
//! What is done is a function and never a closure, because each type of closure costs a phone a hundred bytes. It does not
//! know what takes long.

use super::Checkout;
use leptos::prelude::{request_animation_frame, set_timeout};
use std::time::Duration;

impl Checkout {
    /// In the next task.
    pub(crate) fn next_task(self, then: fn(Self)) {
        set_timeout(move || then(self), Duration::ZERO);
    }

    /// When the browser draws next.
    pub(crate) fn next_frame(self, then: fn(Self)) {
        request_animation_frame(move || then(self));
    }
}
