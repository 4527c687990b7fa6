//! Sea stories: what is heard, and what the watch tells of it, as text an officer can read.
//!
//! Each file in `stories/` has three parts: settings, `heard`, `told`. `UPDATE_STORIES=1 cargo test
//! -p vigie-watch --test stories` writes the `told` part anew; read the difference before you commit it.
//!
//! Settings: `rule TABLE.KEY = VALUE`, `area ID lat lon lat lon` (two corners, the first south-west),
//! `open sea` (800 km from shore, good reception everywhere).
//! Heard, one line each:
//! `TIME MMSI at LAT LON SPEEDkn COURSE` — one position;
//! `TIME for 6h every 10min MMSI sails LAT LON SPEEDkn COURSE` — from there, on that course;
//! `TIME MMSI says name=… imo=… call_sign=… ship_type=… gear=… flag=…` (`_` is a space);
//! `late` before any of them — comes after everything else was heard;
//! `silence until TIME` — the live clock goes on without data.
#![allow(clippy::unwrap_used, reason = "tests")]

mod sea;

use std::fmt::Write;
use std::path::PathBuf;

use sea::{at, seen, time};
use vigie_sea::{AreaSet, Position, Time, destination};
use vigie_watch::{
    AisClass, Change, Context, IdentityReport, Observation, Reception, ReceptionMap, Report, Rules,
    ShoreMap, SourceKind, Watch, canonical,
};

#[derive(Default)]
struct Story {
    rules: String,
    areas: Vec<String>,
    open_sea: bool,
    heard: Vec<Observation>,
    late: Vec<Observation>,
    until: Option<Time>,
}

/// `45.5N` or `179.5W` as degrees.
fn degrees(text: &str) -> f64 {
    let (number, side) = text.split_at(text.len() - 1);
    let value: f64 = number
        .parse()
        .unwrap_or_else(|_| panic!("no degrees: {text}"));
    if matches!(side, "S" | "W") {
        -value
    } else {
        value
    }
}

fn seconds(text: &str) -> i64 {
    let split = text.find(|c: char| c.is_alphabetic()).unwrap();
    let (number, unit) = text.split_at(split);
    let number: f64 = number.parse().unwrap();
    let unit = match unit {
        "h" => 3_600.0,
        "min" => 60.0,
        "s" => 1.0,
        _ => panic!("no unit of time: {text}"),
    };
    (number * unit) as i64
}

fn position(mmsi: &str, when: Time, place: Position, speed: &str, course: &str) -> Observation {
    let speed_kn: f64 = speed.trim_end_matches("kn").parse().unwrap();
    let mut heard = seen(mmsi.parse().unwrap(), when, place, speed_kn);
    if let Report::Position(p) = &mut heard.report {
        p.cog_ddeg = Some((course.parse::<f64>().unwrap() * 10.0) as u16);
    }
    heard
}

fn says(mmsi: &str, when: Time, words: &[&str]) -> Observation {
    let mut report = IdentityReport {
        class: AisClass::A,
        ..IdentityReport::default()
    };
    for word in words {
        let (key, value) = word.split_once('=').unwrap();
        let value = value.replace('_', " ");
        match key {
            "name" => report.name = Some(value),
            "call_sign" => report.call_sign = Some(value),
            "imo" => report.imo = value.parse().ok(),
            "ship_type" => report.ship_type = value.parse().ok(),
            "gear" => report.gear = Some(word.split_once('=').unwrap().1.to_owned()),
            "flag" => report.flag = Some(value),
            _ => panic!("no such word: {word}"),
        }
    }
    Observation {
        time: when,
        mmsi: mmsi.parse().unwrap(),
        source: SourceKind::Ais,
        feed: 0,
        receiver: 0,
        reception: Reception::Satellite,
        report: Report::Identity(Box::new(report)),
    }
}

fn hear(line: &str) -> Vec<Observation> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        [when, mmsi, "at", lat, lon, speed, course] => {
            vec![position(
                mmsi,
                time(when),
                at(degrees(lat), degrees(lon)),
                speed,
                course,
            )]
        }
        [
            from,
            "for",
            span,
            "every",
            step,
            mmsi,
            "sails",
            lat,
            lon,
            speed,
            course,
        ] => {
            let start = at(degrees(lat), degrees(lon));
            let mps = speed.trim_end_matches("kn").parse::<f64>().unwrap() * 1_852.0 / 3_600.0;
            (0..=seconds(span))
                .step_by(usize::try_from(seconds(step)).unwrap())
                .map(|s| {
                    let course_deg: f64 = course.parse().unwrap();
                    let on_line = destination(start, course_deg, mps * s as f64);
                    // Some metres beside its line, as every ship is.
                    let beside_m = (s / 60 * 37 % 11) as f64 - 5.0;
                    let place = destination(on_line, course_deg + 90.0, beside_m);
                    position(mmsi, time(from).plus_ms(s * 1_000), place, speed, course)
                })
                .collect()
        }
        [when, mmsi, "says", words @ ..] => vec![says(mmsi, time(when), words)],
        _ => panic!("not understood: {line}"),
    }
}

/// A box between two corners as GeoJSON; the east may lie beyond 180.
fn area(words: &[&str]) -> String {
    let [id, south, west, north, east] = words else {
        panic!("area ID lat lon lat lon")
    };
    let (s, w, n, mut e) = (degrees(south), degrees(west), degrees(north), degrees(east));
    if e < w {
        e += 360.0;
    }
    format!(
        r#"{{"type":"Feature","id":"{id}","properties":{{"id":"{id}","name":"{id}"}},"geometry":{{"type":"Polygon","coordinates":[[[{w},{s}],[{e},{s}],[{e},{n}],[{w},{n}],[{w},{s}]]]}}}}"#
    )
}

fn read(text: &str) -> Story {
    let mut story = Story::default();
    let mut in_heard = false;
    for line in text.lines().map(str::trim) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => {}
            [first, ..] if first.starts_with('#') => {}
            ["told"] => break,
            ["heard"] => in_heard = true,
            ["rule", rule @ ..] => {
                let (path, value) = rule.join(" ").split_once(" = ").map(own).unwrap();
                let (table, key) = path.rsplit_once('.').unwrap();
                writeln!(story.rules, "[{table}]\n{key} = {value}").unwrap();
            }
            ["area", words @ ..] => story.areas.push(area(words)),
            ["open", "sea"] => story.open_sea = true,
            ["silence", "until", when] => story.until = Some(time(when)),
            ["late", ..] => story.late.extend(hear(line.trim_start_matches("late"))),
            _ if in_heard => story.heard.extend(hear(line)),
            _ => panic!("not understood: {line}"),
        }
    }
    story.heard.sort_by(canonical);
    story
}

fn own((a, b): (&str, &str)) -> (String, String) {
    (a.to_owned(), b.to_owned())
}

fn context(story: &Story) -> Context {
    let mut context = Context::default();
    if !story.areas.is_empty() {
        let text = format!(
            r#"{{"type":"FeatureCollection","features":[{}]}}"#,
            story.areas.join(",")
        );
        context.areas = AreaSet::from_geojson(&text, "story").unwrap().0;
    }
    if story.open_sea {
        let mut reception = ReceptionMap::default();
        let mut raster = String::from("lat,lon,distance_from_shore_m\n");
        for (lat, lon) in (-90..90).flat_map(|lat| (-180..180).map(move |lon| (lat, lon))) {
            writeln!(raster, "{lat},{lon},800000").unwrap();
            reception.set(
                at(f64::from(lat) + 0.5, f64::from(lon) + 0.5),
                AisClass::A,
                200.0,
            );
        }
        context.reception = reception;
        context.shore = ShoreMap::from_csv(raster.as_bytes()).unwrap();
    }
    context
}

/// The changes; `step` observations between two looks at the clock, 0 for an archive.
fn watch(story: &Story, step: usize) -> Vec<Change> {
    let mut watch = Watch::new(Rules::parse(&story.rules).unwrap(), context(story));
    for (index, observation) in story.heard.iter().enumerate() {
        watch.push(observation.clone());
        if step > 0 && index % step == 0 {
            watch.advance(observation.time);
        }
    }
    watch.finish();
    for observation in &story.late {
        watch.push(observation.clone());
    }
    if let Some(until) = story.until {
        watch.advance(until);
    }
    watch.finish();
    watch.drain()
}

fn place(p: Position) -> String {
    let (lat, lon) = (p.lat_deg(), p.lon_deg());
    format!(
        "{:.2}{} {:.2}{}",
        lat.abs(),
        if lat < 0.0 { "S" } else { "N" },
        lon.abs(),
        if lon < 0.0 { "W" } else { "E" }
    )
}

fn told(changes: &[Change]) -> String {
    let mut text = String::new();
    for Change { at, event } in changes {
        let state = format!("{:?}", event.state).to_lowercase();
        let vessels: Vec<String> = event
            .vessels
            .iter()
            .map(|v| format!("{} ({})", v.track, v.role))
            .collect();
        writeln!(
            text,
            "{at} {} {state}: {}",
            event.rule.name,
            vessels.join(", ")
        )
        .unwrap();
        write!(
            text,
            "    from {} {}",
            event.start.time,
            place(event.start.position)
        )
        .unwrap();
        if let Some(end) = event.end {
            write!(text, " to {} {}", end.time, place(end.position)).unwrap();
        }
        writeln!(text).unwrap();
        if let Some(retraction) = &event.retraction {
            writeln!(text, "    withdrawn: {}", retraction.reason).unwrap();
        }
        for key in [
            "area",
            "assessment",
            "before",
            "after",
            "check",
            "edited",
            "reasons",
        ] {
            if let Some(code) = event.evidence.codes.get(key).filter(|c| !c.is_empty()) {
                writeln!(text, "    {key}: {code}").unwrap();
            }
        }
    }
    if text.is_empty() {
        "nothing\n".to_owned()
    } else {
        text
    }
}

fn stories() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/stories");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "story"));
    paths.sort();
    assert!(paths.len() >= 8, "the stories are missing");
    paths
}

#[test]
fn the_watch_tells_what_the_stories_say() {
    let mut different = Vec::new();
    for path in stories() {
        let text = std::fs::read_to_string(&path).unwrap();
        let story = read(&text);
        let (head, expected) = text.split_once("\ntold\n").unwrap_or((text.trim_end(), ""));
        let found = told(&watch(&story, 0));
        if found == expected {
            continue;
        }
        if std::env::var_os("UPDATE_STORIES").is_some() {
            std::fs::write(&path, format!("{}\n\ntold\n{found}", head.trim_end())).unwrap();
        } else {
            different.push(format!("{}\n--- told now ---\n{found}", path.display()));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn a_story_is_the_same_live() {
    for path in stories() {
        let story = read(&std::fs::read_to_string(&path).unwrap());
        for step in [1, 7, 50] {
            assert_eq!(watch(&story, 0), watch(&story, step), "{}", path.display());
        }
    }
}
