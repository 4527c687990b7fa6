//! What people see: crews of patrol ships and aircraft, other seafarers, people ashore.
//!
//! A sighting is a look of its own, of one thing and without a footprint: what was not reported was not missed. Its place is
//! as good as whoever reports it says, within bounds. A report that nobody verified is never taken to be precise, weighs
//! little, and is never called dark; one whose observer received her AIS tells of a ship that sends, heard here or not.
//!
//! Bounds, weights and factors are own choices, not measured.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use super::motion::TrackView;
use super::scene::{Detection, Scene};
use crate::Vessel;

/// Radius that holds 95 of 100 of a round normal distribution, in standard deviations per axis.
const RADIUS_SIGMAS: f64 = 2.447_7;
/// Radius where none is stated, metres: by eye or radar from a ship or aircraft that knows its own place…
const USUAL_M: f64 = 2_000.0;
/// …and of anyone else.
const USUAL_UNVERIFIED_M: f64 = 20_000.0;
/// Nobody is taken to be better than this, metres…
const LEAST_M: f64 = 100.0;
/// …nor an unverified report than this.
const LEAST_UNVERIFIED_M: f64 = 5_000.0;
/// A place known no better than this says nothing, metres.
const MOST_M: f64 = 100_000.0;
/// Most that an unverified report weighs.
const UNVERIFIED_MOST: f64 = 0.6;
/// Left of the probability to be dark when the observer received her AIS: a number may have been another ship's.
const SENDS_AIS: f64 = 0.05;
/// How much a mark that was read and verified speaks for the ship that has it: nothing speaks more.
pub(super) const IDENTITY_MOST: f64 = 20.0;
/// Longest text kept of a cell, characters.
pub(super) const CHARS_MAX: usize = 60;
/// A name or call sign shorter than this is not looked up, characters.
const MARK_CHARS_MIN: usize = 3;

/// Who saw something, how, and what only an eye can tell; of a satellite's detection the vessel that its producer matched it
/// with: `means` is then `producer-match`, `what` the producer's word for the match.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Witness {
    /// Who reports: the asset, or what the person is to the office. Not told in events.
    pub observer: String,
    /// How, such as `ship-visual` or `aircraft-radar`.
    pub means: String,
    /// What was seen: a gear or a kind of vessel.
    pub what: String,
    /// Whether an own asset or an officer vouches for it.
    pub verified: bool,
    /// Radius in which it was with a probability of 95 %, metres, bounds applied; 0 if the sensor's own place error holds.
    pub uncertainty_m: f64,
    /// Name read off the hull.
    pub name: String,
    /// Call sign read off the hull.
    pub call_sign: String,
    /// MMSI read, or received by the observer.
    pub mmsi: Option<u32>,
    /// Whether the observer received her AIS, or the producer matched it; `None` if it is not told.
    pub ais_received: Option<bool>,
    /// MMSIs of the vessels in view that what was read belongs to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known_as: Vec<u32>,
}

impl Witness {
    /// How far the report is trusted, 0 to 1.
    #[must_use]
    pub fn trust(&self, confidence: Option<f64>) -> f64 {
        if self.verified {
            1.0
        } else {
            confidence.unwrap_or(1.0).min(UNVERIFIED_MOST)
        }
    }

    /// What the probability that no track explains it is multiplied with.
    pub(super) fn weight(&self, confidence: Option<f64>) -> f64 {
        let sends = if self.ais_received == Some(true) {
            SENDS_AIS
        } else {
            1.0
        };
        self.trust(confidence) * sends
    }

    /// Standard deviation of the place per axis, metres.
    pub(super) fn place_m(&self) -> f64 {
        self.uncertainty_m / RADIUS_SIGMAS
    }
}

/// Names of the columns that only sightings have; an empty one is not there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EyeColumns {
    /// Radius in which it was with a probability of 95 %, metres.
    pub uncertainty_m: String,
    /// Who reports.
    pub observer: String,
    /// How it was seen.
    pub means: String,
    /// What was seen.
    pub what: String,
    /// Name read off the hull.
    pub name: String,
    /// Call sign read off the hull.
    pub call_sign: String,
    /// MMSI read, or received by the observer.
    pub mmsi: String,
    /// `yes` or `no`: whether the observer received her AIS.
    pub ais: String,
    /// `yes` if an own asset or an officer vouches for it; anything else is unverified.
    pub verified: String,
}

impl EyeColumns {
    /// The columns of the preset `sighting`.
    pub(super) fn plain() -> Self {
        let of = str::to_owned;
        Self {
            uncertainty_m: of("uncertainty_m"),
            observer: of("observer"),
            means: of("means"),
            what: of("what"),
            name: of("name"),
            call_sign: of("call_sign"),
            mmsi: of("mmsi"),
            ais: of("ais"),
            verified: of("verified"),
        }
    }

    /// All names, in the order that [`witness`] takes their cells.
    pub(super) fn names(&self) -> [&str; 9] {
        [
            &self.uncertainty_m,
            &self.observer,
            &self.means,
            &self.what,
            &self.name,
            &self.call_sign,
            &self.mmsi,
            &self.ais,
            &self.verified,
        ]
    }
}

/// Reads the cells of [`EyeColumns::names`].
pub(super) fn witness(cells: [&str; 9]) -> Result<Witness, &'static str> {
    let [
        uncertainty,
        observer,
        means,
        what,
        name,
        call_sign,
        mmsi,
        ais,
        verified,
    ] = cells;
    let said = |text: &str, words: &[&str]| words.iter().any(|w| text.eq_ignore_ascii_case(w));
    let (yes, no) = (["yes", "true", "1"], ["no", "false", "0"]);
    let verified = said(verified, &yes);
    let stated = match uncertainty {
        "" => None,
        text => {
            let metres = text.parse::<f64>().ok();
            let metres = metres.filter(|m| m.is_finite() && *m > 0.0);
            Some(metres.ok_or("uncertainty-unreadable")?)
        }
    };
    if stated.is_some_and(|m| m > MOST_M) {
        return Err("uncertainty-too-wide");
    }
    let (usual_m, least_m) = if verified {
        (USUAL_M, LEAST_M)
    } else {
        (USUAL_UNVERIFIED_M, LEAST_UNVERIFIED_M)
    };
    let mmsi = mmsi.parse::<u32>().ok();
    let mmsi = mmsi.filter(|m| (1_000_000..=999_999_999).contains(m));
    let short = |text: &str| text.chars().take(CHARS_MAX).collect::<String>();
    Ok(Witness {
        observer: short(observer),
        means: short(means),
        what: short(what),
        verified,
        uncertainty_m: stated.unwrap_or(usual_m).max(least_m),
        name: short(name),
        call_sign: short(call_sign),
        mmsi,
        ais_received: if said(ais, &yes) {
            Some(true)
        } else if said(ais, &no) {
            Some(false)
        } else {
            None
        },
        known_as: mmsi.into_iter().collect(),
    })
}

/// Id of the look that one sighting is: by the reporter's own id, else by the file and the line it stands in. The place is no
/// part of it: ids go where places are told coarsely.
pub(super) fn look_id(time: Time, id: &str, file: u64, line: u64) -> String {
    if id.is_empty() {
        return format!("sighting-{time}-{file:016x}-{line}");
    }
    let id: String = id.chars().take(CHARS_MAX).collect();
    format!("sighting-{time}-{id}")
}

/// A number for bytes, such as those of a file (FNV-1a, 64 bits).
pub(super) fn fingerprint(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash: u64, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

/// How much what was read speaks for this track; `None` if nothing known was read. A reading can be wrong, and a ship can send
/// another's number, so that it never decides alone.
pub(super) fn identity_factor(detection: &Detection, track: &TrackView) -> Option<f64> {
    let witness = detection.witness.as_ref()?;
    if witness.known_as.is_empty() {
        return None;
    }
    let mmsi: u32 = track.id.split('-').next()?.parse().ok()?;
    Some(match (witness.known_as.contains(&mmsi), witness.verified) {
        (true, true) => IDENTITY_MOST,
        (true, false) => 5.0,
        (false, true) => 0.1,
        (false, false) => 0.5,
    })
}

/// Notes on each sighting without an MMSI which of the vessels in view have the call sign that was read or, failing that, the
/// name.
pub fn name_sighted<'s, 'v>(
    scenes: impl IntoIterator<Item = &'s mut Scene>,
    vessels: impl IntoIterator<Item = &'v Vessel>,
) {
    let asked: Vec<&mut Witness> = scenes
        .into_iter()
        .flat_map(|scene| scene.detections.iter_mut())
        .filter_map(|detection| detection.witness.as_mut())
        .filter(|w| w.mmsi.is_none() && !(w.name.is_empty() && w.call_sign.is_empty()))
        .collect();
    if asked.is_empty() {
        return;
    }
    let (mut by_sign, mut by_name) = (BTreeMap::new(), BTreeMap::new());
    let note = |of: &mut BTreeMap<String, Vec<u32>>, text: Option<&String>, mmsi: u32| {
        if let Some(mark) = text.and_then(|text| mark(text)) {
            of.entry(mark).or_default().push(mmsi);
        }
    };
    for vessel in vessels {
        let identity = &vessel.identity;
        note(&mut by_sign, identity.call_sign.as_ref(), vessel.mmsi);
        note(&mut by_name, identity.name.as_ref(), vessel.mmsi);
    }
    for witness in asked {
        let sign = mark(&witness.call_sign).and_then(|sign| by_sign.get(&sign));
        let found = sign.or_else(|| mark(&witness.name).and_then(|name| by_name.get(&name)));
        witness.known_as = found.cloned().unwrap_or_default();
        witness.known_as.sort_unstable();
        witness.known_as.dedup();
    }
}

/// Letters and digits in capitals: spaces, points and hyphens on a hull differ from those on AIS.
fn mark(text: &str) -> Option<String> {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    let mark: String = letters.flat_map(char::to_uppercase).collect();
    (mark.chars().count() >= MARK_CHARS_MIN).then_some(mark)
}
