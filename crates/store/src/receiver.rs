//! Receiving stations: their numbers, which of them are base stations, and what operators say of them.

use rusqlite::params;

use crate::{
    Error, Ledger,
    ledger::{to_i64, to_u64},
};

/// A receiving station and its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiverRow {
    /// The number that observations cite.
    pub number: u32,
    /// The feed that names it.
    pub feed: u16,
    /// Its name, as the feed writes it.
    pub name: String,
    /// First observation that may cite it.
    pub from_arrival: u64,
}

/// A receiver that is a base station.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BaseRow {
    /// The receiver's number.
    pub number: u32,
    /// First observation for which that is known.
    pub from_arrival: u64,
    /// MMSI of the base station.
    pub mmsi: u32,
}

/// What an operator says of a receiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiverFactRow {
    /// The receiver's name, in every feed that names it so.
    pub name: String,
    /// First observation for which it holds.
    pub from_arrival: u64,
    /// First observation for which it no longer holds.
    pub until_arrival: Option<u64>,
    /// Where it came from, as the operator said.
    pub source: String,
    /// The fact as a list of one receiver.
    pub body: String,
}

impl Ledger {
    /// Keeps receivers and base stations that a feed named; those known already stay as they are.
    ///
    /// # Errors
    /// The database.
    pub fn put_receivers(
        &mut self,
        receivers: &[ReceiverRow],
        bases: &[BaseRow],
    ) -> Result<(), Error> {
        let change = self.change()?;
        for row in receivers {
            let sql =
                "INSERT INTO receivers (number, feed, name, from_arrival) VALUES (?1, ?2, ?3, ?4)
                       ON CONFLICT DO NOTHING";
            let from = to_i64(row.from_arrival);
            change.execute(sql, params![row.number, row.feed, row.name, from])?;
        }
        for row in bases {
            // A feed says it again after every start; only news is kept.
            let sql = "INSERT INTO receiver_bases (number, from_arrival, mmsi) SELECT ?1, ?2, ?3
                       WHERE ?3 IS NOT (SELECT mmsi FROM receiver_bases WHERE number = ?1
                                        ORDER BY from_arrival DESC LIMIT 1)
                       ON CONFLICT (number, from_arrival) DO UPDATE SET mmsi = excluded.mmsi";
            change.execute(sql, params![row.number, to_i64(row.from_arrival), row.mmsi])?;
        }
        change.commit()
    }

    /// All receivers, by number.
    ///
    /// # Errors
    /// The database.
    pub fn receivers(&self) -> Result<Vec<ReceiverRow>, Error> {
        let sql = "SELECT number, feed, name, from_arrival FROM receivers ORDER BY number";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map([], |row| {
            Ok(ReceiverRow {
                number: row.get(0)?,
                feed: row.get(1)?,
                name: row.get(2)?,
                from_arrival: to_u64(row.get(3)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// All receivers that are base stations, in the order in which that was learned.
    ///
    /// # Errors
    /// The database.
    pub fn receiver_bases(&self) -> Result<Vec<BaseRow>, Error> {
        let sql =
            "SELECT number, from_arrival, mmsi FROM receiver_bases ORDER BY from_arrival, number";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map([], |row| {
            Ok(BaseRow {
                number: row.get(0)?,
                from_arrival: to_u64(row.get(1)?),
                mmsi: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps what an operator says of a receiver; what was said before ends at the same observation.
    ///
    /// # Errors
    /// The database.
    pub fn put_receiver_fact(&mut self, row: &ReceiverFactRow) -> Result<(), Error> {
        let change = self.change()?;
        end(&change, &row.name, row.from_arrival)?;
        let sql = "INSERT INTO receiver_facts (name, from_arrival, until_arrival, source, body)
                   VALUES (?1, ?2, NULL, ?3, ?4)";
        let from = to_i64(row.from_arrival);
        change.execute(sql, params![row.name, from, row.source, row.body])?;
        change.commit()
    }

    /// Ends what an operator said of a receiver; says whether there was something.
    ///
    /// # Errors
    /// The database.
    pub fn end_receiver_fact(&mut self, name: &str, arrival: u64) -> Result<bool, Error> {
        let change = self.change()?;
        let ended = end(&change, name, arrival)?;
        change.commit()?;
        Ok(ended)
    }

    /// Everything operators ever said of receivers, in the order in which it became valid.
    ///
    /// # Errors
    /// The database.
    pub fn receiver_facts(&self) -> Result<Vec<ReceiverFactRow>, Error> {
        let sql = "SELECT name, from_arrival, until_arrival, source, body FROM receiver_facts
                   ORDER BY from_arrival, name";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map([], |row| {
            Ok(ReceiverFactRow {
                name: row.get(0)?,
                from_arrival: to_u64(row.get(1)?),
                until_arrival: row.get::<_, Option<i64>>(2)?.map(to_u64),
                source: row.get(3)?,
                body: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn end(db: &rusqlite::Connection, name: &str, arrival: u64) -> Result<bool, Error> {
    // Replaced before any observation saw it: it never was.
    let sql = "DELETE FROM receiver_facts WHERE name = ?1 AND until_arrival IS NULL AND from_arrival = ?2";
    let unseen = db.execute(sql, params![name, to_i64(arrival)])?;
    let sql =
        "UPDATE receiver_facts SET until_arrival = ?2 WHERE name = ?1 AND until_arrival IS NULL";
    let ended = db.execute(sql, params![name, to_i64(arrival)])?;
    Ok(unseen + ended > 0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_number_keeps_its_name_and_a_fact_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.sqlite");
        let mut ledger = Ledger::open(&path, "live").unwrap();
        let row = |number, name: &str| ReceiverRow {
            number,
            feed: 1,
            name: name.into(),
            from_arrival: 7,
        };
        let base = BaseRow {
            number: 65_537,
            from_arrival: 7,
            mmsi: 3_669_794,
        };
        ledger.put_receivers(&[row(65_537, "A")], &[base]).unwrap();
        ledger
            .put_receivers(&[row(65_537, "B"), row(65_538, "B")], &[])
            .unwrap();
        let again = BaseRow {
            from_arrival: 9,
            ..base
        };
        ledger.put_receivers(&[], &[again]).unwrap();
        drop(ledger);
        let mut ledger = Ledger::open(&path, "live").unwrap();
        let names: Vec<_> = ledger
            .receivers()
            .unwrap()
            .into_iter()
            .map(|r| r.name)
            .collect();
        assert_eq!(names, ["A", "B"]);
        assert_eq!(ledger.receiver_bases().unwrap(), [base]);
        let fact = |from_arrival, body: &str| ReceiverFactRow {
            name: "A".into(),
            from_arrival,
            until_arrival: None,
            source: "test".into(),
            body: body.into(),
        };
        for row in [fact(0, "a"), fact(0, "b"), fact(5, "c")] {
            ledger.put_receiver_fact(&row).unwrap();
        }
        assert!(ledger.end_receiver_fact("A", 9).unwrap());
        assert!(!ledger.end_receiver_fact("A", 9).unwrap());
        let spans: Vec<_> = ledger.receiver_facts().unwrap();
        let spans: Vec<_> = spans
            .into_iter()
            .map(|f| (f.body, f.until_arrival))
            .collect();
        assert_eq!(spans, [("b".into(), Some(5)), ("c".into(), Some(9))]);
    }
}
