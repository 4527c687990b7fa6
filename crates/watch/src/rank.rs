//! The ranked list: which vessels are worth a look first, and why.
//!
//! A vessel's rank is a sum of named points. Each reason is bounded, cites its events and has a low and
//! a high value, because the evidence is uncertain; the list also says what evidence would change it.
//! Points are never a verdict: they order the work of a patrol.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use crate::outlook::{Known, score};
use crate::reason::{Config, Share, code, reasons, shares};
use crate::role::{KnownRole, Role};
use crate::{
    Context, EndPoint, Event, EventBook, EventKind, EventState, IdentityReport, ListKind, Vessel,
    flag_of,
};

mod looked;
mod notified;
mod permit;
mod query;

pub use self::looked::{Look, LookSet, NO_REPORT_NUMBER};
use self::looked::{looked, looks_until};
use self::notified::notified;
use self::permit::{authorisation, permit};
pub use self::query::RankQuery;

/// One reason why a vessel is on the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// Stable code, such as `disabling-supported`.
    pub code: String,
    /// Points given.
    pub points: f64,
    /// Points this reason can give at most.
    pub max_points: f64,
    /// Points if the evidence is read in the vessel's favour.
    pub low: f64,
    /// Points if the evidence is read against it.
    pub high: f64,
    /// Identifiers of the events behind it, the heaviest first.
    pub events: Vec<String>,
    /// Numbers that explain it, units in their names.
    pub numbers: BTreeMap<String, f64>,
}

/// A sum of points with its uncertainty, 0 to 100.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Points.
    pub points: f64,
    /// Low end.
    pub low: f64,
    /// High end.
    pub high: f64,
}

/// Evidence that would raise or lower the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WouldChange {
    /// Stable code, such as `vms-report-in-gap`.
    pub code: String,
    /// Points the score would change by, negative when it would fall.
    pub effect_points: f64,
}

/// One vessel of the ranked list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// Place in the whole list, from 1, whatever the query leaves out.
    pub rank: usize,
    /// MMSI as sent.
    pub mmsi: u32,
    /// Track of that MMSI, `MMSI-n`.
    pub track: String,
    /// Name, if sent.
    pub name: Option<String>,
    /// Call sign, if sent.
    pub call_sign: Option<String>,
    /// IMO number, if sent.
    pub imo: Option<u32>,
    /// Flag (ISO 3166 alpha-3), if known.
    pub flag: Option<String>,
    /// Gear or vessel class from a registry, if known.
    pub gear: Option<String>,
    /// AIS ship type, if sent.
    pub ship_type: Option<u8>,
    /// Last known time and place.
    pub last: EndPoint,
    /// Points.
    pub score: Score,
    /// Reasons, the heaviest first.
    pub reasons: Vec<Reason>,
    /// What would change the score, the greatest effect first.
    pub would_change: Vec<WouldChange>,
    /// Codes of what is not known and could matter, such as `authorisation-unknown`.
    pub unknowns: Vec<String>,
}

/// A vessel in the works.
struct Draft<'a> {
    vessel: &'a Vessel,
    events: Vec<&'a Event>,
    reasons: Vec<Reason>,
    score: Score,
    flag: Option<String>,
    role: Role,
}

type Key = (u32, u32);

/// The ranked list. Only vessels with events are on it; equal points go by MMSI, then track.
pub(crate) fn ranked<'a>(
    config: &Config,
    book: &'a EventBook,
    vessels: impl Iterator<Item = &'a Vessel>,
    context: &'a Context,
    now: Option<Time>,
    query: &RankQuery,
) -> Vec<Ranked> {
    let Some(now) = query.as_of.or(now) else {
        return Vec::new();
    };
    let until = looks_until(query, now);
    let (by_vessel, listed) = events_by_vessel(book, now, query);
    let mut drafts: Vec<Draft<'a>> = vessels
        // A beacon on a net is no vessel to look at.
        .filter(|vessel| role(vessel) != Role::Gear)
        .filter_map(|vessel| {
            let events = by_vessel.get(&(vessel.mmsi, vessel.track))?;
            Some(draft(config, vessel, events, &listed, context, now, until))
        })
        .filter(|d| !d.reasons.is_empty())
        .collect();
    drafts.sort_by(|a, b| {
        let points = b.score.points.total_cmp(&a.score.points);
        points.then_with(|| (a.vessel.mmsi, a.vessel.track).cmp(&(b.vessel.mmsi, b.vessel.track)))
    });
    drafts
        .into_iter()
        .enumerate()
        .filter(|(_, d)| query.wants(d, context))
        .skip(query.offset)
        .take(query.limit.unwrap_or(usize::MAX))
        .map(|(at, d)| finished(config, at + 1, d, context, now))
        .collect()
}

/// Events by vessel, and the vessels that an IUU list names with the confidence of it.
fn events_by_vessel<'a>(
    book: &'a EventBook,
    now: Time,
    query: &RankQuery,
) -> (FxHashMap<Key, Vec<&'a Event>>, FxHashMap<Key, f64>) {
    let mut by_vessel: FxHashMap<Key, Vec<&'a Event>> = FxHashMap::default();
    let mut listed: FxHashMap<Key, f64> = FxHashMap::default();
    for event in book.iter() {
        let is_left_out = query.leave_out.contains(&event.id);
        if is_left_out || event.state == EventState::Retracted || event.start.time > now {
            continue;
        }
        for key in event
            .vessels
            .iter()
            .filter_map(|v| key_of(v.mmsi, &v.track))
        {
            by_vessel.entry(key).or_default().push(event);
            if event
                .evidence
                .codes
                .get("outcome")
                .is_some_and(|o| o == "iuu-listed")
            {
                let known = listed.entry(key).or_default();
                *known = known.max(event.confidence);
            }
        }
    }
    (by_vessel, listed)
}

fn key_of(mmsi: u32, track: &str) -> Option<Key> {
    let number = track.rsplit('-').next()?.parse().ok()?;
    Some((mmsi, number))
}

fn draft<'a>(
    config: &Config,
    vessel: &'a Vessel,
    events: &[&'a Event],
    listed: &FxHashMap<Key, f64>,
    context: &Context,
    now: Time,
    until: Time,
) -> Draft<'a> {
    let mut all: Vec<Share<'a>> = Vec::new();
    for event in events {
        shares(event, now, config, &mut all);
    }
    let role = role(vessel);
    // A closed area is closed to fishing: a freighter or a patrol ship passing through owes no answer.
    if matches!(role, Role::Other | Role::Gear) {
        all.retain(|share| share.reason != code::CLOSED);
    }
    once_per_meeting(events, &mut all);
    met_listed(vessel, &mut all, listed);
    fishing_in_closed(events, &mut all);
    let flag = flag(vessel);
    let mut reasons_of = reasons(&all, now, &config.points);
    notified(config, &all, now, &mut reasons_of);
    let has_fishing = events.iter().any(|e| e.kind == EventKind::Fishing);
    if has_fishing || (!reasons_of.is_empty() && catches_or_carries(role)) {
        permit(
            config,
            vessel,
            events,
            flag.as_deref(),
            context,
            now,
            &mut reasons_of,
        );
    }
    let looks = context.looks.of(vessel.mmsi);
    looked(config, looks, &all, (now, until), &mut reasons_of);
    let score = score(&reasons_of);
    Draft {
        vessel,
        events: events.to_vec(),
        reasons: reasons_of,
        score,
        flag,
        role,
    }
}

/// Two ships that meet by both presets of the rule met once: the long meeting counts, the short does not.
fn once_per_meeting(events: &[&Event], all: &mut Vec<Share<'_>>) {
    let is = |event: &Event, preset: &str| {
        let code = event.evidence.codes.get("preset");
        event.kind == EventKind::Encounter && code.is_some_and(|c| c == preset)
    };
    let end = |event: &Event| event.end.unwrap_or(event.start).time;
    let who =
        |event: &Event| -> Vec<String> { event.vessels.iter().map(|v| v.track.clone()).collect() };
    let long: Vec<&Event> = events
        .iter()
        .copied()
        .filter(|e| is(e, "standard"))
        .collect();
    all.retain(|share| {
        let short = share.event;
        !is(short, "short")
            || !long.iter().any(|long| {
                long.start.time <= end(short)
                    && short.start.time <= end(long)
                    && who(long) == who(short)
            })
    });
}

/// The other vessel of an encounter stands on an IUU list.
fn met_listed<'a>(vessel: &Vessel, all: &mut Vec<Share<'a>>, listed: &FxHashMap<Key, f64>) {
    let own = (vessel.mmsi, vessel.track);
    let met: Vec<Share<'a>> = all
        .iter()
        // A meeting without a notice has two shares, and is one meeting.
        .filter(|s| s.event.kind == EventKind::Encounter && s.reason != code::NOT_NOTIFIED)
        .filter_map(|share| {
            let keys = share
                .event
                .vessels
                .iter()
                .filter_map(|v| key_of(v.mmsi, &v.track));
            let sure = keys
                .filter(|k| *k != own)
                .filter_map(|k| listed.get(&k))
                .copied();
            let sure = sure.max_by(f64::total_cmp)?;
            let confidence = share.confidence * sure;
            Some(Share {
                reason: code::MET_LISTED,
                severity: 1.0,
                confidence,
                ..share.clone()
            })
        })
        .collect();
    all.extend(met);
}

/// Apparent fishing while inside a closed area.
fn fishing_in_closed<'a>(events: &[&'a Event], all: &mut Vec<Share<'a>>) {
    let end = |e: &Event| e.end.map(|p| p.time);
    let fishing: Vec<&Event> = events
        .iter()
        .copied()
        .filter(|e| e.kind == EventKind::Fishing)
        .collect();
    let found: Vec<Share<'a>> = all
        .iter()
        .filter(|s| s.reason == code::CLOSED)
        .filter_map(|share| {
            let visit = share.event;
            let at_once = fishing.iter().filter(|f| {
                end(f).is_none_or(|t| t >= visit.start.time)
                    && end(visit).is_none_or(|t| t >= f.start.time)
            });
            let sure = at_once.map(|f| f.confidence).max_by(f64::total_cmp)?;
            let confidence = share.confidence * sure;
            Some(Share {
                reason: code::FISHING_CLOSED,
                severity: 1.0,
                confidence,
                ..share.clone()
            })
        })
        .collect();
    all.extend(found);
}

fn finished(
    config: &Config,
    rank: usize,
    draft: Draft<'_>,
    context: &Context,
    now: Time,
) -> Ranked {
    let vessel = draft.vessel;
    let answer = authorisation(vessel, draft.flag.as_deref(), context, now);
    let known = Known {
        vessel,
        reasons: &draft.reasons,
        events: &draft.events,
        authorisation: &answer,
        catches_or_carries: catches_or_carries(draft.role),
        lists_loaded: context.lists.iter().any(|l| l.info.kind == ListKind::Iuu),
        notified_left: config.notified_left,
    };
    let (would_change, unknowns) = (known.would_change(&config.points), known.unknowns());
    let identity = &vessel.identity;
    Ranked {
        rank,
        mmsi: vessel.mmsi,
        track: format!("{}-{}", vessel.mmsi, vessel.track),
        name: identity.name.clone().filter(|n| !n.is_empty()),
        call_sign: identity.call_sign.clone().filter(|n| !n.is_empty()),
        imo: identity.imo,
        flag: draft.flag,
        gear: vessel.gear().map(str::to_owned),
        ship_type: identity.ship_type,
        last: vessel.last,
        score: draft.score,
        reasons: draft.reasons,
        would_change,
        unknowns,
    }
}

fn flag(vessel: &Vessel) -> Option<String> {
    let told = vessel.identity.flag.clone().filter(|f| !f.is_empty());
    let by_mmsi = || flag_of(vessel.mmsi).map(|f| f.iso3);
    told.or_else(|| vessel.flag.or_else(by_mmsi).map(str::to_owned))
}

fn role(vessel: &Vessel) -> Role {
    let identity = &vessel.identity;
    let mut known = KnownRole::default();
    known.learn(&IdentityReport {
        name: identity.name.clone(),
        ship_type: identity.ship_type,
        gear: vessel.gear().map(str::to_owned),
        ..IdentityReport::default()
    });
    known.role()
}

fn catches_or_carries(role: Role) -> bool {
    matches!(role, Role::Fishing | Role::Carrier)
}

#[cfg(test)]
mod tests;
