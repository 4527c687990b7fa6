//! Position tables (CSV): one row, one report.
//!
//! Rows are cut at line ends, so an unclosed quotation mark costs one row and not the rest of the file.
//! A value that means "not available" in AIS (speed 102.3, course 360, heading 511, latitude 91,
//! longitude 181) is absent; a value that no ship can report sends the row to quarantine. Who the
//! vessel is comes in every row of such tables and is passed on only when it changed.

use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashMap, FxHasher};
use vigie_sea::Time;
use vigie_watch::{AisClass, IdentityReport, Observation, Report, SourceKind};

use super::cell::{Cells, separator, without_bom};
use super::column::{Columns, Field};
use super::delivery::Delivery;
use super::line::{Line, Lines};
use super::reader::{Reader, Setting};
use super::row::Row;
use super::{Error, Preset, moment, word};

/// Vessels whose last identity is remembered; beyond it identities are merely passed on again.
const IDENTITIES_MAX: usize = 1_000_000;
/// The fields that say who a vessel is.
const IDENTITY: [Field; 10] = [
    Field::Imo,
    Field::Name,
    Field::CallSign,
    Field::ShipType,
    Field::Length,
    Field::Beam,
    Field::Destination,
    Field::Gear,
    Field::Flag,
    Field::Class,
];

/// Reads one table.
pub(crate) struct Table {
    setting: Setting,
    preset: Option<Preset>,
    lines: Lines,
    shape: Option<Shape>,
    cells: Cells,
    identities: FxHashMap<u32, u64>,
    error: Option<Error>,
}

/// What the header told.
struct Shape {
    separator: u8,
    columns: Columns,
}

impl Table {
    pub(crate) fn new(setting: Setting, preset: Option<Preset>) -> Self {
        Self {
            setting,
            preset,
            lines: Lines::default(),
            shape: None,
            cells: Cells::default(),
            identities: FxHashMap::default(),
            error: None,
        }
    }

    fn line(
        &mut self,
        line_number: u64,
        line: Line<'_>,
        received: Option<Time>,
        out: &mut Delivery,
    ) {
        let (bytes, cut) = match line {
            Line::Whole(bytes) => (bytes, false),
            Line::TooLong(bytes) => (bytes, true),
        };
        let bytes = if line_number == 1 {
            without_bom(bytes)
        } else {
            bytes
        };
        if bytes.trim_ascii().is_empty() || self.error.is_some() {
            return;
        }
        let Some(shape) = self.shape.take() else {
            self.header(bytes);
            return;
        };
        out.tally.lines += 1;
        let read = if cut {
            Err("line-too-long")
        } else {
            self.row(&shape, bytes, out)
        };
        match read {
            Ok(()) => out.tally.messages += 1,
            Err(reason) => self
                .setting
                .fault(out, line_number, reason, received, bytes),
        }
        self.shape = Some(shape);
    }

    fn header(&mut self, bytes: &[u8]) {
        let separator = separator(bytes);
        let names = self.cells.texts(bytes, separator);
        let columns = Columns::find(&names, self.preset, &self.setting.options.columns);
        match columns.missing() {
            None => self.shape = Some(Shape { separator, columns }),
            Some(field) => {
                self.error = Some(Error::Column {
                    name: self.setting.origin.to_string(),
                    field: field.name(),
                    found: names,
                });
            }
        }
    }

    fn row(&mut self, shape: &Shape, bytes: &[u8], out: &mut Delivery) -> Result<(), &'static str> {
        self.cells.split(bytes, shape.separator)?;
        let row = Row {
            cells: &self.cells,
            line: bytes,
            columns: &shape.columns,
        };
        row.check_count()?;
        let time = row
            .get(Field::Time)
            .and_then(moment::read)
            .ok_or("time-unreadable")?;
        let class = row.class();
        let position = row.position(class)?;
        let mmsi = row.vessel(&self.setting)?;
        let receiver = row
            .get(Field::Station)
            .map_or(0, |name| self.setting.stations.number(name));
        let reception = row
            .get(Field::ReceiverType)
            .and_then(word::reception)
            .unwrap_or(self.setting.options.reception);
        // Outside the span it would be forgotten, and the next row inside would not tell it again.
        let identity = if self.setting.options.holds(time) {
            changed_identity(&mut self.identities, mmsi, &row, class)
        } else {
            None
        };
        let give = |report, out: &mut Delivery| {
            let observation = Observation {
                time,
                mmsi,
                source: SourceKind::Ais,
                feed: self.setting.feed,
                receiver,
                reception,
                report,
            };
            self.setting.give(observation, out);
        };
        if let Some(identity) = identity {
            give(Report::Identity(Box::new(identity)), out);
        }
        match position {
            Some(position) => give(Report::Position(position), out),
            None => out.tally.note("no-position"),
        }
        Ok(())
    }
}

impl Reader for Table {
    fn push(
        &mut self,
        bytes: &[u8],
        received: Option<Time>,
        out: &mut Delivery,
    ) -> Result<(), Error> {
        let mut lines = std::mem::take(&mut self.lines);
        lines.push(bytes, |number, line| self.line(number, line, received, out));
        self.lines = lines;
        self.error.take().map_or(Ok(()), Err)
    }

    fn finish(&mut self, received: Option<Time>, out: &mut Delivery) -> Result<(), Error> {
        let mut lines = std::mem::take(&mut self.lines);
        lines.finish(|number, line| self.line(number, line, received, out));
        self.error.take().map_or(Ok(()), Err)
    }
}

/// The identity in this row, unless it is empty or the same as the last one of this vessel.
fn changed_identity(
    known: &mut FxHashMap<u32, u64>,
    mmsi: u32,
    row: &Row<'_>,
    class: AisClass,
) -> Option<IdentityReport> {
    let mut hasher = FxHasher::default();
    let mut any = false;
    for field in IDENTITY {
        let text = row.get(field);
        any |= text.is_some() && field != Field::Class;
        text.hash(&mut hasher);
    }
    let hash = hasher.finish();
    if !any || known.get(&mmsi) == Some(&hash) {
        return None;
    }
    if known.len() >= IDENTITIES_MAX {
        known.clear();
    }
    known.insert(mmsi, hash);
    Some(row.identity(class))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::feed::FeedOptions;
    use proptest::prelude::*;
    use vigie_watch::PositionReport;

    fn read_with(
        options: &FeedOptions,
        preset: Option<Preset>,
        text: &[u8],
    ) -> Result<Delivery, Error> {
        let mut table = Table::new(Setting::new(1, options).of("test.csv"), preset);
        let mut out = Delivery::default();
        for piece in text.chunks(7) {
            table.push(piece, None, &mut out)?;
        }
        table.finish(None, &mut out)?;
        Ok(out)
    }

    fn read(preset: Option<Preset>, text: &str) -> Delivery {
        read_with(&FeedOptions::default(), preset, text.as_bytes()).unwrap()
    }

    fn positions(out: &Delivery) -> Vec<(Time, u32, PositionReport)> {
        let each = out.observations.iter();
        each.filter_map(|o| match &o.report {
            Report::Position(p) => Some((o.time, o.mmsi, *p)),
            Report::Identity(_) => None,
        })
        .collect()
    }

    #[test]
    fn marine_cadastre_old_and_new() {
        let old = "\u{feff}MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass\r\n\
            367452810,2022-03-31T00:00:01,29.93174,-89.99239,0.0,276.0,511.0,GREAT HERON,IMO1234567,WDG7354,31,12,22,10,3.0,57,A\r\n\
            367452810,2022-03-31T00:01:11,29.93174,-89.99240,102.3,360.0,35.0,GREAT HERON,IMO1234567,WDG7354,31,12,22,10,3.0,57,A\r\n";
        let new = "mmsi,base_date_time,longitude,latitude,sog,cog,heading,vessel_name,imo,call_sign,vessel_type,status,length,width,draft,cargo,transceiver\n\
            367452810,2022-03-31 00:00:01,-89.99239,29.93174,0,276,511,GREAT HERON,IMO1234567,WDG7354,31,12,22,10,3,57,A\n";
        let (a, b) = (read(Some(Preset::MarineCadastre), old), read(None, new));
        assert_eq!(a.observations[..2], b.observations[..2]);
        assert_eq!(
            (a.tally.messages, a.observations.len()),
            (2, 3),
            "identity only once"
        );
        let (time, mmsi, first) = positions(&a)[0];
        assert_eq!(
            (time.to_string().as_str(), mmsi),
            ("2022-03-31T00:00:01Z", 367_452_810)
        );
        assert_eq!((first.lat_e7, first.lon_e7), (299_317_400, -899_923_900));
        assert_eq!(
            (first.sog_dkn, first.cog_ddeg, first.heading_deg),
            (Some(0), Some(2_760), None)
        );
        assert_eq!((first.nav_status, first.class), (Some(12), AisClass::A));
        let second = positions(&a)[1].2;
        assert_eq!(
            (second.sog_dkn, second.cog_ddeg, second.heading_deg),
            (None, None, Some(35))
        );
        let Report::Identity(identity) = &a.observations[0].report else {
            panic!()
        };
        assert_eq!(
            (identity.imo, identity.name.as_deref()),
            (Some(1_234_567), Some("GREAT HERON"))
        );
        assert_eq!(
            (identity.ship_type, identity.length_m, identity.beam_m),
            (Some(31), Some(22), Some(10))
        );
    }

    #[test]
    fn danish_words_and_day_first() {
        let out = read(
            Some(Preset::Dma),
            "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading,IMO,Callsign,Name,Ship type,Destination\n\
             05/12/2023 23:59:59,Class A,219005068,55.4703,8.4225,Engaged in fishing,,2.1,359.96,,Unknown,OXXX,\"LONE, \"\"WR\"\"\",Fishing,\n\
             05/12/2023 23:59:59,Base Station,2190047,91.0,0.0,Unknown value,,,,,Unknown,Unknown,,Undefined,\n",
        );
        let (time, _, report) = positions(&out)[0];
        assert_eq!(time.to_string(), "2023-12-05T23:59:59Z");
        assert_eq!(
            (report.nav_status, report.sog_dkn, report.cog_ddeg),
            (Some(7), Some(21), Some(0))
        );
        let Report::Identity(identity) = &out.observations[0].report else {
            panic!()
        };
        assert_eq!(identity.name.as_deref(), Some("LONE, \"WR\""));
        assert_eq!((identity.imo, identity.ship_type), (None, Some(30)));
        assert_eq!(out.tally.notes.get("no-position"), Some(&1));
    }

    /// Speed and course of 2015 and after, of which the bits were taken for numbers with a sign.
    #[test]
    fn marine_cadastre_below_zero_is_a_round_too_low() {
        let text = "MMSI,BaseDateTime,LAT,LON,SOG,COG,IMO\n\
            367452810,2017-03-31T00:00:01,29.9,-89.9,-0.1,-49.6,IMO100637903\n\
            367452810,2017-03-31T00:01:01,29.9,-89.9,-38.4,-204.8,IMO9074729\n\
            367452810,2017-03-31T00:02:01,29.9,-89.9,12.5,-49.5,\n";
        for preset in [Some(Preset::MarineCadastre), None] {
            let out = read(preset, text);
            let seen: Vec<_> = positions(&out)
                .iter()
                .map(|(_, _, report)| (report.sog_dkn, report.cog_ddeg))
                .collect();
            assert_eq!(seen, [(None, None), (Some(640), Some(2_048))]);
            assert_eq!(out.tally.faults.get("course-out-of-range"), Some(&1));
            let said = out.observations.iter().filter_map(|o| match &o.report {
                Report::Identity(identity) => Some(identity.imo),
                Report::Position(_) => None,
            });
            let imos: Vec<_> = said.collect();
            assert_eq!(imos, [None, Some(9_074_729)]);
        }
        let elsewhere = read(None, "mmsi,time,lat,lon,cog\n1,1514765539,1,1,-49.6\n");
        assert_eq!(elsewhere.tally.faults.get("course-out-of-range"), Some(&1));
    }

    #[test]
    fn a_narrow_column_leaves_no_mmsi() {
        let out = read(None, "mmsi,time,lat,lon\n3.67E+08,1514765539,1,1\n");
        assert_eq!(out.tally.faults.get("mmsi-unreadable"), Some(&1));
    }

    #[test]
    fn names_are_kept_up_to_a_length() {
        let long = "é".repeat(3_000);
        let text = format!("mmsi,time,lat,lon,name\n1,1514765539,1,1,{long}\n");
        let out = read(None, &text);
        let Report::Identity(identity) = &out.observations[0].report else {
            panic!()
        };
        assert_eq!(identity.name.as_deref(), Some("é".repeat(200).as_str()));
        let text = format!("vessel_id,time,lat,lon\n{long},1514765539,1,1\n");
        let mut options = FeedOptions::default();
        options.columns.add("vessel_id=vessel_id").unwrap();
        let out = read_with(&options, None, text.as_bytes()).unwrap();
        assert_eq!(out.tally.faults.get("mmsi-unreadable"), Some(&1));
    }

    /// The provider's "standard data sample format": positions and static data in rows of their own, the flag as
    /// two letters, not available as in the air.
    #[test]
    fn spire_samples_have_rows_without_a_position() {
        let header = "created_at,timestamp,mmsi,msg_type,latitude,longitude,speed,course,heading,rot,imo,name,\
                      call_sign,flag,draught,ship_and_cargo_type,length,width,eta,destination,status,maneuver,\
                      accuracy,collection_type";
        let text = format!(
            "{header}\n\
             2024-07-24T00:05:00.000Z,2024-07-24T00:00:10.000Z,412331089,1,41.2,-179.98,3.1,360.0,511,-128,,,,,,,,,,,7,0,1,satellite\n\
             2024-07-24T00:05:00.000Z,2024-07-24T00:01:10.000Z,412331089,5,,,,,,,8888888,LU RONG YU 1,BZAA1,CN,4.1,30,60,10,,AT SEA,,,,satellite\n"
        );
        let out = read(Some(Preset::Spire), &text);
        assert_eq!(out.tally.faults_total(), 0);
        let (time, mmsi, report) = positions(&out)[0];
        assert_eq!((time.s(), mmsi), (1_721_779_210, 412_331_089));
        let satellite = |o: &Observation| o.reception == vigie_watch::Reception::Satellite;
        assert!(out.observations.iter().all(satellite));
        assert_eq!((report.sog_dkn, report.nav_status), (Some(31), Some(7)));
        assert_eq!((report.cog_ddeg, report.heading_deg), (None, None));
        assert_eq!(positions(&out).len(), 1);
        let said = out.observations.iter().find_map(|o| match &o.report {
            Report::Identity(identity) if identity.name.is_some() => Some(identity),
            _ => None,
        });
        let said = said.unwrap();
        assert_eq!(said.flag.as_deref(), Some("CHN"));
        assert_eq!((said.ship_type, said.length_m), (Some(30), Some(60)));
        assert_eq!(said.destination.as_deref(), Some("AT SEA"));
    }

    #[test]
    fn reception_and_station_are_kept() {
        let out = read(
            Some(Preset::Gfw),
            "ssvid,lat,lon,timestamp,receiver_type,receiver,speed\n\
             416000301,-16.3,198.5,2018-12-24 00:28:08+00:00,satellite,S1,19.8999996185\n\
             416000301,-16.3,-161.5,2018-12-24 00:29:08 UTC,terrestrial,,\n",
        );
        let [a, b] = &out.observations[..] else {
            panic!()
        };
        assert_eq!(
            (a.reception, a.receiver),
            (vigie_watch::Reception::Satellite, 65_537)
        );
        assert_eq!(
            (b.reception, b.receiver),
            (vigie_watch::Reception::Terrestrial, 0)
        );
        assert_eq!(positions(&out)[0].2.lon_e7, positions(&out)[1].2.lon_e7);
        assert_eq!(positions(&out)[0].2.sog_dkn, Some(199));
    }

    #[test]
    fn each_fault_costs_one_row_and_keeps_its_bytes() {
        let out = read(
            None,
            "mmsi,time,lat,lon,speed,course\n\
             x,2024-01-01T00:00:00Z,1,1,,\n\
             9999999999,2024-01-01T00:00:00Z,1,1,,\n\
             1,noon,1,1,,\n\
             1,2024-01-01T00:00:00Z,95,1,,\n\
             1,2024-01-01T00:00:00Z,1,361,,\n\
             1,2024-01-01T00:00:00Z,1,1,-3,\n\
             1,2024-01-01T00:00:00Z,1,1,1,361\n\
             1,2024-01-01T00:00:00Z,1\n\
             \"1,2024-01-01T00:00:00Z,1,1,1,1\n\
             2,2024-01-01T00:00:00Z,1,1,1,1,,\n",
        );
        let got: Vec<(u64, &str)> = out.faults.iter().map(|f| (f.line, f.reason)).collect();
        assert_eq!(
            got,
            [
                (2, "mmsi-unreadable"),
                (3, "mmsi-out-of-range"),
                (4, "time-unreadable"),
                (5, "latitude-out-of-range"),
                (6, "longitude-out-of-range"),
                (7, "speed-out-of-range"),
                (8, "course-out-of-range"),
                (9, "cell-count-wrong"),
                (10, "quote-open"),
            ]
        );
        assert_eq!(out.faults[2].bytes, b"1,noon,1,1,,");
        assert_eq!(
            (
                out.tally.lines,
                out.tally.messages,
                out.tally.faults_total()
            ),
            (10, 1, 9)
        );
    }

    #[test]
    fn a_missing_column_is_named_with_those_found() {
        let fault =
            read_with(&FeedOptions::default(), None, b"id;lat;lon;time\n1;2;3;4\n").unwrap_err();
        let Error::Column { field, found, .. } = &fault else {
            panic!("{fault}")
        };
        assert_eq!(
            (*field, found.join(" ")),
            ("mmsi", "id lat lon time".to_owned())
        );
        let mut options = FeedOptions::default();
        options.columns.add("id=vessel_id").unwrap();
        let out = read_with(
            &options,
            None,
            b"id;lat;lon;time\nBEN_11;2,5;3;1514765539\n",
        )
        .unwrap();
        assert!(vigie_watch::is_unnumbered(out.observations[0].mmsi));
        assert_eq!(positions(&out)[0].2.lat_e7, 25_000_000);
    }

    #[test]
    fn other_units_of_speed() {
        let mut options = FeedOptions::default();
        options.columns.add("v=speed_mps").unwrap();
        let out = read_with(
            &options,
            None,
            b"mmsi,lat,lon,time,v\n1,2,3,1514765539,10\n",
        )
        .unwrap();
        assert_eq!(positions(&out)[0].2.sog_dkn, Some(194));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let text = [b"mmsi,time,lat,lon,sog,cog,heading,name\n".to_vec(), bytes].concat();
            let out = read_with(&FeedOptions::default(), None, &text).unwrap();
            prop_assert_eq!(out.tally.lines, out.tally.messages + out.tally.faults_total());
        }

        #[test]
        fn what_was_written_is_read(
            mmsi in 0..1_073_741_824_u32, s in 0..4_000_000_000_i64,
            lat in -900_000_000..=900_000_000_i32, lon in -1_800_000_000..1_800_000_000_i32,
            dkn in 0..1_023_u16, ddeg in 0..3_600_u16,
        ) {
            let deg = |e7: i32| format!("{}{}.{:07}", if e7 < 0 { "-" } else { "" }, e7.abs() / 10_000_000, e7.abs() % 10_000_000);
            let text = format!(
                "mmsi,time,lat,lon,sog,cog\n{mmsi},{},{},{},{}.{},{}.{}\n",
                Time::from_s(s), deg(lat), deg(lon), dkn / 10, dkn % 10, ddeg / 10, ddeg % 10
            );
            let out = read(None, &text);
            let want = PositionReport {
                lat_e7: lat, lon_e7: lon, sog_dkn: Some(dkn), cog_ddeg: Some(ddeg), ..PositionReport::default()
            };
            prop_assert_eq!(positions(&out), vec![(Time::from_s(s), mmsi, want)]);
        }
    }
}
