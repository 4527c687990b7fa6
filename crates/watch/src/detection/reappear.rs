//! Dark vessels that begin to send: an AIS that appears where and when a chain is expected.
//!
//! A ship that is heard for the first time, or again after a silence that covers all sightings of a chain, may be it. Odds of
//! the pair: share of dark vessels that begin to send within the window, times the density of the chain at that place and
//! time and how alike the lengths are, against the density of ships that begin to be heard around there. All chains and
//! all ships are weighed at once. Shares and bounds are own choices, tried on simulated looks only.

use vigie_sea::{PlaceIndex, Position, Time, distance_m};

use super::chain::{Chain, ChainConfig, alike};
use super::marginal::{Pair, marginals};
use super::motion::MotionModel;

use crate::EndPoint;

/// Ships that begin to be heard within this are counted for how common that is, metres.
const AROUND_M: f64 = 300_000.0;
/// Error of a place that AIS sends, metres.
const AIS_PLACE_M: f64 = 100.0;
/// Pairs with odds below this are not weighed.
const LEAST_ODDS: f64 = 0.02;

/// A ship that is heard from here on.
#[derive(Debug, Clone, PartialEq)]
pub struct Appearance {
    /// Its track.
    pub track: String,
    /// First position after the silence.
    pub at: EndPoint,
    /// Last position before it; `None` if it was never heard before.
    pub silent_from: Option<EndPoint>,
    /// Length it tells, metres.
    pub length_m: Option<f64>,
    /// Whether a vessel monitoring system tells it.
    pub by_vms: bool,
}

/// The ship that a chain turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// Number in the list of appearances.
    pub appearance: usize,
    /// Marginal probability.
    pub probability: f64,
    /// From where the chain was expected to where the ship appeared, metres.
    pub offset_m: f64,
}

/// For each chain the ship that it turned out to be, if any.
#[must_use]
pub fn reappeared(
    chains: &[Chain],
    appearances: &[Appearance],
    model: &MotionModel,
    config: &ChainConfig,
) -> Vec<Option<Explained>> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut by_time: Vec<usize> = (0..appearances.len()).collect();
    let time_of = |number: &usize| appearances.get(*number).map(|it| it.at.time);
    by_time.sort_by_key(time_of);
    let places: Vec<Position> = appearances.iter().map(|it| it.at.position).collect();
    let places = PlaceIndex::new(&places);
    let mut may = vec![false; appearances.len()];
    for (track, chain) in chains.iter().enumerate() {
        let (Some(reach), Some((first, last))) = (chain.reach(), chain.span()) else {
            continue;
        };
        #[allow(clippy::cast_possible_truncation, reason = "some days")]
        let until = last.plus_ms((config.window_h * 3.6e6) as i64);
        let from = by_time.partition_point(|n| time_of(n).is_some_and(|time| time <= last));
        let to = by_time.partition_point(|n| time_of(n).is_some_and(|time| time <= until));
        let numbers = by_time.get(from..to).unwrap_or_default().iter();
        let near: Vec<(usize, &Appearance)> = numbers
            .filter_map(|number| Some((*number, appearances.get(*number)?)))
            .filter(|(_, it)| covers(it, chain, first, config))
            .collect();
        mark(&mut may, &near, true);
        for (detection, it) in &near {
            let error = (AIS_PLACE_M, it.length_m);
            if !reach.can_be(it.at.position, it.at.time, error, config) {
                continue;
            }
            let alone = density_km2(it.at.position, &places, &may);
            let density = reach
                .at(model, it.at.time)
                .per_km2(it.at.position, AIS_PLACE_M);
            let length = alike(reach.length_m(), it.length_m, config);
            let odds = config.appear_share * density * length / alone;
            if odds.is_finite() && odds > LEAST_ODDS {
                pairs.push(Pair {
                    track,
                    detection: *detection,
                    odds,
                });
            }
        }
        mark(&mut may, &near, false);
    }
    let held = marginals(&pairs, chains.len(), appearances.len());
    let mut found: Vec<Option<Explained>> = vec![None; chains.len()];
    for (pair, probability) in pairs.iter().zip(held) {
        if probability < config.appear_from {
            continue;
        }
        let chain = chains.get(pair.track).and_then(Chain::reach);
        let it = appearances.get(pair.detection);
        if let (Some(place), Some(reach), Some(it)) = (found.get_mut(pair.track), chain, it)
            && place.as_ref().is_none_or(|p| p.probability < probability)
        {
            let expected = reach.expected(model, it.at.time).position;
            *place = Some(Explained {
                appearance: pair.detection,
                probability,
                offset_m: distance_m(expected, it.at.position),
            });
        }
    }
    found
}

/// Whether it was silent during all sightings, and can have come from where it fell silent to the first of them.
fn covers(it: &Appearance, chain: &Chain, first: Time, config: &ChainConfig) -> bool {
    let Some(from) = it.silent_from else {
        return true;
    };
    let seen = chain.links.first().map(|link| &link.sighting);
    seen.is_some_and(|seen| {
        let run_m = config.large_kn * vigie_sea::MPS_PER_KN * first.since_s(from.time);
        from.time <= first && distance_m(from.position, seen.position) <= run_m + 10_000.0
    })
}

fn mark(may: &mut [bool], near: &[(usize, &Appearance)], value: bool) {
    for (number, _) in near {
        if let Some(it) = may.get_mut(*number) {
            *it = value;
        }
    }
}

/// Density around a place of the ships that may begin to be heard there, this one left out, per km².
fn density_km2(place: Position, places: &PlaceIndex, may: &[bool]) -> f64 {
    let mut others = -1.0;
    places.each_within(place, AROUND_M, |number, _far_m| {
        others += f64::from(may.get(number).copied().unwrap_or(false));
    });
    (others.max(0.0) + 0.5) / (std::f64::consts::PI * (AROUND_M / 1e3).powi(2))
}
