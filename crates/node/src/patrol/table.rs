//! A plan as a table: one row a stop.

use vigie_patrol::StopKind;

use super::sheet::Sheet;

/// Columns of the table.
const COLUMNS: [&str; 20] = [
    "asset",
    "stop",
    "what",
    "id",
    "mode",
    "depart",
    "arrive",
    "begin",
    "end",
    "lon",
    "lat",
    "end_lon",
    "end_lat",
    "distance_nm",
    "fuel_used_t",
    "fuel_taken_t",
    "fuel_end_t",
    "value",
    "instrument",
    "frozen",
];

/// What a stop is, as tables say it.
pub(super) fn what(kind: &StopKind) -> &'static str {
    match kind {
        StopKind::Task { .. } => "task",
        StopKind::Port { .. } => "port",
        StopKind::Tanker { .. } => "tanker",
        StopKind::Embark { .. } => "embark",
    }
}

/// The table of a sheet.
pub(crate) fn table(sheet: &Sheet) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(COLUMNS)?;
    for route in &sheet.plan.routes {
        for (number, stop) in route.stops.iter().enumerate() {
            let degrees = |d: f64| format!("{d:.5}");
            out.write_record([
                route.asset.clone(),
                (number + 1).to_string(),
                what(&stop.kind).to_owned(),
                stop.kind.id().to_owned(),
                stop.mode.clone(),
                stop.depart.to_string(),
                stop.arrive.to_string(),
                stop.begin.to_string(),
                stop.end.to_string(),
                degrees(stop.position.lon_deg()),
                degrees(stop.position.lat_deg()),
                degrees(stop.position_end.lon_deg()),
                degrees(stop.position_end.lat_deg()),
                format!("{:.1}", stop.distance_nm),
                format!("{:.2}", stop.fuel_used_t),
                format!("{:.2}", stop.fuel_taken_t),
                format!("{:.2}", stop.fuel_end_t),
                format!("{:.2}", stop.value),
                stop.instrument.clone().unwrap_or_default(),
                stop.frozen.to_string(),
            ])?;
        }
    }
    out.into_inner().map_err(|fault| fault.into_error().into())
}
