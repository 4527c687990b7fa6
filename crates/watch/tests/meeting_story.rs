//! A whole story through the watch: a jigger fleet, a carrier that comes alongside across 180° at midnight,
//! an IUU list; the same events live and from the archive, in any order inside the tolerance.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use vigie_sea::{Position, Time, destination};
use vigie_watch::{
    AisClass, Context, EventKind, EventState, IdentityReport, ListInfo, ListKind, Observation,
    PositionReport, RankQuery, Reception, Report, Rules, SourceKind, VesselList, Watch,
};

const CARRIER: u32 = 352_000_001;
const JIGGER: u32 = 412_000_197;
const BYSTANDER: u32 = 431_000_005;
const MIN: i64 = 60_000;

fn midnight() -> i64 {
    Time::parse("2024-07-02T00:00:00Z").unwrap().ms()
}

fn position(mmsi: u32, ms: i64, place: Position, kn: f64, course: f64) -> Observation {
    // Some metres beside its line, as every ship is.
    let beside_m = (ms / MIN * 37 % 11) as f64 - 5.0;
    let (lat_e7, lon_e7) = destination(place, course + 90.0, beside_m).to_e7();
    let report = PositionReport {
        lat_e7,
        lon_e7,
        sog_dkn: Some((kn * 10.0).round() as u16),
        cog_ddeg: Some((course * 10.0) as u16),
        class: AisClass::A,
        ..PositionReport::default()
    };
    observed(mmsi, ms, Report::Position(report))
}

fn observed(mmsi: u32, ms: i64, report: Report) -> Observation {
    Observation {
        time: Time::from_ms(ms),
        mmsi,
        source: SourceKind::Ais,
        feed: 0,
        receiver: 0,
        reception: Reception::Satellite,
        report,
    }
}

fn identity(mmsi: u32, ms: i64, name: &str, gear: &str) -> Observation {
    let report = IdentityReport {
        name: Some(name.to_owned()),
        gear: Some(gear.to_owned()),
        ..IdentityReport::default()
    };
    observed(mmsi, ms, Report::Identity(Box::new(report)))
}

/// Two days: the jigger drifts east at 0.6 kn over 180°; the carrier steams to it, lies alongside from
/// 22:00 to 08:00 and leaves; a bystander steams past.
fn story() -> Vec<Observation> {
    let mut all = Vec::new();
    let base = midnight();
    let home = Position::new(42.0, 179.9).unwrap();
    let drift = |ms: i64| {
        destination(
            home,
            90.0,
            (ms - base + 1_440 * MIN) as f64 / 3.6e6 * 0.6 * 1852.0,
        )
    };
    for step in -144i64..=144 {
        let ms = base + step * 10 * MIN;
        all.push(position(JIGGER, ms, drift(ms), 0.6, 90.0));
        let away_min = (-120 - step * 10).max(step * 10 - 480).max(0);
        let metres = away_min as f64 / 60.0 * 11.0 * 1852.0 + 90.0;
        let kn = if away_min > 0 { 11.0 } else { 0.6 };
        all.push(position(
            CARRIER,
            ms + 3 * MIN,
            destination(drift(ms), 0.0, metres),
            kn,
            0.0,
        ));
        let passing = destination(
            home,
            45.0,
            (step + 150) as f64 * 10.0 / 60.0 * 14.0 * 1852.0,
        );
        all.push(position(BYSTANDER, ms + 5 * MIN, passing, 14.0, 45.0));
        if step % 12 == 0 {
            all.push(identity(
                JIGGER,
                ms + 1_000,
                "LURONGYUANYU 197",
                "squid_jigger",
            ));
            all.push(identity(CARRIER, ms + 2_000, "HAI FENG 648", "carrier"));
            all.push(identity(BYSTANDER, ms + 3_000, "GLORIA EXPRESS", "cargo"));
        }
    }
    all.sort_by_key(|o| (o.time, o.mmsi));
    all
}

fn context() -> Context {
    let mut context = Context::default();
    let info = ListInfo {
        id: "iuu".to_owned(),
        name: "A combined list".to_owned(),
        kind: ListKind::Iuu,
        date: Time::parse("2024-06-01").unwrap(),
        source: "test".to_owned(),
        complete_for: vec![],
    };
    let csv = b"Name,Flag,NPFC,Reason\nLU RONG YUAN YU 197,China,2021-06-05 - ,No permit\n";
    context.lists.put(VesselList::from_csv(info, csv).unwrap());
    context
}

fn watch() -> Watch {
    Watch::new(Rules::builtin(), context())
}

fn told(watch: &Watch) -> String {
    watch
        .book()
        .iter()
        .map(|e| serde_json::to_string(e).unwrap() + "\n")
        .collect()
}

#[test]
fn the_carrier_and_the_listed_jigger_come_first_with_their_reasons() {
    let mut watch = watch();
    for observation in story() {
        watch.push(observation);
    }
    watch.finish();
    let kinds = |kind: EventKind| {
        watch
            .book()
            .iter()
            .filter(move |e| e.kind == kind)
            .collect::<Vec<_>>()
    };
    // Both presets are in force and tell the one meeting, each by its own rule.
    let mut encounters = kinds(EventKind::Encounter);
    assert_eq!(encounters.len(), 2, "{encounters:#?}");
    encounters.retain(|e| e.id.starts_with("encounter-"));
    assert_eq!(encounters.len(), 1, "{encounters:#?}");
    let meeting = encounters[0];
    assert_eq!(meeting.evidence.codes["pair"], "carrier-fishing");
    assert_eq!(meeting.state, EventState::Closed);
    let from_midnight_min = |t: Time| (t.ms() - midnight()) / MIN;
    assert!((-130..=-110).contains(&from_midnight_min(meeting.start.time)));
    assert!((470..=490).contains(&from_midnight_min(meeting.end.unwrap().time)));
    let loitering = kinds(EventKind::Loitering);
    assert_eq!(loitering.len(), 1);
    assert_eq!(loitering[0].vessels[0].mmsi, CARRIER);
    assert!(!kinds(EventKind::Fishing).is_empty());
    assert!(
        kinds(EventKind::Fishing)
            .iter()
            .all(|e| e.evidence.codes["validated"] == "no")
    );

    let ranked = watch.ranked(&RankQuery::default());
    let order: Vec<u32> = ranked.iter().map(|r| r.mmsi).collect();
    assert_eq!(order, [JIGGER, CARRIER]);
    let reasons = |at: usize| {
        ranked[at]
            .reasons
            .iter()
            .map(|r| r.code.as_str())
            .collect::<Vec<_>>()
    };
    assert!(reasons(0).contains(&"iuu-listed"), "{:?}", reasons(0));
    assert!(
        reasons(1).contains(&"met-listed-vessel"),
        "{:?}",
        reasons(1)
    );
    assert!(
        ranked[0]
            .unknowns
            .contains(&"authorisation-unknown".to_owned())
    );
    assert!(
        ranked[1]
            .would_change
            .iter()
            .any(|c| c.code == "transshipment-notice")
    );
    assert!(
        ranked
            .iter()
            .all(|r| r.score.low <= r.score.points && r.score.points <= r.score.high)
    );
}

#[test]
fn live_and_archive_tell_the_same() {
    let mut archive = watch();
    for observation in story() {
        archive.push(observation);
    }
    archive.finish();
    let mut live = watch();
    let mut changes = 0;
    for observation in story() {
        live.advance(observation.time.plus_ms(30_000));
        live.push(observation);
        changes += live.drain().len();
    }
    live.finish();
    changes += live.drain().len();
    assert_eq!(told(&archive), told(&live));
    assert_eq!(changes, archive.drain().len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Any order inside the tolerance, and any duplicates, give the same bytes.
    #[test]
    fn order_and_duplicates_change_nothing(
        keys in proptest::collection::vec(0i64..9 * MIN, 1_000), twice in 2usize..40,
    ) {
        let story = story();
        let mut straight = watch();
        for observation in story.clone() {
            straight.push(observation);
        }
        straight.finish();
        let mut shuffled: Vec<(i64, Observation)> = story
            .iter()
            .enumerate()
            .map(|(i, o)| (o.time.ms() + keys[i % keys.len()], o.clone()))
            .collect();
        let again: Vec<_> = shuffled.iter().step_by(twice).cloned().collect();
        shuffled.extend(again);
        shuffled.sort_by_key(|(key, _)| *key);
        let mut other = watch();
        for (_, observation) in shuffled {
            other.push(observation);
        }
        other.finish();
        prop_assert_eq!(told(&straight), told(&other));
    }
}
