//! The desk's round, every two seconds: what agreements release by themselves goes out, what is due is deleted, and the
//! giver gets a signed receipt.

use vigie_exchange::{
    Digest, Notice as Act, ObjectId, Parties, PartyId, Purpose, Released, Time, VMS_ALERT,
    channel::Priority,
};
use vigie_store::ReleaseRow;

use super::{
    desk::{Desk, DeskError, Outbound, moment},
    fitting::{purposes_of, usual},
    follow::is_withdrawn,
    matter::{ALERT, Matter, VESSEL},
};

/// Author of what an agreement releases by itself.
pub(crate) const NODE: &str = "vigie";
/// Vessels of the list that go to a partner in one round: more would crowd out alerts on a thin link.
const VESSELS_AT_ONCE: usize = 200;

impl Desk {
    pub(crate) fn round(&mut self) {
        if let Err(fault) = self.whole(Self::pair) {
            tracing::error!(code = fault.code(), "pairing failed");
        }
        if let Err(fault) = self.whole(Self::tell_heads) {
            tracing::error!(code = fault.code(), "log head not told");
        }
        if let Err(fault) = self.whole(Self::hand_link_over) {
            tracing::error!(code = fault.code(), "link key not handed over");
        }
        self.forget_keys();
        let changes = std::mem::take(&mut self.changes);
        let speaker = self.speaker();
        let alerts: Vec<Matter> = changes.iter().filter_map(|c| speaker.alert(c)).collect();
        let mut deleted = false;
        let (partners, all) = (self.partners(), self.peers.keys().cloned());
        for party in all.collect::<Vec<PartyId>>() {
            if self.log_fault.is_some() || !partners.contains(&party) {
                // What changes meanwhile is looked for when it is a partner again.
                self.premises.remove(&party);
                self.forget_told(&party);
            }
            if self.log_fault.is_none()
                && partners.contains(&party)
                && let Err(fault) = self.whole(|desk| desk.share(&party, &alerts))
            {
                tracing::error!(%party, code = fault.code(), "release failed");
                // What changed meanwhile is looked for in the account of releases.
                self.forget_told(&party);
            }
            let done = self.whole(|desk| {
                let found = desk.delete_due(&party)?;
                // Of those that are out of reach too: what is not to be told now is not told later.
                desk.begin_history(&party)?;
                Ok(found)
            });
            match done {
                Ok(found) => deleted |= found,
                Err(fault) => tracing::error!(%party, code = fault.code(), "deletion failed"),
            }
        }
        deleted |= std::mem::take(&mut self.unswept);
        if deleted && let Err(fault) = self.ledger.forget_deleted() {
            tracing::error!(code = fault.code(), "write-ahead log not emptied");
        }
    }

    /// The purpose for which a kind goes to a partner: one that fits it, if the agreement has one. Without an officer's
    /// word only where the agreement wants none.
    /// `None` if it does not go.
    pub(super) fn purpose(&self, party: &PartyId, kind: &str, officer: bool) -> Option<Purpose> {
        let policy = self.agreement(party).ok()?.policy();
        let kind = vigie_exchange::Kind::new(kind).ok()?;
        policy
            .rule(&kind)
            .filter(|rule| officer || !rule.approval)?;
        usual(kind.as_str(), purposes_of(policy, &kind))
    }

    fn automatic(&self, party: &PartyId, kind: &str) -> Option<Purpose> {
        self.purpose(party, kind, false)
    }

    fn share(&mut self, party: &PartyId, alerts: &[Matter]) -> Result<(), DeskError> {
        let mut given = Vec::new();
        for kind in [ALERT, VMS_ALERT] {
            let Some(purpose) = self.automatic(party, kind) else {
                continue;
            };
            let of_kind = |alert: &&Matter| alert.subject.kind().as_str() == kind;
            for alert in alerts.iter().filter(of_kind) {
                let released = self.decide(party, alert, &purpose)?;
                // What would not say that it is withdrawn is an accusation.
                let says_so = |it: &Released| {
                    is_withdrawn(&it.assertion().body) || !is_withdrawn(alert.subject.body())
                };
                let released = released.filter(says_so);
                given.extend(released.map(|released| (released, alert.clone())));
            }
        }
        self.look_again(party)?;
        if let Some(purpose) = self.automatic(party, VESSEL) {
            for matter in self.news(party) {
                let released = self.decide(party, &matter, &purpose)?;
                given.extend(released.map(|released| (released, matter)));
            }
        }
        for (purpose, matter) in self.vms_news(party, VESSELS_AT_ONCE)? {
            let released = self.decide(party, &matter, &purpose)?;
            given.extend(released.map(|released| (released, matter)));
        }
        self.give(party, &given, NODE)?;
        self.follow(party, alerts)?;
        self.tell_counts(party)?;
        self.tell_orders(party)
    }

    /// What decisions about ships for a partner hang on, beside the ships: whether it is a partner now, the agreement, whether
    /// this is its time, which of its scopes are in force, and where it matters, patrols. Marks are not among it: they only
    /// ever narrow, so none lets anything leave that was denied before.
    pub(super) fn premises(&self, party: &PartyId, on_patrols: bool) -> Result<String, DeskError> {
        let (at, is_active) = (self.circumstances(), self.peer(party)?.is_active());
        let agreement = self.agreement(party).ok().map(|agreement| {
            let policy = agreement.policy();
            let terms = policy.terms();
            let is_its_time = terms.valid_from <= at.now && at.now < terms.valid_until;
            let scopes = policy.scopes_in_force(at.scopes, at.now);
            (agreement.digest().to_string(), is_its_time, scopes)
        });
        let open = at.patrols.iter().filter(|patrol| {
            on_patrols && patrol.party == *party && patrol.from <= at.now && at.now < patrol.until
        });
        let open: Vec<(i64, i64)> = open
            .map(|patrol| (patrol.from.ms(), patrol.until.ms()))
            .collect();
        Ok(format!("{is_active} {agreement:?} {open:?}"))
    }

    /// When another agreement, patrol or scope is in force than before, what was withheld may leave now: all vessels are
    /// looked at again.
    pub(super) fn look_again(&mut self, party: &PartyId) -> Result<(), DeskError> {
        if self.agreement(party).is_err() {
            return Ok(());
        }
        let premises = self.premises(party, true)?;
        if self.premises.get(party) != Some(&premises) {
            self.sent.retain(|(to, _), _| to != party);
            self.forget_told(party);
            if let Some(peer) = self.peers.get_mut(party) {
                peer.flow.look_again();
            }
            self.premises.insert(party.clone(), premises);
        }
        Ok(())
    }

    /// What is told once and then only when it changed is looked at anew.
    fn forget_told(&mut self, party: &PartyId) {
        self.followed.remove(party);
        self.counted.remove(party);
        self.orders_seen.remove(party);
    }

    /// Vessels of the list that were seen since they last went to the partner, as many as go in one round.
    fn news(&mut self, party: &PartyId) -> Vec<Matter> {
        let (list, speaker) = (self.board.list(), self.speaker());
        let mut news = Vec::new();
        let mut count = 0;
        for entry in &list.entries {
            let mmsi = entry.ranked.mmsi;
            let at_ms = entry.ranked.last.time.ms();
            let sent = self.sent.get(&(party.clone(), mmsi)).copied();
            if count >= VESSELS_AT_ONCE || sent.is_some_and(|sent| sent >= at_ms) {
                continue;
            }
            count += 1;
            self.sent.insert((party.clone(), mmsi), at_ms);
            news.extend(speaker.vessel(entry));
        }
        news
    }

    /// The copy of one object if the agreement releases it; otherwise nothing leaves and nothing is said.
    pub(crate) fn decide(
        &self,
        party: &PartyId,
        matter: &Matter,
        purpose: &Purpose,
    ) -> Result<Option<Released>, DeskError> {
        let agreement = self.agreement(party)?;
        let at = self.circumstances();
        Ok(vigie_exchange::release(&matter.subject, agreement, purpose, &at).ok())
    }

    /// Sends releases and writes them into the account of releases.
    ///
    /// # Errors
    /// Those of [`Desk::send`].
    pub(crate) fn give(
        &mut self,
        party: &PartyId,
        given: &[(Released, Matter)],
        user: &str,
    ) -> Result<Vec<ReleaseRow>, DeskError> {
        if given.is_empty() {
            return Ok(Vec::new());
        }
        self.whole(|desk| desk.give_whole(party, given, user))
    }

    /// The entries of the stream and their rows in the account of releases, in one write.
    fn give_whole(
        &mut self,
        party: &PartyId,
        given: &[(Released, Matter)],
        user: &str,
    ) -> Result<Vec<ReleaseRow>, DeskError> {
        let outbound: Vec<Outbound<'_>> = given
            .iter()
            .map(|(released, matter)| Outbound {
                released,
                priority: matter.priority,
                key: matter.key,
            })
            .collect();
        let numbers = self.send(party, &outbound)?;
        let rows = numbers.iter().zip(given);
        let rows: Vec<ReleaseRow> = rows
            .map(|(seq, (released, matter))| {
                release_row(*seq, released, (&matter.id, &matter.title), user)
            })
            .collect();
        let of_each = rows.iter().cloned().zip(given);
        let (replacing, own): (Vec<_>, Vec<_>) =
            of_each.partition(|(_, (_, matter))| matter.priority == Priority::Latest);
        let only = |rows: Vec<(ReleaseRow, _)>| rows.into_iter().map(|(row, _)| row).collect();
        let (replacing, own): (Vec<ReleaseRow>, Vec<ReleaseRow>) = (only(replacing), only(own));
        if !replacing.is_empty() {
            self.ledger.put_conflated_releases(&replacing)?;
        }
        if !own.is_empty() {
            self.ledger.put_releases(&own)?;
            self.tell("release", party);
        }
        Ok(rows)
    }

    /// Deletes what a partner gave us and what is due, body and key, and says so in a signed receipt. Of what we gave,
    /// our own sealed copy of the bytes goes when the partner's is gone.
    /// Gives whether anything was deleted.
    fn delete_due(&mut self, party: &PartyId) -> Result<bool, DeskError> {
        let at = moment();
        let dropped = self.drop_unsent(party)?;
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let (due, gone) = (peer.due(at), peer.gone());
        if due.is_empty() && gone.is_empty() {
            return Ok(dropped);
        }
        self.part.touch();
        let (in_key, out_key) = (peer.line.in_key().clone(), peer.line.out_key().clone());
        self.ledger.purge_entries(&out_key, &gone)?;
        self.ledger.purge_entries(&in_key, &due)?;
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let numbers = gone.iter().copied().collect();
        peer.given_tracks.purged(&numbers);
        peer.given_pieces.purged(&numbers);
        gone.iter()
            .for_each(|seq| peer.forgotten.insert(*seq..seq + 1));
        if due.is_empty() {
            return Ok(true);
        }
        peer.forget_held(&due);
        match self.give_receipt(party, at) {
            // Deletion does not wait for anyone: the receipt stays in our own log.
            Ok(()) | Err(DeskError::NoAgreement | DeskError::Refused(_)) => {}
            Err(fault) => return Err(fault),
        }
        self.tell("copy", party);
        Ok(true)
    }

    /// Signs a receipt of what is deleted and what is held.
    ///
    /// # Errors
    /// No agreement, or those of [`Desk::send`].
    pub(crate) fn give_receipt(&mut self, party: &PartyId, at: Time) -> Result<(), DeskError> {
        let peer = self.peer(party)?;
        let parties = Parties {
            holder: self.own.party.clone(),
            giver: party.clone(),
        };
        let head = peer.line.inbox().verified();
        let head = vigie_exchange::StreamHead {
            size: head.map_or(0, |head| head.size),
            root: head.map_or(Digest::ZERO, |head| Digest(head.root)),
        };
        let receipt = peer.held.receipt(parties, head, at).sign(self.own.key());
        let encoded = receipt.encode();
        let body = [("receipt".to_owned(), vigie_exchange::Value::Bytes(encoded))];
        let object = ObjectId(*super::own::random::<16>()?);
        self.record(vigie_exchange::RECEIPT, object, NODE, body.into())?;
        self.act(party, &Act::Receipt(receipt))?;
        Ok(())
    }
}

/// A line of the account of releases, with identifier and title here.
pub(super) fn release_row(
    seq: u64,
    released: &Released,
    (id, title): (&str, &str),
    user: &str,
) -> ReleaseRow {
    let assertion = released.assertion();
    ReleaseRow {
        party: released.to().as_str().to_owned(),
        seq,
        kind: assertion.kind.as_str().to_owned(),
        id: id.to_owned(),
        object: assertion.object.0.to_vec(),
        title: title.to_owned(),
        user: user.to_owned(),
        purpose: assertion.purpose.as_str().to_owned(),
        released_ms: moment().ms(),
        expires_ms: assertion.label.not_after.map(Time::ms),
        purge_ms: assertion.label.purge_at.map(Time::ms),
    }
}
