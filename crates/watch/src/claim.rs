//! A claim: a run of positions of one track that cannot be true, and how it is told.
//!
//! Every check of false positions makes the same kind of event, so that an officer reads them alike:
//! which positions, which rule, how sure, and what would show that the ship is right after all.

use vigie_sea::Time;

use crate::{
    EndPoint, Event, EventBook, EventKind, EventState, Evidence, Fix, Participant, RuleRef,
};

/// A run of implausible positions of one kind on one track.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub(crate) mmsi: u32,
    pub(crate) track: u32,
    pub(crate) start: EndPoint,
    pub(crate) end: EndPoint,
    pub(crate) count: u32,
    told_at: u32,
}

impl Run {
    /// A run that began at `start` and has come to this fix; the fix is not counted yet.
    pub(crate) fn at(fix: &Fix, start: EndPoint) -> Self {
        Self {
            mmsi: fix.mmsi,
            track: fix.track,
            start,
            end: here(fix),
            count: 0,
            told_at: 0,
        }
    }

    /// One more; true when it is to be told: the first time and at each doubling.
    pub(crate) fn step(&mut self, fix: &Fix) -> bool {
        self.end = here(fix);
        self.count = self.count.saturating_add(1);
        let tell = self.count >= self.told_at.saturating_mul(2);
        if tell {
            self.told_at = self.count.max(1);
        }
        tell
    }
}

/// The fix as the end of something.
pub(crate) fn here(fix: &Fix) -> EndPoint {
    EndPoint {
        time: fix.time,
        position: fix.position,
    }
}

/// What is said of a run.
pub(crate) struct Claim<'a> {
    /// Code of the check, part of the event's id and rule.
    pub(crate) check: &'static str,
    pub(crate) run: &'a Run,
    pub(crate) state: EventState,
    pub(crate) confidence: f64,
    pub(crate) evidence: Evidence,
    pub(crate) refuted_by: &'static [&'static str],
    /// MMSI and track of another vessel concerned.
    pub(crate) other: Option<(u32, u32)>,
}

/// Where claims go.
pub(crate) struct Teller<'a> {
    pub(crate) version: &'a str,
    pub(crate) book: &'a mut EventBook,
}

impl Teller<'_> {
    /// The identifier of what is said of a run.
    pub(crate) fn id(run: &Run, check: &str) -> String {
        Self::id_of(run.mmsi, run.track, run.start.time, check)
    }

    pub(crate) fn id_of(mmsi: u32, track: u32, start: Time, check: &str) -> String {
        let start_s = start.s();
        format!("implausible_position-{mmsi}-{track}-{start_s}-{check}")
    }

    pub(crate) fn tell(&mut self, claim: Claim<'_>) {
        let run = claim.run;
        let mut evidence = claim.evidence;
        evidence
            .code("check", claim.check)
            .number("positions", f64::from(run.count));
        let mut vessels = vec![participant(run.mmsi, run.track, "vessel")];
        if let Some((mmsi, track)) = claim.other {
            vessels.push(participant(mmsi, track, "other"));
        }
        let event = Event {
            id: Self::id(run, claim.check),
            kind: EventKind::ImplausiblePosition,
            state: claim.state,
            revision: 0,
            vessels,
            start: run.start,
            end: Some(run.end),
            rule: RuleRef {
                name: format!("implausible_position.{}", claim.check),
                version: self.version.to_owned(),
            },
            confidence: claim.confidence,
            evidence,
            refuted_by: claim.refuted_by.iter().map(|c| (*c).to_owned()).collect(),
            retraction: None,
        };
        self.book.put(run.end.time, event);
    }
}

fn participant(mmsi: u32, track: u32, role: &str) -> Participant {
    Participant {
        mmsi,
        track: format!("{mmsi}-{track}"),
        role: role.to_owned(),
    }
}
