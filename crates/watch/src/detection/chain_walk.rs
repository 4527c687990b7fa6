//! How the dark vessels of these looks move, and how alike their lengths are: what is known beforehand, corrected by the
//! joins themselves.
//!
//! What is known beforehand is the model of movement ([`MotionModel`]) and counts as some joins; each join counts by its
//! probability (expectation and maximisation: Dempster, Laird and Rubin 1977). So a fleet at rest is soon known to be one.

use vigie_sea::{Position, Time};

use super::motion::{MotionModel, Ping};

/// Ways to have moved: normal distributions around the place before, each twice as wide as the one before.
pub(super) const WAYS: usize = 8;
/// Spread of the narrowest per axis, knots: times hours, nautical miles.
const SLOWEST_KN: f64 = 0.06;
/// Spans of time of which the ways are learnt each by itself: under an hour, and doubling to over 64 h.
const SPANS: usize = 8;
/// How a way goes on from the one before: anew, at such a speed again, straight on with three spreads.
pub(super) const ONWARD: usize = 5;
/// Share of the way before made again, spread as a share of it, of those that go straight on.
const STRAIGHT: [(f64, f64); 3] = [(1.0, 0.1), (1.0, 0.3), (0.6, 0.5)];
/// Least spread of a vessel that goes straight on per axis, knots.
const STRAIGHT_KN: f64 = 0.15;
/// Shares of [`ONWARD`] within an hour…
const ONWARD_SOON: [f64; ONWARD] = [0.2, 0.2, 0.25, 0.2, 0.15];
/// …and after three days.
const ONWARD_LATE: [f64; ONWARD] = [0.75, 0.15, 0.02, 0.03, 0.05];
/// What is known beforehand counts as so many joins.
const KNOWN_JOINS: f64 = 12.0;
/// One length in ten is wrong.
const LENGTH_WRONG: f64 = 0.1;
/// Usual ln(length in metres) of ships seen by radar on the high seas, its spread, and as how many sightings that counts.
const USUAL_LENGTH: (f64, f64, f64) = (4.1, 0.7, 10.0);
/// No sensor tells ln(length) better than this.
const LENGTH_BEST: f64 = 0.15;
/// Share of vessels that are dark only here: they begin to send, or are false echoes; and as how many sightings that counts.
const VANISH: (f64, f64) = (0.05, 20.0);
/// Share of sightings that are of no vessel, or of one that is dark in this look only; and as how many sightings that counts.
const ONCE: (f64, f64) = (0.1, 20.0);
const KM_PER_NM: f64 = 1.852;

/// Movement and lengths.
#[derive(Debug, Clone)]
pub(super) struct Walk {
    known: [[f64; WAYS]; SPANS],
    ways: [[f64; WAYS]; SPANS],
    onward: [[f64; ONWARD]; SPANS],
    /// Share of sightings after which a vessel is not dark any more, or before which it was not.
    pub(super) vanish: f64,
    /// Share of sightings that no other look can show.
    pub(super) once: f64,
    length_mean: f64,
    length_spread: f64,
    length_known: f64,
    /// Correlation of two ln(lengths) of one ship.
    length_alike: f64,
}

/// What the joins of one round say.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) ways: [[f64; WAYS]; SPANS],
    pub(super) onward: [[f64; ONWARD]; SPANS],
    /// Sightings, and those among them whose vessel vanishes or came from nowhere, each counted at both ends.
    pub(super) vanish: (f64, f64),
    /// Sightings, and those among them that no other look can show.
    pub(super) once: (f64, f64),
    /// Joins with lengths, and the sum of the squares of half their differences.
    pub(super) length: (f64, f64),
}

/// Number of the span of time.
pub(super) fn span_of(hours: f64) -> usize {
    let edges = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
    edges.iter().filter(|edge| hours >= **edge).count()
}

/// Spread of a way per axis, km.
pub(super) fn way_km(way: usize, hours: f64) -> f64 {
    let doubled = (0..way).fold(SLOWEST_KN, |kn, _| 2.0 * kn);
    doubled * hours * KM_PER_NM
}

/// Density of a round normal distribution of this variance per axis at this distance squared.
pub(super) fn round_normal(far2: f64, variance: f64) -> f64 {
    (-0.5 * far2 / variance).exp() / (std::f64::consts::TAU * variance)
}

impl Walk {
    /// What is known before any join: lengths as they were seen, ln(metres), with their usual error.
    pub(super) fn known(model: &MotionModel, logs: &[f64], length_spread: f64) -> Self {
        let mut known = [[0.0; WAYS]; SPANS];
        let mut onward = [[0.0; ONWARD]; SPANS];
        let mut middle_h = 0.7;
        let late = super::telling::count(SPANS - 1);
        for (number, (ways, onward)) in known.iter_mut().zip(onward.iter_mut()).enumerate() {
            *ways = before(model, middle_h);
            middle_h = if number == 0 { 1.4 } else { 2.0 * middle_h };
            let share = super::telling::count(number) / late;
            let both = ONWARD_SOON.iter().zip(&ONWARD_LATE);
            for (to, (soon, late)) in onward.iter_mut().zip(both) {
                *to = soon * (1.0 - share) + late * share;
            }
        }
        let (usual, spread, weight) = USUAL_LENGTH;
        let count = super::telling::count(logs.len());
        let mean = (logs.iter().sum::<f64>() + usual * weight) / (count + weight);
        let off: f64 = logs.iter().map(|l| (l - mean).powi(2)).sum();
        let variance = (off + spread * spread * weight) / (count + weight);
        let mut walk = Self {
            known,
            ways: known,
            onward,
            vanish: VANISH.0,
            once: ONCE.0,
            length_mean: mean,
            length_spread: variance.sqrt().max(LENGTH_BEST),
            length_known: length_spread,
            length_alike: 0.0,
        };
        walk.alike_by(length_spread.powi(2));
        walk
    }

    fn alike_by(&mut self, error2: f64) {
        let share = error2.max(LENGTH_BEST.powi(2)) / self.length_spread.powi(2);
        self.length_alike = (1.0 - share).clamp(0.0, 0.95);
    }

    /// Learns from the joins of a round.
    pub(super) fn learn(&mut self, tally: &Tally, onward_known: &Self) {
        let all = self.ways.iter_mut().zip(&self.known).zip(&tally.ways);
        for ((ways, known), seen) in all {
            mix(ways, known, seen);
        }
        let all = self.onward.iter_mut().zip(&onward_known.onward);
        for ((onward, known), seen) in all.zip(&tally.onward) {
            mix(onward, known, seen);
        }
        let (share, weight) = VANISH;
        let (count, gone) = tally.vanish;
        self.vanish = ((gone + share * weight) / (count + weight)).clamp(0.002, 0.5);
        let (share, weight) = ONCE;
        let (count, once) = tally.once;
        self.once = ((once + share * weight) / (count + weight)).clamp(0.002, 0.9);
        let (joins, squares) = tally.length;
        let weight = 2.0 * KNOWN_JOINS;
        self.alike_by((squares + weight * self.length_known.powi(2)) / (joins + weight));
    }

    /// How common each way is in such a span.
    pub(super) fn ways(&self, span: usize) -> [f64; WAYS] {
        self.ways.get(span).copied().unwrap_or([1.0 / 8.0; WAYS])
    }

    /// How common each way to go on is.
    pub(super) fn onward(&self, span: usize) -> [f64; ONWARD] {
        let found = self.onward.get(span).copied();
        found.unwrap_or([1.0, 0.0, 0.0, 0.0, 0.0])
    }

    /// A length as it is seen, in spreads of all that are seen.
    pub(super) fn standard(&self, length_m: Option<f64>) -> Option<f64> {
        let length_m = length_m.filter(|l| l.is_finite() && *l > 1.0)?;
        Some((length_m.ln() - self.length_mean) / self.length_spread)
    }

    /// Square of half the difference of two lengths in ln(metres), times √2.
    pub(super) fn length_error2(&self, a: f64, b: f64) -> f64 {
        ((a - b) * self.length_spread).powi(2) / 2.0
    }

    /// Density of a length if it is the ship of the other, over that of any ship; and the probability that neither is wrong.
    pub(super) fn lengths(&self, before: Option<f64>, after: Option<f64>) -> (f64, f64) {
        let (Some(a), Some(b)) = (before, after) else {
            return (1.0, 0.0);
        };
        let r = self.length_alike;
        let right = (1.0 - LENGTH_WRONG) * over(b, r * a, 1.0 - r * r);
        (right + LENGTH_WRONG, right / (right + LENGTH_WRONG))
    }

    /// How much more the two lengths before say of the third than the second by itself.
    pub(super) fn lengths_of_three(&self, a: Option<f64>, b: Option<f64>, c: Option<f64>) -> f64 {
        let (Some(a), Some(b), Some(c)) = (a, b, c) else {
            return 1.0;
        };
        let r = self.length_alike;
        let variance = (1.0 - r) * (1.0 + 2.0 * r) / (1.0 + r);
        let of_two = over(c, r * (a + b) / (1.0 + r), variance);
        let of_one = over(c, r * b, 1.0 - r * r);
        let mixed = |ratio: f64| (1.0 - LENGTH_WRONG) * ratio + LENGTH_WRONG;
        (mixed(of_two) / mixed(of_one)).clamp(0.2, 5.0)
    }
}

/// Density of a normal distribution over that of the standard one.
fn over(z: f64, mean: f64, variance: f64) -> f64 {
    (-0.5 * ((z - mean).powi(2) / variance - z * z)).exp() / variance.sqrt()
}

fn mix<const N: usize>(shares: &mut [f64; N], known: &[f64; N], seen: &[f64; N]) {
    let whole = seen.iter().sum::<f64>() + KNOWN_JOINS;
    for ((share, known), seen) in shares.iter_mut().zip(known).zip(seen) {
        *share = (KNOWN_JOINS * known + seen) / whole;
    }
}

/// The shares of the ways after so many hours by the model of movement.
fn before(model: &MotionModel, hours: f64) -> [f64; WAYS] {
    let mut shares = [1e-3; WAYS];
    let time = Time::from_s(0);
    let Ok(position) = Position::new(0.0, 0.0) else {
        return shares;
    };
    let ping = Ping {
        time,
        position,
        sog_kn: None,
        cog_deg: None,
    };
    #[allow(clippy::cast_possible_truncation, reason = "some days")]
    let later = time.plus_ms((hours * 3.6e6) as i64);
    for lobe in model.place_unknown(&ping, later).lobes {
        let kn = lobe.along_m / 1e3 / KM_PER_NM / hours;
        let at = (kn / SLOWEST_KN).max(1.0).log2();
        for (way, share) in shares.iter_mut().enumerate() {
            let last = way + 1 == WAYS && at > super::telling::count(way);
            let off = (at - super::telling::count(way)).abs();
            *share += lobe.weight * if last { 1.0 } else { (1.0 - off).max(0.0) };
        }
    }
    let whole: f64 = shares.iter().sum();
    shares.map(|share| share / whole)
}

/// Density, per km², of going straight on in each of the three manners: the way before with its hours and the variance of its
/// ends, and the way now.
pub(super) fn straight(
    (way, hours, error2): ([f64; 2], f64, f64),
    (now, now_h, now_error2): ([f64; 2], f64, f64),
) -> [f64; 3] {
    let times = now_h / hours;
    let made = way.map(|km| km * times);
    let made2 = made.iter().map(|km| km * km).sum::<f64>();
    let least = (STRAIGHT_KN * now_h * KM_PER_NM).powi(2);
    let errors = now_error2 + error2 * times * times + least;
    STRAIGHT.map(|(again, spread)| {
        let far2: f64 = now
            .iter()
            .zip(&made)
            .map(|(km, made)| (km - again * made).powi(2))
            .sum();
        round_normal(far2, errors + spread * spread * made2)
    })
}
