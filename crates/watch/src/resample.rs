//! Tracks brought to common ten-minute moments, so that ships heard at different times can be compared.
//!
//! Method: Global Fishing Watch's encounter pipeline resamples to ten minutes. Here slots are counted
//! from the epoch, so no day border cuts a meeting; places between two fixes less than an hour apart
//! lie on the great circle; and nothing is claimed more than ten minutes beyond the last evidence
//! (the pipeline goes up to an hour, which turns two pings into two hours of company).

use std::collections::VecDeque;

use vigie_sea::{MPS_PER_KN, Position, destination, distance_m, interpolate};

use crate::Fix;

/// Length of a slot, milliseconds.
pub(crate) const SLOT_MS: i64 = 600_000;

/// The state of one track at one slot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moment {
    /// Slot number: ten-minute steps since 1970.
    pub(crate) slot: i64,
    /// Place then.
    pub(crate) position: Position,
    /// Speed over the last slot, knots.
    pub(crate) speed_kn: f32,
    /// Real fixes of the track up to this moment.
    pub(crate) pings: u32,
    /// Time of the last real fix at or before, ms; `i64::MIN` if none.
    pub(crate) ping_before_ms: i64,
    /// Time of the first real fix at or after, ms; `i64::MAX` if none yet.
    pub(crate) ping_after_ms: i64,
    /// Whether the ship said it was at anchor, moored or aground.
    pub(crate) lying: bool,
    /// Which of the 64 slots up to this one are known: bit 0 is this slot, bit 1 the one before.
    pub(crate) known: u64,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    ms: i64,
    position: Position,
    sog_kn: Option<f64>,
    cog_deg: Option<f64>,
}

#[derive(Debug, Clone, Copy)]
struct Track {
    last: Option<Seen>,
    pings: u32,
    resolved: i64,
    resolved_at: Option<Position>,
    tail: i64,
    lying: bool,
    known: u64,
}

impl Default for Track {
    fn default() -> Self {
        Self {
            last: None,
            pings: 0,
            resolved: i64::MIN,
            resolved_at: None,
            tail: i64::MIN,
            lying: false,
            known: 0,
        }
    }
}

/// Longest silence that is still interpolated and longest claim beyond evidence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reach {
    pub(crate) gap_ms: i64,
    pub(crate) beyond_ms: i64,
}

/// Resamples all tracks; a slot of a track is told once, and slots of a track come in order.
#[derive(Debug, Default)]
pub(crate) struct Resampler {
    tracks: Vec<Track>,
    /// By slot: tracks whose last fix came just before it, to be extrapolated if silence follows.
    tails: VecDeque<(i64, Vec<u32>)>,
}

impl Resampler {
    /// Takes a fix of track `index` and appends the moments that are now known.
    pub(crate) fn fix(&mut self, index: u32, fix: &Fix, reach: Reach, out: &mut Vec<Moment>) {
        let at = index as usize;
        if self.tracks.len() <= at {
            self.tracks.resize(at + 1, Track::default());
        }
        let Some(track) = self.tracks.get_mut(at) else {
            return;
        };
        let seen = Seen {
            ms: fix.time.ms(),
            position: fix.position,
            sog_kn: fix.sog_kn,
            cog_deg: fix.cog_deg,
        };
        if fix.nav_status.is_some() {
            track.lying = matches!(fix.nav_status, Some(1 | 5 | 6));
        }
        match track.last {
            Some(last) if seen.ms <= last.ms => {}
            Some(last) if seen.ms - last.ms < reach.gap_ms => track.between(last, seen, out),
            Some(last) => {
                track.ahead(last, reach, out);
                track.behind(seen, last.way_kn(seen), reach, out);
            }
            None => track.behind(seen, 0.0, reach, out),
        }
        track.pings = track.pings.saturating_add(1);
        track.last = Some(seen);
        let tail = seen.ms.div_euclid(SLOT_MS) + 1;
        if track.tail != tail {
            track.tail = tail;
            self.await_silence(tail, index);
        }
    }

    fn await_silence(&mut self, tail: i64, index: u32) {
        let found = self.tails.binary_search_by_key(&tail, |(slot, _)| *slot);
        match found {
            Ok(i) => {
                if let Some((_, tracks)) = self.tails.get_mut(i) {
                    tracks.push(index);
                }
            }
            Err(i) => self.tails.insert(i, (tail, vec![index])),
        }
    }

    /// Looks at tracks that are heard next; see [`crate::Detector::look_ahead`].
    pub(crate) fn look_ahead(&self, slots: &[u32]) -> u64 {
        let tracks = slots
            .iter()
            .filter_map(|slot| self.tracks.get(*slot as usize));
        tracks.fold(0, |seen, track| {
            let last = track.last.map_or(0, |last| last.ms);
            seen ^ (last ^ track.resolved).cast_unsigned() ^ track.known
        })
    }

    /// Drops all that is known of a track; its number may be given to another.
    pub(crate) fn forget(&mut self, index: u32) {
        if let Some(track) = self.tracks.get_mut(index as usize) {
            *track = Track::default();
        }
    }

    /// When the next silent track must be extrapolated, ms.
    pub(crate) fn due_ms(&self, reach: Reach) -> Option<i64> {
        self.tails
            .front()
            .map(|(slot, _)| slot * SLOT_MS + reach.gap_ms)
    }

    /// Extrapolates, in time order, the tracks that fell silent; call until it gives `None`.
    pub(crate) fn silent(
        &mut self,
        now_ms: i64,
        reach: Reach,
    ) -> Option<(i64, Vec<(u32, Moment)>)> {
        let due = self.due_ms(reach).filter(|due| *due <= now_ms)?;
        let (slot, tracks) = self.tails.pop_front()?;
        let mut moments = Vec::new();
        let mut out = Vec::new();
        for index in tracks {
            let Some(track) = self.tracks.get_mut(index as usize) else {
                continue;
            };
            if track.tail == slot
                && let Some(last) = track.last
            {
                track.ahead(last, reach, &mut moments);
                out.extend(moments.drain(..).map(|m| (index, m)));
            }
        }
        Some((due, out))
    }
}

impl Track {
    fn between(&mut self, a: Seen, b: Seen, out: &mut Vec<Moment>) {
        #[allow(clippy::cast_precision_loss, reason = "less than an hour of ms")]
        let span_ms = (b.ms - a.ms) as f64;
        for slot in a.ms.div_euclid(SLOT_MS) + 1..=b.ms.div_euclid(SLOT_MS) {
            let ms = slot * SLOT_MS;
            #[allow(clippy::cast_precision_loss, reason = "less than an hour of ms")]
            let share = (ms - a.ms) as f64 / span_ms;
            let position = interpolate(a.position, b.position, share);
            let leg_kn = || distance_m(a.position, b.position) / (span_ms / 1e3) / MPS_PER_KN;
            let arrived = ms == b.ms;
            let before = if arrived { b.ms } else { a.ms };
            self.tell(
                slot,
                position,
                leg_kn,
                (before, b.ms, u32::from(arrived)),
                out,
            );
        }
    }

    /// Beyond the last fix before a silence.
    fn ahead(&mut self, last: Seen, reach: Reach, out: &mut Vec<Moment>) {
        let until = (last.ms + reach.beyond_ms.min(reach.gap_ms)).div_euclid(SLOT_MS);
        for slot in last.ms.div_euclid(SLOT_MS) + 1..=until {
            let position = last.reckoned(slot * SLOT_MS);
            let speed = || last.sog_kn.unwrap_or(0.0);
            self.tell(slot, position, speed, (last.ms, i64::MAX, 0), out);
        }
    }

    /// Before the first fix after a silence, and at it.
    fn behind(&mut self, first: Seen, way_kn: f64, reach: Reach, out: &mut Vec<Moment>) {
        let from = -(-(first.ms - reach.beyond_ms)).div_euclid(SLOT_MS);
        for slot in from..=first.ms.div_euclid(SLOT_MS) {
            let ms = slot * SLOT_MS;
            let here = ms == first.ms;
            let before = if here { ms } else { i64::MIN };
            let position = first.reckoned(ms);
            let speed = || first.sog_kn.unwrap_or(way_kn);
            self.tell(
                slot,
                position,
                speed,
                (before, first.ms, u32::from(here)),
                out,
            );
        }
    }

    fn tell(
        &mut self,
        slot: i64,
        position: Position,
        fallback_kn: impl FnOnce() -> f64,
        (ping_before_ms, ping_after_ms, more): (i64, i64, u32),
        out: &mut Vec<Moment>,
    ) {
        if slot <= self.resolved {
            return;
        }
        let speed_kn = match self.resolved_at {
            Some(from) if self.resolved + 1 == slot => {
                distance_m(from, position) / 600.0 / MPS_PER_KN
            }
            _ => fallback_kn(),
        };
        let skipped = slot.saturating_sub(self.resolved);
        let older = u32::try_from(skipped)
            .ok()
            .and_then(|n| self.known.checked_shl(n));
        self.known = older.unwrap_or(0) | 1;
        self.resolved = slot;
        self.resolved_at = Some(position);
        #[allow(clippy::cast_possible_truncation, reason = "a speed in knots")]
        let speed_kn = speed_kn as f32;
        let pings = self.pings.saturating_add(more);
        out.push(Moment {
            slot,
            position,
            speed_kn,
            pings,
            ping_before_ms,
            ping_after_ms,
            lying: self.lying,
            known: self.known,
        });
    }
}

impl Seen {
    /// Mean speed made good from here to a later fix, knots.
    #[allow(clippy::cast_precision_loss, reason = "a silence in ms")]
    fn way_kn(&self, to: Self) -> f64 {
        let seconds = (to.ms - self.ms) as f64 / 1e3;
        distance_m(self.position, to.position) / seconds.max(1.0) / MPS_PER_KN
    }

    /// Dead reckoning by the ship's own speed and course; without them the place is held.
    fn reckoned(&self, ms: i64) -> Position {
        let (Some(sog_kn), Some(cog_deg)) = (self.sog_kn, self.cog_deg) else {
            return self.position;
        };
        #[allow(clippy::cast_precision_loss, reason = "at most ten minutes of ms")]
        let metres = sog_kn * MPS_PER_KN * (ms - self.ms) as f64 / 1e3;
        if metres == 0.0 {
            self.position
        } else if metres > 0.0 {
            destination(self.position, cog_deg, metres)
        } else {
            destination(self.position, cog_deg + 180.0, -metres)
        }
    }
}
