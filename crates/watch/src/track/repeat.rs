//! One transmission that several receivers heard counts once.

use vigie_sea::Time;

use crate::PositionReport;

/// Reports of one MMSI compared.
const RECENT: usize = 4;

/// The newest reports of one MMSI, in a ring, with their times, ms.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heard {
    recent: [(i64, PositionReport); RECENT],
    newest: usize,
}

impl Default for Heard {
    fn default() -> Self {
        Self {
            recent: [(i64::MIN, PositionReport::default()); RECENT],
            newest: 0,
        }
    }
}

impl Heard {
    /// Whether this report was heard before, at most `same_ms` ago; else it is remembered. Reports come in order of time.
    pub(super) fn is_repeat(&mut self, time: Time, report: &PositionReport, same_ms: i64) -> bool {
        let now_ms = time.ms();
        let near = |ms: i64| now_ms.saturating_sub(ms) <= same_ms;
        let newest = self.recent.get(self.newest);
        // Nothing is newer than the newest, and that is mostly minutes ago.
        if newest.is_some_and(|(ms, _)| near(*ms))
            && (self.recent.iter()).any(|(ms, heard)| near(*ms) && heard == report)
        {
            return true;
        }
        self.newest = (self.newest + 1) % RECENT;
        if let Some(place) = self.recent.get_mut(self.newest) {
            *place = (now_ms, *report);
        }
        false
    }

    /// Whether anything was heard since.
    pub(super) fn is_since(&self, before: Time) -> bool {
        self.recent.iter().any(|(ms, _)| *ms >= before.ms())
    }
}
