//! Areas an operator loaded, each valid for the observations from one arrival number up to another.

use rusqlite::params;

use crate::{
    Error, Ledger,
    ledger::{to_i64, to_u64},
};

/// One area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaRow {
    /// Identifier.
    pub id: String,
    /// First observation that sees it.
    pub from_arrival: u64,
    /// First observation that no longer sees it.
    pub until_arrival: Option<u64>,
    /// Where it came from, as the operator said.
    pub source: String,
    /// The GeoJSON feature.
    pub body: String,
}

impl Ledger {
    /// Keeps an area; one with the same identifier ends at the same observation.
    ///
    /// # Errors
    /// The database.
    pub fn put_area(&mut self, row: &AreaRow) -> Result<(), Error> {
        let change = self.change()?;
        end(&change, &row.id, row.from_arrival)?;
        let sql = "INSERT INTO areas (id, from_arrival, until_arrival, source, body) VALUES (?1, ?2, NULL, ?3, ?4)";
        change.execute(
            sql,
            params![row.id, to_i64(row.from_arrival), row.source, row.body],
        )?;
        change.commit()?;
        Ok(())
    }

    /// Ends an area; says whether there was one.
    ///
    /// # Errors
    /// The database.
    pub fn end_area(&mut self, id: &str, arrival: u64) -> Result<bool, Error> {
        let change = self.change()?;
        let ended = end(&change, id, arrival)?;
        change.commit()?;
        Ok(ended)
    }

    /// All areas ever kept, in the order in which they became valid.
    ///
    /// # Errors
    /// The database.
    pub fn areas(&self) -> Result<Vec<AreaRow>, Error> {
        let sql = "SELECT id, from_arrival, until_arrival, source, body FROM areas ORDER BY from_arrival, id";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map([], |row| {
            Ok(AreaRow {
                id: row.get(0)?,
                from_arrival: to_u64(row.get(1)?),
                until_arrival: row.get::<_, Option<i64>>(2)?.map(to_u64),
                source: row.get(3)?,
                body: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn end(db: &rusqlite::Connection, id: &str, arrival: u64) -> Result<bool, Error> {
    // Replaced before any observation saw it: it never was.
    let sql = "DELETE FROM areas WHERE id = ?1 AND until_arrival IS NULL AND from_arrival = ?2";
    let unseen = db.execute(sql, params![id, to_i64(arrival)])?;
    let sql = "UPDATE areas SET until_arrival = ?2 WHERE id = ?1 AND until_arrival IS NULL";
    let ended = db.execute(sql, params![id, to_i64(arrival)])?;
    Ok(unseen + ended > 0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_area_is_replaced_and_ended_but_not_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("l.sqlite"), "live").unwrap();
        let area = |from_arrival, body: &str| AreaRow {
            id: "npfc".into(),
            from_arrival,
            until_arrival: None,
            source: "test".into(),
            body: body.into(),
        };
        ledger.put_area(&area(0, "a")).unwrap();
        ledger.put_area(&area(0, "b")).unwrap();
        ledger.put_area(&area(50, "c")).unwrap();
        assert!(ledger.end_area("npfc", 70).unwrap());
        assert!(!ledger.end_area("npfc", 80).unwrap());
        let spans: Vec<_> = ledger
            .areas()
            .unwrap()
            .into_iter()
            .map(|a| (a.body, a.from_arrival, a.until_arrival))
            .collect();
        assert_eq!(
            spans,
            [("b".into(), 0, Some(50)), ("c".into(), 50, Some(70))]
        );
    }
}
