//! The line of reads: who asks puts one in, and whichever reader is free takes the one that has waited longest. A reader that
//! finds none sleeps, and one read wakes one reader: a channel behind a lock would wake a second one, for nothing.
//!
//! What is read, and what is done with it, is not known here.

use super::Job;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The queue of batches that wait for the one connection that writes.
#[derive(Default)]
pub(super) struct Queue {
    line: Mutex<Line>,
    came: Condvar,
}

#[derive(Default)]
struct Line {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl Queue {
    /// Puts one at the end.
    pub(super) fn put(&self, job: Job) {
        self.held().jobs.push_back(job);
        self.came.notify_one();
    }

    /// Waits for one; `None` once the line is closed and empty.
    pub(super) fn take(&self) -> Option<Job> {
        let waits = |line: &mut Line| line.jobs.is_empty() && !line.closed;
        self.came.wait_while(self.held(), waits).unwrap_or_else(PoisonError::into_inner).jobs.pop_front()
    }

    /// Lets everybody go who has nothing left to take.
    pub(super) fn close(&self) {
        self.held().closed = true;
        self.came.notify_all();
    }

    /// Nothing is left half done under this lock, so a poisoned one is as good as any.
    fn held(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::oneshot;

    fn job() -> Job {
        Job { statements: Vec::new(), answer: oneshot::channel().0 }
    }

    #[test]
    fn each_read_is_taken_once_and_all_of_them_before_the_end() {
        let queue = Queue::default();
        let taken = std::thread::scope(|scope| {
            let readers: Vec<_> = (0..3).map(|_| scope.spawn(|| std::iter::from_fn(|| queue.take()).count())).collect();
            for _ in 0..100 {
                queue.put(job());
            }
            queue.close();
            readers.into_iter().map(|reader| reader.join().unwrap()).sum::<usize>()
        });
        assert_eq!(taken, 100);
    }
}
