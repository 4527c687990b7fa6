//! Why something that came over a channel was not taken.
//!
//! A refusal costs the sender its message and nothing else: the state machine that refused is as it was
//! before. The node counts refusals by code and shows them to an operator.

use std::fmt;

/// A reason for not taking what arrived (or for not sending what was asked).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Refusal {
    /// Bytes that are not of the form they claim.
    Malformed,
    /// A size or count above its bound, before or after decompression.
    Oversized,
    /// A version of the form that this build does not know.
    UnknownVersion,
    /// For another stream, or for a partner that is not this one.
    UnknownStream,
    /// An exercise message at a live stream, or the reverse.
    WrongRealm,
    /// Not sealed by the partner for us, or changed on the way.
    NotAuthentic,
    /// Sealed well, but the signature is not the partner's.
    BadSignature,
    /// A sequence number further ahead than the window allows.
    TooFarAhead,
    /// The same number carries something else than before: see [`Evidence`](super::Evidence).
    Conflict,
    /// A signed head that does not fit the entries.
    BadHead,
    /// The stream has been forked; an operator must found a new one.
    Forked,
    /// The partner holds more than we ever sent: our state was rolled back.
    RolledBack,
    /// A datagram or message seen before.
    Replayed,
    /// More waits than the bound allows; try later.
    Busy,
    /// A proof that does not lead to its root.
    BadProof,
    /// The quota of the agreement is used up.
    QuotaUsed,
    /// A message that does not belong into this state of the exchange.
    OutOfTurn,
}

/// All refusals in order, for counters and for the test of the catalogue of sentences.
pub const REFUSALS: [Refusal; 17] = [
    Refusal::Malformed,
    Refusal::Oversized,
    Refusal::UnknownVersion,
    Refusal::UnknownStream,
    Refusal::WrongRealm,
    Refusal::NotAuthentic,
    Refusal::BadSignature,
    Refusal::TooFarAhead,
    Refusal::Conflict,
    Refusal::BadHead,
    Refusal::Forked,
    Refusal::RolledBack,
    Refusal::Replayed,
    Refusal::Busy,
    Refusal::BadProof,
    Refusal::QuotaUsed,
    Refusal::OutOfTurn,
];

impl Refusal {
    /// The stable code: the Fluent id of its sentence and the name of its counter.
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "refusal-malformed",
            Self::Oversized => "refusal-oversized",
            Self::UnknownVersion => "refusal-unknown-version",
            Self::UnknownStream => "refusal-unknown-stream",
            Self::WrongRealm => "refusal-wrong-realm",
            Self::NotAuthentic => "refusal-not-authentic",
            Self::BadSignature => "refusal-bad-signature",
            Self::TooFarAhead => "refusal-too-far-ahead",
            Self::Conflict => "refusal-conflict",
            Self::BadHead => "refusal-bad-head",
            Self::Forked => "refusal-forked",
            Self::RolledBack => "refusal-rolled-back",
            Self::Replayed => "refusal-replayed",
            Self::Busy => "refusal-busy",
            Self::BadProof => "refusal-bad-proof",
            Self::QuotaUsed => "refusal-quota-used",
            Self::OutOfTurn => "refusal-out-of-turn",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Refusal {}

/// How often each refusal happened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts([u64; REFUSALS.len()]);

impl Counts {
    /// Counts one refusal and hands it back.
    pub(crate) fn note(&mut self, refusal: Refusal) -> Refusal {
        if let Some(count) = self.0.get_mut(refusal as usize) {
            *count = count.saturating_add(1);
        }
        refusal
    }

    /// How often `refusal` happened.
    pub fn of(&self, refusal: Refusal) -> u64 {
        self.0.get(refusal as usize).copied().unwrap_or(0)
    }

    /// All refusals that happened, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (Refusal, u64)> + '_ {
        REFUSALS
            .iter()
            .copied()
            .zip(self.0.iter().copied())
            .filter(|(_, count)| *count > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_has_its_own_counter() {
        for (index, refusal) in REFUSALS.into_iter().enumerate() {
            assert_eq!(index, refusal as usize);
        }
    }
}
