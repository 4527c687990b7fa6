//! The node's own log of signed records: appended, never changed. What they mean is the exchange's business; here they
//! are bytes with a number, an object and a kind to find them by.

use rusqlite::{OptionalExtension, Row, params};

use crate::{
    Error, Ledger,
    ledger::{to_i64, to_u64},
};

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// Its place in the log, from 0, without holes.
    pub number: u64,
    /// The object it is about, 16 bytes.
    pub object: Vec<u8>,
    /// Kind of the object.
    pub kind: String,
    /// Version of the object.
    pub version: u32,
    /// When it was said, milliseconds since 1970 UTC.
    pub made_ms: i64,
    /// The signed bytes.
    pub bytes: Vec<u8>,
}

const COLUMNS: &str = "number, object, kind, version, made_ms, bytes";

fn read(row: &Row<'_>) -> Result<RecordRow, rusqlite::Error> {
    Ok(RecordRow {
        number: to_u64(row.get(0)?),
        object: row.get(1)?,
        kind: row.get(2)?,
        version: row.get(3)?,
        made_ms: row.get(4)?,
        bytes: row.get(5)?,
    })
}

impl Ledger {
    /// Appends records; the numbers go on where the log ends.
    ///
    /// # Errors
    /// [`Error::Exists`] when a number is not the next one, or the database.
    pub fn append_records(&mut self, rows: &[RecordRow]) -> Result<(), Error> {
        let change = self.change()?;
        let sql = "SELECT coalesce(max(number) + 1, 0) FROM records";
        let next = to_u64(change.query_row(sql, [], |row| row.get(0))?);
        for (next, row) in (next..).zip(rows) {
            if row.number != next {
                return Err(Error::Exists {
                    what: format!("record {}", row.number),
                });
            }
            let sql = "INSERT INTO records (number, object, kind, version, made_ms, bytes)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            change.prepare_cached(sql)?.execute(params![
                to_i64(row.number),
                row.object,
                row.kind,
                row.version,
                row.made_ms,
                row.bytes
            ])?;
        }
        change.commit()
    }

    /// Gives every record of the log in order to `each`.
    ///
    /// # Errors
    /// What `each` says, and the database.
    pub fn each_record<E: From<Error>>(
        &self,
        mut each: impl FnMut(RecordRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!("SELECT {COLUMNS} FROM records ORDER BY number");
        let mut query = self.db.prepare_cached(&sql).map_err(Error::from)?;
        let mut rows = query.query([]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            each(read(row).map_err(Error::from)?)?;
        }
        Ok(())
    }

    /// The record of a place of the log.
    ///
    /// # Errors
    /// The database.
    pub fn record(&self, number: u64) -> Result<Option<RecordRow>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM records WHERE number = ?1");
        let mut query = self.db.prepare_cached(&sql)?;
        Ok(query.query_row([to_i64(number)], read).optional()?)
    }

    /// The newest record about an object.
    ///
    /// # Errors
    /// The database.
    pub fn newest_record(&self, object: &[u8]) -> Result<Option<RecordRow>, Error> {
        let sql =
            format!("SELECT {COLUMNS} FROM records WHERE object = ?1 ORDER BY number DESC LIMIT 1");
        let mut query = self.db.prepare_cached(&sql)?;
        Ok(query.query_row([object], read).optional()?)
    }

    /// All records of a kind, in order.
    ///
    /// # Errors
    /// The database.
    pub fn records_of_kind(&self, kind: &str) -> Result<Vec<RecordRow>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM records WHERE kind = ?1 ORDER BY number");
        let mut query = self.db.prepare_cached(&sql)?;
        let rows = query.query_map([kind], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn row(number: u64) -> RecordRow {
        RecordRow {
            number,
            object: vec![u8::try_from(number % 3).unwrap(); 16],
            kind: "note".to_owned(),
            version: 1,
            made_ms: 5,
            bytes: vec![1, 2, 3],
        }
    }

    #[test]
    fn the_log_only_grows_at_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("l.sqlite"), "live").unwrap();
        ledger.append_records(&[row(0), row(1)]).unwrap();
        // A hole, a repetition, and half of a batch: nothing of it is kept.
        for wrong in [vec![row(3)], vec![row(1)], vec![row(2), row(4)]] {
            assert_eq!(
                ledger.append_records(&wrong).unwrap_err().code(),
                "store-exists"
            );
        }
        ledger.append_records(&[row(2), row(3)]).unwrap();
        let mut numbers = Vec::new();
        ledger
            .each_record::<Error>(|row| {
                numbers.push(row.number);
                Ok(())
            })
            .unwrap();
        assert_eq!(numbers, [0, 1, 2, 3]);
        assert_eq!(ledger.newest_record(&[0; 16]).unwrap(), Some(row(3)));
        for sql in ["DELETE FROM records", "UPDATE records SET bytes = x'00'"] {
            assert!(ledger.db.execute_batch(sql).is_err(), "{sql}");
        }
    }
}
