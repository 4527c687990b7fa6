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

    /// Events whose newest review gives this state, each with that review, in the order of the identifiers.
    ///
    /// # Errors
    /// The database.
    pub fn reviewed_as(&self, state: &str) -> Result<Vec<(String, Review)>, Error> {
        let sql = "SELECT event, state, user, time_ms, note FROM reviews AS newest
                   WHERE state = ?1 AND seq = (SELECT MAX(seq) FROM reviews WHERE event = newest.event)
                   ORDER BY event";
        let mut statement = self.db.prepare(sql)?;
        let rows = statement.query_map([state], |row| {
            let review = Review {
                state: row.get(1)?,
                user: row.get(2)?,
                time_ms: row.get(3)?,
                note: row.get(4)?,
            };
            Ok((row.get::<_, String>(0)?, review))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn of_several_reviews_the_newest_counts() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("ledger.sqlite"), "live").unwrap();
        for (event, state) in [
            ("gap-1", "dismissed"),
            ("gap-2", "dismissed"),
            ("gap-1", "open"),
            ("gap-3", "confirmed"),
        ] {
            ledger.review(event, state, "mika", 5, "seen").unwrap();
        }
        let events = |state: &str| -> Vec<String> {
            let found = ledger.reviewed_as(state).unwrap();
            found.into_iter().map(|(event, _)| event).collect()
        };
        assert_eq!(events("dismissed"), ["gap-2"]);
        assert_eq!(events("open"), ["gap-1"]);
    }
}
