//! The window that a GIS program asks for: a box, which may cross 180°, a span of time, and a page.

use serde::Deserialize;
use serde_json::Value;
use vigie_sea::{Position, Time};

use super::Problem;

pub(super) const LIMIT: u64 = 100;
pub(super) const LIMIT_MAX: u64 = 10_000;

/// The query of a request for features. What the description does not name is refused (`/req/core/query-param-unknown`):
/// `mmsi=…`, passed over, would give every vessel to one who asked for one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Query {
    pub(super) bbox: Option<String>,
    pub(super) datetime: Option<String>,
    pub(super) limit: Option<u64>,
    pub(super) offset: Option<u64>,
    /// Format: there is GeoJSON and nothing else.
    f: Option<String>,
}

/// Which features.
#[derive(Debug, Clone)]
pub(super) struct Window {
    pub(super) bbox: Option<[f64; 4]>,
    pub(super) from_ms: Option<i64>,
    pub(super) to_ms: Option<i64>,
    pub(super) limit: u64,
    pub(super) offset: u64,
}

impl Window {
    pub(super) fn of(query: &Query) -> Result<Self, Problem> {
        if query.limit == Some(0) {
            return Err(Problem::bad("query-unreadable", "limit=0"));
        }
        let format = query.f.as_deref().unwrap_or("json");
        if !["json", "geojson", "application/geo+json"].contains(&format) {
            return Err(Problem::bad("query-unreadable", format!("f={format}")));
        }
        let (from_ms, to_ms) = match query.datetime.as_deref().filter(|t| !t.is_empty()) {
            None => (None, None),
            Some(text) => interval(text)?,
        };
        Ok(Self {
            bbox: query
                .bbox
                .as_deref()
                .filter(|b| !b.is_empty())
                .map(bbox)
                .transpose()?,
            from_ms,
            to_ms,
            limit: query.limit.unwrap_or(LIMIT).clamp(1, LIMIT_MAX),
            offset: query.offset.unwrap_or(0),
        })
    }

    pub(super) fn holds(&self, place: Position) -> bool {
        self.bbox.is_none_or(|[west, south, east, north]| {
            let (lat, lon) = (place.lat_deg(), place.lon_deg());
            let between = if west > east {
                lon >= west || lon <= east
            } else {
                lon >= west && lon <= east
            };
            between && (south..=north).contains(&lat)
        })
    }

    pub(super) fn meets(&self, first: Time, last: Time) -> bool {
        self.from_ms.is_none_or(|from| last.ms() >= from)
            && self.to_ms.is_none_or(|to| first.ms() <= to)
    }
}

/// `west,south,east,north`, or with heights as the third and sixth number.
fn bbox(text: &str) -> Result<[f64; 4], Problem> {
    let fault = || Problem::bad("bbox-unreadable", text);
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|n| n.trim().parse::<f64>()).collect();
    let numbers = numbers.map_err(|_fault| fault())?;
    let corners = match numbers[..] {
        [west, south, east, north] => [west, south, east, north],
        [west, south, _, east, north, _] => [west, south, east, north],
        _ => return Err(fault()),
    };
    let [west, south, east, north] = corners;
    let lon_fits = |lon: f64| (-360.0..=360.0).contains(&lon);
    if !lon_fits(west)
        || !lon_fits(east)
        || !(-90.0..=90.0).contains(&south)
        || north.is_nan()
        || south > north
    {
        return Err(fault());
    }
    if east - west >= 360.0 {
        return Ok([-180.0, south, 180.0, north]);
    }
    // A client whose map runs past 180° may ask for 170 to 190.
    let home = |lon: f64| {
        if (-180.0..=180.0).contains(&lon) {
            lon
        } else {
            vigie_sea::normalise_lon_deg(lon)
        }
    };
    Ok([home(west), south, home(east), north])
}

/// `time`, `start/end`, with `..` or nothing for an open side.
fn interval(text: &str) -> Result<(Option<i64>, Option<i64>), Problem> {
    let side = |side: &str| match side {
        "" | ".." => Ok(None),
        text => match Time::parse(text) {
            Ok(time) => Ok(Some(time.ms())),
            Err(error) => Err(Problem::bad(error.code(), text)),
        },
    };
    match text.split_once('/') {
        None => side(text).map(|moment| (moment, moment)),
        Some((start, end)) => Ok((side(start)?, side(end)?)),
    }
}

/// Whether the box of any part of an area meets the asked one, each of which may cross 180°.
pub(super) fn touches(feature: &Value, bbox: [f64; 4]) -> bool {
    let kind = feature.pointer("/geometry/type").and_then(Value::as_str);
    match feature.pointer("/geometry/coordinates") {
        Some(Value::Array(parts)) if kind == Some("MultiPolygon") => {
            parts.iter().any(|part| part_touches(part, bbox))
        }
        Some(one) => part_touches(one, bbox),
        None => false,
    }
}

fn part_touches(coordinates: &Value, [west, south, east, north]: [f64; 4]) -> bool {
    let mut points = Vec::new();
    collect_points(coordinates, &mut points);
    let (min, max) = points.iter().fold(
        ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]),
        |(min, max), p| {
            (
                [min[0].min(p[0]), min[1].min(p[1])],
                [max[0].max(p[0]), max[1].max(p[1])],
            )
        },
    );
    let width = if west > east {
        east + 360.0 - west
    } else {
        east - west
    };
    let meets = |shift: f64| min[0] + shift <= west + width && west <= max[0] + shift;
    max[1] >= south && min[1] <= north && [-720.0, -360.0, 0.0, 360.0, 720.0].into_iter().any(meets)
}

fn collect_points(value: &Value, points: &mut Vec<[f64; 2]>) {
    let Some(values) = value.as_array() else {
        return;
    };
    if let [lon, lat, ..] = &values[..]
        && let (Some(lon), Some(lat)) = (lon.as_f64(), lat.as_f64())
    {
        points.push([lon, lat]);
        return;
    }
    for value in values {
        collect_points(value, points);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use serde_json::json;

    #[test]
    fn boxes_across_180_are_read_in_every_form() {
        assert_eq!(bbox("170,30,-160,60").unwrap(), [170.0, 30.0, -160.0, 60.0]);
        assert_eq!(bbox("170,30,200,60").unwrap(), [170.0, 30.0, -160.0, 60.0]);
        assert_eq!(
            bbox("170,30,0,200,60,9").unwrap(),
            [170.0, 30.0, -160.0, 60.0]
        );
        assert_eq!(
            bbox("-180,-90,180,90").unwrap(),
            [-180.0, -90.0, 180.0, 90.0]
        );
        assert_eq!(
            bbox("-200,-90,200,90").unwrap(),
            [-180.0, -90.0, 180.0, 90.0]
        );
        for wrong in [
            "",
            "1,2,3",
            "a,b,c,d",
            "0,10,1,5",
            "0,-100,1,5",
            "NaN,0,1,1",
        ] {
            assert!(bbox(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn intervals_may_be_open() {
        let ms = |text: &str| Time::parse(text).unwrap().ms();
        let day = "2026-03-07T00:00:00Z";
        assert_eq!(interval(day).unwrap(), (Some(ms(day)), Some(ms(day))));
        assert_eq!(
            interval(&format!("../{day}")).unwrap(),
            (None, Some(ms(day)))
        );
        assert_eq!(interval(&format!("{day}/")).unwrap(), (Some(ms(day)), None));
        assert!(interval("yesterday").is_err());
    }

    #[test]
    fn an_area_cut_at_180_is_not_the_whole_belt() {
        let ring = |west: f64, east: f64| json!([[[west, 30.0], [east, 30.0], [east, 50.0]]]);
        let area = json!({"geometry": {
            "type": "MultiPolygon", "coordinates": [ring(170.0, 180.0), ring(-180.0, -170.0)],
        }});
        assert!(touches(&area, [175.0, 40.0, 178.0, 41.0]));
        assert!(touches(&area, [175.0, 40.0, -175.0, 41.0]));
        assert!(touches(&area, [-172.0, 40.0, -160.0, 41.0]));
        assert!(!touches(&area, [0.0, 40.0, 10.0, 41.0]));
    }

    #[test]
    fn what_is_not_described_is_refused() {
        let window = |query: Query| Window::of(&query).is_ok();
        let query = |f: Option<&str>, limit| Query {
            bbox: None,
            datetime: None,
            limit,
            offset: None,
            f: f.map(str::to_owned),
        };
        assert!(window(query(None, None)) && window(query(Some("json"), Some(1))));
        assert!(!window(query(Some("html"), None)) && !window(query(None, Some(0))));
        let read = |text: &str| serde_json::from_str::<Query>(text).is_ok();
        assert!(read(r#"{"bbox":"1,2,3,4"}"#) && !read(r#"{"mmsi":"412000001"}"#));
    }

    #[test]
    fn an_area_past_180_meets_a_box_before_it() {
        let area =
            json!({"geometry": {"coordinates": [[[143.0, 20.0], [198.0, 20.0], [198.0, 60.0]]]}});
        assert!(touches(&area, [-170.0, 30.0, -160.0, 40.0]));
        assert!(touches(&area, [175.0, 30.0, -175.0, 40.0]));
        assert!(!touches(&area, [-160.0, 30.0, -120.0, 40.0]));
        assert!(!touches(&area, [150.0, -30.0, 160.0, 10.0]));
    }
}
