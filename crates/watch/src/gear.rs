//! Fishing gear, as far as it decides how a vessel moves while it fishes.

use serde::{Deserialize, Serialize};

/// A kind of gear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gear {
    /// Bottom and midwater trawls.
    Trawl,
    /// Towed dredges.
    Dredge,
    /// Pots and traps.
    Pots,
    /// Drifting longlines.
    DriftingLongline,
    /// Longlines set on the bottom.
    SetLongline,
    /// Purse seines and other surrounding nets.
    PurseSeine,
    /// Pole and line.
    PoleAndLine,
    /// Gillnets and entangling nets, drifting or set.
    Gillnet,
    /// Trolled lines.
    Troll,
    /// Squid jigging, by night under lamps.
    SquidJigger,
    /// Stick-held dip nets and other lift nets, by night under lamps.
    LiftNet,
    /// A fishing vessel of unknown gear.
    Other,
}

/// Words of registries (GFW classes, FAO codes and names) and what they mean; the first found wins.
const WORDS: [(&str, Gear); 34] = [
    ("jig", Gear::SquidJigger),
    ("squid", Gear::SquidJigger),
    ("stick_held", Gear::LiftNet),
    ("dip_net", Gear::LiftNet),
    ("lift_net", Gear::LiftNet),
    ("saury", Gear::LiftNet),
    ("pole_and_line", Gear::PoleAndLine),
    ("dredge", Gear::Dredge),
    ("trawl", Gear::Trawl),
    ("purse", Gear::PurseSeine),
    ("seine", Gear::PurseSeine),
    ("set_longline", Gear::SetLongline),
    ("bottom_longline", Gear::SetLongline),
    ("demersal_longline", Gear::SetLongline),
    ("longline", Gear::DriftingLongline),
    ("gillnet", Gear::Gillnet),
    ("gill_net", Gear::Gillnet),
    ("drift_net", Gear::Gillnet),
    ("driftnet", Gear::Gillnet),
    ("entangl", Gear::Gillnet),
    ("troll", Gear::Troll),
    ("pots", Gear::Pots),
    ("traps", Gear::Pots),
    ("creel", Gear::Pots),
    ("fixed_gear", Gear::Pots),
    ("fishing", Gear::Other),
    ("fisher", Gear::Other),
    ("handline", Gear::Other),
    ("lines", Gear::Other),
    ("set_net", Gear::Other),
    ("unspecified_gear", Gear::Other),
    ("clam", Gear::Dredge),
    ("potter", Gear::Pots),
    ("crabber", Gear::Pots),
];

/// FAO standard abbreviations of gear (ISSCFG), whole words.
const FAO: [(&str, Gear); 17] = [
    ("OTB", Gear::Trawl),
    ("OTM", Gear::Trawl),
    ("PTB", Gear::Trawl),
    ("PTM", Gear::Trawl),
    ("TBB", Gear::Trawl),
    ("DRB", Gear::Dredge),
    ("FPO", Gear::Pots),
    ("LLD", Gear::DriftingLongline),
    ("LLS", Gear::SetLongline),
    ("PS", Gear::PurseSeine),
    ("LHP", Gear::PoleAndLine),
    ("GNS", Gear::Gillnet),
    ("GND", Gear::Gillnet),
    ("GTR", Gear::Gillnet),
    ("LTL", Gear::Troll),
    ("LHM", Gear::SquidJigger),
    ("LNB", Gear::LiftNet),
];

impl Gear {
    /// Reads a registry's word; `None` if it names no fishing gear.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((_, gear)) = FAO.iter().find(|(code, _)| code.eq_ignore_ascii_case(text)) {
            return Some(*gear);
        }
        let plain = text.to_lowercase().replace([' ', '-'], "_");
        WORDS
            .iter()
            .find(|(word, _)| plain.contains(word))
            .map(|(_, gear)| *gear)
    }

    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Trawl => "trawl",
            Self::Dredge => "dredge",
            Self::Pots => "pots",
            Self::DriftingLongline => "drifting_longline",
            Self::SetLongline => "set_longline",
            Self::PurseSeine => "purse_seine",
            Self::PoleAndLine => "pole_and_line",
            Self::Gillnet => "gillnet",
            Self::Troll => "troll",
            Self::SquidJigger => "squid_jigger",
            Self::LiftNet => "lift_net",
            Self::Other => "other",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_registries() {
        for (text, want) in [
            ("squid_jigger", Some(Gear::SquidJigger)),
            ("Squid jigging vessel", Some(Gear::SquidJigger)),
            ("drifting_longlines", Some(Gear::DriftingLongline)),
            ("Demersal longline", Some(Gear::SetLongline)),
            ("other_purse_seines", Some(Gear::PurseSeine)),
            ("pole_and_line", Some(Gear::PoleAndLine)),
            ("trollers", Some(Gear::Troll)),
            ("trawlers", Some(Gear::Trawl)),
            ("Lift nets", Some(Gear::LiftNet)),
            ("FPO", Some(Gear::Pots)),
            ("fishing", Some(Gear::Other)),
            ("carrier", None),
            ("", None),
        ] {
            assert_eq!(Gear::of(text), want, "{text}");
        }
    }
}
