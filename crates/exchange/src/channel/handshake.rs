//! Three datagrams that give two nodes a session key, known to nobody else, afterwards not even to them.
//!
//! SIGMA-I with X25519, Ed25519, HKDF-SHA-256, ChaCha20-Poly1305:
//!
//! ```text
//! 1  dialer    -> listener   ephemeral key, session number (padded to the size of the answer)
//! 2  listener  -> dialer     ephemeral key, session number, { key, signature of 1 and the clear part of 2 }
//! 3  dialer    -> listener   { key, signature of 1, 2 and the listener's key }
//! ```
//! Guarantees, when both node keys are safe during the three datagrams: each side speaks to the holder of a
//! node key that it trusts, both have the same fresh keys, one key a direction; recorded traffic stays
//! closed if node keys are stolen later (forward secrecy, as far as the node forgets the ephemeral
//! secrets it passed in); the dialer's identity is hidden from everyone but the listener it
//! trusts, the listener's from those who only listen. It does not hide sizes and times, and it does not
//! limit how often a stranger may make the listener compute: answers are no larger than questions, the node
//! limits rates. Not reviewed by others; the bundles inside are signed and sealed on their own.

use super::Refusal;
use super::merkle::Hash;
use super::seal::{agree, derive, sealing_public};
use super::stream::{Signer, verify};
use super::wire::Reader;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};

/// First bytes of a datagram.
pub(crate) const HELLO: u8 = 1;
pub(crate) const ANSWER: u8 = 2;
pub(crate) const CONFIRM: u8 = 3;
pub(crate) const DATA: u8 = 4;
const VERSION: u8 = 1;
const IDENTITY_BYTES: usize = 32 + 64 + 16;
const ANSWER_CLEAR: usize = 2 + 4 + 32 + 4;
const HELLO_BYTES: usize = ANSWER_CLEAR + IDENTITY_BYTES;

/// Keys of an open session, as one side sees them.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) send: [u8; 32],
    pub(crate) receive: [u8; 32],
    /// What we put on datagrams to the partner.
    pub(crate) theirs: [u8; 4],
    /// The partner's node key.
    pub(crate) partner: [u8; 32],
}

/// Encrypts with a key that is used with each nonce once.
pub(crate) fn encrypt(
    key: &[u8; 32],
    nonce: u64,
    aad: &[u8],
    plain: &[u8],
) -> Result<Vec<u8>, Refusal> {
    let cipher = ChaCha20Poly1305::new(key.into());
    cipher
        .encrypt(&counter(nonce), Payload { msg: plain, aad })
        .or(Err(Refusal::Oversized))
}

pub(crate) fn decrypt(
    key: &[u8; 32],
    nonce: u64,
    aad: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, Refusal> {
    let cipher = ChaCha20Poly1305::new(key.into());
    cipher
        .decrypt(&counter(nonce), Payload { msg: sealed, aad })
        .or(Err(Refusal::NotAuthentic))
}

fn counter(nonce: u64) -> Nonce {
    let mut bytes = [0; 12];
    bytes
        .iter_mut()
        .skip(4)
        .zip(nonce.to_be_bytes())
        .for_each(|(to, from)| *to = from);
    Nonce::from(bytes)
}

struct Keys {
    answer: [u8; 32],
    confirm: [u8; 32],
    to_listener: [u8; 32],
    to_dialer: [u8; 32],
}

impl Keys {
    fn new(shared: &[u8; 32], transcript: &Hash) -> Self {
        let hkdf = Hkdf::<Sha256>::new(Some(transcript), shared);
        Self {
            answer: derive(&hkdf, b"vigie thin answer v1"),
            confirm: derive(&hkdf, b"vigie thin confirm v1"),
            to_listener: derive(&hkdf, b"vigie thin to listener v1"),
            to_dialer: derive(&hkdf, b"vigie thin to dialer v1"),
        }
    }
}

fn digest(parts: &[&[u8]]) -> Hash {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

fn listener_says(transcript: &Hash, listener: &[u8; 32]) -> Vec<u8> {
    [b"vigie thin listener v1\0".as_slice(), transcript, listener].concat()
}

fn dialer_says(transcript: &Hash, dialer: &[u8; 32], listener: &[u8; 32]) -> Vec<u8> {
    [
        b"vigie thin dialer v1\0".as_slice(),
        transcript,
        dialer,
        listener,
    ]
    .concat()
}

fn begins(reader: &mut Reader<'_>, kind: u8) -> Result<(), Refusal> {
    match reader.array()? {
        [found, VERSION] if found == kind => Ok(()),
        [found, _] if found == kind => Err(Refusal::UnknownVersion),
        _ => Err(Refusal::OutOfTurn),
    }
}

fn identity(plain: &[u8]) -> Result<([u8; 32], [u8; 64]), Refusal> {
    let mut reader = Reader::new(plain);
    let pair = (reader.array()?, reader.array()?);
    reader.finish()?;
    Ok(pair)
}

/// The side that begins.
#[derive(Clone)]
pub(crate) struct Dialer {
    ephemeral: [u8; 32],
    ours: [u8; 4],
    pub(crate) hello: Vec<u8>,
}

impl Dialer {
    /// `ephemeral` and `ours` are fresh random bytes.
    pub(crate) fn new(ephemeral: [u8; 32], ours: [u8; 4]) -> Self {
        let mut hello = vec![HELLO, VERSION];
        hello.extend_from_slice(&ours);
        hello.extend_from_slice(&sealing_public(&ephemeral));
        hello.resize(HELLO_BYTES, 0);
        Self {
            ephemeral,
            ours,
            hello,
        }
    }

    /// Takes the answer; gives the session and the third datagram.
    pub(crate) fn confirm(
        &self,
        answer: &[u8],
        key: &impl Signer,
        trusted: &[[u8; 32]],
    ) -> Result<(Session, Vec<u8>), Refusal> {
        let mut reader = Reader::new(answer);
        begins(&mut reader, ANSWER)?;
        if reader.array::<4>()? != self.ours {
            return Err(Refusal::UnknownStream);
        }
        let ephemeral = reader.array()?;
        let theirs = reader.array()?;
        let (clear, sealed) = answer
            .split_at_checked(ANSWER_CLEAR)
            .ok_or(Refusal::Malformed)?;
        let first = digest(&[&self.hello, clear]);
        let keys = Keys::new(&agree(&self.ephemeral, &ephemeral)?, &first);
        let (partner, signature) = identity(&decrypt(&keys.answer, 0, clear, sealed)?)?;
        verify(&partner, &listener_says(&first, &partner), &signature)?;
        if !trusted.contains(&partner) {
            return Err(Refusal::NotAuthentic);
        }
        let whole = digest(&[&self.hello, answer]);
        let mut confirm = vec![CONFIRM, VERSION];
        confirm.extend_from_slice(&theirs);
        let signature = key.sign(&dialer_says(&whole, &key.public(), &partner));
        let sealed = encrypt(
            &keys.confirm,
            0,
            &confirm,
            &[&key.public()[..], &signature].concat(),
        )?;
        confirm.extend_from_slice(&sealed);
        let session = Session {
            send: keys.to_listener,
            receive: keys.to_dialer,
            theirs,
            partner,
        };
        Ok((session, confirm))
    }
}

/// The side that waits, after it has answered.
#[derive(Clone)]
pub(crate) struct Listener {
    pub(crate) hello: Vec<u8>,
    pub(crate) answer: Vec<u8>,
    theirs: [u8; 4],
    confirm: [u8; 32],
    to_listener: [u8; 32],
    to_dialer: [u8; 32],
}

impl Listener {
    /// Answers a hello. `ephemeral` and `ours` are fresh random bytes.
    pub(crate) fn new(
        hello: &[u8],
        ephemeral: &[u8; 32],
        ours: [u8; 4],
        key: &impl Signer,
    ) -> Result<Self, Refusal> {
        let mut reader = Reader::new(hello);
        begins(&mut reader, HELLO)?;
        if hello.len() != HELLO_BYTES {
            return Err(Refusal::Malformed);
        }
        let theirs: [u8; 4] = reader.array()?;
        let dialer = reader.array()?;
        let mut answer = vec![ANSWER, VERSION];
        answer.extend_from_slice(&theirs);
        answer.extend_from_slice(&sealing_public(ephemeral));
        answer.extend_from_slice(&ours);
        let first = digest(&[hello, &answer]);
        let keys = Keys::new(&agree(ephemeral, &dialer)?, &first);
        let signature = key.sign(&listener_says(&first, &key.public()));
        let sealed = encrypt(
            &keys.answer,
            0,
            &answer,
            &[&key.public()[..], &signature].concat(),
        )?;
        answer.extend_from_slice(&sealed);
        Ok(Self {
            hello: hello.to_vec(),
            answer,
            theirs,
            confirm: keys.confirm,
            to_listener: keys.to_listener,
            to_dialer: keys.to_dialer,
        })
    }

    /// Takes the third datagram.
    pub(crate) fn open(
        &self,
        confirm: &[u8],
        listener: &[u8; 32],
        trusted: &[[u8; 32]],
    ) -> Result<Session, Refusal> {
        let mut reader = Reader::new(confirm);
        begins(&mut reader, CONFIRM)?;
        let (clear, sealed) = confirm.split_at_checked(6).ok_or(Refusal::Malformed)?;
        let (partner, signature) = identity(&decrypt(&self.confirm, 0, clear, sealed)?)?;
        let whole = digest(&[&self.hello, &self.answer]);
        verify(
            &partner,
            &dialer_says(&whole, &partner, listener),
            &signature,
        )?;
        if !trusted.contains(&partner) {
            return Err(Refusal::NotAuthentic);
        }
        Ok(Session {
            send: self.to_dialer,
            receive: self.to_listener,
            theirs: self.theirs,
            partner,
        })
    }
}
