//! Words that tables use for AIS codes: navigational status, ship type, equipment class, reception.
//!
//! The Danish Maritime Authority and several services write the words of ITU-R M.1371-5, tables 45
//! and 53, instead of the codes; MarineCadastre adds the four-digit codes of the US Coast Guard's
//! vessel documentation for some years.

use vigie_watch::{AisClass, Reception};

use super::column::letters;
use super::number;

/// AIS navigational status 0 to 14 from a code or its words; 15 is "not defined".
pub(crate) fn nav_status(text: &[u8]) -> Option<u8> {
    if let Some(code) = number::whole(text) {
        return u8::try_from(code).ok().filter(|code| *code < 15);
    }
    let words = letters(std::str::from_utf8(text).ok()?);
    let known: [(&str, u8); 14] = [
        ("underwayusingengine", 0),
        ("atanchor", 1),
        ("notundercommand", 2),
        ("restrictedman", 3),
        ("constrainedby", 4),
        ("moored", 5),
        ("aground", 6),
        ("engagedinfishing", 7),
        ("fishing", 7),
        ("underwaysailing", 8),
        ("powerdrivenvesseltowingastern", 11),
        ("powerdrivenvesselpushing", 12),
        ("aissart", 14),
        ("underway", 0),
    ];
    known
        .into_iter()
        .find(|(start, _)| words.starts_with(start))
        .map(|(_, code)| code)
}

/// AIS ship type from a code or its words; `None` for what has no code.
pub(crate) fn ship_type(text: &[u8]) -> Option<u8> {
    if let Some(code) = number::whole(text) {
        return u8::try_from(code).ok().or_else(|| us_vessel_type(code));
    }
    let words = letters(std::str::from_utf8(text).ok()?);
    let known: [(&str, u8); 20] = [
        ("fishing", 30),
        ("towinglong", 32),
        ("towing", 31),
        ("dredging", 33),
        ("diving", 34),
        ("military", 35),
        ("sailing", 36),
        ("pleasure", 37),
        ("hsc", 40),
        ("pilot", 50),
        ("sar", 51),
        ("tug", 52),
        ("porttender", 53),
        ("antipollution", 54),
        ("lawenforcement", 55),
        ("medical", 58),
        ("passenger", 60),
        ("cargo", 70),
        ("tanker", 80),
        ("wig", 20),
    ];
    known
        .into_iter()
        .find(|(start, _)| words.starts_with(start))
        .map(|(_, code)| code)
}

/// The AIS type nearest to a four-digit US vessel type; only the unambiguous ones.
fn us_vessel_type(code: u64) -> Option<u8> {
    match code {
        1001 | 1002 => Some(30),
        1003 | 1004 | 1016 => Some(70),
        1012..=1015 => Some(60),
        1017 | 1024 => Some(80),
        1019 => Some(37),
        1025 => Some(31),
        _ => None,
    }
}

/// Equipment class from a letter or the words used for it.
pub(crate) fn class(text: &[u8]) -> AisClass {
    let words = letters(&String::from_utf8_lossy(text));
    match words.as_str() {
        "a" | "classa" => AisClass::A,
        "b" | "classb" => AisClass::B,
        "basestation" => AisClass::Base,
        "aton" => AisClass::Aton,
        "sarairborne" | "searchandrescuetransponder" | "manoverboarddevice" => AisClass::Sar,
        _ => AisClass::Unknown,
    }
}

/// Equipment class from an AIS message type such as `18` or `AIS.18`.
pub(crate) fn class_of_message(text: &[u8]) -> AisClass {
    let at = text
        .iter()
        .position(u8::is_ascii_digit)
        .unwrap_or(text.len());
    match text.get(at..).and_then(number::whole) {
        Some(1 | 2 | 3 | 5 | 27) => AisClass::A,
        Some(18 | 19 | 24) => AisClass::B,
        Some(4) => AisClass::Base,
        Some(9) => AisClass::Sar,
        Some(21) => AisClass::Aton,
        _ => AisClass::Unknown,
    }
}

/// How a message was received, in the words of Global Fishing Watch and Spire.
pub(crate) fn reception(text: &[u8]) -> Option<Reception> {
    match letters(&String::from_utf8_lossy(text)).as_str() {
        "terrestrial" | "ter" | "t" => Some(Reception::Terrestrial),
        "satellite" | "sat" | "s" => Some(Reception::Satellite),
        "dynamic" | "d" => Some(Reception::Dynamic),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_codes_agree() {
        assert_eq!(nav_status(b"Engaged in fishing"), Some(7));
        assert_eq!(nav_status(b"Restricted maneuverability"), Some(3));
        assert_eq!(nav_status(b"Under way sailing"), Some(8));
        assert_eq!(nav_status(b"5"), Some(5));
        assert_eq!(nav_status(b"Unknown value"), None);
        assert_eq!(nav_status(b"99"), None);
        assert_eq!((nav_status(b"14"), nav_status(b"15")), (Some(14), None));
        assert_eq!(ship_type(b"Fishing"), Some(30));
        assert_eq!(ship_type(b"Towing long/wide"), Some(32));
        assert_eq!(ship_type(b"70"), Some(70));
        assert_eq!(ship_type(b"1004"), Some(70));
        assert_eq!(ship_type(b"Undefined"), None);
        assert_eq!(class(b"Class A"), AisClass::A);
        assert_eq!(class(b"Base Station"), AisClass::Base);
        assert_eq!(class_of_message(b"AIS.18"), AisClass::B);
        assert_eq!(class_of_message(b"27"), AisClass::A);
        assert_eq!(class_of_message(b"none"), AisClass::Unknown);
        assert_eq!(reception(b"satellite"), Some(Reception::Satellite));
        assert_eq!(reception(b"?"), None);
    }
}
