//! The story: what happened, in sentences with times. It costs nothing where nobody listens.

use crate::clock::Time;
use std::sync::{Mutex, PoisonError};

/// What has been told so far.
pub struct Story {
    time: Time,
    listening: bool,
    lines: Mutex<Vec<String>>,
}

impl Story {
    /// An empty story; it is kept only where somebody listens.
    pub fn new(time: Time, listening: bool) -> Self {
        Self { time, listening, lines: Mutex::default() }
    }

    /// Goes on with a sentence.
    pub fn tell(&self, sentence: impl FnOnce() -> String) {
        if self.listening {
            let line = format!("{}  {}", written(self.time.elapsed().as_millis()), sentence());
            self.lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    }

    /// All of it.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// `2 d 03:04:05.006`.
fn written(millis: u128) -> String {
    let (seconds, millis) = (millis / 1000, millis % 1000);
    let (days, seconds) = (seconds / 86_400, seconds % 86_400);
    format!("{days:>3} d {:02}:{:02}:{:02}.{millis:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
