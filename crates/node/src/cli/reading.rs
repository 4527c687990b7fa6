//! From command-line arguments to feeds and reading options.

use std::path::Path;

use vigie_sea::Time;
use vigie_watch::{NoticeClaim, Reception};

use super::args::{ReadingArguments, ReceptionKind, ReferenceArguments, TimeSource};
use super::failure::Failure;
use crate::exit::Exit;
use crate::feed::{FeedOptions, FeedSpec, Format, TimePolicy};
use crate::reference::ReferenceFiles;
use crate::scene::DetectionSpec;
use crate::wire::WireTls;

/// The feeds named by the user; `--format` speaks for those without a format of their own.
pub(crate) fn feeds(
    texts: &[String],
    reading: &ReadingArguments,
) -> Result<Vec<FeedSpec>, Failure> {
    let format = Format::parse(&reading.format)?;
    texts.iter().map(|text| feed(text, format)).collect()
}

pub(crate) fn feed(text: &str, format: Format) -> Result<FeedSpec, Failure> {
    let mut spec = FeedSpec::parse(text)?;
    if spec.format == Format::Sniff {
        spec.format = format;
    }
    Ok(spec)
}

pub(crate) fn options(reading: &ReadingArguments) -> Result<FeedOptions, Failure> {
    let mut options = FeedOptions {
        time: time_policy(
            reading.time,
            reading.assume_start.as_deref(),
            reading.assume_rate,
        )?,
        reception: reception(reading.received_by),
        quarantine: reading.quarantine.clone(),
        from: moment(reading.from.as_deref())?,
        to: moment(reading.to.as_deref())?,
        tls: WireTls::of([
            &reading.feed_authority,
            &reading.feed_certificate,
            &reading.feed_key,
        ]),
        ..FeedOptions::default()
    };
    for text in &reading.map {
        options.columns.add(text)?;
    }
    if let (Some(from), Some(to)) = (options.from, options.to)
        && from >= to
    {
        return Err(Failure::new(Exit::Usage, "span-empty")
            .with("from", from)
            .with("to", to));
    }
    Ok(options)
}

pub(crate) fn time_policy(
    source: TimeSource,
    start: Option<&str>,
    rate: Option<f64>,
) -> Result<TimePolicy, Failure> {
    if let (Some(start), Some(lines_per_s)) = (moment(start)?, rate) {
        if !(lines_per_s.is_finite() && lines_per_s > 0.0) {
            return Err(Failure::new(Exit::Usage, "rate-not-positive").with("rate", lines_per_s));
        }
        return Ok(TimePolicy::Assumed { start, lines_per_s });
    }
    Ok(match source {
        TimeSource::Auto => TimePolicy::Auto,
        TimeSource::Receipt => TimePolicy::Receipt,
        TimeSource::BaseStation => TimePolicy::BaseStation,
        TimeSource::None => TimePolicy::None,
    })
}

/// A moment written by the user.
pub(crate) fn moment(text: Option<&str>) -> Result<Option<Time>, Failure> {
    let Some(text) = text else { return Ok(None) };
    match Time::parse(text) {
        Ok(time) => Ok(Some(time)),
        Err(fault) => Err(Failure::new(Exit::Usage, fault.code()).with("text", text)),
    }
}

fn reception(kind: ReceptionKind) -> Reception {
    match kind {
        ReceptionKind::Unknown => Reception::Unknown,
        ReceptionKind::Terrestrial => Reception::Terrestrial,
        ReceptionKind::Satellite => Reception::Satellite,
        ReceptionKind::Dynamic => Reception::Dynamic,
    }
}

pub(crate) fn reference(given: &ReferenceArguments) -> Result<ReferenceFiles, Failure> {
    let files = ReferenceFiles {
        rules: given.rules.clone(),
        areas: given.area.clone(),
        iuu: given.iuu.clone(),
        authorised: given.authorised.clone(),
        complete_for: given.complete_for.clone(),
        notices: given.notices.clone(),
        notices_complete: given.notices_complete.iter().map(|it| period(it)).collect(),
        ports: given.ports.clone(),
        shore: given.shore.clone(),
        reception: given.reception.clone(),
        receivers: given.receivers.clone(),
        satellites: given.satellites.clone(),
        fishing_models: given.fishing_model.clone(),
        motion_model: given.motion_model.clone(),
    };
    files.paths().try_for_each(exists)?;
    Ok(files)
}

/// A bare day, month or year is the whole of it: from and until are the same.
fn period(text: &str) -> String {
    let whole = format!("{text}/{text}");
    let is_bare = !text.contains('/') && NoticeClaim::parse(&whole).is_some();
    if is_bare { whole } else { text.to_owned() }
}

/// Files and folders of detections.
pub(crate) fn detections(texts: &[String]) -> Result<Vec<DetectionSpec>, Failure> {
    let one = |text: &String| {
        let unknown = || Failure::new(Exit::Usage, "preset-unknown").with("text", text);
        let spec = DetectionSpec::parse(text).ok_or_else(unknown)?;
        exists(&spec.path)?;
        Ok(spec.read_columns()?)
    };
    texts.iter().map(one).collect()
}

/// Finds a mistyped path before an hour of reading, not after it.
fn exists(path: &Path) -> Result<(), Failure> {
    std::fs::metadata(path)
        .map(|_| ())
        .map_err(|fault| Failure::file(path, &fault))
}
