//! What looks of own patrols take off: who was inspected or looked at yesterday is not who is worth the next look, unless
//! something happened since.
//!
//! A look settles what was known then, for a while. It takes off points of events that had ended by then, never of a newer
//! one, and less with each day. Only looks that were carried out as ordered count: a sighting may be what makes a vessel
//! worth boarding, and one that was not found or that refused was not looked at.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use super::{RankQuery, Reason};
use crate::reason::{Config, Share, code, reasons, tenth};
use crate::{Event, EventState};

/// Looks kept of one vessel, the newest.
const LOOKS_MAX: usize = 16;
/// Events named in the reason.
const EVENTS_MAX: usize = 12;
/// An event that went on while the vessel was looked at, and goes on, is news after so long, milliseconds.
const GOES_ON_MS: i64 = 86_400_000;
/// A look later than the list by more than this is a slip of the pen, milliseconds.
const AHEAD_MS: i64 = 86_400_000;

/// A look that no numbered report tells of: a boarding that a device wrote.
pub const NO_REPORT_NUMBER: u32 = 0;

/// A look at a vessel, as a patrol reported it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// MMSI of the vessel.
    pub mmsi: u32,
    /// When.
    pub time: Time,
    /// Whether it was boarded and inspected, not only looked at.
    pub boarded: bool,
    /// Number of the report that says so, or [`NO_REPORT_NUMBER`].
    pub report: u32,
}

/// Looks of own patrols, by vessel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookSet {
    by_mmsi: BTreeMap<u32, Vec<Look>>,
}

impl LookSet {
    /// A set of these looks, in any order; of one vessel the newest are kept.
    #[must_use]
    pub fn new(looks: impl IntoIterator<Item = Look>) -> Self {
        let mut by_mmsi: BTreeMap<u32, Vec<Look>> = BTreeMap::new();
        for look in looks {
            by_mmsi.entry(look.mmsi).or_default().push(look);
        }
        for all in by_mmsi.values_mut() {
            all.sort_by_key(|look| std::cmp::Reverse((look.time, look.report)));
            all.truncate(LOOKS_MAX);
        }
        Self { by_mmsi }
    }

    /// Looks at a vessel, the newest first.
    #[must_use]
    pub fn of(&self, mmsi: u32) -> &[Look] {
        self.by_mmsi.get(&mmsi).map_or(&[], Vec::as_slice)
    }
}

/// Whether an event tells of something that a look at this time could not settle.
fn is_newer(event: &Event, look: Time) -> bool {
    let start = event.start.time;
    let end = event.end.map_or(start, |end| end.time);
    let since = match event.state {
        EventState::Open => look.plus_ms(GOES_ON_MS),
        _ => look,
    };
    start > look || end > since
}

/// Until when looks count: the clock of the list lags behind those who report, by what positions may come late and more where
/// a feed is silent; a list of the past knows none of its future.
pub(super) fn looks_until(query: &RankQuery, now: Time) -> Time {
    query.as_of.unwrap_or(now.plus_ms(AHEAD_MS))
}

/// Takes off what a look at the vessel settled; of several looks what takes off most.
pub(super) fn looked(
    config: &Config,
    looks: &[Look],
    all: &[Share<'_>],
    (now, until): (Time, Time),
    reasons_of: &mut Vec<Reason>,
) {
    let most = config.points.recently_inspected;
    if most <= 0.0 || reasons_of.is_empty() {
        return;
    }
    let past = looks.iter().filter(|look| look.time <= until);
    let found = past.filter_map(|look| taken_off(config, look, all, now, reasons_of));
    // Of equal ones the first, which is the newest.
    let best = found.reduce(|best, other| {
        if other.points < best.points {
            other
        } else {
            best
        }
    });
    let Some(best) = best else { return };
    reasons_of.push(best);
    reasons_of.sort_by(|a, b| {
        b.points
            .total_cmp(&a.points)
            .then_with(|| a.code.cmp(&b.code))
    });
}

fn taken_off(
    config: &Config,
    look: &Look,
    all: &[Share<'_>],
    now: Time,
    known: &[Reason],
) -> Option<Reason> {
    let age_d = (now.since_s(look.time) / 86_400.0).max(0.0);
    let fresh = 0.5_f64.powf(age_d / config.inspected_half_life_d.max(0.1));
    let depth = if look.boarded {
        1.0
    } else {
        config.looked_share
    };
    let cap = config.points.recently_inspected * depth * fresh;
    let (newer, settled): (Vec<&Share<'_>>, Vec<&Share<'_>>) =
        all.iter().partition(|s| is_newer(s.event, look.time));
    let newer: Vec<Share<'_>> = newer.into_iter().cloned().collect();
    let newer = reasons(&newer, now, &config.points);
    let sum = |list: &[Reason], of: fn(&Reason) -> f64| list.iter().map(of).sum::<f64>();
    // What newer events give by themselves stays whole.
    let off = |of: fn(&Reason) -> f64| {
        let settled = (sum(known, of).min(100.0) - sum(&newer, of)).max(0.0);
        tenth(-cap.min(settled))
    };
    let (points, a, b) = (off(|r| r.points), off(|r| r.low), off(|r| r.high));
    if points >= 0.0 {
        return None;
    }
    let mut events: Vec<String> = settled.iter().map(|s| s.event.id.clone()).collect();
    if events.is_empty() {
        return None;
    }
    events.sort();
    events.dedup();
    events.truncate(EVENTS_MAX);
    let age = if look.boarded {
        "inspected_age_d"
    } else {
        "looked_at_age_d"
    };
    let mut numbers = BTreeMap::from([(age.to_owned(), tenth(age_d))]);
    if look.report != NO_REPORT_NUMBER {
        numbers.insert("report_number".to_owned(), f64::from(look.report));
    }
    Some(Reason {
        code: code::INSPECTED.to_owned(),
        points,
        max_points: 0.0,
        low: points.min(a).min(b),
        high: points.max(a).max(b).min(0.0),
        events,
        numbers,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::outlook::score;
    use crate::{EndPoint, EventKind, Evidence, RuleRef};
    use vigie_sea::Position;

    fn day(days: f64) -> Time {
        #[allow(clippy::cast_possible_truncation, reason = "some days")]
        Time::from_s((days * 86_400.0) as i64)
    }

    fn event(from_d: f64, to_d: f64, state: EventState) -> Event {
        let position = Position::new(42.0, 179.9).unwrap();
        let at = |d: f64| EndPoint {
            time: day(d),
            position,
        };
        Event {
            id: format!("gap-{from_d}"),
            kind: EventKind::Gap,
            state,
            revision: 1,
            vessels: vec![],
            start: at(from_d),
            end: Some(at(to_d)),
            rule: RuleRef {
                name: "test".to_owned(),
                version: "test".to_owned(),
            },
            confidence: 0.9,
            evidence: Evidence::default(),
            refuted_by: vec![],
            retraction: None,
        }
    }

    fn share<'e>(reason: &'static str, event: &'e Event) -> Share<'e> {
        Share {
            reason,
            event,
            severity: 1.0,
            confidence: event.confidence,
            fresh: 1.0,
        }
    }

    fn look(d: f64, boarded: bool) -> Look {
        Look {
            mmsi: 412_000_001,
            time: day(d),
            boarded,
            report: 7,
        }
    }

    /// Points with and without these looks, on the hundredth day.
    fn points(shares: &[Share<'_>], looks: &[Look]) -> (f64, f64, Vec<Reason>) {
        let (config, now) = (Config::default(), day(100.0));
        let mut found = reasons(shares, now, &config.points);
        let before = score(&found).points;
        let until = looks_until(&RankQuery::default(), now);
        looked(&config, looks, shares, (now, until), &mut found);
        let after = score(&found);
        assert!(after.low <= after.points && after.points <= after.high);
        (before, after.points, found)
    }

    #[test]
    fn a_vessel_inspected_yesterday_falls_and_rises_again() {
        let gap = event(90.0, 91.0, EventState::Closed);
        let shares = [share(code::DISABLING, &gap)];
        let (before, after, found) = points(&shares, &[look(99.0, true)]);
        assert!((before - after - 14.0).abs() < 0.11, "{before} {after}");
        let last = found.last();
        assert_eq!(last.map(|r| r.code.as_str()), Some("recently-inspected"));
        assert_eq!(last.map(|r| r.events.clone()), Some(vec![gap.id.clone()]));
        let number = last.and_then(|r| r.numbers.get("report_number").copied());
        assert_eq!(number, Some(7.0));
        let unnumbered = Look {
            report: NO_REPORT_NUMBER,
            ..look(99.0, true)
        };
        let (_, same, found) = points(&shares, &[unnumbered]);
        assert_eq!(same.to_bits(), after.to_bits());
        let last = found.last().unwrap();
        assert!(!last.numbers.contains_key("report_number"), "{last:?}");
        let (_, only_seen, _) = points(&shares, &[look(99.0, false)]);
        assert!(after < only_seen && only_seen < before);
        let both = [look(99.0, false), look(98.0, true)];
        assert!(points(&shares, &both).1 < only_seen, "what takes off most");
        let (_, later, _) = points(&shares, &[look(92.0, true)]);
        assert!(after < later && later < before);
        // The clock of the list may lag behind who reports, but not by days.
        let (_, ahead, _) = points(&shares, &[look(100.2, true)]);
        assert!(ahead < before);
        let (_, slip, _) = points(&shares, &[look(102.0, true)]);
        assert_eq!(slip.to_bits(), before.to_bits());
        let past = RankQuery {
            as_of: Some(day(99.0)),
            ..RankQuery::default()
        };
        assert_eq!(looks_until(&past, day(99.0)), day(99.0));
    }

    #[test]
    fn a_look_takes_nothing_from_what_happened_after_it() {
        let (old, new) = (
            event(80.0, 81.0, EventState::Closed),
            event(99.5, 99.8, EventState::Closed),
        );
        let goes_on = event(98.0, 99.9, EventState::Open);
        let looks = [look(99.0, true)];
        let alone = [share(code::DISABLING, &new)];
        let (before, after, _) = points(&alone, &looks);
        assert_eq!(before.to_bits(), after.to_bits());
        let with_old = [share(code::GAP, &old), share(code::DISABLING, &new)];
        let (all, left, _) = points(&with_old, &looks);
        assert!(left < all && left >= before, "{left} {before}");
        // What went on then is settled for a day.
        let open = [share(code::DISABLING, &goes_on)];
        assert!(points(&open, &looks).1 < points(&open, &[]).1);
        let long = event(90.0, 100.0, EventState::Open);
        let open = [share(code::DISABLING, &long)];
        assert_eq!(
            points(&open, &[look(98.5, true)]).0.to_bits(),
            points(&open, &[look(98.5, true)]).1.to_bits()
        );
    }

    #[test]
    fn nobody_falls_below_nothing_and_the_newest_looks_are_kept() {
        let gap = event(90.0, 91.0, EventState::Closed);
        let shares = [share(code::GAP, &gap)];
        let (before, after, _) = points(&shares, &[look(99.9, true)]);
        assert!(before > 0.0 && after >= 0.0);
        let all: Vec<Look> = (0..40).map(|n| look(f64::from(n), true)).collect();
        let set = LookSet::new(all);
        assert_eq!(set.of(412_000_001).len(), LOOKS_MAX);
        assert_eq!(set.of(412_000_001).first().map(|l| l.time), Some(day(39.0)));
        assert!(set.of(1).is_empty());
    }
}
