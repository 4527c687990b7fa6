//! A partner's copy passed on to another partner: only when its label allows it, or its originator consented to that object
//! and that agency. When the giver takes its copy back, what was passed on is taken back too.

use vigie_exchange::{
    CopyState, Notice as Act, ObjectId, Onward, PartyId, Recall, Subject, channel::Priority, ranges,
};

use super::{
    desk::{Desk, DeskError, moment},
    matter::Matter,
    newest::Copy,
    own::random,
    peer::Peer,
    room::is_personal,
    round::NODE,
};

/// What an officer names a copy by among things to be released.
pub(crate) const COPY: &str = "copy";

/// The copy's name in the account of releases.
fn name_of(party: &PartyId, seq: u64) -> String {
    format!("{party}/{seq}")
}

impl Desk {
    /// The copy that an officer named, as something to be passed on; whether it may is for the release decision.
    pub(super) fn copy_at_hand(&self, id: &str) -> Option<Matter> {
        let (party, seq) = id.split_once('/')?;
        let (party, seq) = (party.parse::<PartyId>().ok()?, seq.parse::<u64>().ok()?);
        let peer = self.peers.get(&party)?;
        let copy = peer.shown.get(seq)?;
        let kind = copy.assertion.kind.as_str();
        // What is hidden is as if it were not there; what is about persons stays in its room.
        let is_open = peer.held.state(seq, moment()) == Some(CopyState::Visible);
        if !is_open || is_personal(kind) || copy.assertion.is_position_terms() {
            return None;
        }
        let text = |name: &str| copy.assertion.body.get(name)?.as_text().map(str::to_owned);
        Some(Matter {
            id: name_of(&party, seq),
            title: text("name")
                .or_else(|| text("event"))
                .unwrap_or_else(|| name_of(&party, seq)),
            subject: Subject::received(copy.assertion.clone(), &party),
            priority: Priority::Plan,
            key: None,
        })
    }

    /// To whom a copy may be passed on now, as far as its label and its originator's consents say.
    pub(super) fn onward_to(&self, peer: &Peer, copy: &Copy) -> Vec<PartyId> {
        let (assertion, now) = (&copy.assertion, moment());
        let others = self.peers.keys().filter(|party| *party != peer.party());
        let may = |to: &&PartyId| match assertion.label.onward {
            Onward::None => false,
            Onward::Allowed => true,
            Onward::Ask => peer.consents.iter().any(|consent| {
                consent.originator == assertion.originator
                    && consent.object == assertion.object
                    && consent.to == **to
                    && consent.until.is_none_or(|until| now < until)
            }),
        };
        let named = &assertion.label.audience.releasable_to;
        others
            .filter(may)
            .filter(|to| named.contains(*to))
            .cloned()
            .collect()
    }

    /// The giver took copies back: what was passed on of them is taken back from those who have it.
    ///
    /// # Errors
    /// The store.
    pub(super) fn recall_onward(
        &mut self,
        from: &PartyId,
        recalled: &Recall,
    ) -> Result<(), DeskError> {
        let is_taken = |id: &str| {
            let seq = id
                .strip_prefix(from.as_str())
                .and_then(|rest| rest.strip_prefix('/'));
            let seq = seq.and_then(|seq| seq.parse::<u64>().ok());
            seq.is_some_and(|seq| {
                let mut all = recalled.numbers.iter();
                all.any(|(first, last)| (*first..=*last).contains(&seq))
            })
        };
        let rows = self.ledger.releases(None, u64::from(u32::MAX))?;
        let mut by_party: std::collections::BTreeMap<String, Vec<u64>> = Default::default();
        for row in rows.iter().filter(|row| is_taken(&row.id)) {
            by_party.entry(row.party.clone()).or_default().push(row.seq);
        }
        for (party, mut numbers) in by_party {
            numbers.sort_unstable();
            let party: PartyId = party.parse()?;
            let recall = Recall {
                numbers: ranges(numbers),
                purge_at: moment().min(recalled.purge_at),
                reason: recalled.reason.clone(),
            };
            let object = ObjectId(*random::<16>()?);
            self.record("copies-recalled", object, NODE, recall.body())?;
            match self.act(&party, &Act::Recall(recall)) {
                // No partner any more: there is nobody to tell.
                Ok(()) | Err(DeskError::NoAgreement | DeskError::Partner) => {}
                Err(fault) => return Err(fault),
            }
            self.tell("release", &party);
        }
        Ok(())
    }
}
