//! Observations for tests, written shortly.
#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "tests; not every test uses all of it"
)]

use vigie_sea::{Position, Time};
use vigie_watch::{
    AisClass, Context, Event, EventKind, EventState, Observation, PositionReport, Reception,
    Report, Rules, SourceKind, Watch,
};

pub(crate) fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

pub(crate) fn at(lat: f64, lon: f64) -> Position {
    Position::new(lat, lon).unwrap()
}

/// A class A position by satellite.
pub(crate) fn seen(mmsi: u32, time: Time, place: Position, sog_kn: f64) -> Observation {
    let (lat_e7, lon_e7) = place.to_e7();
    let report = PositionReport {
        lat_e7,
        lon_e7,
        sog_dkn: Some((sog_kn * 10.0).round() as u16),
        cog_ddeg: None,
        heading_deg: None,
        nav_status: None,
        class: AisClass::A,
    };
    Observation {
        time,
        mmsi,
        source: SourceKind::Ais,
        feed: 0,
        receiver: 0,
        reception: Reception::Satellite,
        report: Report::Position(report),
    }
}

/// Everything pushed and finished.
pub(crate) fn watched(context: Context, observations: &[Observation]) -> Watch {
    let mut watch = Watch::new(Rules::builtin(), context);
    for observation in observations {
        watch.push(observation.clone());
    }
    watch.finish();
    watch
}

pub(crate) fn of_kind(watch: &Watch, kind: EventKind) -> Vec<Event> {
    watch
        .book()
        .iter()
        .filter(|e| e.kind == kind)
        .cloned()
        .collect()
}

pub(crate) fn standing(watch: &Watch, kind: EventKind) -> Vec<Event> {
    of_kind(watch, kind)
        .into_iter()
        .filter(|e| e.state != EventState::Retracted)
        .collect()
}

pub(crate) fn number(event: &Event, name: &str) -> f64 {
    event
        .evidence
        .numbers
        .get(name)
        .copied()
        .flatten()
        .unwrap_or(f64::NAN)
}

pub(crate) fn code<'a>(event: &'a Event, name: &str) -> &'a str {
    event.evidence.codes.get(name).map_or("", String::as_str)
}

/// The bytes of a file of the shared data, or none with a message.
pub(crate) fn shared(path: &str) -> Option<Vec<u8>> {
    let full = format!("{}/../../../shared/data/{path}", env!("CARGO_MANIFEST_DIR"));
    let Ok(bytes) = std::fs::read(&full) else {
        eprintln!("skipped: {path} is not here");
        return None;
    };
    if !path.ends_with(".gz") {
        return Some(bytes);
    }
    let mut text = Vec::new();
    std::io::Read::read_to_end(
        &mut flate2::read::GzDecoder::new(bytes.as_slice()),
        &mut text,
    )
    .unwrap();
    Some(text)
}
