//! Columns of public producers of detections, and plain ones.
//!
//! No producer of radio detections publishes the columns of its files: those come under own columns, or plain ones.

use super::reader::ColumnPreset;
use super::sensor::{GivenTraits, SensorKind};
use super::sighting::EyeColumns;

/// Time, end of it, latitude, longitude, id, scene, length and confidence.
type Names = [&'static str; 8];

impl ColumnPreset {
    /// The built-in preset of this name: `ksat-radar`, `gfw-sentinel1`, `eog-viirs`; of the open detectors of Ai2 (Skylight)
    /// `ai2-sentinel1` and `ai2-sentinel2` (`predictions.csv`), `skylight-radar` and `skylight-optical` (GeoJSON of Sentinel-1
    /// and NISAR, Sentinel-2 and Landsat); or `plain` (radar), `plain-viirs`, `plain-rf` and `plain-optical` with the columns `time`, `lat`, `lon`, `id`, `scene`, `length_m`, `confidence`; or
    /// `sighting`, which has no scene and the columns of [`EyeColumns`] beside.
    #[must_use]
    pub fn builtin(name: &str) -> Option<Self> {
        let sensor = sensor(name)?;
        let columns = match name {
            "ksat-radar" => KSAT,
            "gfw-sentinel1" => GFW,
            "eog-viirs" => EOG,
            "ai2-sentinel1" | "ai2-sentinel2" => AI2,
            "skylight-radar" | "skylight-optical" => SKYLIGHT,
            "sighting" => SIGHTING,
            _ => PLAIN,
        };
        let (kind, kinds) = kinds(name);
        let (mmsi, matched) = matched(name);
        let [time, time_end, lat, lon, id, scene, length_m, confidence] =
            columns.map(str::to_owned);
        let by_eye = sensor == SensorKind::Sighting;
        let of_look = |column: &str| {
            if by_eye {
                String::new()
            } else {
                column.to_owned()
            }
        };
        Some(Self {
            name: name.to_owned(),
            sensor,
            time,
            time_end,
            lat,
            lon,
            id,
            scene,
            length_m,
            confidence,
            confidence_of: if name == "ksat-radar" { 100 } else { 1 },
            footprint: of_look("footprint"),
            satellite: of_look("satellite"),
            recall: of_look("recall"),
            kind: kind.to_owned(),
            kinds: kinds.iter().map(|k| (*k).to_owned()).collect(),
            mmsi: mmsi.to_owned(),
            matched: matched.to_owned(),
            eye: if by_eye {
                EyeColumns::plain()
            } else {
                EyeColumns::default()
            },
            traits: GivenTraits::default(),
        })
    }
}

const KSAT: Names = [
    "ProductStartTime",
    "ProductStopTime",
    "lat",
    "lon",
    "DetectionId",
    "scene_id",
    "Length",
    "Probability",
];
const GFW: Names = [
    "timestamp",
    "",
    "lat",
    "lon",
    "detect_id",
    "scene_id",
    "length_m",
    "presence_score",
];
const EOG: Names = ["Date_Mscan", "", "Lat_DNB", "Lon_DNB", "id_Key", "", "", ""];
/// <https://github.com/allenai/vessel-detection-sentinels>: the time is in the product's name only.
const AI2: Names = [
    "scene_id",
    "",
    "lat",
    "lon",
    "detect_id",
    "scene_id",
    "vessel_length_m",
    "score",
];
/// <https://github.com/allenai/rslearn_projects>, `rslp/vessels`: one form for all satellites, told apart by `source`.
const SKYLIGHT: Names = [
    "ts",
    "",
    "latitude",
    "longitude",
    "",
    "scene_id",
    "attributes.length",
    "score",
];
const PLAIN: Names = [
    "time",
    "",
    "lat",
    "lon",
    "id",
    "scene",
    "length_m",
    "confidence",
];
const SIGHTING: Names = ["time", "", "lat", "lon", "id", "", "length_m", "confidence"];

/// What a column of a plain preset is called by others too, in the order of trust; the columns of a producer are as it names
/// them, in all of its own tables.
pub(super) fn also_called(preset: &str, column: &str) -> &'static [&'static str] {
    match (preset, column) {
        ("gfw-sentinel1", "mmsi") => return &["ssvid"],
        ("skylight-radar" | "skylight-optical", "mmsi") => {
            return &["vessels.vessel0.mmsi", "vessels.vessel_0.mmsi"];
        }
        ("skylight-radar" | "skylight-optical", "detectionType") => {
            return &["eventDetails.detectionType", "detection_type"];
        }
        _ => {}
    }
    if !preset.starts_with("plain") && preset != "sighting" {
        return &[];
    }
    match column {
        "time" => &["timestamp", "datetime", "date_time"],
        "lat" => &["latitude"],
        "lon" => &["longitude", "lng", "long"],
        "id" => &["detect_id", "detection_id"],
        "scene" => &["scene_id"],
        "length_m" => &["length", "vessel_length_m"],
        "confidence" => &["score", "presence_score"],
        "footprint" => &["footprint_wkt"],
        // Of a sighting it is what was read.
        "mmsi" if preset != "sighting" => &["ssvid", "matched_mmsi"],
        _ => &[],
    }
}

/// The kind of sensor of a preset; `None` if there is none of this name.
fn sensor(name: &str) -> Option<SensorKind> {
    Some(match name {
        "ksat-radar" | "gfw-sentinel1" | "ai2-sentinel1" | "skylight-radar" | "plain" => {
            SensorKind::Sar
        }
        "eog-viirs" | "plain-viirs" => SensorKind::Viirs,
        "ai2-sentinel2" | "skylight-optical" | "plain-optical" => SensorKind::Optical,
        "plain-rf" => SensorKind::Rf,
        "sighting" => SensorKind::Sighting,
        _ => return None,
    })
}

/// The columns of the vessel that the producer itself matched, and of whether it matched one; see [`super::matched`].
fn matched(name: &str) -> (&'static str, &'static str) {
    match name {
        "gfw-sentinel1" => ("mmsi", "matched_category"),
        "skylight-radar" | "skylight-optical" => ("mmsi", "detectionType"),
        _ if name.starts_with("plain") => ("mmsi", "matched_category"),
        _ => ("", ""),
    }
}

/// The column that tells whether a row is a vessel of this sensor, and the values that are.
fn kinds(name: &str) -> (&'static str, &'static [&'static str]) {
    match name {
        "ksat-radar" => ("Type", &["VESSEL"]),
        // Quality flags of the boat detections: 1 strong, 2 weak, 3 blurry, 8 recurring, 10 likely boat.
        "eog-viirs" => ("QF_Detect", &["1", "2", "3", "8", "10"]),
        "skylight-radar" => ("source", &["sentinel1", "nisar"]),
        "skylight-optical" => ("source", &["sentinel2", "landsat"]),
        // What was seen and is no vessel says so; who says nothing means one.
        "sighting" => ("vessel", &["", "yes", "Yes", "YES", "true", "1"]),
        _ => ("", &[]),
    }
}
