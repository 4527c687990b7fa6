//! Clocks of receivers that explain what looked like two ships: then it is withdrawn, and not told again.
//!
//! A claim rests on a speed that no ship makes between two positions. If one of them was stamped by a receiver whose
//! clock was found wrong at that time ([`crate::receiver_clock`]), its time is put right first; what needs no impossible
//! speed any more was never there.

use rustc_hash::FxHashMap;
use vigie_sea::Time;

use super::telling::{false_id, shared_id};
use super::{Check, Heard, Seen, SharedMmsiDetector, needed_kn};
use crate::receiver_clock::WrongClock;
use crate::{EndPoint, EventBook};

/// Receivers with a wrong clock remembered.
const CLOCKS_MAX: usize = 10_000;

/// The wrong clocks known.
#[derive(Debug, Default)]
pub(super) struct WrongClocks {
    by_receiver: FxHashMap<u32, WrongClock>,
}

impl WrongClocks {
    fn note(&mut self, clock: WrongClock) {
        let full = self.by_receiver.len() >= CLOCKS_MAX;
        if full && !self.by_receiver.contains_key(&clock.receiver) {
            self.by_receiver
                .retain(|_, known| known.span.end > clock.span.start);
        }
        self.by_receiver
            .entry(clock.receiver)
            .and_modify(|known| {
                let goes_on = clock.span.start <= known.span.end;
                let start = if goes_on {
                    known.span.start
                } else {
                    clock.span.start
                };
                *known = clock;
                known.span.start = start.min(clock.span.start);
            })
            .or_insert(clock);
    }

    /// Where and when it was heard, the time put right.
    fn corrected(&self, heard: Heard) -> EndPoint {
        let mut at = heard.at;
        if let Some(clock) = self.by_receiver.get(&heard.receiver)
            && (clock.span.start..=clock.span.end).contains(&at.time)
        {
            at.time = at.time.plus_ms(-clock.error_ms);
        }
        at
    }

    /// The speed that going from one to the other needs, knots.
    pub(super) fn needed_kn(&self, a: Heard, b: Heard) -> f64 {
        if self.by_receiver.is_empty() {
            return needed_kn(&a.at, &b.at);
        }
        needed_kn(&self.corrected(a), &self.corrected(b))
    }

    /// Speed a short track needs against its neighbours in time.
    pub(super) fn required(&self, seen: &Seen) -> f64 {
        let from = seen.beside.map_or(0.0, |b| self.needed_kn(b, seen.first));
        let on = seen.after.map_or(0.0, |a| self.needed_kn(seen.last, a));
        from.max(on)
    }
}

impl SharedMmsiDetector {
    /// A clock was found wrong: what it explains is withdrawn.
    pub(super) fn heed_clock(&mut self, clock: WrongClock, now: Time, book: &mut EventBook) {
        self.clocks.note(clock);
        let mut mmsis: Vec<u32> = self
            .groups
            .iter()
            .filter(|(_, group)| group.seen.len() > 1)
            .map(|(mmsi, _)| *mmsi)
            .collect();
        mmsis.sort_unstable();
        for mmsi in mmsis {
            self.withdraw_explained(mmsi, now, book);
        }
    }

    fn withdraw_explained(&mut self, mmsi: u32, now: Time, book: &mut EventBook) {
        let Some(group) = self.groups.get_mut(&mmsi) else {
            return;
        };
        let (clocks, speed_kn) = (&self.clocks, self.config.speed_kn);
        for seen in &mut group.seen {
            let needed = match seen.told {
                None => continue,
                Some(Check::Outlier) => clocks.required(seen),
                Some(Check::Jump) => seen.beside.map_or(0.0, |b| clocks.needed_kn(b, seen.first)),
            };
            if needed <= speed_kn {
                seen.told = None;
                book.retract(now, &false_id(mmsi, seen), "receiver-clock");
            }
        }
        for turns in &mut group.turns {
            if turns.fast.is_empty() {
                continue;
            }
            turns.required_kn = 0.0;
            turns.fast.retain(|(a, b)| {
                let needed = clocks.needed_kn(*a, *b);
                turns.required_kn = turns.required_kn.max(needed);
                needed > speed_kn
            });
            if turns.fast.is_empty() && turns.told_at > 0 {
                turns.told_at = 0;
                book.retract(now, &shared_id(mmsi, turns), "receiver-clock");
            }
        }
    }
}
