//! Areas read from GeoJSON (RFC 7946, and what tools write in practice), and written as it.
//!
//! A feature that cannot be read is counted with its number and the reason; the rest are kept.

use serde_json::{Map, Value, json};

use crate::{Area, AreaKind, AreaSet, Error, Polygon, Season, Time, Validity, YearDay};

/// Properties that may hold the name, in this order.
const NAME_KEYS: [&str; 9] = [
    "name", "Name", "NAME", "name_en", "GEONAME", "geoname", "title", "Title", "label",
];
/// Properties that may hold an identifier, in this order.
const ID_KEYS: [&str; 4] = ["id", "ID", "Id", "code"];
/// Geometry collections inside one another: real files have one or two.
const DEPTH_MAX: usize = 16;

impl AreaSet {
    /// Reads a FeatureCollection, Feature, Polygon, MultiPolygon or GeometryCollection. `source` says
    /// where the limits come from and stays with each area; a feature's own `source` property wins.
    /// Also returns the faults: features that could not be read, by number from 0.
    ///
    /// # Errors
    /// A text that is no JSON, or not GeoJSON in longitude and latitude.
    pub fn from_geojson(text: &str, source: &str) -> Result<(Self, Vec<Error>), Error> {
        let text = text.trim_start_matches('\u{feff}');
        let whole: Value = serde_json::from_str(text).map_err(|e| Error::Json {
            line: e.line(),
            column: e.column(),
        })?;
        let refuse = |reason| Error::Area { feature: 0, reason };
        if !is_lon_lat(&whole) {
            return Err(refuse("crs-not-wgs84"));
        }
        let alone = [whole];
        let features: &[Value] = match alone.first().map_or("", type_of) {
            "FeatureCollection" => alone
                .first()
                .and_then(|w| w.get("features"))
                .and_then(Value::as_array)
                .ok_or_else(|| refuse("no-features"))?,
            "" => return Err(refuse("not-geojson")),
            _ => &alone,
        };
        let mut areas = Vec::new();
        let mut faults = Vec::new();
        for (number, feature) in features.iter().enumerate() {
            match read_feature(feature, number, source) {
                Ok((area, doubts)) => {
                    areas.push(area);
                    faults.extend(doubts.map(|reason| Error::Area {
                        feature: number,
                        reason,
                    }));
                }
                Err(reason) => faults.push(Error::Area {
                    feature: number,
                    reason,
                }),
            }
        }
        Ok((Self::new(areas), faults))
    }
}

impl AreaSet {
    /// All areas as a GeoJSON FeatureCollection, cut at 180° (RFC 7946), with their properties and
    /// their name, source, kind and dates.
    #[must_use]
    pub fn to_geojson(&self) -> String {
        let features: Vec<Value> = self.areas().iter().map(Area::to_feature).collect();
        json!({ "type": "FeatureCollection", "features": features }).to_string()
    }
}

impl Area {
    /// This area as a GeoJSON Feature, cut at 180°.
    #[must_use]
    pub fn to_feature(&self) -> Value {
        let geometry = geometry(&self.polygons);
        let mut properties = self.properties.clone();
        for (key, text) in [
            ("name", &*self.name),
            ("source", &*self.source),
            ("kind", self.kind.code()),
        ] {
            properties.insert(key.to_owned(), Value::from(text));
        }
        if let Some(validity) = &self.validity {
            write_validity(validity, &mut properties);
        }
        json!({ "type": "Feature", "id": self.id, "properties": properties, "geometry": geometry })
    }
}

/// Polygons as a GeoJSON geometry, cut at 180°.
#[must_use]
pub fn geometry(polygons: &[Polygon]) -> Value {
    let mut parts: Vec<_> = polygons.iter().flat_map(Polygon::parts_on_sheet).collect();
    match parts.pop() {
        Some(only) if parts.is_empty() => json!({ "type": "Polygon", "coordinates": only }),
        last => {
            parts.extend(last);
            json!({ "type": "MultiPolygon", "coordinates": parts })
        }
    }
}

/// The dates in the form that [`read_validity`] reads, in place of those the file gave.
fn write_validity(validity: &Validity, properties: &mut Map<String, Value>) {
    for key in [
        "valid_from",
        "valid_to",
        "season_start",
        "season_end",
        "seasons",
    ] {
        properties.remove(key);
    }
    let mut put = |key: &str, value: Option<Value>| {
        properties.extend(value.map(|value| (key.to_owned(), value)));
    };
    put(
        "valid_from",
        validity.from.map(|t| Value::from(t.to_string())),
    );
    put(
        "valid_to",
        validity.until.map(|t| Value::from(t.to_string())),
    );
    let season = |s: &Season| Value::from(format!("{}/{}", s.start, s.end));
    let seasons: Vec<Value> = validity.seasons.iter().map(season).collect();
    put(
        "seasons",
        (!seasons.is_empty()).then(|| Value::from(seasons)),
    );
}

fn type_of(value: &Value) -> &str {
    value.get("type").and_then(Value::as_str).unwrap_or("")
}

/// The `crs` member of old GeoJSON: absent, CRS84 and EPSG:4326 are longitude and latitude.
fn is_lon_lat(whole: &Value) -> bool {
    match whole.get("crs") {
        None | Some(Value::Null) => true,
        Some(crs) => crs
            .pointer("/properties/name")
            .and_then(Value::as_str)
            .is_some_and(|name| name.contains("CRS84") || name.contains("4326")),
    }
}

fn read_feature(
    feature: &Value,
    number: usize,
    source: &str,
) -> Result<(Area, Option<&'static str>), &'static str> {
    let is_feature = type_of(feature) == "Feature";
    let geometry = if is_feature {
        feature.get("geometry").unwrap_or(&Value::Null)
    } else {
        feature
    };
    let mut polygons = Vec::new();
    read_geometry(geometry, 0, &mut polygons)?;
    if polygons.is_empty() {
        return Err("no-polygon");
    }
    let properties = match feature.get("properties") {
        Some(Value::Object(map)) if is_feature => map.clone(),
        _ => Map::new(),
    };
    let id = feature.get("id").and_then(text_of).filter(|_| is_feature);
    Ok(area_of(id, number, source, properties, polygons))
}

/// An area from its polygons and a file's properties, and what could not be read of them.
pub(crate) fn area_of(
    id: Option<String>,
    number: usize,
    source: &str,
    properties: Map<String, Value>,
    polygons: Vec<Polygon>,
) -> (Area, Option<&'static str>) {
    let first = |keys: &[&str]| {
        keys.iter()
            .find_map(|key| properties.get(*key).and_then(text_of))
    };
    let name = first(&NAME_KEYS);
    let id = id
        .or_else(|| first(&ID_KEYS))
        .or_else(|| name.as_deref().map(slug).filter(|slug| !slug.is_empty()))
        .unwrap_or_else(|| format!("area-{}", number + 1));
    let validity = read_validity(&properties);
    let doubt = validity.is_none().then_some("validity-unreadable");
    let area = Area {
        name: name.unwrap_or_else(|| id.clone()),
        source: first(&["source", "Source", "SOURCE"]).unwrap_or_else(|| source.to_owned()),
        kind: first(&["kind"])
            .and_then(|kind| AreaKind::from_code(&kind))
            .unwrap_or_default(),
        id,
        validity,
        properties,
        polygons,
    };
    (area, doubt)
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Letters and digits of any script, the rest as single dashes.
fn slug(name: &str) -> String {
    let parts = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

fn read_geometry(
    geometry: &Value,
    depth: usize,
    polygons: &mut Vec<Polygon>,
) -> Result<(), &'static str> {
    let list = |key| geometry.get(key).and_then(Value::as_array);
    match type_of(geometry) {
        "Polygon" => polygons.push(read_polygon(list("coordinates").ok_or("no-coordinates")?)?),
        "MultiPolygon" => {
            for part in list("coordinates").ok_or("no-coordinates")? {
                polygons.push(read_polygon(
                    part.as_array().ok_or("coordinate-unreadable")?,
                )?);
            }
        }
        "GeometryCollection" if depth < DEPTH_MAX => {
            for part in list("geometries").ok_or("no-geometries")? {
                read_geometry(part, depth + 1, polygons)?;
            }
        }
        "GeometryCollection" => return Err("geometry-too-deep"),
        "" => return Err("no-geometry"),
        _ => return Err("not-a-polygon"),
    }
    Ok(())
}

fn read_polygon(rings: &[Value]) -> Result<Polygon, &'static str> {
    let rings = rings.iter().map(read_ring).collect::<Option<Vec<_>>>();
    Polygon::new(&rings.ok_or("coordinate-unreadable")?)
}

fn read_ring(ring: &Value) -> Option<Vec<[f64; 2]>> {
    let point = |p: &Value| Some([p.get(0)?.as_f64()?, p.get(1)?.as_f64()?]);
    ring.as_array()?.iter().map(point).collect()
}

/// `valid_from`, `valid_to` (a date alone includes that day), `season_start`, `season_end` (MM-DD),
/// and `seasons`, a list of `MM-DD/MM-DD`. `None` if any of them is there but unreadable.
fn read_validity(properties: &Map<String, Value>) -> Option<Validity> {
    let given = |key: &str| {
        properties
            .get(key)
            .filter(|v| !v.is_null() && v.as_str() != Some(""))
    };
    let mut validity = Validity::default();
    if let Some(from) = given("valid_from") {
        validity.from = Some(Time::parse(from.as_str()?).ok()?);
    }
    if let Some(to) = given("valid_to") {
        let text = to.as_str()?.trim();
        let time = Time::parse(text).ok()?;
        let date_alone = text.len() <= "2024-07-01".len();
        validity.until = Some(if date_alone {
            time.plus_ms(86_400_000)
        } else {
            time
        });
    }
    match (given("season_start"), given("season_end")) {
        (None, None) => {}
        (start, end) => {
            let start = YearDay::parse(start?.as_str()?)?;
            validity.seasons.push(Season {
                start,
                end: YearDay::parse(end?.as_str()?)?,
            });
        }
    }
    if let Some(seasons) = given("seasons") {
        for season in seasons.as_array()? {
            let (start, end) = season.as_str()?.split_once('/')?;
            let (start, end) = (YearDay::parse(start)?, YearDay::parse(end)?);
            validity.seasons.push(Season { start, end });
        }
    }
    Some(validity)
}
