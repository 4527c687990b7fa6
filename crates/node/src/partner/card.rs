//! The invitation: who a node is and which keys it has, signed by itself, in a few lines of text that fit an e-mail, a
//! file or a sheet of paper. It proves nothing by itself: two people compare the fingerprint by voice.

use serde::{Deserialize, Serialize};
use thiserror::Error as ThisError;
use vigie_exchange::{Domain, PartyId, PublicKey, Realm, Signature, unhex};

use super::{own::Own, tls::LinkKey};
use crate::auth::hex;

/// First and last line of an invitation.
const BEGIN: &str = "-----BEGIN VIGIE INVITATION-----";
const END: &str = "-----END VIGIE INVITATION-----";
/// Longest invitation, bytes.
pub(crate) const INVITATION_BYTES_MAX: usize = 4_096;
/// Longest name of an agency, characters.
const NAME_CHARS_MAX: usize = 100;
/// Addresses of one node.
const ADDRESSES_MAX: usize = 8;
const COLUMNS: usize = 64;

/// What an invitation says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Card {
    /// Version of this form.
    version: u32,
    /// The agency.
    pub(crate) party: PartyId,
    /// Its name for people.
    pub(crate) name: String,
    /// Live, or which exercise.
    pub(crate) realm: Realm,
    /// Signing key, hexadecimal.
    key: String,
    /// Sealing key, hexadecimal.
    seal: String,
    /// Link key, hexadecimal.
    link: String,
    /// Where it answers, `https://…` or `quic://…`.
    pub(crate) addresses: Vec<String>,
}

/// Why an invitation is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub(crate) enum CardError {
    /// Not an invitation, or not whole.
    #[error("invitation-unreadable")]
    Unreadable,
    /// Made by a newer program.
    #[error("invitation-version")]
    Version,
    /// The signature does not fit.
    #[error("invitation-signature")]
    Signature,
}

impl CardError {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "invitation-unreadable",
            Self::Version => "invitation-version",
            Self::Signature => "invitation-signature",
        }
    }
}

impl Card {
    /// The card of this node.
    pub(crate) fn of(own: &Own, addresses: Vec<String>) -> Self {
        Self {
            version: 1,
            party: own.party.clone(),
            name: own.name.clone(),
            realm: own.realm.clone(),
            key: hex(&own.public().to_bytes()),
            seal: hex(&own.seal_public()),
            link: hex(&own.link_key()),
            addresses,
        }
    }

    /// The card of this node with the link key that is to take over.
    pub(crate) fn to_come(own: &Own, addresses: Vec<String>) -> Self {
        let link = own.next_link_key().unwrap_or_else(|| own.link_key());
        Self {
            link: hex(&link),
            ..Self::of(own, addresses)
        }
    }

    /// The card with its signature before it, as bytes.
    pub(crate) fn signed_bytes(&self, own: &Own) -> Vec<u8> {
        // A struct of texts always has a JSON form.
        let body = serde_json::to_string(self).unwrap_or_default();
        let signature = own.sign_invitation(body.as_bytes());
        format!("{}{body}", hex(&signature.0)).into_bytes()
    }

    /// The invitation: the card and its signature as text.
    pub(crate) fn sign(&self, own: &Own) -> String {
        let text = hex(&self.signed_bytes(own));
        let mut out = format!("{BEGIN}\n");
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (line, after) = rest.split_at(COLUMNS.min(rest.len()));
            out.push_str(line);
            out.push('\n');
            rest = after;
        }
        out + END + "\n"
    }

    /// The bytes in the text of an invitation.
    pub(crate) fn bytes_in(text: &str) -> Option<Vec<u8>> {
        let (_, rest) = text.split_once(BEGIN)?;
        let (inside, _) = rest.split_once(END)?;
        if inside.len() > 4 * INVITATION_BYTES_MAX {
            return None;
        }
        let digits: String = inside.chars().filter(|c| !c.is_whitespace()).collect();
        unhex(&digits)
    }

    /// Reads an invitation and checks that its own key signed it.
    ///
    /// # Errors
    /// See [`CardError`].
    pub(crate) fn parse(text: &str) -> Result<Self, CardError> {
        Self::parse_bytes(&Self::bytes_in(text).ok_or(CardError::Unreadable)?)
    }

    /// Reads the bytes of an invitation and checks that its own key signed it. They have one form only.
    ///
    /// # Errors
    /// See [`CardError`].
    pub(crate) fn parse_bytes(bytes: &[u8]) -> Result<Self, CardError> {
        let whole = std::str::from_utf8(bytes).map_err(|_fault| CardError::Unreadable)?;
        let (signature, body) = whole.split_at_checked(128).ok_or(CardError::Unreadable)?;
        if signature.bytes().any(|digit| digit.is_ascii_uppercase()) {
            return Err(CardError::Unreadable);
        }
        let signature = unhex(signature).and_then(|bytes| bytes.try_into().ok());
        let card: Self = serde_json::from_str(body).map_err(|_fault| CardError::Unreadable)?;
        if card.version != 1 {
            return Err(CardError::Version);
        }
        if card.name.chars().count() > NAME_CHARS_MAX || card.addresses.len() > ADDRESSES_MAX {
            return Err(CardError::Unreadable);
        }
        let signature = Signature(signature.ok_or(CardError::Unreadable)?);
        card.link_key().ok_or(CardError::Unreadable)?;
        card.seal_key().ok_or(CardError::Unreadable)?;
        card.public()
            .ok_or(CardError::Unreadable)?
            .verify(
                Domain::Invitation,
                "invitation",
                body.as_bytes(),
                &signature,
            )
            .map_err(|_wrong| CardError::Signature)?;
        Ok(card)
    }

    /// The signing key.
    pub(crate) fn public(&self) -> Option<PublicKey> {
        PublicKey::from_bytes(&key(&self.key)?).ok()
    }

    /// The link key.
    pub(crate) fn link_key(&self) -> Option<LinkKey> {
        key(&self.link)
    }

    /// The sealing key.
    pub(crate) fn seal_key(&self) -> Option<[u8; 32]> {
        key(&self.seal)
    }

    /// What two people read to each other: digits over the signing key, which signed the other two.
    pub(crate) fn fingerprint(&self) -> Option<String> {
        Some(self.public()?.fingerprint())
    }
}

fn key(text: &str) -> Option<[u8; 32]> {
    unhex(text)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn own(folder: &std::path::Path) -> Own {
        let party = PartyId::new("jp-jcg").unwrap();
        Own::open(folder, party, "海上保安庁".to_owned(), Realm::Live).unwrap()
    }

    proptest::proptest! {
        /// Whatever somebody pastes: refused with a reason.
        #[test]
        fn any_text_is_refused(text in "\\PC{0,400}", bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..400)) {
            let inside = format!("{BEGIN}\n{text}\n{END}");
            let digits = format!("{BEGIN}\n{}\n{END}", hex(&bytes));
            for refused in [Card::parse(&text), Card::parse(&inside), Card::parse(&digits), Card::parse_bytes(&bytes)] {
                proptest::prop_assert!(refused.is_err());
            }
        }
    }

    #[test]
    fn an_invitation_survives_mail_and_not_a_single_change() {
        let folder = tempfile::tempdir().unwrap();
        let own = own(folder.path());
        let card = Card::of(&own, vec!["https://192.0.2.7:8751".to_owned()]);
        let text = card.sign(&own);
        let mailed = format!(
            "Dear colleagues,\r\n\r\n{}\r\nRegards",
            text.replace('\n', "\r\n")
        );
        assert_eq!(Card::parse(&mailed), Ok(card.clone()));
        assert_eq!(card.fingerprint(), Some(own.public().fingerprint()));
        let start = BEGIN.len() + 1;
        let inside = text.len() - END.len() - 2;
        for at in (start..inside).step_by(7) {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(changed).unwrap();
            if changed != text {
                assert!(Card::parse(&changed).is_err(), "at {at}");
            }
        }
        assert_eq!(Card::parse("hello"), Err(CardError::Unreadable));
    }
}
