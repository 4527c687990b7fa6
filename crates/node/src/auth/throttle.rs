//! The limit on guessing passwords and tokens: after a few failures for one name or from one address, further tries
//! wait. OWASP Authentication Cheat Sheet: slow down by account and by address, never lock an account for good.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Failures in a row that cost nothing: a person mistypes.
const FREE_FAILURES: u32 = 5;
/// Wait after the first failure beyond those; doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// Longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// Failures are forgotten after this time.
const MEMORY: Duration = Duration::from_secs(900);
/// Most names and addresses remembered; beyond, the oldest are forgotten.
const ENTRIES_MAX: usize = 10_000;

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    last: Instant,
}

/// Failures by name and by address.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    failures: Mutex<BTreeMap<String, Failures>>,
}

impl Throttle {
    /// How long this name or address has to wait before the next try; `None`: not at all.
    pub(crate) fn wait(&self, keys: &[&str], now: Instant) -> Option<Duration> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        keys.iter()
            .filter_map(|key| failures.get(*key))
            .filter_map(|f| pause(f.count).checked_sub(now.saturating_duration_since(f.last)))
            .filter(|left| !left.is_zero())
            .max()
    }

    /// Notes a failure.
    pub(crate) fn failed(&self, keys: &[&str], now: Instant) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.retain(|_, f| now.saturating_duration_since(f.last) < MEMORY);
        for key in keys {
            if failures.len() >= ENTRIES_MAX
                && let Some(oldest) = failures
                    .iter()
                    .min_by_key(|(_, f)| f.last)
                    .map(|(k, _)| k.clone())
            {
                failures.remove(&oldest);
            }
            let known = failures.entry((*key).to_owned()).or_insert(Failures {
                count: 0,
                last: now,
            });
            known.count = known.count.saturating_add(1);
            known.last = now;
        }
    }

    /// Forgets the failures of a name that has now signed in.
    pub(crate) fn succeeded(&self, key: &str) {
        self.failures
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(key);
    }
}

fn pause(count: u32) -> Duration {
    let Some(beyond) = count.checked_sub(FREE_FAILURES) else {
        return Duration::ZERO;
    };
    FIRST_WAIT
        .saturating_mul(1 << beyond.min(16))
        .min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_gets_slower_and_is_forgiven() {
        let throttle = Throttle::default();
        let start = Instant::now();
        let keys = ["user mika", "address 10.0.0.9"];
        for _ in 0..4 {
            throttle.failed(&keys, start);
        }
        assert_eq!(throttle.wait(&keys, start), None);
        throttle.failed(&keys, start);
        assert_eq!(throttle.wait(&keys, start), Some(Duration::from_secs(2)));
        throttle.failed(&keys, start);
        assert_eq!(
            throttle.wait(&["user mika"], start),
            Some(Duration::from_secs(4))
        );
        assert_eq!(throttle.wait(&["user other"], start), None);
        assert_eq!(throttle.wait(&keys, start + Duration::from_secs(5)), None);
        for _ in 0..40 {
            throttle.failed(&keys, start);
        }
        assert_eq!(throttle.wait(&keys, start), Some(LONGEST_WAIT));
        throttle.succeeded("user mika");
        assert_eq!(throttle.wait(&["user mika"], start), None);
    }
}
