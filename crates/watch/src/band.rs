//! Speed bands: how each gear moves while it fishes, and how far that was tested.
//!
//! Trawl bands are usual in VMS practice; those of dredges and pots are the best mean over the public
//! labelled sets that may be used for it (`examples/fishing_eval.rs`); all others are usual working
//! speeds without any label, and say so.

use serde::{Deserialize, Serialize};

use crate::gear::Gear;

/// How far a band was tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Validation {
    /// On labelled tracks of few vessels.
    Partly,
    /// Not at all.
    No,
}

/// How a gear moves while it fishes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Slowest, knots.
    pub low_kn: f64,
    /// Fastest, knots.
    pub high_kn: f64,
    /// Only while the sun is below the horizon.
    pub night: bool,
    /// How far this band was tested.
    pub validated: Validation,
}

/// The bands of all gears.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the fields are the gears of `Gear`")]
pub struct Bands {
    pub trawl: Band,
    pub dredge: Band,
    pub pots: Band,
    pub drifting_longline: Band,
    pub set_longline: Band,
    pub purse_seine: Band,
    pub pole_and_line: Band,
    pub gillnet: Band,
    pub troll: Band,
    pub squid_jigger: Band,
    pub lift_net: Band,
    pub other: Band,
}

impl Default for Bands {
    fn default() -> Self {
        let band = |low_kn, high_kn, night, validated| Band {
            low_kn,
            high_kn,
            night,
            validated,
        };
        Self {
            trawl: band(2.5, 4.5, false, Validation::Partly),
            dredge: band(0.3, 4.0, false, Validation::Partly),
            pots: band(0.0, 5.0, false, Validation::Partly),
            drifting_longline: band(1.0, 6.5, false, Validation::No),
            set_longline: band(1.0, 5.0, false, Validation::No),
            purse_seine: band(0.3, 3.0, false, Validation::No),
            pole_and_line: band(0.3, 4.0, false, Validation::No),
            gillnet: band(0.3, 4.0, false, Validation::No),
            troll: band(3.0, 8.0, false, Validation::No),
            squid_jigger: band(0.0, 2.0, true, Validation::No),
            lift_net: band(0.0, 2.5, true, Validation::No),
            other: band(0.5, 5.0, false, Validation::No),
        }
    }
}

impl Bands {
    /// The bands of all gears.
    pub(crate) fn all(&self) -> [&Band; 12] {
        use Gear::{
            Dredge, DriftingLongline, Gillnet, LiftNet, Other, PoleAndLine, Pots, PurseSeine,
            SetLongline, SquidJigger, Trawl, Troll,
        };
        [
            Trawl,
            Dredge,
            Pots,
            DriftingLongline,
            SetLongline,
            PurseSeine,
            PoleAndLine,
            Gillnet,
            Troll,
            SquidJigger,
            LiftNet,
            Other,
        ]
        .map(|gear| self.of(gear))
    }

    /// The band of a gear.
    #[must_use]
    pub fn of(&self, gear: Gear) -> &Band {
        match gear {
            Gear::Trawl => &self.trawl,
            Gear::Dredge => &self.dredge,
            Gear::Pots => &self.pots,
            Gear::DriftingLongline => &self.drifting_longline,
            Gear::SetLongline => &self.set_longline,
            Gear::PurseSeine => &self.purse_seine,
            Gear::PoleAndLine => &self.pole_and_line,
            Gear::Gillnet => &self.gillnet,
            Gear::Troll => &self.troll,
            Gear::SquidJigger => &self.squid_jigger,
            Gear::LiftNet => &self.lift_net,
            Gear::Other => &self.other,
        }
    }
}
