//! Accounts of people. Passwords arrive here already hashed.

use rusqlite::{OptionalExtension, Row, params};

use crate::{Error, Ledger, ledger::to_u64};

/// One account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// Name.
    pub name: String,
    /// Code of the role.
    pub role: String,
    /// Password hash, PHC format.
    pub password: String,
    /// May not sign in.
    pub disabled: bool,
    /// When it was made, milliseconds since 1970 UTC.
    pub created_ms: i64,
}

const COLUMNS: &str = "name, role, password, disabled, created_ms";

fn read(row: &Row<'_>) -> Result<UserRow, rusqlite::Error> {
    Ok(UserRow {
        name: row.get(0)?,
        role: row.get(1)?,
        password: row.get(2)?,
        disabled: row.get(3)?,
        created_ms: row.get(4)?,
    })
}

impl Ledger {
    /// Makes an account.
    ///
    /// # Errors
    /// [`Error::Exists`] if the name is taken, or the database.
    pub fn add_user(&mut self, user: &UserRow) -> Result<(), Error> {
        let sql = "INSERT INTO users (name, role, password, disabled, created_ms) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT DO NOTHING";
        let made = self.db.execute(
            sql,
            params![
                user.name,
                user.role,
                user.password,
                user.disabled,
                user.created_ms
            ],
        )?;
        if made == 0 {
            Err(Error::Exists {
                what: user.name.clone(),
            })
        } else {
            Ok(())
        }
    }

    /// Makes the first account; says `false`, and makes none, if there is one already.
    ///
    /// # Errors
    /// The database.
    pub fn add_first_user(&mut self, user: &UserRow) -> Result<bool, Error> {
        let sql = "INSERT INTO users (name, role, password, disabled, created_ms)
                   SELECT ?1, ?2, ?3, 0, ?4 WHERE NOT EXISTS (SELECT 1 FROM users)";
        let made = self.db.execute(
            sql,
            params![user.name, user.role, user.password, user.created_ms],
        )?;
        Ok(made == 1)
    }

    /// Changes an account's role, password or standing. Its sessions end if it is disabled or gets a new password.
    ///
    /// # Errors
    /// The database.
    pub fn change_user(&mut self, user: &UserRow, end_sessions: bool) -> Result<bool, Error> {
        let change = self.change()?;
        let sql = "UPDATE users SET role = ?2, password = ?3, disabled = ?4 WHERE name = ?1";
        let changed = change.execute(
            sql,
            params![user.name, user.role, user.password, user.disabled],
        )?;
        if end_sessions {
            change.execute("DELETE FROM sessions WHERE user = ?1", [&user.name])?;
        }
        change.commit()?;
        Ok(changed == 1)
    }

    /// One account.
    ///
    /// # Errors
    /// The database.
    pub fn user(&self, name: &str) -> Result<Option<UserRow>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM users WHERE name = ?1");
        Ok(self
            .db
            .prepare_cached(&sql)?
            .query_row([name], read)
            .optional()?)
    }

    /// All accounts by name.
    ///
    /// # Errors
    /// The database.
    pub fn users(&self) -> Result<Vec<UserRow>, Error> {
        let mut query = self
            .db
            .prepare_cached(&format!("SELECT {COLUMNS} FROM users ORDER BY name"))?;
        let rows = query.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Number of accounts that may sign in with this role.
    ///
    /// # Errors
    /// The database.
    pub fn active_users(&self, role: &str) -> Result<u64, Error> {
        let sql = "SELECT count(*) FROM users WHERE role = ?1 AND disabled = 0";
        Ok(to_u64(self.db.query_row(sql, [role], |row| row.get(0))?))
    }
}
