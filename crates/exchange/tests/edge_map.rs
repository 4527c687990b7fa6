//! Map edges as a user relies on them: what goes out in Cursor on Target or TAK Protocol comes back the same.
#![allow(
    clippy::unwrap_used,
    clippy::let_underscore_must_use,
    clippy::expect_used,
    reason = "tests"
)]

use proptest::prelude::*;
use vigie_exchange::edge::item::{
    Alert, AlertKind, Area, Body, Chat, Identity, Item, Route, Sighting, Sort, Standing, Vessel,
};
use vigie_exchange::edge::marking::{Format, Handling, Marking, Onward, Outgoing, Refusal, clear};
use vigie_exchange::edge::{Place, cot, symbol, tak};

fn place() -> impl Strategy<Value = Place> {
    (
        -900_000_000..=900_000_000_i32,
        -1_800_000_000..=1_800_000_000_i32,
    )
        .prop_map(|(lat_e7, lon_e7)| Place { lat_e7, lon_e7 })
}

/// Text as partners write it, with the characters that markup trips over.
fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9 <>&\"'éü漁船保安\\n\\t/.\\-]{1,40}"
}

fn word() -> impl Strategy<Value = String> {
    "[A-Z]{3,8}"
}

fn vessel() -> impl Strategy<Value = Body> {
    let identity = (
        prop::option::of(text()),
        prop::option::of(1_000_000..1_000_000_000_u32),
        prop::option::of(1_000_000..10_000_000_u32),
        prop::option::of(word()),
        prop::option::of("[A-Z]{3}"),
        prop::option::of(text()),
    )
        .prop_map(|(name, mmsi, imo, call_sign, flag, side_number)| Identity {
            name,
            mmsi,
            imo,
            call_sign,
            flag,
            side_number,
        });
    let standing = prop::sample::select(vec![
        Standing::Friend,
        Standing::Neutral,
        Standing::Unknown,
        Standing::Pending,
    ]);
    let sort = prop::sample::select(vec![
        Sort::Any,
        Sort::Civil,
        Sort::Fishing,
        Sort::Merchant,
        Sort::Cargo,
        Sort::Tanker,
        Sort::Passenger,
        Sort::Leisure,
        Sort::LawEnforcement,
    ]);
    (
        identity,
        standing,
        sort,
        place(),
        prop::option::of(0..9_999_999_u32),
        prop::option::of(0..1_023_u16),
        prop::option::of(0..3_600_u16),
    )
        .prop_map(
            |(identity, standing, sort, place, uncertainty_m, sog_dkn, cog_ddeg)| {
                Body::Vessel(Vessel {
                    identity,
                    standing,
                    sort,
                    place,
                    uncertainty_m,
                    sog_dkn,
                    cog_ddeg,
                })
            },
        )
}

fn body() -> impl Strategy<Value = Body> {
    let alert = (
        prop::sample::select(vec![
            AlertKind::Distress,
            AlertKind::Fence,
            AlertKind::Notice,
        ]),
        word(),
        place(),
        text(),
        any::<bool>(),
    )
        .prop_map(|(kind, rule, place, text, cancelled)| {
            Body::Alert(Alert {
                kind,
                rule,
                place,
                text,
                cancelled,
            })
        });
    let sighting = (
        place(),
        prop::option::of(0..9_999_999_u32),
        prop::option::of(1..500_u32),
    )
        .prop_map(|(place, uncertainty_m, length_m)| {
            Body::Sighting(Sighting {
                place,
                uncertainty_m,
                length_m,
            })
        });
    // The first corner does not come twice: that would be the closing one.
    let area = (text(), prop::collection::vec(place(), 3..30))
        .prop_filter("closed", |(_, ring)| ring.first() != ring.last())
        .prop_map(|(name, ring)| Body::Area(Area { name, ring }));
    let route = (text(), prop::collection::vec(place(), 2..30))
        .prop_map(|(name, line)| Body::Route(Route { name, line }));
    let chat = (text(), word(), text(), text()).prop_map(|(room, sender, sender_name, text)| {
        Body::Chat(Chat {
            room,
            sender,
            sender_name,
            text,
        })
    });
    prop_oneof![3 => vessel(), 1 => sighting, 1 => alert, 1 => area, 1 => route, 1 => chat]
}

fn marking() -> impl Strategy<Value = Marking> {
    let onward = prop::sample::select(vec![Onward::None, Onward::Ask, Onward::Allowed]);
    let source = prop::sample::select(vec!["ais", "vms", "radar", "sar", "visual", "fused"]);
    (
        word(),
        source,
        0..4_usize,
        prop::collection::vec(word(), 0..4),
        prop::collection::vec(word(), 0..2),
        onward,
        any::<bool>(),
        prop::option::of(0..4_000_000_000_000_i64),
        prop::option::of(text()),
    )
        .prop_map(
            |(
                originator,
                source,
                handling,
                releasable_to,
                caveats,
                onward,
                personal,
                expires_ms,
                exercise,
            )| Marking {
                originator,
                source: source.to_owned(),
                handling: Handling::ALL[handling],
                releasable_to,
                caveats,
                onward,
                personal,
                expires_ms,
                exercise,
                purpose: "patrol".to_owned(),
            },
        )
}

fn item() -> impl Strategy<Value = Item> {
    (text(), 0..4_000_000_000_000_i64, body()).prop_map(|(id, time_ms, body)| Item {
        id,
        time_ms,
        body,
    })
}

proptest! {
    #[test]
    fn what_may_go_comes_back_the_same_in_both_encodings(object in item(), marking in marking(), relayed in any::<bool>()) {
        let format = if relayed { Format::Tak } else { Format::CotXml };
        let Ok(cleared) = clear(Outgoing::inside(object.clone(), marking.clone()), format, 0) else {
            return Ok(());
        };
        let event = symbol::encode(&cleared);
        let xml = cot::read(&cot::write(&event)).unwrap();
        prop_assert_eq!(&xml, &event);
        prop_assert_eq!(&tak::read_mesh(&tak::write_mesh(&event)).unwrap(), &event);
        let frame = tak::write_stream(&event);
        prop_assert_eq!(tak::read_stream(&frame), Ok(Some((Ok(event.clone()), frame.len()))));
        prop_assert_eq!(symbol::decode(&xml), Ok((object, Some(marking.clone()))));
        prop_assert!(marking.expires_ms.is_none_or(|expires_ms| event.stale_ms <= expires_ms));
    }

    #[test]
    fn nothing_leaves_whose_protection_the_encoding_loses(object in item(), marking in marking()) {
        let depends = !marking.caveats.is_empty() || marking.personal;
        let result = clear(Outgoing::inside(object, marking), Format::Tak, 0);
        prop_assert!(!(depends && result.is_ok()));
    }

    #[test]
    fn any_bytes_are_an_event_or_a_fault(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = cot::read(&bytes).map(|event| symbol::decode(&event));
        let _ = tak::read_mesh(&[&[0xBF, 1, 0xBF][..], &bytes].concat()).map(|event| symbol::decode(&event));
        let _ = tak::read_stream(&bytes);
        cot::Splitter::default().push(&bytes);
    }

    #[test]
    fn a_damaged_event_is_an_event_or_a_fault(object in item(), marking in marking(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        if let Ok(cleared) = clear(Outgoing::inside(object, marking), Format::CotXml, 0) {
            let event = symbol::encode(&cleared);
            let mut xml = cot::write(&event);
            let index = at.index(xml.len());
            xml[index] = byte;
            let _ = cot::read(&xml).map(|event| symbol::decode(&event));
            let mut frame = tak::write_mesh(&event);
            let index = at.index(frame.len());
            frame[index] = byte;
            let _ = tak::read_mesh(&frame).map(|event| symbol::decode(&event));
        }
    }
}

fn marked(handling: Handling) -> Marking {
    Marking {
        originator: "CAN".to_owned(),
        source: "ais".to_owned(),
        handling,
        releasable_to: vec!["CAN".to_owned(), "JPN".to_owned()],
        caveats: Vec::new(),
        onward: Onward::Allowed,
        personal: false,
        purpose: "patrol".to_owned(),
        expires_ms: Some(1_795_599_600_000),
        exercise: Some("NP26".to_owned()),
    }
}

fn trawler() -> Item {
    Item {
        id: "MMSI-412345678".to_owned(),
        time_ms: 1_795_599_000_000,
        body: Body::Vessel(Vessel {
            identity: Identity {
                name: Some("LU YAN & CO".to_owned()),
                mmsi: Some(412_345_678),
                flag: Some("CHN".to_owned()),
                ..Identity::default()
            },
            standing: Standing::Unknown,
            sort: Sort::Fishing,
            place: Place {
                lat_e7: 441_234_567,
                lon_e7: -1_799_999_999,
            },
            uncertainty_m: Some(30),
            sog_dkn: Some(41),
            cog_ddeg: Some(2_705),
        }),
    }
}

#[test]
fn a_vessel_looks_like_this() {
    let cleared = clear(
        Outgoing::inside(trawler(), marked(Handling::Amber)),
        Format::CotXml,
        0,
    )
    .unwrap();
    let written = String::from_utf8(cot::write(&symbol::encode(&cleared))).unwrap();
    golden("edge/vessel.cot", &written);
}

#[test]
fn a_distress_alarm_looks_like_this() {
    let object = Item {
        id: "ALERT-7".to_owned(),
        time_ms: 1_795_599_000_000,
        body: Body::Alert(Alert {
            kind: AlertKind::Distress,
            rule: "epirb".to_owned(),
            place: Place {
                lat_e7: 500_000_000,
                lon_e7: 1_700_000_000,
            },
            text: "遭難 <MAYDAY>".to_owned(),
            cancelled: false,
        }),
    };
    let real = Marking {
        exercise: None,
        ..marked(Handling::Clear)
    };
    let rings =
        symbol::encode(&clear(Outgoing::inside(object.clone(), real), Format::Tak, 0).unwrap());
    assert_eq!(rings.kind, "b-a-o-tbl");
    let cleared = clear(
        Outgoing::inside(object, marked(Handling::Clear)),
        Format::Tak,
        0,
    )
    .unwrap();
    assert!(
        symbol::encode(&cleared)
            .detail
            .element("emergency")
            .is_none(),
        "an exercise rings no alarm"
    );
    golden(
        "edge/alarm.cot",
        &String::from_utf8(cot::write(&rings)).unwrap(),
    );
}

#[test]
fn a_foreign_accusation_is_not_repeated() {
    let xml = "<event version='2.0' uid='x' type='a-h-S-X-F' how='h-e' time='2026-11-25T09:30:00Z' start='2026-11-25T09:30:00Z' stale='2026-11-25T09:45:00Z'><point lat='1' lon='2' hae='0' ce='9999999' le='9999999'/><detail><contact callsign='A'/></detail></event>";
    let (item, marking) = symbol::decode(&cot::read(xml.as_bytes()).unwrap()).unwrap();
    let Body::Vessel(vessel) = item.body else {
        panic!("a vessel")
    };
    assert_eq!(
        (vessel.standing, vessel.sort, marking),
        (Standing::Unknown, Sort::Fishing, None)
    );
}

#[test]
fn the_reason_of_a_refusal_has_a_code() {
    let marking = Marking {
        caveats: vec!["no-media".to_owned()],
        ..marked(Handling::Amber)
    };
    let refusal = clear(Outgoing::inside(trawler(), marking), Format::CotRelayed, 0).unwrap_err();
    assert!(matches!(refusal, Refusal::MarkLost { .. }));
    assert_eq!(refusal.code(), "edge-mark-lost");
}

/// Compares with a golden file; `UPDATE_GOLDEN=1` rewrites it.
fn golden(name: &str, written: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, written).unwrap();
    }
    let known = std::fs::read_to_string(&path).expect("golden file");
    assert_eq!(written, known, "{name}");
}
