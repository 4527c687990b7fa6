//! Recreate: tasks in a random order, each to the best asset and place by a random taste.

use std::collections::BTreeSet;

use super::insert::{Offer, Offers, Taste};
use super::outline::{NOBODY, Outline};
use super::search::{SMALL_LOOKS, Search};
use super::voyage::{Doing, Step};
use super::world::{Second, World};
use crate::Chance;

/// Looks tried in one recreation, besides those just cut, in a large problem.
const TRIED: usize = 24;
/// Cached offers; beyond it the cache is emptied.
const CACHE_MAX: usize = 200_000;
/// Chance that a meeting that was not cut is tried in a large problem.
const MEET_AGAIN: f64 = 0.1;
/// Chance that an asset is passed over for a look, and in a small problem.
const BLINK: f64 = 1.0 / 32.0;
const BLINK_SMALL: f64 = 1.0 / 5.0;

/// Offers for a look on the route of an asset, as long as nothing that they depend on has changed.
#[derive(Clone)]
pub(super) struct Cached {
    route: u64,
    others: u64,
    offers: Offers,
}

impl Search<'_> {
    pub(super) fn recreate(&mut self, outline: &mut Outline, cut: &[usize], chance: &mut Chance) {
        let mut order = self.unserved(outline, cut, chance);
        let mut taste = taste(chance);
        let blink = if self.small { BLINK_SMALL } else { BLINK };
        if self.small {
            outline.count(&self.world);
        }
        let mut number = 0;
        while let Some(&t) = order.get(number) {
            number += 1;
            if let Some(g) = self.world.works[t].group {
                let fresh = cut.iter().any(|l| self.world.task_of[*l] == t);
                if !self.small && !fresh && !chance.happens(MEET_AGAIN) {
                    continue;
                }
                self.meet(outline, g, chance);
                continue;
            }
            if self.small {
                taste = self::taste(chance);
            }
            let Some(look) = self.free_look(outline, t) else {
                continue;
            };
            let mut best: Option<Offer> = None;
            for a in 0..outline.legs.len() {
                let Some(offer) = self.cached_offer(outline, a, look, taste) else {
                    continue;
                };
                if chance.happens(blink) {
                    continue;
                }
                let pinned = self.world.works[t].pinned.is_some();
                if !pinned && offer.gain <= offer.costs {
                    continue;
                }
                if best
                    .as_ref()
                    .is_none_or(|b| offer.badness(taste) < b.badness(taste))
                {
                    best = Some(offer);
                }
            }
            let Some(offer) = best else { continue };
            let before = outline.clone_if(self.world.has_joint_limits(&offer));
            if self.take(outline, &offer) {
                if let Some(before) = before {
                    outline.count(&self.world);
                    if !outline.valid {
                        *outline = before;
                        continue;
                    }
                }
                // Another look at the same task may be worth it too.
                if self.free_look(outline, t).is_some()
                    && order.len() < 4 * self.world.task_of.len()
                {
                    let later = if self.small {
                        chance.below(order.len() + 1 - number)
                    } else {
                        0
                    };
                    order.insert(number + later, t);
                }
            }
        }
    }

    fn free_look(&self, outline: &Outline, t: usize) -> Option<u32> {
        let work = &self.world.works[t];
        (work.look..work.look + work.looks)
            .find(|l| outline.who[*l] == NOBODY)
            .map(|l| l as u32)
    }

    /// Tasks to be tried, in a random order of one of several kinds.
    fn unserved(&self, outline: &Outline, cut: &[usize], chance: &mut Chance) -> Vec<usize> {
        let world = &self.world;
        let mut tasks: BTreeSet<usize> = cut.iter().map(|l| world.task_of[*l]).collect();
        let open: Vec<usize> = (0..world.works.len())
            .filter(|t| self.free_look(outline, *t).is_some())
            .collect();
        if self.small || cut.is_empty() || chance.happens(0.02) {
            tasks.extend(&open);
        } else if !open.is_empty() {
            tasks.extend((0..TRIED).map(|_| open[chance.below(open.len())]));
        }
        let kind = chance.below(4);
        let mut keyed: Vec<(f64, usize)> = tasks
            .into_iter()
            .map(|t| {
                let value = world.task(t).value;
                let pinned = if world.works[t].pinned.is_some() {
                    1e9
                } else {
                    0.0
                };
                let key = match kind {
                    0 => chance.unit(),
                    1 => -value * chance.between(0.7, 1.3),
                    2 => {
                        -value / (world.works[t].duration_s as f64 / 3_600.0 + 2.0)
                            * chance.between(0.5, 1.5)
                    }
                    _ => world.closes_for_all(t) as f64 * chance.between(0.8, 1.2),
                };
                (key - pinned, t)
            })
            .collect();
        keyed.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
        keyed.into_iter().map(|k| k.1).collect()
    }

    fn cached_offer(
        &mut self,
        outline: &Outline,
        a: usize,
        look: u32,
        taste: Taste,
    ) -> Option<Offer> {
        let t = self.world.task_of[look as usize];
        // What others do to the same task, and which officers are still ashore, counts too.
        let work = &self.world.works[t];
        let mut others = outline.who[work.look..work.look + work.looks]
            .iter()
            .filter(|b| **b != NOBODY)
            .fold(7, |h: u64, b| mix(h, outline.legs[usize::from(*b)].version));
        if !self.world.crafts[a].riders.is_empty() {
            let embarked = outline
                .legs
                .iter()
                .flat_map(|l| &l.run.steps)
                .filter_map(|s| match s.doing {
                    Doing::Embark(r) => Some(1_u64 << (r % 64)),
                    _ => None,
                });
            others = mix(others, embarked.sum());
        }
        let key = (look, a as u32);
        if let Some(cached) = self.cache.get(&key)
            && cached.route == outline.legs[a].version
            && cached.others == others
        {
            return cached.offers[taste as usize].clone();
        }
        let offers = self.offers(outline, a, look).unwrap_or_default();
        if self.cache.len() > CACHE_MAX {
            self.cache.clear();
        }
        let offer = offers[taste as usize].clone();
        self.cache.insert(
            key,
            Cached {
                route: outline.legs[a].version,
                others,
                offers,
            },
        );
        offer
    }
}

fn taste(chance: &mut Chance) -> Taste {
    let [short, rich, ratio, points, early] = Taste::ALL;
    match chance.below(5) {
        0 => short,
        1 => rich,
        2 => points,
        3 => early,
        _ => ratio,
    }
}

fn mix(hash: u64, value: u64) -> u64 {
    (hash ^ value)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .rotate_left(29)
}

impl World<'_> {
    /// Whether the route alone does not tell if an offer is allowed.
    fn has_joint_limits(&self, offer: &Offer) -> bool {
        let tanker = |s: &Step| matches!(s.doing, Doing::Tanker(_));
        self.task_of.len() <= SMALL_LOOKS
            || !self.orders.is_empty()
            || offer.adds.iter().any(|(_, s)| tanker(s))
            || self
                .air_pairs()
                .any(|(a, b)| a == offer.asset || b == offer.asset)
    }

    /// When the last window of a task closes, for any asset.
    fn closes_for_all(&self, t: usize) -> Second {
        self.able
            .iter()
            .filter_map(|of| match &of[t] {
                super::ability::Ability::May { begins, .. } => begins.last().map(|w| w.1),
                super::ability::Ability::Never(_) => None,
            })
            .max()
            .unwrap_or(0)
    }
}
