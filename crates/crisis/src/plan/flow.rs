//! The linear program of a plan: a flow of people over time, in which a family may be cut; its optimum bounds every plan.
//!
//! Nodes are (commodity, origin, slot) and (commodity, embarkation point, check-in). People wait at the origin, take a
//! bus, wait in the hall, board. A commodity is a class weight and a set of legs one may board; people with special needs
//! travel as a commodity per make-up of group, because a family of five with one stretcher uses a fifth of a stretcher
//! place for each person, and a program that forgets this proves too little (by more than 5 % on the reference).
//! Partners share a commodity unless a rule tells them apart. (Ford, Fulkerson 1958; Hoppe, Tardos 2000.)

use std::collections::BTreeMap;

use super::bound::Prices;
use super::lp::Lp;
use super::net::{Net, Path, Unit};

/// Minutes to hours: the program counts in weighted hours, which keeps its numbers near one.
const HOUR_MIN: f64 = 60.0;

/// No partner's cost above a limit: partner, limit in weighted minutes left for its units.
pub(crate) struct NoHarm {
    pub(crate) limits: Vec<f64>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    board: usize,
    partner: usize,
    weight: u64,
    special: [u32; 4],
}

struct Commodity {
    weight: f64,
    seat: f64,
    stretcher: f64,
    wheelchair: f64,
    board: usize,
    partner: usize,
    units: Vec<usize>,
}

/// The program and where its parts are.
pub(crate) struct Flow {
    pub(crate) lp: Lp,
    commodities: Vec<Commodity>,
    /// Bus columns: commodity, road, slot, column.
    buses: Vec<(usize, usize, usize, usize)>,
    /// Entries without a bus: commodity, port, first rank, column.
    enters: Vec<(usize, usize, usize, usize)>,
    /// Boarding columns: commodity, leg, column.
    boards: Vec<(usize, usize, usize)>,
    bus_rows: BTreeMap<(usize, usize), usize>,
    road_rows: BTreeMap<(usize, usize), usize>,
    hall_rows: BTreeMap<(usize, usize), usize>,
    seat_rows: Vec<Option<usize>>,
    stretcher_rows: Vec<Option<usize>>,
    wheelchair_rows: Vec<Option<usize>>,
    partner_rows: Vec<usize>,
    limits: Vec<f64>,
}

/// How many people of each commodity use each way.
pub(crate) struct Quota {
    /// Class weight of a person.
    pub(crate) weight: f64,
    /// Whether they need more than a seat.
    pub(crate) special: bool,
    pub(crate) units: Vec<usize>,
    pub(crate) paths: Vec<(Path, f64)>,
}

impl Flow {
    pub(crate) fn new(net: &Net<'_>, free: &[usize], no_harm: Option<&NoHarm>) -> Self {
        let mut flow = Self {
            lp: Lp::default(),
            commodities: commodities(net, free, no_harm.is_some()),
            buses: Vec::new(),
            enters: Vec::new(),
            boards: Vec::new(),
            bus_rows: BTreeMap::new(),
            road_rows: BTreeMap::new(),
            hall_rows: BTreeMap::new(),
            seat_rows: vec![None; net.legs.len()],
            stretcher_rows: vec![None; net.legs.len()],
            wheelchair_rows: vec![None; net.legs.len()],
            partner_rows: Vec::new(),
            limits: Vec::new(),
        };
        if let Some(no_harm) = no_harm {
            for limit in &no_harm.limits {
                let row = flow.lp.row(*limit / HOUR_MIN, false);
                flow.partner_rows.push(row);
            }
            flow.limits.clone_from(&no_harm.limits);
        }
        for at in 0..flow.commodities.len() {
            let ports = flow.ports(net, at);
            flow.origins(net, at, &ports);
        }
        flow
    }

    fn charge(&mut self, commodity: usize, column: usize) {
        let cost = self.lp.cost.get(column).copied().unwrap_or(0.0);
        let partner = self.commodities.get(commodity).map_or(0, |it| it.partner);
        if let Some(row) = self.partner_rows.get(partner).copied() {
            self.lp.entry(row, column, cost);
        }
    }

    /// Nodes of every port for one commodity: balance rows per rank, with waiting and boarding columns.
    fn ports(&mut self, net: &Net<'_>, at: usize) -> Vec<Vec<Option<usize>>> {
        let mut out = Vec::new();
        for (port_at, port) in net.ports.iter().enumerate() {
            let mut rows = vec![None; port.legs.len()];
            let (board, weight) = self
                .commodities
                .get(at)
                .map_or((0, 0.0), |it| (it.board, it.weight));
            let may = |leg: &usize| net.may.get(board).and_then(|may| may.get(*leg)) == Some(&true);
            let last = port.legs.iter().rposition(may);
            for rank in 0..=last.unwrap_or(0) {
                let (Some(leg), Some(_)) = (port.legs.get(rank).copied(), last) else {
                    break;
                };
                let row = self.lp.row(0.0, true);
                if let Some(cell) = rows.get_mut(rank) {
                    *cell = Some(row);
                }
                // Waiting from the check-in before this one.
                if rank > 0
                    && let Some(Some(before)) = rows.get(rank - 1).copied()
                {
                    let wait = self.lp.column(0.0, f64::INFINITY);
                    self.lp.entry(before, wait, -1.0);
                    self.lp.entry(row, wait, 1.0);
                    self.hall(net, port_at, rank, wait);
                }
                if may(&leg) {
                    let arrival_min = net.legs.get(leg).map_or(0, |it| it.arrival_min);
                    let column = self
                        .lp
                        .column(weight * arrival_min as f64 / HOUR_MIN, f64::INFINITY);
                    self.lp.entry(row, column, -1.0);
                    self.seats(net, at, leg, column);
                    self.charge(at, column);
                    self.boards.push((at, leg, column));
                }
            }
            out.push(rows);
        }
        out
    }

    fn hall(&mut self, net: &Net<'_>, port: usize, rank: usize, column: usize) {
        if net.ports.get(port).is_some_and(|it| it.limited) {
            let left = net
                .left
                .hall
                .get(port)
                .and_then(|row| row.get(rank))
                .copied()
                .unwrap_or(0);
            let lp = &mut self.lp;
            let row = *self
                .hall_rows
                .entry((port, rank))
                .or_insert_with(|| lp.row(left.max(0) as f64, false));
            self.lp.entry(row, column, 1.0);
        }
    }

    fn seats(&mut self, net: &Net<'_>, at: usize, leg: usize, column: usize) {
        let Some(commodity) = self.commodities.get(at) else {
            return;
        };
        let limited = net.legs.get(leg).is_some_and(|it| it.wheelchairs_limited);
        let needs = [
            (commodity.seat, net.left.seat.get(leg), &mut self.seat_rows),
            (
                commodity.stretcher,
                net.left.stretcher.get(leg),
                &mut self.stretcher_rows,
            ),
            (
                if limited { commodity.wheelchair } else { 0.0 },
                net.left.wheelchair.get(leg),
                &mut self.wheelchair_rows,
            ),
        ];
        for (need, left, rows) in needs {
            if need > 0.0
                && let Some(cell) = rows.get_mut(leg)
            {
                let left = left.copied().unwrap_or(0).max(0) as f64;
                let row = *cell.get_or_insert_with(|| self.lp.row(left, false));
                self.lp.entry(row, column, need);
            }
        }
    }

    /// Nodes of the origins of one commodity, with buses, waiting and, at the end, staying.
    fn origins(&mut self, net: &Net<'_>, at: usize, ports: &[Vec<Option<usize>>]) {
        let Some(commodity) = self.commodities.get(at) else {
            return;
        };
        let stay = commodity.weight * net.stay_min as f64 / HOUR_MIN;
        let mut by_origin: BTreeMap<usize, BTreeMap<usize, f64>> = BTreeMap::new();
        let mut at_port: BTreeMap<(usize, i64, Option<usize>), f64> = BTreeMap::new();
        for unit in commodity.units.iter().filter_map(|it| net.units.get(*it)) {
            let people = f64::from(unit.size);
            if let Some(port) = unit.port {
                *at_port
                    .entry((port, unit.ready_min, unit.origin))
                    .or_default() += people;
            } else if let Some(origin) = unit.origin {
                let slot = net.slot_from(unit.ready_min).min(net.slots);
                *by_origin
                    .entry(origin)
                    .or_default()
                    .entry(slot)
                    .or_default() += people;
            }
        }
        let mut spill = Vec::new();
        for ((port, ready_min, origin), people) in at_port {
            let supply = self.lp.row(people, true);
            let rank = net.ports.get(port).map_or(0, |it| {
                it.cutoffs_min.partition_point(|cutoff| *cutoff < ready_min)
            });
            if let Some(Some(node)) = ports.get(port).and_then(|rows| rows.get(rank)).copied() {
                let enter = self.lp.column(0.0, f64::INFINITY);
                self.lp.entry(supply, enter, 1.0);
                self.lp.entry(node, enter, 1.0);
                self.hall(net, port, rank, enter);
                self.enters.push((at, port, rank, enter));
            }
            let slot = net.slot_from(ready_min);
            match origin.filter(|_| slot < net.slots) {
                Some(origin) => {
                    by_origin
                        .entry(origin)
                        .or_default()
                        .entry(slot)
                        .or_default();
                    spill.push((origin, slot, supply));
                }
                None => {
                    let column = self.lp.column(stay, f64::INFINITY);
                    self.lp.entry(supply, column, 1.0);
                    self.charge(at, column);
                }
            }
        }
        for (origin, supplies) in by_origin {
            self.origin(net, at, origin, &supplies, ports, &spill);
        }
    }

    fn origin(
        &mut self,
        net: &Net<'_>,
        at: usize,
        origin: usize,
        supplies: &BTreeMap<usize, f64>,
        ports: &[Vec<Option<usize>>],
        spill: &[(usize, usize, usize)],
    ) {
        let stay =
            self.commodities.get(at).map_or(0.0, |it| it.weight) * net.stay_min as f64 / HOUR_MIN;
        let Some((first, _)) = supplies.first_key_value() else {
            return;
        };
        let late = supplies.get(&net.slots).copied().unwrap_or(0.0);
        if *first >= net.slots {
            // Ready only after the last bus.
            let supply = self.lp.row(late, true);
            let column = self.lp.column(stay, f64::INFINITY);
            self.lp.entry(supply, column, 1.0);
            self.charge(at, column);
            return;
        }
        let mut waiting = None;
        for slot in *first..net.slots {
            let mut people = supplies.get(&slot).copied().unwrap_or(0.0);
            let last = slot + 1 == net.slots;
            if last {
                people += late;
            }
            let node = self.lp.row(people, true);
            if let Some(before) = waiting {
                self.lp.entry(node, before, -1.0);
            }
            for (_, _, supply) in spill.iter().filter(|it| it.0 == origin && it.1 == slot) {
                let go = self.lp.column(0.0, f64::INFINITY);
                self.lp.entry(*supply, go, 1.0);
                self.lp.entry(node, go, -1.0);
            }
            self.ride(net, at, origin, slot, node, ports);
            let wait = self.lp.column(if last { stay } else { 0.0 }, f64::INFINITY);
            self.lp.entry(node, wait, 1.0);
            if last {
                self.charge(at, wait);
            }
            waiting = Some(wait);
        }
    }

    fn ride(
        &mut self,
        net: &Net<'_>,
        at: usize,
        origin: usize,
        slot: usize,
        node: usize,
        ports: &[Vec<Option<usize>>],
    ) {
        let bus_left = net
            .left
            .bus
            .get(origin)
            .and_then(|row| row.get(slot))
            .copied()
            .unwrap_or(0);
        if bus_left <= 0 {
            return;
        }
        for road in net.origins.get(origin).map_or(&[][..], |it| &it.roads) {
            let Some(entry) = net.roads.get(*road) else {
                continue;
            };
            if entry.open.get(slot) != Some(&true) {
                continue;
            }
            let arrival_min = net.departure_min(slot) + entry.travel_min;
            let Some(port) = net.ports.get(entry.port) else {
                continue;
            };
            let rank = port
                .cutoffs_min
                .partition_point(|cutoff| *cutoff < arrival_min);
            let Some(Some(hall)) = ports
                .get(entry.port)
                .and_then(|rows| rows.get(rank))
                .copied()
            else {
                continue;
            };
            let column = self.lp.column(0.0, f64::INFINITY);
            self.lp.entry(node, column, 1.0);
            self.lp.entry(hall, column, 1.0);
            self.hall(net, entry.port, rank, column);
            let lp = &mut self.lp;
            let row = *self
                .bus_rows
                .entry((origin, slot))
                .or_insert_with(|| lp.row(bus_left as f64, false));
            self.lp.entry(row, column, 1.0);
            if entry.limited {
                let left = net
                    .left
                    .road
                    .get(*road)
                    .and_then(|row| row.get(slot))
                    .copied()
                    .unwrap_or(0);
                let lp = &mut self.lp;
                let row = *self
                    .road_rows
                    .entry((*road, slot))
                    .or_insert_with(|| lp.row(left.max(0) as f64, false));
                self.lp.entry(row, column, 1.0);
            }
            self.buses.push((at, *road, slot, column));
        }
    }

    /// Takes the flow apart into ways: first in, first out at every embarkation point.
    pub(crate) fn quotas(&self, net: &Net<'_>, x: &[f64]) -> Vec<Quota> {
        let value = |column: usize| x.get(column).copied().unwrap_or(0.0);
        let mut out: Vec<Quota> = self
            .commodities
            .iter()
            .map(|commodity| Quota {
                weight: commodity.weight,
                special: commodity.stretcher + commodity.wheelchair > 0.0,
                units: commodity.units.clone(),
                paths: Vec::new(),
            })
            .collect();
        // Who comes: by (commodity, port): rank, arrival, ride, people.
        type Comers = BTreeMap<(usize, usize), Vec<(usize, i64, Option<(usize, usize)>, f64)>>;
        let mut comers: Comers = BTreeMap::new();
        for (at, road, slot, column) in &self.buses {
            let people = value(*column);
            if let Some(entry) = net.roads.get(*road).filter(|_| people > 1e-7) {
                let arrival_min = net.departure_min(*slot) + entry.travel_min;
                let rank = net.ports.get(entry.port).map_or(0, |it| {
                    it.cutoffs_min
                        .partition_point(|cutoff| *cutoff < arrival_min)
                });
                comers.entry((*at, entry.port)).or_default().push((
                    rank,
                    arrival_min,
                    Some((*road, *slot)),
                    people,
                ));
            }
        }
        for (at, port, rank, column) in &self.enters {
            let people = value(*column);
            if people > 1e-7 {
                comers
                    .entry((*at, *port))
                    .or_default()
                    .push((*rank, i64::MIN, None, people));
            }
        }
        let mut boards: BTreeMap<(usize, usize), Vec<(usize, usize, f64)>> = BTreeMap::new();
        for (at, leg, column) in &self.boards {
            let people = value(*column);
            if let Some(entry) = net.legs.get(*leg).filter(|_| people > 1e-7) {
                boards
                    .entry((*at, entry.port))
                    .or_default()
                    .push((entry.rank, *leg, people));
            }
        }
        for (key, mut come) in comers {
            come.sort_by_key(|it| (it.0, it.1, it.2));
            let mut go = boards.remove(&key).unwrap_or_default();
            go.sort_by_key(|it| it.0);
            let Some(quota) = out.get_mut(key.0) else {
                continue;
            };
            let mut queue = come.into_iter().peekable();
            for (rank, leg, mut need) in go {
                while need > 1e-7 {
                    let Some(head) = queue.peek_mut().filter(|head| head.0 <= rank) else {
                        break;
                    };
                    let people = need.min(head.3);
                    quota.paths.push((Path { ride: head.2, leg }, people));
                    need -= people;
                    head.3 -= people;
                    if head.3 <= 1e-7 {
                        queue.next();
                    }
                }
            }
        }
        out
    }

    /// Prices in weighted minutes from what each row is worth.
    pub(crate) fn prices(&self, net: &Net<'_>, price: &[f64]) -> Prices {
        let of = |row: usize| price.get(row).copied().unwrap_or(0.0).max(0.0) * HOUR_MIN;
        let leg_id = |leg: usize| {
            net.legs
                .get(leg)
                .and_then(|it| net.instance.legs.get(it.source))
                .map(|it| it.id)
        };
        let mut out = Prices::default();
        for ((origin, slot), row) in &self.bus_rows {
            if let (Some(it), Ok(slot)) = (net.origins.get(*origin), u32::try_from(*slot)) {
                out.bus.push((it.place, slot, of(*row)));
            }
        }
        for ((road, slot), row) in &self.road_rows {
            let ends = net.roads.get(*road).and_then(|it| {
                Some((
                    net.origins.get(it.origin)?.place,
                    net.ports.get(it.port)?.place,
                ))
            });
            if let (Some((from, to)), Ok(slot)) = (ends, u32::try_from(*slot)) {
                out.road.push((from, to, slot, of(*row)));
            }
        }
        for ((port, rank), row) in &self.hall_rows {
            let leg = net
                .ports
                .get(*port)
                .and_then(|it| it.legs.get(*rank))
                .copied();
            if let Some(leg) = leg.and_then(leg_id) {
                out.hall.push((leg, of(*row)));
            }
        }
        for (rows, list) in [
            (&self.seat_rows, &mut out.seat),
            (&self.stretcher_rows, &mut out.stretcher),
            (&self.wheelchair_rows, &mut out.wheelchair),
        ] {
            for (leg, row) in rows.iter().enumerate() {
                if let (Some(row), Some(leg)) = (row, leg_id(leg)) {
                    list.push((leg, of(*row)));
                }
            }
        }
        for (at, row) in self.partner_rows.iter().enumerate() {
            let settled = net.settled_cost.get(at).copied().unwrap_or(0);
            if let (Some(partner), Some(limit)) =
                (net.instance.partners.get(at), self.limits.get(at))
            {
                // A price per weighted hour of cost is a price per weighted minute of the limit.
                let price = price.get(*row).copied().unwrap_or(0.0).max(0.0);
                out.partner.push((
                    partner.clone(),
                    price,
                    settled + limit.max(0.0).round() as u64,
                ));
            }
        }
        out.bus.retain(|it| it.2 > 0.0);
        out.road.retain(|it| it.3 > 0.0);
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
}

fn commodities(net: &Net<'_>, free: &[usize], split: bool) -> Vec<Commodity> {
    let mut by_key: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (at, unit) in free
        .iter()
        .filter_map(|at| Some((*at, net.units.get(*at)?)))
    {
        by_key.entry(key(net, unit, split)).or_default().push(at);
    }
    by_key
        .into_values()
        .filter_map(|units| {
            let head = net.units.get(*units.first()?)?;
            let size = f64::from(head.size.max(1));
            Some(Commodity {
                weight: head.weight as f64 / size,
                seat: f64::from(head.seats) / size,
                stretcher: f64::from(head.stretchers) / size,
                wheelchair: f64::from(head.wheelchairs) / size,
                board: head.board,
                partner: head.partner,
                units,
            })
        })
        .collect()
}

fn key(net: &Net<'_>, unit: &Unit, split: bool) -> Key {
    let legs = net.boards.get(unit.board).map_or(&[][..], Vec::as_slice);
    let wheels = unit.wheelchairs > 0
        && legs
            .iter()
            .any(|leg| net.legs.get(*leg).is_some_and(|it| it.wheelchairs_limited));
    let size = u64::from(unit.size.max(1));
    let special = unit.stretchers > 0 || wheels || unit.weight % size != 0;
    Key {
        board: unit.board,
        partner: if split { unit.partner } else { 0 },
        weight: if special {
            unit.weight
        } else {
            unit.weight / size
        },
        special: if special {
            [
                unit.size,
                unit.seats,
                unit.stretchers,
                if wheels { unit.wheelchairs } else { 0 },
            ]
        } else {
            [0; 4]
        },
    }
}
