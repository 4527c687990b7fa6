//! Hazards that were heard, and where they touch nationals.
//!
//! Whatever the feed (CAP, GDACS, USGS), the watch needs the same: what it is, how bad, since when, where, whether the
//! sender is proven, and how many of our people are there. Matching is right across 180° and at the poles, because areas
//! are held as circles and as polygons that know both.

use serde::{Deserialize, Serialize};
use vigie_sea::{Polygon, Position, Time, distance_m};

/// From where a hazard was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertSource {
    /// Common Alerting Protocol of a national service.
    Cap,
    /// Global Disaster Alert and Coordination System.
    Gdacs,
    /// United States Geological Survey.
    Usgs,
    /// An officer.
    Officer,
}

/// Whether it is what its sender sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// A pinned key signed it.
    Verified,
    /// Not signed, or signed by a key nobody pinned.
    Unverified,
    /// It does not match its signature: treat it as false until someone has called the sender.
    Bad,
}

/// How bad it may be for people there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Not told.
    Unknown,
    /// Little.
    Minor,
    /// Some: GDACS green, PAGER green.
    Moderate,
    /// GDACS orange, PAGER yellow and orange, CAP severe.
    Severe,
    /// GDACS red, PAGER red, CAP extreme.
    Extreme,
}

/// Where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "shape", rename_all = "snake_case")]
pub enum HazardArea {
    /// Around a place.
    Circle {
        /// Middle.
        at: Position,
        /// Radius, metres.
        radius_m: f64,
    },
    /// Rings of `[lon, lat]`, degrees; may cross 180° and go round a pole.
    Polygon {
        /// Outer ring first.
        rings: Vec<Vec<[f64; 2]>>,
    },
}

impl HazardArea {
    /// Whether it has this place. An area that cannot be understood has none.
    #[must_use]
    pub fn contains(&self, place: Position) -> bool {
        match self {
            Self::Circle { at, radius_m } => distance_m(*at, place) <= *radius_m,
            Self::Polygon { rings } => Polygon::new(rings).is_ok_and(|it| it.contains(place)),
        }
    }

    /// A box from south-west to north-east, which may cross 180°.
    #[must_use]
    pub fn boxed(south: f64, west: f64, north: f64, east: f64) -> Self {
        let mut width = east - west;
        if width < 0.0 {
            width += 360.0;
        }
        // Corners every 60 degrees: a side of more than half a turn would be taken for the shorter way round.
        let steps = (width / 60.0).ceil().max(1.0);
        let turned = |lon: f64| (lon + 180.0).rem_euclid(360.0) - 180.0;
        let mut ring = Vec::new();
        let mut step = 0.0;
        while step <= steps {
            ring.push([turned(west + width * step / steps), south]);
            step += 1.0;
        }
        while step > 0.0 {
            step -= 1.0;
            ring.push([turned(west + width * step / steps), north]);
        }
        if let Some(first) = ring.first().copied() {
            ring.push(first);
        }
        Self::Polygon { rings: vec![ring] }
    }
}

/// Radius within which a quake of this magnitude is felt strongly (intensity VI and more), metres.
///
/// Attenuation of Atkinson and Wald 2007 for intensity VI at shallow depth, rounded up; 25 km at least.
#[must_use]
pub fn strong_shaking_m(magnitude: f64) -> f64 {
    let km = 10_f64.powf(0.5 * magnitude.clamp(0.0, 9.5) - 1.6);
    km.max(25.0) * 1_000.0
}

/// A hazard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hazard {
    /// From where.
    pub source: AlertSource,
    /// Identifier there: a later one with the same id replaces this.
    pub id: String,
    /// Sender.
    pub sender: String,
    /// What it is, in the sender's words.
    pub event: String,
    /// Headline, in the sender's words.
    pub headline: String,
    /// How bad.
    pub severity: Severity,
    /// When it was sent.
    pub sent: Time,
    /// When it begins or began.
    pub onset: Option<Time>,
    /// Until when it holds.
    pub expires: Option<Time>,
    /// Where; empty when the sender names places only by codes.
    pub areas: Vec<HazardArea>,
    /// Whether it is what was sent.
    pub proof: Proof,
    /// Whether it is an exercise or a test.
    pub exercise: bool,
}

/// A place where nationals are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stay {
    /// Where.
    pub at: Position,
    /// How many people.
    pub people: u32,
}

/// Whom a hazard touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Touched {
    /// Places.
    pub places: u32,
    /// People there.
    pub people: u32,
}

impl Hazard {
    /// Whether it holds at a time.
    #[must_use]
    pub fn holds(&self, now: Time) -> bool {
        self.expires.is_none_or(|expires| now <= expires)
    }

    /// Whether it has this place.
    #[must_use]
    pub fn touches(&self, place: Position) -> bool {
        self.areas.iter().any(|area| area.contains(place))
    }

    /// Counts places and people in its areas.
    #[must_use]
    pub fn touched(&self, stays: &[Stay]) -> Touched {
        let polygons: Vec<Polygon> = self
            .areas
            .iter()
            .filter_map(|area| match area {
                HazardArea::Polygon { rings } => Polygon::new(rings).ok(),
                HazardArea::Circle { .. } => None,
            })
            .collect();
        let inside = |place: Position| {
            polygons.iter().any(|it| it.contains(place))
                || self
                    .areas
                    .iter()
                    .any(|area| matches!(area, HazardArea::Circle { .. }) && area.contains(place))
        };
        let mut out = Touched::default();
        for stay in stays.iter().filter(|stay| inside(stay.at)) {
            out.places = out.places.saturating_add(1);
            out.people = out.people.saturating_add(stay.people);
        }
        out
    }

    /// What the watch looks at first: proven false last, then by people touched and severity.
    #[must_use]
    pub fn rank(&self, touched: Touched) -> (bool, bool, Severity, u32) {
        (
            self.proof != Proof::Bad,
            touched.people > 0,
            self.severity,
            touched.people,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    fn hazard(area: HazardArea) -> Hazard {
        Hazard {
            source: AlertSource::Gdacs,
            id: "TC1".into(),
            sender: "gdacs".into(),
            event: "TC".into(),
            headline: String::new(),
            severity: Severity::Extreme,
            sent: Time::from_s(0),
            onset: None,
            expires: Some(Time::from_s(10)),
            areas: vec![area],
            proof: Proof::Unverified,
            exercise: false,
        }
    }

    #[test]
    fn people_on_both_sides_of_180_are_touched() {
        let stays = [
            Stay {
                at: at(-17.0, 178.0),
                people: 3,
            },
            Stay {
                at: at(-17.0, -178.0),
                people: 5,
            },
            Stay {
                at: at(-17.0, 0.0),
                people: 100,
            },
        ];
        for area in [
            HazardArea::boxed(-20.0, 175.0, -14.0, -173.0),
            HazardArea::Circle {
                at: at(-17.0, 180.0),
                radius_m: 400_000.0,
            },
        ] {
            let found = hazard(area).touched(&stays);
            assert_eq!((found.places, found.people), (2, 8));
        }
        let pole = HazardArea::Circle {
            at: at(90.0, 0.0),
            radius_m: 600_000.0,
        };
        assert!(pole.contains(at(86.0, 170.0)) && !pole.contains(at(80.0, 170.0)));
    }

    #[test]
    fn what_cannot_be_understood_touches_nobody_and_time_ends_it() {
        let empty = hazard(HazardArea::Polygon {
            rings: vec![vec![[0.0, 0.0]]],
        });
        assert!(!empty.touches(at(0.0, 0.0)));
        assert!(empty.holds(Time::from_s(10)) && !empty.holds(Time::from_s(11)));
        assert!(strong_shaking_m(7.8) > 150_000.0 && strong_shaking_m(f64::NAN) >= 25_000.0);
    }

    proptest! {
        #[test]
        fn a_box_has_what_lies_between_its_sides(south in -80.0_f64..70.0, height in 1.0_f64..10.0, west in -180.0_f64..180.0, width in 1.0_f64..170.0, x in 0.05_f64..0.95, y in 0.3_f64..0.7) {
            let east = (west + width + 180.0).rem_euclid(360.0) - 180.0;
            let area = HazardArea::boxed(south, west, south + height, east);
            let lon = (west + width * x + 180.0).rem_euclid(360.0) - 180.0;
            let far = (west + width + (360.0 - width) / 2.0 + 180.0).rem_euclid(360.0) - 180.0;
            prop_assert!(!area.contains(at(south + height * y, far)));
            if width < 30.0 && south.abs() < 30.0 {
                prop_assert!(area.contains(at(south + height * y, lon)));
            }
        }
    }
}
