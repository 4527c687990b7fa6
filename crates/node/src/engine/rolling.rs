//! The spool becomes Parquet beside the work; and how far recordings had come at each seam of it.

use vigie_store::Error;

use super::Engine;

/// Where it is kept how many observations of each feed came before the arrival number at which a segment begins.
const TAKEN_MARK: &str = "taken-before:";

impl Engine {
    pub(super) fn seal(&mut self) {
        // A recording begins anew with each start: what retention deletes of it must still count as taken.
        let mark = format!("{TAKEN_MARK}{}", self.archive.next_arrival());
        let taken = serde_json::to_string(&self.taken).unwrap_or_default();
        if let Err(error) = self.ledger.set_meta(&mark, &taken) {
            // The next batch tries again.
            tracing::error!(code = error.code(), %error, "spool cannot be sealed");
            return;
        }
        match self.archive.seal() {
            Ok(sealed) => self.unrolled.extend(sealed),
            Err(error) => tracing::error!(code = error.code(), %error, "spool cannot be sealed"),
        }
    }

    /// In a replay: what came before this arrival number was deleted.
    pub(crate) fn pass_deleted(&mut self, arrival: u64) -> Result<(), Error> {
        let kept = self.ledger.meta(&format!("{TAKEN_MARK}{arrival}"))?;
        match kept.and_then(|text| serde_json::from_str(&text).ok()) {
            Some(taken) => self.taken = taken,
            None => tracing::warn!(arrival, "not known how much of recordings came before"),
        }
        Ok(())
    }

    /// Rolls sealed segments into Parquet beside the work, one at a time.
    pub(super) fn roll(&mut self) {
        if self.rolling.as_ref().is_some_and(|r| !r.is_finished()) || self.unrolled.is_empty() {
            return;
        }
        let segment = self.unrolled.remove(0);
        let root = self.archive_root.clone();
        let work = move || match vigie_store::roll(&root, &segment) {
            Ok(_) => {}
            // The segment stays where it is and is rolled at the next start.
            Err(error) => tracing::error!(code = error.code(), %error, "segment cannot be rolled"),
        };
        self.rolling = std::thread::Builder::new()
            .name("roll".to_owned())
            .spawn(work)
            .ok();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::{
        collections::BTreeMap,
        path::Path,
        sync::{Arc, atomic::AtomicBool, mpsc::sync_channel},
    };

    use vigie_sea::Time;
    use vigie_store::{Archive, Ledger, NO_CLOCK};
    use vigie_watch::{
        Context, Observation, PositionReport, ReceiverList, Reception, Report, Rules, SourceKind,
        Watch,
    };

    use super::*;
    use crate::{
        engine::{Clock, Parts, engine},
        feed::FeedOptions,
        feeding::Feeds,
        live::{Board, Realm},
        receiving::Receiving,
        restore::Timeline,
        server::first_status,
    };

    const DAY_S: i64 = 86_400;

    fn opened(folder: &Path) -> Engine {
        let root = folder.join("positions");
        let (archive, _) = Archive::open(&root).unwrap();
        let (sender, deliveries) = sync_channel(1);
        let feeds = Feeds::new(sender, FeedOptions::default(), folder.to_owned());
        let (engine, _handle) = engine(Parts {
            watch: Watch::new(Rules::builtin(), Context::default()),
            receiving: Receiving::new(ReceiverList::default()),
            archive,
            archive_root: root,
            ledger: Ledger::open(&folder.join("ledger.sqlite"), "live").unwrap(),
            board: Arc::new(Board::new(first_status(&Realm::Live, ""))),
            feeds: Arc::new(feeds),
            deliveries,
            clock: Clock::Node,
            realm: Realm::Live,
            speed: None,
            stop: Arc::new(AtomicBool::new(false)),
        });
        engine
    }

    fn heard(day: i64, feed: u16, count: i64) -> Vec<Observation> {
        let one = |n: i64| Observation {
            time: Time::from_s(day * DAY_S + n * 60),
            mmsi: 412_000_001,
            source: SourceKind::Ais,
            feed,
            receiver: 0,
            reception: Reception::Unknown,
            report: Report::Position(PositionReport::default()),
        };
        (0..count).map(one).collect()
    }

    /// Positions of so many minutes ago.
    fn minutes_ago(minutes: impl Iterator<Item = i64>) -> Vec<Observation> {
        let newest = crate::live::now().ms();
        let one = |minutes: i64| Observation {
            time: Time::from_ms(newest - minutes * 60_000),
            ..heard(0, 1, 1).remove(0)
        };
        minutes.map(one).collect()
    }

    #[test]
    fn a_recording_that_ends_now_is_taken_by_its_own_time() {
        let folder = tempfile::tempdir().unwrap();
        let mut engine = opened(folder.path());
        let day = minutes_ago((0..24 * 60).rev());
        assert_eq!(engine.clock_of(&day), NO_CLOCK, "none of it is late");
        let fresh = minutes_ago(0..2);
        let clock_ms = engine.clock_of(&fresh);
        assert!((crate::live::now().ms() - clock_ms).abs() < 60_000);
        // A feed that is live stays so when something old comes with the new.
        let mixed = minutes_ago([50, 0].into_iter());
        assert!(engine.clock_of(&mixed) >= clock_ms);
        assert_eq!(engine.clock_of(&minutes_ago(90..100)), NO_CLOCK);
    }

    #[test]
    fn what_retention_deleted_of_a_recording_is_not_taken_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut engine = opened(folder.path());
        for day in 0..3 {
            engine.take(heard(day, 1, 10));
            engine.take(heard(day, 2, 5));
            engine.seal();
            engine.roll();
            engine.rolling.take().unwrap().join().unwrap();
        }
        engine.take(heard(3, 1, 4));
        let taken = engine.taken.clone();
        assert_eq!(taken, BTreeMap::from([(1, 34), (2, 15)]));
        assert_eq!(engine.archive.prune(2 * DAY_S * 1_000).unwrap(), 30);
        drop(engine);
        let mut engine = opened(folder.path());
        engine.restore(Timeline::default()).unwrap();
        assert_eq!(engine.taken, taken);
    }
}
