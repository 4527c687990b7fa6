//! Who speaks where: the communications plan of an order.

use serde::{Deserialize, Serialize};

/// What a net is for (part 5 of the search action message).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NetPurpose {
    /// Between coordinator and assets, first choice.
    ControlPrimary,
    /// Between coordinator and assets, if the first fails.
    ControlSecondary,
    /// Among surface craft on scene.
    OnSceneSurface,
    /// Among aircraft on scene.
    OnSceneAir,
    /// Kept watch on.
    Monitor,
    /// With the press and families ashore.
    Press,
    /// Data between nodes.
    Data,
}

impl NetPurpose {
    /// The stable code, as in JSON and Fluent ids.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ControlPrimary => "control-primary",
            Self::ControlSecondary => "control-secondary",
            Self::OnSceneSurface => "on-scene-surface",
            Self::OnSceneAir => "on-scene-air",
            Self::Monitor => "monitor",
            Self::Press => "press",
            Self::Data => "data",
        }
    }
}

/// One net.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Net {
    /// What it is for.
    pub purpose: NetPurpose,
    /// Frequency, channel or address as operators write it.
    pub channel: String,
    /// Call sign or station, if one.
    #[serde(default)]
    pub station: String,
}

/// The nets of an operation and when to report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CommsPlan {
    /// Nets in order of use.
    pub nets: Vec<Net>,
    /// Hours between routine reports.
    pub report_every_h: f64,
}

impl Default for CommsPlan {
    /// International channels (ITU Radio Regulations, appendices 15 and 18; IAMSAR Vol. III): what holds
    /// before a planner names others.
    fn default() -> Self {
        let net = |purpose, channel: &str| Net {
            purpose,
            channel: channel.to_owned(),
            station: String::new(),
        };
        Self {
            nets: vec![
                net(NetPurpose::ControlPrimary, "5680 kHz USB"),
                net(NetPurpose::ControlSecondary, "3023 kHz USB"),
                net(NetPurpose::OnSceneSurface, "VHF 06 (156.300 MHz)"),
                net(NetPurpose::OnSceneAir, "123.100 MHz"),
                net(NetPurpose::Monitor, "VHF 16 (156.800 MHz), 121.500 MHz"),
            ],
            report_every_h: 4.0,
        }
    }
}
