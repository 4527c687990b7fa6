//! `vigie archive`: years of positions in, all detectors over them, positions out.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use vigie_case::package::sha256_hex;
use vigie_store::ArchiveReader;
use vigie_watch::ListSet;

use super::args::{ArchiveCommand, ArchiveExport, ArchiveImport, ArchiveScan};
use super::console::Console;
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::summary::grouped;
use super::{listing, looks, reading};
use crate::archive::{self, ImportReport, Journal, ScanPlan};
use crate::auth::fingerprint;
use crate::exit::Exit;
use crate::export::Whole;
use crate::receiving::Receiving;
use crate::reference::ReferenceFiles;

/// Milliseconds of the positions exported at once: a day.
const DAY_MS: i64 = 86_400_000;

pub(crate) fn run(console: &Console, command: &ArchiveCommand) -> Result<(), Failure> {
    match command {
        ArchiveCommand::Import(arguments) => import(console, arguments),
        ArchiveCommand::Scan(arguments) => scan(console, arguments),
        ArchiveCommand::Export(arguments) => export(console, arguments),
    }
}

fn import(console: &Console, arguments: &ArchiveImport) -> Result<(), Failure> {
    let interrupt = Interrupt::listen();
    let feeds = reading::feeds(&arguments.feeds, &arguments.reading)?;
    let options = reading::options(&arguments.reading)?;
    let bar = progress(console);
    let told = |rows: u64| bar.inc(rows);
    let done = archive::import(
        &arguments.archive,
        &feeds,
        &options,
        &interrupt.flag(),
        &told,
    );
    bar.finish_and_clear();
    let report = match done {
        // Unlike an output file, what an import has kept stays.
        Err(archive::Error::Interrupted) => {
            return Err(Failure::new(
                Exit::Interrupted,
                "archive-import-interrupted",
            ));
        }
        done => done?,
    };
    imported(console, &report)?;
    let mut unread: Vec<Failure> = report.unread.into_iter().map(Failure::from).collect();
    let brought = report.rows + report.resumed_rows + report.known_rows;
    if unread.is_empty() && brought == 0 {
        return Err(Failure::new(Exit::Data, "nothing-to-watch"));
    }
    let count = unread.len();
    if feeds.len() == 1
        && let Some(only) = unread.pop()
    {
        return Err(only);
    }
    unread.iter().for_each(|failure| console.failure(failure));
    if count == 0 {
        return Ok(());
    }
    let failure = Failure::new(Exit::Data, "archive-feeds-unread");
    Err(failure
        .with("count", count)
        .with("given", feeds.len())
        .with("waiting", report.not_begun))
}

/// What an import brought. What was in already is no news and no fault.
fn imported(console: &Console, report: &ImportReport) -> Result<(), Failure> {
    if report.rows + report.resumed_rows + report.known_rows == 0 {
        return Ok(());
    }
    if console.json {
        let told = json!({"rows": report.rows, "resumed_rows": report.resumed_rows, "feeds_known": report.known,
            "total_rows": report.total_rows, "messages": report.tally.messages, "faults": report.tally.faults,
            "feeds_unread": report.unread.len(), "feeds_not_begun": report.not_begun});
        return console.result(&format!("{told}\n"));
    }
    let args = [
        ("rows", grouped(report.rows).into()),
        ("total", grouped(report.total_rows).into()),
        ("resumed", grouped(report.resumed_rows).into()),
        ("known", report.known.into()),
        ("faults", grouped(report.tally.faults_total()).into()),
    ];
    console.result(&format!("{}\n", console.text("archive-imported", &args)))
}

fn scan(console: &Console, arguments: &ArchiveScan) -> Result<(), Failure> {
    let interrupt = Interrupt::listen();
    let files = reading::reference(&arguments.reference)?;
    let first = files.load()?;
    listing::tell_remarks(console, &first.remarks);
    let looks = looks::scenes(console, &arguments.detections)?;
    let bar = progress(console);
    let told = |rows: u64| bar.inc(rows);
    let plan = ScanPlan {
        folder: &arguments.archive,
        rules: &first.rules,
        context: &first.context,
        receiving: &Receiving::new(first.receivers),
        digest: digest(&files, &first.context.lists, &looks.digests)?,
        jobs: arguments.jobs.unwrap_or_else(archive::cores),
        stop: interrupt.flag(),
        told: &told,
        looks: &looks.scenes,
    };
    let done = archive::scan(&plan);
    bar.finish_and_clear();
    let report = done?;
    if let Some(out) = &arguments.out {
        copy(&report.file, out)?;
    }
    let standing: u64 = report.events.values().sum();
    if console.json {
        let total = standing + report.withdrawn;
        let told = json!({"events": report.events, "withdrawn": report.withdrawn, "total": total, "rows": report.rows, "passes": report.passes,
            "groups_known": report.groups_known, "groups_done": report.groups_done, "looks": report.looks,
            "refused": looks.refused, "file": report.file});
        return console.result(&format!("{told}\n"));
    }
    let args = [
        ("events", grouped(standing).into()),
        ("rows", grouped(report.rows).into()),
        ("known", report.groups_known.into()),
        ("done", report.groups_done.into()),
        ("path", report.file.display().to_string().into()),
    ];
    let mut text = format!("{}\n", console.text("archive-scanned", &args));
    for (kind, count) in &report.events {
        let words = console
            .catalogue
            .find(&format!("event-{}", kind.replace('_', "-")), &[]);
        text.push_str(&format!(
            "  {:>12}  {}\n",
            grouped(*count),
            words.unwrap_or_else(|| kind.clone())
        ));
    }
    if report.withdrawn > 0 {
        let words = console.text("archive-withdrawn", &[]);
        text.push_str(&format!("  {:>12}  {words}\n", grouped(report.withdrawn)));
    }
    console.result(&text)
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let mut events = File::open(from).map_err(|fault| Failure::file(from, &fault))?;
    let copied = Whole::create(to).and_then(|mut file| {
        std::io::copy(&mut events, &mut file)?;
        file.finish()
    });
    copied.map_err(|fault| Failure::file(to, &fault))
}

/// Digest of everything besides the rows that the events depend on: the program, what each reference file is given for, the bytes
/// of all of them, and the dates that lists without one in their name take from their files.
fn digest(
    files: &ReferenceFiles,
    lists: &ListSet,
    detections: &[String],
) -> Result<String, Failure> {
    let mut all = format!("{} {files:?}\n", env!("CARGO_PKG_VERSION"));
    all.push_str(vigie_watch::BUILTIN_RULES);
    for path in files.paths() {
        let bytes = crate::reference::read(path)?;
        all.push_str(&format!("{}\n", sha256_hex(&bytes)));
    }
    for list in lists.iter() {
        all.push_str(&format!("{} {}\n", list.info.id, list.info.date));
    }
    for file in detections {
        all.push_str(&format!("{file}\n"));
    }
    Ok(fingerprint(&all).chars().take(16).collect())
}

/// Positions as CSV, a day at a time.
fn export(console: &Console, arguments: &ArchiveExport) -> Result<(), Failure> {
    let from = reading::moment(arguments.from.as_deref())?.map_or(i64::MIN, vigie_sea::Time::ms);
    let to = reading::moment(arguments.to.as_deref())?.map_or(i64::MAX, |t| t.ms() - 1);
    let empty = || archive::Error::Empty {
        path: arguments.archive.clone(),
    };
    let journal = Journal::known(&arguments.archive)?;
    archive::settle(&arguments.archive, &journal)?;
    let reader = ArchiveReader::new(&archive::positions(&arguments.archive));
    let rolls = reader.rolls().map_err(archive::Error::from)?;
    let (Some(first), Some(last)) = (
        rolls.iter().map(|r| r.time_min_ms).min(),
        rolls.iter().map(|r| r.time_max_ms).max(),
    ) else {
        return Err(empty().into());
    };
    let path: &Path = &arguments.out;
    let fault = |fault: std::io::Error| Failure::file(path, &fault);
    let mut file = Whole::create(path).map_err(fault)?;
    file.write_all(b"mmsi,time,lat,lon,speed,course,heading,status\n")
        .map_err(fault)?;
    let (mut at, end) = (from.max(first), to.min(last));
    let mut count = 0_u64;
    while at <= end {
        let until = end.min(at.saturating_add(DAY_MS - 1));
        let rows = match arguments.mmsi {
            Some(mmsi) => reader.track(mmsi, at, until),
            None => reader.span(at, until),
        };
        for kept in rows.map_err(archive::Error::from)? {
            if let vigie_store::Content::Place(p) = kept.row.content {
                file.write_all(line(kept.row.time_ms, kept.row.mmsi, &p).as_bytes())
                    .map_err(fault)?;
                count += 1;
            }
        }
        at = until.saturating_add(1);
    }
    if count == 0 {
        return Err(Failure::new(Exit::Data, "archive-none-of-these")
            .with("path", arguments.archive.display()));
    }
    file.finish().map_err(fault)?;
    if console.json {
        return console.result(&format!(
            "{}\n",
            json!({"positions": count, "out": arguments.out})
        ));
    }
    let args = [
        ("count", grouped(count).into()),
        ("path", path.display().to_string().into()),
    ];
    console.result(&format!("{}\n", console.text("archive-exported", &args)))
}

fn line(time_ms: i64, mmsi: u32, p: &vigie_store::Place) -> String {
    let tenth = |v: Option<u16>| {
        v.map(|v| format!("{:.1}", f64::from(v) / 10.0))
            .unwrap_or_default()
    };
    let whole = |v: Option<u16>| v.map(|v| v.to_string()).unwrap_or_default();
    format!(
        "{mmsi},{},{:.7},{:.7},{},{},{},{}\n",
        vigie_sea::Time::from_ms(time_ms),
        f64::from(p.lat_e7) / 1e7,
        f64::from(p.lon_e7) / 1e7,
        tenth(p.sog_dkn),
        tenth(p.cog_ddeg),
        whole(p.heading_deg),
        p.nav_status.map(|v| v.to_string()).unwrap_or_default(),
    )
}

fn progress(console: &Console) -> ProgressBar {
    if !console.shows_progress() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} {per_sec} {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(200));
    bar
}

impl From<vigie_store::Error> for Failure {
    fn from(error: vigie_store::Error) -> Self {
        archive::Error::from(error).into()
    }
}

impl From<archive::Error> for Failure {
    fn from(error: archive::Error) -> Self {
        use archive::Error as E;
        match error {
            E::File { path, source } => Self::file(&path, &source),
            E::Store(source) => Self::new(Exit::Io, "archive-store").with("detail", source),
            E::Feed(source) => source.into(),
            E::Live { name } => Self::new(Exit::Usage, "archive-feed-live").with("name", name),
            E::Unfinished { name } => {
                Self::new(Exit::Data, "archive-unfinished").with("name", name)
            }
            E::InUse { path } => Self::new(Exit::Io, "archive-in-use").with("path", path.display()),
            E::Empty { path } => {
                Self::new(Exit::Data, "archive-empty").with("path", path.display())
            }
            E::Interrupted => Self::interrupted(),
        }
    }
}
