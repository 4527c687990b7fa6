//! When the node did not listen: told to the watch at the same place of the input in every replay.

use rusqlite::params;

use crate::{
    Error, Ledger,
    ledger::{to_i64, to_u64},
};

/// A span without listening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SilenceRow {
    /// Number of the first arrival after it.
    pub from_arrival: u64,
    /// The feed; 0 for the whole node.
    pub feed: u16,
    /// Beginning, milliseconds since 1970 UTC.
    pub start_ms: i64,
    /// End.
    pub end_ms: i64,
}

impl Ledger {
    /// Keeps a span.
    ///
    /// # Errors
    /// The database.
    pub fn put_silence(&mut self, row: &SilenceRow) -> Result<(), Error> {
        let sql =
            "INSERT INTO silences (from_arrival, feed, start_ms, end_ms) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT DO NOTHING";
        let from = to_i64(row.from_arrival);
        self.db
            .execute(sql, params![from, row.feed, row.start_ms, row.end_ms])?;
        Ok(())
    }

    /// All spans, in the order in which they were told.
    ///
    /// # Errors
    /// The database.
    pub fn silences(&self) -> Result<Vec<SilenceRow>, Error> {
        let sql = "SELECT from_arrival, feed, start_ms, end_ms FROM silences ORDER BY from_arrival, start_ms";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map([], |row| {
            Ok(SilenceRow {
                from_arrival: to_u64(row.get(0)?),
                feed: row.get(1)?,
                start_ms: row.get(2)?,
                end_ms: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
