//! What is said of shared numbers, jumps and single false positions.

use vigie_sea::{Time, distance_m};

use super::{Check, Heard, Seen, SharedMmsiDetector, Turns, along_course};
use crate::{Event, EventBook, EventKind, EventState, Evidence, Participant, RuleRef};

impl SharedMmsiDetector {
    pub(super) fn tell_shared(
        &self,
        mmsi: u32,
        turns: &Turns,
        state: EventState,
        book: &mut EventBook,
    ) {
        if !self.shared {
            return;
        }
        let (a, b) = turns.tracks;
        let mut evidence = Evidence::default();
        evidence
            .number("turns", f64::from(turns.count))
            .number("required_speed_kn", turns.required_kn)
            .number("nearest_m", turns.nearest_m)
            .number("farthest_m", turns.farthest_m);
        let in_line = turns.judged >= self.config.turns_min && turns.along == turns.judged;
        let may_be_clock = turns.farthest_m <= self.config.clock_m || in_line;
        if may_be_clock {
            evidence.code("could_be", "receiver-clock-offset");
        }
        let at = turns.end.time;
        book.put(
            at,
            Event {
                id: shared_id(mmsi, turns),
                kind: EventKind::SharedMmsi,
                state,
                revision: 0,
                vessels: [a, b].iter().map(|t| participant(mmsi, *t)).collect(),
                start: turns.start,
                end: Some(turns.end),
                rule: self.rule("shared_mmsi.turns"),
                // Own weights: turns that need an impossible speed leave little else, clocks apart.
                confidence: if may_be_clock { 0.3 } else { 0.95 },
                evidence,
                refuted_by: codes(&["receiver-clock-offset", "one-hull-sighted"]),
                retraction: None,
            },
        );
    }

    pub(super) fn tell_false(
        &self,
        mmsi: u32,
        seen: &Seen,
        check: Check,
        required_kn: f64,
        at: Time,
        book: &mut EventBook,
    ) {
        if !self.implausible {
            return;
        }
        let mut evidence = Evidence::default();
        evidence
            .code("check", check.code())
            .number("required_speed_kn", required_kn)
            .number("positions", f64::from(seen.fixes));
        let clock = seen
            .beside
            .zip(seen.after)
            .and_then(|(before, after)| along_course(&before.at, &after.at, &seen.first.at));
        let away_m = |b: Heard| distance_m(b.at.position, seen.first.at.position);
        let near = |b: Heard| away_m(b) <= self.config.clock_m;
        let may_be_clock =
            seen.beside.is_some_and(near) || (check == Check::Outlier && clock == Some(true));
        if may_be_clock {
            evidence.code("could_be", "receiver-clock-offset");
        }
        if let Some(beside) = seen.beside {
            evidence
                .number("distance_m", away_m(beside))
                .places
                .insert("beside".into(), beside.at.position);
        }
        book.put(
            at,
            Event {
                id: false_id(mmsi, seen),
                kind: EventKind::ImplausiblePosition,
                state: EventState::Closed,
                revision: 0,
                vessels: vec![participant(mmsi, seen.track)],
                start: seen.first.at,
                end: Some(seen.last.at),
                rule: self.rule(&format!("implausible_position.{}", check.code())),
                // Own weights: an outlier may be a ship heard once; a jump is a second ship as often.
                confidence: match check {
                    _ if may_be_clock => 0.3,
                    Check::Outlier => 0.8,
                    Check::Jump => 0.5,
                },
                evidence,
                refuted_by: codes(&["second-ship", "sighted-there", "receiver-clock-offset"]),
                retraction: None,
            },
        );
    }

    fn rule(&self, name: &str) -> RuleRef {
        RuleRef {
            name: name.to_owned(),
            version: self.version.clone(),
        }
    }
}

pub(super) fn false_id(mmsi: u32, seen: &Seen) -> String {
    format!(
        "implausible_position-{mmsi}-{}-{}",
        seen.track,
        seen.first.at.time.s()
    )
}

fn participant(mmsi: u32, track: u32) -> Participant {
    Participant {
        mmsi,
        track: format!("{mmsi}-{track}"),
        role: "vessel".to_owned(),
    }
}

fn codes(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|c| (*c).to_owned()).collect()
}

pub(super) fn shared_id(mmsi: u32, turns: &Turns) -> String {
    let (a, b) = turns.tracks;
    format!("shared_mmsi-{mmsi}-{a}-{mmsi}-{b}-{}", turns.start.time.s())
}
