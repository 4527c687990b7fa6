//! How long things are kept.

use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::{Error, Ledger};

/// Retention. Zero days means: keep for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Positions, days.
    pub positions_days: u32,
    /// Events that are over, days.
    pub events_days: u32,
    /// Largest quarantine file, MB.
    pub quarantine_mb: u32,
}

impl Default for Retention {
    /// A year of positions (about 5 GB for the North Pacific), events for ever, 100 MB of unreadable lines.
    fn default() -> Self {
        Self {
            positions_days: 365,
            events_days: 0,
            quarantine_mb: 100,
        }
    }
}

/// How long the bytes of feeds are kept as they were received. Zero days means: until the room is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawRule {
    /// Days.
    pub days: u32,
    /// Room for all feeds together, MB; with 0 no bytes are kept.
    pub mb: u32,
    /// Days of feeds that carry VMS, which is given for a purpose and a time; 0 means: as the others.
    pub vms_days: u32,
}

impl Default for RawRule {
    /// A month, at most 4 GB: days of a busy coastal network. VMS for about as long as a patrol lasts.
    fn default() -> Self {
        Self {
            days: 30,
            mb: 4_096,
            vms_days: 14,
        }
    }
}

impl Ledger {
    fn settings(&self) -> Result<Vec<(String, u32)>, Error> {
        let mut query = self.db.prepare_cached("SELECT key, value FROM settings")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn set_settings(&mut self, all: [(&str, u32); 3]) -> Result<(), Error> {
        let change = self.change()?;
        for (key, value) in all {
            let sql = "INSERT INTO settings (key, value) VALUES (?1, ?2)
                       ON CONFLICT (key) DO UPDATE SET value = excluded.value";
            change.execute(sql, params![key, value])?;
        }
        change.commit()
    }

    /// The rule for raw bytes as set, or the default.
    ///
    /// # Errors
    /// The database.
    pub fn raw_rule(&self) -> Result<RawRule, Error> {
        let mut rule = RawRule::default();
        for (key, value) in self.settings()? {
            match key.as_str() {
                "raw_days" => rule.days = value,
                "raw_mb" => rule.mb = value,
                "raw_vms_days" => rule.vms_days = value,
                _ => {}
            }
        }
        Ok(rule)
    }

    /// Sets the rule for raw bytes.
    ///
    /// # Errors
    /// The database.
    pub fn set_raw_rule(&mut self, rule: RawRule) -> Result<(), Error> {
        self.set_settings([
            ("raw_days", rule.days),
            ("raw_mb", rule.mb),
            ("raw_vms_days", rule.vms_days),
        ])
    }

    /// Retention as set, or the default.
    ///
    /// # Errors
    /// The database.
    pub fn retention(&self) -> Result<Retention, Error> {
        let mut retention = Retention::default();
        for (key, value) in self.settings()? {
            match key.as_str() {
                "positions_days" => retention.positions_days = value,
                "events_days" => retention.events_days = value,
                "quarantine_mb" => retention.quarantine_mb = value,
                _ => {}
            }
        }
        Ok(retention)
    }

    /// Sets retention.
    ///
    /// # Errors
    /// The database.
    pub fn set_retention(&mut self, retention: Retention) -> Result<(), Error> {
        self.set_settings([
            ("positions_days", retention.positions_days),
            ("events_days", retention.events_days),
            ("quarantine_mb", retention.quarantine_mb),
        ])
    }
}
