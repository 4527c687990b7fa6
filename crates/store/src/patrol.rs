//! The patrol log: every asset, port, task, plan, order and report, each version with who wrote it. Appended, never
//! changed; what holds now is the newest version of each, and one without a body is gone.

use rusqlite::{OptionalExtension, Row, params};

use crate::{
    Error, Ledger,
    ledger::{to_i64, to_u64},
};

/// One version of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatrolRow {
    /// Its place in the log, from 1.
    pub number: u64,
    /// Kind of thing, such as `asset` or `plan`.
    pub kind: String,
    /// Identifier, unique in its kind.
    pub id: String,
    /// Version of it, from 1.
    pub version: u32,
    /// When, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Who.
    pub user: String,
    /// JSON; none when it was taken away.
    pub body: Option<String>,
}

const COLUMNS: &str = "number, kind, id, version, at_ms, user, body";

fn read(row: &Row<'_>) -> Result<PatrolRow, rusqlite::Error> {
    Ok(PatrolRow {
        number: to_u64(row.get(0)?),
        kind: row.get(1)?,
        id: row.get(2)?,
        version: row.get(3)?,
        at_ms: row.get(4)?,
        user: row.get(5)?,
        body: row.get(6)?,
    })
}

impl Ledger {
    /// Appends a version of a thing and returns its number.
    ///
    /// # Errors
    /// The database.
    pub fn append_patrol(
        &mut self,
        kind: &str,
        id: &str,
        at_ms: i64,
        user: &str,
        body: Option<&str>,
    ) -> Result<u32, Error> {
        let change = self.change()?;
        let sql =
            "SELECT coalesce(max(version), 0) + 1 FROM patrol_log WHERE kind = ?1 AND id = ?2";
        let version: u32 = change.query_row(sql, [kind, id], |row| row.get(0))?;
        let sql = "INSERT INTO patrol_log (kind, id, version, at_ms, user, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        change
            .prepare_cached(sql)?
            .execute(params![kind, id, version, at_ms, user, body])?;
        change.commit()?;
        Ok(version)
    }

    /// The newest version of each thing of a kind that is not gone, in order of first appearance.
    ///
    /// # Errors
    /// The database.
    pub fn patrol(&self, kind: &str) -> Result<Vec<PatrolRow>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM patrol_log AS newest WHERE kind = ?1 AND body IS NOT NULL AND version =
             (SELECT max(version) FROM patrol_log WHERE kind = newest.kind AND id = newest.id)
             ORDER BY (SELECT min(number) FROM patrol_log WHERE kind = newest.kind AND id = newest.id)"
        );
        let mut query = self.db.prepare_cached(&sql)?;
        let rows = query.query_map([kind], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One version of a thing; the newest if none is named. None if there is no such version.
    ///
    /// # Errors
    /// The database.
    pub fn patrol_version(
        &self,
        kind: &str,
        id: &str,
        version: Option<u32>,
    ) -> Result<Option<PatrolRow>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM patrol_log WHERE kind = ?1 AND id = ?2 AND (?3 IS NULL OR version = ?3)
             ORDER BY version DESC LIMIT 1"
        );
        let mut query = self.db.prepare_cached(&sql)?;
        Ok(query
            .query_row(params![kind, id, version], read)
            .optional()?)
    }

    /// All versions of a thing, the first first, at most `limit` of the newest.
    ///
    /// # Errors
    /// The database.
    pub fn patrol_versions(
        &self,
        kind: &str,
        id: &str,
        limit: u64,
    ) -> Result<Vec<PatrolRow>, Error> {
        let sql = format!(
            "SELECT * FROM (SELECT {COLUMNS} FROM patrol_log WHERE kind = ?1 AND id = ?2
             ORDER BY version DESC LIMIT ?3) ORDER BY version"
        );
        let mut query = self.db.prepare_cached(&sql)?;
        let rows = query.query_map(params![kind, id, to_i64(limit)], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_newest_version_holds_and_the_old_ones_stay() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("l"), "live").unwrap();
        assert_eq!(
            ledger
                .append_patrol("asset", "a", 1, "mika", Some("1"))
                .unwrap(),
            1
        );
        assert_eq!(
            ledger
                .append_patrol("asset", "b", 2, "mika", Some("2"))
                .unwrap(),
            1
        );
        assert_eq!(
            ledger
                .append_patrol("asset", "a", 3, "mika", Some("3"))
                .unwrap(),
            2
        );
        assert_eq!(
            ledger.append_patrol("asset", "b", 4, "mika", None).unwrap(),
            2
        );
        let now = ledger.patrol("asset").unwrap();
        assert_eq!(now.len(), 1);
        assert_eq!(
            (now[0].id.as_str(), now[0].body.as_deref()),
            ("a", Some("3"))
        );
        let first = ledger
            .patrol_version("asset", "a", Some(1))
            .unwrap()
            .unwrap();
        assert_eq!(first.body.as_deref(), Some("1"));
        assert_eq!(ledger.patrol_versions("asset", "b", 9).unwrap().len(), 2);
        assert!(ledger.db.execute("DELETE FROM patrol_log", []).is_err());
        assert!(
            ledger
                .db
                .execute("UPDATE patrol_log SET user = 'x'", [])
                .is_err()
        );
    }
}
