//! Tokens for programs. Only a hash of the token is kept.

use rusqlite::{OptionalExtension, Row, params};

use crate::{Error, Ledger};

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Number.
    pub id: i64,
    /// What it is for.
    pub name: String,
    /// Code of the role.
    pub role: String,
    /// Hash of the token, hexadecimal.
    pub hash: String,
    /// Who made it.
    pub created_by: String,
    /// When, milliseconds since 1970 UTC.
    pub created_ms: i64,
    /// When it ends, if it does.
    pub expires_ms: Option<i64>,
}

const COLUMNS: &str = "id, name, role, hash, created_by, created_ms, expires_ms";

fn read(row: &Row<'_>) -> Result<TokenRow, rusqlite::Error> {
    Ok(TokenRow {
        id: row.get(0)?,
        name: row.get(1)?,
        role: row.get(2)?,
        hash: row.get(3)?,
        created_by: row.get(4)?,
        created_ms: row.get(5)?,
        expires_ms: row.get(6)?,
    })
}

impl Ledger {
    /// Keeps a token (its `id` is ignored); gives its number.
    ///
    /// # Errors
    /// The database.
    pub fn add_token(&mut self, token: &TokenRow) -> Result<i64, Error> {
        let sql = "INSERT INTO tokens (name, role, hash, created_by, created_ms, expires_ms)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        Ok(self.db.prepare_cached(sql)?.insert(params![
            token.name,
            token.role,
            token.hash,
            token.created_by,
            token.created_ms,
            token.expires_ms,
        ])?)
    }

    /// The token with this hash.
    ///
    /// # Errors
    /// The database.
    pub fn token(&self, hash: &str) -> Result<Option<TokenRow>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM tokens WHERE hash = ?1");
        Ok(self
            .db
            .prepare_cached(&sql)?
            .query_row([hash], read)
            .optional()?)
    }

    /// All tokens.
    ///
    /// # Errors
    /// The database.
    pub fn tokens(&self) -> Result<Vec<TokenRow>, Error> {
        let mut query = self
            .db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM tokens ORDER BY id"))?;
        let rows = query.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Ends a token; says whether there was one.
    ///
    /// # Errors
    /// The database.
    pub fn end_token(&mut self, id: i64) -> Result<bool, Error> {
        Ok(self.db.execute("DELETE FROM tokens WHERE id = ?1", [id])? == 1)
    }
}
