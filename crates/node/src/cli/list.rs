//! `vigie list`: what is in a list of vessels, and which of its rows cannot be matched.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use vigie_sea::Time;
use vigie_watch::{ListKind, ListRow, VesselList};

use super::args::ListCommand;
use super::console::Console;
use super::failure::Failure;
use super::listing::fault_lines;
use super::reading::moment;
use crate::exit::Exit;
use crate::reference::read_list;

pub(crate) fn run(console: &Console, command: &ListCommand) -> Result<(), Failure> {
    match command {
        ListCommand::Check { files } => check(console, files),
        ListCommand::Show { file, find, at } => {
            show(console, file, find.as_deref(), moment(at.as_deref())?)
        }
    }
}

/// Rows with faults are told; a row that cannot be used at all is exit code 1.
fn check(console: &Console, files: &[PathBuf]) -> Result<(), Failure> {
    let mut reports = Vec::new();
    let mut dropped = 0;
    for path in files {
        let list = read_list(path, ListKind::Iuu)?;
        let lost = list.faults.iter().filter(|fault| fault.row_dropped).count();
        dropped += lost + usize::from(list.rows.is_empty());
        reports.push(json!({
            "file": path, "date": list.info.date, "vessels": list.rows.len(),
            "rows_dropped": lost, "faults": list.faults, "identifiers": identifiers(&list),
        }));
        if !console.json {
            console.result(&check_text(console, path, &list))?;
        }
    }
    if console.json {
        console.result(&format!("{}\n", Value::from(reports)))?;
    }
    if dropped == 0 {
        Ok(())
    } else {
        Err(Failure::new(Exit::Data, "check-failed").with("count", dropped))
    }
}

/// How many vessels can be matched by what.
fn identifiers(list: &VesselList) -> Value {
    let count = |has: fn(&ListRow) -> bool| list.rows.iter().filter(|row| has(row)).count();
    let unnumbered =
        |row: &ListRow| row.imos.is_empty() && row.mmsis.is_empty() && row.call_signs.is_empty();
    json!({
        "imo": count(|row| !row.imos.is_empty()),
        "mmsi": count(|row| !row.mmsis.is_empty()),
        "call_sign": count(|row| !row.call_signs.is_empty()),
        "name_only": list.rows.iter().filter(|row| unnumbered(row)).count(),
    })
}

fn check_text(console: &Console, path: &Path, list: &VesselList) -> String {
    let known = identifiers(list);
    let number = |key: &str| known.get(key).and_then(Value::as_u64).unwrap_or(0).into();
    let args = [
        ("path", path.display().to_string().into()),
        ("vessels", list.rows.len().into()),
        ("date", list.info.date.to_string().into()),
        ("imo", number("imo")),
        ("mmsi", number("mmsi")),
        ("callsign", number("call_sign")),
        ("nameonly", number("name_only")),
    ];
    let mut text = console.text("list-check", &args) + "\n";
    text.push_str(&fault_lines(console, path, &list.faults));
    text
}

fn show(
    console: &Console,
    path: &Path,
    find: Option<&str>,
    at: Option<Time>,
) -> Result<(), Failure> {
    let list = read_list(path, ListKind::Iuu)?;
    let as_of = at.unwrap_or(list.info.date);
    let wanted = find.map(str::to_lowercase);
    let mut rows = Vec::new();
    let mut lines = String::new();
    for row in list
        .rows
        .iter()
        .filter(|row| wanted.as_deref().is_none_or(|w| holds(row, w)))
    {
        let standing = row.standing(as_of, list.info.date).code();
        if console.json {
            rows.push(json!({ "standing": standing, "bodies": row.bodies(as_of), "row": row }));
        } else {
            lines.push_str(&line(console, row, standing, &row.bodies(as_of).join(" ")));
        }
    }
    if console.json {
        console.result(&format!("{}\n", Value::from(rows)))
    } else {
        console.result(&lines)
    }
}

fn holds(row: &ListRow, wanted: &str) -> bool {
    let numbers = row.imos.iter().chain(&row.mmsis).map(u32::to_string);
    let texts = row
        .names
        .iter()
        .chain(&row.call_signs)
        .map(|text| text.to_lowercase());
    numbers.chain(texts).any(|text| text.contains(wanted))
}

fn line(console: &Console, row: &ListRow, standing: &str, bodies: &str) -> String {
    let all = |numbers: &[u32]| {
        let texts: Vec<String> = numbers.iter().map(u32::to_string).collect();
        texts.join(" ")
    };
    let or_dash = |text: String| {
        if text.is_empty() {
            "—".to_owned()
        } else {
            text
        }
    };
    let words = console.catalogue.find(&format!("standing-{standing}"), &[]);
    format!(
        "{:>5}  {}  IMO {}  MMSI {}  {}  {}  {}  {bodies}\n",
        row.line,
        or_dash(row.names.join(" / ")),
        or_dash(all(&row.imos)),
        or_dash(all(&row.mmsis)),
        or_dash(row.call_signs.join(" ")),
        row.flag.as_deref().unwrap_or("—"),
        words.unwrap_or_else(|| standing.to_owned()),
    )
}
