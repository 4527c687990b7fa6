//! A bundle: many entries under one signature and one seal, the same bytes over every carrier.
//!
//! Measured on positions: signing each costs 64 bytes a position; a bundle of 50 costs about three. Form:
//!
//! ```text
//! clear   'V' version kind realm-tag stream-tag(8)                    authenticated by the seal
//! sealed  signature(64) codec raw-length payload                      codec 0 raw, 1 zstd, whichever is smaller
//! payload session [checkpoint] skips entries                          signed uncompressed, with the stream's identity
//! ```
//! Signed then sealed: an outsider cannot even see who signed, and the signed payload can be shown to a
//! third party as evidence without the seal's key.

use super::Refusal;
use super::checkpoint::Checkpoint;
use super::entry::{Entry, Header, SALT_BYTES, commit};
use super::merkle::Hash;
use super::seal::{SEAL_BYTES, Seal, Use};
use super::stream::{Signer, Stream, verify};
use super::wire::{Reader, put_signed, put_varint};

/// Version of the envelope.
pub const WIRE_VERSION: u8 = 1;
/// Largest payload after decompression; four times the largest body. A bomb stops here.
pub const PAYLOAD_BYTES_MAX: usize = 1024 * 1024;
/// Largest bundle on the wire.
pub const BUNDLE_BYTES_MAX: usize = PAYLOAD_BYTES_MAX + 512;
/// Entries or skips in one bundle.
pub(crate) const ITEMS_MAX: u64 = 65_536;
/// Largest subtree one skip may cover: 4,096 entries.
pub(crate) const SKIP_LEVEL_MAX: u8 = 12;

const MAGIC: u8 = b'V';
const CONTEXT: &[u8] = b"vigie bundle v1\0";
const CLEAR_BYTES: usize = 12;
const RAW: u8 = 0;
const ZSTD: u8 = 1;
/// What a bundle costs besides its entries: clear header, seal, signature, codec, length, session.
pub const BUNDLE_OVERHEAD_BYTES: usize = CLEAR_BYTES + SEAL_BYTES + 64 + 1 + 3 + 8;

/// The kind of message, in clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageKind {
    /// Entries, from sender to receiver.
    Bundle,
    /// Acknowledgement, from receiver to sender.
    Ack,
}

/// What a node reads in clear to find the stream a message belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Envelope {
    /// Bundle or acknowledgement.
    pub kind: MessageKind,
    /// [`Stream::realm_tag`].
    pub realm_tag: u8,
    /// [`Stream::tag`].
    pub stream_tag: [u8; 8],
}

impl Envelope {
    /// Reads the clear header.
    ///
    /// # Errors
    /// [`Refusal::Malformed`], [`Refusal::UnknownVersion`].
    pub fn peek(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(bytes);
        if reader.byte()? != MAGIC {
            return Err(Refusal::Malformed);
        }
        if reader.byte()? != WIRE_VERSION {
            return Err(Refusal::UnknownVersion);
        }
        let kind = match reader.byte()? {
            0 => MessageKind::Bundle,
            1 => MessageKind::Ack,
            _ => return Err(Refusal::UnknownVersion),
        };
        Ok(Self {
            kind,
            realm_tag: reader.byte()?,
            stream_tag: reader.array()?,
        })
    }
}

fn clear(stream: &Stream, what: Use) -> Vec<u8> {
    let mut out = vec![MAGIC, WIRE_VERSION, what as u8, stream.realm_tag()];
    out.extend_from_slice(&stream.tag());
    out
}

/// Seals a message of this stream.
pub(crate) fn close(
    stream: &Stream,
    seal: &Seal,
    what: Use,
    plain: &[u8],
) -> Result<Vec<u8>, Refusal> {
    seal.close(what, clear(stream, what), plain)
}

/// Opens a message of this stream, saying precisely why not.
pub(crate) fn open(
    stream: &Stream,
    seal: &Seal,
    what: Use,
    bytes: &[u8],
) -> Result<Vec<u8>, Refusal> {
    if bytes.len() > BUNDLE_BYTES_MAX {
        return Err(Refusal::Oversized);
    }
    let envelope = Envelope::peek(bytes)?;
    if envelope.realm_tag != stream.realm_tag() {
        return Err(Refusal::WrongRealm);
    }
    if envelope.stream_tag != stream.tag() || envelope.kind as u8 != what as u8 {
        return Err(Refusal::UnknownStream);
    }
    let (header, body) = bytes
        .split_at_checked(CLEAR_BYTES)
        .ok_or(Refusal::Malformed)?;
    seal.open(what, header, body)
}

/// A run of skipped entries, by the root of their aligned subtree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skip {
    /// `1 << level` entries.
    pub level: u8,
    /// Position among subtrees of that level.
    pub index: u64,
    /// RFC 9162 hash of the subtree.
    pub hash: Hash,
}

impl Skip {
    /// The numbers it covers.
    pub fn range(&self) -> std::ops::Range<u64> {
        let start = self.index << self.level;
        start..start + (1 << self.level)
    }

    /// Bytes to keep.
    pub fn encode(&self, out: &mut Vec<u8>) {
        out.push(self.level);
        put_varint(out, self.index);
        out.extend_from_slice(&self.hash);
    }

    pub(crate) fn decode(reader: &mut Reader<'_>) -> Result<Self, Refusal> {
        let level = reader.byte()?;
        if level > SKIP_LEVEL_MAX {
            return Err(Refusal::Oversized);
        }
        let index = reader.bounded((u64::MAX >> level) - 1)?;
        Ok(Self {
            level,
            index,
            hash: reader.array()?,
        })
    }
}

/// What a bundle holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bundle {
    /// The sender's connection, echoed in acknowledgements.
    pub session: u32,
    /// The sender asks for an acknowledgement now.
    pub ask: bool,
    /// A signed head.
    pub checkpoint: Option<Checkpoint>,
    /// Runs that were conflated.
    pub skips: Vec<Skip>,
    /// Entries with their bodies.
    pub entries: Vec<Entry>,
}

/// A payload with its signature: what can be shown to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Ed25519 by the stream's sender.
    pub signature: [u8; 64],
    /// What was signed, without the context.
    pub payload: Vec<u8>,
}

impl Signed {
    /// Checks the signature and reads the payload.
    ///
    /// # Errors
    /// [`Refusal::BadSignature`] or what makes the payload unreadable.
    pub fn verify(&self, stream: &Stream) -> Result<Bundle, Refusal> {
        verify(
            stream.sender(),
            &signed_bytes(stream, &self.payload),
            &self.signature,
        )?;
        Bundle::decode(&self.payload)
    }
}

fn signed_bytes(stream: &Stream, payload: &[u8]) -> Vec<u8> {
    [CONTEXT, stream.id(), payload].concat()
}

const ASKS: u8 = 1;
const HAS_CHECKPOINT: u8 = 2;

impl Bundle {
    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(
            64 + self
                .entries
                .iter()
                .map(|e| e.body.len() + 64)
                .sum::<usize>(),
        );
        let has = if self.checkpoint.is_some() {
            HAS_CHECKPOINT
        } else {
            0
        };
        out.push(has | if self.ask { ASKS } else { 0 });
        put_varint(&mut out, u64::from(self.session));
        if let Some(checkpoint) = &self.checkpoint {
            checkpoint.encode(&mut out);
        }
        put_varint(&mut out, self.skips.len() as u64);
        self.skips.iter().for_each(|skip| skip.encode(&mut out));
        put_varint(&mut out, self.entries.len() as u64);
        let (mut next, mut base_ms) = (0u64, 0);
        for Entry { header, salt, body } in &self.entries {
            put_signed(&mut out, header.seq.wrapping_sub(next) as i64);
            header.encode_brief(base_ms, &mut out);
            out.extend_from_slice(salt);
            out.extend_from_slice(body);
            next = header.seq.wrapping_add(1);
            base_ms = header.released_ms;
        }
        out
    }

    fn decode(payload: &[u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(payload);
        let flags = reader.byte()?;
        if flags & !(ASKS | HAS_CHECKPOINT) != 0 {
            return Err(Refusal::UnknownVersion);
        }
        let session = reader.bounded(u64::from(u32::MAX))? as u32;
        let checkpoint = (flags & HAS_CHECKPOINT != 0)
            .then(|| Checkpoint::decode(&mut reader))
            .transpose()?;
        let skips = (0..reader.bounded(ITEMS_MAX)?)
            .map(|_| Skip::decode(&mut reader))
            .collect::<Result<_, _>>()?;
        let count = reader.bounded(ITEMS_MAX)?;
        let mut entries = Vec::new();
        let (mut next, mut base_ms) = (0u64, 0);
        for _ in 0..count {
            let entry = decode_entry(next, base_ms, &mut reader)?;
            next = entry.header.seq.wrapping_add(1);
            base_ms = entry.header.released_ms;
            entries.push(entry);
        }
        reader.finish()?;
        Ok(Self {
            session,
            ask: flags & ASKS != 0,
            checkpoint,
            skips,
            entries,
        })
    }

    /// Signs, compresses when that is smaller, seals.
    ///
    /// # Errors
    /// [`Refusal::Oversized`].
    pub(crate) fn close(
        &self,
        stream: &Stream,
        seal: &Seal,
        key: &impl Signer,
        effort: i32,
    ) -> Result<Vec<u8>, Refusal> {
        let payload = self.encode();
        if payload.len() > PAYLOAD_BYTES_MAX {
            return Err(Refusal::Oversized);
        }
        let signature = key.sign(&signed_bytes(stream, &payload));
        let packed = zstd::bulk::compress(&payload, effort).ok();
        let packed = packed.filter(|packed| packed.len() < payload.len());
        let mut plain = signature.to_vec();
        plain.push(if packed.is_some() { ZSTD } else { RAW });
        put_varint(&mut plain, payload.len() as u64);
        plain.extend_from_slice(packed.as_ref().unwrap_or(&payload));
        close(stream, seal, Use::Bundle, &plain)
    }

    /// Opens, unpacks within bounds, checks the signature.
    pub(crate) fn open(
        bytes: &[u8],
        stream: &Stream,
        seal: &Seal,
    ) -> Result<(Self, Signed), Refusal> {
        let plain = open(stream, seal, Use::Bundle, bytes)?;
        let mut reader = Reader::new(&plain);
        let signature = reader.array()?;
        let codec = reader.byte()?;
        let length = reader.bounded(PAYLOAD_BYTES_MAX as u64)? as usize;
        let payload = match codec {
            RAW => reader.rest().to_vec(),
            ZSTD => zstd::bulk::decompress(reader.rest(), length).or(Err(Refusal::Malformed))?,
            _ => return Err(Refusal::UnknownVersion),
        };
        if payload.len() != length {
            return Err(Refusal::Malformed);
        }
        let signed = Signed { signature, payload };
        let bundle = signed.verify(stream)?;
        Ok((bundle, signed))
    }
}

/// Signs and seals any bytes as a payload, as a hostile partner would: for fuzzing what lies behind the seal.
#[cfg(feature = "bench")]
pub fn close_raw(stream: &Stream, seal: &Seal, key: &impl Signer, payload: &[u8]) -> Vec<u8> {
    let mut plain = key.sign(&signed_bytes(stream, payload)).to_vec();
    plain.push(RAW);
    put_varint(&mut plain, payload.len() as u64);
    plain.extend_from_slice(payload);
    close(stream, seal, Use::Bundle, &plain).unwrap_or_default()
}

fn decode_entry(next: u64, base_ms: i64, reader: &mut Reader<'_>) -> Result<Entry, Refusal> {
    let seq = next.wrapping_add(reader.signed()? as u64);
    let mut header = Header::decode_brief(seq, base_ms, reader)?;
    let salt = reader.array::<SALT_BYTES>()?;
    let body = reader.take(header.body_len as usize)?.to_vec();
    header.commitment = commit(&salt, &body);
    Ok(Entry { header, salt, body })
}

#[cfg(test)]
mod tests {
    use super::super::entry::{Form, Priority};
    use super::super::{AHEAD_MAX, Inbox, NoNodes, Profile, sealing_public};
    use super::*;
    use ed25519_dalek::SigningKey;

    fn ends() -> (Stream, Seal, SigningKey, Inbox) {
        let key = SigningKey::from_bytes(&[1; 32]);
        let stream = Stream::new(key.public(), [2; 32], "live", 0);
        let seal = stream.seal(&[3; 32], &sealing_public(&[4; 32])).unwrap();
        let inbox = Inbox::new(stream.clone(), seal.clone(), Profile::LAN);
        (stream, seal, key, inbox)
    }

    fn entry(seq: u64) -> Entry {
        let header = Header {
            seq,
            priority: Priority::Alert,
            form: Form::Record,
            object: None,
            key: None,
            released_ms: 0,
            expires_ms: None,
            body_len: 1,
            commitment: commit(&[0; SALT_BYTES], b"x"),
        };
        Entry {
            header,
            salt: [0; SALT_BYTES],
            body: b"x".to_vec(),
        }
    }

    #[test]
    fn a_number_or_skip_beyond_the_window_is_refused_whole() {
        let (stream, seal, key, mut inbox) = ends();
        let skip = Skip {
            level: 3,
            index: AHEAD_MAX >> 3,
            hash: [7; 32],
        };
        for (entries, skips) in [
            (vec![entry(0), entry(AHEAD_MAX)], vec![]),
            (vec![entry(0)], vec![skip]),
        ] {
            let bundle = Bundle {
                entries,
                skips,
                ..Bundle::default()
            };
            let bytes = bundle.close(&stream, &seal, &key, 1).unwrap();
            assert_eq!(
                inbox.receive(&bytes, 0, &NoNodes).unwrap_err(),
                Refusal::TooFarAhead
            );
        }
        let good = Bundle {
            entries: vec![entry(0), entry(AHEAD_MAX - 1)],
            ..Bundle::default()
        };
        let intake = inbox
            .receive(&good.close(&stream, &seal, &key, 1).unwrap(), 0, &NoNodes)
            .unwrap();
        assert_eq!(intake.entries.len(), 2);
    }

    #[test]
    fn a_decompression_bomb_of_the_partner_stops_at_its_bound() {
        let (stream, seal, _, mut inbox) = ends();
        let bomb = zstd::bulk::compress(&vec![0; 256 << 20], 1).unwrap();
        for (claimed, refusal) in [(1_000, Refusal::Malformed), (256 << 20, Refusal::Oversized)] {
            let mut plain = vec![0; 64];
            plain.push(ZSTD);
            put_varint(&mut plain, claimed);
            plain.extend_from_slice(&bomb);
            let bytes = close(&stream, &seal, Use::Bundle, &plain).unwrap();
            assert_eq!(inbox.receive(&bytes, 0, &NoNodes).unwrap_err(), refusal);
        }
    }

    #[test]
    fn an_entry_of_an_unknown_form_is_kept_and_counted() {
        let (stream, seal, key, mut inbox) = ends();
        let mut strange = entry(0);
        strange.header.form = Form::Unknown(99);
        let bundle = Bundle {
            entries: vec![strange],
            ..Bundle::default()
        };
        let intake = inbox
            .receive(&bundle.close(&stream, &seal, &key, 1).unwrap(), 0, &NoNodes)
            .unwrap();
        assert_eq!((intake.entries.len(), intake.unknown), (1, 1));
    }

    #[test]
    fn a_branch_opens_nothing_of_another() {
        let (stream, ..) = ends();
        let stream = Stream::new(*stream.sender(), *stream.receiver(), "exercise:x", 1);
        let seal = |stream: &Stream| stream.seal(&[3; 32], &sealing_public(&[4; 32])).unwrap();
        let (one, two) = (stream.on_branch(1), stream.on_branch(2));
        assert_eq!(
            (one.id(), one.origin()),
            (two.id(), two.origin()),
            "the past is one"
        );
        assert_eq!(stream.on_branch(0), stream);
        for (from, to) in [(&stream, &one), (&one, &two), (&two, &one), (&one, &stream)] {
            let bytes = close(from, &seal(from), Use::Bundle, b"said").unwrap();
            assert_eq!(
                open(from, &seal(from), Use::Bundle, &bytes).unwrap(),
                b"said"
            );
            let refused = open(to, &seal(to), Use::Bundle, &bytes);
            assert!(
                matches!(refused, Err(Refusal::WrongRealm | Refusal::NotAuthentic)),
                "{refused:?}"
            );
            // Whoever forges the byte in clear is no further.
            let mut forged = bytes.clone();
            forged[3] = to.realm_tag();
            assert_eq!(
                open(to, &seal(to), Use::Bundle, &forged),
                Err(Refusal::NotAuthentic)
            );
        }
    }
}
