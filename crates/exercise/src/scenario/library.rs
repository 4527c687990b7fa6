//! The library of scenarios and fragments, inside the program: an exercise needs no network and no folder.

/// A scenario of the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LibraryEntry {
    /// Its name, as the command line takes it.
    pub name: &'static str,
    /// The file.
    pub toml: &'static str,
}

macro_rules! files {
    ($folder:literal, $($name:literal),+ $(,)?) => {
        [$(LibraryEntry {
            name: $name,
            toml: include_str!(concat!("../../data/", $folder, "/", $name, ".toml")),
        }),+]
    };
}

static SCENARIOS: [LibraryEntry; 8] = files!(
    "scenario",
    "north-pacific-watch",
    "high-seas-guard",
    "squid-fleet-180",
    "night-transshipment",
    "zone-incursion",
    "earthquake-evacuation",
    "cyber-blackout",
    "three-protocols",
);

static FRAGMENTS: [LibraryEntry; 9] = files!(
    "fragment",
    "ports-north-pacific",
    "stations-north-pacific",
    "areas-high-seas",
    "fleet-squid",
    "fleet-longline",
    "fleet-mixed",
    "traffic-merchant",
    "assets-partners",
    "sensors-space",
);

/// All scenarios of the library, the one shown first first.
#[must_use]
pub fn library() -> &'static [LibraryEntry] {
    &SCENARIOS
}

/// A fragment of the library.
#[must_use]
pub fn fragment(name: &str) -> Option<&'static str> {
    FRAGMENTS.iter().find(|f| f.name == name).map(|f| f.toml)
}
