//! Slack: how late each stop of a sailed route may begin, so that most insertions are ruled out by a few additions.

use super::ability::Ability;
use super::voyage::{Doing, Run, Timed};
use super::world::{Place, Second, Spot, World, straight_nm};

impl World<'_> {
    pub(super) fn sum(&self, a: usize, run: &mut Run) {
        (run.nm, run.fuel_t, run.away_s) = (0.0, 0.0, 0);
        let start = run.states.first().filter(|s| !s.in_port).map(|s| s.free);
        let mut left = start;
        for timed in &run.timed {
            run.nm += timed.nm;
            run.fuel_t += timed.fuel_used_t;
            let since = *left.get_or_insert(timed.depart);
            if matches!(timed.step.doing, Doing::Port(_) | Doing::Embark(_)) {
                run.away_s += timed.arrive - since;
                left = None;
            }
        }
        run.latest.clear();
        run.latest.resize(run.timed.len(), self.end);
        let mut after: Option<(Second, &Timed)> = None;
        for (timed, latest) in run.timed.iter().zip(&mut run.latest).rev() {
            let own = self.closes(a, timed.step.doing);
            *latest = own.min(after.map_or(self.end, |(next, to)| {
                next - (timed.end - timed.begin) - self.way_least_s(a, timed.until, to)
            }));
            after = Some((*latest, timed));
        }
    }

    /// When the last window of a stop closes for an asset.
    fn closes(&self, a: usize, doing: Doing) -> Second {
        let last = |windows: &[(Second, Second)]| windows.last().map_or(self.end, |w| w.1);
        match doing {
            Doing::Look(look) => match &self.able[a][self.task_of[look as usize]] {
                Ability::May { begins, .. } => last(begins),
                Ability::Never(_) => self.end,
            },
            Doing::Port(_) => self.end,
            Doing::Tanker(k) => last(&self.tanker_windows[k as usize]),
            Doing::Embark(r) => last(&self.rider_windows[r as usize]),
        }
    }

    /// A time that the way to a stop takes at least: none is known if the stop is a ship that moves.
    fn way_least_s(&self, a: usize, from: Spot, to: &Timed) -> Second {
        match (from, to.from) {
            (Spot::Fixed(_), Spot::Fixed(_)) => self.least_s(a, from, to.from),
            _ => 0,
        }
    }

    fn least_s(&self, a: usize, from: Spot, to: Spot) -> Second {
        let craft = &self.crafts[a];
        // Between fixed places the way is known; elsewhere the great circle is short enough to rule out, and cheap.
        let nm = match (from, to) {
            (Spot::Fixed(_), Spot::Fixed(_)) => {
                self.leg_nm(craft.medium, from, to).unwrap_or(f64::INFINITY)
            }
            _ => straight_nm(self.position(from), self.position(to)),
        };
        (nm / craft.speed_max_kn * 3_600.0).min(1e9) as Second
    }

    /// Whether a task cannot be done between two stops of a run, by time alone: hours late.
    pub(super) fn too_late(&self, a: usize, run: &Run, at: usize, t: usize) -> Option<f64> {
        let Ability::May { begins, .. } = &self.able[a][t] else {
            return None;
        };
        let (first, last) = (begins.first()?.0, begins.last()?.1);
        let state = run.states.get(at)?;
        let place = match self.works[t].place {
            Place::Fixed(p) => Some(Spot::Fixed(p)),
            Place::Moving(_) => None,
        };
        let way = place.map_or(0, |to| self.least_s(a, state.at, to));
        let begin = (state.free.max(self.now) + way).max(first);
        let own = begin - last;
        let next = run
            .timed
            .get(at)
            .zip(run.latest.get(at))
            .map_or(0, |(timed, latest)| {
                let on = place.map_or(0, |from| self.way_least_s(a, from, timed));
                begin + self.works[t].duration_s + on - latest
            });
        let late = own.max(next);
        (late > 0).then_some(late as f64 / 3_600.0)
    }
}
