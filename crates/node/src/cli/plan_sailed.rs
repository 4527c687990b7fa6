//! `vigie plan sailed | track`: a plan beside what was sailed, and under which MMSI or by which file an asset's track is
//! known, through a node that runs.

use std::path::Path;

use fluent_bundle::FluentValue;
use hyper::Method;
use serde_json::{Value, json};
use vigie_sea::Time;

use super::args::{SailedArguments, TrackArguments};
use super::console::Console;
use super::failure::Failure;
use super::joint::write;
use super::online::Online;
use crate::exit::Exit;

/// The address of the comparison, with what was asked of it.
fn address(told: &SailedArguments, ending: &str) -> Result<String, Failure> {
    let mut query = Vec::new();
    if let Some(version) = &told.of.version {
        query.push(format!("version={version}"));
    }
    if let Some(text) = &told.until {
        let time = Time::parse(text)
            .map_err(|_fault| Failure::new(Exit::Usage, "time-unreadable").with("text", text))?;
        query.push(format!("until={time}"));
    }
    let numbers = [
        ("silence_min", told.silence),
        ("reach_nm", told.reach),
        ("late_h", told.late),
    ];
    for (name, value) in numbers {
        query.extend(value.map(|value| format!("{name}={value}")));
    }
    query.extend(told.law.as_ref().map(|law| format!("law={law}")));
    let path = format!("/api/v1/patrol/plans/{}/sailed{ending}", told.of.plan);
    Ok(if query.is_empty() {
        path
    } else {
        format!("{path}?{}", query.join("&"))
    })
}

/// Shows what was sailed of a plan, or writes it as a table.
pub(super) fn sailed(console: &Console, told: &SailedArguments) -> Result<(), Failure> {
    let online = Online::new(&told.of.node.node, &told.of.node.token)?;
    if told.csv || told.out.is_some() {
        let path = address(told, ".csv")?;
        return write(console, &online, &path, told.out.as_deref());
    }
    let found = online.get(&address(told, "")?)?;
    if console.json {
        return console.result(&format!("{found}\n"));
    }
    console.result(&sheet(console, &found))
}

fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or("–").to_owned()
}

fn number(value: &Value, digits: usize) -> String {
    value
        .as_f64()
        .map_or_else(|| "–".to_owned(), |n| format!("{n:.digits$}"))
}

fn percent(value: &Value) -> String {
    value
        .as_f64()
        .map_or_else(|| "–".to_owned(), |share| format!("{:.0}", share * 100.0))
}

/// The comparison for people.
fn sheet(console: &Console, found: &Value) -> String {
    let mut out = String::new();
    let mut line = |id: &str, args: &[(&str, String)]| {
        let args: Vec<(&str, FluentValue<'_>)> = args
            .iter()
            .map(|(name, value)| (*name, value.as_str().into()))
            .collect();
        out.push_str(&(console.text(id, &args) + "\n"));
    };
    for asset in each(&found["assets"]) {
        let name = asset["name"].as_str().filter(|name| !name.is_empty());
        let name = name.map_or_else(|| text(&asset["asset"]), str::to_owned);
        line(
            "plan-sailed-asset",
            &[
                ("asset", name),
                ("fixes", asset["fixes"].to_string()),
                ("planned", number(&asset["planned_nm"], 0)),
                ("sailed", number(&asset["sailed_nm"], 0)),
                ("plannedh", number(&asset["planned_h"], 1)),
                ("sailedh", number(&asset["sailed_h"], 1)),
                ("unknownh", number(&asset["unknown_h"], 1)),
            ],
        );
        for visit in each(&asset["visits"]) {
            let state = text(&visit["state"]);
            line(
                "plan-sailed-visit",
                &[
                    ("name", text(&visit["name"])),
                    ("state", console.text(&format!("sailed-state-{state}"), &[])),
                    ("planned", text(&visit["arrive"])),
                    ("arrived", text(&visit["arrived"])),
                    ("late", number(&visit["late_h"], 1)),
                    ("nearest", number(&visit["nearest"]["distance_nm"], 1)),
                    ("time", text(&visit["nearest"]["time"])),
                ],
            );
            let swept = &visit["swept"];
            if swept.is_object() {
                line(
                    "plan-sailed-swept",
                    &[
                        ("share", percent(&swept["share"])),
                        ("pod", percent(&swept["pod"])),
                        ("planned", percent(&swept["pod_planned"])),
                        ("track", number(&swept["track_nm"], 0)),
                        ("unknown", number(&swept["unknown_h"], 1)),
                    ],
                );
            }
        }
        for silence in each(&asset["silences"]) {
            let (from, to) = (text(&silence["from"]), text(&silence["to"]));
            line("plan-sailed-silence", &[("from", from), ("to", to)]);
        }
    }
    out
}

/// The name under which a file is kept: its own, in letters that a name may have.
fn name_of(path: &Path) -> String {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let name: String = stem
        .unwrap_or_default()
        .chars()
        .map(|c| if fits(c) { c } else { '-' })
        .take(80)
        .collect();
    if name.is_empty() {
        "track".to_owned()
    } else {
        name
    }
}

/// Says under which MMSI an asset is received, and brings or takes away a track.
pub(super) fn track(console: &Console, told: &TrackArguments) -> Result<(), Failure> {
    let online = Online::new(&told.node.node, &told.node.token)?;
    let asset = format!("/api/v1/patrol/assets/{}", told.asset);
    let mut done = json!({"asset": told.asset});
    if let Some(mmsi) = told.mmsi {
        let known = (mmsi != 0).then_some(mmsi);
        online.ask(
            &Method::PUT,
            &format!("{asset}/mmsi"),
            &json!({"mmsi": known}),
        )?;
        done["mmsi"] = json!(known);
    }
    if let Some(name) = &told.remove {
        online.ask(
            &Method::DELETE,
            &format!("{asset}/tracks/{name}"),
            &Value::Null,
        )?;
        done["removed"] = json!(name);
    }
    if let Some(path) = &told.file {
        let bytes = std::fs::read(path).map_err(|fault| Failure::file(path, &fault))?;
        let body = json!(String::from_utf8_lossy(&bytes));
        let name = told.name.clone().unwrap_or_else(|| name_of(path));
        let kept = online.ask(&Method::PUT, &format!("{asset}/tracks/{name}"), &body)?;
        done["track"] = serde_json::from_slice(&kept).unwrap_or_default();
    }
    if console.json {
        return console.result(&format!("{done}\n"));
    }
    if told.mmsi.is_some() {
        let mmsi = done["mmsi"].as_u64();
        let mmsi = mmsi.map_or_else(|| "–".to_owned(), |mmsi| mmsi.to_string());
        let args = [("asset", told.asset.as_str().into()), ("mmsi", mmsi.into())];
        console.tell(&console.text("plan-track-mmsi", &args));
    }
    let kept = &done["track"];
    if kept.is_object() {
        let args = [
            ("name", text(&kept["name"]).into()),
            ("fixes", kept["fixes"].to_string().into()),
            ("refused", kept["refused"].to_string().into()),
            ("first", text(&kept["first"]).into()),
            ("last", text(&kept["last"]).into()),
        ];
        console.tell(&console.text("plan-track-kept", &args));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::args::{Arguments, Command, PlanCommand};
    use super::*;
    use clap::Parser as _;

    fn parsed(words: &[&str]) -> Option<PlanCommand> {
        let whole = ["vigie", "plan"].iter().chain(words);
        let found = Arguments::try_parse_from(whole.chain(&["--token", "t"])).ok()?;
        match found.command {
            Command::Plan(plan) => plan.command,
            _ => None,
        }
    }

    #[test]
    fn what_is_asked_stands_in_the_address() {
        let words = [
            "sailed",
            "plan-1",
            "--until",
            "2026-07-02 00:00:00",
            "--late",
            "48",
            "--law",
            "inverse-cube",
        ];
        let Some(PlanCommand::Sailed(told)) = parsed(&words) else {
            unreachable!("{words:?}")
        };
        let path = "/api/v1/patrol/plans/plan-1/sailed.csv";
        assert_eq!(
            address(&told, ".csv").unwrap(),
            format!("{path}?until=2026-07-02T00:00:00Z&late_h=48&law=inverse-cube")
        );
        let wrong = SailedArguments {
            until: Some("tomorrow".to_owned()),
            ..told
        };
        assert_eq!(address(&wrong, "").unwrap_err().code, "time-unreadable");
        assert!(parsed(&["sailed", "plan-1", "--law", "guess"]).is_none());
        // A track without a file, a number or a name to remove says nothing.
        assert!(parsed(&["track", "laurier"]).is_none());
        assert!(parsed(&["track", "laurier", "--mmsi", "316001234"]).is_some());
    }

    #[test]
    fn a_file_gives_its_track_a_name() {
        assert_eq!(name_of(Path::new("/tmp/July 2026.gpx")), "July-2026");
        assert_eq!(name_of(Path::new("/")), "track");
    }
}
