//! Vessels last known: they outlive the positions that retention deletes.

use rusqlite::params;

use crate::{Error, Ledger};

/// One track of one MMSI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VesselRow {
    /// Track, `MMSI-n`.
    pub track: String,
    /// MMSI.
    pub mmsi: u32,
    /// First heard, milliseconds since 1970 UTC.
    pub first_ms: i64,
    /// Last heard.
    pub last_ms: i64,
    /// Identity and last position as JSON.
    pub body: String,
}

impl Ledger {
    /// Keeps the state of vessels; the first moment heard only ever moves back.
    ///
    /// # Errors
    /// The database.
    pub fn put_vessels(&mut self, rows: &[VesselRow]) -> Result<(), Error> {
        let change = self.change()?;
        for row in rows {
            let sql = "INSERT INTO vessels (track, mmsi, first_ms, last_ms, body) VALUES (?1, ?2, ?3, ?4, ?5)
                       ON CONFLICT (track) DO UPDATE SET first_ms = min(first_ms, excluded.first_ms),
                       last_ms = max(last_ms, excluded.last_ms), body = excluded.body";
            change.prepare_cached(sql)?.execute(params![
                row.track,
                row.mmsi,
                row.first_ms,
                row.last_ms,
                row.body
            ])?;
        }
        change.commit()?;
        Ok(())
    }

    /// Tracks known of an MMSI.
    ///
    /// # Errors
    /// The database.
    pub fn vessel(&self, mmsi: u32) -> Result<Vec<VesselRow>, Error> {
        let sql = "SELECT track, mmsi, first_ms, last_ms, body FROM vessels WHERE mmsi = ?1 ORDER BY first_ms";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map([mmsi], |row| {
            Ok(VesselRow {
                track: row.get(0)?,
                mmsi: row.get(1)?,
                first_ms: row.get(2)?,
                last_ms: row.get(3)?,
                body: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
