//! A scenario as it is written: what each table of the file holds, with the line it stands on.

use vigie_sea::Time;

use super::fault::Mark;
use super::texts::Texts;
use crate::chart::Place;
use crate::ship::Role;

/// A text in the three languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Words {
    /// English.
    pub en: String,
    /// French (Canada).
    #[serde(rename = "fr-CA")]
    pub fr: String,
    /// Japanese.
    pub ja: String,
}

impl Words {
    /// The text in a language (`en`, `fr-CA`, `ja`); English for any other.
    #[must_use]
    pub fn in_language(&self, language: &str) -> &str {
        match language {
            "fr-CA" | "fr" => &self.fr,
            "ja" => &self.ja,
            _ => &self.en,
        }
    }
}

/// A moment of the story.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum When {
    /// Hours after the start.
    Hours(f64),
    /// A day, 0 being that of the start, and minutes of it, UTC.
    Clock { day: i64, minute: i64 },
}

impl When {
    #[allow(clippy::cast_possible_truncation, reason = "hours of one exercise")]
    pub(crate) fn on(self, start: Time) -> Time {
        match self {
            Self::Hours(hours) => start.plus_ms((hours * 3_600_000.0) as i64),
            Self::Clock { day, minute } => {
                let midnight = start.ms().div_euclid(86_400_000) + day;
                Time::from_ms(midnight * 86_400_000 + minute * 60_000)
            }
        }
    }
}

/// A stretch of the story.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Stretch {
    pub(crate) from: When,
    pub(crate) hours: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AreaSpec {
    pub(crate) mark: Mark,
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    pub(crate) name: Words,
    pub(crate) ring: Vec<Place>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PortSpec {
    pub(crate) mark: Mark,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) country: String,
    pub(crate) anchorage: bool,
    pub(crate) place: Place,
    pub(crate) seaward_deg: f64,
}

/// How a fleet lies.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Layout {
    /// Columns and rows around a centre, each ship somewhat off her knot (share of the spacing).
    Grid {
        centre: Place,
        columns: u64,
        spacing_nm: [f64; 2],
        jitter: f64,
    },
    /// Along a lane, both ways, so far to both sides.
    Lane { points: Vec<Place>, spread_nm: f64 },
    /// At home in ports.
    Ports(Vec<String>),
    /// Anywhere in a box: centre, degrees wide and high.
    Anywhere { centre: Place, size_deg: [f64; 2] },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FleetSpec {
    pub(crate) mark: Mark,
    pub(crate) id: String,
    pub(crate) role: Role,
    pub(crate) flags: Vec<String>,
    pub(crate) count: u64,
    pub(crate) layout: Layout,
    /// One in so many has class B; 0: none.
    pub(crate) class_b_every: u64,
    /// Speed under way, knots.
    pub(crate) kn: [f64; 2],
    /// Daily shift of the ground: direction, nautical miles.
    pub(crate) shift: [f64; 2],
    pub(crate) reach_nm: f64,
    /// The first so many have no licence.
    pub(crate) unlicensed: u64,
    /// Share of the ships that go dark once, and for how many hours.
    pub(crate) dark: Option<(f64, [f64; 2])>,
}

/// One thing a ship does.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Step {
    Transit {
        to: Vec<Place>,
        kn: f64,
        stop: bool,
    },
    Fish {
        port: Option<String>,
        hours: Option<f64>,
        shift: [f64; 2],
        reach_nm: f64,
    },
    Drift {
        hours: Option<f64>,
    },
    Meet {
        meeting: String,
        kn: f64,
        from_deg: Option<f64>,
    },
    Call {
        port: String,
        hours: f64,
        kn: f64,
    },
    Patrol {
        between: Vec<Place>,
        kn: f64,
        hours: Option<f64>,
    },
}

impl Step {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Transit { .. } => "transit",
            Self::Fish { .. } => "fish",
            Self::Drift { .. } => "drift",
            Self::Meet { .. } => "meet",
            Self::Call { .. } => "call",
            Self::Patrol { .. } => "patrol",
        }
    }

    pub(crate) fn kn(&self) -> f64 {
        match self {
            Self::Transit { kn, .. }
            | Self::Meet { kn, .. }
            | Self::Call { kn, .. }
            | Self::Patrol { kn, .. } => *kn,
            Self::Fish { .. } | Self::Drift { .. } => 0.0,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StepSpec {
    pub(crate) mark: Mark,
    /// Not before.
    pub(crate) at: Option<When>,
    pub(crate) step: Step,
}

/// How a ship deceives.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Trick {
    Dark,
    Offset {
        bearing_deg: f64,
        nm: f64,
    },
    Circle {
        centre: Place,
        radius_nm: f64,
        period_min: f64,
    },
    Replay {
        from: Place,
        to: Place,
        kn: f64,
    },
    Frozen {
        at: Place,
    },
    Rename {
        name: Option<String>,
        call_sign: Option<String>,
        without_imo: bool,
    },
    MmsiOf {
        vessel: String,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TrickSpec {
    pub(crate) mark: Mark,
    pub(crate) when: Stretch,
    pub(crate) note: String,
    pub(crate) trick: Trick,
}

/// How a list knows a ship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Listing {
    Mmsi,
    Imo,
    /// Only a name, spelt otherwise, beside one in Chinese or Japanese.
    Name {
        spelt: String,
        native: String,
    },
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct VesselSpec {
    pub(crate) mark: Mark,
    pub(crate) id: String,
    pub(crate) role: Role,
    pub(crate) flag: String,
    pub(crate) name: Option<String>,
    pub(crate) mmsi: Option<u32>,
    pub(crate) class_a: bool,
    pub(crate) at: Option<Place>,
    pub(crate) licensed: bool,
    pub(crate) listed: Option<Listing>,
    pub(crate) does: Vec<StepSpec>,
    pub(crate) hides: Vec<TrickSpec>,
    /// Whose asset she is, if a partner's.
    pub(crate) partner: Option<String>,
}

/// A vessel that sails as a real one once did.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RecordedSpec {
    pub(crate) mark: Mark,
    pub(crate) id: String,
    pub(crate) role: Role,
    pub(crate) flag: String,
    pub(crate) mmsi: Option<u32>,
    pub(crate) class_a: bool,
    /// Minutes from the start, ascending, and where she was; two at least.
    pub(crate) track: Vec<(f64, Place)>,
    /// Minutes from when to when nothing was heard of her.
    pub(crate) quiet: Vec<(f64, f64)>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MeetingSpec {
    pub(crate) mark: Mark,
    pub(crate) id: String,
    pub(crate) place: Place,
    pub(crate) when: Stretch,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ShadowSpec {
    pub(crate) mark: Mark,
    pub(crate) place: Place,
    pub(crate) radius_nm: f64,
    pub(crate) left: f64,
    pub(crate) note: String,
}

/// Wind and sea for a while.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SpellSpec {
    pub(crate) when: Stretch,
    pub(crate) wind_kn: f64,
    pub(crate) sea_state: f64,
}

/// A sensor that looks now and then.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SensorSpec {
    pub(crate) mark: Mark,
    pub(crate) id: String,
    pub(crate) partner: String,
    pub(crate) kind: SensorWork,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SensorWork {
    ShoreAis {
        mmsi: u32,
        at: Place,
    },
    Vms {
        flags: Vec<String>,
        every_min: f64,
        loss: f64,
    },
    Scene {
        kind: SceneKind,
        looks_h: Vec<f64>,
        centre: Place,
        size_nm: [f64; 2],
        delay_h: f64,
    },
    Sighting {
        loss: f64,
    },
    Citizen {
        per_day: f64,
        port: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SceneKind {
    Sar,
    Viirs,
    Rf,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LinkSpec {
    pub(crate) mark: Mark,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) when: Stretch,
    pub(crate) loss: f64,
    pub(crate) delay_s: f64,
    pub(crate) rate_kbit_s: Option<f64>,
    pub(crate) blackout: bool,
}

/// A thing that happens ashore or to ships, told by a CAP alert.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct IncidentSpec {
    pub(crate) mark: Mark,
    pub(crate) id: String,
    pub(crate) kind: &'static str,
    pub(crate) at: When,
    pub(crate) hours: f64,
    pub(crate) place: Place,
    pub(crate) radius_km: f64,
    pub(crate) severity: &'static str,
    pub(crate) title: Words,
    pub(crate) text: Words,
}

/// Nationals near a place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NationalsSpec {
    pub(crate) mark: Mark,
    pub(crate) id: String,
    pub(crate) partner: String,
    pub(crate) count: u64,
    pub(crate) place: Place,
    pub(crate) radius_km: f64,
    pub(crate) incident: String,
    pub(crate) injured: f64,
    pub(crate) dead: f64,
    /// Share that reports itself within a day.
    pub(crate) reports: f64,
}

/// A whole scenario, fragments joined.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ScenarioFile {
    pub(crate) code: String,
    pub(crate) title: Words,
    pub(crate) situation: Words,
    pub(crate) hours: f64,
    pub(crate) start: Option<Time>,
    pub(crate) satellites: Option<u64>,
    pub(crate) areas: Vec<AreaSpec>,
    pub(crate) ports: Vec<PortSpec>,
    pub(crate) fleets: Vec<FleetSpec>,
    pub(crate) vessels: Vec<VesselSpec>,
    pub(crate) recorded: Vec<RecordedSpec>,
    pub(crate) meetings: Vec<MeetingSpec>,
    pub(crate) shadows: Vec<ShadowSpec>,
    pub(crate) outages: Vec<Stretch>,
    pub(crate) weather: Vec<SpellSpec>,
    pub(crate) sensors: Vec<SensorSpec>,
    pub(crate) links: Vec<LinkSpec>,
    pub(crate) incidents: Vec<IncidentSpec>,
    pub(crate) nationals: Vec<NationalsSpec>,
    pub(crate) texts: Texts,
}
