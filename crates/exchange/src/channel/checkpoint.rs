//! A signed head of a stream, and its countersignature: neither side can later drop or alter an entry.
//!
//! The signed text is a C2SP checkpoint (`tlog-checkpoint`: origin, size, root) in a C2SP signed note, so
//! that tools of others can check it. On the wire only size, root and signature travel; both sides
//! know the rest. The receiver signs the same text, in its acknowledgement, once it holds all entries
//! that the head covers.

use super::Refusal;
use super::merkle::Hash;
use super::stream::{Signer, Stream, verify};
use super::wire::{Reader, put_varint};
use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

/// A head as its sender signed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Entries that the head covers.
    pub size: u64,
    /// RFC 9162 root of them.
    pub root: Hash,
    /// The sender's Ed25519 signature of the note text.
    pub signature: [u8; 64],
}

impl Checkpoint {
    /// Signs a head.
    pub fn sign(stream: &Stream, size: u64, root: Hash, key: &impl Signer) -> Self {
        let signature = key.sign(text(stream, size, &root).as_bytes());
        Self {
            size,
            root,
            signature,
        }
    }

    /// The text that is signed.
    pub fn text(&self, stream: &Stream) -> String {
        text(stream, self.size, &self.root)
    }

    /// Is it the stream's sender's?
    ///
    /// # Errors
    /// [`Refusal::BadSignature`].
    pub fn verify(&self, stream: &Stream) -> Result<(), Refusal> {
        verify(
            stream.sender(),
            self.text(stream).as_bytes(),
            &self.signature,
        )
    }

    /// The receiver's signature of the same text.
    pub fn countersign(&self, stream: &Stream, key: &impl Signer) -> [u8; 64] {
        key.sign(self.text(stream).as_bytes())
    }

    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        put_varint(out, self.size);
        out.extend_from_slice(&self.root);
        out.extend_from_slice(&self.signature);
    }

    pub(crate) fn decode(reader: &mut Reader<'_>) -> Result<Self, Refusal> {
        Ok(Self {
            size: reader.varint()?,
            root: reader.array()?,
            signature: reader.array()?,
        })
    }
}

/// A head that both sides signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Countersigned {
    /// The head.
    pub checkpoint: Checkpoint,
    /// The receiver's signature of the same text.
    pub countersignature: [u8; 64],
}

impl Countersigned {
    /// Did both sides of the stream sign it?
    ///
    /// # Errors
    /// [`Refusal::BadSignature`].
    pub fn verify(&self, stream: &Stream) -> Result<(), Refusal> {
        self.checkpoint.verify(stream)?;
        let text = self.checkpoint.text(stream);
        verify(stream.receiver(), text.as_bytes(), &self.countersignature)
    }

    /// The C2SP signed note, with one signature line each.
    pub fn note(&self, stream: &Stream) -> String {
        let origin = stream.origin();
        let sender = line(&origin, stream.sender(), &self.checkpoint.signature);
        let receiver = line(
            &format!("{origin}/receiver"),
            stream.receiver(),
            &self.countersignature,
        );
        format!("{}\n{sender}{receiver}", self.checkpoint.text(stream))
    }

    /// Reads and checks a note of this stream.
    ///
    /// # Errors
    /// [`Refusal::Malformed`] or [`Refusal::BadSignature`].
    pub fn parse(note: &str, stream: &Stream) -> Result<Self, Refusal> {
        let (text, lines) = note.split_once("\n\n").ok_or(Refusal::Malformed)?;
        let mut fields = text.lines();
        let mut field = || fields.next().ok_or(Refusal::Malformed);
        if field()? != stream.origin() {
            return Err(Refusal::UnknownStream);
        }
        let size = field()?.parse().or(Err(Refusal::Malformed))?;
        let root = unbase64::<32>(field()?)?;
        let origin = stream.origin();
        let signature = find(lines, &origin, stream.sender())?;
        let countersignature = find(lines, &format!("{origin}/receiver"), stream.receiver())?;
        let checkpoint = Checkpoint {
            size,
            root,
            signature,
        };
        let both = Self {
            checkpoint,
            countersignature,
        };
        both.verify(stream)?;
        if both.note(stream) == note {
            Ok(both)
        } else {
            Err(Refusal::Malformed)
        }
    }
}

fn text(stream: &Stream, size: u64, root: &Hash) -> String {
    format!(
        "{}\n{size}\n{}\n",
        stream.origin(),
        Base64::encode_string(root)
    )
}

/// Key hash of a C2SP Ed25519 note signature: `SHA-256(name, newline, 0x01, key)`, four bytes.
fn key_hash(name: &str, key: &[u8; 32]) -> [u8; 4] {
    let digest: Hash = Sha256::new()
        .chain_update(name.as_bytes())
        .chain_update(b"\n\x01")
        .chain_update(key)
        .finalize()
        .into();
    digest.first_chunk().copied().unwrap_or_default()
}

fn line(name: &str, key: &[u8; 32], signature: &[u8; 64]) -> String {
    let mut bytes = key_hash(name, key).to_vec();
    bytes.extend_from_slice(signature);
    format!("\u{2014} {name} {}\n", Base64::encode_string(&bytes))
}

fn find(lines: &str, name: &str, key: &[u8; 32]) -> Result<[u8; 64], Refusal> {
    let value = lines
        .lines()
        .filter_map(|line| line.strip_prefix("\u{2014} ")?.split_once(' '))
        .find_map(|(found, value)| (found == name).then_some(value))
        .ok_or(Refusal::BadSignature)?;
    let bytes = unbase64::<68>(value)?;
    let (hash, signature) = bytes.split_first_chunk::<4>().ok_or(Refusal::Malformed)?;
    if *hash != key_hash(name, key) {
        return Err(Refusal::BadSignature);
    }
    signature.try_into().or(Err(Refusal::Malformed))
}

fn unbase64<const N: usize>(text: &str) -> Result<[u8; N], Refusal> {
    let bytes = Base64::decode_vec(text).or(Err(Refusal::Malformed))?;
    bytes.try_into().or(Err(Refusal::Malformed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::SigningKey;

    #[test]
    fn a_note_of_both_sides_reads_back_and_no_byte_of_it_may_change() {
        let (a, b) = (
            SigningKey::from_bytes(&[1; 32]),
            SigningKey::from_bytes(&[2; 32]),
        );
        let stream = Stream::new(a.public(), b.public(), "live", 0);
        let checkpoint = Checkpoint::sign(&stream, 7, [5; 32], &a);
        let countersignature = checkpoint.countersign(&stream, &b);
        let both = Countersigned {
            checkpoint,
            countersignature,
        };
        let note = both.note(&stream);
        assert_eq!(Countersigned::parse(&note, &stream), Ok(both));
        for at in 0..note.len() {
            let mut bytes = note.clone().into_bytes();
            bytes[at] ^= 1;
            if let Ok(changed) = String::from_utf8(bytes) {
                assert!(Countersigned::parse(&changed, &stream).is_err(), "{at}");
            }
        }
    }

    #[test]
    fn the_text_is_what_c2sp_asks() {
        let a = SigningKey::from_bytes(&[1; 32]);
        let stream = Stream::new(a.public(), [0; 32], "live", 0);
        let text = Checkpoint::sign(&stream, 7, [0; 32], &a).text(&stream);
        let lines: Vec<_> = text.split('\n').collect();
        assert_eq!(lines.len(), 4);
        assert!(lines[0].starts_with("vigie/stream/"));
        assert_eq!(
            &lines[1..],
            ["7", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", ""]
        );
    }
}
