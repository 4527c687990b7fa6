//! Partners remember how far each other's log has come. So a log that was cut, set back or rewritten is found when its node
//! meets a partner again, however well it fits itself.
//!
//! A node tells the signed head of its log when a link is new and, at most every two minutes, when the log has grown. The
//! partner keeps the newest and reminds the node of it once on each link.

use serde_json::json;
use vigie_exchange::{Digest, PartyId, SignedHead, unhex};

use super::{
    desk::{Desk, DeskError, moment},
    paper::Paper,
};
use crate::auth::hex;

/// Time between two heads for one partner: each costs about 300 bytes of a thin link.
const TELL_EVERY_MS: i64 = 120_000;
/// The head of the own log that a partner reminded us of, as long as it does not fit.
const REMEMBERED: &str = "log-remembered";
/// A partner remembers more of the own log than there is.
const SET_BACK: &str = "log-set-back";
/// A partner remembers another record at a place of the own log.
const FORKED: &str = "log-forked";

impl Desk {
    /// Tells the partners that can be reached how far the log has come.
    ///
    /// # Errors
    /// The store, or a stream that takes no more.
    pub(super) fn tell_heads(&mut self) -> Result<(), DeskError> {
        let (at, head) = (moment(), self.log_head());
        let due = |peer: &super::peer::Peer| match peer.told_head {
            None => true,
            Some((told_at, count)) => {
                count != head.count && at.ms() - told_at.ms() >= TELL_EVERY_MS
            }
        };
        let peers = self.peers.values().filter(|peer| peer.is_active());
        let linked = peers.filter(|peer| peer.linked.is_some() && peer.line.outbox().resumed());
        let wanted = linked
            .filter(|peer| due(peer))
            .map(|peer| peer.party().clone());
        for party in wanted.collect::<Vec<_>>() {
            let signed = head.clone().sign(at, self.own.key());
            let paper = Paper::LogHead {
                head: signed.encode(),
            };
            self.send_paper(&party, &paper)?;
            let peer = self.peers.get_mut(&party).ok_or(DeskError::Partner)?;
            peer.told_head = Some((at, head.count));
        }
        Ok(())
    }

    /// A partner tells how far its log has come.
    pub(super) fn on_log_head(&mut self, party: &PartyId, bytes: &[u8]) -> Result<(), DeskError> {
        let told = SignedHead::decode(bytes)?;
        if told.head.party != *party || told.head.realm != self.own.realm {
            return Err(DeskError::Refused("log-head-of-others"));
        }
        told.verify(&self.keys)?;
        let peer = self.peers.get_mut(party).ok_or(DeskError::Partner)?;
        let known = peer.remembered.clone();
        let fault = known.as_ref().and_then(|known| {
            let (before, after) = (&known.head, &told.head);
            if after.count < before.count {
                Some(SET_BACK)
            } else {
                (after.count == before.count && after.last != before.last).then_some(FORKED)
            }
        });
        let remind = !std::mem::replace(&mut peer.reminded, true) || fault.is_some();
        peer.log_fault = fault.map(str::to_owned);
        if fault.is_none() {
            peer.remembered = Some(told);
        }
        peer.save(&mut self.ledger)?;
        if let Some(known) = known.filter(|_| remind) {
            let head = known.encode();
            self.send_paper(party, &Paper::LogRemembered { head })?;
        }
        match fault {
            Some(code) => self.note("partner-log-fault", party, json!({"code": code})),
            None => Ok(()),
        }
    }

    /// A partner reminds us of how far our log had come.
    pub(super) fn on_log_remembered(
        &mut self,
        party: &PartyId,
        bytes: &[u8],
    ) -> Result<(), DeskError> {
        let told = SignedHead::decode(bytes)?;
        if told.head.party != self.own.party || told.head.realm != self.own.realm {
            return Err(DeskError::Refused("log-head-of-others"));
        }
        told.verify(&self.keys)?;
        let Some(code) = self.fault_of(&told)? else {
            return Ok(());
        };
        tracing::error!(%party, code, "a partner remembers another log of this node");
        self.ledger.set_meta(REMEMBERED, &hex(bytes))?;
        self.log_fault = Some(code);
        self.note(
            "own-log-fault",
            party,
            json!({"code": code, "records": told.head.count}),
        )
    }

    /// What is wrong with the own log if a head of it that a partner remembers is true.
    ///
    /// # Errors
    /// The store.
    fn fault_of(&self, told: &SignedHead) -> Result<Option<&'static str>, DeskError> {
        let own = self.log_head();
        if told.head.count > own.count {
            return Ok(Some(SET_BACK));
        }
        let at = match told.head.count.checked_sub(1) {
            None => Digest::ZERO,
            Some(last) => {
                let row = self.ledger.record(last)?;
                row.map_or(Digest::ZERO, |row| Digest::of(&row.bytes))
            }
        };
        Ok((at != told.head.last).then_some(FORKED))
    }

    /// The fault that a partner found before, if it is still one.
    ///
    /// # Errors
    /// The store, or a head that cannot be read.
    pub(super) fn remembered_fault(&self) -> Result<Option<&'static str>, DeskError> {
        let kept = self.ledger.meta(REMEMBERED)?;
        let Some(bytes) = kept.as_deref().and_then(unhex) else {
            return Ok(None);
        };
        self.fault_of(&SignedHead::decode(&bytes)?)
    }
}
