//! Receiving stations: a name as feeds write it, a number as the watch keeps it.

use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

/// Stations numbered within one feed; a national network has a few hundred.
const STATIONS_MAX: u32 = 65_535;

/// The stations of one feed, shared by its files and connections.
#[derive(Debug, Clone)]
pub struct Stations(Arc<Mutex<Numbers>>);

#[derive(Debug)]
struct Numbers {
    feed: u16,
    by_name: FxHashMap<Box<[u8]>, u32>,
    new: Vec<(u32, String)>,
}

impl Stations {
    /// The stations of the feed with this number.
    #[must_use]
    pub fn of_feed(feed: u16) -> Self {
        let numbers = Numbers {
            feed,
            by_name: FxHashMap::default(),
            new: Vec::new(),
        };
        Self(Arc::new(Mutex::new(numbers)))
    }

    /// The number of a station: feed number times 65,536 plus 1, 2, 3 … in order of first appearance.
    /// 0, unknown, for an empty name and when a hostile feed names too many.
    #[must_use]
    pub fn number(&self, name: &[u8]) -> u32 {
        let name = name.trim_ascii();
        if name.is_empty() {
            return 0;
        }
        let mut numbers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = numbers.by_name.get(name) {
            return *number;
        }
        let next = u32::try_from(numbers.by_name.len())
            .unwrap_or(u32::MAX)
            .saturating_add(1);
        if next > STATIONS_MAX {
            return 0;
        }
        let number = (u32::from(numbers.feed) << 16) + next;
        numbers.by_name.insert(name.into(), number);
        numbers
            .new
            .push((number, String::from_utf8_lossy(name).into_owned()));
        number
    }

    /// Stations numbered since the last call, with their names.
    #[must_use]
    pub fn take_new(&self) -> Vec<(u32, String)> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_order_of_appearance() {
        let stations = Stations::of_feed(2);
        assert_eq!(stations.number(b"rEV02"), 2 * 65_536 + 1);
        assert_eq!(stations.number(b"b003669794"), 2 * 65_536 + 2);
        assert_eq!(stations.number(b" rEV02 "), 2 * 65_536 + 1);
        assert_eq!(stations.number(b""), 0);
        assert_eq!(stations.take_new().len(), 2);
        assert!(stations.take_new().is_empty());
    }
}
