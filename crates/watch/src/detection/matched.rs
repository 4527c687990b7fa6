//! The producer's own match of a detection with a vessel.
//!
//! Global Fishing Watch tells it in its public tables of Sentinel-1 detections (`mmsi`, `matching_score`, `matched_category`:
//! `unmatched` or `matched_…`; in its technical tables `ssvid`), Skylight in its events (`detectionType`: `ais_correlated` or
//! `dark`). Files of detections alone, such as those of KSAT, EOG and the open detectors of Ai2, tell none.
//!
//! It is evidence like an MMSI that a trusted observer read and received: the producer had AIS that this node may not hear.

use super::cells::is_not_told;
use super::sighting::{CHARS_MAX, Witness};

/// [`Witness::means`] of a producer's match.
pub(super) const PRODUCER: &str = "producer-match";
/// What a producer writes of a detection that it matched with no vessel.
const UNMATCHED: [&str; 9] = [
    "unmatched",
    "not_matched",
    "no_match",
    "dark",
    "noise",
    "no",
    "false",
    "0",
    "unknown",
];

/// The match that the cells of a vessel's number and of the match itself tell, and what of it could not be read. A vessel's
/// number alone is a match too, unless the other cell denies it.
pub(super) fn matched(number: &str, told: &str) -> (Option<Witness>, Option<&'static str>) {
    let is_denied = UNMATCHED.iter().any(|word| told.eq_ignore_ascii_case(word));
    let is_numbered = !is_not_told(number) && number != "0";
    if is_denied || (is_not_told(told) && !is_numbered) {
        return (None, None);
    }
    let mmsi = mmsi(number);
    let witness = Witness {
        means: PRODUCER.to_owned(),
        what: told.chars().take(CHARS_MAX).collect(),
        verified: true,
        mmsi,
        ais_received: Some(true),
        known_as: mmsi.into_iter().collect(),
        ..Witness::default()
    };
    let fault = (is_numbered && mmsi.is_none()).then_some("mmsi-unreadable");
    (Some(witness), fault)
}

/// An MMSI, also as programs write whole numbers beside empty cells: `412999008.0`.
fn mmsi(text: &str) -> Option<u32> {
    let whole = text.split_once('.').map_or(text, |(whole, rest)| {
        if rest.bytes().all(|b| b == b'0') {
            whole
        } else {
            text
        }
    });
    let mmsi = whole.parse::<u32>().ok();
    mmsi.filter(|m| (1_000_000..=999_999_999).contains(m))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_producer_says_yes_no_or_nothing() {
        let read = |number: &str, told: &str| {
            let (witness, fault) = matched(number, told);
            (witness.map(|w| w.mmsi), fault)
        };
        let yes = Some(Some(412_999_008));
        assert_eq!(read("412999008", "matched_fishing"), (yes, None));
        assert_eq!(read("412999008.0", ""), (yes, None));
        assert_eq!(read("", "ais_correlated"), (Some(None), None));
        assert_eq!(read("", "unmatched"), (None, None));
        assert_eq!(read("412999008", "Unmatched"), (None, None));
        assert_eq!(read("NaN", ""), (None, None));
        assert_eq!(read("EU-77", ""), (Some(None), Some("mmsi-unreadable")));
    }
}
