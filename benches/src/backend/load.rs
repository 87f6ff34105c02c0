//! Load, open at one end: questions are put at the moments of a timetable, however slow the answers are, and how long one took is
//! counted from the moment it was meant to be put. So a queue that grows is seen, and not left out.
//!
//! What is asked, and of whom, is not known here.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use bytes::Bytes;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::task::JoinSet;

use super::client::{Client, Question};
use super::times::Times;

/// How many connections ask at the same time.
const CONNECTIONS: usize = 64;
/// A rate is kept where this part of what is asked in a time is answered in it ...
const KEPT: f64 = 0.97;
/// ... and of a hundred answers ninety-nine come within so many milliseconds.
const SOON: f64 = 250.0;
/// What is left of a rate that was not kept, for the next try.
const LESS: f64 = 0.9;
/// How often a lower rate is tried.
const TRIES: usize = 12;

/// What to ask.
#[derive(Clone)]
pub(super) struct Load {
    /// The question of a number, counted from nought.
    pub(super) question: Arc<dyn Fn(usize) -> Question + Send + Sync>,
    /// How many questions there are.
    pub(super) questions: usize,
    /// Who is asked, in turn.
    pub(super) ports: Vec<u16>,
    /// The status of a good answer; any other ends the bench.
    pub(super) wanted: u16,
    /// Whether the answers' bodies are kept.
    pub(super) keeps: bool,
}

/// What came of it.
pub(super) struct Carried {
    /// Answers in a second.
    pub(super) rate: f64,
    /// How long they took.
    pub(super) times: Times,
    /// How many questions have been put so far, by the tries before it, too.
    pub(super) asked: usize,
    /// Whether the rate was kept; where it was not, it is the last one tried.
    pub(super) kept: bool,
    /// The bodies that were to be kept, by the number of the question.
    pub(super) bodies: Vec<(usize, Bytes)>,
}

/// Asks all the questions, each as soon as a connection is free, until `at_most` has gone.
///
/// # Errors
///
/// When an answer is missing, or another than the wanted one.
pub(super) async fn as_fast_as_can_be(load: &Load, at_most: Duration) -> Result<Carried> {
    run(load, (0, load.questions), None, at_most).await
}

/// The highest rate that is kept, and what it was like: what can be answered at all, without a timetable, and then with one, a little
/// less each time, until it is kept or the questions run out. Each try takes `time`; a sixth of the questions is for the first.
///
/// # Errors
///
/// When an answer is missing, or another than the wanted one.
pub(super) async fn highest_rate(load: &Load, time: Duration) -> Result<Carried> {
    let mut last = run(load, (0, load.questions / 6), None, time).await?;
    last.kept = false;
    let (mut asked, mut rate) = (last.asked, last.rate);
    for _ in 0..TRIES {
        // A try shorter than a second tells nothing.
        let next = ((rate * time.as_secs_f64()) as usize).min(load.questions - asked);
        if (next as f64) < rate {
            break;
        }
        last = run(load, (asked, asked + next), Some(rate), time * 4).await?;
        asked = last.asked;
        last.kept = last.rate >= KEPT * rate && last.times.percentile(99.0) <= SOON;
        if last.kept {
            break;
        }
        rate *= LESS;
    }
    Ok(last)
}

/// At this rate, for as long as `time`, from the question of number `from` on.
///
/// # Errors
///
/// When an answer is missing, or another than the wanted one.
pub(super) async fn at_rate(load: &Load, from: usize, rate: f64, time: Duration) -> Result<Carried> {
    let to = (from + (rate * time.as_secs_f64()) as usize).min(load.questions);
    run(load, (from, to), Some(rate), time * 4).await
}

async fn run(load: &Load, (from, to): (usize, usize), rate: Option<f64>, at_most: Duration) -> Result<Carried> {
    let began = Instant::now();
    let numbers = Arc::new(match rate {
        Some(rate) => Numbers::Timetable(Mutex::new(timetable((from, to), rate))),
        None => Numbers::AtOnce(AtomicUsize::new(from), to),
    });
    let mut askers = JoinSet::new();
    for at in 0..CONNECTIONS {
        let (load, numbers) = (load.clone(), Arc::clone(&numbers));
        askers.spawn(async move {
            let mut client = Client::to(load.ports[at % load.ports.len()]);
            let mut answers = Vec::new();
            while began.elapsed() < at_most {
                let Some((number, meant)) = numbers.next().await else { break };
                let body = client.must((load.question)(number), load.wanted).await?;
                answers.push((number, meant.elapsed(), load.keeps.then_some(body)));
            }
            anyhow::Ok(answers)
        });
    }
    let mut carried = Carried { rate: 0.0, times: Times::none(), asked: from, kept: true, bodies: Vec::new() };
    while let Some(answers) = askers.join_next().await {
        for (number, took, body) in answers?? {
            carried.times.add(took);
            carried.asked = carried.asked.max(number + 1);
            carried.bodies.extend(body.map(|body| (number, body)));
        }
    }
    carried.rate = carried.times.count() as f64 / began.elapsed().as_secs_f64();
    Ok(carried)
}

/// The numbers of the questions, each with the moment at which it is meant to be put.
enum Numbers {
    /// As a timetable has them.
    Timetable(Mutex<UnboundedReceiver<(usize, Instant)>>),
    /// The next one at once, up to this.
    AtOnce(AtomicUsize, usize),
}

impl Numbers {
    async fn next(&self) -> Option<(usize, Instant)> {
        match self {
            Self::Timetable(coming) => coming.lock().await.recv().await,
            Self::AtOnce(next, to) => {
                let number = next.fetch_add(1, Ordering::Relaxed);
                (number < *to).then(|| (number, Instant::now()))
            }
        }
    }
}

/// Says each number at its moment. It sleeps on a thread of its own, because the runtime's timers know whole milliseconds only; that ends
/// with the last number, or when nobody listens any more.
fn timetable((from, to): (usize, usize), rate: f64) -> UnboundedReceiver<(usize, Instant)> {
    let (say, said) = mpsc::unbounded_channel();
    let began = Instant::now();
    std::thread::spawn(move || {
        for number in from..to {
            let meant = began + Duration::from_secs_f64((number - from) as f64 / rate);
            if let Some(left) = meant.checked_duration_since(Instant::now()) {
                std::thread::sleep(left);
            }
            if say.send((number, meant)).is_err() {
                return;
            }
        }
    });
    said
}
