//! Which later sighting each sighting may be, and what speaks for it by itself.

use vigie_sea::{Position, bearing_deg, distance_m, lon_delta_deg};

use super::chain::ChainConfig;
use super::chain_step::Step;
use super::chain_walk::{WAYS, Walk, round_normal, span_of, way_km};
use super::dark_sighting::DarkSighting;
use super::reach::Reach;

/// Later sightings of one look, and of all looks, that one sighting may be, the likeliest…
const OUT_MAX: usize = 24;
/// …and earlier ones that one may have been.
const IN_MAX: usize = 24;
/// Further looks are not sought once all that went over the place would have missed the vessel with this probability.
const MISSED_MIN: f64 = 2e-3;
/// Looks between two sightings make it at most so unlikely that they are one vessel: who is missed once is often missed again.
const MISSED_LEAST: f64 = 0.02;
/// Looks weighed for whether a vessel is not seen before, or again.
const BESIDE_MAX: usize = 48;
/// Error of a place that no sensor states: azimuth shift of a moving ship, clocks, its own length; km.
const FLOOR_KM: f64 = 0.25;
/// No span between two sightings is shorter, hours.
const LEAST_H: f64 = 1.0 / 60.0;
/// Directions by which is reckoned who stays inside a footprint…
const SIDES: u32 = 6;
/// …and distances: a quarter, and three quarters, of a round normal distribution are within, in standard deviations.
const RADII: [f64; 2] = [0.758_5, 1.665_1];
/// A way narrower than this is one place, km.
const NARROW_KM: f64 = 2.0;

/// One sighting among all.
pub(super) struct Node<'a> {
    pub(super) sighting: &'a DarkSighting,
    /// Number of its look.
    pub(super) step: usize,
    /// Its length, in spreads of all that were seen.
    pub(super) length: Option<f64>,
    /// Density of detections around it, per km².
    stray: f64,
    /// Probability that no look before showed it, by the way it moves…
    before: Beside,
    /// …and that no look after will.
    after: Beside,
}

/// Probability by way, and the span of time for which the ways are taken.
struct Beside {
    span: usize,
    ways: [f64; WAYS],
}

impl Beside {
    fn all(&self, walk: &Walk) -> f64 {
        let ways = walk.ways(self.span);
        ways.iter()
            .zip(&self.ways)
            .map(|(share, of)| share * of)
            .sum()
    }
}

impl Node<'_> {
    /// Probability that it was not seen before, and that it will not be seen again.
    pub(super) fn ends(&self, walk: &Walk) -> (f64, f64) {
        let of = |beside: &Beside| walk.vanish + (1.0 - walk.vanish) * beside.all(walk);
        (of(&self.before), of(&self.after))
    }
}

/// A sighting that may be a later one.
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) span: usize,
    pub(super) hours: f64,
    /// Way made, km east and north, as it is at the first…
    pub(super) away: [f64; 2],
    /// …and as it comes in at the second.
    pub(super) came: [f64; 2],
    /// Variance of both places per axis, km².
    pub(super) error2: f64,
    /// Way made, metres.
    pub(super) far_m: f64,
    /// Share that the look shows, of ships that no look between showed, per km² of detections there.
    base: f64,
    /// Density of each way there, per km².
    densities: [f64; WAYS],
    /// Density of all ways, per km².
    pub(super) density: f64,
    /// How much the lengths speak for it, and whether neither is wrong.
    pub(super) lengths: (f64, f64),
    /// Odds of it by itself, against both standing alone, before how likely that is.
    pub(super) odds: f64,
}

impl Link {
    /// Weighs it by what is known of movement and lengths.
    pub(super) fn weigh(&mut self, walk: &Walk, lengths: (Option<f64>, Option<f64>)) {
        let ways = walk.ways(self.span);
        let of = ways.iter().zip(&self.densities);
        self.density = of
            .map(|(share, density)| share * density)
            .sum::<f64>()
            .max(1e-12);
        self.lengths = walk.lengths(lengths.0, lengths.1);
        self.odds = self.base * self.density * self.lengths.0 * (1.0 - walk.vanish);
    }

    /// Density of each way over that of all.
    pub(super) fn ways(&self) -> [f64; WAYS] {
        self.densities.map(|density| density / self.density)
    }
}

/// Sightings, which may be which, and how much more each may be that is not among these.
pub(super) struct Pairs<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) links: Vec<Link>,
    /// Odds that are left out, by sighting: as the earlier and as the later one.
    pub(super) left: Vec<(f64, f64)>,
}

/// All that may be.
pub(super) fn pairs<'a>(steps: &[Step<'a>], walk: &Walk, config: &ChainConfig) -> Pairs<'a> {
    let mut nodes: Vec<Node<'a>> = Vec::new();
    for (step, look) in steps.iter().enumerate() {
        let strays = (0..look.seen.len()).map(|number| look.density_km2(number));
        nodes.extend(look.seen.iter().zip(strays).map(|(sighting, stray)| Node {
            sighting,
            stray,
            step,
            length: walk.standard(sighting.length_m),
            before: beside(
                sighting,
                steps.get(..step).unwrap_or_default().iter().rev(),
                config,
            ),
            after: beside(
                sighting,
                steps.get(step + 1..).unwrap_or_default().iter(),
                config,
            ),
        }));
    }
    let mut links: Vec<Link> = Vec::new();
    let mut left = vec![(0.0, 0.0); nodes.len()];
    let mut leave = |link: &Link| {
        if let Some(left) = left.get_mut(link.from) {
            left.0 += link.odds;
        }
        if let Some(left) = left.get_mut(link.to) {
            left.1 += link.odds;
        }
    };
    for (from, node) in nodes.iter().enumerate() {
        let later = steps.get(node.step + 1..).unwrap_or_default();
        let mut found = onward(from, node, &nodes, later, walk, config);
        by_odds(&mut found);
        found
            .drain(OUT_MAX.min(found.len())..)
            .for_each(|link| leave(&link));
        links.append(&mut found);
    }
    links.sort_by_key(|link| (link.to, link.from));
    let mut kept: Vec<Link> = Vec::new();
    let mut links = links.into_iter().peekable();
    while let Some(first) = links.next() {
        let to = first.to;
        let mut found = vec![first];
        while let Some(next) = links.next_if(|link| link.to == to) {
            found.push(next);
        }
        by_odds(&mut found);
        found
            .drain(IN_MAX.min(found.len())..)
            .for_each(|link| leave(&link));
        kept.append(&mut found);
    }
    kept.sort_by_key(|link| (link.from, link.to));
    Pairs {
        nodes,
        links: kept,
        left,
    }
}

fn by_odds(links: &mut [Link]) {
    links.sort_by(|a, b| {
        let order = b.odds.total_cmp(&a.odds);
        order.then((a.from, a.to).cmp(&(b.from, b.to)))
    });
}

/// The later sightings that one may be.
fn onward<'a>(
    from: usize,
    node: &Node<'a>,
    nodes: &[Node<'a>],
    later: &[Step<'a>],
    walk: &Walk,
    config: &ChainConfig,
) -> Vec<Link> {
    let (mut links, mut missed) = (Vec::new(), 1.0);
    let mut between: Vec<&Step<'_>> = Vec::new();
    let seen = node.sighting;
    let Some(reach) = Reach::of(std::iter::once(seen)) else {
        return links;
    };
    for step in later {
        if step.time.since_s(seen.time) > config.window_h * 3_600.0 {
            break;
        }
        let here = links.len();
        if !step.seen.is_empty() {
            for number in step.in_reach(&reach, config) {
                let to = step.first + number;
                let Some(next) = nodes.get(to) else {
                    continue;
                };
                let mut link = link(
                    (from, seen),
                    (to, next.sighting, next.stray),
                    step,
                    &between,
                );
                link.weigh(walk, (node.length, next.length));
                if link.odds.is_finite() && link.odds > 1e-9 {
                    links.push(link);
                }
            }
        }
        if let Some(of_look) = links.get_mut(here..) {
            by_odds(of_look);
        }
        if step.is_bounded() {
            between.push(step);
            if !step.seen.is_empty() && step.is_over(seen.position) {
                missed *= 1.0 - step.sees(seen.length_m);
            }
            if missed < MISSED_MIN {
                break;
            }
        }
    }
    links
}

fn link(
    (from, seen): (usize, &DarkSighting),
    (to, next, stray): (usize, &DarkSighting, f64),
    step: &Step<'_>,
    between: &[&Step<'_>],
) -> Link {
    let seconds = next.time.since_s(seen.time);
    let hours = (seconds / 3_600.0).max(LEAST_H);
    let far_m = distance_m(seen.position, next.position);
    let way = |bearing: f64, km: f64| {
        let bearing = bearing.to_radians();
        [km * bearing.sin(), km * bearing.cos()]
    };
    let kms = [seen.place_m / 1e3, next.place_m / 1e3, FLOOR_KM];
    let error2: f64 = kms.iter().map(|km| km * km).sum();
    let mut missed = 1.0;
    for look in between {
        let share = look.time.since_s(seen.time) / seconds.max(1.0);
        if missed > MISSED_LEAST
            && let Some(place) = part_way(seen.position, next.position, share.clamp(0.0, 1.0))
            && look.is_over(place)
        {
            missed *= 1.0 - look.sees(seen.length_m);
        }
    }
    let far2 = (far_m / 1e3).powi(2);
    let mut densities = [0.0; WAYS];
    for (way, density) in densities.iter_mut().enumerate() {
        *density = round_normal(far2, way_km(way, hours).powi(2) + error2);
    }
    Link {
        from,
        to,
        span: span_of(hours),
        hours,
        away: way(bearing_deg(seen.position, next.position), far_m / 1e3),
        came: way(bearing_deg(next.position, seen.position), -far_m / 1e3),
        error2,
        far_m,
        base: step.sees(seen.length_m) * missed.max(MISSED_LEAST) / stray,
        densities,
        density: 0.0,
        lengths: (1.0, 0.0),
        odds: 0.0,
    }
}

/// Between two places on the map: looks between them are not told apart by more.
fn part_way(from: Position, to: Position, share: f64) -> Option<Position> {
    let east = lon_delta_deg(from.lon_deg(), to.lon_deg());
    let lat = from.lat_deg() + share * (to.lat_deg() - from.lat_deg());
    Position::new(lat, from.lon_deg() + share * east).ok()
}

/// Probability that none of these looks, from the nearest in time on, shows a vessel that is there at the time of a sighting.
fn beside<'a, 'b: 'a>(
    seen: &DarkSighting,
    looks: impl Iterator<Item = &'a Step<'b>>,
    config: &ChainConfig,
) -> Beside {
    let mut rays = [[1.0; 2 * SIDES as usize]; WAYS];
    let (mut span, mut count) = (None, 0);
    for look in looks {
        let hours = (look.time.since_s(seen.time).abs() / 3_600.0).max(LEAST_H);
        if hours > config.window_h || count >= BESIDE_MAX {
            break;
        }
        let widest_m = 2_000.0 * way_km(WAYS - 1, hours);
        if !look.may_touch(seen.position, widest_m) {
            continue;
        }
        let missed = 1.0 - look.sees(seen.length_m);
        let mut is_over = false;
        for (way, rays) in rays.iter_mut().enumerate() {
            let spread_km = way_km(way, hours);
            if spread_km < NARROW_KM {
                if look.is_over(seen.position) {
                    rays.iter_mut().for_each(|ray| *ray *= missed);
                    is_over = true;
                }
                continue;
            }
            for (place, ray) in around(seen.position, spread_km).zip(rays.iter_mut()) {
                if *ray > 1e-3 && place.is_some_and(|place| look.is_over(place)) {
                    *ray *= missed;
                    is_over = true;
                }
            }
        }
        if is_over {
            span = span.or(Some(span_of(hours)));
            count += 1;
        }
    }
    Beside {
        span: span.unwrap_or(0),
        ways: rays.map(|rays| rays.iter().sum::<f64>() / f64::from(2 * SIDES)),
    }
}

/// Places of equal share around one.
fn around(middle: Position, spread_km: f64) -> impl Iterator<Item = Option<Position>> {
    let narrow = middle.lat_deg().to_radians().cos().max(0.01);
    let degrees = spread_km / 111.2;
    (0..2 * SIDES).map(move |number| {
        let inner = number < SIDES;
        let turn = f64::from(number) + if inner { 0.0 } else { 0.5 };
        let angle = std::f64::consts::TAU * turn / f64::from(SIDES);
        let radius = degrees * if inner { RADII[0] } else { RADII[1] };
        let lat = middle.lat_deg() + radius * angle.cos();
        Position::new(lat, middle.lon_deg() + radius * angle.sin() / narrow).ok()
    })
}
