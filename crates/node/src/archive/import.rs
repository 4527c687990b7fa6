//! Feeds into an archive, one after the other; what a kill cut off goes on where it was.

use std::{
    path::Path,
    sync::{Arc, atomic::AtomicBool, atomic::Ordering, mpsc::sync_channel},
    time::Duration,
};

use vigie_store::{Archive, NO_CLOCK, Row};
use vigie_watch::Observation;

use super::journal::Source;
use super::{Error, Journal, positions, roll_rest};
use crate::auth::fingerprint;
use crate::feed::{
    self, DELIVERIES_WAITING_MAX, FeedOptions, FeedSpec, Place, Tally, files, start,
};
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
    /// Rows that those had brought.
    pub(crate) known_rows: u64,
    /// Rows that an import before this one had kept of an unfinished feed.
    pub(crate) resumed_rows: u64,
    /// Rows kept now.
    pub(crate) rows: u64,
    /// Rows in the archive.
    pub(crate) total_rows: u64,
    /// What was read and refused.
    pub(crate) tally: Tally,
    /// Why feeds could not be read, in their order.
    pub(crate) unread: Vec<feed::Error>,
    /// Feeds that were not begun, as the one before them must be finished first.
    pub(crate) not_begun: u64,
}

/// Imports recorded feeds into the archive in `folder`. `told` hears the number of rows kept, now and then. A feed that cannot
/// be read does not stand in the way of the others; one that could be read in part and may be finished another time does.
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
    // Where no path leads anywhere no archive is made.
    let unread: Vec<feed::Error> = feeds.iter().filter_map(not_there).collect();
    if unread.len() == feeds.len() {
        return Ok(ImportReport {
            unread,
            ..ImportReport::default()
        });
    }
    let mut journal = Journal::open(folder)?;
    let (archive, _) = Archive::open(&positions(folder))?;
    let mut work = Work {
        folder,
        archive,
        report: ImportReport::default(),
        told,
        is_cut_off: false,
    };
    work.roll_rest()?;
    let mut waiting = feeds.iter();
    for spec in waiting.by_ref() {
        match work.feed(&mut journal, spec, options, stop) {
            Ok(()) => {}
            Err(Error::Feed(fault)) if is_of_feed(&fault) => work.report.unread.push(fault),
            Err(fault) => return Err(fault),
        }
        if work.is_cut_off {
            break;
        }
    }
    work.report.not_begun = waiting.count() as u64;
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
    /// A feed could be read in part, and must be finished before another is begun.
    is_cut_off: bool,
}

impl Work<'_> {
    fn feed(
        &mut self,
        journal: &mut Journal,
        spec: &FeedSpec,
        options: &FeedOptions,
        stop: &Arc<AtomicBool>,
    ) -> Result<(), Error> {
        // A mistyped path is told before anything is begun under its name.
        if let Some(fault) = not_there(spec) {
            return Err(fault.into());
        }
        let stamp = stamp(&spec.place, options);
        let path = canonical(&spec.place);
        let path = path.as_deref();
        let is_same = |stamp: &str| {
            let mut sources = journal.sources.iter();
            let found = sources.find(|s| s.stamp == stamp && !s.partly && is_of(s, spec, path));
            found.cloned()
        };
        let source = match stamp.as_deref().and_then(is_same) {
            Some(source) => match source.end {
                Some(end) => {
                    self.report.known += 1;
                    self.report.known_rows += end.saturating_sub(source.first);
                    return Ok(());
                }
                None => source,
            },
            None => {
                let next = self.archive.next_arrival();
                if let Some(other) = journal.unfinished().cloned() {
                    if !is_of(&other, spec, path) {
                        return Err(Error::Unfinished { name: other.name });
                    }
                    // It is not what it was when its import was cut off: what was kept of it stays, and it is read anew.
                    journal.abandon(other.feed, next)?;
                }
                journal.begin(&spec.name, path, &stamp.unwrap_or_default(), next)?
            }
        };
        // A file is read the same way each time: what was kept of it is passed over.
        let mut skip = self.archive.next_arrival() - source.first;
        self.report.resumed_rows += skip;
        let (sender, receiver) = sync_channel(DELIVERIES_WAITING_MAX);
        let ended = Arc::new(AtomicBool::new(false));
        let running = match start(spec, source.feed, options, sender, Arc::clone(&ended)) {
            Ok(running) => running,
            Err(fault) => return Err(self.give_up(journal, &source, fault)?),
        };
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
        // A reader that panicked has told its story on the error stream already; what it had not read is not in.
        let read = running.thread.join();
        if let Err(fault) = read.map_err(|_panicked| Error::Interrupted)? {
            return Err(self.give_up(journal, &source, fault)?);
        }
        self.keep(&mut waiting)?;
        journal.finish(source.feed, self.archive.next_arrival())
    }

    /// A feed could not be read to its end; gives the fault back. What nobody can read must not stand in the way of other
    /// feeds; a disk may answer another time.
    fn give_up(
        &mut self,
        journal: &mut Journal,
        source: &Source,
        fault: feed::Error,
    ) -> Result<Error, Error> {
        let next = self.archive.next_arrival();
        if next == source.first || !matches!(fault, feed::Error::File { .. }) {
            journal.abandon(source.feed, next)?;
        } else {
            self.is_cut_off = true;
        }
        Ok(fault.into())
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
        roll_rest(&self.archive, &positions(self.folder))
    }
}

/// What keeps a file or folder from being read at all.
fn not_there(spec: &FeedSpec) -> Option<feed::Error> {
    match &spec.place {
        Place::Path(path) => files(path).err(),
        _ => None,
    }
}

/// Whether a fault is of one feed alone: the file that keeps unreadable lines is of all.
fn is_of_feed(fault: &feed::Error) -> bool {
    !matches!(fault, feed::Error::Quarantine { .. })
}

/// The canonical path of a file or folder, by which it is known however its path is spelt.
fn canonical(place: &Place) -> Option<String> {
    let Place::Path(path) = place else {
        return None;
    };
    let whole = std::fs::canonicalize(path).ok()?;
    // What is not UTF-8 would be another path in the journal.
    whole.into_os_string().into_string().ok()
}

/// Whether a feed of the journal is this one. Older journals hold the path only as it was typed.
fn is_of(source: &Source, spec: &FeedSpec, path: Option<&str>) -> bool {
    if source.name == spec.name {
        return true;
    }
    let Ok(known) = FeedSpec::parse(&source.name) else {
        return false;
    };
    let known_path = source.path.clone().or_else(|| canonical(&known.place));
    path.is_some() && known_path.as_deref() == path && known.format == spec.format
}

/// What tells a feed from another of the same name: size and time of change of its file, number, size and newest change of the
/// files of its folder, and how it is read where that is not the usual way. `None` of standard input and pipes: what they
/// bring is never known.
fn stamp(place: &Place, options: &FeedOptions) -> Option<String> {
    let Place::Path(path) = place else {
        return None;
    };
    let found = std::fs::metadata(path).ok()?;
    let changed_s = |found: &std::fs::Metadata| {
        let changed = found.modified().ok();
        let since = changed.and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
        since.map_or(0, |s| s.as_secs())
    };
    let mut stamp = if found.is_file() {
        format!("{}-{}", found.len(), changed_s(&found))
    } else if found.is_dir() {
        let (mut count, mut bytes, mut newest_s) = (0_u64, 0_u64, 0_u64);
        for file in files(path).ok()? {
            let file = std::fs::metadata(file).ok()?;
            count += 1;
            bytes = bytes.saturating_add(file.len());
            newest_s = newest_s.max(changed_s(&file));
        }
        format!("{count}-{bytes}-{newest_s}")
    } else {
        return None;
    };
    let how = |o: &FeedOptions| {
        let how = (&o.columns, &o.time, &o.reception, &o.from, &o.to);
        format!("{how:?}")
    };
    let said = how(options);
    if said != how(&FeedOptions::default()) {
        let digest = fingerprint(&said);
        stamp.push('-');
        stamp.push_str(digest.get(..8).unwrap_or_default());
    }
    Some(stamp)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const FEED: &str = "mmsi,time,lat,lon\n\
        412000001,2026-03-01T00:00:00Z,40,179\n\
        412000001,2026-03-01T00:10:00Z,40,179.1\n";

    fn imported(folder: &Path, feed: &Path, options: &FeedOptions) -> ImportReport {
        let spec = FeedSpec::parse(feed.to_str().unwrap()).unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        import(folder, &[spec], options, &stop, &|_rows| {}).unwrap()
    }

    #[test]
    fn a_feed_that_changed_after_it_was_cut_off_is_read_anew() {
        let folder = tempfile::tempdir().unwrap();
        let (feed, archive) = (folder.path().join("a.csv"), folder.path().join("archive"));
        std::fs::write(&feed, FEED).unwrap();
        let mut journal = Journal::open(&archive).unwrap();
        let name = feed.to_str().unwrap();
        journal.begin(name, None, "1-1", 0).unwrap();
        drop(journal);
        let report = imported(&archive, &feed, &FeedOptions::default());
        assert_eq!((report.rows, report.known), (2, 0));
        assert!(Journal::open(&archive).unwrap().unfinished().is_none());
    }

    #[test]
    fn a_feed_is_known_by_any_spelling_of_its_path_from_older_journals_too() {
        let folder = tempfile::tempdir().unwrap();
        let (feed, archive) = (folder.path().join("a.csv"), folder.path().join("archive"));
        std::fs::write(&feed, FEED).unwrap();
        let whole = FeedOptions::default();
        // As a program of before wrote it: the path as typed.
        let typed = folder.path().join("./archive/../a.csv");
        let mut journal = Journal::open(&archive).unwrap();
        let stamp = stamp(&Place::Path(feed.clone()), &whole).unwrap();
        let source = journal
            .begin(typed.to_str().unwrap(), None, &stamp, 0)
            .unwrap();
        journal.finish(source.feed, 2).unwrap();
        drop(journal);
        assert_eq!(imported(&archive, &feed, &whole).known, 1);
        // As it is written now; a link leads to the same file.
        let (other, link) = (folder.path().join("b.csv"), folder.path().join("c.csv"));
        std::fs::write(&other, FEED).unwrap();
        std::os::unix::fs::symlink(&other, &link).unwrap();
        assert_eq!(imported(&archive, &link, &whole).rows, 2);
        let typed = folder.path().join("./b.csv");
        assert_eq!(imported(&archive, &typed, &whole).known, 1);
        // The same bytes in another file are another feed.
        let copy = folder.path().join("d.csv");
        std::fs::write(&copy, FEED).unwrap();
        assert_eq!(imported(&archive, &copy, &whole).rows, 2);
    }

    #[test]
    fn a_feed_that_cannot_be_read_does_not_stand_in_the_way_of_others() {
        let folder = tempfile::tempdir().unwrap();
        let (feed, archive) = (folder.path().join("a.csv"), folder.path().join("archive"));
        std::fs::write(&feed, FEED).unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let tried = |path: &Path| {
            let spec = FeedSpec::parse(path.to_str().unwrap()).unwrap();
            let options = FeedOptions::default();
            let report = import(&archive, &[spec], &options, &stop, &|_rows| {}).unwrap();
            (report.rows, report.unread.len())
        };
        let mistyped = folder.path().join("mistyped.csv");
        assert_eq!(tried(&mistyped), (0, 1));
        assert!(
            !archive.exists(),
            "nothing is made for a path that leads nowhere"
        );
        let notes = folder.path().join("notes.csv");
        std::fs::write(&notes, "what,when\na walk,yesterday\n").unwrap();
        assert_eq!(tried(&notes), (0, 1));
        assert_eq!(tried(&feed), (2, 0));
        // Mended, it is read as any other.
        std::fs::write(&notes, FEED).unwrap();
        assert_eq!(tried(&notes), (2, 0));
        // Nor in one import.
        let all = folder.path().join("all");
        std::fs::write(&notes, "what,when\na walk,yesterday\n").unwrap();
        let specs = [&mistyped, &notes, &feed];
        let specs = specs.map(|path| FeedSpec::parse(path.to_str().unwrap()).unwrap());
        let report = import(&all, &specs, &FeedOptions::default(), &stop, &|_rows| {}).unwrap();
        assert_eq!((report.rows, report.not_begun), (2, 0));
        let codes: Vec<_> = report.unread.iter().map(feed::Error::code).collect();
        assert_eq!(codes, ["file-not-found", "feed-format-unclear"]);
    }

    #[test]
    fn a_feed_read_in_another_way_or_a_folder_that_changed_inside_is_not_known() {
        let folder = tempfile::tempdir().unwrap();
        let (feeds, archive) = (folder.path().join("feeds"), folder.path().join("archive"));
        std::fs::create_dir(&feeds).unwrap();
        std::fs::write(feeds.join("a.csv"), FEED).unwrap();
        let first = FeedOptions {
            to: vigie_sea::Time::parse("2026-03-01T00:05:00Z").ok(),
            ..FeedOptions::default()
        };
        assert_eq!(imported(&archive, &feeds, &first).rows, 1);
        assert_eq!(imported(&archive, &feeds, &first).known, 1);
        let whole = FeedOptions::default();
        assert_eq!(imported(&archive, &feeds, &whole).rows, 2);
        assert_eq!(imported(&archive, &feeds, &whole).known, 1);
        let more = format!("{FEED}412000001,2026-03-01T00:20:00Z,40,179.2\n");
        std::fs::write(feeds.join("a.csv"), more).unwrap();
        assert_eq!(imported(&archive, &feeds, &whole).rows, 3);
    }
}
