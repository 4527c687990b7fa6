//! Feeds and their numbers: a feed keeps its number over restarts, because every observation cites it.

use rusqlite::params;

use crate::{Error, Ledger};

/// One feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRow {
    /// Number, from 1.
    pub id: u16,
    /// Address.
    pub address: String,
    /// Code of the format.
    pub format: String,
    /// Whether the node starts it by itself.
    pub kept: bool,
}

impl Ledger {
    /// The number of a feed, given now if it has none yet. `kept`: start it again with the node.
    ///
    /// # Errors
    /// The database.
    pub fn feed_number(&mut self, address: &str, format: &str, kept: bool) -> Result<u16, Error> {
        let sql = "INSERT INTO feeds (address, format, kept) VALUES (?1, ?2, ?3)
                   ON CONFLICT (address, format) DO UPDATE SET kept = max(kept, excluded.kept)";
        self.db.execute(sql, params![address, format, kept])?;
        let sql = "SELECT id FROM feeds WHERE address = ?1 AND format = ?2";
        Ok(self
            .db
            .query_row(sql, params![address, format], |row| row.get(0))?)
    }

    /// The node no longer starts this feed by itself.
    ///
    /// # Errors
    /// The database.
    pub fn drop_feed(&mut self, id: u16) -> Result<(), Error> {
        self.db
            .execute("UPDATE feeds SET kept = 0 WHERE id = ?1", [id])?;
        Ok(())
    }

    /// All feeds ever numbered.
    ///
    /// # Errors
    /// The database.
    pub fn feeds(&self) -> Result<Vec<FeedRow>, Error> {
        let mut query = self
            .db
            .prepare_cached("SELECT id, address, format, kept FROM feeds ORDER BY id")?;
        let rows = query.query_map([], |row| {
            Ok(FeedRow {
                id: row.get(0)?,
                address: row.get(1)?,
                format: row.get(2)?,
                kept: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
