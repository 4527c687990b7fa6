//! Hours in closed areas, counted everywhere and not only area by area.
#![allow(clippy::unwrap_used, clippy::float_cmp, reason = "tests")]

use vigie_sea::{AreaSet, Position, Time};
use vigie_watch::{
    AisClass, Doer, Fix, Presence, PresenceConfig, PresenceQuery, PresenceSums, Reception,
    SourceKind, closures_told,
};

/// Two areas closed in June and July that lie over each other from 180° to 175° W, a third that begins where they end, and
/// one that says nothing of closures.
const AREAS: &str = r#"{"type":"FeatureCollection","features":[
 {"type":"Feature","id":"west","properties":{"kind":"closed","season_start":"06-01","season_end":"07-31"},
  "geometry":{"type":"Polygon","coordinates":[[[170,30],[185,30],[185,50],[170,50],[170,30]]]}},
 {"type":"Feature","id":"over","properties":{"kind":"closed","season_start":"06-01","season_end":"07-31"},
  "geometry":{"type":"Polygon","coordinates":[[[180,30],[185,30],[185,50],[180,50],[180,30]]]}},
 {"type":"Feature","id":"next","properties":{"kind":"closed","season_start":"06-01","season_end":"07-31"},
  "geometry":{"type":"Polygon","coordinates":[[[185,30],[195,30],[195,50],[185,50],[185,30]]]}},
 {"type":"Feature","id":"open","properties":{"kind":"watch"},
  "geometry":{"type":"Polygon","coordinates":[[[150,30],[165,30],[165,50],[150,50],[150,30]]]}}]}"#;

fn areas() -> AreaSet {
    AreaSet::from_geojson(AREAS, "test").unwrap().0
}

/// One boat that fishes: hours after `start` and longitudes at 40° north.
fn sailed(start: &str, way: &[(i64, f64)]) -> Presence {
    let (areas, mut before) = (areas(), None);
    let mut presence = Presence::new(PresenceConfig::default());
    let doer = Doer {
        flag: Some("CHN"),
        gear: Some("squid_jigger"),
        fishing: true,
    };
    for (hours, lon) in way {
        let fix = Fix {
            mmsi: 412_000_001,
            track: 1,
            slot: 0,
            time: Time::parse(start).unwrap().plus_ms(hours * 3_600_000),
            position: Position::new(40.0, *lon).unwrap(),
            sog_kn: None,
            cog_deg: None,
            nav_status: None,
            class: AisClass::A,
            source: SourceKind::Ais,
            reception: Reception::Unknown,
            receiver: 0,
            before,
        };
        before = Some((fix.time, fix.position));
        presence.add(&fix, doer, &areas);
    }
    presence
}

fn of(presence: &Presence, area: Option<&str>) -> PresenceSums {
    let query = PresenceQuery {
        area: area.map(str::to_owned),
        ..PresenceQuery::default()
    };
    presence.report(&query).total
}

#[test]
fn everywhere_counts_what_its_closed_areas_count() {
    // Two hours outside, then four inside `west` alone.
    let presence = sailed(
        "2026-06-10T00:00:00Z",
        &[(0, 168.0), (2, 168.5), (4, 172.0), (8, 173.0)],
    );
    let (everywhere, west) = (of(&presence, None), of(&presence, Some("west")));
    assert_eq!(everywhere.presence_h, 8.0);
    assert_eq!(west.closed_presence_h, 5.0);
    assert_eq!(everywhere.closed_presence_h, west.closed_presence_h);
    assert_eq!(everywhere.closed_fishing_h, west.closed_fishing_h);
    assert_eq!((everywhere.closed_visits, west.closed_visits), (1, 1));
}

#[test]
fn where_closed_areas_lie_over_each_other_time_counts_once() {
    // Across 180° in both, then on into `next`.
    let presence = sailed(
        "2026-06-10T22:00:00Z",
        &[(0, 181.0), (2, 182.0), (4, 184.0), (6, 186.0)],
    );
    let everywhere = of(&presence, None);
    assert_eq!(everywhere.presence_h, 6.0);
    assert_eq!(everywhere.closed_presence_h, 6.0);
    assert_eq!(everywhere.closed_visits, 1, "one stay from area to area");
    let each = ["west", "over", "next"].map(|id| of(&presence, Some(id)).closed_presence_h);
    assert_eq!(each, [5.0, 5.0, 1.0]);
}

#[test]
fn outside_its_season_nothing_is_closed_and_that_is_known() {
    let presence = sailed("2026-08-10T00:00:00Z", &[(0, 172.0), (4, 173.0)]);
    let everywhere = of(&presence, None);
    assert_eq!(everywhere.presence_h, 4.0);
    assert_eq!(
        (everywhere.closed_presence_h, everywhere.closed_visits),
        (0.0, 0)
    );
    let areas = areas();
    assert!(closures_told(&areas, None) && closures_told(&areas, Some("west")));
    assert!(!closures_told(&areas, Some("open")), "says nothing of it");
    assert!(!closures_told(&areas, Some("nowhere")));
    assert!(!closures_told(&AreaSet::new(Vec::new()), None));
}
