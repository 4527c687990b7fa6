//! What the next look says of a pair: whether what it shows goes on from both sightings, or from each by itself.
//!
//! Two hypotheses of each pair are carried one look further: one vessel seen twice, and two that each go their own way.
//! The odds of the pair are multiplied by how much better the first explains what the next look shows there. So a join
//! that looked right is not made, or is made otherwise, once a later look fits better: everything is joined anew after each.

use std::collections::BTreeMap;

use super::chain::{Chain, ChainConfig};
use super::chain_step::{Shown, Step};
use super::motion::MotionModel;
use super::reach::{BASE_MAX_S, BASE_MIN_S, Reach};

/// Looks from which the next over a place is taken.
const LOOKS_AHEAD: usize = 6;
/// One look more makes a pair at most so many times likelier, or less likely.
const FACTOR_MAX: f64 = 50.0;

/// The looks after one look.
pub(super) struct Ahead<'a> {
    step: &'a Step<'a>,
    later: Vec<&'a Step<'a>>,
    model: &'a MotionModel,
    config: &'a ChainConfig,
    /// Of each detection the next look within its reach, and what that may show of it if it stands alone.
    alone: BTreeMap<usize, Option<(usize, Shown)>>,
    /// What a later look may show of a chain that is not seen in this one.
    unseen: BTreeMap<(usize, usize), Shown>,
}

impl<'a> Ahead<'a> {
    pub(super) fn of(
        step: &'a Step<'a>,
        later: &'a [Step<'a>],
        model: &'a MotionModel,
        config: &'a ChainConfig,
    ) -> Self {
        let in_time = |next: &&Step<'_>| {
            let since_s = next.time.since_s(step.time);
            (BASE_MIN_S..=BASE_MAX_S).contains(&since_s) && !next.seen.is_empty()
        };
        Self {
            step,
            later: later.iter().filter(in_time).take(LOOKS_AHEAD).collect(),
            model,
            config,
            alone: BTreeMap::new(),
            unseen: BTreeMap::new(),
        }
    }

    /// How much likelier the next look makes it that a detection is the chain seen again; 1 if there is none.
    pub(super) fn factor(
        &mut self,
        (track, chain, reach): (usize, &Chain, &Reach),
        detection: usize,
    ) -> f64 {
        self.factor_of(track, chain, reach, detection)
            .filter(|factor| factor.is_finite())
            .map_or(1.0, |factor| factor.clamp(1.0 / FACTOR_MAX, FACTOR_MAX))
    }

    fn factor_of(
        &mut self,
        track: usize,
        chain: &Chain,
        reach: &Reach,
        detection: usize,
    ) -> Option<f64> {
        let (step, model, config) = (self.step, self.model, self.config);
        let sighting = step.seen.get(detection).copied()?;
        let later = &self.later;
        let next_of = || {
            let single = Reach::of(std::iter::once(sighting))?;
            let number = later
                .iter()
                .position(|next| !next.in_reach(&single, config).is_empty())?;
            let shown = later.get(number)?.shows(&single, model, config);
            Some((number, shown))
        };
        let (number, single) = self
            .alone
            .entry(detection)
            .or_insert_with(next_of)
            .as_ref()?;
        let next = later.get(*number)?;
        let unseen = self
            .unseen
            .entry((track, *number))
            .or_insert_with(|| next.shows(reach, model, config));
        let seen = chain.links.iter().map(|link| &link.sighting);
        let both = Reach::of(seen.chain(std::iter::once(sighting)))?;
        let joined = next.shows(&both, model, config);
        Some(joined.whole() / apart(single, unseen).max(1e-12))
    }
}

impl Shown {
    /// How well a vessel explains what the look shows, against all of it standing alone.
    fn whole(&self) -> f64 {
        self.alone + self.pairs.iter().map(|p| p.odds).sum::<f64>()
    }
}

/// The same of two vessels, neither of which can be what the other is.
fn apart(a: &Shown, b: &Shown) -> f64 {
    let of: BTreeMap<usize, f64> = b.pairs.iter().map(|p| (p.detection, p.odds)).collect();
    let same = |odds: f64, detection: usize| odds * of.get(&detection).copied().unwrap_or(0.0);
    let both: f64 = a.pairs.iter().map(|p| same(p.odds, p.detection)).sum();
    a.whole() * b.whole() - both
}
