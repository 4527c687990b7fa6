//! One look weighed against all chains so far: which of them it shows again.

use std::collections::{BTreeMap, BTreeSet};

use vigie_sea::{PlaceIndex, Position, Time, distance_m, lon_delta_deg};

use super::assign::likeliest;
use super::chain::{Chain, ChainConfig, ChainLink, NotSeenAgain, SIGHTINGS_MAX, alike};
use super::chain_ahead::Ahead;
use super::dark_sighting::{DarkSighting, LookOver};
use super::marginal::{Messages, Pair};
use super::motion::MotionModel;
use super::outline::Outline;
use super::reach::{Carried, Reach, implied};
use super::sensor::SensorTraits;

/// Pairs weighed of one detection, the likeliest.
const PAIRS_MAX: usize = 24;
/// Pairs with odds below this are not weighed.
const LEAST_ODDS: f64 = 0.02;
/// Of these so many, the likeliest, are carried to the next look.
const AHEAD_MAX: usize = 8;
/// How much it counts beside what a look shows that all it shows are others, as a share of its detections…
const OTHERS_WEIGHT: f64 = 0.5;
/// …and rounds in which their number is told by the look.
const OTHERS_ROUNDS: usize = 12;
/// Looks kept in which a chain was not seen again, the newest.
const NOT_SEEN_MAX: usize = 16;
/// Detections of a look weighed against one chain: so many nearest to where it was, and to where it is expected. In a fleet of
/// hundreds those further off do not matter.
const NEAR_MAX: usize = 12;

/// One look with what it saw dark.
pub(super) struct Step<'a> {
    pub(super) time: Time,
    scene: &'a str,
    look: Option<&'a LookOver>,
    outline: Option<Outline<'a>>,
    traits: Option<SensorTraits>,
    pub(super) seen: Vec<&'a DarkSighting>,
    places: PlaceIndex,
}

/// The looks in order of time.
pub(super) fn steps<'a>(sightings: &'a [DarkSighting], looks: &'a [LookOver]) -> Vec<Step<'a>> {
    let mut order: Vec<&DarkSighting> = sightings.iter().collect();
    order.sort_by(|a, b| (a.time, &a.id).cmp(&(b.time, &b.id)));
    order.dedup_by(|a, b| a.id == b.id);
    let skip = order.len().saturating_sub(SIGHTINGS_MAX);
    let mut by_scene: BTreeMap<&str, Vec<&DarkSighting>> = BTreeMap::new();
    for sighting in order.into_iter().skip(skip) {
        by_scene.entry(&sighting.scene).or_default().push(sighting);
    }
    let mut by_look: BTreeMap<&str, &LookOver> = looks
        .iter()
        .map(|look| (look.scene.as_str(), look))
        .collect();
    let mut all: Vec<Step<'a>> = Vec::new();
    for (scene, seen) in by_scene {
        if let Some(time) = seen.first().map(|s| s.time) {
            all.push(Step::new(time, scene, by_look.remove(scene), seen));
        }
    }
    for (scene, look) in by_look {
        all.push(Step::new(look.time, scene, Some(look), Vec::new()));
    }
    all.sort_by(|a, b| (a.time, a.scene).cmp(&(b.time, b.scene)));
    all
}

impl<'a> Step<'a> {
    fn new(
        time: Time,
        scene: &'a str,
        look: Option<&'a LookOver>,
        seen: Vec<&'a DarkSighting>,
    ) -> Self {
        let of_kind = || seen.first().map(|s| s.sensor.traits());
        Self {
            time,
            scene,
            look,
            outline: look.and_then(|l| l.footprint.as_ref()).map(Outline::of),
            traits: look.map(|look| look.traits).or_else(of_kind),
            places: PlaceIndex::new(&seen.iter().map(|s| s.position).collect::<Vec<Position>>()),
            seen,
        }
    }

    /// Share of ships of this length that the look shows.
    fn sees(&self, length_m: Option<f64>) -> f64 {
        let share = self.traits.map_or(0.5, |t| t.seen(length_m));
        share.clamp(0.001, 0.999)
    }

    /// Numbers of its detections within the reach of a vessel.
    pub(super) fn in_reach(&self, reach: &Reach, config: &ChainConfig) -> Vec<usize> {
        let latest = self.seen.last().map_or(self.time, |s| s.time);
        let place_m = self.seen.iter().map(|s| s.place_m).fold(0.0, f64::max);
        let most_m = reach.most_m(latest, place_m, config);
        let mut found = self.places.within(reach.last_place(), most_m);
        found.retain(|number| {
            self.seen.get(*number).is_some_and(|s| {
                let error = (s.place_m, s.length_m);
                s.time >= reach.last_time() && reach.can_be(s.position, s.time, error, config)
            })
        });
        found
    }

    /// Of a crowd the nearest.
    fn near(&self, reach: &Reach, model: &MotionModel, config: &ChainConfig) -> Vec<usize> {
        let mut found = self.in_reach(reach, config);
        if found.len() <= 2 * NEAR_MAX {
            return found;
        }
        let mut kept: BTreeSet<usize> = BTreeSet::new();
        for middle in [
            reach.last_place(),
            reach.expected(model, self.time).position,
        ] {
            // On a plane, as only the nearest are sought; thousands of lights are asked.
            let narrow = middle.lat_deg().to_radians().cos();
            let far = |n: &usize| {
                self.seen.get(*n).map_or(f64::INFINITY, |s| {
                    let north = s.position.lat_deg() - middle.lat_deg();
                    let east = lon_delta_deg(middle.lon_deg(), s.position.lon_deg()) * narrow;
                    north * north + east * east
                })
            };
            let mut by_distance: Vec<(f64, usize)> = found.iter().map(|n| (far(n), *n)).collect();
            by_distance
                .select_nth_unstable_by(NEAR_MAX, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            kept.extend(by_distance.into_iter().take(NEAR_MAX).map(|(_, n)| n));
        }
        found.retain(|n| kept.contains(n));
        found
    }

    /// What the look may show of a vessel.
    pub(super) fn shows(&self, reach: &Reach, model: &MotionModel, config: &ChainConfig) -> Shown {
        let length_m = reach.length_m();
        let seen = self.sees(length_m);
        let mut carried: Option<Carried> = None;
        let mut inside = None;
        if let Some(outline) = self
            .outline
            .as_ref()
            .filter(|_| self.time >= reach.last_time())
        {
            let at = carried.insert(reach.at(model, self.time));
            inside = Some(at.inside(outline).clamp(0.0, 1.0));
        }
        let mut pairs = Vec::new();
        for detection in self.near(reach, model, config) {
            let Some(sighting) = self.seen.get(detection) else {
                continue;
            };
            let at = match carried.take_if(|c| c.time == sighting.time) {
                Some(same) => same,
                None => reach.at(model, sighting.time),
            };
            let density_per_km2 = at.per_km2(sighting.position, sighting.place_m);
            carried = Some(at);
            let length_factor = alike(length_m, sighting.length_m, config);
            let stray = sighting.alone_per_km2.max(1e-9);
            // What is on AIS after all is none of them.
            let odds = seen * density_per_km2 * length_factor * sighting.dark / stray;
            if odds.is_finite() {
                pairs.push(ShownPair {
                    detection,
                    odds,
                    density_per_km2,
                    length_factor,
                });
            }
        }
        Shown {
            inside,
            seen,
            alone: inside.map_or(1.0, |p| 1.0 - p * seen).max(1e-3),
            pairs,
        }
    }
}

/// What a look may show of one vessel.
pub(super) struct Shown {
    /// Probability that it is in the footprint, where that is known.
    inside: Option<f64>,
    seen: f64,
    /// Probability that the look does not show it.
    pub(super) alone: f64,
    pub(super) pairs: Vec<ShownPair>,
}

/// A detection that may be the vessel.
#[derive(Clone, Copy)]
pub(super) struct ShownPair {
    pub(super) detection: usize,
    /// Odds against one that stands alone, before how likely it is that the vessel is not shown.
    pub(super) odds: f64,
    density_per_km2: f64,
    length_factor: f64,
}

/// A chain that may be seen again.
struct Active {
    chain: usize,
    reach: Reach,
}

/// A pair in the works.
struct Weighed {
    pair: Pair,
    of: ShownPair,
    /// What the next look makes of it.
    later: f64,
}

/// Chains as they grow from look to look.
pub(super) struct Joining<'a> {
    model: &'a MotionModel,
    config: &'a ChainConfig,
    chains: Vec<Chain>,
    active: Vec<Active>,
}

impl<'a> Joining<'a> {
    pub(super) fn new(model: &'a MotionModel, config: &'a ChainConfig) -> Self {
        Self {
            model,
            config,
            chains: Vec::new(),
            active: Vec::new(),
        }
    }

    /// Takes all looks, in order of time, and gives the chains.
    pub(super) fn take(mut self, steps: &[Step<'_>]) -> Vec<Chain> {
        let mut empty: Vec<&Step<'_>> = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            if step.seen.is_empty() {
                empty.push(step);
            } else {
                self.look(step, steps.get(number + 1..).unwrap_or_default());
            }
        }
        for chain in &mut self.chains {
            unseen_by(&empty, chain, self.model, self.config);
        }
        self.chains
    }

    /// Weighs one look against all chains, and lets them grow. `later` are the looks after it.
    fn look(&mut self, step: &Step<'_>, later: &[Step<'_>]) {
        let window_s = self.config.window_h * 3_600.0;
        self.active
            .retain(|a| step.time.since_s(a.reach.last_time()) <= window_s);
        let (model, config) = (self.model, self.config);
        let shown: Vec<Shown> = self
            .active
            .iter()
            .map(|one| step.shows(&one.reach, model, config))
            .collect();
        let mut weighed = self.weigh(step, later, &shown);
        let held = settle(&mut weighed, self.active.len(), step.seen.len());
        let pairs: Vec<Pair> = weighed.iter().map(|w| w.pair).collect();
        let chosen = likeliest(&pairs, self.active.len(), step.seen.len());
        let mut again = vec![0.0; self.active.len()];
        let mut explained = vec![0.0; step.seen.len()];
        for (pair, probability) in pairs.iter().zip(&held) {
            if let Some(sum) = again.get_mut(pair.track) {
                *sum += probability;
            }
            if let Some(sum) = explained.get_mut(pair.detection) {
                *sum += probability;
            }
        }
        let mut grown: BTreeSet<usize> = BTreeSet::new();
        let mut fresh: Vec<usize> = Vec::new();
        for (detection, sighting) in step.seen.iter().enumerate() {
            let pick = chosen.get(detection).copied().flatten();
            let surely = pick.filter(|p| held.get(*p).is_some_and(|h| *h >= config.link_from));
            let found = surely.and_then(|p| Some((weighed.get(p)?, held.get(p).copied()?)));
            let place = found.and_then(|(w, h)| {
                let chain = self.active.get(w.pair.track)?.chain;
                Some((w, h, self.chains.get_mut(chain)?))
            });
            match place {
                Some((w, probability, chain)) => {
                    grow(chain, sighting, w, probability);
                    grown.insert(w.pair.track);
                }
                None => {
                    let left = 1.0 - explained.get(detection).copied().unwrap_or(0.0);
                    fresh.push(self.chains.len());
                    self.chains.push(begun(sighting, left.clamp(0.0, 1.0)));
                }
            }
        }
        self.not_again(step, &grown, &shown, &again);
        self.refresh(&grown, fresh);
    }

    /// The pairs that may hold.
    fn weigh(&self, step: &Step<'_>, later: &[Step<'_>], shown: &[Shown]) -> Vec<Weighed> {
        let mut by_detection: Vec<Vec<Weighed>> = Vec::new();
        by_detection.resize_with(step.seen.len(), Vec::new);
        for (track, shown) in shown.iter().enumerate() {
            for of in &shown.pairs {
                let odds = of.odds / shown.alone;
                let Some(list) = by_detection.get_mut(of.detection) else {
                    continue;
                };
                if odds.is_finite() && odds > LEAST_ODDS {
                    let pair = Pair {
                        track,
                        detection: of.detection,
                        odds,
                    };
                    let (of, later) = (*of, 1.0);
                    list.push(Weighed { pair, of, later });
                }
            }
        }
        let mut ahead = Ahead::of(step, later, self.model, self.config);
        for list in &mut by_detection {
            list.sort_by(|a, b| {
                let order = b.pair.odds.total_cmp(&a.pair.odds);
                order.then(a.pair.track.cmp(&b.pair.track))
            });
            list.truncate(PAIRS_MAX);
            for weighed in list.iter_mut().take(AHEAD_MAX) {
                let track = weighed.pair.track;
                let one = self.active.get(track);
                let chain = one.and_then(|one| Some((one, self.chains.get(one.chain)?)));
                if let Some((one, chain)) = chain {
                    let of = (track, chain, &one.reach);
                    weighed.later = ahead.factor(of, weighed.pair.detection);
                    weighed.pair.odds *= weighed.later;
                }
            }
        }
        by_detection.into_iter().flatten().collect()
    }

    /// Notes of each chain that the look should have shown and did not that it was not seen again.
    fn not_again(
        &mut self,
        step: &Step<'_>,
        grown: &BTreeSet<usize>,
        shown: &[Shown],
        again: &[f64],
    ) {
        for (track, (one, shown)) in self.active.iter().zip(shown).enumerate() {
            let maybe = again.get(track).copied().unwrap_or(0.0);
            let inside = shown.inside.filter(|inside| *inside >= 0.5 && maybe < 0.5);
            let Some(inside) = inside.filter(|_| !grown.contains(&track)) else {
                continue;
            };
            let Some((chain, look)) = self.chains.get_mut(one.chain).zip(step.look) else {
                continue;
            };
            chain
                .not_seen
                .push(not_seen(look, step.time, (inside, shown.seen)));
            if chain.not_seen.len() > NOT_SEEN_MAX {
                chain.not_seen.remove(0);
            }
        }
    }

    /// Where those that grew, and those that began, may be from now on.
    fn refresh(&mut self, grown: &BTreeSet<usize>, fresh: Vec<usize>) {
        let (chains, active) = (&self.chains, &mut self.active);
        let of = |chain: usize| {
            let reach = chains.get(chain)?.reach()?;
            Some(Active { chain, reach })
        };
        for track in grown {
            if let Some(one) = active.get_mut(*track)
                && let Some(now) = of(one.chain)
            {
                *one = now;
            }
        }
        active.extend(fresh.into_iter().filter_map(of));
    }
}

/// Probability of each pair. What stands alone in a look are dark vessels that were seen before and others; the odds are
/// against the others, and how many those are comes from the look itself.
fn settle(weighed: &mut [Weighed], chains: usize, detections: usize) -> Vec<f64> {
    let mut pairs: Vec<Pair> = weighed.iter().map(|w| w.pair).collect();
    let mut messages = Messages::of(&pairs, chains, detections);
    let mut held = messages.settle(&pairs);
    let (count, mut others) = (super::telling::count(detections.max(1)), 1.0);
    for _round in 0..OTHERS_ROUNDS {
        let again: f64 = held.iter().sum();
        let told = (count - again) / count;
        let next = (told + OTHERS_WEIGHT) / (1.0 + OTHERS_WEIGHT);
        if (next - others).abs() < 0.002 {
            break;
        }
        others = next;
        for (pair, before) in pairs.iter_mut().zip(weighed.iter()) {
            pair.odds = before.pair.odds / others;
        }
        held = messages.settle(&pairs);
    }
    for (w, pair) in weighed.iter_mut().zip(pairs) {
        w.pair = pair;
    }
    held
}

fn not_seen(look: &LookOver, time: Time, (inside, seen): (f64, f64)) -> NotSeenAgain {
    NotSeenAgain {
        scene: look.scene.clone(),
        sensor: look.sensor,
        time,
        inside,
        seen,
    }
}

/// Notes the looks without any dark detection that should have shown a chain, the newest; of one sighting nothing is told.
fn unseen_by(empty: &[&Step<'_>], chain: &mut Chain, model: &MotionModel, config: &ChainConfig) {
    if chain.links.len() < 2 {
        return;
    }
    let mut found: Vec<NotSeenAgain> = Vec::new();
    let window_s = config.window_h * 3_600.0;
    let mut until = None;
    'newest: for last in (0..chain.links.len()).rev() {
        let known = chain.links.get(..=last).unwrap_or_default();
        let Some(reach) = Reach::of(known.iter().map(|link| &link.sighting)) else {
            continue;
        };
        let from = empty.partition_point(|step| step.time < reach.last_time());
        let to = until.unwrap_or_else(|| {
            empty.partition_point(|step| step.time.since_s(reach.last_time()) <= window_s)
        });
        until = Some(from);
        for step in empty.get(from..to).unwrap_or_default().iter().rev() {
            let Some((look, outline)) = step.look.zip(step.outline.as_ref()) else {
                continue;
            };
            let inside = reach.at(model, step.time).inside(outline).clamp(0.0, 1.0);
            if inside >= 0.5 {
                let seen = step.sees(reach.length_m());
                found.push(not_seen(look, step.time, (inside, seen)));
            }
            if found.len() >= NOT_SEEN_MAX {
                break 'newest;
            }
        }
    }
    chain.not_seen.extend(found);
    chain
        .not_seen
        .sort_by(|a, b| (a.time, &a.scene).cmp(&(b.time, &b.scene)));
    let more = chain.not_seen.len().saturating_sub(NOT_SEEN_MAX);
    chain.not_seen.drain(..more);
}

fn begun(sighting: &DarkSighting, probability: f64) -> Chain {
    Chain {
        number: 0,
        links: vec![ChainLink {
            sighting: sighting.clone(),
            probability,
            odds: 1.0,
            density_per_km2: 0.0,
            length_factor: 1.0,
            later_factor: 1.0,
            run_m: 0.0,
            implied: None,
        }],
        not_seen: Vec::new(),
    }
}

fn grow(chain: &mut Chain, sighting: &DarkSighting, weighed: &Weighed, probability: f64) {
    let before = chain.links.last().map(|link| &link.sighting);
    let run_m = before.map_or(0.0, |b| distance_m(b.position, sighting.position));
    let way = before.and_then(|b| implied(b, sighting));
    chain.links.push(ChainLink {
        sighting: sighting.clone(),
        probability,
        odds: weighed.pair.odds,
        density_per_km2: weighed.of.density_per_km2,
        length_factor: weighed.of.length_factor,
        later_factor: weighed.later,
        run_m,
        implied: way,
    });
}
