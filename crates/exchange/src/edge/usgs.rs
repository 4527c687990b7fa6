//! Earthquake summaries of the United States Geological Survey: GeoJSON feeds.
//!
//! A quake that cannot be understood is counted; the others are read. Everything but place and time may be absent.

use serde::Deserialize;

use super::fault::{Fault, bounded};
use super::place::Place;

/// Largest feed read, bytes: a month of all quakes is about 8 MB.
pub const FEED_BYTES_MAX: usize = 16 * 1_048_576;
/// Most quakes.
pub const QUAKES_MAX: usize = 50_000;

/// An earthquake.
#[derive(Debug, Clone, PartialEq)]
pub struct Quake {
    /// Identifier of the network.
    pub id: String,
    /// Magnitude.
    pub magnitude: Option<f64>,
    /// Where, in the feed's English.
    pub place: String,
    /// Epicentre.
    pub at: Place,
    /// Depth, km.
    pub depth_km: Option<f64>,
    /// When, milliseconds since 1970 UTC.
    pub time_ms: i64,
    /// When it was last revised.
    pub updated_ms: Option<i64>,
    /// PAGER impact: `green`, `yellow`, `orange`, `red`.
    pub pager: Option<String>,
    /// Whether a tsunami message exists.
    pub tsunami: bool,
    /// `reviewed`, `automatic` or `deleted`.
    pub status: String,
}

/// What a feed held.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct QuakeFeed {
    /// Quakes read.
    pub quakes: Vec<Quake>,
    /// Features not understood: number from 1, and why.
    pub faults: Vec<(usize, Fault)>,
}

#[derive(Deserialize)]
struct Collection {
    #[serde(rename = "type")]
    kind: String,
    features: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
struct Feature {
    id: String,
    properties: Properties,
    geometry: Geometry,
}

#[derive(Deserialize)]
struct Properties {
    mag: Option<f64>,
    #[serde(default)]
    place: Option<String>,
    time: i64,
    #[serde(default)]
    updated: Option<i64>,
    #[serde(default)]
    alert: Option<String>,
    #[serde(default)]
    tsunami: Option<i64>,
    #[serde(default)]
    status: Option<String>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(rename = "type")]
    kind: String,
    coordinates: Vec<Option<f64>>,
}

/// Reads a feed.
///
/// # Errors
/// [`Fault::TooLarge`], [`Fault::NotJson`], [`Fault::WrongRoot`], [`Fault::TooMany`].
pub fn read(bytes: &[u8]) -> Result<QuakeFeed, Fault> {
    bounded(bytes, FEED_BYTES_MAX)?;
    let collection: Collection = serde_json::from_slice(bytes).map_err(|_form| Fault::NotJson)?;
    if collection.kind != "FeatureCollection" {
        return Err(Fault::WrongRoot);
    }
    if collection.features.len() > QUAKES_MAX {
        return Err(Fault::TooMany {
            what: "feature",
            count_max: QUAKES_MAX,
        });
    }
    let mut out = QuakeFeed::default();
    for (number, feature) in (1..).zip(collection.features) {
        match quake(feature) {
            Ok(quake) => out.quakes.push(quake),
            Err(fault) => out.faults.push((number, fault)),
        }
    }
    Ok(out)
}

fn quake(feature: serde_json::Value) -> Result<Quake, Fault> {
    let feature: Feature =
        serde_json::from_value(feature).map_err(|_form| Fault::Unreadable { what: "feature" })?;
    let coordinate = |at: usize| feature.geometry.coordinates.get(at).copied().flatten();
    let at = coordinate(1)
        .zip(coordinate(0))
        .filter(|_| feature.geometry.kind == "Point")
        .and_then(|(lat, lon)| Place::from_deg(lat, lon))
        .ok_or(Fault::Unreadable {
            what: "coordinates",
        })?;
    let it = feature.properties;
    Ok(Quake {
        id: feature.id,
        magnitude: it.mag.filter(|mag| mag.is_finite()),
        place: it.place.unwrap_or_default(),
        at,
        depth_km: coordinate(2).filter(|depth| depth.is_finite()),
        time_ms: it.time,
        updated_ms: it.updated,
        pager: it
            .alert
            .map(|text| text.to_lowercase())
            .filter(|text| matches!(text.as_str(), "green" | "yellow" | "orange" | "red")),
        tsunami: it.tsunami.is_some_and(|flag| flag != 0),
        status: it.status.unwrap_or_default(),
    })
}
