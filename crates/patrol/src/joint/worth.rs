//! Worth: what the visits to a task earn, in order of time.

use std::f64::consts::PI;

use super::voyage::Timed;
use super::world::{Second, World};
use crate::TaskKind;
use crate::weather::sea_state;

/// A visit to a task: when it begins, by whom, and what it achieves whatever the others do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Visit {
    pub(super) begin: Second,
    pub(super) asset: u32,
    pub(super) look: u32,
    /// Effort on an area, or chance to find a ship; 1 otherwise.
    pub(super) effect: f64,
    /// Share of the value left by age.
    pub(super) fresh: f64,
}

impl World<'_> {
    pub(super) fn visit(&self, a: usize, look: u32, timed: &Timed) -> Visit {
        let t = self.task_of[look as usize];
        Visit {
            begin: timed.begin,
            asset: a as u32,
            look,
            effect: self.effect(a, t, timed),
            fresh: self.task(t).freshness(self.time(timed.begin)),
        }
    }

    fn effect(&self, a: usize, t: usize, timed: &Timed) -> f64 {
        let (asset, task) = (self.asset(a), self.task(t));
        let swath = |world: &Self| {
            let request = world.request;
            let sea = if request.weather.is_empty() {
                request.sea_state
            } else {
                let at = world.time(timed.begin);
                sea_state(
                    &request.weather,
                    request.sea_state,
                    world.position(timed.from),
                    at,
                    at,
                )
            };
            world.swath_nm[a][t][usize::from(sea.min(9))]
        };
        match &task.kind {
            TaskKind::Search { area, .. } => {
                swath(self) * asset.task_speed_kn * task.duration_h / (PI * area.radius_nm.powi(2))
            }
            TaskKind::Presence { scale_h, .. } => task.duration_h / scale_h,
            TaskKind::Intercept { locate_h, .. } | TaskKind::Board { locate_h, .. } => {
                let super::world::Place::Moving(k) = self.works[t].place else {
                    return 1.0;
                };
                let radius_nm = self.target(k).uncertainty_at_nm(self.time(timed.begin));
                if radius_nm < 0.01 {
                    return 1.0;
                }
                let width = swath(self);
                let swept = width * asset.task_speed_kn * locate_h + PI * width * width / 4.0;
                1.0 - (-swept / (PI * radius_nm * radius_nm)).exp()
            }
            _ => 1.0,
        }
    }

    /// Value of all visits to a task; sorts them by time and tells each one's to `each`.
    pub(super) fn worth(
        &self,
        t: usize,
        visits: &mut [Visit],
        mut each: impl FnMut(&Visit, f64),
    ) -> f64 {
        if visits.len() > 1 {
            visits.sort_unstable_by_key(|v| (v.begin, v.asset, v.look));
        }
        let task = self.task(t);
        let concave = matches!(
            task.kind,
            TaskKind::Search { .. } | TaskKind::Presence { .. }
        );
        let factor = task.repeat.map_or(0.0, |r| r.factor);
        let (mut left, mut sum) = (1.0, 0.0);
        for visit in visits.iter() {
            let (share, after) = if concave {
                let after = left * (-visit.effect).exp();
                (left - after, after)
            } else {
                (left * visit.effect, left * factor)
            };
            let value = task.value * visit.fresh * share;
            each(visit, value);
            sum += value;
            left = after;
        }
        sum
    }

    /// The most that a task could ever earn.
    pub(super) fn worth_max(&self, t: usize) -> f64 {
        let task = self.task(t);
        match &task.kind {
            TaskKind::Search {
                area, steps_max, ..
            } => {
                let best = (0..self.crafts.len())
                    .map(|a| {
                        let swath = self.swath_nm[a][t].iter().copied().fold(0.0, f64::max);
                        swath * self.asset(a).task_speed_kn
                    })
                    .fold(0.0, f64::max);
                let effort = best * task.duration_h / (PI * area.radius_nm.powi(2));
                task.value * (1.0 - (-effort * f64::from(*steps_max)).exp())
            }
            TaskKind::Presence {
                scale_h, steps_max, ..
            } => {
                let effort = task.duration_h / scale_h * f64::from(*steps_max);
                task.value * (1.0 - (-effort).exp())
            }
            _ => {
                let factor = task.repeat.map_or(0.0, |r| r.factor);
                let visits = i32::from(task.visits_max());
                task.value * (0..visits).map(|n| factor.powi(n)).sum::<f64>()
            }
        }
    }
}
