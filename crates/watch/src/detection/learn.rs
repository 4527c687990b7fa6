//! Learns how far tracks stray from where they are reckoned to be, by hiding their own positions.

use std::collections::{BTreeMap, BTreeSet};

use vigie_sea::{MPS_PER_KN, Position, bearing_deg, distance_m};

use super::motion::{
    ANY, Cells, GAPS_H, MotionCell, MotionComponent, MotionModel, Ping, SPEEDS, between, bridge_h,
    gap_bin, implied_kn, speed_bin,
};

/// Most samples one vessel gives to one cell, so that none decides alone.
const MOST_OF_ONE: usize = 150;
/// Fewest samples of a cell…
const LEAST_SAMPLES: usize = 40;
/// …and fewest vessels for the class of every vessel.
const LEAST_VESSELS: usize = 2;
/// Movements faster than this are false positions, knots.
const FASTEST_KN: f64 = 60.0;
/// Share kept for what was not seen when learning.
const TAIL: f64 = 0.01;

/// One hidden position: how far off it was.
#[derive(Debug, Clone, PartialEq)]
pub struct MotionSample {
    class: String,
    vessel: String,
    two: bool,
    speed: usize,
    gap: usize,
    /// Reckoned movement along the course, knots; 0 between two pings.
    reach_kn: f64,
    /// Where it was, along and across, knots (distance ÷ time); between two pings off the straight line…
    off_kn: (f64, f64),
    /// …and off the bent line.
    curved_kn: (f64, f64),
}

/// Every hidden position of one vessel's pings, in order of time. `class` is a gear or role.
#[must_use]
pub fn samples_of_track(class: &str, vessel: &str, pings: &[Ping]) -> Vec<MotionSample> {
    let mut samples = Vec::new();
    let mut taken: BTreeMap<(bool, usize, usize), usize> = BTreeMap::new();
    let mut keep = |sample: MotionSample| {
        let count = taken
            .entry((sample.two, sample.speed, sample.gap))
            .or_default();
        *count += 1;
        if *count <= MOST_OF_ONE {
            samples.push(sample);
        }
    };
    let base = |two, speed, gap| MotionSample {
        class: class.to_owned(),
        vessel: vessel.to_owned(),
        two,
        speed,
        gap,
        reach_kn: 0.0,
        off_kn: (0.0, 0.0),
        curved_kn: (0.0, 0.0),
    };
    // A stride that is prime to the daily round spreads the samples over the whole track.
    let step = (pings.len() / (MOST_OF_ONE * 2)).max(1);
    for (from, ping) in pings.iter().enumerate().step_by(step) {
        for (gap, middle) in GAPS_H.iter().enumerate() {
            let Some(to) = nearest_at(pings, from, middle * 3_600.0) else {
                break;
            };
            let gap_h = to.time.since_s(ping.time) / 3_600.0;
            if gap_bin(gap_h) != Some(gap) {
                continue;
            }
            one(ping, to, gap_h, |speed, reach_kn, off_kn| {
                keep(MotionSample {
                    reach_kn,
                    off_kn,
                    ..base(false, speed, gap)
                });
            });
            bridged(
                ping,
                to,
                pings,
                from,
                *middle,
                |speed, gap, off_kn, curved_kn| {
                    keep(MotionSample {
                        off_kn,
                        curved_kn,
                        ..base(true, speed, gap)
                    });
                },
            );
        }
    }
    samples
}

/// The same span with a third ping behind it: what lies between is hidden.
fn bridged(
    ping: &Ping,
    to: &Ping,
    pings: &[Ping],
    from: usize,
    middle_h: f64,
    mut found: impl FnMut(usize, usize, (f64, f64), (f64, f64)),
) {
    for beyond in [2.0, 5.0] {
        let Some(end) = nearest_at(pings, from, middle_h * beyond * 3_600.0) else {
            return;
        };
        let speed_kn = implied_kn(ping, end);
        if end.time <= to.time || speed_kn > FASTEST_KN {
            continue;
        }
        let tau_h = bridge_h(ping, end, to.time);
        let Some(gap) = gap_bin(tau_h) else { continue };
        let off = |curved| {
            let (place, course) = between(ping, end, to.time, curved);
            offset_kn(place, course, to.position, tau_h)
        };
        found(speed_bin(Some(speed_kn)), gap, off(false), off(true));
    }
}

/// The reckoning of one ping, with and without its speed.
fn one(ping: &Ping, to: &Ping, gap_h: f64, mut found: impl FnMut(usize, f64, (f64, f64))) {
    if distance_m(ping.position, to.position) / (gap_h * 3_600.0) / MPS_PER_KN > FASTEST_KN {
        return;
    }
    if let Some((sog, cog)) = ping.velocity() {
        let off = offset_kn(ping.position, cog, to.position, gap_h);
        found(speed_bin(Some(sog)), sog, off);
    }
    found(
        speed_bin(None),
        0.0,
        offset_kn(ping.position, 0.0, to.position, gap_h),
    );
}

fn offset_kn(from: Position, course_deg: f64, to: Position, hours: f64) -> (f64, f64) {
    let kn = distance_m(from, to) / 1_852.0 / hours.max(1e-4);
    let off = (bearing_deg(from, to) - course_deg).to_radians();
    (kn * off.cos(), kn * off.sin())
}

/// The ping nearest to `after_s` after the one numbered `from`.
fn nearest_at(pings: &[Ping], from: usize, after_s: f64) -> Option<&Ping> {
    let start = pings.get(from)?;
    let tail = pings.get(from + 1..)?;
    let at = tail.partition_point(|p| p.time.since_s(start.time) < after_s);
    let late = tail.get(at)?;
    let early = at.checked_sub(1).and_then(|i| tail.get(i));
    let miss = |p: &Ping| (p.time.since_s(start.time) - after_s).abs();
    Some(early.filter(|e| miss(e) < miss(late)).unwrap_or(late))
}

/// Learns a model of movement. Deterministic: the same samples in the same order give the same model.
#[must_use]
pub fn learn_motion(samples: &[MotionSample], data_sheet: &str) -> MotionModel {
    let mut model = MotionModel {
        data_sheet: data_sheet.to_owned(),
        ..MotionModel::default()
    };
    let mut groups: BTreeMap<(bool, &str, usize, usize), Vec<&MotionSample>> = BTreeMap::new();
    for sample in samples {
        let classes = [ANY, sample.class.as_str()];
        // Of a vessel of no known class there is one movement, not two.
        let count = if sample.class == ANY { 1 } else { 2 };
        for class in classes.into_iter().take(count) {
            let key = (sample.two, class, sample.speed, sample.gap);
            groups.entry(key).or_default().push(sample);
        }
    }
    for ((two, class, speed, gap), group) in groups {
        let vessels: BTreeSet<&str> = group.iter().map(|s| s.vessel.as_str()).collect();
        if group.len() < LEAST_SAMPLES || (class == ANY && vessels.len() < LEAST_VESSELS) {
            continue;
        }
        let of = if two { &mut model.two } else { &mut model.one };
        let cells: &mut Cells = of
            .entry(class.to_owned())
            .or_insert_with(|| vec![vec![MotionCell::default(); GAPS_H.len()]; SPEEDS]);
        if let Some(cell) = cells.get_mut(speed).and_then(|row| row.get_mut(gap)) {
            *cell = fit(&group);
            cell.vessels = u32::try_from(vessels.len()).unwrap_or(u32::MAX);
        }
    }
    model
}

fn size(off: (f64, f64)) -> f64 {
    off.0.hypot(off.1)
}

fn quantile(sorted: &[f64], share: f64) -> f64 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index inside the slice"
    )]
    let at = (share * sorted.len().saturating_sub(1) as f64) as usize;
    sorted.get(at).copied().unwrap_or(0.0)
}

/// Fits a mixture of three normal distributions and a tail, by expectation and maximisation.
fn fit(group: &[&MotionSample]) -> MotionCell {
    let sizes = |of: fn(&MotionSample) -> (f64, f64)| {
        let mut all: Vec<f64> = group.iter().map(|s| size(of(s))).collect();
        all.sort_by(f64::total_cmp);
        all
    };
    let two = group.first().is_some_and(|s| s.two);
    let curved =
        two && quantile(&sizes(|s| s.curved_kn), 0.6) < quantile(&sizes(|s| s.off_kn), 0.6);
    let points: Vec<(f64, f64, f64)> = group
        .iter()
        .map(|s| {
            let (x, y) = if curved { s.curved_kn } else { s.off_kn };
            (x, y, s.reach_kn)
        })
        .collect();
    let mut rest: Vec<f64> = points.iter().map(|(x, y, r)| (x - r).hypot(*y)).collect();
    rest.sort_by(f64::total_cmp);
    let start = |weight, along_share, share: f64| {
        let spread = (quantile(&rest, share) / 1.2).max(0.05);
        MotionComponent {
            weight,
            along_share,
            along_kn: spread,
            cross_kn: spread,
        }
    };
    let mut parts = [
        start(0.5, 1.0, 0.3),
        start(0.3, 0.9, 0.7),
        start(0.2, 0.3, 0.95),
    ];
    for _ in 0..60 {
        improve(&mut parts, &points);
    }
    let widest = parts
        .iter()
        .fold(1.5_f64, |w, p| w.max(p.along_kn).max(p.cross_kn));
    let mut components: Vec<MotionComponent> = parts.to_vec();
    for part in &mut components {
        part.weight *= 1.0 - TAIL;
    }
    components.push(MotionComponent {
        weight: TAIL,
        along_share: 0.5,
        along_kn: 2.0 * widest,
        cross_kn: 2.0 * widest,
    });
    for c in &mut components {
        for value in [
            &mut c.weight,
            &mut c.along_share,
            &mut c.along_kn,
            &mut c.cross_kn,
        ] {
            *value = (*value * 1e4).round() / 1e4;
        }
    }
    MotionCell {
        samples: u32::try_from(points.len()).unwrap_or(u32::MAX),
        vessels: 0,
        curved,
        components,
    }
}

/// One round of expectation and maximisation.
fn improve(parts: &mut [MotionComponent; 3], points: &[(f64, f64, f64)]) {
    // Weight, Σx·r, Σr², then the moments about the mean that follows.
    let mut held: Vec<[f64; 3]> = Vec::with_capacity(points.len());
    for (x, y, reach) in points {
        let mut each = parts.map(|p| {
            let (u, v) = ((x - p.along_share * reach) / p.along_kn, y / p.cross_kn);
            p.weight / (p.along_kn * p.cross_kn) * (-0.5 * (u * u + v * v)).exp() + 1e-300
        });
        let sum: f64 = each.iter().sum();
        each.iter_mut().for_each(|e| *e /= sum);
        held.push(each);
    }
    #[allow(clippy::cast_precision_loss, reason = "counts of samples")]
    let whole = points.len() as f64;
    for (number, part) in parts.iter_mut().enumerate() {
        let shares = || {
            held.iter()
                .filter_map(|h| h.get(number).copied())
                .zip(points)
        };
        let weight: f64 = shares().map(|(h, _)| h).sum();
        let (mut xr, mut rr) = (0.0, 0.0);
        for (h, (x, _, reach)) in shares() {
            xr += h * x * reach;
            rr += h * reach * reach;
        }
        if rr > 1e-9 {
            part.along_share = (xr / rr).clamp(-0.5, 1.5);
        }
        let (mut along, mut cross) = (0.0, 0.0);
        for (h, (x, y, reach)) in shares() {
            along += h * (x - part.along_share * reach).powi(2);
            cross += h * y * y;
        }
        // Two more samples of a knot each keep a component from closing on one point.
        part.weight = (weight + 1.0) / (whole + 3.0);
        part.along_kn = ((along + 0.02) / (weight + 2.0)).sqrt().max(0.03);
        part.cross_kn = ((cross + 0.02) / (weight + 2.0)).sqrt().max(0.03);
    }
}
