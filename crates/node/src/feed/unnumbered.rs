//! Vessels without an MMSI: VMS reports name a ship by call sign or registration, not by MMSI.
//!
//! The watch keeps vessels by number, so such a vessel gets one outside everything a radio can send
//! (an MMSI has 30 bits): 2^30 to 2^31 − 1, from a hash of its best identifier, so that the same
//! vessel has the same number in every run and on every node. Where two identifiers meet on one
//! number, the later one takes the next free number and the meeting is counted.
//! A vessel whose call sign is in a list with an MMSI gets that MMSI instead.

use std::collections::BTreeMap;

/// First number given; also the first that no AIS message can carry.
pub const UNNUMBERED_MIN: u32 = 1 << 30;
/// How many numbers there are.
const UNNUMBERED_COUNT: u32 = 1 << 30;
/// Vessels remembered; the North Pacific has a few thousand under VMS.
const VESSELS_MAX: usize = 1_000_000;

/// Whether a vessel number was given here instead of sent by the vessel.
#[must_use]
pub fn is_unnumbered(number: u32) -> bool {
    number >= UNNUMBERED_MIN
}

/// Numbers given so far, and MMSI known by call sign.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unnumbered {
    numbers: BTreeMap<String, u32>,
    keys: BTreeMap<u32, String>,
    mmsi_by_call_sign: BTreeMap<String, u32>,
    meetings: u64,
}

impl Unnumbered {
    /// Tells the MMSI of a call sign, from a list. A call sign with two MMSI is believed for neither.
    pub fn know(&mut self, call_sign: &str, mmsi: u32) {
        let entry = self
            .mmsi_by_call_sign
            .entry(plain(call_sign))
            .or_insert(mmsi);
        if *entry != mmsi {
            *entry = 0;
        }
    }

    /// The MMSI that lists give for a call sign.
    #[must_use]
    pub fn mmsi_of(&self, call_sign: &str) -> Option<u32> {
        self.mmsi_by_call_sign
            .get(&plain(call_sign))
            .copied()
            .filter(|mmsi| *mmsi != 0)
    }

    /// The number of the vessel with this identifier of this kind, such as `call-sign` `HP4077`.
    pub fn number(&mut self, kind: &str, identifier: &str) -> u32 {
        let key = format!("{kind}:{}", plain(identifier));
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let mut number = UNNUMBERED_MIN + hash(&key) % UNNUMBERED_COUNT;
        while self.keys.contains_key(&number) {
            self.meetings += 1;
            number = UNNUMBERED_MIN + (number - UNNUMBERED_MIN + 1) % UNNUMBERED_COUNT;
        }
        if self.keys.len() < VESSELS_MAX {
            self.numbers.insert(key.clone(), number);
            self.keys.insert(number, key);
        }
        number
    }

    /// How often two identifiers met on one number.
    #[must_use]
    pub fn meetings(&self) -> u64 {
        self.meetings
    }
}

/// Upper case, letters and digits only: `SZ 442`, `sz-442` and `SZ442` are one call sign.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect()
}

/// FNV-1a, 64 bits folded to 32: short, stable for ever, good enough for spreading identifiers.
#[allow(clippy::cast_possible_truncation, reason = "folding keeps both halves")]
fn hash(key: &str) -> u32 {
    let wide = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    ((wide >> 32) ^ wide) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_vessel_has_the_same_number_everywhere() {
        let (mut a, mut b) = (Unnumbered::default(), Unnumbered::default());
        let first = a.number("call-sign", "HP4077");
        b.number("call-sign", "OTHER");
        assert_eq!(first, b.number("call-sign", "hp 4077"));
        assert_ne!(first, a.number("name", "HP4077"));
        assert!(is_unnumbered(first) && i32::try_from(first).is_ok());
        assert!(!is_unnumbered(999_999_999) && !is_unnumbered(1_073_741_823));
    }

    #[test]
    fn many_vessels_all_differ() {
        let mut all = Unnumbered::default();
        let numbers: std::collections::BTreeSet<u32> = (0..200_000)
            .map(|i| all.number("call-sign", &format!("CS{i}")))
            .collect();
        assert_eq!(numbers.len(), 200_000);
        assert!(
            all.meetings() > 0,
            "so many vessels must meet on some number"
        );
    }

    #[test]
    fn a_call_sign_with_two_mmsi_is_believed_for_neither() {
        let mut all = Unnumbered::default();
        all.know("HP4077", 351_000_000);
        assert_eq!(all.mmsi_of("HP-4077"), Some(351_000_000));
        all.know("HP4077", 351_000_001);
        assert_eq!(all.mmsi_of("HP4077"), None);
    }
}
