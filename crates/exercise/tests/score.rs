//! The score, computed by hand on a small case, and its laws.

#![allow(clippy::unwrap_used, reason = "tests")]

use vigie_exercise::{TruthEvent, TruthKind, score};
use vigie_sea::{Position, Time};
use vigie_watch::{Change, EndPoint, Event, EventKind, EventState, Evidence, Participant, RuleRef};

fn at(hour: i64) -> Time {
    Time::from_s(1_783_296_000 + hour * 3_600)
}

fn truth(kind: TruthKind, mmsis: &[u32], from_h: i64, to_h: i64) -> TruthEvent {
    TruthEvent {
        start: at(from_h),
        end: at(to_h),
        kind,
        mmsis: mmsis.to_vec(),
        note: String::new(),
    }
}

fn told(kind: EventKind, mmsis: &[u32], from_h: i64, to_h: i64, known_h: i64) -> Change {
    let place = Position::new(40.0, 180.0).unwrap();
    let vessels = mmsis
        .iter()
        .map(|mmsi| Participant {
            mmsi: *mmsi,
            track: format!("{mmsi}-1"),
            role: "vessel".to_owned(),
        })
        .collect();
    let event = Event {
        id: format!("{}-{mmsis:?}-{from_h}", kind.code()),
        kind,
        state: EventState::Closed,
        revision: 1,
        vessels,
        start: EndPoint {
            time: at(from_h),
            position: place,
        },
        end: Some(EndPoint {
            time: at(to_h),
            position: place,
        }),
        rule: RuleRef {
            name: "test".to_owned(),
            version: "0".to_owned(),
        },
        confidence: 0.5,
        evidence: Evidence::default(),
        refuted_by: Vec::new(),
        retraction: None,
    };
    Change {
        at: at(known_h),
        event,
    }
}

fn supported(mut change: Change) -> Change {
    change.event.evidence.code("assessment", "supported");
    change
}

/// Two encounters, one found twice and one missed, a third event false, a fourth withdrawn.
/// By hand: matched 1, missed 1, false 1, fragment 1: precision 1/2, recall 1/2, detected after 3 h.
fn small_case() -> (Vec<TruthEvent>, Vec<Change>) {
    let truths = vec![
        truth(TruthKind::Encounter, &[1, 2], 10, 16),
        truth(TruthKind::Encounter, &[3, 4], 10, 14),
        truth(TruthKind::IntentionalGap, &[5], 0, 16),
        truth(TruthKind::IntentionalGap, &[6], 0, 14),
        truth(TruthKind::InnocentGap, &[7], 0, 20),
        truth(TruthKind::InnocentGap, &[8], 0, 20),
    ];
    let mut withdrawn = told(EventKind::Encounter, &[3, 4], 10, 14, 12);
    withdrawn.event.state = EventState::Retracted;
    withdrawn.event.revision = 2;
    let changes = vec![
        told(EventKind::Encounter, &[1, 2], 11, 15, 13),
        told(EventKind::Encounter, &[2, 1], 15, 16, 18),
        told(EventKind::Encounter, &[1, 3], 11, 15, 13),
        withdrawn,
        // Gaps: 5 rightly supported after 12 h; 6 seen, not supported; 7 wrongly accused; 8 and 9 accused by nobody.
        supported(told(EventKind::Gap, &[5], 0, 16, 12)),
        told(EventKind::Gap, &[6], 0, 14, 14),
        supported(told(EventKind::Gap, &[7], 2, 18, 14)),
        told(EventKind::Gap, &[8], 2, 18, 14),
        told(EventKind::Gap, &[9], 2, 18, 14),
    ];
    (truths, changes)
}

#[test]
fn the_small_case_scores_as_by_hand() {
    let (truths, changes) = small_case();
    let found = score(&truths, &changes);

    let row = found.row("encounter").unwrap();
    assert_eq!(
        (row.matched, row.missed, row.false_alarms, row.fragments),
        (1, 1, 1, 1)
    );
    assert_eq!((row.precision, row.recall), (Some(0.5), Some(0.5)));
    // The false one is about ship 1 at that time, but with the wrong partner.
    assert_eq!(row.identity_errors, 1);
    let exposed = found.clone().over(250.0);
    assert_eq!(
        exposed.row("encounter").unwrap().false_per_1000_vessel_days,
        Some(4.0)
    );
    let recalls: Vec<_> = found
        .behaviours
        .iter()
        .map(|b| (b.kind, b.matched, b.missed))
        .collect();
    assert!(
        recalls.contains(&(TruthKind::Encounter, 1, 1)),
        "{recalls:?}"
    );
    assert_eq!(
        (row.median_detect_s, row.p90_detect_s),
        (Some(10_800.0), Some(10_800.0))
    );

    let row = found.row("gap").unwrap();
    assert_eq!(
        (row.matched, row.missed, row.false_alarms, row.fragments),
        (2, 0, 1, 2)
    );
    // Delays 12 h and 14 h: median 13 h, 90th percentile by nearest rank 14 h.
    assert_eq!(
        (row.median_detect_s, row.p90_detect_s),
        (Some(46_800.0), Some(50_400.0))
    );

    let row = found.row("disabling").unwrap();
    assert_eq!((row.matched, row.missed, row.false_alarms), (1, 1, 1));

    let missed: Vec<&[u32]> = found.missed.iter().map(|t| &t.mmsis[..]).collect();
    assert_eq!(missed, [&[6][..], &[3, 4]]);
    assert_eq!(found.false_events, ["encounter-[1, 3]-11", "gap-[7]-2"]);
}

#[test]
fn the_order_of_truths_and_changes_does_not_matter() {
    let (truths, changes) = small_case();
    let straight = score(&truths, &changes);
    for turn in 0..9 {
        let (mut t, mut c) = (truths.clone(), changes.clone());
        t.rotate_left(turn % truths.len());
        c.rotate_left(turn);
        if turn % 2 == 1 {
            t.reverse();
            c.reverse();
        }
        let turned = score(&t, &c);
        assert_eq!(turned.rows, straight.rows);
        assert_eq!(turned.missed, straight.missed);
    }
}

#[test]
fn an_oracle_scores_one_and_silence_scores_nothing() {
    let truths = vec![
        truth(TruthKind::Encounter, &[1, 2], 10, 16),
        truth(TruthKind::Loitering, &[1], 30, 40),
        truth(TruthKind::PortVisit, &[9], 50, 60),
    ];
    let oracle: Vec<Change> = truths
        .iter()
        .map(|t| {
            let from_h = (t.start.s() - at(0).s()) / 3_600;
            let to_h = (t.end.s() - at(0).s()) / 3_600;
            told(t.kind.event_kind().unwrap(), &t.mmsis, from_h, to_h, from_h)
        })
        .collect();
    for row in score(&truths, &oracle).rows {
        assert_eq!(
            (row.precision, row.recall, row.median_detect_s),
            (Some(1.0), Some(1.0), Some(0.0))
        );
    }
    for row in score(&truths, &[]).rows {
        assert_eq!((row.precision, row.recall), (None, Some(0.0)));
    }
    assert!(score(&[], &[]).rows.is_empty());
}

#[test]
fn each_truth_is_matched_once_even_by_one_long_event() {
    let truths = vec![
        truth(TruthKind::Fishing, &[1], 0, 4),
        truth(TruthKind::Fishing, &[1], 6, 12),
    ];
    let one = vec![told(EventKind::Fishing, &[1], 0, 12, 6)];
    let row = score(&truths, &one).rows[0].clone();
    // The longer overlap, 6 h, wins; the other is missed.
    assert_eq!((row.matched, row.missed, row.false_alarms), (1, 1, 0));
    assert_eq!(row.median_detect_s, Some(0.0));
}

#[test]
fn fishing_without_a_licence_has_a_row_of_its_own() {
    let truths = vec![
        truth(TruthKind::Fishing, &[1], 0, 4),
        truth(TruthKind::UnauthorisedFishing, &[1], 0, 4),
        truth(TruthKind::Fishing, &[2], 0, 4),
        truth(TruthKind::Transit, &[2], 5, 9),
    ];
    let changes = vec![
        told(EventKind::Fishing, &[1], 1, 4, 2),
        told(EventKind::Fishing, &[2], 1, 4, 2),
        told(EventKind::Fishing, &[1], 20, 24, 22),
    ];
    let found = score(&truths, &changes);
    let row = found.row("unauthorised_fishing").unwrap();
    assert_eq!((row.matched, row.missed, row.false_alarms), (1, 0, 1));
    let row = found.row("fishing").unwrap();
    assert_eq!((row.matched, row.missed, row.false_alarms), (2, 0, 1));
    assert!(found.missed.is_empty());
}
