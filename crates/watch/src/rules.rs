//! The rule file: every threshold of every detector in one TOML text with a version that each event
//! cites. The built-in file (`crates/watch/rules.toml`) names the source of each value beside it.

use std::sync::LazyLock;

use serde::Deserialize;
use toml::{Table, Value};

use crate::detection::{ChainConfig, MatchConfig};
use crate::detector::{Detector, Knows};
use crate::{
    AreaVisitDetector, EncounterDetector, Error, EventKind, FishingDetector, GapDetector,
    IdentityDetector, ImplausibleDetector, ListDetector, LoiteringDetector, PortVisitDetector,
    SharedMmsiDetector, VmsDetector, area_visit, encounter, fishing, gap, identity_conflict,
    implausible, list_match, loitering, port, presence, reason, shared_mmsi, track, vms_mismatch,
    watch,
};

/// The built-in rule file, as text: what an operator copies to begin a file of their own.
pub const BUILTIN_RULES: &str = include_str!("../rules.toml");

/// The thresholds of a watch.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Version of the rule file, cited by each event.
    pub version: String,
    /// Order, duplicates and memory.
    pub watch: watch::Config,
    /// The split of one MMSI into tracks.
    pub track: track::Config,
    /// Gaps and suspected disabling.
    pub gap: gap::Config,
    /// Encounters.
    pub encounter: encounter::Config,
    /// Loitering.
    pub loitering: loitering::Config,
    /// Apparent fishing.
    pub fishing: fishing::Config,
    /// Visits of areas.
    pub area_visit: area_visit::Config,
    /// Visits to ports and anchorages.
    pub port: port::Config,
    /// Presence by area, flag and gear.
    pub presence: presence::Config,
    /// Implausible positions.
    pub implausible_position: implausible::Config,
    /// Identity conflicts.
    pub identity_conflict: identity_conflict::Config,
    /// One MMSI used by several ships.
    pub shared_mmsi: shared_mmsi::Config,
    /// VMS against AIS.
    pub vms_mismatch: vms_mismatch::Config,
    /// Matches with lists.
    pub list_match: list_match::Config,
    /// Matching of satellite detections.
    pub detection: MatchConfig,
    /// Joining of dark detections of several looks.
    pub dark_vessel: ChainConfig,
    /// Weights of the ranked list.
    pub rank: reason::Config,
}

#[allow(
    clippy::expect_used,
    reason = "the file is part of the program and a test reads it"
)]
static BUILTIN: LazyLock<Rules> =
    LazyLock::new(|| Rules::parse("").expect("the built-in rule file is readable"));

impl Rules {
    /// The built-in rules.
    #[must_use]
    pub fn builtin() -> Self {
        BUILTIN.clone()
    }

    /// Reads a rule file. What it leaves out keeps its built-in value; a key that does not exist is
    /// a fault, so that a misspelt threshold cannot silently keep the old value.
    ///
    /// # Errors
    /// A text that is not TOML, an unknown key, a value of the wrong kind or out of range.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let rules = Self::deserialize(Value::Table(whole(text)?)).map_err(|e| fault(text, &e))?;
        rules.check()?;
        Ok(rules)
    }

    fn check(&self) -> Result<(), Error> {
        self.watch.check()?;
        self.track.check()?;
        self.gap.check()?;
        self.encounter.check()?;
        self.loitering.check()?;
        self.fishing.check()?;
        self.area_visit.check()?;
        self.port.check()?;
        self.presence.check()?;
        self.implausible_position.check()?;
        self.identity_conflict.check()?;
        self.shared_mmsi.check()?;
        self.vms_mismatch.check()?;
        self.list_match.check()?;
        self.detection.check()?;
        self.dark_vessel.check()?;
        self.rank.check()
    }

    /// The detectors wanted, in the order in which equal timers fire.
    pub(crate) fn detectors(&self, knows: Knows) -> Vec<Box<dyn Detector + Send>> {
        use EventKind as K;
        let (version, kinds) = (self.version.as_str(), self.watch.detectors.as_slice());
        let is_wanted = |kind: &K| kinds.contains(kind);
        let wants = |wanted: &[K]| knows != Knows::Alone && wanted.iter().any(is_wanted);
        let wants_alone = |wanted: &[K]| knows != Knows::Others && wanted.iter().any(is_wanted);
        let mut all: Vec<Box<dyn Detector + Send>> = Vec::new();
        if wants(&[K::Gap]) {
            all.push(Box::new(GapDetector::new(
                self.gap.clone(),
                version,
                self.watch.forget_days,
            )));
        }
        if wants_alone(&[K::AreaVisit]) {
            all.push(Box::new(AreaVisitDetector::new(
                self.area_visit.clone(),
                version,
            )));
        }
        if wants_alone(&[K::PortVisit, K::AnchorageVisit]) {
            all.push(Box::new(PortVisitDetector::new(self.port.clone(), version)));
        }
        if wants(&[K::Encounter]) {
            all.push(Box::new(EncounterDetector::new(
                self.encounter.clone(),
                version,
            )));
        }
        if wants_alone(&[K::Loitering]) {
            all.push(Box::new(LoiteringDetector::new(
                self.loitering.clone(),
                version,
            )));
        }
        if wants_alone(&[K::Fishing]) {
            all.push(Box::new(FishingDetector::new(
                self.fishing.clone(),
                version,
            )));
        }
        if wants(&[K::SharedMmsi, K::ImplausiblePosition]) {
            let config = self.shared_mmsi.clone();
            all.push(Box::new(SharedMmsiDetector::new(config, version, kinds)));
        }
        if is_wanted(&K::ImplausiblePosition) {
            let config = self.implausible_position.clone();
            let detector = ImplausibleDetector::new(config, version);
            all.push(Box::new(detector.with(knows)));
        }
        if wants(&[K::IdentityConflict]) {
            let (config, same_s) = (
                self.identity_conflict.clone(),
                self.watch.same_transmission_s,
            );
            all.push(Box::new(IdentityDetector::new(config, version, same_s)));
        }
        if wants(&[K::VmsMismatch]) {
            let config = self.vms_mismatch.clone();
            all.push(Box::new(VmsDetector::new(config, version)));
        }
        if wants_alone(&[K::ListMatch]) {
            all.push(Box::new(ListDetector::new(
                self.list_match.clone(),
                version,
            )));
        }
        all
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self::builtin()
    }
}

/// A file over the built-in one: every value in force.
pub(crate) fn whole(text: &str) -> Result<Table, Error> {
    let mut rules: Table = BUILTIN_RULES
        .parse()
        .map_err(|e| fault(BUILTIN_RULES, &e))?;
    let changes: Table = text.parse().map_err(|e| fault(text, &e))?;
    overlay(&mut rules, changes);
    Ok(rules)
}

fn overlay(onto: &mut Table, changes: Table) {
    for (key, value) in changes {
        match (onto.get_mut(&key), value) {
            (Some(Value::Table(old)), Value::Table(new)) => overlay(old, new),
            (Some(old @ Value::Float(_)), Value::Integer(whole)) => {
                *old = float_of(whole);
            }
            (_, value) => {
                onto.insert(key, value);
            }
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "thresholds are small")]
fn float_of(whole: i64) -> Value {
    Value::Float(whole as f64)
}

fn fault(text: &str, error: &toml::de::Error) -> Error {
    let line = error.span().map_or(0, |span| {
        text.get(..span.start)
            .map_or(0, |head| head.matches('\n').count() + 1)
    });
    Error::Rules {
        line,
        detail: error.message().to_owned(),
    }
}

/// Most points that one reason may give.
pub(crate) const POINTS_MAX: f64 = 100.0;

/// Whether a threshold lies in its sensible range.
pub(crate) fn within(
    name: &'static str,
    value: f64,
    range: std::ops::RangeInclusive<f64>,
) -> Result<(), Error> {
    if range.contains(&value) {
        Ok(())
    } else {
        Err(Error::Threshold { name })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn builtin_file_is_readable_and_cited() {
        assert!(!Rules::builtin().version.is_empty());
    }

    #[test]
    fn a_file_may_name_only_what_differs() {
        let rules = Rules::parse("version = \"x\"\n[watch]\nlateness_min = 30\n").unwrap();
        assert_eq!(rules.watch.lateness_min, 30.0);
        assert_eq!(rules.watch.future_min, Rules::builtin().watch.future_min);
    }

    /// A detector made without a rule file has the values of the built-in one.
    #[test]
    fn defaults_are_those_of_the_file() {
        let rules = Rules::builtin();
        assert_eq!(rules.encounter, encounter::Config::default());
        assert_eq!(rules.loitering, loitering::Config::default());
        assert_eq!(rules.area_visit, area_visit::Config::default());
        assert_eq!(rules.port, port::Config::default());
        assert_eq!(rules.presence, presence::Config::default());
        assert_eq!(rules.list_match, list_match::Config::default());
        assert_eq!(rules.detection, MatchConfig::default());
        assert_eq!(rules.rank, reason::Config::default());
    }

    #[test]
    fn documented_defaults_are_the_builtin_values() {
        let rules = Rules::builtin();
        assert_eq!(rules.encounter, encounter::Config::default());
        assert_eq!(rules.loitering, loitering::Config::default());
        assert_eq!(rules.fishing, fishing::Config::default());
        assert_eq!(rules.list_match, list_match::Config::default());
        assert_eq!(rules.rank, reason::Config::default());
    }

    #[test]
    fn faults_are_told() {
        assert!(matches!(
            Rules::parse("[watch\n"),
            Err(Error::Rules { line: 1, .. })
        ));
        assert!(matches!(
            Rules::parse("[watch]\nlatness_min = 3\n"),
            Err(Error::Rules { .. })
        ));
        assert!(matches!(
            Rules::parse("[watch]\nlateness_min = -3\n"),
            Err(Error::Threshold {
                name: "watch.lateness_min"
            })
        ));
    }
}
