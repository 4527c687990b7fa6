//! Crises abroad as they are kept: the registers, each person sealed with a key of its own, and what devices saw.
//!
//! Events and places name nobody. A person's record is one sealed body; destroying its key erases it in every copy of the
//! file. Its form, and the form of everything else in these tables, is the node's business.

use rusqlite::{OptionalExtension, params};

use crate::{
    Error, Ledger,
    ledger::{to_i64, to_u64},
};

/// A crisis, a place of it, or a device of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrisisRow {
    /// Id, 16 bytes.
    pub id: [u8; 16],
    /// What is known of it, JSON.
    pub body: String,
}

/// A person of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// Id, 16 bytes.
    pub id: [u8; 16],
    /// Sealed record.
    pub sealed: Vec<u8>,
    /// The key of that record, itself sealed with the node's.
    pub key: Vec<u8>,
}

/// An event of a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JourneyRow {
    /// The device, 16 bytes.
    pub device: [u8; 16],
    /// Its number.
    pub seq: u64,
    /// Hash of the text.
    pub hash: String,
    /// The one text of the event.
    pub text: String,
    /// The device's signature; none for events of the node itself.
    pub signature: Option<Vec<u8>>,
    /// When it came in, milliseconds since 1970 UTC.
    pub taken_ms: i64,
}

/// Parts of a crisis that are documents of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrisisPart {
    /// Places.
    Place,
    /// Devices.
    Device,
    /// Receipts of erasures.
    Erasure,
    /// Counts that may be released to partners.
    Offer,
    /// What carries people: places, roads, buses, legs. One.
    Transport,
    /// The evacuation plan in force. One.
    Plan,
    /// Seats of a leg: offers and claims.
    Seat,
    /// Our claims on a partner's offers.
    Claim,
    /// Messages that were sent to nationals: what, to how many.
    Message,
    /// Events of a revoked device: kept, counted nowhere.
    Aside,
    /// Crises of partners that are one with this one.
    Union,
    /// The boarding of a leg as it was closed.
    Closing,
}

impl CrisisPart {
    fn code(self) -> i64 {
        match self {
            Self::Place => 0,
            Self::Device => 1,
            Self::Erasure => 2,
            Self::Offer => 6,
            Self::Transport => 3,
            Self::Plan => 4,
            Self::Seat => 5,
            Self::Claim => 7,
            Self::Message => 8,
            Self::Aside => 9,
            Self::Union => 10,
            Self::Closing => 11,
        }
    }
}

impl Ledger {
    /// Keeps a crisis.
    ///
    /// # Errors
    /// The database.
    pub fn put_crisis(&mut self, row: &CrisisRow) -> Result<(), Error> {
        let sql = "INSERT INTO crises (id, body) VALUES (?1, ?2)
                   ON CONFLICT (id) DO UPDATE SET body = excluded.body";
        self.db.execute(sql, params![row.id, row.body])?;
        Ok(())
    }

    /// All crises.
    ///
    /// # Errors
    /// The database.
    pub fn crises(&self) -> Result<Vec<CrisisRow>, Error> {
        let mut query = self
            .db
            .prepare_cached("SELECT id, body FROM crises ORDER BY id")?;
        let rows = query.query_map([], |row| {
            Ok(CrisisRow {
                id: row.get(0)?,
                body: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps a part of a crisis.
    ///
    /// # Errors
    /// The database.
    pub fn put_crisis_part(
        &mut self,
        crisis: &[u8; 16],
        part: CrisisPart,
        row: &CrisisRow,
    ) -> Result<(), Error> {
        let sql = "INSERT INTO crisis_parts (crisis, part, id, body) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (crisis, part, id) DO UPDATE SET body = excluded.body";
        let values = params![crisis, part.code(), row.id, row.body];
        self.db.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    /// Forgets a part that nothing needs any more; says whether it was there.
    ///
    /// # Errors
    /// The database.
    pub fn drop_crisis_part(
        &mut self,
        crisis: &[u8; 16],
        part: CrisisPart,
        id: &[u8; 16],
    ) -> Result<bool, Error> {
        let sql = "DELETE FROM crisis_parts WHERE crisis = ?1 AND part = ?2 AND id = ?3";
        let values = params![crisis, part.code(), id];
        let dropped = self.db.prepare_cached(sql)?.execute(values)?;
        Ok(dropped > 0)
    }

    /// Parts of one kind.
    ///
    /// # Errors
    /// The database.
    pub fn crisis_parts(
        &self,
        crisis: &[u8; 16],
        part: CrisisPart,
    ) -> Result<Vec<CrisisRow>, Error> {
        let sql = "SELECT id, body FROM crisis_parts WHERE crisis = ?1 AND part = ?2 ORDER BY id";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map(params![crisis, part.code()], |row| {
            Ok(CrisisRow {
                id: row.get(0)?,
                body: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps a person, in place of an older record of the same person, whose key is destroyed.
    ///
    /// # Errors
    /// The database.
    pub fn put_person(&mut self, crisis: &[u8; 16], row: &PersonRow) -> Result<(), Error> {
        self.erase_person(crisis, &row.id)?;
        let change = self.change()?;
        change
            .prepare_cached("INSERT INTO seal_keys (key) VALUES (?1)")?
            .execute([&row.key])?;
        let key = change.last_insert_rowid();
        let sql = "INSERT INTO persons (crisis, id, sealed, seal_key) VALUES (?1, ?2, ?3, ?4)";
        change
            .prepare_cached(sql)?
            .execute(params![crisis, row.id, row.sealed, key])?;
        change.commit()
    }

    /// Destroys a person's record and its key. Call [`Ledger::forget_deleted`] afterwards.
    ///
    /// # Errors
    /// The database.
    pub fn erase_person(&mut self, crisis: &[u8; 16], person: &[u8; 16]) -> Result<bool, Error> {
        let change = self.change()?;
        let sql = "SELECT seal_key FROM persons WHERE crisis = ?1 AND id = ?2";
        let key: Option<i64> = change
            .prepare_cached(sql)?
            .query_row(params![crisis, person], |row| row.get(0))
            .optional()?;
        let Some(key) = key else {
            return Ok(false);
        };
        change
            .prepare_cached("DELETE FROM persons WHERE crisis = ?1 AND id = ?2")?
            .execute(params![crisis, person])?;
        change
            .prepare_cached("DELETE FROM seal_keys WHERE id = ?1")?
            .execute([key])?;
        change.commit()?;
        Ok(true)
    }

    /// The sealed record of a person.
    ///
    /// # Errors
    /// The database.
    pub fn sealed_person(
        &self,
        crisis: &[u8; 16],
        person: &[u8; 16],
    ) -> Result<Option<Vec<u8>>, Error> {
        let sql = "SELECT sealed FROM persons WHERE crisis = ?1 AND id = ?2";
        let mut query = self.db.prepare_cached(sql)?;
        let found = query.query_row(params![crisis, person], |row| row.get(0));
        Ok(found.optional()?)
    }

    /// Gives every person of a register to `each`.
    ///
    /// # Errors
    /// What `each` says, and the database.
    pub fn each_person<E: From<Error>>(
        &self,
        crisis: &[u8; 16],
        mut each: impl FnMut(PersonRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql =
            "SELECT p.id, p.sealed, k.key FROM persons p JOIN seal_keys k ON k.id = p.seal_key
                   WHERE p.crisis = ?1 ORDER BY p.id";
        let mut query = self.db.prepare_cached(sql).map_err(Error::from)?;
        let mut rows = query.query(params![crisis]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            each(PersonRow {
                id: row.get(0).map_err(Error::from)?,
                sealed: row.get(1).map_err(Error::from)?,
                key: row.get(2).map_err(Error::from)?,
            })?;
        }
        Ok(())
    }

    /// Keeps an event; one that is there already stays.
    ///
    /// # Errors
    /// The database.
    pub fn put_journey(&mut self, crisis: &[u8; 16], row: &JourneyRow) -> Result<bool, Error> {
        let sql =
            "INSERT INTO journey_events (crisis, device, seq, hash, text, signature, taken_ms)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING";
        let kept = self.db.prepare_cached(sql)?.execute(params![
            crisis,
            row.device,
            to_i64(row.seq),
            row.hash,
            row.text,
            row.signature,
            row.taken_ms
        ])?;
        Ok(kept > 0)
    }

    /// Events in the order in which they came in, after a place in that order; each with its place.
    ///
    /// # Errors
    /// The database.
    pub fn journey_after(
        &self,
        crisis: &[u8; 16],
        after: u64,
        limit: u64,
    ) -> Result<Vec<(u64, JourneyRow)>, Error> {
        let sql = "SELECT place, device, seq, hash, text, signature, taken_ms FROM journey_events
                   WHERE crisis = ?1 AND place > ?2 ORDER BY place LIMIT ?3";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map(params![crisis, to_i64(after), to_i64(limit)], |row| {
            let place = to_u64(row.get(0)?);
            Ok((
                place,
                JourneyRow {
                    device: row.get(1)?,
                    seq: to_u64(row.get(2)?),
                    hash: row.get(3)?,
                    text: row.get(4)?,
                    signature: row.get(5)?,
                    taken_ms: row.get(6)?,
                },
            ))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const SEALED: &[u8] = b"the sealed record of a person, looked for in the files";
    const KEY: &[u8] = b"the key of that record, looked for in the files as well";

    fn holds(folder: &std::path::Path, wanted: &[u8]) -> bool {
        let files = std::fs::read_dir(folder).unwrap();
        files
            .map(|file| std::fs::read(file.unwrap().path()).unwrap())
            .any(|bytes| bytes.windows(wanted.len()).any(|w| w == wanted))
    }

    #[test]
    fn an_erased_or_replaced_person_is_in_no_file_any_more() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("l.sqlite"), "live").unwrap();
        let row = |sealed: &[u8], key: &[u8]| PersonRow {
            id: [1; 16],
            sealed: sealed.to_vec(),
            key: key.to_vec(),
        };
        ledger.put_person(&[9; 16], &row(SEALED, KEY)).unwrap();
        assert!(holds(folder.path(), SEALED) && holds(folder.path(), KEY));
        ledger
            .put_person(&[9; 16], &row(b"newer", b"newer key"))
            .unwrap();
        assert!(ledger.forget_deleted().unwrap());
        assert!(!holds(folder.path(), SEALED) && !holds(folder.path(), KEY));
        let mut seen = 0;
        ledger
            .each_person::<Error>(&[9; 16], |person| {
                assert_eq!(person.sealed, b"newer");
                seen += 1;
                Ok(())
            })
            .unwrap();
        assert_eq!(seen, 1);
        assert!(ledger.erase_person(&[9; 16], &[1; 16]).unwrap());
        assert!(!ledger.erase_person(&[9; 16], &[1; 16]).unwrap());
        assert!(ledger.forget_deleted().unwrap());
        assert!(!holds(folder.path(), b"newer key"));
    }

    #[test]
    fn events_are_kept_once_and_come_back_in_the_order_of_arrival() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("l.sqlite"), "live").unwrap();
        let row = |seq: u64, hash: &str| JourneyRow {
            device: [2; 16],
            seq,
            hash: hash.to_owned(),
            text: format!("event {seq}"),
            signature: None,
            taken_ms: 5,
        };
        let crisis = [9; 16];
        assert!(ledger.put_journey(&crisis, &row(2, "b")).unwrap());
        assert!(!ledger.put_journey(&crisis, &row(2, "b")).unwrap());
        assert!(ledger.put_journey(&crisis, &row(2, "forked")).unwrap());
        assert!(ledger.put_journey(&crisis, &row(1, "a")).unwrap());
        let all = ledger.journey_after(&crisis, 0, 10).unwrap();
        assert_eq!(
            all.iter().map(|(_, row)| row.seq).collect::<Vec<_>>(),
            [2, 2, 1]
        );
        let rest = ledger.journey_after(&crisis, all[1].0, 10).unwrap();
        assert_eq!(rest.len(), 1);
        assert!(ledger.journey_after(&[8; 16], 0, 10).unwrap().is_empty());
    }
}
