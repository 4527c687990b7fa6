//! Detections from CSV files of public producers, by plain column names.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use vigie_sea::{Polygon, Position, Time};

use super::cells::Form;
use super::matched::matched;
use super::outline::is_outside;
use super::producers::also_called;
use super::product_time::product_time;
use super::scene::{Detection, Scene};
use super::sensor::{GivenTraits, RECALL, SensorKind, SensorTraits};
use super::sighting::{EyeColumns, Witness, fingerprint, look_id, witness};
use crate::Error;

/// Rows without a scene belong together if their times fall into one span of this, milliseconds: the
/// length of a granule of VIIRS.
const GRANULE_MS: i64 = 360_000;

/// Which column holds what. An empty name means that the producer does not tell it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// Share of ships that the look shows, 0 to 1; of a scene the first that is told counts.
    #[serde(default)]
    pub recall: String,
    /// A column that tells whether a row is a vessel at all…
    #[serde(default)]
    pub kind: String,
    /// …and the values that are; others are counted as passed over.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// MMSI of the vessel that the producer itself matched the detection with…
    #[serde(default)]
    pub mmsi: String,
    /// …and whether it matched it with one, such as `matched_fishing` or `unmatched`.
    #[serde(default)]
    pub matched: String,
    /// Columns of sightings.
    #[serde(default)]
    pub eye: EyeColumns,
    /// How well the sensor places and sees ships, where its operator knows it.
    #[serde(default, skip_serializing_if = "GivenTraits::is_empty")]
    pub traits: GivenTraits,
}

impl ColumnPreset {
    /// Columns as a TOML file names them: `name`, `sensor`, `time`, `lat`, `lon`, and what else the producer tells.
    ///
    /// # Errors
    /// [`Error::Preset`] for what is no such file, names no column of time, latitude or longitude, or gives the sensor
    /// traits that it cannot have.
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
        preset.traits.check()?;
        Ok(preset)
    }

    /// The same columns of a sensor that shows this share of ships, 0.01 to 1.
    ///
    /// # Errors
    /// [`Error::Preset`] for any other share.
    pub fn with_recall(mut self, recall: f64) -> Result<Self, Error> {
        self.traits.recall = Some(recall);
        self.traits.check()?;
        Ok(self)
    }
}

/// A row that was refused, or of which something could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetectionFault {
    /// Line in the file, from 1.
    pub line: u64,
    /// Stable code of the reason, such as `time-unreadable`.
    pub reason: String,
    /// Whether the row is used all the same, without the value that the reason names.
    #[serde(default)]
    pub used: bool,
}

/// What a file held.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DetectionRead {
    /// Looks, by id.
    pub scenes: Vec<Scene>,
    /// Rows refused, and rows used without a value that cannot be right; by line.
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
    recall: Option<usize>,
    kind: Option<usize>,
    mmsi: Option<usize>,
    matched: Option<usize>,
    form: Form,
    eye: [Option<usize>; 9],
    /// A number for the file, in the ids of sightings that have none.
    file: u64,
}

impl Columns {
    fn of(
        header: &csv::StringRecord,
        preset: &ColumnPreset,
        (file, form): (u64, Form),
    ) -> Result<Self, Error> {
        let named = |name: &str| {
            header
                .iter()
                .position(|h| !name.is_empty() && h.trim().eq_ignore_ascii_case(name))
        };
        let others = |name: &str| also_called(&preset.name, name).iter().copied();
        let find = |name: &str| named(name).or_else(|| others(name).find_map(named));
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
            recall: find(&preset.recall),
            kind: find(&preset.kind),
            mmsi: find(&preset.mmsi),
            matched: find(&preset.matched),
            form,
            eye: preset.eye.names().map(find),
            file,
        })
    }
}

/// Reads detections from the bytes of a CSV file. A row that cannot be used is refused with its line and
/// reason; the rest is read. A value that no ship or sensor can have is told so too, and the row is used without it. Fields are
/// parted by commas, semicolons or tabs, as the header has most of; with the latter two decimals may have commas.
///
/// # Errors
/// [`Error::Column`] if time, latitude or longitude have no column.
pub fn read_detections(bytes: &[u8], preset: &ColumnPreset) -> Result<DetectionRead, Error> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    read_table(bytes, preset, Form::of(bytes))
}

/// Reads a table of this form.
pub(super) fn read_table(
    bytes: &[u8],
    preset: &ColumnPreset,
    form: Form,
) -> Result<DetectionRead, Error> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(form.delimiter)
        .from_reader(bytes);
    let header = reader.headers().cloned().unwrap_or_default();
    let file = match preset.sensor {
        SensorKind::Sighting => fingerprint(bytes),
        _ => 0,
    };
    let columns = Columns::of(&header, preset, (file, form))?;
    let mut gathered = Gathered::default();
    let mut row = csv::StringRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut row) {
            Ok(false) => break,
            Ok(true) => {}
            Err(_) => {
                gathered.fault(line, "row-unreadable");
                continue;
            }
        }
        let line = row.position().map_or(line, csv::Position::line);
        let kind = columns.kind.and_then(|c| row.get(c)).map(str::trim);
        if kind.is_some_and(|k| !preset.kinds.is_empty() && !preset.kinds.iter().any(|w| w == k)) {
            gathered.read.passed_over += 1;
            continue;
        }
        match detection(&row, &columns, preset, line) {
            Ok(found) => gathered.add(found, (&row, line), &columns, preset),
            Err(reason) => gathered.fault(line, reason),
        }
    }
    gathered.tell_outside();
    let mut read = gathered.read;
    read.faults.sort_by_key(|fault| fault.line);
    read.scenes = gathered.scenes.into_values().collect();
    Ok(read)
}

/// A detection, and what of its row could not be used.
fn detection(
    row: &csv::StringRecord,
    columns: &Columns,
    preset: &ColumnPreset,
    line: u64,
) -> Result<(Detection, Vec<&'static str>), &'static str> {
    let text = |column: Option<usize>| column.and_then(|c| row.get(c)).unwrap_or("").trim();
    let form = columns.form;
    let number = |column: usize| form.number(text(Some(column)));
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
    let (Some(lat), Some(lon)) = (number(columns.lat), number(columns.lon)) else {
        return Err("position-unreadable");
    };
    let position = Position::new(lat, lon).map_err(|_ignored| "position-out-of-range")?;
    let by_eye = preset.sensor == SensorKind::Sighting;
    let mut doubts = Vec::new();
    let witness = if by_eye {
        Some(witness(columns.eye.map(text))?)
    } else {
        let (matched, doubt) = matched(text(columns.mmsi), text(columns.matched));
        doubts.extend(doubt);
        matched
    };
    let scene = match text(columns.scene) {
        _ if by_eye => look_id(time, text(columns.id), columns.file, line),
        "" => {
            let granule = Time::from_ms(time.ms().div_euclid(GRANULE_MS) * GRANULE_MS);
            format!("{}-{granule}", preset.sensor.code())
        }
        scene => scene.to_owned(),
    };
    let id = match text(columns.id) {
        "" if by_eye => "1".to_owned(),
        "" => format!("{scene}-{line}"),
        id => id.to_owned(),
    };
    let whole = f64::from(preset.confidence_of.max(1));
    let mut sound = |value: Result<Option<f64>, &'static str>| match value {
        Ok(value) => value,
        Err(reason) => {
            doubts.push(reason);
            None
        }
    };
    let length_m = sound(form.length_m(text(columns.length_m)));
    let confidence = sound(form.confidence(text(columns.confidence), whole));
    let found = Detection {
        id,
        scene,
        time,
        position,
        length_m,
        confidence,
        witness,
    };
    Ok((found, doubts))
}

/// What was read so far.
#[derive(Default)]
struct Gathered {
    read: DetectionRead,
    scenes: BTreeMap<String, Scene>,
    /// Ids of each scene; of rows without one the place.
    known: BTreeSet<(String, String)>,
    /// Scenes whose recall was told.
    recalled: BTreeSet<String>,
    /// Line of each detection, by scene.
    lines: BTreeMap<String, Vec<u64>>,
}

impl Gathered {
    /// A row that cannot be used.
    fn fault(&mut self, line: u64, reason: &str) {
        self.tell(line, reason, false);
    }

    /// A row that is used without what cannot be right.
    fn doubt(&mut self, line: u64, reason: &str) {
        self.tell(line, reason, true);
    }

    fn tell(&mut self, line: u64, reason: &str, used: bool) {
        let reason = reason.to_owned();
        self.read.faults.push(DetectionFault { line, reason, used });
    }

    /// Detections that lie outside of what their own look is said to have looked at: known when all rows are.
    fn tell_outside(&mut self) {
        let mut outside = Vec::new();
        for scene in self.scenes.values() {
            let (Some(footprint), Some(lines)) = (&scene.footprint, self.lines.get(&scene.id))
            else {
                continue;
            };
            let astray = scene
                .detections
                .iter()
                .zip(lines)
                .filter(|(seen, _)| is_outside(footprint, seen.position, scene.traits.place_m));
            outside.extend(astray.map(|(_, line)| *line));
        }
        for line in outside {
            self.doubt(line, "outside-its-footprint");
        }
    }

    fn add(
        &mut self,
        (found, mut faults): (Detection, Vec<&'static str>),
        (row, line): (&csv::StringRecord, u64),
        columns: &Columns,
        preset: &ColumnPreset,
    ) {
        let cell = |column: Option<usize>| column.and_then(|c| row.get(c)).map_or("", str::trim);
        let eye = preset.sensor == SensorKind::Sighting;
        let by_eye = found.witness.as_ref().filter(|_| eye);
        let usual = preset.traits.over(preset.sensor.traits());
        let scene = self
            .scenes
            .entry(found.scene.clone())
            .or_insert_with(|| Scene {
                id: found.scene.clone(),
                platform: match by_eye {
                    Some(_) => String::new(),
                    None => platform(&found.scene, cell(columns.satellite)),
                },
                sensor: preset.sensor,
                traits: SensorTraits {
                    place_m: by_eye.map_or(usual.place_m, Witness::place_m),
                    ..usual
                },
                time: found.time,
                footprint: None,
                satellite: None,
                detections: Vec::new(),
            });
        // Who saw one thing did not look at an area, and missed nothing.
        if by_eye.is_none() {
            let wkt = cell(columns.footprint);
            if scene.footprint.is_none() && !wkt.is_empty() {
                scene.footprint = polygon(wkt);
                faults.extend(scene.footprint.is_none().then_some("footprint-unreadable"));
            }
            match recall(cell(columns.recall), columns.form) {
                Some(Ok(recall)) if self.recalled.insert(scene.id.clone()) => {
                    scene.traits.seen_most = recall;
                }
                Some(Err(reason)) => faults.push(reason),
                _ => {}
            }
        }
        // A row without an id that says again what another said is the same detection.
        let id = match cell(columns.id) {
            "" if by_eye.is_none() => format!("{:?} {}", found.position, found.time.ms()),
            _ => found.id.clone(),
        };
        if self.known.insert((scene.id.clone(), id)) {
            self.lines.entry(scene.id.clone()).or_default().push(line);
            scene.detections.push(found);
            for reason in faults {
                self.doubt(line, reason);
            }
        } else {
            self.fault(line, "detection-twice");
        }
    }
}

/// Share of ships that a look shows, if it is told.
fn recall(told: &str, form: Form) -> Option<Result<f64, &'static str>> {
    if told.is_empty() {
        return None;
    }
    let share = form.number(told);
    let share = share.filter(|share| RECALL.contains(share));
    Some(share.ok_or("recall-unreadable"))
}

/// The satellite's name: as written, else as the scene's id begins.
fn platform(scene: &str, written: &str) -> String {
    let begins = scene.split_once('_').map_or("", |(begins, _)| begins);
    let name = if written.is_empty() { begins } else { written };
    name.to_owned()
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
    fn a_file_or_an_operator_tells_how_much_a_sensor_shows() {
        let csv = "time,lat,lon,scene,recall\n2024-08-01T15:00:10Z,40,150,A,0.6\n2024-08-01T15:00:10Z,41,150,A,0.7\n\
            2024-08-01T15:00:10Z,41,150,B,\n2024-08-01T15:00:10Z,42,150,B,much\n";
        let most = |preset: &ColumnPreset| {
            let read = read_detections(csv.as_bytes(), preset).unwrap();
            let faults: Vec<(u64, String)> = read
                .faults
                .into_iter()
                .map(|f| (f.line, f.reason))
                .collect();
            assert_eq!(faults, [(5, "recall-unreadable".to_owned())]);
            let of = |scene: &Scene| (scene.detections.len(), scene.traits.seen_most);
            read.scenes.iter().map(of).collect::<Vec<_>>()
        };
        let plain = ColumnPreset::builtin("plain").unwrap();
        assert_eq!(most(&plain), [(2, 0.6), (2, 0.92)]);
        // What the file tells of a scene counts before what the operator tells of all.
        let given = plain.clone().with_recall(0.5).unwrap();
        assert_eq!(most(&given), [(2, 0.6), (2, 0.5)]);
        assert_eq!(
            plain.with_recall(1.5).unwrap_err().code(),
            "preset-unreadable"
        );
        let own = "name = \"a\"\nsensor = \"sar\"\ntime = \"t\"\nlat = \"y\"\nlon = \"x\"\n[traits]\nrecall = 0.8\n\
            recall_half_m = 30.0\n";
        let own = ColumnPreset::from_toml(own).unwrap();
        assert_eq!(own.traits.recall_half_m, Some(30.0));
    }

    #[test]
    fn plain_columns_may_have_their_other_usual_names() {
        let csv = "Latitude,Longitude,Timestamp,detect_id,scene_id,length,score\n\
            -60.5,-179.9,2024-12-31T23:59:59Z,d1,A,35,0.9\n";
        let read =
            |name: &str| read_detections(csv.as_bytes(), &ColumnPreset::builtin(name).unwrap());
        let plain = read("plain").unwrap();
        let seen = &plain.scenes[0].detections[0];
        assert_eq!((plain.scenes[0].id.as_str(), seen.id.as_str()), ("A", "d1"));
        assert_eq!((seen.length_m, seen.confidence), (Some(35.0), Some(0.9)));
        // A producer's own columns are as it names them.
        assert_eq!(read("eog-viirs").unwrap_err().code(), "column-missing");
    }

    #[test]
    fn a_detection_that_comes_twice_is_taken_once() {
        let csv = "time,lat,lon,id,scene\n2024-08-01T15:00:10Z,40,150,,A\n2024-08-01T15:00:10Z,40,150,,A\n\
            2024-08-01T15:00:10Z,40,150,x,A\n2024-08-01T15:00:10Z,41,150,x,A\n2024-08-01T15:00:10Z,41,150,x,B\n";
        let read =
            read_detections(csv.as_bytes(), &ColumnPreset::builtin("plain").unwrap()).unwrap();
        let lines: Vec<u64> = read.faults.iter().map(|f| f.line).collect();
        let sizes: Vec<usize> = read.scenes.iter().map(|s| s.detections.len()).collect();
        assert_eq!((lines, sizes), (vec![3, 5], vec![2, 1]));
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
