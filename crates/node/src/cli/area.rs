//! `vigie area`: what is in area files, what is wrong with them, and clean GeoJSON of them.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use vigie_sea::{Area, AreaSet};

use super::args::AreaCommand;
use super::console::Console;
use super::failure::Failure;
use super::listing::remark_line;
use crate::exit::Exit;
use crate::export::{Whole, area_collection};
use crate::reference::{Remark, area_remark, read_areas};

pub(crate) fn run(console: &Console, command: &AreaCommand) -> Result<(), Failure> {
    match command {
        AreaCommand::List { files } => list(console, files),
        AreaCommand::Check { files } => check(console, files),
        AreaCommand::Convert { file, out } => convert(console, file, out.as_deref()),
    }
}

fn load(path: &Path) -> Result<(AreaSet, Vec<Remark>), Failure> {
    let (areas, faults) = read_areas(path)?;
    let remarks = faults
        .iter()
        .map(|fault| area_remark(path, fault))
        .collect();
    Ok((areas, remarks))
}

fn points(area: &Area) -> usize {
    area.polygons
        .iter()
        .map(vigie_sea::Polygon::point_count)
        .sum()
}

fn list(console: &Console, files: &[PathBuf]) -> Result<(), Failure> {
    let mut rows = Vec::new();
    let mut lines = String::new();
    for path in files {
        let (areas, _) = load(path)?;
        for area in areas.areas() {
            rows.push(json!({
                "file": path, "id": area.id, "name": area.name, "kind": area.kind.code(),
                "source": area.source, "polygons": area.polygons.len(), "points": points(area),
                "validity": area.validity,
            }));
            lines.push_str(&console.text(
                "area-line",
                &[
                    ("id", area.id.as_str().into()),
                    ("name", area.name.as_str().into()),
                    ("kind", area.kind.code().into()),
                    ("polygons", area.polygons.len().into()),
                    ("points", points(area).into()),
                    ("source", area.source.as_str().into()),
                ],
            ));
            lines.push('\n');
        }
    }
    if console.json {
        console.result(&format!("{}\n", Value::from(rows)))
    } else {
        console.result(&lines)
    }
}

/// Says what is wrong; finding anything is exit code 1.
fn check(console: &Console, files: &[PathBuf]) -> Result<(), Failure> {
    let mut reports = Vec::new();
    let mut faults = 0;
    for path in files {
        let (areas, remarks) = load(path)?;
        faults += remarks.len() + usize::from(areas.is_empty());
        let found: Vec<Value> = remarks
            .iter()
            .map(|remark| json!({ "feature": remark.place, "reason": remark.code }))
            .collect();
        reports.push(json!({ "file": path, "areas": areas.len(), "faults": found }));
        if !console.json {
            let args = [
                ("path", path.display().to_string().into()),
                ("count", areas.len().into()),
            ];
            console.result(&(console.text("area-count", &args) + "\n"))?;
            for remark in &remarks {
                console.result(&(remark_line(console, remark) + "\n"))?;
            }
        }
    }
    if console.json {
        console.result(&format!("{}\n", Value::from(reports)))?;
    }
    if faults == 0 {
        Ok(())
    } else {
        Err(Failure::new(Exit::Data, "check-failed").with("count", faults))
    }
}

fn convert(console: &Console, file: &Path, out: Option<&Path>) -> Result<(), Failure> {
    let (areas, remarks) = load(file)?;
    for remark in &remarks {
        console.tell(&remark_line(console, remark));
    }
    if areas.is_empty() {
        return Err(Failure::new(Exit::Data, "no-areas").with("path", file.display()));
    }
    let text = area_collection(areas.areas()).to_string() + "\n";
    match out {
        Some(path) => {
            Whole::write(path, text.as_bytes()).map_err(|fault| Failure::file(path, &fault))
        }
        None => console.result(&text),
    }
}
