//! A track out of a file: the track points of a GPX document, or a table with columns for time and place.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use thiserror::Error as ThisError;
use vigie_sea::{Position, Time};

use crate::Fix;

/// Most fixes of a file: eleven days at one every ten seconds.
pub const FIXES_MAX: usize = 100_000;
/// Names of the columns, the usual ones first.
const TIME: [&str; 5] = ["time", "timestamp", "datetime", "date_time", "time_utc"];
const LAT: [&str; 3] = ["lat", "latitude", "lat_deg"];
const LON: [&str; 5] = ["lon", "longitude", "lon_deg", "lng", "long"];

/// What can be wrong with a file of a track.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum TrackFileError {
    /// It is neither GPX nor a table with the columns.
    #[error("track-unreadable: {reason}")]
    Unreadable {
        /// What is wrong, in the format's own terms.
        reason: String,
    },
    /// It has no fix with time and place.
    #[error("track-empty")]
    Empty,
    /// It has more fixes than are taken.
    #[error("track-too-long: {FIXES_MAX}")]
    TooLong,
}

impl TrackFileError {
    /// The stable code of this error, also its Fluent id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "track-unreadable",
            Self::Empty => "track-empty",
            Self::TooLong => "track-too-long",
        }
    }
}

fn unreadable(reason: impl ToString) -> TrackFileError {
    TrackFileError::Unreadable {
        reason: reason.to_string(),
    }
}

/// Reads a track, GPX (a text that begins with `<`) or CSV with a header, separated by commas or semicolons: its fixes in
/// the order of the file, and how many points had no time or no place.
///
/// # Errors
/// What is neither, has no fix, or has too many.
pub fn read_track(text: &str) -> Result<(Vec<Fix>, usize), TrackFileError> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let (fixes, refused) = if text.starts_with('<') {
        of_gpx(text)?
    } else {
        of_csv(text)?
    };
    if fixes.is_empty() {
        return Err(TrackFileError::Empty);
    }
    Ok((fixes, refused))
}

fn fix(time: &str, lat: &str, lon: &str) -> Option<Fix> {
    let degrees = |text: &str| text.trim().parse::<f64>().ok();
    Some(Fix {
        time: Time::parse(time).ok()?,
        position: Position::new(degrees(lat)?, degrees(lon)?).ok()?,
    })
}

/// Keeps a fix, or counts a point that is none.
fn keep(
    found: Option<Fix>,
    fixes: &mut Vec<Fix>,
    refused: &mut usize,
) -> Result<(), TrackFileError> {
    match found {
        Some(_) if fixes.len() >= FIXES_MAX => return Err(TrackFileError::TooLong),
        Some(fix) => fixes.push(fix),
        None => *refused += 1,
    }
    Ok(())
}

/// Latitude and longitude of a track point, as written.
fn place_of(start: &BytesStart<'_>) -> Option<(String, String)> {
    let (mut lat, mut lon) = (None, None);
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        match attribute.key.local_name().as_ref() {
            "lat" => lat = Some(value.into_owned()),
            "lon" => lon = Some(value.into_owned()),
            _ => {}
        }
    }
    lat.zip(lon)
}

fn of_gpx(text: &str) -> Result<(Vec<Fix>, usize), TrackFileError> {
    let mut reader = Reader::from_str(text);
    let (mut fixes, mut refused) = (Vec::new(), 0);
    let (mut place, mut time): (Option<(String, String)>, Option<String>) = (None, None);
    let (mut in_point, mut in_time) = (false, false);
    loop {
        match reader.read_event().map_err(unreadable)? {
            Event::Start(start) => match start.local_name().as_ref() {
                "trkpt" => {
                    (place, time, in_point) = (place_of(&start), None, true);
                }
                "time" if in_point => (in_time, time) = (true, Some(String::new())),
                _ => {}
            },
            // A point without anything in it has no time.
            Event::Empty(start) if start.local_name().as_ref() == "trkpt" => refused += 1,
            Event::Text(words) if in_time => {
                if let Some(time) = &mut time {
                    time.push_str(&words.xml10_content());
                }
            }
            Event::End(end) => match end.local_name().as_ref() {
                "trkpt" => {
                    let said = place.take().zip(time.take());
                    let found = said.and_then(|((lat, lon), time)| fix(&time, &lat, &lon));
                    keep(found, &mut fixes, &mut refused)?;
                    (in_point, in_time) = (false, false);
                }
                "time" => in_time = false,
                _ => {}
            },
            // Entities of its own are what XML bombs are built of.
            Event::DocType(_) => return Err(unreadable("document type")),
            Event::Eof => return Ok((fixes, refused)),
            _ => {}
        }
    }
}

fn of_csv(text: &str) -> Result<(Vec<Fix>, usize), TrackFileError> {
    let heading = text.lines().next().unwrap_or_default();
    let semicolons = heading.matches(';').count() > heading.matches(',').count();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(if semicolons { b';' } else { b',' })
        .flexible(true)
        .from_reader(text.as_bytes());
    let names: Vec<String> = reader
        .headers()
        .map_err(unreadable)?
        .iter()
        .map(|name| name.trim().to_lowercase())
        .collect();
    let column = |wanted: &[&str]| {
        let mut at = wanted
            .iter()
            .filter_map(|w| names.iter().position(|n| n == w));
        at.next()
    };
    let columns = (column(&TIME), column(&LAT), column(&LON));
    let (Some(time), Some(lat), Some(lon)) = columns else {
        return Err(unreadable("time, lat, lon"));
    };
    let (mut fixes, mut refused) = (Vec::new(), 0);
    for row in reader.records() {
        let row = row.map_err(unreadable)?;
        let said = row.get(time).zip(row.get(lat)).zip(row.get(lon));
        let found = said.and_then(|((time, lat), lon)| fix(time, lat, lon));
        keep(found, &mut fixes, &mut refused)?;
    }
    Ok((fixes, refused))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn gpx_and_tables_give_the_same_fixes() {
        let gpx = r#"<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><metadata>
            <time>2020-01-01T00:00:00Z</time></metadata><trk><trkseg>
            <trkpt lat="44.5" lon="179.99"><ele>0</ele><time>2026-07-01T00:00:00Z</time></trkpt>
            <trkpt lat="44.6" lon="-179.99"><time>2026-07-01T01:00:00Z</time></trkpt>
            <trkpt lat="44.7" lon="-179.9"/><trkpt lat="144" lon="0"><time>2026-07-01T02:00:00Z</time></trkpt>
            </trkseg></trk></gpx>"#;
        let csv = "Time;Latitude;Longitude;sog\n2026-07-01T00:00:00Z;44.5;179.99;9\n2026-07-01 01:00:00;44.6;-179.99;9\n\
            never;1;1;1\n2026-07-01T03:00:00Z;;;\n";
        let (one, refused) = read_track(gpx).unwrap();
        assert_eq!((one.len(), refused), (2, 2));
        assert_eq!(read_track(csv).unwrap(), (one, 2));
    }

    #[test]
    fn what_is_no_track_is_refused_by_its_code() {
        let code = |text: &str| read_track(text).unwrap_err().code();
        assert_eq!(code("<gpx><trk></trk></gpx>"), "track-empty");
        assert_eq!(code("a,b\n1,2\n"), "track-unreadable");
        assert_eq!(code("<!DOCTYPE x><gpx/>"), "track-unreadable");
        assert_eq!(code(""), "track-unreadable");
        let mut long = String::from("time,lat,lon\n");
        for n in 0..=FIXES_MAX {
            long.push_str(&format!(
                "{},1,1\n",
                Time::from_s(i64::try_from(n).unwrap())
            ));
        }
        assert_eq!(code(&long), "track-too-long");
    }
}
