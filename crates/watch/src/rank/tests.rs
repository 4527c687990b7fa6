#![allow(clippy::unwrap_used, reason = "tests")]
use proptest::prelude::*;
use vigie_sea::Position;

use super::*;
use crate::{
    AisClass, Evidence, Fix, ListInfo, Participant, Reception, RuleRef, SourceKind, VesselList,
};

const NOW: &str = "2024-07-31T00:00:00Z";

fn now() -> Time {
    Time::parse(NOW).unwrap()
}

fn vessel(mmsi: u32) -> Vessel {
    Vessel::at(&Fix {
        mmsi,
        track: 1,
        slot: 0,
        time: now(),
        position: Position::new(42.0, 179.9).unwrap(),
        sog_kn: None,
        cog_deg: None,
        nav_status: None,
        class: AisClass::A,
        source: SourceKind::Ais,
        reception: Reception::Satellite,
        receiver: 0,
        before: None,
    })
}

fn event(kind: EventKind, mmsis: &[u32], age_d: f64, confidence: f64) -> Event {
    let time = now().plus_ms((-age_d * 86.4e6) as i64);
    let end = EndPoint {
        time,
        position: Position::new(42.0, -179.9).unwrap(),
    };
    let start = EndPoint {
        time: time.plus_ms(-36_000_000),
        ..end
    };
    let who = mmsis
        .iter()
        .map(u32::to_string)
        .collect::<Vec<_>>()
        .join("-");
    Event {
        id: format!("{}-{who}-{}", kind.code(), start.time.s()),
        kind,
        state: EventState::Closed,
        revision: 1,
        vessels: mmsis
            .iter()
            .map(|mmsi| Participant {
                mmsi: *mmsi,
                track: format!("{mmsi}-1"),
                role: "vessel".to_owned(),
            })
            .collect(),
        start,
        end: Some(end),
        rule: RuleRef {
            name: "test".to_owned(),
            version: "test".to_owned(),
        },
        confidence,
        evidence: Evidence::default(),
        refuted_by: vec![],
        retraction: None,
    }
}

fn disabling(mmsi: u32, age_d: f64, confidence: f64) -> Event {
    let mut event = event(EventKind::Gap, &[mmsi], age_d, confidence);
    event
        .evidence
        .code("assessment", "supported")
        .number("silence_h", 24.0);
    event
}

fn book(events: &[Event]) -> EventBook {
    let mut book = EventBook::default();
    for event in events {
        book.put(event.start.time, event.clone());
    }
    book
}

fn list(events: &[Event], vessels: &[Vessel], query: &RankQuery) -> Vec<Ranked> {
    let (config, context) = (Config::default(), Context::default());
    ranked(
        &config,
        &book(events),
        vessels.iter(),
        &context,
        Some(now()),
        query,
    )
}

#[test]
fn an_event_left_out_gives_no_points_and_stays_as_it_is() {
    let events = [disabling(1, 1.0, 0.9), disabling(2, 1.0, 0.5)];
    let vessels = [vessel(1), vessel(2)];
    let places = |query: &RankQuery| -> Vec<u32> {
        let found = list(&events, &vessels, query);
        found.iter().map(|one| one.mmsi).collect()
    };
    assert_eq!(places(&RankQuery::default()), [1, 2]);
    let without = RankQuery {
        leave_out: [events[0].id.clone()].into(),
        ..RankQuery::default()
    };
    assert_eq!(places(&without), [2]);
    // With another event the vessel stays on the list, below.
    let mut more = events.to_vec();
    more.push(event(EventKind::Encounter, &[1, 3], 20.0, 0.2));
    let ranked = list(&more, &vessels, &without);
    assert!(ranked.iter().all(|one| {
        let mut cited = one.reasons.iter().flat_map(|reason| &reason.events);
        !cited.any(|id| *id == events[0].id)
    }));
    assert_eq!(ranked[0].mmsi, 2);
    assert_eq!(
        book(&events).get(&events[0].id).map(|e| e.revision),
        Some(1)
    );
}

#[test]
fn a_freighter_or_patrol_ship_in_a_closed_area_is_not_listed() {
    let mut visit = event(EventKind::AreaVisit, &[1], 0.1, 0.9);
    visit.evidence.code("closed", "yes").number("closed_h", 4.0);
    for (ship_type, listed) in [
        (Some(70), false),
        (Some(55), false),
        (Some(30), true),
        (None, true),
    ] {
        let mut ship = vessel(1);
        let report = crate::IdentityReport {
            ship_type,
            ..crate::IdentityReport::default()
        };
        ship.identity.take(now(), &report);
        let found = list(&[visit.clone()], &[ship], &RankQuery::default());
        assert_eq!(!found.is_empty(), listed, "ship type {ship_type:?}");
    }
}

#[test]
fn graver_fresher_and_surer_come_first_and_ties_go_by_mmsi() {
    let vessels = [1, 2, 3, 4, 5].map(vessel);
    let events = [
        disabling(3, 1.0, 0.8),
        disabling(2, 1.0, 0.8),
        disabling(1, 30.0, 0.8),
        disabling(4, 1.0, 0.95),
    ];
    let all = list(&events, &vessels, &RankQuery::default());
    assert_eq!(all.iter().map(|r| r.mmsi).collect::<Vec<_>>(), [4, 2, 3, 1]);
    assert_eq!(all[0].rank, 1);
    let top = &all[0];
    assert_eq!(top.reasons[0].code, "disabling-supported");
    assert!(top.score.low < top.score.points && top.score.points < top.score.high);
    let vms = top
        .would_change
        .iter()
        .find(|c| c.code == "vms-report-in-gap")
        .unwrap();
    assert_eq!(vms.effect_points, -top.score.points);
    assert!(top.unknowns.contains(&"no-iuu-list-loaded".to_owned()));
}

#[test]
fn a_retracted_event_gives_no_points() {
    let mut told = book(&[disabling(1, 1.0, 0.8)]);
    let id = told.iter().next().unwrap().id.clone();
    told.retract(now(), &id, "late-positions-inside");
    let (config, context) = (Config::default(), Context::default());
    let vessels = [vessel(1)];
    let query = RankQuery::default();
    assert!(
        ranked(
            &config,
            &told,
            vessels.iter(),
            &context,
            Some(now()),
            &query
        )
        .is_empty()
    );
}

#[test]
fn meeting_a_listed_vessel_counts_for_the_other() {
    let mut iuu = event(EventKind::ListMatch, &[7], 0.0, 0.95);
    iuu.evidence.code("outcome", "iuu-listed");
    let mut meeting = event(EventKind::Encounter, &[7, 8], 2.0, 0.8);
    meeting
        .evidence
        .code("pair", "carrier-fishing")
        .number("duration_min", 300.0);
    let all = list(
        &[iuu, meeting],
        &[vessel(7), vessel(8)],
        &RankQuery::default(),
    );
    let codes = |r: &Ranked| r.reasons.iter().map(|x| x.code.clone()).collect::<Vec<_>>();
    assert_eq!(all[0].mmsi, 7);
    assert!(codes(&all[0]).contains(&"iuu-listed".to_owned()));
    assert!(!codes(&all[0]).contains(&"met-listed-vessel".to_owned()));
    assert!(codes(&all[1]).contains(&"met-listed-vessel".to_owned()));
    assert!(
        all[1]
            .would_change
            .iter()
            .any(|c| c.code == "transshipment-notice")
    );
}

fn carrier_meeting(codes: &[(&str, &str)]) -> Event {
    let mut meeting = event(EventKind::Encounter, &[7, 8], 2.0, 0.8);
    meeting
        .evidence
        .code("pair", "carrier-fishing")
        .number("duration_min", 300.0);
    for (name, value) in codes {
        meeting.evidence.code(name, *value);
    }
    meeting
}

#[test]
fn a_notice_takes_most_of_a_meetings_points_and_a_missing_one_adds_few() {
    let of = |codes: &[(&str, &str)]| {
        let vessels = [vessel(7), vessel(8)];
        list(&[carrier_meeting(codes)], &vessels, &RankQuery::default()).remove(0)
    };
    let points = |ranked: &Ranked, code: &str| {
        let found = ranked.reasons.iter().find(|r| r.code == code);
        found.map_or(0.0, |r| r.points)
    };
    let effect = |ranked: &Ranked| {
        let mut all = ranked.would_change.iter();
        let found = all.find(|c| c.code == "transshipment-notice");
        found.map_or(0.0, |c| c.effect_points)
    };
    let bare = of(&[]);
    let carrier = points(&bare, "encounter-carrier-fishing");
    assert!(carrier > 5.0);
    assert!(
        (effect(&bare) + 0.75 * carrier).abs() < 0.11,
        "{}",
        effect(&bare)
    );

    let missed = of(&[("notice", "not-notified")]);
    let added = points(&missed, "transshipment-not-notified");
    assert!(added > 0.0 && added <= 4.0);
    assert!(effect(&missed) < effect(&bare));

    let strong = of(&[("notice", "notified"), ("notice_match", "strong")]);
    let off = points(&strong, "transshipment-notified");
    assert_eq!(points(&strong, "encounter-carrier-fishing"), carrier);
    assert!((off + 0.75 * carrier).abs() < 0.11, "{off}");
    assert!(strong.score.low <= strong.score.points && strong.score.points <= strong.score.high);
    assert_eq!(effect(&strong), 0.0);

    let weak = of(&[("notice", "notified"), ("notice_match", "weak")]);
    assert!(weak.score.points > strong.score.points && weak.score.points < bare.score.points);
    for (outcome, same) in [
        ("unknown", true),
        ("notified-otherwise", true),
        ("notified-other-vessel", true),
        ("notified-late", false),
    ] {
        let other = of(&[("notice", outcome)]);
        assert_eq!(other.score == bare.score, same, "{outcome}");
    }
    let complete = ("notice_complete_from_date", "2026-05-01T00:00:00Z");
    let other = of(&[("notice", "notified-other-vessel"), complete]);
    assert_eq!(points(&other, "transshipment-not-notified"), added);
}

#[test]
fn a_meeting_without_a_notice_counts_once_as_met_listed() {
    let mut iuu = event(EventKind::ListMatch, &[7], 0.0, 0.95);
    iuu.evidence.code("outcome", "iuu-listed");
    let met = |codes: &[(&str, &str)]| {
        let events = [iuu.clone(), carrier_meeting(codes)];
        let all = list(&events, &[vessel(7), vessel(8)], &RankQuery::default());
        let reasons = all[1].reasons.iter();
        let found = reasons.filter(|r| r.code == "met-listed-vessel");
        found.map(|r| r.points).sum::<f64>()
    };
    assert!(met(&[]) > 0.0);
    assert_eq!(met(&[("notice", "not-notified")]), met(&[]));
}

#[test]
fn permits_take_off_and_unknown_permits_are_said() {
    let mut fisher = vessel(431_000_007);
    fisher.identity.gear = Some("squid_jigger".to_owned());
    let vessels = [fisher];
    let events = [disabling(431_000_007, 1.0, 0.8), {
        event(EventKind::Fishing, &[431_000_007], 1.0, 0.5)
    }];
    let query = RankQuery::default();
    let open = list(&events, &vessels, &query).remove(0);
    assert!(open.unknowns.contains(&"authorisation-unknown".to_owned()));
    assert!(
        open.reasons
            .iter()
            .any(|r| r.code == "fishing-authorisation-unknown")
    );
    assert!(
        open.would_change
            .iter()
            .any(|c| c.code == "authorisation-denied")
    );
    let mut context = Context::default();
    let info = ListInfo {
        id: "npfc".to_owned(),
        name: "permits".to_owned(),
        kind: ListKind::Authorisation,
        date: Time::parse("2024-01-01").unwrap(),
        source: "test".to_owned(),
        complete_for: vec![],
    };
    let csv = b"name,mmsi,valid_from,valid_to\nX 7,431000007,2024-01-01,2024-12-31\n";
    context.lists.put(VesselList::from_csv(info, csv).unwrap());
    let (config, told) = (Config::default(), book(&events));
    let shut = ranked(
        &config,
        &told,
        vessels.iter(),
        &context,
        Some(now()),
        &query,
    )
    .remove(0);
    assert!(shut.score.points < open.score.points);
    assert!(
        shut.reasons
            .iter()
            .any(|r| r.code == "authorised" && r.points < 0.0)
    );
    assert!(!shut.unknowns.contains(&"authorisation-unknown".to_owned()));
}

#[test]
fn filters_keep_the_place_in_the_whole_list() {
    let mut named = vessel(412_000_002);
    named.identity.name = Some("LU RONG YU 2".to_owned());
    named.identity.gear = Some("carrier".to_owned());
    let vessels = [vessel(431_000_001), named];
    let events = [
        disabling(431_000_001, 0.5, 0.9),
        disabling(412_000_002, 3.0, 0.8),
    ];
    let only = |query: RankQuery| list(&events, &vessels, &query);
    for query in [
        RankQuery {
            flags: vec!["chn".to_owned()],
            ..RankQuery::default()
        },
        RankQuery {
            gears: vec!["Carrier".to_owned()],
            ..RankQuery::default()
        },
        RankQuery {
            text: Some(" rong ".to_owned()),
            ..RankQuery::default()
        },
        RankQuery {
            offset: 1,
            limit: Some(5),
            ..RankQuery::default()
        },
    ] {
        let found = only(query.clone());
        assert_eq!(found.len(), 1, "{query:?}");
        assert_eq!(
            (found[0].rank, found[0].mmsi),
            (2, 412_000_002),
            "{query:?}"
        );
    }
    assert_eq!(
        only(RankQuery {
            points_min: 99.0,
            ..RankQuery::default()
        })
        .len(),
        0
    );
    assert_eq!(
        only(RankQuery {
            kinds: vec![EventKind::Gap],
            ..RankQuery::default()
        })
        .len(),
        2
    );
    assert_eq!(
        only(RankQuery {
            kinds: vec![EventKind::Loitering],
            ..RankQuery::default()
        })
        .len(),
        0
    );
}

#[test]
fn a_hundred_thousand_vessels_are_ranked_at_once() {
    let vessels: Vec<Vessel> = (0..100_000).map(|i| vessel(412_000_000 + i)).collect();
    let events: Vec<Event> = (0..100_000u32)
        .map(|i| disabling(412_000_000 + i, f64::from(i % 97) / 3.0, 0.7))
        .collect();
    let told = book(&events);
    let (config, context) = (Config::default(), Context::default());
    let query = RankQuery {
        limit: Some(100),
        ..RankQuery::default()
    };
    let all = ranked(
        &config,
        &told,
        vessels.iter(),
        &context,
        Some(now()),
        &query,
    );
    assert_eq!(all.len(), 100);
}

proptest! {
    #[test]
    fn points_are_bounded_ordered_and_never_fall_by_more_evidence(
        facts in proptest::collection::vec((0usize..8, 0.0..60.0f64, 0.0..=1.0f64), 1..40),
    ) {
        let kinds = [
            EventKind::Gap, EventKind::Encounter, EventKind::Loitering, EventKind::AreaVisit,
            EventKind::ImplausiblePosition, EventKind::IdentityConflict,
            EventKind::SharedMmsi, EventKind::ListMatch,
        ];
        let events: Vec<Event> = facts.iter().map(|(k, age_d, sure)| {
            let mut e = event(kinds[*k], &[1], *age_d, *sure);
            e.evidence.code("assessment", "supported").code("outcome", "iuu-listed")
                .code("closed", "yes").code("pair", "carrier-fishing");
            e
        }).collect();
        let mut before = 0.0;
        for n in 1..=events.len() {
            let Some(r) = list(&events[..n], &[vessel(1)], &RankQuery::default()).pop() else {
                continue;
            };
            let s = r.score;
            prop_assert!((0.0..=100.0).contains(&s.points));
            prop_assert!(s.low <= s.points && s.points <= s.high);
            prop_assert!(s.points >= before - 0.15);
            before = s.points;
            for reason in &r.reasons {
                prop_assert!(reason.points <= reason.max_points);
                prop_assert!(reason.low <= reason.points && reason.points <= reason.high);
                prop_assert!(!reason.events.is_empty());
            }
        }
    }
}
