//! How often the public page may be used: by one address, and in all, so that a flood neither fills the register nor
//! keeps the node from its work.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The window of the counts.
const WINDOW: Duration = Duration::from_secs(60);
/// Reports from one address in a window: a hotel or an embassy behind one address reports for many.
const BY_ADDRESS_MAX: u32 = 30;
/// Reports in all in a window: 100,000 people in three hours.
const IN_ALL_MAX: u32 = 600;
/// Addresses remembered in a window; more are counted in all only.
const ADDRESSES_MAX: usize = 10_000;

#[derive(Debug, Default)]
struct Window {
    began: Option<Instant>,
    in_all: u32,
    by_address: BTreeMap<IpAddr, u32>,
}

/// Counts of the window under way.
#[derive(Debug, Default)]
pub(crate) struct ReportLimit {
    window: Mutex<Window>,
}

impl ReportLimit {
    /// Counts one report; says how many seconds to wait when there were too many.
    pub(crate) fn admit(&self, address: IpAddr, now: Instant) -> Result<(), u64> {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let began = *window.began.get_or_insert(now);
        let gone = now.saturating_duration_since(began);
        if gone >= WINDOW {
            *window = Window {
                began: Some(now),
                ..Window::default()
            };
        }
        let wait = WINDOW.saturating_sub(gone).as_secs().max(1);
        let known =
            window.by_address.len() < ADDRESSES_MAX || window.by_address.contains_key(&address);
        let from_here = window.by_address.get(&address).copied().unwrap_or(0);
        if window.in_all >= IN_ALL_MAX || from_here >= BY_ADDRESS_MAX {
            return Err(wait);
        }
        window.in_all += 1;
        if known {
            window.by_address.insert(address, from_here + 1);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_it_all_and_a_new_minute_begins_anew() {
        let limit = ReportLimit::default();
        let now = Instant::now();
        let address = |n: u8| IpAddr::from([10, 0, 0, n]);
        for _ in 0..BY_ADDRESS_MAX {
            assert_eq!(limit.admit(address(1), now), Ok(()));
        }
        assert_eq!(limit.admit(address(1), now), Err(60));
        let mut admitted = BY_ADDRESS_MAX;
        for n in 2..=250 {
            for _ in 0..10 {
                admitted += u32::from(limit.admit(address(n), now).is_ok());
            }
        }
        assert_eq!(admitted, IN_ALL_MAX);
        assert_eq!(limit.admit(address(1), now + WINDOW), Ok(()));
    }
}
