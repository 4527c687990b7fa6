//! What a patrol saw, as a file of one sighting: it goes in by the door of all detections, so that it is matched with the
//! tracks and is a dark vessel where no track explains it.

use super::report::{Report, ReportKind};

/// The preset that reads it.
pub(crate) const PRESET: &str = "sighting";
/// A place known no better than this says nothing, metres: the bound of the preset.
pub(crate) const UNCERTAINTY_M_MAX: f64 = 100_000.0;

const COLUMNS: [&str; 9] = [
    "time",
    "lat",
    "lon",
    "id",
    "uncertainty_m",
    "observer",
    "mmsi",
    "ais",
    "verified",
];

/// The file, if the report tells where something was seen or called. An own asset vouches for it.
pub(crate) fn sighting(id: &str, report: &Report) -> Result<Option<Vec<u8>>, csv::Error> {
    let seen = matches!(report.kind, ReportKind::Sighting | ReportKind::Hail);
    let Some(position) = report.position.filter(|_| seen) else {
        return Ok(None);
    };
    let ais = match report.ais_received {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(COLUMNS)?;
    out.write_record([
        report.time.to_string(),
        format!("{:.6}", position.lat_deg()),
        format!("{:.6}", position.lon_deg()),
        id.to_owned(),
        report
            .uncertainty_m
            .map(|m| m.to_string())
            .unwrap_or_default(),
        report.asset.clone().unwrap_or_default(),
        report.mmsi.map(|mmsi| mmsi.to_string()).unwrap_or_default(),
        ais.to_owned(),
        "yes".to_owned(),
    ])?;
    let bytes = out.into_inner().map_err(|fault| fault.into_error())?;
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use serde_json::{Value, json};
    use vigie_watch::detection::{ColumnPreset, read_detections};

    fn report(body: &Value) -> Report {
        serde_json::from_value(body.clone()).unwrap()
    }

    #[test]
    fn what_a_patrol_saw_is_read_as_a_verified_sighting() {
        let told = report(
            &json!({"kind": "sighting", "time": "2026-07-02T00:00:00Z", "asset": "laurier, bridge",
            "position": [-179.95, 44.5], "uncertainty_m": 1_500.0, "ais_received": false}),
        );
        let bytes = sighting("report-3", &told).unwrap().unwrap();
        let columns = ColumnPreset::builtin(PRESET).unwrap();
        let read = read_detections(&bytes, &columns).unwrap();
        assert!(read.faults.is_empty(), "{:?}", read.faults);
        let scene = read.scenes.first().unwrap();
        let seen = scene.detections.first().unwrap();
        let witness = seen.witness.as_ref().unwrap();
        assert!(witness.verified && witness.mmsi.is_none());
        assert_eq!(witness.uncertainty_m, 1_500.0);
        assert_eq!(witness.ais_received, Some(false));
        assert_eq!(witness.observer, "laurier, bridge");
        assert!((seen.position.lon_deg() + 179.95).abs() < 1e-6);
    }

    #[test]
    fn an_outcome_or_a_report_without_a_place_is_no_sighting() {
        let outcome = json!({"kind": "outcome", "time": "2026-07-02T00:00:00Z", "task": "a", "outcome": "done", "position": [0, 0]});
        let nowhere = json!({"kind": "hail", "time": "2026-07-02T00:00:00Z", "mmsi": 412_000_001});
        for body in [outcome, nowhere] {
            assert!(sighting("report-1", &report(&body)).unwrap().is_none());
        }
    }
}
