//! What officers declare and the release decision hangs on: patrols, active scopes, consents to pass something on. Each is
//! a record of the log; the newest of an object counts.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde_json::{Value as Json, json};
use vigie_exchange::{
    Area, Assertion, Body, CONSENT, Consent, Content, CopyState, Envelope, Kind, Mark,
    Notice as Act, ObjectId, PATROL, PartyId, Patrol, Scope, Time, Value, Verified,
    channel::{Entry, Form, Segment},
};

use super::{
    desk::{Desk, DeskError, moment},
    kept::entry_of,
    matter::Marks,
    own::random,
    peer::{Peer, expect},
    piece::copy_of,
};

/// Kind of the record that a scope is active, or is none any more.
const SCOPE: &str = "scope-declared";
/// Patrols that are known at once: those of a year of two agencies.
const PATROLS_MAX: usize = 1_000;
/// Longest patrol: a season at sea. A longer one is declared anew, with a look.
const PATROL_MS_MAX: i64 = 180 * 86_400_000;

/// What officers declared.
#[derive(Debug, Default)]
pub(super) struct Declared {
    by_object: BTreeMap<ObjectId, (Patrol, String)>,
    patrols: Vec<Patrol>,
    scopes: BTreeMap<Scope, (bool, String, Time)>,
    active: BTreeSet<Scope>,
    consents: BTreeMap<(ObjectId, PartyId), (Consent, String)>,
    marks: Arc<Marks>,
}

fn scope_of(body: &Body) -> Option<(Scope, bool)> {
    let scope = body.get("scope")?.as_text()?.parse().ok()?;
    Some((scope, *body.get("active")? == Value::Bool(true)))
}

fn consent_of(own: &PartyId, body: &Body) -> Option<Consent> {
    let object = ObjectId::from_slice(body.get("object")?.as_bytes()?).ok()?;
    Some(Consent {
        originator: own.clone(),
        object,
        to: body.get("to")?.as_text()?.parse().ok()?,
        until: body.get("until")?.as_int().map(Time::from_ms),
    })
}

impl Declared {
    /// Takes over what a verified record of the own log declares.
    pub(super) fn note(&mut self, envelope: &Envelope<Verified>, own: &PartyId) {
        let draft = &envelope.record().draft;
        let author = || draft.author.clone();
        if let Ok(patrol) = Patrol::of(envelope, own) {
            self.by_object.insert(draft.object, (patrol, author()));
            let patrols = self.by_object.values();
            self.patrols = patrols.map(|(patrol, _)| patrol.clone()).collect();
        }
        if let Ok(mark) = Mark::of(envelope, own) {
            let marks = Arc::make_mut(&mut self.marks);
            marks.entry(draft.object).or_default().push(mark);
        }
        let Content::Open(body) = &draft.content else {
            return;
        };
        match draft.kind.as_str() {
            SCOPE => {
                if let Some((scope, active)) = scope_of(body) {
                    self.scopes.insert(scope, (active, author(), draft.made_at));
                    let active = self.scopes.iter().filter(|(_, (active, ..))| *active);
                    self.active = active.map(|(scope, _)| scope.clone()).collect();
                }
            }
            CONSENT => {
                if let Some(consent) = consent_of(own, body) {
                    let key = (consent.object, consent.to.clone());
                    self.consents.insert(key, (consent, author()));
                }
            }
            _ => {}
        }
    }

    pub(super) fn patrols(&self) -> &[Patrol] {
        &self.patrols
    }

    pub(super) fn marks(&self) -> Arc<Marks> {
        Arc::clone(&self.marks)
    }

    pub(super) fn scopes(&self) -> &BTreeSet<Scope> {
        &self.active
    }
}

fn time(time: Time) -> String {
    vigie_sea::Time::from_ms(time.ms()).to_string()
}

impl Desk {
    /// Declares that a party patrols an area: what the agreement ties to a patrol may leave until it ends.
    ///
    /// # Errors
    /// A party that is none, a patrol that ends before it begins or lasts too long; the store.
    pub(crate) fn open_patrol(
        &mut self,
        patrol: &Patrol,
        user: &str,
    ) -> Result<ObjectId, DeskError> {
        self.peer(&patrol.party)?;
        let lasts = patrol.until.ms().saturating_sub(patrol.from.ms());
        if lasts <= 0 || lasts > PATROL_MS_MAX || patrol.until <= moment() {
            return Err(DeskError::Refused("patrol-time-unfit"));
        }
        if self.declared.by_object.len() >= PATROLS_MAX {
            return Err(DeskError::Refused("patrols-too-many"));
        }
        let object = ObjectId(*random::<16>()?);
        self.record(PATROL, object, user, patrol.body())?;
        self.tell("declared", &patrol.party);
        Ok(object)
    }

    /// Ends a patrol now. What was released for it and lies in no other open patrol is recalled; gives how many copies.
    ///
    /// # Errors
    /// `patrol-unknown`; the store.
    pub(crate) fn close_patrol(
        &mut self,
        object: ObjectId,
        reason: &str,
        user: &str,
    ) -> Result<u64, DeskError> {
        let at = moment();
        let found = self.declared.by_object.get(&object);
        let found = found.filter(|(patrol, _)| at < patrol.until);
        let (mut patrol, _) = found.cloned().ok_or(DeskError::Refused("patrol-unknown"))?;
        patrol.until = at;
        self.record(PATROL, object, user, patrol.body())?;
        let party = patrol.party;
        self.tell("declared", &party);
        let numbers = self.beyond_patrols(&party)?;
        let count = numbers.len() as u64;
        if numbers.is_empty() {
            return Ok(0);
        }
        // The objects themselves may leave again with the next patrol: only the copies are taken back.
        self.take_back(&party, numbers, reason, user)?;
        Ok(count)
    }

    /// Copies at a partner that are tied to a patrol and lie in none that is open.
    fn beyond_patrols(&self, party: &PartyId) -> Result<Vec<u64>, DeskError> {
        let (at, peer) = (moment(), self.peer(party)?);
        let Some(agreement) = &peer.ours.in_force else {
            return Ok(Vec::new());
        };
        let mut beyond = Vec::new();
        let states = peer.given.states(at);
        let there =
            states.filter(|(_, s)| matches!(s, CopyState::Visible | CopyState::Held { .. }));
        for (seq, _) in there {
            let Some(row) = self.ledger.entry(peer.line.out_key(), seq)? else {
                continue;
            };
            let Some(mut entry) = entry_of(row)? else {
                continue;
            };
            if entry.header.form == Form::Chunk {
                // What it says is known where all of it is there; its first number stands for all.
                let Some(copy) = copy_of(&self.ledger, peer.line.out_key(), entry)? else {
                    continue;
                };
                entry = copy;
            }
            let Some((kind, bodies)) = self.said_in(peer, &entry) else {
                continue;
            };
            let rule = agreement.policy().rule(&kind);
            let Some(field) = rule.and_then(|rule| rule.patrol_place.as_ref()) else {
                continue;
            };
            let covered = |body: &Body| {
                let place = body.get(field).and_then(Value::as_place);
                let mut patrols = self.declared.patrols.iter();
                place.is_some_and(|place| patrols.any(|patrol| patrol.covers(party, at, place)))
            };
            if !bodies.iter().all(covered) {
                beyond.push(seq);
            }
        }
        Ok(beyond)
    }

    /// Kind and bodies of what an entry to a partner said of places. Terms of positions say nothing of any.
    fn said_in(&self, peer: &Peer, entry: &Entry) -> Option<(Kind, Vec<Body>)> {
        match entry.header.form {
            Form::Record => {
                let copy = Assertion::decode(&entry.body, &expect(&self.own, entry)).ok()?;
                let bodies = if copy.is_position_terms() {
                    Vec::new()
                } else {
                    vec![copy.body]
                };
                Some((copy.kind, bodies))
            }
            Form::Segment => {
                let segment = Segment::decode(&entry.body).ok()?;
                let (_, terms) = peer.given_tracks.terms_of(entry.header.seq)?;
                let bodies = segment.rows().iter().filter_map(|row| terms.position(row));
                Some((terms.kind.clone(), bodies.collect()))
            }
            _ => None,
        }
    }

    /// Declares that a scope (an operation, an exercise, a disaster) is active here, or is no more.
    ///
    /// # Errors
    /// The store.
    pub(crate) fn declare_scope(
        &mut self,
        scope: &Scope,
        active: bool,
        user: &str,
    ) -> Result<(), DeskError> {
        let body = Body::from([
            ("scope".to_owned(), Value::text(scope.as_str())),
            ("active".to_owned(), Value::Bool(active)),
        ]);
        self.record(SCOPE, ObjectId(*random::<16>()?), user, body)?;
        let own = self.own.party.clone();
        self.tell("declared", &own);
        Ok(())
    }

    /// Lets a partner pass one of our objects, which it has, on to another.
    ///
    /// # Errors
    /// `release-unknown`; no agreement; the store.
    pub(crate) fn consent(
        &mut self,
        party: &PartyId,
        seq: u64,
        to: &PartyId,
        until: Option<Time>,
        user: &str,
    ) -> Result<(), DeskError> {
        let rows = self.ledger.releases_of_object(party.as_str(), seq)?;
        let found = rows.first().ok_or(DeskError::Refused("release-unknown"))?;
        let consent = Consent {
            originator: self.own.party.clone(),
            object: ObjectId::from_slice(&found.object)?,
            to: to.clone(),
            until,
        };
        self.record(CONSENT, consent.object, user, consent.body())?;
        self.act(party, &Act::Consent(consent))?;
        self.tell("declared", party);
        Ok(())
    }

    /// Patrols, scopes and consents, newest first.
    pub(crate) fn declared_shown(&self) -> Json {
        let at = moment();
        let state = |patrol: &Patrol| match (at < patrol.from, at < patrol.until) {
            (_, false) => "over",
            (true, true) => "planned",
            (false, true) => "open",
        };
        let patrols = self.declared.by_object.iter().map(|(id, (patrol, by))| {
            json!({
                "id": id, "party": patrol.party, "from": time(patrol.from), "until": time(patrol.until),
                "by": by, "state": state(patrol), "rings": rings(&patrol.area),
            })
        });
        let mut patrols: Vec<Json> = patrols.collect();
        patrols.sort_by(|a, b| b["from"].as_str().cmp(&a["from"].as_str()));
        let scopes = self.declared.scopes.iter().map(|(scope, (active, by, at))| {
            json!({"scope": scope, "active": active, "by": by, "at": time(*at)})
        });
        let scopes: Vec<Json> = scopes.collect();
        let given = self.declared.consents.values().map(|(consent, by)| {
            json!({
                "originator": consent.originator, "object": consent.object, "to": consent.to,
                "until": consent.until.map(time), "by": by,
            })
        });
        let peers = self.peers.values().flat_map(|peer| &peer.consents);
        let received = peers.map(|consent| {
            json!({
                "originator": consent.originator, "object": consent.object, "to": consent.to,
                "until": consent.until.map(time), "by": null,
            })
        });
        let consents: Vec<Json> = given.chain(received).collect();
        json!({"patrols": patrols, "scopes": scopes, "consents": consents})
    }
}

/// Rings of (longitude, latitude), as GeoJSON has them.
fn rings(area: &Area) -> Json {
    let ring = |ring: &Vec<(f64, f64)>| -> Vec<[f64; 2]> {
        ring.iter().map(|(lat, lon)| [*lon, *lat]).collect()
    };
    json!(area.rings().iter().map(ring).collect::<Vec<_>>())
}
