//! Positions that come later than the watch waits: they edit, split or retract the gap they fall into.

use vigie_sea::{MPS_PER_KN, Time, distance_m};

use super::{Closed, GapDetector, Silence};
use crate::{Context, EndPoint, EventBook, Fix, SourceKind};

impl GapDetector {
    /// Takes a late position into the silence it came from.
    pub(super) fn late_into(
        &mut self,
        place: Inside,
        fix: &Fix,
        now: Time,
        context: &Context,
        book: &mut EventBook,
    ) {
        let point = EndPoint {
            time: fix.time,
            position: fix.position,
        };
        let silence_ms = self.silence_ms();
        let before_s = self.before_s();
        let is_piece = self.is_vms_piece(place.slot);
        let Some(ship) = self.ships.get_mut(place.slot as usize) else {
            return;
        };
        let heard = place
            .closed
            .map_or_else(|| Some(ship.heard.counts()), |c| c.heard);
        let earlier = place.closed.map_or(ship.earlier, |c| c.earlier);
        let was_told = place.closed.is_some() || ship.open_ms.is_some();
        let id = Self::id(ship, place.start.time);
        let feeds = place.closed.map_or(ship.feeds, |c| c.feeds);
        let first = Silence {
            start: place.start,
            end: Some(point),
            until: fix.time,
            heard,
            feeds,
            earlier,
        };
        if place.closed.is_none() {
            let by_ais = fix.source == SourceKind::Ais;
            ship.last = Some(point);
            ship.open_ms = None;
            ship.vms_since |= !by_ais;
            // Else each late report would leave a timer of its own.
            ship.disarm();
            ship.fixes = ship.fixes.saturating_add(1);
            if by_ais {
                ship.heard.add(fix.time, fix.reception, before_s);
            } else {
                ship.heard.pass(fix.time, before_s);
            }
        } else {
            ship.closed.retain(|c| c.start.time != place.start.time);
        }
        let is_long = fix.time.ms() - place.start.time.ms() > silence_ms;
        if is_long && (was_told || !is_piece) {
            ship.keep(Closed {
                start: place.start,
                end: point,
                heard,
                feeds,
                earlier,
            });
            let mut event = self.event(place.slot, &first, context);
            event.evidence.code("edited", "late-positions-inside");
            book.put(now, event);
        } else if was_told {
            book.retract(now, &id, "late-positions-inside");
        }
        match place.closed {
            Some(closed) => self.split_rest(place.slot, point, closed, now, context, book),
            None => self.expire(place.slot, now, context, book),
        }
    }

    /// The part of a closed gap after a late position is a gap of its own if it is long enough.
    fn split_rest(
        &mut self,
        slot: u32,
        point: EndPoint,
        closed: Closed,
        now: Time,
        context: &Context,
        book: &mut EventBook,
    ) {
        let rest_ms = closed.end.time.ms() - point.time.ms();
        if rest_ms <= self.silence_ms() {
            return;
        }
        let end = closed.end;
        // How many positions lie in the hours before the late one is no longer known.
        let rest = Silence {
            start: point,
            end: Some(end),
            until: end.time,
            heard: None,
            feeds: closed.feeds,
            earlier: closed.earlier,
        };
        let mut event = self.event(slot, &rest, context);
        event.evidence.code("edited", "late-positions-inside");
        book.put(now, event);
        if let Some(ship) = self.ships.get_mut(slot as usize) {
            ship.keep(Closed {
                start: point,
                end,
                heard: None,
                feeds: closed.feeds,
                earlier: closed.earlier,
            });
        }
    }

    /// The silence of this track that a position at this time and place would fall into, and the
    /// speed it would need.
    pub(super) fn inside(&self, slot: u32, fix: &Fix) -> Option<(f64, Inside)> {
        let ship = self.ships.get(slot as usize)?;
        let last = ship.last?;
        let needs = |a: &EndPoint| {
            let hours = (fix.time.since_s(a.time) / 3_600.0).abs();
            distance_m(a.position, fix.position) / MPS_PER_KN / 3_600.0 / hours
        };
        let found = if fix.time > last.time {
            (
                needs(&last),
                Inside {
                    slot,
                    start: last,
                    closed: None,
                },
            )
        } else {
            let closed = ship
                .closed
                .iter()
                .find(|c| c.start.time < fix.time && fix.time < c.end.time)?;
            let speed = needs(&closed.start).max(needs(&closed.end));
            (
                speed,
                Inside {
                    slot,
                    start: closed.start,
                    closed: Some(*closed),
                },
            )
        };
        (found.0 <= self.config.late_kn).then_some(found)
    }
}

/// A silence that a late position falls into.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inside {
    pub(super) slot: u32,
    start: EndPoint,
    /// None while the track has not been heard since.
    closed: Option<Closed>,
}
