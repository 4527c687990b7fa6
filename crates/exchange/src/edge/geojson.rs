//! GeoJSON feature collections (RFC 7946) whose features carry their label.
//!
//! Geometry is cut at 180 degrees, rings are counterclockwise. The member `label` is a foreign member for other readers:
//! they keep or drop it, so a file is cleared like any other edge. Chat has no place and gives a feature without geometry.

use serde::{Deserialize, Serialize};

use super::fault::{Fault, bounded};
use super::instant;
use super::item::{
    Alert, AlertKind, Area, Body, Chat, Identity, Item, Route, Sighting, Sort, Standing, Vessel,
};
use super::marking::{Cleared, Handling, Marking, onward_code, onward_from};
use super::place::{Place, split_line, split_ring};

/// Largest collection read, bytes.
pub const COLLECTION_BYTES_MAX: usize = 16 * 1_048_576;
/// Most features read.
pub const FEATURES_MAX: usize = 100_000;

#[derive(Serialize, Deserialize)]
struct Collection {
    #[serde(rename = "type")]
    kind: String,
    features: Vec<Feature>,
}

#[derive(Serialize, Deserialize)]
struct Feature {
    #[serde(rename = "type")]
    kind: String,
    id: String,
    geometry: Option<Geometry>,
    properties: Properties,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Point([f64; 2]),
    LineString(Vec<[f64; 2]>),
    MultiLineString(Vec<Vec<[f64; 2]>>),
    Polygon(Vec<Vec<[f64; 2]>>),
    MultiPolygon(Vec<Vec<Vec<[f64; 2]>>>),
}

macro_rules! optional_members {
    ($(#[$doc:meta])* $name:ident { $($must:ident: $must_type:ty),* ; $($field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Serialize, Deserialize, Default)]
        struct $name {
            $($must: $must_type,)*
            $(#[serde(default, skip_serializing_if = "Option::is_none")] $field: Option<$type>,)*
        }
    };
}

optional_members! {
    Properties { kind: String, time: String ;
        name: String, mmsi: u32, imo: u32, call_sign: String, flag: String, side_number: String, standing: String,
        sort: String, uncertainty_m: u32, sog_dkn: u16, cog_ddeg: u16, length_m: u32, alert: String, rule: String,
        text: String, cancelled: bool, room: String, sender: String, sender_name: String, label: LabelMember,
    }
}

optional_members! {
    LabelMember { originator: String, source: String, handling: String, releasable_to: Vec<String>, caveats: Vec<String>,
        onward: String, personal: bool, purpose: String ;
        expires: String, exercise: String,
    }
}

const STANDINGS: [(Standing, &str); 4] = [
    (Standing::Friend, "friend"),
    (Standing::Neutral, "neutral"),
    (Standing::Unknown, "unknown"),
    (Standing::Pending, "pending"),
];
const SORTS: [(Sort, &str); 9] = [
    (Sort::Any, "any"),
    (Sort::Civil, "civil"),
    (Sort::Fishing, "fishing"),
    (Sort::Merchant, "merchant"),
    (Sort::Cargo, "cargo"),
    (Sort::Tanker, "tanker"),
    (Sort::Passenger, "passenger"),
    (Sort::Leisure, "leisure"),
    (Sort::LawEnforcement, "law-enforcement"),
];
const ALERTS: [(AlertKind, &str); 3] = [
    (AlertKind::Distress, "distress"),
    (AlertKind::Fence, "fence"),
    (AlertKind::Notice, "notice"),
];

fn code<T: PartialEq>(table: &[(T, &'static str)], value: &T) -> Option<String> {
    table
        .iter()
        .find(|(known, _)| known == value)
        .map(|(_, code)| (*code).to_owned())
}

fn value<T: Copy>(
    table: &[(T, &'static str)],
    code: Option<&String>,
    what: &'static str,
) -> Result<T, Fault> {
    let code = code.ok_or(Fault::Missing { what })?;
    let found = table
        .iter()
        .find(|(_, known)| known == code)
        .map(|(value, _)| *value);
    found.ok_or(Fault::Unreadable { what })
}

/// Writes a collection.
#[must_use]
pub fn write(items: &[Cleared<Item>]) -> Vec<u8> {
    let collection = Collection {
        kind: "FeatureCollection".to_owned(),
        features: items.iter().map(feature).collect(),
    };
    // Strings and finite numbers cannot fail.
    serde_json::to_vec(&collection).unwrap_or_default()
}

fn feature(cleared: &Cleared<Item>) -> Feature {
    let item = cleared.object();
    let mut properties = Properties {
        kind: item.body.kind().to_owned(),
        time: instant::zulu_ms(item.time_ms),
        label: Some(label(cleared.marking())),
        ..Properties::default()
    };
    let geometry = match &item.body {
        Body::Vessel(vessel) => {
            vessel_members(vessel, &mut properties);
            Some(Geometry::Point(at(vessel.place)))
        }
        Body::Sighting(sighting) => {
            (properties.uncertainty_m, properties.length_m) =
                (sighting.uncertainty_m, sighting.length_m);
            Some(Geometry::Point(at(sighting.place)))
        }
        Body::Alert(alert) => {
            properties.alert = code(&ALERTS, &alert.kind);
            (properties.rule, properties.text) =
                (Some(alert.rule.clone()), Some(alert.text.clone()));
            properties.cancelled = Some(alert.cancelled);
            Some(Geometry::Point(at(alert.place)))
        }
        Body::Area(area) => {
            properties.name = Some(area.name.clone());
            polygons(split_ring(&area.ring))
        }
        Body::Route(route) => {
            properties.name = Some(route.name.clone());
            lines(split_line(&route.line))
        }
        Body::Chat(chat) => {
            (properties.room, properties.sender) =
                (Some(chat.room.clone()), Some(chat.sender.clone()));
            (properties.sender_name, properties.text) =
                (Some(chat.sender_name.clone()), Some(chat.text.clone()));
            None
        }
    };
    Feature {
        kind: "Feature".to_owned(),
        id: item.id.clone(),
        geometry,
        properties,
    }
}

fn vessel_members(vessel: &Vessel, out: &mut Properties) {
    let identity = vessel.identity.clone();
    (out.name, out.mmsi, out.imo) = (identity.name, identity.mmsi, identity.imo);
    (out.call_sign, out.flag, out.side_number) =
        (identity.call_sign, identity.flag, identity.side_number);
    (out.standing, out.sort) = (
        code(&STANDINGS, &vessel.standing),
        code(&SORTS, &vessel.sort),
    );
    (out.uncertainty_m, out.sog_dkn, out.cog_ddeg) =
        (vessel.uncertainty_m, vessel.sog_dkn, vessel.cog_ddeg);
}

fn at(place: Place) -> [f64; 2] {
    [place.lon_deg(), place.lat_deg()]
}

fn all(points: &[Place]) -> Vec<[f64; 2]> {
    points.iter().map(|place| at(*place)).collect()
}

fn polygons(rings: Vec<Vec<Place>>) -> Option<Geometry> {
    match rings.as_slice() {
        [] => None,
        [ring] => Some(Geometry::Polygon(vec![all(ring)])),
        many => Some(Geometry::MultiPolygon(
            many.iter().map(|ring| vec![all(ring)]).collect(),
        )),
    }
}

fn lines(lines: Vec<Vec<Place>>) -> Option<Geometry> {
    match lines.as_slice() {
        [] => None,
        [line] => Some(Geometry::LineString(all(line))),
        many => Some(Geometry::MultiLineString(
            many.iter().map(|line| all(line)).collect(),
        )),
    }
}

fn label(marking: &Marking) -> LabelMember {
    LabelMember {
        originator: marking.originator.clone(),
        source: marking.source.clone(),
        handling: marking.handling.code().to_owned(),
        releasable_to: marking.releasable_to.clone(),
        caveats: marking.caveats.clone(),
        onward: onward_code(marking.onward).to_owned(),
        personal: marking.personal,
        purpose: marking.purpose.clone(),
        expires: marking.expires_ms.map(instant::zulu_ms),
        exercise: marking.exercise.clone(),
    }
}

/// Reads a collection of this shape. An area or route that was cut gives one item a piece, with the same id.
///
/// # Errors
/// A [`Fault`]: size, form, a missing or unreadable member.
pub fn read(bytes: &[u8]) -> Result<Vec<(Item, Option<Marking>)>, Fault> {
    bounded(bytes, COLLECTION_BYTES_MAX)?;
    let collection: Collection = serde_json::from_slice(bytes).map_err(|_form| Fault::NotJson)?;
    if collection.kind != "FeatureCollection" {
        return Err(Fault::WrongRoot);
    }
    if collection.features.len() > FEATURES_MAX {
        return Err(Fault::TooMany {
            what: "feature",
            count_max: FEATURES_MAX,
        });
    }
    let mut out = Vec::new();
    for feature in collection.features {
        let marking = feature.properties.label.as_ref().map(marking).transpose()?;
        let time_ms = instant::read_ms(&feature.properties.time, "time")?;
        for body in bodies(&feature)? {
            out.push((
                Item {
                    id: feature.id.clone(),
                    time_ms,
                    body,
                },
                marking.clone(),
            ));
        }
    }
    Ok(out)
}

fn marking(label: &LabelMember) -> Result<Marking, Fault> {
    Ok(Marking {
        originator: label.originator.clone(),
        source: label.source.clone(),
        handling: Handling::from_code(&label.handling)
            .ok_or(Fault::Unreadable { what: "handling" })?,
        releasable_to: label.releasable_to.clone(),
        caveats: label.caveats.clone(),
        onward: onward_from(&label.onward).ok_or(Fault::Unreadable { what: "onward" })?,
        personal: label.personal,
        purpose: label.purpose.clone(),
        expires_ms: label
            .expires
            .as_deref()
            .map(|text| instant::read_ms(text, "expires"))
            .transpose()?,
        exercise: label.exercise.clone(),
    })
}

fn place(at: [f64; 2]) -> Result<Place, Fault> {
    let [lon_deg, lat_deg] = at;
    Place::from_deg(lat_deg, lon_deg).ok_or(Fault::Unreadable {
        what: "coordinates",
    })
}

fn places(points: &[[f64; 2]]) -> Result<Vec<Place>, Fault> {
    points.iter().map(|at| place(*at)).collect()
}

fn bodies(feature: &Feature) -> Result<Vec<Body>, Fault> {
    let said = &feature.properties;
    let must =
        |text: &Option<String>, what: &'static str| text.clone().ok_or(Fault::Missing { what });
    let point = || match &feature.geometry {
        Some(Geometry::Point(at)) => place(*at),
        _ => Err(Fault::Missing {
            what: "coordinates",
        }),
    };
    Ok(match said.kind.as_str() {
        "vessel" => vec![Body::Vessel(vessel(said, point()?)?)],
        "sighting" => vec![Body::Sighting(Sighting {
            place: point()?,
            uncertainty_m: said.uncertainty_m,
            length_m: said.length_m,
        })],
        "alert" => vec![Body::Alert(Alert {
            kind: value(&ALERTS, said.alert.as_ref(), "alert")?,
            rule: must(&said.rule, "rule")?,
            place: point()?,
            text: must(&said.text, "text")?,
            cancelled: said.cancelled.unwrap_or(false),
        })],
        "area" => areas(feature.geometry.as_ref(), &must(&said.name, "name")?)?,
        "route" => routes(feature.geometry.as_ref(), &must(&said.name, "name")?)?,
        "chat" => vec![Body::Chat(Chat {
            room: must(&said.room, "room")?,
            sender: must(&said.sender, "sender")?,
            sender_name: must(&said.sender_name, "sender_name")?,
            text: must(&said.text, "text")?,
        })],
        _ => return Err(Fault::Unreadable { what: "kind" }),
    })
}

fn vessel(said: &Properties, place: Place) -> Result<Vessel, Fault> {
    Ok(Vessel {
        identity: Identity {
            name: said.name.clone(),
            mmsi: said.mmsi,
            imo: said.imo,
            call_sign: said.call_sign.clone(),
            flag: said.flag.clone(),
            side_number: said.side_number.clone(),
        },
        standing: value(&STANDINGS, said.standing.as_ref(), "standing")?,
        sort: value(&SORTS, said.sort.as_ref(), "sort")?,
        place,
        uncertainty_m: said.uncertainty_m,
        sog_dkn: said.sog_dkn,
        cog_ddeg: said.cog_ddeg,
    })
}

fn areas(geometry: Option<&Geometry>, name: &str) -> Result<Vec<Body>, Fault> {
    let polygons: Vec<&Vec<Vec<[f64; 2]>>> = match geometry {
        Some(Geometry::Polygon(rings)) => vec![rings],
        Some(Geometry::MultiPolygon(polygons)) => polygons.iter().collect(),
        _ => {
            return Err(Fault::Missing {
                what: "coordinates",
            });
        }
    };
    let area = |rings: &Vec<Vec<[f64; 2]>>| {
        // A hole would be lost without a word: refuse it.
        let [ring] = rings.as_slice() else {
            return Err(Fault::Unreadable {
                what: "coordinates",
            });
        };
        let mut ring = places(ring)?;
        ring.pop();
        Ok(Body::Area(Area {
            name: name.to_owned(),
            ring,
        }))
    };
    polygons.into_iter().map(area).collect()
}

fn routes(geometry: Option<&Geometry>, name: &str) -> Result<Vec<Body>, Fault> {
    let lines: Vec<&Vec<[f64; 2]>> = match geometry {
        Some(Geometry::LineString(line)) => vec![line],
        Some(Geometry::MultiLineString(lines)) => lines.iter().collect(),
        _ => {
            return Err(Fault::Missing {
                what: "coordinates",
            });
        }
    };
    lines
        .into_iter()
        .map(|line| {
            Ok(Body::Route(Route {
                name: name.to_owned(),
                line: places(line)?,
            }))
        })
        .collect()
}
