//! The gear of a ship, where a list tells it and AIS does not.
#![allow(clippy::unwrap_used, reason = "tests")]

mod sea;

use sea::{at, seen, time};
use vigie_watch::{Context, ListInfo, ListKind, ListSet, PresenceQuery, Rules, VesselList, Watch};

/// A list that names a ship by its MMSI tells the gear, and with it the speeds at which the ship fishes; when the list is
/// taken away it tells it no longer.
#[test]
fn a_list_tells_the_gear_that_ais_does_not() {
    let permits = "name,mmsi,flag,vessel_type\nTAI YANG 12,416000051,TWN,Squid jigging vessel\n";
    let info = |id: &str| ListInfo {
        id: id.to_owned(),
        name: id.to_owned(),
        kind: ListKind::Authorisation,
        date: time("2026-01-01"),
        source: "test".to_owned(),
        complete_for: Vec::new(),
    };
    let list = VesselList::from_csv(info("permits"), permits.as_bytes()).unwrap();
    let mut lists = ListSet::default();
    lists.put(list);
    let gear = |mmsi, imo| lists.gear_of(mmsi, imo, None, time("2026-03-01"));
    assert_eq!(gear(416_000_051, None).as_deref(), Some("squid_jigger"));
    assert_eq!(gear(416_000_052, None), None);
    let context = Context {
        lists: lists.clone(),
        ..Context::default()
    };
    let mut watch = Watch::new(Rules::builtin(), context);
    let place = at(42.0, 179.999);
    for minute in (0..120).step_by(5) {
        watch.push(seen(
            416_000_051,
            time("2026-03-01").plus_ms(minute * 60_000),
            place,
            0.5,
        ));
    }
    watch.finish();
    assert_eq!(watch.vessel(416_000_051)[0].gear(), Some("squid_jigger"));
    assert_eq!(
        watch.vessel(416_000_051)[0].identity.gear,
        None,
        "the ship itself never said so"
    );
    let report = watch.presence(&PresenceQuery::default());
    assert_eq!(report.gears, ["squid_jigger"]);
}
