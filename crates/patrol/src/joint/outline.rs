//! An outline: who makes which stops, sailed, with what it is worth. The solver's solution.

use super::voyage::{Doing, Run, Step};
use super::world::{Second, World, straight_nm};
use super::worth::Visit;
use crate::{Medium, TaskKind};

/// Nobody.
pub(super) const NOBODY: u16 = u16::MAX;
/// Points for keeping what was pinned: more than all tasks together.
const PIN_POINTS: f64 = 1e12;
/// A task begun with less time than this before its window closes is in haste, seconds.
const HASTE_S: Second = 7_200;

/// One asset's stops.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Leg {
    pub(super) run: Run,
    /// Stops that must not change.
    pub(super) frozen: usize,
    /// Equal versions mean equal runs.
    pub(super) version: u64,
}

/// Who makes which stops.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    pub(super) legs: Vec<Leg>,
    /// Asset of each look, or nobody.
    pub(super) who: Vec<u16>,
    /// When each meeting may begin.
    pub(super) meets: Vec<(Second, Second)>,
    pub(super) points: f64,
    pub(super) valid: bool,
}

impl Outline {
    /// Visits to a task.
    pub(super) fn visits(&self, world: &World<'_>, t: usize, out: &mut Vec<Visit>) {
        out.clear();
        let work = &world.works[t];
        for look in work.look..work.look + work.looks {
            let a = self.who[look];
            if a == NOBODY {
                continue;
            }
            let run = &self.legs[usize::from(a)].run;
            let doing = Doing::Look(look as u32);
            if let Some(timed) = run.timed.iter().find(|timed| timed.step.doing == doing) {
                out.push(world.visit(usize::from(a), look as u32, timed));
            }
        }
    }

    /// Writes who does what, from the runs.
    pub(super) fn note_who(&mut self, looks: usize) {
        self.who.clear();
        self.who.resize(looks, NOBODY);
        for (a, leg) in self.legs.iter().enumerate() {
            for step in &leg.run.steps {
                if let Doing::Look(look) = step.doing {
                    self.who[look as usize] = a as u16;
                }
            }
        }
    }

    /// Visits by task, only tasks that are visited.
    fn by_task(&self, world: &World<'_>) -> Vec<(usize, Vec<Visit>)> {
        let mut all: Vec<(usize, Visit)> = Vec::new();
        for (a, leg) in self.legs.iter().enumerate() {
            for timed in &leg.run.timed {
                if let Doing::Look(look) = timed.step.doing {
                    all.push((world.task_of[look as usize], world.visit(a, look, timed)));
                }
            }
        }
        all.sort_by_key(|(t, v)| (*t, v.begin, v.asset, v.look));
        let mut grouped: Vec<(usize, Vec<Visit>)> = Vec::new();
        for (t, visit) in all {
            match grouped.last_mut() {
                Some((last, visits)) if *last == t => visits.push(visit),
                _ => grouped.push((t, vec![visit])),
            }
        }
        grouped
    }

    /// Checks what concerns several assets, and counts the points.
    pub(super) fn count(&mut self, world: &World<'_>) {
        let mut points = 0.0;
        self.valid = self.tankers_hold(world)
            && self.riders_once()
            && self.air_is_clear(world)
            && self.orders_hold(world);
        let weights = world.request.weights;
        for (t, mut visits) in self.by_task(world) {
            let work = &world.works[t];
            let mut change = 0.0;
            points += world.worth(t, &mut visits, |visit, value| {
                if weights.per_change > 0.0
                    && world.held[t].is_some_and(|held| held != visit.asset as usize)
                {
                    change += weights.per_change * value;
                }
                if weights.per_haste > 0.0 && self.in_haste(world, t, visit) {
                    change += weights.per_haste * value;
                }
            });
            points -= change;
            let soon = visits
                .windows(2)
                .any(|w| w[1].begin - w[0].begin < work.gap_s);
            if soon
                || (work.gap_s == 0
                    && work.looks > 1
                    && !world.can_stack(t)
                    && visits
                        .windows(2)
                        .any(|w| w[0].begin == w[1].begin && w[0].asset == w[1].asset))
            {
                self.valid = false;
            }
            if work
                .pinned
                .is_some_and(|a| visits.iter().any(|v| v.asset as usize == a))
            {
                points += PIN_POINTS;
            }
            points += wishes(world, t, &visits);
        }
        for (a, leg) in self.legs.iter().enumerate() {
            let run = &leg.run;
            points -= weights.per_nm * run.nm + weights.per_fuel_t * run.fuel_t;
            points -= weights.per_cost * world.asset(a).cost_per_h * run.away_s as f64 / 3_600.0;
            if weights.per_change > 0.0 {
                points -= weights.per_change * world.rerouted(a, leg);
            }
        }
        self.points = points;
    }

    fn in_haste(&self, world: &World<'_>, t: usize, visit: &Visit) -> bool {
        match &world.able[visit.asset as usize][t] {
            super::ability::Ability::May { begins, .. } => {
                begins.last().is_some_and(|w| w.1 - visit.begin < HASTE_S)
            }
            super::ability::Ability::Never(_) => false,
        }
    }

    pub(super) fn tankers_hold(&self, world: &World<'_>) -> bool {
        (0..world.request.tankers.len()).all(|k| {
            let taken: f64 = self
                .legs
                .iter()
                .flat_map(|leg| &leg.run.timed)
                .filter(|timed| timed.step.doing == Doing::Tanker(k as u32))
                .map(|timed| timed.fuel_taken_t)
                .sum();
            taken <= world.tanker(k).fuel_t + 1e-9
        })
    }

    pub(super) fn riders_once(&self) -> bool {
        let mut seen = 0_u64;
        self.legs
            .iter()
            .flat_map(|leg| &leg.run.steps)
            .all(|step| match step.doing {
                Doing::Embark(r) => {
                    let bit = 1_u64 << (r % 64);
                    let new = seen & bit == 0;
                    seen |= bit;
                    new
                }
                _ => true,
            })
    }

    pub(super) fn orders_hold(&self, world: &World<'_>) -> bool {
        world.orders.iter().all(|(first, second)| {
            self.legs.iter().all(|leg| {
                let place = |t: usize, last: bool| {
                    let mut at = leg
                        .run
                        .steps
                        .iter()
                        .enumerate()
                        .filter(|(_, s)| match s.doing {
                            Doing::Look(look) => world.task_of[look as usize] == t,
                            _ => false,
                        });
                    let found = if last { at.next_back() } else { at.next() };
                    found.map(|(n, _)| n)
                };
                match (place(*first, true), place(*second, false)) {
                    (Some(f), Some(s)) => f < s,
                    _ => true,
                }
            })
        })
    }

    pub(super) fn air_is_clear(&self, world: &World<'_>) -> bool {
        self.air_conflict(world).is_none()
    }

    /// The first look whose area is too near to that of another aircraft at the same time. Two that are frozen are what
    /// they are: no search can part them, and the checker says so.
    fn air_conflict(&self, world: &World<'_>) -> Option<u32> {
        let limit_nm = world.request.separation.distance_nm;
        for (a, b) in world.air_pairs() {
            for (n, x) in self.legs[a].run.timed.iter().enumerate() {
                let Doing::Look(lx) = x.step.doing else {
                    continue;
                };
                for (m, y) in self.legs[b].run.timed.iter().enumerate() {
                    let Doing::Look(ly) = y.step.doing else {
                        continue;
                    };
                    if x.begin >= y.end || y.begin >= x.end {
                        continue;
                    }
                    let (fixed_x, fixed_y) = (n < self.legs[a].frozen, m < self.legs[b].frozen);
                    let group = |look: u32| world.works[world.task_of[look as usize]].group;
                    let meets = group(lx).is_some() && group(lx) == group(ly);
                    if meets || (fixed_x && fixed_y) {
                        continue;
                    }
                    let ((at_x, wide_x), (at_y, wide_y)) =
                        (world.area(lx, x.from), world.area(ly, y.from));
                    let apart_nm = (straight_nm(at_x, at_y) - (wide_x + wide_y)).max(0.0);
                    if apart_nm < limit_nm {
                        return Some(if fixed_y { lx } else { ly });
                    }
                }
            }
        }
        None
    }

    /// Looks that come too soon after another of the same task, and those too near to another aircraft.
    pub(super) fn at_odds(&self, world: &World<'_>) -> Vec<usize> {
        let mut bad: Vec<usize> = Vec::new();
        for (t, visits) in self.by_task(world) {
            let gap_s = world.works[t].gap_s;
            let soon = visits
                .windows(2)
                .filter(|w| w[1].begin - w[0].begin < gap_s);
            bad.extend(soon.map(|w| w[1].look as usize));
        }
        bad.extend(self.air_conflict(world).map(|look| look as usize));
        bad
    }

    /// Whether a look of a meeting is frozen: then the meeting is what it is.
    fn begun(&self, world: &World<'_>, g: usize) -> bool {
        self.legs.iter().any(|leg| {
            leg.run.steps[..leg.frozen].iter().any(|s| match s.doing {
                Doing::Look(look) => world.groups[g].looks.contains(&(look as usize)),
                _ => false,
            })
        })
    }

    /// Sails anew all who take part in meetings, so that each meeting is as early as it can be. The times
    /// follow from the orders alone. False if they cannot meet.
    pub(super) fn settle(
        &mut self,
        world: &World<'_>,
        mut next_version: impl FnMut() -> u64,
    ) -> bool {
        let groups = world.groups.len();
        if groups == 0 {
            return true;
        }
        let group_of = |step: &Step| match step.doing {
            Doing::Look(look) => world.works[world.task_of[look as usize]].group,
            _ => None,
        };
        let coupled: Vec<usize> = (0..self.legs.len())
            .filter(|a| {
                self.legs[*a]
                    .run
                    .steps
                    .iter()
                    .any(|s| group_of(s).is_some())
            })
            .collect();
        let mut meets = vec![(0, Second::MAX); groups];
        let mut sailed: Vec<Run> = vec![Run::default(); coupled.len()];
        let mut dirty = vec![true; coupled.len()];
        for _ in 0..12 * (groups + 1) {
            for (slot, &a) in coupled.iter().enumerate() {
                let leg = &self.legs[a];
                if dirty[slot]
                    && world
                        .sail(
                            a,
                            &leg.run.steps,
                            leg.frozen,
                            &leg.run,
                            &meets,
                            &mut sailed[slot],
                        )
                        .is_err()
                {
                    return false;
                }
                dirty[slot] = false;
            }
            let mut spans = vec![(Second::MAX, Second::MIN, 0_usize); groups];
            for run in &sailed {
                for timed in &run.timed {
                    if let Some(g) = group_of(&timed.step) {
                        let s = &mut spans[g];
                        *s = (s.0.min(timed.begin), s.1.max(timed.begin), s.2 + 1);
                    }
                }
            }
            let mut moved = false;
            for (g, span) in spans.iter().enumerate() {
                let group = &world.groups[g];
                if span.2 == 0 {
                    continue;
                }
                if span.2 != group.looks.len() && !self.begun(world, g) {
                    return false;
                }
                if span.1 - span.0 > group.within_s {
                    meets[g].0 = span.1 - group.within_s;
                    moved = true;
                    for (slot, run) in sailed.iter().enumerate() {
                        dirty[slot] |= run
                            .timed
                            .iter()
                            .any(|timed| group_of(&timed.step) == Some(g));
                    }
                }
            }
            if !moved {
                for (g, span) in spans.iter().enumerate() {
                    self.meets[g] = if span.2 == 0 {
                        (0, Second::MAX)
                    } else {
                        (
                            span.1 - world.groups[g].within_s,
                            span.0 + world.groups[g].within_s,
                        )
                    };
                }
                for (slot, &a) in coupled.iter().enumerate() {
                    let run = std::mem::take(&mut sailed[slot]);
                    if run.timed != self.legs[a].run.timed {
                        self.legs[a].run = run;
                        self.legs[a].version = next_version();
                    }
                }
                return true;
            }
        }
        false
    }
}

impl World<'_> {
    /// Whether steps on an area may follow each other at once.
    fn can_stack(&self, t: usize) -> bool {
        matches!(
            self.task(t).kind,
            TaskKind::Search { .. } | TaskKind::Presence { .. }
        )
    }

    /// Pairs of assets that fly at like heights; one whose height is not known may be at any.
    pub(super) fn air_pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let flies = |a: usize| self.crafts[a].medium == Medium::Air;
        let height = |a: usize| self.crafts[a].flies_at_ft;
        (0..self.crafts.len())
            .filter(move |a| flies(*a))
            .flat_map(move |a| (0..a).filter(move |b| flies(*b)).map(move |b| (a, b)))
            .filter(move |(a, b)| match (height(*a), height(*b)) {
                (Some(x), Some(y)) => (x - y).abs() < self.request.separation.altitude_ft,
                _ => true,
            })
    }
}

fn wishes(world: &World<'_>, t: usize, visits: &[Visit]) -> f64 {
    let id = &world.task(t).id;
    let met = |wish: &crate::Wish| {
        visits.iter().any(|v| {
            let asset = world.asset(v.asset as usize);
            wish.asset.as_ref().is_none_or(|a| *a == asset.id)
                && wish.agency.as_ref().is_none_or(|a| *a == asset.agency)
                && wish.before.is_none_or(|b| world.time(v.begin) < b)
        })
    };
    world
        .request
        .wishes
        .iter()
        .filter(|w| w.task == *id && met(w))
        .map(|w| w.points)
        .sum()
}
