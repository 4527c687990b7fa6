//! Encounters beside the published definition, written anew and literally.
//!
//! `cargo run --release -p vigie-watch --example encounter_eval -- [DAYS]`
//!
//! The literal definition (Global Fishing Watch, pipe-encounters), one UTC day at a time: each track
//! resampled to ten minutes, straight lines across gaps below 1 h, dead reckoning up to 1 h beyond both ends;
//! pairs within 0.5 km; runs of at least 60 min; runs of a pair less than 4 h apart joined; kept at 120 min or
//! more with a median speed below 2 kn. Beside it the detector, on a dense synthetic fleet (day by day) and on
//! real positions of `../shared/data/gap-casestudy` each of which is given a partner 200 m away that is heard
//! at other times. Printed: recall of ours relative to the definition, and each difference with its reason,
//! found by relaxing one condition at a time. Ours claims nothing more than 10 min beyond a position, so meetings
//! that rest on longer reckoning are meant to be missing: the second recall leaves them out. Last the three faults D1 to D3 of the reference code.
#![allow(
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a tool for developers: a file that cannot be read ends it; counts are small"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use vigie_sea::{MPS_PER_KN, Position, Time, destination, distance_m, interpolate};
use vigie_watch::{
    AisClass, Context, Detector, EncounterConfig, EncounterDetector, EncounterPresetName,
    EventBook, Fix, Reception, SourceKind,
};

const MIN: i64 = 60_000;
const DAY: i64 = 1_440 * MIN;
const SLOT: i64 = 10 * MIN;

/// A small generator (splitmix64), so that every run sees the same fleet.
struct Dice(u64);

impl Dice {
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.share()
    }
}

/// A position of one ship.
#[derive(Clone, Copy)]
struct Ping {
    ms: i64,
    place: Position,
    kn: f64,
    course: f64,
}

type Tracks = BTreeMap<u32, Vec<Ping>>;
type Pair = (u32, u32);
/// Place and speed by ten-minute moment.
type Slots = BTreeMap<i64, (Position, f64)>;
/// Pair, first and last moment.
type Meeting = (Pair, i64, i64);

/// The conditions of the literal definition that may be relaxed to find a reason.
#[derive(Clone, Copy)]
struct Literal {
    beyond_ms: i64,
    by_day: bool,
    speed_kn: f64,
}

const PUBLISHED: Literal = Literal {
    beyond_ms: 60 * MIN,
    by_day: true,
    speed_kn: 2.0,
};

/// Place and speed of one ship at each ten-minute moment that the definition claims to know.
fn resampled(pings: &[Ping], beyond_ms: i64) -> Slots {
    let mut slots: Slots = BTreeMap::new();
    let reckon = |p: &Ping, ms: i64| {
        let metres = p.kn * MPS_PER_KN * (ms - p.ms) as f64 / 1e3;
        let course = if metres < 0.0 {
            p.course + 180.0
        } else {
            p.course
        };
        destination(p.place, course, metres.abs())
    };
    for (at, ping) in pings.iter().enumerate() {
        let next = pings.get(at + 1);
        let before = at.checked_sub(1).and_then(|i| pings.get(i));
        if before.is_none_or(|b| ping.ms - b.ms >= 60 * MIN) {
            let mut ms = (ping.ms - beyond_ms).div_euclid(SLOT) * SLOT + SLOT;
            while ms <= ping.ms {
                slots.entry(ms).or_insert((reckon(ping, ms), ping.kn));
                ms += SLOT;
            }
        }
        let until = match next {
            Some(n) if n.ms - ping.ms < 60 * MIN => n.ms,
            _ => ping.ms + beyond_ms,
        };
        let mut ms = ping.ms.div_euclid(SLOT) * SLOT + SLOT;
        while ms <= until {
            let known = match next.filter(|n| n.ms - ping.ms < 60 * MIN) {
                Some(n) => {
                    let share = (ms - ping.ms) as f64 / (n.ms - ping.ms) as f64;
                    let way = distance_m(ping.place, n.place);
                    let kn = way / ((n.ms - ping.ms) as f64 / 1e3) / MPS_PER_KN;
                    (interpolate(ping.place, n.place, share), kn)
                }
                None => (reckon(ping, ms), ping.kn),
            };
            slots.insert(ms, known);
            ms += SLOT;
        }
    }
    slots
}

/// The definition, literally.
fn literal(tracks: &Tracks, rule: Literal) -> Vec<Meeting> {
    let mut all = Vec::new();
    let days: BTreeSet<i64> = tracks
        .values()
        .flatten()
        .map(|p| p.ms.div_euclid(DAY))
        .collect();
    if !rule.by_day {
        return merged(&runs(tracks, rule), rule);
    }
    for day in days {
        // What is reckoned beyond the day is not of the day.
        let within = |m: &Meeting| m.1.div_euclid(DAY) == day || m.2.div_euclid(DAY) == day;
        let of_day: Tracks = tracks
            .iter()
            .map(|(ship, pings)| {
                let pings = pings.iter().filter(|p| p.ms.div_euclid(DAY) == day);
                (*ship, pings.copied().collect())
            })
            .collect();
        let mut runs = runs(&of_day, rule);
        for run in runs.values_mut().flatten() {
            run.retain(|(ms, _)| ms.div_euclid(DAY) == day);
        }
        for of_pair in runs.values_mut() {
            of_pair.retain(long_enough);
        }
        all.extend(merged(&runs, rule).into_iter().filter(within));
    }
    all
}

/// Slot, distance and speed of each contact of a run.
type Run = Vec<(i64, f64)>;

fn runs(tracks: &Tracks, rule: Literal) -> BTreeMap<Pair, Vec<Run>> {
    let known: Vec<(u32, Slots)> = tracks
        .iter()
        .map(|(ship, pings)| (*ship, resampled(pings, rule.beyond_ms)))
        .collect();
    let mut found: BTreeMap<Pair, Vec<Run>> = BTreeMap::new();
    for (at, (a, own)) in known.iter().enumerate() {
        for (b, other) in known.iter().skip(at + 1) {
            let mut run: Run = Vec::new();
            let mut all: Vec<Run> = Vec::new();
            // A run breaks where the ship that is followed is known and the other is not beside it.
            for (ms, (place, kn)) in own {
                match other
                    .get(ms)
                    .filter(|(p, _)| distance_m(*place, *p) <= 500.0)
                {
                    Some((_, their_kn)) => run.push((*ms, f64::midpoint(*kn, *their_kn))),
                    None => all.push(std::mem::take(&mut run)),
                }
            }
            all.push(run);
            all.retain(long_enough);
            if !all.is_empty() {
                found.insert((*a, *b), all);
            }
        }
    }
    found
}

fn long_enough(run: &Run) -> bool {
    match (run.first(), run.last()) {
        (Some(first), Some(last)) => last.0 - first.0 >= 60 * MIN,
        _ => false,
    }
}

fn merged(runs: &BTreeMap<Pair, Vec<Run>>, rule: Literal) -> Vec<Meeting> {
    let mut meetings = Vec::new();
    for (pair, runs) in runs {
        let mut joined: Vec<Run> = Vec::new();
        for run in runs {
            match joined.last_mut() {
                Some(last) if run[0].0 - last[last.len() - 1].0 < 240 * MIN => last.extend(run),
                _ => joined.push(run.clone()),
            }
        }
        for run in joined {
            let (from, to) = (run[0].0, run[run.len() - 1].0);
            let mut speeds: Vec<f64> = run.iter().map(|c| c.1).collect();
            speeds.sort_by(f64::total_cmp);
            if to - from >= 120 * MIN && speeds[speeds.len() / 2] < rule.speed_kn {
                meetings.push((*pair, from, to));
            }
        }
    }
    meetings
}

/// The detector on the same tracks.
fn ours(tracks: &Tracks, config: &EncounterConfig) -> Vec<Meeting> {
    let mut fixes: Vec<(i64, u32, Ping)> = tracks
        .iter()
        .flat_map(|(ship, pings)| pings.iter().map(|p| (p.ms, *ship, *p)))
        .collect();
    fixes.sort_by_key(|(ms, ship, _)| (*ms, *ship));
    let mut detector = EncounterDetector::new(config.clone(), "eval");
    let (context, mut book) = (Context::default(), EventBook::default());
    for (ms, ship, ping) in &fixes {
        let fix = Fix {
            mmsi: 1_000 + ship,
            track: 1,
            slot: *ship,
            time: Time::from_ms(*ms),
            position: ping.place,
            sog_kn: Some(ping.kn),
            cog_deg: Some(ping.course),
            nav_status: None,
            class: AisClass::A,
            source: SourceKind::Ais,
            reception: Reception::Satellite,
            receiver: 0,
            before: None,
        };
        detector.fix(&fix, &context, &mut book);
    }
    if let Some((last, ..)) = fixes.last() {
        detector.tick(Time::from_ms(last + 2 * DAY), &context, &mut book);
    }
    book.iter()
        .map(|e| {
            let ship = |i: usize| e.vessels[i].mmsi - 1_000;
            let end = e.end.map_or(e.start.time, |p| p.time);
            ((ship(0), ship(1)), e.start.time.ms(), end.ms())
        })
        .collect()
}

fn standard() -> EncounterConfig {
    EncounterConfig {
        presets: vec![EncounterPresetName::Standard],
        ..EncounterConfig::default()
    }
}

fn holds(all: &[Meeting], wanted: &Meeting) -> bool {
    all.iter()
        .any(|m| m.0 == wanted.0 && m.1 <= wanted.2 && wanted.1 <= m.2)
}

/// Reasons for what only one of the two tells, and how often.
type Reasons = BTreeMap<&'static str, usize>;

#[derive(Default)]
struct Tally {
    published: usize,
    found: usize,
    /// Published ones that stand without reckoning more than ten minutes ahead, and those found at all.
    near: usize,
    ours: usize,
    missing: Reasons,
    more: Reasons,
}

impl Tally {
    fn add(&mut self, tracks: &Tracks) {
        let theirs = literal(tracks, PUBLISHED);
        let own = ours(tracks, &standard());
        self.published += theirs.len();
        self.ours += own.len();
        let mut no_pings = standard();
        no_pings.standard.pings_min = 0;
        no_pings.standard.pings_span_share = 0.0;
        let without_pings = ours(tracks, &no_pings);
        let mut long_silence = no_pings.clone();
        long_silence.standard.silence_max_h = 10.0;
        let over_silence = ours(tracks, &long_silence);
        let mut fast = no_pings.clone();
        fast.standard.speed_kn = 50.0;
        let at_any_speed = ours(tracks, &fast);
        let near_evidence = literal(
            tracks,
            Literal {
                beyond_ms: 10 * MIN,
                ..PUBLISHED
            },
        );
        for meeting in &theirs {
            if holds(&own, meeting) {
                self.found += 1;
                self.near += 1;
                continue;
            }
            let reason = if holds(&without_pings, meeting) {
                "one of the two was not heard for half of it"
            } else if !holds(&near_evidence, meeting) {
                "rests on reckoning more than 10 min beyond the last position"
            } else if holds(&over_silence, meeting) {
                "both silent for more than two hours in between"
            } else if holds(&at_any_speed, meeting) {
                "not slow by places ten minutes apart, only by the speed sent at the ends"
            } else {
                "other"
            };
            if holds(&near_evidence, meeting) {
                self.near += 1;
            }
            *self.missing.entry(reason).or_default() += 1;
        }
        let whole = literal(
            tracks,
            Literal {
                by_day: false,
                ..PUBLISHED
            },
        );
        let any_speed = literal(
            tracks,
            Literal {
                speed_kn: f64::MAX,
                ..PUBLISHED
            },
        );
        for meeting in own.iter().filter(|m| !holds(&theirs, m)) {
            let reason = if holds(&whole, meeting) {
                "cut by the day border there"
            } else if holds(&any_speed, meeting) {
                "came and left in company: too fast as a whole there, slow where they lay"
            } else {
                "silence of one in between, which breaks a run there"
            };
            *self.more.entry(reason).or_default() += 1;
        }
    }

    fn print(&self, name: &str) {
        let share = |of: usize| self.found as f64 / of.max(1) as f64;
        println!(
            "{name}: published definition {}, ours {}; recall of ours relative to it {:.3}; \
             relative to its {} that do not rest on longer reckoning {:.3}",
            self.published,
            self.ours,
            share(self.published),
            self.near,
            share(self.near),
        );
        for (what, reasons) in [("only there", &self.missing), ("only ours", &self.more)] {
            for (reason, number) in reasons {
                println!("  {what}: {number} x {reason}");
            }
        }
    }
}

/// One day of a dense fleet on a ground of 25 km: each ship lies, shifts ground, and now and then goes
/// alongside another for half an hour to eight hours; heard every 2 to 50 minutes, with silences of hours.
fn dense(day: i64, ships: u32) -> Tracks {
    let mut dice = Dice(day as u64 + 1);
    let home = Position::new(41.0, 158.0).unwrap();
    let mut tracks = Tracks::new();
    let mut agendas: Vec<Vec<(i64, Position)>> = Vec::new();
    for ship in 0..ships {
        let mut place = destination(home, dice.between(0.0, 360.0), dice.between(0.0, 25_000.0));
        let mut agenda = vec![(0, place)];
        let mut minute = dice.between(0.0, 200.0) as i64;
        while minute < 1_440 {
            agenda.push((minute, place));
            let alongside = ship > 0 && dice.share() < 0.5;
            let other = (dice.share() * f64::from(ship)) as usize;
            place = if alongside {
                let goal = at(&agendas[other.min(agendas.len() - 1)], minute + 40);
                destination(goal, dice.between(0.0, 360.0), dice.between(30.0, 600.0))
            } else {
                destination(
                    place,
                    dice.between(0.0, 360.0),
                    dice.between(1_000.0, 9_000.0),
                )
            };
            let kn = dice.between(4.0, 10.0);
            let last = agenda[agenda.len() - 1].1;
            minute += (distance_m(last, place) / (kn * MPS_PER_KN) / 60.0).ceil() as i64;
            agenda.push((minute, place));
            minute += dice.between(30.0, 480.0) as i64;
        }
        let every = dice.between(2.0, 50.0);
        let mut pings = Vec::new();
        let mut minute = dice.between(0.0, every);
        while minute < 1_440.0 {
            let (place, soon) = (at(&agenda, minute as i64), at(&agenda, minute as i64 + 1));
            let kn = distance_m(place, soon) / 60.0 / MPS_PER_KN;
            let course = vigie_sea::bearing_deg(place, soon);
            let ms = day * DAY + (minute * 60e3) as i64;
            pings.push(Ping {
                ms,
                place,
                kn,
                course,
            });
            let silent = dice.share() < 0.04;
            minute += if silent {
                dice.between(60.0, 200.0)
            } else {
                every * dice.between(0.5, 1.5)
            };
        }
        agendas.push(agenda);
        tracks.insert(ship, pings);
    }
    tracks
}

/// Where a ship is at a minute of her day.
fn at(agenda: &[(i64, Position)], minute: i64) -> Position {
    let next = agenda.partition_point(|(m, _)| *m <= minute);
    let a = agenda[next.saturating_sub(1)];
    match agenda.get(next) {
        Some(b) if b.0 > a.0 => interpolate(a.1, b.1, (minute - a.0) as f64 / (b.0 - a.0) as f64),
        _ => a.1,
    }
}

/// Real tracks with a partner 200 m east, heard at every second position of the ship, some minutes later.
fn real() -> Option<Vec<Tracks>> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/gap-casestudy/position_messages.csv.gz"
    );
    let file = std::fs::File::open(path).ok()?;
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(file)
        .read_to_end(&mut text)
        .ok()?;
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let mut ships: BTreeMap<u32, Vec<Ping>> = BTreeMap::new();
    for row in reader.records() {
        let row = row.ok()?;
        let place = Position::new(row[1].parse().ok()?, row[2].parse().ok()?).ok()?;
        let time = Time::parse(&row[3].replace(" UTC", "Z").replace(' ', "T")).ok()?;
        let kn = row[5].parse().unwrap_or(0.0);
        let course = row.get(6).and_then(|t| t.parse().ok()).unwrap_or(0.0);
        let ping = Ping {
            ms: time.ms(),
            place,
            kn,
            course,
        };
        ships.entry(row[0].parse().ok()?).or_default().push(ping);
    }
    let mut all = Vec::new();
    for mut pings in ships.into_values() {
        pings.sort_by_key(|p| p.ms);
        pings.dedup_by_key(|p| p.ms);
        for day in pings.chunk_by(|a, b| a.ms.div_euclid(DAY) == b.ms.div_euclid(DAY)) {
            let beside = day.windows(2).step_by(2).map(|w| {
                let share = 0.4;
                let ms = w[0].ms + ((w[1].ms - w[0].ms) as f64 * share) as i64;
                let place = destination(interpolate(w[0].place, w[1].place, share), 90.0, 200.0);
                Ping { ms, place, ..w[0] }
            });
            all.push(Tracks::from([(1, day.to_vec()), (2, beside.collect())]));
        }
    }
    Some(all)
}

/// The faults of the reference code.
fn faults() {
    let start = |text: &str| Time::parse(text).unwrap().ms();
    let lie = |lon: f64, from_ms: i64, count: i64, every: i64, kn: f64| {
        let track = |lat: f64, lon: f64| -> Vec<Ping> {
            (0..count)
                .map(|n| {
                    let ms = from_ms + n * every * MIN;
                    let way = kn * MPS_PER_KN * (n * every * 60) as f64;
                    let place = destination(Position::new(lat, lon).unwrap(), 90.0, way);
                    Ping {
                        ms,
                        place,
                        kn,
                        course: 90.0,
                    }
                })
                .collect()
        };
        Tracks::from([(1, track(45.0, lon)), (2, track(45.001, lon))])
    };
    let mut d1 = lie(160.0, start("2024-07-01T22:30:00Z"), 37, 5, 0.0);
    for (course, pings) in [270.0, 90.0].into_iter().zip(d1.values_mut()) {
        let (home, from_ms) = (pings[0].place, pings[0].ms);
        let under_way = (1..=72).flat_map(|n| [(-n, n), (36 + n, n)]);
        pings.extend(under_way.map(|(step, n)| Ping {
            ms: from_ms + step * 5 * MIN,
            place: destination(home, course, 10.0 * MPS_PER_KN * (n * 300) as f64),
            kn: 10.0,
            course,
        }));
        pings.sort_by_key(|p| p.ms);
    }
    let d2 = lie(160.0, start("2024-07-01T10:05:00Z"), 2, 10, 0.3);
    let d3 = lie(179.96, start("2024-07-01T10:00:00Z"), 13, 20, 1.0);
    for (name, tracks, right) in [("D1", d1, 1), ("D2", d2, 0), ("D3", d3, 1)] {
        let (own, theirs) = (ours(&tracks, &standard()), literal(&tracks, PUBLISHED));
        println!(
            "{name}: ours {} (right: {right}), published definition {}",
            own.len(),
            theirs.len()
        );
    }
}

fn main() {
    let days = std::env::args()
        .nth(1)
        .and_then(|t| t.parse().ok())
        .unwrap_or(20);
    let mut tally = Tally::default();
    for day in 0..days {
        tally.add(&dense(19_900 + day, 60));
    }
    tally.print(&format!("synthetic fleet of 60, {days} days"));
    match real() {
        Some(all) => {
            let mut tally = Tally::default();
            all.iter().for_each(|tracks| tally.add(tracks));
            tally.print(&format!(
                "real positions with a partner, {} vessel-days",
                all.len()
            ));
        }
        None => println!("real positions: absent"),
    }
    faults();
}
