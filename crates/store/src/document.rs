//! Documents that people made or took in: warnings, threat reports. Each version stays.

use rusqlite::{OptionalExtension as _, params};

use crate::{Error, Ledger, ledger::to_i64};

/// One version of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// Kind, such as `warning`.
    pub kind: String,
    /// Identifier within the kind.
    pub id: String,
    /// Version, from 1.
    pub version: u32,
    /// When it was kept, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Who.
    pub user: String,
    /// What it says, in the form of its kind.
    pub body: String,
}

impl Ledger {
    /// Keeps the next version of a document and gives its number.
    ///
    /// # Errors
    /// The database.
    pub fn put_document(
        &mut self,
        kind: &str,
        id: &str,
        at_ms: i64,
        user: &str,
        body: &str,
    ) -> Result<u32, Error> {
        let sql = "INSERT INTO documents (kind, id, version, at_ms, user, body)
                   SELECT ?1, ?2, coalesce(max(version), 0) + 1, ?3, ?4, ?5 FROM documents
                   WHERE kind = ?1 AND id = ?2 RETURNING version";
        let values = params![kind, id, at_ms, user, body];
        Ok(self.db.query_row(sql, values, |row| row.get(0))?)
    }

    /// The newest version of a document.
    ///
    /// # Errors
    /// The database.
    pub fn document(&self, kind: &str, id: &str) -> Result<Option<DocumentRow>, Error> {
        let sql = "SELECT kind, id, version, at_ms, user, body FROM documents
                   WHERE kind = ?1 AND id = ?2 ORDER BY version DESC LIMIT 1";
        let mut query = self.db.prepare_cached(sql)?;
        Ok(query.query_row([kind, id], row).optional()?)
    }

    /// Every version of every document of a kind, by id and version; of one document if `id` is given.
    ///
    /// # Errors
    /// The database.
    pub fn document_versions(
        &self,
        kind: &str,
        id: Option<&str>,
    ) -> Result<Vec<DocumentRow>, Error> {
        let sql = "SELECT kind, id, version, at_ms, user, body FROM documents
                   WHERE kind = ?1 AND (?2 IS NULL OR id = ?2) ORDER BY id, version";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map(params![kind, id], row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Ids of the documents of a kind, the newest first: to read large ones one by one.
    ///
    /// # Errors
    /// The database.
    pub fn document_ids(&self, kind: &str, limit: u64) -> Result<Vec<String>, Error> {
        let sql = "SELECT id FROM documents AS d
                   WHERE kind = ?1 AND version = (SELECT max(version) FROM documents
                     WHERE kind = d.kind AND id = d.id)
                   ORDER BY at_ms DESC, id LIMIT ?2";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map(params![kind, to_i64(limit)], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The newest version of each document of a kind, the newest first.
    ///
    /// # Errors
    /// The database.
    pub fn documents(&self, kind: &str, limit: u64) -> Result<Vec<DocumentRow>, Error> {
        let sql = "SELECT kind, id, version, at_ms, user, body FROM documents AS d
                   WHERE kind = ?1 AND version = (SELECT max(version) FROM documents
                     WHERE kind = d.kind AND id = d.id)
                   ORDER BY at_ms DESC, id LIMIT ?2";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map(params![kind, to_i64(limit)], row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<DocumentRow> {
    Ok(DocumentRow {
        kind: row.get(0)?,
        id: row.get(1)?,
        version: row.get(2)?,
        at_ms: row.get(3)?,
        user: row.get(4)?,
        body: row.get(5)?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn each_version_stays_and_the_newest_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("l.sqlite"), "live").unwrap();
        let mut put = |id: &str, at_ms, body: &str| {
            ledger
                .put_document("warning", id, at_ms, "tanaka", body)
                .unwrap()
        };
        assert_eq!(
            (put("a", 1, "x"), put("b", 2, "y"), put("a", 3, "z")),
            (1, 1, 2)
        );
        let all = ledger.documents("warning", 10).unwrap();
        let ids: Vec<_> = all.iter().map(|d| (d.id.as_str(), d.version)).collect();
        assert_eq!(ids, [("a", 2), ("b", 1)]);
        assert_eq!(ledger.document_ids("warning", 10).unwrap(), ["a", "b"]);
        assert_eq!(ledger.document_ids("warning", 1).unwrap(), ["a"]);
        assert_eq!(ledger.document("warning", "a").unwrap().unwrap().body, "z");
        assert_eq!(ledger.document("threat", "a").unwrap(), None);
        let versions = ledger.document_versions("warning", Some("a")).unwrap();
        let bodies: Vec<_> = versions.iter().map(|d| d.body.as_str()).collect();
        assert_eq!(bodies, ["x", "z"]);
        assert_eq!(ledger.document_versions("warning", None).unwrap().len(), 3);
    }
}
