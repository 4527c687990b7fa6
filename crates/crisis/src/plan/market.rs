//! The planner's market: everything scarce has a price, everyone chooses the cheapest way under these prices.
//!
//! One pass back in time over the network answers for a whole commodity, so a round over the reference instance takes a
//! fraction of a millisecond. [`super::price`] moves the prices.

use std::collections::BTreeMap;

use super::commodity::{Commodity, Quota};
use super::net::{Net, Path};
use super::vehicle::{Fleet, Rounds, follow, look_ahead};

/// No such thing.
pub(crate) const NONE: usize = usize::MAX;

/// Where each kind of price begins in one long vector.
pub(crate) struct Layout {
    /// Per road, slots; `NONE` without a limit. Buses come first: origin × slot.
    pub(crate) road: Vec<usize>,
    /// Per road, slots: seats of vehicles' trips; `NONE` where there are no vehicles.
    pub(crate) trip: Vec<usize>,
    /// Per port, ranks; `NONE` without a limit.
    pub(crate) hall: Vec<usize>,
    /// Legs; likewise for stretchers, wheelchairs.
    pub(crate) seat: usize,
    pub(crate) stretcher: usize,
    pub(crate) wheelchair: usize,
    /// Rows of beds.
    pub(crate) bed: usize,
    /// Partners' limits of cost.
    pub(crate) partner: usize,
    pub(crate) len: usize,
}

/// People of one commodity who start from one place at one time.
struct Demand {
    origin: Option<usize>,
    slot: usize,
    port: Option<(usize, usize)>,
    people: f64,
}

/// The market.
pub(crate) struct Market<'a, 'n> {
    pub(crate) net: &'a Net<'n>,
    commodities: &'a [Commodity],
    pub(crate) layout: Layout,
    /// How much there is of each scarce thing; infinite where it never binds.
    pub(crate) capacity: Vec<f64>,
    demands: Vec<Vec<Demand>>,
    /// Per road and slot: rank of the first check-in a bus makes; `NONE`: none, or the road is closed.
    rank: Vec<Vec<usize>>,
    /// First rank of each port in a list of all.
    rank_base: Vec<usize>,
    /// Vehicles that choose their trips by the prices; without them trips are as the net has them.
    fleet: Option<&'a Fleet>,
}

/// What is asked for under some prices.
#[derive(Clone)]
pub(crate) struct Asked {
    /// Of each scarce thing.
    pub(crate) used: Vec<f64>,
    /// Commodity × road × slot.
    bus: Vec<f32>,
    /// Commodity × leg.
    board: Vec<f32>,
    /// Commodity × rank of a port, without a bus.
    enter: Vec<f32>,
    /// Road × slot: people who ride in vehicles.
    pub(crate) trip: Vec<f32>,
}

impl Asked {
    /// Moves a share of the way to another.
    pub(crate) fn blend(&mut self, new: &Self, share: f64) {
        for (mean, new) in self.used.iter_mut().zip(&new.used) {
            *mean += share * (new - *mean);
        }
        #[allow(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
        let share = share as f32;
        for (mean, new) in [
            (&mut self.bus, &new.bus),
            (&mut self.board, &new.board),
            (&mut self.enter, &new.enter),
            (&mut self.trip, &new.trip),
        ] {
            for (mean, new) in mean.iter_mut().zip(new) {
                *mean += share * (new - *mean);
            }
        }
    }

    fn clear(&mut self) {
        self.used.fill(0.0);
        self.bus.fill(0.0);
        self.board.fill(0.0);
        self.enter.fill(0.0);
        self.trip.fill(0.0);
    }
}

/// Cheapest continuation: cost, and what leads there.
type Best<T> = (f64, T);

impl<'a, 'n> Market<'a, 'n> {
    /// `limits`: most that each partner's units may cost, weighted minutes; empty for no such rule.
    pub(crate) fn new(net: &'a Net<'n>, commodities: &'a [Commodity], limits: &[f64]) -> Self {
        Self::made(net, commodities, limits, None)
    }

    /// With vehicles that choose their trips by the prices.
    pub(crate) fn with_vehicles(
        net: &'a Net<'n>,
        commodities: &'a [Commodity],
        fleet: &'a Fleet,
    ) -> Self {
        Self::made(net, commodities, &[], Some(fleet))
    }

    fn made(
        net: &'a Net<'n>,
        commodities: &'a [Commodity],
        limits: &[f64],
        fleet: Option<&'a Fleet>,
    ) -> Self {
        let layout = layout(net, limits.len());
        let capacity = capacity(net, &layout, limits);
        let rank = net
            .roads
            .iter()
            .map(|road| {
                let port = &net.ports[road.port];
                (0..net.slots)
                    .map(|slot| {
                        let arrival_min = net.departure_min(slot) + road.travel_min;
                        let rank = port
                            .cutoffs_min
                            .partition_point(|cutoff| *cutoff < arrival_min);
                        if road.open[slot] && rank < port.legs.len() {
                            rank
                        } else {
                            NONE
                        }
                    })
                    .collect()
            })
            .collect();
        let mut rank_base = Vec::new();
        let mut base = 0;
        for port in &net.ports {
            rank_base.push(base);
            base += port.legs.len();
        }
        Self {
            net,
            commodities,
            layout,
            capacity,
            demands: commodities
                .iter()
                .map(|commodity| demands(net, commodity))
                .collect(),
            rank,
            rank_base,
            fleet,
        }
    }

    /// What a price moves by: how much there is; of seats in vehicles that choose, what one carries.
    pub(crate) fn measure(&self, at: usize) -> f64 {
        let capacity = self.capacity.get(at).copied().unwrap_or(0.0);
        match self.fleet {
            Some(fleet) if self.is_trip(at) => {
                let seats: f64 = fleet.kinds.iter().map(|it| it.seats).sum();
                seats / fleet.kinds.len().max(1) as f64
            }
            _ => capacity,
        }
    }

    fn is_trip(&self, at: usize) -> bool {
        let mut bases = self.layout.trip.iter().filter(|it| **it != NONE);
        let first = bases.next().copied().unwrap_or(NONE);
        let roads = self.layout.trip.iter().filter(|it| **it != NONE).count();
        at >= first && at - first < roads * self.net.slots
    }

    pub(crate) fn asked(&self) -> Asked {
        let count = self.commodities.len();
        Asked {
            used: vec![0.0; self.layout.len],
            bus: vec![0.0; count * self.net.roads.len() * self.net.slots],
            board: vec![0.0; count * self.net.legs.len()],
            enter: vec![0.0; count * self.net.legs.len()],
            trip: vec![0.0; self.net.roads.len() * self.net.slots],
        }
    }

    /// Everyone's cheapest ways under these prices. Returns the bound they prove, without settled units.
    pub(crate) fn choose(&self, price: &[f64], asked: &mut Asked) -> f64 {
        asked.clear();
        let mut value = 0.0;
        let mut halls: Vec<Vec<Best<usize>>> = self
            .net
            .ports
            .iter()
            .map(|port| vec![(0.0, NONE); port.legs.len()])
            .collect();
        let mut buses = vec![(0.0, (NONE, NONE, false)); self.net.slots + 1];
        let beds = self.bed_prices(price);
        for (at, commodity) in self.commodities.iter().enumerate() {
            let factor = 1.0
                + price
                    .get(self.layout.partner + commodity.partner)
                    .copied()
                    .unwrap_or(0.0);
            self.tails(commodity, factor, (price, &beds), &mut halls);
            let stay = commodity.weight * factor * self.net.stay_min as f64;
            let mut origin = NONE;
            for demand in &self.demands[at] {
                if let Some(from) = demand.origin
                    && from != origin
                {
                    self.departures(from, price, &halls, &mut buses);
                    origin = from;
                }
                value += self.take(at, demand, stay, &halls, &buses, asked) * demand.people;
            }
        }
        for (price, capacity) in price.iter().zip(&self.capacity) {
            if *price > 0.0 {
                value -= price * capacity;
            }
        }
        value - self.vehicles(price, asked)
    }

    /// Every vehicle's best rotation: takes its seats off what is asked, returns what all earn.
    fn vehicles(&self, price: &[f64], asked: &mut Asked) -> f64 {
        let Some(fleet) = self.fleet else { return 0.0 };
        let mut earned = 0.0;
        let mut room = Rounds::default();
        let gain = |road: usize, slot: usize| price[self.layout.trip[road] + slot];
        for (at, motion) in fleet.motions.iter().enumerate() {
            look_ahead(self.net, motion, &gain, &mut room);
            for kind in fleet.kinds.iter().filter(|it| it.motion == at) {
                let (value, trips) = follow(self.net, kind, &room);
                let seats = kind.seats * kind.ids.len() as f64;
                earned += value * seats;
                for (road, slot) in trips {
                    asked.used[self.layout.trip[road] + slot] -= seats;
                }
            }
        }
        earned
    }

    /// For each port and check-in: the cheapest leg for who is in the hall.
    fn tails(
        &self,
        commodity: &Commodity,
        factor: f64,
        (price, beds): (&[f64], &[f64]),
        halls: &mut [Vec<Best<usize>>],
    ) {
        let may = &self.net.may[commodity.board];
        let weight = commodity.weight * factor;
        for (port, (entry, row)) in self.net.ports.iter().zip(halls).enumerate() {
            let mut now = (f64::INFINITY, NONE);
            let hall = self.layout.hall[port];
            for (rank, leg) in entry.legs.iter().copied().enumerate().rev() {
                if may[leg] {
                    let mut cost = weight * self.net.legs[leg].arrival_min as f64
                        + commodity.seat * price[self.layout.seat + leg];
                    if commodity.special() {
                        cost += commodity.stretcher * price[self.layout.stretcher + leg]
                            + commodity.wheelchair * price[self.layout.wheelchair + leg];
                    }
                    cost += beds.get(leg).copied().unwrap_or(0.0);
                    if cost <= now.0 {
                        now = (cost, leg);
                    }
                }
                if hall != NONE {
                    now.0 += price[hall + rank];
                }
                row[rank] = now;
            }
        }
    }

    /// What a person who comes by each leg pays for a bed; empty where no safe haven has a limit.
    fn bed_prices(&self, price: &[f64]) -> Vec<f64> {
        let beds = &self.net.beds;
        if !beds.is_limited() {
            return Vec::new();
        }
        let mut sums = vec![0.0; beds.rows.len() + 1];
        for row in 0..beds.rows.len() {
            sums[row + 1] = sums[row] + price[self.layout.bed + row];
        }
        let of = |range: &std::ops::Range<usize>| (sums[range.end] - sums[range.start]).max(0.0);
        let legs = beds.of_leg.iter();
        legs.map(|ranges| ranges.iter().map(of).sum()).collect()
    }

    /// For each slot of an origin: the cheapest bus from then on.
    fn departures(
        &self,
        origin: usize,
        price: &[f64],
        halls: &[Vec<Best<usize>>],
        buses: &mut [Best<(usize, usize, bool)>],
    ) {
        let slots = self.net.slots;
        let mut now = (f64::INFINITY, (NONE, NONE, false));
        buses[slots] = now;
        for slot in (0..slots).rev() {
            let bus = if self.capacity[origin * slots + slot] > 0.0 {
                price[origin * slots + slot]
            } else {
                f64::INFINITY
            };
            if bus.is_finite() || self.layout.trip.first().is_some_and(|it| *it != NONE) {
                for road in self.net.origins[origin].roads.iter().copied() {
                    let rank = self.rank[road][slot];
                    if rank == NONE {
                        continue;
                    }
                    let trip = self.layout.trip[road];
                    let there =
                        trip != NONE && (self.fleet.is_some() || self.capacity[trip + slot] > 0.0);
                    let (seat, by_trip) = match there {
                        true if price[trip + slot] <= bus => (price[trip + slot], true),
                        _ => (bus, false),
                    };
                    let mut cost = seat + halls[self.net.roads[road].port][rank].0;
                    if self.layout.road[road] != NONE {
                        cost += price[self.layout.road[road] + slot];
                    }
                    if cost < now.0 {
                        now = (cost, (road, slot, by_trip));
                    }
                }
            }
            buses[slot] = now;
        }
    }

    /// Takes the cheapest of hall, bus and staying for one demand; returns its cost for a person.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "counts of people fit f32 as means"
    )]
    fn take(
        &self,
        at: usize,
        demand: &Demand,
        stay: f64,
        halls: &[Vec<Best<usize>>],
        buses: &[Best<(usize, usize, bool)>],
        asked: &mut Asked,
    ) -> f64 {
        let (net, layout, commodity) = (self.net, &self.layout, &self.commodities[at]);
        let people = demand.people;
        let mut cost = stay;
        let mut ride = (NONE, NONE, false);
        if demand.origin.is_some() && demand.slot < net.slots && buses[demand.slot].0 < cost {
            (cost, ride) = buses[demand.slot];
        }
        let here = demand
            .port
            .filter(|(port, rank)| halls[*port].get(*rank).is_some_and(|it| it.0 < cost));
        let (port, rank) = if let Some((port, rank)) = here {
            cost = halls[port][rank].0;
            asked.enter[at * net.legs.len() + self.rank_base[port] + rank] += people as f32;
            (port, rank)
        } else if ride.0 != NONE {
            let (road, slot, by_trip) = ride;
            asked.bus[(at * net.roads.len() + road) * net.slots + slot] += people as f32;
            if by_trip {
                asked.used[layout.trip[road] + slot] += people;
                asked.trip[road * net.slots + slot] += people as f32;
            } else {
                asked.used[net.roads[road].origin * net.slots + slot] += people;
            }
            if layout.road[road] != NONE {
                asked.used[layout.road[road] + slot] += people;
            }
            (net.roads[road].port, self.rank[road][slot])
        } else {
            self.charge(commodity, net.stay_min, people, asked);
            return cost;
        };
        let leg = halls[port][rank].1;
        asked.board[at * net.legs.len() + leg] += people as f32;
        self.charge(commodity, net.legs[leg].arrival_min, people, asked);
        asked.used[layout.seat + leg] += commodity.seat * people;
        asked.used[layout.stretcher + leg] += commodity.stretcher * people;
        asked.used[layout.wheelchair + leg] += commodity.wheelchair * people;
        for row in net.beds.rows_of(leg) {
            asked.used[layout.bed + row] += people;
        }
        if layout.hall[port] != NONE {
            let first = layout.hall[port];
            for used in &mut asked.used[first + rank..=first + net.legs[leg].rank] {
                *used += people;
            }
        }
        cost
    }

    fn charge(&self, commodity: &Commodity, minutes: i64, people: f64, asked: &mut Asked) {
        if let Some(cost) = asked.used.get_mut(self.layout.partner + commodity.partner) {
            *cost += commodity.weight * minutes as f64 * people;
        }
    }

    /// Takes a flow apart into ways: first in, first out at every embarkation point.
    pub(crate) fn quotas(&self, mean: &Asked) -> Vec<Quota> {
        (0..self.commodities.len())
            .map(|commodity| {
                let mut paths = Vec::new();
                for port in 0..self.net.ports.len() {
                    self.match_port(commodity, port, mean, &mut paths);
                }
                Quota { commodity, paths }
            })
            .collect()
    }

    fn match_port(&self, at: usize, port: usize, mean: &Asked, paths: &mut Vec<(Path, f64)>) {
        /// Less than this many people is noise of the mean.
        const LEAST: f64 = 1e-4;
        let net = self.net;
        /// Rank of the road, arrival in minutes, road and slot, people.
        type Arrival = (usize, i64, Option<(usize, usize)>, f64);
        let mut come: Vec<Arrival> = Vec::new();
        for (road_at, road) in net.roads.iter().enumerate().filter(|it| it.1.port == port) {
            for slot in 0..net.slots {
                let people =
                    f64::from(mean.bus[(at * net.roads.len() + road_at) * net.slots + slot]);
                if people > LEAST {
                    let arrival_min = net.departure_min(slot) + road.travel_min;
                    come.push((
                        self.rank[road_at][slot],
                        arrival_min,
                        Some((road_at, slot)),
                        people,
                    ));
                }
            }
        }
        let legs = &net.ports[port].legs;
        for rank in 0..legs.len() {
            let people = f64::from(mean.enter[at * net.legs.len() + self.rank_base[port] + rank]);
            if people > LEAST {
                come.push((rank, i64::MIN, None, people));
            }
        }
        come.sort_by_key(|it| (it.0, it.1, it.2));
        let mut queue = come.into_iter().peekable();
        for (rank, leg) in legs.iter().copied().enumerate() {
            let mut need = f64::from(mean.board[at * net.legs.len() + leg]);
            while need > LEAST {
                let Some(head) = queue.peek_mut().filter(|head| head.0 <= rank) else {
                    break;
                };
                let people = need.min(head.3);
                paths.push((Path { ride: head.2, leg }, people));
                need -= people;
                head.3 -= people;
                if head.3 <= LEAST {
                    queue.next();
                }
            }
        }
    }
}

fn layout(net: &Net<'_>, partners: usize) -> Layout {
    let mut len = net.origins.len() * net.slots;
    let mut next = |count: usize, limited: bool| {
        let at = len;
        if !limited {
            return NONE;
        }
        len += count;
        at
    };
    let road = net
        .roads
        .iter()
        .map(|road| next(net.slots, road.limited))
        .collect();
    let vehicles = !net.instance.vehicles.is_empty();
    let trip = net.roads.iter().map(|_| next(net.slots, vehicles));
    let trip = trip.collect();
    let hall = net
        .ports
        .iter()
        .map(|port| next(port.legs.len(), port.limited))
        .collect();
    let legs = net.legs.len();
    let seat = len;
    let partner = seat + 3 * legs + net.beds.rows.len();
    Layout {
        road,
        trip,
        hall,
        seat,
        stretcher: seat + legs,
        wheelchair: seat + 2 * legs,
        bed: seat + 3 * legs,
        partner,
        len: partner + partners,
    }
}

fn capacity(net: &Net<'_>, layout: &Layout, limits: &[f64]) -> Vec<f64> {
    let some = |left: &i64| (*left).max(0) as f64;
    let mut out: Vec<f64> = net
        .left
        .bus
        .iter()
        .flat_map(|row| row.iter().take(net.slots))
        .map(some)
        .collect();
    for (at, row) in layout
        .road
        .iter()
        .zip(&net.left.road)
        .chain(layout.trip.iter().zip(&net.left.spare))
        .chain(layout.hall.iter().zip(&net.left.hall))
    {
        if *at != NONE {
            out.extend(row.iter().map(some));
        }
    }
    out.extend(net.left.seat.iter().map(some));
    out.extend(net.left.stretcher.iter().map(some));
    out.extend(
        net.legs
            .iter()
            .zip(&net.left.wheelchair)
            .map(|(leg, left)| {
                if leg.wheelchairs_limited {
                    some(left)
                } else {
                    f64::INFINITY
                }
            }),
    );
    out.extend(net.left.bed.iter().map(some));
    out.extend(limits);
    out
}

fn demands(net: &Net<'_>, commodity: &Commodity) -> Vec<Demand> {
    type Start = (Option<usize>, usize, Option<(usize, usize)>);
    let mut by_start: BTreeMap<Start, f64> = BTreeMap::new();
    for unit in commodity.units.iter().map(|at| &net.units[*at]) {
        let port = unit.port.map(|port| {
            let rank = net.ports[port]
                .cutoffs_min
                .partition_point(|cutoff| *cutoff < unit.ready_min);
            (port, rank)
        });
        let slot = net.slot_from(unit.ready_min).min(net.slots);
        *by_start.entry((unit.origin, slot, port)).or_default() += f64::from(unit.size);
    }
    by_start
        .into_iter()
        .map(|((origin, slot, port), people)| Demand {
            origin,
            slot,
            port,
            people,
        })
        .collect()
}
