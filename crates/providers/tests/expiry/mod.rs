//! When a voucher runs out, asked of every provider by what it says of its methods: at the moment that was asked for, at the end of a day by
//! its own clock, or never.

use crate::fakes::ask_everybody;
use payments::{Event, Moment};
use providers::facts::Expiry;
use providers::provider::ChargeRequest;

#[test]
fn the_voucher_runs_out_when_it_was_asked_to() {
    ask_everybody(|world| {
        for mut request in world.request_of_each_method() {
            if world.facts_of(&request).expiry != Expiry::Instant {
                continue;
            }
            let moment = Moment::from_seconds(world.now_seconds() + 3 * 86_400);
            request.expires_at = Some(moment);
            assert_eq!(world.create(&request).unwrap().voucher.expires_at, Some(moment));
            let theirs = world.charges().remove(0).expires.map(|end| end.seconds());
            assert_eq!(theirs, Some(moment.seconds()), "what is told is what the provider goes by");
        }
    });
}

#[test]
fn a_voucher_that_ends_with_a_day_ends_with_the_day_that_was_asked_for_by_its_providers_clock() {
    ask_everybody(|world| {
        for request in world.request_of_each_method() {
            let Expiry::Days { min, max, zone } = world.facts_of(&request).expiry else { continue };
            // Around the clock: by day it may be another date there than in UTC.
            for _ in 0..8 {
                world.pass_seconds(3 * 3_600);
                let now = jiff::Timestamp::from_second(world.now_seconds()).unwrap().in_tz(zone).unwrap();
                let at = |days: i64, hour: i8, minute: i8, second: i8| {
                    let day = now.date().checked_add(jiff::Span::new().days(days)).unwrap();
                    let there = day.at(hour, minute, second, 0).in_tz(zone).unwrap();
                    Moment::from_seconds(there.timestamp().as_second())
                };
                let ends = |wanted: Option<Moment>| {
                    let wanted = ChargeRequest {
                        expires_at: wanted,
                        requested_at: Moment::from_seconds(world.now_seconds()),
                        ..request.clone()
                    };
                    let ends = world.made(&wanted).0.voucher.expires_at;
                    let theirs = world.charges().remove(0).expires.map(|end| Moment::from_seconds(end.seconds()));
                    assert_eq!(ends, theirs, "what is told is what the provider goes by");
                    ends
                };
                let end_of = |days: u8| Some(at(days.into(), 23, 59, 59));
                for days in min..=max {
                    for wanted in [at(days.into(), 0, 0, 0), at(days.into(), 12, 0, 1), at(days.into(), 23, 59, 59)] {
                        assert_eq!(ends(Some(wanted)), end_of(days), "asked for {wanted:?} at {now}");
                    }
                }
                assert_eq!(ends(Some(at(i64::from(max) + 1, 0, 0, 0))), end_of(max), "the last day there is");
                assert_eq!(ends(Some(at(i64::from(min) - 1, 23, 59, 59))), end_of(min), "the first day there is");
                assert!((min..=max).any(|days| ends(None) == end_of(days)), "some day, where none is asked for");
            }
        }
    });
}

#[test]
fn time_alone_expires_a_voucher_that_ends() {
    ask_everybody(|world| {
        for request in world.request_of_each_method() {
            let (_, handle) = world.made(&request);
            world.pass_days(400);
            let after = match world.facts_of(&request).expiry {
                Expiry::Instant | Expiry::Days { .. } => Event::Expired,
                Expiry::Never => Event::Issued,
            };
            assert_eq!(world.fetch(&handle).unwrap().event, after);
        }
    });
}
