//! Expectations whose verdict hangs on when a watch first held a track.
#![allow(clippy::unwrap_used, reason = "tests")]

use vigie_exercise::expectation::{Expectation, Observed, Seen, Ships, Verdict, judge};
use vigie_sea::Time;

fn at(minute: i64) -> Time {
    Time::from_s(minute * 60)
}

fn track(minute: i64, party: &str, mmsi: u32) -> Observed {
    Observed {
        at: at(minute),
        party: party.to_owned(),
        seen: Seen::Track { mmsi },
    }
}

#[test]
fn a_track_is_held_when_it_comes_or_came_before_and_by_who_holds_it() {
    let line = "E1 ca-ccg: track(412000001) within 1h late 3h score 10 partial 4";
    let expectation: Expectation = line.parse().unwrap();
    let verdict = |now: i64, observed: &[Observed]| {
        let found = judge(
            &expectation,
            Some(at(0)),
            at(now),
            observed,
            &Ships::new(),
            None,
        );
        (found.verdict, found.at)
    };
    assert_eq!(verdict(30, &[]).0, Verdict::Pending);
    let later = [track(40, "ca-ccg", 412_000_001)];
    assert_eq!(verdict(40, &later), (Verdict::Met, Some(at(40))));
    let before = [track(-500, "ca-ccg", 412_000_001)];
    assert_eq!(verdict(1, &before), (Verdict::Met, Some(at(0))));
    let late = [track(70, "ca-ccg", 412_000_001)];
    assert_eq!(verdict(70, &late).0, Verdict::Partial);
    let others = [
        track(5, "jp-jcg", 412_000_001),
        track(5, "ca-ccg", 412_000_002),
    ];
    assert_eq!(verdict(180, &others).0, Verdict::Expired);
}
