//! A vessel at sea beside the lists: told, updated, withdrawn with the reason, never "not authorised" lightly.
#![allow(clippy::unwrap_used, reason = "tests")]

use vigie_sea::{Position, Time};
use vigie_watch::{
    AisClass, Completeness, Context, Detector, Event, EventBook, EventState, Fix, IdentityReport,
    ListConfig, ListDetector, ListInfo, ListKind, Reception, SourceKind, VesselList,
};

fn at(text: &str) -> Time {
    Time::parse(text).unwrap()
}

fn fix(mmsi: u32, time: &str) -> Fix {
    Fix {
        mmsi,
        track: 1,
        slot: 0,
        time: at(time),
        position: Position::new(45.0, 179.99).unwrap(),
        sog_kn: Some(3.0),
        cog_deg: Some(90.0),
        nav_status: None,
        class: AisClass::A,
        source: SourceKind::Ais,
        reception: Reception::Satellite,
        receiver: 0,
        before: None,
    }
}

fn list(id: &str, kind: ListKind, csv: &str, complete_for: Vec<Completeness>) -> VesselList {
    let info = ListInfo {
        id: id.to_owned(),
        name: "A list".to_owned(),
        kind,
        date: at("2024-01-01"),
        source: "test".to_owned(),
        complete_for,
    };
    VesselList::from_csv(info, csv.as_bytes()).unwrap()
}

fn named(name: &str) -> IdentityReport {
    IdentityReport {
        name: Some(name.to_owned()),
        ..IdentityReport::default()
    }
}

const IUU: &str = "Name,IMO,NPFC,Reason\n\
    LU RONG YUAN YU 197,,2021-06-05 - 2024-08-01,Fishing without permit\n\
    KUANG HSING 196,8514772,2021-06-05 - ,Fishing without permit\n";

fn only(book: &EventBook) -> Event {
    let events: Vec<_> = book.iter().cloned().collect();
    assert_eq!(events.len(), 1, "{events:#?}");
    events.into_iter().next().unwrap()
}

#[test]
fn a_listed_name_is_told_as_weak_and_ends_with_the_listing() {
    let mut context = Context::default();
    context.lists.put(list("iuu", ListKind::Iuu, IUU, vec![]));
    let (mut book, mut detector) = (
        EventBook::default(),
        ListDetector::new(ListConfig::default(), "v"),
    );
    let mmsi = 412_000_197;
    detector.fix(&fix(mmsi, "2024-07-01T00:00:00Z"), &context, &mut book);
    assert_eq!(book.iter().count(), 0);
    let now = at("2024-07-01T00:06:00Z");
    detector.identity(0, mmsi, now, &named("LURONGYUANYU197"), &context, &mut book);
    let event = only(&book);
    assert_eq!(event.state, EventState::Open);
    assert_eq!(event.evidence.codes["strength"], "weak");
    assert!(event.evidence.codes["matched"].contains("name-alone"));
    assert_eq!(event.evidence.codes["listed_name"], "LU RONG YUAN YU 197");
    assert_eq!(event.evidence.codes["bodies"], "NPFC");
    assert!(event.confidence < 0.5);
    detector.identity(0, mmsi, now, &named("LURONGYUANYU197"), &context, &mut book);
    assert_eq!(only(&book).revision, 1, "the same report changes nothing");
    detector.fix(&fix(mmsi, "2024-08-02T00:00:00Z"), &context, &mut book);
    assert_eq!(only(&book).state, EventState::Closed);
}

#[test]
fn a_match_grows_with_the_number_and_goes_with_the_name() {
    let mut context = Context::default();
    context.lists.put(list("iuu", ListKind::Iuu, IUU, vec![]));
    let (mut book, mut detector) = (
        EventBook::default(),
        ListDetector::new(ListConfig::default(), "v"),
    );
    let mmsi = 412_000_196;
    detector.fix(&fix(mmsi, "2024-07-01T00:00:00Z"), &context, &mut book);
    let now = at("2024-07-01T00:06:00Z");
    detector.identity(0, mmsi, now, &named("KUANG HSING 196"), &context, &mut book);
    let weak = only(&book);
    let imo = IdentityReport {
        imo: Some(8_514_772),
        ..IdentityReport::default()
    };
    detector.identity(0, mmsi, now, &imo, &context, &mut book);
    let strong = only(&book);
    assert_eq!(strong.id, weak.id);
    assert_eq!(strong.evidence.codes["strength"], "strong");
    let other = IdentityReport {
        imo: Some(9_074_729),
        ..named("BLUE WHALE")
    };
    detector.identity(0, mmsi, now, &other, &context, &mut book);
    let gone = only(&book);
    assert_eq!(gone.retraction.unwrap().reason, "identity-changed");
}

#[test]
fn a_replaced_list_withdraws_its_matches() {
    let mut context = Context::default();
    context.lists.put(list("iuu", ListKind::Iuu, IUU, vec![]));
    let (mut book, mut detector) = (
        EventBook::default(),
        ListDetector::new(ListConfig::default(), "v"),
    );
    let mmsi = 412_000_196;
    detector.fix(&fix(mmsi, "2024-07-01T00:00:00Z"), &context, &mut book);
    let report = named("KUANG HSING 196");
    detector.identity(
        0,
        mmsi,
        at("2024-07-01T00:06:00Z"),
        &report,
        &context,
        &mut book,
    );
    context
        .lists
        .put(list("iuu", ListKind::Iuu, "Name\nANOTHER 1\n", vec![]));
    detector.fix(&fix(mmsi, "2024-07-01T00:20:00Z"), &context, &mut book);
    assert_eq!(only(&book).retraction.unwrap().reason, "list-replaced");
}

#[test]
fn not_authorised_needs_a_complete_list_and_a_fishing_vessel() {
    let complete = vec![Completeness {
        flag: Some("CHN".to_owned()),
        area: None,
    }];
    for (claim, gear, flagged, want) in [
        (complete.clone(), "squid_jigger", 412_000_001, true),
        (complete.clone(), "cargo", 412_000_001, false),
        (complete.clone(), "squid_jigger", 431_000_001, false),
        (vec![], "squid_jigger", 412_000_001, false),
        (complete, "squid_jigger", 412_000_777, false),
    ] {
        let mut context = Context::default();
        let csv = "name,mmsi,flag\nPERMITTED 777,412000777,China\n";
        context
            .lists
            .put(list("permits", ListKind::Authorisation, csv, claim));
        let (mut book, mut detector) = (
            EventBook::default(),
            ListDetector::new(ListConfig::default(), "v"),
        );
        detector.fix(&fix(flagged, "2024-07-01T00:00:00Z"), &context, &mut book);
        let report = IdentityReport {
            gear: Some(gear.to_owned()),
            ..IdentityReport::default()
        };
        detector.identity(
            0,
            flagged,
            at("2024-07-01T00:06:00Z"),
            &report,
            &context,
            &mut book,
        );
        assert_eq!(book.iter().count() == 1, want, "{gear} {flagged}");
        if want {
            assert_eq!(only(&book).evidence.codes["outcome"], "not-authorised");
        }
    }
}
