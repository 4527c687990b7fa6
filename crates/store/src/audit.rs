//! The audit: who changed what, when, as a chain of hashes.
//!
//! Each entry's hash covers the hash before it and the entry's own fields, each with its length, so that a changed,
//! inserted, removed or reordered entry is found; the head kept in `meta` shows entries cut off at the end.
//! (Someone who can write the database and knows the method can forge a whole new chain; keeping the newest hash
//! elsewhere guards against that.)

use rusqlite::{OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::{
    Error, Ledger,
    ledger::{to_i64, to_u64},
};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Number, from 1, without holes.
    pub seq: u64,
    /// When, milliseconds since 1970 UTC.
    pub time_ms: i64,
    /// Who.
    pub user: String,
    /// Code of the action, such as `area-added`.
    pub action: String,
    /// What it was done to.
    pub object: String,
    /// More, as JSON.
    pub detail: String,
    /// Hash of the chain up to here, hexadecimal.
    pub hash: String,
}

/// Entries, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditPage {
    /// Entries.
    pub entries: Vec<AuditEntry>,
    /// Where the next page begins.
    pub next: Option<u64>,
}

/// Whether the chain holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditVerdict {
    /// Every entry is as it was written.
    Intact {
        /// Number of entries.
        entries: u64,
    },
    /// From this entry on the chain does not hold.
    Broken {
        /// Number of the first entry that is not as it was written, or that is missing.
        seq: u64,
    },
}

const BEGINNING: &str = "";

fn chain(before: &str, entry: &AuditEntry) -> String {
    let mut hasher = Sha256::new();
    let (seq, time) = (entry.seq.to_string(), entry.time_ms.to_string());
    for field in [
        before,
        &seq,
        &time,
        &entry.user,
        &entry.action,
        &entry.object,
        &entry.detail,
    ] {
        hasher.update((field.len() as u64).to_le_bytes());
        hasher.update(field.as_bytes());
    }
    hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

impl Ledger {
    /// Adds an entry.
    ///
    /// # Errors
    /// The database.
    pub fn audit(
        &mut self,
        time_ms: i64,
        user: &str,
        action: &str,
        object: &str,
        detail: &str,
    ) -> Result<AuditEntry, Error> {
        let change = self.change()?;
        let sql = "SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1";
        let last: Option<(i64, String)> = change
            .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (seq, before) = last.map_or((1, BEGINNING.to_owned()), |(seq, hash)| (seq + 1, hash));
        let mut entry = AuditEntry {
            seq: to_u64(seq),
            time_ms,
            user: user.to_owned(),
            action: action.to_owned(),
            object: object.to_owned(),
            detail: detail.to_owned(),
            hash: String::new(),
        };
        entry.hash = chain(&before, &entry);
        let sql = "INSERT INTO audit (seq, time_ms, user, action, object, detail, hash)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        change.execute(
            sql,
            params![seq, time_ms, user, action, object, detail, entry.hash],
        )?;
        let sql = "INSERT INTO meta (key, value) VALUES ('audit-head', ?1)
                   ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        change.execute(sql, [format!("{seq} {}", entry.hash)])?;
        change.commit()?;
        Ok(entry)
    }

    /// Entries before `before` (all if `None`), newest first.
    ///
    /// # Errors
    /// The database.
    pub fn audit_page(&self, before: Option<u64>, limit: u64) -> Result<AuditPage, Error> {
        let sql = "SELECT seq, time_ms, user, action, object, detail, hash FROM audit
                   WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2";
        let mut query = self.db.prepare_cached(sql)?;
        let before = before.map_or(i64::MAX, to_i64);
        let rows = query.query_map(params![before, to_i64(limit)], read)?;
        let entries = rows.collect::<Result<Vec<_>, _>>()?;
        let next = entries.last().map(|e| e.seq).filter(|seq| *seq > 1);
        Ok(AuditPage { entries, next })
    }

    /// Checks the whole chain.
    ///
    /// # Errors
    /// The database.
    pub fn verify_audit(&self) -> Result<AuditVerdict, Error> {
        let sql = "SELECT seq, time_ms, user, action, object, detail, hash FROM audit ORDER BY seq";
        let mut query = self.db.prepare_cached(sql)?;
        let mut before = BEGINNING.to_owned();
        let mut seq = 0;
        for entry in query.query_map([], read)? {
            let entry = entry?;
            seq += 1;
            if entry.seq != seq || entry.hash != chain(&before, &entry) {
                return Ok(AuditVerdict::Broken { seq });
            }
            before = entry.hash;
        }
        let head = self.meta("audit-head")?;
        let want = (seq > 0).then(|| format!("{seq} {before}"));
        if head == want {
            Ok(AuditVerdict::Intact { entries: seq })
        } else {
            Ok(AuditVerdict::Broken { seq: seq + 1 })
        }
    }
}

fn read(row: &rusqlite::Row<'_>) -> Result<AuditEntry, rusqlite::Error> {
    Ok(AuditEntry {
        seq: to_u64(row.get(0)?),
        time_ms: row.get(1)?,
        user: row.get(2)?,
        action: row.get(3)?,
        object: row.get(4)?,
        detail: row.get(5)?,
        hash: row.get(6)?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn with_entries() -> (tempfile::TempDir, Ledger) {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("l.sqlite"), "live").unwrap();
        for n in 0..5 {
            ledger
                .audit(1_000 + n, "mika", "area-added", &format!("area-{n}"), "{}")
                .unwrap();
        }
        (folder, ledger)
    }

    fn tampered(sql: &str) -> AuditVerdict {
        let (_folder, ledger) = with_entries();
        assert_eq!(
            ledger.verify_audit().unwrap(),
            AuditVerdict::Intact { entries: 5 }
        );
        assert!(
            ledger.db.execute_batch(sql).is_err(),
            "the triggers refuse it"
        );
        ledger
            .db
            .execute_batch("DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_deleted")
            .unwrap();
        ledger.db.execute_batch(sql).unwrap();
        ledger.verify_audit().unwrap()
    }

    #[test]
    fn tampering_is_found() {
        let broken = |seq| AuditVerdict::Broken { seq };
        assert_eq!(
            tampered("UPDATE audit SET user = 'eve' WHERE seq = 3"),
            broken(3)
        );
        assert_eq!(
            tampered("UPDATE audit SET time_ms = 1 WHERE seq = 1"),
            broken(1)
        );
        assert_eq!(tampered("DELETE FROM audit WHERE seq = 2"), broken(2));
        assert_eq!(tampered("DELETE FROM audit WHERE seq = 5"), broken(5));
        assert_eq!(tampered("DELETE FROM audit"), broken(1));
        let shifted = "UPDATE audit SET user = 'mik', action = 'aarea-added' WHERE seq = 4";
        assert_eq!(tampered(shifted), broken(4));
    }

    #[test]
    fn pages_go_back_in_time() {
        let (_folder, ledger) = with_entries();
        let page = ledger.audit_page(None, 3).unwrap();
        assert_eq!(
            page.entries.iter().map(|e| e.seq).collect::<Vec<_>>(),
            [5, 4, 3]
        );
        let rest = ledger.audit_page(page.next, 3).unwrap();
        assert_eq!(
            rest.entries.iter().map(|e| e.seq).collect::<Vec<_>>(),
            [2, 1]
        );
        assert_eq!(rest.next, None);
    }
}
