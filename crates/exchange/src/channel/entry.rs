//! One entry of a stream: a header that the tree commits to, and a body that may come later or be purged.
//!
//! The header holds a salted commitment to the body, never a plain hash: when a body and its salt are
//! destroyed (expiry, recall), what stays in the tree does not let anyone test guesses about it. A
//! conflated entry (an older position nobody needs in a hurry) is a header whose body is sent on demand.

use super::Refusal;
use super::merkle::{Hash, leaf_hash};
use super::wire::{Reader, put_signed, put_varint};
use sha2::{Digest, Sha256};

/// Version of the header form; it is the first byte under the leaf hash.
pub const HEADER_VERSION: u8 = 1;
/// Largest body. A larger copy is cut into pieces (see [`chunk`](super::chunk)); 256 KiB is also the largest
/// message of the carriers.
pub const BODY_BYTES_MAX: usize = 256 * 1024;
/// Salt of the body commitment.
pub const SALT_BYTES: usize = 16;

/// What goes first over a thin link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// P0: distress, evacuation, revocation.
    Distress = 0,
    /// P1: alerts, tasking.
    Alert = 1,
    /// P2: plans, ordinary records.
    Plan = 2,
    /// P3: latest positions and other values of which only the newest matters.
    Latest = 3,
    /// P4: history, media.
    History = 4,
}

impl Priority {
    /// All, most urgent first.
    pub const ALL: [Self; 5] = [
        Self::Distress,
        Self::Alert,
        Self::Plan,
        Self::Latest,
        Self::History,
    ];

    /// The lane in which it travels.
    pub fn lane(self) -> Lane {
        match self {
            Self::Distress => Lane::Distress,
            Self::Alert => Lane::Urgent,
            Self::Plan | Self::Latest | Self::History => Lane::Bulk,
        }
    }

    fn from_bits(bits: u8) -> Result<Self, Refusal> {
        Self::ALL
            .get(usize::from(bits))
            .copied()
            .ok_or(Refusal::Malformed)
    }
}

/// Three lanes of a carrier; a fuller one never holds up a more urgent one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// P0.
    Distress = 0,
    /// P1, acknowledgements.
    Urgent = 1,
    /// P2 to P4.
    Bulk = 2,
}

impl Lane {
    /// All, most urgent first.
    pub const ALL: [Self; 3] = [Self::Distress, Self::Urgent, Self::Bulk];
}

/// What the body is. Unknown forms are kept and counted, never a reason to stop a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// A released record.
    Record,
    /// A [`Segment`](super::Segment) of positions.
    Segment,
    /// One piece of a copy that is too large for a record.
    Chunk,
    /// Words of the agreement itself.
    Paper,
    /// Of a newer version of the program.
    Unknown(u8),
}

impl Form {
    fn byte(self) -> u8 {
        match self {
            Self::Record => 0,
            Self::Segment => 1,
            Self::Chunk => 2,
            Self::Paper => 0x10,
            Self::Unknown(byte) => byte,
        }
    }

    fn from_byte(byte: u8) -> Self {
        match byte {
            0 => Self::Record,
            1 => Self::Segment,
            2 => Self::Chunk,
            0x10 => Self::Paper,
            other => Self::Unknown(other),
        }
    }
}

/// What the tree commits to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Number in the stream, from 0, without holes.
    pub seq: u64,
    /// Class of urgency.
    pub priority: Priority,
    /// Form of the body.
    pub form: Form,
    /// The object it is about (absent: many, or none).
    pub object: Option<[u8; 16]>,
    /// Conflation key: a later entry with the same key makes this one's body unnecessary.
    pub key: Option<u64>,
    /// When the sender released it, ms of Unix time by the sender's clock. Never used for order.
    pub released_ms: i64,
    /// When the receiver must stop showing it.
    pub expires_ms: Option<i64>,
    /// Length of the body.
    pub body_len: u32,
    /// `SHA-256("vigie body v1", salt, body)`.
    pub commitment: Hash,
}

const HAS_OBJECT: u8 = 0x08;
const HAS_KEY: u8 = 0x10;
const HAS_EXPIRY: u8 = 0x20;
const PRIORITY_BITS: u8 = 0x07;

impl Header {
    /// The canonical bytes, which the leaf hash covers.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = vec![HEADER_VERSION];
        put_varint(&mut out, self.seq);
        self.encode_brief(0, &mut out);
        out.extend_from_slice(&self.commitment);
        out
    }

    /// Reads canonical bytes.
    ///
    /// # Errors
    /// [`Refusal::Malformed`], [`Refusal::UnknownVersion`], [`Refusal::Oversized`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(bytes);
        if reader.byte()? != HEADER_VERSION {
            return Err(Refusal::UnknownVersion);
        }
        let seq = reader.varint()?;
        let mut header = Self::decode_brief(seq, 0, &mut reader)?;
        header.commitment = reader.array()?;
        reader.finish()?;
        Ok(header)
    }

    /// The leaf of the tree.
    pub fn leaf(&self) -> Hash {
        leaf_hash(&self.encode())
    }

    /// All but version, number and commitment, which a receiver computes itself.
    pub(crate) fn encode_brief(&self, base_ms: i64, out: &mut Vec<u8>) {
        let mut flags = self.priority as u8;
        for (flag, set) in [
            (HAS_OBJECT, self.object.is_some()),
            (HAS_KEY, self.key.is_some()),
            (HAS_EXPIRY, self.expires_ms.is_some()),
        ] {
            flags |= if set { flag } else { 0 };
        }
        out.extend_from_slice(&[flags, self.form.byte()]);
        put_signed(out, self.released_ms.wrapping_sub(base_ms));
        if let Some(expires_ms) = self.expires_ms {
            put_signed(out, expires_ms.wrapping_sub(self.released_ms));
        }
        if let Some(object) = &self.object {
            out.extend_from_slice(object);
        }
        if let Some(key) = self.key {
            out.extend_from_slice(&key.to_be_bytes());
        }
        put_varint(out, u64::from(self.body_len));
    }

    pub(crate) fn decode_brief(
        seq: u64,
        base_ms: i64,
        reader: &mut Reader<'_>,
    ) -> Result<Self, Refusal> {
        let [flags, form] = reader.array()?;
        if flags & !(PRIORITY_BITS | HAS_OBJECT | HAS_KEY | HAS_EXPIRY) != 0 {
            return Err(Refusal::UnknownVersion);
        }
        let priority = Priority::from_bits(flags & PRIORITY_BITS)?;
        let released_ms = reader.signed()?.wrapping_add(base_ms);
        let expires_ms = (flags & HAS_EXPIRY != 0)
            .then(|| reader.signed().map(|ms| ms.wrapping_add(released_ms)))
            .transpose()?;
        let object = (flags & HAS_OBJECT != 0)
            .then(|| reader.array())
            .transpose()?;
        let key = (flags & HAS_KEY != 0)
            .then(|| reader.array().map(u64::from_be_bytes))
            .transpose()?;
        let body_len = reader.bounded(BODY_BYTES_MAX as u64)? as u32;
        let form = Form::from_byte(form);
        Ok(Self {
            seq,
            priority,
            form,
            object,
            key,
            released_ms,
            expires_ms,
            body_len,
            commitment: [0; 32],
        })
    }
}

/// The commitment to a body.
pub fn commit(salt: &[u8; SALT_BYTES], body: &[u8]) -> Hash {
    Sha256::new()
        .chain_update(b"vigie body v1")
        .chain_update(salt)
        .chain_update(body)
        .finalize()
        .into()
}

/// An entry with its body. The salt is destroyed together with the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What stays.
    pub header: Header,
    /// Blinds the commitment.
    pub salt: [u8; SALT_BYTES],
    /// What may be purged.
    pub body: Vec<u8>,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(crate) fn header() -> impl Strategy<Value = Header> {
        let ids = (
            any::<Option<[u8; 16]>>(),
            any::<Option<u64>>(),
            any::<[u8; 32]>(),
        );
        let times = (any::<i64>(), any::<Option<i64>>());
        (
            any::<u64>(),
            0usize..5,
            any::<u8>(),
            ids,
            times,
            0u32..=BODY_BYTES_MAX as u32,
        )
            .prop_map(
                |(
                    seq,
                    priority,
                    form,
                    (object, key, commitment),
                    (released_ms, expires_ms),
                    body_len,
                )| Header {
                    seq,
                    priority: Priority::ALL[priority],
                    form: Form::from_byte(form),
                    object,
                    key,
                    released_ms,
                    expires_ms,
                    body_len,
                    commitment,
                },
            )
    }

    proptest! {
        #[test]
        fn a_header_has_one_encoding(header in header()) {
            let bytes = header.encode();
            prop_assert_eq!(Header::decode(&bytes), Ok(header));
        }

        #[test]
        fn what_decodes_is_canonical(header in header(), at: prop::sample::Index, bit in 0u8..8) {
            let mut bytes = header.encode();
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
            if let Ok(other) = Header::decode(&bytes) {
                prop_assert_ne!(other.leaf(), header.leaf());
                prop_assert_eq!(other.encode(), bytes);
            }
        }
    }
}
