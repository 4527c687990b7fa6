//! What is left of everything scarce while ways are taken and given back.

use super::{Net, Path, Unit};

/// What is left of everything scarce.
#[derive(Clone)]
pub(crate) struct Left {
    /// Origin, slot.
    pub(crate) bus: Vec<Vec<i64>>,
    /// Road, slot.
    pub(crate) road: Vec<Vec<i64>>,
    /// Road, slot: seats of vehicles' trips less the people who ride; below zero so many sit on the bus seats of the origin.
    pub(crate) spare: Vec<Vec<i64>>,
    /// Port, rank of the leg.
    pub(crate) hall: Vec<Vec<i64>>,
    pub(crate) seat: Vec<i64>,
    pub(crate) stretcher: Vec<i64>,
    pub(crate) wheelchair: Vec<i64>,
    /// Row of beds.
    pub(crate) bed: Vec<i64>,
}

impl Left {
    pub(super) fn empty() -> Self {
        Self {
            bus: Vec::new(),
            road: Vec::new(),
            spare: Vec::new(),
            hall: Vec::new(),
            seat: Vec::new(),
            stretcher: Vec::new(),
            wheelchair: Vec::new(),
            bed: Vec::new(),
        }
    }

    /// Whether a way has room for the unit.
    pub(crate) fn fits(&self, net: &Net<'_>, unit: &Unit, path: Path) -> bool {
        let size = i64::from(unit.size);
        let has = |table: &[i64], at: usize, need: u32| {
            need == 0 || table.get(at).is_some_and(|it| *it >= i64::from(need))
        };
        if !has(&self.seat, path.leg, unit.seats)
            || !has(&self.stretcher, path.leg, unit.stretchers)
            || !has(&self.wheelchair, path.leg, unit.wheelchairs)
        {
            return false;
        }
        let room = |row: usize| {
            self.bed
                .get(row)
                .is_some_and(|it| *it >= i64::from(unit.beds))
        };
        if !net.beds.rows_of(path.leg).all(room) {
            return false;
        }
        if let Some((road, slot)) = path.ride {
            let Some(origin) = net.roads.get(road).map(|road| road.origin) else {
                return false;
            };
            let cell = |table: &[Vec<i64>], at: usize| {
                table
                    .get(at)
                    .and_then(|row| row.get(slot))
                    .copied()
                    .unwrap_or(0)
            };
            let pooled = (size - cell(&self.spare, road).max(0)).max(0);
            if cell(&self.bus, origin) < pooled || cell(&self.road, road) < size {
                return false;
            }
        }
        let (port, first, last) = net.ranks(unit, path);
        self.hall
            .get(port)
            .and_then(|row| row.get(first..=last))
            .is_some_and(|row| row.iter().all(|it| *it >= size))
    }

    /// Takes a way.
    pub(crate) fn take(&mut self, net: &Net<'_>, unit: &Unit, path: Path) {
        self.change(net, unit, path, -1);
    }

    /// Gives a way back.
    pub(crate) fn give(&mut self, net: &Net<'_>, unit: &Unit, path: Path) {
        self.change(net, unit, path, 1);
    }

    fn change(&mut self, net: &Net<'_>, unit: &Unit, path: Path, sign: i64) {
        let size = sign * i64::from(unit.size);
        for (table, need) in [
            (&mut self.seat, unit.seats),
            (&mut self.stretcher, unit.stretchers),
            (&mut self.wheelchair, unit.wheelchairs),
        ] {
            if let Some(cell) = table.get_mut(path.leg) {
                *cell += sign * i64::from(need);
            }
        }
        for row in net.beds.rows_of(path.leg) {
            if let Some(cell) = self.bed.get_mut(row) {
                *cell += sign * i64::from(unit.beds);
            }
        }
        if let Some((road, slot)) = path.ride {
            let origin = net.roads.get(road).map_or(usize::MAX, |road| road.origin);
            // Seats of trips first; who finds none there sits on the bus seats of the origin.
            let mut pooled = size;
            if let Some(cell) = self.spare.get_mut(road).and_then(|row| row.get_mut(slot)) {
                let before = (*cell).min(0);
                *cell += size;
                pooled = (*cell).min(0) - before;
            }
            for (table, at, more) in [
                (&mut self.bus, origin, pooled),
                (&mut self.road, road, size),
            ] {
                if let Some(cell) = table.get_mut(at).and_then(|row| row.get_mut(slot)) {
                    *cell += more;
                }
            }
        }
        let (port, first, last) = net.ranks(unit, path);
        if let Some(row) = self
            .hall
            .get_mut(port)
            .and_then(|row| row.get_mut(first..=last))
        {
            row.iter_mut().for_each(|cell| *cell += size);
        }
    }
}
