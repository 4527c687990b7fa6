//! Whether the raw logs of a node's folder are as they were written. It runs beside the node and changes nothing.

use std::path::Path;

use serde_json::{Value, json};
use vigie_sea::Time;
use vigie_store::{Error, Ledger, RawReader, raw_feeds, raw_folder};

use super::{FOLDER, head_key};

/// What was looked at, and what was found.
#[derive(Debug, Default)]
pub(crate) struct RawReport {
    pub(crate) feeds: u64,
    pub(crate) segments: u64,
    pub(crate) gone: u64,
    pub(crate) bytes: u64,
    pub(crate) packed_bytes: u64,
    pub(crate) since: Option<Time>,
    pub(crate) until: Option<Time>,
    /// Code and place of what is not as it was written.
    pub(crate) findings: Vec<(&'static str, String)>,
}

impl RawReport {
    /// For programs.
    pub(crate) fn json(&self) -> Value {
        json!({
            "feeds": self.feeds, "segments": self.segments, "gone": self.gone, "bytes": self.bytes,
            "packed_bytes": self.packed_bytes, "since": self.since, "until": self.until,
        })
    }
}

/// Size and span of the logs below the folder of a realm, without reading them.
///
/// # Errors
/// The disk.
pub(crate) fn survey(folder: &Path) -> Result<RawReport, Error> {
    let (root, mut report) = (folder.join(FOLDER), RawReport::default());
    for feed in raw_feeds(&root)? {
        report.feeds += 1;
        for segment in RawReader::new(&raw_folder(&root, feed)).segments()? {
            report.segments += 1;
            report.bytes += segment.bytes;
            report.packed_bytes += segment.packed_bytes;
            let (first, last) = (
                Time::from_ms(segment.first_ms),
                Time::from_ms(segment.last_ms),
            );
            report.since = Some(report.since.map_or(first, |since| since.min(first)));
            report.until = report.until.max(Some(last));
        }
    }
    Ok(report)
}

/// Checks every byte and every chain below the folder of a realm, and what the ledger remembers of them.
///
/// # Errors
/// The disk, the store.
pub(crate) fn verify(folder: &Path) -> Result<RawReport, Error> {
    let mut report = survey(folder)?;
    let root = folder.join(FOLDER);
    let feeds = raw_feeds(&root)?;
    let ledger = Ledger::open_to_read(&folder.join("ledger.sqlite"))?;
    report.segments = 0;
    // A log that was taken away as a whole: of what is purged or too old the list of what is gone stays.
    for row in ledger.feeds()? {
        if !feeds.contains(&row.id)
            && let Some(head) = ledger.meta(&head_key(row.id))?
        {
            let segment = head.split(' ').next().unwrap_or_default();
            let place = format!("{} {segment}", row.id);
            report.findings.push(("raw-missing", place));
            report.feeds += 1;
        }
    }
    for feed in feeds {
        let head = ledger.meta(&head_key(feed))?;
        let head = head.as_deref().and_then(|text| {
            let (segment, chain) = text.split_once(' ')?;
            Some((segment.parse().ok()?, chain))
        });
        let verdict = RawReader::new(&raw_folder(&root, feed)).verify(head)?;
        report.segments += verdict.segments;
        report.gone += verdict.gone;
        for finding in verdict.findings {
            let place = format!("{feed} {}", finding.segment);
            report.findings.push((finding.code, place));
        }
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_log_that_the_ledger_remembers_and_that_is_not_there_is_missing() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(&folder.path().join("ledger.sqlite"), "live").unwrap();
        let feed = ledger
            .feed_number("tcp://192.0.2.1:5000", "nmea", true)
            .unwrap();
        assert!(verify(folder.path()).unwrap().findings.is_empty());
        let head = format!("3 {}", "0".repeat(64));
        ledger.set_meta(&head_key(feed), &head).unwrap();
        let report = verify(folder.path()).unwrap();
        assert_eq!(report.findings, [("raw-missing", format!("{feed} 3"))]);
        assert_eq!(report.feeds, 1);
    }
}
