//! How a disagreement of VMS and AIS is told.

use std::collections::BTreeMap;

use vigie_sea::{METRES_PER_NM, Time};

use super::{APART, Apart, Heard, OFF_AIS, Silence};
use crate::{EndPoint, Event, EventBook, EventKind, EventState, Evidence, Participant, RuleRef};

pub(super) fn id(mmsi: u32, check: &str, start: Time) -> String {
    format!("vms_mismatch-{mmsi}-{}-{check}", start.s())
}

pub(super) fn tell_silence(
    book: &mut EventBook,
    version: &str,
    mmsi: u32,
    check: &'static str,
    silence: &Silence,
    (ended, state): (Heard, EventState),
) {
    let mut evidence = Evidence::default();
    evidence
        .number(
            "silence_h",
            ended.time.since_s(silence.since.time) / 3_600.0,
        )
        .number("positions", f64::from(silence.count))
        .code(
            "others_heard",
            if silence.others_heard { "yes" } else { "no" },
        )
        .code(
            "ports",
            if silence.ports_known {
                "known"
            } else {
                "unknown"
            },
        );
    if check == OFF_AIS {
        evidence.maybe("reception_per_day", silence.reception_per_day);
    }
    // Own weights: a set fails, a reporting duty ends where its area ends, and who is heard around is a rough sign.
    let confidence = match (check, silence.others_heard) {
        (OFF_AIS, true) => 0.6,
        (OFF_AIS, false) => 0.5,
        _ => 0.4,
    };
    let refuted_by: &[&str] = if check == OFF_AIS {
        &["late-positions-inside", "equipment-failure-reported"]
    } else {
        &[
            "late-positions-inside",
            "left-reporting-area",
            "equipment-failure-reported",
        ]
    };
    let told = Told {
        mmsi,
        // Where her radio is, she is: VMS off that is a track of its own.
        track: if check == OFF_AIS {
            silence.since.track
        } else {
            silence.last.track
        },
        check,
        state,
        start: silence.since.end_point(),
        end: ended.end_point(),
        confidence,
        evidence,
        refuted_by,
    };
    told.put(book, version);
}

pub(super) fn tell_apart(
    book: &mut EventBook,
    version: &str,
    mmsi: u32,
    apart: &Apart,
    state: EventState,
) {
    let mut evidence = Evidence::default();
    evidence
        .number("apart_nm", apart.apart_m / METRES_PER_NM)
        .number("allowed_nm", apart.allowed_m / METRES_PER_NM)
        .number("positions", f64::from(apart.count));
    evidence.places.insert("ais".into(), apart.ais);
    evidence.series = BTreeMap::from([("apart_nm".to_owned(), apart.series.clone())]);
    let told = Told {
        mmsi,
        track: apart.track,
        check: APART,
        state,
        start: apart.first.end_point(),
        end: apart.last.end_point(),
        confidence: 0.7,
        evidence,
        refuted_by: &["sighted-there", "registry-confirms"],
    };
    told.put(book, version);
}

struct Told<'a> {
    mmsi: u32,
    track: u32,
    check: &'static str,
    state: EventState,
    start: EndPoint,
    end: EndPoint,
    confidence: f64,
    evidence: Evidence,
    refuted_by: &'a [&'a str],
}

impl Told<'_> {
    fn put(mut self, book: &mut EventBook, version: &str) {
        self.evidence.code("check", self.check);
        let event = Event {
            id: id(self.mmsi, self.check, self.start.time),
            kind: EventKind::VmsMismatch,
            state: self.state,
            revision: 0,
            vessels: vec![Participant {
                mmsi: self.mmsi,
                track: format!("{}-{}", self.mmsi, self.track),
                role: "vessel".to_owned(),
            }],
            start: self.start,
            end: Some(self.end),
            rule: RuleRef {
                name: format!("vms_mismatch.{}", self.check),
                version: version.to_owned(),
            },
            confidence: self.confidence,
            evidence: self.evidence,
            refuted_by: self.refuted_by.iter().map(|c| (*c).to_owned()).collect(),
            retraction: None,
        };
        book.put(self.end.time, event);
    }
}
