//! A ship: who she is, what she is for, what she carries and what she hides.

use serde::Serialize;
use vigie_sea::{Span, Time};

use crate::agenda::Task;
use crate::chart::{Offset, Place};
use crate::hull::{Handling, Pose};
use crate::scenario::Listing;

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
    /// Otter trawler: tows of some hours at 3 to 4.5 kn.
    Trawler,
    /// Purse seiner: searches fast, encircles a school, lies beside the net.
    PurseSeiner,
    /// Maritime patrol aircraft.
    PatrolAircraft,
    /// Unmanned aircraft of long endurance.
    PatrolDrone,
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
            Self::Trawler => "trawlers",
            Self::PurseSeiner => "purse_seines",
            Self::PatrolAircraft => "patrol_aircraft",
            Self::PatrolDrone => "patrol_drone",
        }
    }

    /// Words of scenario files.
    pub(crate) const WORDS: [(&'static str, Self); 12] = [
        ("squid_jigger", Self::SquidJigger),
        ("longliner", Self::DriftingLongliner),
        ("pole_and_line", Self::PoleAndLine),
        ("trawler", Self::Trawler),
        ("purse_seiner", Self::PurseSeiner),
        ("coastal", Self::Coastal),
        ("carrier", Self::Carrier),
        ("bunker", Self::Bunker),
        ("merchant", Self::Merchant),
        ("patrol_ship", Self::Patrol),
        ("patrol_aircraft", Self::PatrolAircraft),
        ("patrol_drone", Self::PatrolDrone),
    ];

    /// Fishes.
    #[must_use]
    pub fn is_fishing(self) -> bool {
        matches!(
            self,
            Self::SquidJigger
                | Self::DriftingLongliner
                | Self::PoleAndLine
                | Self::Coastal
                | Self::Trawler
                | Self::PurseSeiner
        )
    }

    /// Serves fishing ships at sea.
    #[must_use]
    pub fn is_support(self) -> bool {
        matches!(self, Self::Carrier | Self::Bunker)
    }

    /// Belongs to a coast guard.
    #[must_use]
    pub fn is_patrol(self) -> bool {
        matches!(
            self,
            Self::Patrol | Self::PatrolAircraft | Self::PatrolDrone
        )
    }

    /// Flies: no drift, no anchor, and AIS (type 9) only with a number of her own.
    #[must_use]
    pub fn flies(self) -> bool {
        matches!(self, Self::PatrolAircraft | Self::PatrolDrone)
    }

    /// Fishes under lamps that satellites see at night.
    #[must_use]
    pub fn is_lit(self) -> bool {
        self == Self::SquidJigger
    }

    /// Usual speed under way, knots: service speeds of the classes in Lloyd's tables and of the fisheries' fact sheets of
    /// FAO; aircraft as HC-130J and Falcon 900 cruise low, drones as an MQ-9B loiters.
    pub(crate) fn usual_kn(self) -> [f64; 2] {
        match self {
            Self::SquidJigger => [6.0, 8.5],
            Self::DriftingLongliner | Self::Coastal => [8.0, 9.5],
            Self::PoleAndLine => [9.0, 11.5],
            Self::Trawler => [9.0, 11.0],
            Self::PurseSeiner => [11.0, 14.0],
            Self::Carrier => [10.5, 13.0],
            Self::Bunker => [9.5, 11.5],
            Self::Merchant => [12.5, 20.0],
            Self::Patrol => [13.0, 16.0],
            Self::PatrolAircraft => [210.0, 250.0],
            Self::PatrolDrone => [110.0, 150.0],
        }
    }

    /// Most she can do, knots.
    #[must_use]
    pub fn most_kn(self) -> f64 {
        match self {
            Self::SquidJigger | Self::DriftingLongliner | Self::Trawler => 15.0,
            Self::PoleAndLine | Self::Bunker => 16.0,
            Self::PurseSeiner => 18.0,
            Self::Carrier => 20.0,
            Self::Coastal => 25.0,
            Self::Merchant => 26.0,
            Self::Patrol => 30.0,
            Self::PatrolAircraft => 360.0,
            Self::PatrolDrone => 200.0,
        }
    }

    /// Slowest under way to a place at a time, knots: of what flies somewhat above the stall.
    pub(crate) fn slowest_kn(self) -> f64 {
        match self {
            Self::PatrolAircraft => 110.0,
            Self::PatrolDrone => 70.0,
            _ => 3.0,
        }
    }

    /// Longest away from base, hours: 60 days of stores, 10 h of fuel, a day of a drone's.
    #[must_use]
    pub fn endurance_h(self) -> f64 {
        match self {
            Self::PatrolAircraft => 10.0,
            Self::PatrolDrone => 24.0,
            _ => 1_440.0,
        }
    }

    /// Shortest time on the ground between two flights, hours: fuel and crew (design).
    #[must_use]
    pub fn turnaround_h(self) -> f64 {
        match self {
            Self::PatrolAircraft => 1.5,
            Self::PatrolDrone => 2.0,
            _ => 0.0,
        }
    }

    /// AIS ship type.
    pub(crate) fn ship_type(self) -> u8 {
        match self {
            Self::SquidJigger
            | Self::DriftingLongliner
            | Self::PoleAndLine
            | Self::Coastal
            | Self::Trawler
            | Self::PurseSeiner => 30,
            Self::Carrier | Self::Merchant => 70,
            Self::Bunker => 80,
            Self::Patrol | Self::PatrolAircraft | Self::PatrolDrone => 55,
        }
    }

    pub(crate) fn handling(self) -> Handling {
        let (accel_mps2, turn_deg_s) = match self {
            Self::Merchant => (0.012, 0.35),
            Self::Carrier | Self::Bunker => (0.02, 0.6),
            Self::Patrol => (0.04, 1.5),
            Self::SquidJigger
            | Self::DriftingLongliner
            | Self::PoleAndLine
            | Self::Coastal
            | Self::Trawler
            | Self::PurseSeiner => (0.04, 1.5),
            Self::PatrolAircraft | Self::PatrolDrone => (1.0, 3.0),
        };
        Handling {
            accel_mps2,
            turn_deg_s,
            leeway: 1.0,
            flies: self.flies(),
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
    /// Positions of another voyage: to and fro between two places.
    Replayed {
        span: Span,
        from: Place,
        to: Place,
        kn: f64,
    },
    /// One and the same position.
    Frozen { span: Span, at: Place },
    /// Other papers from this moment.
    Renamed { from: Time, to: Particulars },
}

/// One ship of the exercise.
#[derive(Debug, Clone)]
pub(crate) struct Ship {
    /// Key of her draws: the same whoever else sails.
    pub(crate) key: u64,
    /// Name in the scenario file; of a ship of a fleet: fleet and number.
    pub(crate) id: String,
    pub(crate) mmsi: u32,
    pub(crate) role: Role,
    pub(crate) flag: &'static str,
    /// Has a licence for what she does.
    pub(crate) licensed: bool,
    /// How the IUU list knows her.
    pub(crate) listed: Option<Listing>,
    /// Whose asset she is.
    pub(crate) partner: Option<String>,
    pub(crate) class_a: bool,
    pub(crate) particulars: Particulars,
    pub(crate) handling: Handling,
    pub(crate) start: Pose,
    pub(crate) agenda: Vec<Task>,
    pub(crate) deceits: Vec<Deceit>,
    /// Sails as a real ship once did: what else she did is not known.
    pub(crate) recorded: bool,
}

impl Ship {
    /// An aircraft that sends AIS: her number is 111MIDaxx.
    pub(crate) fn is_aircraft_station(&self) -> bool {
        self.role.flies() && self.mmsi / 1_000_000 == 111
    }

    /// Whether her transponder is on.
    pub(crate) fn transmits(&self, time: Time) -> bool {
        (!self.role.flies() || self.is_aircraft_station())
            && !self
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
                Deceit::Replayed { span, from, to, kn } if span.contains(pose.time) => {
                    return replayed(pose, span.start, *from, *to, *kn);
                }
                Deceit::Frozen { span, at } if span.contains(pose.time) => {
                    return Pose {
                        place: *at,
                        velocity: Offset::default(),
                        turn_deg_min: 0.0,
                        ..pose
                    };
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

fn replayed(pose: Pose, start: Time, from: Place, to: Place, kn: f64) -> Pose {
    let way = from.to(to);
    let length_m = way.length().max(1.0);
    let speed = kn * vigie_sea::MPS_PER_KN;
    let legs = pose.time.since_s(start) * speed / length_m;
    let whole = libm::floor(legs);
    let share = legs - whole;
    let back = whole % 2.0 >= 1.0;
    let (share, sense) = if back {
        (1.0 - share, -1.0)
    } else {
        (share, 1.0)
    };
    Pose {
        place: from.moved(way.times(share)),
        velocity: way.times(sense * speed / length_m),
        turn_deg_min: 0.0,
        ..pose
    }
}
