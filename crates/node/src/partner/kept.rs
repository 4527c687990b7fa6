//! A line as it is kept: rows of the store to entries and back, and the two ends of a line after a restart.

use vigie_exchange::{
    SealKey, Sealed,
    channel::{
        Checkpoint, Countersigned, Entry, Frontier, Header, Inbox, MemoryNodes, Outbox, Refusal,
        Row, SALT_BYTES, Segment, Skip, Source, Stream,
    },
};
use vigie_store::{Ledger, SkipRow, StreamKey, StreamRow};

use super::{
    line::{Kept, LineError},
    own::random,
};

/// The sender's end as it was left. The tree of all stored headers must be the one whose head was signed with them.
///
/// # Errors
/// The store; `stream-changed` when the rows are not what was signed.
pub(super) fn open_out(
    ledger: &Ledger,
    key: StreamKey,
    end: Outbox,
    signed_by: &[Stream],
) -> Result<Kept<Outbox>, LineError> {
    let kept = ledger.stream_state(&key)?;
    let state = kept.state;
    let from = Outbox::needed_from(&state)?;
    let (mut nodes, mut frontier) = (MemoryNodes::default(), Frontier::default());
    let mut headers = Vec::new();
    ledger.each_header::<LineError>(&key, |seq, bytes| {
        let header = Header::decode(&bytes)?;
        frontier.append(header.leaf(), &mut nodes);
        if seq >= from {
            headers.push(header);
        }
        Ok(())
    })?;
    if let Some(head) = kept.head.as_deref().map(decode_head).transpose()? {
        let same = (head.size, head.root) == (frontier.size(), frontier.root());
        if !same || signed_by.iter().all(|stream| head.verify(stream).is_err()) {
            return Err(LineError::Changed);
        }
    }
    let end = end.restore(&state, headers, &mut nodes)?;
    Ok(Kept { end, nodes, key })
}

/// The receiver's end as it was left, and how many entries this node has signed to hold.
///
/// # Errors
/// The store, or what is in it; `stream-cut` when entries are gone that were signed for.
pub(super) fn open_in(
    ledger: &Ledger,
    key: StreamKey,
    end: Inbox,
    signed_by: &[Stream],
) -> Result<(Kept<Inbox>, u64), LineError> {
    let kept = ledger.stream_state(&key)?;
    let mut nodes = MemoryNodes::default();
    let mut rows = Vec::new();
    ledger.each_header::<LineError>(&key, |seq, bytes| {
        rows.push(Row::Leaf(seq, Header::decode(&bytes)?.leaf()));
        Ok(())
    })?;
    for skip in ledger.skips(&key)? {
        let hash = skip.hash.try_into().map_err(|_length| Refusal::Malformed)?;
        rows.push(Row::Skip(Skip {
            level: skip.level,
            index: skip.place,
            hash,
        }));
    }
    let newest = kept.head.as_deref().map(decode_head).transpose()?;
    // Without state: the tree is built again from the rows, which gives its nodes too.
    let end = end.restore(&[], rows, newest, &mut nodes)?;
    let covered = covered(&kept.state, signed_by)?;
    if end.head() < covered {
        return Err(LineError::Cut);
    }
    Ok((Kept { end, nodes, key }, covered))
}

/// Of the head that both sides signed.
fn covered(state: &[u8], signed_by: &[Stream]) -> Result<u64, LineError> {
    if state.is_empty() {
        return Ok(0);
    }
    let (head, countersignature) = state.split_last_chunk::<64>().ok_or(Refusal::Malformed)?;
    let both = Countersigned {
        checkpoint: decode_head(head)?,
        countersignature: *countersignature,
    };
    if signed_by.iter().all(|stream| both.verify(stream).is_err()) {
        return Err(LineError::Changed);
    }
    Ok(both.checkpoint.size)
}

pub(super) fn skip_row(skip: &Skip) -> SkipRow {
    SkipRow {
        level: skip.level,
        place: skip.index,
        hash: skip.hash.to_vec(),
    }
}

pub(super) fn encode_head(head: &Checkpoint) -> Vec<u8> {
    [
        head.size.to_be_bytes().as_slice(),
        &head.root,
        &head.signature,
    ]
    .concat()
}

pub(super) fn decode_head(bytes: &[u8]) -> Result<Checkpoint, Refusal> {
    let (size, rest) = bytes.split_first_chunk().ok_or(Refusal::Malformed)?;
    let (root, signature) = rest.split_first_chunk().ok_or(Refusal::Malformed)?;
    Ok(Checkpoint {
        size: u64::from_be_bytes(*size),
        root: *root,
        signature: signature.try_into().map_err(|_length| Refusal::Malformed)?,
    })
}

/// The row of an entry: its body sealed with a key of its own, bound to the header.
pub(super) fn row_of(entry: &Entry, kept_ms: i64) -> Result<StreamRow, LineError> {
    let header = entry.header.encode();
    let bytes = random::<32>()?;
    let key = SealKey::from_random(&bytes);
    let sealed = key
        .seal(&*random::<24>()?, &entry.body, &header)
        .map_err(|_refused| LineError::Sealed)?;
    Ok(StreamRow {
        seq: entry.header.seq,
        header,
        salt: Some(entry.salt.to_vec()),
        sealed: Some(sealed.0),
        key: Some(bytes.to_vec()),
        kept_ms: Some(kept_ms),
    })
}

/// The entry of a row; `None` when its body was purged.
///
/// # Errors
/// A row that is not as it was written.
pub(crate) fn entry_of(row: StreamRow) -> Result<Option<Entry>, LineError> {
    let (Some(salt), Some(sealed), Some(key)) = (row.salt, row.sealed, row.key) else {
        return Ok(None);
    };
    let key: [u8; 32] = key.try_into().map_err(|_length| LineError::Sealed)?;
    let salt: [u8; SALT_BYTES] = salt.try_into().map_err(|_length| LineError::Sealed)?;
    let key = SealKey::from_random(&zeroize::Zeroizing::new(key));
    let body = key
        .open(&Sealed(sealed), &row.header)
        .map_err(|_refused| LineError::Sealed)?;
    Ok(Some(Entry {
        header: Header::decode(&row.header)?,
        salt,
        body: body.to_vec(),
    }))
}

/// The entry of a number, opened. `None` if it is not there or its body was deleted.
///
/// # Errors
/// The store, or a row that is not as it was written.
pub(super) fn entry_at(
    ledger: &Ledger,
    key: &StreamKey,
    seq: u64,
) -> Result<Option<Entry>, LineError> {
    let row = ledger.entry(key, seq)?;
    Ok(row.map(entry_of).transpose()?.flatten())
}

/// The positions of a segment. `None` if it is not there, was deleted, or is none that can be read.
///
/// # Errors
/// As [`entry_at`].
pub(super) fn segment_at(
    ledger: &Ledger,
    key: &StreamKey,
    seq: u64,
) -> Result<Option<Segment>, LineError> {
    let entry = entry_at(ledger, key, seq)?;
    Ok(entry.and_then(|entry| Segment::decode(&entry.body).ok()))
}

/// Entries of the store, for the sender.
pub(super) struct Stored<'a> {
    pub(super) ledger: &'a Ledger,
    pub(super) key: &'a StreamKey,
}

impl Source for Stored<'_> {
    fn entry(&self, seq: u64) -> Option<Entry> {
        let row = self.ledger.entry(self.key, seq).ok()??;
        match entry_of(row) {
            Ok(entry) => entry,
            Err(fault) => {
                tracing::error!(seq, code = fault.code(), "stored entry does not open");
                None
            }
        }
    }
}
