//! Presets of the encounter rule: what "close, slow and for long enough" means, by whom it was published.
//!
//! `standard` is Global Fishing Watch's encounter (500 m, 2 h), `short` Skylight's standard rendezvous
//! (250 m, 30 min). Both may be in force at once: a transfer of fuel or of a few boxes takes half an
//! hour, and an officer on watch wants to know before two hours are over.

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::resample::Reach;
use crate::rules::within;
use crate::transshipment;

/// Thresholds of one preset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Greatest distance of a contact, metres.
    pub distance_m: f64,
    /// Shortest meeting, minutes from first to last contact.
    pub duration_min: f64,
    /// Shortest unbroken run of contacts that counts, minutes.
    pub run_min: f64,
    /// Longest silence inside a run, hours, while nothing shows the two apart.
    pub silence_max_h: f64,
    /// Runs of a pair less than this apart are one meeting, hours.
    pub merge_gap_h: f64,
    /// The median speed of the pair stays below this, knots.
    pub speed_kn: f64,
    /// Real pings needed of each vessel inside the meeting.
    pub pings_min: u32,
    /// Share of the meeting that each vessel's own pings must span, 0 to 1.
    pub pings_span_share: f64,
}

/// Name of a preset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PresetName {
    /// Global Fishing Watch: 500 m, 2 h.
    Standard,
    /// Skylight: 250 m, 30 min.
    Short,
}

/// Thresholds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Presets in force; each tells events of its own.
    pub presets: Vec<PresetName>,
    /// 500 m, 2 h.
    pub standard: Preset,
    /// 250 m, 30 min.
    pub short: Preset,
    /// Silence of a track that is still bridged along the great circle, minutes (at most 60).
    pub bridge_min: f64,
    /// How far beyond the last evidence a place is claimed, minutes (at most 10).
    pub beyond_min: f64,
    /// Closer to a port than this, ships lie together for other reasons, kilometres.
    pub port_km: f64,
    /// Nearest neighbours paired at one moment; the rest is counted as skipped.
    pub neighbours_max: usize,
    /// An open event is told again when it grew by this, minutes.
    pub update_min: f64,
    /// How notices of transshipment are compared with a meeting.
    pub notice: transshipment::Config,
}

impl Config {
    pub(crate) fn check(&self) -> Result<(), Error> {
        within("encounter.bridge_min", self.bridge_min, 10.0..=60.0)?;
        within("encounter.beyond_min", self.beyond_min, 0.0..=10.0)?;
        within("encounter.port_km", self.port_km, 0.0..=1_000.0)?;
        within("encounter.update_min", self.update_min, 1.0..=10_080.0)?;
        self.notice.check()?;
        for preset in [&self.standard, &self.short] {
            within("encounter.distance_m", preset.distance_m, 1.0..=50_000.0)?;
            within(
                "encounter.duration_min",
                preset.duration_min,
                10.0..=10_080.0,
            )?;
            within(
                "encounter.run_min",
                preset.run_min,
                0.0..=preset.duration_min,
            )?;
            within("encounter.silence_max_h", preset.silence_max_h, 0.0..=10.0)?;
            within("encounter.merge_gap_h", preset.merge_gap_h, 0.0..=168.0)?;
            within("encounter.speed_kn", preset.speed_kn, 0.1..=50.0)?;
            within(
                "encounter.pings_span_share",
                preset.pings_span_share,
                0.0..=1.0,
            )?;
        }
        Ok(())
    }
}

impl Default for Config {
    fn default() -> Self {
        let standard = Preset {
            distance_m: 500.0,
            duration_min: 120.0,
            run_min: 60.0,
            silence_max_h: 2.0,
            merge_gap_h: 4.0,
            speed_kn: 2.0,
            pings_min: 2,
            pings_span_share: 0.5,
        };
        let short = Preset {
            distance_m: 250.0,
            duration_min: 30.0,
            run_min: 30.0,
            ..standard.clone()
        };
        Self {
            presets: vec![PresetName::Standard, PresetName::Short],
            standard,
            short,
            bridge_min: 60.0,
            beyond_min: 10.0,
            port_km: 10.0,
            neighbours_max: 24,
            update_min: 60.0,
            notice: transshipment::Config::default(),
        }
    }
}

impl PresetName {
    /// The rule each event cites.
    pub(crate) fn rule(self) -> &'static str {
        match self {
            Self::Standard => "encounter.standard",
            Self::Short => "encounter.short",
        }
    }

    /// Stable code in the evidence.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Short => "short",
        }
    }

    /// First word of an event's identifier: the same two ships may meet by both rules at one moment.
    pub(crate) fn id_word(self) -> &'static str {
        match self {
            Self::Standard => "encounter",
            Self::Short => "encounter_short",
        }
    }
}

impl Config {
    /// Thresholds of a preset.
    #[must_use]
    pub fn preset(&self, name: PresetName) -> &Preset {
        match name {
            PresetName::Standard => &self.standard,
            PresetName::Short => &self.short,
        }
    }

    /// The presets in force, each once, in order.
    pub(crate) fn in_force(&self) -> Vec<(PresetName, Preset)> {
        let mut names = self.presets.clone();
        names.sort_unstable();
        names.dedup();
        names
            .into_iter()
            .map(|name| (name, self.preset(name).clone()))
            .collect()
    }

    #[allow(clippy::cast_possible_truncation, reason = "held within an hour")]
    pub(crate) fn reach(&self) -> Reach {
        Reach {
            gap_ms: (self.bridge_min.clamp(10.0, 60.0) * 60e3) as i64,
            beyond_ms: (self.beyond_min.clamp(0.0, 10.0) * 60e3) as i64,
        }
    }
}
