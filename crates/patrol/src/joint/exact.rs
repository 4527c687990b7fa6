//! Exact answers for small problems, by trying every order: the oracle of the solver's tests.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::ability::Ability;
use super::outline::{NOBODY, Outline};
use super::voyage::{Doing, Run, Step};
use super::world::World;

struct Exact<'w, 'a> {
    world: &'w World<'a>,
    best: f64,
    found: Option<Outline>,
    nodes: u64,
}

/// Two sums in another order differ by less than this.
const SAME: f64 = 1e-7;

/// Most stops besides tasks in one route.
const ENABLERS_MAX: usize = 3;

/// A plan with more points than `known`, the best there is; none if no plan has more. By branch and bound: what
/// cannot beat `known` is not followed.
pub(super) fn exact(world: &World<'_>, known: f64) -> (Option<Outline>, u64) {
    let mut taken = vec![false; world.task_of.len()];
    let mut outline = world.frozen(&mut taken).unwrap();
    let mut exact = Exact {
        world,
        best: known + SAME,
        found: None,
        nodes: 0,
    };
    exact.route(&mut outline, 0, Vec::new());
    (exact.found, exact.nodes)
}

impl Exact<'_, '_> {
    fn route(&mut self, outline: &mut Outline, a: usize, steps: Vec<Step>) {
        self.nodes += 1;
        let world = self.world;
        let meets = outline.meets.clone();
        let base = Run {
            states: vec![world.start(a).unwrap()],
            ..Run::default()
        };
        let mut part = Run::default();
        if world
            .sail_on(a, &steps, 0, &base, &meets, &mut part, false)
            .is_err()
        {
            return;
        }
        if self.hopeless(outline, a, &part) {
            return;
        }
        let mut whole = Run::default();
        if world.sail(a, &steps, 0, &base, &meets, &mut whole).is_ok() {
            let kept = std::mem::replace(&mut outline.legs[a].run, whole);
            self.next(outline, a);
            outline.legs[a].run = kept;
        }
        for step in self.choices(outline, a, &steps) {
            let mut longer = steps.clone();
            longer.push(step);
            let look = match step.doing {
                Doing::Look(l) => Some(l as usize),
                _ => None,
            };
            if let Some(l) = look {
                outline.who[l] = a as u16;
            }
            self.route(outline, a, longer);
            if let Some(l) = look {
                outline.who[l] = NOBODY;
            }
        }
    }

    fn next(&mut self, outline: &mut Outline, a: usize) {
        if a + 1 < outline.legs.len() {
            self.route(outline, a + 1, Vec::new());
            return;
        }
        let mut whole = outline.clone();
        if whole.settle(self.world, || 0) {
            whole.count(self.world);
            if whole.valid && whole.points > self.best {
                self.best = whole.points;
                self.found = Some(whole);
            }
        }
    }

    /// Whether even the best of what is left cannot beat the best found.
    fn hopeless(&self, outline: &Outline, a: usize, part: &Run) -> bool {
        let world = self.world;
        let mut bound = 0.0;
        for t in 0..world.works.len() {
            let work = &world.works[t];
            let mut visits = Vec::new();
            let mut open = false;
            for look in work.look..work.look + work.looks {
                let by = outline.who[look];
                if by == NOBODY {
                    open = true;
                    continue;
                }
                let run = if usize::from(by) == a {
                    part
                } else {
                    &outline.legs[usize::from(by)].run
                };
                let doing = Doing::Look(look as u32);
                if let Some(x) = run.timed.iter().find(|x| x.step.doing == doing) {
                    visits.push(world.visit(usize::from(by), look as u32, x));
                }
            }
            let wishes: f64 = world
                .request
                .wishes
                .iter()
                .filter(|w| w.task == world.task(t).id)
                .map(|w| w.points)
                .sum();
            let free = part.states.last().map_or(0, |s| s.free);
            // The earliest moment at which any asset that is still to be planned may begin it.
            let earliest = (a..world.crafts.len())
                .filter_map(|b| match &world.able[b][t] {
                    Ability::May { begins, .. } => {
                        let from = if b == a { free } else { 0 };
                        begins.iter().find(|w| w.1 >= from).map(|w| w.0.max(from))
                    }
                    Ability::Never(_) => None,
                })
                .min();
            let earned = world.worth(t, &mut visits, |_, _| ());
            let more = earliest.map_or(0.0, |at| {
                world.worth_max(t) * world.task(t).freshness(world.time(at))
            });
            bound += if open && visits.is_empty() {
                more
            } else if open {
                earned + more
            } else {
                earned
            } + wishes;
        }
        bound <= self.best
    }

    fn choices(&self, outline: &Outline, a: usize, steps: &[Step]) -> Vec<Step> {
        let world = self.world;
        let mut found = Vec::new();
        for t in 0..world.works.len() {
            let work = &world.works[t];
            let free = (work.look..work.look + work.looks).find(|l| outline.who[*l] == NOBODY);
            let Some(look) = free else { continue };
            for mode in 0..world.asset(a).modes.len() {
                found.push(Step {
                    doing: Doing::Look(look as u32),
                    mode: mode as u8,
                });
            }
        }
        let enablers = steps
            .iter()
            .filter(|s| !matches!(s.doing, Doing::Look(_)))
            .count();
        if enablers < ENABLERS_MAX {
            let used = |d: Doing| {
                steps.iter().any(|s| s.doing == d)
                    || outline.legs[..a]
                        .iter()
                        .any(|l| l.run.steps.iter().any(|s| s.doing == d))
            };
            let last = steps.last().map(|s| s.doing);
            let craft = &world.crafts[a];
            let docked = last.is_none() || matches!(last, Some(Doing::Port(_) | Doing::Embark(_)));
            let ports = craft
                .bases
                .iter()
                .filter(|_| !docked)
                .map(|p| Doing::Port(*p as u32));
            let tankers = craft
                .tankers
                .iter()
                .map(|k| Doing::Tanker(*k as u32))
                .filter(|d| Some(*d) != last);
            let riders = craft
                .riders
                .iter()
                .map(|r| Doing::Embark(*r as u32))
                .filter(|d| !used(*d));
            found.extend(
                ports
                    .chain(tankers)
                    .chain(riders)
                    .map(|doing| Step { doing, mode: 0 }),
            );
        }
        found
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::joint::{Effort, Solver};
    use crate::{GreatCircle, check, trial};

    /// A number of the environment: more seeds than fit into everyone's test run.
    fn asked(name: &str, usual: u64) -> u64 {
        let text = std::env::var(name).ok();
        text.and_then(|s| s.parse().ok()).unwrap_or(usual)
    }

    /// What a solution does, for a message.
    fn orders(outline: &Outline) -> Vec<String> {
        let steps = |run: &Run| -> String {
            run.timed
                .iter()
                .map(|t| format!("{:?}/{}@{} ", t.step.doing, t.step.mode, t.begin))
                .collect()
        };
        outline.legs.iter().map(|leg| steps(&leg.run)).collect()
    }

    /// The solver equals the oracle, and the independent checker finds nothing.
    #[test]
    fn small_problems_are_solved_exactly() {
        let (from, seeds) = (asked("VIGIE_FROM", 0), asked("VIGIE_SEEDS", 8));
        let iterations = asked("VIGIE_ITERATIONS", 1_500);
        let mut missed = Vec::new();
        let mut done = 0;
        for seed in from..from + seeds {
            let request = trial::small(seed);
            let world = World::new(&request, &GreatCircle);
            let effort = Effort {
                seed,
                iterations,
                ..Effort::default()
            };
            let mut solver = Solver::new(&request, &GreatCircle, effort, &[]).unwrap();
            solver.run();
            let plan = solver.plan();
            let found = check(&request, &GreatCircle, &plan);
            assert!(found.is_empty(), "seed {seed}: {found:#?}");
            assert!(
                plan.total.value <= solver.bound() + 1e-6,
                "seed {seed}: bound"
            );
            let (better, nodes) = exact(&world, solver.points());
            if seeds > 8 {
                println!("seed {seed}: {:.3} points, {nodes} nodes", solver.points());
            }
            if let Some(better) = better {
                println!("  solver {:#?}", orders(solver.best().unwrap()));
                println!("  exact {:#?}", orders(&better));
                missed.push((seed, solver.points(), better.points));
            }
            done += plan.total.tasks;
        }
        let count = missed.len();
        assert!(missed.is_empty(), "{count} of {seeds} missed: {missed:?}");
        assert!(
            done as u64 > 2 * seeds,
            "{done} visits in all: the problems say nothing"
        );
    }
}
