//! The lists that ship with the program.

use vigie_sea::Time;

use crate::scenario::{Scenario, Settings};

/// The lists by id, in their own form.
pub const LISTS: &[(&str, &str)] = &[
    (
        "north-pacific-watch",
        include_str!("../../msel/north-pacific-watch.toml"),
    ),
    (
        "transshipment-at-night",
        include_str!("../../msel/transshipment-at-night.toml"),
    ),
    (
        "earthquake-evacuation",
        include_str!("../../msel/earthquake-evacuation.toml"),
    ),
    (
        "loss-of-the-link",
        include_str!("../../msel/loss-of-the-link.toml"),
    ),
    (
        "high-seas-guard",
        include_str!("../../msel/high-seas-guard.toml"),
    ),
    (
        "squid-fleet-180",
        include_str!("../../msel/squid-fleet-180.toml"),
    ),
    (
        "night-transshipment",
        include_str!("../../msel/night-transshipment.toml"),
    ),
    (
        "zone-incursion",
        include_str!("../../msel/zone-incursion.toml"),
    ),
    (
        "cyber-blackout",
        include_str!("../../msel/cyber-blackout.toml"),
    ),
    (
        "three-protocols",
        include_str!("../../msel/three-protocols.toml"),
    ),
];

/// The list of this id.
#[must_use]
pub fn list(id: &str) -> Option<&'static str> {
    LISTS
        .iter()
        .find(|(code, _)| *code == id)
        .map(|(_, text)| *text)
}

/// The scenario of this code.
#[must_use]
pub fn scenario(code: &str, seed: u64, start: Time) -> Option<Scenario> {
    Scenario::from_library(code, Settings { seed, start }).ok()
}
