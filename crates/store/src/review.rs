//! What a watch officer said of an event: confirmed, dismissed, or open again. Every review stays; the newest counts.

use rusqlite::{OptionalExtension, params};

use crate::{Error, Ledger};

/// One review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Code of the state given.
    pub state: String,
    /// Who gave it.
    pub user: String,
    /// When, milliseconds since 1970 UTC.
    pub time_ms: i64,
    /// Why.
    pub note: String,
}

impl Ledger {
    /// Keeps a review.
    ///
    /// # Errors
    /// The database.
    pub fn review(
        &mut self,
        event: &str,
        state: &str,
        user: &str,
        time_ms: i64,
        note: &str,
    ) -> Result<(), Error> {
        let sql =
            "INSERT INTO reviews (event, state, user, time_ms, note) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.db
            .execute(sql, params![event, state, user, time_ms, note])?;
        Ok(())
    }

    /// The newest review of an event.
    ///
    /// # Errors
    /// The database.
    pub fn reviewed(&self, event: &str) -> Result<Option<Review>, Error> {
        let sql = "SELECT state, user, time_ms, note FROM reviews WHERE event = ?1
                   ORDER BY seq DESC LIMIT 1";
        let found = self.db.query_row(sql, [event], |row| {
            Ok(Review {
                state: row.get(0)?,
                user: row.get(1)?,
                time_ms: row.get(2)?,
                note: row.get(3)?,
            })
        });
        Ok(found.optional()?)
    }
}
