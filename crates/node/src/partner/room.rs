//! What crisis rooms and cases tell partners: their officers gather it, the agreement decides.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use vigie_exchange::{
    CopyState, Decision, HoldRule, Level, Onward, PartyId, Purpose, Purposes, Time,
    channel::Priority, preview,
};
use vigie_store::ReleaseRow;

use super::{
    desk::{Desk, DeskError, moment},
    matter::{Matter, Speaker},
    photo::CASE_PHOTO,
    round::NODE,
};

/// Places, roads and own legs of a crisis.
pub(crate) const FRAME: &str = "crisis-frame";
/// Who wants to leave, as groups under pseudonym.
pub(crate) const GROUPS: &str = "crisis-groups";
/// An evacuation plan, groups under pseudonym.
pub(crate) const PLAN: &str = "crisis-plan";
/// Seats of a leg offered to the partner, with the answers to its claims.
pub(crate) const OFFER: &str = "seat-offer";
/// A claim on such an offer.
pub(crate) const CLAIM: &str = "seat-claim";
/// A person with a seat on the partner's leg.
pub(crate) const LINE: &str = "manifest-line";
/// The boarding of a leg, closed or opened again, for a partner with people on it.
pub(crate) const CLOSED: &str = "boarding-closed";
/// A person who consents to be found.
pub(crate) const RECORD: &str = "reunification";

/// A proposal to hold two crises as one, or the answer to it.
pub(crate) const UNION: &str = "crisis-union";

/// An entry of a case that is held together.
pub(crate) const CASE_ENTRY: &str = "case-entry";
/// An edit of a report of such a case.
pub(crate) const REPORT_EDIT: &str = "report-edit";

/// A contingency plan.
pub(crate) const BOOK: &str = "plan-book";

/// All that partners tell of one crisis.
pub(crate) const OF_CRISIS: &[&str] = &[FRAME, GROUPS, PLAN, OFFER, LINE, CLOSED, RECORD];
/// Frames, and what was said of holding two crises as one.
pub(crate) const OF_UNIONS: &[&str] = &[FRAME, UNION];
/// What of it concerns seats.
pub(crate) const OF_SEATS: &[&str] = &[FRAME, OFFER];

/// About one person each, under a pseudonym that ends the id.
const OF_PERSONS: [&str; 2] = [LINE, RECORD];
/// Why it is taken back.
const ERASED: &str = "the person is erased at the giver's";

/// About persons: shown in the crisis room only, never in the common pages or proofs.
pub(crate) fn is_personal(kind: &str) -> bool {
    matches!(
        kind,
        GROUPS | LINE | CLOSED | RECORD | REPORT_EDIT | CASE_PHOTO
    )
}

/// Something a crisis room wants to tell.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    kind: &'static str,
    pub(crate) id: String,
    title: String,
    pub(crate) body: Json,
    purge: Option<Time>,
}

impl Told {
    /// About no person.
    pub(crate) fn open(kind: &'static str, id: String, title: &str, body: Json) -> Self {
        Self {
            kind,
            title: if title.is_empty() { &id } else { title }.to_owned(),
            id,
            body,
            purge: None,
        }
    }

    /// Of what is said.
    pub(crate) fn digest(&self) -> [u8; 32] {
        vigie_exchange::Digest::of(self.body.to_string().as_bytes()).0
    }

    /// About persons; the partner's copy is deleted at `purge` at the latest.
    pub(crate) fn personal(
        kind: &'static str,
        id: String,
        title: &str,
        body: Json,
        purge: Option<vigie_sea::Time>,
    ) -> Self {
        Self {
            purge: purge.map(|it| Time::from_ms(it.ms())),
            ..Self::open(kind, id, title, body)
        }
    }
}

/// A copy from a partner for the crisis room.
#[derive(Debug, Clone)]
pub(crate) struct Heard {
    pub(crate) party: String,
    pub(crate) seq: u64,
    pub(crate) kind: String,
    pub(crate) body: Json,
}

impl Speaker {
    fn room(&self, told: &Told, purpose: &Purpose) -> Option<Matter> {
        let personal = is_personal(told.kind);
        let case = matches!(told.kind, CASE_ENTRY | REPORT_EDIT);
        let level = match (case, personal) {
            (true, _) => Level::Enforcement,
            (false, true) => Level::Protected,
            (false, false) => Level::Community,
        };
        let mut label = self.label(level);
        label.onward = Onward::None;
        if personal {
            label.personal = true;
            label.purposes = Purposes::Only([purpose.clone()].into());
            // A court may need a report longer; nobody needs a manifest longer.
            label.hold = if case {
                HoldRule::Investigation
            } else {
                HoldRule::Never
            };
            label.purge_at = told.purge;
        }
        Some(Matter {
            subject: self.labelled(told.kind, &told.id, label, &told.body)?,
            id: told.id.clone(),
            title: told.title.clone(),
            priority: Priority::Plan,
            key: None,
        })
    }
}

impl Desk {
    /// What the agreement makes of each, in the order given.
    ///
    /// # Errors
    /// No such partner or agreement; an object that cannot be.
    pub(crate) fn look_at(
        &self,
        party: &PartyId,
        told: &[Told],
        purpose: &Purpose,
    ) -> Result<Vec<(Matter, Decision)>, DeskError> {
        let (speaker, policy) = (self.speaker(), self.agreement(party)?.policy());
        let at = self.circumstances();
        let one = |it: &Told| {
            let matter = speaker.room(it, purpose);
            let matter = matter.ok_or(DeskError::Refused("object-unfit"))?;
            let decision = preview(&matter.subject, policy, purpose, &at);
            Ok((matter, decision))
        };
        told.iter().map(one).collect()
    }

    /// Releases what an officer of the crisis room chose; where the agreement wants an officer's approval, this is it. The
    /// node itself approves nothing. Gives how many left; the others were denied.
    ///
    /// # Errors
    /// Those of [`Desk::look_at`]; the store.
    pub(crate) fn tell_partner(
        &mut self,
        party: &PartyId,
        told: &[Told],
        purpose: &Purpose,
        user: &str,
    ) -> Result<Vec<ReleaseRow>, DeskError> {
        let looked = self.look_at(party, told, purpose)?;
        let mut given = Vec::new();
        for (matter, decision) in looked {
            if user != NODE {
                self.approve(party, &matter, &decision, user)?;
            }
            let released = self.decide(party, &matter, purpose)?;
            given.extend(released.map(|released| (released, matter)));
        }
        self.give(party, &given, user)
    }

    /// Tells a partner of seats: for a purpose of the agreement that fits them. Gives how many left.
    ///
    /// # Errors
    /// Those of [`Desk::tell_partner`].
    pub(crate) fn tell_seats(
        &mut self,
        party: &PartyId,
        told: &[Told],
        user: &str,
    ) -> Result<usize, DeskError> {
        let Some(kind) = told.first().map(|it| it.kind) else {
            return Ok(0);
        };
        let purpose = self.purpose(party, kind, user != NODE);
        let Some(purpose) = purpose else {
            return Ok(0);
        };
        Ok(self.tell_partner(party, told, &purpose, user)?.len())
    }

    /// Takes back what partners were told of persons, by the pseudonyms under which it was told. What was taken back
    /// before is left alone. Where no agreement is in force nothing can be said: the next call tries again.
    ///
    /// # Errors
    /// The store, or a stream that takes no more.
    pub(crate) fn recall_told(
        &mut self,
        persons: &BTreeSet<String>,
        user: &str,
    ) -> Result<usize, DeskError> {
        let mut taken_back = 0;
        for row in OF_PERSONS
            .iter()
            .map(|kind| self.ledger.releases_of_kind(kind))
            .collect::<Result<Vec<_>, _>>()?
            .concat()
        {
            let who = row.id.rsplit_once('/').map(|(_, who)| who);
            if !who.is_some_and(|who| persons.contains(who)) {
                continue;
            }
            let Ok(party) = PartyId::new(&row.party) else {
                continue;
            };
            let state = self.peers.get(&party);
            let state = state.and_then(|peer| peer.given.state(row.seq, moment()));
            if state != Some(CopyState::Visible) {
                continue;
            }
            match self.recall(&party, row.seq, ERASED, user) {
                Ok(()) => taken_back += 1,
                Err(DeskError::NoAgreement) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(taken_back)
    }

    /// Copies of some kinds, oldest first; no other copy is looked into.
    pub(crate) fn room_copies(&self, kinds: &[&str]) -> Vec<Heard> {
        let mut heard = Vec::new();
        for peer in self.peers.values() {
            for (seq, copy) in peer.shown.iter() {
                let kind = copy.assertion.kind.as_str();
                if kinds.contains(&kind)
                    && copy.assertion.originator == *peer.party()
                    && peer.held.state(seq, moment()) == Some(CopyState::Visible)
                {
                    heard.push(Heard {
                        party: peer.party().to_string(),
                        seq,
                        kind: kind.to_owned(),
                        body: serde_json::json!(copy.assertion.body),
                    });
                }
            }
        }
        heard
    }
}
