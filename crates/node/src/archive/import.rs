//! Feeds into an archive, one after the other; what a kill cut off goes on where it was.

use std::{
    path::Path,
    sync::{Arc, atomic::AtomicBool, atomic::Ordering, mpsc::sync_channel},
    time::Duration,
};

use vigie_store::{Archive, NO_CLOCK, Row, roll};
use vigie_watch::Observation;

use super::{Error, Journal, positions};
use crate::feed::{DELIVERIES_WAITING_MAX, FeedOptions, FeedSpec, Place, Tally, start};
use crate::keeping;

/// Rows kept at once: one flush of the disk for all of them.
const BATCH: usize = 65_536;
/// Rows of a spool segment before it becomes Parquet: about 120 MB in memory while it is rolled.
const SEGMENT_ROWS: u64 = 1_000_000;
/// How often the wish to stop is looked at while nothing comes.
const LOOK: Duration = Duration::from_millis(250);

/// What an import did.
#[derive(Debug, Default)]
pub(crate) struct ImportReport {
    /// Feeds that were in already.
    pub(crate) known: u64,
    /// Rows that an import before this one had kept of an unfinished feed.
    pub(crate) resumed_rows: u64,
    /// Rows kept now.
    pub(crate) rows: u64,
    /// Rows in the archive.
    pub(crate) total_rows: u64,
    /// What was read and refused.
    pub(crate) tally: Tally,
}

/// Imports recorded feeds into the archive in `folder`. `told` hears the number of rows kept, now and then.
pub(crate) fn import(
    folder: &Path,
    feeds: &[FeedSpec],
    options: &FeedOptions,
    stop: &Arc<AtomicBool>,
    told: &dyn Fn(u64),
) -> Result<ImportReport, Error> {
    if let Some(live) = feeds.iter().find(|spec| spec.place.is_live()) {
        return Err(Error::Live {
            name: live.name.clone(),
        });
    }
    let mut journal = Journal::open(folder)?;
    let (archive, _) = Archive::open(&positions(folder))?;
    let mut work = Work {
        folder,
        archive,
        report: ImportReport::default(),
        told,
    };
    work.roll_rest()?;
    for spec in feeds {
        work.feed(&mut journal, spec, options, stop)?;
    }
    work.archive.seal()?;
    work.roll_rest()?;
    work.report.total_rows = work.archive.next_arrival();
    Ok(work.report)
}

struct Work<'a> {
    folder: &'a Path,
    archive: Archive,
    report: ImportReport,
    told: &'a dyn Fn(u64),
}

impl Work<'_> {
    fn feed(
        &mut self,
        journal: &mut Journal,
        spec: &FeedSpec,
        options: &FeedOptions,
        stop: &Arc<AtomicBool>,
    ) -> Result<(), Error> {
        let stamp = stamp(&spec.place);
        let before = journal
            .sources
            .iter()
            .find(|s| s.name == spec.name && s.stamp == stamp)
            .cloned();
        let source = match before {
            Some(source) if source.end.is_some() => {
                self.report.known += 1;
                return Ok(());
            }
            Some(source) => source,
            None => {
                if let Some(other) = journal.unfinished() {
                    return Err(Error::Unfinished {
                        name: other.name.clone(),
                    });
                }
                journal.begin(&spec.name, &stamp, self.archive.next_arrival())?
            }
        };
        // A file is read the same way each time: what was kept of it is passed over.
        let mut skip = self.archive.next_arrival() - source.first;
        self.report.resumed_rows += skip;
        let (sender, receiver) = sync_channel(DELIVERIES_WAITING_MAX);
        let ended = Arc::new(AtomicBool::new(false));
        let running = start(spec, source.feed, options, sender, Arc::clone(&ended))?;
        let mut waiting: Vec<Observation> = Vec::with_capacity(BATCH);
        let worked = loop {
            if stop.load(Ordering::Relaxed) {
                break Err(Error::Interrupted);
            }
            let delivery = match receiver.recv_timeout(LOOK) {
                Ok(delivery) => delivery,
                Err(std::sync::mpsc::RecvTimeoutError::Timeout) => continue,
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break Ok(()),
            };
            self.report.tally.add(&delivery.tally);
            journal.meet(&delivery.stations, &delivery.base_stations)?;
            for observation in delivery.observations {
                if skip > 0 {
                    skip -= 1;
                } else {
                    waiting.push(observation);
                }
            }
            if waiting.len() >= BATCH {
                self.keep(&mut waiting)?;
            }
        };
        ended.store(true, Ordering::Relaxed);
        while receiver.recv_timeout(LOOK).is_ok() {}
        worked?;
        // A reader that panicked has told its story on the error stream already.
        running.thread.join().unwrap_or(Ok(()))?;
        self.keep(&mut waiting)?;
        journal.finish(source.feed, self.archive.next_arrival())
    }

    fn keep(&mut self, waiting: &mut Vec<Observation>) -> Result<(), Error> {
        let rows: Vec<Row> = waiting.drain(..).map(|o| keeping::row_of(&o)).collect();
        self.archive.append(NO_CLOCK, &rows)?;
        self.report.rows += rows.len() as u64;
        (self.told)(rows.len() as u64);
        if self.archive.segment_rows() >= SEGMENT_ROWS {
            self.archive.seal()?;
            self.roll_rest()?;
        }
        Ok(())
    }

    fn roll_rest(&self) -> Result<(), Error> {
        for segment in self.archive.unrolled()? {
            roll(&positions(self.folder), &segment)?;
        }
        Ok(())
    }
}

/// Size and time of change of what is read, to tell a file from another of the same name.
fn stamp(place: &Place) -> String {
    let Place::Path(path) = place else {
        return String::new();
    };
    let Ok(found) = std::fs::metadata(path) else {
        return String::new();
    };
    let since = found
        .modified()
        .ok()
        .and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
    format!("{}-{}", found.len(), since.map_or(0, |s| s.as_secs()))
}
