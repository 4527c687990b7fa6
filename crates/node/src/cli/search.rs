//! `vigie search`: the last fix of a vessel and what may look for it in; effort, rectangles and patterns out.

use std::path::Path;

use serde_json::json;
use vigie_patrol::search::{SearchError, SearchPlan, SearchRequest};
use vigie_sea::METRES_PER_NM;

use super::args::SearchArguments;
use super::console::Console;
use super::failure::Failure;
use super::plan::{unreadable, unreadable_toml};
use crate::exit::Exit;
use crate::patrol::search::made;

pub(crate) fn run(console: &Console, arguments: &SearchArguments) -> Result<(), Failure> {
    let path = arguments.request.as_path();
    let text = std::fs::read_to_string(path).map_err(|fault| Failure::file(path, &fault))?;
    let request = read(path, &text)?;
    let found = made(&request, &arguments.owner).map_err(|fault| unfit(path, &fault))?;
    if console.json {
        return console.result(&format!("{found}\n"));
    }
    let plan: SearchPlan = serde_json::from_value(found)
        .map_err(|fault| Failure::new(Exit::Data, "plan-failed").with("detail", fault))?;
    tell(console, &plan)
}

/// A request of TOML or JSON (a text that begins with `{`).
fn read(path: &Path, text: &str) -> Result<SearchRequest, Failure> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|fault| unreadable(path, fault.line(), &fault));
    }
    toml::from_str(text).map_err(|fault| unreadable_toml(path, text, &fault))
}

fn unfit(path: &Path, fault: &SearchError) -> Failure {
    Failure::new(Exit::Reference, "request-unusable")
        .with("path", path.display())
        .with("line", "-")
        .with("reason", fault.code())
        .with("detail", fault)
}

fn tell(console: &Console, plan: &SearchPlan) -> Result<(), Failure> {
    let percent = |share: f64| format!("{:.1}", share * 100.0);
    let miles = |metres: f64| format!("{:.1}", metres / METRES_PER_NM);
    let mut lines = String::new();
    for one in &plan.assignments {
        let centre = one.search_box.centre;
        lines.push_str(
            &console.text(
                "search-line",
                &[
                    ("period", (one.period + 1).into()),
                    ("asset", one.asset.as_str().into()),
                    ("start", one.start.to_string().into()),
                    ("end", one.end.to_string().into()),
                    (
                        "pattern",
                        console
                            .text(&format!("pattern-{}", one.pattern.pattern.code()), &[])
                            .into(),
                    ),
                    ("lat", format!("{:.4}", centre.lat_deg()).into()),
                    ("lon", format!("{:.4}", centre.lon_deg()).into()),
                    ("length", miles(one.search_box.length_m).into()),
                    ("width", miles(one.search_box.width_m).into()),
                    ("axis", format!("{:.0}", one.search_box.axis_deg).into()),
                    ("spacing", miles(one.pattern.track_spacing_m).into()),
                    ("poc", percent(one.poc).into()),
                    ("pod", percent(one.pod).into()),
                ],
            ),
        );
        lines.push('\n');
    }
    for (number, period) in plan.periods.iter().enumerate() {
        lines.push_str(&console.text(
            "search-period",
            &[
                ("period", (number + 1).into()),
                ("pos", percent(period.pos).into()),
                ("sofar", percent(period.pos_so_far).into()),
            ],
        ));
        lines.push('\n');
    }
    console.result(&lines)?;
    console.tell(&console.text(
        "search-summary",
        &[
            ("pos", percent(plan.pos).into()),
            ("success", percent(plan.success).into()),
            ("gap", json!(plan.gap).to_string().into()),
        ],
    ));
    Ok(())
}
