//! `vigie plan compare | choose`: a version of a plan with other emphases side by side, with what each agency gives and
//! gains; and one of them as the draft of a joint plan, before it is sent.

use std::time::Duration;

use fluent_bundle::FluentValue;
use hyper::Method;
use serde_json::{Value, json};

use super::args::{ChooseArguments, CompareArguments};
use super::console::Console;
use super::failure::Failure;
use super::joint::of_version;
use super::online::Online;

/// Time between two looks at a comparison.
const LOOK: Duration = Duration::from_millis(300);

/// Compares, waits for it and tells each alternative.
pub(super) fn compare(console: &Console, told: &CompareArguments) -> Result<(), Failure> {
    let online = Online::new(&told.of.node.node, &told.of.node.token)?;
    let path = format!("/api/v1/patrol/plans/{}/alternatives", told.of.plan);
    let path = of_version(&path, told.of.version.as_deref());
    let wish = told
        .seconds
        .map_or_else(|| json!({}), |seconds| json!({"seconds": seconds}));
    online.post(&path, &wish)?;
    let found = loop {
        std::thread::sleep(LOOK);
        let found = online.get(&path)?;
        if found["state"] != "running" {
            break found;
        }
    };
    if console.json {
        return console.result(&format!("{found}\n"));
    }
    for one in found["alternatives"].as_array().into_iter().flatten() {
        alternative(console, one)?;
    }
    Ok(())
}

fn rounded(value: &Value) -> FluentValue<'static> {
    value.as_f64().unwrap_or_default().round().into()
}

fn alternative(console: &Console, one: &Value) -> Result<(), Failure> {
    let emphasis = one["emphasis"].as_str().unwrap_or_default();
    let total = &one["total"];
    let values: [(&str, FluentValue<'_>); 7] = [
        (
            "emphasis",
            console
                .text(&format!("patrol-emphasis-{emphasis}"), &[])
                .into(),
        ),
        ("value", rounded(&total["value"])),
        ("visits", rounded(&total["tasks"])),
        ("miles", rounded(&total["distance_nm"])),
        ("fuel", rounded(&total["fuel_t"])),
        ("risk", rounded(&one["at_risk"])),
        ("findings", rounded(&one["findings"])),
    ];
    console.result(&(console.text("plan-compare-line", &values) + "\n"))?;
    for share in one["shares"].as_array().into_iter().flatten() {
        let gives = &share["gives"];
        let values: [(&str, FluentValue<'_>); 6] = [
            (
                "agency",
                share["agency"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned()
                    .into(),
            ),
            ("miles", rounded(&gives["distance_nm"])),
            ("fuel", rounded(&gives["fuel_t"])),
            ("cost", rounded(&gives["cost"])),
            ("gains", rounded(&share["gains"])),
            ("alone", rounded(&share["alone"])),
        ];
        console.result(&(console.text("plan-compare-share", &values) + "\n"))?;
    }
    Ok(())
}

/// The draft of a joint plan becomes an alternative that was compared with it.
pub(super) fn choose(console: &Console, told: &ChooseArguments) -> Result<(), Failure> {
    let online = Online::new(&told.node.node, &told.node.token)?;
    let path = format!("/api/v1/patrol/joint/{}/draft", told.joint);
    let chosen = online.ask(&Method::PUT, &path, &json!({"emphasis": told.emphasis}))?;
    if console.json {
        return console.result(&(String::from_utf8_lossy(&chosen).trim_end().to_owned() + "\n"));
    }
    let emphasis = console.text(&format!("patrol-emphasis-{}", told.emphasis), &[]);
    console.tell(&console.text(
        "plan-chosen",
        &[
            ("joint", told.joint.as_str().into()),
            ("emphasis", emphasis.into()),
        ],
    ));
    Ok(())
}
