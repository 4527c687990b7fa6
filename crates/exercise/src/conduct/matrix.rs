//! Who knows what: for every incident of the truth and every inject, how far each partner's knowledge has come and when.

use std::collections::BTreeMap;

use serde::Serialize;
use vigie_sea::Time;

use super::state::Conduct;
use crate::expectation::{Observed, Seen};
use crate::truth::TruthEvent;

/// Slack in time between an alert and the truth it is about, as in the score: a satellite feed is silent that long.
const SLACK_MS: i64 = 3_600_000;

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum Subject {
    /// Something that truly happens.
    Incident(TruthEvent),
    /// An inject.
    Inject {
        /// Its id.
        id: String,
        /// When it was given.
        sent: Time,
    },
}

/// When a partner's knowledge reached each step.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Knowledge {
    /// Its watch raised an alert.
    pub alerted: Option<Time>,
    /// An officer confirmed it.
    pub confirmed: Option<Time>,
    /// It came from a partner.
    pub received: Option<Time>,
    /// It was released to a partner.
    pub released: Option<Time>,
    /// A plan or order goes for it.
    pub tasked: Option<Time>,
    /// The inject reached the partner.
    pub delivered: Option<Time>,
    /// The inject was acknowledged.
    pub acknowledged: Option<Time>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MatrixRow {
    /// What it is about.
    pub subject: Subject,
    /// What each partner knows, by partner.
    pub parties: BTreeMap<String, Knowledge>,
}

/// The matrix at a moment: incidents that began since the exercise did, by their beginning, and injects that were given.
#[must_use]
pub fn matrix(
    conduct: &Conduct,
    truth: &[TruthEvent],
    observed: &[Observed],
    now: Time,
) -> Vec<MatrixRow> {
    let parties = &conduct.msel.parties;
    let mut by_ship: BTreeMap<u32, Vec<&Observed>> = BTreeMap::new();
    for one in observed.iter().filter(|one| one.at <= now) {
        for mmsi in one.seen.mmsis() {
            by_ship.entry(*mmsi).or_default().push(one);
        }
    }
    let mut rows = Vec::new();
    for incident in truth
        .iter()
        .filter(|one| one.kind.is_incident() && one.start <= now && one.end >= conduct.start)
    {
        let about = incident
            .mmsis
            .first()
            .and_then(|mmsi| by_ship.get(mmsi))
            .map_or(&[][..], Vec::as_slice);
        let known = parties
            .iter()
            .map(|party| (party.clone(), knowledge(party, incident, about)));
        rows.push(MatrixRow {
            subject: Subject::Incident(incident.clone()),
            parties: known.collect(),
        });
    }
    for inject in conduct
        .msel
        .injects
        .iter()
        .filter(|inject| inject.is_for_players())
    {
        let Some(state) = conduct.injects.get(&inject.id) else {
            continue;
        };
        let Some(sent) = state.sent.filter(|at| *at <= now) else {
            continue;
        };
        let mut known: BTreeMap<String, Knowledge> = parties
            .iter()
            .map(|party| (party.clone(), Knowledge::default()))
            .collect();
        for party in inject.receivers() {
            let acknowledged = state.acknowledged.get(party).map(|(at, _)| *at);
            let entry = Knowledge {
                delivered: Some(sent),
                acknowledged,
                ..Knowledge::default()
            };
            known.insert(party.to_owned(), entry);
        }
        rows.push(MatrixRow {
            subject: Subject::Inject {
                id: inject.id.clone(),
                sent,
            },
            parties: known,
        });
    }
    rows
}

fn knowledge(party: &str, incident: &TruthEvent, about: &[&Observed]) -> Knowledge {
    let mut known = Knowledge::default();
    let earliest =
        |place: &mut Option<Time>, at: Time| *place = Some(place.map_or(at, |known| known.min(at)));
    let wanted = incident.kind.event_kind().map(vigie_watch::EventKind::code);
    for one in about.iter().filter(|one| one.party == party) {
        let all = incident
            .mmsis
            .iter()
            .all(|mmsi| one.seen.mmsis().contains(mmsi));
        if one.at.ms() < incident.start.ms().saturating_sub(SLACK_MS) {
            continue;
        }
        match &one.seen {
            Seen::Alert { kind, .. } if all && wanted == Some(kind.as_str()) => {
                earliest(&mut known.alerted, one.at)
            }
            Seen::Confirmed { kind, .. } if all && wanted == Some(kind.as_str()) => {
                earliest(&mut known.confirmed, one.at);
            }
            Seen::Received { .. } => earliest(&mut known.received, one.at),
            Seen::Released { .. } => earliest(&mut known.released, one.at),
            Seen::Planned { .. } | Seen::Tasked { .. } => earliest(&mut known.tasked, one.at),
            _ => {}
        }
    }
    known
}
