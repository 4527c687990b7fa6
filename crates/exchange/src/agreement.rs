//! The agreement: policy texts that both agencies signed. Without both signatures nothing leaves.

use crate::{
    Digest, Domain, Error, KeyId, Keyring, Policy, SecretKey, Signature, Value,
    cbor::{self, Limits},
    record::check_schema,
    shape::Fields,
};

const AGREEMENT_SCHEMA: i64 = 1;

/// One agency's signature under the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    /// The key.
    pub key: KeyId,
    /// The signature.
    pub signature: Signature,
}

/// Texts that were read and may be signed.
#[derive(Debug, Clone)]
pub struct Proposal {
    policy: Policy,
    text: Vec<u8>,
    digest: Digest,
}

impl Proposal {
    /// Reads the two texts of a policy.
    ///
    /// # Errors
    /// Those of [`Policy::parse`].
    pub fn parse(toml: &str, cedar: &str) -> Result<Self, Error> {
        let policy = Policy::parse(toml, cedar)?;
        let texts = [toml, cedar].map(Value::text);
        let text = cbor::encode(&Value::List(
            [vec![Value::Int(AGREEMENT_SCHEMA)], texts.into()].concat(),
        ));
        Ok(Self {
            policy,
            digest: Digest::of(&text),
            text,
        })
    }

    /// The proposal of the bytes that [`Proposal::bytes`] gave.
    ///
    /// # Errors
    /// `exchange-codec-*`, `exchange-shape`, `exchange-schema`, `exchange-policy`.
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        let value = cbor::decode(bytes, &Limits::default())?;
        check_schema(&value, "agreement", AGREEMENT_SCHEMA)?;
        let mut fields = Fields::of(value, "agreement", 3)?;
        fields.int()?;
        Self::parse(&fields.text()?, &fields.text()?)
    }

    /// The bytes that are signed.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.text
    }

    /// What names this version of the agreement.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The policy, to be looked at and tried.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Signs the texts.
    #[must_use]
    pub fn sign(&self, key: &SecretKey) -> Seal {
        Seal {
            key: key.public().id(),
            signature: key.sign(Domain::Agreement, &self.text),
        }
    }

    /// The agreement, when both agencies signed these texts.
    ///
    /// # Errors
    /// `exchange-key-unknown`, `exchange-key-revoked`, `exchange-signature`.
    pub fn conclude(self, from: Seal, to: Seal, keys: &Keyring) -> Result<Agreement, Error> {
        let terms = self.policy.terms();
        for (party, seal) in [(&terms.from, from), (&terms.to, to)] {
            keys.verify(
                party,
                seal.key,
                Domain::Agreement,
                "agreement",
                &self.text,
                &seal.signature,
            )?;
        }
        Ok(Agreement {
            proposal: self,
            from,
            to,
        })
    }
}

/// A policy that both agencies signed.
#[derive(Debug, Clone)]
pub struct Agreement {
    proposal: Proposal,
    from: Seal,
    to: Seal,
}

impl Agreement {
    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        self.proposal.policy()
    }

    /// What names this version of the agreement.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.proposal.digest
    }

    /// The bytes that both signed, see [`Proposal::bytes`].
    #[must_use]
    pub fn text(&self) -> &[u8] {
        self.proposal.bytes()
    }

    /// Canonical bytes: texts and both signatures.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let seal = |seal: &Seal| {
            [
                Value::Bytes(seal.key.0.to_vec()),
                Value::Bytes(seal.signature.0.to_vec()),
            ]
        };
        let mut list = vec![
            Value::Int(AGREEMENT_SCHEMA),
            Value::Bytes(self.proposal.text.clone()),
        ];
        list.extend([&self.from, &self.to].into_iter().flat_map(seal));
        cbor::encode(&Value::List(list))
    }

    /// From canonical bytes; both signatures are checked.
    ///
    /// # Errors
    /// Those of [`Proposal::decode`] and [`Proposal::conclude`].
    pub fn decode(bytes: &[u8], keys: &Keyring) -> Result<Self, Error> {
        let value = cbor::decode(bytes, &Limits::default())?;
        check_schema(&value, "agreement", AGREEMENT_SCHEMA)?;
        let mut fields = Fields::of(value, "agreement", 6)?;
        fields.int()?;
        let proposal = Proposal::decode(&fields.bytes()?)?;
        let mut seal = || -> Result<Seal, Error> {
            Ok(Seal {
                key: KeyId(fields.array()?),
                signature: Signature(fields.array()?),
            })
        };
        let (from, to) = (seal()?, seal()?);
        proposal.conclude(from, to, keys)
    }
}
