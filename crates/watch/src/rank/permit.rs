//! What the lists of permits say of a vessel, and what that adds to or takes off its points.

use std::collections::BTreeMap;

use vigie_sea::Time;

use super::Reason;
use crate::reason::{Config, code, tenth};
use crate::{
    Authorisation, AuthorisationOutcome, Context, Event, EventKind, ShipName, Sought, Vessel,
};

/// What the lists of permits say: points off where authorised, a few on for fishing without a known permit.
pub(super) fn permit(
    config: &Config,
    vessel: &Vessel,
    events: &[&Event],
    flag: Option<&str>,
    context: &Context,
    now: Time,
    reasons: &mut Vec<Reason>,
) {
    let answer = authorisation(vessel, flag, context, now);
    let fishing: Vec<&&Event> = events
        .iter()
        .filter(|e| e.kind == EventKind::Fishing)
        .collect();
    let (code, points, low, high, sure) = match answer.outcome {
        AuthorisationOutcome::Authorised => {
            let strength = answer.hit.as_ref().map_or(0.0, |h| h.strength);
            let off = tenth(-config.points.authorised * strength);
            (
                code::AUTHORISED,
                off,
                -config.points.authorised,
                0.0,
                strength,
            )
        }
        AuthorisationOutcome::Unknown if !fishing.is_empty() => {
            let sure = fishing.iter().map(|e| e.confidence).fold(0.0, f64::max);
            let most = config.points.fishing_authorisation_unknown;
            (code::FISHING, tenth(most * sure), 0.0, most, sure)
        }
        _ => return,
    };
    let max_points = if code == code::AUTHORISED { 0.0 } else { high };
    reasons.push(Reason {
        code: code.to_owned(),
        points,
        max_points,
        low,
        high,
        events: fishing.iter().rev().take(3).map(|e| e.id.clone()).collect(),
        numbers: BTreeMap::from([("strength".to_owned(), sure)]),
    });
    reasons.sort_by(|a, b| {
        b.points
            .total_cmp(&a.points)
            .then_with(|| a.code.cmp(&b.code))
    });
}

pub(super) fn authorisation<'c>(
    vessel: &Vessel,
    flag: Option<&str>,
    context: &'c Context,
    now: Time,
) -> Authorisation<'c> {
    let identity = &vessel.identity;
    let name = identity
        .name
        .as_deref()
        .map(ShipName::new)
        .filter(|n| !n.is_empty());
    let areas: Vec<String> = context
        .areas
        .at(vessel.last.position)
        .into_iter()
        .filter_map(|i| context.areas.get(i))
        .flat_map(|a| [a.id.clone(), a.name.clone()])
        .collect();
    let sought = Sought {
        mmsi: Some(vessel.mmsi),
        imo: identity.imo,
        call_sign: identity.call_sign.as_deref(),
        name: name.as_ref(),
        flag,
        areas: &areas,
    };
    context.lists.authorisation(&sought, now)
}
