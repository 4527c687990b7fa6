//! Two nodes apart for a day of the picture: when the link is there again the newest comes first and the trail later, at the rate
//! of the agreement; kills in the middle double nothing; what is taken back is in no trail, and its keys in no file.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use vigie_exchange::channel::{Form, Header};

use crate::{
    client::Client,
    exchange::{NOTES, agree_on, link_is, meet, start_with},
    large::holds,
    node::{Node, settled, until},
    side::cut,
};

const SHIPS: u32 = 100;
const START_S: i64 = 1_772_323_200;
const STEP_S: i64 = 300;
const HOUR_S: i64 = 3_600;
/// When the link goes and when it is there again, in hours of the picture.
const APART_H: (i64, i64) = (6, 30);
const EVERY_S: i64 = 600;
/// Far above what two nodes on a busy machine need.
const LIMIT: Duration = Duration::from_secs(120);

/// Positions leave by themselves, without speed and course.
const POSITIONS: &str = r#"
[kind.position]
release = "fields"
level_max = "community"
every_s = 600
[kind.position.fields]
mmsi = "keep"
place = "keep"
seen_ms = "keep"
"#;

/// Seconds, longitude, latitude.
type Point = (i64, f64, f64);

fn ship(n: u32) -> u32 {
    431_000_000 + n
}

/// Where a ship is at a second of the recording: all sail east, across 180 degrees.
fn place(n: u32, s: i64) -> (f64, f64) {
    let lon = 178.5 + s as f64 * 4e-5;
    let lon = if lon >= 180.0 { lon - 360.0 } else { lon };
    (lon, 30.0 + f64::from(n) * 0.2)
}

/// The times of a ship's reports in some hours: not the same second for all.
fn reports(n: u32, (from_h, to_h): (i64, i64)) -> impl DoubleEndedIterator<Item = i64> {
    let steps = from_h * HOUR_S / STEP_S..to_h * HOUR_S / STEP_S;
    steps.map(move |step| step * STEP_S + i64::from(n % 50))
}

fn recorded(folder: &Path, name: &str, hours: (i64, i64)) -> PathBuf {
    let mut rows: Vec<(i64, String)> = Vec::new();
    for n in 0..SHIPS {
        for s in reports(n, hours) {
            let (lon, lat) = place(n, s);
            let time = vigie_sea::Time::from_s(START_S + s);
            let line = format!("{},{time},{lat:.5},{lon:.5},9,90,MARU,30,A", ship(n));
            rows.push((s, line));
        }
    }
    rows.sort();
    let mut text = "mmsi,time,lat,lon,speed,course,name,ship_type,class\n".to_owned();
    for (_, line) in rows {
        writeln!(text, "{line}").unwrap();
    }
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// The last report of a ship before an hour.
fn last(n: u32, hour: i64) -> i64 {
    reports(n, (hour - 1, hour)).next_back().unwrap()
}

/// What Canada says of where a ship was; no second source and no second line.
fn trail(client: &Client, n: u32) -> Vec<Point> {
    let answer = client.get(&format!("/api/v1/vessels/{}/track", ship(n)));
    let said = answer.json();
    assert_eq!(answer.status, 200, "{said}");
    assert_eq!(said["tracks"], json!([]), "nothing of it is our own");
    let trails = said["partners"].as_array().unwrap();
    assert!(trails.len() <= 1, "{said}");
    let Some(trail) = trails.first() else {
        return Vec::new();
    };
    assert_eq!(
        (&trail["party"], &trail["purpose"], &trail["agreement"]),
        (&json!("ca-ccg"), &json!("fisheries"), &json!(1))
    );
    let points = trail["points"].as_array().unwrap().iter();
    let points: Vec<Point> = points
        .map(|point| {
            assert!(point[3].is_null() && point[4].is_null(), "not released");
            let number = |at: usize| point[at].as_f64().unwrap();
            (point[2].as_i64().unwrap() - START_S, number(0), number(1))
        })
        .collect();
    let rising = points.windows(2).all(|pair| pair[0].0 < pair[1].0);
    assert!(rising, "by time, and each time once: {points:?}");
    points
}

/// From the newest before to the newest after the time apart, at the rate of the agreement.
fn is_whole(n: u32, points: &[Point]) -> bool {
    let ends = (points.first().map(|it| it.0), points.last().map(|it| it.0));
    let wanted = (Some(last(n, APART_H.0)), Some(last(n, APART_H.1)));
    // At the end of a stretch that was looked at together a report or two fall out.
    let dense = |pair: &[Point]| pair[1].0 - pair[0].0 <= 3 * EVERY_S;
    ends == wanted && points.windows(2).all(dense)
}

fn has_rate(points: &[Point]) -> bool {
    let mut pairs = points.windows(2);
    pairs.all(|pair| pair[1].0 - pair[0].0 >= EVERY_S)
}

/// Ships whose newest place at the partner is that of an hour.
fn newest(client: &Client, hour: i64) -> usize {
    let shown = client.get("/api/v1/shared/vessels").json();
    let features = shown["features"].as_array().unwrap().iter();
    let seen: BTreeMap<u64, Value> = features
        .map(|it| {
            let said = &it["properties"];
            (said["mmsi"].as_u64().unwrap(), said["seen"].clone())
        })
        .collect();
    let is_there = |n: &u32| {
        let time = vigie_sea::Time::from_s(START_S + last(*n, hour)).to_string();
        seen.get(&u64::from(ship(*n))) == Some(&json!(time))
    };
    (0..SHIPS).filter(is_there).count()
}

fn within(what: &str, mut fits: impl FnMut() -> bool) {
    let began = Instant::now();
    while !fits() {
        assert!(began.elapsed() < LIMIT, "{what}: not in time");
        std::thread::sleep(Duration::from_millis(100));
    }
    println!("{what}: {:.1} s", began.elapsed().as_secs_f64());
}

fn entries(client: &Client) -> u64 {
    let partners = client.get("/api/v1/partners").json();
    partners["partners"][0]["sent"]["entries"].as_u64().unwrap()
}

/// Keys under which the positions that came are sealed, from the store itself.
fn keys(folder: &Path) -> Vec<Vec<u8>> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let path = folder.join("live/ledger.sqlite");
    let db = rusqlite::Connection::open_with_flags(path, flags).unwrap();
    let sql = "SELECT e.header, k.key FROM stream_entries e JOIN seal_keys k ON k.id = e.seal_key
               WHERE e.way = 1 AND e.sealed IS NOT NULL";
    let mut query = db.prepare(sql).unwrap();
    let rows = query.query_map([], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?))
    });
    let rows = rows.unwrap().map(Result::unwrap);
    let of_segments =
        rows.filter(|(header, _)| Header::decode(header).unwrap().form == Form::Segment);
    of_segments.map(|(_, key)| key).collect()
}

fn again(node: Node, folder: &Path, party: &str, feeds: &[&Path]) -> (Node, Client) {
    node.kill();
    let node = start_with(folder, party, feeds, &[]);
    let client = node.sign_in("admin");
    (node, client)
}

#[test]
#[allow(clippy::too_many_lines, reason = "one story, told in order")]
fn after_a_time_apart_the_newest_comes_first_the_trail_later_and_all_of_it_can_be_taken_back() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let before = recorded(here.path(), "before.csv", (0, APART_H.0));
    let apart = recorded(here.path(), "apart.csv", APART_H);
    let canada = start_with(here.path(), "ca-ccg", &[&before], &[]);
    let japan = start_with(there.path(), "jp-jcg", &[], &[]);
    let (ca, jp) = (canada.administrator(), japan.administrator());
    settled(&ca);
    meet(&ca, &jp);
    agree_on(&ca, &jp, 1, [POSITIONS, NOTES]);
    let all = SHIPS as usize;
    within("the first picture", || newest(&jp, APART_H.0) == all);
    let known = trail(&jp, 3);
    assert_eq!(known.len(), 1, "of before the agreement only the newest");

    // The link is cut, and Canada hears a day of reports meanwhile.
    cut(&jp, "ca-ccg", true);
    link_is(&jp, "cut");
    let (canada, ca) = again(canada, here.path(), "ca-ccg", &[&apart]);
    settled(&ca);
    assert_eq!(trail(&jp, 3), known);
    cut(&jp, "ca-ccg", false);

    // As soon as there is anything of the past, the newest of all is there; in the middle of it Canada is killed.
    within("the first of the past", || {
        let has_past = trail(&jp, 0).len() > 2;
        assert!(!has_past || newest(&jp, APART_H.1) == all, "newest first");
        has_past
    });
    let (canada, ca) = again(canada, here.path(), "ca-ccg", &[&apart]);
    within("the past of all", || {
        [0, SHIPS / 2, SHIPS - 1]
            .iter()
            .all(|n| is_whole(*n, &trail(&jp, *n)))
    });
    assert_eq!(newest(&jp, APART_H.1), all, "what is told late is no news");
    for n in 0..SHIPS {
        let points = trail(&jp, n);
        assert!(is_whole(n, &points) && has_rate(&points), "{n}: {points:?}");
        for (s, lon, lat) in points {
            let (true_lon, true_lat) = place(n, s);
            let east = vigie_sea::lon_delta_deg(lon, true_lon);
            assert!(east.abs() < 2e-5 && (lat - true_lat).abs() < 2e-5, "{n}");
        }
    }
    let span = |from: i64, to: i64| {
        let at = |s: i64| vigie_sea::Time::from_s(START_S + s).to_string();
        let path = format!(
            "/api/v1/vessels/{}/track?from={}&to={}",
            ship(0),
            at(from),
            at(to)
        );
        let said = jp.get(&path).json();
        said["partners"][0]["points"].as_array().unwrap().len()
    };
    let some = span(10 * HOUR_S, 12 * HOUR_S);
    assert!((5..=13).contains(&some), "{some}");

    // Another start of either: the newest goes once more, as ever, and nothing of the past.
    let (told, whole) = (entries(&ca), trail(&jp, 7));
    let (canada, ca) = again(canada, here.path(), "ca-ccg", &[&apart]);
    let (japan, jp) = again(japan, there.path(), "jp-jcg", &[]);
    link_is(&ca, "up");
    within("a picture after the start", || entries(&ca) > told);
    std::thread::sleep(Duration::from_secs(8));
    let more = entries(&ca) - told;
    assert!(more < 10, "{more} entries: the past went again");
    assert_eq!(trail(&jp, 7), whole);

    // Taken back: newest and trail are gone in seconds, and nothing of them is in a file any more.
    let sealed = keys(there.path());
    assert!(sealed.len() > 10, "{} segments", sealed.len());
    let releases = ca.get("/api/v1/releases").json();
    let mut rows = releases["releases"].as_array().unwrap().iter();
    let seq = rows.find(|row| row["kind"] == "position").unwrap()["seq"].clone();
    let recall = format!("/api/v1/releases/jp-jcg/{seq}/recall");
    let why = json!({"reason": "patrol ended"});
    assert_eq!(ca.json("POST", &recall, &why).status, 204);
    within("hidden after the recall", || {
        newest(&jp, APART_H.1) == 0 && trail(&jp, 7).is_empty()
    });
    until(&ca, "/api/v1/releases", |it| {
        let mut rows = it["releases"].as_array().unwrap().iter();
        rows.any(|row| row["seq"] == seq && row["state"] == "purged" && row["receipt"].is_string())
    });
    assert_eq!(keys(there.path()), Vec::<Vec<u8>>::new());
    within("no key in any file", || {
        sealed.iter().all(|key| !holds(there.path(), key))
    });
    let (japan, jp) = again(japan, there.path(), "jp-jcg", &[]);
    link_is(&jp, "up");
    assert!((0..SHIPS).all(|n| trail(&jp, n).is_empty()));
    assert!(canada.stop() && japan.stop());
}
