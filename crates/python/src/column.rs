//! Columns of positions: in through the buffer protocol, out as bytes.

use pyo3::buffer::{Element, PyBuffer};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use vigie_sea::Time;
use vigie_watch::{
    AisClass, IdentityReport, Observation, PositionReport, Reception, Report, SourceKind, canonical,
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

impl Positions {
    /// Observations in canonical order, and the number of rows without a usable place or time. Vessels are told at
    /// their first position.
    pub(crate) fn observations(
        &self,
        py: Python<'_>,
        vessels: Vec<VesselRow>,
    ) -> PyResult<(Vec<Observation>, u64)> {
        let rows = self.mmsi.item_count();
        let lengths = [
            ("time", self.time_ms.item_count()),
            ("lat", self.lat.item_count()),
            ("lon", self.lon.item_count()),
            ("sog", self.sog.as_ref().map_or(rows, |c| c.item_count())),
            ("cog", self.cog.as_ref().map_or(rows, |c| c.item_count())),
        ];
        if let Some((name, length)) = lengths.iter().find(|(_, length)| *length != rows) {
            return Err(PyValueError::new_err(format!(
                "column {name} has {length} rows, mmsi has {rows}"
            )));
        }
        let (mmsi, time) = (
            values(py, &self.mmsi, "mmsi")?,
            values(py, &self.time_ms, "time")?,
        );
        let (lat, lon) = (values(py, &self.lat, "lat")?, values(py, &self.lon, "lon")?);
        let sog = self
            .sog
            .as_ref()
            .map(|c| values(py, c, "sog"))
            .transpose()?;
        let cog = self
            .cog
            .as_ref()
            .map(|c| values(py, c, "cog"))
            .transpose()?;
        let mut first: std::collections::BTreeMap<u32, i64> = std::collections::BTreeMap::new();
        let (mut all, mut refused) = (Vec::with_capacity(rows), 0);
        for at in 0..rows {
            let number = |c: &Option<Vec<f64>>| {
                c.as_ref()
                    .and_then(|c| c.get(at).copied())
                    .filter(|v| v.is_finite())
            };
            let (Some(mmsi), Some(ms), Some(lat), Some(lon)) = (
                mmsi.get(at).copied(),
                time.get(at).copied(),
                lat.get(at).copied(),
                lon.get(at).copied(),
            ) else {
                continue;
            };
            // A time beyond the years 1 to 9999 is one in another unit.
            let is_moment = Time::from_ms(ms).ms() == ms;
            let Some(position) = vigie_sea::Position::new(lat, lon)
                .ok()
                .filter(|_| is_moment)
            else {
                refused += 1;
                continue;
            };
            let least = first.entry(mmsi).or_insert(ms);
            *least = (*least).min(ms);
            let report = PositionReport {
                lat_e7: scaled(position.lat_deg(), 1e7),
                lon_e7: scaled(position.lon_deg(), 1e7),
                sog_dkn: number(&sog).and_then(|kn| tenths(kn, 102.2)),
                // 360 exactly is what AIS sends for a course that is not available.
                cog_ddeg: number(&cog)
                    .filter(|deg| (deg - 360.0).abs() >= 5e-4)
                    .and_then(|deg| tenths(deg.rem_euclid(360.0), 360.0)),
                class: AisClass::Unknown,
                ..PositionReport::default()
            };
            all.push(observation(mmsi, ms, Report::Position(report)));
        }
        for (mmsi, gear, ship_type, length_m, name) in vessels {
            if let Some(ms) = first.get(&mmsi) {
                let report = IdentityReport {
                    gear,
                    ship_type,
                    length_m,
                    name,
                    ..IdentityReport::default()
                };
                all.push(observation(mmsi, *ms, Report::Identity(Box::new(report))));
            }
        }
        all.sort_unstable_by(canonical);
        Ok((all, refused))
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
    let mut out = Vec::with_capacity(rows.len() * N);
    for row in rows {
        out.extend_from_slice(&of(row));
    }
    PyBytes::new(py, &out)
}
