//! Vessels without an MMSI: VMS reports name a ship by call sign or registration, not by MMSI.
//!
//! The watch keeps vessels by number, so such a vessel gets one outside everything a radio can send
//! (an MMSI has 30 bits): 2^30 to 2^31 − 1, from a hash of its best identifier, so that the same
//! vessel has the same number in every run and on every node. Where two identifiers meet on one
//! number, the later one takes the next free number and the meeting is counted.
//! A vessel whose call sign is in a list with an MMSI gets that MMSI instead. Lists only: what a ship says of herself by AIS is
//! not believed here, or one that sends another's call sign would be given the other's VMS positions.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use vigie_watch::{UNNUMBERED_MIN, VesselList};

/// How many numbers there are.
const UNNUMBERED_COUNT: u32 = 1 << 30;
/// Vessels remembered; the North Pacific has a few thousand under VMS.
const VESSELS_MAX: usize = 1_000_000;

/// MMSI by call sign, from lists. Clones share what is known: feeds that run learn from a list that is loaded later.
#[derive(Debug, Clone, Default)]
struct Known(Arc<RwLock<BTreeMap<String, u32>>>);

impl Known {
    fn with<T>(&self, work: impl FnOnce(&mut BTreeMap<String, u32>) -> T) -> T {
        work(&mut self.0.write().unwrap_or_else(PoisonError::into_inner))
    }

    fn find(&self, call_sign: &str) -> Option<u32> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(call_sign).copied()
    }
}

impl PartialEq for Known {
    fn eq(&self, other: &Self) -> bool {
        let copy = |known: &Self| known.with(|all| all.clone());
        Arc::ptr_eq(&self.0, &other.0) || copy(self) == copy(other)
    }
}

/// Numbers given so far, and MMSI known by call sign.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Unnumbered {
    numbers: BTreeMap<String, u32>,
    keys: BTreeMap<u32, String>,
    known: Known,
    meetings: u64,
}

/// A call sign with two MMSI is believed for neither.
fn note(all: &mut BTreeMap<String, u32>, call_sign: &str, mmsi: u32) {
    let entry = all.entry(plain(call_sign)).or_insert(mmsi);
    if *entry != mmsi {
        *entry = 0;
    }
}

impl Unnumbered {
    /// Tells the MMSI of a call sign. A call sign with two MMSI is believed for neither.
    pub fn know(&self, call_sign: &str, mmsi: u32) {
        self.known.with(|all| note(all, call_sign, mmsi));
    }

    /// Knows what these lists say of call signs and MMSI, and nothing else any more. Clones of this know it too.
    pub fn learn<'a>(&self, lists: impl Iterator<Item = &'a VesselList>) {
        let mut all = BTreeMap::new();
        for row in lists.flat_map(|list| &list.rows) {
            for sign in &row.call_signs {
                row.mmsis
                    .iter()
                    .for_each(|mmsi| note(&mut all, sign, *mmsi));
            }
        }
        self.known.with(|known| *known = all);
    }

    /// The MMSI that lists give for a call sign.
    #[must_use]
    pub fn mmsi_of(&self, call_sign: &str) -> Option<u32> {
        self.known.find(&plain(call_sign)).filter(|mmsi| *mmsi != 0)
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
    use vigie_watch::is_unnumbered;

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
    fn a_list_that_is_loaded_later_is_known_to_who_reads_already() {
        let options = Unnumbered::default();
        let reads = options.clone();
        assert_eq!(reads.mmsi_of("HP 4077"), None);
        options.know("hp4077", 351_000_000);
        assert_eq!(reads.mmsi_of("HP-4077"), Some(351_000_000));
        options.learn(std::iter::empty());
        assert_eq!(reads.mmsi_of("HP-4077"), None);
        assert!(options == reads);
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
        let all = Unnumbered::default();
        all.know("HP4077", 351_000_000);
        assert_eq!(all.mmsi_of("HP-4077"), Some(351_000_000));
        all.know("HP4077", 351_000_001);
        assert_eq!(all.mmsi_of("HP4077"), None);
    }
}
