//! One row of a position table: its cells as the fields of a report.

use std::sync::PoisonError;

use vigie_watch::{AisClass, IdentityReport, PositionReport};

use super::cell::{Cells, decode_text};
use super::column::{Columns, Field};
use super::reader::Setting;
use super::{number, word};

/// The largest number that the 30 bits of an MMSI can hold.
const MMSI_MAX: u64 = (1 << 30) - 1;
/// Longest name kept; AIS has 34 characters. Longer identifiers are none.
const TEXT_CHARS_MAX: usize = 200;

/// One row with its header.
pub(super) struct Row<'a> {
    pub(super) cells: &'a Cells,
    pub(super) line: &'a [u8],
    pub(super) columns: &'a Columns,
}

impl Row<'_> {
    /// The cell of a field, unless it is empty or says that there is no value.
    pub(super) fn get(&self, field: Field) -> Option<&[u8]> {
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
    pub(super) fn check_count(&self) -> Result<(), &'static str> {
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

    pub(super) fn vessel(&self, setting: &Setting) -> Result<u32, &'static str> {
        if let Some(text) = self.get(Field::Mmsi) {
            let mmsi = number::whole(text).ok_or("mmsi-unreadable")?;
            let fits = u32::try_from(mmsi).ok().filter(|_| mmsi <= MMSI_MAX);
            return fits.ok_or("mmsi-out-of-range");
        }
        let text = self.get(Field::VesselId);
        let text = text.filter(|text| text.len() <= TEXT_CHARS_MAX);
        let text = text.ok_or("mmsi-unreadable")?;
        let mut unnumbered = setting
            .unnumbered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        Ok(unnumbered.number("vessel-id", &String::from_utf8_lossy(text)))
    }

    pub(super) fn class(&self) -> AisClass {
        let told = self
            .get(Field::Class)
            .map_or(AisClass::Unknown, word::class);
        match (told, self.get(Field::MessageType)) {
            (AisClass::Unknown, Some(text)) => word::class_of_message(text),
            _ => told,
        }
    }

    pub(super) fn position(&self, class: AisClass) -> Result<Option<PositionReport>, &'static str> {
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

    pub(super) fn place(&self) -> Result<Option<(i32, i32)>, &'static str> {
        let (Some(lat), Some(lon)) = (self.get(Field::Lat), self.get(Field::Lon)) else {
            return Ok(None);
        };
        let lat = number::scaled(lat, 7).ok_or("latitude-unreadable")?;
        let lon = number::scaled(lon, 7).ok_or("longitude-unreadable")?;
        place_e7(lat, lon)
    }

    pub(super) fn speed(&self, class: AisClass) -> Result<Option<u16>, &'static str> {
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
        speed_dkn(self.unsigned(millis, 102_400), per_knot, class)
    }

    pub(super) fn course(&self) -> Result<Option<u16>, &'static str> {
        let Some(text) = self.get(Field::Course) else {
            return Ok(None);
        };
        let millis = number::scaled(text, 3).ok_or("course-unreadable")?;
        course_ddeg(self.unsigned(millis, 409_600))
    }

    /// MarineCadastre wrote for years from 2015 on the 10 bits of a speed and the 12 of a course as numbers with a sign:
    /// below zero they are a `round` of 1,024 or 4,096 tenths too low (its page of frequent questions, on the course).
    fn unsigned(&self, millis: i64, round: i64) -> i64 {
        let wrapped = self.columns.signed && (-round / 2..0).contains(&millis);
        if wrapped { millis + round } else { millis }
    }

    pub(super) fn heading(&self) -> Result<Option<u16>, &'static str> {
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

    pub(super) fn identity(&self, class: AisClass) -> IdentityReport {
        let text = |field| self.get(field).map(short_text);
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
        .and_then(imo_number)
}

/// The IMO number in the field for it: 0 is not available, and above 9,999,999 stands the official number of a ship
/// that has none (ITU-R M.1371-5, annex 8, table 52).
pub(crate) fn imo_number(sent: u32) -> Option<u32> {
    (1..=9_999_999).contains(&sent).then_some(sent)
}

fn short_text(bytes: &[u8]) -> String {
    let mut text = decode_text(bytes);
    if let Some((end, _)) = text.char_indices().nth(TEXT_CHARS_MAX) {
        text.truncate(end);
    }
    text
}
