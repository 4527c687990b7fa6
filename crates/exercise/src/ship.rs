//! A ship: who she is, what she is for, what she carries and what she hides.

use serde::Serialize;
use vigie_sea::{Span, Time};

use crate::agenda::Task;
use crate::chart::{Offset, Place};
use crate::hull::{Handling, Pose};

/// What a ship is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Squid jigger: drifts at night under lamps.
    SquidJigger,
    /// Drifting longliner: sets by day, hauls by night.
    DriftingLongliner,
    /// Pole-and-line boat: searches at speed and stops on schools.
    PoleAndLine,
    /// Refrigerated carrier.
    Carrier,
    /// Bunker tanker.
    Bunker,
    /// Merchant ship in transit.
    Merchant,
    /// Patrol ship of a coast guard.
    Patrol,
    /// Coastal boat near a port.
    Coastal,
}

impl Role {
    /// The vessel class as registries name it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SquidJigger => "squid_jigger",
            Self::DriftingLongliner => "drifting_longlines",
            Self::PoleAndLine => "pole_and_line",
            Self::Carrier => "carrier",
            Self::Bunker => "bunker",
            Self::Merchant => "cargo",
            Self::Patrol => "patrol_vessel",
            Self::Coastal => "fishing",
        }
    }

    /// Fishes.
    #[must_use]
    pub fn is_fishing(self) -> bool {
        matches!(
            self,
            Self::SquidJigger | Self::DriftingLongliner | Self::PoleAndLine | Self::Coastal
        )
    }

    /// Serves fishing ships at sea.
    #[must_use]
    pub fn is_support(self) -> bool {
        matches!(self, Self::Carrier | Self::Bunker)
    }

    /// AIS ship type.
    pub(crate) fn ship_type(self) -> u8 {
        match self {
            Self::SquidJigger | Self::DriftingLongliner | Self::PoleAndLine | Self::Coastal => 30,
            Self::Carrier | Self::Merchant => 70,
            Self::Bunker => 80,
            Self::Patrol => 55,
        }
    }

    pub(crate) fn handling(self) -> Handling {
        let (accel_mps2, turn_deg_s) = match self {
            Self::Merchant => (0.012, 0.35),
            Self::Carrier | Self::Bunker => (0.02, 0.6),
            Self::Patrol => (0.04, 1.5),
            Self::SquidJigger | Self::DriftingLongliner | Self::PoleAndLine | Self::Coastal => {
                (0.04, 1.5)
            }
        };
        Handling {
            accel_mps2,
            turn_deg_s,
            leeway: 1.0,
        }
    }
}

/// What she says of herself on AIS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Particulars {
    /// Name, at most 20 characters.
    pub name: String,
    /// Call sign, at most 7 characters.
    pub call_sign: String,
    /// IMO number, if she has one.
    pub imo: Option<u32>,
    /// Length overall, metres.
    pub length_m: u16,
    /// Beam, metres.
    pub beam_m: u16,
    /// Destination, at most 20 characters.
    pub destination: String,
}

/// What a ship does to deceive, or what befalls her transponder.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Deceit {
    /// Transmitter switched off.
    Silent { span: Span },
    /// All positions moved by this much.
    Shifted { span: Span, by: Offset },
    /// Positions on a circle far away.
    Circling {
        span: Span,
        centre: Place,
        radius_m: f64,
        period_s: f64,
    },
    /// Other papers from this moment.
    Renamed { from: Time, to: Particulars },
}

/// One ship of the exercise.
#[derive(Debug, Clone)]
pub(crate) struct Ship {
    pub(crate) mmsi: u32,
    pub(crate) role: Role,
    pub(crate) flag: &'static str,
    pub(crate) class_a: bool,
    pub(crate) particulars: Particulars,
    pub(crate) handling: Handling,
    pub(crate) start: Pose,
    pub(crate) agenda: Vec<Task>,
    pub(crate) deceits: Vec<Deceit>,
}

impl Ship {
    /// Whether her transponder is on.
    pub(crate) fn transmits(&self, time: Time) -> bool {
        !self
            .deceits
            .iter()
            .any(|d| matches!(d, Deceit::Silent { span } if span.contains(time)))
    }

    /// The papers she shows.
    pub(crate) fn shown_particulars(&self, time: Time) -> &Particulars {
        let renamed = self.deceits.iter().rev().find_map(|d| match d {
            Deceit::Renamed { from, to } if *from <= time => Some(to),
            _ => None,
        });
        renamed.unwrap_or(&self.particulars)
    }

    /// The pose she shows, true or not.
    pub(crate) fn shown_pose(&self, pose: Pose) -> Pose {
        for deceit in &self.deceits {
            match deceit {
                Deceit::Shifted { span, by } if span.contains(pose.time) => {
                    return Pose {
                        place: pose.place.moved(*by),
                        ..pose
                    };
                }
                Deceit::Circling {
                    span,
                    centre,
                    radius_m,
                    period_s,
                } if span.contains(pose.time) => {
                    return circling(pose, span.start, *centre, *radius_m, *period_s);
                }
                _ => {}
            }
        }
        pose
    }
}

fn circling(pose: Pose, start: Time, centre: Place, radius_m: f64, period_s: f64) -> Pose {
    let angle_deg = (pose.time.since_s(start) / period_s * 360.0) % 360.0;
    let speed = core::f64::consts::TAU * radius_m / period_s;
    Pose {
        place: centre.moved(Offset::polar(angle_deg, radius_m)),
        velocity: Offset::polar(angle_deg + 90.0, speed),
        turn_deg_min: 360.0 * 60.0 / period_s,
        ..pose
    }
}
