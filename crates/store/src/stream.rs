//! Streams to and from partners as they are kept: headers for ever, bodies until they are purged.
//!
//! A body is kept sealed with a key of its own. A purge deletes key, salt and sealed bytes with overwriting, and then
//! empties the write-ahead log, so that neither the database file nor its log holds them any more.

use rusqlite::{OptionalExtension, params};

use crate::{
    Error, Ledger,
    ledger::{Change, to_i64, to_u64},
};

/// Direction of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// To the partner.
    Out = 0,
    /// From the partner.
    In = 1,
}

/// Which stream.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StreamKey {
    /// The partner.
    pub party: String,
    /// Direction.
    pub way: Way,
    /// Epoch of the stream.
    pub epoch: u32,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamRow {
    /// Number in the stream.
    pub seq: u64,
    /// Canonical header.
    pub header: Vec<u8>,
    /// Salt of the body's commitment; `None` when purged.
    pub salt: Option<Vec<u8>>,
    /// Sealed body; `None` when purged.
    pub sealed: Option<Vec<u8>>,
    /// Key of the sealed body.
    pub key: Option<Vec<u8>>,
    /// When it was kept here, milliseconds since 1970 UTC; unknown for what older programs kept.
    pub kept_ms: Option<i64>,
}

/// A run of entries that the partner skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkipRow {
    /// Level of the subtree.
    pub level: u8,
    /// Index of the subtree at its level.
    pub place: u64,
    /// Its hash.
    pub hash: Vec<u8>,
}

/// What a restart begins with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StreamState {
    /// State of the stream's machine.
    pub state: Vec<u8>,
    /// The newest signed head.
    pub head: Option<Vec<u8>>,
}

/// What a purge destroyed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    /// Bodies with their keys.
    pub bodies: u64,
}

impl Ledger {
    /// Keeps entries of a stream; those that are there already stay as they are.
    ///
    /// # Errors
    /// The database.
    pub fn put_entries(&mut self, key: &StreamKey, rows: &[StreamRow]) -> Result<(), Error> {
        let change = self.change()?;
        for row in rows {
            put_entry(&change, key, row)?;
        }
        change.commit()
    }

    /// Keeps what one bundle of a partner brought.
    ///
    /// # Errors
    /// The database.
    pub fn put_skips(&mut self, key: &StreamKey, rows: &[SkipRow]) -> Result<(), Error> {
        let change = self.change()?;
        for row in rows {
            let sql = "INSERT INTO stream_skips (party, epoch, level, place, hash)
                       VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
            change.prepare_cached(sql)?.execute(params![
                key.party,
                key.epoch,
                row.level,
                to_i64(row.place),
                row.hash
            ])?;
        }
        change.commit()
    }

    /// Keeps the state of a stream's machine, and its newest signed head if there is one.
    ///
    /// # Errors
    /// The database.
    pub fn put_stream_state(&mut self, key: &StreamKey, state: &StreamState) -> Result<(), Error> {
        let sql =
            "INSERT INTO stream_states (party, way, epoch, state, head) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (party, way, epoch)
                   DO UPDATE SET state = excluded.state, head = coalesce(excluded.head, head)";
        self.db.prepare_cached(sql)?.execute(params![
            key.party,
            key.way as i64,
            key.epoch,
            state.state,
            state.head
        ])?;
        Ok(())
    }

    /// The state of a stream's machine; empty for a new stream.
    ///
    /// # Errors
    /// The database.
    pub fn stream_state(&self, key: &StreamKey) -> Result<StreamState, Error> {
        let sql =
            "SELECT state, head FROM stream_states WHERE party = ?1 AND way = ?2 AND epoch = ?3";
        let found = self
            .db
            .prepare_cached(sql)?
            .query_row(params![key.party, key.way as i64, key.epoch], |row| {
                Ok(StreamState {
                    state: row.get(0)?,
                    head: row.get(1)?,
                })
            })
            .optional()?;
        Ok(found.unwrap_or_default())
    }

    /// Gives the headers of a stream in order to `each`.
    ///
    /// # Errors
    /// What `each` says, and the database.
    pub fn each_header<E: From<Error>>(
        &self,
        key: &StreamKey,
        mut each: impl FnMut(u64, Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT seq, header FROM stream_entries
                   WHERE party = ?1 AND way = ?2 AND epoch = ?3 ORDER BY seq";
        let mut query = self.db.prepare_cached(sql).map_err(Error::from)?;
        let mut rows = query
            .query(params![key.party, key.way as i64, key.epoch])
            .map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            let seq: i64 = row.get(0).map_err(Error::from)?;
            each(to_u64(seq), row.get(1).map_err(Error::from)?)?;
        }
        Ok(())
    }

    /// Runs of entries that the partner skipped.
    ///
    /// # Errors
    /// The database.
    pub fn skips(&self, key: &StreamKey) -> Result<Vec<SkipRow>, Error> {
        let sql = "SELECT level, place, hash FROM stream_skips WHERE party = ?1 AND epoch = ?2";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map(params![key.party, key.epoch], |row| {
            Ok(SkipRow {
                level: row.get(0)?,
                place: to_u64(row.get(1)?),
                hash: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One entry with its body, if it is there.
    ///
    /// # Errors
    /// The database.
    pub fn entry(&self, key: &StreamKey, seq: u64) -> Result<Option<StreamRow>, Error> {
        let sql = "SELECT e.seq, e.header, e.salt, e.sealed, k.key, e.kept_ms FROM stream_entries e
                   LEFT JOIN seal_keys k ON k.id = e.seal_key
                   WHERE party = ?1 AND way = ?2 AND epoch = ?3 AND seq = ?4";
        let mut query = self.db.prepare_cached(sql)?;
        let found = query.query_row(
            params![key.party, key.way as i64, key.epoch, to_i64(seq)],
            |row| {
                Ok(StreamRow {
                    seq: to_u64(row.get(0)?),
                    header: row.get(1)?,
                    salt: row.get(2)?,
                    sealed: row.get(3)?,
                    key: row.get(4)?,
                    kept_ms: row.get(5)?,
                })
            },
        );
        Ok(found.optional()?)
    }

    /// Destroys the bodies of these entries, their salts and their keys. Call [`Ledger::forget_deleted`] afterwards.
    ///
    /// # Errors
    /// The database.
    pub fn purge_entries(&mut self, key: &StreamKey, seqs: &[u64]) -> Result<Purged, Error> {
        let change = self.change()?;
        let mut purged = Purged::default();
        for seq in seqs {
            let place = params![key.party, key.way as i64, key.epoch, to_i64(*seq)];
            let sql = "DELETE FROM seal_keys WHERE id = (SELECT seal_key FROM stream_entries
                       WHERE party = ?1 AND way = ?2 AND epoch = ?3 AND seq = ?4)";
            change.prepare_cached(sql)?.execute(place)?;
            let sql = "UPDATE stream_entries SET salt = NULL, sealed = NULL, seal_key = NULL
                       WHERE party = ?1 AND way = ?2 AND epoch = ?3 AND seq = ?4 AND sealed NOT NULL";
            let changed = change.prepare_cached(sql)?.execute(place)?;
            purged.bodies += changed as u64;
        }
        change.commit()?;
        Ok(purged)
    }

    /// Writes the log back and empties it, so that what was deleted is in neither file.
    ///
    /// # Errors
    /// The database. Another reader may hold the log; then it is emptied at the next call.
    pub fn forget_deleted(&mut self) -> Result<bool, Error> {
        let busy: i64 = self
            .db
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        Ok(busy == 0)
    }
}

fn put_entry(change: &Change<'_>, key: &StreamKey, row: &StreamRow) -> Result<(), Error> {
    let place = params![key.party, key.way as i64, key.epoch, to_i64(row.seq)];
    let sql =
        "SELECT 1 FROM stream_entries WHERE party = ?1 AND way = ?2 AND epoch = ?3 AND seq = ?4";
    if change.prepare_cached(sql)?.exists(place)? {
        return Ok(());
    }
    let mut seal_key = None;
    if let Some(bytes) = &row.key {
        change
            .prepare_cached("INSERT INTO seal_keys (key) VALUES (?1)")?
            .execute([bytes])?;
        seal_key = Some(change.last_insert_rowid());
    }
    let sql = "INSERT INTO stream_entries (party, way, epoch, seq, header, salt, sealed, seal_key, kept_ms)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    change.prepare_cached(sql)?.execute(params![
        key.party,
        key.way as i64,
        key.epoch,
        to_i64(row.seq),
        row.header,
        row.salt,
        row.sealed,
        seal_key,
        row.kept_ms
    ])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const KEY: [u8; 32] = *b"a key that must leave no trace!!";
    const BODY: &[u8] = b"a sealed body, itself looked for in the files";

    fn row(seq: u64) -> StreamRow {
        StreamRow {
            seq,
            header: format!("header {seq}").into_bytes(),
            salt: Some(vec![1; 16]),
            sealed: Some(BODY.to_vec()),
            key: Some(KEY.to_vec()),
            kept_ms: Some(5),
        }
    }

    fn stream(way: Way) -> StreamKey {
        StreamKey {
            party: "jp-jcg".to_owned(),
            way,
            epoch: 1,
        }
    }

    fn holds(folder: &std::path::Path, wanted: &[u8]) -> bool {
        let files = std::fs::read_dir(folder).unwrap();
        files
            .map(|file| std::fs::read(file.unwrap().path()).unwrap())
            .any(|bytes| bytes.windows(wanted.len()).any(|w| w == wanted))
    }

    #[test]
    fn a_purged_body_is_in_no_file_any_more() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("l.sqlite"), "live").unwrap();
        let key = stream(Way::In);
        ledger.put_entries(&key, &[row(0), row(1)]).unwrap();
        ledger.put_entries(&key, &[row(1)]).unwrap();
        assert!(holds(folder.path(), BODY) && holds(folder.path(), &KEY));
        assert_eq!(
            ledger.purge_entries(&key, &[0, 1]).unwrap(),
            Purged { bodies: 2 }
        );
        assert_eq!(
            ledger.purge_entries(&key, &[0]).unwrap(),
            Purged { bodies: 0 }
        );
        assert!(ledger.forget_deleted().unwrap());
        assert!(!holds(folder.path(), BODY) && !holds(folder.path(), &KEY));
        let kept = ledger.entry(&key, 1).unwrap().unwrap();
        assert_eq!(
            (kept.header, kept.sealed, kept.key),
            (b"header 1".to_vec(), None, None)
        );
    }

    #[test]
    fn streams_do_not_mix_and_states_are_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("l.sqlite"), "live").unwrap();
        ledger.put_entries(&stream(Way::In), &[row(0)]).unwrap();
        ledger
            .put_entries(&stream(Way::Out), &[row(0), row(1)])
            .unwrap();
        let mut seen = Vec::new();
        ledger
            .each_header::<Error>(&stream(Way::Out), |seq, _| {
                seen.push(seq);
                Ok(())
            })
            .unwrap();
        assert_eq!(seen, [0, 1]);
        assert_eq!(ledger.entry(&stream(Way::In), 1).unwrap(), None);
        let state = |byte: u8, head: Option<Vec<u8>>| StreamState {
            state: vec![byte],
            head,
        };
        let key = stream(Way::In);
        ledger
            .put_stream_state(&key, &state(1, Some(vec![9])))
            .unwrap();
        ledger.put_stream_state(&key, &state(2, None)).unwrap();
        assert_eq!(ledger.stream_state(&key).unwrap(), state(2, Some(vec![9])));
        assert_eq!(
            ledger.stream_state(&stream(Way::Out)).unwrap(),
            StreamState::default()
        );
    }
}
