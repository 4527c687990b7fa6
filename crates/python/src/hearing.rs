//! Rows of an archive, which come by time, and the watch that hears them.

use pyo3::buffer::PyBuffer;
use pyo3::prelude::*;
use vigie_sea::Time;
use vigie_watch::{
    AisClass, Bounds, Context, IdentityReport, Observation, PositionReport, ReceiverList,
    Reception, Report, Rules, SourceKind, Watch, canonical,
};

/// Codes of the archive's columns, in their order.
const CLASSES: [AisClass; 6] = [
    AisClass::Unknown,
    AisClass::A,
    AisClass::B,
    AisClass::Base,
    AisClass::Aton,
    AisClass::Sar,
];
const SOURCES: [SourceKind; 4] = [
    SourceKind::Ais,
    SourceKind::Vms,
    SourceKind::Detection,
    SourceKind::Sighting,
];
const RECEPTIONS: [Reception; 4] = [
    Reception::Unknown,
    Reception::Terrestrial,
    Reception::Satellite,
    Reception::Dynamic,
];
/// What stands for "not sent" in columns of numbers.
const NONE: i32 = -1;
/// Columns of numbers of a batch.
const COLUMNS: usize = 10;

/// What an identity row says: row in the batch, IMO, ship type, length, beam, name, call sign, destination, gear, flag.
pub(crate) type IdentityRow = (
    usize,
    Option<u32>,
    Option<u8>,
    Option<u16>,
    Option<u16>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

/// From and until which time rows count, and when the archive ends, ms since 1970 UTC.
pub(crate) type BoundsRow = (i64, i64, i64);

pub(crate) fn wrong(text: impl ToString) -> PyErr {
    pyo3::exceptions::PyValueError::new_err(text.to_string())
}

fn of_code<T: Copy + Default>(table: &[T], code: i32) -> T {
    let known = usize::try_from(code).ok().and_then(|c| table.get(c));
    known.copied().unwrap_or_default()
}

/// Rows that were handed over at once.
pub(crate) struct Batch {
    time_ms: Vec<i64>,
    mmsi: Vec<u32>,
    receiver: Vec<u32>,
    numbers: Vec<Vec<i32>>,
    identities: Vec<IdentityRow>,
}

impl Batch {
    /// Takes columns over: lat_e7, lon_e7, sog_dkn, cog_ddeg, heading_deg, nav_status, class, source, reception, feed (-1: not
    /// sent) are `numbers`; `identities` are the rows that are no positions.
    pub(crate) fn read(
        py: Python<'_>,
        time_ms: &PyBuffer<i64>,
        mmsi: &PyBuffer<u32>,
        receiver: &PyBuffer<u32>,
        numbers: &[PyBuffer<i32>],
        identities: Vec<IdentityRow>,
    ) -> PyResult<Self> {
        let numbers: PyResult<Vec<_>> = numbers.iter().map(|c| c.to_vec(py)).collect();
        let batch = Self {
            time_ms: time_ms.to_vec(py)?,
            mmsi: mmsi.to_vec(py)?,
            receiver: receiver.to_vec(py)?,
            numbers: numbers?,
            identities,
        };
        let rows = batch.time_ms.len();
        let whole = batch.mmsi.len() == rows
            && batch.receiver.len() == rows
            && batch.numbers.len() == COLUMNS
            && batch.numbers.iter().all(|c| c.len() == rows);
        if whole {
            Ok(batch)
        } else {
            Err(wrong("columns of unequal length"))
        }
    }

    fn at(&self, column: usize, row: usize) -> i32 {
        let value = self.numbers.get(column).and_then(|c| c.get(row));
        value.copied().unwrap_or(NONE)
    }

    fn maybe<T: TryFrom<i32>>(&self, column: usize, row: usize) -> Option<T> {
        T::try_from(self.at(column, row)).ok()
    }

    /// Each row in its order; stops at the first fault.
    fn each(
        mut self,
        mut take: impl FnMut(Observation) -> Result<(), &'static str>,
    ) -> Result<(), &'static str> {
        let mut identities = std::mem::take(&mut self.identities).into_iter().peekable();
        for (at, (ms, mmsi)) in self.time_ms.iter().zip(&self.mmsi).enumerate() {
            let class = of_code(&CLASSES, self.at(6, at));
            let report = match identities.next_if(|i| i.0 == at) {
                Some(row) => Report::Identity(Box::new(identity(row, class))),
                None => Report::Position(PositionReport {
                    lat_e7: self.at(0, at),
                    lon_e7: self.at(1, at),
                    sog_dkn: self.maybe(2, at),
                    cog_ddeg: self.maybe(3, at),
                    heading_deg: self.maybe(4, at),
                    nav_status: self.maybe(5, at),
                    class,
                }),
            };
            take(Observation {
                time: Time::from_ms(*ms),
                mmsi: *mmsi,
                source: of_code(&SOURCES, self.at(7, at)),
                feed: self.maybe(9, at).unwrap_or(0),
                receiver: self.receiver.get(at).copied().unwrap_or(0),
                reception: of_code(&RECEPTIONS, self.at(8, at)),
                report,
            })?;
        }
        match identities.next() {
            Some(_) => Err("identities are not in the order of rows"),
            None => Ok(()),
        }
    }
}

fn identity(row: IdentityRow, class: AisClass) -> IdentityReport {
    let (_, imo, ship_type, length_m, beam_m, name, call_sign, destination, gear, flag) = row;
    IdentityReport {
        imo,
        name,
        call_sign,
        ship_type,
        length_m,
        beam_m,
        destination,
        gear,
        flag,
        class,
    }
}

/// A watch over rows of an archive, or of some vessels of one.
pub(crate) struct Hearing {
    pub(crate) watch: Watch,
    bounds: Bounds,
    /// Rows of the newest time, which are put in canonical order when it is over.
    together: Vec<Observation>,
}

impl Hearing {
    /// `stations`: number and name of receivers, `bases`: number and MMSI.
    pub(crate) fn new(
        rules: Rules,
        mut context: Context,
        receivers: &ReceiverList,
        (from_ms, to_ms, end_ms): BoundsRow,
        stations: &[(u32, String)],
        bases: &[(u32, u32)],
    ) -> Self {
        for (number, name) in stations {
            match receivers.get(name) {
                Some(fact) => context.receivers.put(*number, fact.clone()),
                None => context.receivers.withdraw(*number),
            }
        }
        for (number, mmsi) in bases {
            context.receivers.is_base_station(*number, *mmsi);
        }
        Self {
            watch: Watch::new(rules, context),
            bounds: Bounds {
                from_ms,
                to_ms,
                end_ms,
            },
            together: Vec::new(),
        }
    }

    /// Hears the next rows.
    pub(crate) fn hear(&mut self, batch: Batch) -> Result<(), &'static str> {
        batch.each(|observation| self.take(observation))
    }

    fn take(&mut self, observation: Observation) -> Result<(), &'static str> {
        if let Some(before) = self.together.first() {
            if observation.time < before.time {
                return Err("rows go back in time");
            }
            if observation.time > before.time {
                self.release();
            }
        }
        if self.bounds.hold(observation.time) {
            self.together.push(observation);
        }
        Ok(())
    }

    fn release(&mut self) {
        self.together.sort_unstable_by(canonical);
        for observation in self.together.drain(..) {
            self.watch.push_in_order(observation);
        }
    }

    /// The archive ended.
    pub(crate) fn finish(&mut self) {
        self.release();
        self.watch
            .finish_in_order(Time::from_ms(self.bounds.end_ms));
    }
}
