//! Large things in pieces: a photograph, a month of tracks. Each piece is an entry of its own, so a cut
//! costs one piece, and alerts pass between them.

use super::Refusal;
use super::wire::{Reader, put_varint};
use std::collections::BTreeMap;

/// Pieces of one thing.
pub const PIECES_MAX: u64 = 65_536;
/// Largest thing put together here.
pub const WHOLE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Things in the making at once.
pub const THINGS_MAX: usize = 16;

/// One piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Names the thing: the first bytes of its hash, or its object id.
    pub thing: [u8; 16],
    /// Which piece, from 0.
    pub index: u64,
    /// How many pieces.
    pub count: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Chunk {
    /// Cuts `whole` into pieces of at most `size` bytes.
    pub fn cut(thing: [u8; 16], whole: &[u8], size: usize) -> Vec<Self> {
        let pieces = whole.chunks(size.max(1));
        let count = pieces.len() as u64;
        pieces
            .zip(0..)
            .map(|(piece, index)| Self {
                thing,
                index,
                count,
                bytes: piece.to_vec(),
            })
            .collect()
    }

    /// The body of an entry of [`Form::Chunk`](super::Form::Chunk).
    pub fn encode(&self) -> Vec<u8> {
        let mut out = self.thing.to_vec();
        put_varint(&mut out, self.index);
        put_varint(&mut out, self.count);
        out.extend_from_slice(&self.bytes);
        out
    }

    /// Reads a body.
    ///
    /// # Errors
    /// [`Refusal::Malformed`], [`Refusal::Oversized`].
    pub fn decode(body: &[u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(body);
        let thing = reader.array()?;
        let index = reader.varint()?;
        let count = reader.bounded(PIECES_MAX)?;
        if index >= count {
            return Err(Refusal::Malformed);
        }
        Ok(Self {
            thing,
            index,
            count,
            bytes: reader.rest().to_vec(),
        })
    }
}

#[derive(Debug, Clone, Default)]
struct Making {
    count: u64,
    bytes: u64,
    pieces: BTreeMap<u64, Vec<u8>>,
}

/// Puts pieces together, in any order.
#[derive(Debug, Clone, Default)]
pub struct Assembly {
    things: BTreeMap<[u8; 16], Making>,
}

impl Assembly {
    /// Takes a piece; gives the whole when it was the last one missing.
    ///
    /// # Errors
    /// [`Refusal::Oversized`] and [`Refusal::Busy`] at the bounds; [`Refusal::Malformed`] when the count changes.
    pub fn take(&mut self, chunk: Chunk) -> Result<Option<Vec<u8>>, Refusal> {
        if !self.things.contains_key(&chunk.thing) && self.things.len() >= THINGS_MAX {
            return Err(Refusal::Busy);
        }
        let making = self.things.entry(chunk.thing).or_default();
        if making.count != 0 && making.count != chunk.count {
            return Err(Refusal::Malformed);
        }
        making.count = chunk.count;
        making.bytes += chunk.bytes.len() as u64;
        if let Some(before) = making.pieces.insert(chunk.index, chunk.bytes) {
            making.bytes = making.bytes.saturating_sub(before.len() as u64);
        }
        if making.bytes > WHOLE_BYTES_MAX {
            self.things.remove(&chunk.thing);
            return Err(Refusal::Oversized);
        }
        if making.pieces.len() as u64 != chunk.count {
            return Ok(None);
        }
        let whole = self.things.remove(&chunk.thing).unwrap_or_default();
        Ok(Some(whole.pieces.into_values().flatten().collect()))
    }

    /// Gives up a thing.
    pub fn forget(&mut self, thing: &[u8; 16]) {
        self.things.remove(thing);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_in_any_order_make_the_whole() {
        let whole: Vec<u8> = (0..1_000u32).map(|n| n as u8).collect();
        let mut pieces = Chunk::cut([7; 16], &whole, 64);
        pieces.reverse();
        pieces.push(pieces[3].clone());
        let mut assembly = Assembly::default();
        let made: Vec<_> = pieces
            .into_iter()
            .filter_map(|piece| {
                assembly
                    .take(Chunk::decode(&piece.encode()).unwrap())
                    .unwrap()
            })
            .collect();
        assert_eq!(made, [whole]);
    }
}
