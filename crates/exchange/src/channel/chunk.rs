//! Large copies in pieces: an outline of a thousand islands, a plan of a season, a photograph. Each piece is an entry of
//! its own, so a cut costs one piece, and alerts pass between them.
//!
//! The pieces of a whole have numbers that follow each other in the stream. Every piece says what the whole is (digest,
//! length, count) and when it ends, so a receiver knows both before it has the whole, and each piece alone binds its
//! sender to the whole. What is cut is the copy that the release decision made, packed where that is smaller:
//!
//! ```text
//! piece  version digest(32) length count index flags [not-after] [purge-at] bytes
//! ```
//! Bodies stay with whoever keeps the entries: [`Assembly`] remembers only which pieces are there.

use super::entry::Header;
use super::span::Spans;
use super::wire::{Reader, put_signed, put_varint};
use super::{Hash, Refusal};
use crate::{ASSERTION_BYTES_MAX, CopyTerms, Digest, HoldRule, Time};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Bytes of one piece: four seconds on air at 9,600 bit/s, which is what a cut may cost.
pub const PIECE_BYTES: usize = 4 * 1024;
/// Pieces of one whole; of [`PIECE_BYTES`] each, the largest whole has 2,048.
pub const PIECES_MAX: u64 = 4_096;
/// Wholes of one stream that are not together yet.
pub const UNFINISHED_MAX: usize = 64;
/// Bytes of all of these, as they will be when they are together.
pub const UNFINISHED_BYTES_MAX: u64 = 64 * 1024 * 1024;

const VERSION: u8 = 1;
/// zstd level: a large outline shrinks to a quarter in a fraction of a second.
const EFFORT: i32 = 6;

const PACKED: u8 = 1;
const MAY_BE_HELD: u8 = 2;
const HAS_NOT_AFTER: u8 = 4;
const HAS_PURGE_AT: u8 = 8;

/// What every piece says of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thing {
    /// SHA-256 of the whole.
    pub digest: Hash,
    /// Its bytes.
    pub length: u64,
    /// How many pieces.
    pub count: u64,
    /// The pieces are of its zstd form.
    pub packed: bool,
    /// What its label says of its end.
    pub terms: CopyTerms,
}

/// One piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// What it is a piece of.
    pub thing: Thing,
    /// Which piece, from 0.
    pub index: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
}

impl Chunk {
    /// Cuts `whole` into pieces of at most `size` bytes; nothing of an empty one.
    pub fn cut(whole: &[u8], terms: CopyTerms, size: usize) -> Vec<Self> {
        let packed = zstd::bulk::compress(whole, EFFORT).ok();
        let packed = packed.filter(|packed| packed.len() < whole.len());
        let pieces = packed.as_deref().unwrap_or(whole).chunks(size.max(1));
        let thing = Thing {
            digest: Digest::of(whole).0,
            length: whole.len() as u64,
            count: pieces.len() as u64,
            packed: packed.is_some(),
            terms,
        };
        pieces
            .zip(0..)
            .map(|(piece, index)| Self {
                thing,
                index,
                bytes: piece.to_vec(),
            })
            .collect()
    }

    /// The body of an entry of [`Form::Chunk`](super::Form::Chunk).
    pub fn encode(&self) -> Vec<u8> {
        let Thing { terms, .. } = self.thing;
        let mut out = Vec::with_capacity(self.bytes.len() + 64);
        out.push(VERSION);
        out.extend_from_slice(&self.thing.digest);
        for number in [self.thing.length, self.thing.count, self.index] {
            put_varint(&mut out, number);
        }
        let flags = [
            (PACKED, self.thing.packed),
            (MAY_BE_HELD, terms.hold == HoldRule::Investigation),
            (HAS_NOT_AFTER, terms.not_after.is_some()),
            (HAS_PURGE_AT, terms.purge_at.is_some()),
        ];
        let set = flags.iter().filter(|(_, is_set)| *is_set);
        out.push(set.fold(0, |all, (flag, _)| all | flag));
        for end in [terms.not_after, terms.purge_at].into_iter().flatten() {
            put_signed(&mut out, end.ms());
        }
        out.extend_from_slice(&self.bytes);
        out
    }

    /// Reads a body.
    ///
    /// # Errors
    /// [`Refusal::Malformed`], [`Refusal::Oversized`], [`Refusal::UnknownVersion`].
    pub fn decode(body: &[u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(body);
        if reader.byte()? != VERSION {
            return Err(Refusal::UnknownVersion);
        }
        let digest = reader.array()?;
        let length = reader.bounded(ASSERTION_BYTES_MAX as u64)?;
        let count = reader.bounded(PIECES_MAX)?;
        let index = reader.varint()?;
        let flags = reader.byte()?;
        if flags & !(PACKED | MAY_BE_HELD | HAS_NOT_AFTER | HAS_PURGE_AT) != 0 {
            return Err(Refusal::UnknownVersion);
        }
        let mut end = |flag: u8| {
            let time = |ms| Time::checked(ms).or(Err(Refusal::Malformed));
            let has = flags & flag != 0;
            has.then(|| reader.signed().and_then(time)).transpose()
        };
        let (not_after, purge_at) = (end(HAS_NOT_AFTER)?, end(HAS_PURGE_AT)?);
        let bytes = reader.rest().to_vec();
        if index >= count || bytes.is_empty() || bytes.len() as u64 > length {
            return Err(Refusal::Malformed);
        }
        let hold = match flags & MAY_BE_HELD {
            0 => HoldRule::Never,
            _ => HoldRule::Investigation,
        };
        let terms = CopyTerms {
            not_after,
            purge_at,
            hold,
        };
        Ok(Self {
            thing: Thing {
                digest,
                length,
                count,
                packed: flags & PACKED != 0,
                terms,
            },
            index,
            bytes,
        })
    }
}

/// A whole whose pieces are all there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole {
    /// Number of its first piece.
    pub first: u64,
    /// What its pieces say of it.
    pub thing: Thing,
    /// The object that their headers name.
    pub object: Option<[u8; 16]>,
}

impl Whole {
    /// What an entry with this piece belongs to.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] when its first piece would stand before the stream, or its last beyond the numbers there are.
    pub fn of(header: &Header, chunk: &Chunk) -> Result<Self, Refusal> {
        let first = header.seq.checked_sub(chunk.index);
        let first = first.filter(|first| first.checked_add(chunk.thing.count).is_some());
        Ok(Self {
            first: first.ok_or(Refusal::Malformed)?,
            thing: chunk.thing,
            object: header.object,
        })
    }

    /// The numbers of its pieces.
    pub fn numbers(&self) -> Range<u64> {
        self.first..self.first.saturating_add(self.thing.count)
    }

    /// Puts the bodies of its entries together, in the order of their numbers.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] when they are not exactly the pieces, or not of the length and digest that they say.
    pub fn join<B: AsRef<[u8]>>(
        &self,
        bodies: impl IntoIterator<Item = B>,
    ) -> Result<Vec<u8>, Refusal> {
        let length = usize::try_from(self.thing.length).or(Err(Refusal::Oversized))?;
        let (mut bytes, mut next) = (Vec::new(), 0);
        for body in bodies {
            let chunk = Chunk::decode(body.as_ref())?;
            let fits = bytes.len() + chunk.bytes.len() <= length;
            if (chunk.thing, chunk.index) != (self.thing, next) || !fits {
                return Err(Refusal::Malformed);
            }
            bytes.extend_from_slice(&chunk.bytes);
            next += 1;
        }
        let whole = match self.thing.packed {
            true => zstd::bulk::decompress(&bytes, length).or(Err(Refusal::Malformed))?,
            false => bytes,
        };
        let is_whole = next == self.thing.count && whole.len() == length;
        if is_whole && Digest::of(&whole).0 == self.thing.digest {
            Ok(whole)
        } else {
            Err(Refusal::Malformed)
        }
    }
}

#[derive(Debug, Clone)]
struct Making {
    whole: Whole,
    released_ms: i64,
    got: Spans,
    bytes: u64,
}

/// Which pieces of one stream are there, in whatever order they come.
#[derive(Debug, Clone, Default)]
pub struct Assembly {
    /// By the number of the first piece.
    making: BTreeMap<u64, Making>,
    /// Wholes that are together: how many pieces, by the number of the first.
    made: BTreeMap<u64, u64>,
    bytes: u64,
}

impl Assembly {
    /// Takes note of a piece that is kept; gives the whole when it was the last one missing. One that is there already
    /// changes nothing.
    ///
    /// # Errors
    /// [`Refusal::Busy`] at the bounds of what is unfinished; [`Refusal::Malformed`] for a piece that says of the whole
    /// something else than the pieces before it, or stands where another whole is. Nothing is changed then.
    pub fn take(&mut self, header: &Header, chunk: &Chunk) -> Result<Option<Whole>, Refusal> {
        let whole = Whole::of(header, chunk)?;
        let first = whole.first;
        if !self.making.contains_key(&first) {
            if self.made.contains_key(&first) && self.range_of(header.seq).is_some() {
                return Ok(None);
            }
            self.begin(whole, header.released_ms)?;
        }
        let Some(making) = self.making.get_mut(&first) else {
            return Err(Refusal::Malformed);
        };
        if making.whole != whole || making.released_ms != header.released_ms {
            return Err(Refusal::Malformed);
        }
        if making.got.contains(chunk.index) {
            return Ok(None);
        }
        let bytes = making.bytes + chunk.bytes.len() as u64;
        if bytes > whole.thing.length {
            return Err(Refusal::Malformed);
        }
        making.got.insert(chunk.index..chunk.index + 1);
        making.bytes = bytes;
        if making.got.first_missing(0) < whole.thing.count {
            return Ok(None);
        }
        self.drop_making(first);
        self.made.insert(first, whole.thing.count);
        Ok(Some(whole))
    }

    fn begin(&mut self, whole: Whole, released_ms: i64) -> Result<(), Refusal> {
        let numbers = whole.numbers();
        let inside = self.making.range(numbers.clone()).next().is_some()
            || self.made.range(numbers.clone()).next().is_some();
        if inside || self.range_of(numbers.start).is_some() {
            return Err(Refusal::Malformed);
        }
        let bytes = self.bytes + whole.thing.length;
        if self.making.len() >= UNFINISHED_MAX || bytes > UNFINISHED_BYTES_MAX {
            return Err(Refusal::Busy);
        }
        self.bytes = bytes;
        let making = Making {
            whole,
            released_ms,
            got: Spans::default(),
            bytes: 0,
        };
        self.making.insert(whole.first, making);
        Ok(())
    }

    fn drop_making(&mut self, first: u64) {
        if let Some(gone) = self.making.remove(&first) {
            self.bytes = self.bytes.saturating_sub(gone.whole.thing.length);
        }
    }

    /// A whole that went, or came, with all its pieces.
    pub fn made(&mut self, first: u64, count: u64) {
        if count > 0 && first.checked_add(count).is_some() {
            self.made.insert(first, count);
        }
    }

    fn range_of(&self, seq: u64) -> Option<Range<u64>> {
        let making = self.making.range(..=seq).next_back();
        let making = making.map(|(_, making)| making.whole.numbers());
        let made = self.made.range(..=seq).next_back();
        let made = made.map(|(first, count)| *first..first.saturating_add(*count));
        let mut both = [making, made].into_iter().flatten();
        both.find(|range| range.contains(&seq))
    }

    /// The numbers of the pieces that belong together with this one; only the number itself if it is of no piece.
    pub fn together(&self, seq: u64) -> Range<u64> {
        let alone = seq..seq.saturating_add(1);
        self.range_of(seq).unwrap_or(alone)
    }

    /// The pieces that are there and belong together with any of these, as far as they are not among them.
    pub fn with(&self, seqs: &BTreeSet<u64>) -> Vec<u64> {
        if self.is_empty() {
            return Vec::new();
        }
        let ranges = seqs.iter().filter_map(|seq| self.range_of(*seq));
        let firsts: BTreeSet<u64> = ranges.map(|range| range.start).collect();
        let there = firsts.into_iter().flat_map(|first| self.there(first));
        there.filter(|seq| !seqs.contains(seq)).collect()
    }

    /// The pieces that are there of the whole that begins at a number.
    fn there(&self, first: u64) -> Vec<u64> {
        let indices: Vec<u64> = match (self.making.get(&first), self.made.get(&first)) {
            (Some(making), _) => making.got.iter().flatten().collect(),
            (None, Some(count)) => (0..*count).collect(),
            (None, None) => Vec::new(),
        };
        let numbers = indices.iter().map(|index| first.saturating_add(*index));
        numbers.collect()
    }

    /// Wholes that are together and have pieces of this number or a later one.
    pub fn made_from(&self, seq: u64) -> impl Iterator<Item = Range<u64>> + '_ {
        let made = self.made.iter();
        let ranges = made.map(|(first, count)| *first..first.saturating_add(*count));
        ranges.filter(move |range| range.end > seq)
    }

    /// A whole was put together and cannot be read: forgets it and gives its numbers, or that of the piece alone.
    pub fn spoilt(&mut self, seq: u64) -> Range<u64> {
        let range = self.together(seq);
        match self.made.remove(&range.start) {
            Some(_) => range,
            None => seq..seq.saturating_add(1),
        }
    }

    /// The pieces that are there of wholes that will never be together: everything below `head` came, and not all of theirs
    /// did.
    pub fn stuck(&self, head: u64) -> Vec<u64> {
        let stuck = self.making.values();
        let stuck = stuck.filter(|making| making.whole.numbers().end <= head);
        stuck
            .flat_map(|making| self.there(making.whole.first))
            .collect()
    }

    /// These are deleted: what they were pieces of is forgotten.
    pub fn purged(&mut self, seqs: &BTreeSet<u64>) {
        if self.is_empty() {
            return;
        }
        for seq in seqs {
            if let Some(range) = self.range_of(*seq) {
                self.drop_making(range.start);
                self.made.remove(&range.start);
            }
        }
    }

    /// How many are not together yet, and their bytes when they will be.
    pub fn unfinished(&self) -> (usize, u64) {
        (self.making.len(), self.bytes)
    }

    /// No piece of anything?
    pub fn is_empty(&self) -> bool {
        self.making.is_empty() && self.made.is_empty()
    }
}
