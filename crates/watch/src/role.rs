//! What part a vessel plays at sea: fisher, carrier, bunker, support, or a beacon on gear.
//!
//! Read from the registry class when a feed carries one (Global Fishing Watch words and their
//! neighbours), else from the AIS ship type (ITU-R M.1371-5 table 53), else from words in the name
//! that carriers of the North Pacific fleets carry (`REEFER`, `LENG` and `YUN` after `YU`).
//! Beacons tied to nets and lines send AIS too; their names are battery states and numbers. The
//! patterns are the ones GFW lists for its radar matching: `85%`, `12.4V`, `BUOY`, `NET MARK`, `07-31`.

use serde::{Deserialize, Serialize};

use crate::IdentityReport;
use crate::gear::Gear;

/// Part a vessel plays.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Nothing known.
    #[default]
    Unknown,
    /// Catches fish.
    Fishing,
    /// Takes fish over: reefers, fish carriers, factory ships.
    Carrier,
    /// Brings fuel.
    Bunker,
    /// Supports a fleet.
    Support,
    /// A beacon on a net, line or buoy: no vessel.
    Gear,
    /// Any other vessel.
    Other,
}

impl Role {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Fishing => "fishing",
            Self::Carrier => "carrier",
            Self::Bunker => "bunker",
            Self::Support => "support",
            Self::Gear => "gear",
            Self::Other => "other",
        }
    }

    /// Whether this vessel could receive fish or supply a fleet.
    #[must_use]
    pub fn serves_fleet(self) -> bool {
        matches!(self, Self::Carrier | Self::Bunker | Self::Support)
    }
}

/// What the reports of one track say about its role, the strongest source first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownRole {
    by_gear: Option<Role>,
    by_type: Option<Role>,
    by_name: Option<Role>,
}

impl KnownRole {
    /// Takes in one report; fields that were not sent leave what is known.
    pub fn learn(&mut self, report: &IdentityReport) {
        if let Some(gear) = &report.gear {
            self.by_gear = role_of_class(gear);
        }
        if let Some(ship_type) = report.ship_type {
            self.by_type = role_of_ship_type(ship_type);
        }
        if let Some(name) = &report.name {
            self.by_name = role_of_name(name);
        }
    }

    /// The role, by the strongest source.
    #[must_use]
    pub fn role(&self) -> Role {
        if self.by_name == Some(Role::Gear) {
            return Role::Gear;
        }
        // A fish carrier usually sends "cargo", so a carrier's name says more than a cargo type.
        let by_type = match (self.by_type, self.by_name) {
            (Some(Role::Other) | None, Some(named)) => Some(named),
            (by_type, _) => by_type,
        };
        self.by_gear.or(by_type).unwrap_or_default()
    }

    /// Where the role comes from: `registry`, `ship-type`, `name` or `none`.
    #[must_use]
    pub fn source(&self) -> &'static str {
        match (self.by_gear, self.by_type, self.by_name) {
            (_, _, Some(Role::Gear)) => "name",
            (Some(_), _, _) => "registry",
            (_, Some(Role::Other) | None, Some(_)) => "name",
            (_, Some(_), _) => "ship-type",
            _ => "none",
        }
    }
}

/// Role by AIS ship type; `None` when the type says nothing (0, reserved, or a plain special craft).
#[must_use]
pub fn role_of_ship_type(ship_type: u8) -> Option<Role> {
    match ship_type {
        30 => Some(Role::Fishing),
        31..=37 | 40..=59 | 60..=79 => Some(Role::Other),
        80..=89 => Some(Role::Bunker),
        _ => None,
    }
}

const CARRIER_WORDS: [&str; 4] = ["carrier", "reefer", "fish_factory", "factory_ship"];
/// Carriers of other goods.
const DRY_WORDS: [&str; 5] = ["bulk", "gas", "lng", "vehicle", "container"];
const SUPPORT_WORDS: [&str; 2] = ["support", "supply"];
const BUNKER_WORDS: [&str; 2] = ["bunker", "tanker"];
const OTHER_WORDS: [&str; 8] = [
    "cargo",
    "passenger",
    "tug",
    "patrol",
    "research",
    "seismic",
    "other",
    "dive",
];

/// Role by a registry class such as `squid_jigger`, `Fish carrier` or `bunker_or_tanker`.
#[must_use]
pub fn role_of_class(class: &str) -> Option<Role> {
    let class = class.trim().to_lowercase().replace([' ', '-'], "_");
    let any = |words: &[&str]| words.iter().any(|w| class.contains(w));
    if class.is_empty() || class == "unknown" {
        None
    } else if class == "gear" || class.contains("buoy") {
        Some(Role::Gear)
    } else if any(&DRY_WORDS) {
        Some(Role::Other)
    } else if any(&CARRIER_WORDS) {
        Some(Role::Carrier)
    } else if any(&SUPPORT_WORDS) {
        Some(Role::Support)
    } else if any(&BUNKER_WORDS) {
        Some(Role::Bunker)
    } else if Gear::of(&class).is_some() {
        Some(Role::Fishing)
    } else if any(&OTHER_WORDS) {
        Some(Role::Other)
    } else {
        None
    }
}

/// Role by name: a gear beacon, a fish carrier, or nothing.
#[must_use]
pub fn role_of_name(name: &str) -> Option<Role> {
    let upper = name.trim().to_uppercase();
    if is_gear_name(&upper) {
        return Some(Role::Gear);
    }
    let words: Vec<&str> = upper.split(|c: char| !c.is_alphanumeric()).collect();
    if words.iter().any(|w| matches!(*w, "REEFER" | "REFER")) {
        return Some(Role::Carrier);
    }
    let after_yu = words
        .windows(2)
        .any(|w| w.first() == Some(&"YU") && carries(w.get(1)));
    after_yu.then_some(Role::Carrier)
}

/// `LENG` (cold) and `YUN` (transport) in the names of Chinese fish carriers.
fn carries(word: Option<&&str>) -> bool {
    matches!(word, Some(&"LENG" | &"YUN"))
}

/// Whether an upper-case name is that of a beacon on fishing gear.
fn is_gear_name(upper: &str) -> bool {
    if upper.contains("BUOY") || upper.contains("NET MARK") || upper.contains("NETMARK") {
        return true;
    }
    let digits = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_digit());
    if let Some(head) = upper.strip_suffix('%') {
        return head.chars().last().is_some_and(|c| c.is_ascii_digit());
    }
    if is_battery_voltage(upper) {
        return true;
    }
    matches!(upper.split_once('-'), Some((a, b)) if digits(a) && digits(b))
}

/// Ends in a voltage such as `12.4V`.
fn is_battery_voltage(upper: &str) -> bool {
    let Some(head) = upper.strip_suffix('V') else {
        return false;
    };
    let mut last = head.chars().rev();
    matches!(
        (last.next(), last.next(), last.next()),
        (Some(a), Some('.'), Some(b)) if a.is_ascii_digit() && b.is_ascii_digit()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gear_beacons_are_known_by_name() {
        for name in [
            "85%",
            "NET 07 64%",
            "BUOY 12",
            "net mark 4",
            "0731-12",
            "SHUN 3 12.4V",
        ] {
            assert_eq!(role_of_name(name), Some(Role::Gear), "{name}");
        }
        for name in [
            "LU RONG YUAN YU 197",
            "STS-50",
            "100% LUCK",
            "TARZAN V",
            "PERMATA - 08",
        ] {
            assert_eq!(role_of_name(name), None, "{name}");
        }
    }

    #[test]
    fn registry_class_outranks_ship_type_and_name() {
        let mut known = KnownRole::default();
        known.learn(&IdentityReport {
            ship_type: Some(70),
            ..IdentityReport::default()
        });
        assert_eq!((known.role(), known.source()), (Role::Other, "ship-type"));
        known.learn(&IdentityReport {
            name: Some("ZHE LING YU LENG 905".to_owned()),
            ..IdentityReport::default()
        });
        assert_eq!((known.role(), known.source()), (Role::Carrier, "name"));
        known.learn(&IdentityReport {
            gear: Some("squid_jigger".to_owned()),
            ..IdentityReport::default()
        });
        assert_eq!((known.role(), known.source()), (Role::Fishing, "registry"));
    }

    #[test]
    fn classes_of_registries() {
        assert_eq!(role_of_class("Live fish carrier"), Some(Role::Carrier));
        assert_eq!(role_of_class("bunker_or_tanker"), Some(Role::Bunker));
        assert_eq!(role_of_class("Fishery support vessel"), Some(Role::Support));
        assert_eq!(role_of_class("Drifting Longlines"), Some(Role::Fishing));
        assert_eq!(role_of_class(""), None);
    }
}
