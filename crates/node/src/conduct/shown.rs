//! What a player's node shows of the sea: by its own watch, and by what partners shared.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value;
use vigie_sea::Time;

use super::pictures::Shown;
use crate::{http::App, outlet::picture::read, picture::RECORD_BYTES};

/// Where the watch shows ships; and places that partners shared, newer than these or of other ships. A copy without an MMSI
/// (under a pseudonym, or a contact) cannot be laid over the own picture and is left out.
pub(super) fn pictures(
    app: &Arc<App>,
    runtime: &tokio::runtime::Handle,
) -> (Vec<Shown>, Vec<Shown>) {
    let frame = app.board.frame();
    let records = frame.records.chunks_exact(RECORD_BYTES);
    let seen: Vec<_> = records.filter_map(read).collect();
    let ships = seen.iter().map(|one| {
        let (lat, lon) = (f64::from(one.lat_e7) / 1e7, f64::from(one.lon_e7) / 1e7);
        (one.mmsi, lat, lon)
    });
    let ships: Vec<Shown> = ships.collect();
    let mut newest: BTreeMap<u32, i64> = BTreeMap::new();
    for one in &seen {
        let time_ms = i64::from(one.time_s) * 1_000;
        let known = newest.entry(one.mmsi).or_insert(time_ms);
        *known = (*known).max(time_ms);
    }
    let told = app.desk.clone().and_then(|desk| {
        let asked = runtime.block_on(desk.ask(|desk| desk.vessels_shown()));
        asked.ok()
    });
    let shared = told.map_or_else(Vec::new, |told| newer(&told, newest));
    (ships, shared)
}

/// The newest shared place of each ship, where it is newer than what is known.
fn newer(told: &Value, mut newest: BTreeMap<u32, i64>) -> Vec<Shown> {
    let mut places: BTreeMap<u32, Shown> = BTreeMap::new();
    let features = told["features"].as_array().into_iter().flatten();
    for feature in features {
        let about = &feature["properties"];
        let mmsi = about["mmsi"].as_u64().and_then(|n| u32::try_from(n).ok());
        let seen = about["seen"].as_str().and_then(|it| Time::parse(it).ok());
        let place = &feature["geometry"]["coordinates"];
        let lonlat = place[0].as_f64().zip(place[1].as_f64());
        let (Some(mmsi), Some(seen), Some((lon, lat))) = (mmsi, seen, lonlat) else {
            continue;
        };
        if newest.get(&mmsi).is_none_or(|known| *known < seen.ms()) {
            newest.insert(mmsi, seen.ms());
            places.insert(mmsi, (mmsi, lat, lon));
        }
    }
    places.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_is_newer_or_new_is_laid_over_the_own_picture() {
        let feature = |mmsi: Value, seen: &str, lon: f64| {
            json!({"geometry": {"type": "Point", "coordinates": [lon, 40.0]},
                "properties": {"mmsi": mmsi, "seen": seen}})
        };
        let told = json!({"features": [
            feature(json!(1), "2026-07-06T03:00:00Z", 170.0),
            feature(json!(2), "2026-07-06T05:00:00Z", 171.0),
            feature(json!(2), "2026-07-06T04:30:00Z", 172.0),
            feature(json!(3), "2026-07-06T01:00:00Z", 173.0),
            feature(Value::Null, "2026-07-06T06:00:00Z", 174.0),
        ]});
        let four = Time::parse("2026-07-06T04:00:00Z").map_or(0, Time::ms);
        let own = BTreeMap::from([(1, four), (2, four)]);
        assert_eq!(newer(&told, own), [(2, 40.0, 171.0), (3, 40.0, 173.0)]);
        assert!(newer(&json!({}), BTreeMap::new()).is_empty());
    }
}
