//! Lists of events that are longer than can be read at once, from whichever end they begin, and with pages that cannot be read: every
//! event is followed in the end, a part in each pull.

use super::super::KashIo;
use crate::capability::Pull;
use crate::future::BoxFuture;
use crate::http::{Http, TransportError};
use crate::settings::Settings;
use bytes::Bytes;
use futures_util::FutureExt;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A provider with a list of events, each about an invoice of its own.
struct Events {
    newest_first: bool,
    /// How many events share a second: all, and dates do not tell which end comes first.
    a_second: usize,
    number: AtomicUsize,
    /// The events of these numbers are rubbish.
    rubbish: BTreeSet<usize>,
    /// So many of the next pages are answered with this.
    failing: Mutex<Vec<u16>>,
    asked: AtomicUsize,
}

impl Events {
    fn new(newest_first: bool, a_second: usize, number: usize) -> Self {
        let asked = AtomicUsize::default();
        Self { newest_first, a_second, number: number.into(), rubbish: BTreeSet::new(), failing: Mutex::default(), asked }
    }

    fn page(&self, query: &str) -> String {
        let said = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)).map(str::to_owned);
        let limit: usize = said("limit=").unwrap().parse().unwrap();
        let mut numbers: Vec<usize> = (1..=self.number.load(Ordering::SeqCst)).collect();
        if self.newest_first {
            numbers.reverse();
        }
        let from = said("starting_after=").map_or(0, |id| {
            let number: usize = id.strip_prefix("eve_").unwrap().parse().unwrap();
            numbers.iter().position(|known| *known == number).unwrap() + 1
        });
        let page: Vec<_> = numbers[from..].iter().take(limit).map(|number| self.event(*number)).collect();
        format!(r#"{{"object":"list","has_more":{},"data":[{}]}}"#, numbers.len() - from > limit, page.join(","))
    }

    fn event(&self, number: usize) -> String {
        if self.rubbish.contains(&number) {
            return r#"{"id":null,"object":[],"data":"?"}"#.to_owned();
        }
        let second = number / self.a_second;
        let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
        format!(
            r#"{{"id":"eve_{number}","object":"event","created":"2020-06-01 {hours:02}:{minutes:02}:{seconds:02}",
               "data":{{"url":"//invoices/inv_{number}"}}}}"#
        )
    }
}

impl Http for Events {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, http::Response<Bytes>, TransportError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let status = self.failing.lock().unwrap().pop().unwrap_or(200);
        let body = if status == 200 { self.page(request.uri().query().unwrap()) } else { String::new() };
        let answer = http::Response::builder().status(status).body(Bytes::from(body)).unwrap();
        Box::pin(std::future::ready(Ok(answer)))
    }
}

/// Somebody who follows it.
#[derive(Default)]
struct Follower {
    after: Option<String>,
    invoices: BTreeSet<String>,
}

impl Follower {
    /// One pull: how many invoices it named, and whether it could be done.
    fn pull(&mut self, events: &Events) -> Option<usize> {
        let client = KashIo::new(&Settings::new().with("secret_key", "sk_test_56e31883637446b1b")).unwrap();
        let before = events.asked.load(Ordering::SeqCst);
        let pulled = Pull::pull(&client, super::cx(events), self.after.as_deref()).now_or_never().unwrap();
        assert!(events.asked.load(Ordering::SeqCst) - before <= 10, "a pull is bounded");
        let pulled = pulled.ok()?;
        self.after = pulled.last.or(self.after.take());
        self.invoices.extend(pulled.hints.iter().map(|hint| hint.provider_charge.clone()));
        Some(pulled.hints.len())
    }

    fn knows(&self, numbers: impl Iterator<Item = usize>) -> bool {
        numbers.into_iter().all(|number| self.invoices.contains(&format!("inv_{number}")))
    }
}

#[test]
fn a_list_of_any_length_is_followed_to_its_end_from_whichever_end_it_begins() {
    for newest_first in [true, false] {
        for number in [0, 1, 99, 100, 101, 500, 501, 1_234, 2_600] {
            let (events, mut follower) = (Events::new(newest_first, 1, number), Follower::default());
            for _ in 0..number / 400 + 2 {
                follower.pull(&events).unwrap();
            }
            assert!(follower.knows(1..=number), "newest first {newest_first}: {number}, {:?}", follower.after);
            assert_eq!(follower.pull(&events), Some(0), "what was followed is not named again: {number} {newest_first}");
        }
    }
}

#[test]
fn what_comes_while_a_long_list_is_followed_is_followed_first_or_soon() {
    for newest_first in [true, false] {
        let (events, mut follower) = (Events::new(newest_first, 1, 1_800), Follower::default());
        for _ in 0..12 {
            events.number.fetch_add(130, Ordering::SeqCst);
            follower.pull(&events).unwrap();
        }
        // More than one pull can read, all at once, while there is a gap from before.
        events.number.fetch_add(1_700, Ordering::SeqCst);
        for _ in 0..16 {
            follower.pull(&events).unwrap();
        }
        assert!(follower.knows(1..=events.number.load(Ordering::SeqCst)), "newest first {newest_first}: {:?}", follower.after);
    }
}

#[test]
fn dates_that_do_not_tell_which_end_comes_first_cost_nothing_but_questions() {
    for newest_first in [true, false] {
        for a_second in [150, 260] {
            let (events, mut follower) = (Events::new(newest_first, a_second, 1_300), Follower::default());
            for _ in 0..12 {
                follower.pull(&events).unwrap();
                events.number.fetch_add(3, Ordering::SeqCst);
            }
            follower.pull(&events).unwrap();
            let number = events.number.load(Ordering::SeqCst);
            assert!(follower.knows(1..=number), "newest first {newest_first}, {a_second} a second: {:?}", follower.after);
        }
    }
}

#[test]
fn an_event_that_is_rubbish_is_passed_by_and_a_page_that_fails_is_read_again() {
    for newest_first in [true, false] {
        for status in [500, 404, 429] {
            let mut events = Events::new(newest_first, 1, 900);
            events.rubbish.extend([1, 100, 101, 450, 899, 900]);
            let mut follower = Follower::default();
            for round in 0..8 {
                // Its second page fails, and later its first.
                *events.failing.lock().unwrap() = if round == 0 { vec![status, 200] } else { vec![] };
                if round == 2 {
                    *events.failing.lock().unwrap() = vec![status];
                }
                let _ = follower.pull(&events);
            }
            let sound = (1..=900).filter(|number| !events.rubbish.contains(number));
            assert!(follower.knows(sound), "newest first {newest_first}, {status}: {:?}", follower.after);
        }
    }
}
