//! A recorded day as the base of an exercise: real traffic becomes a fragment of a scenario file, under numbers that are
//! nobody's.
//!
//! Each vessel keeps her track: the fewest points from which every report lies within [`RecordedOptions::off_m`] where she is
//! at that time (Douglas and Peucker 1973, with the distance taken at equal times, after Meratnia and de By 2004). Where
//! nothing was heard of her she is quiet, before, between and after. What else she did is not known: a claim about her is
//! neither right nor wrong in the score unless the truth of her motion bears it out.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use vigie_sea::{METRES_PER_NM, MPS_PER_KN, Time, lon_delta_deg};
use vigie_watch::{AisClass, Observation, Report, flag_of};

use crate::chance::{Chance, Stream};
use crate::chart::Place;
use crate::muster::{self, Flag, key_of};
use crate::routine::HOUR_MS;

/// Reports of one vessel nearer in time than this are one.
const APART_MS: i64 = 10_000;
/// Faster than this between two reports: one of them is false, and the later is left out.
const MOST_KN: f64 = 60.0;
/// A silence is one when it lasts three usual intervals, but at least and at most so long.
const QUIET_MS: [i64; 2] = [20 * 60_000, 6 * 3_600_000];
/// Longest leg, so that a track stays near a rhumb line.
const LEG_MS_MAX: i64 = 3_600_000;
/// Longest scenario, hours.
const HOURS_MAX: i64 = 2_208;

/// What of a recording is taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RecordedOptions {
    /// The moment that becomes the start of the exercise; none: the first report.
    pub from: Option<Time>,
    /// How long.
    pub hours: f64,
    /// South, west, north, east in degrees; west may be greater than east, across 180°.
    pub area: Option<[f64; 4]>,
    /// Most vessels; which ones is drawn by the seed.
    pub vessels_max: usize,
    /// Largest distance of a report from the track, metres.
    pub off_m: f64,
    /// Seed of numbers and of which vessels.
    pub seed: u64,
    /// Keep the MMSI of each vessel. Names are never kept.
    pub real_numbers: bool,
}

impl Default for RecordedOptions {
    fn default() -> Self {
        Self {
            from: None,
            hours: 24.0,
            area: None,
            vessels_max: 500,
            off_m: 100.0,
            seed: 1,
            real_numbers: false,
        }
    }
}

/// What became of a recording.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordedDay {
    /// The fragment.
    pub toml: String,
    /// Its vessels.
    pub vessels: usize,
    /// Vessels left out because there were more than wanted.
    pub left_out: usize,
    /// Reports taken.
    pub reports: usize,
    /// Reports left out: out of time or area, false by speed, of no ship station.
    pub refused: usize,
    /// Points of all tracks.
    pub points: usize,
    /// The moment that is the start of the exercise.
    pub start: Time,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    ms: i64,
    place: Place,
}

#[derive(Debug, Clone, Default)]
struct Vessel {
    seen: Vec<Seen>,
    ship_type: Option<u8>,
    class_b: bool,
}

/// Gathers a recording. The same reports in any order give the same fragment.
#[derive(Debug, Clone, Default)]
pub struct Recorder {
    vessels: BTreeMap<u32, Vessel>,
    taken: usize,
    refused: usize,
}

impl Recorder {
    /// Takes a report.
    pub fn take(&mut self, observation: &Observation, options: &RecordedOptions) {
        let is_ship = (201_000_000..=775_999_999).contains(&observation.mmsi);
        match &observation.report {
            Report::Identity(identity) if is_ship => {
                let vessel = self.vessels.entry(observation.mmsi).or_default();
                // Of several the greatest, so that their order does not matter.
                vessel.ship_type = vessel.ship_type.max(identity.ship_type);
            }
            Report::Position(report) => {
                let place = report.position();
                let place = Place::new(place.lat_deg(), place.lon_deg());
                if !is_ship || !lies_in(place, options) || !is_in_time(observation.time, options) {
                    self.refused += 1;
                    return;
                }
                let vessel = self.vessels.entry(observation.mmsi).or_default();
                vessel.class_b |= report.class == AisClass::B;
                let ms = observation.time.ms();
                vessel.seen.push(Seen { ms, place });
                self.taken += 1;
            }
            Report::Identity(_) => {}
        }
    }

    /// The fragment; `None` when no vessel was seen twice.
    #[must_use]
    pub fn finish(mut self, options: &RecordedOptions) -> Option<RecordedDay> {
        for vessel in self.vessels.values_mut() {
            self.refused += vessel.clean();
        }
        self.vessels.retain(|_, vessel| vessel.seen.len() > 1);
        let first = self.vessels.values().filter_map(|it| it.seen.first());
        let start = options
            .from
            .or(first.map(|it| Time::from_ms(it.ms)).min())?;
        let start = Time::from_ms(start.ms().div_euclid(60_000) * 60_000);
        let left_out = self.choose(options);
        if self.vessels.is_empty() {
            return None;
        }
        let mut day = RecordedDay {
            toml: head(start, self.hours(start), options, self.vessels.len()),
            vessels: self.vessels.len(),
            left_out,
            reports: self.vessels.values().map(|it| it.seen.len()).sum(),
            refused: self.refused,
            points: 0,
            start,
        };
        let numbers = numbers(self.vessels.keys().copied(), options);
        for ((mmsi, vessel), number) in self.vessels.iter().zip(numbers) {
            day.points += vessel.write(&mut day.toml, *mmsi, number, start, options);
        }
        Some(day)
    }

    /// Whole hours from the start to the last report, as a scenario may last.
    fn hours(&self, start: Time) -> i64 {
        let last = self.vessels.values().filter_map(|it| it.seen.last());
        let last = last.map(|it| it.ms).max().unwrap_or(start.ms());
        let ms = last.saturating_sub(start.ms());
        (ms.div_euclid(HOUR_MS) + i64::from(ms % HOUR_MS != 0)).clamp(1, HOURS_MAX)
    }

    /// As many as are wanted, drawn by the seed and not by who they are.
    fn choose(&mut self, options: &RecordedOptions) -> usize {
        let chance = Chance::new(options.seed);
        let drawn = |mmsi: u32| drawn(&chance, key_of("chosen", mmsi.into()), 0);
        let mut order: Vec<u32> = self.vessels.keys().copied().collect();
        order.sort_by_key(|mmsi| (drawn(*mmsi), *mmsi));
        let left_out: BTreeSet<u32> = order.into_iter().skip(options.vessels_max).collect();
        self.vessels.retain(|mmsi, _| !left_out.contains(mmsi));
        left_out.len()
    }
}

/// A number to put things in an order that nobody chose.
fn drawn(chance: &Chance, key: u64, number: u64) -> u64 {
    (chance.draw(Stream::Particulars, key, number).unit() * 1e15) as u64
}

/// The flag that an exercise gives a vessel of this MMSI: her own, or Panama's where no ship of an exercise flies hers.
fn flag(mmsi: u32) -> Flag {
    muster::flag_of(flag_of(mmsi).map_or("PAN", |flag| flag.iso3))
}

fn is_in_time(time: Time, options: &RecordedOptions) -> bool {
    options.from.is_none_or(|from| {
        let hours = time.since_s(from) / 3_600.0;
        (0.0..=options.hours).contains(&hours)
    })
}

fn lies_in(place: Place, options: &RecordedOptions) -> bool {
    options.area.is_none_or(|[south, west, north, east]| {
        let wide = (east - west).rem_euclid(360.0);
        let off = (place.lon_deg - west).rem_euclid(360.0);
        (south..=north).contains(&place.lat_deg) && off <= wide
    })
}

impl Vessel {
    /// In order, without repeats and false places; gives how many were left out.
    fn clean(&mut self) -> usize {
        let key = |it: &Seen| {
            (
                it.ms,
                it.place.lat_deg.to_bits(),
                it.place.lon_deg.to_bits(),
            )
        };
        self.seen.sort_by_key(key);
        let before = self.seen.len();
        let mut kept: Vec<Seen> = Vec::with_capacity(before);
        for seen in &self.seen {
            if let Some(last) = kept.last() {
                let ms = seen.ms - last.ms;
                #[allow(clippy::cast_precision_loss, reason = "milliseconds of a recording")]
                let most_m = MOST_KN * MPS_PER_KN * ms as f64 / 1_000.0;
                if ms < APART_MS || last.place.distance_m(seen.place) > most_m {
                    continue;
                }
            }
            kept.push(*seen);
        }
        self.seen = kept;
        before - self.seen.len()
    }

    fn write(
        &self,
        out: &mut String,
        mmsi: u32,
        number: u32,
        start: Time,
        options: &RecordedOptions,
    ) -> usize {
        #[allow(clippy::cast_precision_loss, reason = "milliseconds of a recording")]
        let minutes = |ms: i64| (ms - start.ms()) as f64 / 60_000.0;
        let kept = simplified(&self.seen, options.off_m);
        let first_lon = self.seen.first().map_or(0.0, |it| it.place.lon_deg);
        let mut track = String::new();
        for seen in &kept {
            let lon = first_lon + lon_delta_deg(first_lon, seen.place.lon_deg);
            let comma = if track.is_empty() { "" } else { ", " };
            // Writing to a string cannot fail.
            let _written = write!(
                track,
                "{comma}{:.2}, {:.5}, {:.5}",
                minutes(seen.ms),
                seen.place.lat_deg,
                lon
            );
        }
        let quiet: Vec<String> = self
            .silences()
            .iter()
            .map(|(from, to)| format!("{:.2}, {:.2}", minutes(*from), minutes(*to)))
            .collect();
        let flag = flag(mmsi).code;
        let _written = write!(
            out,
            "\n[[recorded]]\nid = \"recorded-{number}\"\ngear = \"{}\"\nflag = \"{flag}\"\nmmsi = {number}\nclass = \"{}\"\ntrack = [{track}]\n",
            self.gear(),
            if self.class_b { "B" } else { "A" },
        );
        if !quiet.is_empty() {
            let _written = writeln!(out, "quiet = [{}]", quiet.join(", "));
        }
        kept.len()
    }

    /// What she may be, by the AIS ship type: it decides how she looks to sensors, and claims nothing.
    fn gear(&self) -> &'static str {
        match self.ship_type {
            Some(30) => "coastal",
            Some(60..=89) => "merchant",
            _ if self.class_b => "coastal",
            _ => "merchant",
        }
    }

    /// From when to when nothing was heard of her.
    fn silences(&self) -> Vec<(i64, i64)> {
        let pairs = || self.seen.iter().zip(self.seen.iter().skip(1));
        let mut apart: Vec<i64> = pairs().map(|(a, b)| b.ms - a.ms).collect();
        apart.sort_unstable();
        let usual_ms = apart.get(apart.len() / 2).copied().unwrap_or(0);
        let least_ms = (3 * usual_ms).clamp(QUIET_MS[0], QUIET_MS[1]);
        pairs()
            .filter(|(a, b)| b.ms - a.ms > least_ms)
            .map(|(a, b)| (a.ms, b.ms))
            .collect()
    }
}

/// The fewest points that stay near all reports at their times: Douglas and Peucker's halving, without recursion.
fn simplified(seen: &[Seen], off_m: f64) -> Vec<Seen> {
    let Some(last) = seen.len().checked_sub(1) else {
        return Vec::new();
    };
    let mut keep: BTreeSet<usize> = [0, last].into();
    let mut spans = vec![(0, last)];
    while let Some((from, to)) = spans.pop() {
        let (Some(a), Some(b)) = (seen.get(from), seen.get(to)) else {
            continue;
        };
        let inner = seen.iter().enumerate().take(to).skip(from + 1);
        let off = |it: &Seen| between(*a, *b, it.ms).distance_m(it.place);
        let worst = inner
            .map(|(at, it)| (at, off(it)))
            .max_by(|x, y| x.1.total_cmp(&y.1).then(y.0.cmp(&x.0)));
        let Some((worst, far_m)) = worst else {
            continue;
        };
        let at = match far_m > off_m {
            true => worst,
            false if b.ms - a.ms > LEG_MS_MAX => usize::midpoint(from, to),
            false => continue,
        };
        keep.insert(at);
        spans.push((from, at));
        spans.push((at, to));
    }
    keep.iter()
        .filter_map(|at| seen.get(*at).copied())
        .collect()
}

/// Where she would be on the way from one to the other.
#[allow(clippy::cast_precision_loss, reason = "milliseconds of a recording")]
fn between(a: Seen, b: Seen, ms: i64) -> Place {
    let share = (ms - a.ms) as f64 / ((b.ms - a.ms).max(1)) as f64;
    a.place.moved(a.place.to(b.place).times(share))
}

/// The number of each vessel, in their order: her own, or one of her flag that says nothing of her. Pseudonyms are drawn
/// without the real number, so nobody counts back to it.
fn numbers(vessels: impl Iterator<Item = u32>, options: &RecordedOptions) -> Vec<u32> {
    let vessels: Vec<u32> = vessels.collect();
    if options.real_numbers {
        return vessels;
    }
    let chance = Chance::new(options.seed);
    // The order of the real numbers would tell of them too.
    let mut order: Vec<(u64, usize)> = (0..vessels.len())
        .map(|at| (drawn(&chance, key_of("order", at as u64), 1), at))
        .collect();
    order.sort_unstable();
    let mut next: BTreeMap<u32, u32> = BTreeMap::new();
    let mut numbers = vec![0; vessels.len()];
    for (_, at) in order {
        let mmsi = vessels.get(at).copied().unwrap_or(0);
        let mid = flag(mmsi).mid;
        let count = next.entry(mid).or_insert(0);
        *count += 1;
        if let Some(number) = numbers.get_mut(at) {
            // Apart from the numbers that fleets of a scenario get.
            *number = mid * 1_000_000 + 998_999_u32.saturating_sub(*count);
        }
    }
    numbers
}

/// The heading makes it a scenario of its own: the day plays with its own clock. As a fragment only its start counts.
fn head(start: Time, hours: i64, options: &RecordedOptions, vessels: usize) -> String {
    let numbers = if options.real_numbers {
        "their own numbers"
    } else {
        "numbers of the exercise"
    };
    let text = start.to_string();
    let day = text.get(..10).unwrap_or_default();
    format!(
        "# EXERCISE / EXERCICE / 演習: real traffic of {start}, {vessels} vessels under {numbers}, no name kept.\n\
         # Each track: minutes from the start, latitude, longitude, and so on; within {} m ({:.2} nm) of every report.\n\
         code = \"recorded-{day}\"\nhours = {hours}\nstart = {start}\n\
         title = {{ en = \"Recorded day, {start}\", \"fr-CA\" = \"Journée enregistrée, {start}\", ja = \"記録した実日、{start}\" }}\n\
         situation = {{ en = \"Real traffic as it was recorded, {vessels} vessels.\", \
         \"fr-CA\" = \"Trafic réel tel qu’il a été enregistré, {vessels} navires.\", ja = \"記録された実際の航行、{vessels}隻。\" }}\n",
        options.off_m,
        options.off_m / METRES_PER_NM,
    )
}
