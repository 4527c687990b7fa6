//! Partners: one document each, written whole. Its form is the node's business.

use rusqlite::params;

use crate::{Error, Ledger};

/// One partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerRow {
    /// The agency.
    pub party: String,
    /// What is known of it and agreed with it, JSON.
    pub body: String,
}

impl Ledger {
    /// Keeps a partner.
    ///
    /// # Errors
    /// The database.
    pub fn put_partner(&mut self, partner: &PartnerRow) -> Result<(), Error> {
        let sql = "INSERT INTO partners (party, body) VALUES (?1, ?2)
                   ON CONFLICT (party) DO UPDATE SET body = excluded.body";
        self.db.execute(sql, params![partner.party, partner.body])?;
        Ok(())
    }

    /// All partners by name.
    ///
    /// # Errors
    /// The database.
    pub fn partners(&self) -> Result<Vec<PartnerRow>, Error> {
        let mut query = self
            .db
            .prepare_cached("SELECT party, body FROM partners ORDER BY party")?;
        let rows = query.query_map([], |row| {
            Ok(PartnerRow {
                party: row.get(0)?,
                body: row.get(1)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
