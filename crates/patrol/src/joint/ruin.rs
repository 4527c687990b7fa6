//! Ruin: looks near each other in place and time, a string of a route, or any; with the stops that only they needed.

use std::collections::BTreeSet;

use super::outline::{NOBODY, Outline};
use super::search::Search;
use super::voyage::{Doing, Run, Step};
use super::world::{Second, World};
use crate::{Chance, TaskKind};

/// Stops in port so near to what was taken away are tried to be done without.
const NEAR_STOPS: usize = 2;

impl Search<'_> {
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

    pub(super) fn ruin(&mut self, outline: &mut Outline, chance: &mut Chance) -> Vec<usize> {
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
}

/// For each look the others, nearest first: in place, and in time by what a ship makes meanwhile.
pub(super) fn neighbours(world: &World<'_>) -> Vec<Vec<u32>> {
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
