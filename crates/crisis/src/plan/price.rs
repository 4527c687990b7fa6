//! Prices that prove a bound, by the volume algorithm: no linear program is solved.
//!
//! What people ask for too much of becomes dearer, what stays free becomes cheaper. The best prices seen prove the bound
//! ([`super::bound`]); the running mean of what was asked for tends to an optimal flow, from which families are rounded.
//! (Barahona, Anbil 2000, "The volume algorithm: producing primal solutions with a subgradient method"; each price moves
//! in proportion to how far its thing is overdrawn relative to how much of it there is, which brings the bound within
//! some hundredths of a percent of the linear program's.)

use super::bound::Prices;
use super::commodity::Quota;
use super::market::{Asked, Market, NONE};

/// Steps shrink by this after [`RED_MAX`] rounds without a better bound, and grow after a better one.
const SHRINK: f64 = 0.66;
const GROW: f64 = 1.5;
const RED_MAX: usize = 20;
/// Range of the step factor.
const FACTOR: (f64, f64) = (1e-6, 2.0);
/// Least share of a new choice in the mean.
const SHARE_MIN: f64 = 0.002;
/// Rounds between looks at whether the bound still rises, and by how much it must.
const LOOK: usize = 100;
const RISE: f64 = 0.0005;

/// A search for prices; it can be run on.
pub(crate) struct Bargain<'m, 'a, 'n> {
    market: &'m Market<'a, 'n>,
    /// One over how much there is, per price.
    scale: Vec<f64>,
    best_price: Vec<f64>,
    best: f64,
    price: Vec<f64>,
    asked: Asked,
    mean: Asked,
    factor: f64,
    share_max: f64,
    red: usize,
    looked: f64,
    rounds: usize,
}

impl<'m, 'a, 'n> Bargain<'m, 'a, 'n> {
    /// `known`: prices of an earlier plan to start from.
    pub(crate) fn new(market: &'m Market<'a, 'n>, known: Option<&Prices>) -> Self {
        let price = match known {
            Some(known) => read(market, known),
            None => first_prices(market),
        };
        let partner = market.layout.partner;
        // A partner's price is a pure number; others are weighted minutes for a person.
        let unit = market.net.stay_min as f64 * 8.0;
        let scale = market
            .capacity
            .iter()
            .enumerate()
            .map(|(at, capacity)| {
                let measure = market.measure(at);
                if capacity.is_infinite() {
                    0.0
                } else if at >= partner {
                    1.0 / (measure.max(1.0) * unit)
                } else {
                    1.0 / measure.max(1.0)
                }
            })
            .collect();
        let mut asked = market.asked();
        let best = market.choose(&price, &mut asked);
        Self {
            market,
            scale,
            best_price: price.clone(),
            best,
            price,
            mean: asked.clone(),
            asked,
            factor: 0.1,
            share_max: if known.is_some() { 0.2 } else { 1.0 },
            red: 0,
            looked: best,
            rounds: 0,
        }
    }

    /// The bound proven so far, without settled units.
    pub(crate) fn bound(&self) -> f64 {
        self.best
    }

    /// Some rounds more. `above`: the cost of the best plan known, for the length of steps.
    pub(crate) fn run(&mut self, above: f64, rounds: usize) {
        for _ in 0..rounds {
            let norm = self.norm();
            if norm < 1e-9 {
                return;
            }
            let step = self.factor * (above - self.best).max(above.abs() * 1e-5) / norm;
            for (at, price) in self.price.iter_mut().enumerate() {
                let over = self.mean.used[at] - self.market.capacity[at];
                *price = if self.scale[at] > 0.0 {
                    (self.best_price[at] + step * self.scale[at] * over).max(0.0)
                } else {
                    0.0
                };
            }
            let value = self.market.choose(&self.price, &mut self.asked);
            self.learn(value);
        }
    }

    /// How far the mean is from what there is.
    fn norm(&self) -> f64 {
        let mut norm = 0.0;
        for (at, scale) in self.scale.iter().enumerate().filter(|it| *it.1 > 0.0) {
            let over = self.mean.used[at] - self.market.capacity[at];
            if over > 0.0 || self.best_price[at] > 0.0 {
                norm += over * over * scale;
            }
        }
        norm
    }

    /// Takes a share of the new choice into the mean, keeps better prices, sets the next step.
    fn learn(&mut self, value: f64) {
        let (mut gg, mut gv, mut vv) = (0.0, 0.0, 0.0);
        for (at, scale) in self.scale.iter().enumerate().filter(|it| *it.1 > 0.0) {
            let capacity = self.market.capacity[at];
            let (mut g, mut v) = (
                self.asked.used[at] - capacity,
                self.mean.used[at] - capacity,
            );
            if self.price[at] <= 0.0 {
                (g, v) = (g.max(0.0), v.max(0.0));
            }
            gg += g * g * scale;
            gv += g * v * scale;
            vv += v * v * scale;
        }
        let span = gg - 2.0 * gv + vv;
        let share = if span > 0.0 {
            ((vv - gv) / span).clamp(self.share_max / 10.0, self.share_max)
        } else {
            self.share_max
        };
        self.mean.blend(&self.asked, share);
        if value > self.best {
            self.best = value;
            self.best_price.clone_from(&self.price);
            self.red = 0;
            if gv > 0.0 {
                self.factor = (self.factor * GROW).min(FACTOR.1);
            }
        } else {
            self.red += 1;
            if self.red >= RED_MAX {
                self.factor = (self.factor * SHRINK).max(FACTOR.0);
                self.red = 0;
            }
        }
        self.rounds += 1;
        if self.rounds.is_multiple_of(LOOK) {
            if self.best - self.looked < self.best.abs() * RISE {
                self.share_max = (self.share_max / 2.0).max(SHARE_MIN);
            }
            self.looked = self.best;
        }
    }

    /// The flow that the mean describes.
    pub(crate) fn quotas(&self) -> Vec<Quota> {
        self.market.quotas(&self.mean)
    }

    /// People who want to ride in vehicles, per road and slot, and what a seat there is worth.
    pub(crate) fn wanted(&self) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
        let (net, layout) = (self.market.net, &self.market.layout);
        let wanted = |road: usize| -> Vec<f64> {
            let cells = (0..net.slots).map(|slot| self.mean.trip[road * net.slots + slot]);
            cells.map(f64::from).collect()
        };
        let worth = |road: usize| -> Vec<f64> {
            let base = layout.trip[road];
            let cells = (0..net.slots).map(|slot| self.best_price.get(base + slot).copied());
            cells.map(|it| it.unwrap_or(0.0)).collect()
        };
        let roads = 0..net.roads.len();
        (
            roads.clone().map(wanted).collect(),
            roads.map(worth).collect(),
        )
    }

    /// The best prices, by the ids of the instance.
    pub(crate) fn prices(&self) -> Prices {
        write(self.market, &self.best_price)
    }
}

/// A seat an hour earlier is worth an hour of the least urgent: near enough to begin with.
fn first_prices(market: &Market<'_, '_>) -> Vec<f64> {
    let mut price = vec![0.0; market.layout.len];
    let last_min = market
        .net
        .legs
        .iter()
        .map(|leg| leg.arrival_min)
        .max()
        .unwrap_or(0);
    for (at, leg) in market.net.legs.iter().enumerate() {
        price[market.layout.seat + at] = (last_min - leg.arrival_min) as f64;
    }
    price
}

/// Visits every price: a function writes it down or reads it.
fn write(market: &Market<'_, '_>, price: &[f64]) -> Prices {
    let (net, layout) = (market.net, &market.layout);
    let slot_of = |slot: usize| u32::try_from(slot).unwrap_or(u32::MAX);
    let mut out = Prices::default();
    for (origin, entry) in net.origins.iter().enumerate() {
        for slot in 0..net.slots {
            out.bus
                .push((entry.place, slot_of(slot), price[origin * net.slots + slot]));
        }
    }
    for (at, road) in layout
        .road
        .iter()
        .zip(&net.roads)
        .filter(|it| *it.0 != NONE)
    {
        let (from, to) = (net.origins[road.origin].place, net.ports[road.port].place);
        for slot in 0..net.slots {
            out.road.push((from, to, slot_of(slot), price[at + slot]));
        }
    }
    for (at, road) in layout
        .trip
        .iter()
        .zip(&net.roads)
        .filter(|it| *it.0 != NONE)
    {
        let (from, to) = (net.origins[road.origin].place, net.ports[road.port].place);
        for slot in 0..net.slots {
            out.trip.push((from, to, slot_of(slot), price[at + slot]));
        }
    }
    for (leg, entry) in net.legs.iter().enumerate() {
        let id = net.instance.legs[entry.source].id;
        out.seat.push((id, price[layout.seat + leg]));
        out.stretcher.push((id, price[layout.stretcher + leg]));
        out.wheelchair.push((id, price[layout.wheelchair + leg]));
        let hall = layout.hall[entry.port];
        if hall != NONE {
            out.hall.push((id, price[hall + entry.rank]));
        }
    }
    for (row, value) in net.beds.rows.iter().zip(&price[layout.bed..]) {
        let list = if row.daily {
            &mut out.day
        } else {
            &mut out.bed
        };
        list.push((row.place, row.at, *value));
    }
    let partners = price.iter().zip(&market.capacity).take(layout.len);
    for (partner, (price, capacity)) in partners.skip(layout.partner).enumerate() {
        let limit = capacity.round().max(0.0) as u64 + net.settled_cost[partner];
        out.partner
            .push((net.instance.partners[partner].clone(), *price, limit));
    }
    out.bus.retain(|it| it.2 > 0.0);
    out.road.retain(|it| it.3 > 0.0);
    out.trip.retain(|it| it.3 > 0.0);
    out.bed.retain(|it| it.2 > 0.0);
    out.day.retain(|it| it.2 > 0.0);
    for list in [
        &mut out.seat,
        &mut out.stretcher,
        &mut out.wheelchair,
        &mut out.hall,
    ] {
        list.retain(|it| it.1 > 0.0);
    }
    out.partner.retain(|it| it.1 > 0.0);
    out
}

fn read(market: &Market<'_, '_>, known: &Prices) -> Vec<f64> {
    let (net, layout) = (market.net, &market.layout);
    let mut price = vec![0.0; layout.len];
    for (place, slot, value) in &known.bus {
        let slot = *slot as usize;
        if let Some(origin) = net.origin(*place).filter(|_| slot < net.slots) {
            price[origin * net.slots + slot] = *value;
        }
    }
    for (from, to, slot, value) in &known.trip {
        let slot = *slot as usize;
        let (origin, port) = (net.origin(*from), net.port(*to));
        let road = net
            .roads
            .iter()
            .position(|it| Some(it.origin) == origin && Some(it.port) == port);
        let base = road.map_or(NONE, |road| layout.trip[road]);
        if base != NONE && slot < net.slots {
            price[base + slot] = *value;
        }
    }
    let legs: std::collections::BTreeMap<_, _> = net
        .legs
        .iter()
        .enumerate()
        .map(|(at, leg)| (net.instance.legs[leg.source].id, at))
        .collect();
    for (list, base) in [
        (&known.seat, layout.seat),
        (&known.stretcher, layout.stretcher),
        (&known.wheelchair, layout.wheelchair),
    ] {
        for (id, value) in list {
            if let Some(leg) = legs.get(id) {
                price[base + leg] = *value;
            }
        }
    }
    for (id, value) in &known.hall {
        if let Some(entry) = legs.get(id).map(|leg| &net.legs[*leg])
            && layout.hall[entry.port] != NONE
        {
            price[layout.hall[entry.port] + entry.rank] = *value;
        }
    }
    for (at, row) in net.beds.rows.iter().enumerate() {
        let list = if row.daily { &known.day } else { &known.bed };
        let mut same = list.iter().filter(|it| (it.0, it.1) == (row.place, row.at));
        if let Some((_, _, value)) = same.next() {
            price[layout.bed + at] = *value;
        }
    }
    price
}
