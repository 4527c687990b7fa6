//! Dark detections of successive looks joined: which of them are one vessel seen again.
//!
//! Every dark detection may be a later one seen again, or new, not seen again, or seen once and never else. All looks are
//! weighed at once: odds of a pair are the density of how vessels move there, times how alike the lengths are, against the
//! density of all detections around (`chain_pair`); what three in a row say, and what each detection can be at most once, is
//! settled by messages through all looks (`chain_joint`); how the vessels of these looks move is learnt from the joins themselves
//! (`chain_walk`). A join stands if its marginal probability is high enough (`chain_grow`); what stays alone is a chain of one.
//!
//! Pure: the same sightings and looks give the same chains in any order; a look that comes late is simply in its place.
//! Marginals after Williams and Lau, *IEEE Transactions on Aerospace and Electronic Systems* 50 (2014). Speeds, shares and bounds
//! are own choices, tried on simulated looks only (`dark_chain_eval`).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use super::chain_grow::grow;
use super::chain_step::steps;
use super::dark_sighting::{DarkSighting, LookOver};
use super::motion::MotionModel;
use super::pairing;
use super::reach::{Implied, Reach};
use super::sensor::SensorKind;
use super::sighting::fingerprint;
use crate::Error;
use crate::rules::within;

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
    /// How much the next look speaks for it, 1 = neither way, or none yet.
    pub later_factor: f64,
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

/// Joins sightings to chains; those of a single sighting too. Any order of both gives the same.
#[must_use]
pub fn chain_sightings(
    sightings: &[DarkSighting],
    looks: &[LookOver],
    model: &MotionModel,
    config: &ChainConfig,
) -> Vec<Chain> {
    let steps = steps(sightings, looks);
    let mut chains = grow(&steps, model, config);
    number(&mut chains);
    chains
}

/// Density of ln(length) if it is the same ship, over that of any ship. Both lengths come from images.
pub(super) fn alike(known_m: Option<f64>, seen_m: Option<f64>, config: &ChainConfig) -> f64 {
    pairing::alike(
        known_m,
        seen_m,
        config.length_spread * std::f64::consts::SQRT_2,
    )
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
