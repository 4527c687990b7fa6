//! What notices of transshipment take off: a meeting that both vessels gave notice of is hardly a secret one, whatever type they
//! send.

use std::collections::BTreeMap;

use vigie_sea::Time;

use super::Reason;
use crate::reason::{Config, Share, code, reasons, tenth};
use crate::transshipment_judge::NOTICE;

/// Events named in the reason.
const EVENTS_MAX: usize = 12;

/// Takes off the greater part of what notified meetings gave; never more than they gave.
pub(super) fn notified(
    config: &Config,
    all: &[Share<'_>],
    now: Time,
    reasons_of: &mut Vec<Reason>,
) {
    let is_met = |share: &&Share<'_>| [code::CARRIER, code::ENCOUNTER].contains(&share.reason);
    let met: Vec<&Share<'_>> = all.iter().filter(is_met).collect();
    let told = met.iter().copied().filter(|s| left(config, s) < 1.0);
    let told: Vec<&Share<'_>> = told.collect();
    let all_off = [code::CARRIER, code::ENCOUNTER].map(|reason| {
        let is_of = |share: &&&Share<'_>| share.reason == reason;
        let met: Vec<Share<'_>> = met.iter().filter(is_of).map(|s| (*s).clone()).collect();
        off(config, &met, now)
    });
    let sum = |at: fn(&Off) -> f64| tenth(all_off.iter().map(at).sum());
    let (points, a, b) = (sum(|o| o.points), sum(|o| o.low), sum(|o| o.high));
    if told.is_empty() || points >= 0.0 {
        return;
    }
    let mut events: Vec<String> = told.iter().map(|s| s.event.id.clone()).collect();
    events.sort();
    #[allow(clippy::cast_precision_loss, reason = "a number of events")]
    let count = events.len() as f64;
    events.truncate(EVENTS_MAX);
    reasons_of.push(Reason {
        code: code::NOTIFIED.to_owned(),
        points,
        max_points: 0.0,
        low: points.min(a).min(b),
        high: points.max(a).max(b).min(0.0),
        events,
        numbers: BTreeMap::from([("events".to_owned(), count)]),
    });
    reasons_of.sort_by(|a, b| {
        b.points
            .total_cmp(&a.points)
            .then_with(|| a.code.cmp(&b.code))
    });
}

/// What comes off a reason.
#[derive(Debug, Default)]
struct Off {
    points: f64,
    low: f64,
    high: f64,
}

/// What comes off the points that these meetings, of one reason, gave.
fn off(config: &Config, met: &[Share<'_>], now: Time) -> Off {
    if met.iter().all(|share| left(config, share) >= 1.0) {
        return Off::default();
    }
    let kept = |share: &Share<'_>| left(config, share);
    let rest: Vec<Share<'_>> = met
        .iter()
        .map(|share| Share {
            severity: share.severity * kept(share),
            ..share.clone()
        })
        .collect();
    let whole = reasons(met, now, &config.points).pop();
    let Some(whole) = whole else {
        return Off::default();
    };
    let rest = reasons(&rest, now, &config.points).pop();
    let off = |of: fn(&Reason) -> f64| tenth(rest.as_ref().map_or(0.0, of) - of(&whole));
    Off {
        points: off(|r| r.points),
        low: off(|r| r.low),
        high: off(|r| r.high),
    }
}

/// Share of its points that a meeting keeps, by what the notices say of it.
fn left(config: &Config, share: &Share<'_>) -> f64 {
    let codes = &share.event.evidence.codes;
    let is = |key: &str, value: &str| codes.get(key).is_some_and(|code| code == value);
    if is(NOTICE, "notified") && is("notice_match", "strong") {
        config.notified_left
    } else if is(NOTICE, "notified") || is(NOTICE, "notified-late") {
        f64::midpoint(config.notified_left, 1.0)
    } else {
        1.0
    }
}
