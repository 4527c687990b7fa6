//! Positions as an archive keeps them: whole numbers, and the bucket of the vessel.

use pyo3::buffer::PyBuffer;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use vigie_watch::{Observation, Report};

use crate::column::{Positions, bytes};

/// Columns: mmsi (u32), time (i64 ms), lat_e7, lon_e7, sog_dkn, cog_ddeg (i32, -1 not sent), bucket (u8).
type Rows<'py> = [Bound<'py, PyBytes>; 7];

/// Bucket of a vessel in an archive's roll, as `vigie archive import` takes it.
fn bucket(mmsi: u32) -> u8 {
    (mmsi.wrapping_mul(2_654_435_761) >> 28) as u8
}

/// Positions by time, and how many had no usable place.
#[pyfunction]
#[pyo3(signature = (mmsi, time_ms, lat, lon, sog=None, cog=None))]
pub(crate) fn rows<'py>(
    py: Python<'py>,
    mmsi: PyBuffer<u32>,
    time_ms: PyBuffer<i64>,
    lat: PyBuffer<f64>,
    lon: PyBuffer<f64>,
    sog: Option<PyBuffer<f64>>,
    cog: Option<PyBuffer<f64>>,
) -> PyResult<(Rows<'py>, u64)> {
    let positions = Positions {
        mmsi,
        time_ms,
        lat,
        lon,
        sog,
        cog,
    };
    let mut sorted = positions.rows(py, Vec::new())?;
    let mut all: Vec<Observation> = Vec::new();
    loop {
        let next = py.detach(|| sorted.next());
        if next.is_empty() {
            break;
        }
        all.extend(next);
    }
    let number = |o: &Observation, of: fn(&vigie_watch::PositionReport) -> i32| match &o.report {
        Report::Position(p) => of(p).to_le_bytes(),
        Report::Identity(_) => (-1_i32).to_le_bytes(),
    };
    let rows = [
        bytes(py, &all, |o| o.mmsi.to_le_bytes()),
        bytes(py, &all, |o| o.time.ms().to_le_bytes()),
        bytes(py, &all, |o| number(o, |p| p.lat_e7)),
        bytes(py, &all, |o| number(o, |p| p.lon_e7)),
        bytes(py, &all, |o| number(o, |p| p.sog_dkn.map_or(-1, i32::from))),
        bytes(py, &all, |o| {
            number(o, |p| p.cog_ddeg.map_or(-1, i32::from))
        }),
        bytes(py, &all, |o| [bucket(o.mmsi)]),
    ];
    Ok((rows, sorted.refused.0))
}
