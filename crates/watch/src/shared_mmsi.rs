//! Shared MMSI: two tracks of one MMSI at the same time are two ships, or one of them is false.
//!
//! Method (own, on the tracks of [`crate::track`]): when two tracks take turns and going from one to
//! the other would need more speed than any ship has, they are two ships. A track of a few positions
//! beside another that goes on is a false position. A track that goes on elsewhere after an
//! impossible jump, while the first falls silent, is told as a jump: a second ship or a false
//! position, which later turns decide. Two tracks that keep a few miles apart, or of which each lies ahead
//! or astern of the other on its course, may be one ship heard by satellites whose clocks differ
//! ("satellite timing offset" of Global Fishing Watch); then the confidence is low and the evidence
//! says so. VMS carries no MMSI, a list tied it to this one: its positions beside AIS are no second ship
//! ([`crate::vms_mismatch`] compares the two). Where a receiver's clock was found wrong, what that explains is withdrawn.

use std::collections::{BTreeSet, VecDeque};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use vigie_sea::{MPS_PER_KN, Time, bearing_deg, distance_m};

use crate::receiver_clock::WrongClock;
use crate::rules::within;
use crate::{
    Context, Detector, EndPoint, Error, EventBook, EventKind, EventState, Fix, SourceKind,
};

mod clock;
mod telling;

use clock::WrongClocks;
use telling::false_id;

/// Tracks of one MMSI looked at together; the stalest is left out.
const TRACKS_MAX: usize = 24;
/// Shortest time a required speed is measured over, s: over less, clocks decide.
const SPEED_OVER_S: f64 = 60.0;

/// Turns at an impossible speed kept of two tracks, the newest.
const FAST_MAX: usize = 16;

/// Shortest way over which a course made good is measured, m.
const COURSE_OVER_M: f64 = 200.0;
/// Further off than this no clock explains a position: five hours of a fast ship, m.
const ALONG_MAX_M: f64 = 185_200.0;
/// Sine of the greatest angle off the course that still lies along it (12°): ships alter course a little
/// within the error of such a clock.
const ALONG_SIN: f64 = 0.2;

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Positions that make a track a ship.
    pub fixes_min: u32,
    /// Turns between two tracks that make them simultaneous.
    pub turns_min: u32,
    /// Going from one track to the other needs more than this, knots.
    pub speed_kn: f64,
    /// Positions of the other track after a short one that make the short one false.
    pub after_min: u32,
    /// Tracks nearer than this may be one ship with two clocks, metres.
    pub clock_m: f64,
    /// Without a turn for so long the sharing is over, hours.
    pub over_h: f64,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        within("shared_mmsi.speed_kn", self.speed_kn, 1.0..=10_000.0)?;
        within("shared_mmsi.clock_m", self.clock_m, 0.0..=1e6)?;
        within("shared_mmsi.over_h", self.over_h, 0.1..=8_784.0)
    }
}

/// A position and who heard it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Heard {
    at: EndPoint,
    receiver: u32,
}

/// One track of an MMSI that has several.
#[derive(Debug, Clone, Copy)]
struct Seen {
    slot: u32,
    track: u32,
    fixes: u32,
    first: Heard,
    last: Heard,
    /// Newest point of the other tracks when this one began.
    beside: Option<Heard>,
    /// First point of another track after this one's last, and how many there were.
    after: Option<Heard>,
    after_fixes: u32,
    /// An event about this short track stands.
    told: Option<Check>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Check {
    Outlier,
    Jump,
}

impl Check {
    fn code(self) -> &'static str {
        match self {
            Self::Outlier => "outlier",
            Self::Jump => "jump",
        }
    }
}

/// Two tracks taking turns.
#[derive(Debug, Clone)]
struct Turns {
    tracks: (u32, u32),
    count: u32,
    start: EndPoint,
    end: EndPoint,
    required_kn: f64,
    nearest_m: f64,
    farthest_m: f64,
    told_at: u32,
    due_ms: i64,
    /// Turns whose way lay along the course made good, of those that could be judged.
    along: u32,
    judged: u32,
    /// The turns that need an impossible speed: from the one track, to the other.
    fast: VecDeque<(Heard, Heard)>,
}

#[derive(Debug, Default)]
struct Group {
    seen: Vec<Seen>,
    turns: Vec<Turns>,
    /// Only VMS was heard of this number so far.
    by_vms: bool,
}

impl Group {
    /// Whether a fix by VMS, or not, counts here: VMS does until the radio of this number is heard.
    fn takes(&mut self, by_vms: bool) -> bool {
        if self.by_vms && !by_vms {
            *self = Self::default();
        }
        self.by_vms == by_vms
    }
}

/// The detector.
#[derive(Debug)]
pub struct SharedMmsiDetector {
    config: Config,
    version: String,
    shared: bool,
    implausible: bool,
    groups: FxHashMap<u32, Group>,
    clocks: WrongClocks,
    mmsi_of: Vec<u32>,
    due: BTreeSet<(i64, u32, (u32, u32))>,
}

fn needed_kn(a: &EndPoint, b: &EndPoint) -> f64 {
    let seconds = b.time.since_s(a.time).abs().max(SPEED_OVER_S);
    distance_m(a.position, b.position) / seconds / MPS_PER_KN
}

impl SharedMmsiDetector {
    /// Makes the detector; `kinds` are the kinds of event wanted.
    #[must_use]
    pub fn new(config: Config, version: &str, kinds: &[EventKind]) -> Self {
        Self {
            config,
            version: version.to_owned(),
            shared: kinds.contains(&EventKind::SharedMmsi),
            implausible: kinds.contains(&EventKind::ImplausiblePosition),
            groups: FxHashMap::default(),
            clocks: WrongClocks::default(),
            mmsi_of: Vec::new(),
            due: BTreeSet::new(),
        }
    }

    /// Counts a turn if another track was heard since this one was.
    fn turn(&mut self, mmsi: u32, index: usize, before: Option<Heard>, book: &mut EventBook) {
        let over_ms = hours_ms(self.config.over_h);
        let Some(group) = self.groups.get_mut(&mmsi) else {
            return;
        };
        let Some(me) = group.seen.get(index).copied() else {
            return;
        };
        let Some(before) = before else { return };
        let Some(other) = group
            .seen
            .iter()
            .filter(|s| s.slot != me.slot && s.last.at.time > before.at.time)
            .max_by_key(|s| (s.last.at.time, s.track))
            .copied()
        else {
            return;
        };
        let tracks = (me.track.min(other.track), me.track.max(other.track));
        let away_m = distance_m(other.last.at.position, me.last.at.position);
        let place = group
            .turns
            .iter()
            .position(|t| t.tracks == tracks)
            .unwrap_or_else(|| {
                group.turns.push(Turns {
                    tracks,
                    count: 0,
                    start: before.at,
                    end: me.last.at,
                    required_kn: 0.0,
                    nearest_m: f64::INFINITY,
                    farthest_m: 0.0,
                    told_at: 0,
                    due_ms: 0,
                    along: 0,
                    judged: 0,
                    fast: VecDeque::new(),
                });
                group.turns.len() - 1
            });
        let Some(turns) = group.turns.get_mut(place) else {
            return;
        };
        turns.count = turns.count.saturating_add(1);
        turns.end = me.last.at;
        let needed = self.clocks.needed_kn(other.last, me.last);
        turns.required_kn = turns.required_kn.max(needed);
        if needed > self.config.speed_kn {
            if turns.fast.len() >= FAST_MAX {
                turns.fast.pop_front();
            }
            turns.fast.push_back((other.last, me.last));
        }
        turns.nearest_m = turns.nearest_m.min(away_m);
        turns.farthest_m = turns.farthest_m.max(away_m);
        if let Some(along) = along_course(&before.at, &me.last.at, &other.last.at) {
            turns.judged = turns.judged.saturating_add(1);
            turns.along = turns.along.saturating_add(u32::from(along));
        }
        self.due.remove(&(turns.due_ms, mmsi, tracks));
        turns.due_ms = me.last.at.time.ms().saturating_add(over_ms);
        self.due.insert((turns.due_ms, mmsi, tracks));
        let both = me.fixes.min(other.fixes) >= self.config.fixes_min;
        // Who has no radio shares no number.
        let enough = both
            && !group.by_vms
            && turns.count >= self.config.turns_min
            && turns.required_kn > self.config.speed_kn;
        // Told again at each doubling, so that the number of changes stays small.
        if enough && turns.count >= turns.told_at.saturating_mul(2) {
            turns.told_at = turns.count;
            let turns = turns.clone();
            self.tell_shared(mmsi, &turns, EventState::Open, book);
        }
    }

    /// Judges short tracks beside the one just heard.
    fn judge(&mut self, mmsi: u32, now: Heard, slot: u32, book: &mut EventBook) {
        let mut told = Vec::new();
        let Some(group) = self.groups.get_mut(&mmsi) else {
            return;
        };
        for seen in group.seen.iter_mut().filter(|s| s.slot != slot) {
            seen.after.get_or_insert(now);
            seen.after_fixes = seen.after_fixes.saturating_add(1);
            let short = seen.fixes < self.config.fixes_min;
            if short && seen.told.is_none() && seen.after_fixes >= self.config.after_min {
                let required_kn = self.clocks.required(seen);
                if required_kn > self.config.speed_kn && seen.beside.is_some() {
                    seen.told = Some(Check::Outlier);
                    told.push((*seen, required_kn));
                }
            }
        }
        for (seen, required_kn) in told {
            self.tell_false(mmsi, &seen, Check::Outlier, required_kn, now.at.time, book);
        }
    }

    /// A track that became long enough is a ship: what was said against it is withdrawn, and if it
    /// began with an impossible jump from a track that fell silent, that is told.
    fn grown(&mut self, mmsi: u32, index: usize, book: &mut EventBook) {
        let Some(group) = self.groups.get_mut(&mmsi) else {
            return;
        };
        let turned = |track: u32| {
            let fast = group
                .turns
                .iter()
                .filter(|t| t.required_kn > self.config.speed_kn);
            fast.clone()
                .any(|t| t.tracks.0 == track || t.tracks.1 == track)
        };
        let Some(seen) = group.seen.get(index).copied() else {
            return;
        };
        let took_turns = turned(seen.track);
        let Some(place) = group.seen.get_mut(index) else {
            return;
        };
        if seen.fixes == self.config.fixes_min {
            if seen.told == Some(Check::Outlier) {
                place.told = None;
                book.retract(seen.last.at.time, &false_id(mmsi, &seen), "second-ship");
            }
            let clocks = &self.clocks;
            let needed = seen.beside.map_or(0.0, |b| clocks.needed_kn(b, seen.first));
            if needed > self.config.speed_kn && !took_turns {
                place.told = Some(Check::Jump);
                self.tell_false(mmsi, &seen, Check::Jump, needed, seen.last.at.time, book);
            }
        } else if seen.told == Some(Check::Jump) && took_turns {
            place.told = None;
            book.retract(seen.last.at.time, &false_id(mmsi, &seen), "second-ship");
        }
    }

    /// Notes a fix in the group of its MMSI, if it counts there; gives its place and the track's fix before.
    fn note(&mut self, fix: &Fix) -> Option<(usize, Option<Heard>)> {
        let now = heard(fix);
        let by_vms = fix.source == SourceKind::Vms;
        let group = self.groups.entry(fix.mmsi).or_insert_with(|| Group {
            by_vms,
            ..Group::default()
        });
        if !group.takes(by_vms) {
            return None;
        }
        if let Some(index) = group.seen.iter().position(|s| s.slot == fix.slot) {
            let seen = group.seen.get_mut(index)?;
            let before = seen.last;
            seen.last = now;
            seen.fixes = seen.fixes.saturating_add(1);
            (seen.after, seen.after_fixes) = (None, 0);
            return (group.seen.len() > 1).then_some((index, Some(before)));
        }
        let beside = group
            .seen
            .iter()
            .max_by_key(|s| (s.last.at.time, s.track))
            .map(|s| s.last);
        if group.seen.len() >= TRACKS_MAX
            && let Some(stalest) = (0..group.seen.len())
                .min_by_key(|i| group.seen.get(*i).map(|s| (s.last.at.time, s.track)))
        {
            group.seen.remove(stalest);
        }
        group.seen.push(Seen {
            slot: fix.slot,
            track: fix.track,
            fixes: 1,
            first: now,
            last: now,
            beside,
            after: None,
            after_fixes: 0,
            told: None,
        });
        (group.seen.len() > 1).then_some((group.seen.len() - 1, None))
    }
}

/// Whether a place lies ahead or astern on the course from one point to another: there a ship appears
/// whose report carries a wrong time. `None` where the course cannot be told.
fn along_course(from: &EndPoint, to: &EndPoint, place: &EndPoint) -> Option<bool> {
    let moved = distance_m(from.position, to.position) >= COURSE_OVER_M;
    let apart = distance_m(to.position, place.position);
    if !moved || !(COURSE_OVER_M..=ALONG_MAX_M).contains(&apart) {
        return None;
    }
    let course_deg = bearing_deg(from.position, to.position);
    let off = (bearing_deg(to.position, place.position) - course_deg).to_radians();
    Some(off.sin().abs() <= ALONG_SIN)
}

fn heard(fix: &Fix) -> Heard {
    Heard {
        at: EndPoint {
            time: fix.time,
            position: fix.position,
        },
        receiver: fix.receiver,
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "thresholds are checked to be small"
)]
fn hours_ms(hours: f64) -> i64 {
    (hours * 3_600_000.0) as i64
}

impl Detector for SharedMmsiDetector {
    fn fix(&mut self, fix: &Fix, _context: &Context, book: &mut EventBook) {
        let index = fix.slot as usize;
        if index >= self.mmsi_of.len() {
            self.mmsi_of.resize(index + 1, u32::MAX);
        }
        if let Some(mmsi) = self.mmsi_of.get_mut(index) {
            *mmsi = fix.mmsi;
        }
        let Some((index, before)) = self.note(fix) else {
            return;
        };
        self.turn(fix.mmsi, index, before, book);
        self.grown(fix.mmsi, index, book);
        self.judge(fix.mmsi, heard(fix), fix.slot, book);
    }

    fn wrong_clock(&mut self, clock: &WrongClock, now: Time, book: &mut EventBook) {
        self.heed_clock(*clock, now, book);
    }

    fn due(&self) -> Option<Time> {
        self.due.first().map(|(ms, ..)| Time::from_ms(*ms))
    }

    fn tick(&mut self, now: Time, _context: &Context, book: &mut EventBook) {
        while let Some((ms, mmsi, tracks)) = self.due.first().copied() {
            if ms > now.ms() {
                break;
            }
            self.due.pop_first();
            let Some(group) = self.groups.get_mut(&mmsi) else {
                continue;
            };
            let Some(place) = group.turns.iter().position(|t| t.tracks == tracks) else {
                continue;
            };
            let turns = group.turns.remove(place);
            if turns.told_at > 0 {
                self.tell_shared(mmsi, &turns, EventState::Closed, book);
            }
        }
    }

    fn look_ahead(&self, slots: &[u32]) -> u64 {
        let known = slots
            .iter()
            .filter_map(|slot| self.mmsi_of.get(*slot as usize));
        let seen = known.filter_map(|mmsi| self.groups.get(mmsi)?.seen.first());
        seen.fold(0, |all, seen| {
            all ^ u64::from(seen.fixes ^ seen.after_fixes) ^ seen.last.at.time.ms().cast_unsigned()
        })
    }

    fn forget(&mut self, slot: u32) {
        let Some(mmsi) = self.mmsi_of.get(slot as usize).copied() else {
            return;
        };
        if let Some(group) = self.groups.get_mut(&mmsi) {
            group.seen.retain(|s| s.slot != slot);
            if group.seen.is_empty() {
                self.groups.remove(&mmsi);
            }
        }
    }
}
