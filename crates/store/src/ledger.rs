//! The ledger: one SQLite database in WAL mode with `synchronous = FULL`, so that a change that was acknowledged
//! survives a kill and a power cut. Each thread opens its own ledger on the same file.

use std::{ops::Deref, path::Path, time::Duration};

use rusqlite::{Connection, OptionalExtension, params};

use crate::{Error, schema};

/// How long a writer waits for another one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) db: Connection,
}

impl Ledger {
    /// Opens or makes the ledger of a realm (`live` or `exercise:NAME`).
    ///
    /// # Errors
    /// The disk, a ledger of another realm, or one written by a newer program.
    pub fn open(path: &Path, realm: &str) -> Result<Self, Error> {
        let db = Connection::open(path)?;
        db.busy_timeout(BUSY_TIMEOUT)?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "foreign_keys", true)?;
        db.pragma_update(None, "trusted_schema", false)?;
        // What is deleted is overwritten: a key that is destroyed must not be found in the file.
        db.pragma_update(None, "secure_delete", true)?;
        db.set_prepared_statement_cache_capacity(64);
        let mut ledger = Self { db };
        ledger.migrate()?;
        ledger.claim_realm(realm)?;
        Ok(ledger)
    }

    /// Opens a ledger beside the node that owns it, to look at it only.
    ///
    /// # Errors
    /// The disk, or a ledger that this program's schema does not fit.
    pub fn open_to_read(path: &Path) -> Result<Self, Error> {
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let db = Connection::open_with_flags(path, flags)?;
        db.busy_timeout(BUSY_TIMEOUT)?;
        db.set_prepared_statement_cache_capacity(64);
        let found: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let known = i64::try_from(schema::STEPS.len()).unwrap_or(i64::MAX);
        if found == known {
            Ok(Self { db })
        } else {
            Err(Error::TooNew { found, known })
        }
    }

    fn migrate(&mut self) -> Result<(), Error> {
        let change = self.change()?;
        let done: i64 = change.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        let known = i64::try_from(schema::STEPS.len()).unwrap_or(i64::MAX);
        if done > known {
            return Err(Error::TooNew { found: done, known });
        }
        for step in schema::STEPS
            .iter()
            .skip(usize::try_from(done).unwrap_or(0))
        {
            change.execute_batch(step)?;
        }
        change.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
        change.pragma_update(None, "user_version", known)?;
        change.commit()?;
        Ok(())
    }

    fn claim_realm(&mut self, realm: &str) -> Result<(), Error> {
        let change = self.change()?;
        let sql = "INSERT INTO meta (key, value) VALUES ('realm', ?1) ON CONFLICT DO NOTHING";
        change.execute(sql, [realm])?;
        let found: String =
            change.query_row("SELECT value FROM meta WHERE key = 'realm'", [], |row| {
                row.get(0)
            })?;
        if found != realm {
            return Err(Error::Realm {
                asked: realm.to_owned(),
                found,
            });
        }
        change.commit()?;
        Ok(())
    }

    /// A value kept under a key.
    ///
    /// # Errors
    /// The database.
    pub fn meta(&self, key: &str) -> Result<Option<String>, Error> {
        let sql = "SELECT value FROM meta WHERE key = ?1";
        Ok(self.db.query_row(sql, [key], |row| row.get(0)).optional()?)
    }

    /// Keeps a value under a key.
    ///
    /// # Errors
    /// The database.
    pub fn set_meta(&mut self, key: &str, value: &str) -> Result<(), Error> {
        let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2)
                   ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.db.execute(sql, params![key, value])?;
        Ok(())
    }

    /// Forgets all values whose keys begin with a text of ASCII.
    ///
    /// # Errors
    /// The database.
    pub fn forget_meta(&mut self, start: &str) -> Result<(), Error> {
        let sql = "DELETE FROM meta WHERE key >= ?1 AND key < ?1 || char(127)";
        self.db.execute(sql, [start])?;
        Ok(())
    }

    /// Whether the database itself is sound: pages, indexes, types.
    ///
    /// # Errors
    /// The database.
    pub fn is_sound(&self) -> Result<bool, Error> {
        let sql = "PRAGMA integrity_check(1)";
        let said: String = self.db.query_row(sql, [], |row| row.get(0))?;
        Ok(said == "ok")
    }

    /// Runs several changes as one: all of them are kept, or none.
    ///
    /// # Errors
    /// What the work says, and the database.
    pub fn whole<T, E: From<Error>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let outer = Begun::new(&self.db)?;
        let result = work(self);
        match &result {
            Ok(_) => outer.end(&self.db, true)?,
            Err(_) => outer.end(&self.db, false)?,
        }
        result
    }

    /// Begins several changes that are kept or undone as one, for callers that cannot work inside a closure. Every
    /// [`Whole`] goes back to [`Ledger::end`].
    ///
    /// # Errors
    /// The database.
    pub fn begin(&mut self) -> Result<Whole, Error> {
        Begun::new(&self.db).map(Whole)
    }

    /// Keeps or undoes what was changed since [`Ledger::begin`].
    ///
    /// # Errors
    /// The database.
    pub fn end(&mut self, whole: Whole, keep: bool) -> Result<(), Error> {
        let ended = whole.0.end(&self.db, keep);
        if ended.is_err() && keep && !self.db.is_autocommit() {
            // What could not be kept must not keep everyone else from writing.
            drop(whole.0.end(&self.db, false));
        }
        ended
    }

    /// Starts a change; it is undone unless committed. It takes the write lock at once, so that two
    /// changes that read before they write cannot deadlock. Inside another change it is a part of that one.
    pub(crate) fn change(&mut self) -> Result<Change<'_>, Error> {
        let begun = Begun::new(&self.db)?;
        Ok(Change {
            db: &self.db,
            begun: Some(begun),
        })
    }
}

/// Changes under way that are kept or undone together.
#[must_use = "changes that are not ended keep everyone else from writing"]
#[derive(Debug)]
pub struct Whole(Begun);

/// How a change was begun: as a transaction, or as a savepoint inside one.
#[derive(Debug, Clone, Copy)]
enum Begun {
    Transaction,
    Savepoint,
}

impl Begun {
    fn new(db: &Connection) -> Result<Self, Error> {
        if db.is_autocommit() {
            db.execute_batch("BEGIN IMMEDIATE")?;
            Ok(Self::Transaction)
        } else {
            db.execute_batch("SAVEPOINT part")?;
            Ok(Self::Savepoint)
        }
    }

    fn end(self, db: &Connection, keep: bool) -> Result<(), Error> {
        let sql = match (self, keep) {
            (Self::Transaction, true) => "COMMIT",
            // A fault of the disk may have undone the transaction already.
            (Self::Transaction, false) if db.is_autocommit() => return Ok(()),
            (Self::Transaction, false) => "ROLLBACK",
            (Self::Savepoint, true) => "RELEASE part",
            (Self::Savepoint, false) if db.is_autocommit() => return Ok(()),
            (Self::Savepoint, false) => "ROLLBACK TO part; RELEASE part",
        };
        db.execute_batch(sql)?;
        Ok(())
    }
}

/// A change under way.
pub(crate) struct Change<'a> {
    db: &'a Connection,
    begun: Option<Begun>,
}

impl Change<'_> {
    pub(crate) fn commit(mut self) -> Result<(), Error> {
        let Some(begun) = self.begun else {
            return Ok(());
        };
        begun.end(self.db, true)?;
        self.begun = None;
        Ok(())
    }
}

impl Deref for Change<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.db
    }
}

impl Drop for Change<'_> {
    fn drop(&mut self) {
        if let Some(begun) = self.begun.take() {
            // What cannot be undone now is undone when the file is opened again.
            drop(begun.end(self.db, false));
        }
    }
}

/// `LIKE` and others see `i64`; unsigned numbers of the node's own stay far below the limit.
pub(crate) fn to_i64(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// The way back; the tables never hold a negative one.
pub(crate) fn to_u64(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_folder_belongs_to_one_realm() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.sqlite");
        Ledger::open(&path, "live").unwrap();
        Ledger::open(&path, "live").unwrap();
        let refused = Ledger::open(&path, "exercise:north").unwrap_err();
        assert_eq!(refused.code(), "store-realm");
    }

    #[test]
    fn several_changes_are_kept_together_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.sqlite");
        let mut ledger = Ledger::open(&path, "live").unwrap();
        let half: Result<(), Error> = ledger.whole(|ledger| {
            ledger.set_meta("a", "1")?;
            ledger.audit(1, "mika", "tried", "", "{}")?;
            Err(Error::TooNew { found: 1, known: 0 })
        });
        assert!(half.is_err());
        assert_eq!(ledger.meta("a").unwrap(), None);
        assert!(ledger.audit_page(None, 9).unwrap().entries.is_empty());
        let whole: Result<(), Error> = ledger.whole(|ledger| {
            ledger.set_meta("a", "1")?;
            let inner: Result<(), Error> = ledger.whole(|ledger| {
                ledger.set_meta("a", "2")?;
                Err(Error::TooNew { found: 1, known: 0 })
            });
            assert!(inner.is_err());
            ledger.audit(1, "mika", "done", "", "{}").map(drop)
        });
        whole.unwrap();
        drop(ledger);
        let ledger = Ledger::open(&path, "live").unwrap();
        assert_eq!(ledger.meta("a").unwrap().as_deref(), Some("1"));
        assert_eq!(ledger.audit_page(None, 9).unwrap().entries.len(), 1);
    }

    #[test]
    fn what_was_begun_is_kept_or_undone() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("l.sqlite"), "live").unwrap();
        for (keep, found) in [(false, None), (true, Some("1"))] {
            let whole = ledger.begin().unwrap();
            ledger.set_meta("a", "1").unwrap();
            ledger.end(whole, keep).unwrap();
            assert_eq!(ledger.meta("a").unwrap().as_deref(), found);
        }
    }

    #[test]
    fn a_newer_schema_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.sqlite");
        let ledger = Ledger::open(&path, "live").unwrap();
        ledger.db.pragma_update(None, "user_version", 999).unwrap();
        drop(ledger);
        assert_eq!(
            Ledger::open(&path, "live").unwrap_err().code(),
            "store-too-new"
        );
    }
}
