//! Vessel lists (IUU lists, authorisation lists) as they were loaded, each valid for the observations from one
//! arrival number up to another.

use rusqlite::params;

use crate::{
    Error, Ledger,
    ledger::{to_i64, to_u64},
};

/// One list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// Identifier.
    pub id: String,
    /// First observation that sees it.
    pub from_arrival: u64,
    /// First observation that no longer sees it.
    pub until_arrival: Option<u64>,
    /// Name.
    pub name: String,
    /// Code of its kind.
    pub kind: String,
    /// Date of the list, ISO 8601.
    pub date: String,
    /// Where it came from.
    pub source: String,
    /// Rows read.
    pub row_count: u64,
    /// Rows that could not be read.
    pub fault_count: u64,
    /// What it claims to cover completely, as JSON.
    pub complete_for: String,
    /// The CSV.
    pub body: String,
}

impl Ledger {
    /// Keeps a list; one with the same identifier ends at the same observation.
    ///
    /// # Errors
    /// The database.
    pub fn put_list(&mut self, row: &ListRow) -> Result<(), Error> {
        let change = self.change()?;
        end(&change, &row.id, row.from_arrival)?;
        let sql = "INSERT INTO lists (id, from_arrival, until_arrival, name, kind, date, source, row_count,
                   fault_count, complete_for, body) VALUES (?1, ?2, NULL, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        change.execute(
            sql,
            params![
                row.id,
                to_i64(row.from_arrival),
                row.name,
                row.kind,
                row.date,
                row.source,
                to_i64(row.row_count),
                to_i64(row.fault_count),
                row.complete_for,
                row.body,
            ],
        )?;
        change.commit()?;
        Ok(())
    }

    /// Ends a list; says whether there was one.
    ///
    /// # Errors
    /// The database.
    pub fn end_list(&mut self, id: &str, arrival: u64) -> Result<bool, Error> {
        let change = self.change()?;
        let ended = end(&change, id, arrival)?;
        change.commit()?;
        Ok(ended)
    }

    /// All lists ever kept, in the order in which they became valid.
    ///
    /// # Errors
    /// The database.
    pub fn lists(&self) -> Result<Vec<ListRow>, Error> {
        let sql = "SELECT id, from_arrival, until_arrival, name, kind, date, source, row_count, fault_count, complete_for, body
                   FROM lists ORDER BY from_arrival, id";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map([], |row| {
            Ok(ListRow {
                id: row.get(0)?,
                from_arrival: to_u64(row.get(1)?),
                until_arrival: row.get::<_, Option<i64>>(2)?.map(to_u64),
                name: row.get(3)?,
                kind: row.get(4)?,
                date: row.get(5)?,
                source: row.get(6)?,
                row_count: to_u64(row.get(7)?),
                fault_count: to_u64(row.get(8)?),
                complete_for: row.get(9)?,
                body: row.get(10)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn end(db: &rusqlite::Connection, id: &str, arrival: u64) -> Result<bool, Error> {
    let sql = "DELETE FROM lists WHERE id = ?1 AND until_arrival IS NULL AND from_arrival = ?2";
    let unseen = db.execute(sql, params![id, to_i64(arrival)])?;
    let sql = "UPDATE lists SET until_arrival = ?2 WHERE id = ?1 AND until_arrival IS NULL";
    let ended = db.execute(sql, params![id, to_i64(arrival)])?;
    Ok(unseen + ended > 0)
}
