//! Labels of fishing from boardings: outcomes as `/api/v1/outcomes/labels` gives them, with the positions of an archive.
//!
//! A boarding answers for an alert, not for each position: all positions of the alert's stretch of way get its answer. What
//! boarding teams looked at is no sample of the sea, and the data sheet says how many such labels there are.

use std::path::Path;

use serde_json::Value;
use vigie_case::outcome::{FishingLabel, Labelled, fishing_labels};
use vigie_case::package::sha256_hex;
use vigie_sea::{Position, Time};
use vigie_store::{ArchiveReader, Content, Kept};
use vigie_watch::Gear;
use vigie_watch::fishing_model::{FishingPoint, LabelledTrack};

use super::failure::Failure;
use crate::archive;
use crate::exit::Exit;
use crate::reference;

/// Tracks labelled by boardings.
#[derive(Debug, Default)]
pub(super) struct Boarded {
    /// A track for each alert, by agency, vessel and time.
    pub(super) tracks: Vec<(Gear, LabelledTrack)>,
    /// Alerts that were found true.
    pub(super) held: usize,
    /// Alerts that were found untrue.
    pub(super) refuted: usize,
    /// Outcomes of alerts of fishing without a stretch of way, a known gear or a position in the archive.
    pub(super) unusable: usize,
    /// SHA-256 of the labels used, whatever their order in the file.
    pub(super) digest: String,
}

/// Reads the labels and the positions they speak of. `asked` is the gear where an alert names none.
pub(super) fn read(
    outcomes: &Path,
    folder: &Path,
    asked: Option<Gear>,
) -> Result<Boarded, Failure> {
    let unreadable = |fault: serde_json::Error| {
        Failure::new(Exit::Data, "refit-labels-unreadable").with("detail", fault)
    };
    let said: Value = serde_json::from_slice(&reference::read(outcomes)?).map_err(unreadable)?;
    let labels: Vec<Labelled> =
        serde_json::from_value(said["labels"].clone()).map_err(unreadable)?;
    let (labels, without) = fishing_labels(&labels);
    let reader = ArchiveReader::new(&archive::positions(folder));
    let mut found = Boarded {
        unusable: without,
        ..Boarded::default()
    };
    let mut used = Vec::new();
    for label in &labels {
        let gear = label.stretch.gear.as_deref().and_then(Gear::of).or(asked);
        let (mmsi, from_ms, to_ms) = (
            label.stretch.mmsi,
            label.stretch.from_ms,
            label.stretch.to_ms,
        );
        let rows = reader.track(mmsi, from_ms, to_ms);
        let points = points(rows.map_err(archive::Error::from)?);
        let (Some(gear), false) = (gear, points.is_empty()) else {
            found.unusable += 1;
            continue;
        };
        if label.held {
            found.held += 1;
        } else {
            found.refuted += 1;
        }
        used.push(line(label));
        let fishing = vec![label.held; points.len()];
        found.tracks.push((
            gear,
            LabelledTrack {
                fleet: format!("boardings {}", label.party),
                track: label.event.clone(),
                vessel: Some(mmsi.to_string()),
                points,
                fishing,
            },
        ));
    }
    found.digest = sha256_hex(used.join("\n").as_bytes());
    Ok(found)
}

fn line(label: &FishingLabel) -> String {
    let (stretch, verdict) = (&label.stretch, if label.held { "held" } else { "refuted" });
    format!(
        "{} {} {} {verdict} {} {} {}",
        label.party, label.case, label.event, stretch.mmsi, stretch.from_ms, stretch.to_ms
    )
}

/// Positions in order of time, one a moment.
fn points(rows: Vec<Kept>) -> Vec<FishingPoint> {
    let mut points: Vec<FishingPoint> = Vec::with_capacity(rows.len());
    for kept in rows {
        let Content::Place(place) = kept.row.content else {
            continue;
        };
        let time = Time::from_ms(kept.row.time_ms);
        if points.last().is_some_and(|p| p.time == time) {
            continue;
        }
        points.push(FishingPoint {
            time,
            position: Position::from_e7(place.lat_e7, place.lon_e7),
            sog_kn: place.sog_dkn.map(|v| f64::from(v) / 10.0),
        });
    }
    points
}
