//! The tables, as a list of steps. A step, once released, never changes; a new need is a new step.

/// `PRAGMA application_id`: "Vigi", so that `file` and a careful reader know whose database this is.
pub(crate) const APPLICATION_ID: i64 = 0x5669_6769;

/// Steps from an empty database to the newest schema; `PRAGMA user_version` counts those done.
pub(crate) const STEPS: &[&str] = &["
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Events as they are now, and every revision in the order in which the node learned it.
CREATE TABLE events (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL, revision INTEGER NOT NULL, seq INTEGER NOT NULL,
  start_ms INTEGER NOT NULL, end_ms INTEGER, lon REAL NOT NULL, lat REAL NOT NULL, area TEXT, body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX events_by_start ON events (start_ms, id);
CREATE TABLE event_vessels (
  mmsi INTEGER NOT NULL, id TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE, PRIMARY KEY (mmsi, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_vessels_by_event ON event_vessels (id);
CREATE TABLE event_changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX event_changes_by_event ON event_changes (id, seq);
CREATE TABLE reviews (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, state TEXT NOT NULL, user TEXT NOT NULL,
  time_ms INTEGER NOT NULL, note TEXT NOT NULL
) STRICT;
CREATE INDEX reviews_by_event ON reviews (event, seq);

CREATE TABLE vessels (
  track TEXT PRIMARY KEY, mmsi INTEGER NOT NULL, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX vessels_by_mmsi ON vessels (mmsi);

-- Areas and lists are valid for the observations from one arrival number up to another, so that a replay sees
-- what the watch saw.
CREATE TABLE areas (
  id TEXT NOT NULL, from_arrival INTEGER NOT NULL, until_arrival INTEGER, source TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (id, from_arrival)
) STRICT, WITHOUT ROWID;
CREATE TABLE lists (
  id TEXT NOT NULL, from_arrival INTEGER NOT NULL, until_arrival INTEGER, name TEXT NOT NULL, kind TEXT NOT NULL,
  date TEXT NOT NULL, source TEXT NOT NULL, row_count INTEGER NOT NULL, fault_count INTEGER NOT NULL,
  complete_for TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (id, from_arrival)
) STRICT, WITHOUT ROWID;

CREATE TABLE feeds (
  id INTEGER PRIMARY KEY AUTOINCREMENT, address TEXT NOT NULL, format TEXT NOT NULL, kept INTEGER NOT NULL,
  UNIQUE (address, format)
) STRICT;

CREATE TABLE users (
  name TEXT PRIMARY KEY, role TEXT NOT NULL, password TEXT NOT NULL, disabled INTEGER NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (
  hash TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE, created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tokens (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, role TEXT NOT NULL, hash TEXT NOT NULL UNIQUE,
  created_by TEXT NOT NULL, created_ms INTEGER NOT NULL, expires_ms INTEGER
) STRICT;
CREATE TABLE settings (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY, time_ms INTEGER NOT NULL, user TEXT NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL,
  detail TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE (ABORT, 'audit-append-only'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE (ABORT, 'audit-append-only'); END;
", "
-- The node's own log of signed records, in the order of signing.
CREATE TABLE records (
  number INTEGER PRIMARY KEY, object BLOB NOT NULL, kind TEXT NOT NULL, version INTEGER NOT NULL,
  made_ms INTEGER NOT NULL, bytes BLOB NOT NULL
) STRICT;
CREATE INDEX records_by_object ON records (object, number);
CREATE INDEX records_by_kind ON records (kind, number);
CREATE TRIGGER records_are_not_changed BEFORE UPDATE ON records BEGIN SELECT RAISE (ABORT, 'records-append-only'); END;
CREATE TRIGGER records_are_not_deleted BEFORE DELETE ON records BEGIN SELECT RAISE (ABORT, 'records-append-only'); END;

-- One key for each sealed body; destroying it erases the body.
CREATE TABLE seal_keys (id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL) STRICT;

CREATE TABLE partners (party TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Entries of the streams to (way 0) and from (way 1) a partner. Header and number stay; salt, body and key go.
CREATE TABLE stream_entries (
  party TEXT NOT NULL, way INTEGER NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL, header BLOB NOT NULL,
  salt BLOB, sealed BLOB, seal_key INTEGER, PRIMARY KEY (party, way, epoch, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE stream_skips (
  party TEXT NOT NULL, epoch INTEGER NOT NULL, level INTEGER NOT NULL, place INTEGER NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY (party, epoch, level, place)
) STRICT, WITHOUT ROWID;
-- What saves work at a restart, and the newest signed head.
CREATE TABLE stream_states (
  party TEXT NOT NULL, way INTEGER NOT NULL, epoch INTEGER NOT NULL, state BLOB NOT NULL, head BLOB,
  PRIMARY KEY (party, way, epoch)
) STRICT, WITHOUT ROWID;

-- What officers and agreements released, by the number in the stream; positions of the picture are not listed here.
CREATE TABLE releases (
  party TEXT NOT NULL, seq INTEGER NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, object BLOB NOT NULL,
  title TEXT NOT NULL, user TEXT NOT NULL, purpose TEXT NOT NULL, released_ms INTEGER NOT NULL, expires_ms INTEGER,
  purge_ms INTEGER, PRIMARY KEY (party, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX releases_by_time ON releases (released_ms);
CREATE TABLE notes (
  id INTEGER PRIMARY KEY AUTOINCREMENT, object TEXT NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL,
  user TEXT NOT NULL, party TEXT NOT NULL, at_ms INTEGER NOT NULL, shared_with TEXT NOT NULL
) STRICT;
CREATE INDEX notes_by_object ON notes (object, id);

-- When the node did not listen, by the arrival number after it.
CREATE TABLE silences (
  from_arrival INTEGER NOT NULL, feed INTEGER NOT NULL, start_ms INTEGER NOT NULL, end_ms INTEGER NOT NULL,
  PRIMARY KEY (from_arrival, feed, start_ms)
) STRICT, WITHOUT ROWID;
", "
-- Documents that people made or took in; each version stays.
CREATE TABLE documents (
  kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, at_ms INTEGER NOT NULL, user TEXT NOT NULL,
  body TEXT NOT NULL, PRIMARY KEY (kind, id, version)
) STRICT, WITHOUT ROWID;
", "
-- When an entry was kept here: of what a partner sent, when it was received.
ALTER TABLE stream_entries ADD COLUMN kept_ms INTEGER;
", "
-- Crises abroad, and what belongs to each: places (part 0), devices (1), receipts of erasures (2), counts offered (3).
CREATE TABLE crises (id BLOB PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE crisis_parts (
  crisis BLOB NOT NULL, part INTEGER NOT NULL, id BLOB NOT NULL, body TEXT NOT NULL, PRIMARY KEY (crisis, part, id)
) STRICT, WITHOUT ROWID;
-- Persons: each body sealed with a key of its own, which is in seal_keys, itself sealed with the node's.
CREATE TABLE persons (
  crisis BLOB NOT NULL, id BLOB NOT NULL, sealed BLOB NOT NULL, seal_key INTEGER NOT NULL, PRIMARY KEY (crisis, id)
) STRICT, WITHOUT ROWID;
-- What devices saw, in the order of arrival; names nobody.
CREATE TABLE journey_events (
  place INTEGER PRIMARY KEY AUTOINCREMENT, crisis BLOB NOT NULL, device BLOB NOT NULL, seq INTEGER NOT NULL,
  hash TEXT NOT NULL, text TEXT NOT NULL, signature BLOB, taken_ms INTEGER NOT NULL, UNIQUE (crisis, device, seq, hash)
) STRICT;
CREATE TRIGGER journey_is_not_changed BEFORE UPDATE ON journey_events BEGIN SELECT RAISE (ABORT, 'journey-append-only'); END;
CREATE TRIGGER journey_is_not_deleted BEFORE DELETE ON journey_events BEGIN SELECT RAISE (ABORT, 'journey-append-only'); END;
", "
-- Receiving stations: a number means the same station after every start, because every observation cites it.
CREATE TABLE receivers (
  number INTEGER PRIMARY KEY, feed INTEGER NOT NULL, name TEXT NOT NULL, from_arrival INTEGER NOT NULL
) STRICT;
CREATE TABLE receiver_bases (
  number INTEGER NOT NULL, from_arrival INTEGER NOT NULL, mmsi INTEGER NOT NULL, PRIMARY KEY (number, from_arrival)
) STRICT, WITHOUT ROWID;
-- What operators say of receivers, by name, valid from one arrival number up to another.
CREATE TABLE receiver_facts (
  name TEXT NOT NULL, from_arrival INTEGER NOT NULL, until_arrival INTEGER, source TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (name, from_arrival)
) STRICT, WITHOUT ROWID;
", "
-- Assets, ports, tasks, plans, orders and reports of the patrol: every version, appended.
CREATE TABLE patrol_log (
  number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
  at_ms INTEGER NOT NULL, user TEXT NOT NULL, body TEXT, UNIQUE (kind, id, version)
) STRICT;
CREATE TRIGGER patrol_is_not_changed BEFORE UPDATE ON patrol_log BEGIN SELECT RAISE (ABORT, 'patrol-append-only'); END;
CREATE TRIGGER patrol_is_not_deleted BEFORE DELETE ON patrol_log BEGIN SELECT RAISE (ABORT, 'patrol-append-only'); END;
", "
-- Whether a note is there already is asked with each that comes: 100,000 on one partner took 377 CPU seconds without this.
CREATE INDEX notes_by_moment ON notes (object, at_ms);
", "
-- Words of partners are read from their copies, so that they end with them.
DELETE FROM notes WHERE party <> '' AND party <> (SELECT value FROM meta WHERE key = 'party');
", "
-- Copies that replace each other: 1 is the newest one of its object, 2 an older one, 0 a release of its own.
ALTER TABLE releases ADD COLUMN conflated INTEGER NOT NULL DEFAULT 0;
CREATE INDEX releases_by_object ON releases (party, object, conflated);
CREATE INDEX releases_conflated ON releases (conflated, released_ms);
"];
