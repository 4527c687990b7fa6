//! The joint search: ruin and recreate over outlines, in the same engine as the core problem.

use rustc_hash::FxHashMap;

use super::ability::Block;
use super::insert::Offer;
use super::outline::{NOBODY, Outline};
use super::recreate::Cached;
use super::ruin::neighbours;
use super::voyage::{Doing, Run, Step};
use super::world::World;
use super::worth::Visit;
use crate::Chance;
use crate::engine::Problem;

/// Problems up to this many looks are searched without shortcuts.
pub(super) const SMALL_LOOKS: usize = 14;
/// Chance that a change is only one of the speed of a leg.
const MODE_CHANGES: f64 = 0.05;
/// Routes kept in the pool.
const POOL_MAX: usize = 200;

/// The search over one request.
pub struct Search<'a> {
    pub(super) world: std::sync::Arc<World<'a>>,
    pub(super) small: bool,
    pub(super) steps: Vec<Step>,
    pub(super) run: Run,
    pub(super) visits: Vec<Visit>,
    pub(super) meet_tries: u32,
    version: u64,
    pub(super) cache: FxHashMap<(u32, u32), Cached>,
    pool: Vec<(usize, Vec<Step>)>,
    /// Where each look is, roughly, for neighbours.
    pub(super) near: Vec<Vec<u32>>,
    first: Outline,
    warm: Vec<Vec<Step>>,
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
        let mut outline = self.lay(orders);
        if !self.finish(&mut outline) {
            self.repair(&mut outline);
        }
        outline
    }

    /// The same, for orders that were made on other legs.
    pub(super) fn assemble_gently(&mut self, orders: &[Vec<Step>]) -> Outline {
        let mut outline = self.lay(orders);
        self.mend(&mut outline);
        outline
    }

    /// Makes an outline allowed: looks that break what concerns several assets go first, one after the other, then
    /// meetings if nothing else explains it, and the ends of routes last.
    fn mend(&mut self, outline: &mut Outline) {
        for _ in 0..self.world.task_of.len() {
            if self.finish(outline) {
                return;
            }
            let mut bad = outline.at_odds(&self.world);
            if bad.is_empty() {
                if self.drop_a_meeting(outline) {
                    return;
                }
                let met = self.world.groups.iter().flat_map(|g| g.looks.clone());
                bad = met.filter(|l| outline.who[*l] != NOBODY).collect();
            }
            if bad.is_empty() {
                break;
            }
            self.remove_looks(outline, &bad);
        }
        self.repair(outline);
    }

    /// Takes away the first meeting without which the rest is allowed; false if there is none.
    fn drop_a_meeting(&mut self, outline: &mut Outline) -> bool {
        for g in 0..self.world.groups.len() {
            let looks = self.world.groups[g].looks.clone();
            if looks.iter().all(|l| outline.who[*l] == NOBODY) {
                continue;
            }
            let mut without = outline.clone();
            self.remove_looks(&mut without, &looks);
            if self.finish(&mut without) {
                *outline = without;
                return true;
            }
        }
        false
    }

    /// Each asset's order, as far as it can be sailed; what concerns several assets is not looked at.
    fn lay(&mut self, orders: &[Vec<Step>]) -> Outline {
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

impl Outline {
    pub(super) fn clone_if(&self, wanted: bool) -> Option<Self> {
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
            // Of what was ordered only what is at odds goes: ends of routes that stand in nobody's way stay.
            self.assemble_gently(&warm)
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
        if !self.finish(&mut outline) {
            self.mend(&mut outline);
        }
        if !outline.valid || outline.points < before.points {
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
        if chance.happens(MODE_CHANGES) && self.change_mode(outline, chance) {
            self.finish(outline);
            return;
        }
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
