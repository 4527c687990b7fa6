//! A carrier's meeting beside notices of transshipment: every outcome, the edges of time and place, and never "not notified" lightly.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use vigie_sea::{Position, Time, destination};
use vigie_watch::{
    AisClass, Context, Detector, EncounterConfig, EncounterDetector, EncounterPresetName, Event,
    EventBook, Fix, IdentityReport, ListInfo, ListKind, NoticeClaim, NoticeFile, NoticeInfo,
    NoticeStatus, Reception, SourceKind, VesselList,
};

const HEADER: &str = "id,notified_at,from,until,lat,lon,donor_mmsi,donor_name,donor_imo,\
    receiver_imo,receiver_mmsi,receiver_name,observer,status,source\n";
const START: &str = "2026-05-10T10:00:00Z";
const CARRIER: u32 = 412_000_001;
/// Notice of the two, by MMSI and IMO number, without a place.
const BOTH: &str = "N1,2026-05-01,2026-05-10,2026-05-10,,,412000002,,,9074729,,,yes,,NPFC\n";

fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn file(id: &str, rows: &str, complete: &[&str]) -> NoticeFile {
    let info = NoticeInfo {
        id: id.to_owned(),
        name: id.to_owned(),
        source: "test".to_owned(),
        complete: complete
            .iter()
            .map(|text| NoticeClaim::parse(text).unwrap())
            .collect(),
    };
    NoticeFile::from_csv(info, format!("{HEADER}{rows}").as_bytes()).unwrap()
}

fn loaded(rows: &str, complete: &[&str]) -> Context {
    let mut context = Context::default();
    context.notices.put(file("notices", rows, complete));
    context
}

fn ping(slot: u32, time: Time, position: Position, sog_kn: f64) -> Fix {
    Fix {
        mmsi: CARRIER + slot,
        track: 1,
        slot,
        time,
        position,
        sog_kn: Some(sog_kn),
        cog_deg: Some(90.0),
        nav_status: None,
        class: AisClass::A,
        source: SourceKind::Ais,
        reception: Reception::Satellite,
        receiver: 0,
        before: None,
    }
}

fn said(slot: u32) -> IdentityReport {
    if slot == 0 {
        IdentityReport {
            imo: Some(9_074_729),
            name: Some("HAI FENG LENG 8".to_owned()),
            call_sign: Some("BABC1".to_owned()),
            gear: Some("fish_carrier".to_owned()),
            ..IdentityReport::default()
        }
    } else {
        IdentityReport {
            name: Some("LURONGYUANYU197".to_owned()),
            call_sign: Some("BZZK9".to_owned()),
            gear: Some("squid_jigger".to_owned()),
            ..IdentityReport::default()
        }
    }
}

/// Two vessels together for three hours, far apart six hours before and after.
fn meeting(start: &str, lon: f64) -> Vec<Fix> {
    let mut fixes = Vec::new();
    for slot in [0, 1] {
        let home = Position::new(45.0 + 0.001 * f64::from(slot), lon).unwrap();
        let away = if slot == 0 { 270.0 } else { 90.0 };
        for step in -72_i32..=108 {
            let off_min = f64::from((-step).max(step - 36).max(0)) * 5.0;
            let place = destination(home, away, off_min * 60.0 * 10.0 * 1_852.0 / 3_600.0);
            let at = time(start).plus_ms(i64::from(step) * 300_000);
            let sog = if off_min == 0.0 { 0.5 } else { 10.0 };
            fixes.push(ping(slot, at, place, sog));
        }
    }
    fixes.sort_by_key(|f| (f.time, f.mmsi));
    fixes
}

struct Scene {
    detector: EncounterDetector,
    book: EventBook,
    end: Time,
}

impl Scene {
    fn play(config: EncounterConfig, start: &str, lon: f64, context: &Context) -> Self {
        Self::of(config, start, lon, context, &[said(0), said(1)])
    }

    fn of(
        config: EncounterConfig,
        start: &str,
        lon: f64,
        context: &Context,
        who: &[IdentityReport; 2],
    ) -> Self {
        let mut detector = EncounterDetector::new(config, "test");
        let mut book = EventBook::default();
        let fixes = meeting(start, lon);
        for (slot, said) in (0..).zip(who) {
            let first = fixes[0].time;
            detector.identity(slot, CARRIER + slot, first, said, context, &mut book);
        }
        for fix in &fixes {
            detector.fix(fix, context, &mut book);
        }
        let end = fixes.last().unwrap().time.plus_ms(24 * 3_600_000);
        detector.tick(end, context, &mut book);
        Self {
            detector,
            book,
            end,
        }
    }

    fn only(&self) -> Event {
        let all: Vec<_> = self.book.iter().cloned().collect();
        assert_eq!(all.len(), 1, "{all:#?}");
        all.into_iter().next().unwrap()
    }
}

fn config() -> EncounterConfig {
    EncounterConfig {
        presets: vec![EncounterPresetName::Standard],
        ..EncounterConfig::default()
    }
}

fn judged(rows: &str, complete: &[&str]) -> Event {
    Scene::play(config(), START, 160.0, &loaded(rows, complete)).only()
}

fn code<'a>(event: &'a Event, name: &str) -> &'a str {
    event.evidence.codes.get(name).map_or("", String::as_str)
}

fn number(event: &Event, name: &str) -> f64 {
    event.evidence.numbers[name].unwrap()
}

#[test]
fn the_meeting_is_where_and_when_the_tests_think() {
    let event = judged(BOTH, &[]);
    assert_eq!(event.start.time, time(START));
    assert_eq!(event.end.unwrap().time, time("2026-05-10T13:00:00Z"));
    assert_eq!(code(&event, "pair"), "carrier-fishing");
}

#[test]
fn a_notice_of_both_for_then_is_found_with_its_id_and_observer() {
    let event = judged(BOTH, &["2026-05-01/2026-05-31"]);
    assert_eq!(code(&event, "notice"), "notified");
    assert_eq!(code(&event, "notice_id"), "N1");
    assert_eq!(code(&event, "notice_source"), "NPFC");
    assert_eq!(code(&event, "notice_match"), "strong");
    assert_eq!(code(&event, "notice_matched_first"), "imo");
    assert_eq!(code(&event, "notice_matched_second"), "mmsi");
    assert_eq!(code(&event, "notice_observer"), "yes");
    assert_eq!(code(&event, "notice_carrier_permit"), "unknown");
    assert_eq!(number(&event, "notice_off_h"), 0.0);
}

#[test]
fn without_notices_nothing_is_said_and_other_pairs_owe_none() {
    let event = Scene::play(config(), START, 160.0, &Context::default()).only();
    assert!(!event.evidence.codes.keys().any(|k| k.starts_with("notice")));
    let two_fishers = [said(1), said(1)];
    let context = loaded("", &["2026-01-01/2026-12-31"]);
    let event = Scene::of(config(), START, 160.0, &context, &two_fishers).only();
    assert_eq!(code(&event, "pair"), "fishing-fishing");
    assert_eq!(code(&event, "notice"), "");
}

/// What a ship sends as her type is not what she does: ships that a notice names are compared, whatever their type.
#[test]
fn a_ship_that_a_notice_names_is_compared_whatever_her_type() {
    let of_type = |slot: u32, ship_type: Option<u8>| IdentityReport {
        gear: None,
        name: None,
        ship_type,
        ..said(slot)
    };
    let play = |rows: &str, types: [Option<u8>; 2]| {
        let context = loaded(rows, &["2026-05/2026-05"]);
        let who = [of_type(0, types[0]), of_type(1, types[1])];
        Scene::of(config(), START, 160.0, &context, &who).only()
    };
    for types in [
        [Some(79), Some(30)],
        [Some(70), None],
        [Some(30), Some(30)],
        [None, None],
    ] {
        let event = play(BOTH, types);
        assert_eq!(code(&event, "notice"), "notified", "{types:?}");
        assert_eq!(code(&event, "notice_match"), "strong", "{types:?}");
        assert_eq!(code(&event, "notice_carrier_permit"), "unknown");
    }
    let cargo = [Some(79), Some(30)];
    assert_eq!(code(&play(BOTH, cargo), "pair"), "fishing-other");
    // The receiver, or the donor, with somebody else.
    let receiver = "N2,2026-05-01,2026-05-10,,,,416000009,FU YUAN 9,,9074729,,,yes,,\n";
    let donor = "N2,2026-05-01,2026-05-10,,,,412000002,,,9167253,,OTHER CARRIER,yes,,\n";
    for row in [receiver, donor] {
        let event = play(row, cargo);
        assert_eq!(code(&event, "notice"), "notified-other-vessel", "{row}");
        assert_eq!(
            code(&event, "notice_complete_from_date"),
            "",
            "she owes none"
        );
    }
    // Two fishers: a notice of one of them as donor to a carrier is not about their meeting.
    assert_eq!(code(&play(donor, [Some(30), Some(30)]), "notice"), "");
    // Such pairs owe none, and a name alone names nobody.
    let namesake = "N4,2026-05-01,2026-05-10,,,,416000009,,,,,HAI FENG LENG 8,,,\n";
    for row in [
        "",
        namesake,
        "N3,2026-05-01,2026-05-10,,,,,,8514772,,,X Y,,,\n",
    ] {
        assert_eq!(code(&play(row, cargo), "notice"), "", "{row}");
    }
}

#[test]
fn a_missing_notice_is_unknown_outside_what_the_file_is_complete_for() {
    for (complete, outcome, because) in [
        (vec!["2026-05"], "not-notified", ""),
        (vec!["2026-05-10/2026-05-10"], "unknown", "outside-claim"),
        (vec![], "unknown", "no-claim"),
        (vec!["2026-04"], "unknown", "outside-claim"),
        (
            vec!["2026-05-10T10:00:01Z/2026-06"],
            "unknown",
            "outside-claim",
        ),
        (
            vec!["2026-05/2026-05-11T00:59:59Z"],
            "unknown",
            "outside-claim",
        ),
        (vec!["2026-05/2026-05-11T01:00:00Z"], "not-notified", ""),
        (vec!["2026-05/2026-05/NPFC"], "unknown", "outside-claim"),
    ] {
        let complete: Vec<String> = complete
            .iter()
            .map(|c| {
                if c.contains('/') {
                    (*c).to_owned()
                } else {
                    format!("{c}/{c}")
                }
            })
            .collect();
        let claims: Vec<&str> = complete.iter().map(String::as_str).collect();
        let event = judged("", &claims);
        assert_eq!(code(&event, "notice"), outcome, "{claims:?}");
        assert_eq!(code(&event, "notice_because"), because, "{claims:?}");
        assert_eq!(code(&event, "notice_observer"), "unknown");
        let told = code(&event, "notice_complete_from_date");
        assert_eq!(!told.is_empty(), outcome == "not-notified", "{claims:?}");
    }
}

#[test]
fn an_area_of_a_claim_must_hold_the_whole_meeting() {
    for (west, outcome) in [(159.0, "not-notified"), (160.1, "unknown")] {
        let mut context = loaded("", &["2026-05/2026-05/box"]);
        let box_of = format!(
            r#"{{"type":"Feature","properties":{{"id":"box","name":"Box","kind":"watch"}},"geometry":{{"type":"Polygon",
            "coordinates":[[[{west},40],[170,40],[170,50],[{west},50],[{west},40]]]}}}}"#
        );
        let (areas, faults) = vigie_sea::AreaSet::from_geojson(&box_of, "test").unwrap();
        assert!(faults.is_empty(), "{faults:?}");
        context.areas.extend(areas.areas().iter().cloned());
        let event = Scene::play(config(), START, 160.0, &context).only();
        assert_eq!(code(&event, "notice"), outcome, "{west}");
    }
}

#[test]
fn a_row_that_cannot_be_read_may_be_the_notice() {
    let bad = "N9,soon,2026-05-10,,,,412000002,,,9074729,,,,,\n";
    let event = judged(bad, &["2026-05/2026-05"]);
    assert_eq!(code(&event, "notice"), "unknown");
    assert_eq!(code(&event, "notice_because"), "rows-set-aside");
}

#[test]
fn the_window_has_its_tolerance_to_the_second() {
    for (from, until, outcome) in [
        ("2026-05-09T20:00:00Z", "2026-05-09T22:00:00Z", "notified"),
        (
            "2026-05-09T20:00:00Z",
            "2026-05-09T21:59:59Z",
            "notified-otherwise",
        ),
        ("2026-05-11T01:00:00Z", "2026-05-11T03:00:00Z", "notified"),
        (
            "2026-05-11T01:00:01Z",
            "2026-05-11T03:00:00Z",
            "notified-otherwise",
        ),
        ("2026-05-17T13:00:00Z", "", "notified-otherwise"),
        ("2026-05-17T13:00:01Z", "", "not-notified"),
    ] {
        let row = format!("N1,2026-05-01,{from},{until},,,412000002,,,9074729,,,no,,\n");
        let event = judged(&row, &["2026-05/2026-05"]);
        assert_eq!(code(&event, "notice"), outcome, "{from} {until}");
    }
    let row = "N1,2026-05-01,2026-05-12T13:00:00Z,,,,412000002,,,9074729,,,no,,\n";
    let event = judged(row, &[]);
    assert_eq!(number(&event, "notice_off_h"), 48.0);
    assert_eq!(code(&event, "notice_observer"), "no");
}

#[test]
fn the_place_has_its_tolerance_across_180_too() {
    let here = judged(BOTH, &[]).start.position;
    for (nm, outcome) in [(23.9, "notified"), (24.1, "notified-otherwise")] {
        let place = destination(here, 90.0, nm * 1_852.0);
        let row = format!(
            "N1,2026-05-01,2026-05-10,,{},{},412000002,,,9074729,,,,,\n",
            place.lat_deg(),
            place.lon_deg()
        );
        let event = judged(&row, &[]);
        assert_eq!(code(&event, "notice"), outcome, "{nm}");
        assert_eq!(number(&event, "notice_off_nm"), nm);
    }
    for lon in ["180.3", "-179.7"] {
        let row = format!("N1,2026-05-01,2026-05-10,,45.0,{lon},412000002,,,9074729,,,,,\n");
        let event = Scene::play(config(), START, 179.9995, &loaded(&row, &[])).only();
        assert_eq!(code(&event, "notice"), "notified", "{lon}");
        assert!(number(&event, "notice_off_nm") < 13.0);
    }
}

#[test]
fn late_is_after_the_beginning_or_with_less_lead_than_asked() {
    for (notified, lead_h, outcome) in [
        ("2026-05-10T10:00:00Z", 0.0, "notified"),
        ("2026-05-10T10:00:01Z", 0.0, "notified-late"),
        ("2026-05-08T22:00:00Z", 36.0, "notified"),
        ("2026-05-08T22:00:01Z", 36.0, "notified-late"),
    ] {
        let row = format!("N1,{notified},2026-05-10,,,,412000002,,,9074729,,,,,\n");
        let mut config = config();
        config.notice.lead_h = lead_h;
        let event = Scene::play(config, START, 160.0, &loaded(&row, &[])).only();
        assert_eq!(code(&event, "notice"), outcome, "{notified}");
    }
}

#[test]
fn leap_day_is_a_day() {
    let start = "2028-02-29T01:00:00Z";
    let row = "N1,2028-02-20,2028-02-29,,,,412000002,,,9074729,,,,,\n";
    let event = Scene::play(config(), start, 160.0, &loaded(row, &[])).only();
    assert_eq!(code(&event, "notice"), "notified");
    for (claim, outcome) in [
        ("2028-02/2028-02", "not-notified"),
        ("2028-02-01/2028-02-29", "not-notified"),
        ("2028-02-01/2028-02-28", "unknown"),
    ] {
        let event = Scene::play(config(), start, 160.0, &loaded("", &[claim])).only();
        assert_eq!(code(&event, "notice"), outcome, "{claim}");
    }
}

#[test]
fn the_version_notified_last_holds_and_its_first_word_counts() {
    let first = "N1,2026-05-01,2026-05-10,,,,412000002,,,9074729,,,,,NPFC\n";
    let done = "N1,2026-05-12,2026-05-10,,,,412000002,,,9074729,,,yes,done,NPFC\n";
    let off = "N1,2026-05-09,2026-05-10,,,,412000002,,,9074729,,,,cancelled,NPFC\n";
    let moved = "N1,2026-05-09,2026-05-14,,,,412000002,,,9074729,,,,,NPFC\n";
    for (rows, outcome) in [
        ([first, done], "notified"),
        ([first, off], "not-notified"),
        ([first, moved], "notified-otherwise"),
    ] {
        for order in [[0, 1], [1, 0]] {
            let text: String = order.iter().map(|i| rows[*i]).collect();
            let event = judged(&text, &["2026-05/2026-05"]);
            assert_eq!(code(&event, "notice"), outcome, "{text}");
            let cancelled = if outcome == "not-notified" { "N1" } else { "" };
            assert_eq!(code(&event, "notice_cancelled"), cancelled);
        }
    }
    let event = judged(&format!("{first}{done}"), &[]);
    assert_eq!(code(&event, "notice_observer"), "yes");
    assert_eq!(code(&event, "notice_status"), "done");
}

#[test]
fn two_authorities_may_both_have_a_notice_1() {
    let elsewhere = "N1,2026-05-08,2026-05-20,,,,416000001,,,,416000002,,,,WCPFC\n";
    let event = judged(&format!("{BOTH}{elsewhere}"), &[]);
    assert_eq!(code(&event, "notice"), "notified");
}

#[test]
fn one_of_them_with_somebody_else_is_said() {
    let row = "N2,2026-05-01,2026-05-10,,,,416000009,FU YUAN 9,,9074729,,,yes,,\n";
    let event = judged(row, &[]);
    assert_eq!(code(&event, "notice"), "notified-other-vessel");
    assert_eq!(code(&event, "notice_other_name"), "FU YUAN 9");
    assert_eq!(code(&event, "notice_matched_first"), "imo");
    assert_eq!(
        code(&event, "notice_observer"),
        "unknown",
        "it is not of this meeting"
    );
    assert_eq!(code(&event, "notice_complete_from_date"), "");
    let event = judged(row, &["2026-05/2026-05"]);
    assert_eq!(code(&event, "notice"), "notified-other-vessel");
    assert_ne!(code(&event, "notice_complete_from_date"), "");
}

#[test]
fn a_notice_that_cannot_be_compared_keeps_the_question_open() {
    // The fisher sends no IMO number, and the notice tells nothing else of it; or names the carrier alone.
    for row in [
        "N3,2026-05-01,2026-05-10,,,,,,8514772,9074729,,,,,\n",
        "N3,2026-05-01,2026-05-10,,,,,,,9074729,,,,,\n",
        "N3,2026-05-01,2026-05-10,,,,,魯栄遠漁197,,9074729,,,,,\n",
    ] {
        let event = judged(row, &["2026-05/2026-05"]);
        assert_eq!(code(&event, "notice"), "unknown", "{row}");
        assert_eq!(code(&event, "notice_because"), "vessels-not-comparable");
        assert_eq!(code(&event, "notice_id"), "N3");
    }
}

#[test]
fn names_alone_match_weakly_and_so_does_a_mistyped_number() {
    for row in [
        "N4,2026-05-01,2026-05-10,,,,,LU RONG YUAN YU 197,,,,HAI FENG LENG 8,,,\n",
        "N4,2026-05-01,2026-05-10,,,,412000002,,,9074730,412000001,,,,\n",
    ] {
        let event = judged(row, &[]);
        assert_eq!(code(&event, "notice"), "notified", "{row}");
        assert_eq!(code(&event, "notice_match"), "weak", "{row}");
    }
    let namesake = "N4,2026-05-01,2026-05-10,,,,412000002,,,9074730,,HAI FENG LENG 8,,,\n";
    assert_eq!(
        code(&judged(namesake, &[]), "notice"),
        "notified-other-vessel"
    );
}

#[test]
fn donor_and_receiver_may_be_exchanged() {
    let row = "N5,2026-05-01,2026-05-10,,,,412000001,,,,412000002,,,,\n";
    assert_eq!(code(&judged(row, &[]), "notice"), "notified");
}

#[test]
fn the_permit_of_the_carrier_is_said_as_of_the_date() {
    let mut context = loaded(BOTH, &[]);
    let info = ListInfo {
        id: "permits".to_owned(),
        name: "permits".to_owned(),
        kind: ListKind::Authorisation,
        date: time("2026-01-01"),
        source: "test".to_owned(),
        complete_for: vec![],
    };
    let csv = b"name,imo,valid_from,valid_to\nHAI FENG LENG 8,9074729,2026-01-01,2026-12-31\n";
    let listed = VesselList::from_csv(info, csv).unwrap();
    context.lists.put(listed);
    let event = Scene::play(config(), START, 160.0, &context).only();
    assert_eq!(code(&event, "notice_carrier_permit"), "authorised");
}

#[test]
fn notices_loaded_later_are_compared_with_meetings_that_are_over() {
    let mut context = loaded("", &["2026-05/2026-05"]);
    let mut scene = Scene::play(config(), START, 160.0, &context);
    let before = scene.only();
    assert_eq!(code(&before, "notice"), "not-notified");
    context.notices.put(file("notices", BOTH, &[]));
    let there = Position::new(10.0, 160.0).unwrap();
    let next = ping(0, scene.end.plus_ms(60_000), there, 10.0);
    scene.detector.fix(&next, &context, &mut scene.book);
    let after = scene.only();
    assert_eq!(code(&after, "notice"), "notified");
    assert_eq!(after.revision, before.revision + 1);
    assert_eq!((after.state, after.end), (before.state, before.end));
    assert!(context.notices.remove("notices"));
    let next = ping(0, scene.end.plus_ms(360_000), there, 10.0);
    scene.detector.fix(&next, &context, &mut scene.book);
    let bare = scene.only();
    assert!(!bare.evidence.codes.keys().any(|k| k.starts_with("notice")));
    scene.detector.fix(&next, &context, &mut scene.book);
    assert_eq!(scene.only().revision, bare.revision, "told once");
}

#[test]
fn bad_rows_are_set_aside_with_line_and_reason() {
    let rows = "\
        ,2026-05-01,2026-05-10,,,,412000002,,,,,,,,\n\
        A,never,2026-05-10,,,,412000002,,,,,,,,\n\
        B,2026-05-01,2026-05-10,2026-05-09,,,412000002,,,,,,,,\n\
        C,2026-05-01,2026-05-10,,95,10,412000002,,,,,,,,\n\
        D,2026-05-01,2026-05-10,,,,,,,,,,,,\n\
        E,2026-05-01,2026-05-10,,,,412000002,,,,,,,perhaps,\n\
        F,2026-05-01,2026,,,,412000002,,,,,,,,\n\
        G,2026-05-01,2026-05-10,,,,12,,,9074729,,,perhaps,done,\n";
    let read = file("bad", rows, &[]);
    let told: Vec<(u64, &str, bool)> = read
        .faults
        .iter()
        .map(|f| (f.line, f.reason.as_str(), f.row_dropped))
        .collect();
    assert_eq!(
        told,
        [
            (2, "id-missing", true),
            (3, "date-unreadable", true),
            (4, "window-backwards", true),
            (5, "position-unreadable", true),
            (6, "nothing-to-match", true),
            (7, "status-unknown", true),
            (8, "window-too-long", true),
            (9, "mmsi-invalid", false),
            (9, "observer-unreadable", false),
        ]
    );
    assert_eq!(read.rows_dropped(), 7);
    assert_eq!(read.rows.len(), 1);
    assert_eq!(read.rows[0].status, NoticeStatus::Done);
    let info = read.info.clone();
    assert!(NoticeFile::from_csv(info, b"id,from\nA,2026-05-10\n").is_err());
}

#[test]
fn claims_are_read_strictly() {
    let claim = NoticeClaim::parse("2026-05-01/2026-05-31/NPFC area").unwrap();
    assert_eq!(claim.from, time("2026-05-01"));
    assert_eq!(claim.until, time("2026-06-01").plus_ms(-1));
    assert_eq!(claim.area.as_deref(), Some("NPFC area"));
    for text in [
        "",
        "2026-05-01",
        "2026-06/2026-05",
        "2026-05/",
        "2026-05/2026-06/",
    ] {
        assert_eq!(NoticeClaim::parse(text), None, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_order_of_notices_does_not_matter(
        picks in proptest::collection::vec((0u8..3, 0u8..4, 0u8..20, 0u8..4, 0u8..3, 0u8..3), 1..12)
            .prop_flat_map(|picks| (Just(picks.clone()), Just(picks).prop_shuffle())),
    ) {
        let row = |(id, day, hour, who, status, observer): &(u8, u8, u8, u8, u8, u8)| {
            let (donor, receiver) = [
                ("412000002", "412000001"), ("412000001", "412000002"),
                ("416000009", "412000001"), ("", "412000001"),
            ][usize::from(*who)];
            let status = ["", "done", "cancelled"][usize::from(*status)];
            let observer = ["", "yes", "no"][usize::from(*observer)];
            format!("N{id},2026-05-0{}T{hour:02}:00:00Z,2026-05-{:02},,,,{donor},,,,{receiver},,{observer},{status},\n",
                day + 6, day + 9)
        };
        let (picks, shuffled) = picks;
        let text = |all: &[(u8, u8, u8, u8, u8, u8)]| all.iter().map(row).collect::<String>();
        let a = judged(&text(&picks), &["2026-05/2026-05"]);
        let b = judged(&text(&shuffled), &["2026-05/2026-05"]);
        prop_assert_eq!(a, b);
    }
}
