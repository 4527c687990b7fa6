//! Detections from CSV files of public producers, by plain column names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_sea::{Polygon, Position, Time};

use super::product_time::product_time;
use super::scene::{Detection, Scene};
use super::sensor::{SensorKind, SensorTraits};
use super::sighting::{EyeColumns, Witness, fingerprint, look_id, witness};
use crate::Error;

/// Rows without a scene belong together if their times fall into one span of this, milliseconds: the
/// length of a granule of VIIRS.
const GRANULE_MS: i64 = 360_000;

/// Which column holds what. An empty name means that the producer does not tell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnPreset {
    /// Name of the preset.
    pub name: String,
    /// Kind of sensor.
    pub sensor: SensorKind,
    /// Time of the look, or its start; UTC. A product's name that holds it will do.
    pub time: String,
    /// Its stop, if there is one: the middle is used.
    #[serde(default)]
    pub time_end: String,
    /// Latitude, degrees.
    pub lat: String,
    /// Longitude, degrees.
    pub lon: String,
    /// The producer's id of the detection.
    #[serde(default)]
    pub id: String,
    /// The producer's id of the scene.
    #[serde(default)]
    pub scene: String,
    /// Length, metres.
    #[serde(default)]
    pub length_m: String,
    /// Confidence that it is a vessel.
    #[serde(default)]
    pub confidence: String,
    /// What the confidence is of: 1 or 100.
    #[serde(default)]
    pub confidence_of: u32,
    /// Footprint as WKT polygon, longitude first.
    #[serde(default)]
    pub footprint: String,
    /// Name of the satellite.
    #[serde(default)]
    pub satellite: String,
    /// A column that tells whether a row is a vessel at all…
    #[serde(default)]
    pub kind: String,
    /// …and the values that are; others are counted as passed over.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Columns of sightings.
    #[serde(default)]
    pub eye: EyeColumns,
}

impl ColumnPreset {
    /// Columns as a TOML file names them: `name`, `sensor`, `time`, `lat`, `lon`, and what else the producer tells.
    ///
    /// # Errors
    /// [`Error::Preset`] for what is no such file, or names no column of time, latitude or longitude.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        let unusable = |detail: String| Error::Preset { detail };
        let preset: Self = toml::from_str(text).map_err(|e| unusable(e.message().to_owned()))?;
        for (name, column) in [
            ("time", &preset.time),
            ("lat", &preset.lat),
            ("lon", &preset.lon),
        ] {
            if column.trim().is_empty() {
                return Err(unusable(format!("{name} is empty")));
            }
        }
        Ok(preset)
    }
}

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetectionFault {
    /// Line in the file, from 1.
    pub line: u64,
    /// Stable code of the reason, such as `time-unreadable`.
    pub reason: String,
}

/// What a file held.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DetectionRead {
    /// Looks, by id.
    pub scenes: Vec<Scene>,
    /// Rows refused.
    pub faults: Vec<DetectionFault>,
    /// Rows that the producer says are no vessels.
    pub passed_over: u64,
}

/// Columns of a file by the names of a preset.
struct Columns {
    time: usize,
    lat: usize,
    lon: usize,
    time_end: Option<usize>,
    id: Option<usize>,
    scene: Option<usize>,
    length_m: Option<usize>,
    confidence: Option<usize>,
    footprint: Option<usize>,
    satellite: Option<usize>,
    kind: Option<usize>,
    eye: [Option<usize>; 9],
    /// A number for the file, in the ids of sightings that have none.
    file: u64,
}

impl Columns {
    fn of(header: &csv::StringRecord, preset: &ColumnPreset, file: u64) -> Result<Self, Error> {
        let find = |name: &str| {
            header
                .iter()
                .position(|h| !name.is_empty() && h.trim().eq_ignore_ascii_case(name))
        };
        let need = |name: &str| {
            find(name).ok_or_else(|| Error::Column {
                column: name.to_owned(),
            })
        };
        Ok(Self {
            time: need(&preset.time)?,
            lat: need(&preset.lat)?,
            lon: need(&preset.lon)?,
            time_end: find(&preset.time_end),
            id: find(&preset.id),
            scene: find(&preset.scene),
            length_m: find(&preset.length_m),
            confidence: find(&preset.confidence),
            footprint: find(&preset.footprint),
            satellite: find(&preset.satellite),
            kind: find(&preset.kind),
            eye: preset.eye.names().map(find),
            file,
        })
    }
}

/// Reads detections from the bytes of a CSV file. A row that cannot be used is refused with its line and
/// reason; the rest is read.
///
/// # Errors
/// [`Error::Column`] if time, latitude or longitude have no column.
pub fn read_detections(bytes: &[u8], preset: &ColumnPreset) -> Result<DetectionRead, Error> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.headers().cloned().unwrap_or_default();
    let file = match preset.sensor {
        SensorKind::Sighting => fingerprint(bytes),
        _ => 0,
    };
    let columns = Columns::of(&header, preset, file)?;
    let mut read = DetectionRead::default();
    let mut scenes: BTreeMap<String, Scene> = BTreeMap::new();
    let mut row = csv::StringRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut row) {
            Ok(false) => break,
            Ok(true) => {}
            Err(_) => {
                read.faults.push(DetectionFault {
                    line,
                    reason: "row-unreadable".to_owned(),
                });
                continue;
            }
        }
        let line = row.position().map_or(line, csv::Position::line);
        let kind = columns.kind.and_then(|c| row.get(c)).map(str::trim);
        if kind.is_some_and(|k| !preset.kinds.is_empty() && !preset.kinds.iter().any(|w| w == k)) {
            read.passed_over += 1;
            continue;
        }
        match detection(&row, &columns, preset, line) {
            Ok(found) => add(&mut scenes, found, &row, &columns, preset, &mut read, line),
            Err(reason) => read.faults.push(DetectionFault {
                line,
                reason: reason.to_owned(),
            }),
        }
    }
    read.scenes = scenes.into_values().collect();
    Ok(read)
}

fn detection(
    row: &csv::StringRecord,
    columns: &Columns,
    preset: &ColumnPreset,
    line: u64,
) -> Result<Detection, &'static str> {
    let text = |column: Option<usize>| column.and_then(|c| row.get(c)).unwrap_or("").trim();
    let number = |column: Option<usize>| {
        let value = text(column).parse::<f64>().ok();
        value.filter(|v| v.is_finite())
    };
    let moment = |text: &str| Time::parse(&text.replace('/', "-"));
    let told = text(Some(columns.time));
    let start = match moment(told) {
        Ok(start) => start,
        Err(_ignored) => product_time(told).ok_or("time-unreadable")?,
    };
    let time = match text(columns.time_end) {
        "" => start,
        end => {
            let end = moment(end).map_err(|_ignored| "time-unreadable")?;
            start.plus_ms((end.ms() - start.ms()) / 2)
        }
    };
    let (Some(lat), Some(lon)) = (number(Some(columns.lat)), number(Some(columns.lon))) else {
        return Err("position-unreadable");
    };
    let position = Position::new(lat, lon).map_err(|_ignored| "position-out-of-range")?;
    let witness = match preset.sensor {
        SensorKind::Sighting => Some(witness(columns.eye.map(text))?),
        _ => None,
    };
    let scene = match text(columns.scene) {
        _ if witness.is_some() => look_id(time, text(columns.id), columns.file, line),
        "" => {
            let granule = Time::from_ms(time.ms().div_euclid(GRANULE_MS) * GRANULE_MS);
            format!("{}-{granule}", preset.sensor.code())
        }
        scene => scene.to_owned(),
    };
    let id = match text(columns.id) {
        "" if witness.is_some() => "1".to_owned(),
        "" => format!("{scene}-{line}"),
        id => id.to_owned(),
    };
    let whole = f64::from(preset.confidence_of.max(1));
    Ok(Detection {
        id,
        scene,
        time,
        position,
        length_m: number(columns.length_m).filter(|l| (1.0..=600.0).contains(l)),
        confidence: number(columns.confidence)
            .map(|c| c / whole)
            .filter(|c| (0.0..=1.0).contains(c)),
        witness,
    })
}

fn add(
    scenes: &mut BTreeMap<String, Scene>,
    found: Detection,
    row: &csv::StringRecord,
    columns: &Columns,
    preset: &ColumnPreset,
    read: &mut DetectionRead,
    line: u64,
) {
    let by_eye = found.witness.as_ref();
    let scene = scenes.entry(found.scene.clone()).or_insert_with(|| Scene {
        id: found.scene.clone(),
        platform: match by_eye {
            Some(_) => String::new(),
            None => platform(&found.scene, columns.satellite.and_then(|c| row.get(c))),
        },
        sensor: preset.sensor,
        traits: SensorTraits {
            place_m: by_eye.map_or(preset.sensor.traits().place_m, Witness::place_m),
            ..preset.sensor.traits()
        },
        time: found.time,
        footprint: None,
        satellite: None,
        detections: Vec::new(),
    });
    let wkt = columns.footprint.and_then(|c| row.get(c)).unwrap_or("");
    // Who saw one thing did not look at an area.
    if by_eye.is_none() && scene.footprint.is_none() && !wkt.trim().is_empty() {
        scene.footprint = polygon(wkt);
        if scene.footprint.is_none() {
            read.faults.push(DetectionFault {
                line,
                reason: "footprint-unreadable".to_owned(),
            });
        }
    }
    if scene.detections.iter().any(|d| d.id == found.id) {
        read.faults.push(DetectionFault {
            line,
            reason: "detection-twice".to_owned(),
        });
        return;
    }
    scene.detections.push(found);
}

/// The satellite's name: as written, else as the scene's id begins.
fn platform(scene: &str, written: Option<&str>) -> String {
    let written = written.map(str::trim).filter(|name| !name.is_empty());
    let begins = scene.split_once('_').map(|(begins, _)| begins);
    written.or(begins).unwrap_or_default().to_owned()
}

/// A WKT `POLYGON ((lon lat, …), (hole…))`.
fn polygon(wkt: &str) -> Option<Polygon> {
    let text = wkt.trim();
    let (word, rest) = text.split_at_checked(7)?;
    if !word.eq_ignore_ascii_case("polygon") {
        return None;
    }
    let inner = rest.trim().strip_prefix('(')?.strip_suffix(')')?;
    let point = |pair: &str| {
        let mut numbers = pair.split_whitespace().map(str::parse::<f64>);
        Some([numbers.next()?.ok()?, numbers.next()?.ok()?])
    };
    let ring = |text: &str| text.split(',').map(point).collect::<Option<Vec<_>>>();
    let rings: Option<Vec<Vec<[f64; 2]>>> = inner
        .split(')')
        .map(|part| part.trim_start_matches([',', ' ', '(']))
        .filter(|part| !part.trim().is_empty())
        .map(ring)
        .collect();
    Polygon::new(&rings?).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn good_rows_are_read_and_bad_ones_told() {
        let csv = "lon,lat,ProductStartTime,ProductStopTime,DetectionId,Length,Type,Probability,scene_id,footprint\n\
            179.9,10,2020-02-29T23:59:00Z,2020-03-01T00:01:00Z,a,60,VESSEL,50,S,\"POLYGON ((179 9, 181 9, 181 11, 179 11, 179 9))\"\n\
            -179.9,10,2020-02-29T23:59:00Z,2020-03-01T00:01:00Z,b,,VESSEL,100,S,\n\
            10,95,2020-02-29T23:59:00Z,,c,60,VESSEL,50,S,\n\
            10,5,yesterday,,d,60,VESSEL,50,S,\n\
            10,5,2020-02-29T23:59:00Z,,e,60,ICEBERG,50,S,\n";
        let preset = ColumnPreset::builtin("ksat-radar").unwrap();
        let read = read_detections(csv.as_bytes(), &preset).unwrap();
        let faults: Vec<(u64, &str)> = read
            .faults
            .iter()
            .map(|f| (f.line, f.reason.as_str()))
            .collect();
        assert_eq!(
            faults,
            [(4, "position-out-of-range"), (5, "time-unreadable")]
        );
        assert_eq!(read.passed_over, 1);
        let [scene] = read.scenes.as_slice() else {
            panic!("one scene")
        };
        assert_eq!(scene.time, Time::parse("2020-03-01T00:00:00Z").unwrap());
        assert_eq!(scene.detections.len(), 2);
        assert_eq!(scene.detections[0].confidence, Some(0.5));
        let footprint = scene.footprint.as_ref().unwrap();
        assert!(
            scene
                .detections
                .iter()
                .all(|d| footprint.contains(d.position))
        );
        let none = read_detections(b"a,b\n", &preset);
        assert_eq!(none.unwrap_err().code(), "column-missing");
    }

    #[test]
    fn rows_without_scene_are_put_together_by_granule() {
        let csv = "id_Key,Date_Mscan,Lat_DNB,Lon_DNB,QF_Detect\n\
            1,2024/08/01 15:00:10,40,150,1\n2,2024/08/01 15:01:10,41,150,2\n\
            3,2024/08/01 16:41:00,41,150,1\n4,2024/08/01 16:41:00,41,151,7\n";
        let preset = ColumnPreset::builtin("eog-viirs").unwrap();
        let read = read_detections(csv.as_bytes(), &preset).unwrap();
        let sizes: Vec<usize> = read.scenes.iter().map(|s| s.detections.len()).collect();
        assert_eq!((sizes, read.passed_over), (vec![2, 1], 1));
    }

    #[test]
    fn a_look_without_a_time_has_it_in_the_name_of_its_product() {
        let csv = "preprocess_row,lon,lat,score,vessel_length_m,detect_id,scene_id\n\
            9827,67.047,24.549,0.998,175.8,S2B_MSIL1C_20211102T061019_N0301_R134_T42RUN_20211102T071305.SAFE_0,\
            S2B_MSIL1C_20211102T061019_N0301_R134_T42RUN_20211102T071305.SAFE\n\
            1,67.1,24.5,0.9,20,x_1,unnamed\n";
        let preset = ColumnPreset::builtin("ai2-sentinel2").unwrap();
        let read = read_detections(csv.as_bytes(), &preset).unwrap();
        let [scene] = read.scenes.as_slice() else {
            panic!("one scene")
        };
        assert_eq!(scene.sensor, SensorKind::Optical);
        assert_eq!(scene.time.to_string(), "2021-11-02T06:10:19Z");
        assert_eq!(
            (scene.platform.as_str(), scene.detections[0].length_m),
            ("S2B", Some(175.8))
        );
        assert_eq!(read.faults[0].reason, "time-unreadable");
    }
}
