//! The ranked list: which vessels are worth a look first, and why.
//!
//! A vessel's rank is a sum of named points. Each reason is bounded, cites its events and has a low and
//! a high value, because the evidence is uncertain; the list also says what evidence would change it.
//! Points are never a verdict: they order the work of a patrol.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};
use vigie_sea::Time;

use crate::outlook::{Known, score};
use crate::reason::{Config, Share, code, reasons, shares, tenth};
use crate::role::{KnownRole, Role};
use crate::{
    Authorisation, AuthorisationOutcome, Context, EndPoint, Event, EventBook, EventKind,
    EventState, IdentityReport, ListKind, ShipName, Sought, Vessel, flag_of,
};

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

/// What to list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RankQuery {
    /// Moment the list is for; event time reached when absent.
    pub as_of: Option<Time>,
    /// Only these flags (ISO 3166 alpha-3); empty means all.
    pub flags: Vec<String>,
    /// Only vessels whose gear or role has one of these words; empty means all.
    pub gears: Vec<String>,
    /// Only these AIS ship types; empty means all.
    pub ship_types: Vec<u8>,
    /// Only vessels with an event of one of these kinds; empty means all.
    pub kinds: Vec<EventKind>,
    /// Only vessels with at least so many points.
    pub points_min: f64,
    /// Only vessels last seen in, or with an event that starts or ends in, this area (its index).
    pub area: Option<usize>,
    /// Only vessels whose MMSI, IMO, call sign or name contains this text.
    pub text: Option<String>,
    /// Places to skip.
    pub offset: usize,
    /// Places to give; absent means all.
    pub limit: Option<usize>,
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
    let (by_vessel, listed) = events_by_vessel(book, now);
    let mut drafts: Vec<Draft<'a>> = vessels
        // A beacon on a net is no vessel to look at.
        .filter(|vessel| role(vessel) != Role::Gear)
        .filter_map(|vessel| {
            let events = by_vessel.get(&(vessel.mmsi, vessel.track))?;
            Some(draft(config, vessel, events, &listed, context, now))
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
fn events_by_vessel(
    book: &EventBook,
    now: Time,
) -> (FxHashMap<Key, Vec<&Event>>, FxHashMap<Key, f64>) {
    let mut by_vessel: FxHashMap<Key, Vec<&Event>> = FxHashMap::default();
    let mut listed: FxHashMap<Key, f64> = FxHashMap::default();
    for event in book.iter() {
        if event.state == EventState::Retracted || event.start.time > now {
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
    met_listed(vessel, &mut all, listed);
    fishing_in_closed(events, &mut all);
    let flag = flag(vessel);
    let mut reasons_of = reasons(&all, now, &config.points);
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

/// The other vessel of an encounter stands on an IUU list.
fn met_listed<'a>(vessel: &Vessel, all: &mut Vec<Share<'a>>, listed: &FxHashMap<Key, f64>) {
    let own = (vessel.mmsi, vessel.track);
    let met: Vec<Share<'a>> = all
        .iter()
        .filter(|s| s.event.kind == EventKind::Encounter)
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

/// What the lists of permits say: points off where authorised, a few on for fishing without a known permit.
fn permit(
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

fn authorisation<'c>(
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
        gear: identity.gear.clone(),
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
        gear: identity.gear.clone(),
        ..IdentityReport::default()
    });
    known.role()
}

fn catches_or_carries(role: Role) -> bool {
    matches!(role, Role::Fishing | Role::Carrier)
}

impl RankQuery {
    fn wants(&self, draft: &Draft<'_>, context: &Context) -> bool {
        let identity = &draft.vessel.identity;
        let flag = self.flags.is_empty()
            || draft
                .flag
                .as_ref()
                .is_some_and(|f| self.flags.iter().any(|w| w.eq_ignore_ascii_case(f)));
        let ship_type = self.ship_types.is_empty()
            || identity
                .ship_type
                .is_some_and(|t| self.ship_types.contains(&t));
        let kinds: FxHashSet<EventKind> = draft.events.iter().map(|e| e.kind).collect();
        let kind = self.kinds.is_empty() || self.kinds.iter().any(|k| kinds.contains(k));
        flag && ship_type
            && kind
            && draft.score.points >= self.points_min
            && self.wants_gear(draft)
            && self.wants_area(draft, context)
            && self.wants_text(draft.vessel)
    }

    fn wants_gear(&self, draft: &Draft<'_>) -> bool {
        let gear = draft
            .vessel
            .identity
            .gear
            .as_deref()
            .unwrap_or("")
            .to_lowercase();
        let role = draft.role.code();
        let wanted = |word: &String| {
            let word = word.to_lowercase();
            gear.contains(&word) || role == word
        };
        self.gears.is_empty() || self.gears.iter().any(wanted)
    }

    fn wants_area(&self, draft: &Draft<'_>, context: &Context) -> bool {
        let Some(number) = self.area else { return true };
        let Some(area) = context.areas.get(number) else {
            return false;
        };
        let ends = |e: &&Event| [Some(e.start), e.end];
        let places = draft
            .events
            .iter()
            .flat_map(ends)
            .flatten()
            .map(|p| p.position);
        std::iter::once(draft.vessel.last.position)
            .chain(places)
            .any(|p| area.contains(p))
    }

    fn wants_text(&self, vessel: &Vessel) -> bool {
        let Some(text) = self
            .text
            .as_deref()
            .map(str::trim)
            .filter(|t| !t.is_empty())
        else {
            return true;
        };
        let text = text.to_lowercase();
        let identity = &vessel.identity;
        let has = |value: &Option<String>| {
            value
                .as_ref()
                .is_some_and(|v| v.to_lowercase().contains(&text))
        };
        vessel.mmsi.to_string().contains(&text)
            || identity
                .imo
                .is_some_and(|imo| imo.to_string().contains(&text))
            || has(&identity.call_sign)
            || has(&identity.name)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;
    use vigie_sea::Position;

    use super::*;
    use crate::{
        AisClass, Evidence, Fix, ListInfo, Participant, Reception, RuleRef, SourceKind, VesselList,
    };

    const NOW: &str = "2024-07-31T00:00:00Z";

    fn now() -> Time {
        Time::parse(NOW).unwrap()
    }

    fn vessel(mmsi: u32) -> Vessel {
        Vessel::at(&Fix {
            mmsi,
            track: 1,
            slot: 0,
            time: now(),
            position: Position::new(42.0, 179.9).unwrap(),
            sog_kn: None,
            cog_deg: None,
            nav_status: None,
            class: AisClass::A,
            source: SourceKind::Ais,
            reception: Reception::Satellite,
            receiver: 0,
            before: None,
        })
    }

    fn event(kind: EventKind, mmsis: &[u32], age_d: f64, confidence: f64) -> Event {
        let time = now().plus_ms((-age_d * 86.4e6) as i64);
        let end = EndPoint {
            time,
            position: Position::new(42.0, -179.9).unwrap(),
        };
        let start = EndPoint {
            time: time.plus_ms(-36_000_000),
            ..end
        };
        let who = mmsis
            .iter()
            .map(u32::to_string)
            .collect::<Vec<_>>()
            .join("-");
        Event {
            id: format!("{}-{who}-{}", kind.code(), start.time.s()),
            kind,
            state: EventState::Closed,
            revision: 1,
            vessels: mmsis
                .iter()
                .map(|mmsi| Participant {
                    mmsi: *mmsi,
                    track: format!("{mmsi}-1"),
                    role: "vessel".to_owned(),
                })
                .collect(),
            start,
            end: Some(end),
            rule: RuleRef {
                name: "test".to_owned(),
                version: "test".to_owned(),
            },
            confidence,
            evidence: Evidence::default(),
            refuted_by: vec![],
            retraction: None,
        }
    }

    fn disabling(mmsi: u32, age_d: f64, confidence: f64) -> Event {
        let mut event = event(EventKind::Gap, &[mmsi], age_d, confidence);
        event
            .evidence
            .code("assessment", "supported")
            .number("silence_h", 24.0);
        event
    }

    fn book(events: &[Event]) -> EventBook {
        let mut book = EventBook::default();
        for event in events {
            book.put(event.start.time, event.clone());
        }
        book
    }

    fn list(events: &[Event], vessels: &[Vessel], query: &RankQuery) -> Vec<Ranked> {
        let (config, context) = (Config::default(), Context::default());
        ranked(
            &config,
            &book(events),
            vessels.iter(),
            &context,
            Some(now()),
            query,
        )
    }

    #[test]
    fn a_freighter_or_patrol_ship_in_a_closed_area_is_not_listed() {
        let mut visit = event(EventKind::AreaVisit, &[1], 0.1, 0.9);
        visit.evidence.code("closed", "yes").number("closed_h", 4.0);
        for (ship_type, listed) in [
            (Some(70), false),
            (Some(55), false),
            (Some(30), true),
            (None, true),
        ] {
            let mut ship = vessel(1);
            let report = crate::IdentityReport {
                ship_type,
                ..crate::IdentityReport::default()
            };
            ship.identity.take(now(), &report);
            let found = list(&[visit.clone()], &[ship], &RankQuery::default());
            assert_eq!(!found.is_empty(), listed, "ship type {ship_type:?}");
        }
    }

    #[test]
    fn graver_fresher_and_surer_come_first_and_ties_go_by_mmsi() {
        let vessels = [1, 2, 3, 4, 5].map(vessel);
        let events = [
            disabling(3, 1.0, 0.8),
            disabling(2, 1.0, 0.8),
            disabling(1, 30.0, 0.8),
            disabling(4, 1.0, 0.95),
        ];
        let all = list(&events, &vessels, &RankQuery::default());
        assert_eq!(all.iter().map(|r| r.mmsi).collect::<Vec<_>>(), [4, 2, 3, 1]);
        assert_eq!(all[0].rank, 1);
        let top = &all[0];
        assert_eq!(top.reasons[0].code, "disabling-supported");
        assert!(top.score.low < top.score.points && top.score.points < top.score.high);
        let vms = top
            .would_change
            .iter()
            .find(|c| c.code == "vms-report-in-gap")
            .unwrap();
        assert_eq!(vms.effect_points, -top.score.points);
        assert!(top.unknowns.contains(&"no-iuu-list-loaded".to_owned()));
    }

    #[test]
    fn a_retracted_event_gives_no_points() {
        let mut told = book(&[disabling(1, 1.0, 0.8)]);
        let id = told.iter().next().unwrap().id.clone();
        told.retract(now(), &id, "late-positions-inside");
        let (config, context) = (Config::default(), Context::default());
        let vessels = [vessel(1)];
        let query = RankQuery::default();
        assert!(
            ranked(
                &config,
                &told,
                vessels.iter(),
                &context,
                Some(now()),
                &query
            )
            .is_empty()
        );
    }

    #[test]
    fn meeting_a_listed_vessel_counts_for_the_other() {
        let mut iuu = event(EventKind::ListMatch, &[7], 0.0, 0.95);
        iuu.evidence.code("outcome", "iuu-listed");
        let mut meeting = event(EventKind::Encounter, &[7, 8], 2.0, 0.8);
        meeting
            .evidence
            .code("pair", "carrier-fishing")
            .number("duration_min", 300.0);
        let all = list(
            &[iuu, meeting],
            &[vessel(7), vessel(8)],
            &RankQuery::default(),
        );
        let codes = |r: &Ranked| r.reasons.iter().map(|x| x.code.clone()).collect::<Vec<_>>();
        assert_eq!(all[0].mmsi, 7);
        assert!(codes(&all[0]).contains(&"iuu-listed".to_owned()));
        assert!(!codes(&all[0]).contains(&"met-listed-vessel".to_owned()));
        assert!(codes(&all[1]).contains(&"met-listed-vessel".to_owned()));
        assert!(
            all[1]
                .would_change
                .iter()
                .any(|c| c.code == "transshipment-notice")
        );
    }

    #[test]
    fn permits_take_off_and_unknown_permits_are_said() {
        let mut fisher = vessel(431_000_007);
        fisher.identity.gear = Some("squid_jigger".to_owned());
        let vessels = [fisher];
        let events = [disabling(431_000_007, 1.0, 0.8), {
            event(EventKind::Fishing, &[431_000_007], 1.0, 0.5)
        }];
        let query = RankQuery::default();
        let open = list(&events, &vessels, &query).remove(0);
        assert!(open.unknowns.contains(&"authorisation-unknown".to_owned()));
        assert!(
            open.reasons
                .iter()
                .any(|r| r.code == "fishing-authorisation-unknown")
        );
        assert!(
            open.would_change
                .iter()
                .any(|c| c.code == "authorisation-denied")
        );
        let mut context = Context::default();
        let info = ListInfo {
            id: "npfc".to_owned(),
            name: "permits".to_owned(),
            kind: ListKind::Authorisation,
            date: Time::parse("2024-01-01").unwrap(),
            source: "test".to_owned(),
            complete_for: vec![],
        };
        let csv = b"name,mmsi,valid_from,valid_to\nX 7,431000007,2024-01-01,2024-12-31\n";
        context.lists.put(VesselList::from_csv(info, csv).unwrap());
        let (config, told) = (Config::default(), book(&events));
        let shut = ranked(
            &config,
            &told,
            vessels.iter(),
            &context,
            Some(now()),
            &query,
        )
        .remove(0);
        assert!(shut.score.points < open.score.points);
        assert!(
            shut.reasons
                .iter()
                .any(|r| r.code == "authorised" && r.points < 0.0)
        );
        assert!(!shut.unknowns.contains(&"authorisation-unknown".to_owned()));
    }

    #[test]
    fn filters_keep_the_place_in_the_whole_list() {
        let mut named = vessel(412_000_002);
        named.identity.name = Some("LU RONG YU 2".to_owned());
        named.identity.gear = Some("carrier".to_owned());
        let vessels = [vessel(431_000_001), named];
        let events = [
            disabling(431_000_001, 0.5, 0.9),
            disabling(412_000_002, 3.0, 0.8),
        ];
        let only = |query: RankQuery| list(&events, &vessels, &query);
        for query in [
            RankQuery {
                flags: vec!["chn".to_owned()],
                ..RankQuery::default()
            },
            RankQuery {
                gears: vec!["Carrier".to_owned()],
                ..RankQuery::default()
            },
            RankQuery {
                text: Some(" rong ".to_owned()),
                ..RankQuery::default()
            },
            RankQuery {
                offset: 1,
                limit: Some(5),
                ..RankQuery::default()
            },
        ] {
            let found = only(query.clone());
            assert_eq!(found.len(), 1, "{query:?}");
            assert_eq!(
                (found[0].rank, found[0].mmsi),
                (2, 412_000_002),
                "{query:?}"
            );
        }
        assert_eq!(
            only(RankQuery {
                points_min: 99.0,
                ..RankQuery::default()
            })
            .len(),
            0
        );
        assert_eq!(
            only(RankQuery {
                kinds: vec![EventKind::Gap],
                ..RankQuery::default()
            })
            .len(),
            2
        );
        assert_eq!(
            only(RankQuery {
                kinds: vec![EventKind::Loitering],
                ..RankQuery::default()
            })
            .len(),
            0
        );
    }

    #[test]
    fn a_hundred_thousand_vessels_are_ranked_at_once() {
        let vessels: Vec<Vessel> = (0..100_000).map(|i| vessel(412_000_000 + i)).collect();
        let events: Vec<Event> = (0..100_000u32)
            .map(|i| disabling(412_000_000 + i, f64::from(i % 97) / 3.0, 0.7))
            .collect();
        let told = book(&events);
        let (config, context) = (Config::default(), Context::default());
        let query = RankQuery {
            limit: Some(100),
            ..RankQuery::default()
        };
        let begin = std::time::Instant::now();
        let all = ranked(
            &config,
            &told,
            vessels.iter(),
            &context,
            Some(now()),
            &query,
        );
        let took_ms = begin.elapsed().as_millis();
        assert_eq!(all.len(), 100);
        eprintln!("measured: {took_ms} ms for 100,000 vessels with an event each");
        assert!(took_ms < 10_000);
    }

    proptest! {
        #[test]
        fn points_are_bounded_ordered_and_never_fall_by_more_evidence(
            facts in proptest::collection::vec((0usize..8, 0.0..60.0f64, 0.0..=1.0f64), 1..40),
        ) {
            let kinds = [
                EventKind::Gap, EventKind::Encounter, EventKind::Loitering, EventKind::AreaVisit,
                EventKind::ImplausiblePosition, EventKind::IdentityConflict,
                EventKind::SharedMmsi, EventKind::ListMatch,
            ];
            let events: Vec<Event> = facts.iter().map(|(k, age_d, sure)| {
                let mut e = event(kinds[*k], &[1], *age_d, *sure);
                e.evidence.code("assessment", "supported").code("outcome", "iuu-listed")
                    .code("closed", "yes").code("pair", "carrier-fishing");
                e
            }).collect();
            let mut before = 0.0;
            for n in 1..=events.len() {
                let Some(r) = list(&events[..n], &[vessel(1)], &RankQuery::default()).pop() else {
                    continue;
                };
                let s = r.score;
                prop_assert!((0.0..=100.0).contains(&s.points));
                prop_assert!(s.low <= s.points && s.points <= s.high);
                prop_assert!(s.points >= before - 0.15);
                before = s.points;
                for reason in &r.reasons {
                    prop_assert!(reason.points <= reason.max_points);
                    prop_assert!(reason.low <= reason.points && reason.points <= reason.high);
                    prop_assert!(!reason.events.is_empty());
                }
            }
        }
    }
}
