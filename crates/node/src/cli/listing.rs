//! The ranked list and what the watch did, for a terminal.

use std::path::Path;

use vigie_sea::Position;
use vigie_watch::{Ranked, RowFault, Watch, is_unnumbered};

use super::console::{Console, complain};
use super::summary::{grouped, plural};
use super::told::{LeftOut, Told};
use crate::export::{Heading, reason_text};
use crate::moment::minute;
use crate::reference::Remark;

/// Remarks on reference files that are told one by one; the rest is counted.
const REMARKS_TOLD: usize = 5;
/// Refused rows of a file that are told one by one; the rest is counted.
const REFUSED_TOLD: usize = 20;
/// Columns of the terminal given to a name.
const NAME_WIDTH: usize = 24;

/// The top of the list, each vessel with its reasons; `is_all` if no vessel with events was left out of it.
pub(crate) fn table(
    console: &Console,
    top: &[Ranked],
    total: usize,
    is_all: bool,
    heading: &Heading,
) -> String {
    if total == 0 {
        let id = if is_all {
            "list-empty"
        } else {
            "list-empty-left-out"
        };
        return console.text(id, &[]) + "\n";
    }
    let args = [
        ("shown", top.len().into()),
        ("total", total.into()),
        ("as_of", heading.as_of.as_str().into()),
        ("version", heading.rules_version.as_str().into()),
    ];
    let mut out = console.text("list-title", &args) + "\n";
    if top.is_empty() {
        return out;
    }
    out.push('\n');
    for vessel in top {
        out.push_str(&entry(console, vessel));
    }
    out.push('\n');
    out.push_str(&console.text("list-foot", &[]));
    out.push('\n');
    out
}

fn entry(console: &Console, vessel: &Ranked) -> String {
    let score = &vessel.score;
    let points = format!("{:.0} ({:.0}–{:.0})", score.points, score.low, score.high);
    let name = vessel
        .name
        .as_deref()
        .filter(|n| !n.is_empty())
        .unwrap_or("—");
    let number = if is_unnumbered(vessel.mmsi) {
        "—".to_owned()
    } else {
        vessel.track.clone()
    };
    let line = format!(
        "{:>4}  {points:<14} {number:<13} {}  {:<4} {}  {}",
        vessel.rank,
        pad(&printable(name), NAME_WIDTH),
        vessel.flag.as_deref().unwrap_or("—"),
        minute(vessel.last.time),
        place(vessel.last.position),
    );
    let mut out = if console.colour {
        format!("\u{1b}[1m{line}\u{1b}[0m\n")
    } else {
        line + "\n"
    };
    for reason in &vessel.reasons {
        out.push_str(&format!(
            "        {}\n",
            printable(&reason_text(reason, &console.catalogue))
        ));
    }
    out
}

/// What a vessel sent may hold anything; a terminal gets no control characters of it.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

/// Degrees and minutes as on a chart.
fn place(position: Position) -> String {
    let half = |value: f64, letters: (char, char), width: usize| {
        let tenths = (value.abs() * 600.0).round();
        let (degrees, minutes) = ((tenths / 600.0).floor(), tenths % 600.0 / 10.0);
        let letter = if value < 0.0 { letters.1 } else { letters.0 };
        format!("{degrees:0width$}°{minutes:04.1}′{letter}")
    };
    let (lat, lon) = (position.lat_deg(), position.lon_deg());
    format!("{} {}", half(lat, ('N', 'S'), 2), half(lon, ('E', 'W'), 3))
}

/// Fills up to so many columns; Chinese, Japanese and Korean characters take two.
fn pad(text: &str, columns: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let width = if is_wide(c) { 2 } else { 1 };
        if used + width > columns {
            break;
        }
        used += width;
        out.push(c);
    }
    out.extend(std::iter::repeat_n(' ', columns - used));
    out
}

/// East Asian wide characters (Unicode UAX 11, the blocks that occur in names).
fn is_wide(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0xa4cf | 0xac00..=0xd7a3
        | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x20000..=0x3fffd)
}

/// What the watch did and told, one line each.
pub(super) fn watch_lines(
    console: &Console,
    watch: &Watch,
    told: &Told,
    left_out: Option<&LeftOut>,
) -> Vec<String> {
    let counts = watch.counts();
    let number = |n: u64| grouped(n).into();
    let mut lines = vec![console.text(
        "watch-counts",
        &[
            ("positions", number(counts.accepted)),
            ("tracks", number(counts.tracks)),
            ("identities", number(counts.identities)),
        ],
    )];
    let passed_over = [
        ("watch-duplicates", counts.duplicates + counts.repeats),
        ("watch-late", counts.late),
        ("watch-far-future", counts.far_future),
        ("watch-not-ship", counts.not_ship),
    ];
    for (id, count) in passed_over.into_iter().filter(|(_, count)| *count > 0) {
        lines.push(format!(
            "  {:>12}  {}",
            grouped(count),
            console.text(id, &[])
        ));
    }
    let events = told.by_kind();
    lines.push(console.text("watch-events", &[("count", plural(events.values().sum()))]));
    for (code, count) in events {
        let words = console
            .catalogue
            .find(&format!("event-{}", code.replace('_', "-")), &[]);
        lines.push(format!(
            "  {:>12}  {}",
            grouped(count),
            words.unwrap_or_else(|| code.to_owned())
        ));
    }
    let left_out = left_out.filter(|it| it.vessels > 0);
    lines.extend(left_out.map(|it| it.line(console)));
    if told.untied() > 0 {
        let args = [("count", plural(told.untied()))];
        lines.push(console.text("watch-vms-untied", &args));
    }
    lines
}

/// Tells rows of a file that could not be used: the first ones with their reasons, and how many more there are. For programs
/// the reason stays a code.
pub(super) fn tell_refused<'a>(
    console: &Console,
    path: &Path,
    faults: impl ExactSizeIterator<Item = (u64, &'a str)>,
) {
    let more = faults.len().saturating_sub(REFUSED_TOLD);
    for (line, code) in faults.take(REFUSED_TOLD) {
        let reason = if console.json {
            code.to_owned()
        } else {
            console.reason(code)
        };
        let args = [
            ("path", path.display().to_string().into()),
            ("line", line.into()),
            ("reason", reason.into()),
        ];
        console.tell(&console.text("train-refused", &args));
    }
    if more > 0 {
        console.tell(&console.text("refused-more", &[("count", plural(more as u64))]));
    }
}

/// Tells what was left out of the reference files, quiet or not: the watch compares with less than was asked.
pub(crate) fn tell_remarks(console: &Console, remarks: &[Remark]) {
    if console.json {
        for remark in remarks {
            complain(&remark_json(console, remark).to_string());
        }
        return;
    }
    for remark in remarks.iter().take(REMARKS_TOLD) {
        complain(&remark_line(console, remark));
    }
    if remarks.len() > REMARKS_TOLD {
        let args = [("count", (remarks.len() - REMARKS_TOLD).into())];
        complain(&console.text("remarks-more", &args));
    }
}

fn remark_json(console: &Console, remark: &Remark) -> serde_json::Value {
    serde_json::json!({"remark": {
        "path": remark.path, "place": remark.place, "code": remark.code, "detail": remark.detail,
        "message": remark_line(console, remark),
    }})
}

/// The rows of a file that cannot be used as they are, a line each.
pub(crate) fn fault_lines(console: &Console, path: &Path, faults: &[RowFault]) -> String {
    let mut text = String::new();
    for fault in faults {
        let args = [
            ("path", path.display().to_string().into()),
            ("line", fault.line.into()),
            ("column", printable(&fault.column).into()),
            ("words", remark_words(console, &fault.reason).into()),
        ];
        let id = if fault.column.is_empty() {
            "row-fault"
        } else {
            "row-fault-column"
        };
        text.push_str(&console.text(id, &args));
        text.push('\n');
    }
    text
}

/// What a code of a remark means; the words of the pages where the command line has none of its own.
fn remark_words(console: &Console, code: &str) -> String {
    let words = console.catalogue.find(&format!("remark-{code}"), &[]);
    words.unwrap_or_else(|| console.reason(code))
}

/// One remark in words.
pub(crate) fn remark_line(console: &Console, remark: &Remark) -> String {
    let args = [
        ("path", remark.path.display().to_string().into()),
        ("place", remark.place.into()),
        ("words", remark_words(console, &remark.code).into()),
        ("detail", remark.detail.as_str().into()),
    ];
    let id = if remark.detail.is_empty() {
        "remark-line"
    } else {
        "remark-line-about"
    };
    console.text(id, &args)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn places_read_as_on_a_chart() {
        let text = |lat, lon| place(Position::new(lat, lon).unwrap());
        assert_eq!(text(-16.3014, -131.1926), "16°18.1′S 131°11.6′W");
        assert_eq!(text(0.0, 180.0), "00°00.0′N 180°00.0′W");
        assert_eq!(text(59.999_99, 9.999_99), "60°00.0′N 010°00.0′E");
    }

    #[test]
    fn names_of_all_scripts_stand_in_one_column() {
        assert_eq!(pad("ABC", 6), "ABC   ");
        assert_eq!(pad("鲁荣远渔", 6), "鲁荣远");
        assert_eq!(pad("あA", 6), "あA   ");
        assert_eq!(printable("A\u{1b}[2JB"), "A\u{fffd}[2JB");
    }
}
