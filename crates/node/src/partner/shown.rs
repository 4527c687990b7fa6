//! What officers see of the exchange: partners, releases, copies, as JSON.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use serde_json::{Value as Json, json};
use vigie_exchange::{
    Assertion, Body, CopyState, Decision, Hold, Outcome, PartyId, Policy, Time, VMS, Value,
    channel::{Evidence, POSITION, Priority},
};
use vigie_store::{NoteRow, ReleaseRow};

use super::{
    card::Card,
    desk::{Desk, DeskError, moment},
    dossier::Drafted,
    marking::label_shown,
    matter::{AREA, Matter, NOTE, VESSEL},
    newest::Copy,
    paper::Terms,
    peer::Peer,
    room::is_personal,
    ship::Ship,
};
use crate::live::ListEntry;

/// Areas of one partner in one answer, bytes as they came: what a chart still draws.
const AREAS_BYTES_MAX: usize = 32 << 20;
/// A copy that is larger is listed without its large fields.
const LISTED_BYTES_MAX: usize = vigie_exchange::RECORD_BYTES_MAX;
/// Fields of such a copy that are listed.
const FIELD_BYTES_MAX: usize = 4_096;

fn note_of(party: &PartyId, own: &PartyId, assertion: &Assertion) -> NoteRow {
    let text = |name: &str| {
        let value = assertion.body.get(name).and_then(Value::as_text);
        value.unwrap_or_default().to_owned()
    };
    // A word to us is, seen from here, one in the talk with the partner.
    let object = match text("object") {
        object if object == format!("partner:{own}") => format!("partner:{party}"),
        object => object,
    };
    NoteRow {
        object,
        text: text("text"),
        language: text("language"),
        user: text("by"),
        party: party.as_str().to_owned(),
        at_ms: assertion.made_at.ms(),
        shared_with: String::new(),
    }
}

/// How a release of this number stands with a partner.
fn state_word(peer: Option<&Peer>, seq: u64, state: Option<&CopyState>) -> &'static str {
    match state {
        None | Some(CopyState::Purged) => "purged",
        Some(CopyState::Hidden | CopyState::Due | CopyState::Held { hidden: true, .. }) => {
            "recalled"
        }
        Some(CopyState::Visible | CopyState::Held { .. }) => {
            match peer.is_some_and(|peer| peer.is_acknowledged(seq)) {
                true => "acknowledged",
                false => "waiting",
            }
        }
    }
}

fn time(time: Time) -> String {
    vigie_sea::Time::from_ms(time.ms()).to_string()
}

fn time_ms(ms: i64) -> String {
    vigie_sea::Time::from_ms(ms).to_string()
}

impl Desk {
    /// Words of partners on an object, in the order in which they came: while their copies may be shown, and no longer.
    pub(crate) fn notes_told(&self, object: &str) -> Vec<(i64, NoteRow)> {
        let at = moment();
        let mut told = Vec::new();
        let own_name = format!("partner:{}", self.own.party);
        for peer in self.peers.values() {
            let is_talk = object == format!("partner:{}", peer.party());
            let is_wanted = |copy: &Copy| {
                let said = copy.assertion.body.get("object").and_then(Value::as_text);
                copy.assertion.kind.as_str() == NOTE
                    && said.is_some_and(|said| said == object || is_talk && said == own_name)
            };
            for (seq, copy) in peer.shown.iter().filter(|(_, copy)| is_wanted(copy)) {
                let state = peer.held.state(seq, at);
                let is_open = matches!(
                    state,
                    Some(CopyState::Visible | CopyState::Held { hidden: false, .. })
                );
                let note = note_of(peer.party(), &self.own.party, &copy.assertion);
                if is_open && note.object == object {
                    told.push((copy.received_ms.unwrap_or(note.at_ms), note));
                }
            }
        }
        told
    }

    /// The invitation of this node.
    pub(crate) fn invitation(&self) -> Json {
        let card = Card::of(&self.own, self.addresses.clone());
        json!({"invitation": card.sign(&self.own), "fingerprint": self.own.public().fingerprint()})
    }

    /// Own identity and all partners.
    pub(crate) fn partners_shown(&self) -> Json {
        let head = self.log_head();
        let partners: Vec<Json> = self.peers.values().map(peer_shown).collect();
        json!({
            "own": {
                "party": self.own.party, "name": self.own.name, "realm": self.own.realm,
                "fingerprint": self.own.public().fingerprint(),
                "log": {"records": head.count, "last": head.last, "fault": self.log_fault},
            },
            "partners": partners,
        })
    }

    /// Agreements with a partner, both directions.
    pub(crate) fn agreements_shown(&self, peer: &Peer) -> Json {
        let ours = terms_shown(&peer.ours, "proposed-here");
        let theirs = terms_shown(&peer.theirs, "proposed-there");
        json!({
            "in_force": ours["in_force"], "proposed": ours["proposed"],
            "drafted": peer.drafted.as_ref().map(drafted_shown), "theirs": theirs,
        })
    }

    pub(super) fn peer_of(&self, row: &ReleaseRow) -> Option<&Peer> {
        let party = PartyId::new(&row.party).ok()?;
        self.peers.get(&party)
    }

    /// How a release stands: `waiting`, `acknowledged`, `recalled`, `purged`.
    pub(super) fn release_state(&self, row: &ReleaseRow) -> &'static str {
        let state = self.state_there(row);
        state_word(self.peer_of(row), row.seq, state.as_ref())
    }

    /// A release with how it stands.
    pub(crate) fn release_shown(&self, row: &ReleaseRow) -> Json {
        let (peer, state) = (self.peer_of(row), self.state_there(row));
        let word = state_word(peer, row.seq, state.as_ref());
        let purged = word == "purged";
        // What never left is in no receipt.
        let newest = peer.and_then(|peer| peer.receipts.last());
        let is_said = newest.is_some_and(|receipt| receipt.claimed().says_purged(row.seq));
        let receipt = peer.and_then(Peer::receipt_at);
        let receipt = receipt.filter(|_| purged && is_said).map(time);
        let held = match (&state, peer) {
            (Some(CopyState::Held { hold, .. }), Some(peer)) => peer.their_holds.get(hold),
            _ => None,
        };
        json!({
            "party": row.party, "seq": row.seq, "kind": row.kind, "id": row.id,
            "object": crate::auth::hex(&row.object), "title": row.title, "released": time_ms(row.released_ms),
            "by": row.user, "purpose": row.purpose, "expires": row.expires_ms.map(time_ms),
            "purge": row.purge_ms.map(time_ms), "state": word, "receipt": receipt,
            "held": held.map(hold_shown), "changed": self.has_changed(row).unwrap_or(false),
        })
    }

    /// Copies from partners.
    pub(crate) fn copies_shown(&self) -> Vec<Json> {
        let list = self.board.list();
        let entries = list.entries.iter();
        let own: FxHashMap<i64, &ListEntry> = entries
            .map(|entry| (i64::from(entry.ranked.mmsi), entry))
            .collect();
        let mut copies = Vec::new();
        for peer in self.peers.values() {
            for (seq, copy) in peer.shown.iter().rev() {
                let mmsi = copy.assertion.body.get("mmsi").and_then(Value::as_int);
                let entry = mmsi.and_then(|mmsi| own.get(&mmsi).copied());
                copies.push(self.one_shown((peer, seq, copy), entry, large_fields(copy), None));
            }
        }
        copies
    }

    fn one_shown(
        &self,
        (peer, seq, copy): (&Peer, u64, &Copy),
        entry: Option<&ListEntry>,
        left_out: Vec<&str>,
        reader: Option<&str>,
    ) -> Json {
        let mut shown = copy_shown(peer, seq, copy, entry, reader);
        shown["onward"] = json!(copy.assertion.label.onward);
        shown["onward_to"] = json!(self.onward_to(peer, copy));
        shown["bytes"] = json!(copy.bytes);
        // Of what is hidden, no field is told, and none is said to be left out.
        let body = shown["body"].as_object_mut();
        let is_there = body.is_some_and(|body| {
            let before = body.len();
            body.retain(|name, _| !left_out.contains(&name.as_str()));
            body.len() < before
        });
        shown["left_out"] = if is_there { json!(left_out) } else { json!([]) };
        shown
    }

    /// One copy with all its fields, however large.
    ///
    /// # Errors
    /// No such partner; `copy-unknown`.
    pub(crate) fn copy_whole(
        &self,
        party: &PartyId,
        seq: u64,
        reader: &str,
    ) -> Result<Json, DeskError> {
        let peer = self.peer(party)?;
        let copy = peer.shown.get(seq);
        let copy = copy.ok_or(DeskError::Refused("copy-unknown"))?;
        let mmsi = copy.assertion.body.get("mmsi").and_then(Value::as_int);
        let list = self.board.list();
        let mut entries = list.entries.iter();
        let entry = entries.find(|entry| Some(i64::from(entry.ranked.mmsi)) == mmsi);
        Ok(self.one_shown((peer, seq, copy), entry, Vec::new(), Some(reader)))
    }

    /// Copies of areas that may be shown now, the newest of each partner first. Of one partner at most [`AREAS_BYTES_MAX`].
    pub(crate) fn areas_shown(&self, most: usize) -> Vec<Json> {
        let at = moment();
        let of = |peer: &Peer| -> Vec<Json> {
            let copies = peer.shown.iter().rev().filter(|(seq, copy)| {
                let state = peer.held.state(*seq, at);
                copy.assertion.kind.as_str() == AREA
                    && matches!(
                        state,
                        Some(CopyState::Visible | CopyState::Held { hidden: false, .. })
                    )
            });
            let mut bytes = 0;
            let copies = copies.take_while(|(_, copy)| {
                bytes += copy.bytes;
                bytes <= AREAS_BYTES_MAX
            });
            let shown = |(seq, copy): (u64, &Copy)| json!({"party": peer.party(), "seq": seq, "body": copy.assertion.body});
            copies.take(most).map(shown).collect()
        };
        self.peers.values().flat_map(of).take(most).collect()
    }

    /// The partners' vessels as GeoJSON: what a partner says of a ship, at the newest place that it told.
    pub(crate) fn vessels_shown(&self) -> Json {
        let features: Vec<Json> = self.peers.values().flat_map(vessels_of).collect();
        json!({"type": "FeatureCollection", "features": features})
    }
}

/// The vessels of one partner.
fn vessels_of(peer: &Peer) -> Vec<Json> {
    let at = moment();
    let visible = |seq: u64| peer.held.state(seq, at) == Some(CopyState::Visible);
    let mut vessels: BTreeMap<String, (i64, Json)> = BTreeMap::new();
    let mut put = |name: String, seq: u64, kind: &str, body: &Body| {
        let seen_ms = body.get("seen_ms").and_then(Value::as_int);
        let place = body.get("place").and_then(Value::as_place);
        let Some((lat, lon)) = place else { return };
        let known = vessels.remove(&name);
        let newer = known
            .as_ref()
            .is_none_or(|(known_ms, _)| *known_ms <= seen_ms.unwrap_or(0));
        let (known_ms, mut feature) = known.unwrap_or_else(|| {
            let id = format!("{}-{name}", peer.party());
            (0, json!({"type": "Feature", "id": id, "properties": {}}))
        });
        for (field, value) in body {
            if newer || feature["properties"][field].is_null() {
                feature["properties"][field] = json!(value);
            }
        }
        if newer {
            feature["geometry"] = json!({"type": "Point", "coordinates": [lon, lat]});
            let source = json!({"party": peer.party(), "seq": seq, "kind": kind});
            for (field, value) in source.as_object().into_iter().flatten() {
                feature["properties"][field] = value.clone();
            }
            feature["properties"]["seen"] = json!(seen_ms.map(time_ms));
        }
        vessels.insert(name, (known_ms.max(seen_ms.unwrap_or(0)), feature));
    };
    let name_of = |body: &Body, object: &dyn std::fmt::Display| {
        let int = |name: &str| body.get(name).and_then(Value::as_int);
        match int("mmsi") {
            Some(mmsi) => format!("{mmsi}-{}", int("track").unwrap_or(1)),
            None => object.to_string(),
        }
    };
    for (seq, copy) in peer.shown.iter() {
        let assertion = &copy.assertion;
        let kind = assertion.kind.as_str();
        if visible(seq) && matches!(kind, VESSEL | POSITION | VMS) && !assertion.is_position_terms()
        {
            let name = name_of(&assertion.body, &assertion.object);
            put(name, seq, kind, &assertion.body);
        }
    }
    for shared in peer.tracks.newest() {
        if visible(shared.seq) && visible(shared.terms_seq) {
            let name = name_of(&shared.body, &shared.terms.object);
            put(
                name,
                shared.terms_seq,
                shared.terms.kind.as_str(),
                &shared.body,
            );
        }
    }
    vessels.into_values().map(|(_, feature)| feature).collect()
}

fn peer_shown(peer: &Peer) -> Json {
    let (outbox, inbox) = (peer.line.outbox(), peer.line.inbox());
    let link = match (&peer.linked, peer.cut) {
        (_, true) => json!({"state": "cut"}),
        (Some(l), _) => json!({"state": "up", "carrier": l.carrier, "since": time(l.since)}),
        (None, _) => json!({"state": "down"}),
    };
    let mut link = link;
    link["address"] = json!(peer.addresses().first());
    link["last_error"] = json!(peer.last_error);
    let waiting: usize = Priority::ALL.iter().map(|p| outbox.waiting(*p)).sum();
    let gaps: Vec<[u64; 2]> = inbox
        .gaps()
        .iter()
        .map(|gap| [gap.start, gap.end])
        .collect();
    let skipped: u64 = inbox
        .hollow()
        .iter()
        .map(|range| range.end - range.start)
        .sum();
    json!({
        "party": peer.party(), "name": peer.card.name,
        "fingerprint": super::dossier::newest_key(peer).map(|key| key.fingerprint()),
        "state": peer.standing(), "link": link, "log_fault": peer.log_fault,
        "clock_ahead_min": peer.clock_ahead_ms.map(|ms| ms / 60_000),
        "log_records": peer.remembered.as_ref().map(|head| head.head.count),
        "drafted": peer.drafted.is_some(),
        "agreement": agreement_shown(peer),
        "sent": {
            "entries": outbox.size(), "acknowledged": outbox.acked(), "waiting": waiting,
            "countersigned": outbox.countersigned().map_or(0, |head| head.checkpoint.size),
            "bytes": peer.line.bytes_out,
        },
        "received": {
            "entries": inbox.head(), "gaps": gaps, "skipped": skipped,
            "countersigned": inbox.verified().map_or(0, |head| head.size), "bytes": peer.line.bytes_in,
            "refused": peer.refused,
        },
        "fork": inbox.fork().map(fork_shown),
    })
}

fn fork_shown(evidence: &Evidence) -> Json {
    let seq = match evidence {
        Evidence::Entry { seq, .. } | Evidence::Claim { seq, .. } => Some(*seq),
        _ => None,
    };
    json!({"code": "stream-forked", "seq": seq})
}

fn agreement_shown(peer: &Peer) -> Json {
    let (ours, theirs) = (&peer.ours, &peer.theirs);
    let (policy, state) = match (&theirs.proposed, &ours.in_force, &ours.proposed) {
        (Some((proposal, _)), _, _) => (proposal.policy(), "proposed-there"),
        (_, Some(agreement), _) => (agreement.policy(), "in-force"),
        (_, _, Some((proposal, _))) => (proposal.policy(), "proposed-here"),
        (None, None, None) => match &theirs.in_force {
            Some(agreement) => (agreement.policy(), "in-force"),
            None => return Json::Null,
        },
    };
    let terms = policy.terms();
    json!({
        "version": terms.version, "state": state, "purposes": terms.purposes,
        "from": time(terms.valid_from), "until": time(terms.valid_until),
    })
}

fn terms_shown(terms: &Terms, waiting: &str) -> Json {
    let shown = |policy: &vigie_exchange::Policy, bytes: &[u8], digest: String, state: &str| {
        let (text, cedar) = texts(bytes);
        let t = policy.terms();
        json!({
            "text": text, "cedar": cedar, "digest": digest, "state": state, "version": t.version,
            "from": time(t.valid_from), "until": time(t.valid_until), "purposes": t.purposes,
        })
    };
    let in_force = terms.in_force.as_ref().map(|agreement| {
        let digest = agreement.digest().to_string();
        shown(agreement.policy(), agreement.text(), digest, "in-force")
    });
    let proposed = terms.proposed.as_ref().map(|(proposal, _)| {
        let digest = proposal.digest().to_string();
        shown(proposal.policy(), proposal.bytes(), digest, waiting)
    });
    json!({"in_force": in_force, "proposed": proposed})
}

/// A policy that waits for a second own officer.
fn drafted_shown(drafted: &Drafted) -> Json {
    // It was read when it was drafted.
    let proposal = vigie_exchange::Proposal::parse(&drafted.text, &drafted.cedar).ok();
    let terms = proposal.as_ref().map(|proposal| proposal.policy().terms());
    json!({
        "text": drafted.text, "cedar": drafted.cedar, "by": drafted.by, "at": time_ms(drafted.at_ms),
        "state": "drafted", "digest": proposal.as_ref().map(|proposal| proposal.digest()),
        "version": terms.map(|terms| terms.version), "purposes": terms.map(|terms| &terms.purposes),
        "from": terms.map(|terms| time(terms.valid_from)), "until": terms.map(|terms| time(terms.valid_until)),
    })
}

/// The two texts that were signed.
fn texts(bytes: &[u8]) -> (String, String) {
    let limits = vigie_exchange::cbor::Limits::default();
    let value = vigie_exchange::cbor::decode(bytes, &limits).ok();
    let part = |at: usize| {
        let text = value.as_ref()?.as_list()?.get(at)?.as_text()?;
        Some(text.to_owned())
    };
    (part(1).unwrap_or_default(), part(2).unwrap_or_default())
}

fn hold_shown(hold: &Hold) -> Json {
    json!({"by": hold.by, "reason": hold.reason, "since": time(hold.made_at)})
}

/// Fields that a list of copies leaves out.
fn large_fields(copy: &Copy) -> Vec<&str> {
    if copy.bytes <= LISTED_BYTES_MAX {
        return Vec::new();
    }
    let fields = copy.assertion.body.iter();
    let large = fields.filter(|(_, value)| weight(value) > FIELD_BYTES_MAX);
    large.map(|(name, _)| name.as_str()).collect()
}

/// About how many bytes a value takes.
fn weight(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        Value::List(list) => list.iter().map(weight).sum(),
        Value::Map(map) => map.iter().map(|(name, it)| name.len() + weight(it)).sum(),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => 8,
    }
}

/// A copy for the screen. What was recalled and is kept for an investigation is told to the officer who ordered the hold, and to
/// nobody else.
fn copy_shown(
    peer: &Peer,
    seq: u64,
    copy: &Copy,
    entry: Option<&ListEntry>,
    reader: Option<&str>,
) -> Json {
    let assertion = &copy.assertion;
    let state = peer.held.state(seq, moment());
    let (word, hold) = match &state {
        Some(CopyState::Visible) => ("shown", None),
        Some(CopyState::Held { hold, hidden }) => {
            let hold = peer.holds.get(hold);
            let of_reader = hold.is_some_and(|hold| reader == Some(hold.by.as_str()));
            (
                if *hidden && !of_reader {
                    "hidden"
                } else {
                    "held"
                },
                hold,
            )
        }
        Some(CopyState::Hidden | CopyState::Due) => ("hidden", None),
        Some(CopyState::Purged) | None => ("purged", None),
    };
    // What is hidden is not told, not even to those who know its number; what is about persons, in the crisis room only.
    let open = matches!(word, "shown" | "held") && !is_personal(assertion.kind.as_str());
    let text = |name: &str| assertion.body.get(name).and_then(Value::as_text);
    let title = text("name")
        .or_else(|| text("event"))
        .or_else(|| text("text"));
    let mmsi = assertion.body.get("mmsi").and_then(Value::as_int);
    let title = title
        .map(str::to_owned)
        .or_else(|| mmsi.map(|m| m.to_string()));
    let body = match (open, assertion.is_position_terms()) {
        (false, _) => json!({}),
        (true, false) => json!(assertion.body),
        // Of positions that came together it is told how many vessels they are.
        (true, true) => json!({
            "vessels": peer.tracks.vessels_of(assertion.object),
            "within_m": assertion.body.get("within_m"),
        }),
    };
    let entry = entry.filter(|_| open);
    let differences = entry.map(|entry| Ship::listed(entry).differences(&body));
    let differences = differences.unwrap_or_default();
    let theirs = peer.theirs.in_force.as_ref();
    let beyond = theirs.map_or_else(Vec::new, |it| beyond(it.policy(), peer, assertion));
    json!({
        "party": peer.party(), "seq": seq, "originator": assertion.originator, "kind": assertion.kind,
        "object": assertion.object, "title": title.filter(|_| open), "body": body,
        "received": copy.received_ms.map(time_ms), "released": time_ms(copy.released_ms),
        "expires": assertion.label.not_after.map(time), "purge": assertion.label.purge_at.map(time),
        "purpose": assertion.purpose, "level": assertion.label.audience.level,
        "caveats": assertion.label.caveats, "state": word, "hold": hold.map(hold_shown),
        "own": entry.map(|e| json!({"mmsi": e.ranked.mmsi})),
        "differences": differences, "beyond": beyond,
    })
}

/// What of a copy the partner's own agreement does not explain; of positions that came together, of each vessel's newest too.
fn beyond(policy: &Policy, peer: &Peer, copy: &Assertion) -> Vec<String> {
    let mut beyond: BTreeSet<String> = policy.beyond(copy).into_iter().collect();
    if copy.is_position_terms() {
        for row in peer.tracks.newest_of(copy.object) {
            beyond.extend(policy.beyond_row(row.terms, &row.body));
        }
    }
    beyond.into_iter().collect()
}

/// A decision before it is carried out: field by field, and which rule decided.
pub(crate) fn decision_shown(matter: &Matter, decision: &Decision, purpose: &str) -> Json {
    let (word, code, copy) = match &decision.outcome {
        Outcome::Release(copy) => ("release", "released", Some(copy)),
        Outcome::Hold(copy) => ("hold", "approval", Some(copy)),
        Outcome::Count => ("deny", "count-only", None),
        Outcome::Deny(reason) => ("deny", reason.code(), None),
    };
    let fields: Vec<Json> = matter
        .subject
        .body()
        .iter()
        .map(|(name, before)| {
            let after = copy.and_then(|copy| copy.body.get(name));
            let state = match after {
                Some(after) if after == before => "whole",
                Some(_) => "coarse",
                None => "withheld",
            };
            json!({"name": name, "before": before, "after": after, "state": state})
        })
        .collect();
    let label = copy.map(|copy| &copy.label);
    json!({
        "decision": word, "title": matter.title, "purpose": purpose,
        "label": label_shown(matter.subject.label()),
        "rule": {"code": code, "name": code, "policies": decision.conditions},
        "fields": fields, "expires": label.and_then(|l| l.not_after).map(time),
        "purge": label.and_then(|l| l.purge_at).map(time), "level": label.map(|l| l.audience.level),
        "caveats": label.map(|l| l.caveats.clone()).unwrap_or_default(),
    })
}
