//! Papers: what two agencies tell each other about the exchange itself, and the only thing that goes to a partner without
//! being a release: the text of an agreement and the signatures under it, keys that come and go, how far a log has come,
//! and the blinded points of a comparison of lists. A paper says nothing about any ship or person.

use vigie_exchange::{
    Agreement, Digest, Error, KeyId, Keyring, Proposal, Seal, Signature, Value,
    cbor::{self, Limits},
    channel::{Form, Priority},
    shape::Fields,
};

/// Form of a stream entry that carries a paper.
pub(crate) const PAPER: Form = Form::Paper;
/// Most parts of one comparison of lists.
const PARTS_MAX: u32 = 64;

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Paper {
    /// The agency that releases proposes its policy, signed.
    Proposed { text: Vec<u8>, seal: Seal },
    /// The partner signed that text too.
    Accepted { digest: Digest, seal: Seal },
    /// A new key takes over from the old one: [`vigie_exchange::SignedHandover`].
    KeyChanged { handover: Vec<u8> },
    /// A key is not to be believed any more, in anything.
    KeyRevoked { key: KeyId },
    /// How far the log of the writer has come: [`vigie_exchange::SignedHead`].
    LogHead { head: Vec<u8> },
    /// A head of the reader's log that the writer remembers, and that does not fit what the reader said.
    LogRemembered { head: Vec<u8> },
    /// The writer is reached otherwise from now on: its signed card.
    CardChanged { card: Vec<u8> },
    /// The writer lets the reader's links in under this key too.
    LinkKeyTaken { key: [u8; 32] },
    /// Part of a question or answer of a comparison of lists.
    Match(MatchPart),
}

/// Part of a message of a comparison of lists; each fits one entry of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MatchPart {
    /// The comparison.
    pub(crate) run: [u8; 16],
    /// What it is: question, answer, or refusal.
    pub(crate) step: MatchStep,
    /// What is compared, such as `imo`.
    pub(crate) kind: String,
    /// Which part of how many.
    pub(crate) part: u32,
    pub(crate) parts: u32,
    pub(crate) bytes: Vec<u8>,
}

/// Steps of a comparison of lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MatchStep {
    Question = 0,
    Answer = 1,
    Refusal = 2,
}

impl Paper {
    /// How urgent it is. Papers go with plans: they are few and nobody's life hangs on them; only a key that is not to be
    /// believed any more cannot wait.
    pub(crate) fn priority(&self) -> Priority {
        match self {
            Self::KeyChanged { .. }
            | Self::KeyRevoked { .. }
            | Self::CardChanged { .. }
            | Self::LinkKeyTaken { .. } => Priority::Distress,
            Self::Match(_) => Priority::History,
            _ => Priority::Plan,
        }
    }

    /// Canonical bytes.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let bytes = |bytes: &[u8]| Value::Bytes(bytes.to_vec());
        let sealed = |what: &[u8], seal: &Seal| {
            vec![bytes(what), bytes(&seal.key.0), bytes(&seal.signature.0)]
        };
        let (code, fields) = match self {
            Self::Proposed { text, seal } => (0, sealed(text, seal)),
            Self::Accepted { digest, seal } => (1, sealed(&digest.0, seal)),
            Self::KeyChanged { handover } => (2, vec![bytes(handover)]),
            Self::KeyRevoked { key } => (3, vec![bytes(&key.0)]),
            Self::LogHead { head } => (4, vec![bytes(head)]),
            Self::LogRemembered { head } => (5, vec![bytes(head)]),
            Self::Match(part) => {
                let numbers = [
                    part.step as i64,
                    i64::from(part.part),
                    i64::from(part.parts),
                ];
                let mut fields = vec![bytes(&part.run)];
                fields.extend(numbers.map(Value::Int));
                fields.extend([Value::text(part.kind.as_str()), bytes(&part.bytes)]);
                (6, fields)
            }
            Self::CardChanged { card } => (7, vec![bytes(card)]),
            Self::LinkKeyTaken { key } => (8, vec![bytes(key)]),
        };
        cbor::encode(&Value::List([vec![Value::Int(code)], fields].concat()))
    }

    /// From canonical bytes; nothing is believed yet.
    ///
    /// # Errors
    /// Those of the codec.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let value = cbor::decode(bytes, &Limits::default())?;
        let count = value.as_list().map_or(0, <[Value]>::len);
        let code = value.as_list().and_then(|list| list.first());
        let code = code.and_then(Value::as_int);
        let mut fields = Fields::of(value, "paper", count)?;
        fields.int()?;
        let wrong = Err(Error::Shape { what: "paper" });
        match (code, count) {
            (Some(0), 4) => Ok(Self::Proposed {
                text: fields.bytes()?,
                seal: seal(&mut fields)?,
            }),
            (Some(1), 4) => Ok(Self::Accepted {
                digest: Digest(fields.array()?),
                seal: seal(&mut fields)?,
            }),
            (Some(2), 2) => Ok(Self::KeyChanged {
                handover: fields.bytes()?,
            }),
            (Some(3), 2) => Ok(Self::KeyRevoked {
                key: KeyId(fields.array()?),
            }),
            (Some(4), 2) => Ok(Self::LogHead {
                head: fields.bytes()?,
            }),
            (Some(5), 2) => Ok(Self::LogRemembered {
                head: fields.bytes()?,
            }),
            (Some(6), 7) => match_part(&mut fields).map(Self::Match),
            (Some(7), 2) => Ok(Self::CardChanged {
                card: fields.bytes()?,
            }),
            (Some(8), 2) => Ok(Self::LinkKeyTaken {
                key: fields.array()?,
            }),
            _ => wrong,
        }
    }
}

fn seal(fields: &mut Fields) -> Result<Seal, Error> {
    Ok(Seal {
        key: KeyId(fields.array()?),
        signature: Signature(fields.array()?),
    })
}

fn match_part(fields: &mut Fields) -> Result<MatchPart, Error> {
    let wrong = Error::Shape { what: "paper" };
    let run = fields.array()?;
    let step = match fields.int()? {
        0 => MatchStep::Question,
        1 => MatchStep::Answer,
        2 => MatchStep::Refusal,
        _ => return Err(wrong),
    };
    let (part, parts) = (fields.uint()?, fields.uint()?);
    let kind = fields.text()?;
    if parts == 0 || parts > PARTS_MAX || part >= parts || !vigie_exchange::is_name(&kind) {
        return Err(wrong);
    }
    Ok(MatchPart {
        run,
        step,
        kind,
        part,
        parts,
        bytes: fields.bytes()?,
    })
}

/// The policy of one direction: what is in force, and what waits for the other side.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    /// Signed by both.
    pub(crate) in_force: Option<Agreement>,
    /// Signed by the releasing side only.
    pub(crate) proposed: Option<(Proposal, Seal)>,
}

impl Terms {
    /// Whether a proposal has a higher version than what is in force: an old text that both signed once must not come back.
    pub(crate) fn rises(&self, proposal: &Proposal) -> bool {
        let version = proposal.policy().terms().version;
        let in_force = self.in_force.as_ref();
        in_force.is_none_or(|agreement| version > agreement.policy().terms().version)
    }

    /// Concludes what was proposed with the partner's signature.
    ///
    /// # Errors
    /// A signature that does not fit, or of another text.
    pub(crate) fn conclude(
        &mut self,
        digest: Digest,
        from_partner: Seal,
        keys: &Keyring,
    ) -> Result<(), Error> {
        let Some((proposal, own)) = self.proposed.clone() else {
            return Err(Error::Shape { what: "paper" });
        };
        if proposal.digest() != digest {
            return Err(Error::Digest {
                what: "agreement",
                found: digest,
            });
        }
        if !self.rises(&proposal) {
            return Err(Error::Shape { what: "paper" });
        }
        self.in_force = Some(proposal.conclude(own, from_partner, keys)?);
        self.proposed = None;
        Ok(())
    }

    /// Signs the partner's proposal; gives the paper that goes back.
    ///
    /// # Errors
    /// No such proposal, or a signature that does not fit.
    pub(crate) fn accept(
        &mut self,
        digest: Digest,
        key: &vigie_exchange::SecretKey,
        keys: &Keyring,
    ) -> Result<Paper, Error> {
        let proposed = self.proposed.take_if(|(p, _)| p.digest() == digest);
        let Some((proposal, from)) = proposed else {
            return Err(Error::Digest {
                what: "agreement",
                found: digest,
            });
        };
        let seal = proposal.sign(key);
        self.in_force = Some(proposal.conclude(from, seal, keys)?);
        Ok(Paper::Accepted { digest, seal })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn papers_come_back_as_they_went() {
        let seal = Seal {
            key: KeyId([1; 16]),
            signature: Signature([2; 64]),
        };
        for paper in [
            Paper::Proposed {
                text: vec![1, 2, 3],
                seal,
            },
            Paper::Accepted {
                digest: Digest([7; 32]),
                seal,
            },
            Paper::KeyChanged { handover: vec![4] },
            Paper::KeyRevoked {
                key: KeyId([5; 16]),
            },
            Paper::LogHead { head: vec![6] },
            Paper::LogRemembered { head: vec![7] },
            Paper::CardChanged { card: vec![3] },
            Paper::LinkKeyTaken { key: [9; 32] },
            Paper::Match(MatchPart {
                run: [8; 16],
                step: MatchStep::Answer,
                kind: "imo".to_owned(),
                part: 1,
                parts: 2,
                bytes: vec![9],
            }),
        ] {
            assert_eq!(Paper::decode(&paper.encode()), Ok(paper));
        }
        assert!(Paper::decode(b"x").is_err());
    }
}
