//! Two nodes of one exercise find each other by themselves: each leaves its invitation in a folder that both can see,
//! takes the other's from there, and both sign the exercise's own agreement. Only in an exercise: in real life two people
//! compare fingerprints.

use std::path::PathBuf;

use vigie_exchange::PartyId;

use super::{
    card::{Card, INVITATION_BYTES_MAX},
    desk::{Desk, DeskError},
    round::NODE,
};

/// The agreement of the exercise, with places for names and realm.
const POLICY: &str = include_str!("exercise_policy.toml");
const ENDING: &str = "invitation";

/// Where the invitations lie.
#[derive(Debug, Clone)]
pub(crate) struct Pairing {
    folder: PathBuf,
    told: bool,
}

impl Pairing {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            told: false,
        }
    }

    fn tell(&mut self, party: &PartyId, invitation: &str) -> std::io::Result<()> {
        if !std::mem::replace(&mut self.told, true) {
            std::fs::create_dir_all(&self.folder)?;
            let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
            std::io::Write::write_all(&mut file, invitation.as_bytes())?;
            let name = format!("{party}.{ENDING}");
            file.persist(self.folder.join(name))
                .map_err(|refused| refused.error)?;
        }
        Ok(())
    }

    /// The invitation is another now.
    pub(super) fn tell_again(&mut self) {
        self.told = false;
    }

    fn invitations(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten();
        let paths = entries.flatten().map(|entry| entry.path());
        let ours = paths.filter(|path| path.extension().is_some_and(|e| e == ENDING));
        let small = ours.filter(|path| {
            let size = std::fs::metadata(path).map_or(u64::MAX, |m| m.len());
            size <= 4 * INVITATION_BYTES_MAX as u64
        });
        small
            .filter_map(|path| std::fs::read_to_string(path).ok())
            .collect()
    }
}

impl Desk {
    /// Does what is left of the pairing.
    ///
    /// # Errors
    /// The folder, or what accepting and signing refuse.
    pub(crate) fn pair(&mut self) -> Result<(), DeskError> {
        let Some(mut pairing) = self.pairing.take() else {
            return Ok(());
        };
        let card = Card::of(&self.own, self.addresses.clone()).sign(&self.own);
        let told = pairing.tell(&self.own.party, &card);
        let invitations = pairing.invitations();
        self.pairing = Some(pairing);
        told.map_err(|_fault| DeskError::Refused("pairing-folder"))?;
        for text in invitations {
            let Ok(card) = Card::parse(&text) else {
                continue;
            };
            let is_new = card.party != self.own.party && self.is_news(&card);
            if is_new && let Some(fingerprint) = card.fingerprint() {
                self.accept(&text, &fingerprint, NODE)?;
            }
        }
        let parties: Vec<PartyId> = self.peers.keys().cloned().collect();
        for party in parties {
            self.agree(&party)?;
        }
        Ok(())
    }

    /// Proposes the exercise's agreement, and signs the partner's if it is the same.
    fn agree(&mut self, party: &PartyId) -> Result<(), DeskError> {
        let peer = self.peer(party)?;
        let mine = peer.ours.in_force.is_some() || peer.ours.proposed.is_some();
        let theirs = peer.theirs.proposed.as_ref();
        let theirs = theirs.map(|(proposal, _)| (proposal.digest(), proposal.bytes().to_vec()));
        if !mine {
            let text = self.exercise_policy(&self.own.party, party);
            self.propose(party, &text, "", NODE)?;
        }
        if let Some((digest, bytes)) = theirs {
            let text = self.exercise_policy(party, &self.own.party);
            let known = vigie_exchange::Proposal::parse(&text, "")?;
            if known.bytes() == bytes {
                self.accept_agreement(party, digest, NODE)?;
            }
        }
        Ok(())
    }

    fn exercise_policy(&self, from: &PartyId, to: &PartyId) -> String {
        POLICY
            .replace("FROM", from.as_str())
            .replace("TO", to.as_str())
            .replace("REALM", &self.own.realm.to_string())
    }
}
