//! Receiving stations: a name as feeds write it, a number as the watch keeps it.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

/// Stations numbered within one feed; a national network has a few hundred.
const STATIONS_MAX: u32 = 65_535;
/// Longest name kept; tag blocks allow 15 characters (IEC 61162-450).
const NAME_BYTES_MAX: usize = 200;

/// The stations of one feed, shared by its files and connections.
#[derive(Debug, Clone)]
pub struct Stations(Arc<Mutex<Numbers>>);

#[derive(Debug)]
struct Numbers {
    feed: u16,
    by_name: FxHashMap<Box<[u8]>, u32>,
    new: Vec<(u32, String)>,
    bases: FxHashMap<u32, u32>,
    new_bases: Vec<(u32, u32)>,
}

impl Stations {
    /// The stations of the feed with this number; `known` are those it numbered before, in that order.
    #[must_use]
    pub fn of_feed(feed: u16, known: &[String]) -> Self {
        let numbered = (1_u32..).zip(known);
        let numbers = Numbers {
            feed,
            by_name: numbered
                .map(|(n, name)| (name.as_bytes().into(), (u32::from(feed) << 16) + n))
                .collect(),
            new: Vec::new(),
            bases: FxHashMap::default(),
            new_bases: Vec::new(),
        };
        Self(Arc::new(Mutex::new(numbers)))
    }

    /// This receiver is the base station with this MMSI, by what it sent itself.
    pub fn is_base(&self, number: u32, mmsi: u32) {
        let mut numbers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        numbers.note_base(number, mmsi);
    }

    /// Base stations found since the last call: receiver number and MMSI.
    #[must_use]
    pub fn take_new_bases(&self) -> Vec<(u32, u32)> {
        let mut numbers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut numbers.new_bases)
    }

    /// The number of a station: feed number times 65,536 plus 1, 2, 3 … in order of first appearance.
    /// 0, unknown, for an empty name and when a hostile feed names too many.
    #[must_use]
    pub fn number(&self, name: &[u8]) -> u32 {
        let name = name.trim_ascii();
        let name = String::from_utf8_lossy(name.get(..NAME_BYTES_MAX).unwrap_or(name));
        if name.is_empty() {
            return 0;
        }
        let mut numbers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = numbers.by_name.get(name.as_bytes()) {
            return *number;
        }
        let next = u32::try_from(numbers.by_name.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        if next > STATIONS_MAX {
            return 0;
        }
        let number = (u32::from(numbers.feed) << 16) + next;
        let name = name.into_owned();
        numbers.by_name.insert(name.as_bytes().into(), number);
        if let Some(mmsi) = base_in(&name) {
            numbers.note_base(number, mmsi);
        }
        numbers.new.push((number, name));
        number
    }

    /// Stations numbered since the last call, with their names.
    #[must_use]
    pub fn take_new(&self) -> Vec<(u32, String)> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).new)
    }
}

impl Numbers {
    fn note_base(&mut self, number: u32, mmsi: u32) {
        if number != 0 && self.bases.insert(number, mmsi) != Some(mmsi) {
            self.new_bases.push((number, mmsi));
        }
    }
}

/// The MMSI of the base station that a name means: `b003669794` and `r3669794` are how networks in North America
/// name them, with or without the two zeros that begin the MMSI of every coast station (ITU-R M.585).
fn base_in(name: &str) -> Option<u32> {
    let digits = name.strip_prefix(['b', 'r', 'B', 'R']).unwrap_or(name);
    let digits = digits.strip_prefix("00").unwrap_or(digits);
    let is_mid = digits.starts_with(['2', '3', '4', '5', '6', '7']);
    let fits = digits.len() == 7 && is_mid && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_order_of_appearance() {
        let stations = Stations::of_feed(2, &[]);
        assert_eq!(stations.number(b"rEV02"), 2 * 65_536 + 1);
        assert_eq!(stations.number(b"b003669794"), 2 * 65_536 + 2);
        assert_eq!(stations.number(b" rEV02 "), 2 * 65_536 + 1);
        assert_eq!(stations.number(b""), 0);
        assert_eq!(stations.take_new().len(), 2);
        assert!(stations.take_new().is_empty());
        assert_eq!(stations.take_new_bases(), [(2 * 65_536 + 2, 3_669_794)]);
    }

    #[test]
    fn numbers_go_on_where_they_were() {
        let stations = Stations::of_feed(2, &["rEV02".to_owned(), "b".to_owned()]);
        assert_eq!(stations.number(b"b"), 2 * 65_536 + 2);
        assert_eq!(stations.number(b"new"), 2 * 65_536 + 3);
        assert_eq!(stations.number(b"rEV02"), 2 * 65_536 + 1);
        assert_eq!(stations.take_new(), [(2 * 65_536 + 3, "new".to_owned())]);
        // A name that is no text keeps its number too.
        let odd = stations.number(b"\xff\xfe");
        assert_eq!(stations.number(b"\xff\xfe"), odd);
    }

    #[test]
    fn a_name_without_end_is_cut() {
        let stations = Stations::of_feed(1, &[]);
        let number = stations.number(&[b'x'; 5_000]);
        let told = stations.take_new();
        assert_eq!((told[0].0, told[0].1.len()), (number, NAME_BYTES_MAX));
    }

    #[test]
    fn names_of_base_stations() {
        assert_eq!(base_in("b003669794"), Some(3_669_794));
        assert_eq!(base_in("r3669794"), Some(3_669_794));
        assert_eq!(base_in("003669794"), Some(3_669_794));
        for other in ["rEV02", "2573135", "b993669794", "366979412", "", "b"] {
            let means = base_in(other);
            assert_eq!(means, (other == "2573135").then_some(2_573_135), "{other}");
        }
    }
}
