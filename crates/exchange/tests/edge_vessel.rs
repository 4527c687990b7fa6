//! Released positions as NAF, FLUX, NIEM-M and CISE: through the one decision, then through the clearance of the format.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod support;

use std::collections::BTreeSet;

use proptest::prelude::*;
use support::{at, body, key, kind, names, object, party, purpose};
use vigie_exchange::edge::item::{Body, Item};
use vigie_exchange::edge::marking::{Format, Mark, Refusal, clear};
use vigie_exchange::edge::xml::{self, Element};
use vigie_exchange::edge::{Cleared, cise, flux, instant, naf, niem, report};
use vigie_exchange::*;

const TERMS: &str = r#"
[agreement]
from = "ca-ccg"
to = "jp-jcg"
version = 1
realm = "live"
valid_from = "2026-01-01T00:00:00Z"
valid_until = "2027-01-01T00:00:00Z"
purposes = ["fisheries"]
"#;

/// What ships broadcast, to be passed on as anybody likes.
const FREE: &str = r#"
[kind.position]
release = "whole"
level_max = "community"
onward = "allowed"
"#;

/// For two days, not to be passed on, and to 2 km.
const BOUND: &str = r#"
[kind.position]
release = "fields"
level_max = "community"
retain_h = 48
[kind.position.fields]
mmsi = "pseudonym"
name = "keep"
place = { place_m = 2000 }
seen_ms = { time_s = 60 }
"#;

const FORMATS: [Format; 4] = [Format::Naf, Format::Flux, Format::Niem, Format::Cise];

fn agree(rules: &str) -> Agreement {
    let mut keys = Keyring::default();
    keys.pin(&party("ca-ccg"), key(1).public(), 0).unwrap();
    keys.pin(&party("jp-jcg"), key(2).public(), 0).unwrap();
    let proposal = Proposal::parse(&format!("{TERMS}{rules}"), "").unwrap();
    let seals = (proposal.sign(&key(1)), proposal.sign(&key(2)));
    proposal.conclude(seals.0, seals.1, &keys).unwrap()
}

fn label(level: Level, onward: Onward) -> Label {
    Label {
        audience: Audience {
            level,
            releasable_to: names(&["jp-jcg"]),
        },
        purposes: Purposes::Any,
        onward,
        ..Label::default()
    }
}

fn fields(name: &str, place: Value) -> Vec<(&str, Value)> {
    vec![
        ("mmsi", Value::from(316_001_234_u32)),
        ("name", Value::text(name)),
        ("call_sign", Value::text(name)),
        ("flag", Value::text("CAN")),
        ("imo", Value::from(9_074_729_u32)),
        ("place", place),
        ("seen_ms", Value::Int(at(0).ms())),
        ("sog_kn", Value::Float(4.1)),
        ("cog_deg", Value::Float(359.96)),
        ("source", Value::text("ais")),
    ]
}

fn released(rules: &str, label: Label, fields: &[(&str, Value)]) -> Released {
    let agreement = agree(rules);
    let subject = Subject::live(
        Realm::Live,
        party("ca-ccg"),
        kind("position"),
        object(1),
        at(0),
        label,
        body(fields),
    );
    let (scopes, stopped) = (BTreeSet::new(), BTreeSet::new());
    let (own, realm) = (party("ca-ccg"), Realm::Live);
    let circumstances = Circumstances {
        own: &own,
        realm: &realm,
        now: at(0),
        scopes: &scopes,
        patrols: &[],
        consents: &[],
        approvals: &[],
        stopped: &stopped,
        pseudonym_secret: Some(&[5; 32]),
    };
    release(&subject, &agreement, &purpose("fisheries"), &circumstances).unwrap()
}

fn pass(released: &Released, format: Format) -> Result<Cleared<Item>, Refusal> {
    clear(report::of(released).unwrap(), format, at(0).ms())
}

fn written(cleared: &Cleared<Item>) -> Vec<u8> {
    let made_ms = at(0).ms();
    let written = match cleared.format() {
        Format::Naf => naf::position(
            cleared,
            &naf::Envelope {
                to: "XNW".to_owned(),
                from: "CAN".to_owned(),
                sequence: 1,
            },
        ),
        Format::Flux => flux::position(
            cleared,
            &flux::Envelope {
                id: "1".to_owned(),
                owner: "CAN".to_owned(),
                made_ms,
            },
        ),
        Format::Niem => niem::message(std::slice::from_ref(cleared), &nations()),
        Format::Cise => cise::push(std::slice::from_ref(cleared), &services()),
        other => panic!("{other:?}"),
    };
    written.unwrap()
}

fn nations() -> niem::Envelope {
    niem::Envelope {
        nations: vec!["JPN".to_owned(), "SSD".to_owned(), "Japan".to_owned()],
        made_ms: at(0).ms(),
    }
}

fn services() -> cise::Envelope {
    cise::Envelope {
        id: "m-1".to_owned(),
        sender: "ca-ccg.vessel.push.provider".to_owned(),
        recipient: "jp-jcg.vessel.push.consumer".to_owned(),
        made_ms: at(0).ms(),
    }
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

/// The text of the element at the end of a path of names.
fn text<'a>(root: &'a Element, path: &str) -> Option<&'a str> {
    let mut at = root;
    for name in path.split('/') {
        at = at.child(name)?;
    }
    Some(at.text.as_str())
}

#[test]
fn a_broadcast_that_may_be_passed_on_leaves_in_every_format() {
    let free = label(Level::Public, Onward::Allowed);
    let place = Value::place(44.124, 180.0);
    let copy = released(FREE, free, &fields("第八 \"A & B\"", place));
    for (format, name) in FORMATS.into_iter().zip([
        "released.naf",
        "released.flux.xml",
        "released.niem.xml",
        "released.cise.xml",
    ]) {
        golden(name, &written(&pass(&copy, format).unwrap()));
    }
}

#[test]
fn what_is_bound_stays_unless_the_format_says_the_bond() {
    let copy = released(
        BOUND,
        label(Level::Community, Onward::Ask),
        &fields("KAIYO MARU", Value::place(44.124, 179.999)),
    );
    for format in [Format::Naf, Format::Flux, Format::Niem] {
        let mark = Mark::Audience;
        assert_eq!(
            pass(&copy, format),
            Err(Refusal::MarkLost { format, mark }),
            "{format:?}"
        );
    }
    let bytes = written(&pass(&copy, Format::Cise).unwrap());
    let payload = xml::read(&bytes, 100_000).unwrap();
    let payload = payload.child("Payload").unwrap();
    let said = |path: &str| text(payload, path).map(str::to_owned);
    let some = |text: &str| Some(text.to_owned());
    // Community alone would be green, which lets a reader pass it on.
    assert_eq!(said("InformationSensitivity"), some("Amber"));
    assert_eq!(said("EnsureEncryption"), some("true"));
    assert_eq!(said("Purpose"), some("FisheriesMonitoring"));
    let end = instant::zulu_s(at(48).ms());
    assert_eq!(said("RetentionPeriod"), Some(end));
    assert_eq!(said("Vessel/Name"), some("KAIYO MARU"));
    // A pseudonym is no MMSI, what the agreement does not name is not there, and a coarse place says how coarse it is.
    for absent in ["MMSI", "CallSign", "IMONumber", "Nationality"] {
        assert_eq!(said(&format!("Vessel/{absent}")), None, "{absent}");
    }
    assert_eq!(said("Vessel/LocationRel/SOG"), None);
    let comments = said("Vessel/Metadata/Comments").unwrap();
    assert!(
        comments.contains("ONWARD none") && comments.ends_with("WITHIN 1415 M"),
        "{comments}"
    );
}

#[test]
fn a_copy_without_place_or_time_reports_no_position() {
    let free = || label(Level::Public, Onward::Allowed);
    for missing in ["place", "seen_ms"] {
        let mut fields = fields("A", Value::place(0.0, 0.0));
        fields.retain(|(name, _)| *name != missing);
        let copy = released(FREE, free(), &fields);
        assert_eq!(report::of(&copy), None, "{missing}");
    }
}

#[test]
fn a_writer_takes_only_what_was_cleared_for_it() {
    let free = label(Level::Public, Onward::Allowed);
    let copy = released(FREE, free, &fields("A", Value::place(0.0, 0.0)));
    let other = [pass(&copy, Format::GeoJson).unwrap()];
    assert_eq!(cise::push(&other, &services()), None);
    assert_eq!(niem::message(&other, &nations()), None);
    let own = pass(&copy, Format::Cise).unwrap();
    assert_eq!(cise::push(&[], &services()), None);
    let many = vec![own; cise::VESSELS_MAX + 1];
    assert_eq!(cise::push(&many, &services()), None);
    let own = [pass(&copy, Format::Niem).unwrap()];
    // A record without a nation is read as for the United States.
    let nobody = niem::Envelope {
        nations: vec!["SSD".to_owned()],
        ..nations()
    };
    assert_eq!(niem::message(&own, &nobody), None);
    let two = niem::set(&[&own, &own], &nations()).unwrap();
    assert_eq!(xml::read(&two, 100_000).unwrap().children.len(), 2);
    assert_eq!(niem::set(&[], &nations()), None);
}

/// What XML cannot hold is replaced, all else comes back.
fn as_read(text: &str) -> String {
    let fits = |letter: char| {
        matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}')
            || letter > '\u{FFFF}'
    };
    text.chars()
        .map(|letter| if fits(letter) { letter } else { '\u{FFFD}' })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_released_vessel_is_well_formed(
        name in "[a-z漁丸é'\"<&>\\]\\x00-\\x1f\u{7f}\u{85}\u{2028}\u{fffe}\u{10ffff}/]{0,16}",
        lat in prop_oneof![Just(-90.0), Just(90.0), -90.0..=90.0],
        lon in prop_oneof![Just(180.0), Just(-180.0), -180.0..=180.0],
        seen_ms in any::<i64>(),
        absent in prop::collection::btree_set(0..7_usize, 0..7),
    ) {
        let mut all = fields(&name, Value::place(lat, lon));
        all[6].1 = Value::Int(seen_ms);
        let optional = ["mmsi", "name", "call_sign", "flag", "sog_kn", "cog_deg", "source"];
        all.retain(|(field, _)| !absent.iter().any(|n| optional[*n] == *field));
        let copy = released(FREE, label(Level::Public, Onward::Allowed), &all);
        let said = as_read(name.trim());
        let named = (!absent.contains(&1) && !name.trim().is_empty()).then_some(said.as_str());

        let push = xml::read(&written(&pass(&copy, Format::Cise).unwrap()), 100_000).unwrap();
        let vessel = push.child("Payload").unwrap().child("Vessel").unwrap();
        prop_assert_eq!(text(vessel, "Name"), named);
        let cleared = pass(&copy, Format::Cise).unwrap();
        let Body::Vessel(item) = &cleared.object().body else {
            unreachable!()
        };
        let lon = item.place.lon_text();
        let said = text(vessel, "LocationRel/Location/Geometry/Longitude");
        prop_assert_eq!(said, Some(lon.as_str()));

        let record = xml::read(&written(&pass(&copy, Format::Niem).unwrap()), 100_000).unwrap();
        prop_assert_eq!(text(&record, "Vessel/VesselAugmentation/VesselName"), named);
        let pos = format!("{} {}", item.place.lat_text(), item.place.lon_text());
        prop_assert_eq!(text(&record, "Position/LocationPoint/Point/pos"), Some(pos.as_str()));

        let flux = xml::read(&written(&pass(&copy, Format::Flux).unwrap()), 100_000).unwrap();
        prop_assert!(flux.child("VesselTransportMeans").is_some());

        let naf = written(&pass(&copy, Format::Naf).unwrap());
        let naf: String = naf.iter().map(|byte| char::from(*byte)).collect();
        prop_assert!(naf.starts_with("//SR//") && naf.ends_with("//ER//"));
        prop_assert_eq!(naf.matches("//ER//").count(), 1);
        prop_assert!(!naf.chars().any(char::is_control));
    }
}
