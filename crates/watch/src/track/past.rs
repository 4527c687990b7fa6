//! The newest fixes of one track.

use vigie_sea::{METRES_PER_NM, Position, Time, bearing_deg, distance_m};

use super::{MADE_GOOD_S, Mark, RECENT_MAX, Way};
use crate::AisClass;

/// A fix with how well it matched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept {
    pub(super) mark: Mark,
    pub(super) metric: f64,
}

/// Fixes kept before the last.
const OLDER_MAX: usize = RECENT_MAX - 1;

#[derive(Debug, Clone)]
pub(super) struct Track {
    pub(super) slot: u32,
    pub(super) track: u32,
    pub(super) fixes: f64,
    /// Apart from the others, so that mostly one place in memory is looked at.
    last: Kept,
    /// A ring: the newest is at `newest`, those before it go down from there.
    older: [Kept; OLDER_MAX],
    newest: usize,
    /// How many older ones are held.
    held: usize,
}

impl Track {
    pub(super) fn begin(slot: u32, track: u32, mark: Mark) -> Self {
        let last = Kept { mark, metric: 0.0 };
        Self {
            slot,
            track,
            fixes: 1.0,
            last,
            older: [last; OLDER_MAX],
            newest: 0,
            held: 0,
        }
    }

    /// The fix so many steps before the last.
    fn kept(&self, back: usize) -> Option<&Kept> {
        let Some(step) = back.checked_sub(1) else {
            return Some(&self.last);
        };
        let place = (self.newest + OLDER_MAX).checked_sub(step)? % OLDER_MAX;
        self.older.get(place).filter(|_| step < self.held)
    }

    /// The newest fixes, the last first.
    pub(super) fn recent(&self) -> impl Iterator<Item = &Kept> {
        (0..=self.held).filter_map(|back| self.kept(back))
    }

    pub(super) fn last(&self) -> &Mark {
        &self.last.mark
    }

    /// Adds a fix that matched the fix `back` steps before the last; those passed over were wrong.
    pub(super) fn add(&mut self, mark: Mark, metric: f64, back: usize) -> Option<(Time, Position)> {
        let before = self.kept(back).map(|k| (k.mark.time, k.mark.position));
        self.newest = (self.newest + OLDER_MAX + 1).saturating_sub(back) % OLDER_MAX;
        self.held = (self.held + 1).saturating_sub(back).min(OLDER_MAX);
        if back == 0
            && let Some(place) = self.older.get_mut(self.newest)
        {
            *place = self.last;
        }
        self.last = Kept { mark, metric };
        self.fixes += 1.0;
        before
    }

    pub(super) fn knows_class(&self, class: AisClass) -> bool {
        let knows = |k: &Kept| k.mark.class == class || k.mark.class == AisClass::Unknown;
        class == AisClass::Unknown || self.recent().any(knows)
    }

    /// Course and speed from the fix `back` steps before the last back to the first one at least a minute older.
    pub(super) fn made_good(&self, back: usize) -> Option<Way> {
        let newest = &self.kept(back)?.mark;
        let mut older = self.recent().skip(back + 1).map(|k| &k.mark);
        let before = older.find(|m| newest.time.since_s(m.time) >= MADE_GOOD_S)?;
        let hours = newest.time.since_s(before.time) / 3_600.0;
        Some(Way {
            course_deg: bearing_deg(before.position, newest.position),
            speed_kn: distance_m(before.position, newest.position) / METRES_PER_NM / hours,
        })
    }
}
