//! What becomes of an alert after it left: whoever holds it hears that it is withdrawn, and an officer sees what changed.
//!
//! A partner that was told of a gap and not of its withdrawal keeps an accusation that nobody stands for any more. So a
//! withdrawal goes out whoever released the alert: an officer's approval is of the object, under that agreement. Where the
//! partner cannot be told (another agreement by now, or one that withholds the state), its copies are recalled instead.
//! Every other change of what an officer approved waits for the officer.

use std::collections::BTreeMap;

use vigie_exchange::{
    Assertion, Body, CopyState, Notice as Act, ObjectId, Outcome, PartyId, Purpose, Recall,
    Released, VMS_ALERT, Value, preview,
};
use vigie_store::ReleaseRow;

use super::{
    desk::{Desk, DeskError, moment},
    matter::{ALERT, Matter, said_digest},
    own::random,
    peer::expect,
    piece::copy_at,
    round::NODE,
};

/// Why copies are taken back that cannot be told to be withdrawn.
const WITHDRAWN: &str = "withdrawn at the giver's";
const STATE: &str = "state";

/// Whether an alert, or a copy of one, says that it is withdrawn.
pub(super) fn is_withdrawn(body: &Body) -> bool {
    body.get(STATE).and_then(Value::as_text) == Some("retracted")
}

/// Whether a withdrawal says nothing that an officer did not approve: what was given, and that it is withdrawn.
fn tells_no_more(now: &Body, given: &Body) -> bool {
    let is_of_it = |field: &str| field == STATE || field == "retraction";
    now.iter()
        .all(|(field, value)| is_of_it(field) || given.get(field) == Some(value))
}

impl Desk {
    /// Tells a partner what is withdrawn of the alerts that it holds: of those that changed now, and after a start or under
    /// another agreement of all.
    ///
    /// # Errors
    /// The store, or those of [`Desk::send`].
    pub(super) fn follow(&mut self, party: &PartyId, changed: &[Matter]) -> Result<(), DeskError> {
        // One that is over is enough: what was given under it can still be taken back.
        if self.agreement(party).is_err() {
            self.followed.remove(party);
            return Ok(());
        }
        let all = self.board.is_ready() && !self.followed.contains(party);
        let withdrawn = |alert: &&Matter| is_withdrawn(alert.subject.body());
        if !all && !changed.iter().any(|alert| withdrawn(&alert)) {
            return Ok(());
        }
        let held = self.alerts_at(party)?;
        if all {
            for id in held.keys() {
                // What was forgotten here since is not withdrawn.
                let Ok(alert) = self.matter(ALERT, id) else {
                    continue;
                };
                self.withdraw(party, &alert, &held)?;
            }
            self.followed.insert(party.clone());
            return Ok(());
        }
        for alert in changed.iter().filter(withdrawn) {
            self.withdraw(party, alert, &held)?;
        }
        Ok(())
    }

    /// The releases of alerts whose copies are at the partner, by the alert, in order.
    fn alerts_at(&self, party: &PartyId) -> Result<BTreeMap<String, Vec<ReleaseRow>>, DeskError> {
        let mut held: BTreeMap<String, Vec<ReleaseRow>> = BTreeMap::new();
        for kind in [ALERT, VMS_ALERT] {
            for row in self.ledger.releases_of_kind(kind)? {
                if row.party == party.as_str() && self.is_there(&row) {
                    held.entry(row.id.clone()).or_default().push(row);
                }
            }
        }
        Ok(held)
    }

    fn withdraw(
        &mut self,
        party: &PartyId,
        alert: &Matter,
        held: &BTreeMap<String, Vec<ReleaseRow>>,
    ) -> Result<(), DeskError> {
        if !is_withdrawn(alert.subject.body()) {
            return Ok(());
        }
        let rows = held.get(&alert.id).map(Vec::as_slice).unwrap_or_default();
        let kind = alert.subject.kind().as_str();
        // An alert that rests on VMS by now is another object: what was given of it before is taken back.
        let (same, mut gone): (Vec<&ReleaseRow>, Vec<&ReleaseRow>) =
            rows.iter().partition(|row| row.kind == kind);
        if let Some(newest) = same.iter().max_by_key(|row| row.seq) {
            let given = self.given(newest)?;
            if !given.as_ref().is_some_and(is_withdrawn) {
                let by_itself = self.purpose(party, kind, false).is_some();
                let purpose = Purpose::new(&newest.purpose)?;
                let released = self.decide(party, alert, &purpose)?;
                let fits = |it: &Released| {
                    let body = &it.assertion().body;
                    let no_more = given
                        .as_ref()
                        .is_some_and(|given| tells_no_more(body, given));
                    is_withdrawn(body) && (by_itself || no_more)
                };
                match released.filter(fits) {
                    Some(released) => {
                        self.give(party, &[(released, alert.clone())], NODE)?;
                    }
                    None => gone.extend(same),
                }
            }
        }
        let open = gone.into_iter().filter(|row| self.is_open_there(row));
        let seqs: Vec<u64> = open.map(|row| row.seq).collect();
        if seqs.is_empty() {
            return Ok(());
        }
        self.take_back(party, seqs, WITHDRAWN, NODE)
    }

    /// Takes back copies at a partner. The objects themselves may leave again.
    ///
    /// # Errors
    /// No agreement, or the store.
    pub(super) fn take_back(
        &mut self,
        party: &PartyId,
        numbers: Vec<u64>,
        reason: &str,
        user: &str,
    ) -> Result<(), DeskError> {
        let recall = Recall {
            numbers: vigie_exchange::ranges(numbers),
            purge_at: moment(),
            reason: reason.to_owned(),
        };
        let object = ObjectId(*random::<16>()?);
        self.record("copies-recalled", object, user, recall.body())?;
        self.act(party, &Act::Recall(recall))?;
        self.tell("release", party);
        Ok(())
    }

    /// Whether the partner still has what was released in this line of the account.
    pub(super) fn is_there(&self, row: &ReleaseRow) -> bool {
        let state = self.state_there(row);
        matches!(state, Some(CopyState::Visible | CopyState::Held { .. }))
    }

    /// Whether the partner may still show it: what a hold keeps hidden cannot be taken back twice.
    fn is_open_there(&self, row: &ReleaseRow) -> bool {
        matches!(
            self.state_there(row),
            Some(CopyState::Visible | CopyState::Held { hidden: false, .. })
        )
    }

    pub(super) fn state_there(&self, row: &ReleaseRow) -> Option<CopyState> {
        self.peer_of(row)?.given.state(row.seq, moment())
    }

    /// The fields that were released in this line of the account, while we keep them.
    pub(super) fn given(&self, row: &ReleaseRow) -> Result<Option<Body>, DeskError> {
        let party = PartyId::new(&row.party)?;
        let key = self.peer(&party)?.line.out_key();
        let Some(entry) = copy_at(&self.ledger, key, row.seq)? else {
            return Ok(None);
        };
        let copy = Assertion::decode(&entry.body, &expect(&self.own, &entry)).ok();
        Ok(copy.map(|copy| copy.body))
    }

    /// Whether an alert that an officer approved would by now be given otherwise than the partner's newest copy is. What an
    /// agreement releases by itself is told anew by itself.
    pub(super) fn has_changed(&self, row: &ReleaseRow) -> Result<bool, DeskError> {
        let party = PartyId::new(&row.party)?;
        if ![ALERT, VMS_ALERT].contains(&row.kind.as_str()) || !self.is_there(row) {
            return Ok(false);
        }
        let Ok(agreement) = self.agreement(&party) else {
            return Ok(false);
        };
        let policy = agreement.policy();
        let kind = vigie_exchange::Kind::new(&row.kind)?;
        if policy.rule(&kind).is_none_or(|rule| !rule.approval) {
            return Ok(false);
        }
        let rows = self.ledger.releases_of_object(&row.party, row.seq)?;
        let is_newest = rows.last().is_some_and(|last| last.seq == row.seq);
        let (Ok(alert), true) = (self.matter(&row.kind, &row.id), is_newest) else {
            return Ok(false);
        };
        let Some(given) = self.given(row)? else {
            return Ok(false);
        };
        let purpose = Purpose::new(&row.purpose)?;
        let decision = preview(&alert.subject, policy, &purpose, &self.circumstances());
        Ok(match decision.outcome {
            Outcome::Release(copy) | Outcome::Hold(copy) => {
                said_digest(&copy.body) != said_digest(&given)
            }
            Outcome::Count | Outcome::Deny(_) => false,
        })
    }
}
