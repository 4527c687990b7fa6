//! Officers' acts: propose and sign agreements, look before releasing, release, recall, hold, prove, write a note.

use serde_json::{Value as Json, json};
use vigie_exchange::{
    APPROVAL, Approval, CopyState, Decision, Digest, HOLD, HOLD_LIFTED, Hold, Notice as Act,
    ObjectId, Outcome, PartyId, Policy, Proposal, Purpose, RECALL, Recall, Subject, Value,
    channel::Priority, difference, preview,
};
use vigie_store::{NoteRow, ReleaseRow};

use super::{
    desk::{Desk, DeskError, moment},
    dossier::Drafted,
    matter::Matter,
    own::random,
    paper::Paper,
    round::NODE,
    ship::Ship,
};

/// Objects that a difference of agreements is tried on.
const TRIED_MAX: usize = 2_000;

/// What an officer wants to release.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) party: PartyId,
    pub(crate) kind: String,
    pub(crate) id: String,
    pub(crate) purpose: Purpose,
    /// A ship that the watch knows and the ranked list need not have.
    pub(crate) ship: Option<Ship>,
}

impl Desk {
    /// Signs a policy and sends it to the partner to be signed. One that may release more than the one in force, and the
    /// first of all, waits for a second own officer before.
    ///
    /// # Errors
    /// A fault of the text with its line, one of another pair of agencies, or a version that does not rise.
    pub(crate) fn propose(
        &mut self,
        party: &PartyId,
        toml: &str,
        cedar: &str,
        user: &str,
    ) -> Result<(), DeskError> {
        let proposal = Proposal::parse(toml, cedar)?;
        let terms = proposal.policy().terms();
        if terms.from != self.own.party || terms.to != *party {
            return Err(DeskError::Refused("agreement-of-others"));
        }
        if terms.realm != self.own.realm {
            return Err(DeskError::Refused("realm-differs"));
        }
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        if !peer.ours.rises(&proposal) {
            return Err(DeskError::Refused("agreement-version"));
        }
        let in_force = peer.ours.in_force.as_ref();
        let narrows = in_force.is_some_and(|old| proposal.policy().narrows(old.policy()));
        if narrows || user == NODE {
            return self.seal_proposal(party, proposal, user);
        }
        self.part.touch();
        peer.drafted = Some(Drafted {
            text: toml.to_owned(),
            cedar: cedar.to_owned(),
            by: user.to_owned(),
            at_ms: moment().ms(),
        });
        peer.save(&mut self.ledger)?;
        self.record_agreement("agreement-drafted", &proposal, user)?;
        self.tell("partner", party);
        Ok(())
    }

    /// The second own officer's word: a policy that releases more than the one in force is signed and sent.
    ///
    /// # Errors
    /// `second-officer-needed` for the one who drafted it; nothing of that digest waits.
    pub(crate) fn second(
        &mut self,
        party: &PartyId,
        digest: Digest,
        user: &str,
    ) -> Result<(), DeskError> {
        let drafted = self.peer(party)?.drafted.clone();
        let drafted = drafted.ok_or(DeskError::Refused("draft-unknown"))?;
        let proposal = Proposal::parse(&drafted.text, &drafted.cedar)?;
        if proposal.digest() != digest {
            return Err(DeskError::Refused("draft-unknown"));
        }
        if drafted.by == user {
            return Err(DeskError::Refused("second-officer-needed"));
        }
        if !self.peer(party)?.ours.rises(&proposal) {
            return Err(DeskError::Refused("agreement-version"));
        }
        self.seal_proposal(party, proposal, user)
    }

    fn seal_proposal(
        &mut self,
        party: &PartyId,
        proposal: Proposal,
        user: &str,
    ) -> Result<(), DeskError> {
        let seal = proposal.sign(self.own.key());
        let paper = Paper::Proposed {
            text: proposal.bytes().to_vec(),
            seal,
        };
        self.record_agreement("agreement-proposed", &proposal, user)?;
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        (peer.ours.proposed, peer.drafted) = (Some((proposal, seal)), None);
        self.send_paper(party, &paper)?;
        self.tell("partner", party);
        Ok(())
    }

    fn record_agreement(
        &mut self,
        kind: &str,
        proposal: &Proposal,
        user: &str,
    ) -> Result<(), DeskError> {
        let digest = proposal.digest();
        let mut object = [0; 16];
        object.copy_from_slice(digest.0.split_at(16).0);
        let text = Value::Bytes(proposal.bytes().to_vec());
        let body = [("text".to_owned(), text)].into();
        self.record(kind, ObjectId(object), user, body)
    }

    /// Signs the partner's proposal: it is in force.
    ///
    /// # Errors
    /// No such proposal.
    pub(crate) fn accept_agreement(
        &mut self,
        party: &PartyId,
        digest: Digest,
        user: &str,
    ) -> Result<(), DeskError> {
        self.part.touch();
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let proposal = peer.theirs.proposed.as_ref().map(|(p, _)| p.clone());
        let paper = peer.theirs.accept(digest, self.own.key(), &self.keys)?;
        if let Some(proposal) = proposal {
            self.record_agreement("agreement-accepted", &proposal, user)?;
        }
        self.send_paper(party, &paper)?;
        self.tell("partner", party);
        Ok(())
    }

    /// What a new text would change, tried on what is at hand.
    ///
    /// # Errors
    /// A fault of the text with its line.
    pub(crate) fn compare(
        &self,
        party: &PartyId,
        toml: &str,
        cedar: &str,
    ) -> Result<Json, DeskError> {
        let new = Policy::parse(toml, cedar)?;
        let matters = self.at_hand();
        let titles = |object: ObjectId| {
            let matter = matters.iter().find(|m| m.subject.object() == object);
            let kind = matter.map(|m| m.subject.kind().as_str().to_owned());
            (kind, matter.map(|m| (m.id.clone(), m.title.clone())))
        };
        let subjects: Vec<Subject> = matters.iter().map(|m| m.subject.clone()).collect();
        let old = self.agreement(party).ok().map(|a| a.policy().clone());
        let purposes = new.terms().purposes.clone();
        let (mut released, mut withheld) = (Vec::new(), Vec::new());
        let at = self.circumstances();
        for purpose in &purposes {
            let Some(old) = &old else {
                for subject in &subjects {
                    let decision = preview(subject, &new, purpose, &at);
                    if let Some(fields) = seen(&decision) {
                        let (kind, name) = titles(subject.object());
                        released.push(json!({"kind": kind, "id": name.as_ref().map(|n| &n.0),
                            "title": name.as_ref().map(|n| &n.1), "purpose": purpose, "fields": fields,
                            "changed": [], "unheld": false}));
                    }
                }
                continue;
            };
            for change in difference(old, &new, &subjects, purpose, &at) {
                let (kind, name) = titles(change.object);
                let shown = |fields: &[String]| {
                    json!({"kind": kind, "id": name.as_ref().map(|n| &n.0),
                        "title": name.as_ref().map(|n| &n.1), "purpose": purpose, "fields": fields})
                };
                if change.appears || change.unheld || !change.released.is_empty() {
                    let mut row = shown(&change.released);
                    row["changed"] = json!(change.changed);
                    row["unheld"] = json!(change.unheld);
                    released.push(row);
                }
                if change.disappears || !change.withheld.is_empty() {
                    withheld.push(shown(&change.withheld));
                }
            }
        }
        let same = subjects
            .len()
            .saturating_sub(released.len().max(withheld.len()));
        let counts = json!({"newly_released": released.len(), "newly_withheld": withheld.len(), "same": same});
        Ok(json!({"newly_released": released, "newly_withheld": withheld, "counts": counts}))
    }

    fn at_hand(&self) -> Vec<Matter> {
        let (list, speaker) = (self.board.list(), self.speaker());
        let vessels = list
            .entries
            .iter()
            .filter_map(|entry| speaker.vessel(entry));
        let mut matters: Vec<Matter> = vessels.take(TRIED_MAX / 2).collect();
        matters.extend(self.positions_at_hand(TRIED_MAX / 10));
        let ids = list
            .entries
            .iter()
            .flat_map(|e| &e.ranked.reasons)
            .flat_map(|r| &r.events);
        for id in ids.take(TRIED_MAX / 2) {
            if let Ok(matter) = self.matter(super::matter::ALERT, id) {
                matters.push(matter);
            }
        }
        matters
    }

    /// What an officer named: of the ranked list, or a ship that the watch knows besides.
    ///
    /// # Errors
    /// No such object.
    pub(crate) fn named(
        &self,
        kind: &str,
        id: &str,
        ship: Option<&Ship>,
    ) -> Result<Matter, DeskError> {
        let found = self.matter(kind, id);
        let ship = ship.filter(|_| found.is_err());
        match ship.and_then(|ship| self.speaker().ship(ship)) {
            Some(matter) => Ok(matter),
            None => found,
        }
    }

    /// Exactly what the partner would see.
    ///
    /// # Errors
    /// No such object, partner or agreement.
    pub(crate) fn look(&self, wish: &Wish) -> Result<(Matter, Decision), DeskError> {
        let matter = self.named(&wish.kind, &wish.id, wish.ship.as_ref())?;
        let policy = self.agreement(&wish.party)?.policy();
        let decision = preview(
            &matter.subject,
            policy,
            &wish.purpose,
            &self.circumstances(),
        );
        Ok((matter, decision))
    }

    /// Releases what an officer saw; where the agreement wants an officer's approval, this is it.
    ///
    /// # Errors
    /// `release-denied`, or those of [`Desk::look`].
    pub(crate) fn release(&mut self, wish: &Wish, user: &str) -> Result<ReleaseRow, DeskError> {
        let (matter, decision) = self.look(wish)?;
        self.approve(&wish.party, &matter, &decision, user)?;
        self.give_one(matter, wish, user)
    }

    /// Signs an officer's approval where the agreement wants one.
    pub(super) fn approve(
        &mut self,
        party: &PartyId,
        matter: &Matter,
        decision: &Decision,
        user: &str,
    ) -> Result<(), DeskError> {
        if !matches!(decision.outcome, Outcome::Hold(_)) {
            return Ok(());
        }
        let approval = Approval {
            object: matter.subject.object(),
            version: 1,
            to: party.clone(),
            agreement: self.agreement(party)?.digest(),
            by: user.to_owned(),
        };
        self.record(APPROVAL, approval.object, user, approval.body())?;
        Ok(())
    }

    /// What an officer releases is not replaced by what the agreement sends later of the same ship, and is accounted for.
    fn give_one(
        &mut self,
        mut matter: Matter,
        wish: &Wish,
        user: &str,
    ) -> Result<ReleaseRow, DeskError> {
        let denied = DeskError::Refused("release-denied");
        let released = self.decide(&wish.party, &matter, &wish.purpose)?;
        if matter.priority == Priority::Latest {
            (matter.priority, matter.key) = (Priority::Alert, None);
        }
        let given = [(released.ok_or(denied)?, matter)];
        let rows = self.give(&wish.party, &given, user)?;
        rows.into_iter().next().ok_or(DeskError::Partner)
    }

    /// Takes back what was released: all copies of the same object.
    ///
    /// # Errors
    /// Nothing of that number, or those of [`Desk::act`].
    pub(crate) fn recall(
        &mut self,
        party: &PartyId,
        seq: u64,
        reason: &str,
        user: &str,
    ) -> Result<(), DeskError> {
        let rows = self.ledger.releases_of_object(party.as_str(), seq)?;
        let found = rows.first().ok_or(DeskError::Refused("release-unknown"))?;
        let object = ObjectId::from_slice(&found.object)?;
        let numbers: Vec<u64> = rows.iter().map(|row| row.seq).collect();
        let numbers = self.given_together(party, &numbers)?;
        let recall = Recall {
            numbers: vigie_exchange::ranges(numbers),
            purge_at: moment(),
            reason: reason.to_owned(),
        };
        self.record(RECALL, object, user, recall.body())?;
        self.act(party, &Act::Recall(recall))?;
        self.tell("release", party);
        Ok(())
    }

    /// Suspends the deletion of a copy for an investigation; the giver is told.
    ///
    /// # Errors
    /// Nothing of that number, a label that allows no hold, or those of [`Desk::act`].
    pub(crate) fn hold(
        &mut self,
        party: &PartyId,
        seq: u64,
        reason: &str,
        user: &str,
    ) -> Result<(), DeskError> {
        let peer = self.peer(party)?;
        let copy = peer
            .shown
            .get(seq)
            .ok_or(DeskError::Refused("copy-unknown"))?;
        if copy.assertion.label.hold == vigie_exchange::HoldRule::Never {
            return Err(DeskError::Refused("hold-not-allowed"));
        }
        let hold = Hold {
            id: ObjectId(*random::<16>()?),
            numbers: vigie_exchange::ranges(peer.tracks.together(seq)),
            reason: reason.to_owned(),
            by: user.to_owned(),
            made_at: moment(),
        };
        self.record(HOLD, hold.id, user, hold.body())?;
        self.act(party, &Act::Hold(hold))?;
        self.tell("copy", party);
        Ok(())
    }

    /// Ends a hold.
    ///
    /// # Errors
    /// No hold on that copy, or those of [`Desk::act`].
    pub(crate) fn lift(&mut self, party: &PartyId, seq: u64, user: &str) -> Result<(), DeskError> {
        let state = self.peer(party)?.held.state(seq, moment());
        let Some(CopyState::Held { hold, .. }) = state else {
            return Err(DeskError::Refused("hold-unknown"));
        };
        let body = [("id".to_owned(), Value::Bytes(hold.0.to_vec()))].into();
        self.record(HOLD_LIFTED, hold, user, body)?;
        self.act(party, &Act::HoldLifted(hold))?;
        self.tell("copy", party);
        Ok(())
    }

    /// Keeps a note and sends it to partners whose agreement lets notes through.
    ///
    /// # Errors
    /// The store, or a partner without an agreement.
    pub(crate) fn write(&mut self, note: &NoteRow, to: &[PartyId]) -> Result<(), DeskError> {
        let body = json!({"object": note.object, "text": note.text, "language": note.language, "by": note.user});
        for party in to {
            let matter = self.speaker().note(&body, note.at_ms);
            let matter = matter.ok_or(DeskError::Refused("note-unfit"))?;
            let purposes = &self.agreement(party)?.policy().terms().purposes;
            // Those of the rule for notes first: another one would be refused.
            let purpose = self
                .purpose(party, super::matter::NOTE, true)
                .or_else(|| super::fitting::usual(super::matter::NOTE, purposes));
            let wish = Wish {
                party: party.clone(),
                kind: super::matter::NOTE.to_owned(),
                id: matter.id.clone(),
                purpose: purpose.ok_or(DeskError::NoAgreement)?,
                ship: None,
            };
            self.give_one(matter, &wish, &note.user)?;
        }
        self.ledger.put_note(note)?;
        let own = self.own.party.clone();
        self.tell("note", &own);
        Ok(())
    }
}

/// Fields that the partner would see.
fn seen(decision: &Decision) -> Option<Vec<&String>> {
    match &decision.outcome {
        Outcome::Release(copy) | Outcome::Hold(copy) => Some(copy.body.keys().collect()),
        Outcome::Count | Outcome::Deny(_) => None,
    }
}
