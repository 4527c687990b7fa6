//! Changes that belong together: an act, its records, its place in the streams, its line in the audit. All of it is kept, or
//! nothing; and when nothing is, the desk reads again what the store has, for its memory may say more.

use vigie_exchange::PartyId;

use super::{
    desk::{Desk, DeskError},
    round::NODE,
};
use crate::live::now;

/// What is under way.
#[derive(Debug, Default)]
pub(super) struct Part {
    inside: bool,
    touched: bool,
    told: Vec<(&'static str, PartyId)>,
}

impl Part {
    /// Memory goes ahead of what is kept.
    pub(super) fn touch(&mut self) {
        self.touched = true;
    }

    /// Holds back what pages are told until it is kept; gives whether it did.
    pub(super) fn hold(&mut self, what: &'static str, party: &PartyId) -> bool {
        if self.inside && !self.told.iter().any(|(w, p)| *w == what && p == party) {
            self.told.push((what, party.clone()));
        }
        self.inside
    }
}

impl Desk {
    /// Does work of which all is kept, or nothing. Inside other such work it is a part of that.
    ///
    /// # Errors
    /// What the work says, or the store.
    pub(crate) fn whole<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, DeskError>,
    ) -> Result<T, DeskError> {
        if self.part.inside {
            return work(self);
        }
        let whole = self.ledger.begin()?;
        self.part = Part {
            inside: true,
            ..Part::default()
        };
        let done = work(self);
        let Part { touched, told, .. } = std::mem::take(&mut self.part);
        let ended = self.ledger.end(whole, done.is_ok());
        let done = match ended {
            Ok(()) => done,
            Err(fault) => done.and(Err(fault.into())),
        };
        match &done {
            Ok(_) => told
                .iter()
                .for_each(|(what, party)| self.tell_now(what, party)),
            Err(_) if touched => self.read_again(),
            Err(_) => {}
        }
        done
    }

    /// Writes into the audit what came from a partner and an administrator must know of.
    ///
    /// # Errors
    /// The store.
    pub(super) fn note(
        &mut self,
        action: &'static str,
        party: &PartyId,
        detail: serde_json::Value,
    ) -> Result<(), DeskError> {
        let detail = detail.to_string();
        self.ledger
            .audit(now().ms(), NODE, action, party.as_str(), &detail)?;
        self.tell("partner", party);
        Ok(())
    }

    /// Forgets what is in memory and reads the store. Links stay.
    fn read_again(&mut self) {
        let mut before = std::mem::take(&mut self.peers);
        if let Err(fault) = self.read_all() {
            // Nothing may be said or taken by a desk that does not know what it said.
            tracing::error!(
                code = fault.code(),
                "exchange stops: the store cannot be read"
            );
            self.log_fault = Some("exchange-stopped");
            self.peers.clear();
            return;
        }
        for (party, peer) in &mut self.peers {
            let Some(old) = before.remove(party) else {
                continue;
            };
            peer.take_over(old);
        }
    }
}
