//! Scans of an archive that are spread over machines: a watch over some vessels, and who came near whom.

use std::collections::BTreeMap;

use pyo3::buffer::{Element, PyBuffer};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use vigie_sea::{Position, Time};
use vigie_watch::{
    AisClass, Bounds, Company, Event, EventKind, FIRST_ROWS, IdentityReport, LAST_ROWS,
    Observation, PositionReport, Reception, Report, SourceKind, Watch, Whereabouts, canonical,
};

use crate::column::bytes;
use crate::reference::{Files, load};

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

/// What an identity row says: row in the batch, IMO, ship type, length, beam, name, call sign, destination, gear, flag.
type IdentityRow = (
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

fn wrong(text: impl ToString) -> PyErr {
    PyValueError::new_err(text.to_string())
}

fn of_code<T: Copy + Default>(table: &[T], code: i32) -> T {
    let known = usize::try_from(code).ok().and_then(|c| table.get(c));
    known.copied().unwrap_or_default()
}

/// One of the batch's columns of numbers, `-1` where nothing was sent.
struct Numbers(Vec<Vec<i32>>);

impl Numbers {
    fn at(&self, column: usize, row: usize) -> i32 {
        let value = self.0.get(column).and_then(|c| c.get(row));
        value.copied().unwrap_or(NONE)
    }

    fn maybe<T: TryFrom<i32>>(&self, column: usize, row: usize) -> Option<T> {
        T::try_from(self.at(column, row)).ok()
    }
}

/// From and until which time rows of an archive count, and when its scan ends, ms since 1970 UTC: from the times of its
/// first and last rows and the number of all rows.
#[pyfunction]
pub(crate) fn bounds(
    first: Vec<i64>,
    last: Vec<i64>,
    rows: u64,
    rules_text: Option<&str>,
) -> PyResult<Option<(i64, i64, i64)>> {
    let rules = crate::watch::rules(rules_text)?;
    let found = Bounds::of(&first, &last, rows, &rules.watch);
    Ok(found.map(|b| (b.from_ms, b.to_ms, b.end_ms)))
}

/// How many first and last rows [`bounds`] needs.
pub(crate) const EDGES: (usize, usize) = (FIRST_ROWS, LAST_ROWS);

/// A watch over rows of an archive, which come by time.
#[pyclass(unsendable)]
pub(crate) struct Scan {
    watch: Watch,
    bounds: Bounds,
    /// Rows of the newest time, which are put in canonical order when it is over.
    together: Vec<Observation>,
    /// Events that the watch has forgotten.
    last: BTreeMap<String, Event>,
}

#[pymethods]
impl Scan {
    /// `kinds`: codes of the events looked for. `stations`: number and name of receivers, `bases`: number and MMSI.
    #[new]
    #[pyo3(signature = (kinds, bounds, files, stations=Vec::new(), bases=Vec::new(), whereabouts=false))]
    fn new(
        kinds: Vec<String>,
        bounds: (i64, i64, i64),
        files: Files,
        stations: Vec<(u32, String)>,
        bases: Vec<(u32, u32)>,
        whereabouts: bool,
    ) -> PyResult<Self> {
        let (mut rules, mut context, receivers) = load(&files)?;
        let wanted = |kind: &EventKind| kinds.iter().any(|k| k == kind.code());
        rules.watch.detectors.retain(wanted);
        rules.watch.presence = false;
        for (number, name) in &stations {
            match receivers.get(name) {
                Some(fact) => context.receivers.put(*number, fact.clone()),
                None => context.receivers.withdraw(*number),
            }
        }
        for (number, mmsi) in &bases {
            context.receivers.is_base_station(*number, *mmsi);
        }
        let mut watch = Watch::new(rules, context);
        watch.keep_last_states();
        if whereabouts {
            watch.drain_whereabouts();
        }
        let (from_ms, to_ms, end_ms) = bounds;
        Ok(Self {
            watch,
            bounds: Bounds {
                from_ms,
                to_ms,
                end_ms,
            },
            together: Vec::new(),
            last: BTreeMap::new(),
        })
    }

    /// Takes the next rows. `numbers` are the columns lat_e7, lon_e7, sog_dkn, cog_ddeg, heading_deg, nav_status, class,
    /// source, reception, feed (-1: not sent); `identities` the rows that are no positions.
    fn push(
        &mut self,
        py: Python<'_>,
        time_ms: PyBuffer<i64>,
        mmsi: PyBuffer<u32>,
        receiver: PyBuffer<u32>,
        numbers: Vec<PyBuffer<i32>>,
        identities: Vec<IdentityRow>,
    ) -> PyResult<()> {
        let (time, mmsi) = (time_ms.to_vec(py)?, mmsi.to_vec(py)?);
        let receiver = receiver.to_vec(py)?;
        let numbers: PyResult<Vec<_>> = numbers.iter().map(|c| c.to_vec(py)).collect();
        let numbers = Numbers(numbers?);
        let whole = mmsi.len() == time.len() && receiver.len() == time.len();
        if !whole || numbers.0.len() != 10 || numbers.0.iter().any(|c| c.len() != time.len()) {
            return Err(wrong("columns of unequal length"));
        }
        let mut identities = identities.into_iter().peekable();
        for (at, (ms, mmsi)) in time.iter().zip(&mmsi).enumerate() {
            let class = of_code(&CLASSES, numbers.at(6, at));
            let report = match identities.next_if(|i| i.0 == at) {
                Some(row) => Report::Identity(Box::new(identity(row, class))),
                None => Report::Position(PositionReport {
                    lat_e7: numbers.at(0, at),
                    lon_e7: numbers.at(1, at),
                    sog_dkn: numbers.maybe(2, at),
                    cog_ddeg: numbers.maybe(3, at),
                    heading_deg: numbers.maybe(4, at),
                    nav_status: numbers.maybe(5, at),
                    class,
                }),
            };
            self.take(Observation {
                time: Time::from_ms(*ms),
                mmsi: *mmsi,
                source: of_code(&SOURCES, numbers.at(7, at)),
                feed: numbers.maybe(9, at).unwrap_or(0),
                receiver: receiver.get(at).copied().unwrap_or(0),
                reception: of_code(&RECEPTIONS, numbers.at(8, at)),
                report,
            })?;
        }
        if identities.next().is_some() {
            return Err(wrong("identities are not in the order of rows"));
        }
        self.gather();
        Ok(())
    }

    /// Where ships were since the call before: cell (i64), moment (i64), MMSI (u32), latitude, longitude (f64), once
    /// for each cell that must know.
    fn whereabouts<'py>(&mut self, py: Python<'py>) -> PyResult<[Bound<'py, PyBytes>; 5]> {
        let company = Company::new(&self.watch.rules().encounter);
        let told = self.watch.drain_whereabouts();
        let rows: Vec<(i64, Whereabouts)> = told
            .iter()
            .flat_map(|w| company.cells(w).map(move |cell| (cell, *w)))
            .collect();
        Ok([
            bytes(py, &rows, |(cell, _)| cell.to_le_bytes()),
            bytes(py, &rows, |(_, w)| w.slot.to_le_bytes()),
            bytes(py, &rows, |(_, w)| w.mmsi.to_le_bytes()),
            bytes(py, &rows, |(_, w)| w.position.lat_deg().to_le_bytes()),
            bytes(py, &rows, |(_, w)| w.position.lon_deg().to_le_bytes()),
        ])
    }

    /// The archive ended: the last state of each event, by id, with the lowest MMSI in it.
    fn finish(&mut self) -> PyResult<Vec<(String, u32, String)>> {
        self.release();
        self.watch
            .finish_in_order(Time::from_ms(self.bounds.end_ms));
        self.gather();
        let mut last = std::mem::take(&mut self.last);
        let known = self.watch.book().iter();
        last.extend(known.map(|event| (event.id.clone(), event.clone())));
        let told = last.into_iter().map(|(id, event)| {
            let lowest = event.vessels.iter().map(|v| v.mmsi).min().unwrap_or(0);
            Ok((id, lowest, serde_json::to_string(&event).map_err(wrong)?))
        });
        told.collect()
    }
}

impl Scan {
    fn take(&mut self, observation: Observation) -> PyResult<()> {
        if let Some(before) = self.together.first() {
            if observation.time < before.time {
                return Err(wrong("rows go back in time"));
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

    fn gather(&mut self) {
        let forgotten = self.watch.drain_forgotten().into_iter();
        self.last
            .extend(forgotten.map(|event| (event.id.clone(), event)));
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

/// Who came near whom: takes the whereabouts of cells by moment, gives bonds: ship, other (u32), whether a crowd (u8), first
/// and last moment (i64).
#[pyclass(unsendable)]
#[derive(Default)]
pub(crate) struct Cells {
    company: Company,
}

fn column<T: Element>(py: Python<'_>, buffer: &PyBuffer<T>, rows: usize) -> PyResult<Vec<T>> {
    let values = buffer.to_vec(py)?;
    if values.len() == rows {
        Ok(values)
    } else {
        Err(wrong("columns of unequal length"))
    }
}

#[pymethods]
impl Cells {
    #[new]
    fn new(rules_text: Option<&str>) -> PyResult<Self> {
        let rules = crate::watch::rules(rules_text)?;
        Ok(Self {
            company: Company::new(&rules.encounter),
        })
    }

    fn push(
        &mut self,
        py: Python<'_>,
        slot: PyBuffer<i64>,
        mmsi: PyBuffer<u32>,
        lat: PyBuffer<f64>,
        lon: PyBuffer<f64>,
    ) -> PyResult<()> {
        let rows = slot.item_count();
        let (slot, mmsi) = (column(py, &slot, rows)?, column(py, &mmsi, rows)?);
        let (lat, lon) = (column(py, &lat, rows)?, column(py, &lon, rows)?);
        for ((slot, mmsi), (lat, lon)) in slot.into_iter().zip(mmsi).zip(lat.into_iter().zip(lon)) {
            let position = Position::new(lat, lon).map_err(wrong)?;
            self.company.push(&Whereabouts {
                mmsi,
                slot,
                position,
            });
        }
        Ok(())
    }

    fn finish<'py>(&mut self, py: Python<'py>) -> [Bound<'py, PyBytes>; 5] {
        let bonds = std::mem::take(&mut self.company).finish();
        [
            bytes(py, &bonds, |b| b.ship.to_le_bytes()),
            bytes(py, &bonds, |b| b.other.to_le_bytes()),
            bytes(py, &bonds, |b| [u8::from(b.crowd)]),
            bytes(py, &bonds, |b| b.first_slot.to_le_bytes()),
            bytes(py, &bonds, |b| b.last_slot.to_le_bytes()),
        ]
    }

    /// Moments that a pair's first and last contacts must lie apart for a meeting.
    fn slots_min(&self) -> i64 {
        self.company.slots_min()
    }
}
