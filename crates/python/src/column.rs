//! Columns of positions: in through the buffer protocol, out as bytes.

use std::collections::BTreeMap;

use pyo3::buffer::{Element, PyBuffer};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use vigie_sea::Time;
use vigie_watch::{
    AisClass, IdentityReport, Observation, PositionReport, Reception, Report, SourceKind, Watch,
    canonical,
};

/// Columns of positions of one length. Speed and course may be absent; NaN in them means not known.
pub(crate) struct Positions {
    pub(crate) mmsi: PyBuffer<u32>,
    pub(crate) time_ms: PyBuffer<i64>,
    pub(crate) lat: PyBuffer<f64>,
    pub(crate) lon: PyBuffer<f64>,
    pub(crate) sog: Option<PyBuffer<f64>>,
    pub(crate) cog: Option<PyBuffer<f64>>,
}

/// What is known of a vessel: MMSI, gear, AIS ship type, length in metres, name.
pub(crate) type VesselRow = (u32, Option<String>, Option<u8>, Option<u16>, Option<String>);

/// The values of a column, or a reason why it is none. They are taken over in one go: another thread of Python may
/// write to a buffer at any time.
fn values<T: Element>(py: Python<'_>, buffer: &PyBuffer<T>, name: &str) -> PyResult<Vec<T>> {
    let wrong = |fault: PyErr| PyValueError::new_err(format!("column {name}: {fault}"));
    buffer.to_vec(py).map_err(wrong)
}

/// Rows that cannot be used: how many, and of the first [`REFUSED_TOLD`] number (from 0) and reason.
pub(crate) type Refused = (u64, Vec<(u64, String)>);

/// Refused rows that are told one by one.
const REFUSED_TOLD: usize = 1_000;
/// Rows handed to a watch at once, before it is looked whether the user wants to stop.
const TOGETHER: usize = 65_536;

/// Rows of positions in order of time: about 48 bytes each, for observations are made as they are used.
pub(crate) struct Rows {
    mmsi: Vec<u32>,
    time_ms: Vec<i64>,
    lat: Vec<f64>,
    lon: Vec<f64>,
    sog: Option<Vec<f64>>,
    cog: Option<Vec<f64>>,
    /// Rows that can be used, by time.
    order: Vec<u32>,
    /// What is known of vessels, at the time of their first position.
    told: BTreeMap<i64, Vec<Observation>>,
    at: usize,
    pub(crate) refused: Refused,
}

impl Positions {
    /// Takes the columns over. Vessels are told at their first position.
    pub(crate) fn rows(&self, py: Python<'_>, vessels: Vec<VesselRow>) -> PyResult<Rows> {
        let count = self.mmsi.item_count();
        let lengths = [
            ("time", self.time_ms.item_count()),
            ("lat", self.lat.item_count()),
            ("lon", self.lon.item_count()),
            ("sog", self.sog.as_ref().map_or(count, |c| c.item_count())),
            ("cog", self.cog.as_ref().map_or(count, |c| c.item_count())),
        ];
        if let Some((name, length)) = lengths.iter().find(|(_, length)| *length != count) {
            return Err(PyValueError::new_err(format!(
                "column {name} has {length} rows, mmsi has {count}"
            )));
        }
        if u32::try_from(count).is_err() {
            return Err(PyValueError::new_err(format!(
                "{count} rows: an archive holds so many, see vigie.scan_archive"
            )));
        }
        let maybe = |column: &Option<PyBuffer<f64>>, name: &str| {
            let found = column.as_ref().map(|c| values(py, c, name));
            found.transpose()
        };
        let mut rows = Rows {
            mmsi: values(py, &self.mmsi, "mmsi")?,
            time_ms: values(py, &self.time_ms, "time")?,
            lat: values(py, &self.lat, "lat")?,
            lon: values(py, &self.lon, "lon")?,
            sog: maybe(&self.sog, "sog")?,
            cog: maybe(&self.cog, "cog")?,
            order: Vec::new(),
            told: BTreeMap::new(),
            at: 0,
            refused: (0, Vec::new()),
        };
        py.detach(|| rows.arrange(vessels));
        Ok(rows)
    }
}

impl Rows {
    /// Puts usable rows in order of time, and what is known of vessels beside their first.
    #[allow(clippy::cast_possible_truncation, reason = "rows are counted before")]
    fn arrange(&mut self, vessels: Vec<VesselRow>) {
        let mut first: BTreeMap<u32, Option<i64>> =
            vessels.iter().map(|vessel| (vessel.0, None)).collect();
        self.order.reserve_exact(self.mmsi.len());
        let columns = self.mmsi.iter().zip(&self.time_ms);
        let places = self.lat.iter().zip(&self.lon);
        for (row, ((mmsi, ms), (lat, lon))) in columns.zip(places).enumerate() {
            // A time beyond the years 1 to 9999 is one in another unit.
            let reason = if Time::from_ms(*ms).ms() != *ms {
                Some(format!(
                    "time outside of the years 1 to 9999: {ms} ms since 1970"
                ))
            } else {
                let place = vigie_sea::Position::new(*lat, *lon);
                place.err().map(|fault| fault.to_string())
            };
            if let Some(reason) = reason {
                self.refused.0 += 1;
                if self.refused.1.len() < REFUSED_TOLD {
                    self.refused.1.push((row as u64, reason));
                }
                continue;
            }
            if let Some(least) = first.get_mut(mmsi) {
                *least = Some(least.map_or(*ms, |known| known.min(*ms)));
            }
            self.order.push(row as u32);
        }
        let time = |row: &u32| self.time_ms.get(*row as usize).copied().unwrap_or(0);
        if !self.order.is_sorted_by_key(time) {
            self.order.sort_unstable_by_key(time);
        }
        for (mmsi, gear, ship_type, length_m, name) in vessels {
            if let Some(Some(ms)) = first.get(&mmsi) {
                let report = IdentityReport {
                    gear,
                    ship_type,
                    length_m,
                    name,
                    ..IdentityReport::default()
                };
                let said = observation(mmsi, *ms, Report::Identity(Box::new(report)));
                self.told.entry(*ms).or_default().push(said);
            }
        }
    }

    /// One row as an observation.
    fn position(&self, row: u32) -> Option<Observation> {
        let at = row as usize;
        let number = |c: &Option<Vec<f64>>| {
            let value = c.as_ref().and_then(|c| c.get(at).copied());
            value.filter(|v| v.is_finite())
        };
        let place = vigie_sea::Position::new(*self.lat.get(at)?, *self.lon.get(at)?).ok()?;
        let report = PositionReport {
            lat_e7: scaled(place.lat_deg(), 1e7),
            lon_e7: scaled(place.lon_deg(), 1e7),
            sog_dkn: number(&self.sog).and_then(|kn| tenths(kn, 102.2)),
            // 360 exactly is what AIS sends for a course that is not available.
            cog_ddeg: number(&self.cog)
                .filter(|deg| (deg - 360.0).abs() >= 5e-4)
                .and_then(|deg| tenths(deg.rem_euclid(360.0), 360.0)),
            class: AisClass::Unknown,
            ..PositionReport::default()
        };
        let (mmsi, ms) = (*self.mmsi.get(at)?, *self.time_ms.get(at)?);
        Some(observation(mmsi, ms, Report::Position(report)))
    }

    /// The next rows in canonical order, about [`TOGETHER`] of them, those of one moment together; none at the end.
    pub(crate) fn next(&mut self) -> Vec<Observation> {
        let mut all: Vec<Observation> = Vec::with_capacity(TOGETHER + 64);
        let mut begins = 0;
        while let Some(row) = self.order.get(self.at).copied() {
            let Some(observation) = self.position(row) else {
                self.at += 1;
                continue;
            };
            let before = all.last().map(|o| o.time);
            if before.is_some_and(|time| time < observation.time) {
                if let Some(together) = all.get_mut(begins..) {
                    together.sort_unstable_by(canonical);
                }
                if all.len() >= TOGETHER {
                    return all;
                }
                begins = all.len();
            }
            if before != Some(observation.time) {
                all.extend(self.told.remove(&observation.time.ms()).unwrap_or_default());
            }
            all.push(observation);
            self.at += 1;
        }
        if let Some(together) = all.get_mut(begins..) {
            together.sort_unstable_by(canonical);
        }
        all
    }

    /// All rows into a watch; `each` may take what came out now and then. Other threads of Python go on meanwhile, and ctrl-C
    /// is heeded.
    pub(crate) fn heard_by(
        mut self,
        py: Python<'_>,
        watch: &mut Watch,
        mut each: impl FnMut(&mut Watch) + Send,
    ) -> PyResult<()> {
        loop {
            let more = py.detach(|| {
                let rows = self.next();
                let more = !rows.is_empty();
                rows.into_iter().for_each(|row| watch.push(row));
                if !more {
                    watch.finish();
                }
                each(watch);
                more
            });
            py.check_signals()?;
            if !more {
                return Ok(());
            }
        }
    }
}

fn observation(mmsi: u32, ms: i64, report: Report) -> Observation {
    Observation {
        time: Time::from_ms(ms),
        mmsi,
        source: SourceKind::Ais,
        feed: 1,
        receiver: 0,
        reception: Reception::Unknown,
        report,
    }
}

#[allow(clippy::cast_possible_truncation, reason = "positions are in range")]
fn scaled(value: f64, by: f64) -> i32 {
    (value * by).round() as i32
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked to be in range"
)]
fn tenths(value: f64, most: f64) -> Option<u16> {
    (0.0..=most)
        .contains(&value)
        .then(|| (value * 10.0).round() as u16)
        .map(|v| if most == 360.0 { v % 3_600 } else { v })
}

/// A column as little-endian bytes.
pub(crate) fn bytes<'py, const N: usize, T>(
    py: Python<'py>,
    rows: &[T],
    of: impl Fn(&T) -> [u8; N],
) -> Bound<'py, PyBytes> {
    let fill = |out: &mut [u8]| {
        for (place, row) in out.chunks_exact_mut(N).zip(rows) {
            place.copy_from_slice(&of(row));
        }
        Ok(())
    };
    // Fails for want of memory only, and then the slow way tells so.
    PyBytes::new_with(py, rows.len() * N, fill).unwrap_or_else(|_full| {
        let all: Vec<u8> = rows.iter().flat_map(of).collect();
        PyBytes::new(py, &all)
    })
}
