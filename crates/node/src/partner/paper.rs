//! Papers: what two agencies sign, and the only thing that goes to a partner without being a release: the text of an
//! agreement and the signatures under it. A paper says nothing about any ship or person.

use vigie_exchange::{
    Agreement, Digest, Error, KeyId, Keyring, Proposal, Seal, Signature, Value,
    cbor::{self, Limits},
    channel::{Form, Priority},
    shape::Fields,
};

/// Form of a stream entry that carries a paper.
pub(crate) const PAPER: Form = Form::Paper;
/// Papers go with plans: they are few and nobody's life hangs on them.
pub(crate) const PAPER_PRIORITY: Priority = Priority::Plan;

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Paper {
    /// The agency that releases proposes its policy, signed.
    Proposed { text: Vec<u8>, seal: Seal },
    /// The partner signed that text too.
    Accepted { digest: Digest, seal: Seal },
}

impl Paper {
    /// Canonical bytes.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let (code, what, seal) = match self {
            Self::Proposed { text, seal } => (0, text.clone(), seal),
            Self::Accepted { digest, seal } => (1, digest.0.to_vec(), seal),
        };
        cbor::encode(&Value::List(vec![
            Value::Int(code),
            Value::Bytes(what),
            Value::Bytes(seal.key.0.to_vec()),
            Value::Bytes(seal.signature.0.to_vec()),
        ]))
    }

    /// From canonical bytes; nothing is believed yet.
    ///
    /// # Errors
    /// Those of the codec.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let value = cbor::decode(bytes, &Limits::default())?;
        let mut fields = Fields::of(value, "paper", 4)?;
        let code = fields.int()?;
        let what = fields.bytes()?;
        let seal = Seal {
            key: KeyId(fields.array()?),
            signature: Signature(fields.array()?),
        };
        match code {
            0 => Ok(Self::Proposed { text: what, seal }),
            1 => Ok(Self::Accepted {
                digest: Digest::from_slice(&what)?,
                seal,
            }),
            _ => Err(Error::Shape { what: "paper" }),
        }
    }
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
        ] {
            assert_eq!(Paper::decode(&paper.encode()), Ok(paper));
        }
        assert!(Paper::decode(b"x").is_err());
    }
}
