//! Where a track may be at the moment of a look, by a model of movement learnt from AIS itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_sea::{MPS_PER_KN, Position, Time, bearing_deg, destination, distance_m, interpolate};

/// Upper edges of the speed bins, knots; the last bin is open, and one more is for an unknown speed.
const SPEED_EDGES_KN: [f64; 5] = [1.0, 3.0, 6.0, 10.0, 15.0];
/// How common each of these bins is for a vessel at sea, and a speed in its middle, knots. Own choice: a fishing vessel
/// lies, works and steams about alike.
const AT_SEA: [(f64, f64); 6] = [
    (0.2, 0.5),
    (0.25, 2.0),
    (0.25, 4.5),
    (0.2, 8.0),
    (0.08, 12.5),
    (0.02, 18.0),
];
/// Share of vessels of which nothing is known that moves otherwise than what was learnt of AIS: who is not on AIS is not among
/// the ships it was learnt from. Half, as that is never far worse than either alone on drawn and on real tracks.
const WALK_SHARE: f64 = 0.5;
/// Such a vessel has forgotten its course after some such time, hours.
const WALK_H: f64 = 6.0;
/// Number of speed bins.
pub(super) const SPEEDS: usize = SPEED_EDGES_KN.len() + 2;
/// Middles of the gap bins, hours: doubling from 2 min to over 8 h.
pub(super) const GAPS_H: [f64; 9] = [
    1.0 / 30.0,
    1.0 / 15.0,
    2.0 / 15.0,
    4.0 / 15.0,
    8.0 / 15.0,
    16.0 / 15.0,
    32.0 / 15.0,
    64.0 / 15.0,
    128.0 / 15.0,
];
/// Class whose cells hold for every vessel.
pub(super) const ANY: &str = "*";
/// Two pings further apart than this speed are of two ships or one is false.
const PAIR_KN: f64 = 60.0;
/// Up to this span between two pings the speeds they give may be used to bend the line.
const CURVED_H: f64 = 6.0;

/// One position of a track.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ping {
    /// When.
    pub time: Time,
    /// Where.
    pub position: Position,
    /// Speed over ground, knots.
    pub sog_kn: Option<f64>,
    /// Course over ground, degrees true.
    pub cog_deg: Option<f64>,
}

impl Ping {
    /// Speed and course, if both are known and sensible.
    pub(super) fn velocity(&self) -> Option<(f64, f64)> {
        let sog = self.sog_kn.filter(|s| (0.0..=60.0).contains(s))?;
        let cog = self.cog_deg.filter(|c| (0.0..=360.0).contains(c))?;
        Some((sog, cog))
    }
}

/// What the matching needs of a track: its last ping before the look and its first one after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrackView {
    /// Id of the track.
    pub id: String,
    /// Class of movement: the code of a gear or role; a class the model does not know is `*`.
    pub class: String,
    /// Length overall, metres.
    pub length_m: Option<f64>,
    /// Last ping at or before the look.
    pub before: Option<Ping>,
    /// First ping after it.
    pub after: Option<Ping>,
}

/// One way to have moved: a share of the reckoned distance, and a spread that grows with time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MotionComponent {
    /// Share of all movements, 0 to 1; the shares of a cell sum to 1.
    pub weight: f64,
    /// Mean distance made along the course, as a share of speed × time (one ping), or 0 (two).
    pub along_share: f64,
    /// Standard deviation along the course, knots: times hours, nautical miles.
    pub along_kn: f64,
    /// Standard deviation across the course, knots.
    pub cross_kn: f64,
}

/// How vessels of one class, at one speed, move in one span of time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct MotionCell {
    /// Movements it was learnt from; 0 = not learnt.
    #[serde(skip_serializing_if = "is_none")]
    pub samples: u32,
    /// Vessels they are of.
    #[serde(skip_serializing_if = "is_none")]
    pub vessels: u32,
    /// Two pings only: whether the line between them is bent by their speeds.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub curved: bool,
    /// The mixture.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<MotionComponent>,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "the form that serde asks for"
)]
fn is_none(count: &u32) -> bool {
    *count == 0
}

/// Cells by speed, then by gap.
pub(super) type Cells = Vec<Vec<MotionCell>>;

/// A learnt model of movement, with its data sheet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MotionModel {
    /// What it was learnt from, in the words of whoever ran the training.
    pub data_sheet: String,
    /// Reckoning from one ping, by class; `*` is every vessel.
    pub(super) one: BTreeMap<String, Cells>,
    /// Between two pings, by class; the gap is `a·b / (a + b)` of the times to both.
    pub(super) two: BTreeMap<String, Cells>,
}

/// How a place was found, for the working.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// Between a ping before and one after.
    TwoPings,
    /// From one ping.
    OnePing,
    /// From one ping, by a formula: nothing like it was learnt.
    Formula,
}

/// A normal distribution over the sea, oriented along a course.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lobe {
    pub(super) weight: f64,
    pub(super) centre: Position,
    pub(super) course_deg: f64,
    pub(super) along_m: f64,
    pub(super) cross_m: f64,
}

/// Middles of five slices of equal probability of the normal distribution, in standard deviations…
const SLICES: [f64; 5] = [-1.2816, -0.5244, 0.0, 0.5244, 1.2816];
/// …and how far the outermost of two axes is.
const SLICES_MOST: f64 = 1.8125;

impl Lobe {
    /// Whether any point by which its share is reckoned may be in this circle.
    pub(super) fn touches(&self, middle: Position, radius_m: f64) -> bool {
        let far_m = SLICES_MOST * self.along_m.max(self.cross_m);
        distance_m(self.centre, middle) <= radius_m + far_m
    }
}

/// Where a track may be at the moment of a look.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceDensity {
    pub(super) lobes: Vec<Lobe>,
    /// How it was found.
    pub fit: Fit,
    /// The likeliest single place: reckoned, or on the line between both pings.
    pub expected: Position,
    /// Speed and course there, if known; knots and degrees true.
    pub velocity: Option<(f64, f64)>,
    /// Time to the nearest ping, seconds.
    pub nearest_s: f64,
}

impl PlaceDensity {
    /// Probability per km² that the track is seen at `place` by a sensor that places things with a
    /// standard deviation of `place_m` per axis.
    #[must_use]
    pub fn per_km2(&self, place: Position, place_m: f64) -> f64 {
        let of = |lobe: &Lobe| {
            let far_m = distance_m(lobe.centre, place);
            let off = (bearing_deg(lobe.centre, place) - lobe.course_deg).to_radians();
            let (along, cross) = (
                lobe.along_m.hypot(place_m) / 1e3,
                lobe.cross_m.hypot(place_m) / 1e3,
            );
            let (x, y) = (
                far_m / 1e3 * off.cos() / along,
                far_m / 1e3 * off.sin() / cross,
            );
            lobe.weight * (-0.5 * (x * x + y * y)).exp() / (std::f64::consts::TAU * along * cross)
        };
        self.lobes.iter().map(of).sum()
    }

    /// Share of the density for which `inside` holds, by 25 points of equal weight in each lobe that may be inside at all.
    pub(super) fn share(
        &self,
        may_be: impl Fn(&Lobe) -> bool,
        inside: impl Fn(Position) -> bool,
    ) -> f64 {
        let mut sum = 0.0;
        for lobe in self.lobes.iter().filter(|lobe| may_be(lobe)) {
            let mut hits = 0.0;
            for x in SLICES {
                for y in SLICES {
                    let (x_m, y_m) = (x * lobe.along_m, y * lobe.cross_m);
                    let bearing = lobe.course_deg + y_m.atan2(x_m).to_degrees();
                    hits += f64::from(inside(destination(lobe.centre, bearing, x_m.hypot(y_m))));
                }
            }
            sum += lobe.weight * hits / 25.0;
        }
        sum
    }

    /// Circles, middle and radius in metres, outside of which [`Self::per_km2`] is below `least`.
    pub(super) fn where_above(
        &self,
        least: f64,
        place_m: f64,
    ) -> impl Iterator<Item = (Position, f64)> {
        #[allow(clippy::cast_precision_loss, reason = "some lobes")]
        let each = least / self.lobes.len().max(1) as f64;
        self.lobes.iter().filter_map(move |lobe| {
            let (along_m, cross_m) = (lobe.along_m.hypot(place_m), lobe.cross_m.hypot(place_m));
            let peak = lobe.weight / (std::f64::consts::TAU * along_m * cross_m / 1e6);
            let sigmas = (2.0 * (peak / each).ln()).sqrt();
            // Below the peak everywhere it is not a number.
            (sigmas >= 0.0).then(|| (lobe.centre, sigmas * along_m.max(cross_m)))
        })
    }

    /// Moves everything by one displacement: where a radar shows the ship.
    pub(super) fn shifted(mut self, course_deg: f64, shift_m: f64) -> Self {
        for lobe in &mut self.lobes {
            lobe.centre = destination(lobe.centre, course_deg, shift_m);
        }
        self.expected = destination(self.expected, course_deg, shift_m);
        self
    }
}

pub(super) fn speed_bin(sog_kn: Option<f64>) -> usize {
    sog_kn.map_or(SPEEDS - 1, |kn| {
        SPEED_EDGES_KN.iter().filter(|edge| kn >= **edge).count()
    })
}

/// The two gap bins around a gap and the share of the second.
fn gap_bins(gap_h: f64) -> [(usize, f64); 2] {
    let first = GAPS_H.first().copied().unwrap_or(1.0);
    let last = GAPS_H.len() - 1;
    let at = (gap_h.max(1e-6) / first).log2();
    if at <= 0.0 {
        return [(0, 1.0), (0, 0.0)];
    }
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive and below the number of bins"
    )]
    let low = (at.floor().min(1e3) as usize).min(last);
    if low == last {
        return [(last, 1.0), (last, 0.0)];
    }
    [(low, 1.0 - at.fract()), (low + 1, at.fract())]
}

/// The bin a gap falls into when learning.
pub(super) fn gap_bin(gap_h: f64) -> Option<usize> {
    GAPS_H.iter().position(|middle| {
        let ratio = gap_h / middle;
        (std::f64::consts::FRAC_1_SQRT_2..std::f64::consts::SQRT_2).contains(&ratio)
    })
}

/// Where the line between two pings runs at `time`, straight or bent by the speeds at both ends, with its course.
pub(super) fn between(a: &Ping, b: &Ping, time: Time, curved: bool) -> (Position, f64) {
    let (from_a, to_b) = (time.since_s(a.time), b.time.since_s(time));
    let share = (from_a / (from_a + to_b).max(1e-3)).clamp(0.0, 1.0);
    let straight = interpolate(a.position, b.position, share);
    let course = bearing_deg(a.position, b.position);
    let bent = curved && from_a + to_b <= CURVED_H * 3_600.0;
    let (true, Some((sog_a, cog_a)), Some((sog_b, cog_b))) = (bent, a.velocity(), b.velocity())
    else {
        return (straight, course);
    };
    let ahead = destination(a.position, cog_a, sog_a * MPS_PER_KN * from_a);
    let back = destination(b.position, cog_b + 180.0, sog_b * MPS_PER_KN * to_b);
    // The nearer ping counts more; smooth at both ends.
    let smooth = share * share * (3.0 - 2.0 * share);
    (interpolate(ahead, back, smooth), course)
}

/// `a·b / (a + b)`, hours: the time that matters between two pings.
pub(super) fn bridge_h(a: &Ping, b: &Ping, time: Time) -> f64 {
    let (from_a, to_b) = (time.since_s(a.time).max(0.0), b.time.since_s(time).max(0.0));
    from_a * to_b / (from_a + to_b).max(1e-3) / 3_600.0
}

/// Mean speed between two pings, knots.
pub(super) fn implied_kn(a: &Ping, b: &Ping) -> f64 {
    let seconds = b.time.since_s(a.time).max(1.0);
    distance_m(a.position, b.position) / seconds / MPS_PER_KN
}

impl MotionModel {
    /// The built-in model; see its data sheet. A node that learns from its own feed does better.
    #[must_use]
    pub fn builtin() -> Self {
        serde_json::from_str(include_str!("../../data/motion.json")).unwrap_or_default()
    }

    /// Where the track may be at `time`; `None` without any ping.
    #[must_use]
    pub fn place(&self, track: &TrackView, time: Time) -> Option<PlaceDensity> {
        let pings = (track.before.as_ref(), track.after.as_ref());
        self.place_between(&track.class, pings, time)
    }

    /// As [`Self::place`], of a vessel of this class between these pings.
    pub(super) fn place_between(
        &self,
        class: &str,
        (before, after): (Option<&Ping>, Option<&Ping>),
        time: Time,
    ) -> Option<PlaceDensity> {
        if let (Some(a), Some(b)) = (before, after)
            && implied_kn(a, b) <= PAIR_KN
            && let Some(found) = self.by_two_pings(class, a, b, time)
        {
            return Some(found);
        }
        let age = |p: &&Ping| time.since_s(p.time).abs();
        let nearest = [before, after]
            .into_iter()
            .flatten()
            .min_by(|p, q| age(p).total_cmp(&age(q)))?;
        Some(self.by_one_ping(class, nearest, time))
    }

    fn cells<'a>(
        of: &'a BTreeMap<String, Cells>,
        class: &str,
        speed: usize,
        gap_h: f64,
    ) -> Vec<(&'a MotionCell, f64)> {
        let cell = |class: &str, gap: usize| {
            let row = of.get(class)?.get(speed)?;
            row.get(gap).filter(|c| c.samples > 0)
        };
        let nearest = |gap: usize| {
            let any = |gap: usize| cell(class, gap).or_else(|| cell(ANY, gap));
            (0..GAPS_H.len()).find_map(|off| {
                let above = any(gap + off);
                above.or_else(|| any(gap.checked_sub(off)?))
            })
        };
        let both = gap_bins(gap_h);
        both.into_iter()
            .filter(|(_, share)| *share > 0.0)
            .filter_map(|(gap, share)| Some((nearest(gap)?, share)))
            .collect()
    }

    /// Where a vessel at sea may be that was seen once, its speed and course not known: all that was learnt of any vessel, by
    /// how common each speed is at sea, towards all sides alike, and as much a walk at those speeds.
    pub(super) fn place_unknown(&self, ping: &Ping, time: Time) -> PlaceDensity {
        let gap_h = time.since_s(ping.time).abs() / 3_600.0;
        // Share and spread of each way to have moved, knots per axis: a ring of courses, as the round normal distribution
        // of the same variance.
        let mut ways: Vec<(f64, f64)> = Vec::new();
        let mut add = |weight: f64, c: &MotionComponent, sog_kn: f64| {
            let made = (c.along_share * sog_kn).powi(2);
            let round_kn = ((c.along_kn.powi(2) + c.cross_kn.powi(2) + made) / 2.0).sqrt();
            ways.push((weight * c.weight, round_kn));
        };
        for (speed, (share, sog_kn)) in AT_SEA.iter().enumerate() {
            for (cell, part) in Self::cells(&self.one, ANY, speed, gap_h) {
                let weigh = |c: &MotionComponent| add(share * part, c, *sog_kn);
                cell.components.iter().for_each(weigh);
            }
        }
        let (fit, walk) = if ways.is_empty() {
            (Fit::Formula, 1.0)
        } else {
            (Fit::OnePing, WALK_SHARE)
        };
        let learnt: f64 = ways.iter().map(|(weight, _)| weight).sum();
        for (weight, _) in &mut ways {
            *weight *= (1.0 - walk) / learnt.max(1e-12);
        }
        let walked = |(share, sog_kn): &(f64, f64)| (share * walk, walk_kn(*sog_kn, gap_h));
        ways.extend(AT_SEA.iter().map(walked));
        let lobe = |(weight, round_kn): (f64, f64)| Lobe {
            weight,
            centre: ping.position,
            course_deg: 0.0,
            along_m: round_kn * gap_h * 1_852.0,
            cross_m: round_kn * gap_h * 1_852.0,
        };
        PlaceDensity {
            lobes: few(ways).into_iter().map(lobe).collect(),
            fit,
            expected: ping.position,
            velocity: None,
            nearest_s: gap_h * 3_600.0,
        }
    }

    fn by_two_pings(&self, class: &str, a: &Ping, b: &Ping, time: Time) -> Option<PlaceDensity> {
        let gap_h = bridge_h(a, b, time);
        let kn = implied_kn(a, b);
        let cells = Self::cells(&self.two, class, speed_bin(Some(kn)), gap_h);
        let whole: f64 = cells.iter().map(|(_, share)| share).sum();
        let mut lobes = Vec::new();
        let (mut expected, mut most) = (None, 0.0);
        for (cell, share) in &cells {
            let (centre, course_deg) = between(a, b, time, cell.curved);
            if *share > most {
                (expected, most) = (Some(centre), *share);
            }
            for c in &cell.components {
                lobes.push(Lobe {
                    weight: c.weight * share / whole,
                    centre,
                    course_deg,
                    along_m: c.along_kn * gap_h * 1_852.0,
                    cross_m: c.cross_kn * gap_h * 1_852.0,
                });
            }
        }
        let nearest = if time.since_s(a.time) <= b.time.since_s(time) {
            a
        } else {
            b
        };
        Some(PlaceDensity {
            lobes,
            fit: Fit::TwoPings,
            expected: expected?,
            velocity: nearest
                .velocity()
                .or_else(|| (kn > 0.1).then(|| (kn, bearing_deg(a.position, b.position)))),
            nearest_s: time.since_s(nearest.time).abs(),
        })
    }

    fn by_one_ping(&self, class: &str, ping: &Ping, time: Time) -> PlaceDensity {
        let signed_h = time.since_s(ping.time) / 3_600.0;
        let gap_h = signed_h.abs();
        let velocity = ping.velocity();
        let (sog, cog) = velocity.unwrap_or((0.0, 0.0));
        let speed = speed_bin(velocity.map(|v| v.0));
        let mut cells = Self::cells(&self.one, class, speed, gap_h);
        let formula = by_formula(velocity.map(|v| v.0));
        let fit = if cells.is_empty() {
            cells.push((&formula, 1.0));
            Fit::Formula
        } else {
            Fit::OnePing
        };
        let whole: f64 = cells.iter().map(|(_, share)| share).sum();
        let mut lobes = Vec::new();
        for (cell, share) in cells {
            for c in &cell.components {
                let made_m = c.along_share * sog * signed_h * 1_852.0;
                lobes.push(Lobe {
                    weight: c.weight * share / whole,
                    centre: destination(ping.position, cog, made_m),
                    course_deg: cog,
                    along_m: c.along_kn * gap_h * 1_852.0,
                    cross_m: c.cross_kn * gap_h * 1_852.0,
                });
            }
        }
        PlaceDensity {
            lobes,
            fit,
            expected: destination(ping.position, cog, sog * signed_h * 1_852.0),
            velocity,
            nearest_s: gap_h * 3_600.0,
        }
    }
}

/// Spread per axis, knots, of a ship that keeps its speed and loses its course by and by: a walk whose course is forgotten
/// within [`WALK_H`] (the persistent random walk of Ornstein and Uhlenbeck).
fn walk_kn(sog_kn: f64, gap_h: f64) -> f64 {
    let turns = gap_h.max(1e-3) / WALK_H;
    sog_kn * (turns - 1.0 + (-turns).exp()).max(0.0).sqrt() / turns
}

/// Shares and spreads with those put together that are within a third of each other; the shares of all sum to 1.
fn few(mut ways: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    ways.sort_by(|a, b| a.1.total_cmp(&b.1));
    let whole: f64 = ways.iter().map(|(weight, _)| weight).sum();
    let mut few: Vec<(f64, f64)> = Vec::new();
    let mut narrowest = f64::NEG_INFINITY;
    for (weight, spread) in ways {
        let weight = weight / whole.max(1e-12);
        match few.last_mut().filter(|_| spread <= narrowest * 4.0 / 3.0) {
            Some((sum, of)) => {
                let variance = *sum * of.powi(2) + weight * spread.powi(2);
                *sum += weight;
                *of = (variance / sum.max(1e-12)).sqrt();
            }
            None => {
                narrowest = spread;
                few.push((weight, spread));
            }
        }
    }
    few
}

/// Spread without any learning: wide on purpose.
fn by_formula(sog_kn: Option<f64>) -> MotionCell {
    let spread_kn = sog_kn.map_or(6.0, |kn| 1.5 + 0.4 * kn);
    MotionCell {
        components: vec![MotionComponent {
            weight: 1.0,
            along_share: 0.7,
            along_kn: spread_kn,
            cross_kn: spread_kn,
        }],
        ..MotionCell::default()
    }
}
