//! Kinds as numbers, for what is written to the disk: archives and scratch files.

use vigie_watch::{AisClass, Reception, SourceKind};

pub(crate) const SOURCES: [SourceKind; 4] = [
    SourceKind::Ais,
    SourceKind::Vms,
    SourceKind::Detection,
    SourceKind::Sighting,
];
pub(crate) const RECEPTIONS: [Reception; 4] = [
    Reception::Unknown,
    Reception::Terrestrial,
    Reception::Satellite,
    Reception::Dynamic,
];
pub(crate) const CLASSES: [AisClass; 6] = [
    AisClass::Unknown,
    AisClass::A,
    AisClass::B,
    AisClass::Base,
    AisClass::Aton,
    AisClass::Sar,
];

/// The number a kind is written as; it stands in archives, so a table is only ever added to at its end.
pub(crate) fn code<T: PartialEq>(table: &[T], value: &T) -> u8 {
    table
        .iter()
        .position(|v| v == value)
        .and_then(|n| u8::try_from(n).ok())
        .unwrap_or(0)
}
