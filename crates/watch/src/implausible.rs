//! Implausible positions: places a vessel cannot have been, judged on one track.
//!
//! Each check is a file of its own: [`crate::frozen`], [`crate::circle`], [`crate::smooth`],
//! [`crate::copied`], [`crate::receiver_range`] and [`crate::receiver_clock`]; here they get their
//! fixes, and the default position is told: exactly 0°N 0°E, what a set sends that has no position.
//!
//! Jumps and single false positions are told by [`crate::shared_mmsi`], which sees all tracks of an MMSI.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::circle::{self, Circling};
use crate::claim::{Claim, Run, Teller, here};
use crate::copied::{self, Copying, Keys};
use crate::detector::Knows;
use crate::frozen::{Fine, Frozen};
use crate::receiver_clock::{self, Clocks, WrongClock};
use crate::receiver_range::{OutOfReach, Stations};
use crate::rules::within;
use crate::smooth::{self, Smooth};
use crate::{
    Context, Detector, Error, EventBook, EventState, Evidence, Fix, ReceiverHabit, SourceKind,
};

/// Vessels without a position remembered before old ones are dropped.
const DEFAULTS_MAX: usize = 10_000;

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Equal places in a row with speed that make a frozen position.
    pub frozen_fixes: u32,
    /// They span at least this, minutes.
    pub frozen_min: f64,
    /// Reported speed of each, more than, knots.
    pub frozen_kn: f64,
    /// Equal places in a row far from shore, at any speed, that make a frozen position…
    pub frozen_far_fixes: u32,
    /// …over at least this, hours…
    pub frozen_far_h: f64,
    /// …or this if the place has no more digits than tenths of a minute or thousandths of a degree, hours…
    pub frozen_coarse_h: f64,
    /// …at least so far from shore, nautical miles.
    pub frozen_far_nm: f64,
    /// Positions from which a station's habit is known.
    pub range_fixes: u32,
    /// A station's usual range holds this share of them.
    pub range_share: f64,
    /// Beyond so many times the usual range…
    pub range_factor: f64,
    /// …and beyond this, nautical miles, a position is implausible.
    pub range_nm: f64,
    /// A receiver of unknown kind is judged as a shore station if its usual range is at most this, nautical miles.
    pub range_unknown_nm: f64,
    /// So many vessels beyond reach of a receiver whose place is learned…
    pub moved_vessels: u32,
    /// …over so long with none near it say that the receiver was moved, minutes.
    pub moved_min: f64,
    /// A satellite hears up to so far from the point below it, nautical miles.
    pub footprint_nm: f64,
    /// Implausible positions closer in time than this are one event, hours.
    pub merge_h: f64,
    /// Circles.
    pub circle: circle::Config,
    /// Missing noise.
    pub smooth: smooth::Config,
    /// Copied tracks.
    pub copied: copied::Config,
    /// Clocks of receivers.
    pub clock: receiver_clock::Config,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        within(
            "implausible_position.frozen_min",
            self.frozen_min,
            0.1..=1_440.0,
        )?;
        within(
            "implausible_position.frozen_kn",
            self.frozen_kn,
            0.1..=100.0,
        )?;
        within(
            "implausible_position.frozen_far_fixes",
            f64::from(self.frozen_far_fixes),
            2.0..=10_000.0,
        )?;
        within(
            "implausible_position.frozen_far_h",
            self.frozen_far_h,
            0.1..=720.0,
        )?;
        within(
            "implausible_position.frozen_coarse_h",
            self.frozen_coarse_h,
            0.1..=720.0,
        )?;
        within(
            "implausible_position.frozen_far_nm",
            self.frozen_far_nm,
            0.0..=2_000.0,
        )?;
        within(
            "implausible_position.range_share",
            self.range_share,
            0.5..=1.0,
        )?;
        within(
            "implausible_position.range_factor",
            self.range_factor,
            1.0..=100.0,
        )?;
        within(
            "implausible_position.range_nm",
            self.range_nm,
            1.0..=10_000.0,
        )?;
        within(
            "implausible_position.footprint_nm",
            self.footprint_nm,
            100.0..=10_000.0,
        )?;
        within(
            "implausible_position.range_unknown_nm",
            self.range_unknown_nm,
            0.0..=10_000.0,
        )?;
        within(
            "implausible_position.moved_vessels",
            f64::from(self.moved_vessels),
            2.0..=16.0,
        )?;
        within(
            "implausible_position.moved_min",
            self.moved_min,
            0.0..=1_440.0,
        )?;
        within("implausible_position.merge_h", self.merge_h, 0.1..=720.0)?;
        self.circle.check()?;
        self.smooth.check()?;
        self.copied.check()?;
        self.clock.check()
    }
}

/// What the checks of a track by itself remember of it.
#[derive(Debug, Clone, Default)]
struct Alone {
    frozen: Frozen,
    circling: Option<Box<Circling>>,
    smooth: Smooth,
}

/// What the checks that compare it with others remember of it.
#[derive(Debug, Clone, Default)]
struct Among {
    copying: Copying,
    out_of_reach: Option<OutOfReach>,
}

/// The detector.
#[derive(Debug)]
pub struct ImplausibleDetector {
    config: Config,
    version: String,
    knows: Knows,
    alone: Vec<Alone>,
    fine: Fine,
    among: Vec<Among>,
    stations: Stations,
    keys: Keys,
    clocks: Clocks,
    defaults: FxHashMap<u32, Run>,
}

impl ImplausibleDetector {
    /// Makes the detector; `version` is that of the rule file.
    #[must_use]
    pub fn new(config: Config, version: &str) -> Self {
        Self {
            config,
            version: version.to_owned(),
            knows: Knows::All,
            alone: Vec::new(),
            fine: Fine::default(),
            among: Vec::new(),
            stations: Stations::default(),
            keys: Keys::default(),
            clocks: Clocks::default(),
            defaults: FxHashMap::default(),
        }
    }

    /// The detector with some of its checks only.
    pub(crate) fn with(self, knows: Knows) -> Self {
        Self { knows, ..self }
    }

    fn alone(&mut self, fix: &Fix, context: &Context, book: &mut EventBook) {
        let Some(track) = place(&mut self.alone, fix.slot) else {
            return;
        };
        let config = &self.config;
        let teller = &mut Teller {
            version: &self.version,
            book,
        };
        track
            .frozen
            .step(config, fix, &mut self.fine, context, teller);
        if is_by_equipment(fix) {
            Circling::step(&mut track.circling, &config.circle, fix, teller);
            track.smooth.step(&config.smooth, fix, teller);
        }
    }

    fn among(&mut self, fix: &Fix, context: &Context, book: &mut EventBook) {
        if !is_by_equipment(fix) {
            return;
        }
        let Some(track) = place(&mut self.among, fix.slot) else {
            return;
        };
        let config = &self.config;
        let teller = &mut Teller {
            version: &self.version,
            book,
        };
        track
            .copying
            .step(&mut self.keys, &config.copied, fix, teller);
        OutOfReach::step(
            &mut track.out_of_reach,
            &mut self.stations,
            config,
            fix,
            &context.receivers,
            teller,
        );
        self.clocks.step(&config.clock, fix, teller);
    }
}

/// What is remembered of the track in this slot.
fn place<T: Default>(tracks: &mut Vec<T>, slot: u32) -> Option<&mut T> {
    let index = slot as usize;
    if index >= tracks.len() {
        tracks.resize_with(index + 1, T::default);
    }
    tracks.get_mut(index)
}

/// Most checks judge what a ship's own equipment sends; a detection or a report by hand is coarser.
fn is_by_equipment(fix: &Fix) -> bool {
    matches!(fix.source, SourceKind::Ais | SourceKind::Vms)
}

impl Detector for ImplausibleDetector {
    fn fix(&mut self, fix: &Fix, context: &Context, book: &mut EventBook) {
        if self.knows != Knows::Others {
            self.alone(fix, context, book);
        }
        if self.knows != Knows::Alone {
            self.among(fix, context, book);
        }
    }

    fn unplaced(&mut self, fix: &Fix, _context: &Context, book: &mut EventBook) {
        if self.knows == Knows::Alone {
            return;
        }
        let merge_s = self.config.merge_h * 3_600.0;
        let goes_on = |run: &Run| fix.time.since_s(run.end.time) <= merge_s;
        if self.defaults.len() >= DEFAULTS_MAX {
            self.defaults.retain(|_, run| goes_on(run));
        }
        if self.defaults.get(&fix.mmsi).is_some_and(|r| !goes_on(r)) {
            self.defaults.remove(&fix.mmsi);
        }
        let run = self
            .defaults
            .entry(fix.mmsi)
            .or_insert_with(|| Run::at(fix, here(fix)));
        if !run.step(fix) {
            return;
        }
        let mut teller = Teller {
            version: &self.version,
            book,
        };
        teller.tell(Claim {
            check: "default-position",
            run,
            state: EventState::Closed,
            confidence: 1.0,
            evidence: Evidence::default(),
            refuted_by: &["sighted-there", "receiver-moved"],
            other: None,
        });
    }

    fn take_wrong_clock(&mut self) -> Option<WrongClock> {
        self.clocks.take_news()
    }

    fn receiver_habit(&self, receiver: u32) -> Option<ReceiverHabit> {
        self.stations.habit(&self.config, receiver)
    }

    fn look_ahead(&self, slots: &[u32]) -> u64 {
        let tracks = slots
            .iter()
            .filter_map(|slot| self.among.get(*slot as usize));
        tracks.fold(0, |seen, track| seen ^ track.copying.look_ahead())
    }

    fn forget(&mut self, slot: u32) {
        if let Some(track) = self.alone.get_mut(slot as usize) {
            *track = Alone::default();
        }
        if let Some(track) = self.among.get_mut(slot as usize) {
            *track = Among::default();
        }
    }
}
