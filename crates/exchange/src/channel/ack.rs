//! What a receiver says: its contiguous head, what it holds above (so: the gap list), which skipped
//! bodies it wants after all, and its countersignature of the newest head it could check.

use super::Refusal;
use super::bundle::{Bundle, Envelope, MessageKind, close, open};
use super::seal::{Seal, Use};
use super::span::Spans;
use super::stream::Stream;
use super::wire::{Reader, put_varint};

/// Whether a message is one of this stream: it opens under the seal, and what the sender signed bears its signature. What
/// it says is not taken.
///
/// # Errors
/// A [`Refusal`].
pub fn check_message(bytes: &[u8], stream: &Stream, seal: &Seal) -> Result<MessageKind, Refusal> {
    let kind = Envelope::peek(bytes)?.kind;
    match kind {
        MessageKind::Bundle => {
            let (bundle, _) = Bundle::open(bytes, stream, seal)?;
            if let Some(checkpoint) = &bundle.checkpoint {
                checkpoint.verify(stream)?;
            }
        }
        MessageKind::Ack => drop(Ack::open(bytes, stream, seal)?),
    }
    Ok(kind)
}

/// An acknowledgement. Everything in it is durable at the receiver.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ack {
    /// The newest connection number seen from the sender: shows that this is not an old message.
    pub session: u32,
    /// All entries below are held.
    pub head: u64,
    /// Held above the head.
    pub held: Spans,
    /// Skipped entries whose bodies are wanted.
    pub want: Spans,
    /// Size of a head, and the receiver's signature of it.
    pub countersignature: Option<(u64, [u8; 64])>,
}

impl Ack {
    fn encode(&self) -> Vec<u8> {
        let mut out = vec![u8::from(self.countersignature.is_some())];
        put_varint(&mut out, u64::from(self.session));
        put_varint(&mut out, self.head);
        self.held.encode(self.head, &mut out);
        self.want.encode(0, &mut out);
        if let Some((size, signature)) = &self.countersignature {
            put_varint(&mut out, *size);
            out.extend_from_slice(signature);
        }
        out
    }

    fn decode(plain: &[u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(plain);
        let flags = reader.byte()?;
        if flags > 1 {
            return Err(Refusal::UnknownVersion);
        }
        let session = reader.bounded(u64::from(u32::MAX))? as u32;
        let head = reader.varint()?;
        let held = Spans::decode(head, &mut reader)?;
        let want = Spans::decode(0, &mut reader)?;
        let countersignature = if flags == 1 {
            Some((reader.varint()?, reader.array()?))
        } else {
            None
        };
        reader.finish()?;
        Ok(Self {
            session,
            head,
            held,
            want,
            countersignature,
        })
    }

    pub(crate) fn close(&self, stream: &Stream, seal: &Seal) -> Result<Vec<u8>, Refusal> {
        close(stream, seal, Use::Ack, &self.encode())
    }

    pub(crate) fn open(bytes: &[u8], stream: &Stream, seal: &Seal) -> Result<Self, Refusal> {
        Self::decode(&open(stream, seal, Use::Ack, bytes)?)
    }
}
