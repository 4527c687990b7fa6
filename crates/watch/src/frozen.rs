//! Frozen: the same place again and again although the ship says it moves.
//!
//! At sea: a receiver that lost the satellites, or a track made up carelessly. Positions of ships under way
//! differ by more than their rounding within seconds.

use crate::claim::{Claim, Run, Teller, here};
use crate::implausible::Config;
use crate::{EndPoint, EventState, Evidence, Fix};

/// Speeds from here on mean "not available", knots.
const SOG_NONE_KN: f64 = 102.0;

/// What is remembered of one track.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Frozen {
    still: Option<(EndPoint, u32)>,
    told: Option<(Run, f64)>,
}

impl Frozen {
    /// One more fix of the track.
    pub(crate) fn step(&mut self, config: &Config, fix: &Fix, teller: &mut Teller<'_>) {
        let sog_kn = fix.sog_kn.filter(|s| *s < SOG_NONE_KN).unwrap_or(0.0);
        let stays = self
            .still
            .is_some_and(|(since, _)| since.position == fix.position);
        if !stays || sog_kn <= config.frozen_kn {
            self.still = (sog_kn > config.frozen_kn).then_some((here(fix), 1));
            if let Some((run, kn)) = self.told.take() {
                teller.tell(claim(&run, kn, EventState::Closed));
            }
            return;
        }
        let Some((since, count)) = &mut self.still else {
            return;
        };
        *count = count.saturating_add(1);
        let span_s = fix.time.since_s(since.time);
        if *count < config.frozen_fixes || span_s < config.frozen_min * 60.0 {
            return;
        }
        let (run, kn) = self
            .told
            .get_or_insert_with(|| (Run::at(fix, *since), sog_kn));
        run.count = *count - 1;
        *kn = kn.max(sog_kn);
        if run.step(fix) {
            let (run, kn) = (*run, *kn);
            teller.tell(claim(&run, kn, EventState::Open));
        }
    }
}

fn claim(run: &Run, reported_kn: f64, state: EventState) -> Claim<'_> {
    let mut evidence = Evidence::default();
    evidence.number("reported_speed_kn", reported_kn);
    evidence.number("duration_h", run.end.time.since_s(run.start.time) / 3_600.0);
    Claim {
        check: "frozen",
        run,
        state,
        confidence: 0.8,
        evidence,
        refuted_by: &["sighted-there", "receiver-moved"],
        other: None,
    }
}
