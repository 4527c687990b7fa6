//! `vigie plan`: a request in, a joint plan out; `vigie plan check`: is this plan sound?

use std::path::Path;

use fluent_bundle::FluentValue;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};
use vigie_patrol::{Plan, Request, check as examine};

use super::args::{PlanArguments, PlanCommand};
use super::console::Console;
use super::failure::Failure;
use super::interrupt::Interrupt;
use crate::exit::Exit;
use crate::export::Whole;
use crate::patrol::{
    job::{Progress, Wanted, search_alone},
    sheet::{Cause, Sheet},
    table::table,
};

/// Length of a search unless it is said, seconds.
const SECONDS: f64 = 20.0;
/// Tasks left out that are told, the most valuable first.
const LEFT_OUT_MAX: usize = 10;

pub(crate) fn run(console: &Console, arguments: &PlanArguments) -> Result<(), Failure> {
    match &arguments.command {
        Some(PlanCommand::Check { plan, request }) => {
            return check(console, plan, request.as_deref());
        }
        Some(PlanCommand::Report(told)) => return super::plan_back::report(console, told),
        Some(PlanCommand::OrderStatus(told)) => {
            return super::plan_back::order_status(console, told);
        }
        Some(command) => return super::joint::run(console, command),
        None => {}
    }
    let Some(path) = &arguments.request else {
        return Err(Failure::new(Exit::Usage, "plan-needs-request"));
    };
    let request = read_request(path)?;
    let wanted = Wanted {
        plan: String::new(),
        title: request.title.clone(),
        cause: Cause {
            kind: "made".to_owned(),
            reason: String::new(),
        },
        user: String::new(),
        seed: arguments.seed,
        seconds: arguments.seconds.unwrap_or(SECONDS),
        iterations: arguments.iterations,
        warm: Vec::new(),
        gentle: request.now.is_some(),
    };
    let sheet = search(console, &wanted, &request)?;
    if let Some(out) = &arguments.out {
        write(out, &sheet)?;
    }
    if console.json {
        let body = serde_json::to_string(&sheet).map_err(|fault| broken(&fault))?;
        return console.result(&(body + "\n"));
    }
    if arguments.out.is_none() {
        let bytes = table(&sheet).map_err(|fault| broken(&fault))?;
        console.result(&String::from_utf8_lossy(&bytes))?;
    }
    tell(console, &sheet);
    Ok(())
}

fn broken(fault: &impl ToString) -> Failure {
    Failure::new(Exit::Data, "plan-failed").with("detail", fault.to_string())
}

fn search(console: &Console, wanted: &Wanted, request: &Request) -> Result<Sheet, Failure> {
    let interrupt = Interrupt::listen();
    let bar = console.shows_progress().then(progress);
    let watch = |now: &Progress| {
        if let Some(bar) = &bar {
            bar.set_message(console.text(
                "plan-progress",
                &[
                    ("value", format!("{:.0}", now.value).into()),
                    ("bound", format!("{:.0}", now.bound).into()),
                    ("seconds", format!("{:.0}", now.seconds).into()),
                    ("iterations", now.iterations.into()),
                ],
            ));
            bar.tick();
        }
    };
    let found = search_alone(wanted, request, request, watch, &|| interrupt.asked());
    if let Some(bar) = &bar {
        bar.finish_and_clear();
    }
    found.map_err(|fault| broken(&fault))
}

fn progress() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
        bar.set_style(style);
    }
    bar
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|fault| Failure::file(path, &fault))
}

fn read_request(path: &Path) -> Result<Request, Failure> {
    Request::read(&read(path)?).map_err(|fault| unfit(path, &fault))
}

fn unfit(path: &Path, fault: &vigie_patrol::Error) -> Failure {
    let line = match fault {
        vigie_patrol::Error::Unreadable { line, .. } => line.to_string(),
        _ => "-".to_owned(),
    };
    Failure::new(Exit::Reference, "request-unusable")
        .with("path", path.display())
        .with("line", line)
        .with("reason", fault.code())
        .with("detail", fault)
}

fn write(out: &Path, sheet: &Sheet) -> Result<(), Failure> {
    let csv = out
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("csv"));
    let bytes = if csv {
        table(sheet).map_err(|fault| broken(&fault))?
    } else {
        serde_json::to_vec_pretty(sheet).map_err(|fault| broken(&fault))?
    };
    Whole::write(out, &bytes).map_err(|fault| Failure::file(out, &fault))
}

/// What the plan amounts to, and why the most valuable tasks were left out.
fn tell(console: &Console, sheet: &Sheet) {
    let total = &sheet.plan.total;
    let number = |n: f64| format!("{n:.0}").into();
    console.tell(&console.text(
        "plan-summary",
        &[
            ("value", number(total.value)),
            ("bound", number(sheet.bound)),
            ("visits", total.tasks.into()),
            ("miles", number(total.distance_nm)),
            ("fuel", number(total.fuel_t)),
            ("findings", sheet.findings.len().into()),
            ("seed", sheet.seed.into()),
            ("iterations", sheet.iterations.into()),
        ],
    ));
    for left in sheet.explanation.left_out.iter().take(LEFT_OUT_MAX) {
        let Some(nearest) = left.obstacles.first() else {
            continue;
        };
        let block = nearest.block.code();
        let told = json!(nearest.block);
        console.tell(
            &console.text(
                "plan-left-out",
                &[
                    ("task", left.task.as_str().into()),
                    ("value", number(left.value)),
                    ("asset", nearest.asset.as_str().into()),
                    (
                        "reason",
                        console
                            .text(&format!("block-{block}"), &arguments(&told))
                            .into(),
                    ),
                ],
            ),
        );
    }
}

/// The numbers and names of a code as the catalogue takes them.
pub(super) fn arguments(told: &Value) -> Vec<(&str, FluentValue<'static>)> {
    let members = told.as_object().into_iter().flatten();
    let value = |value: &Value| match value {
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or_default();
            FluentValue::from((number * 10.0).round() / 10.0)
        }
        Value::Array(list) => {
            let texts = list.iter().filter_map(Value::as_str);
            FluentValue::from(texts.collect::<Vec<_>>().join(", "))
        }
        Value::String(text) => FluentValue::from(text.clone()),
        other => FluentValue::from(other.to_string()),
    };
    members
        .map(|(name, one)| (name.as_str(), value(one)))
        .collect()
}

/// A request, or a file in its form, that cannot be read from this line on.
pub(super) fn unreadable(path: &Path, line: usize, detail: &dyn std::fmt::Display) -> Failure {
    Failure::new(Exit::Reference, "request-unusable")
        .with("path", path.display())
        .with("line", line)
        .with("reason", "request-unreadable")
        .with("detail", detail)
}

/// The same of TOML, which tells where in the text.
pub(super) fn unreadable_toml(path: &Path, text: &str, fault: &toml::de::Error) -> Failure {
    let before = fault.span().map_or(0, |span| span.start);
    let line = 1 + text.bytes().take(before).filter(|b| *b == b'\n').count();
    unreadable(path, line, &fault.message())
}

/// Checks a plan against its request: the one inside the file, or another.
fn check(console: &Console, plan: &Path, request: Option<&Path>) -> Result<(), Failure> {
    let body: Value = serde_json::from_str(&read(plan)?)
        .map_err(|fault| unreadable(plan, fault.line(), &fault))?;
    let asked = match request {
        Some(path) => read_request(path)?,
        None => {
            let inside = body.get("request").cloned().unwrap_or(Value::Null);
            Request::read(&inside.to_string()).map_err(|fault| unfit(plan, &fault))?
        }
    };
    let found = body.get("plan").cloned().unwrap_or(body);
    let found: Plan = serde_json::from_value(found).map_err(|fault| {
        Failure::new(Exit::Reference, "request-unusable")
            .with("path", plan.display())
            .with("line", "-")
            .with("reason", "plan-unreadable")
            .with("detail", fault)
    })?;
    let findings = examine(&asked, &*crate::patrol::legs_for(&asked), &found);
    if console.json {
        console.result(&format!("{}\n", json!(findings)))?;
    } else {
        for finding in &findings {
            let code = finding.violation.code();
            let line = console.text(
                "plan-finding",
                &[
                    ("asset", finding.asset.as_deref().unwrap_or("-").into()),
                    (
                        "stop",
                        finding
                            .stop
                            .map_or("-".to_owned(), |n| (n + 1).to_string())
                            .into(),
                    ),
                    ("about", finding.about.as_deref().unwrap_or("-").into()),
                    (
                        "reason",
                        console.text(&format!("finding-{code}"), &[]).into(),
                    ),
                    ("detail", values(&json!(finding)).into()),
                ],
            );
            console.result(&(line + "\n"))?;
        }
    }
    if findings.is_empty() {
        console.tell(&console.text("plan-sound", &[]));
        return Ok(());
    }
    Err(Failure::new(Exit::Data, "check-failed").with("count", findings.len()))
}

/// The values of a finding, as the checker names them.
fn values(finding: &Value) -> String {
    let members = finding.as_object().into_iter().flatten();
    let told = members
        .filter(|(name, _)| !["asset", "stop", "about", "code"].contains(&name.as_str()))
        .map(|(name, value)| match value.as_f64() {
            Some(number) => format!("{name} {number:.2}"),
            None => format!("{name} {value}"),
        });
    told.collect::<Vec<_>>().join(", ")
}
