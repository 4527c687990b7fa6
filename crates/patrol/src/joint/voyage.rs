//! Voyage: the times, miles and fuel of an asset that makes given stops in a given order.
//!
//! The order decides everything: each stop begins as early as it can; from a port the asset leaves just in
//! time for its first stop; and a sortie that is too long only because it waits leaves later. So a plan is
//! its orders, and two searches that find the same orders find the same plan.

use super::ability::Block;
use super::world::{Second, Spot, World};

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
    pub(super) left: Second,
    pub(super) since: Second,
    pub(super) used: Second,
    pub(super) waited: Second,
    /// Stop with which the sortie begins; none if it began before the plan.
    pub(super) first: Option<u32>,
    /// The sortie must not leave before.
    pub(super) hold: Second,
    pub(super) aboard: [(u8, Second); ABOARD_MAX],
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
pub(super) struct Fault {
    pub(super) block: Block,
    pub(super) hold: Option<Second>,
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
}
