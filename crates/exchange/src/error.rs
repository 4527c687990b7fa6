//! What can be refused, with the data that names it. Sentences live in the catalogue under [`Error::code`].

use thiserror::Error as ThisError;

use crate::{Digest, KeyId, LogFault, PartyId, PolicyFile, Realm, Time};

/// What is wrong with bytes that should be canonical.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// The input ends inside a value.
    Short,
    /// More follows after the value.
    Trailing,
    /// More bytes or values than allowed.
    TooLarge,
    /// Nested deeper than allowed.
    TooDeep,
    /// A number or length has a shorter form.
    NotShortest,
    /// A length that is not said in advance.
    Indefinite,
    /// A type that has no place here (tag, undefined, name that is not text).
    Type,
    /// An integer outside 64 bits with sign.
    Range,
    /// Text that is not UTF-8.
    Utf8,
    /// Names of a map out of order or repeated.
    Order,
    /// A float that is not finite or has a shorter form.
    Float,
}

impl Codec {
    /// The fault at a place in the input.
    #[must_use]
    pub fn at(self, byte: usize) -> Error {
        Error::Codec { fault: self, byte }
    }
}

/// A refusal of this crate.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// Bytes that are not canonical.
    #[error("{}: {fault:?} at {byte}", self.code())]
    Codec {
        /// What is wrong.
        fault: Codec,
        /// Where, from 0.
        byte: usize,
    },
    /// A structure lacks a field or has one of another type.
    #[error("{}: {what}", self.code())]
    Shape {
        /// The structure.
        what: &'static str,
    },
    /// A text that is not a name.
    #[error("{}: {what}", self.code())]
    Name {
        /// What it should name.
        what: &'static str,
    },
    /// An identifier of the wrong length or not hexadecimal.
    #[error("{}: {what}", self.code())]
    Id {
        /// What it should identify.
        what: &'static str,
    },
    /// Not a moment of the years 1 to 9999.
    #[error("{}", self.code())]
    Time,
    /// More than the limit of what is named.
    #[error("{}: {what} {found} > {max}", self.code())]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// How large.
        found: usize,
        /// How large it may be.
        max: usize,
    },
    /// A schema version that this program does not know.
    #[error("{}: {found}", self.code())]
    Schema {
        /// The version found.
        found: i64,
    },
    /// Another realm than the one asked for.
    #[error("{}: {found}, expected {expected}", self.code())]
    Realm {
        /// Realm of the input.
        found: Realm,
        /// Realm of the reader.
        expected: Realm,
    },
    /// Made later than now, beyond the tolerance for clocks.
    #[error("{}: {made_at} after {now}", self.code())]
    Future {
        /// The moment that it claims.
        made_at: Time,
        /// The moment of the reader.
        now: Time,
    },
    /// A signature that does not fit.
    #[error("{}: {what} by {key}", self.code())]
    Signature {
        /// What was signed.
        what: &'static str,
        /// The key named.
        key: KeyId,
    },
    /// Bytes that are no key, or a weak one.
    #[error("{}", self.code())]
    Key,
    /// A key that the party does not have, or not at that place in its log.
    #[error("{}: {key} of {party}", self.code())]
    KeyUnknown {
        /// The party.
        party: PartyId,
        /// The key named.
        key: KeyId,
    },
    /// A key that the party revoked.
    #[error("{}: {key} of {party}", self.code())]
    KeyRevoked {
        /// The party.
        party: PartyId,
        /// The key named.
        key: KeyId,
    },
    /// A key record that does not continue the party's keys.
    #[error("{}: {party}", self.code())]
    KeyChain {
        /// The party.
        party: PartyId,
    },
    /// Another party than the one expected.
    #[error("{}: {found}, expected {expected}", self.code())]
    Party {
        /// The party found.
        found: PartyId,
        /// The party expected.
        expected: PartyId,
    },
    /// A digest of something that is not what was named.
    #[error("{}: {what} {found}", self.code())]
    Digest {
        /// What was named.
        what: &'static str,
        /// The digest found.
        found: Digest,
    },
    /// Sealed bytes that do not open: wrong key or passphrase, or altered.
    #[error("{}", self.code())]
    Sealed,
    /// Personal data that is not sealed with a key of its own.
    #[error("{}", self.code())]
    PersonalOpen,
    /// A policy text that cannot be used.
    #[error("{}: {file:?} line {line}: {reason}", self.code())]
    Policy {
        /// Which text.
        file: PolicyFile,
        /// The line, from 1.
        line: usize,
        /// What the reader of the text says, or a code.
        reason: String,
    },
    /// A condition that cannot be evaluated.
    #[error("{}", self.code())]
    Condition,
    /// A log that is not as it was written, from this place on.
    #[error("{}: {at} {fault:?}", self.code())]
    Log {
        /// The first record number that does not fit.
        at: u64,
        /// What is wrong with it.
        fault: LogFault,
    },
    /// A join of no labels.
    #[error("{}", self.code())]
    NoInputs,
}

impl Error {
    /// Stable code: the Fluent id of the sentence.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Codec { fault, .. } => match fault {
                Codec::Short => "exchange-codec-short",
                Codec::Trailing => "exchange-codec-trailing",
                Codec::TooLarge => "exchange-codec-large",
                Codec::TooDeep => "exchange-codec-deep",
                Codec::NotShortest => "exchange-codec-not-shortest",
                Codec::Indefinite => "exchange-codec-indefinite",
                Codec::Type => "exchange-codec-type",
                Codec::Range => "exchange-codec-range",
                Codec::Utf8 => "exchange-codec-utf8",
                Codec::Order => "exchange-codec-order",
                Codec::Float => "exchange-codec-float",
            },
            Self::Shape { .. } => "exchange-shape",
            Self::Name { .. } => "exchange-name",
            Self::Id { .. } => "exchange-id",
            Self::Time => "exchange-time",
            Self::TooLarge { .. } => "exchange-too-large",
            Self::Schema { .. } => "exchange-schema",
            Self::Realm { .. } => "exchange-realm",
            Self::Future { .. } => "exchange-future",
            Self::Signature { .. } => "exchange-signature",
            Self::Key => "exchange-key",
            Self::KeyUnknown { .. } => "exchange-key-unknown",
            Self::KeyRevoked { .. } => "exchange-key-revoked",
            Self::KeyChain { .. } => "exchange-key-chain",
            Self::Party { .. } => "exchange-party",
            Self::Digest { .. } => "exchange-digest",
            Self::Sealed => "exchange-sealed",
            Self::PersonalOpen => "exchange-personal-open",
            Self::Policy { .. } => "exchange-policy",
            Self::Condition => "exchange-condition",
            Self::Log { fault, .. } => fault.code(),
            Self::NoInputs => "exchange-no-inputs",
        }
    }
}
