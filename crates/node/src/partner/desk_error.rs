//! Why the desk cannot do something, and whose fault it is: what a partner sent may be refused and destroyed, but when this
//! node's own disk is full or its keys do not open, nothing of the partner's is to blame.

use thiserror::Error as ThisError;

use super::{line::LineError, own::KeyError, peer::PeerError};

/// Why the desk cannot do something.
#[derive(Debug, ThisError)]
pub(crate) enum DeskError {
    /// No such partner.
    #[error("partner-unknown")]
    Partner,
    /// No agreement is in force.
    #[error("no-agreement")]
    NoAgreement,
    /// What was asked for is refused, with its code.
    #[error("{0}")]
    Refused(&'static str),
    /// The policy text has a fault.
    #[error(transparent)]
    Exchange(#[from] vigie_exchange::Error),
    /// A partner's line or papers.
    #[error(transparent)]
    Peer(PeerError),
    /// The store.
    #[error(transparent)]
    Store(#[from] vigie_store::Error),
    /// No randomness, or keys that do not open.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Faults of this node come out as what they are, however deep they were met: [`DeskError::is_own`] must see them.
impl From<PeerError> for DeskError {
    fn from(error: PeerError) -> Self {
        match error {
            PeerError::Store(fault) => Self::Store(fault),
            PeerError::Line(fault) => fault.into(),
            error @ (PeerError::Exchange(_) | PeerError::Damaged) => Self::Peer(error),
        }
    }
}

impl From<LineError> for DeskError {
    fn from(error: LineError) -> Self {
        match error {
            LineError::Store(fault) => Self::Store(fault),
            LineError::Key(fault) => Self::Key(fault),
            error @ (LineError::Refused(_)
            | LineError::Sealed
            | LineError::Changed
            | LineError::Cut) => Self::Peer(PeerError::Line(error)),
        }
    }
}

impl DeskError {
    /// This node cannot keep or sign anything at the moment: what a partner sent is neither refused nor acknowledged, and comes
    /// again.
    pub(crate) fn is_own(&self) -> bool {
        matches!(self, Self::Store(_) | Self::Key(_))
    }

    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Partner => "partner-unknown",
            Self::NoAgreement => "no-agreement",
            Self::Refused(code) => code,
            Self::Exchange(error) => error.code(),
            Self::Peer(error) => error.code(),
            Self::Store(error) => error.code(),
            Self::Key(error) => error.code(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vigie_exchange::channel::Refusal;

    fn full() -> vigie_store::Error {
        vigie_store::Error::Disk {
            path: "ledger.sqlite".into(),
            source: std::io::ErrorKind::StorageFull.into(),
        }
    }

    #[test]
    fn faults_of_this_node_are_never_the_partners() {
        let own: [DeskError; 5] = [
            LineError::Store(full()).into(),
            LineError::Key(KeyError::Randomness).into(),
            PeerError::Store(full()).into(),
            PeerError::Line(LineError::Store(full())).into(),
            PeerError::Line(LineError::Key(KeyError::Randomness)).into(),
        ];
        for fault in own {
            assert!(fault.is_own(), "{fault:?}");
        }
        let others: [DeskError; 4] = [
            LineError::Refused(Refusal::Malformed).into(),
            PeerError::Line(LineError::Refused(Refusal::Busy)).into(),
            PeerError::Exchange(vigie_exchange::Error::NoInputs).into(),
            DeskError::Refused("not-for-us"),
        ];
        for fault in others {
            assert!(!fault.is_own(), "{fault:?}");
        }
    }
}
