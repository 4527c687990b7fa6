//! Frozen: the same place again and again although a ship cannot stay so still.
//!
//! At sea: a receiver that lost the satellites, or a track made up carelessly. Positions of ships under way
//! differ by more than their rounding within seconds. A ship that does not steam drifts: far from
//! shore, whatever speed it sends, it does not stay at one place to the last digit for hours. A ship
//! that says it lies at anchor or moored is taken at its word there. Where the place has few digits
//! (tenths of a minute, thousandths of a degree) it may be rounded, and a ship at a buoy or holding its station stays
//! in such a cell: then it is judged only if the same ship is known to send finer positions, and over longer.

use rustc_hash::FxHashSet;
use vigie_sea::{METRES_PER_NM, Position};

use crate::claim::{Claim, Run, Teller, here};
use crate::implausible::Config;
use crate::{AisClass, Context, EndPoint, EventState, Evidence, Fix, SourceKind};

/// Speeds from here on mean "not available", knots.
const SOG_NONE_KN: f64 = 102.0;
/// Vessels known to send fine positions, in each of two generations.
const FINE_MAX: usize = 100_000;

/// What is remembered of one track.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Frozen {
    still: Option<(EndPoint, u32)>,
    told: Option<(Run, f64)>,
    same: Same,
    far: Option<Run>,
    /// Whether the place of `same` was looked up, and its distance from shore, metres.
    shore_m: Option<Option<f64>>,
    is_fine: bool,
}

/// Reports of one track at exactly the same place, one after the other.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Same {
    since: Option<EndPoint>,
    count: u32,
}

impl Same {
    /// One more fix: since when the track stays at one place, if its AIS does not say that it lies there.
    /// What other sources say is passed over.
    pub(crate) fn step(&mut self, fix: &Fix) -> Option<EndPoint> {
        if fix.source != SourceKind::Ais {
            return self.since;
        }
        if !matches!(fix.class, AisClass::Unknown | AisClass::A | AisClass::B)
            || matches!(fix.nav_status, Some(1 | 5 | 6))
        {
            *self = Self::default();
            return None;
        }
        if self.since.is_none_or(|s| s.position != fix.position) {
            (self.since, self.count) = (Some(here(fix)), 0);
        }
        self.count = self.count.saturating_add(1);
        self.since
    }
}

/// The vessels that are known to send positions with more digits than tenths of a minute.
#[derive(Debug, Default)]
pub(crate) struct Fine {
    young: FxHashSet<u32>,
    old: FxHashSet<u32>,
}

impl Fine {
    fn add(&mut self, mmsi: u32) {
        if self.young.len() >= FINE_MAX {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(mmsi);
    }

    fn has(&self, mmsi: u32) -> bool {
        self.young.contains(&mmsi) || self.old.contains(&mmsi)
    }
}

/// Whether both coordinates lie on tenths of a minute or both on thousandths of a degree, as far as
/// four decimals of a degree tell.
fn is_coarse(place: Position) -> bool {
    let (lat_e7, lon_e7) = place.to_e7();
    let on = |e7: i32, steps_per_deg: f64| {
        let steps = f64::from(e7) / 1e7 * steps_per_deg;
        (steps - steps.round()).abs() < 0.04
    };
    [600.0, 1_000.0]
        .iter()
        .any(|steps| on(lat_e7, *steps) && on(lon_e7, *steps))
}

/// The name of what is told of a track that stays at a place since then.
pub(crate) fn id(mmsi: u32, track: u32, since: EndPoint) -> String {
    Teller::id_of(mmsi, track, since.time, CHECK)
}

const CHECK: &str = "frozen";

impl Frozen {
    /// One more fix of the track.
    pub(crate) fn step(
        &mut self,
        config: &Config,
        fix: &Fix,
        fine: &mut Fine,
        context: &Context,
        teller: &mut Teller<'_>,
    ) {
        self.at_speed(config, fix, teller);
        self.far_off(config, fix, fine, context, teller);
    }

    /// At a speed.
    fn at_speed(&mut self, config: &Config, fix: &Fix, teller: &mut Teller<'_>) {
        let sog_kn = fix.sog_kn.filter(|s| *s < SOG_NONE_KN).unwrap_or(0.0);
        let stays = self
            .still
            .is_some_and(|(since, _)| since.position == fix.position);
        if !stays || sog_kn <= config.frozen_kn {
            self.still = (sog_kn > config.frozen_kn).then_some((here(fix), 1));
            if let Some((run, kn)) = self.told.take() {
                teller.tell(claim(&run, Some(kn), None, 0.8, EventState::Closed));
            }
            return;
        }
        let Some((since, count)) = &mut self.still else {
            return;
        };
        *count = count.saturating_add(1);
        let span_s = fix.time.since_s(since.time);
        let is_told = self.far.is_some();
        if is_told || *count < config.frozen_fixes || span_s < config.frozen_min * 60.0 {
            return;
        }
        let (run, kn) = self
            .told
            .get_or_insert_with(|| (Run::at(fix, *since), sog_kn));
        run.count = *count - 1;
        *kn = kn.max(sog_kn);
        if run.step(fix) {
            let (run, kn) = (*run, *kn);
            teller.tell(claim(&run, Some(kn), None, 0.8, EventState::Open));
        }
    }

    /// Far from shore, whatever the speed.
    fn far_off(
        &mut self,
        config: &Config,
        fix: &Fix,
        fine: &mut Fine,
        context: &Context,
        teller: &mut Teller<'_>,
    ) {
        if fix.source != SourceKind::Ais {
            return;
        }
        let before = self.same.since;
        let since = self.same.step(fix);
        if since != before {
            let shore_m = self.shore_m.take().flatten();
            if let Some(run) = self.far.take() {
                let shore_nm = shore_m.map(|m| m / METRES_PER_NM);
                teller.tell(claim(&run, None, shore_nm, 0.7, EventState::Closed));
            }
            if !self.is_fine && !is_coarse(fix.position) {
                self.is_fine = true;
                fine.add(fix.mmsi);
            }
        }
        let Some(since) = since else { return };
        let span_h = fix.time.since_s(since.time) / 3_600.0;
        let count = self.same.count;
        if count < config.frozen_far_fixes || span_h < config.frozen_far_h || self.told.is_some() {
            return;
        }
        if is_coarse(since.position) && (span_h < config.frozen_coarse_h || !fine.has(fix.mmsi)) {
            return;
        }
        let shore_m = *self
            .shore_m
            .get_or_insert_with(|| context.shore_distance_m(since.position));
        let Some(shore_nm) = shore_m.map(|m| m / METRES_PER_NM) else {
            return;
        };
        if shore_nm < config.frozen_far_nm {
            return;
        }
        let run = self.far.get_or_insert_with(|| Run::at(fix, since));
        run.count = count - 1;
        if run.step(fix) {
            teller.tell(claim(run, None, Some(shore_nm), 0.7, EventState::Open));
        }
    }
}

fn claim(
    run: &Run,
    reported_kn: Option<f64>,
    shore_nm: Option<f64>,
    confidence: f64,
    state: EventState,
) -> Claim<'_> {
    let mut evidence = Evidence::default();
    if let Some(kn) = reported_kn {
        evidence.number("reported_speed_kn", kn);
    }
    if let Some(nm) = shore_nm {
        evidence.number("shore_distance_nm", nm);
    }
    evidence.number("duration_h", run.end.time.since_s(run.start.time) / 3_600.0);
    Claim {
        check: CHECK,
        run,
        state,
        confidence,
        evidence,
        refuted_by: &["sighted-there", "feed-repeats-positions"],
        other: None,
    }
}
