//! Sessions of people. Only a hash of the session's secret is kept.

use rusqlite::{OptionalExtension, params};

use crate::{Error, Ledger};

/// One session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Hash of the secret, hexadecimal.
    pub hash: String,
    /// Whose it is.
    pub user: String,
    /// When it began, milliseconds since 1970 UTC.
    pub created_ms: i64,
    /// When it ends at the latest.
    pub expires_ms: i64,
    /// When it was last used.
    pub seen_ms: i64,
}

impl Ledger {
    /// Keeps a new session and forgets those that are over.
    ///
    /// # Errors
    /// The database.
    pub fn add_session(&mut self, session: &SessionRow) -> Result<(), Error> {
        let change = self.change()?;
        change.execute(
            "DELETE FROM sessions WHERE expires_ms < ?1",
            [session.created_ms],
        )?;
        let sql = "INSERT INTO sessions (hash, user, created_ms, expires_ms, seen_ms) VALUES (?1, ?2, ?3, ?4, ?5)";
        change.execute(
            sql,
            params![
                session.hash,
                session.user,
                session.created_ms,
                session.expires_ms,
                session.seen_ms
            ],
        )?;
        change.commit()?;
        Ok(())
    }

    /// The session with this hash.
    ///
    /// # Errors
    /// The database.
    pub fn session(&self, hash: &str) -> Result<Option<SessionRow>, Error> {
        let sql =
            "SELECT hash, user, created_ms, expires_ms, seen_ms FROM sessions WHERE hash = ?1";
        let found = self.db.prepare_cached(sql)?.query_row([hash], |row| {
            Ok(SessionRow {
                hash: row.get(0)?,
                user: row.get(1)?,
                created_ms: row.get(2)?,
                expires_ms: row.get(3)?,
                seen_ms: row.get(4)?,
            })
        });
        Ok(found.optional()?)
    }

    /// Notes that a session is in use.
    ///
    /// # Errors
    /// The database.
    pub fn see_session(&mut self, hash: &str, seen_ms: i64) -> Result<(), Error> {
        let sql = "UPDATE sessions SET seen_ms = ?2 WHERE hash = ?1";
        self.db.execute(sql, params![hash, seen_ms])?;
        Ok(())
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The database.
    pub fn end_session(&mut self, hash: &str) -> Result<(), Error> {
        self.db
            .execute("DELETE FROM sessions WHERE hash = ?1", [hash])?;
        Ok(())
    }
}
