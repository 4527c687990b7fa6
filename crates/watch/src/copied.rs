//! Copied tracks: a vessel that repeats, report by report, what another one sent, elsewhere or later.
//!
//! At sea: a track made up from a real one keeps its speeds, its courses and its turns; only the place, the
//! time or the MMSI is another. Two real ships never agree in knots, tenths of degrees and steps
//! over many reports, not even a pair trawling side by side.
//!
//! Method (own): the reported speed and course of six reports in a row under way (without a course:
//! speed, seconds and way north since the report before) make a key, if they vary enough. Every fourth key by value is
//! remembered with the way made meanwhile: original and copy choose the same ones. A track that
//! meets keys of one other vessel several times, each with the same way and the same shift in time and
//! place, is a copy of it, or both are copies of a third. The later one is told; at the same time
//! nobody knows which of the two is true, and the confidence says so.
//!
//! A ship's own track of before, sent again, is found by the same keys: there the places are equal too, to the
//! rounding of AIS, and no other track of her number is heard meanwhile. Ferries and patrols come the same way
//! again, never with the same speeds, courses and places row by row. Without speeds the steps north and
//! east between reports make the key, and more of them are asked for.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use vigie_sea::{MPS_PER_KN, Position, Time, distance_m};

use crate::circle::{length, offset_m};
use crate::claim::{Claim, Run, Teller, here};
use crate::rules::within;
use crate::{EndPoint, Error, EventState, Evidence, Fix};

/// Reports that make a key.
const REPORTS: usize = 6;
/// Different reports among them, at least: a ship under autopilot repeats some.
const DIFFERENT_MIN: usize = 5;
/// Keys remembered in each of two generations: about 400,000 reports under way each.
const KEYS_MAX: usize = 100_000;
/// One key in so many is remembered.
const KEEP_ONE_IN: u64 = 4;
/// Speed that means "not available" and more, tenths of knots.
const SOG_NONE_DKN: f64 = 1_020.0;

/// Steps of the way north in a report without a course, metres: many times the rounding of AIS.
const STEP_M: f64 = 10.0;

/// Vessels of which it is noted whether they are heard beside a track sent again.
const AGAIN_MAX: usize = 10_000;
/// The check that a ship's own track is sent again.
const OWN: &str = "own-track-again";

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Reported speed of the reports looked at, at least, knots.
    pub speed_kn: f64,
    /// Silence between two reports that breaks a row, minutes.
    pub silence_min: f64,
    /// Keys shared with one other vessel that make a copy.
    pub keys_min: u32,
    /// Ways made are equal up to this share…
    pub way_share: f64,
    /// …and these metres, for rounding.
    pub way_m: f64,
    /// Shifts in time are equal up to this, seconds.
    pub shift_s: f64,
    /// The same where the reports carry no speed: keys of steps alone.
    pub plain_keys_min: u32,
    /// A ship's own track sent again comes later than it was sent first by more than this, hours…
    pub own_shift_h: f64,
    /// …at the same places up to this, metres.
    pub own_m: f64,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        let name = "implausible_position.copied";
        within(name, self.speed_kn, 0.5..=50.0)?;
        within(name, self.silence_min, 1.0..=1_440.0)?;
        within(name, f64::from(self.keys_min), 2.0..=1_000.0)?;
        within(name, self.way_share, 0.0..=0.5)?;
        within(name, self.way_m, 0.0..=10_000.0)?;
        within(name, self.shift_s, 0.0..=3_600.0)?;
        within(name, f64::from(self.plain_keys_min), 2.0..=1_000.0)?;
        within(name, self.own_shift_h, 0.0..=8_760.0)?;
        within(name, self.own_m, 0.0..=10_000.0)
    }
}

/// Where and when a key was heard.
#[derive(Debug, Clone, Copy)]
struct Heard {
    mmsi: u32,
    track: u32,
    from: Position,
    to: Position,
    time: Time,
    seconds: f64,
    /// Made of steps alone: the reports carry no speed.
    is_plain: bool,
}

/// Another vessel, or the same one before, that sent the same, and by how much it is shifted.
#[derive(Debug, Clone, Copy)]
struct Twin {
    mmsi: u32,
    track: u32,
    shift_s: f64,
    shift_m: f64,
    is_plain: bool,
    run: Run,
}

impl Twin {
    fn is_own(&self) -> bool {
        self.mmsi == self.run.mmsi
    }

    fn keys_min(&self, config: &Config) -> u32 {
        if self.is_plain {
            config.plain_keys_min
        } else {
            config.keys_min
        }
    }
}

/// What is remembered of one track.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Copying {
    /// A ring of the newest reports of the row, and where they were sent.
    row: [u64; REPORTS],
    places: [Option<EndPoint>; REPORTS],
    newest: usize,
    length: usize,
    twin: Option<Twin>,
}

/// The keys of all vessels.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    young: FxHashMap<u64, Heard>,
    old: FxHashMap<u64, Heard>,
    /// Vessels that may be sending their own track again: which track does, and when another was heard.
    again: FxHashMap<u32, (u32, Option<Time>)>,
}

impl Keys {
    /// The vessel that sent this key first, which is remembered; the newcomer otherwise.
    fn meet(&mut self, config: &Config, key: u64, heard: Heard) -> Option<Heard> {
        if let Some(known) = self.young.get(&key).or_else(|| self.old.get(&key)) {
            let known = *known;
            if known.mmsi != heard.mmsi || is_again(config, &known, &heard) {
                return Some(known);
            }
        }
        if self.young.len() >= KEYS_MAX {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, heard);
        None
    }

    /// Any report of a vessel: one of another track than that which seems sent again.
    fn hear(&mut self, fix: &Fix) {
        if !self.again.is_empty()
            && let Some((track, other)) = self.again.get_mut(&fix.mmsi)
            && *track != fix.track
        {
            *other = Some(fix.time);
        }
    }

    /// From now on it is noted whether another track of this vessel is heard.
    fn attend(&mut self, mmsi: u32, track: u32) {
        if self.again.len() >= AGAIN_MAX {
            self.again.clear();
        }
        self.again.insert(mmsi, (track, None));
    }

    /// Whether nothing else was heard of the vessel since this track began to be sent again.
    fn is_alone(&self, mmsi: u32, track: u32) -> bool {
        self.again.get(&mmsi) == Some(&(track, None))
    }
}

impl Copying {
    /// One more fix of the track.
    pub(crate) fn step(
        &mut self,
        keys: &mut Keys,
        config: &Config,
        fix: &Fix,
        teller: &mut Teller<'_>,
    ) {
        keys.hear(fix);
        let silence_s = config.silence_min * 60.0;
        if let Some(last) = self.place(self.newest)
            && fix.time.since_s(last.time) > silence_s
        {
            self.length = 0;
        }
        let Some(report) = self.report(config, fix) else {
            self.length = 0;
            if let Some(newest) = self.places.get_mut(self.newest) {
                *newest = Some(here(fix));
            }
            return;
        };
        self.newest = (self.newest + 1) % REPORTS;
        let newest = self.row.get_mut(self.newest);
        if let (Some(newest), Some(place)) = (newest, self.places.get_mut(self.newest)) {
            (*newest, *place) = (report, Some(here(fix)));
        }
        self.length = (self.length + 1).min(REPORTS);
        if self.length < REPORTS {
            return;
        }
        let oldest = (self.newest + 1) % REPORTS;
        let key = mixed(&self.row, oldest);
        if !key.is_multiple_of(KEEP_ONE_IN) || !self.varies() {
            return;
        }
        let Some(first) = self.place(oldest) else {
            return;
        };
        let heard = Heard {
            mmsi: fix.mmsi,
            track: fix.track,
            from: first.position,
            to: fix.position,
            time: fix.time,
            seconds: fix.time.since_s(first.time),
            is_plain: fix.sog_kn.is_none(),
        };
        if let Some(known) = keys.meet(config, key, heard) {
            self.meet(keys, config, (&known, &heard), first, fix, teller);
        }
    }

    /// Looks at what the next fix is compared with; see [`crate::Detector::look_ahead`].
    pub(crate) fn look_ahead(&self) -> u64 {
        let oldest = (self.newest + 1) % REPORTS;
        let places = [self.place(self.newest), self.place(oldest)];
        let times = places
            .into_iter()
            .flatten()
            .map(|at| at.time.ms().cast_unsigned());
        times.fold(
            self.row.get(self.newest).copied().unwrap_or(0),
            |seen, ms| seen ^ ms,
        )
    }

    fn place(&self, at: usize) -> Option<EndPoint> {
        self.places.get(at).copied().flatten()
    }

    /// Speed and course as sent; without a course, what was made good since the report before; without a
    /// speed, the steps alone.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "tenths of knots and degrees, seconds within the silence"
    )]
    fn report(&self, config: &Config, fix: &Fix) -> Option<u64> {
        let Some(sog_kn) = fix.sog_kn else {
            return self.steps(config, fix);
        };
        if sog_kn < config.speed_kn {
            return None;
        }
        let sog_dkn = (sog_kn * 10.0).round();
        if sog_dkn > SOG_NONE_DKN {
            return None;
        }
        let second = match fix.cog_deg {
            Some(cog_deg) => (cog_deg * 10.0).round() as u64,
            None => {
                let last = self.place(self.newest)?;
                let seconds = fix.time.since_s(last.time).clamp(0.0, 65_535.0);
                let north_m = offset_m(last.position, fix.position).0;
                // Steps north stay the same wherever a track is moved to.
                let north = (north_m / STEP_M).round().clamp(-30_000.0, 30_000.0) + 32_768.0;
                (north as u64) << 16 | seconds.round() as u64
            }
        };
        Some((sog_dkn as u64) << 32 | second)
    }

    /// Steps north in metres and east in degrees, which stay when a track is moved in degrees, and the seconds.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "steps and seconds within their limits"
    )]
    fn steps(&self, config: &Config, fix: &Fix) -> Option<u64> {
        let last = self.place(self.newest)?;
        let seconds = fix.time.since_s(last.time).clamp(0.0, 65_535.0);
        let (north_m, east_m) = offset_m(last.position, fix.position);
        if length(north_m, east_m) < config.speed_kn * MPS_PER_KN * seconds.max(1.0) {
            return None;
        }
        let turned = last.position.lat_deg().to_radians().cos().max(1e-6);
        let bins = |m: f64| ((m / STEP_M).round().clamp(-30_000.0, 30_000.0) + 32_768.0) as u64;
        // Above all speeds, so that it equals no report that has one.
        Some(1 << 62 | bins(east_m / turned) << 32 | bins(north_m) << 16 | seconds.round() as u64)
    }

    /// Whether the row says more than that a ship kept its course.
    fn varies(&self) -> bool {
        let mut seconds = self.row.map(|r| r & 0xFFFF_FFFF);
        let mut whole = self.row;
        seconds.sort_unstable();
        whole.sort_unstable();
        let different =
            |sorted: &[u64]| 1 + sorted.windows(2).filter(|w| w.first() != w.last()).count();
        different(&whole) >= DIFFERENT_MIN && different(&seconds) >= DIFFERENT_MIN - 1
    }

    fn meet(
        &mut self,
        keys: &mut Keys,
        config: &Config,
        (known, heard): (&Heard, &Heard),
        first: EndPoint,
        fix: &Fix,
        teller: &mut Teller<'_>,
    ) {
        if !same_way(config, known, heard) {
            return;
        }
        let shift_s = heard.time.since_s(known.time);
        let shift_m = distance_m(known.to, heard.to);
        let goes_on = self
            .twin
            .as_ref()
            .is_some_and(|t| t.mmsi == known.mmsi && (t.shift_s - shift_s).abs() <= config.shift_s);
        if !goes_on {
            self.end(config, teller);
            if known.mmsi == heard.mmsi {
                keys.attend(heard.mmsi, heard.track);
            }
            self.twin = Some(Twin {
                mmsi: known.mmsi,
                track: known.track,
                shift_s,
                shift_m,
                is_plain: heard.is_plain,
                run: Run::at(fix, first),
            });
        }
        let Some(twin) = &mut self.twin else { return };
        (twin.track, twin.shift_m) = (known.track, shift_m);
        if twin.is_own()
            && (known.time >= twin.run.start.time || !keys.is_alone(heard.mmsi, heard.track))
        {
            // Two receivers, one of them late or with a wrong clock: the ship is heard live beside it.
            if twin.run.count >= twin.keys_min(config) {
                let id = Teller::id(&twin.run, OWN);
                teller.book.retract(fix.time, &id, "receiver-clock");
            }
            twin.run = Run::at(fix, first);
            keys.attend(heard.mmsi, heard.track);
            return;
        }
        twin.is_plain |= heard.is_plain;
        let keys_min = twin.keys_min(config);
        let tell = twin.run.step(fix) || twin.run.count == keys_min;
        if tell && twin.run.count >= keys_min {
            let twin = *twin;
            teller.tell(claim(&twin, config, EventState::Open));
        }
    }

    fn end(&mut self, config: &Config, teller: &mut Teller<'_>) {
        if let Some(twin) = self.twin.take()
            && twin.run.count >= twin.keys_min(config)
        {
            teller.tell(claim(&twin, config, EventState::Closed));
        }
    }
}

/// Whether a vessel sends, later and at the same places, what it sent itself.
fn is_again(config: &Config, known: &Heard, heard: &Heard) -> bool {
    let later_s = heard.time.since_s(known.time);
    // A row under way longer than the shift would be two receivers of one report.
    later_s > (config.own_shift_h * 3_600.0).max(heard.seconds)
        && distance_m(known.from, heard.from) <= config.own_m
        && distance_m(known.to, heard.to) <= config.own_m
}

/// Whether two rows of reports have the same way and the same length in time. A track moved to another
/// latitude keeps either its metres or its degrees of longitude.
fn same_way(config: &Config, a: &Heard, b: &Heard) -> bool {
    let ((north_a, east_a), (north_b, east_b)) = (offset_m(a.from, a.to), offset_m(b.from, b.to));
    let allowed_m = config.way_m + config.way_share * length(north_a, east_a);
    let turned = |p: Position| p.lat_deg().to_radians().cos().max(1e-6);
    let east_as_degrees = east_a * turned(b.from) / turned(a.from);
    let near = |x: f64, y: f64| (x - y).abs() <= allowed_m;
    near(north_a, north_b)
        && (near(east_a, east_b) || near(east_as_degrees, east_b))
        && (a.seconds - b.seconds).abs() <= config.shift_s
}

/// One number of a row (splitmix64's last step, one report after the other, from the oldest on).
fn mixed(ring: &[u64; REPORTS], oldest: usize) -> u64 {
    let (newer, older) = ring.split_at(oldest.min(REPORTS));
    older.iter().chain(newer).fold(0, |key, report| {
        let mut z = (key ^ report).wrapping_add(0x9E37_79B9_7F4A_7C15);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    })
}

fn claim<'a>(twin: &'a Twin, config: &Config, state: EventState) -> Claim<'a> {
    let mut evidence = Evidence::default();
    evidence.number("equal_rows", f64::from(twin.run.count));
    if twin.is_own() {
        evidence.number("sent_again_after_h", twin.shift_s / 3_600.0);
        return Claim {
            check: OWN,
            run: &twin.run,
            state,
            confidence: 0.8,
            evidence,
            refuted_by: &["sighted-there", "receiver-clock-offset"],
            other: None,
        };
    }
    evidence
        .number("shift_h", twin.shift_s / 3_600.0)
        .number("shift_m", twin.shift_m)
        .code("other_mmsi", twin.mmsi.to_string());
    // Own weights: the later of two is the copy; of two at once either may be.
    let later = twin.shift_s > config.shift_s;
    Claim {
        check: "copied-track",
        run: &twin.run,
        state,
        confidence: if later { 0.9 } else { 0.5 },
        evidence,
        refuted_by: &["sighted-there", "one-ship-two-transponders"],
        other: Some((twin.mmsi, twin.track)),
    }
}
