//! A plan in the making: lanes on threads of their own, stopped at any time, kept when it is done.
//!
//! The search itself counts iterations, so that it can be repeated; this shell turns seconds into iterations by a
//! short trial on this machine.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde::Serialize;
use serde_json::{Value, json};
use vigie_patrol::{
    Legs, Plan, Request,
    joint::{EXCHANGES, Effort, Solver, first_plan},
};

use super::sheet::{Cause, PLAN, Sheet, sheet};
use crate::{
    http::{App, Deed},
    live::{Notice, now},
};

/// Plans made at once.
pub(crate) const RUNNING_MAX: usize = 2;
/// Longest search, seconds.
pub(crate) const SECONDS_MAX: f64 = 3_600.0;
/// Most iterations of a lane.
pub(crate) const ITERATIONS_MAX: u64 = 10_000_000;
/// Lanes of a search, and threads.
pub(crate) const LANES: usize = 2;
/// A search looks at its stop so often in each round.
const PIECES: u64 = 16;
/// Iterations of the trial that measures this machine.
const TRIAL: u64 = 6;
/// Share of the time that the search itself may take; the rest is for the sheet.
const SEARCH_SHARE: f64 = 0.85;

/// What is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub(crate) plan: String,
    pub(crate) title: String,
    pub(crate) cause: Cause,
    pub(crate) user: String,
    pub(crate) seed: u64,
    pub(crate) seconds: f64,
    /// Instead of seconds: repeatable to the byte.
    pub(crate) iterations: Option<u64>,
    /// Plans whose orders are tried first.
    pub(crate) warm: Vec<Plan>,
    /// Only improves what is there: for amendments and re-plans.
    pub(crate) gentle: bool,
}

/// How far a search is.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(crate) struct Progress {
    pub(crate) iterations: u64,
    pub(crate) budget: u64,
    pub(crate) seconds: f64,
    pub(crate) value: f64,
    pub(crate) points: f64,
    pub(crate) bound: f64,
    pub(crate) lanes: usize,
    /// Whether the plan shown is the first one, of ways searched one by one: the ways are being charted.
    pub(crate) first: bool,
}

/// One search.
#[derive(Debug)]
pub(crate) struct Job {
    begun: Instant,
    stop: AtomicBool,
    over: AtomicBool,
    iterations: AtomicU64,
    progress: Mutex<(Progress, Option<Plan>)>,
    fault: Mutex<Option<String>>,
}

impl Job {
    fn new() -> Self {
        Self {
            begun: Instant::now(),
            stop: AtomicBool::new(false),
            over: AtomicBool::new(false),
            iterations: AtomicU64::new(0),
            progress: Mutex::default(),
            fault: Mutex::default(),
        }
    }

    pub(crate) fn is_running(&self) -> bool {
        !self.over.load(Ordering::Acquire)
    }

    /// Ends the search soon; what was found is kept.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// How far it is, with the best plan so far.
    pub(crate) fn progress(&self) -> (Progress, Option<Plan>) {
        let known = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut progress, plan) = known.clone();
        progress.iterations = self.iterations.load(Ordering::Relaxed) / LANES as u64;
        if self.is_running() {
            progress.seconds = self.begun.elapsed().as_secs_f64();
        }
        (progress, plan)
    }

    pub(crate) fn fault(&self) -> Option<String> {
        self.fault
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn show(&self, solver: &Solver<'_>, budget: u64, bound: f64) {
        let plan = solver.plan();
        let progress = Progress {
            iterations: 0,
            budget,
            seconds: self.begun.elapsed().as_secs_f64(),
            value: plan.total.value,
            points: solver.points(),
            bound,
            lanes: LANES,
            first: false,
        };
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = (progress, Some(plan));
    }
}

impl Job {
    /// Shows a first plan, before the search begins.
    fn show_first(&self, plan: Plan) {
        let progress = Progress {
            seconds: self.begun.elapsed().as_secs_f64(),
            value: plan.total.value,
            lanes: LANES,
            first: true,
            ..Progress::default()
        };
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = (progress, Some(plan));
    }
}

/// A first plan for a request whose ways are not charted yet; none if the checker finds anything on the legs it was made
/// for. It is shown while the chart is made, is where the search begins, and is never kept itself.
fn first(job: &Job, wanted: &Wanted, request: &Request) -> Option<Plan> {
    let legs = super::uncharted(request);
    let plan = first_plan(request, &legs, wanted.seed).ok()?;
    let sound = plan.total.tasks > 0 && vigie_patrol::check(request, &legs, &plan).is_empty();
    sound.then(|| {
        job.show_first(plan.clone());
        plan
    })
}

/// Starts a search on a thread of its own, and keeps the next version of a plan; false if it may not start now.
pub(crate) fn start(app: &Arc<App>, wanted: Wanted, request: Request) -> bool {
    let kept = wanted.clone();
    start_for(app, wanted, request, move |app, made| {
        keep(app, &kept, &made)
    })
}

/// The same, with what is to be done with the sheet.
pub(crate) fn start_for(
    app: &Arc<App>,
    wanted: Wanted,
    request: Request,
    keep: impl FnOnce(&Arc<App>, Sheet) -> Result<u32, String> + Send + 'static,
) -> bool {
    let job = Arc::new(Job::new());
    if !app.planner.take(&wanted.plan, &job) {
        return false;
    }
    let (app, worker) = (Arc::clone(app), Arc::clone(&job));
    let spawned = std::thread::Builder::new()
        .name("plan".to_owned())
        .spawn(move || {
            let plan = wanted.plan.clone();
            let found = search(&worker, &wanted, &request, &request);
            let ended = found.and_then(|made| keep(&app, made));
            let (state, version) = match ended {
                Ok(version) => ("ready", Some(version)),
                Err(fault) => {
                    *worker.fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(fault);
                    ("failed", None)
                }
            };
            worker.over.store(true, Ordering::Release);
            tell(
                &app,
                "plan",
                &json!({"id": plan, "state": state, "version": version}),
            );
        });
    if spawned.is_err() {
        job.over.store(true, Ordering::Release);
        return false;
    }
    true
}

/// Tells the pages that something changed.
pub(crate) fn tell(app: &App, event: &'static str, data: &Value) {
    app.board.tell(Notice {
        seq: 0,
        event,
        data: data.to_string(),
    });
}

fn keep(app: &Arc<App>, wanted: &Wanted, made: &Sheet) -> Result<u32, String> {
    let body = serde_json::to_string(made).map_err(|fault| fault.to_string())?;
    let action = match made.cause.kind.as_str() {
        "amended" => "plan-amended",
        "replanned" => "plan-replanned",
        _ => "plan-made",
    };
    let detail = json!({"title": made.title, "value": made.plan.total.value, "findings": made.findings.len(),
        "seed": made.seed, "iterations": made.iterations, "reason": made.cause.reason});
    let mut ledger = app.locked();
    // A new plan never becomes a version of another, which may be under orders.
    if action == "plan-made" {
        let known = ledger.patrol_version(PLAN, &wanted.plan, None);
        if known.map_err(|fault| fault.to_string())?.is_some() {
            return Err("plan-exists".to_owned());
        }
    }
    let kept = ledger.whole(|ledger| {
        let version =
            ledger.append_patrol(PLAN, &wanted.plan, now().ms(), &wanted.user, Some(&body))?;
        if action == "plan-replanned" {
            ledger.append_patrol(super::sheet::DUE, "due", now().ms(), &wanted.user, None)?;
        }
        Deed::new(&wanted.user, action, &wanted.plan, detail).note(ledger)?;
        Ok::<u32, vigie_store::Error>(version)
    });
    kept.map_err(|fault| fault.to_string())
}

/// The whole search, on the legs of a request of which this one is a part, or is it.
pub(crate) fn search(
    job: &Job,
    wanted: &Wanted,
    request: &Request,
    whole: &Request,
) -> Result<Sheet, String> {
    let begun = Instant::now();
    let mut wanted = wanted.clone();
    let plain = wanted.warm.is_empty() && request.before.is_none();
    if plain && !super::is_charted(whole) {
        wanted.warm.extend(first(job, &wanted, request));
    }
    let wanted = &wanted;
    let legs = super::legs_for(whole);
    let effort = Effort {
        seed: wanted.seed,
        iterations: 1,
        lanes: LANES,
        heat: if wanted.gentle { 0.0 } else { 1.0 },
    };
    let mut solver =
        Solver::new(request, &*legs, effort, &wanted.warm).map_err(|e| e.to_string())?;
    let bound = solver.bound();
    job.show(&solver, 0, bound);
    let limit = Duration::from_secs_f64(wanted.seconds.clamp(0.1, SECONDS_MAX) * SEARCH_SHARE);
    let budget = match wanted.iterations {
        Some(iterations) => iterations.min(ITERATIONS_MAX),
        None => trial(
            request,
            &*legs,
            wanted,
            limit.saturating_sub(begun.elapsed()),
        )?,
    };
    solver.set_iterations(budget);
    job.show(&solver, budget, bound);
    let piece = budget.div_ceil(EXCHANGES * PIECES).max(1);
    let late = || wanted.iterations.is_none() && begun.elapsed() > limit;
    let over = || job.stop.load(Ordering::Relaxed) || late();
    let mut left = budget;
    while left > 0 && !over() {
        let round = left.min(piece * PIECES);
        left -= round;
        std::thread::scope(|scope| {
            for lane in &mut solver.lanes {
                let over = &over;
                scope.spawn(move || {
                    let mut rest = round;
                    while rest > 0 && !over() {
                        let now = rest.min(piece);
                        lane.step(now);
                        job.iterations.fetch_add(now, Ordering::Relaxed);
                        rest -= now;
                    }
                });
            }
        });
        if !over() {
            solver.exchange();
        }
        job.show(&solver, budget, bound);
    }
    let done = job.iterations.load(Ordering::Relaxed) / LANES as u64;
    Ok(sheet(
        &wanted.title,
        wanted.cause.clone(),
        wanted.seed,
        done,
        request,
        &*legs,
        &solver,
    ))
}

/// How many iterations fit into a time on this machine.
fn trial(
    request: &Request,
    legs: &dyn Legs,
    wanted: &Wanted,
    limit: Duration,
) -> Result<u64, String> {
    let effort = Effort {
        seed: wanted.seed,
        iterations: TRIAL,
        lanes: 1,
        heat: 1.0,
    };
    let mut solver = Solver::new(request, legs, effort, &wanted.warm).map_err(|e| e.to_string())?;
    let begun = Instant::now();
    solver.step(TRIAL);
    let each_s = begun.elapsed().as_secs_f64() / TRIAL as f64;
    let fit = limit.as_secs_f64() / each_s.max(1e-7);
    Ok((fit as u64).clamp(EXCHANGES, ITERATIONS_MAX))
}

/// The plan of a request after one iteration, for tests.
#[cfg(test)]
pub(crate) fn trial_sheet(request: &Request) -> Result<Sheet, String> {
    let wanted = Wanted {
        plan: "trial".to_owned(),
        title: String::new(),
        cause: Cause::default(),
        user: "test".to_owned(),
        seed: 1,
        seconds: 30.0,
        iterations: Some(1),
        warm: Vec::new(),
        gentle: false,
    };
    search_alone(&wanted, request, request, |_| (), &|| false)
}

/// A search without a node around it, for the command line.
pub(crate) fn search_alone(
    wanted: &Wanted,
    request: &Request,
    whole: &Request,
    watch: impl Fn(&Progress) + Send + Sync,
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Sheet, String> {
    let job = Job::new();
    std::thread::scope(|scope| {
        let searching = scope.spawn(|| {
            let ended = search(&job, wanted, request, whole);
            job.over.store(true, Ordering::Release);
            ended
        });
        while job.is_running() && !searching.is_finished() {
            std::thread::sleep(Duration::from_millis(100));
            watch(&job.progress().0);
            if stop() {
                job.stop();
            }
        }
        searching
            .join()
            .map_err(|_broken| "search-broke".to_owned())?
    })
}
