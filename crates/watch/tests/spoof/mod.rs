//! False positions injected into real tracks: what is read, what is injected, what counts as found.
//!
//! Shared by `tests/spoofing.rs` (a smaller size) and `examples/spoofing_eval.rs`. No threshold was chosen on
//! these tracks: all come from the method (see rules.toml), so that every vessel is one left out.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "tests and a tool for developers; not each uses all of it"
)]

use std::collections::{BTreeMap, BTreeSet};

use vigie_sea::{METRES_PER_NM, MPS_PER_KN, Position, Time, bearing_deg, destination, distance_m};
use vigie_watch::{
    AisClass, Context, Event, EventKind, EventState, Observation, PositionReport, Reception,
    Report, Rules, SourceKind, Watch, canonical,
};

/// Fewer positions say nothing of a track.
const POSITIONS_MIN: usize = 60;
/// A silence so long is no time at sea that anybody watched, s.
const SILENCE_S: f64 = 24.0 * 3_600.0;

/// One real vessel or trip.
#[derive(Clone)]
pub(crate) struct Track {
    pub(crate) set: String,
    pub(crate) rows: Vec<Observation>,
    /// Where the publisher's own segmentation goes from one segment to another.
    pub(crate) breaks: Vec<Time>,
}

/// What is injected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Circle,
    Smooth,
    CopiedElsewhere,
    CopiedLater,
    Replayed,
    Displaced,
    Stray,
    OutOfStation,
    OutOfFootprint,
}

impl Kind {
    pub(crate) const ALL: [Self; 9] = [
        Self::Circle,
        Self::Smooth,
        Self::CopiedElsewhere,
        Self::CopiedLater,
        Self::Replayed,
        Self::Displaced,
        Self::Stray,
        Self::OutOfStation,
        Self::OutOfFootprint,
    ];

    /// The checks that are meant to find it.
    pub(crate) fn checks(self) -> &'static [&'static str] {
        match self {
            Self::Circle => &["circle"],
            Self::Smooth => &["too-smooth"],
            Self::CopiedElsewhere | Self::CopiedLater => &["copied-track"],
            Self::Replayed => &["own-track-again"],
            Self::Displaced | Self::Stray => &["outlier", "jump", "shared-mmsi"],
            Self::OutOfStation => &["receiver-range"],
            Self::OutOfFootprint => &["satellite-footprint"],
        }
    }
}

/// One trial: what the watch hears, and where the false part is.
pub(crate) struct Trial {
    pub(crate) rows: Vec<Observation>,
    pub(crate) mmsi: u32,
    pub(crate) from: Time,
    pub(crate) to: Time,
    pub(crate) context: Context,
}

impl Trial {
    /// The context, which a watch takes over.
    pub(crate) fn context_taken(&self) -> Context {
        Context {
            receivers: self.context.receivers.clone(),
            ..Context::default()
        }
    }
}

/// A small generator (splitmix64): every run injects the same.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

pub(crate) fn place(o: &Observation) -> Position {
    match &o.report {
        Report::Position(p) => p.position(),
        Report::Identity(_) => Position::from_e7(0, 0),
    }
}

fn sog_kn(o: &Observation) -> f64 {
    match &o.report {
        Report::Position(p) => p.sog_kn().unwrap_or(0.0),
        Report::Identity(_) => 0.0,
    }
}

/// The same report from elsewhere, as a set sends it: rounded to 0.0001 minute.
fn moved(o: &Observation, to: Position, way: Option<(f64, f64)>) -> Observation {
    let mut o = o.clone();
    if let Report::Position(p) = &mut o.report {
        // A ten-thousandth of a minute is 16.7 units of 1e-7 degree.
        let round = |e7: i32| ((f64::from(e7) * 0.06).round() / 0.06).round() as i32;
        let (lat_e7, lon_e7) = to.to_e7();
        (p.lat_e7, p.lon_e7) = (round(lat_e7), round(lon_e7));
        if let Some((kn, course_deg)) = way {
            p.sog_dkn = Some((kn * 10.0).round() as u16);
            p.cog_ddeg = p
                .cog_ddeg
                .map(|_| (course_deg.rem_euclid(360.0) * 10.0) as u16 % 3_600);
        }
    }
    o
}

fn report(
    mmsi: u32,
    time: Time,
    place: Position,
    kn: Option<f64>,
    cog: Option<f64>,
) -> Observation {
    let (lat_e7, lon_e7) = place.to_e7();
    let report = PositionReport {
        lat_e7,
        lon_e7,
        sog_dkn: kn.map(|kn| (kn * 10.0).round() as u16),
        cog_ddeg: cog.map(|c| (c.rem_euclid(360.0) * 10.0) as u16 % 3_600),
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
        reception: Reception::Unknown,
        report: Report::Position(report),
    }
}

/// Real tracks by the name of the vessel or trip. `read` gives the bytes of a file of the shared data.
pub(crate) fn tracks(read: &dyn Fn(&str) -> Option<Vec<u8>>) -> Vec<Track> {
    let mut all: BTreeMap<(String, String), Vec<Observation>> = BTreeMap::new();
    let mut segments: BTreeMap<(String, String), Vec<(Time, String)>> = BTreeMap::new();
    if let Some(text) = read("gap-casestudy/position_messages.csv.gz") {
        let mut reader = csv::Reader::from_reader(text.as_slice());
        for row in reader.records().map(Result::unwrap) {
            let at = Position::new(row[1].parse().unwrap(), row[2].parse().unwrap()).unwrap();
            let time = Time::parse(&row[3]).unwrap();
            let key = ("gap-casestudy".to_owned(), row[0].to_owned());
            let segment = segments.entry(key.clone()).or_default();
            segment.push((time, row[4].to_owned()));
            let rows = all.entry(key).or_default();
            rows.push(report(0, time, at, row[5].parse().ok(), None));
        }
    }
    for set in [
        "iceland_trawl_survey_2019",
        "portugal_pots_dredge_2017",
        "scotland_creel_2017",
        "italy_pots_anon",
        "ireland_pots_anon",
    ] {
        let Some(text) = read(&format!("fishing-labels/{set}.csv")) else {
            continue;
        };
        let mut reader = csv::Reader::from_reader(text.as_slice());
        for row in reader.records().map(Result::unwrap) {
            let number = |i: usize| row.get(i).and_then(|t| t.parse::<f64>().ok());
            let (Ok(time), Some(lat), Some(lon)) = (Time::parse(&row[1]), number(2), number(3))
            else {
                continue;
            };
            let Ok(at) = Position::new(lat, lon) else {
                continue;
            };
            let rows = all.entry((set.to_owned(), row[0].to_owned())).or_default();
            rows.push(report(0, time, at, number(4), number(5)));
        }
    }
    if let Some(text) = read("ais-segmentation/338013000.json") {
        let key = ("ais-segmentation".to_owned(), "338013000".to_owned());
        for line in String::from_utf8_lossy(&text).lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let number = |k: &str| row[k].as_f64();
            // Only what the published segmentation keeps: the rest is of receivers with wrong clocks.
            if let (Some(lat), Some(lon)) = (number("lat"), number("lon"))
                && row["expected"].as_str() == Some("338013000-2017-07-18T00:07:20.000000Z")
            {
                let time = Time::parse(row["timestamp"].as_str().unwrap()).unwrap();
                let at = Position::new(lat, lon).unwrap();
                let rows = all.entry(key.clone()).or_default();
                rows.push(report(0, time, at, number("speed"), None));
            }
        }
    }
    let mut tracks = Vec::new();
    for (number, (key, mut rows)) in all.into_iter().enumerate() {
        let mut by_time = segments.remove(&key).unwrap_or_default();
        by_time.sort();
        let steps = by_time.windows(2).filter(|w| w[0].1 != w[1].1);
        let breaks = steps.map(|w| w[1].0).collect();
        let set = key.0;
        let mmsi = 412_100_000 + u32::try_from(number).unwrap();
        rows.iter_mut().for_each(|o| o.mmsi = mmsi);
        rows.sort_by(canonical);
        rows.dedup_by(|a, b| a.time == b.time);
        if rows.len() >= POSITIONS_MIN {
            tracks.push(Track { set, rows, breaks });
        }
    }
    tracks
}

/// Days at sea that were watched: silences of a day and more left out.
pub(crate) fn vessel_days(track: &Track) -> f64 {
    let steps = track.rows.windows(2).map(|w| w[1].time.since_s(w[0].time));
    steps.filter(|s| *s < SILENCE_S).sum::<f64>() / 86_400.0
}

/// Events about false positions that stand at the end.
pub(crate) fn told(rows: &[Observation], context: Context) -> Vec<Event> {
    let mut rules = Rules::builtin();
    rules.watch.detectors = vec![EventKind::ImplausiblePosition, EventKind::SharedMmsi];
    rules.watch.presence = false;
    let mut watch = Watch::new(rules, context);
    rows.iter().for_each(|o| watch.push(o.clone()));
    watch.finish();
    let standing = watch.book().iter();
    standing
        .filter(|e| e.state != EventState::Retracted)
        .cloned()
        .collect()
}

pub(crate) fn check_of(event: &Event) -> &str {
    match event.kind {
        EventKind::SharedMmsi => "shared-mmsi",
        _ => event.evidence.codes.get("check").map_or("", String::as_str),
    }
}

/// Whether the publisher's segmentation breaks the track there too: then the positions are indeed
/// wrong, or of another ship, and telling it is no false alarm.
pub(crate) fn known(event: &Event, track: &Track) -> bool {
    let (from, to) = (event.start.time, event.end.unwrap_or(event.start).time);
    let near = |t: &Time| t.since_s(from) >= -3_600.0 && to.since_s(*t) >= -3_600.0;
    track.breaks.iter().any(near)
}

/// Whether an event claims little: it says itself that clocks of receivers may explain it.
pub(crate) fn doubts(event: &Event) -> bool {
    event.evidence.codes.contains_key("could_be")
}

/// The baseline: two positions of an MMSI in a row that need more than 50 kn, over a mile and more.
pub(crate) fn fast(rows: &[Observation]) -> BTreeSet<(u32, Time)> {
    let mut last: BTreeMap<u32, &Observation> = BTreeMap::new();
    let mut found = BTreeSet::new();
    for o in rows {
        if let Some(before) = last.insert(o.mmsi, o) {
            let way_m = distance_m(place(before), place(o));
            let hours = o.time.since_s(before.time) / 3_600.0;
            if way_m > METRES_PER_NM && way_m / METRES_PER_NM > 50.0 * hours {
                found.insert((o.mmsi, o.time));
            }
        }
    }
    found
}

/// Whether an event lies on the false part.
pub(crate) fn hits(event: &Event, trial: &Trial) -> bool {
    let end = event.end.unwrap_or(event.start).time;
    event.vessels.iter().any(|v| v.mmsi == trial.mmsi)
        && event.start.time <= trial.to
        && end >= trial.from
}

/// A part of the track to work on: the false part with two days around it.
fn part(track: &Track, dice: &mut Dice, hours: f64) -> Option<(Vec<Observation>, usize, usize)> {
    let rows = &track.rows;
    let begin = dice.between(0.0, rows.len() as f64 * 0.8) as usize;
    let start = rows.get(begin)?.time;
    let since_h = |o: &Observation| o.time.since_s(start) / 3_600.0;
    let kept: Vec<&Observation> = rows.iter().filter(|o| since_h(o).abs() <= 48.0).collect();
    let first = kept.iter().position(|o| since_h(o) >= 0.0)?;
    let last = kept.iter().rposition(|o| since_h(o) <= hours)?;
    // The longest silence of the false part must not be longer than the checks bridge.
    let steps = kept.get(first..=last)?.windows(2);
    let silent = steps
        .map(|w| w[1].time.since_s(w[0].time))
        .fold(0.0, f64::max);
    // Three hours, and thirty positions three minutes apart: less is no track to judge.
    let (mut apart, mut newest) = (0, Time::from_ms(i64::MIN / 2));
    for o in kept.get(first..=last)? {
        if o.time.since_s(newest) >= 180.0 {
            (apart, newest) = (apart + 1, o.time);
        }
    }
    let long = since_h(kept.get(last)?) >= 3.0;
    let enough = last >= first + 40 && silent < 2.0 * 3_600.0 && apart >= 30 && long;
    enough.then(|| (kept.into_iter().cloned().collect(), first, last))
}

/// Injects one kind into a track; `None` where the track does not allow it.
pub(crate) fn inject(kind: Kind, track: &Track, dice: &mut Dice) -> Option<Trial> {
    let hours = dice.between(6.0, 12.0);
    let mut trial = match kind {
        Kind::CopiedElsewhere | Kind::CopiedLater | Kind::Replayed => {
            return copied(kind, track, dice);
        }
        Kind::OutOfStation | Kind::OutOfFootprint => return out_of_reach(kind, track, dice),
        Kind::Stray => strayed(track, dice)?,
        _ => {
            let (mut rows, first, last) = part(track, dice, hours)?;
            let from = rows.get(first)?.time;
            let to = rows.get(last)?.time;
            let sunk = rows.get(first..=last)?.to_vec();
            let false_rows = match kind {
                Kind::Circle => circled(&sunk, dice),
                Kind::Smooth => smoothed(&sunk, dice),
                _ => displaced(&sunk, dice),
            };
            rows.splice(first..=last, false_rows);
            Trial {
                rows,
                mmsi: sunk.first()?.mmsi,
                from,
                to,
                context: Context::default(),
            }
        }
    };
    trial.rows.sort_by(canonical);
    Some(trial)
}

/// Round one point, with the noise of a receiver; half of them keep the speed the ship reported.
fn circled(rows: &[Observation], dice: &mut Dice) -> Vec<Observation> {
    let radius_m = dice.between(200.0, 3_000.0);
    let kn = dice.between(6.0, 25.0);
    let honest = dice.between(0.0, 1.0) < 0.5;
    let start = &rows[0];
    let middle = destination(place(start), dice.between(0.0, 360.0), radius_m);
    rows.iter()
        .map(|o| {
            let way_m = kn * MPS_PER_KN * o.time.since_s(start.time);
            let bearing = (way_m / radius_m).to_degrees();
            let noise_m = dice.between(-5.0, 5.0);
            let at = destination(middle, bearing, radius_m + noise_m);
            moved(o, at, honest.then_some((kn, bearing + 90.0)))
        })
        .collect()
}

/// Legs of two to four hours at one speed and course, exact to the last digit AIS has.
fn smoothed(rows: &[Observation], dice: &mut Dice) -> Vec<Observation> {
    let kn = dice.between(5.0, 16.0);
    let mut course = dice.between(0.0, 360.0);
    let (mut corner, mut since) = (place(&rows[0]), rows[0].time);
    let mut leg_s = dice.between(2.0, 4.0) * 3_600.0;
    let mut out = Vec::new();
    for o in rows {
        if o.time.since_s(since) > leg_s {
            corner = destination(corner, course, kn * MPS_PER_KN * leg_s);
            since = since.plus_ms((leg_s * 1_000.0) as i64);
            course += dice.between(-60.0, 60.0);
            leg_s = dice.between(2.0, 4.0) * 3_600.0;
        }
        let at = destination(corner, course, kn * MPS_PER_KN * o.time.since_s(since));
        out.push(moved(o, at, Some((kn, bearing_deg(corner, at)))));
    }
    out
}

/// The same way, elsewhere: 30 to 1,000 nm off.
fn displaced(rows: &[Observation], dice: &mut Dice) -> Vec<Observation> {
    let away_m = dice.between(30.0, 1_000.0) * METRES_PER_NM;
    let bearing = dice.between(0.0, 360.0);
    let shift = |o: &Observation| moved(o, destination(place(o), bearing, away_m), None);
    rows.iter().map(shift).collect()
}

/// One position somewhere else.
fn strayed(track: &Track, dice: &mut Dice) -> Option<Trial> {
    let (mut rows, first, last) = part(track, dice, 6.0)?;
    let index = first + (last - first) / 2;
    let true_one = rows.get(index)?.clone();
    let away_m = dice.between(60.0, 5_000.0) * METRES_PER_NM;
    let at = destination(place(&true_one), dice.between(0.0, 360.0), away_m);
    *rows.get_mut(index)? = moved(&true_one, at, None);
    Some(Trial {
        rows,
        mmsi: true_one.mmsi,
        from: true_one.time,
        to: true_one.time,
        context: Context::default(),
    })
}

/// Another MMSI sends what this vessel sent, shifted in degrees, or an hour to two days later; or she sends it again
/// herself, an hour to three days after its end and instead of what she did then.
fn copied(kind: Kind, track: &Track, dice: &mut Dice) -> Option<Trial> {
    let hours = dice.between(8.0, 16.0);
    let (mut rows, first, last) = part(track, dice, hours)?;
    let original = rows.get(first..=last)?.to_vec();
    let steps = original.windows(2);
    let made_kn = |w: &[Observation]| {
        let seconds = w[1].time.since_s(w[0].time).max(1.0);
        distance_m(place(&w[0]), place(&w[1])) / seconds / MPS_PER_KN
    };
    let says_speed =
        |o: &Observation| matches!(&o.report, Report::Position(p) if p.sog_dkn.is_some());
    let under_way = steps
        .filter(|w| {
            if says_speed(&w[1]) {
                sog_kn(&w[1]) >= 3.0
            } else {
                made_kn(w) >= 3.0
            }
        })
        .count();
    if under_way < 40 {
        return None;
    }
    let (north, east) = (dice.between(-5.0, 5.0), dice.between(-20.0, 20.0));
    let later_ms = match kind {
        Kind::Replayed => {
            let whole_ms = original.last()?.time.ms() - original.first()?.time.ms();
            whole_ms + (dice.between(1.0, 72.0) * 3_600.0) as i64 * 1_000
        }
        Kind::CopiedLater => (dice.between(1.0, 48.0) * 3_600.0) as i64 * 1_000,
        // Not in the same second: a made-up report is sent when its turn comes.
        _ => dice.between(1.0, 20.0) as i64 * 1_000,
    };
    let mmsi = match kind {
        Kind::Replayed => original.first()?.mmsi,
        _ => 412_900_001,
    };
    let mut copies = Vec::new();
    for o in &original {
        let mut at = place(o);
        if kind == Kind::CopiedElsewhere {
            at = Position::new(at.lat_deg() + north, at.lon_deg() + east).ok()?;
        }
        let mut copy = moved(o, at, None);
        (copy.mmsi, copy.time) = (mmsi, copy.time.plus_ms(later_ms));
        copies.push(copy);
    }
    let (from, to) = (copies.first()?.time, copies.last()?.time);
    if kind == Kind::Replayed {
        rows.retain(|o| o.time < from || o.time > to);
    }
    rows.extend(copies);
    rows.sort_by(canonical);
    Some(Trial {
        rows,
        mmsi,
        from,
        to,
        context: Context::default(),
    })
}

/// A whole track that claims to be 500 to 5,000 nm away from where its receiver heard it.
fn out_of_reach(kind: Kind, track: &Track, dice: &mut Dice) -> Option<Trial> {
    let (rows, first, last) = part(track, dice, 12.0)?;
    let sunk = rows.get(first..=last)?.to_vec();
    let home = place(sunk.first()?);
    let away_nm = if kind == Kind::OutOfStation {
        dice.between(400.0, 5_000.0)
    } else {
        dice.between(2_500.0, 5_000.0)
    };
    let bearing = dice.between(0.0, 360.0);
    let mut context = Context::default();
    let reception = if kind == Kind::OutOfStation {
        Reception::Terrestrial
    } else {
        Reception::Satellite
    };
    let mut all = Vec::new();
    if kind == Kind::OutOfStation {
        // What the station hears day by day: other ships within 60 nm.
        let start_ms = sunk.first()?.time.ms() - 86_400_000;
        for i in 0..600_i64 {
            let off_m = dice.between(0.0, 60.0) * METRES_PER_NM;
            let at = destination(home, dice.between(0.0, 360.0), off_m);
            let time = Time::from_ms(start_ms + i * 60_000);
            let mut heard = report(412_800_000 + i as u32, time, at, Some(0.0), None);
            (heard.receiver, heard.reception) = (7, reception);
            all.push(heard);
        }
    } else {
        for o in &sunk {
            context
                .receivers
                .satellite(7, o.time, destination(home, 10.0, 1.5e6));
        }
    }
    let mut from_to = Vec::new();
    for o in &sunk {
        let at = destination(place(o), bearing, away_nm * METRES_PER_NM);
        let mut o = moved(o, at, None);
        (o.receiver, o.reception) = (7, reception);
        from_to.push(o.time);
        all.push(o);
    }
    all.sort_by(canonical);
    Some(Trial {
        rows: all,
        mmsi: sunk.first()?.mmsi,
        from: *from_to.first()?,
        to: *from_to.last()?,
        context,
    })
}
