//! Where a vessel that went silent can be: many possible tracks from its last fix.
//!
//! Each particle is one vessel that might be the one: it holds a course and speed for a while, then takes
//! others, never faster than a fishing vessel can go, and is drawn to waters where vessels of its kind
//! work. A search that saw nothing makes the particles it would have seen less likely (Bayes); a
//! detection nearby makes those near it more likely. Method as in SAROPS (Kratzke, Stone and Frost 2010).

use serde::{Deserialize, Serialize};
use vigie_sea::{MPS_PER_KN, Position, destination, distance_m};

use super::error::{SearchError, not_negative, positive};
use super::random::Seeded;

/// More particles than any laptop should be asked to keep.
const PARTICLES_MAX: usize = 1_000_000;
/// Tries of another course when the way is closed by land.
const TRIES: usize = 8;

/// The last place known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fix {
    /// Where.
    pub position: Position,
    /// Standard deviation of it, metres.
    pub sigma_m: f64,
    /// Course last seen, degrees true.
    pub course_deg: Option<f64>,
    /// Speed last seen, knots.
    pub speed_kn: Option<f64>,
}

/// How such vessels move.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DarkVesselConfig {
    /// Number of particles.
    pub particles: usize,
    /// Fastest speed, knots.
    pub speed_max_kn: f64,
    /// Mean time on one course, seconds.
    pub course_time_s: f64,
}

impl Default for DarkVesselConfig {
    fn default() -> Self {
        Self {
            particles: 10_000,
            speed_max_kn: 10.0,
            course_time_s: 6.0 * 3_600.0,
        }
    }
}

/// One vessel that might be the one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Particle {
    /// Where it is now.
    pub position: Position,
    /// How likely; all weights sum to 1.
    pub weight: f64,
    course_deg: f64,
    speed_kn: f64,
}

/// Belief about one vessel.
#[derive(Debug, Clone)]
pub struct DarkVessel {
    config: DarkVesselConfig,
    particles: Vec<Particle>,
    random: Seeded,
}

impl DarkVessel {
    /// Belief at the moment of the last fix.
    ///
    /// # Errors
    /// No or too many particles; a speed, time or deviation that is not finite and above 0.
    pub fn new(fix: Fix, config: DarkVesselConfig, seed: u64) -> Result<Self, SearchError> {
        not_negative("sigma", fix.sigma_m)?;
        positive("speed", config.speed_max_kn)?;
        positive("course-time", config.course_time_s)?;
        if config.particles == 0 || config.particles > PARTICLES_MAX {
            #[allow(clippy::cast_precision_loss, reason = "for the message")]
            return Err(SearchError::Value {
                what: "particles",
                value: config.particles as f64,
            });
        }
        let mut random = Seeded::new(seed);
        #[allow(clippy::cast_precision_loss, reason = "a million at most")]
        let weight = 1.0 / config.particles as f64;
        let particles = (0..config.particles)
            .map(|_| {
                let off = fix.sigma_m * (-2.0 * (1.0 - random.unit()).ln()).sqrt();
                let position = destination(fix.position, random.between(0.0, 360.0), off);
                let free = random.between(0.0, 360.0);
                let course = fix.course_deg.map_or(free, |c| c + 20.0 * random.normal());
                let speed = fix.speed_kn.map_or_else(
                    || random.between(0.0, config.speed_max_kn),
                    |s| s.clamp(0.0, config.speed_max_kn),
                );
                Particle {
                    position,
                    weight,
                    course_deg: course.rem_euclid(360.0),
                    speed_kn: speed,
                }
            })
            .collect();
        Ok(Self {
            config,
            particles,
            random,
        })
    }

    /// The particles.
    #[must_use]
    pub fn particles(&self) -> &[Particle] {
        &self.particles
    }

    /// Lets `seconds` pass. `water` says where a vessel can be; `draw` how much its kind works there, any
    /// number from 0: of two courses the vessel takes the one that ends where there is more, that much
    /// oftener.
    pub fn pass(
        &mut self,
        seconds: f64,
        water: impl Fn(Position) -> bool,
        draw: impl Fn(Position) -> f64,
    ) {
        if !(seconds.is_finite() && seconds > 0.0) {
            return;
        }
        let turn = 1.0 - (-seconds / self.config.course_time_s).exp();
        let course_time_s = self.config.course_time_s;
        // What draws lies at the end of the course, not of the step.
        let ahead = |p: &Particle| {
            draw(destination(
                p.position,
                p.course_deg,
                p.speed_kn * MPS_PER_KN * course_time_s,
            ))
        };
        for particle in &mut self.particles {
            let reach = |p: &Particle| {
                destination(p.position, p.course_deg, p.speed_kn * MPS_PER_KN * seconds)
            };
            if self.random.unit() < turn {
                let mut other = *particle;
                other.course_deg = self.random.between(0.0, 360.0);
                other.speed_kn = self.random.between(0.0, self.config.speed_max_kn);
                let mut rival = other;
                rival.course_deg = self.random.between(0.0, 360.0);
                let (a, b) = (ahead(&other).max(0.0), ahead(&rival).max(0.0));
                let to_rival = a + b > 0.0 && self.random.unit() * (a + b) < b;
                *particle = if to_rival { rival } else { other };
            }
            for _ in 0..TRIES {
                let to = reach(particle);
                if water(to) {
                    particle.position = to;
                    break;
                }
                particle.course_deg = self.random.between(0.0, 360.0);
            }
        }
    }

    /// A search that saw nothing: `pod` is the probability that it would have seen a vessel there. Gives
    /// the probability that it would have found this vessel.
    ///
    /// # Errors
    /// The search would surely have seen every particle: the belief was wrong.
    pub fn empty_search(&mut self, pod: impl Fn(Position) -> f64) -> Result<f64, SearchError> {
        for particle in &mut self.particles {
            particle.weight *= 1.0 - pod(particle.position).clamp(0.0, 1.0);
        }
        Ok(1.0 - self.normalise()?)
    }

    /// A detection at a place (radar satellite, lights at night) that may be this vessel: `doubt` is the
    /// probability that it is another one.
    ///
    /// # Errors
    /// A deviation that is not above 0.
    pub fn detection(&mut self, at: Position, sigma_m: f64, doubt: f64) -> Result<(), SearchError> {
        positive("sigma", sigma_m)?;
        let doubt = doubt.clamp(0.0, 1.0);
        let near: Vec<f64> = self
            .particles
            .iter()
            .map(|p| (-0.5 * (distance_m(p.position, at) / sigma_m).powi(2)).exp())
            .collect();
        let sum: f64 = self
            .particles
            .iter()
            .zip(&near)
            .map(|(p, n)| p.weight * n)
            .sum();
        if sum <= 0.0 {
            return Ok(());
        }
        for (particle, near) in self.particles.iter_mut().zip(near) {
            particle.weight *= doubt + (1.0 - doubt) * near / sum;
        }
        self.normalise().map(|_| ())
    }

    fn normalise(&mut self) -> Result<f64, SearchError> {
        let sum: f64 = self.particles.iter().map(|p| p.weight).sum();
        positive("probability", sum)?;
        for particle in &mut self.particles {
            particle.weight /= sum;
        }
        if self.effective() < self.particles.len() / 2 {
            self.resample();
        }
        Ok(sum)
    }

    /// Number of particles that still count: 1 / Σ weight².
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and a million"
    )]
    fn effective(&self) -> usize {
        let squares: f64 = self.particles.iter().map(|p| p.weight * p.weight).sum();
        (1.0 / squares) as usize
    }

    /// Systematic resampling: likely particles are kept several times, unlikely ones dropped.
    #[allow(clippy::cast_precision_loss, reason = "a million at most")]
    fn resample(&mut self) {
        let count = self.particles.len();
        let step = 1.0 / count as f64;
        let mut pointer = self.random.unit() * step;
        let mut kept = Vec::with_capacity(count);
        let mut sum = 0.0;
        for particle in &self.particles {
            sum += particle.weight;
            while pointer < sum && kept.len() < count {
                kept.push(Particle {
                    weight: step,
                    ..*particle
                });
                pointer += step;
            }
        }
        if let Some(last) = kept.last().copied() {
            kept.resize(count, last);
            self.particles = kept;
        }
    }

    /// Sum of weights by cell, where `cell` numbers places from 0 to `cells`, and what lies in none.
    #[must_use]
    pub fn by_cell(
        &self,
        cells: usize,
        cell: impl Fn(Position) -> Option<usize>,
    ) -> (Vec<f64>, f64) {
        let mut sums = vec![0.0; cells];
        let mut outside = 0.0;
        for particle in &self.particles {
            match cell(particle.position).and_then(|n| sums.get_mut(n)) {
                Some(sum) => *sum += particle.weight,
                None => outside += particle.weight,
            }
        }
        (sums, outside)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::new(lat, lon).unwrap()
    }

    fn silent() -> DarkVessel {
        let fix = Fix {
            position: at(45.0, 179.8),
            sigma_m: 500.0,
            course_deg: None,
            speed_kn: None,
        };
        let config = DarkVesselConfig {
            particles: 4_000,
            ..DarkVesselConfig::default()
        };
        DarkVessel::new(fix, config, 7).unwrap()
    }

    #[test]
    fn spreads_across_180_no_faster_than_it_can_go() {
        let mut vessel = silent();
        for _ in 0..12 {
            vessel.pass(3_600.0, |_| true, |_| 1.0);
        }
        let far = vessel
            .particles()
            .iter()
            .map(|p| distance_m(p.position, at(45.0, 179.8)))
            .fold(0.0, f64::max);
        assert!(
            far < 12.0 * 10.0 * 1_852.0 + 3_000.0 && far > 60.0 * 1_852.0,
            "{far}"
        );
        let east = vessel
            .particles()
            .iter()
            .filter(|p| p.position.lon_deg() < 0.0)
            .count();
        assert!((1_000..3_000).contains(&east), "{east}");
    }

    #[test]
    fn land_is_not_entered_and_fishing_grounds_draw() {
        let mut vessel = silent();
        let water = |p: Position| p.lat_deg() < 45.05;
        let draw = |p: Position| if p.lon_deg() > 0.0 { 4.0 } else { 1.0 };
        for _ in 0..48 {
            vessel.pass(3_600.0, water, draw);
        }
        // Those that began north of the line by the error of the fix have come out.
        let ashore: f64 = vessel
            .particles()
            .iter()
            .filter(|p| !water(p.position))
            .map(|p| p.weight)
            .sum();
        assert!(ashore < 0.001, "{ashore}");
        let west: f64 = vessel
            .particles()
            .iter()
            .filter(|p| p.position.lon_deg() > 0.0)
            .map(|p| p.weight)
            .sum();
        assert!(west > 0.6, "{west}");
    }

    #[test]
    fn an_empty_search_and_a_detection_move_belief() {
        let mut vessel = silent();
        for _ in 0..10 {
            vessel.pass(3_600.0, |_| true, |_| 1.0);
        }
        let west = |v: &DarkVessel| {
            v.by_cell(2, |p| {
                Some(usize::from(p.lon_deg() < 179.8 && p.lon_deg() > 0.0))
            })
            .0[1]
        };
        let before = west(&vessel);
        let found = vessel
            .empty_search(|p| {
                if p.lon_deg() < 179.8 && p.lon_deg() > 0.0 {
                    0.9
                } else {
                    0.0
                }
            })
            .unwrap();
        assert!((found - 0.9 * before).abs() < 1e-9);
        let after = west(&vessel);
        assert!(
            (after - 0.1 * before / (1.0 - 0.9 * before)).abs() < 0.02,
            "{after}"
        );
        vessel.detection(at(45.3, 179.5), 5_000.0, 0.2).unwrap();
        let near: f64 = vessel
            .particles()
            .iter()
            .filter(|p| distance_m(p.position, at(45.3, 179.5)) < 15_000.0)
            .map(|p| p.weight)
            .sum();
        assert!((near - 0.8).abs() < 0.05, "{near}");
        assert!(vessel.empty_search(|_| 1.0).is_err());
    }

    #[test]
    fn the_same_seed_gives_the_same_belief() {
        let run = || {
            let mut vessel = silent();
            vessel.pass(7_200.0, |_| true, |_| 1.0);
            vessel.particles().to_vec()
        };
        assert_eq!(run(), run());
    }
}
