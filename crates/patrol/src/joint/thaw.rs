//! From plans to orders and back: what is frozen keeps its very times; what is only warm keeps its order.

use super::outline::{Leg, Outline};
use super::voyage::{Doing, Run, Step, Timed};
use super::world::{Second, Spot, World, index};
use crate::{Route, Stop, StopKind};

impl World<'_> {
    /// The step that a stop of a plan makes, if the request still knows it. `taken` are looks already used.
    fn step_of(&self, a: usize, stop: &Stop, taken: &mut [bool]) -> Option<Step> {
        let request = self.request;
        let mode = self
            .asset(a)
            .modes
            .iter()
            .position(|m| m.name == stop.mode)? as u8;
        let doing = match &stop.kind {
            StopKind::Task { task } => {
                let t = request.tasks.iter().position(|t| t.id == *task)?;
                let work = &self.works[t];
                let look = (work.look..work.look + work.looks).find(|l| !taken[*l])?;
                taken[look] = true;
                Doing::Look(look as u32)
            }
            StopKind::Port { port } => {
                Doing::Port(request.ports.iter().position(|p| p.id == *port)? as u32)
            }
            StopKind::Tanker { tanker } => {
                Doing::Tanker(request.tankers.iter().position(|t| t.id == *tanker)? as u32)
            }
            StopKind::Embark { rider } => {
                Doing::Embark(request.riders.iter().position(|r| r.id == *rider)? as u32)
            }
        };
        Some(Step { doing, mode })
    }

    /// Orders of plans, for a warm start: for each asset the stops after what is frozen, without the way home.
    pub(super) fn orders_of<'p>(
        &self,
        routes: impl Iterator<Item = &'p Route>,
        taken: &mut [bool],
    ) -> Vec<Vec<Step>> {
        let assets = index(self.request.assets.iter().map(|a| a.id.as_str()));
        let mut orders = vec![Vec::new(); self.crafts.len()];
        for route in routes {
            let Some(&a) = assets.get(route.asset.as_str()) else {
                continue;
            };
            let free = route.stops.iter().filter(|s| !self.is_frozen(s));
            let order: &mut Vec<Step> = &mut orders[a];
            order.extend(free.filter_map(|stop| self.step_of(a, stop, taken)));
            while order
                .last()
                .is_some_and(|s| matches!(s.doing, Doing::Port(_)))
            {
                order.pop();
            }
        }
        orders
    }

    pub(super) fn is_frozen(&self, stop: &Stop) -> bool {
        self.request.now.is_some_and(|now| stop.depart <= now) || stop.frozen
    }

    /// The outline of what is frozen in the plan before, or of nothing.
    pub(super) fn frozen(&self, taken: &mut [bool]) -> Option<Outline> {
        let meets = vec![(0, Second::MAX); self.groups.len()];
        let mut legs = Vec::new();
        for a in 0..self.crafts.len() {
            let route = self
                .request
                .before
                .as_ref()
                .and_then(|b| b.route(&self.asset(a).id));
            let mut base = Run {
                states: vec![self.start(a)?],
                ..Run::default()
            };
            for stop in route
                .iter()
                .flat_map(|r| &r.stops)
                .filter(|s| self.is_frozen(s))
            {
                let Some(step) = self.step_of(a, stop, taken) else {
                    break;
                };
                self.follow(a, step, stop, &mut base);
            }
            let frozen = base.steps.len();
            let mut run = Run::default();
            let steps = base.steps.clone();
            if self
                .sail(a, &steps, frozen, &base, &meets, &mut run)
                .is_err()
            {
                // Not even home: it stays where it is, and the checker says so.
                run = base;
            }
            legs.push(Leg {
                run,
                frozen,
                version: a as u64 + 1,
            });
        }
        let mut outline = Outline {
            legs,
            who: Vec::new(),
            meets,
            points: 0.0,
            valid: true,
        };
        outline.note_who(self.task_of.len());
        Some(outline)
    }

    /// Adds a stop to a run as it was ordered.
    fn follow(&self, a: usize, step: Step, stop: &Stop, run: &mut Run) {
        let Some(state) = run.states.last().copied() else {
            return;
        };
        let spot = |fallback: Spot| match step.doing {
            Doing::Port(p) => Spot::Fixed(self.port_point[p as usize]),
            Doing::Embark(r) => Spot::Fixed(self.port_point[self.rider_port[r as usize]]),
            Doing::Tanker(k) => Spot::Fixed(self.tanker_point[k as usize]),
            Doing::Look(_) => fallback,
        };
        let named = stop.instrument.as_ref().and_then(|named| {
            self.asset(a)
                .authorities
                .iter()
                .position(|h| h.instrument == *named)
        });
        let docks = stop.kind.in_port();
        let arrive = self.second(stop.arrive);
        let end = if docks {
            // A partner's plan may state a longer stay.
            (self.second(stop.begin) + self.crafts[a].stay_s).max(self.second(stop.end))
        } else {
            self.second(stop.end)
        };
        let timed = Timed {
            step,
            depart: self.second(stop.depart),
            arrive,
            begin: self.second(stop.begin),
            end,
            from: spot(Spot::At(stop.position)),
            until: spot(Spot::At(stop.position_end)),
            nm: stop.distance_nm,
            fuel_used_t: stop.fuel_used_t,
            fuel_taken_t: stop.fuel_taken_t,
            fuel_end_t: stop.fuel_end_t,
            licence: named.map(|n| n as u32),
        };
        let embarked = match step.doing {
            Doing::Embark(r) => {
                let stays = (self.request.riders[r as usize].aboard_max_h * 3_600.0) as Second;
                Some((self.rider_agency[r as usize], timed.begin + stays))
            }
            _ => None,
        };
        run.states.push(state.after(&timed, docks, embarked));
        run.timed.push(timed);
        run.steps.push(step);
    }
}
