//! A table of waypoints, one a row: for spreadsheets, and to read an amended order back.

use vigie_sea::{Position, Time};

use super::error::OrderError;
use super::itinerary::{Itinerary, Waypoint, WaypointKind};
use super::rtz::{class_of, number_of};
use crate::{Stop, StopKind};

const FORMAT: &str = "csv";
const COLUMNS: [&str; 28] = [
    "title",
    "issued",
    "asset",
    "name",
    "agency",
    "class",
    "altitude_ft",
    "number",
    "waypoint",
    "kind",
    "lat_deg",
    "lon_deg",
    "eta",
    "etd",
    "speed_kn",
    "what",
    "id",
    "mode",
    "depart",
    "arrive",
    "begin",
    "end",
    "end_place",
    "distance_nm",
    "fuel_t",
    "value",
    "instrument",
    "frozen",
];

/// The itinerary as CSV with a header, UTF-8, times in UTC.
#[must_use]
pub fn to_csv(itinerary: &Itinerary) -> String {
    let mut out = csv::Writer::from_writer(Vec::new());
    let number = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
    let time = |value: Option<Time>| value.map_or_else(String::new, |t| t.to_string());
    let _in_memory = out.write_record(COLUMNS);
    for (n, waypoint) in itinerary.waypoints.iter().enumerate() {
        let mut row = vec![
            itinerary.title.clone(),
            time(itinerary.issued),
            itinerary.asset.clone(),
            itinerary.name.clone(),
            itinerary.agency.clone(),
            itinerary.class.map_or("", |c| c.code()).to_owned(),
            number(itinerary.altitude_ft),
            (n + 1).to_string(),
            waypoint.name.clone(),
            waypoint.kind.code().to_owned(),
            waypoint.position.lat_deg().to_string(),
            waypoint.position.lon_deg().to_string(),
            time(waypoint.eta),
            time(waypoint.etd),
            number(waypoint.speed_kn),
        ];
        row.extend(
            waypoint
                .stop
                .as_ref()
                .map_or_else(|| vec![String::new(); 13], stop_cells),
        );
        let _in_memory = out.write_record(&row);
    }
    String::from_utf8(out.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn stop_cells(stop: &Stop) -> Vec<String> {
    let what = match &stop.kind {
        StopKind::Task { .. } => "task",
        StopKind::Port { .. } => "port",
        StopKind::Tanker { .. } => "tanker",
        StopKind::Embark { .. } => "embark",
    };
    let (here, there) = (stop.position, stop.position_end);
    vec![
        what.to_owned(),
        stop.kind.id().to_owned(),
        stop.mode.clone(),
        stop.depart.to_string(),
        stop.arrive.to_string(),
        stop.begin.to_string(),
        stop.end.to_string(),
        if here == there {
            String::new()
        } else {
            format!("{} {}", there.lat_deg(), there.lon_deg())
        },
        stop.distance_nm.to_string(),
        format!(
            "{} {} {}",
            stop.fuel_used_t, stop.fuel_taken_t, stop.fuel_end_t
        ),
        stop.value.to_string(),
        stop.instrument.clone().unwrap_or_default(),
        if stop.frozen { "yes" } else { "" }.to_owned(),
    ]
}

/// Reads such a table; columns may stand in any order, and only `lat_deg` and `lon_deg` are needed.
///
/// # Errors
/// A cell that cannot be read, with its line; a table without rows.
pub fn from_csv(text: &str) -> Result<Itinerary, OrderError> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let unreadable = |line: usize, reason: &str| OrderError::Unreadable {
        format: FORMAT,
        line,
        reason: reason.to_owned(),
    };
    let header = reader
        .headers()
        .map_err(|e| unreadable(1, &e.to_string()))?
        .clone();
    let mut itinerary: Option<Itinerary> = None;
    for record in reader.records() {
        let record = record.map_err(|e| {
            unreadable(
                e.position()
                    .map_or(0, |p| usize::try_from(p.line()).unwrap_or(0)),
                &e.to_string(),
            )
        })?;
        let line = record
            .position()
            .map_or(0, |p| usize::try_from(p.line()).unwrap_or(0));
        let row = Row {
            header: &header,
            record: &record,
        };
        let waypoint = row.waypoint().map_err(|column| unreadable(line, column))?;
        let own = itinerary.get_or_insert_with(|| row.itinerary());
        own.waypoints.push(waypoint);
    }
    itinerary.ok_or(OrderError::Empty { format: FORMAT })
}

struct Row<'a> {
    header: &'a csv::StringRecord,
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    fn text(&self, column: &str) -> Option<&str> {
        let number = self.header.iter().position(|c| c.trim() == column)?;
        self.record.get(number).filter(|t| !t.is_empty())
    }

    fn number(&self, column: &'static str) -> Result<Option<f64>, &'static str> {
        self.text(column)
            .map(|t| number_of(t).ok_or(column))
            .transpose()
    }

    fn time(&self, column: &'static str) -> Result<Option<Time>, &'static str> {
        self.text(column)
            .map(|t| Time::parse(t).map_err(|_bad| column))
            .transpose()
    }

    fn itinerary(&self) -> Itinerary {
        let said = |column: &str| self.text(column).unwrap_or_default().to_owned();
        Itinerary {
            asset: said("asset"),
            name: said("name"),
            agency: said("agency"),
            class: self.text("class").and_then(class_of),
            altitude_ft: self.text("altitude_ft").and_then(number_of),
            title: said("title"),
            issued: self.text("issued").and_then(|t| Time::parse(t).ok()),
            waypoints: Vec::new(),
        }
    }

    fn waypoint(&self) -> Result<Waypoint, &'static str> {
        let lat = self.number("lat_deg")?.ok_or("lat_deg")?;
        let lon = self.number("lon_deg")?.ok_or("lon_deg")?;
        let position = Position::new(lat, lon).map_err(|_bad| "lat_deg")?;
        Ok(Waypoint {
            name: self.text("waypoint").unwrap_or_default().to_owned(),
            kind: self
                .text("kind")
                .and_then(WaypointKind::from_code)
                .unwrap_or(WaypointKind::Via),
            position,
            eta: self.time("eta")?,
            etd: self.time("etd")?,
            speed_kn: self.number("speed_kn")?,
            stop: match self.text("what") {
                Some(what) => Some(self.stop(what, position)?),
                None => None,
            },
        })
    }

    fn stop(&self, what: &str, position: Position) -> Result<Stop, &'static str> {
        let id = self.text("id").ok_or("id")?.to_owned();
        let kind = match what {
            "task" => StopKind::Task { task: id },
            "port" => StopKind::Port { port: id },
            "tanker" => StopKind::Tanker { tanker: id },
            "embark" => StopKind::Embark { rider: id },
            _ => return Err("what"),
        };
        let time = |column| self.time(column)?.ok_or(column);
        let mut fuel = self
            .text("fuel_t")
            .unwrap_or("0 0 0")
            .split(' ')
            .map(number_of);
        let mut next_fuel = || fuel.next().flatten().ok_or("fuel_t");
        let position_end = match self.text("end_place").and_then(|t| t.split_once(' ')) {
            Some((lat, lon)) => number_of(lat)
                .zip(number_of(lon))
                .and_then(|(lat, lon)| Position::new(lat, lon).ok())
                .ok_or("end_place")?,
            None => position,
        };
        Ok(Stop {
            kind,
            mode: self.text("mode").unwrap_or_default().to_owned(),
            depart: time("depart")?,
            arrive: time("arrive")?,
            begin: time("begin")?,
            end: time("end")?,
            position,
            position_end,
            distance_nm: self.number("distance_nm")?.unwrap_or(0.0),
            fuel_used_t: next_fuel()?,
            fuel_taken_t: next_fuel()?,
            fuel_end_t: next_fuel()?,
            value: self.number("value")?.unwrap_or(0.0),
            instrument: self.text("instrument").map(str::to_owned),
            frozen: self.text("frozen") == Some("yes"),
        })
    }
}
