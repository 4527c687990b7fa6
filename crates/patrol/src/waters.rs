//! Waters that a plan keeps from: closed ones, dear ones, canals that are closed; and the legs that follow.
//!
//! Closed waters are gone round, and nothing in them is reached by water. Dear waters (ice that slows, a zone that is
//! better avoided) are gone round where the whole way round all of them is not longer than the way through, each mile in
//! them counted by its factor. Both ways are charted as ever, so a plan over such waters is made as fast as any other.

use std::sync::{Arc, PoisonError, RwLock};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use vigie_sea::route::{Canal, Crossing, SharedWaters, Waters, WatersConfig};
use vigie_sea::{
    Area, AreaKind, AreaSet, METRES_PER_NM, Polygon, Position, distance_m, interpolate,
};

use crate::{Error, GreatCircle, Legs, Medium, SeaLegs, TaskKind};

/// Most polygons of a request, closed and dear together.
pub const POLYGONS_MAX: usize = 200;
/// Most corners of all of them.
pub const CORNERS_MAX: usize = 20_000;
/// Longest border of all of them, degrees: it is cut into pieces of a tenth of a degree.
const BORDER_MAX_DEG: f64 = 20_000.0;
/// Most that a mile may count.
pub const FACTOR_MAX: f64 = 100.0;
/// Spacing at which the cost of a way is read, metres.
const COST_STEP_M: f64 = 10_000.0;
/// Two lengths nearer than this are of one way, metres.
const SAME_M: f64 = 1.0;
/// Choices that are kept; then all are forgotten.
const CHOICES_MAX: usize = 200_000;

/// A polygon: the outer ring and holes, `[lon, lat]` in degrees, drawn across 180° in any of the usual ways.
pub type Rings = Vec<Vec<[f64; 2]>>;

/// Waters of which a mile counts more than a mile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DearWaters {
    /// Where.
    pub polygon: Rings,
    /// What a mile there counts, 1 to [`FACTOR_MAX`].
    pub factor: f64,
}

/// What ships keep from in a plan, for as long as it plays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SeaLimits {
    /// Waters that must not be entered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<Rings>,
    /// Waters that are better avoided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dear: Vec<DearWaters>,
    /// Canals and straits that are closed, such as `suez`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub canals_closed: Vec<String>,
}

impl SeaLimits {
    /// Whether nothing is closed or dear.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.closed.is_empty() && self.dear.is_empty() && self.canals_closed.is_empty()
    }

    /// Corners of all polygons.
    #[must_use]
    pub fn corners(&self) -> usize {
        self.polygons().flatten().map(Vec::len).sum()
    }

    /// Adds what another agency keeps from; what both name is named once.
    pub fn add(&mut self, other: &Self) {
        for one in &other.closed {
            if !self.closed.contains(one) {
                self.closed.push(one.clone());
            }
        }
        for one in &other.dear {
            if !self.dear.contains(one) {
                self.dear.push(one.clone());
            }
        }
        for one in &other.canals_closed {
            if !self.canals_closed.contains(one) {
                self.canals_closed.push(one.clone());
            }
        }
    }

    fn polygons(&self) -> impl Iterator<Item = &Rings> {
        let dear = self.dear.iter().map(|d| &d.polygon);
        self.closed.iter().chain(dear)
    }

    /// The closed waters, to ask of areas of work whether they reach into them.
    pub(crate) fn shut(&self) -> Vec<Polygon> {
        polygons(self.closed.iter())
    }

    /// Whether it can be sailed by.
    ///
    /// # Errors
    /// Too much of it, a ring that is none, a factor out of range, a canal that nobody knows.
    pub fn examine(&self) -> Result<(), Error> {
        let few = |kind, count, max| {
            let fits = count <= max;
            fits.then_some(())
                .ok_or(Error::TooMany { kind, count, max })
        };
        few("waters", self.closed.len() + self.dear.len(), POLYGONS_MAX)?;
        few("waters-corner", self.corners(), CORNERS_MAX)?;
        few("canal", self.canals_closed.len(), CORNERS_MAX)?;
        let unfit = |field| Error::Range {
            field,
            place: "waters".to_owned(),
        };
        let mut border_deg = 0.0;
        for rings in self.polygons() {
            Polygon::new(rings).map_err(|_code| unfit("polygon"))?;
            border_deg += rings.iter().map(|ring| border(ring)).sum::<f64>();
        }
        if border_deg > BORDER_MAX_DEG {
            return Err(unfit("border"));
        }
        if self
            .dear
            .iter()
            .any(|d| !(1.0..=FACTOR_MAX).contains(&d.factor))
        {
            return Err(unfit("factor"));
        }
        for id in &self.canals_closed {
            if Canal::of(id).is_none() {
                return Err(Error::Unknown {
                    kind: "canal",
                    id: id.clone(),
                    place: "waters".to_owned(),
                });
            }
        }
        Ok(())
    }
}

/// Length of a ring's border, degrees of the longer coordinate of each edge.
fn border(ring: &[[f64; 2]]) -> f64 {
    let edges = ring.iter().zip(ring.iter().cycle().skip(1));
    edges
        .map(|(a, b)| {
            let east = (b[0] - a[0] + 180.0).rem_euclid(360.0) - 180.0;
            east.abs().max((b[1] - a[1]).abs())
        })
        .sum()
}

/// Polygons that a request holds; those that are none are left out, as [`SeaLimits::examine`] refuses them.
/// Whether work on an area reaches into closed waters: not only its middle is sailed.
pub(crate) fn reaches(shut: &[Polygon], kind: &TaskKind) -> bool {
    let near = |place: Position, nm: f64| {
        let held = |p: &Polygon| p.contains(place) || p.border_within(place, nm * METRES_PER_NM);
        shut.iter().any(held)
    };
    match kind {
        TaskKind::Search {
            area,
            rectangle: Some(laid),
            ..
        } => near(area.centre, laid.length_nm.hypot(laid.width_nm) / 2.0),
        // Without one a box twice as long as wide is laid: its corners are 1.4 radii away.
        TaskKind::Search { area, .. } => near(area.centre, 1.41 * area.radius_nm),
        TaskKind::Presence { area, .. } => near(area.centre, area.radius_nm),
        _ => false,
    }
}

fn polygons<'a>(rings: impl Iterator<Item = &'a Rings>) -> Vec<Polygon> {
    rings.filter_map(|rings| Polygon::new(rings).ok()).collect()
}

/// Polygons with an index.
fn indexed(polygons: Vec<Polygon>) -> AreaSet {
    if polygons.is_empty() {
        return AreaSet::default();
    }
    AreaSet::new(vec![Area {
        id: String::new(),
        name: String::new(),
        source: String::new(),
        kind: AreaKind::Watch,
        validity: None,
        properties: serde_json::Map::new(),
        polygons,
    }])
}

fn holds(areas: &AreaSet, place: Position) -> bool {
    let mut inside = false;
    areas.for_each_at(place, |_| inside = true);
    inside
}

/// The waters of these limits, ready for the legs of many requests.
#[derive(Debug)]
pub struct LimitedWaters {
    through: SharedWaters<'static>,
    /// The same with all dear waters closed.
    round: Option<SharedWaters<'static>>,
    closed: AreaSet,
    dear: Vec<(AreaSet, f64)>,
    crossing: Crossing,
}

impl LimitedWaters {
    /// Takes a second or two.
    ///
    /// # Errors
    /// Limits that make no sense.
    pub fn new(limits: &SeaLimits) -> Result<Self, Error> {
        limits.examine()?;
        let closed = polygons(limits.closed.iter());
        let dear = polygons(limits.dear.iter().map(|d| &d.polygon));
        let made = |closed: Vec<Polygon>| -> SharedWaters<'static> {
            if closed.is_empty() {
                return Waters::open().into();
            }
            let config = WatersConfig {
                closed,
                ..WatersConfig::default()
            };
            Arc::new(Waters::new(&config)).into()
        };
        let both = closed.iter().chain(&dear).cloned().collect();
        Ok(Self {
            round: (!dear.is_empty()).then(|| made(both)),
            through: made(closed.clone()),
            closed: indexed(closed),
            dear: dear
                .into_iter()
                .zip(&limits.dear)
                .map(|(polygon, of)| (indexed(vec![polygon]), of.factor))
                .collect(),
            crossing: Crossing {
                closed_canals: limits.canals_closed.clone(),
                ..Crossing::default()
            },
        })
    }

    /// What a mile counts at a place.
    fn factor(&self, place: Position) -> f64 {
        let here = self.dear.iter().filter(|(area, _)| holds(area, place));
        here.map(|(_, factor)| *factor).fold(1.0, f64::max)
    }

    /// Whether the dearest of these corners' miles make the way longer than `limit_m`.
    fn is_dearer(&self, way: &[Position], limit_m: f64) -> bool {
        let mut cost_m = 0.0;
        for leg in way.windows(2) {
            let [from, to] = leg else { continue };
            let length_m = distance_m(*from, *to);
            let steps = (length_m / COST_STEP_M).ceil().max(1.0);
            let mut n = 0.5;
            while n < steps {
                let place = interpolate(*from, *to, n / steps);
                cost_m += length_m / steps * self.factor(place);
                n += 1.0;
            }
        }
        cost_m >= limit_m
    }
}

/// Legs over such waters.
#[derive(Debug)]
pub struct LimitedLegs {
    waters: Arc<LimitedWaters>,
    through: SeaLegs<'static>,
    round: Option<SeaLegs<'static>>,
    /// Whether the way between two places goes round all dear waters.
    goes_round: RwLock<FxHashMap<[i32; 4], bool>>,
}

impl LimitedLegs {
    /// Legs that are not charted for any request yet.
    #[must_use]
    pub fn over(waters: &Arc<LimitedWaters>) -> Self {
        let legs = |of: &SharedWaters<'static>| SeaLegs::new(of.clone(), waters.crossing.clone());
        Self {
            through: legs(&waters.through),
            round: waters.round.as_ref().map(legs),
            waters: Arc::clone(waters),
            goes_round: RwLock::default(),
        }
    }

    fn shut(&self, place: Position) -> bool {
        holds(&self.waters.closed, place)
    }

    /// The legs by which the way between two places is the better one.
    fn legs(&self, from: Position, to: Position) -> &SeaLegs<'static> {
        let Some(round) = &self.round else {
            return &self.through;
        };
        let ((a1, a2), (b1, b2)) = (from.to_e7(), to.to_e7());
        let (key, [low, high]) = if [a1, a2] <= [b1, b2] {
            ([a1, a2, b1, b2], [from, to])
        } else {
            ([b1, b2, a1, a2], [to, from])
        };
        let read = || {
            let known = self.goes_round.read();
            known.unwrap_or_else(PoisonError::into_inner)
        };
        let known = read().get(&key).copied();
        let goes_round = known.unwrap_or_else(|| {
            let found = self.is_better_round(round, low, high);
            let choices = self.goes_round.write();
            let mut choices = choices.unwrap_or_else(PoisonError::into_inner);
            if choices.len() >= CHOICES_MAX {
                choices.clear();
            }
            choices.insert(key, found);
            found
        });
        if goes_round { round } else { &self.through }
    }

    fn is_better_round(&self, round: &SeaLegs<'static>, low: Position, high: Position) -> bool {
        // Who is in dear waters is in them already.
        if [low, high].iter().any(|p| self.waters.factor(*p) > 1.0) {
            return false;
        }
        let miles = |legs: &SeaLegs<'static>| legs.distance_nm(Medium::Water, low, high);
        let Some(round_nm) = miles(round) else {
            return false;
        };
        let Some(through_nm) = miles(&self.through) else {
            return false;
        };
        let limit_m = round_nm * METRES_PER_NM;
        if (limit_m - through_nm * METRES_PER_NM).abs() < SAME_M {
            return false;
        }
        let mut way = self.through.way(Medium::Water, low, high);
        if way.len() < 2 {
            way = vec![low, high];
        }
        self.waters.is_dearer(&way, limit_m)
    }
}

impl Legs for LimitedLegs {
    fn distance_nm(&self, medium: Medium, from: Position, to: Position) -> Option<f64> {
        match medium {
            Medium::Air => GreatCircle.distance_nm(medium, from, to),
            Medium::Water if self.shut(from) || self.shut(to) => None,
            Medium::Water => self.legs(from, to).distance_nm(medium, from, to),
        }
    }

    fn way(&self, medium: Medium, from: Position, to: Position) -> Vec<Position> {
        match medium {
            Medium::Air => Vec::new(),
            Medium::Water if self.shut(from) || self.shut(to) => Vec::new(),
            Medium::Water => self.legs(from, to).way(medium, from, to),
        }
    }

    fn prepare(&self, ports: &[Position], places: &[Position]) {
        self.through.prepare(ports, places);
        if let Some(round) = &self.round {
            round.prepare(ports, places);
        }
        let choices = self.goes_round.write();
        choices.unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn tolerance(&self) -> f64 {
        self.through.tolerance()
    }
}
