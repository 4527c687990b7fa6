//! What a datagram says in clear.

use super::Refusal;
use super::handshake::{ANSWER, CONFIRM, DATA, HELLO};
use super::wire::Reader;

/// What the first byte of a datagram says, for the node to find the carrier it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Datagram {
    /// Somebody begins: make a new listening carrier, limit the rate.
    Hello,
    /// For the carrier that was made with this session number.
    Session([u8; 4]),
}

impl Datagram {
    /// Reads the clear part.
    ///
    /// # Errors
    /// [`Refusal::Malformed`].
    pub fn peek(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(bytes);
        match reader.byte()? {
            HELLO => Ok(Self::Hello),
            ANSWER | CONFIRM => reader
                .byte()
                .and_then(|_| reader.array())
                .map(Self::Session),
            DATA => reader.array().map(Self::Session),
            _ => Err(Refusal::Malformed),
        }
    }
}
