//! Who plays, and which receivers they hear.

use std::collections::BTreeMap;

use vigie_exercise::{Scenario, SensorReport};

/// Kind of a shore station, as scenarios name it.
const SHORE: &str = "shore_ais";

/// Who plays: which of the world's receivers this node hears.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Cell {
    /// One node that hears all of them.
    #[default]
    All,
    /// Canada: satellites of odd number, and the shore stations that the scenario gives it.
    Canada,
    /// Japan: satellites of even number, and all other shore stations.
    Japan,
}

impl Cell {
    /// Whether what a sensor besides AIS says is for this cell.
    pub(crate) fn is_told(self, report: &SensorReport) -> bool {
        match self {
            Self::All => true,
            Self::Canada => report.is_for("ca"),
            Self::Japan => report.is_for("jp"),
        }
    }

    /// Share of the satellites.
    pub(super) fn share(self) -> f64 {
        match self {
            Self::All => 1.0,
            Self::Canada | Self::Japan => 0.5,
        }
    }
}

/// The receivers of a cell in a scenario.
#[derive(Debug, Clone)]
pub(crate) struct Ears {
    cell: Cell,
    /// Partner of each shore station: `ca`, `jp` or `both`.
    stations: BTreeMap<String, String>,
}

impl Ears {
    pub(crate) fn of(scenario: &Scenario, cell: Cell) -> Self {
        let sensors = scenario.summary().sensors.into_iter();
        let ashore = sensors.filter(|sensor| sensor.kind == SHORE);
        Self {
            cell,
            stations: ashore.map(|sensor| (sensor.id, sensor.partner)).collect(),
        }
    }

    /// Whether this cell has the receiver that a line's tag block names.
    pub(crate) fn hears(&self, line: &[u8]) -> bool {
        let station = station_of(line);
        let satellite = station
            .strip_prefix("EXSAT")
            .and_then(|n| n.parse::<u32>().ok());
        let owner = self.stations.get(station).map(String::as_str);
        match (self.cell, satellite) {
            (Cell::All, _) => true,
            (Cell::Canada, Some(number)) => number % 2 == 1,
            (Cell::Japan, Some(number)) => number % 2 == 0,
            (Cell::Canada, None) => matches!(owner, Some("ca" | "both")),
            (Cell::Japan, None) => owner != Some("ca"),
        }
    }
}

/// Name of the station in a tag block; empty if there is none.
pub(crate) fn station_of(line: &[u8]) -> &str {
    let block = line
        .strip_prefix(b"\\")
        .and_then(|rest| rest.split(|b| *b == b'\\').next());
    let mut fields = block
        .unwrap_or_default()
        .split(|b| matches!(b, b',' | b'*'));
    let station = fields.find_map(|field| field.strip_prefix(b"s:"));
    std::str::from_utf8(station.unwrap_or_default()).unwrap_or_default()
}

/// The reception map of a cell that has only a share of the receivers: columns 3 and 4 are positions a day.
pub(super) fn thinned(csv: &str, share: f64) -> String {
    let scaled = |(column, cell): (usize, &str)| match cell.parse::<f64>() {
        Ok(value) if matches!(column, 2 | 3) => format!("{:.1}", value * share),
        _ => cell.to_owned(),
    };
    let line = |line: &str| {
        let cells: Vec<String> = line.split(',').enumerate().map(scaled).collect();
        cells.join(",") + "\n"
    };
    csv.lines().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_receiver_is_heard_by_one_cell() {
        let lines: [&[u8]; 4] = [
            b"\\s:EXSAT1,c:1772323200*5A\\!AIVDM,1,1,,A,x,0*00",
            b"\\g:2-2-7,s:EXSAT12*5A\\!AIVDM,2,2,1,A,x,0*00",
            b"\\s:EXADAK,c:1772323200*5A\\!AIVDM",
            b"\\c:1772323200,s:EXKUSHIRO*5A\\!AIVDM",
        ];
        let start = vigie_sea::Time::from_ms(1_783_296_000_000);
        let scenario = Scenario::builtin(1, start);
        let heard = |cell: Cell| lines.map(|line| Ears::of(&scenario, cell).hears(line));
        assert_eq!(heard(Cell::All), [true; 4]);
        assert_eq!(heard(Cell::Canada), [true, false, true, false]);
        assert_eq!(heard(Cell::Japan), [false, true, false, true]);
        assert_eq!(station_of(b"!AIVDM,1,1,,A,x,0*00"), "");
    }

    #[test]
    fn a_station_of_ones_own_is_heard_by_whose_it_is() {
        let stations = [("EXMINE", "ca"), ("EXOURS", "both"), ("EXTHEIRS", "jp")];
        let stations = stations.map(|(id, partner)| (id.to_owned(), partner.to_owned()));
        let heard = |cell: Cell| {
            let ears = Ears {
                cell,
                stations: stations.clone().into(),
            };
            ["EXMINE", "EXOURS", "EXTHEIRS"]
                .map(|id| ears.hears(format!("\\s:{id},c:1772323200*5A\\!AIVDM").as_bytes()))
        };
        assert_eq!(heard(Cell::Canada), [true, true, false]);
        assert_eq!(heard(Cell::Japan), [false, true, true]);
    }

    #[test]
    fn half_the_receivers_hear_half() {
        let csv = "lat,lon,a,b,note\n40,179,100.0,21.0,EXERCISE\n";
        assert_eq!(
            thinned(csv, 0.5),
            "lat,lon,a,b,note\n40,179,50.0,10.5,EXERCISE\n"
        );
    }
}
