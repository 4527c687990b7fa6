//! Dark detections of successive looks joined: which of them are one vessel seen again.
//!
//! Looks are taken in order of their time. Every chain of sightings so far is carried to the look ([`Reach`]); every dark
//! detection of the look may be one of them seen again, or new; every chain may be seen again, or not: outside, or missed by
//! the sensor. All are weighed at once, as tracks and detections are ([`super::match_scene`]): odds of a pair are the
//! density of the chain at the detection, times how alike the lengths are, against the density of detections that stand alone
//! there, and against the chain not being seen. The pair stands if it is in the likeliest joint assignment and its marginal
//! probability is high enough; what stays alone begins a chain.
//!
//! Pure: the same sightings and looks give the same chains in any order; a look that comes late is simply in its place.
//! Method after Reid, *IEEE Transactions on Automatic Control* 24 (1979), with one hypothesis kept a look, and Williams and
//! Lau (2014) for the marginals. Speeds, shares and bounds are own choices, tried on simulated looks only (`dark_chain_eval`).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vigie_sea::{Time, distance_m, lon_delta_deg};

use super::assign::likeliest;
use super::dark_sighting::{DarkSighting, LookOver};
use super::marginal::{Pair, marginals};
use super::motion::MotionModel;
use super::reach::{Carried, Implied, Reach, implied};
use super::sensor::SensorKind;
use super::sighting::fingerprint;
use crate::Error;
use crate::rules::within;

/// Pairs weighed of one detection, the likeliest.
const PAIRS_MAX: usize = 8;
/// Pairs with odds below this are not weighed.
const LEAST_ODDS: f64 = 0.02;
/// Looks kept in which a chain was not seen again, the newest.
const NOT_SEEN_MAX: usize = 16;
/// Detections of a look weighed against one chain: so many nearest to where it was, and to where it is expected. In a fleet of
/// hundreds those further off do not matter.
const NEAR_MAX: usize = 12;
/// Sightings that are joined, the newest: some hundred looks at a fishing ground.
pub const SIGHTINGS_MAX: usize = 10_000;
/// Letters of names: none that make words, none that are taken for another.
const LETTERS: [char; 20] = [
    'B', 'C', 'D', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X',
    'Z',
];
/// Letters of a name…
const NAME_LETTERS: usize = 7;
/// …and so how many there are.
const NUMBERS: u32 = 20_u32.pow(7);

/// The first number of dark vessels: above those of ships that sent no MMSI ([`crate::UNNUMBERED_MIN`]).
pub const DARK_MIN: u32 = 1 << 31;

/// Whether a vessel number is that of a chain of dark detections.
#[must_use]
pub fn is_dark_number(number: u32) -> bool {
    number >= DARK_MIN
}

/// The name of a dark vessel by its number, such as `D-KQHXFTR`.
#[must_use]
pub fn dark_name(number: u32) -> String {
    let mut rest = number.saturating_sub(DARK_MIN) % NUMBERS;
    let mut letters = ['B'; NAME_LETTERS];
    for place in letters.iter_mut().rev() {
        let at = usize::try_from(rest % 20).unwrap_or(0);
        *place = LETTERS.get(at).copied().unwrap_or('B');
        rest /= 20;
    }
    format!("D-{}", letters.iter().collect::<String>())
}

/// Identifier of the event of a dark vessel.
#[must_use]
pub fn dark_event_id(number: u32) -> String {
    format!("dark_vessel-{}", dark_name(number))
}

/// Settings of the joining.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChainConfig {
    /// A vessel not seen for so long begins anew, hours.
    pub window_h: f64,
    /// Sightings are joined from this marginal probability on.
    pub link_from: f64,
    /// Standard deviation of ln(length) between two looks at one ship.
    pub length_spread: f64,
    /// Fastest that a boat under 24 m makes good, knots…
    pub small_kn: f64,
    /// …a ship of 24 to 100 m, or of unknown length…
    pub medium_kn: f64,
    /// …and a larger one.
    pub large_kn: f64,
    /// First and last sighting of a chain are at least so far apart to be told: one moment is one look; minutes.
    pub span_min: f64,
    /// A chain stands on the ranked list for so long after its last sighting, days.
    pub listed_d: f64,
    /// Share of dark vessels that begin to send AIS within the window.
    pub appear_share: f64,
    /// A vessel that begins to send is taken to be the dark one from this marginal probability on.
    pub appear_from: f64,
}

impl Default for ChainConfig {
    fn default() -> Self {
        Self {
            window_h: 72.0,
            link_from: 0.5,
            length_spread: 0.45,
            small_kn: 12.0,
            medium_kn: 17.0,
            large_kn: 25.0,
            span_min: 20.0,
            listed_d: 7.0,
            appear_share: 0.2,
            appear_from: 0.7,
        }
    }
}

impl ChainConfig {
    /// # Errors
    /// [`Error::Threshold`] for a setting outside its sensible range.
    pub fn check(&self) -> Result<(), Error> {
        within("dark_vessel.window_h", self.window_h, 1.0..=240.0)?;
        within("dark_vessel.link_from", self.link_from, 0.0..=1.0)?;
        within("dark_vessel.length_spread", self.length_spread, 0.05..=3.0)?;
        within("dark_vessel.small_kn", self.small_kn, 1.0..=60.0)?;
        within("dark_vessel.medium_kn", self.medium_kn, 1.0..=60.0)?;
        within("dark_vessel.large_kn", self.large_kn, 1.0..=60.0)?;
        within("dark_vessel.span_min", self.span_min, 0.0..=1_440.0)?;
        within("dark_vessel.listed_d", self.listed_d, 0.1..=90.0)?;
        within("dark_vessel.appear_share", self.appear_share, 0.0..=1.0)?;
        within("dark_vessel.appear_from", self.appear_from, 0.0..=1.0)
    }
}

/// One sighting of a chain, and how it came to it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainLink {
    /// What was seen.
    pub sighting: DarkSighting,
    /// Marginal probability that it is the vessel of the sighting before; of the first that it is none seen before.
    pub probability: f64,
    /// Odds of that against both standing alone; 1 of the first.
    pub odds: f64,
    /// Density of the chain there before it was seen, per km²; 0 of the first.
    pub density_per_km2: f64,
    /// How much the lengths speak for it, 1 = neither way.
    pub length_factor: f64,
    /// Way from the sighting before, metres.
    pub run_m: f64,
    /// Speed and course since the sighting before, if the time between tells one.
    pub implied: Option<Implied>,
}

/// A look that went over where a chain was expected and did not show it.
#[derive(Debug, Clone, PartialEq)]
pub struct NotSeenAgain {
    /// The look.
    pub scene: String,
    /// Its sensor.
    pub sensor: SensorKind,
    /// When.
    pub time: Time,
    /// Probability that the vessel was in the footprint.
    pub inside: f64,
    /// Probability that the sensor shows a ship of its length.
    pub seen: f64,
}

/// Sightings that are one vessel.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// Its number, from [`DARK_MIN`] on; by its first sighting.
    pub number: u32,
    /// Its sightings in order of time; never empty.
    pub links: Vec<ChainLink>,
    /// Looks that did not show it, oldest first.
    pub not_seen: Vec<NotSeenAgain>,
}

impl Chain {
    pub(super) fn reach(&self) -> Option<Reach> {
        Reach::of(self.links.iter().map(|link| &link.sighting))
    }

    /// First and last moment; `None` of a chain without sightings.
    #[must_use]
    pub fn span(&self) -> Option<(Time, Time)> {
        let (first, last) = (self.links.first()?, self.links.last()?);
        Some((first.sighting.time, last.sighting.time))
    }

    /// Whether it is a vessel seen again, and not one look.
    #[must_use]
    pub fn is_again(&self, config: &ChainConfig) -> bool {
        self.links.len() > 1
            && self
                .span()
                .is_some_and(|(first, last)| last.since_s(first) >= config.span_min * 60.0)
    }
}

/// A chain that may be seen again.
struct Active {
    chain: usize,
    reach: Reach,
    last: Time,
}

/// One look with what it saw dark.
struct Step<'a> {
    time: Time,
    scene: &'a str,
    look: Option<&'a LookOver>,
    seen: Vec<&'a DarkSighting>,
}

/// A pair in the works.
struct Weighed {
    pair: Pair,
    density_per_km2: f64,
    length_factor: f64,
}

/// Joins sightings to chains; those of a single sighting too. Any order of both gives the same.
#[must_use]
pub fn chain_sightings(
    sightings: &[DarkSighting],
    looks: &[LookOver],
    model: &MotionModel,
    config: &ChainConfig,
) -> Vec<Chain> {
    let mut chains: Vec<Chain> = Vec::new();
    let mut active: Vec<Active> = Vec::new();
    for step in steps(sightings, looks) {
        active.retain(|a| step.time.since_s(a.last) <= config.window_h * 3_600.0);
        join(&step, &mut chains, &mut active, model, config);
    }
    number(&mut chains);
    chains
}

/// The looks in order of time.
fn steps<'a>(sightings: &'a [DarkSighting], looks: &'a [LookOver]) -> Vec<Step<'a>> {
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
            let look = by_look.remove(scene);
            all.push(Step {
                time,
                scene,
                look,
                seen,
            });
        }
    }
    all.extend(by_look.into_iter().map(|(scene, look)| Step {
        time: look.time,
        scene,
        look: Some(look),
        seen: Vec::new(),
    }));
    all.sort_by(|a, b| (a.time, a.scene).cmp(&(b.time, b.scene)));
    all
}

/// Weighs one look against all chains, and lets them grow.
fn join(
    step: &Step<'_>,
    chains: &mut Vec<Chain>,
    active: &mut Vec<Active>,
    model: &MotionModel,
    config: &ChainConfig,
) {
    let (weighed, inside) = weigh(step, active, model, config);
    let pairs: Vec<Pair> = weighed.iter().map(|w| w.pair).collect();
    let held = marginals(&pairs, active.len(), step.seen.len());
    let chosen = likeliest(&pairs, active.len(), step.seen.len());
    let mut again = vec![0.0; active.len()];
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
        let place = found.and_then(|(w, h)| Some((w, h, active.get(w.pair.track)?.chain)));
        match place {
            Some((w, probability, chain)) => {
                if let Some(chain) = chains.get_mut(chain) {
                    grow(chain, sighting, w, probability);
                }
                grown.insert(w.pair.track);
            }
            None => {
                let left = 1.0 - explained.get(detection).copied().unwrap_or(0.0);
                fresh.push(chains.len());
                chains.push(begun(sighting, left.clamp(0.0, 1.0)));
            }
        }
    }
    not_again(step, active, chains, &grown, &inside, &again);
    for (at, one) in active.iter_mut().enumerate() {
        if grown.contains(&at) {
            refresh(one, chains);
        }
    }
    let of = |chain: usize| {
        let found = chains.get(chain)?;
        let (reach, (_, last)) = (found.reach()?, found.span()?);
        Some(Active { chain, reach, last })
    };
    active.extend(fresh.into_iter().filter_map(of));
}

fn refresh(active: &mut Active, chains: &[Chain]) {
    let chain = chains.get(active.chain);
    if let Some((reach, (_, last))) = chain.and_then(|c| Some((c.reach()?, c.span()?))) {
        active.reach = reach;
        active.last = last;
    }
}

/// The pairs that may hold, and for each chain the probability that it is in the footprint, where that is known.
fn weigh(
    step: &Step<'_>,
    active: &[Active],
    model: &MotionModel,
    config: &ChainConfig,
) -> (Vec<Weighed>, Vec<Option<f64>>) {
    let mut by_detection: Vec<Vec<Weighed>> = Vec::new();
    by_detection.resize_with(step.seen.len(), Vec::new);
    let mut inside = Vec::with_capacity(active.len());
    for (track, one) in active.iter().enumerate() {
        let seen = sees(step, one.reach.length_m());
        let mut carried: Option<Carried> = None;
        let here = in_footprint(step, one, model, &mut carried);
        inside.push(here);
        let alone = here.map_or(1.0, |p| 1.0 - p * seen).max(1e-3);
        for detection in near(step, one, model, config) {
            let Some(sighting) = step.seen.get(detection) else {
                continue;
            };
            let error = (sighting.place_m, sighting.length_m);
            if !one
                .reach
                .can_be(sighting.position, sighting.time, error, config)
            {
                continue;
            }
            let at = match carried.take_if(|c| c.time == sighting.time) {
                Some(same) => same,
                None => one.reach.at(model, sighting.time),
            };
            let density = at.per_km2(sighting.position, sighting.place_m);
            carried = Some(at);
            let length = alike(one.reach.length_m(), sighting.length_m, config);
            let stray = sighting.alone_per_km2.max(1e-9);
            // What is on AIS after all is none of them.
            let odds = seen * density * length * sighting.dark / stray / alone;
            if let Some(list) = by_detection.get_mut(detection)
                && odds.is_finite()
                && odds > LEAST_ODDS
            {
                list.push(Weighed {
                    pair: Pair {
                        track,
                        detection,
                        odds,
                    },
                    density_per_km2: density,
                    length_factor: length,
                });
            }
        }
    }
    for list in &mut by_detection {
        list.sort_by(|a, b| {
            let order = b.pair.odds.total_cmp(&a.pair.odds);
            order.then(a.pair.track.cmp(&b.pair.track))
        });
        list.truncate(PAIRS_MAX);
    }
    (by_detection.into_iter().flatten().collect(), inside)
}

/// Detections that may be the chain seen again, in the order of the look; of a crowd the nearest.
fn near(step: &Step<'_>, one: &Active, model: &MotionModel, config: &ChainConfig) -> Vec<usize> {
    let may = |(_, s): &(usize, &&DarkSighting)| {
        s.time >= one.last
            && one
                .reach
                .may_be(s.position, s.time, (s.place_m, s.length_m), config)
    };
    let mut found: Vec<usize> = step
        .seen
        .iter()
        .enumerate()
        .filter(may)
        .map(|(n, _)| n)
        .collect();
    if found.len() <= 2 * NEAR_MAX {
        return found;
    }
    let mut kept: BTreeSet<usize> = BTreeSet::new();
    for middle in [
        one.reach.last_place(),
        one.reach.expected(model, step.time).position,
    ] {
        // On a plane, as only the nearest are sought; thousands of lights are asked.
        let narrow = middle.lat_deg().to_radians().cos();
        let far = |n: &usize| {
            step.seen.get(*n).map_or(f64::INFINITY, |s| {
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

/// Share of ships of this length that the look shows.
fn sees(step: &Step<'_>, length_m: Option<f64>) -> f64 {
    let of_kind = || step.seen.first().map(|s| s.sensor.traits());
    let traits = step.look.map(|look| look.traits).or_else(of_kind);
    traits.map_or(0.5, |t| t.seen(length_m)).clamp(0.001, 0.999)
}

fn in_footprint(
    step: &Step<'_>,
    one: &Active,
    model: &MotionModel,
    carried: &mut Option<Carried>,
) -> Option<f64> {
    let footprint = step.look?.footprint.as_ref()?;
    if step.time < one.last {
        return None;
    }
    let at = carried.insert(one.reach.at(model, step.time));
    Some(at.share(|place| footprint.contains(place)).clamp(0.0, 1.0))
}

/// Density of ln(length) if it is the same ship, over that of any ship.
pub(super) fn alike(known_m: Option<f64>, seen_m: Option<f64>, config: &ChainConfig) -> f64 {
    // Ships seen by radar on the high seas: about 60 m, within a factor of two (as in the matching).
    const USUAL_LN: f64 = 4.1;
    const USUAL_SPREAD: f64 = 0.7;
    let (Some(known), Some(seen)) = (known_m, seen_m) else {
        return 1.0;
    };
    let normal = |x: f64, spread: f64| (-0.5 * (x / spread).powi(2)).exp() / spread;
    let usual = normal(seen.ln() - USUAL_LN, USUAL_SPREAD).max(0.02);
    // Both lengths come from images; one in ten is wrong.
    let spread = config.length_spread * std::f64::consts::SQRT_2;
    0.9 * normal((seen / known).ln(), spread) / usual + 0.1
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
        density_per_km2: weighed.density_per_km2,
        length_factor: weighed.length_factor,
        run_m,
        implied: way,
    });
}

/// Notes of each chain that the look should have shown and did not that it was not seen again.
fn not_again(
    step: &Step<'_>,
    active: &[Active],
    chains: &mut [Chain],
    grown: &BTreeSet<usize>,
    inside: &[Option<f64>],
    again: &[f64],
) {
    for (track, one) in active.iter().enumerate() {
        let Some(inside) = inside.get(track).copied().flatten() else {
            continue;
        };
        let maybe = again.get(track).copied().unwrap_or(0.0);
        if inside < 0.5 || maybe >= 0.5 || grown.contains(&track) {
            continue;
        }
        let Some((chain, look)) = chains.get_mut(one.chain).zip(step.look) else {
            continue;
        };
        chain.not_seen.push(NotSeenAgain {
            scene: look.scene.clone(),
            sensor: look.sensor,
            time: step.time,
            inside,
            seen: sees(step, one.reach.length_m()),
        });
        if chain.not_seen.len() > NOT_SEEN_MAX {
            chain.not_seen.remove(0);
        }
    }
}

/// Numbers by first sightings: of those of more than one the earlier first, so that what is told keeps its name.
fn number(chains: &mut [Chain]) {
    let mut taken: BTreeSet<u32> = BTreeSet::new();
    let (again, once): (Vec<&mut Chain>, Vec<&mut Chain>) =
        chains.iter_mut().partition(|c| c.links.len() > 1);
    for chain in again.into_iter().chain(once) {
        let first = chain.links.first().map_or("", |l| l.sighting.id.as_str());
        let mut at = hash(first);
        while !taken.insert(DARK_MIN + at) {
            at = (at + 1) % NUMBERS;
        }
        chain.number = DARK_MIN + at;
    }
}

/// FNV-1a, folded into the numbers there are.
fn hash(text: &str) -> u32 {
    let sum = fingerprint(text.as_bytes());
    u32::try_from((sum ^ (sum >> 32)) % u64::from(NUMBERS)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_a_name_of_its_own_that_no_beacon_bears() {
        assert_eq!(dark_name(DARK_MIN), "D-BBBBBBB");
        assert_eq!(dark_name(DARK_MIN + 21), "D-BBBBBCC");
        assert_eq!(dark_name(DARK_MIN + NUMBERS - 1), "D-ZZZZZZZ");
        assert_ne!(
            dark_name(DARK_MIN + hash("a")),
            dark_name(DARK_MIN + hash("b"))
        );
        assert!(is_dark_number(DARK_MIN) && !is_dark_number(DARK_MIN - 1));
        assert_eq!(crate::role_of_name(&dark_name(DARK_MIN + hash("a"))), None);
    }
}
