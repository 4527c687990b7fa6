//! Events and all their revisions. The number of a change (`seq`) is what a live client resumes from.

use rusqlite::{OptionalExtension, Row as SqlRow, ToSql, params, params_from_iter};

use crate::{
    Error, Ledger,
    ledger::{to_i64, to_u64},
};

/// Where `meta` keeps up to when events were forgotten, milliseconds since 1970 UTC.
const FORGOTTEN_MARK: &str = "events-forgotten-before";

/// A new revision of an event: its body is the event as JSON, the rest is what it can be found by.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRow {
    /// Identifier.
    pub id: String,
    /// Code of its kind.
    pub kind: &'static str,
    /// Code of its state.
    pub state: &'static str,
    /// Revision, from 1.
    pub revision: u32,
    /// Event time at which the watch knew, milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Beginning.
    pub start_ms: i64,
    /// End, if it has one.
    pub end_ms: Option<i64>,
    /// Longitude of the beginning, degrees.
    pub lon_deg: f64,
    /// Latitude of the beginning, degrees.
    pub lat_deg: f64,
    /// Area concerned.
    pub area: Option<String>,
    /// Vessels concerned.
    pub mmsis: Vec<u32>,
    /// The event as JSON.
    pub body: String,
}

/// A change as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventChange {
    /// Number of the change, from 1, growing.
    pub seq: u64,
    /// Event time at which the watch knew.
    pub at_ms: i64,
    /// The event after the change, as JSON.
    pub body: String,
}

/// Which events to list; every field left out does not restrict.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventFilter {
    /// Kinds.
    pub kinds: Vec<String>,
    /// State.
    pub state: Option<String>,
    /// Vessel.
    pub mmsi: Option<u32>,
    /// Not over before this moment.
    pub from_ms: Option<i64>,
    /// Not begun after this moment.
    pub to_ms: Option<i64>,
    /// Area.
    pub area: Option<String>,
    /// West, south, east, north, degrees; west greater than east crosses 180°.
    pub bbox: Option<[f64; 4]>,
    /// Only events after this place in the listing (beginning and identifier of the last one seen).
    pub after: Option<(i64, String)>,
    /// Number of events to skip.
    pub offset: u64,
    /// Most events to give.
    pub limit: u64,
}

/// A page of events, newest beginning first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventPage {
    /// Events as JSON, with beginning and identifier.
    pub events: Vec<(i64, String, String)>,
    /// Number of events the filter finds, on all pages.
    pub total: u64,
}

type Values = Vec<Box<dyn ToSql>>;

impl EventFilter {
    fn conditions(&self) -> (Vec<&'static str>, Values) {
        let mut sql = Vec::new();
        let mut values: Values = Vec::new();
        let mut add = |text: &'static str, given: Values| {
            sql.push(text);
            values.extend(given);
        };
        if !self.kinds.is_empty() {
            // One JSON array instead of a list of placeholders: the statement's text does not change.
            let kinds = serde_json::Value::from(self.kinds.clone()).to_string();
            add(
                "kind IN (SELECT value FROM json_each(?))",
                vec![Box::new(kinds)],
            );
        }
        if let Some(state) = &self.state {
            add("state = ?", vec![Box::new(state.clone())]);
        }
        if let Some(mmsi) = self.mmsi {
            let text = "id IN (SELECT id FROM event_vessels WHERE mmsi = ?)";
            add(text, vec![Box::new(mmsi)]);
        }
        if let Some(from) = self.from_ms {
            add("(end_ms IS NULL OR end_ms >= ?)", vec![Box::new(from)]);
        }
        if let Some(to) = self.to_ms {
            add("start_ms <= ?", vec![Box::new(to)]);
        }
        if let Some(area) = &self.area {
            add("area = ?", vec![Box::new(area.clone())]);
        }
        if let Some([west, south, east, north]) = self.bbox {
            add(
                "lat BETWEEN ? AND ?",
                vec![Box::new(south), Box::new(north)],
            );
            let crosses = west > east;
            let text = if crosses {
                "(lon >= ? OR lon <= ?)"
            } else {
                "(lon >= ? AND lon <= ?)"
            };
            add(text, vec![Box::new(west), Box::new(east)]);
        }
        (sql, values)
    }
}

impl Ledger {
    /// Keeps new revisions, in one change; gives their numbers. A revision that is kept already is
    /// told anew: after a change of the rules a replay can say something else of the same event.
    ///
    /// # Errors
    /// The database; then nothing is kept.
    pub fn put_events(&mut self, rows: &[EventRow]) -> Result<Vec<u64>, Error> {
        let change = self.change()?;
        let mut seqs = Vec::with_capacity(rows.len());
        for row in rows {
            let seq = {
                let sql =
                    "INSERT INTO event_changes (at_ms, id, revision, body) VALUES (?1, ?2, ?3, ?4)";
                let mut put = change.prepare_cached(sql)?;
                put.insert(params![row.at_ms, row.id, row.revision, row.body])?
            };
            put_current(&change, row, seq)?;
            seqs.push(to_u64(seq));
        }
        change.commit()?;
        Ok(seqs)
    }

    /// Number of the newest change ever made, be it forgotten since; 0 if there was none.
    ///
    /// # Errors
    /// The database.
    pub fn last_change(&self) -> Result<u64, Error> {
        let sql =
            "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'event_changes'), 0)";
        Ok(to_u64(self.db.query_row(sql, [], |row| row.get(0))?))
    }

    /// Changes after `seq`, oldest first.
    ///
    /// # Errors
    /// The database.
    pub fn changes_after(&self, seq: u64, limit: u64) -> Result<Vec<EventChange>, Error> {
        let sql = "SELECT seq, at_ms, body FROM event_changes WHERE seq > ?1 ORDER BY seq LIMIT ?2";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map(params![to_i64(seq), to_i64(limit)], |row| {
            Ok(EventChange {
                seq: to_u64(row.get(0)?),
                at_ms: row.get(1)?,
                body: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The event as it is now, as JSON.
    ///
    /// # Errors
    /// The database.
    pub fn event(&self, id: &str) -> Result<Option<String>, Error> {
        let sql = "SELECT body FROM events WHERE id = ?1";
        Ok(self.db.query_row(sql, [id], |row| row.get(0)).optional()?)
    }

    /// All revisions of an event, oldest first, as JSON.
    ///
    /// # Errors
    /// The database.
    pub fn event_history(&self, id: &str) -> Result<Vec<String>, Error> {
        let sql = "SELECT body FROM event_changes WHERE id = ?1 ORDER BY seq";
        let mut query = self.db.prepare_cached(sql)?;
        let rows = query.query_map([id], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One page of events, newest beginning first.
    ///
    /// # Errors
    /// The database.
    pub fn events(&self, filter: &EventFilter) -> Result<EventPage, Error> {
        let (mut sql, mut values) = filter.conditions();
        let clause = |sql: &[&str]| match sql {
            [] => String::new(),
            parts => format!("WHERE {}", parts.join(" AND ")),
        };
        let count = format!("SELECT count(*) FROM events {}", clause(&sql));
        let total: i64 = self
            .db
            .query_row(&count, params_from_iter(values.iter()), |row| row.get(0))?;
        if let Some((start_ms, id)) = &filter.after {
            sql.push("(start_ms, id) < (?, ?)");
            values.push(Box::new(*start_ms));
            values.push(Box::new(id.clone()));
        }
        values.push(Box::new(to_i64(filter.limit)));
        values.push(Box::new(to_i64(filter.offset)));
        let page = format!(
            "SELECT start_ms, id, body FROM events {} ORDER BY start_ms DESC, id DESC LIMIT ? OFFSET ?",
            clause(&sql)
        );
        let mut query = self.db.prepare_cached(&page)?;
        let rows = query.query_map(params_from_iter(values.iter()), |row: &SqlRow<'_>| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        Ok(EventPage {
            events: rows.collect::<Result<_, _>>()?,
            total: to_u64(total),
        })
    }

    /// Number of events that are still going on.
    ///
    /// # Errors
    /// The database.
    pub fn open_events(&self) -> Result<u64, Error> {
        let sql = "SELECT count(*) FROM events WHERE state = 'open'";
        Ok(to_u64(self.db.query_row(sql, [], |row| row.get(0))?))
    }

    /// Every event with its revision and body, for the comparison after a replay.
    ///
    /// # Errors
    /// The database, or what `take` returns.
    pub fn each_event<E: From<Error>>(
        &self,
        mut take: impl FnMut(String, u32, String) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT id, revision, body FROM events ORDER BY id";
        let mut query = self.db.prepare(sql).map_err(Error::from)?;
        let mut rows = query.query([]).map_err(Error::from)?;
        while let Some(row) = rows.next().map_err(Error::from)? {
            let read = || Ok::<_, rusqlite::Error>((row.get(0)?, row.get(1)?, row.get(2)?));
            let (id, revision, body) = read().map_err(Error::from)?;
            take(id, revision, body)?;
        }
        Ok(())
    }

    /// Forgets events that ended before `before_ms`, with their revisions, unless someone reviewed them, and keeps the
    /// moment: a replay of positions that are still there makes such events again.
    ///
    /// # Errors
    /// The database.
    pub fn forget_events(&mut self, before_ms: i64) -> Result<u64, Error> {
        let change = self.change()?;
        let old = "state <> 'open' AND coalesce(end_ms, start_ms) < ?1
                   AND id NOT IN (SELECT event FROM reviews)";
        let sql =
            format!("DELETE FROM event_changes WHERE id IN (SELECT id FROM events WHERE {old})");
        change.execute(&sql, [before_ms])?;
        let gone = change.execute(&format!("DELETE FROM events WHERE {old}"), [before_ms])?;
        // A longer retention later does not bring back what is gone.
        let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE
                   SET value = CAST(max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER)) AS TEXT)";
        change.execute(sql, params![FORGOTTEN_MARK, before_ms.to_string()])?;
        change.commit()?;
        Ok(gone as u64)
    }

    /// Up to when events were forgotten that had ended, if any were.
    ///
    /// # Errors
    /// The database.
    pub fn forgotten_before(&self) -> Result<Option<i64>, Error> {
        let mark = self.meta(FORGOTTEN_MARK)?;
        Ok(mark.and_then(|text| text.parse().ok()))
    }
}

fn put_current(db: &rusqlite::Connection, row: &EventRow, seq: i64) -> Result<(), Error> {
    let sql = "INSERT INTO events (id, kind, state, revision, seq, start_ms, end_ms, lon, lat, area, body)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
               ON CONFLICT (id) DO UPDATE SET state = excluded.state, revision = excluded.revision,
               seq = excluded.seq, start_ms = excluded.start_ms, end_ms = excluded.end_ms, lon = excluded.lon,
               lat = excluded.lat, area = excluded.area, body = excluded.body";
    db.prepare_cached(sql)?.execute(params![
        row.id,
        row.kind,
        row.state,
        row.revision,
        seq,
        row.start_ms,
        row.end_ms,
        row.lon_deg,
        row.lat_deg,
        row.area,
        row.body,
    ])?;
    let sql = "INSERT INTO event_vessels (mmsi, id) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    let mut put = db.prepare_cached(sql)?;
    for mmsi in &row.mmsis {
        put.execute(params![mmsi, row.id])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn ledger() -> (tempfile::TempDir, Ledger) {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&folder.path().join("ledger.sqlite"), "live").unwrap();
        (folder, ledger)
    }

    fn event(n: i64, revision: u32, state: &'static str) -> EventRow {
        EventRow {
            id: format!("gap-{n}"),
            kind: if n % 2 == 0 { "gap" } else { "encounter" },
            state,
            revision,
            at_ms: n,
            start_ms: n * 10,
            end_ms: (state == "closed").then_some(n * 10 + 5),
            lon_deg: if n % 2 == 0 { 179.0 } else { -179.0 },
            lat_deg: n as f64,
            area: (n == 3).then(|| "npfc".to_owned()),
            mmsis: vec![100 + n as u32, 999],
            body: format!("{{\"n\":{n},\"revision\":{revision}}}"),
        }
    }

    #[test]
    fn revisions_are_all_kept_and_the_stream_resumes_anywhere() {
        let (_folder, mut ledger) = ledger();
        let seqs = ledger
            .put_events(&[event(1, 1, "open"), event(2, 1, "open")])
            .unwrap();
        assert_eq!(seqs, [1, 2]);
        assert_eq!(ledger.put_events(&[event(1, 2, "closed")]).unwrap(), [3]);
        assert_eq!(ledger.event_history("gap-1").unwrap().len(), 2);
        assert_eq!(ledger.open_events().unwrap(), 1);
        let rest: Vec<u64> = ledger
            .changes_after(1, 10)
            .unwrap()
            .into_iter()
            .map(|c| c.seq)
            .collect();
        assert_eq!(rest, [2, 3]);
        assert_eq!(ledger.last_change().unwrap(), 3);
    }

    #[test]
    fn filters_find_what_they_say() {
        let (_folder, mut ledger) = ledger();
        let rows: Vec<_> = (1..=9)
            .map(|n| event(n, 1, if n > 6 { "open" } else { "closed" }))
            .collect();
        ledger.put_events(&rows).unwrap();
        let total = |filter: EventFilter| {
            let page = ledger
                .events(&EventFilter {
                    limit: 100,
                    ..filter
                })
                .unwrap();
            assert_eq!(page.total, page.events.len() as u64);
            page.total
        };
        assert_eq!(total(EventFilter::default()), 9);
        assert_eq!(
            total(EventFilter {
                kinds: vec!["gap".into()],
                ..Default::default()
            }),
            4
        );
        assert_eq!(
            total(EventFilter {
                state: Some("open".into()),
                ..Default::default()
            }),
            3
        );
        assert_eq!(
            total(EventFilter {
                mmsi: Some(103),
                ..Default::default()
            }),
            1
        );
        assert_eq!(
            total(EventFilter {
                mmsi: Some(999),
                ..Default::default()
            }),
            9
        );
        assert_eq!(
            total(EventFilter {
                area: Some("npfc".into()),
                ..Default::default()
            }),
            1
        );
        let span = EventFilter {
            from_ms: Some(36),
            to_ms: Some(50),
            ..Default::default()
        };
        assert_eq!(total(span), 2);
        let across = EventFilter {
            bbox: Some([170.0, 0.0, -170.0, 4.5]),
            ..Default::default()
        };
        assert_eq!(total(across), 4);
        let west = EventFilter {
            bbox: Some([-180.0, 0.0, -170.0, 90.0]),
            ..Default::default()
        };
        assert_eq!(total(west), 5);
    }

    #[test]
    fn pages_join_up() {
        let (_folder, mut ledger) = ledger();
        let rows: Vec<_> = (1..=9).map(|n| event(n, 1, "open")).collect();
        ledger.put_events(&rows).unwrap();
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let page = ledger
                .events(&EventFilter {
                    limit: 4,
                    after,
                    ..Default::default()
                })
                .unwrap();
            assert_eq!(page.total, 9);
            let Some((start_ms, id, _)) = page.events.last().cloned() else {
                break;
            };
            after = Some((start_ms, id));
            seen.extend(page.events.into_iter().map(|(start_ms, _, _)| start_ms));
        }
        assert_eq!(seen, (1..=9).rev().map(|n| n * 10).collect::<Vec<_>>());
    }

    #[test]
    fn the_number_of_the_newest_change_outlives_the_change() {
        let (_folder, mut ledger) = ledger();
        assert_eq!(ledger.last_change().unwrap(), 0);
        assert_eq!(ledger.forgotten_before().unwrap(), None);
        ledger
            .put_events(&[event(1, 1, "open"), event(2, 1, "closed")])
            .unwrap();
        ledger.forget_events(1_000).unwrap();
        assert_eq!(ledger.last_change().unwrap(), 2);
        assert_eq!(ledger.put_events(&[event(1, 2, "closed")]).unwrap(), [3]);
    }

    #[test]
    fn old_events_are_forgotten_unless_open_or_reviewed() {
        let (_folder, mut ledger) = ledger();
        ledger
            .put_events(&[
                event(1, 1, "closed"),
                event(2, 1, "open"),
                event(3, 1, "closed"),
            ])
            .unwrap();
        ledger
            .review("gap-3", "confirmed", "mika", 5, "seen")
            .unwrap();
        assert_eq!(ledger.forget_events(1_000).unwrap(), 1);
        assert_eq!(ledger.forgotten_before().unwrap(), Some(1_000));
        assert_eq!(ledger.forget_events(500).unwrap(), 0);
        assert_eq!(ledger.forgotten_before().unwrap(), Some(1_000));
        assert!(ledger.event("gap-1").unwrap().is_none());
        assert!(ledger.event_history("gap-1").unwrap().is_empty());
        assert!(ledger.event("gap-3").unwrap().is_some());
        assert_eq!(
            ledger
                .events(&EventFilter {
                    limit: 9,
                    ..Default::default()
                })
                .unwrap()
                .total,
            2
        );
    }
}
