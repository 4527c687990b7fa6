//! Notes on objects and words to partners.

use rusqlite::params;

use crate::{Error, Ledger, ledger::to_i64};

/// One note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    /// What it is about: `event:ID`, `vessel:MMSI`, `partner:PARTY`.
    pub object: String,
    /// What it says.
    pub text: String,
    /// Language it was written in.
    pub language: String,
    /// Who wrote it.
    pub user: String,
    /// The agency of the writer.
    pub party: String,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Partners it went to, with spaces between.
    pub shared_with: String,
}

impl Ledger {
    /// Keeps a note; the same note again changes nothing.
    ///
    /// # Errors
    /// The database.
    pub fn put_note(&mut self, note: &NoteRow) -> Result<(), Error> {
        let sql = "INSERT INTO notes (object, text, language, user, party, at_ms, shared_with)
                   SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (SELECT 1 FROM notes
                   WHERE object = ?1 AND text = ?2 AND party = ?5 AND at_ms = ?6)";
        let mut query = self.db.prepare_cached(sql)?;
        query.execute(params![
            note.object,
            note.text,
            note.language,
            note.user,
            note.party,
            note.at_ms,
            note.shared_with
        ])?;
        Ok(())
    }

    /// The newest notes on an object, oldest of them first.
    ///
    /// # Errors
    /// The database.
    pub fn notes(&self, object: &str, limit: u64) -> Result<Vec<NoteRow>, Error> {
        let sql = "SELECT object, text, language, user, party, at_ms, shared_with FROM
                   (SELECT * FROM notes WHERE object = ?1 ORDER BY id DESC LIMIT ?2) ORDER BY id";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map(params![object, to_i64(limit)], |row| {
            Ok(NoteRow {
                object: row.get(0)?,
                text: row.get(1)?,
                language: row.get(2)?,
                user: row.get(3)?,
                party: row.get(4)?,
                at_ms: row.get(5)?,
                shared_with: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
