//! What was released to whom, for people to look up. The stream itself is the proof; this is its index.

use rusqlite::{Connection, Row, params};

use crate::{
    Error, Ledger,
    ledger::{to_i64, to_u64},
};

/// One release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseRow {
    /// The partner.
    pub party: String,
    /// Number in the stream to it.
    pub seq: u64,
    /// Kind of the object.
    pub kind: String,
    /// Identifier of the object on this node.
    pub id: String,
    /// The object as the partner knows it, 16 bytes.
    pub object: Vec<u8>,
    /// For people.
    pub title: String,
    /// The officer, or `vigie` when the agreement released it by itself.
    pub user: String,
    /// What for.
    pub purpose: String,
    /// When, milliseconds since 1970 UTC.
    pub released_ms: i64,
    /// When the partner must stop showing it.
    pub expires_ms: Option<i64>,
    /// When the partner must have deleted it.
    pub purge_ms: Option<i64>,
}

const COLUMNS: &str =
    "party, seq, kind, id, object, title, user, purpose, released_ms, expires_ms, purge_ms";

fn read(row: &Row<'_>) -> Result<ReleaseRow, rusqlite::Error> {
    Ok(ReleaseRow {
        party: row.get(0)?,
        seq: to_u64(row.get(1)?),
        kind: row.get(2)?,
        id: row.get(3)?,
        object: row.get(4)?,
        title: row.get(5)?,
        user: row.get(6)?,
        purpose: row.get(7)?,
        released_ms: row.get(8)?,
        expires_ms: row.get(9)?,
        purge_ms: row.get(10)?,
    })
}

fn insert(db: &Connection, row: &ReleaseRow, conflated: u8) -> Result<(), Error> {
    let sql = "INSERT INTO releases (party, seq, kind, id, object, title, user, purpose, released_ms,
               expires_ms, purge_ms, conflated) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
               ON CONFLICT DO NOTHING";
    db.prepare_cached(sql)?.execute(params![
        row.party,
        to_i64(row.seq),
        row.kind,
        row.id,
        row.object,
        row.title,
        row.user,
        row.purpose,
        row.released_ms,
        row.expires_ms,
        row.purge_ms,
        conflated
    ])?;
    Ok(())
}

impl Ledger {
    /// Keeps releases.
    ///
    /// # Errors
    /// The database.
    pub fn put_releases(&mut self, rows: &[ReleaseRow]) -> Result<(), Error> {
        let change = self.change()?;
        for row in rows {
            insert(&change, row, 0)?;
        }
        change.commit()
    }

    /// Keeps releases of copies each of which replaces the one before, such as a vessel of the list: the older ones are kept to
    /// be taken back with it, and are not listed.
    ///
    /// # Errors
    /// The database.
    pub fn put_conflated_releases(&mut self, rows: &[ReleaseRow]) -> Result<(), Error> {
        let change = self.change()?;
        for row in rows {
            let sql = "UPDATE releases SET conflated = 2 WHERE party = ?1 AND object = ?2 AND conflated = 1";
            let older = params![row.party, row.object];
            change.prepare_cached(sql)?.execute(older)?;
            // What the partner must have deleted by now needs no taking back.
            let sql = "DELETE FROM releases WHERE party = ?1 AND object = ?2 AND conflated = 2 AND purge_ms <= ?3";
            let ended = params![row.party, row.object, row.released_ms];
            change.prepare_cached(sql)?.execute(ended)?;
            insert(&change, row, 1)?;
        }
        change.commit()
    }

    /// All releases to a partner of the object that was released under this number, in order; none if there is no such
    /// release.
    ///
    /// # Errors
    /// The database.
    pub fn releases_of_object(&self, party: &str, seq: u64) -> Result<Vec<ReleaseRow>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM releases WHERE party = ?1 AND object =
             (SELECT object FROM releases WHERE party = ?1 AND seq = ?2) ORDER BY seq"
        );
        let mut query = self.db.prepare_cached(&sql)?;
        let rows = query.query_map(params![party, to_i64(seq)], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// All releases of one kind, in order.
    ///
    /// # Errors
    /// The database.
    pub fn releases_of_kind(&self, kind: &str) -> Result<Vec<ReleaseRow>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM releases WHERE kind = ?1 ORDER BY party, seq");
        let mut query = self.db.prepare_cached(&sql)?;
        let rows = query.query_map([kind], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Releases, newest first; to one partner if it is named. Without copies that replace each other.
    ///
    /// # Errors
    /// The database.
    pub fn releases(&self, party: Option<&str>, limit: u64) -> Result<Vec<ReleaseRow>, Error> {
        self.listed(party, limit, 0)
    }

    /// Of copies that replace each other the newest of each object, newest first.
    ///
    /// # Errors
    /// The database.
    pub fn conflated_releases(
        &self,
        party: Option<&str>,
        limit: u64,
    ) -> Result<Vec<ReleaseRow>, Error> {
        self.listed(party, limit, 1)
    }

    fn listed(
        &self,
        party: Option<&str>,
        limit: u64,
        conflated: u8,
    ) -> Result<Vec<ReleaseRow>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM releases WHERE conflated = ?3 AND (?1 IS NULL OR party = ?1)
             ORDER BY released_ms DESC, seq DESC LIMIT ?2"
        );
        let mut query = self.db.prepare_cached(&sql)?;
        let rows = query.query_map(params![party, to_i64(limit), conflated], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn row(seq: u64, purge_ms: Option<i64>) -> ReleaseRow {
        ReleaseRow {
            party: "jp-jcg".to_owned(),
            seq,
            kind: "vessel".to_owned(),
            id: "431000001".to_owned(),
            object: vec![7; 16],
            title: String::new(),
            user: "vigie".to_owned(),
            purpose: "fisheries".to_owned(),
            released_ms: 1_000 * seq as i64,
            expires_ms: None,
            purge_ms,
        }
    }

    #[test]
    fn of_copies_that_replace_each_other_the_newest_is_listed_and_all_are_found_to_be_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("ledger.sqlite"), "live").unwrap();
        for seq in 1..=3 {
            let rows = [row(seq, Some(100_000))];
            ledger.put_conflated_releases(&rows).unwrap();
        }
        assert_eq!(ledger.releases(None, 10).unwrap(), []);
        let newest = ledger.conflated_releases(Some("jp-jcg"), 10).unwrap();
        assert_eq!(newest, [row(3, Some(100_000))]);
        let all = ledger.releases_of_object("jp-jcg", 3).unwrap();
        let numbers: Vec<u64> = all.iter().map(|row| row.seq).collect();
        assert_eq!(numbers, [1, 2, 3]);
        // Those that the partner must have deleted are not kept for ever.
        ledger
            .put_conflated_releases(&[row(200, Some(300_000))])
            .unwrap();
        let left = ledger.releases_of_object("jp-jcg", 200).unwrap();
        assert_eq!(left, [row(200, Some(300_000))]);
    }
}
