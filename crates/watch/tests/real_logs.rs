//! Real positions of four ships over months: gaps equal to plain pairs of positions, and the same
//! changes live and as an archive.
#![allow(clippy::unwrap_used, reason = "tests")]

mod sea;

use std::collections::BTreeMap;

use sea::{at, seen, shared, standing, time};
use vigie_sea::{Position, Time};
use vigie_watch::{
    Change, Context, EventKind, Observation, PortSet, Report, Rules, ShoreMap, Watch, canonical,
};

fn position_messages() -> Option<Vec<Observation>> {
    let csv = shared("gap-casestudy/position_messages.csv.gz")?;
    let mut reader = csv::Reader::from_reader(csv.as_slice());
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.unwrap();
        let place = Position::new(row[1].parse().unwrap(), row[2].parse().unwrap()).unwrap();
        let speed: f64 = row[5].parse().unwrap_or(0.0);
        rows.push(seen(row[0].parse().unwrap(), time(&row[3]), place, speed));
    }
    rows.sort_by(canonical);
    Some(rows)
}

fn context() -> Context {
    Context {
        ports: PortSet::builtin(),
        shore: ShoreMap::builtin(),
        ..Context::default()
    }
}

fn text(changes: &[Change]) -> Vec<String> {
    changes
        .iter()
        .map(|c| serde_json::to_string(c).unwrap())
        .collect()
}

#[test]
fn live_gives_the_changes_of_the_archive() {
    let Some(rows) = position_messages() else {
        return;
    };
    let mut archive = Watch::new(Rules::builtin(), context());
    rows.iter().for_each(|o| archive.push(o.clone()));
    archive.finish();
    let whole = text(&archive.drain());
    assert!(whole.len() > 20, "{}", whole.len());
    let mut live = Watch::new(Rules::builtin(), context());
    let mut parts = Vec::new();
    // A feed of today: each message some minutes late, every fifth of them twice.
    let mut arrivals: Vec<(i64, &Observation)> = Vec::new();
    for (index, observation) in rows.iter().enumerate() {
        let delay_ms = i64::try_from(index * 7_919 % 590).unwrap() * 1_000;
        arrivals.push((observation.time.ms() + delay_ms, observation));
        if index % 5 == 0 {
            arrivals.push((observation.time.ms() + delay_ms / 2, observation));
        }
    }
    arrivals.sort_by_key(|(arrived_ms, _)| *arrived_ms);
    for (arrived_ms, observation) in arrivals {
        live.push(observation.clone());
        live.advance(Time::from_ms(arrived_ms));
        parts.append(&mut live.drain());
    }
    assert_eq!(live.counts().late, 0);
    live.finish();
    parts.append(&mut live.drain());
    assert_eq!(text(&parts), whole);
}

/// The plain definition: consecutive positions further apart than 12 h.
fn plain(rows: &[Observation]) -> Vec<(u32, Time, Time)> {
    let mut last: BTreeMap<u32, Time> = BTreeMap::new();
    let mut gaps = Vec::new();
    for row in rows {
        if let Some(before) = last.insert(row.mmsi, row.time)
            && row.time.ms() - before.ms() > 12 * 3_600_000
        {
            gaps.push((row.mmsi, before, row.time));
        }
    }
    gaps.sort();
    gaps
}

fn told(rows: &[Observation]) -> Vec<(u32, Time, Time)> {
    let mut rules = Rules::builtin();
    rules.watch.detectors = vec![EventKind::Gap];
    let mut watch = Watch::new(rules, Context::default());
    rows.iter().for_each(|o| watch.push(o.clone()));
    watch.finish();
    let mut gaps: Vec<_> = standing(&watch, EventKind::Gap)
        .iter()
        .filter_map(|e| Some((e.vessels[0].mmsi, e.start.time, e.end?.time)))
        .collect();
    gaps.sort();
    gaps
}

#[test]
fn gaps_of_real_ships_are_the_plain_ones() {
    let Some(rows) = position_messages() else {
        return;
    };
    let wanted = plain(&rows);
    assert!(!wanted.is_empty());
    assert_eq!(told(&rows), wanted);
}

/// Half a million positions of 200 ships that fall silent at random, some across 180°: each gap of the
/// plain definition is told, and no other.
#[test]
fn gaps_of_many_random_ships_are_the_plain_ones() {
    let mut seed = 7_u64;
    let mut dice = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    let mut rows = Vec::new();
    for ship in 0..200_u32 {
        let mut s = 0;
        let (mut lon, lat) = (
            177.0 + f64::from(ship % 40) * 0.1,
            20.0 + f64::from(ship) * 0.2,
        );
        for _ in 0..2_500 {
            let silent = dice() % 400 == 0;
            let step_s = if silent {
                20_000 + dice() % 80_000
            } else {
                60 + dice() % 1_800
            };
            s += i64::try_from(step_s).unwrap();
            lon += 5.0 * step_s as f64 / 3_600.0 / 60.0;
            let place = at(lat, (lon + 180.0).rem_euclid(360.0) - 180.0);
            rows.push(seen(431_000_000 + ship, Time::from_s(s), place, 5.0));
        }
    }
    rows.sort_by(canonical);
    let wanted = plain(&rows);
    assert!(wanted.len() > 500, "{}", wanted.len());
    assert!(
        rows.iter()
            .any(|o| matches!(&o.report, Report::Position(p) if p.lon_e7 < 0))
    );
    assert_eq!(told(&rows), wanted);
}
