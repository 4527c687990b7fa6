//! NAF, FLUX and GeoJSON as a user relies on them.
#![allow(
    clippy::unwrap_used,
    clippy::let_underscore_must_use,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "tests"
)]

use proptest::prelude::*;
use vigie_exchange::edge::item::{Area, Body, Identity, Item, Route, Sort, Standing, Vessel};
use vigie_exchange::edge::marking::{
    Format, Handling, Mark, Marking, Onward, Outgoing, Refusal, clear,
};
use vigie_exchange::edge::{Cleared, Place, flux, geojson, naf};

fn open() -> Marking {
    Marking {
        originator: "can".to_owned(),
        source: "vms".to_owned(),
        handling: Handling::Clear,
        releasable_to: vec!["jpn".to_owned()],
        caveats: Vec::new(),
        onward: Onward::Allowed,
        personal: false,
        expires_ms: None,
        exercise: None,
        purpose: "patrol".to_owned(),
    }
}

fn trawler(name: &str) -> Item {
    Item {
        id: "v1".to_owned(),
        time_ms: 1_795_599_000_000,
        body: Body::Vessel(Vessel {
            identity: Identity {
                name: Some(name.to_owned()),
                mmsi: Some(316_001_234),
                imo: Some(9_074_729),
                call_sign: Some("CFN1234".to_owned()),
                flag: Some("CAN".to_owned()),
                side_number: Some("BC-12".to_owned()),
            },
            standing: Standing::Neutral,
            sort: Sort::Fishing,
            place: Place {
                lat_e7: 441_239_999,
                lon_e7: -1_799_999_999,
            },
            uncertainty_m: None,
            sog_dkn: Some(41),
            cog_ddeg: Some(3_598),
        }),
    }
}

fn pass(item: Item, marking: Marking, format: Format) -> Cleared<Item> {
    clear(Outgoing::inside(item, marking), format, 0).unwrap()
}

fn golden(name: &str, written: &[u8]) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/edge")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, written).unwrap();
    }
    assert_eq!(
        String::from_utf8_lossy(written),
        String::from_utf8_lossy(&std::fs::read(&path).expect("golden file")),
        "{name}"
    );
}

#[test]
fn a_naf_position_looks_like_this() {
    let envelope = naf::Envelope {
        to: "XNW".to_owned(),
        from: "CAN".to_owned(),
        sequence: 7,
    };
    let written = naf::position(
        &pass(trawler("ÉTOILE DU NORD"), open(), Format::Naf),
        &envelope,
    )
    .unwrap();
    golden("position.naf", &written);
    assert!(written.contains(&0xC9), "ISO 8859-1");
}

#[test]
fn a_name_cannot_forge_a_field() {
    let envelope = naf::Envelope {
        to: "XNW".to_owned(),
        from: "CAN".to_owned(),
        sequence: 7,
    };
    let hostile = "A//ER//\r\n//SR//TM/POS//RC/X/";
    let written = String::from_utf8(
        naf::position(&pass(trawler(hostile), open(), Format::Naf), &envelope).unwrap(),
    )
    .unwrap();
    assert_eq!(written.matches("//ER//").count(), 1);
    assert_eq!(written.matches("//RC/").count(), 1);
    assert!(!written.contains('\n'));
}

#[test]
fn a_flux_position_looks_like_this() {
    let envelope = flux::Envelope {
        id: "r-1".to_owned(),
        owner: "CAN".to_owned(),
        made_ms: 1_795_599_060_000,
    };
    golden(
        "position.flux.xml",
        &flux::position(&pass(trawler("A & B"), open(), Format::Flux), &envelope).unwrap(),
    );
}

#[test]
fn a_format_without_markings_gets_nothing_that_needs_one() {
    for (marking, mark) in [
        (
            Marking {
                handling: Handling::Green,
                ..open()
            },
            Mark::Handling,
        ),
        (
            Marking {
                expires_ms: Some(1),
                ..open()
            },
            Mark::Expiry,
        ),
        (
            Marking {
                exercise: Some("np26".to_owned()),
                ..open()
            },
            Mark::Exercise,
        ),
        (
            Marking {
                personal: true,
                ..open()
            },
            Mark::Personal,
        ),
    ] {
        let refusal = clear(Outgoing::inside(trawler("A"), marking), Format::Naf, 0).unwrap_err();
        assert_eq!(
            refusal,
            Refusal::MarkLost {
                format: Format::Naf,
                mark
            }
        );
    }
}

#[test]
fn a_collection_across_180_looks_like_this() {
    let at = |lat, lon| Place::from_deg(lat, lon).unwrap();
    let area = Item {
        id: "a1".to_owned(),
        time_ms: 0,
        body: Body::Area(Area {
            name: "NP 東".to_owned(),
            ring: vec![
                at(40.0, 175.0),
                at(40.0, -175.0),
                at(45.0, -175.0),
                at(45.0, 175.0),
            ],
        }),
    };
    let route = Item {
        id: "r1".to_owned(),
        time_ms: 0,
        body: Body::Route(Route {
            name: "R".to_owned(),
            line: vec![at(40.0, 179.0), at(41.0, -179.0)],
        }),
    };
    let marking = Marking {
        handling: Handling::AmberStrict,
        caveats: vec!["no-media".to_owned()],
        expires_ms: Some(1_795_600_000_000),
        ..open()
    };
    let items: Vec<_> = [trawler("A"), area, route]
        .into_iter()
        .map(|item| pass(item, marking.clone(), Format::GeoJson))
        .collect();
    let written = geojson::write(&items);
    golden("collection.geojson", &written);
    let read = geojson::read(&written).unwrap();
    assert_eq!(read.len(), 5, "two pieces of area and route each");
    assert!(
        read.iter()
            .all(|(_, found)| found.as_ref() == Some(&marking))
    );
}

fn place() -> impl Strategy<Value = Place> {
    // Within half the world, so that nothing is cut.
    (
        -890_000_000..=890_000_000_i32,
        -890_000_000..=890_000_000_i32,
    )
        .prop_map(|(lat_e7, lon_e7)| Place { lat_e7, lon_e7 })
}

proptest! {
    #[test]
    fn features_come_back_the_same(name in "[a-z漁<&\"]{0,12}", at in place(), sog_dkn in prop::option::of(0..1_023_u16), line in prop::collection::vec(place(), 2..9), marked in 0..4_usize) {
        let mut item = trawler(&name);
        if let Body::Vessel(vessel) = &mut item.body {
            (vessel.place, vessel.sog_dkn) = (at, sog_dkn);
        }
        let route = Item { id: name.clone(), time_ms: 5, body: Body::Route(Route { name, line }) };
        let marking = Marking { handling: Handling::ALL[marked], ..open() };
        let items = [pass(item.clone(), marking.clone(), Format::GeoJson), pass(route.clone(), marking.clone(), Format::GeoJson)];
        prop_assert_eq!(geojson::read(&geojson::write(&items)), Ok(vec![(item, Some(marking.clone())), (route, Some(marking))]));
    }

    #[test]
    fn any_bytes_are_features_or_a_fault(text in "[\\[\\]{}\",:a-z0-9]{0,80}") {
        let _ = geojson::read(text.as_bytes());
    }
}
