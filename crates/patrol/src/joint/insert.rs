//! Insertion: where a look, or the looks of a meeting, can be added, alone or with the stop that makes it
//! possible (a port, a tanker, an officer who embarks).

use super::ability::{Ability, Block};
use super::outline::{NOBODY, Outline};
use super::search::Search;
use super::voyage::{Doing, Run, Step};
use super::world::{Second, World};
use crate::Chance;

/// A way to add one look.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Offer {
    pub(super) asset: usize,
    /// Stops to add: number in the route after the additions before, and the stop.
    pub(super) adds: Vec<(usize, Step)>,
    pub(super) begin: Second,
    /// Points gained by the look.
    pub(super) gain: f64,
    /// Hours that it takes: way and part of the waiting.
    pub(super) hours: f64,
    /// Points that the weights take for its miles, fuel and hours.
    pub(super) costs: f64,
    /// Meetings move with it.
    pub(super) shifts: bool,
}

/// What counts when offers are compared; drawn anew for each recreation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Taste {
    Short,
    Rich,
    Ratio,
    Points,
    Early,
}

impl Taste {
    pub(super) const ALL: [Self; 5] = [
        Self::Short,
        Self::Rich,
        Self::Ratio,
        Self::Points,
        Self::Early,
    ];
}

/// The best offer for each taste.
pub(super) type Offers = [Option<Offer>; 5];

/// Which stops may help, by what blocked a look without them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wants {
    stay: bool,
    fuel: bool,
    officer: bool,
}

impl Wants {
    fn note(&mut self, block: &Block) {
        match block {
            Block::Fuel { .. } => (self.stay, self.fuel) = (true, true),
            Block::Endurance { .. } | Block::AssetWindow | Block::VisitTooSoon => self.stay = true,
            Block::NoOfficer { .. } => self.officer = true,
            _ => {}
        }
    }
}

impl Offer {
    pub(super) fn badness(&self, taste: Taste) -> f64 {
        match taste {
            Taste::Short => self.hours - 1e-3 * self.gain,
            Taste::Rich => -self.gain + 1e-3 * self.hours,
            // Of equals the one with fewer stops, then the earlier: it leaves more room.
            Taste::Points => {
                self.costs - self.gain + 1e-6 * self.adds.len() as f64 + 1e-14 * self.begin as f64
            }
            Taste::Early => self.begin as f64 + self.adds.len() as f64 - 1e-6 * self.gain,
            Taste::Ratio => -self.gain / (self.hours.max(0.0) + 0.5),
        }
    }
}

/// Meetings look at this many offers a member and asset.
const MEET_OFFERS: usize = 3;
/// Pairs of offers tried for a meeting in a large problem.
const MEET_TRIES: u32 = 8;
/// In a small problem at this many.
const MEET_OFFERS_SMALL: usize = 60;
/// Enablers are tried this many stops before the look when the route is long.
const REACH_BACK: usize = 4;

impl Search<'_> {
    /// First number from which a route must be sailed if a stop is added at `at`.
    pub(super) fn keep(run: &Run, at: usize) -> usize {
        let Some(state) = run.states.get(at) else {
            return 0;
        };
        match state.begun() {
            Some(first) if run.states[first].held_back() => first,
            _ => at,
        }
    }

    /// The best way, for each taste, to add a look to the route of an asset; or what blocks it, the nearest miss.
    pub(super) fn offers(
        &mut self,
        outline: &Outline,
        a: usize,
        look: u32,
    ) -> Result<Offers, Block> {
        let t = self.world.task_of[look as usize];
        if let Ability::Never(block) = &self.world.able[a][t] {
            return Err(block.clone());
        }
        let mut best = Offers::default();
        let mut miss = Block::NoWindow;
        self.each_offer(outline, a, look, &mut |made| match made {
            Ok(new) => {
                for (slot, taste) in best.iter_mut().zip(Taste::ALL) {
                    if slot
                        .as_ref()
                        .is_none_or(|known| new.badness(taste) < known.badness(taste))
                    {
                        *slot = Some(new.clone());
                    }
                }
            }
            Err(new) => {
                if new.nearness() > miss.nearness() {
                    miss = new;
                }
            }
        });
        if best.iter().all(Option::is_none) {
            Err(miss)
        } else {
            Ok(best)
        }
    }

    /// All ways to add a look to the route of an asset.
    pub(super) fn each_offer(
        &mut self,
        outline: &Outline,
        a: usize,
        look: u32,
        each: &mut dyn FnMut(Result<Offer, Block>),
    ) {
        let leg = &outline.legs[a];
        let t = self.world.task_of[look as usize];
        let last = match &self.world.able[a][t] {
            Ability::May { begins, .. } => begins.last().map_or(0, |w| w.1),
            Ability::Never(block) => return each(Err(block.clone())),
        };
        let modes = self.world.asset(a).modes.len();
        let mut any = false;
        let mut wants = Wants {
            stay: self.small,
            fuel: self.small,
            officer: self.small,
        };
        for at in leg.frozen..=leg.run.steps.len() {
            let Some(state) = leg.run.states.get(at) else {
                break;
            };
            if state.free > last {
                each(Err(Block::TooLate {
                    late_h: (state.free - last) as f64 / 3_600.0,
                }));
                break;
            }
            if let Some(late_h) = self.world.too_late(a, &leg.run, at, t) {
                each(Err(Block::TooLate { late_h }));
                continue;
            }
            for mode in 0..modes {
                let step = Step {
                    doing: Doing::Look(look),
                    mode: mode as u8,
                };
                let made = self.try_adds(outline, a, look, &[(at, step)]);
                match &made {
                    Ok(_) => any = true,
                    Err(block) => wants.note(block),
                }
                each(made);
            }
        }
        if !any || self.small {
            self.each_enabled(outline, a, look, wants, each);
        }
    }

    fn each_enabled(
        &mut self,
        outline: &Outline,
        a: usize,
        look: u32,
        wants: Wants,
        each: &mut dyn FnMut(Result<Offer, Block>),
    ) {
        let leg = &outline.legs[a];
        let t = self.world.task_of[look as usize];
        let len = leg.run.steps.len();
        let modes = self.world.asset(a).modes.len();
        let small = self.small || len <= 12;
        for at in leg.frozen..=len {
            if self.world.too_late(a, &leg.run, at, t).is_some() {
                continue;
            }
            let enablers = self.enablers(outline, a, at, wants);
            for mode in 0..modes {
                let step = Step {
                    doing: Doing::Look(look),
                    mode: mode as u8,
                };
                for &doing in &enablers {
                    let stop = Step { doing, mode: 0 };
                    let from = match doing {
                        _ if small => leg.frozen,
                        Doing::Port(_) => at,
                        _ => at.saturating_sub(REACH_BACK).max(leg.frozen),
                    };
                    for before in from..=at {
                        each(self.try_adds(outline, a, look, &[(before, stop), (at + 1, step)]));
                    }
                    if !matches!(doing, Doing::Embark(_)) {
                        each(self.try_adds(outline, a, look, &[(at, step), (at + 1, stop)]));
                    }
                }
            }
        }
    }

    /// Stops that may make others possible.
    fn enablers(&self, outline: &Outline, a: usize, at: usize, wants: Wants) -> Vec<Doing> {
        let world = &self.world;
        let craft = &world.crafts[a];
        let here = outline.legs[a].run.states[at].at;
        let mut ports: Vec<(f64, u32)> = craft
            .bases
            .iter()
            .filter_map(|&p| {
                let to = super::world::Spot::Fixed(world.port_point[p]);
                Some((world.leg_nm(craft.medium, here, to)?, p as u32))
            })
            .collect();
        ports.sort_by(|x, y| x.0.total_cmp(&y.0));
        ports.truncate(if self.small { 8 } else { 2 });
        let used = |doing: Doing| {
            outline
                .legs
                .iter()
                .any(|leg| leg.run.steps.iter().any(|s| s.doing == doing))
        };
        ports
            .into_iter()
            .filter(|_| wants.stay)
            .map(|(_, p)| Doing::Port(p))
            .chain(
                craft
                    .tankers
                    .iter()
                    .filter(|_| wants.fuel)
                    .map(|k| Doing::Tanker(*k as u32)),
            )
            .chain(
                craft
                    .riders
                    .iter()
                    .filter(|_| wants.officer)
                    .map(|r| Doing::Embark(*r as u32))
                    .filter(|d| !used(*d)),
            )
            .collect()
    }

    /// Adds stops to a route, sails it, and says what the look gains.
    pub(super) fn try_adds(
        &mut self,
        outline: &Outline,
        a: usize,
        look: u32,
        adds: &[(usize, Step)],
    ) -> Result<Offer, Block> {
        let leg = &outline.legs[a];
        let mut steps = std::mem::take(&mut self.steps);
        steps.clear();
        steps.extend_from_slice(&leg.run.steps);
        let mut first = usize::MAX;
        for (at, step) in adds {
            steps.insert((*at).min(steps.len()), *step);
            first = first.min(*at);
        }
        let keep = Self::keep(&leg.run, first).max(leg.frozen);
        let mut run = std::mem::take(&mut self.run);
        let sailed = self
            .world
            .sail(a, &steps, keep, &leg.run, &outline.meets, &mut run);
        let made = sailed.and_then(|()| self.judge(outline, a, look, &run, adds));
        (self.steps, self.run) = (steps, run);
        if self.small && matches!(made, Err(Block::Meeting)) {
            return self.shift_offer(outline, a, look, adds);
        }
        made
    }

    fn judge(
        &mut self,
        outline: &Outline,
        a: usize,
        look: u32,
        run: &Run,
        adds: &[(usize, Step)],
    ) -> Result<Offer, Block> {
        let world = &self.world;
        let t = world.task_of[look as usize];
        let doing = Doing::Look(look);
        let timed = run
            .timed
            .iter()
            .find(|timed| timed.step.doing == doing)
            .ok_or(Block::NoWindow)?;
        let mut visits = std::mem::take(&mut self.visits);
        outline.visits(world, t, &mut visits);
        let before = world.worth(t, &mut visits, |_, _| ());
        // Visits that the same route makes may have moved.
        visits.retain(|v| v.asset as usize != a);
        let (first, last) = (
            world.works[t].look as u32,
            (world.works[t].look + world.works[t].looks) as u32,
        );
        visits.extend(run.timed.iter().filter_map(|x| match x.step.doing {
            Doing::Look(l) if (first..last).contains(&l) => Some(world.visit(a, l, x)),
            _ => None,
        }));
        let after = world.worth(t, &mut visits, |_, _| ());
        let soon = visits
            .windows(2)
            .any(|v| v[1].begin - v[0].begin < world.works[t].gap_s);
        self.visits = visits;
        if soon {
            return Err(Block::VisitTooSoon);
        }
        let mut gain = after - before;
        if self.small && world.works[t].group.is_none() {
            gain = Self::whole_gain(world, outline, a, look, run)?;
        }
        let old = &outline.legs[a].run;
        let waits = |run: &Run| {
            run.timed
                .iter()
                .map(|x| (x.begin - x.arrive) as f64)
                .sum::<f64>()
        };
        let asset = world.asset(a);
        let weights = world.request.weights;
        let away_h = (run.away_s - old.away_s) as f64 / 3_600.0;
        Ok(Offer {
            shifts: false,
            costs: weights.per_nm * (run.nm - old.nm)
                + weights.per_fuel_t * (run.fuel_t - old.fuel_t)
                + weights.per_cost * asset.cost_per_h * away_h,
            asset: a,
            adds: adds.to_vec(),
            begin: timed.begin,
            gain,
            hours: (run.nm - old.nm) / asset.modes[0].speed_kn
                + (waits(run) - waits(old)) / 4.0 / 3_600.0,
        })
    }

    /// Points that the whole outline gains, its costs given back: what others lose by being later counts too.
    fn whole_gain(
        world: &World<'_>,
        outline: &Outline,
        a: usize,
        look: u32,
        run: &Run,
    ) -> Result<f64, Block> {
        let mut made = outline.clone();
        let old = std::mem::replace(&mut made.legs[a].run, run.clone());
        made.who[look as usize] = a as u16;
        made.count(world);
        if !made.valid {
            return Err(Block::Order);
        }
        let weights = world.request.weights;
        let new = &made.legs[a].run;
        let away_h = (new.away_s - old.away_s) as f64 / 3_600.0;
        Ok(made.points - outline.points
            + weights.per_nm * (new.nm - old.nm)
            + weights.per_fuel_t * (new.fuel_t - old.fuel_t)
            + weights.per_cost * world.asset(a).cost_per_h * away_h)
    }

    /// Adds an offer to the outline. False if it no longer fits.
    pub(super) fn take(&mut self, outline: &mut Outline, offer: &Offer) -> bool {
        let a = offer.asset;
        if offer.shifts {
            let look = offer.adds.iter().find_map(|(_, s)| match s.doing {
                Doing::Look(look) => Some(look),
                _ => None,
            });
            let made = look.map(|look| self.shifted(outline, a, look, &offer.adds));
            return match made {
                Some(Ok(made)) => {
                    *outline = made;
                    true
                }
                _ => false,
            };
        }
        let leg = &outline.legs[a];
        let mut steps = leg.run.steps.clone();
        let mut first = usize::MAX;
        for (at, step) in &offer.adds {
            steps.insert((*at).min(steps.len()), *step);
            first = first.min(*at);
        }
        let keep = Self::keep(&leg.run, first).max(leg.frozen);
        let mut run = Run::default();
        if self
            .world
            .sail(a, &steps, keep, &leg.run, &outline.meets, &mut run)
            .is_err()
        {
            return false;
        }
        for (_, step) in &offer.adds {
            if let Doing::Look(look) = step.doing {
                outline.who[look as usize] = a as u16;
            }
        }
        outline.legs[a].run = run;
        outline.legs[a].version = self.next_version();
        true
    }

    /// Adds all looks of a meeting, or none.
    pub(super) fn meet(&mut self, outline: &mut Outline, g: usize, chance: &mut Chance) -> bool {
        let looks = self.world.groups[g].looks.clone();
        if looks.iter().any(|l| outline.who[*l] != NOBODY) {
            return false;
        }
        outline.meets[g] = (0, Second::MAX);
        let most = if self.small {
            MEET_OFFERS_SMALL
        } else {
            MEET_OFFERS
        };
        let mut choices: Vec<Vec<Offer>> = Vec::new();
        for &look in &looks {
            let mut offers = Vec::new();
            for a in 0..outline.legs.len() {
                let from = offers.len();
                self.each_offer(outline, a, look as u32, &mut |made| offers.extend(made));
                offers[from..].sort_by(|x, y| {
                    (x.begin, x.hours)
                        .partial_cmp(&(y.begin, y.hours))
                        .unwrap_or(std::cmp::Ordering::Equal)
                });
                offers.truncate(from + most);
            }
            if offers.is_empty() {
                return false;
            }
            choices.push(offers);
        }
        let mut best: Option<(f64, Outline)> = None;
        let mut chosen = Vec::new();
        self.meet_tries = if self.small { u32::MAX } else { MEET_TRIES };
        self.match_up(outline, &choices, &mut chosen, &mut best, chance);
        match best {
            Some((_, made)) => {
                *outline = made;
                true
            }
            None => false,
        }
    }

    fn match_up(
        &mut self,
        outline: &Outline,
        choices: &[Vec<Offer>],
        chosen: &mut Vec<Offer>,
        best: &mut Option<(f64, Outline)>,
        chance: &mut Chance,
    ) {
        let Some(offers) = choices.get(chosen.len()) else {
            return self.try_meeting(outline, chosen, best);
        };
        for offer in offers {
            if chosen
                .iter()
                .any(|c| c.asset == offer.asset || shares_enabler(c, offer))
            {
                continue;
            }
            if self.meet_tries == 0 {
                return;
            }
            if !self.small && chance.happens(0.4) {
                continue;
            }
            chosen.push(offer.clone());
            self.match_up(outline, choices, chosen, best, chance);
            chosen.pop();
        }
    }

    fn try_meeting(
        &mut self,
        outline: &Outline,
        chosen: &[Offer],
        best: &mut Option<(f64, Outline)>,
    ) {
        self.meet_tries = self.meet_tries.saturating_sub(1);
        let mut made = outline.clone();
        for offer in chosen {
            if !self.take(&mut made, offer) {
                return;
            }
        }
        let mut version = self.next_version();
        let settled = made.settle(&self.world, || {
            version += 1;
            version
        });
        self.skip_versions(version);
        if !settled {
            return;
        }
        made.count(&self.world);
        if made.valid && best.as_ref().is_none_or(|b| made.points > b.0) {
            *best = Some((made.points, made));
        }
    }
}

fn shares_enabler(x: &Offer, y: &Offer) -> bool {
    x.adds.iter().any(|(_, s)| {
        matches!(s.doing, Doing::Embark(_)) && y.adds.iter().any(|(_, r)| r.doing == s.doing)
    })
}
