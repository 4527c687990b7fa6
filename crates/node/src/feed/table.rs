//! Position tables (CSV): one row, one report.
//!
//! Rows are cut at line ends, so an unclosed quotation mark costs one row and not the rest of the file.
//! A value that means "not available" in AIS (speed 102.3, course 360, heading 511, latitude 91,
//! longitude 181) is absent; a value that no ship can report sends the row to quarantine. Who the
//! vessel is comes in every row of such tables and is passed on only when it changed.

use std::hash::{Hash, Hasher};
use std::sync::PoisonError;

use rustc_hash::{FxHashMap, FxHasher};
use vigie_sea::Time;
use vigie_watch::{AisClass, IdentityReport, Observation, PositionReport, Report, SourceKind};

use super::column::{Columns, Field};
use super::delivery::Delivery;
use super::line::{Line, Lines};
use super::reader::{Reader, Setting};
use super::{Error, Preset, moment, number, word};

/// The largest number that the 30 bits of an MMSI can hold.
const MMSI_MAX: u64 = (1 << 30) - 1;
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

/// One row with its header.
struct Row<'a> {
    cells: &'a Cells,
    line: &'a [u8],
    columns: &'a Columns,
}

impl Row<'_> {
    /// The cell of a field, unless it is empty or says that there is no value.
    fn get(&self, field: Field) -> Option<&[u8]> {
        let text = self.cells.get(self.line, self.columns.index(field)?)?;
        let absent = text.is_empty()
            || [
                &b"null"[..],
                b"nan",
                b"none",
                b"na",
                b"n/a",
                b"\\n",
                b"unknown",
                b"undefined",
            ]
            .into_iter()
            .any(|word| text.eq_ignore_ascii_case(word));
        (!absent).then_some(text)
    }

    /// A row with too few or too many cells is one whose values stand in the wrong columns.
    fn check_count(&self) -> Result<(), &'static str> {
        let extra_empty = || {
            (self.columns.count..self.cells.count()).all(|index| {
                self.cells
                    .get(self.line, index)
                    .is_some_and(<[u8]>::is_empty)
            })
        };
        let good = self.cells.count() == self.columns.count
            || (self.cells.count() > self.columns.count && extra_empty());
        if good {
            Ok(())
        } else {
            Err("cell-count-wrong")
        }
    }

    fn vessel(&self, setting: &Setting) -> Result<u32, &'static str> {
        if let Some(text) = self.get(Field::Mmsi) {
            let mmsi = number::whole(text).ok_or("mmsi-unreadable")?;
            let fits = u32::try_from(mmsi).ok().filter(|_| mmsi <= MMSI_MAX);
            return fits.ok_or("mmsi-out-of-range");
        }
        let text = self.get(Field::VesselId).ok_or("mmsi-unreadable")?;
        let mut unnumbered = setting
            .unnumbered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Ok(unnumbered.number("vessel-id", &String::from_utf8_lossy(text)))
    }

    fn class(&self) -> AisClass {
        let told = self
            .get(Field::Class)
            .map_or(AisClass::Unknown, word::class);
        match (told, self.get(Field::MessageType)) {
            (AisClass::Unknown, Some(text)) => word::class_of_message(text),
            _ => told,
        }
    }

    fn position(&self, class: AisClass) -> Result<Option<PositionReport>, &'static str> {
        let Some((lat_e7, lon_e7)) = self.place()? else {
            return Ok(None);
        };
        Ok(Some(PositionReport {
            lat_e7,
            lon_e7,
            sog_dkn: self.speed(class)?,
            cog_ddeg: self.course()?,
            heading_deg: self.heading()?,
            nav_status: self.get(Field::Status).and_then(word::nav_status),
            class,
        }))
    }

    fn place(&self) -> Result<Option<(i32, i32)>, &'static str> {
        let (Some(lat), Some(lon)) = (self.get(Field::Lat), self.get(Field::Lon)) else {
            return Ok(None);
        };
        let lat = number::scaled(lat, 7).ok_or("latitude-unreadable")?;
        let lon = number::scaled(lon, 7).ok_or("longitude-unreadable")?;
        place_e7(lat, lon)
    }

    fn speed(&self, class: AisClass) -> Result<Option<u16>, &'static str> {
        let (text, per_knot) = if let Some(text) = self.get(Field::Speed) {
            (text, 1.0)
        } else if let Some(text) = self.get(Field::SpeedMps) {
            (text, 3_600.0 / 1_852.0)
        } else if let Some(text) = self.get(Field::SpeedKmh) {
            (text, 1_000.0 / 1_852.0)
        } else {
            return Ok(None);
        };
        let millis = number::scaled(text, 3).ok_or("speed-unreadable")?;
        speed_dkn(millis, per_knot, class)
    }

    fn course(&self) -> Result<Option<u16>, &'static str> {
        let Some(text) = self.get(Field::Course) else {
            return Ok(None);
        };
        course_ddeg(number::scaled(text, 3).ok_or("course-unreadable")?)
    }

    fn heading(&self) -> Result<Option<u16>, &'static str> {
        let Some(text) = self.get(Field::Heading) else {
            return Ok(None);
        };
        match number::scaled(text, 0).ok_or("heading-unreadable")? {
            511 => Ok(None),
            360 => Ok(Some(0)),
            degrees => u16::try_from(degrees)
                .ok()
                .filter(|degrees| *degrees < 360)
                .map(Some)
                .ok_or("heading-out-of-range"),
        }
    }

    fn identity(&self, class: AisClass) -> IdentityReport {
        let text = |field| self.get(field).map(decode_text);
        let metres = |field| {
            let value = self.get(field).and_then(|text| number::scaled(text, 0));
            value.and_then(|v| u16::try_from(v).ok()).filter(|v| *v > 0)
        };
        IdentityReport {
            imo: self.get(Field::Imo).and_then(imo),
            name: text(Field::Name),
            call_sign: text(Field::CallSign),
            ship_type: self.get(Field::ShipType).and_then(word::ship_type),
            length_m: metres(Field::Length),
            beam_m: metres(Field::Beam),
            destination: text(Field::Destination),
            gear: text(Field::Gear),
            flag: text(Field::Flag)
                .and_then(|f| vigie_watch::flag_in_words(&f))
                .map(str::to_owned),
            class,
        }
    }
}

/// A place in 1e-7 degrees. Tables of the Pacific often count longitudes on to 360.
pub(crate) fn place_e7(lat: i64, lon: i64) -> Result<Option<(i32, i32)>, &'static str> {
    const DEG: i64 = 10_000_000;
    let no_longitude = lon == 181 * DEG && lat.abs() >= 90 * DEG;
    if lat == 91 * DEG || no_longitude {
        return Ok(None);
    }
    if !(-90 * DEG..=90 * DEG).contains(&lat) {
        return Err("latitude-out-of-range");
    }
    if !(-180 * DEG..=360 * DEG).contains(&lon) {
        return Err("longitude-out-of-range");
    }
    let home = if lon >= 180 * DEG {
        lon - 360 * DEG
    } else {
        lon
    };
    match (i32::try_from(lat), i32::try_from(home)) {
        (Ok(lat), Ok(lon)) => Ok(Some((lat, lon))),
        _ => Err("longitude-out-of-range"),
    }
}

/// Speed in 0.1 kn from thousandths; 102.3 kn means not available. Aircraft report up to 1,022 kn.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "range checked"
)]
pub(crate) fn speed_dkn(
    millis: i64,
    per_knot: f64,
    class: AisClass,
) -> Result<Option<u16>, &'static str> {
    let dkn = (millis as f64 * per_knot / 100.0).round();
    let not_available = if class == AisClass::Sar {
        10_230.0
    } else {
        1_023.0
    };
    if !(0.0..=not_available).contains(&dkn) {
        return Err("speed-out-of-range");
    }
    Ok(u16::try_from(dkn as i64)
        .ok()
        .filter(|_| dkn < not_available))
}

/// Course in 0.1 degrees from thousandths; 360 exactly means not available.
pub(crate) fn course_ddeg(millis: i64) -> Result<Option<u16>, &'static str> {
    match millis {
        360_000 => Ok(None),
        0..360_000 => Ok(u16::try_from((millis + 50) / 100 % 3_600).ok()),
        _ => Err("course-out-of-range"),
    }
}

fn imo(text: &[u8]) -> Option<u32> {
    let digits = match text.get(..3) {
        Some(prefix) if prefix.eq_ignore_ascii_case(b"imo") => text.get(3..)?,
        _ => text,
    };
    number::whole(digits)
        .and_then(|imo| u32::try_from(imo).ok())
        .filter(|imo| *imo != 0)
}

/// Text as UTF-8, or else as Latin-1: names need not be UTF-8.
pub(crate) fn decode_text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_not_utf8) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

pub(crate) fn without_bom(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
}

/// The separator of a header: the one it holds most of.
pub(crate) fn separator(header: &[u8]) -> u8 {
    let count = |wanted: u8| header.iter().filter(|byte| **byte == wanted).count();
    [b',', b';', b'\t', b'|']
        .into_iter()
        .rev()
        .max_by_key(|byte| count(*byte))
        .unwrap_or(b',')
}

/// The cells of one row, kept between rows so that no row allocates.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    ranges: Vec<(usize, usize)>,
    /// Text without quotation marks, for rows that have some.
    plain: Vec<u8>,
    quoted: bool,
}

impl Cells {
    pub(crate) fn count(&self) -> usize {
        self.ranges.len()
    }

    /// The text of a cell, spaces around it removed.
    pub(crate) fn get<'a>(&'a self, line: &'a [u8], index: usize) -> Option<&'a [u8]> {
        let (start, end) = *self.ranges.get(index)?;
        let text = if self.quoted { &self.plain } else { line };
        text.get(start..end).map(<[u8]>::trim_ascii)
    }

    fn texts(&mut self, line: &[u8], separator: u8) -> Vec<String> {
        if self.split(line, separator).is_err() {
            return vec![decode_text(line)];
        }
        let cells = (0..self.count()).filter_map(|index| self.get(line, index));
        cells.map(decode_text).collect()
    }

    pub(crate) fn split(&mut self, line: &[u8], separator: u8) -> Result<(), &'static str> {
        self.ranges.clear();
        self.quoted = memchr::memchr(b'"', line).is_some();
        if self.quoted {
            return self.split_quoted(line, separator);
        }
        let mut start = 0;
        for end in memchr::memchr_iter(separator, line) {
            self.ranges.push((start, end));
            start = end + 1;
        }
        self.ranges.push((start, line.len()));
        Ok(())
    }

    /// RFC 4180: a quoted cell may hold the separator; two marks inside stand for one.
    fn split_quoted(&mut self, line: &[u8], separator: u8) -> Result<(), &'static str> {
        self.plain.clear();
        let mut start = 0;
        let mut inside = false;
        let mut bytes = line.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' if inside && bytes.peek() == Some(&b'"') => {
                    self.plain.push(b'"');
                    bytes.next();
                }
                b'"' if inside => inside = false,
                b'"' if self.plain.len() == start => inside = true,
                _ if byte == separator && !inside => {
                    self.ranges.push((start, self.plain.len()));
                    start = self.plain.len();
                }
                _ => self.plain.push(byte),
            }
        }
        self.ranges.push((start, self.plain.len()));
        if inside { Err("quote-open") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::feed::FeedOptions;
    use proptest::prelude::*;

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
        assert!(crate::feed::is_unnumbered(out.observations[0].mmsi));
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
