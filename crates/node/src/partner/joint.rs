//! Joint plans at the desk: what was said by both sides, folded; what is said is signed into the own log and released
//! through the one door; a plan that both agreed to becomes orders for the own assets, and for them alone.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use vigie_exchange::{
    ASSERTION_BYTES_MAX, Body, CopyState, Decision, Digest, Envelope, ObjectId, Outcome, PartyId,
    Purpose, Value, Verified,
    cbor::{self, Limits},
    preview,
};
use vigie_patrol::{
    Plan,
    negotiation::{Answer, Thread, Version, assemble},
};
use vigie_store::ReleaseRow;

use super::{
    desk::{Desk, DeskError, moment},
    matter::{JOINT_ANSWER, JOINT_PLAN, Matter, said_digest},
    round::NODE,
};
use crate::{
    live::{Notice, now},
    patrol::sheet::{DUE, ORDER, OrderState, OrderStatus, PlanStatus, STATUS},
};

/// Kind of the own record of what was said about a joint plan.
const SAID: &str = "joint-said";
/// Kind of the own records before it that hold what it says, when that is too large for one.
const SAID_PART: &str = "joint-said-part";
/// Bytes of what is said that one record holds, with room for what stands beside them.
const PART_BYTES: usize = 200 << 10;
/// In the patrol log: which version of a joint plan is in force here.
const FORCE: &str = "joint-force";

/// What was said, by whom, when.
#[derive(Debug, Clone)]
pub(super) struct Said {
    kind: String,
    body: Body,
    by: PartyId,
    /// The officer, where it was said here.
    user: String,
    at_ms: i64,
}

/// When and by which officer a version was made, for people.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) at_ms: i64,
    pub(crate) user: String,
}

/// All joint plans by identifier, and who made their versions when.
#[derive(Debug, Clone, Default)]
pub(crate) struct JointBook {
    pub(crate) threads: BTreeMap<String, Thread>,
    pub(crate) made: BTreeMap<String, Made>,
    /// The last answers with their times, by version and agency.
    pub(crate) answered: BTreeMap<(String, String), Made>,
}

impl JointBook {
    fn take(&mut self, said: &Said) {
        let made = Made {
            at_ms: said.at_ms,
            user: said.user.clone(),
        };
        if said.kind == JOINT_PLAN {
            let Some(version) = version_of(&said.body, &said.by) else {
                return;
            };
            let digest = said_digest(&said.body).to_string();
            let thread = self.threads.entry(version.joint.clone()).or_default();
            if thread.push(&digest, version) {
                self.made.insert(digest, made);
            }
        } else if let Some(answer) = answer_of(&said.body, &said.by) {
            let key = (answer.version.clone(), answer.by.clone());
            self.answered.insert(key, made);
            let thread = self.threads.entry(answer.joint.clone()).or_default();
            thread.answer(answer);
        }
    }

    /// The version of a joint plan by which both work now.
    pub(crate) fn in_force(&self, id: &str) -> Option<(&str, &Version)> {
        self.threads.get(id)?.in_force()
    }
}

/// The version in a body, if the party may say it.
fn version_of(body: &Body, by: &PartyId) -> Option<Version> {
    let version: Version = serde_json::from_value(json!(body)).ok()?;
    let own = version.by == by.as_str() && version.is_sound();
    own.then_some(version)
}

fn answer_of(body: &Body, by: &PartyId) -> Option<Answer> {
    let answer: Answer = serde_json::from_value(json!(body)).ok()?;
    (answer.by == by.as_str()).then_some(answer)
}

/// Something to be said to a partner about a joint plan.
#[derive(Debug, Clone)]
pub(crate) struct Saying {
    pub(crate) party: PartyId,
    pub(crate) purpose: Purpose,
    /// `joint-plan` or `joint-answer`.
    pub(crate) kind: &'static str,
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) said: Json,
}

impl Desk {
    /// What was said here is in the own log.
    pub(super) fn note_said(&mut self, envelope: &Envelope<Verified>) {
        let draft = &envelope.record().draft;
        let vigie_exchange::Content::Open(body) = &draft.content else {
            return;
        };
        match draft.kind.as_str() {
            SAID_PART => {
                let part = body.get("bytes").and_then(Value::as_bytes);
                self.said_parts.extend(part.unwrap_or_default());
                return;
            }
            SAID => {}
            _ => return,
        }
        let parts = std::mem::take(&mut self.said_parts);
        let whole = body.get("said").and_then(Value::as_map).cloned();
        let said = whole.or_else(|| said_in(&parts, body.get("digest")?.as_bytes()?));
        let kind = body.get("kind").and_then(Value::as_text);
        if let (Some(kind), Some(body)) = (kind, said) {
            self.said.push(Said {
                kind: kind.to_owned(),
                body,
                by: self.own.party.clone(),
                user: draft.author.clone(),
                at_ms: draft.made_at.ms(),
            });
        }
    }

    /// Signs what is said into the own log: in one record, or in several before it when it is too large.
    fn record_said(
        &mut self,
        (object, user): (ObjectId, &str),
        saying: &Saying,
        said: Body,
    ) -> Result<(), DeskError> {
        let mut record: Body = [
            ("to".to_owned(), Value::text(saying.party.as_str())),
            ("purpose".to_owned(), Value::text(saying.purpose.as_str())),
            ("kind".to_owned(), Value::text(saying.kind)),
        ]
        .into();
        let said = Value::Map(said);
        let bytes = cbor::encode(&said);
        if bytes.len() <= PART_BYTES {
            record.insert("said".to_owned(), said);
        } else {
            for part in bytes.chunks(PART_BYTES) {
                let part = [("bytes".to_owned(), Value::Bytes(part.to_vec()))];
                self.record(SAID_PART, object, user, part.into())?;
            }
            let digest = Digest::of(&bytes).0.to_vec();
            record.insert("digest".to_owned(), Value::Bytes(digest));
        }
        self.record(SAID, object, user, record)
    }

    /// Whether what came about a joint plan can be read and is the partner's own word.
    pub(super) fn said_is_fit(party: &PartyId, kind: &str, body: &Body) -> bool {
        match kind {
            JOINT_PLAN => version_of(body, party).is_some_and(|v| v.with != party.as_str()),
            JOINT_ANSWER => answer_of(body, party).is_some(),
            _ => true,
        }
    }

    /// All joint plans: the fold of what was said here and of the copies that partners gave and did not take back.
    pub(crate) fn joint_book(&self) -> JointBook {
        let mut book = JointBook::default();
        self.said.iter().for_each(|said| book.take(said));
        for peer in self.peers.values() {
            for (seq, copy) in peer.shown.iter() {
                let kind = copy.assertion.kind.as_str();
                if kind != JOINT_PLAN && kind != JOINT_ANSWER {
                    continue;
                }
                let state = peer.held.state(seq, moment());
                if !matches!(state, Some(CopyState::Visible | CopyState::Held { .. })) {
                    continue;
                }
                book.take(&Said {
                    kind: kind.to_owned(),
                    body: copy.assertion.body.clone(),
                    by: peer.party().clone(),
                    user: String::new(),
                    at_ms: copy.assertion.made_at.ms(),
                });
            }
        }
        book
    }

    /// What the partner would get of it.
    ///
    /// # Errors
    /// No such partner, or no agreement.
    pub(crate) fn joint_look(&self, saying: &Saying) -> Result<(Matter, Decision), DeskError> {
        let speaker = self.speaker();
        let matter = speaker.joint(saying.kind, &saying.id, &saying.title, &saying.said);
        let matter = matter.ok_or(DeskError::Refused("joint-plan-unfit"))?;
        let policy = self.agreement(&saying.party)?.policy();
        let at = self.circumstances();
        let decision = preview(&matter.subject, policy, &saying.purpose, &at);
        Ok((matter, decision))
    }

    /// Says it: signed into the own log, released to the partner, and acted on here.
    ///
    /// # Errors
    /// `release-denied`; `joint-plan-withheld` if the agreement takes a part away, for both must judge the same plan.
    pub(crate) fn joint_say(
        &mut self,
        saying: &Saying,
        user: &str,
    ) -> Result<ReleaseRow, DeskError> {
        let (matter, decision) = self.joint_look(saying)?;
        let copy = match &decision.outcome {
            Outcome::Release(copy) | Outcome::Hold(copy) => copy,
            Outcome::Count | Outcome::Deny(_) => return Err(DeskError::Refused("release-denied")),
        };
        if copy.body != *matter.subject.body() {
            return Err(DeskError::Refused("joint-plan-withheld"));
        }
        let body = copy.body.clone();
        self.approve(&saying.party, &matter, &decision, user)?;
        let object = matter.subject.object();
        self.record_said((object, user), saying, body)?;
        let released = self.decide(&saying.party, &matter, &saying.purpose)?;
        let released = released.ok_or(DeskError::Refused("release-denied"))?;
        let rows = self.give(&saying.party, &[(released, matter)], user)?;
        self.settle(&saying.id, user)?;
        self.tell_joint(&saying.id);
        rows.into_iter().next().ok_or(DeskError::Partner)
    }

    /// A partner said something about a joint plan.
    pub(super) fn on_said(&mut self, party: &PartyId, body: &Body) -> Result<(), DeskError> {
        let id = body.get("joint").and_then(Value::as_text);
        let id = id.unwrap_or_default().to_owned();
        let detail = json!({"version": body.get("number"), "word": body.get("word"), "reason": body.get("reason")});
        self.ledger.audit(
            now().ms(),
            party.as_str(),
            "joint-plan-received",
            &id,
            &detail.to_string(),
        )?;
        self.settle(&id, NODE)?;
        self.tell_joint(&id);
        Ok(())
    }

    fn tell_joint(&self, id: &str) {
        self.board.tell(Notice {
            seq: 0,
            event: "plan",
            data: json!({"id": id, "state": "joint"}).to_string(),
        });
    }

    /// Turns what is agreed into orders: one for each own asset that has something to do; whose stops are as they were
    /// keeps its order as it stands. What is no longer agreed is withdrawn.
    fn settle(&mut self, id: &str, user: &str) -> Result<(), DeskError> {
        let book = self.joint_book();
        let known = self.ledger.patrol_version(FORCE, id, None)?;
        let known = known.and_then(|row| row.body);
        let force = book.in_force(id).map(|(digest, _)| digest.to_owned());
        if known == force {
            return Ok(());
        }
        let at = now().ms();
        let thread = book.threads.get(id);
        let plan = |digest: &Option<String>| -> Option<&Plan> {
            thread?.version(digest.as_deref()?).map(|v| &v.plan)
        };
        let own: Vec<String> = force
            .as_deref()
            .and_then(|digest| assemble(thread?, digest))
            .map(|request| {
                let own = request.assets.into_iter();
                own.filter(|a| a.agency == self.own.party.as_str())
                    .map(|a| a.id)
                    .collect()
            })
            .unwrap_or_default();
        let (before, after) = (plan(&known), plan(&force));
        for row in self.ledger.patrol(ORDER)? {
            let of = row.id.strip_prefix(id).and_then(|r| r.strip_prefix('/'));
            let stays = of.is_some_and(|a| own.iter().any(|o| o == a) && has_work(after, a));
            if of.is_some() && !stays {
                self.ledger.append_patrol(ORDER, &row.id, at, user, None)?;
            }
        }
        let issued = json!(OrderStatus {
            status: OrderState::Issued,
            note: String::new(),
        });
        for asset in own.iter().filter(|a| has_work(after, a)) {
            let order = format!("{id}/{asset}");
            let same = before.and_then(|p| p.route(asset)) == after.and_then(|p| p.route(asset));
            let there = self.ledger.patrol_version(ORDER, &order, None)?;
            if same && there.is_some_and(|row| row.body.is_some()) {
                continue;
            }
            let body = issued.to_string();
            self.ledger
                .append_patrol(ORDER, &order, at, user, Some(&body))?;
        }
        let status = PlanStatus {
            status: if force.is_some() {
                "ordered"
            } else {
                "withdrawn"
            }
            .to_owned(),
        };
        let status = json!(status).to_string();
        self.ledger
            .append_patrol(STATUS, id, at, user, Some(&status))?;
        self.ledger
            .append_patrol(FORCE, id, at, user, force.as_deref())?;
        if force.is_some() {
            crate::patrol::terms::settle(&mut self.ledger, id, at, user)?;
            self.ledger.append_patrol(DUE, "due", at, user, None)?;
        }
        let action = if force.is_some() {
            "joint-plan-agreed"
        } else {
            "joint-plan-ended"
        };
        let detail = json!({"version": force, "assets": own}).to_string();
        self.ledger.audit(at, user, action, id, &detail)?;
        Ok(())
    }

    /// A mark that no other joint plan of this node has.
    ///
    /// # Errors
    /// No randomness.
    pub(crate) fn joint_mark(&self) -> Result<String, DeskError> {
        let random = super::own::random::<4>()?;
        Ok(crate::auth::hex(&random[..]))
    }
}

/// What records before one hold of what it says, if it is that.
fn said_in(parts: &[u8], digest: &[u8]) -> Option<Body> {
    let limits = Limits {
        bytes: ASSERTION_BYTES_MAX,
        values: ASSERTION_BYTES_MAX,
        ..Limits::default()
    };
    let same = Digest::of(parts).0 == *digest;
    let said = same.then(|| cbor::decode(parts, &limits).ok()).flatten()?;
    match said {
        Value::Map(said) => Some(said),
        _ => None,
    }
}

fn has_work(plan: Option<&Plan>, asset: &str) -> bool {
    let route = plan.and_then(|p| p.route(asset));
    route.is_some_and(|r| !r.stops.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::partner::tests::opened::opened;

    #[test]
    fn what_no_record_holds_is_signed_in_several_and_read_again_after_a_start() {
        let folder = tempfile::tempdir().unwrap();
        let party = PartyId::new("ca-ccg").unwrap();
        let mut desk = opened(folder.path(), party.clone());
        let saying = Saying {
            party: PartyId::new("jp-jcg").unwrap(),
            purpose: Purpose::new("fisheries").unwrap(),
            kind: JOINT_PLAN,
            id: "joint-1".to_owned(),
            title: "Joint".to_owned(),
            said: Json::Null,
        };
        let body = |bytes: usize| -> Body {
            let text = Value::text("x".repeat(bytes));
            [("reason".to_owned(), text)].into()
        };
        let bodies = [body(700_000), body(100), body(PART_BYTES * 3)];
        for said in &bodies {
            let object = ObjectId([1; 16]);
            let done = desk.whole(|desk| desk.record_said((object, "roy"), &saying, said.clone()));
            done.unwrap();
        }
        let records = desk.log_head().count;
        let said = |desk: &Desk| -> Vec<Body> {
            let all = desk.said.iter();
            all.map(|said| said.body.clone()).collect()
        };
        assert_eq!(said(&desk), bodies);
        drop(desk);
        let desk = opened(folder.path(), party);
        assert_eq!(desk.log_head().count, records);
        assert_eq!(said(&desk), bodies);
    }
}
