//! The sender after a restart, or after its partner lost entries: from what was stored.

use super::super::wire::{Reader, put_varint};
use super::super::{Checkpoint, Countersigned, Frontier, Header, Nodes, Refusal};
use super::{Outbox, slot};

impl Outbox {
    /// After a restart: the stored state (empty when there is none) and all stored headers in order,
    /// from [`Outbox::needed_from`] of that state on. Nothing is taken for acknowledged that the state
    /// does not say; the partner's first acknowledgement tells the rest.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] when state and headers do not fit each other.
    pub fn restore(
        mut self,
        state: &[u8],
        headers: impl IntoIterator<Item = Header>,
        nodes: &mut impl Nodes,
    ) -> Result<Self, Refusal> {
        if !state.is_empty() {
            self.load(state)?;
        }
        let mut next = self.base;
        for header in headers {
            if header.seq != next {
                return Err(Refusal::Malformed);
            }
            if header.seq >= self.frontier.size() {
                self.frontier.append(header.leaf(), nodes);
            }
            next += 1;
            self.slots.push_back(slot(&header));
        }
        if self.frontier.size() != next {
            return Err(Refusal::Malformed);
        }
        self.committed = next;
        self.durable = self.frontier.clone();
        self.requeue_all();
        Ok(self)
    }

    /// The first header that [`Outbox::restore`] needs with this state.
    ///
    /// # Errors
    /// [`Refusal::Malformed`].
    pub fn needed_from(state: &[u8]) -> Result<u64, Refusal> {
        if state.is_empty() {
            Ok(0)
        } else {
            Reader::new(state).varint()
        }
    }

    /// Bytes to keep, for a quicker restart.
    pub fn state(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_varint(&mut out, self.base);
        self.durable.encode(&mut out);
        out.push(u8::from(self.countersigned.is_some()));
        if let Some(both) = &self.countersigned {
            both.checkpoint.encode(&mut out);
            out.extend_from_slice(&both.countersignature);
        }
        out
    }

    fn load(&mut self, state: &[u8]) -> Result<(), Refusal> {
        let mut reader = Reader::new(state);
        self.base = reader.varint()?;
        self.frontier = Frontier::decode(&mut reader)?;
        if reader.byte()? == 1 {
            let checkpoint = Checkpoint::decode(&mut reader)?;
            let both = Countersigned {
                checkpoint,
                countersignature: reader.array()?,
            };
            self.keys
                .verify(&self.stream, |stream| both.verify(stream))?;
            self.countersigned = Some(both);
        }
        reader.finish()
    }

    /// The partner lost entries and an operator agreed to send them again: all stored headers from where
    /// it stands up to our base, in order.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] when they are not exactly those.
    pub fn rewind(&mut self, headers: &[Header]) -> Result<(), Refusal> {
        let fits = headers
            .iter()
            .rev()
            .zip((0..self.base).rev())
            .all(|(header, seq)| header.seq == seq);
        if !fits || headers.len() as u64 > self.base {
            return Err(Refusal::Malformed);
        }
        for header in headers.iter().rev() {
            self.slots.push_front(slot(header));
            self.base -= 1;
        }
        self.requeue_all();
        self.asked_ms = None;
        Ok(())
    }
}
