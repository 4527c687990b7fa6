//! From what the watch knows to what can be asked to be released: events, vessels of the list, areas and notes as objects
//! of the exchange, each with its label.
//!
//! The label says who may have it at all: every partner with an agreement. What leaves, in which form, is for the
//! agreement to say; without one nothing does.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde_json::{Value as Json, json};
use vigie_exchange::{
    Audience, Body, Digest, HoldRule, Kind, Label, Level, Mark, ObjectId, Onward, PartyId,
    Purposes, Realm, Subject, Time, VMS, VMS_ALERT, Value, cbor,
    channel::{POSITION, Priority},
};
use vigie_store::{CrisisPart, Ledger, ListRow};
use vigie_watch::{RESTS_ON, SourceKind};

use crate::{
    live::{ListEntry, ListSnapshot, Named},
    outlet::picture::Seen,
};

/// A vessel of the list with its latest position.
pub(crate) const VESSEL: &str = "vessel";
/// An event of the watch.
pub(crate) const ALERT: &str = "alert";
/// An area that was loaded here.
pub(crate) const AREA: &str = "area";
/// A list of vessels that was loaded here, as its text.
pub(crate) const VESSEL_LIST: &str = "vessel-list";
/// Counts of a crisis register by place and class, small ones left out.
pub(crate) const CRISIS_COUNTS: &str = "crisis-counts";
/// A version of a joint plan: an officer sees it before it leaves.
pub(crate) const JOINT_PLAN: &str = "joint-plan";
/// What is said to a version of a joint plan.
pub(crate) const JOINT_ANSWER: &str = "joint-answer";
/// Reason of the list that tells of VMS: it leaves with the alerts that rest on VMS alone.
const VMS_REASON: &str = "vms-mismatch";
/// A note on an object, or a word to a partner.
pub(crate) const NOTE: &str = "note";

/// What officers added to the labels of single objects, oldest first.
pub(super) type Marks = BTreeMap<ObjectId, Vec<Mark>>;

/// Who speaks, and who may hear at all.
#[derive(Debug, Clone)]
pub(crate) struct Speaker {
    pub(crate) own: PartyId,
    pub(crate) realm: Realm,
    pub(crate) partners: BTreeSet<PartyId>,
    /// When it is said, by the node's clock: what was seen when is in the body (an exercise runs ahead of it).
    pub(crate) now: Time,
    /// What officers added to the labels of single objects, oldest first.
    pub(super) marks: Arc<Marks>,
}

/// Something that can be released, with its name for people.
#[derive(Debug, Clone)]
pub(crate) struct Matter {
    pub(crate) subject: Subject,
    /// Its name on this node.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) priority: Priority,
    /// Of these only the newest is sent.
    pub(crate) key: Option<u64>,
}

impl Speaker {
    pub(super) fn label(&self, level: Level) -> Label {
        Label {
            audience: Audience {
                level,
                releasable_to: self.partners.clone(),
            },
            purposes: Purposes::Any,
            // What the agreement lets be passed on still needs our own word for each object.
            onward: Onward::Ask,
            hold: HoldRule::Investigation,
            ..Label::default()
        }
    }

    /// The label of what a source may say was taken over from a partner: then it is the partner's data still, and passed on as
    /// a copy with the originator's consent, or not at all.
    fn label_from(&self, level: Level, source: &str) -> Label {
        let said = source.split("(copy ").skip(1);
        let names = said.filter_map(|rest| rest.split_once('/').map(|(name, _)| name));
        let origins: BTreeSet<PartyId> = names.filter_map(|it| PartyId::new(it).ok()).collect();
        let mut label = self.label(level);
        if !origins.is_empty() {
            (label.origins, label.onward) = (origins, Onward::None);
        }
        label
    }

    fn subject(&self, kind: &str, id: &str, level: Level, body: Body) -> Option<Subject> {
        self.subject_with(kind, id, self.label(level), body)
    }

    /// An object with a label and body of its own.
    pub(super) fn with_body(
        &self,
        kind: &str,
        id: &str,
        label: Label,
        body: Body,
    ) -> Option<Subject> {
        self.subject_with(kind, id, label, body)
    }

    fn subject_with(&self, kind: &str, id: &str, label: Label, body: Body) -> Option<Subject> {
        let kind = Kind::new(kind).ok()?;
        let object = ObjectId::derive(&self.own, &kind, id.as_bytes());
        // What is said of an alert holds when it rests on VMS by now, and of a ship for where she is.
        let wider = match kind.as_str() {
            VMS_ALERT => Some((ALERT, id)),
            POSITION | VMS => Some((VESSEL, id.split('-').next().unwrap_or(id))),
            _ => None,
        };
        let wider = wider.filter(|_| !self.marks.is_empty());
        let wider = wider.and_then(|(kind, id)| {
            Some(ObjectId::derive(
                &self.own,
                &Kind::new(kind).ok()?,
                id.as_bytes(),
            ))
        });
        let marked = [Some(object), wider].into_iter().flatten();
        let marks = marked
            .filter_map(|object| self.marks.get(&object))
            .flatten();
        let label = marks.fold(label, |label, mark| mark.on(&label));
        let (realm, own) = (self.realm.clone(), self.own.clone());
        Some(Subject::live(
            realm, own, kind, object, self.now, label, body,
        ))
    }

    /// An object with a label of its own.
    pub(super) fn labelled(
        &self,
        kind: &str,
        id: &str,
        label: Label,
        body: &Json,
    ) -> Option<Subject> {
        self.subject_with(kind, id, label, body_of(body))
    }

    /// A vessel of the list.
    pub(crate) fn vessel(&self, entry: &ListEntry) -> Option<Matter> {
        let r = &entry.ranked;
        let at_ms = r.last.time.ms();
        // A place from a vessel monitoring system leaves as that kind alone, under its own rule.
        let is_open = entry.source != SourceKind::Vms;
        let place = json!({
            "lat": r.last.position.lat_deg(), "lon": r.last.position.lon_deg(),
        });
        let reasons: Vec<Json> = r
            .reasons
            .iter()
            .filter(|reason| reason.code != VMS_REASON)
            .map(|reason| json!({"code": reason.code, "points": reason.points}))
            .collect();
        let body = body_of(&json!({
            "mmsi": r.mmsi, "name": r.name, "call_sign": r.call_sign, "imo": r.imo, "flag": r.flag,
            "gear": r.gear, "ship_type": r.ship_type, "length_m": entry.length_m,
            "place": is_open.then_some(place), "seen_ms": is_open.then_some(at_ms),
            "sog_kn": entry.sog_kn.filter(|_| is_open), "cog_deg": entry.cog_deg.filter(|_| is_open),
            "points": r.score.points, "reasons": reasons,
        }));
        Some(Matter {
            subject: self.subject(VESSEL, &r.mmsi.to_string(), Level::Community, body)?,
            id: r.mmsi.to_string(),
            title: title_of(r.name.as_deref(), r.mmsi),
            priority: Priority::Latest,
            key: Some(u64::from(r.mmsi)),
        })
    }

    /// A position of the live picture.
    pub(crate) fn position(&self, seen: &Seen) -> Option<Matter> {
        let body = place_of(seen);
        Some(Matter {
            subject: self.subject(POSITION, &name_of(seen), Level::Community, body)?,
            id: seen.mmsi.to_string(),
            title: seen.mmsi.to_string(),
            priority: Priority::Latest,
            key: None,
        })
    }

    /// A position that a vessel monitoring system gave. It may not be passed on, whatever an agreement says.
    pub(crate) fn vms(&self, seen: &Seen, named: &Named) -> Option<Matter> {
        let mut body = place_of(seen);
        body.extend(body_of(&json!({
            "name": named.name, "call_sign": named.call_sign, "imo": named.imo, "flag": named.flag,
        })));
        if vigie_watch::is_unnumbered(seen.mmsi) {
            // A number that this node gave means nothing elsewhere.
            body.remove("mmsi");
        }
        let label = Label {
            onward: Onward::None,
            ..self.label(Level::Enforcement)
        };
        Some(Matter {
            subject: self.subject_with(VMS, &name_of(seen), label, body)?,
            id: seen.mmsi.to_string(),
            title: named.name.clone().unwrap_or_else(|| seen.mmsi.to_string()),
            // Each is accounted for, and none takes another's place: they are evidence.
            priority: Priority::Plan,
            key: None,
        })
    }

    /// An event as the ledger or the stream of changes has it.
    pub(crate) fn alert(&self, event: &Json) -> Option<Matter> {
        let id = event["id"].as_str()?;
        let time = |end: &Json| {
            let time = end["time"].as_str()?;
            Some(vigie_sea::Time::parse(time).ok()?.ms())
        };
        let from_ms = time(&event["start"])?;
        let place = |end: &Json| json!({"lat": end["position"][1], "lon": end["position"][0]});
        let mmsis: Vec<&Json> = event["vessels"]
            .as_array()?
            .iter()
            .map(|vessel| &vessel["mmsi"])
            .collect();
        let body = body_of(&json!({
            "event": id, "kind": event["kind"], "state": event["state"], "mmsis": mmsis,
            "vessels": event["vessels"], "place": place(&event["start"]), "from_ms": from_ms,
            "until_ms": time(&event["end"]), "end_place": place(&event["end"]),
            "confidence": event["confidence"], "rule": event["rule"], "evidence": event["evidence"],
            "refuted_by": event["refuted_by"], "retraction": event["retraction"],
        }));
        let name = event["vessels"][0]["name"].as_str();
        // Nobody gave a dark vessel a name but the watch.
        let name = name.or_else(|| event["evidence"]["codes"]["dark_name"].as_str());
        let mmsi = event["vessels"][0]["mmsi"].as_u64().unwrap_or(0);
        let mmsi = u32::try_from(mmsi).unwrap_or(0);
        let kind = event["kind"].as_str().unwrap_or_default();
        // What was told from VMS positions is bound as they are: for a patrol, and never passed on.
        let subject = if event["evidence"]["codes"][RESTS_ON].is_string() {
            let label = Label {
                onward: Onward::None,
                ..self.label(Level::Enforcement)
            };
            self.subject_with(VMS_ALERT, id, label, body)?
        } else {
            self.subject(ALERT, id, Level::Protected, body)?
        };
        Some(Matter {
            subject,
            id: id.to_owned(),
            title: format!("{kind}: {}", title_of(name, mmsi)),
            priority: Priority::Alert,
            key: None,
        })
    }

    /// An area.
    pub(crate) fn area(&self, id: &str, source: &str, geojson: &str) -> Option<Matter> {
        let body = body_of(&json!({"id": id, "source": source, "geojson": geojson}));
        Some(Matter {
            subject: self.subject_with(
                AREA,
                id,
                self.label_from(Level::Community, source),
                body,
            )?,
            id: id.to_owned(),
            title: id.to_owned(),
            priority: Priority::Plan,
            key: None,
        })
    }

    /// A list of vessels as it was loaded. What it claims to be complete for is for its receiver to judge.
    fn list(&self, row: &ListRow) -> Option<Matter> {
        let body = body_of(&json!({
            "id": row.id, "name": row.name, "kind": row.kind, "date": row.date, "source": row.source,
            "rows": row.row_count, "csv": row.body,
        }));
        Some(Matter {
            subject: self.subject_with(
                VESSEL_LIST,
                &row.id,
                self.label_from(Level::Protected, &row.source),
                body,
            )?,
            id: row.id.clone(),
            title: row.name.clone(),
            priority: Priority::Plan,
            key: None,
        })
    }

    /// Counts of a crisis, as an officer offered them.
    fn crisis_counts(&self, id: &str, offer: &Json) -> Option<Matter> {
        Some(Matter {
            subject: self.subject(CRISIS_COUNTS, id, Level::Community, body_of(offer))?,
            id: id.to_owned(),
            title: offer["name"].as_str()?.to_owned(),
            priority: Priority::Plan,
            key: None,
        })
    }

    /// A version of a joint plan, or an answer to one. Each is an object of its own: nothing takes another's place.
    pub(crate) fn joint(&self, kind: &str, id: &str, title: &str, said: &Json) -> Option<Matter> {
        let body = body_of(said);
        let digest = said_digest(&body).to_string();
        Some(Matter {
            subject: self.subject(kind, &digest, Level::Protected, body)?,
            id: id.to_owned(),
            title: title.to_owned(),
            priority: Priority::Plan,
            key: None,
        })
    }

    /// A note.
    pub(crate) fn note(&self, note: &Json, at_ms: i64) -> Option<Matter> {
        let id = format!("{at_ms} {}", note["text"].as_str()?);
        Some(Matter {
            subject: self.subject(NOTE, &id, Level::Community, body_of(note))?,
            id,
            title: note["text"].as_str()?.chars().take(60).collect(),
            priority: Priority::Alert,
            key: None,
        })
    }

    /// The object that an officer named by kind and identifier.
    ///
    /// # Errors
    /// The ledger.
    pub(crate) fn find(
        &self,
        ledger: &Ledger,
        list: &ListSnapshot,
        kind: &str,
        id: &str,
    ) -> Result<Option<Matter>, vigie_store::Error> {
        Ok(match kind {
            VESSEL => {
                let mmsi = id.parse::<u32>().ok();
                let entry = list.entries.iter().find(|e| Some(e.ranked.mmsi) == mmsi);
                entry.and_then(|entry| self.vessel(entry))
            }
            ALERT | VMS_ALERT => {
                let row = ledger.event(id)?;
                let event = row.and_then(|body| serde_json::from_str::<Json>(&body).ok());
                event.and_then(|event| self.alert(&event))
            }
            AREA => {
                let areas = ledger.areas()?;
                let row = areas
                    .iter()
                    .rfind(|row| row.id == id && row.until_arrival.is_none());
                row.and_then(|row| self.area(&row.id, &row.source, &row.body))
            }
            VESSEL_LIST => {
                let lists = ledger.lists()?;
                let row = lists
                    .iter()
                    .rfind(|row| row.id == id && row.until_arrival.is_none());
                row.and_then(|row| self.list(row))
            }
            CRISIS_COUNTS => {
                let crisis = id.parse::<ObjectId>().ok();
                let offers = crisis.map(|crisis| ledger.crisis_parts(&crisis.0, CrisisPart::Offer));
                let offer = offers
                    .transpose()?
                    .and_then(|offers| offers.into_iter().next());
                let offer = offer.and_then(|row| serde_json::from_str::<Json>(&row.body).ok());
                offer.and_then(|offer| self.crisis_counts(id, &offer))
            }
            _ => None,
        })
    }
}

/// Names a vessel of the picture: several ships may send one MMSI.
pub(super) fn name_of(seen: &Seen) -> String {
    match seen.track {
        0 | 1 => seen.mmsi.to_string(),
        track => format!("{}-{track}", seen.mmsi),
    }
}

pub(super) fn place_of(seen: &Seen) -> Body {
    let deg = |e7: i32| f64::from(e7) / 1e7;
    let tenths = |value: u16| Value::Float(f64::from(value) / 10.0);
    let mut body = Body::from([
        ("mmsi".to_owned(), Value::from(seen.mmsi)),
        (
            "place".to_owned(),
            Value::place(deg(seen.lat_e7), deg(seen.lon_e7)),
        ),
        (
            "seen_ms".to_owned(),
            Value::Int(i64::from(seen.time_s) * 1_000),
        ),
    ]);
    if seen.track > 1 {
        body.insert("track".to_owned(), Value::Int(i64::from(seen.track)));
    }
    let rates = [("sog_kn", seen.sog_dkn), ("cog_deg", seen.cog_ddeg)];
    let known = rates
        .iter()
        .filter_map(|(name, value)| Some((*name, (*value)?)));
    body.extend(known.map(|(name, value)| (name.to_owned(), tenths(value))));
    body
}

pub(super) fn title_of(name: Option<&str>, mmsi: u32) -> String {
    match name.filter(|name| !name.is_empty()) {
        Some(name) => format!("{name} ({mmsi})"),
        None => mmsi.to_string(),
    }
}

/// What both sides call a version of a joint plan: the digest of its fields as they left.
pub(crate) fn said_digest(body: &Body) -> Digest {
    Digest::of(&cbor::encode(&Value::Map(body.clone())))
}

/// The fields of a JSON object that are there.
fn body_of(json: &Json) -> Body {
    let fields = json.as_object().into_iter().flatten();
    fields
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.clone(), Value::from_json(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn party(name: &str) -> PartyId {
        PartyId::new(name).unwrap()
    }

    fn speaker() -> Speaker {
        Speaker {
            own: party("ca-ccg"),
            realm: Realm::Live,
            partners: ["jp-jcg", "us-uscg"].map(party).into(),
            now: Time::from_ms(1_772_323_200_000),
            marks: Arc::default(),
        }
    }

    #[test]
    fn what_was_taken_over_from_a_partner_stays_the_partners() {
        let of = |source: &str| {
            let area = speaker().area("bank", source, "{}").unwrap();
            area.subject.label().clone()
        };
        let own = of("Chart 2024 (second copy)");
        assert!(own.origins.is_empty());
        assert_eq!(own.onward, Onward::Ask);
        let taken = of("Japan Coast Guard (copy jp-jcg/17), chart 2024");
        assert_eq!(taken.origins, BTreeSet::from([party("jp-jcg")]));
        assert_eq!(taken.onward, Onward::None);
    }

    #[test]
    fn what_is_said_of_an_alert_holds_when_it_rests_on_vms() {
        let mut speaker = speaker();
        let kind = Kind::new(ALERT).unwrap();
        let object = ObjectId::derive(&speaker.own, &kind, b"gap-1");
        let mark = Mark {
            releasable_to: Some(BTreeSet::from([party("us-uscg")])),
            ..Mark::default()
        };
        speaker.marks = Arc::new([(object, vec![mark])].into());
        let to = |codes: Json| {
            let start = json!({"time": "2026-03-01T12:00:00Z", "position": [180.0, 44.0]});
            let event = json!({"id": "gap-1", "kind": "gap", "vessels": [{"mmsi": 412_000_001}],
                "start": start, "evidence": {"codes": codes}});
            let alert = speaker.alert(&event).unwrap();
            let kind = alert.subject.kind().as_str().to_owned();
            (kind, alert.subject.label().audience.releasable_to.clone())
        };
        let only = BTreeSet::from([party("us-uscg")]);
        assert_eq!(to(json!({})), (ALERT.to_owned(), only.clone()));
        let rests = json!({RESTS_ON: "vms"});
        assert_eq!(to(rests), (VMS_ALERT.to_owned(), only));
    }
}
