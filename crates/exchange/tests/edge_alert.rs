//! CAP 1.2 as a user relies on it: alerts of national services come in, warnings go out right in three languages.
#![allow(
    clippy::unwrap_used,
    clippy::let_underscore_must_use,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

use proptest::prelude::*;
use vigie_exchange::edge::cap::{
    self, Alert, Area, Category, Certainty, Flaw, Info, MsgType, ResponseType, Scope, Severity,
    Status, Urgency,
};
use vigie_exchange::edge::marking::{Format, Handling, Marking, Onward, Outgoing, clear};
use vigie_exchange::edge::warning::{self, Warning, Wording};
use vigie_exchange::edge::{Fault, Place};

fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9<&\"é漁]([a-zA-Z0-9 <>&\"'éü漁船\\n.-]{0,30}[a-z0-9漁])?"
}

fn some() -> impl Strategy<Value = Option<String>> {
    prop::option::of(text())
}

fn place() -> impl Strategy<Value = Place> {
    (
        -900_000_000..=900_000_000_i32,
        -1_800_000_000..=1_800_000_000_i32,
    )
        .prop_map(|(lat_e7, lon_e7)| Place { lat_e7, lon_e7 })
}

fn time() -> impl Strategy<Value = i64> {
    (0..4_000_000_000_i64).prop_map(|s| s * 1_000)
}

fn pick<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec((text(), text()), 0..3)
}

fn area() -> impl Strategy<Value = Area> {
    (
        text(),
        prop::collection::vec(prop::collection::vec(place(), 1..8), 0..3),
        prop::collection::vec((place(), 0..20_000_000_u64), 0..2),
        pairs(),
        prop::option::of(-1e4..1e5_f64),
    )
        .prop_map(
            |(description, polygons, circles, geocodes, altitude_ft)| Area {
                description,
                polygons,
                circles,
                geocodes,
                altitude_ft,
                ceiling_ft: None,
            },
        )
}

fn info() -> impl Strategy<Value = Info> {
    let words = (
        prop::collection::vec(pick(Category::ALL), 1..3),
        prop::collection::vec(pick(ResponseType::ALL), 0..3),
        pick(Urgency::ALL),
        pick(Severity::ALL),
        pick(Certainty::ALL),
    );
    let texts = (
        text(),
        some(),
        some(),
        some(),
        some(),
        some(),
        some(),
        some(),
    );
    let times = (
        prop::option::of(time()),
        prop::option::of(time()),
        prop::option::of(time()),
    );
    (
        words,
        texts,
        times,
        pairs(),
        pairs(),
        prop::collection::vec(area(), 0..3),
    )
        .prop_map(
            |(words, texts, times, event_codes, parameters, areas)| Info {
                language: texts.1,
                categories: words.0,
                event: texts.0,
                responses: words.1,
                urgency: words.2,
                severity: words.3,
                certainty: words.4,
                audience: texts.2,
                event_codes,
                effective_ms: times.0,
                onset_ms: times.1,
                expires_ms: times.2,
                sender_name: texts.3,
                headline: texts.4,
                description: texts.5,
                instruction: texts.6,
                web: texts.7,
                contact: None,
                parameters,
                areas,
                resources: 0,
            },
        )
}

fn alert() -> impl Strategy<Value = Alert> {
    let words = (pick(Status::ALL), pick(MsgType::ALL), pick(Scope::ALL));
    let texts = (
        text(),
        text(),
        some(),
        some(),
        some(),
        some(),
        some(),
        some(),
    );
    (
        words,
        texts,
        time(),
        prop::collection::vec(text(), 0..3),
        prop::collection::vec(info(), 0..4),
    )
        .prop_map(|(words, texts, sent_ms, codes, infos)| Alert {
            identifier: texts.0,
            sender: texts.1,
            sent_ms,
            status: words.0,
            msg_type: words.1,
            source: texts.2,
            scope: words.2,
            restriction: texts.3,
            addresses: texts.4,
            codes,
            note: texts.5,
            references: texts.6,
            incidents: texts.7,
            infos,
            signed: false,
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn an_alert_comes_back_the_same(alert in alert()) {
        prop_assert_eq!(cap::read(&cap::write(&alert)), Ok(vec![alert]));
    }

    #[test]
    fn a_damaged_alert_is_an_alert_or_a_fault(alert in alert(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = cap::write(&alert);
        let whole = bytes.clone();
        let index = at.index(bytes.len());
        bytes[index] = byte;
        let _ = cap::read(&bytes).map(|alerts| alerts.iter().map(Alert::flaws).collect::<Vec<_>>());
        // Cut off anywhere before its last sign; without the line end after it, it is still whole.
        let cut = &whole[..index.min(whole.trim_ascii_end().len() - 1)];
        prop_assert!(cap::read(cut).is_err());
    }
}

fn marking(handling: Handling) -> Marking {
    Marking {
        originator: "jpn".to_owned(),
        source: "plan".to_owned(),
        handling,
        releasable_to: vec!["can".to_owned()],
        caveats: vec!["no-media".to_owned()],
        onward: Onward::Ask,
        personal: false,
        expires_ms: Some(1_795_610_000_000),
        exercise: None,
        purpose: "safety".to_owned(),
    }
}

fn closure() -> Warning {
    let wording = |event: &str, headline: &str, area: &str| Wording {
        event: event.to_owned(),
        headline: headline.to_owned(),
        description: headline.to_owned(),
        instruction: String::new(),
        area: area.to_owned(),
        sender_name: "JCG".to_owned(),
    };
    let corner = |lat, lon| Place::from_deg(lat, lon).unwrap();
    Warning {
        id: "JCG-2026-0117".to_owned(),
        sender: "ops@jcg.example".to_owned(),
        sent_ms: 1_795_599_000_000,
        replaces: None,
        cancels: false,
        category: Category::Safety,
        response: Some(ResponseType::Avoid),
        urgency: Urgency::Immediate,
        severity: Severity::Severe,
        certainty: Certainty::Observed,
        onset_ms: None,
        expires_ms: 1_795_620_000_000,
        ring: vec![
            corner(44.0, 178.0),
            corner(44.0, -178.5),
            corner(46.5, -178.5),
            corner(46.5, 178.0),
        ],
        circle: None,
        wordings: [
            wording(
                "Missile debris",
                "Keep clear of the area",
                "North Pacific, 44-46.5 N across 180",
            ),
            wording(
                "Débris de missile",
                "Évitez la zone",
                "Pacifique Nord, 44-46,5 N de part et d’autre de 180°",
            ),
            wording(
                "ミサイル破片",
                "区域を避けてください",
                "北太平洋、北緯44〜46.5度、180度線をまたぐ",
            ),
        ],
    }
}

#[test]
fn a_warning_in_three_languages_looks_like_this() {
    let cleared = clear(
        Outgoing::inside(closure(), marking(Handling::Amber)),
        Format::Cap,
        1_795_599_000_000,
    )
    .unwrap();
    let alert = warning::alert(&cleared);
    assert_eq!(alert.flaws(), []);
    assert_eq!(
        alert
            .infos
            .iter()
            .filter_map(|info| info.language.as_deref())
            .collect::<Vec<_>>(),
        ["en", "fr-CA", "ja"]
    );
    assert!(
        alert
            .infos
            .iter()
            .all(|info| info.areas[0].polygons.len() == 2),
        "cut at 180 degrees"
    );
    assert!(
        alert
            .infos
            .iter()
            .all(|info| info.expires_ms == Some(1_795_610_000_000)),
        "the label ends first"
    );
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/edge/warning.cap");
    let written = String::from_utf8(cap::write(&alert)).unwrap();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    assert_eq!(
        written,
        std::fs::read_to_string(&path).expect("golden file")
    );
}

#[test]
fn an_open_warning_is_public_and_a_cancel_names_what_it_takes_back() {
    let open = Marking {
        caveats: Vec::new(),
        exercise: Some("np26".to_owned()),
        ..marking(Handling::Clear)
    };
    let warning = Warning {
        replaces: Some(("JCG-2026-0116".to_owned(), 1_795_590_000_000)),
        cancels: true,
        ..closure()
    };
    let alert = warning::alert(&clear(Outgoing::inside(warning, open), Format::Cap, 0).unwrap());
    assert_eq!(
        (alert.scope, alert.status, alert.msg_type),
        (Scope::Public, Status::Exercise, MsgType::Cancel)
    );
    assert_eq!(
        alert.references.as_deref(),
        Some("ops@jcg.example,JCG-2026-0116,2026-11-25T07:00:00-00:00")
    );
    assert_eq!(alert.flaws(), []);
}

#[test]
fn what_the_schema_lets_pass_is_named() {
    let mut alert = warning::alert(
        &clear(
            Outgoing::inside(closure(), marking(Handling::Amber)),
            Format::Cap,
            0,
        )
        .unwrap(),
    );
    alert.restriction = None;
    alert.msg_type = MsgType::Update;
    alert.identifier = "a b".to_owned();
    alert.infos[0].expires_ms = Some(0);
    alert.infos[0].areas[0].polygons[0].pop();
    assert_eq!(
        alert.flaws(),
        [
            Flaw::RestrictionMissing,
            Flaw::ReferencesMissing,
            Flaw::Identifier,
            Flaw::ExpiresBeforeSent,
            Flaw::Polygon
        ]
    );
}

#[test]
fn bombs_and_other_versions_are_refused() {
    assert_eq!(
        cap::read(b"<!DOCTYPE alert [<!ENTITY a 'a'>]><alert>&a;</alert>"),
        Err(Fault::Doctype)
    );
    assert_eq!(
        cap::read(b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.0'/>"),
        Err(Fault::WrongRoot)
    );
    assert_eq!(cap::read(b"<feed/>"), Err(Fault::WrongRoot));
    assert!(matches!(
        cap::read(&vec![b' '; cap::ALERT_BYTES_MAX + 1]),
        Err(Fault::TooLarge { .. })
    ));
}

#[test]
fn alerts_of_national_services_are_read() {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/crisis-alerts");
    let read = |name: &str| std::fs::read(folder.join(name)).map(|bytes| cap::read(&bytes));
    if !folder.exists() {
        println!("skipped: no sample alerts");
        return;
    }
    for name in [
        "australia.cap",
        "canada.cap",
        "canada_signed.cap",
        "earthquake.cap",
        "earthquake_signed.cap",
        "earthquake-iso8859-1.cap",
        "wcatwc-warning.cap",
        "canada_signed.atom",
    ] {
        match read(name) {
            Err(_) => println!("skipped: {name}"),
            Ok(alerts) => {
                let alerts = alerts.unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
                assert!(alerts[0].signed || !name.contains("signed"), "{name}");
                let again: Vec<Alert> = alerts
                    .iter()
                    .map(|alert| cap::read(&cap::write(alert)).unwrap().remove(0))
                    .collect();
                let plain = |alerts: &[Alert]| {
                    alerts
                        .iter()
                        .cloned()
                        .map(|mut alert| {
                            alert.signed = false;
                            alert.infos.iter_mut().for_each(|info| info.resources = 0);
                            alert
                        })
                        .collect::<Vec<_>>()
                };
                assert_eq!(plain(&again), plain(&alerts), "{name}");
            }
        }
    }
    if let Ok(invalid) = read("invalid.cap") {
        assert!(invalid.is_err(), "{invalid:?}");
    }
}
