//! What planners see of joint plans: where each stands, who changed what, who said what to it, what each gives and gains.

use std::sync::Arc;

use serde_json::{Value, json};
use vigie_patrol::{
    Plan,
    negotiation::{Thread, Version, changed},
};
use vigie_sea::Time;

use super::{
    joint::{Standing, standing},
    plan::orders,
};
use crate::{
    http::{App, Problem},
    partner::joint::JointBook,
    patrol::{
        joint::{AS_DRAFT, DRAFT, Draft, drafted, sheet_of},
        sheet::{self, Sheet},
    },
};

/// Changed stops that are told of one version.
const STOPS_TOLD_MAX: usize = 200;

/// Whether a plan of this name is a joint one.
pub(super) fn is_joint(id: &str) -> bool {
    id.starts_with("joint-")
}

/// All joint plans, those that were only drafted too.
pub(super) async fn list(app: &Arc<App>) -> Result<Value, Problem> {
    let book = match app.desk {
        Some(_) => app.desk(|desk| Ok(desk.joint_book())).await?,
        None => JointBook::default(),
    };
    let drafts = app.ledger(|ledger| ledger.patrol(DRAFT)).await?;
    let mut drafts: Vec<(String, Draft)> = drafts
        .into_iter()
        .filter_map(|row| Some((row.id, serde_json::from_str(&row.body?).ok()?)))
        .collect();
    let mut plans = Vec::new();
    for (id, thread) in &book.threads {
        let Some((digest, head)) = thread.head() else {
            continue;
        };
        let draft = drafts.iter().position(|(d, _)| d == id);
        let draft = draft.map(|at| drafts.remove(at));
        plans.push(brief(app, id, &book, digest, head, draft.is_some()));
    }
    for (id, draft) in &drafts {
        let v = &draft.version;
        let state = if running(app, id) { "running" } else { "draft" };
        plans.push(
            json!({"id": id, "title": v.title, "version": v.number, "by": v.by, "with": v.with,
            "standing": "draft", "state": state, "draft": true, "in_force": null,
            "value": v.plan.total.value, "visits": v.plan.total.tasks}),
        );
    }
    let shown = |id: &str, plans: &[Value]| plans.iter().any(|p| p["id"] == json!(id));
    for id in app.planner.running() {
        if is_joint(&id) && !shown(&id, &plans) {
            plans.push(
                json!({"id": id, "title": "", "version": 0, "standing": "draft", "state": "running",
                "draft": true, "in_force": null, "value": 0.0, "visits": 0}),
            );
        }
    }
    Ok(json!({"agency": app.planner.agency, "plans": plans}))
}

fn running(app: &App, id: &str) -> bool {
    app.planner.job(id).is_some_and(|job| job.is_running())
}

fn brief(
    app: &App,
    id: &str,
    book: &JointBook,
    digest: &str,
    head: &Version,
    draft: bool,
) -> Value {
    let thread = book.threads.get(id);
    let made = book.made.get(digest);
    json!({"id": id, "title": head.title, "version": head.number, "by": head.by, "with": head.with,
        "made": made.map(|m| Time::from_ms(m.at_ms)), "cause": head.cause, "reason": head.reason,
        "standing": thread.and_then(|t| t.standing(digest)), "draft": draft,
        "state": if running(app, id) { "running" } else { "ready" },
        "in_force": book.in_force(id).map(|(_, v)| v.number),
        "value": head.plan.total.value, "visits": head.plan.total.tasks})
}

/// The sheet of a version by its number, `draft`, or the newest, with its number and digest.
pub(super) fn sheet(standing: &Standing, version: Option<&str>) -> Option<(u32, String, Sheet)> {
    let draft = standing.draft.as_ref().map(|d| &d.version);
    let only_draft = version.is_none() && standing.thread.head().is_none();
    if version == Some(AS_DRAFT) || only_draft {
        let draft = draft?;
        let thread = drafted(&standing.thread, draft);
        let sheet = sheet_of(&thread, AS_DRAFT)?;
        return Some((draft.number, AS_DRAFT.to_owned(), sheet));
    }
    let chain = standing.thread.chain();
    let number = version.and_then(|v| v.parse::<u32>().ok());
    let found = match version {
        Some(_) => chain.iter().find(|(_, v)| Some(v.number) == number),
        None => chain.last(),
    };
    let (digest, found) = found?;
    let sheet = sheet_of(&standing.thread, digest)?;
    Some((found.number, (*digest).to_owned(), sheet))
}

/// The sheet of the version by which both work.
pub(super) fn sheet_in_force(standing: &Standing) -> Option<(u32, Sheet)> {
    let (digest, version) = standing.thread.in_force()?;
    let sheet = sheet_of(&standing.thread, digest)?;
    Some((version.number, sheet))
}

/// A joint plan with one version laid out, as plans are, and the talk about it.
pub(super) async fn card(
    app: &Arc<App>,
    id: &str,
    version: Option<&str>,
) -> Result<Value, Problem> {
    let standing = standing(app, id).await?;
    let job = app.planner.job(id);
    if standing.thread.head().is_none() && standing.draft.is_none() && job.is_none() {
        return Err(Problem::not_found(id));
    }
    let wanted = id.to_owned();
    let orders = app.ledger(move |ledger| orders(ledger, &wanted)).await?;
    let fault = job.as_ref().and_then(|j| j.fault());
    let state = match &job {
        Some(job) if job.is_running() => "running",
        _ if fault.is_some() => "failed",
        _ => "ready",
    };
    let (progress, best) = job.map(|j| j.progress()).unwrap_or_default();
    let mut shown = json!({"id": id, "state": state, "progress": progress, "fault": fault});
    match sheet(&standing, version) {
        Some((number, digest, sheet)) => {
            let mut whole = json!(sheet);
            if let (Some(shown), Some(members)) = (shown.as_object_mut(), whole.as_object_mut()) {
                shown.append(members);
            }
            shown["version"] = json!(number);
            shown["digest"] = json!(digest);
        }
        None if version.is_some() => return Err(Problem::not_found(id)),
        None => shown["plan"] = json!(best),
    }
    let in_force = standing.thread.in_force();
    shown["status"] = json!(if in_force.is_some() {
        "ordered"
    } else {
        "draft"
    });
    shown["orders"] = json!(orders);
    shown["joint"] = talk(app, id, &standing);
    Ok(shown)
}

/// The talk: its versions with what was said to them.
fn talk(app: &App, id: &str, standing: &Standing) -> Value {
    let thread = &standing.thread;
    let chain = thread.chain();
    let head = chain.last().map(|(_, v)| *v);
    let draft = standing.draft.as_ref();
    let first = chain.first().map(|(_, v)| *v).or(draft.map(|d| &d.version));
    let own = &app.planner.agency;
    let partner = first.map(|v| if v.by == *own { &v.with } else { &v.by });
    let versions: Vec<Value> = chain
        .iter()
        .map(|(digest, v)| version_shown(&standing.book, thread, digest, v))
        .collect();
    let displaced: Vec<Value> = standing
        .book
        .made
        .keys()
        .filter_map(|digest| Some((digest, thread.version(digest)?)))
        .filter(|(digest, _)| !chain.iter().any(|(d, _)| d == digest))
        .map(|(digest, v)| json!({"number": v.number, "by": v.by, "digest": digest, "reason": v.reason}))
        .collect();
    let standing_of = head.and_then(|_| thread.standing(chain.last()?.0));
    json!({
        "id": id, "own": own, "partner": partner, "began": first.map(|v| &v.by),
        "standing": standing_of, "head": head.map(|v| v.number),
        "head_digest": chain.last().map(|(d, _)| d), "head_by": head.map(|v| &v.by),
        "in_force": thread.in_force().map(|(_, v)| v.number),
        "versions": versions, "displaced": displaced,
        "draft": draft.map(|d| json!({"number": d.version.number, "base": d.version.base, "user": d.user,
            "cause": d.version.cause, "reason": d.version.reason, "value": d.version.plan.total.value,
            "purpose": d.purpose, "moved": d.version.base.as_deref() != chain.last().map(|(digest, _)| *digest),
            "changes": changes(&drafted(thread, &d.version), AS_DRAFT, &d.version)})),
    })
}

fn version_shown(book: &JointBook, thread: &Thread, digest: &str, version: &Version) -> Value {
    let made = book.made.get(digest);
    let answers: Vec<Value> = [&version.by, &version.with]
        .into_iter()
        .filter_map(|agency| thread.word_of(digest, agency))
        .map(|a| {
            let when = book.answered.get(&(a.version.clone(), a.by.clone()));
            json!({"by": a.by, "word": a.word, "reason": a.reason,
                "user": when.map(|m| m.user.as_str()), "at": when.map(|m| Time::from_ms(m.at_ms))})
        })
        .collect();
    json!({"number": version.number, "digest": digest, "by": version.by, "cause": version.cause,
        "reason": version.reason, "user": made.map(|m| m.user.as_str()),
        "made": made.map(|m| Time::from_ms(m.at_ms)), "standing": thread.standing(digest),
        "value": version.plan.total.value, "visits": version.plan.total.tasks, "alone": version.alone,
        "answers": answers, "changes": changes(thread, digest, version)})
}

/// What a version changed: offers, rules, and stops against the version before.
fn changes(thread: &Thread, digest: &str, version: &Version) -> Value {
    let mut shown = json!(changed(thread, digest));
    let base = version.base.as_deref().and_then(|b| thread.version(b));
    let none = Plan::default();
    let before = base.map_or(&none, |v| &v.plan);
    let (mut stops, kept, of) = sheet::difference(before, &version.plan);
    stops.truncate(STOPS_TOLD_MAX);
    if base.is_some() {
        shown["stops"] = json!(stops);
        shown["kept"] = json!(kept);
        shown["of"] = json!(of);
    }
    shown
}
