//! What a new plan changes of the legs that were ordered: crews have read their orders, and each changed leg is told anew.

use rustc_hash::FxHashSet;

use super::outline::Leg;
use super::voyage::Doing;
use super::world::{World, index};
use crate::StopKind;

/// What a leg leads to, whichever of the looks of a task it is.
pub(super) type Goal = (u8, u32);
/// Legs of the plan before: asset, from what, to what.
pub(super) type Ordered = FxHashSet<(usize, Goal, Goal)>;

/// An asset that comes to its task from elsewhere than ordered costs this share of what another asset would (own choice: the
/// seven re-plans like North Pacific Guard that were run with it kept 92 to 97 % of the legs of the others).
const REROUTED: f64 = 0.5;

impl World<'_> {
    /// The legs of the plan before.
    pub(super) fn legs_before(&self) -> Ordered {
        let request = self.request;
        let assets = index(request.assets.iter().map(|a| a.id.as_str()));
        let tasks = index(request.tasks.iter().map(|t| t.id.as_str()));
        let ports = index(request.ports.iter().map(|p| p.id.as_str()));
        let tankers = index(request.tankers.iter().map(|t| t.id.as_str()));
        let riders = index(request.riders.iter().map(|r| r.id.as_str()));
        let goal = |kind: &StopKind| -> Option<Goal> {
            let (sort, all) = match kind {
                StopKind::Task { .. } => (0, &tasks),
                StopKind::Port { .. } => (1, &ports),
                StopKind::Tanker { .. } => (2, &tankers),
                StopKind::Embark { .. } => (3, &riders),
            };
            Some((sort, u32::try_from(*all.get(kind.id())?).ok()?))
        };
        let mut ordered = Ordered::default();
        for route in request.before.iter().flat_map(|before| &before.routes) {
            let Some(&a) = assets.get(route.asset.as_str()) else {
                continue;
            };
            for pair in route.stops.windows(2) {
                if let [from, to] = pair
                    && let Some((from, to)) = goal(&from.kind).zip(goal(&to.kind))
                {
                    ordered.insert((a, from, to));
                }
            }
        }
        ordered
    }

    fn goal(&self, doing: Doing) -> Goal {
        match doing {
            Doing::Look(look) => (0, self.task_of[look as usize] as u32),
            Doing::Port(port) => (1, port),
            Doing::Tanker(tanker) => (2, tanker),
            Doing::Embark(rider) => (3, rider),
        }
    }

    /// Value of the tasks of an asset, as far as they count, that it had before and now comes to from elsewhere.
    pub(super) fn rerouted(&self, a: usize, leg: &Leg) -> f64 {
        let steps = &leg.run.steps;
        let changed = |number: usize| {
            let (before, this) = (steps.get(number.checked_sub(1)?)?, steps.get(number)?);
            let Doing::Look(look) = this.doing else {
                return None;
            };
            let task = self.task_of[look as usize];
            let leg = (a, self.goal(before.doing), self.goal(this.doing));
            (self.held[task] == Some(a) && !self.ordered.contains(&leg)).then_some(task)
        };
        let tasks = (leg.frozen..steps.len()).filter_map(changed);
        REROUTED * tasks.map(|task| self.task(task).value).sum::<f64>()
    }
}
