//! Scans of an archive that are spread over machines: a watch over some vessels, and who came near whom.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::buffer::{Element, PyBuffer};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use vigie_sea::Position;
use vigie_watch::{Bounds, Company, Event, EventKind, FIRST_ROWS, LAST_ROWS, Whereabouts};

use crate::column::bytes;
use crate::hearing::{Batch, BoundsRow, Hearing, IdentityRow, wrong};
use crate::reference::{Files, load};

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
#[pyclass(frozen)]
pub(crate) struct Scan(Mutex<Inner>);

struct Inner {
    hearing: Hearing,
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
        bounds: BoundsRow,
        files: Files,
        stations: Vec<(u32, String)>,
        bases: Vec<(u32, u32)>,
        whereabouts: bool,
    ) -> PyResult<Self> {
        let (mut rules, context, receivers) = load(&files)?;
        let wanted = |kind: &EventKind| kinds.iter().any(|k| k == kind.code());
        rules.watch.detectors.retain(wanted);
        rules.watch.presence = false;
        let mut hearing = Hearing::new(rules, context, &receivers, bounds, &stations, &bases);
        hearing.watch.keep_last_states();
        if whereabouts {
            hearing.watch.drain_whereabouts();
        }
        Ok(Self(Mutex::new(Inner {
            hearing,
            last: BTreeMap::new(),
        })))
    }

    /// Takes the next rows; other threads of Python go on meanwhile. `numbers` are the columns lat_e7, lon_e7, sog_dkn, cog_ddeg,
    /// heading_deg, nav_status, class, source, reception, feed (-1: not sent); `identities` the rows that are no positions.
    fn push(
        &self,
        py: Python<'_>,
        time_ms: PyBuffer<i64>,
        mmsi: PyBuffer<u32>,
        receiver: PyBuffer<u32>,
        numbers: Vec<PyBuffer<i32>>,
        identities: Vec<IdentityRow>,
    ) -> PyResult<()> {
        let batch = Batch::read(py, &time_ms, &mmsi, &receiver, &numbers, identities)?;
        py.detach(|| {
            let mut inner = lock(&self.0);
            inner.hearing.hear(batch)?;
            inner.gather();
            Ok(())
        })
        .map_err(|fault: &str| wrong(fault))
    }

    /// Where ships were since the call before: cell (i64), moment (i64), MMSI (u32), latitude, longitude (f64), once
    /// for each cell that must know.
    fn whereabouts<'py>(&self, py: Python<'py>) -> PyResult<[Bound<'py, PyBytes>; 5]> {
        let mut inner = lock(&self.0);
        let company = Company::new(&inner.hearing.watch.rules().encounter);
        let told = inner.hearing.watch.drain_whereabouts();
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
    fn finish(&self, py: Python<'_>) -> PyResult<Vec<EventRow>> {
        let told = py.detach(|| {
            let mut inner = lock(&self.0);
            inner.hearing.finish();
            inner.gather();
            let mut last = std::mem::take(&mut inner.last);
            let known = inner.hearing.watch.book().iter();
            last.extend(known.map(|event| (event.id.clone(), event.clone())));
            let rows: Result<Vec<EventRow>, String> = last.values().map(event_row).collect();
            rows
        });
        told.map_err(wrong)
    }
}

/// Id, lowest MMSI in it, and the whole as JSON.
pub(crate) type EventRow = (String, u32, String);

pub(crate) fn event_row(event: &Event) -> Result<EventRow, String> {
    let lowest = event.vessels.iter().map(|v| v.mmsi).min().unwrap_or(0);
    let text = serde_json::to_string(event).map_err(|fault| fault.to_string())?;
    Ok((event.id.clone(), lowest, text))
}

/// What a thread that panicked left is used as it is: nobody goes on with it.
pub(crate) fn lock<T>(inner: &Mutex<T>) -> MutexGuard<'_, T> {
    inner.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Inner {
    fn gather(&mut self) {
        let forgotten = self.hearing.watch.drain_forgotten().into_iter();
        self.last
            .extend(forgotten.map(|event| (event.id.clone(), event)));
    }
}

/// Who came near whom: takes the whereabouts of cells by moment, gives bonds: ship, other (u32), whether a crowd (u8), first
/// and last moment (i64).
#[pyclass]
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
