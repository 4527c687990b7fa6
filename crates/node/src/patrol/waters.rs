//! Waters that own ships keep from: areas that an operator loaded for it, canals that a setting closes, and the legs over
//! what is left.
//!
//! An area of the kind `no-go` is closed; one of the kind `ice` is closed too, unless its property `mile_cost` says what
//! a mile of it counts. A plan plays for days and its ways know no dates: an area that is in force at any moment of the
//! plan holds for all of it, and so does one whose dates could not be read.

use std::sync::{Arc, Mutex, PoisonError};

use vigie_patrol::{
    DearWaters, FACTOR_MAX, GreatCircle, Legs, LimitedLegs, LimitedWaters, Medium, Rings, SeaLegs,
    SeaLimits,
};
use vigie_sea::{Area, AreaKind, AreaSet, Polygon, Position, Span, Time, Validity};

/// Property of an ice area: what a mile of it counts, from 1 on.
const MILE_COST: &str = "mile_cost";
/// Parts of a degree that corners are told in: 11 m, less than any offing.
const PARTS: f64 = 1e4;
/// Waters of so many limits are kept: some 30 MB each.
const KEPT: usize = 4;
const DAY_MS: i64 = 86_400_000;

/// What ships keep from in a plan of this span.
pub(crate) fn limits(areas: &AreaSet, canals_closed: &[String], span: Span) -> SeaLimits {
    let mut limits = SeaLimits {
        canals_closed: canals_closed.to_vec(),
        ..SeaLimits::default()
    };
    for area in areas.areas() {
        let factor = match area.kind {
            AreaKind::NoGo => None,
            AreaKind::Ice => mile_cost(area),
            AreaKind::Closed | AreaKind::Rfmo | AreaKind::Eez | AreaKind::Watch => continue,
        };
        if !holds_during(area.validity.as_ref(), span) {
            continue;
        }
        let rings = area.polygons.iter().map(rings);
        match factor {
            Some(factor) => limits
                .dear
                .extend(rings.map(|polygon| DearWaters { polygon, factor })),
            None => limits.closed.extend(rings),
        }
    }
    limits
}

fn mile_cost(area: &Area) -> Option<f64> {
    let cost = area.properties.get(MILE_COST)?.as_f64()?;
    (1.0..=FACTOR_MAX).contains(&cost).then_some(cost)
}

/// Whether an area is in force at any moment of a span.
fn holds_during(validity: Option<&Validity>, span: Span) -> bool {
    let Some(validity) = validity else {
        return true;
    };
    let first = span.start.ms();
    let last = (span.end.ms() - 1).max(first);
    let mut moments = vec![first, last];
    moments.extend(validity.from.map(Time::ms));
    // Seasons change at midnight.
    let mut midnight = (first.div_euclid(DAY_MS) + 1) * DAY_MS;
    while midnight < last && moments.len() < 400 {
        moments.push(midnight);
        midnight += DAY_MS;
    }
    moments
        .into_iter()
        .filter(|ms| (first..=last).contains(ms))
        .any(|ms| validity.holds(Time::from_ms(ms)))
}

/// The rings of a polygon with as many digits as count.
fn rings(polygon: &Polygon) -> Rings {
    let exact = polygon.rings();
    let round = |p: &[f64; 2]| p.map(|degrees| (degrees * PARTS).round() / PARTS);
    let rounded: Rings = exact
        .iter()
        .map(|ring| ring.iter().map(round).collect())
        .collect();
    // A speck may have no area left.
    if Polygon::new(&rounded).is_ok() {
        rounded
    } else {
        exact
    }
}

static MADE: Mutex<Vec<(SeaLimits, Arc<LimitedWaters>)>> = Mutex::new(Vec::new());

/// Ways over the waters of a request.
pub(crate) enum Ways {
    /// All waters are open.
    Open(Box<SeaLegs<'static>>),
    /// Some are closed or dear.
    Limited(Box<LimitedLegs>),
    /// Limits that nobody can sail by, as a partner may send: no ship goes anywhere.
    Shut,
}

impl Ways {
    /// Ways that nobody told of any places yet. Waters that were not asked about lately take a second or two.
    pub(crate) fn over(limits: &SeaLimits) -> Self {
        if limits.is_empty() {
            return Self::Open(Box::new(SeaLegs::open()));
        }
        made(limits).map_or(Self::Shut, |waters| {
            Self::Limited(Box::new(LimitedLegs::over(&waters)))
        })
    }
}

fn made(limits: &SeaLimits) -> Option<Arc<LimitedWaters>> {
    let lock = || MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let known = lock()
        .iter()
        .find(|(of, _)| of == limits)
        .map(|(_, waters)| Arc::clone(waters));
    if known.is_some() {
        return known;
    }
    let waters = match LimitedWaters::new(limits) {
        Ok(waters) => Arc::new(waters),
        Err(fault) => {
            tracing::warn!(%fault, "waters of a plan unfit");
            return None;
        }
    };
    let mut kept = lock();
    if kept.len() >= KEPT {
        kept.remove(0);
    }
    kept.push((limits.clone(), Arc::clone(&waters)));
    Some(waters)
}

impl Legs for Ways {
    fn distance_nm(&self, medium: Medium, from: Position, to: Position) -> Option<f64> {
        match self {
            Self::Open(legs) => legs.distance_nm(medium, from, to),
            Self::Limited(legs) => legs.distance_nm(medium, from, to),
            Self::Shut if medium == Medium::Water => None,
            Self::Shut => GreatCircle.distance_nm(medium, from, to),
        }
    }

    fn way(&self, medium: Medium, from: Position, to: Position) -> Vec<Position> {
        match self {
            Self::Open(legs) => legs.way(medium, from, to),
            Self::Limited(legs) => legs.way(medium, from, to),
            Self::Shut => Vec::new(),
        }
    }

    fn prepare(&self, ports: &[Position], places: &[Position]) {
        match self {
            Self::Open(legs) => legs.prepare(ports, places),
            Self::Limited(legs) => legs.prepare(ports, places),
            Self::Shut => {}
        }
    }

    fn tolerance(&self) -> f64 {
        match self {
            Self::Open(legs) => legs.tolerance(),
            Self::Limited(legs) => legs.tolerance(),
            Self::Shut => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use crate::patrol::legs_for;
    use vigie_patrol::{check, trial};
    use vigie_sea::distance_m;

    fn day(text: &str) -> Time {
        Time::parse(text).unwrap()
    }

    fn july() -> Span {
        Span {
            start: day("2026-07-01"),
            end: day("2026-07-15"),
        }
    }

    /// A box over 180°, 40 to 50 N, of a kind and with properties.
    fn area(properties: &str) -> AreaSet {
        let text = format!(
            r#"{{"type": "Feature", "properties": {properties}, "geometry": {{"type": "Polygon",
            "coordinates": [[[178, 40], [182.00001, 40], [182, 50], [178, 50], [178, 40]]]}}}}"#
        );
        let (areas, faults) = AreaSet::from_geojson(&text, "test").unwrap();
        assert!(faults.is_empty() || text.contains("sometime"), "{faults:?}");
        areas
    }

    fn at(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    #[test]
    fn only_areas_that_were_loaded_for_it_close_waters_and_only_in_their_dates() {
        let of = |properties: &str| limits(&area(properties), &[], july());
        for open in [
            r#"{"kind": "closed"}"#,
            r#"{"kind": "watch"}"#,
            r#"{"kind": "eez"}"#,
            r#"{"kind": "no-go", "valid_to": "2026-06-30"}"#,
            r#"{"kind": "no-go", "valid_from": "2026-07-15"}"#,
            r#"{"kind": "ice", "season_start": "11-01", "season_end": "05-31"}"#,
        ] {
            assert!(of(open).is_empty(), "{open}");
        }
        for shut in [
            r#"{"kind": "no-go"}"#,
            r#"{"kind": "ice", "valid_from": "2026-07-14T18:00:00Z"}"#,
            r#"{"kind": "ice", "season_start": "07-10", "season_end": "07-10"}"#,
            r#"{"kind": "ice", "mile_cost": "much"}"#,
            r#"{"kind": "no-go", "valid_from": "sometime"}"#,
        ] {
            let limits = of(shut);
            assert_eq!((limits.closed.len(), limits.dear.len()), (1, 0), "{shut}");
            // To eleven metres.
            assert!((limits.closed[0][0][1][0] - 182.0).abs() < 1e-12);
            limits.examine().unwrap();
        }
        let slow = of(r#"{"kind": "ice", "mile_cost": 3}"#);
        assert_eq!((slow.closed.len(), slow.dear[0].factor), (0, 3.0));
        let canals = limits(&AreaSet::default(), &["suez".to_owned()], july());
        assert_eq!(canals.canals_closed, ["suez"]);
    }

    #[test]
    fn ships_go_round_closed_and_dear_waters_and_aircraft_do_not() {
        let (from, to) = (at(45.0, 172.0), at(45.0, -172.0));
        let straight = distance_m(from, to) / 1_852.0;
        let over = |properties: &str| Ways::over(&limits(&area(properties), &[], july()));
        let shut = over(r#"{"kind": "no-go"}"#);
        let miles = |legs: &Ways, medium| legs.distance_nm(medium, from, to);
        let round = miles(&shut, Medium::Water).unwrap();
        assert!(round > 1.02 * straight, "{round} {straight}");
        assert!((miles(&shut, Medium::Air).unwrap() - straight).abs() < 1e-6);
        let way = shut.way(Medium::Water, from, to);
        let sailed: f64 = way.windows(2).map(|l| distance_m(l[0], l[1])).sum();
        assert!(way.len() > 2 && (sailed / 1_852.0 / round - 1.0).abs() < 1e-6);
        // Nothing in it is reached, and both ways are one.
        let inside = at(45.0, 179.0);
        assert_eq!(shut.distance_nm(Medium::Water, from, inside), None);
        assert_eq!(shut.distance_nm(Medium::Water, to, from), Some(round));
        // A little dear it is gone through, and its miles are miles; very dear it is gone round.
        let little = over(r#"{"kind": "ice", "mile_cost": 1.01}"#);
        assert!((miles(&little, Medium::Water).unwrap() - straight).abs() < 0.1);
        let dear = over(r#"{"kind": "ice", "mile_cost": 10}"#);
        assert!((miles(&dear, Medium::Water).unwrap() / round - 1.0).abs() < 0.02);
        assert!(dear.distance_nm(Medium::Water, from, inside).is_some());
        // What a partner sends and nobody can sail by closes the sea.
        let unfit = SeaLimits {
            canals_closed: vec!["northwest".to_owned()],
            ..SeaLimits::default()
        };
        assert_eq!(miles(&Ways::over(&unfit), Medium::Water), None);
    }

    #[test]
    fn a_plan_through_waters_that_are_closed_now_is_unsound_but_what_has_begun_stays() {
        let request = trial::north_pacific(0);
        let plan = crate::patrol::job::trial_sheet(&request).unwrap().plan;
        let mut closed = request.clone();
        let ring = vec![[170.0, 30.0], [190.0, 30.0], [190.0, 56.0], [170.0, 56.0]];
        closed.waters.closed.push(vec![ring]);
        closed.examine().unwrap();
        let legs = legs_for(&closed);
        assert!(!Arc::ptr_eq(&legs, &legs_for(&request)));
        assert!(!check(&closed, &*legs, &plan).is_empty());
        // All of it is under way already.
        closed.before = Some(plan.clone());
        closed.now = Some(closed.span.end);
        assert_eq!(check(&closed, &*legs, &plan), []);
    }
}
