//! Every parser of what comes from outside, fed with mangled examples and with nonsense: none may panic, and none may hang.
//!
//! What is short here is long in `cargo xtask torture --fuzz 10000000`, which builds it optimised, with every check of a test.
//! Everything comes of one seed. What is made of the words is in `mangle.rs`.

#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap says less, not more")]

mod asked;
mod mangle;
mod ours;
mod providing;

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::time::{Duration, Instant};

/// How many runs there are in all, unless the long form says.
const RUNS: u64 = 6_000;

/// Longer than any parser may take for what fits into a request, by a factor of thousands: this is about those that never end.
const LIMIT: Duration = Duration::from_secs(20);

/// What is done with the words.
type Parser = Box<dyn Fn(&[u8])>;

/// A parser, examples of what it reads, and how large a share of the runs it gets: slow ones get less.
pub(crate) struct Target {
    name: &'static str,
    examples: Vec<Vec<u8>>,
    share: u64,
    parse: Parser,
}

impl Target {
    pub(crate) fn new(name: &'static str, examples: &[&str], parse: impl Fn(&[u8]) + 'static) -> Self {
        let examples = examples.iter().map(|example| example.as_bytes().to_vec()).collect();
        Self { name, examples, share: 100, parse: Box::new(parse) }
    }

    /// The same for what only reads text.
    pub(crate) fn text(name: &'static str, examples: &[&str], parse: impl Fn(&str) + 'static) -> Self {
        Self::new(name, examples, move |bytes| parse(&String::from_utf8_lossy(bytes)))
    }

    pub(crate) fn share(self, share: u64) -> Self {
        Self { share, ..self }
    }
}

/// A number from the environment, where the long form has set it.
fn said(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |said| said.parse().expect("a whole number"))
}

/// Feeds them all with a part of the runs, `percent` of them.
fn feed(what: &str, percent: u64, targets: Vec<Target>) {
    let runs = said("FICHA_FUZZ_RUNS", RUNS) * percent / 100;
    let shares: u64 = targets.iter().map(|target| target.share).sum();
    let mut seed = [7; 32];
    seed[..8].copy_from_slice(&said("FICHA_TORTURE_SEED", 1).to_le_bytes());
    let (began, mut all) = (Instant::now(), 0);
    for target in targets {
        let cases = u32::try_from(runs * target.share / shares + 1).unwrap();
        let config = Config { cases, failure_persistence: None, max_shrink_iters: 5000, ..Config::default() };
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
        let done = runner.run(&mangle::mangled(target.examples.clone()), |bytes| {
            let began = Instant::now();
            (target.parse)(&bytes);
            let took = began.elapsed();
            assert!(took < LIMIT, "it took {took:?}");
            Ok(())
        });
        if let Err(error) = done {
            panic!("{}: {error}", target.name);
        }
        all += u64::from(cases);
        if said("FICHA_FUZZ_RUNS", 0) > 0 {
            println!("  {} runs of {}, {:.1?} since the beginning", cases, target.name, began.elapsed());
        }
    }
    println!("{what}: {all} runs in {:.1?}", began.elapsed());
}

#[test]
fn whatever_a_provider_says_nothing_panics() {
    feed("providers' answers and webhooks", 30, providing::targets());
}

#[test]
fn whatever_anybody_else_says_nothing_panics() {
    feed("what customers, merchants and operators write", 69, ours::targets());
}

#[test]
fn whatever_is_asked_of_the_router_it_answers_without_a_failure() {
    feed("requests to the router", 1, asked::targets());
}
