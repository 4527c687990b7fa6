//! One stop: when it can begin, under which authority, with what fuel and hours left; or what blocks it.

use super::ability::{Ability, Block, Licence};
use super::voyage::{Doing, Fault, Meets, State, Step, Timed};
use super::world::{Place, Second, Spot, World, straight_nm};
use crate::intercept::meeting_s;

/// Seconds of way that may be missing at a meeting.
const MEETING_SLACK_S: f64 = 2e-3;
/// Tries to be where a ship is that passes behind land.
const REACHED_MAX: usize = 16;

impl World<'_> {
    /// One stop from a state; in port the window is chosen in which it can be made first.
    pub(super) fn step(
        &self,
        a: usize,
        state: &State,
        step: Step,
        number: usize,
        meets: &Meets,
    ) -> Result<(Timed, State), Fault> {
        if !state.in_port {
            let ready = state.free.max(self.now);
            return self.step_from(a, state, step, number, ready, meets);
        }
        let ready = state.free.max(self.now).max(state.hold);
        let mut last = Fault::from(Block::AssetWindow);
        let windows = &self.crafts[a].windows;
        let all = [(0, self.end)];
        for &(from, until) in if windows.is_empty() {
            &all[..]
        } else {
            windows
        } {
            if until < ready {
                continue;
            }
            match self.step_from(a, state, step, number, ready.max(from), meets) {
                Ok((timed, _)) if timed.arrive > until => last = Block::AssetWindow.into(),
                Ok(made) => return Ok(made),
                Err(fault) => last = fault,
            }
        }
        Err(last)
    }

    fn step_from(
        &self,
        a: usize,
        state: &State,
        step: Step,
        number: usize,
        ready: Second,
        meets: &Meets,
    ) -> Result<(Timed, State), Fault> {
        let speed_kn = self.asset(a).modes[usize::from(step.mode)].speed_kn;
        let medium = self.crafts[a].medium;
        let travel = |to: Spot| -> Result<(f64, Second), Block> {
            let nm = self.leg_nm(medium, state.at, to).ok_or(Block::NoWay)?;
            Ok((nm, (nm / speed_kn * 3_600.0).ceil() as Second))
        };
        let (begin, duration, from, nm) = match step.doing {
            Doing::Look(look) => {
                let t = self.task_of[look as usize];
                return self.work(a, state, step, t, number, ready, meets);
            }
            Doing::Port(port) => {
                let to = Spot::Fixed(self.port_point[port as usize]);
                let (nm, way) = travel(to)?;
                (ready + way, 0, to, nm)
            }
            Doing::Tanker(k) => {
                let to = Spot::Fixed(self.tanker_point[k as usize]);
                let (nm, way) = travel(to)?;
                let begin = first_in(&self.tanker_windows[k as usize], ready + way)?;
                let hours = self.tanker(k as usize).duration_h;
                (begin, (hours * 3_600.0).ceil() as Second, to, nm)
            }
            Doing::Embark(r) => {
                let port = self.rider_port[r as usize];
                let to = Spot::Fixed(self.port_point[port]);
                let (nm, way) = travel(to)?;
                let begin = first_in(&self.rider_windows[r as usize], ready + way)?;
                (begin, 0, to, nm)
            }
        };
        self.finish(
            a,
            state,
            step,
            number,
            ready,
            (begin, duration, from, from, nm, None),
        )
    }

    #[allow(clippy::too_many_arguments, reason = "one stop is this much")]
    fn work(
        &self,
        a: usize,
        state: &State,
        step: Step,
        t: usize,
        number: usize,
        ready: Second,
        meets: &Meets,
    ) -> Result<(Timed, State), Fault> {
        let (begins, officers, licences) = match &self.able[a][t] {
            Ability::May {
                begins,
                officers,
                licences,
            } => (begins, officers, licences),
            Ability::Never(block) => return Err(block.clone().into()),
        };
        let work = &self.works[t];
        let (meet_from, meet_until) = work.group.map_or((0, Second::MAX), |g| meets[g]);
        let (begin, from, nm) = self.begin(a, state, step, t, ready, begins, meet_from)?;
        if begin > meet_until {
            return Err(Block::Meeting.into());
        }
        let end = begin + work.duration_s;
        let aboard = |agency: u8| {
            state
                .aboard
                .iter()
                .any(|(o, until)| *o == agency && end <= *until)
        };
        if let Some(missing) = officers.iter().find(|o| !aboard(**o)) {
            let agency = self
                .agencies
                .get(usize::from(*missing))
                .cloned()
                .unwrap_or_default();
            return Err(Block::NoOfficer {
                agency,
                instrument: None,
            }
            .into());
        }
        let licence = self.licence(a, licences, begin, aboard)?;
        let until = match work.place {
            Place::Moving(k) if work.stays_with_target => {
                Spot::At(self.target_at(k, end).ok_or(Block::NoWay)?)
            }
            _ => from,
        };
        self.finish(
            a,
            state,
            step,
            number,
            ready,
            (begin, work.duration_s, from, until, nm, licence),
        )
    }

    /// Earliest begin of a task, where, and the miles of the way there.
    #[allow(clippy::too_many_arguments, reason = "one begin is this much")]
    fn begin(
        &self,
        a: usize,
        state: &State,
        step: Step,
        t: usize,
        ready: Second,
        begins: &[(Second, Second)],
        meet_from: Second,
    ) -> Result<(Second, Spot, f64), Block> {
        let speed_kn = self.asset(a).modes[usize::from(step.mode)].speed_kn;
        let medium = self.crafts[a].medium;
        let last = begins.last().map_or(0, |w| w.1);
        match self.works[t].place {
            Place::Fixed(point) => {
                let to = Spot::Fixed(point);
                let nm = self.leg_nm(medium, state.at, to).ok_or(Block::NoWay)?;
                let arrive = ready + (nm / speed_kn * 3_600.0).ceil() as Second;
                let late_h = (arrive - last) as f64 / 3_600.0;
                first_in(begins, arrive.max(meet_from))
                    .map(|begin| (begin, to, nm))
                    .map_err(|_block| {
                        if late_h > 0.0 {
                            Block::TooLate { late_h }
                        } else {
                            Block::NoWindow
                        }
                    })
            }
            Place::Moving(k) => {
                for &(from, until) in begins {
                    let earliest = from.max(meet_from).max(ready);
                    if earliest > until {
                        continue;
                    }
                    let met = self.meeting(a, state.at, k, ready, (earliest, until), speed_kn);
                    let reached = met.and_then(|s| {
                        self.reached(a, state.at, k, ready, (s.ceil() as Second, until), speed_kn)
                    });
                    if let Some(found) = reached {
                        return Ok(found);
                    }
                }
                if ready > last {
                    return Err(Block::TooLate {
                        late_h: (ready - last) as f64 / 3_600.0,
                    });
                }
                Err(Block::NeverMet)
            }
        }
    }

    /// The first whole second from a meeting on at which the asset is there, the place and the miles. A moment after the
    /// meeting the way may be another one and longer: where the ship has passed behind land.
    fn reached(
        &self,
        a: usize,
        at: Spot,
        k: usize,
        ready: Second,
        (met, until): (Second, Second),
        speed_kn: f64,
    ) -> Option<(Second, Spot, f64)> {
        let mut begin = met;
        for _ in 0..REACHED_MAX {
            if begin > until {
                return None;
            }
            let to = Spot::At(self.target_at(k, begin)?);
            let nm = self.leg_nm(self.crafts[a].medium, at, to)?;
            let there = ready + (nm / speed_kn * 3_600.0 - MEETING_SLACK_S).ceil() as Second;
            if there <= begin {
                return Some((begin, to, nm));
            }
            begin = there;
        }
        None
    }

    /// When a moving ship is first met. No way is shorter than the great circle: where that meets first and is clear,
    /// the way meets there too; else the search goes on from there around land.
    fn meeting(
        &self,
        a: usize,
        at: Spot,
        k: usize,
        ready: Second,
        (earliest, until): (Second, Second),
        speed_kn: f64,
    ) -> Option<f64> {
        let (medium, here) = (self.crafts[a].medium, self.position(at));
        let ratio = self.target_speed_kn[k] / speed_kn;
        let there = |s: f64| {
            let start = self.request.span.start;
            self.target(k)
                .position_at(start.plus_ms((s * 1_000.0) as i64))
        };
        let straight = |s: f64| Some(straight_nm(here, there(s)?) / speed_kn * 3_600.0);
        let around = |s: f64| {
            let nm = self.leg_nm(medium, at, Spot::At(there(s)?))?;
            Some(nm / speed_kn * 3_600.0)
        };
        let (from, to) = (ready as f64, until as f64);
        let first = meeting_s(from, earliest as f64, to, ratio, straight)?;
        if first - from >= around(first)? - MEETING_SLACK_S {
            return Some(first);
        }
        meeting_s(from, first, to, ratio, around)
    }

    fn licence(
        &self,
        a: usize,
        licences: &[Licence],
        begin: Second,
        aboard: impl Fn(u8) -> bool,
    ) -> Result<Option<u32>, Block> {
        if licences.is_empty() {
            return Ok(None);
        }
        let held = &self.asset(a).authorities;
        let in_force =
            |l: &&Licence| l.reaches(begin) && held[l.authority].validity.holds(self.time(begin));
        if let Some(l) = licences
            .iter()
            .filter(in_force)
            .find(|l| l.officer.is_none_or(&aboard))
        {
            return Ok(Some(l.authority as u32));
        }
        let missing = licences
            .iter()
            .filter(in_force)
            .find_map(|l| Some((l.officer?, l.authority)));
        Err(match missing {
            Some((officer, authority)) => Block::NoOfficer {
                agency: self
                    .agencies
                    .get(usize::from(officer))
                    .cloned()
                    .unwrap_or_default(),
                instrument: Some(held[authority].instrument.clone()),
            },
            None => Block::NoAuthority {
                instruments: held.iter().map(|h| h.instrument.clone()).collect(),
            },
        })
    }

    /// Fuel, endurance and hours of a stop, and the state after it.
    fn finish(
        &self,
        a: usize,
        state: &State,
        step: Step,
        number: usize,
        ready: Second,
        (begin, duration, from, until, nm, licence): (Second, Second, Spot, Spot, f64, Option<u32>),
    ) -> Result<(Timed, State), Fault> {
        let (asset, craft) = (self.asset(a), &self.crafts[a]);
        let mode = &asset.modes[usize::from(step.mode)];
        let way = ((nm / mode.speed_kn * 3_600.0).ceil() as Second).min(begin - ready);
        let depart = if state.in_port { begin - way } else { ready };
        let arrive = depart + way;
        let docks = matches!(step.doing, Doing::Port(_) | Doing::Embark(_));
        let (left, since, first) = if state.in_port {
            (depart, depart, Some(number as u32))
        } else {
            (state.left, state.since, state.first)
        };
        let waited_before = if state.in_port { 0 } else { state.waited };
        let waited = if docks {
            waited_before
        } else {
            waited_before + begin - arrive
        };
        let end = begin + duration;
        let away = if docks { arrive } else { end } - since;
        let excess = (away - craft.sortie_max_s).max(state.used + away - craft.total_max_s);
        if excess > 0 {
            let over_h = excess as f64 / 3_600.0;
            let block = if away > craft.sortie_max_s {
                Block::Endurance { over_h }
            } else {
                Block::Hours
            };
            let hold = (excess <= waited && first != Some(number as u32)).then_some(left + excess);
            return Err(Fault { block, hold });
        }
        let idle = if state.in_port { 0 } else { ready - state.free };
        let at_sea = if docks { idle } else { idle + end - arrive };
        let fuel_used_t =
            (way as f64 * mode.fuel_t_per_h + at_sea as f64 * asset.task_fuel_t_per_h) / 3_600.0;
        let fuel_t = state.fuel_t - fuel_used_t;
        let short_t = asset.fuel_reserve_t - fuel_t;
        if short_t > 1e-9 {
            let late = (short_t / asset.task_fuel_t_per_h.max(1e-9) * 3_600.0)
                .ceil()
                .min(1e9) as Second;
            let hold = (late <= waited && first != Some(number as u32)).then_some(left + late);
            return Err(Fault {
                block: Block::Fuel { short_t },
                hold,
            });
        }
        if docks {
            self.dock(a, left, arrive)?;
        }
        let fuel_taken_t = self.fuel_given(a, step.doing, fuel_t);
        let timed = Timed {
            step,
            depart,
            arrive,
            begin,
            end: if docks { begin + craft.stay_s } else { end },
            from,
            until,
            nm,
            fuel_used_t,
            fuel_taken_t,
            fuel_end_t: fuel_t + fuel_taken_t,
            licence,
        };
        let mut next = State {
            at: until,
            free: timed.end,
            fuel_t: timed.fuel_end_t,
            in_port: docks,
            left,
            since,
            used: state.used + if docks { away } else { 0 },
            waited,
            first,
            hold: 0,
            aboard: state.aboard,
        };
        if let Doing::Embark(r) = step.doing {
            let stays = (self.request.riders[r as usize].aboard_max_h * 3_600.0) as Second;
            let free = next
                .aboard
                .iter()
                .position(|(o, u)| *o == u8::MAX || *u < begin);
            let slot = free.ok_or_else(|| Fault::from(Block::Meeting))?;
            next.aboard[slot] = (self.rider_agency[r as usize], begin + stays);
        }
        Ok((timed, next))
    }

    /// The sortie that ends must lie in a window of the asset and in the plan.
    fn dock(&self, a: usize, left: Second, arrive: Second) -> Result<(), Fault> {
        if arrive > self.end {
            return Err(Block::PlanEnds.into());
        }
        let windows = &self.crafts[a].windows;
        if windows
            .iter()
            .any(|(from, until)| *from <= left && arrive <= *until)
            || self.asset(a).windows.is_empty()
        {
            return Ok(());
        }
        let next = windows.iter().map(|w| w.0).find(|from| *from > left);
        Err(Fault {
            block: Block::AssetWindow,
            hold: next,
        })
    }

    fn fuel_given(&self, a: usize, doing: Doing, fuel_t: f64) -> f64 {
        let room_t = (self.asset(a).fuel_capacity_t - fuel_t).max(0.0);
        let gives = match doing {
            Doing::Port(p) => self.request.ports[p as usize].fuel,
            Doing::Embark(r) => self.request.ports[self.rider_port[r as usize]].fuel,
            Doing::Tanker(_) => true,
            Doing::Look(_) => false,
        };
        if gives { room_t } else { 0.0 }
    }

    /// The way to the nearest base, unless the asset lies in one.
    pub(super) fn home(
        &self,
        a: usize,
        state: &State,
        number: usize,
    ) -> Result<Option<Timed>, Fault> {
        let craft = &self.crafts[a];
        let here = |p: usize| state.at == Spot::Fixed(self.port_point[p]);
        if state.in_port && (number == 0 || craft.bases.iter().any(|p| here(*p))) {
            return Ok(None);
        }
        let mut bases: Vec<(f64, usize)> = craft
            .bases
            .iter()
            .map(|&p| {
                let port = self.points[self.port_point[p] as usize];
                (straight_nm(self.position(state.at), port), p)
            })
            .collect();
        bases.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
        let mut nearest: Option<(f64, usize)> = None;
        for (least_nm, p) in bases {
            if nearest.is_some_and(|(nm, _)| nm <= least_nm) {
                break;
            }
            let way = self.leg_nm(craft.medium, state.at, Spot::Fixed(self.port_point[p]));
            if let Some(nm) = way
                && nearest.is_none_or(|(best, _)| nm < best)
            {
                nearest = Some((nm, p));
            }
        }
        let Some((_, port)) = nearest else {
            return Err(Block::NoWay.into());
        };
        let step = Step {
            doing: Doing::Port(port as u32),
            mode: 0,
        };
        let (timed, _) = self.step(a, state, step, number, &[])?;
        Ok(Some(timed))
    }
}

/// First moment at or after `at` in windows that are in order.
fn first_in(windows: &[(Second, Second)], at: Second) -> Result<Second, Block> {
    windows
        .iter()
        .find(|(_, until)| *until >= at)
        .map(|(from, _)| at.max(*from))
        .ok_or_else(|| Block::TooLate {
            late_h: windows.last().map_or(0.0, |w| (at - w.1) as f64 / 3_600.0),
        })
}
