//! The next version of a joint plan: what this node offers, the request that follows from both offers, the search, and
//! the draft that waits until an officer has seen what the partner would get.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::json;
use vigie_patrol::{
    Plan, Request, Rule, StopKind, Weights, compare,
    joint::Explanation,
    negotiation::{Cause, Offer, Picks, SetRule, Thread, Version, assemble},
};
use vigie_sea::{Span, Time};

use super::{
    alternatives::Origin,
    amend::{CHANGE_SHARE, keep_known},
    derive::Derived,
    job::{self, Wanted},
    sheet::{self, Sheet},
};
use crate::{
    http::{App, Deed},
    live::now,
};

/// In the patrol log: a version that was not said yet.
pub(crate) const DRAFT: &str = "joint-draft";
/// In the patrol log: what was picked for the offer, with what was kept back; never leaves.
pub(crate) const PICKS: &str = "joint-picks";
/// The name of the draft among the digests of a thread.
pub(crate) const AS_DRAFT: &str = "draft";
/// Tasks left out that a version tells of, the most valuable first: more of them nobody reads.
const LEFT_OUT_MAX: usize = 100;
/// Share of the time of a search that each agency's plan alone gets.
const ALONE_SHARE: f64 = 0.25;
/// And at most so much, seconds.
const ALONE_SECONDS_MAX: f64 = 3.0;

/// A version that was not said yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Draft {
    pub(crate) party: String,
    pub(crate) purpose: String,
    pub(crate) user: String,
    pub(crate) version: Version,
}

/// What is asked of the next version.
#[derive(Debug, Clone, Default)]
pub(crate) struct Step {
    pub(crate) title: String,
    pub(crate) span: Option<Span>,
    pub(crate) reason: String,
    /// What is offered; none leaves it as it was.
    pub(crate) picks: Option<Picks>,
    pub(crate) add: Vec<Rule>,
    pub(crate) remove: Vec<usize>,
    /// Made anew from then.
    pub(crate) now: Option<Time>,
    /// Own assets that dropped out.
    pub(crate) without: Vec<String>,
}

/// Who makes a version of which plan with whom.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub(crate) joint: String,
    pub(crate) own: String,
    pub(crate) partner: String,
}

/// The next version, without its plan, and the request that it answers.
pub(crate) fn next(
    pair: &Pair,
    thread: &Thread,
    own: &Request,
    derived: &Derived,
    step: Step,
) -> Option<(Version, Request)> {
    let base = thread.head();
    let before = chain_offer(thread, &pair.own);
    let offer = offered(pair, base.map(|(_, v)| v), before, own, derived, &step);
    let mut rules: Vec<SetRule> = base.map(|(_, v)| v.rules.clone()).unwrap_or_default();
    let mut number = 0;
    rules.retain(|_| {
        number += 1;
        !step.remove.contains(&(number - 1))
    });
    rules.extend(step.add.into_iter().map(|rule| SetRule {
        by: pair.own.clone(),
        rule,
    }));
    let cause = match (base, step.now) {
        (None, _) => Cause::Proposed,
        (Some(_), Some(_)) => Cause::Replanned,
        (Some(_), None) => Cause::Amended,
    };
    let mut version = Version {
        joint: pair.joint.clone(),
        number: base.map_or(1, |(_, v)| v.number + 1),
        base: base.map(|(digest, _)| digest.to_owned()),
        by: pair.own.clone(),
        with: pair.partner.clone(),
        title: base.map_or(step.title, |(_, v)| v.title.clone()),
        span: base.map_or_else(|| step.span.unwrap_or(own.span), |(_, v)| v.span),
        cause,
        reason: step.reason,
        now: step.now.or_else(|| base.and_then(|(_, v)| v.now)),
        sea_state: base.map_or(own.sea_state, |(_, v)| v.sea_state),
        weights: Weights {
            per_change: if base.is_some() { CHANGE_SHARE } else { 0.0 },
            ..Weights::default()
        },
        offer,
        rules,
        plan: Plan::default(),
        points: 0.0,
        bound: 0.0,
        seed: 1,
        iterations: 0,
        alone: BTreeMap::new(),
        explanation: Explanation::default(),
    };
    if let Some(span) = version
        .now
        .map(|now| now.clamp(version.span.start, version.span.end))
    {
        version.now = Some(span);
    }
    let mut request = with_draft(thread, &version)?;
    keep_known(&mut request);
    version.rules.retain(|r| request.rules.contains(&r.rule));
    Some((version, request))
}

/// The request of a version that is not in the thread yet.
fn with_draft(thread: &Thread, version: &Version) -> Option<Request> {
    assemble(&drafted(thread, version), AS_DRAFT)
}

/// The thread as it would be with a draft.
pub(crate) fn drafted(thread: &Thread, version: &Version) -> Thread {
    let mut with = thread.clone();
    with.push(AS_DRAFT, version.clone());
    with
}

/// What an agency offers as of the newest version.
fn chain_offer<'a>(thread: &'a Thread, agency: &str) -> Option<&'a Offer> {
    let chain = thread.chain();
    let mut newest = chain.iter().rev();
    newest.find(|(_, v)| v.by == agency).map(|(_, v)| &v.offer)
}

/// What is offered now. A re-plan keeps what has begun as it was, so that its times can still be checked, and takes the
/// rest as it is now: what is done is gone, what was seen since is where it was seen.
fn offered(
    pair: &Pair,
    base: Option<&Version>,
    before: Option<&Offer>,
    own: &Request,
    derived: &Derived,
    step: &Step,
) -> Offer {
    let Some(before) = before else {
        let picks = step.picks.clone().unwrap_or_default();
        return Offer::of(own, &picks, &pair.partner);
    };
    let mut picks = step.picks.clone().unwrap_or_else(|| before.picks());
    picks.assets.retain(|a| !step.without.contains(&a.id));
    let mut fresh = Offer::of(own, &picks, &pair.partner);
    let frozen = step.now.or_else(|| base.and_then(|v| v.now));
    if step.picks.is_none() {
        // Assets stay as they were offered, with what was kept back; those out of service are gone.
        let serves = |id: &String| own.assets.iter().any(|a| a.id == *id);
        fresh.assets = before.assets.clone();
        fresh.assets.retain(|a| {
            picks.assets.iter().any(|p| p.id == a.id) && (step.now.is_none() || serves(&a.id))
        });
        (fresh.tankers, fresh.riders) = (before.tankers.clone(), before.riders.clone());
    }
    if step.picks.is_none() && step.now.is_none() {
        (fresh.tasks, fresh.targets) = (before.tasks.clone(), before.targets.clone());
    }
    let begun = |id: &str| {
        base.zip(frozen)
            .is_some_and(|(v, now)| has_begun(v, id, now))
    };
    let known = |id: &str| derived.tasks.iter().any(|t| t.value.id == id);
    for task in &before.tasks {
        // A task that was brought by a file is known to no list: it stays while it is picked.
        let by_file = !known(&task.id) && picks.tasks.contains(&task.id);
        if begun(&task.id) || (by_file && !fresh.tasks.iter().any(|t| t.id == task.id)) {
            fresh.tasks.retain(|t| t.id != task.id);
            fresh.tasks.push(task.clone());
            let target = task.kind.target();
            let target = before
                .targets
                .iter()
                .find(|t| Some(t.id.as_str()) == target);
            if let Some(target) = target {
                fresh.targets.retain(|t| t.id != target.id);
                fresh.targets.push(target.clone());
            }
        }
    }
    for port in &before.ports {
        if !fresh.ports.iter().any(|p| p.id == port.id) {
            fresh.ports.push(port.clone());
        }
    }
    fresh
}

/// Whether a task of a plan has begun at a time.
fn has_begun(version: &Version, task: &str, now: Time) -> bool {
    version.plan.stops().any(|(_, stop)| {
        matches!(&stop.kind, StopKind::Task { task: t } if t == task)
            && (stop.frozen || stop.depart <= now)
    })
}

/// Charts the legs of the versions that are asked about: the newest, the one in force, and the draft.
pub(crate) fn chart(thread: &Thread, draft: Option<&Version>) {
    let heads = [thread.head(), thread.in_force()];
    let mut requests: Vec<Request> = heads
        .into_iter()
        .flatten()
        .filter_map(|(digest, _)| assemble(thread, digest))
        .collect();
    requests.extend(draft.and_then(|version| with_draft(thread, version)));
    for request in &requests {
        super::legs_for(request);
    }
}

/// A version as a sheet: judged by the own checker, whoever made it.
pub(crate) fn sheet_of(thread: &Thread, digest: &str) -> Option<Sheet> {
    let version = thread.version(digest)?;
    let request = assemble(thread, digest)?;
    let legs = super::legs_for(&request);
    let findings = vigie_patrol::check(&request, &*legs, &version.plan);
    let alone = |value: f64| Plan {
        total: vigie_patrol::Measures {
            value,
            ..Default::default()
        },
        ..Plan::default()
    };
    let alone = version.alone.iter().map(|(a, v)| (a.clone(), alone(*v)));
    Some(Sheet {
        title: version.title.clone(),
        cause: sheet::Cause {
            kind: version.cause.code().to_owned(),
            reason: version.reason.clone(),
        },
        seed: version.seed,
        iterations: version.iterations,
        lanes: job::LANES,
        points: version.points,
        bound: version.bound,
        at_risk: compare::at_risk(&request, &version.plan, sheet::MARGIN_H),
        shares: compare::shares(&request, &version.plan, &alone.collect()),
        findings: findings.iter().map(|f| json!(f)).collect(),
        explanation: version.explanation.clone(),
        plan: version.plan.clone(),
        request,
    })
}

/// Starts the search for the plan of a version; what it finds is kept as the draft. False if it may not start now.
pub(crate) fn start(
    app: &Arc<App>,
    wanted: Wanted,
    request: Request,
    draft: Draft,
    picks: Option<Picks>,
) -> bool {
    let alone = draft
        .version
        .alone
        .is_empty()
        .then(|| (wanted.clone(), request.clone()));
    job::start_for(app, wanted, request, move |app, made| {
        let mut draft = draft;
        if let Some((wanted, request)) = &alone {
            draft.version.alone = alone_values(wanted, request);
        }
        take(&mut draft.version, made);
        keep(app, &draft, picks.as_ref())
    })
}

fn take(version: &mut Version, made: Sheet) {
    version.plan = made.plan;
    (version.points, version.bound) = (made.points, made.bound);
    (version.seed, version.iterations) = (made.seed, made.iterations);
    version.explanation = made.explanation;
    shorten(&mut version.explanation);
}

/// The draft becomes an alternative of the same offers.
pub(crate) fn adopt(version: &mut Version, plan: &Plan, points: f64, origin: &Origin) {
    version.plan = plan.clone();
    version.weights = origin.weights;
    (version.points, version.bound) = (points, origin.bound);
    (version.seed, version.iterations) = (origin.seed, origin.iterations);
    version.explanation = origin.explanation.clone();
    shorten(&mut version.explanation);
}

fn shorten(explanation: &mut Explanation) {
    let left = &mut explanation.left_out;
    left.sort_by(|a, b| {
        b.value
            .total_cmp(&a.value)
            .then_with(|| a.task.cmp(&b.task))
    });
    left.truncate(LEFT_OUT_MAX);
}

/// What each agency reaches with what it offers, without the other.
fn alone_values(wanted: &Wanted, request: &Request) -> BTreeMap<String, f64> {
    let mut values = BTreeMap::new();
    let mut agencies: Vec<&String> = request.assets.iter().map(|a| &a.agency).collect();
    agencies.extend(request.tasks.iter().map(|t| &t.owner));
    agencies.sort();
    agencies.dedup();
    for agency in agencies {
        let mut own = compare::separate(request, agency);
        (own.before, own.now, own.weights.per_change) = (None, None, 0.0);
        let mut quick = wanted.clone();
        (quick.warm, quick.gentle) = (Vec::new(), false);
        quick.seconds = (wanted.seconds * ALONE_SHARE).clamp(0.3, ALONE_SECONDS_MAX);
        if let Ok(made) = job::search_alone(&quick, &own, request, |_| (), &|| false) {
            values.insert(agency.clone(), made.plan.total.value);
        }
    }
    values
}

fn keep(app: &Arc<App>, draft: &Draft, picks: Option<&Picks>) -> Result<u32, String> {
    let id = &draft.version.joint;
    let body = serde_json::to_string(draft).map_err(|fault| fault.to_string())?;
    let detail = json!({"party": draft.party, "version": draft.version.number,
        "cause": draft.version.cause, "value": draft.version.plan.total.value});
    let mut ledger = app.locked();
    let at = now().ms();
    ledger
        .whole(|ledger| {
            let kept = ledger.append_patrol(DRAFT, id, at, &draft.user, Some(&body))?;
            if let Some(picks) = picks {
                let picks = json!(picks).to_string();
                ledger.append_patrol(PICKS, id, at, &draft.user, Some(&picks))?;
            }
            Deed::new(&draft.user, "joint-plan-drafted", id, detail).note(ledger)?;
            Ok::<u32, vigie_store::Error>(kept)
        })
        .map_err(|fault| fault.to_string())
}
