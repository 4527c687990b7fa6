//! The probability of fishing at each position of tracks that are known whole.

use pyo3::buffer::PyBuffer;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use vigie_sea::{Position, Time};
use vigie_watch::fishing_model::{ArchiveModels, FishingMethod, FishingModel, FishingPoint};
use vigie_watch::{Gear, Validation};

use crate::column::bytes;

/// Columns of answers: probability (f64), fishing, by a model, validated (u8 each).
type Answers<'py> = [Bound<'py, PyBytes>; 4];

/// Judges one track, its positions in order of time, as of this gear. `sog` is NaN where no speed was sent. Gives the
/// answers, the gear as understood, and the name of the model that had its part, if any.
#[pyfunction]
#[pyo3(signature = (time_ms, lat, lon, sog, gear, models, rules_text=None))]
#[allow(clippy::too_many_arguments, reason = "one argument a column")]
pub(crate) fn judge_track<'py>(
    py: Python<'py>,
    time_ms: PyBuffer<i64>,
    lat: PyBuffer<f64>,
    lon: PyBuffer<f64>,
    sog: Option<PyBuffer<f64>>,
    gear: &str,
    models: Vec<String>,
    rules_text: Option<&str>,
) -> PyResult<(Answers<'py>, &'static str, Option<String>)> {
    let wrong = |text: String| PyValueError::new_err(text);
    let config = crate::watch::rules(rules_text)?.fishing;
    let gear = Gear::of(gear).ok_or_else(|| wrong(format!("gear unknown: {gear}")))?;
    let mut all = ArchiveModels::default();
    for text in &models {
        all.put(FishingModel::from_json(text).map_err(|fault| wrong(fault.to_string()))?);
    }
    let (time, lat, lon) = (time_ms.to_vec(py)?, lat.to_vec(py)?, lon.to_vec(py)?);
    let sog = match sog {
        Some(sog) => sog.to_vec(py)?,
        None => vec![f64::NAN; time.len()],
    };
    if [lat.len(), lon.len(), sog.len()]
        .iter()
        .any(|n| *n != time.len())
    {
        return Err(wrong("columns of unequal length".to_owned()));
    }
    let mut points: Vec<FishingPoint> = Vec::with_capacity(time.len());
    for (((ms, lat), lon), sog) in time.iter().zip(&lat).zip(&lon).zip(&sog) {
        let position = Position::new(*lat, *lon)
            .map_err(|_range| wrong(format!("position out of range: {lat}, {lon}")))?;
        let time = Time::from_ms(*ms);
        if points.last().is_some_and(|p| p.time > time) {
            return Err(wrong("rows go back in time".to_owned()));
        }
        points.push(FishingPoint {
            time,
            position,
            sog_kn: sog.is_finite().then_some(*sog),
        });
    }
    let (answers, validated, model) = py.detach(|| {
        let judged = all.judge(gear, &config, &points);
        let tested = |a| judged.validated(gear, &config, a) == Validation::Partly;
        let validated: Vec<bool> = judged.answers.iter().map(tested).collect();
        let model = judged.model.map(FishingModel::name);
        (judged.answers, validated, model)
    });
    let columns = [
        bytes(py, &answers, |a| a.probability.to_le_bytes()),
        bytes(py, &answers, |a| [u8::from(a.fishing)]),
        bytes(py, &answers, |a| {
            [u8::from(a.method == FishingMethod::Model)]
        }),
        bytes(py, &validated, |v| [u8::from(*v)]),
    ];
    Ok((columns, gear.code(), model))
}
