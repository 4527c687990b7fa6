//! Voyage: the times, miles and fuel of an asset that makes given stops in a given order.
//!
//! The order decides everything: each stop begins as early as it can; from a port the asset leaves just in
//! time for its first stop; and a sortie that is too long only because it waits leaves later. So a plan is
//! its orders, and two searches that find the same orders find the same plan.

use super::ability::{Ability, Block, Licence};
use super::world::{Place, Second, Spot, World};
use crate::intercept::meeting_s;

/// What is done at a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Doing {
    Look(u32),
    Port(u32),
    Tanker(u32),
    Embark(u32),
}

/// A stop, with the speed mode of the leg to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Step {
    pub(super) doing: Doing,
    pub(super) mode: u8,
}

/// Officers of partners aboard at most.
const ABOARD_MAX: usize = 4;
/// Times that one voyage may hold back a sortie.
const HOLDS_MAX: usize = 40;

/// The asset before a stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct State {
    pub(super) at: Spot,
    pub(super) free: Second,
    pub(super) fuel_t: f64,
    pub(super) in_port: bool,
    /// When the sortie left port, and since when endurance counts.
    left: Second,
    since: Second,
    used: Second,
    waited: Second,
    /// Stop with which the sortie begins; none if it began before the plan.
    first: Option<u32>,
    /// The sortie must not leave before.
    hold: Second,
    aboard: [(u8, Second); ABOARD_MAX],
}

impl State {
    /// Number of the stop with which the sortie begins, if it can still be held back.
    pub(super) fn begun(&self) -> Option<usize> {
        self.first.filter(|_| !self.in_port).map(|f| f as usize)
    }

    /// Whether the sortie that begins here was made to leave later.
    pub(super) fn held_back(&self) -> bool {
        self.hold > 0
    }

    /// The state after a stop that is what it is.
    pub(super) fn after(&self, timed: &Timed, docks: bool, embarked: Option<(u8, Second)>) -> Self {
        let (left, since) = if self.in_port {
            (timed.depart, timed.depart)
        } else {
            (self.left, self.since)
        };
        let mut next = Self {
            at: timed.until,
            free: timed.end,
            fuel_t: timed.fuel_end_t,
            in_port: docks,
            left,
            since,
            used: self.used + if docks { timed.arrive - since } else { 0 },
            waited: 0,
            first: None,
            hold: 0,
            aboard: self.aboard,
        };
        if let Some(officer) = embarked
            && let Some(slot) = next
                .aboard
                .iter_mut()
                .find(|(o, u)| *o == u8::MAX || *u < timed.begin)
        {
            *slot = officer;
        }
        next
    }
}

/// A stop in time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Timed {
    pub(super) step: Step,
    pub(super) depart: Second,
    pub(super) arrive: Second,
    pub(super) begin: Second,
    pub(super) end: Second,
    pub(super) from: Spot,
    pub(super) until: Spot,
    pub(super) nm: f64,
    pub(super) fuel_used_t: f64,
    pub(super) fuel_taken_t: f64,
    pub(super) fuel_end_t: f64,
    /// Authority used, by number among the asset's.
    pub(super) licence: Option<u32>,
}

/// A voyage in time.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Run {
    pub(super) steps: Vec<Step>,
    /// State before each step; one more than steps.
    pub(super) states: Vec<State>,
    /// Steps in time, then the way home unless it ends in port.
    pub(super) timed: Vec<Timed>,
    /// No step may begin later than this, or one after it is too late.
    pub(super) latest: Vec<Second>,
    pub(super) nm: f64,
    pub(super) fuel_t: f64,
    pub(super) away_s: Second,
}

/// When the meetings are: earliest and latest begin of each group.
pub(super) type Meets = [(Second, Second)];

/// Why a step fails, and by how much a later departure of the sortie would mend it.
struct Fault {
    block: Block,
    hold: Option<Second>,
}

impl From<Block> for Fault {
    fn from(block: Block) -> Self {
        Self { block, hold: None }
    }
}

impl World<'_> {
    /// The asset before its first stop.
    pub(super) fn start(&self, a: usize) -> Option<State> {
        let asset = self.asset(a);
        let start = &asset.start;
        let free = start.time.map_or(0, |t| self.second(t)).max(0);
        let port = start.port.as_ref().and_then(|id| {
            self.request
                .ports
                .iter()
                .position(|p| p.id == *id)
                .map(|p| self.port_point[p])
        });
        let mut aboard = [(u8::MAX, 0); ABOARD_MAX];
        for (slot, officer) in aboard.iter_mut().zip(&start.officers) {
            *slot = (super::world::number(&self.agencies, officer), Second::MAX);
        }
        Some(State {
            at: match port {
                Some(point) => Spot::Fixed(point),
                None => Spot::At(start.position?),
            },
            free,
            fuel_t: start.fuel_t.unwrap_or(asset.fuel_capacity_t),
            in_port: port.is_some(),
            left: free,
            since: start.at_sea_since.map_or(free, |t| self.second(t)),
            used: (start.hours_used * 3_600.0) as Second,
            waited: 0,
            first: None,
            hold: 0,
            aboard,
        })
    }

    /// Sails the steps from number `keep` on; those before are as in `base`. `out` is overwritten.
    pub(super) fn sail(
        &self,
        a: usize,
        steps: &[Step],
        keep: usize,
        base: &Run,
        meets: &Meets,
        out: &mut Run,
    ) -> Result<(), Block> {
        self.sail_on(a, steps, keep, base, meets, out, true)
    }

    /// As [`Self::sail`], but only goes home at the end if `home`.
    #[allow(clippy::too_many_arguments, reason = "a voyage is this much")]
    pub(super) fn sail_on(
        &self,
        a: usize,
        steps: &[Step],
        keep: usize,
        base: &Run,
        meets: &Meets,
        out: &mut Run,
        home: bool,
    ) -> Result<(), Block> {
        let keep = keep
            .min(base.states.len().saturating_sub(1))
            .min(steps.len());
        out.steps.clear();
        out.steps.extend_from_slice(steps);
        out.states.clear();
        out.states.extend_from_slice(&base.states[..=keep]);
        out.timed.clear();
        out.timed.extend_from_slice(&base.timed[..keep]);
        if let Some(state) = out.states.last_mut() {
            state.hold = 0;
        }
        let mut holds = 0;
        // What a later departure was to mend: that is what blocks if it does not.
        let mut mending: Option<Block> = None;
        loop {
            let number = out.timed.len();
            let state = out.states[number];
            if number > keep && self.rejoins(a, base, steps, number, out, home) {
                break;
            }
            let made = match steps.get(number) {
                Some(step) => self.step(a, &state, *step, number, meets),
                None if !home => break,
                None => match self.home(a, &state, number) {
                    Ok(None) => break,
                    Ok(Some(timed)) => {
                        out.timed.push(timed);
                        break;
                    }
                    Err(fault) => Err(fault),
                },
            };
            match made {
                Ok((timed, next)) => {
                    out.timed.push(timed);
                    out.states.push(next);
                }
                Err(Fault { block, hold: None }) => return Err(mending.unwrap_or(block)),
                Err(Fault {
                    block,
                    hold: Some(hold),
                }) => {
                    let first = state.first.map(|f| f as usize).filter(|f| *f <= number);
                    holds += 1;
                    let (Some(first), true) = (first, holds <= HOLDS_MAX) else {
                        return Err(mending.unwrap_or(block));
                    };
                    mending.get_or_insert(block);
                    out.timed.truncate(first);
                    out.states.truncate(first + 1);
                    out.states[first].hold = hold;
                }
            }
        }
        self.sum(a, out);
        Ok(())
    }

    /// In port, with the rest of the route as in `base` and ready before `base` leaves: then the rest is as it
    /// was, and is copied. True if so.
    fn rejoins(
        &self,
        a: usize,
        base: &Run,
        steps: &[Step],
        number: usize,
        out: &mut Run,
        home: bool,
    ) -> bool {
        let ahead = steps.len() - number.min(steps.len());
        let Some(old) = base
            .steps
            .len()
            .checked_sub(ahead)
            .filter(|_| home && ahead > 0)
        else {
            return false;
        };
        let (Some(was), Some(next)) = (base.states.get(old), base.timed.get(old)) else {
            return false;
        };
        let Some(state) = out.states.get(number).copied() else {
            return false;
        };
        let used = state.used - was.used;
        let longest = base.states.last().map_or(0, |s| s.used);
        let same = state.in_port
            && was.in_port
            && state.at == was.at
            && state.fuel_t == was.fuel_t
            && state.aboard == was.aboard
            && state.free >= was.free
            && state.free <= next.depart
            && base.steps.get(old..) == steps.get(number..)
            && (used <= 0 || self.crafts[a].total_max_s == Second::MAX || {
                let last = base.timed.last().map_or(0, |t| t.arrive);
                let open = base
                    .states
                    .last()
                    .filter(|s| !s.in_port)
                    .map_or(0, |s| last - s.since);
                longest + open + used <= self.crafts[a].total_max_s
            });
        if !same {
            return false;
        }
        out.timed.extend_from_slice(&base.timed[old..]);
        if let Some(state) = out.states.last_mut() {
            state.hold = was.hold;
        }
        let by = number as i64 - old as i64;
        out.states
            .extend(base.states.iter().skip(old + 1).map(|s| State {
                used: s.used + used,
                first: s.first.map(|f| (i64::from(f) + by).max(0) as u32),
                ..*s
            }));
        true
    }

    fn sum(&self, a: usize, run: &mut Run) {
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
        let nm = self.leg_nm(craft.medium, from, to).unwrap_or(f64::INFINITY);
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

    /// One stop from a state; in port the window is chosen in which it can be made first.
    fn step(
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
        let (begin, duration, from, until, licence) = match step.doing {
            Doing::Look(look) => {
                let t = self.task_of[look as usize];
                return self.work(a, state, step, t, number, ready, meets);
            }
            Doing::Port(port) => {
                let to = Spot::Fixed(self.port_point[port as usize]);
                (ready + travel(to)?.1, 0, to, to, None)
            }
            Doing::Tanker(k) => {
                let to = Spot::Fixed(self.tanker_point[k as usize]);
                let arrive = ready + travel(to)?.1;
                let begin = first_in(&self.tanker_windows[k as usize], arrive)?;
                let hours = self.tanker(k as usize).duration_h;
                (begin, (hours * 3_600.0).ceil() as Second, to, to, None)
            }
            Doing::Embark(r) => {
                let port = self.rider_port[r as usize];
                let to = Spot::Fixed(self.port_point[port]);
                let arrive = ready + travel(to)?.1;
                (
                    first_in(&self.rider_windows[r as usize], arrive)?,
                    0,
                    to,
                    to,
                    None,
                )
            }
        };
        self.finish(
            a,
            state,
            step,
            number,
            ready,
            (begin, duration, from, until, licence),
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
        let (begin, from) = self.begin(a, state, step, t, ready, begins, meet_from)?;
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
            (begin, work.duration_s, from, until, licence),
        )
    }

    /// Earliest begin of a task and where.
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
    ) -> Result<(Second, Spot), Block> {
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
                    .map(|begin| (begin, to))
                    .map_err(|_block| {
                        if late_h > 0.0 {
                            Block::TooLate { late_h }
                        } else {
                            Block::NoWindow
                        }
                    })
            }
            Place::Moving(k) => {
                let ratio = self.target_speed_kn[k] / speed_kn;
                for &(from, until) in begins {
                    let earliest = from.max(meet_from).max(ready);
                    if earliest > until {
                        continue;
                    }
                    let needed = |s: f64| {
                        let there = self
                            .target(k)
                            .position_at(self.request.span.start.plus_ms((s * 1_000.0) as i64))?;
                        Some(self.leg_nm(medium, state.at, Spot::At(there))? / speed_kn * 3_600.0)
                    };
                    let met = meeting_s(ready as f64, earliest as f64, until as f64, ratio, needed);
                    if let Some(begin) = met.map(|s| s.ceil() as Second).filter(|b| *b <= until) {
                        return Ok((
                            begin,
                            Spot::At(self.target_at(k, begin).ok_or(Block::NoWay)?),
                        ));
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
        let in_force = |l: &&Licence| held[l.authority].validity.holds(self.time(begin));
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
        (begin, duration, from, until, licence): (Second, Second, Spot, Spot, Option<u32>),
    ) -> Result<(Timed, State), Fault> {
        let (asset, craft) = (self.asset(a), &self.crafts[a]);
        let mode = &asset.modes[usize::from(step.mode)];
        let nm = self
            .leg_nm(craft.medium, state.at, from)
            .ok_or(Block::NoWay)?;
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
    fn home(&self, a: usize, state: &State, number: usize) -> Result<Option<Timed>, Fault> {
        let craft = &self.crafts[a];
        let here = |p: usize| state.at == Spot::Fixed(self.port_point[p]);
        if state.in_port && (number == 0 || craft.bases.iter().any(|p| here(*p))) {
            return Ok(None);
        }
        let nearest = craft
            .bases
            .iter()
            .filter_map(|&p| {
                let nm = self.leg_nm(craft.medium, state.at, Spot::Fixed(self.port_point[p]))?;
                Some((nm, p))
            })
            .min_by(|x, y| x.0.total_cmp(&y.0));
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
