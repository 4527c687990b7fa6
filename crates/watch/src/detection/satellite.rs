//! Where the satellites of the looks flew, by two-line elements.

use std::collections::BTreeMap;

use vigie_sea::{Time, bearing_deg, distance_m};

use super::{SatelliteTrack, Scene, SensorKind};
use crate::orbit::{Orbit, read_elements};

/// Half the time over which course and speed over ground are taken.
const HALF_MS: i64 = 1_000;

/// No radar looks further aside of the point below: at 800 km of height a look of 60° reaches 1,400 km.
const REACH_M: f64 = 1_500_000.0;

/// Orbits by the name of the satellite; `Default` knows none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Satellites {
    /// By name in capitals; of one satellite the elements of several dates.
    orbits: BTreeMap<String, Vec<Orbit>>,
}

impl Satellites {
    /// Reads three-line elements: a name, then the two lines. Several elements of one name are kept, the nearest in time
    /// counts. Groups that cannot be read are told by the line of their name, from 1, and the rest is read.
    #[must_use]
    pub fn from_elements(text: &str) -> (Self, Vec<u64>) {
        let (mut all, mut faults) = (Self::default(), Vec::new());
        for (line, name, orbit) in read_elements(text) {
            match orbit {
                Some(orbit) => all
                    .orbits
                    .entry(name.to_uppercase())
                    .or_default()
                    .push(orbit),
                None => faults.push(line),
            }
        }
        (all, faults)
    }

    /// Whether no orbit is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.orbits.is_empty()
    }

    /// Adds those of another file.
    pub fn extend(&mut self, more: Self) {
        for (name, mut orbits) in more.orbits {
            self.orbits.entry(name).or_default().append(&mut orbits);
        }
    }

    /// How a satellite flew at a moment; `None` if its name is not known or no elements are near in time.
    #[must_use]
    pub fn track_at(&self, name: &str, time: Time) -> Option<SatelliteTrack> {
        let orbits = self.orbits.get(&name.trim().to_uppercase())?;
        let orbit = orbits.iter().min_by(|a, b| {
            let age_s = |orbit: &Orbit| time.since_s(orbit.epoch()).abs();
            age_s(a).total_cmp(&age_s(b))
        })?;
        let (before, _) = orbit.above(time.plus_ms(-HALF_MS))?;
        let (below, height_m) = orbit.above(time)?;
        let (after, _) = orbit.above(time.plus_ms(HALF_MS))?;
        #[allow(clippy::cast_precision_loss, reason = "a few seconds")]
        let seconds = 2.0 * HALF_MS as f64 / 1_000.0;
        Some(SatelliteTrack {
            below,
            course_deg: bearing_deg(below, after),
            height_m,
            ground_speed_mps: distance_m(before, after) / seconds,
        })
    }

    /// Gives a radar scene the path of its satellite, if it is known and was overhead; other sensors place a moving ship
    /// where it is.
    pub fn place(&self, scene: &mut Scene) {
        if scene.sensor != SensorKind::Sar || scene.satellite.is_some() {
            return;
        }
        let Some(seen) = scene.detections.first() else {
            return;
        };
        // Another satellite's elements, or a time that is not that of the look, must not move anything.
        let is_overhead = |track: &SatelliteTrack| distance_m(track.below, seen.position) < REACH_M;
        let track = self.track_at(&scene.platform, scene.time);
        scene.satellite = track.filter(is_overhead);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// Published elements of RADARSAT-2 in form, their checksums included: 798 km high, inclined by 98.6°.
    fn elements() -> String {
        let sum = |line: &str| {
            let digits = line.bytes().map(|b| match b {
                b'0'..=b'9' => u32::from(b - b'0'),
                b'-' => 1,
                _ => 0,
            });
            format!("{line}{}", digits.sum::<u32>() % 10)
        };
        let line1 = sum("1 32382U 07061A   19260.50000000  .00000000  00000-0  00000-0 0  999");
        let line2 = sum("2 32382  98.5750 267.0000 0001200  90.0000 270.0000 14.2992190061315");
        format!("0 RS2\n{line1}\n{line2}\nbroken\n1 nothing\n2 nothing\n")
    }

    #[test]
    fn a_radar_satellite_flies_as_its_elements_say() {
        let (all, faults) = Satellites::from_elements(&elements());
        assert_eq!(faults, [4]);
        let time = Time::parse("2019-09-17T15:10:00Z").unwrap();
        let track = all.track_at("rs2", time).unwrap();
        assert!((780e3..820e3).contains(&track.height_m), "{track:?}");
        // The reference gives about 6.7 km a second for this satellite.
        assert!(
            (6_500.0..6_800.0).contains(&track.ground_speed_mps),
            "{track:?}"
        );
        assert_eq!(all.track_at("RS2", time.plus_ms(30 * 86_400_000)), None);
        assert_eq!(all.track_at("S1A", time), None);
        let later = all.track_at("RS2", time.plus_ms(10_000)).unwrap();
        let way_m = distance_m(track.below, later.below);
        assert!((way_m / 10.0 - track.ground_speed_mps).abs() < 20.0);
        let off_deg =
            vigie_sea::lon_delta_deg(track.course_deg, bearing_deg(track.below, later.below));
        assert!(off_deg.abs() < 0.5, "{off_deg}");
    }
}
