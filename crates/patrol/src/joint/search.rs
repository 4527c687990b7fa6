//! The joint search: ruin and recreate over outlines, in the same engine as the core problem.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::ability::Block;
use super::insert::{Offer, Offers, Taste};
use super::outline::{NOBODY, Outline};
use super::voyage::{Doing, Run, Step};
use super::world::{Second, World};
use super::worth::Visit;
use crate::engine::Problem;
use crate::{Chance, TaskKind};

/// Problems up to this many looks are searched without shortcuts.
const SMALL_LOOKS: usize = 14;
/// Looks tried in one recreation, besides those just cut, in a large problem.
const TRIED: usize = 24;
/// Chance that a meeting that was not cut is tried in a large problem.
const MEET_AGAIN: f64 = 0.1;
/// Stops in port so near to what was taken away are tried to be done without.
const NEAR_STOPS: usize = 2;
/// Routes kept in the pool.
const POOL_MAX: usize = 200;
/// Cached offers; beyond it the cache is emptied.
const CACHE_MAX: usize = 200_000;

/// The search over one request.
pub struct Search<'a> {
    pub(super) world: std::sync::Arc<World<'a>>,
    pub(super) small: bool,
    pub(super) steps: Vec<Step>,
    pub(super) run: Run,
    pub(super) visits: Vec<Visit>,
    pub(super) meet_tries: u32,
    version: u64,
    cache: FxHashMap<(u32, u32), Cached>,
    pool: Vec<(usize, Vec<Step>)>,
    /// Where each look is, roughly, for neighbours.
    near: Vec<Vec<u32>>,
    first: Outline,
    warm: Vec<Vec<Step>>,
}

#[derive(Clone)]
struct Cached {
    route: u64,
    others: u64,
    offers: Offers,
}

impl<'a> Search<'a> {
    /// A search that begins with what is frozen, and tries `warm` orders first.
    pub(super) fn new(
        world: std::sync::Arc<World<'a>>,
        first: Outline,
        warm: Vec<Vec<Step>>,
    ) -> Self {
        let near = neighbours(&world);
        Self {
            small: world.task_of.len() <= SMALL_LOOKS,
            steps: Vec::new(),
            run: Run::default(),
            visits: Vec::new(),
            meet_tries: 0,
            version: 1_000,
            cache: FxHashMap::default(),
            pool: Vec::new(),
            near,
            first,
            warm,
            world,
        }
    }

    pub(super) fn next_version(&mut self) -> u64 {
        self.version += 1;
        self.version
    }

    pub(super) fn skip_versions(&mut self, to: u64) {
        self.version = self.version.max(to);
    }

    /// Settles meetings and counts; false if the outline is not allowed.
    fn finish(&mut self, outline: &mut Outline) -> bool {
        let mut version = self.version;
        outline.valid = outline.settle(&self.world, || {
            version += 1;
            version
        });
        self.version = version;
        if outline.valid {
            outline.count(&self.world);
        }
        outline.valid
    }

    /// An outline of these orders: stops that do not fit are left out, last first.
    pub(super) fn assemble(&mut self, orders: &[Vec<Step>]) -> Outline {
        let mut outline = self.first.clone();
        for (a, order) in orders.iter().enumerate() {
            let mut steps = outline.legs[a].run.steps.clone();
            let frozen = steps.len();
            let fresh = |s: &&Step| match s.doing {
                Doing::Look(l) => outline.who[l as usize] == NOBODY,
                Doing::Embark(_) => !outline
                    .legs
                    .iter()
                    .any(|leg| leg.run.steps.iter().any(|r| r.doing == s.doing)),
                _ => true,
            };
            steps.extend(order.iter().filter(fresh));
            let mut run = Run::default();
            let base = outline.legs[a].run.clone();
            while self
                .world
                .sail(a, &steps, frozen, &base, &outline.meets, &mut run)
                .is_err()
            {
                if steps.len() <= frozen {
                    break;
                }
                // The first stop that cannot be made goes.
                let bad = run.timed.len().clamp(frozen, steps.len() - 1);
                steps.remove(bad);
            }
            if steps.len() > frozen {
                outline.legs[a].run = run;
                outline.legs[a].version = self.next_version();
            }
            outline.note_who(self.world.task_of.len());
        }
        self.complete_meetings(&mut outline);
        if !self.finish(&mut outline) {
            self.repair(&mut outline);
        }
        outline
    }

    /// Takes away looks of meetings that are not whole.
    fn complete_meetings(&mut self, outline: &mut Outline) {
        let partial: Vec<usize> = self
            .world
            .groups
            .iter()
            .filter(|g| g.looks.iter().any(|l| outline.who[*l] == NOBODY))
            .flat_map(|g| g.looks.clone())
            .filter(|l| outline.who[*l] != NOBODY)
            .collect();
        self.remove_looks(outline, &partial);
    }

    /// Makes an outline allowed by taking away stops from the end of routes.
    fn repair(&mut self, outline: &mut Outline) {
        for _ in 0..self.world.task_of.len() + 8 {
            let longest = (0..outline.legs.len())
                .filter(|a| outline.legs[*a].run.steps.len() > outline.legs[*a].frozen)
                .max_by_key(|a| outline.legs[*a].run.steps.len());
            let Some(a) = longest else { return };
            let steps = &outline.legs[a].run.steps;
            match steps.last().map(|s| s.doing) {
                Some(Doing::Look(look)) => self.remove_looks(outline, &[look as usize]),
                _ => {
                    let shorter = steps[..steps.len() - 1].to_vec();
                    self.resail(outline, a, shorter);
                }
            }
            self.complete_meetings(outline);
            if self.finish(outline) {
                return;
            }
        }
    }

    fn resail(&mut self, outline: &mut Outline, a: usize, steps: Vec<Step>) -> bool {
        let leg = &outline.legs[a];
        let mut run = Run::default();
        if self
            .world
            .sail(a, &steps, leg.frozen, &leg.run, &outline.meets, &mut run)
            .is_err()
        {
            return false;
        }
        outline.legs[a].run = run;
        outline.legs[a].version = self.next_version();
        true
    }

    /// Takes looks away, and all others of their meetings; then stops that nobody needs any more.
    pub(super) fn remove_looks(&mut self, outline: &mut Outline, looks: &[usize]) {
        let mut gone: BTreeSet<usize> = looks.iter().copied().collect();
        for look in looks {
            if let Some(g) = self.world.works[self.world.task_of[*look]].group {
                gone.extend(self.world.groups[g].looks.iter());
                outline.meets[g] = (0, Second::MAX);
            }
        }
        let mut touched = BTreeSet::new();
        for look in &gone {
            let a = outline.who[*look];
            if a != NOBODY {
                touched.insert(usize::from(a));
            }
        }
        for a in touched {
            self.remove_from(outline, a, &gone);
        }
    }

    fn remove_from(&mut self, outline: &mut Outline, a: usize, gone: &BTreeSet<usize>) {
        let leg = &outline.legs[a];
        let keeps = |(n, s): (usize, &Step)| match s.doing {
            Doing::Look(l) => n < leg.frozen || !gone.contains(&(l as usize)),
            _ => true,
        };
        let mut steps: Vec<Step> = leg
            .run
            .steps
            .iter()
            .enumerate()
            .filter(|x| keeps(*x))
            .map(|x| *x.1)
            .collect();
        if steps.len() == leg.run.steps.len() {
            return;
        }
        let frozen = leg.frozen;
        // Numbers, among the steps kept, beside which something was taken away.
        let mut beside = Vec::new();
        let mut kept = 0;
        for x in leg.run.steps.iter().enumerate() {
            if keeps(x) {
                kept += 1;
            } else {
                beside.push(kept);
            }
        }
        let mut run = Run::default();
        let base = leg.run.clone();
        let mut sailed = self
            .world
            .sail(a, &steps, frozen, &base, &outline.meets, &mut run)
            .is_ok();
        // Enablers go if the rest is possible without them.
        let mut n = steps.len();
        while n > frozen {
            n -= 1;
            let near = beside
                .iter()
                .any(|b: &usize| n + NEAR_STOPS >= *b && n <= *b + NEAR_STOPS);
            let spared = matches!(steps[n].doing, Doing::Port(_)) && !near && !self.small;
            if spared || matches!(steps[n].doing, Doing::Look(_)) {
                continue;
            }
            let step = steps.remove(n);
            let mut other = Run::default();
            let fine = self
                .world
                .sail(a, &steps, frozen, &base, &outline.meets, &mut other)
                .is_ok();
            if fine && (!sailed || other.nm <= run.nm + 1e-6) {
                (run, sailed) = (other, true);
            } else {
                steps.insert(n, step);
            }
        }
        if !sailed {
            // Taking a stop away made the rest impossible (a way that is not the shortest): all after it goes.
            while !sailed && steps.len() > frozen {
                steps.pop();
                sailed = self
                    .world
                    .sail(a, &steps, frozen, &base, &outline.meets, &mut run)
                    .is_ok();
            }
        }
        if sailed {
            outline.legs[a].run = run;
            outline.legs[a].version = self.next_version();
        }
        outline.note_who(self.world.task_of.len());
        self.complete_meetings_of(outline);
    }

    fn complete_meetings_of(&mut self, outline: &mut Outline) {
        let broken: Vec<usize> = self
            .world
            .groups
            .iter()
            .filter(|g| {
                let served = g
                    .looks
                    .iter()
                    .filter(|l| outline.who[**l] != NOBODY)
                    .count();
                served > 0 && served < g.looks.len()
            })
            .flat_map(|g| g.looks.iter().copied())
            .filter(|l| outline.who[*l] != NOBODY && !self.is_frozen(outline, *l))
            .collect();
        if !broken.is_empty() {
            let gone: BTreeSet<usize> = broken.iter().copied().collect();
            let touched: BTreeSet<usize> = broken
                .iter()
                .map(|l| usize::from(outline.who[*l]))
                .collect();
            for a in touched {
                self.remove_from(outline, a, &gone);
            }
        }
    }

    fn is_frozen(&self, outline: &Outline, look: usize) -> bool {
        let a = outline.who[look];
        a != NOBODY && {
            let leg = &outline.legs[usize::from(a)];
            leg.run.steps[..leg.frozen]
                .iter()
                .any(|s| s.doing == Doing::Look(look as u32))
        }
    }

    fn ruin(&mut self, outline: &mut Outline, chance: &mut Chance) -> Vec<usize> {
        let served: Vec<usize> = (0..outline.who.len())
            .filter(|l| outline.who[*l] != NOBODY)
            .collect();
        if served.is_empty() {
            return Vec::new();
        }
        let most = if self.small {
            served.len()
        } else {
            (served.len() / 2).clamp(1, 14)
        };
        let count = 1 + chance.below(most);
        let seed = chance.below(outline.who.len());
        let mut gone: Vec<usize> = Vec::new();
        match chance.below(4) {
            0 | 1 => {
                let near = self.near[seed].iter().map(|l| *l as usize);
                gone.extend(near.filter(|l| outline.who[*l] != NOBODY).take(count));
            }
            2 => {
                // A string of one route.
                let a = usize::from(outline.who[served[chance.below(served.len())]]);
                let leg = &outline.legs[a];
                let free = leg.run.steps.len() - leg.frozen;
                if free > 0 {
                    let from = leg.frozen + chance.below(free);
                    gone.extend(leg.run.steps[from..].iter().take(count).filter_map(|s| {
                        match s.doing {
                            Doing::Look(l) => Some(l as usize),
                            _ => None,
                        }
                    }));
                }
            }
            _ => gone.extend((0..count).map(|_| served[chance.below(served.len())])),
        }
        gone.retain(|l| !self.is_frozen(outline, *l));
        self.remove_looks(outline, &gone);
        gone
    }

    fn recreate(&mut self, outline: &mut Outline, cut: &[usize], chance: &mut Chance) {
        let mut order = self.unserved(outline, cut, chance);
        let taste = match chance.below(4) {
            0 => Taste::Short,
            1 => Taste::Rich,
            2 => Taste::Points,
            _ => Taste::Ratio,
        };
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
            let Some(look) = self.free_look(outline, t) else {
                continue;
            };
            let mut best: Option<Offer> = None;
            for a in 0..outline.legs.len() {
                let Some(offer) = self.cached_offer(outline, a, look, taste) else {
                    continue;
                };
                if chance.happens(1.0 / 32.0) {
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
                    order.insert(number.min(order.len()), t);
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

    /// Why a look is not done by an asset, or what it would gain.
    pub(super) fn examine(
        &mut self,
        outline: &Outline,
        a: usize,
        look: u32,
    ) -> Result<Offer, Block> {
        let offers = self.offers(outline, a, look)?;
        let [_, rich, ..] = offers;
        rich.ok_or(Block::NoWindow)
    }
}

fn mix(hash: u64, value: u64) -> u64 {
    (hash ^ value)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .rotate_left(29)
}

impl Outline {
    fn clone_if(&self, wanted: bool) -> Option<Self> {
        wanted.then(|| self.clone())
    }

    /// The orders after what is frozen.
    pub(super) fn orders(&self) -> Vec<Vec<Step>> {
        self.legs
            .iter()
            .map(|leg| leg.run.steps[leg.frozen..].to_vec())
            .collect()
    }
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

/// For each look the others, nearest first: in place, and in time by what a ship makes meanwhile.
fn neighbours(world: &World<'_>) -> Vec<Vec<u32>> {
    let looks = world.task_of.len();
    let middle = |look: usize| {
        let t = world.task_of[look];
        let window = world.task(t).windows.first();
        let at = window.map_or(world.end / 2, |w| {
            (world.second(w.start) + world.second(w.end)) / 2
        });
        let place = match world.works[t].place {
            super::world::Place::Fixed(p) => Some(world.points[p as usize]),
            super::world::Place::Moving(k) => world.target_at(k, at.clamp(0, world.end)),
        };
        (
            place,
            at as f64 / 3_600.0,
            matches!(world.task(t).kind, TaskKind::Presence { .. }),
        )
    };
    let middles: Vec<_> = (0..looks).map(middle).collect();
    (0..looks)
        .map(|i| {
            let mut others: Vec<(f64, u32)> = (0..looks)
                .map(|j| {
                    let nm = match (middles[i].0, middles[j].0) {
                        (Some(a), Some(b)) => super::world::straight_nm(a, b),
                        _ => 1e4,
                    };
                    let apart_h = (middles[i].1 - middles[j].1).abs();
                    (nm + 4.0 * apart_h, j as u32)
                })
                .collect();
            others.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
            others.truncate(60);
            others.into_iter().map(|o| o.1).collect()
        })
        .collect()
}

impl Problem for Search<'_> {
    type Solution = Outline;

    fn adopt(&mut self, foreign: &Outline) -> Outline {
        self.assemble(&foreign.orders())
    }

    fn first(&mut self, chance: &mut Chance) -> Outline {
        let warm = std::mem::take(&mut self.warm);
        let mut outline = if warm.is_empty() {
            self.first.clone()
        } else {
            self.assemble(&warm)
        };
        self.warm = warm;
        if !self.finish(&mut outline) {
            outline = self.first.clone();
            self.finish(&mut outline);
        }
        let before = outline.clone();
        let all: Vec<usize> = (0..self.world.task_of.len())
            .filter(|l| outline.who[*l] == NOBODY)
            .collect();
        self.recreate(&mut outline, &all, chance);
        if !self.finish(&mut outline) || outline.points < before.points {
            return before;
        }
        outline
    }

    fn value(&self, outline: &Outline) -> f64 {
        if outline.valid {
            outline.points
        } else {
            f64::NEG_INFINITY
        }
    }

    fn change(&mut self, outline: &mut Outline, chance: &mut Chance) {
        let cut = self.ruin(outline, chance);
        self.recreate(outline, &cut, chance);
        self.finish(outline);
    }

    fn restore(&self, to: &mut Outline, from: &Outline) {
        for (old, new) in to.legs.iter_mut().zip(&from.legs) {
            if old.version != new.version {
                old.clone_from(new);
            }
        }
        to.who.clone_from(&from.who);
        to.meets.clone_from(&from.meets);
        to.points = from.points;
        to.valid = from.valid;
    }

    fn learn(&mut self, outline: &Outline) {
        for (a, order) in outline.orders().into_iter().enumerate() {
            if order.is_empty()
                || self
                    .pool
                    .iter()
                    .any(|(b, known)| *b == a && *known == order)
            {
                continue;
            }
            if self.pool.len() >= POOL_MAX {
                self.pool.remove(0);
            }
            self.pool.push((a, order));
        }
    }

    fn recombine(&mut self, chance: &mut Chance) -> Option<Outline> {
        if self.pool.is_empty() || self.world.crafts.len() < 2 {
            return None;
        }
        let mut orders = vec![Vec::new(); self.world.crafts.len()];
        for (a, order) in orders.iter_mut().enumerate() {
            let of: Vec<&Vec<Step>> = self
                .pool
                .iter()
                .filter(|(b, _)| *b == a)
                .map(|(_, o)| o)
                .collect();
            if !of.is_empty() {
                order.clone_from(of[of.len() - 1 - chance.below(of.len().min(8))]);
            }
        }
        let mut made = self.assemble(&orders);
        let open: Vec<usize> = (0..made.who.len())
            .filter(|l| made.who[*l] == NOBODY)
            .collect();
        self.recreate(&mut made, &open, chance);
        self.finish(&mut made).then_some(made)
    }

    fn recombinations(&self) -> usize {
        if self.small { 8 } else { 2 }
    }

    fn heat(&self, _outline: &Outline) -> f64 {
        let values: Vec<f64> = self.world.request.tasks.iter().map(|t| t.value).collect();
        0.3 * values.iter().sum::<f64>() / values.len().max(1) as f64
    }
}
