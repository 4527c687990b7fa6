//! `vigie plan propose | amend | preview | send | show | agree | decline | export`: a joint plan with a partner, from the
//! command line of a node that runs. The same doors as the page's, with the same rights.

use std::{path::Path, time::Duration};

use hyper::Method;
use serde_json::{Value, json};

use super::args::NodeArguments;
use super::args::{PlanCommand, StepArguments};
use super::console::Console;
use super::failure::Failure;
use super::online::Online;
use crate::exit::Exit;
use crate::export::Whole;

/// Time between two looks at a search.
const LOOK: Duration = Duration::from_millis(200);
/// The doors of joint plans.
const DOOR: &str = "/api/v1/patrol/joint";

pub(super) fn run(console: &Console, command: &PlanCommand) -> Result<(), Failure> {
    match command {
        PlanCommand::Check { .. } | PlanCommand::Report(_) | PlanCommand::OrderStatus(_) => Ok(()),
        PlanCommand::Sailed(told) => super::plan_sailed::sailed(console, told),
        PlanCommand::Track(told) => super::plan_sailed::track(console, told),
        PlanCommand::Load(told) => super::plan_load::load(console, told),
        PlanCommand::Fleet(told) => super::plan_load::fleet(console, told),
        PlanCommand::Table(told) => super::plan_table::table(console, told),
        PlanCommand::Compare(told) => super::plan_compare::compare(console, told),
        PlanCommand::Choose(told) => super::plan_compare::choose(console, told),
        PlanCommand::Propose {
            node,
            partner,
            title,
            days,
            step,
        } => {
            let online = online(node)?;
            let mut wish = json!({"party": partner, "title": title, "picks": picks(step)?, "rules": rules(step)});
            with(&mut wish, "days", days.map(|d| json!(d)));
            search(console, &online, DOOR, wish, step)
        }
        PlanCommand::Amend {
            node,
            joint,
            remove,
            replan,
            lost,
            reason,
            step,
        } => {
            let online = online(node)?;
            let mut wish = json!({"add": rules(step), "remove": remove, "replan": replan, "without": lost, "reason": reason});
            let offers = !(step.asset.is_empty() && step.task.is_empty());
            let picked = offers.then(|| picks(step)).transpose()?;
            with(&mut wish, "picks", picked);
            search(
                console,
                &online,
                &format!("{DOOR}/{joint}/amend"),
                wish,
                step,
            )
        }
        PlanCommand::Preview { node, joint } => preview(console, &online(node)?, joint),
        PlanCommand::Send { node, joint } => send(console, &online(node)?, joint),
        PlanCommand::Show { node, joint } => show(console, &online(node)?, joint.as_deref()),
        PlanCommand::Agree {
            node,
            joint,
            version,
        } => answer(console, &online(node)?, joint, *version, "agreed", ""),
        PlanCommand::Decline {
            node,
            joint,
            version,
            reason,
        } => answer(console, &online(node)?, joint, *version, "declined", reason),
        PlanCommand::Export {
            node,
            joint,
            asset,
            format,
            version,
            out,
        } => {
            let path = format!("/api/v1/patrol/plans/{joint}/orders/{asset}/{format}");
            let path = of_version(&path, version.as_deref());
            write(console, &online(node)?, &path, out.as_deref())
        }
    }
}

/// A path about one version of a plan.
pub(super) fn of_version(path: &str, version: Option<&str>) -> String {
    version.map_or_else(
        || path.to_owned(),
        |version| format!("{path}?version={version}"),
    )
}

/// Writes what the node answers into a file, or shows it.
pub(super) fn write(
    console: &Console,
    online: &Online<'_>,
    path: &str,
    out: Option<&Path>,
) -> Result<(), Failure> {
    let bytes = online.ask(&Method::GET, path, &Value::Null)?;
    match out {
        Some(out) => Whole::write(out, &bytes).map_err(|fault| Failure::file(out, &fault)),
        None => console.result(&String::from_utf8_lossy(&bytes)),
    }
}

fn with(wish: &mut Value, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        wish[name] = value;
    }
}

/// What is offered: assets, with what is kept back of each.
fn picks(step: &StepArguments) -> Result<Value, Failure> {
    let mut assets: Vec<Value> = Vec::new();
    for id in &step.asset {
        let mut kept = Vec::new();
        for one in &step.without {
            let (asset, capability) = one
                .split_once('=')
                .ok_or_else(|| Failure::new(Exit::Usage, "plan-pair-unfit").with("text", one))?;
            if asset == id {
                kept.push(json!(capability));
            }
        }
        assets.push(json!({"id": id, "without": kept}));
    }
    Ok(
        json!({"assets": assets, "tasks": step.task, "tankers": step.tanker, "riders": step.rider,
        "keep_waters": step.keep_waters}),
    )
}

fn rules(step: &StepArguments) -> Vec<Value> {
    let pins = step.pin.iter().filter_map(|one| one.split_once('='));
    let pins = pins.map(|(task, asset)| json!({"rule": "pin", "task": task, "asset": asset}));
    let forbids = step.forbid.iter().map(|one| match one.split_once('=') {
        Some((task, asset)) => json!({"rule": "forbid", "task": task, "asset": asset}),
        None => json!({"rule": "forbid", "task": one}),
    });
    pins.chain(forbids).collect()
}

/// Asks for a search, waits for its end, shows what the partner would get, and says it if that was asked for.
fn search(
    console: &Console,
    online: &Online<'_>,
    path: &str,
    mut wish: Value,
    step: &StepArguments,
) -> Result<(), Failure> {
    with(
        &mut wish,
        "purpose",
        step.purpose.as_ref().map(|p| json!(p)),
    );
    with(&mut wish, "seconds", step.seconds.map(|s| json!(s)));
    with(&mut wish, "iterations", step.iterations.map(|n| json!(n)));
    let begun = online.post(path, &wish)?;
    let joint = begun["id"].as_str().unwrap_or_default().to_owned();
    let draft = loop {
        std::thread::sleep(LOOK);
        let card = online.get(&format!("{DOOR}/{joint}"))?;
        match card["state"].as_str() {
            Some("running") => {}
            Some("failed") => {
                return Err(Failure::new(Exit::Data, "plan-failed").with("detail", &card["fault"]));
            }
            _ => break online.get(&format!("{DOOR}/{joint}?version=draft"))?,
        }
    };
    summary(console, &joint, &draft)?;
    preview(console, online, &joint)?;
    if step.send {
        return send(console, online, &joint);
    }
    console.tell(&console.text("plan-draft-waits", &[("joint", joint.into())]));
    Ok(())
}

/// One version in a line, and what each gives and gains.
fn summary(console: &Console, joint: &str, card: &Value) -> Result<(), Failure> {
    if console.json {
        return console.result(&format!("{card}\n"));
    }
    let number = |v: &Value| v.as_f64().unwrap_or_default().round();
    let total = &card["plan"]["total"];
    let findings = card["findings"].as_array().map_or(0, Vec::len);
    console.result(
        &(console.text(
            "plan-joint-version",
            &[
                ("joint", joint.into()),
                ("version", number(&card["version"]).into()),
                ("value", number(&total["value"]).into()),
                ("visits", number(&total["tasks"]).into()),
                ("miles", number(&total["distance_nm"]).into()),
                ("findings", findings.into()),
            ],
        ) + "\n"),
    )?;
    for share in card["shares"].as_array().into_iter().flatten() {
        let agency = share["agency"].as_str().unwrap_or_default();
        console.result(
            &(console.text(
                "plan-joint-share",
                &[
                    ("agency", agency.into()),
                    ("miles", number(&share["gives"]["distance_nm"]).into()),
                    ("hours", number(&share["gives"]["hours"]).into()),
                    ("others", number(&share["for_others"]).into()),
                    ("gains", number(&share["gains"]).into()),
                    ("alone", number(&share["alone"]).into()),
                ],
            ) + "\n"),
        )?;
    }
    Ok(())
}

fn preview(console: &Console, online: &Online<'_>, joint: &str) -> Result<(), Failure> {
    let seen = online.get(&format!("{DOOR}/{joint}/preview"))?;
    if console.json {
        return console.result(&format!("{seen}\n"));
    }
    let named = |field: &str| {
        let fields = seen["fields"].as_array().into_iter().flatten();
        let mut found = fields.filter(|f| f["name"] == field);
        let list = found.next().and_then(|f| f["after"].as_array());
        let ids = list.into_iter().flatten().filter_map(|v| v["id"].as_str());
        ids.map(str::to_owned).collect::<Vec<_>>().join(", ")
    };
    console.result(
        &(console.text(
            "plan-joint-preview",
            &[
                (
                    "decision",
                    console
                        .text(
                            &format!(
                                "plan-decision-{}",
                                seen["decision"].as_str().unwrap_or("deny")
                            ),
                            &[],
                        )
                        .into(),
                ),
                (
                    "purpose",
                    seen["purpose"].as_str().unwrap_or_default().into(),
                ),
                ("assets", named("assets").into()),
                ("tasks", named("tasks").into()),
            ],
        ) + "\n"),
    )
}

fn send(console: &Console, online: &Online<'_>, joint: &str) -> Result<(), Failure> {
    let sent = online.post(&format!("{DOOR}/{joint}/send"), &json!({}))?;
    if console.json {
        return console.result(&format!("{sent}\n"));
    }
    console.tell(&console.text("plan-joint-sent", &[("joint", joint.into())]));
    Ok(())
}

fn show(console: &Console, online: &Online<'_>, joint: Option<&str>) -> Result<(), Failure> {
    let Some(joint) = joint else {
        let list = online.get(DOOR)?;
        if console.json {
            return console.result(&format!("{list}\n"));
        }
        for plan in list["plans"].as_array().into_iter().flatten() {
            let text = |name: &str| plan[name].as_str().unwrap_or_default().to_owned();
            let standing =
                console.text(&format!("patrol-joint-standing-{}", text("standing")), &[]);
            console.result(
                &(console.text(
                    "plan-joint-line",
                    &[
                        ("joint", text("id").into()),
                        ("title", text("title").into()),
                        ("version", plan["version"].as_u64().unwrap_or(0).into()),
                        ("by", text("by").into()),
                        ("standing", standing.into()),
                    ],
                ) + "\n"),
            )?;
        }
        return Ok(());
    };
    let card = online.get(&format!("{DOOR}/{joint}"))?;
    summary(console, joint, &card)?;
    if console.json {
        return Ok(());
    }
    for version in card["joint"]["versions"].as_array().into_iter().flatten() {
        let text = |name: &str| version[name].as_str().unwrap_or_default().to_owned();
        let cause = console.text(&format!("patrol-joint-cause-{}", text("cause")), &[]);
        let standing = console.text(&format!("patrol-joint-standing-{}", text("standing")), &[]);
        console.result(
            &(console.text(
                "plan-joint-history",
                &[
                    ("version", version["number"].as_u64().unwrap_or(0).into()),
                    ("by", text("by").into()),
                    ("cause", cause.into()),
                    ("reason", text("reason").into()),
                    ("standing", standing.into()),
                    (
                        "value",
                        version["value"].as_f64().unwrap_or_default().round().into(),
                    ),
                ],
            ) + "\n"),
        )?;
    }
    Ok(())
}

/// Answers the version that was read: the number has to be said.
fn answer(
    console: &Console,
    online: &Online<'_>,
    joint: &str,
    number: u32,
    word: &str,
    reason: &str,
) -> Result<(), Failure> {
    let card = online.get(&format!("{DOOR}/{joint}"))?;
    let mut versions = card["joint"]["versions"].as_array().into_iter().flatten();
    let digest = versions
        .find(|v| v["number"] == number)
        .map(|v| v["digest"].clone());
    let digest = digest
        .ok_or_else(|| Failure::new(Exit::Data, "plan-version-unknown").with("version", number))?;
    let wish = json!({"version": digest, "word": word, "reason": reason});
    let after = online.post(&format!("{DOOR}/{joint}/answer"), &wish)?;
    if console.json {
        return console.result(&format!("{after}\n"));
    }
    let in_force = after["joint"]["in_force"].as_u64().unwrap_or(0);
    let id = format!("plan-joint-{word}");
    console.tell(&console.text(
        &id,
        &[
            ("joint", joint.into()),
            ("version", number.into()),
            ("force", in_force.into()),
        ],
    ));
    for (asset, _) in after["orders"].as_object().into_iter().flatten() {
        console.result(&format!("{asset}\n"))?;
    }
    Ok(())
}

fn online(place: &NodeArguments) -> Result<Online<'_>, Failure> {
    Online::new(&place.node, &place.token)
}
