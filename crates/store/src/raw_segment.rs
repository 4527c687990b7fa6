//! The bytes of a raw segment: frames of pieces, as a feed received them.
//!
//! A frame is `length u32, CRC-32C u32 over length and payload, payload`, little-endian, as in the spool. The payload of
//! the first frame is the header, JSON; every other one is pieces after one another: `kind u8, received i64 (ms since 1970
//! UTC), session u64, length u32, bytes`. A session is one connection, or one sender of datagrams.

use std::io::{self, Read};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::checksum::crc32c;

/// Longest payload, bytes: the keeper writes some 1 MB at once.
pub(crate) const PAYLOAD_BYTES_MAX: usize = 64 << 20;
/// Bytes of a piece before its own.
pub(crate) const PIECE_HEAD: usize = 21;
/// Bytes of a frame before its payload.
pub(crate) const FRAME_HEAD: usize = 8;
/// What the chain's hashes begin with.
const DOMAIN: &[u8] = b"vigie/raw/1\n";

/// What a piece of a raw log is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RawKind {
    /// Bytes of a stream, as one read gave them.
    Bytes,
    /// A datagram, whole.
    Datagram,
    /// A session begins; the bytes are the address of the other side.
    Begin,
    /// A session ended.
    End,
    /// The disk refused what came here; the bytes are how many, in digits.
    Lost,
    /// A recorded file that was read; the bytes are a [`RawFile`] as JSON.
    File,
}

const KINDS: [RawKind; 6] = [
    RawKind::Bytes,
    RawKind::Datagram,
    RawKind::Begin,
    RawKind::End,
    RawKind::Lost,
    RawKind::File,
];

/// One thing that a feed received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawPiece {
    /// What it is.
    pub kind: RawKind,
    /// When it was received, milliseconds since 1970 UTC.
    pub received_ms: i64,
    /// The session.
    pub session: u64,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A recorded file that a feed read: it is not copied, its sum says which bytes were meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawFile {
    /// Where it was.
    pub path: String,
    /// Its size, bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes as they lay on the disk.
    pub sha256: String,
}

/// A session that had begun before a segment did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawSession {
    /// The session.
    pub session: u64,
    /// Address of the other side.
    pub source: String,
    /// Segment in which it began.
    pub segment: u64,
}

/// First frame of a segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawHeader {
    /// Version of the form: 1.
    pub vigie_raw: u32,
    /// `live`, or `exercise:NAME`: an exercise is marked in each segment.
    pub realm: String,
    /// Number of the feed.
    pub feed: u16,
    /// Its address.
    pub address: String,
    /// Its format, as it was given.
    pub format: String,
    /// Number of the segment, from 1.
    pub segment: u64,
    /// Hash of the chain up to the segment before, hexadecimal.
    pub before: String,
    /// When it was begun, milliseconds since 1970 UTC.
    pub began_ms: i64,
    /// Sessions that had begun.
    pub sessions: Vec<RawSession>,
    /// Bytes of a write cut short by a crash, before this segment.
    pub torn_bytes: u64,
}

/// A piece and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawFound {
    /// Place of its first byte in the unpacked segment.
    pub offset: u64,
    /// The piece.
    pub piece: RawPiece,
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A hash from its digits.
pub(crate) fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut out = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, at) in out.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(out)
}

/// The hash of the chain after a segment: over the one before and the segment's SHA-256.
#[must_use]
pub fn raw_chain(before: &[u8; 32], sha256: &[u8; 32]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(DOMAIN);
    hash.update(before);
    hash.update(sha256);
    hash.finalize().into()
}

/// The same in hexadecimal digits; `None` for what is none.
#[must_use]
pub fn raw_link(before: &str, sha256: &str) -> Option<String> {
    Some(hex(&raw_chain(&unhex(before)?, &unhex(sha256)?)))
}

/// Adds a piece to a payload.
pub(crate) fn put_piece(piece: &RawPiece, out: &mut Vec<u8>) {
    let kind = KINDS.iter().position(|kind| *kind == piece.kind);
    let length = u32::try_from(piece.bytes.len()).unwrap_or(u32::MAX);
    let kept = piece.bytes.get(..length as usize).unwrap_or(&piece.bytes);
    out.push(kind.and_then(|n| u8::try_from(n).ok()).unwrap_or_default());
    out.extend_from_slice(&piece.received_ms.to_le_bytes());
    out.extend_from_slice(&piece.session.to_le_bytes());
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(kept);
}

/// The pieces of a payload that lies at `at` of the segment; `None` if it is not sound.
pub(crate) fn pieces(payload: &[u8], at: u64) -> Option<Vec<RawFound>> {
    let (mut out, mut rest, mut offset) = (Vec::new(), payload, at);
    while !rest.is_empty() {
        let (head, after) = rest.split_at_checked(PIECE_HEAD)?;
        let (kind, head) = head.split_first()?;
        let (received, head) = head.split_first_chunk::<8>()?;
        let (session, head) = head.split_first_chunk::<8>()?;
        let length = u32::from_le_bytes(*head.first_chunk()?) as usize;
        let (bytes, next) = after.split_at_checked(length)?;
        let piece = RawPiece {
            kind: *KINDS.get(usize::from(*kind))?,
            received_ms: i64::from_le_bytes(*received),
            session: u64::from_le_bytes(*session),
            bytes: bytes.to_vec(),
        };
        offset += PIECE_HEAD as u64;
        out.push(RawFound { offset, piece });
        offset += length as u64;
        rest = next;
    }
    Some(out)
}

/// A frame of a payload; `None` if it is too long.
pub(crate) fn frame(payload: &[u8]) -> Option<Vec<u8>> {
    if payload.len() > PAYLOAD_BYTES_MAX {
        return None;
    }
    let length = u32::try_from(payload.len()).ok()?.to_le_bytes();
    let check = crc32c(&[&length, payload]).to_le_bytes();
    Some([&length[..], &check, payload].concat())
}

/// Reads the frames of a segment and sums its bytes.
pub(crate) struct Frames<R> {
    from: R,
    hash: Sha256,
    /// Bytes of sound frames so far.
    pub(crate) sound: u64,
    pub(crate) payload: Vec<u8>,
}

/// What comes next in a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A frame; its payload lies at this place of the segment.
    Frame(u64),
    /// The end.
    End,
    /// Bytes that are no frame.
    Torn,
}

impl<R: Read> Frames<R> {
    pub(crate) fn new(from: R) -> Self {
        Self {
            from,
            hash: Sha256::new(),
            sound: 0,
            payload: Vec::new(),
        }
    }

    /// The next frame.
    pub(crate) fn step(&mut self) -> io::Result<Step> {
        let mut head = Vec::new();
        let from = self.from.by_ref();
        let count = from.take(FRAME_HEAD as u64).read_to_end(&mut head)?;
        if count == 0 {
            return Ok(Step::End);
        }
        let words = head.first_chunk::<4>().zip(head.last_chunk::<4>());
        let Some((length, check)) = words.filter(|_| count == FRAME_HEAD) else {
            return Ok(Step::Torn);
        };
        let bytes = u32::from_le_bytes(*length) as usize;
        if bytes > PAYLOAD_BYTES_MAX {
            return Ok(Step::Torn);
        }
        self.payload.clear();
        let from = self.from.by_ref();
        let read = from.take(bytes as u64).read_to_end(&mut self.payload)?;
        if read < bytes || crc32c(&[length, &self.payload]) != u32::from_le_bytes(*check) {
            return Ok(Step::Torn);
        }
        self.hash.update(&head);
        self.hash.update(&self.payload);
        let at = self.sound + FRAME_HEAD as u64;
        self.sound = at + bytes as u64;
        Ok(Step::Frame(at))
    }

    /// SHA-256 of the sound frames so far.
    pub(crate) fn sum(&self) -> [u8; 32] {
        self.hash.clone().finalize().into()
    }

    /// The header, when the first frame was read last.
    pub(crate) fn header(&self) -> Option<RawHeader> {
        serde_json::from_slice(&self.payload).ok()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn pieces_come_back_as_they_were_with_their_place() {
        let piece = |kind, bytes: &[u8]| RawPiece {
            kind,
            received_ms: -5,
            session: u64::MAX,
            bytes: bytes.to_vec(),
        };
        let all = KINDS.map(|kind| piece(kind, b"!AIVDM\r\n"));
        let mut payload = Vec::new();
        all.iter().for_each(|one| put_piece(one, &mut payload));
        let found = pieces(&payload, 100).unwrap();
        let back: Vec<RawPiece> = found.iter().map(|one| one.piece.clone()).collect();
        assert_eq!(back, all);
        for one in &found {
            let at = usize::try_from(one.offset).unwrap() - 100;
            assert_eq!(&payload[at..at + 8], b"!AIVDM\r\n");
        }
        for cut in 1..payload.len() {
            let whole = cut % (PIECE_HEAD + 8) == 0;
            assert_eq!(pieces(&payload[..cut], 0).is_some(), whole, "{cut}");
        }
        payload[0] = 99;
        assert_eq!(pieces(&payload, 0), None);
    }

    #[test]
    fn a_hash_is_its_digits() {
        let hash = raw_chain(&[0; 32], &[7; 32]);
        assert_eq!(unhex(&hex(&hash)), Some(hash));
        assert_eq!(unhex(&"é".repeat(32)), None);
        assert_eq!(unhex("00"), None);
    }
}
