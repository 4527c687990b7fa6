//! `vigie plan report | order-status`: what comes back from sea, from the command line of a node that runs. The same doors
//! as the page's, with the same rights.

use hyper::Method;
use serde_json::{Value, json};
use vigie_sea::{Position, Time};

use super::args::{OrderStatusArguments, ReportArguments};
use super::console::Console;
use super::failure::Failure;
use super::online::Online;
use crate::exit::Exit;

/// The body of a report, without its time if none was said.
fn body(told: &ReportArguments) -> Result<Value, Failure> {
    let mut body = json!({"kind": told.kind, "text": told.text});
    if let Some(text) = &told.time {
        let time = Time::parse(text)
            .map_err(|_fault| Failure::new(Exit::Usage, "time-unreadable").with("text", text))?;
        body["time"] = json!(time);
    }
    if let (Some(lat), Some(lon)) = (told.lat, told.lon) {
        let position = Position::new(lat, lon).map_err(|_fault| {
            Failure::new(Exit::Usage, "plan-place-unfit")
                .with("lat", lat)
                .with("lon", lon)
        })?;
        body["position"] = json!(position);
    }
    let optional = [
        ("asset", told.asset.as_ref().map(|asset| json!(asset))),
        ("task", told.task.as_ref().map(|task| json!(task))),
        ("outcome", told.outcome.as_ref().map(|word| json!(word))),
        ("mmsi", told.mmsi.map(|mmsi| json!(mmsi))),
        ("uncertainty_m", told.uncertainty.map(|m| json!(m))),
        (
            "ais_received",
            told.ais.as_ref().map(|word| json!(word == "yes")),
        ),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            body[name] = value;
        }
    }
    Ok(body)
}

/// Sends a report. Its time is that of the node, event time in an exercise, unless it is said.
pub(super) fn report(console: &Console, told: &ReportArguments) -> Result<(), Failure> {
    let mut body = body(told)?;
    let online = Online::new(&told.node.node, &told.node.token)?;
    if body["time"].is_null() {
        body["time"] = online.get("/api/v1/patrol")?["now"].clone();
    }
    let taken = online.post("/api/v1/patrol/reports", &body)?;
    if console.json {
        return console.result(&format!("{taken}\n"));
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    console.result(&format!("{}\n", text(&taken["id"])))?;
    let seen = &taken["sighting"];
    if let Some(fault) = seen["fault"].as_str() {
        let fault = console.text(fault, &[]);
        console.tell(&console.text("plan-report-unmatched", &[("reason", fault.into())]));
    } else if seen.is_object() {
        let count = |name: &str| seen["outcome"][name].as_u64().unwrap_or(0);
        console.tell(&console.text(
            "plan-report-seen",
            &[
                ("scene", text(&seen["scene"]).into()),
                ("dark", count("dark").into()),
                ("tracks", count("on_ais").into()),
            ],
        ));
    }
    if taken["replan_due"] == true {
        console.tell(&console.text("plan-report-due", &[]));
    }
    Ok(())
}

/// Says where the order of one asset stands.
pub(super) fn order_status(console: &Console, told: &OrderStatusArguments) -> Result<(), Failure> {
    let online = Online::new(&told.node.node, &told.node.token)?;
    let path = format!("/api/v1/patrol/plans/{}/orders/{}", told.plan, told.asset);
    let body = json!({"status": told.status, "note": told.note});
    let bytes = online.ask(&Method::PUT, &path, &body)?;
    if console.json {
        return console.result(&format!("{}\n", String::from_utf8_lossy(&bytes)));
    }
    let status = console.text(&format!("patrol-order-{}", told.status), &[]);
    console.tell(&console.text(
        "plan-order-status",
        &[
            ("plan", told.plan.as_str().into()),
            ("asset", told.asset.as_str().into()),
            ("status", status.into()),
        ],
    ));
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::args::{Arguments, Command, PlanCommand};
    use super::*;
    use crate::patrol::report::Report;
    use clap::Parser as _;

    fn parsed(words: &[&str]) -> Option<ReportArguments> {
        let whole = ["vigie", "plan", "report"].iter().chain(words);
        let found = Arguments::try_parse_from(whole.chain(&["--token", "t"])).ok()?;
        match found.command {
            Command::Plan(plan) => match plan.command {
                Some(PlanCommand::Report(told)) => Some(told),
                _ => None,
            },
            _ => None,
        }
    }

    #[test]
    fn what_is_typed_is_a_report_as_the_node_reads_it() {
        let words = [
            "sighting",
            "--time",
            "2026-07-02T00:00:00Z",
            "--lat",
            "-44.5",
            "--lon",
            "-179.95",
            "--uncertainty",
            "1500",
            "--ais",
            "no",
            "--asset",
            "laurier",
            "--text",
            "grey hull, no lights",
        ];
        let report: Report =
            serde_json::from_value(body(&parsed(&words).unwrap()).unwrap()).unwrap();
        assert_eq!(report.position.unwrap().lat_deg(), -44.5);
        assert_eq!((report.mmsi, report.ais_received), (None, Some(false)));
        assert_eq!(report.uncertainty_m, Some(1_500.0));
        let words = ["outcome", "--task", "look-412000001", "--outcome", "done"];
        let told = body(&parsed(&words).unwrap()).unwrap();
        assert!(told["time"].is_null() && told["outcome"] == "done");
        assert!(parsed(&["sighting", "--lat", "44.5"]).is_none());
        assert!(parsed(&["outcome", "--outcome", "done"]).is_none());
        assert!(parsed(&["rumour"]).is_none());
        let far = parsed(&["sighting", "--lat", "95", "--lon", "0"]).unwrap();
        assert_eq!(body(&far).unwrap_err().code, "plan-place-unfit");
    }
}
