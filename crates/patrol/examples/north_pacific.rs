//! A joint plan like Operation North Pacific Guard, made, checked, re-planned, and set beside separate plans.
//!
//! `cargo run --release -p vigie-patrol --example north_pacific -- [SEEDS] [ITERATIONS] [sea] [first] [seconds=S] [from=SEED]`:
//! ships go around land with `sea`, else along great circles; with `first` only the first plan of each seed is made. With
//! `seconds` a search ends as the node's does: the joint plan after so many CPU seconds of each of its two lanes, a third
//! of them for each separate plan, and 1.8 for the new plan when an aircraft drops out.

use std::time::Instant;

use vigie_patrol::joint::{EXCHANGES, Effort, Solver, first_plan};
use vigie_patrol::{GreatCircle, Legs, Plan, Request, SeaLegs, StopKind, check, compare, trial};

/// Lanes on threads of their own, exchanging at fixed points.
fn solve(
    request: &Request,
    legs: &dyn Legs,
    effort: Effort,
    warm: &[Plan],
    limit_s: Option<f64>,
) -> Result<(Plan, f64, f64), vigie_patrol::Error> {
    let begun = cpu_s();
    let spent = || (cpu_s() - begun) / effort.lanes as f64;
    let over = || limit_s.is_some_and(|limit| spent() >= limit);
    let mut solver = Solver::new(request, legs, effort, warm)?;
    let bound = solver.bound();
    let mut budget = effort.iterations;
    if let Some(limit) = limit_s {
        let mut trial = Solver::new(request, legs, Effort { lanes: 1, ..effort }, warm)?;
        let before = cpu_s();
        trial.step(TRIAL);
        let each_s = ((cpu_s() - before) / TRIAL as f64).max(1e-3);
        budget = (((limit - spent()) / each_s) as u64).max(EXCHANGES);
        solver.set_iterations(budget);
    }
    let over = &over;
    for _ in 0..EXCHANGES {
        std::thread::scope(|scope| {
            for lane in &mut solver.lanes {
                scope.spawn(move || {
                    for _ in 0..budget / EXCHANGES {
                        if over() {
                            break;
                        }
                        lane.step(1);
                    }
                });
            }
        });
        if over() {
            break;
        }
        solver.exchange();
    }
    Ok((solver.plan(), solver.points(), bound))
}

/// CPU seconds of the whole program so far.
fn cpu_s() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks = |n: usize| {
        fields
            .get(n)
            .and_then(|t| t.parse::<f64>().ok())
            .unwrap_or(0.0)
    };
    (ticks(11) + ticks(12)) / 100.0
}

/// Iterations that tell how many fit into a time.
const TRIAL: u64 = 4;
/// For a new plan, of the two seconds that it may take.
const AGAIN_S: f64 = 1.8;

fn kept_legs(before: &Plan, after: &Plan, skip: &str) -> (usize, usize) {
    let legs = |plan: &Plan| -> Vec<(String, StopKind, StopKind)> {
        plan.routes
            .iter()
            .filter(|r| r.asset != skip)
            .flat_map(|r| {
                r.stops.windows(2).filter_map(|w| match w {
                    [a, b] => Some((r.asset.clone(), a.kind.clone(), b.kind.clone())),
                    _ => None,
                })
            })
            .collect()
    };
    let new = legs(after);
    let old = legs(before);
    (
        old.iter().filter(|leg| new.contains(leg)).count(),
        old.len(),
    )
}

#[allow(clippy::too_many_lines, reason = "one case, figure by figure")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let seeds: u64 = args.next().map_or(Ok(3), |s| s.parse())?;
    let iterations: u64 = args.next().map_or(Ok(600), |s| s.parse())?;
    let words: Vec<String> = args.collect();
    let asked = |word: &str| words.iter().any(|w| w == word);
    let by_sea = asked("sea");
    let begun = cpu_s();
    let sea = by_sea.then(SeaLegs::open);
    let legs: &dyn Legs = match &sea {
        Some(sea) => sea,
        None => &GreatCircle,
    };
    eprintln!("legs ready in {:.2} CPU s", cpu_s() - begun);
    let mut gains = Vec::new();
    let from = words
        .iter()
        .find_map(|w| w.strip_prefix("from=")?.parse().ok());
    let from: u64 = from.unwrap_or(0);
    let seconds: Option<f64> = words
        .iter()
        .find_map(|w| w.strip_prefix("seconds=")?.parse().ok());
    let mut kept_all = Vec::new();
    for seed in from..from + seeds {
        let request = trial::north_pacific(seed);
        let start = Instant::now();
        let effort = Effort {
            seed,
            iterations,
            ..Effort::default()
        };
        let cpu = cpu_s();
        // Legs that nobody told of this request, as a planner has them who asks for the first time.
        let fresh = by_sea.then(SeaLegs::open);
        let fresh: &dyn Legs = match &fresh {
            Some(sea) => sea,
            None => &GreatCircle,
        };
        let first = first_plan(&request, fresh, seed)?;
        let first_s = start.elapsed().as_secs_f64();
        println!(
            "seed {seed}: first plan of {:.0} points, {} visits, in {first_s:.2} s, {:.2} CPU s, {} findings",
            first.total.value,
            first.total.tasks,
            cpu_s() - cpu,
            check(&request, fresh, &first).len()
        );
        for finding in check(&request, fresh, &first).iter().take(3) {
            println!("  {finding:?}");
        }
        let cpu = cpu_s();
        let begun = Solver::new(
            &request,
            legs,
            Effort { lanes: 1, ..effort },
            std::slice::from_ref(&first),
        )?
        .plan();
        println!(
            "  charted and filled up: {:.0} points in {:.2} CPU s, {} findings",
            begun.total.value,
            cpu_s() - cpu,
            check(&request, legs, &begun).len()
        );
        if asked("first") {
            continue;
        }
        let mut separate = Vec::new();
        for agency in ["CA", "JP", "US"] {
            let own = compare::separate(&request, agency);
            let (plan, _, _) = solve(
                &own,
                legs,
                Effort {
                    iterations: iterations / 2,
                    ..effort
                },
                &[],
                seconds.map(|s| s / 3.0),
            )?;
            separate.push(plan);
        }
        let alone: f64 = separate.iter().map(|p| p.total.value).sum();
        let (start, cpu) = (Instant::now(), cpu_s());
        let (plan, points, bound) = solve(&request, legs, effort, &separate, seconds)?;
        let (plan_s, plan_cpu) = (start.elapsed().as_secs_f64(), cpu_s() - cpu);
        let found = check(&request, legs, &plan);
        for finding in found.iter().take(3) {
            println!("  {finding:?}");
        }
        let gain = 100.0 * (plan.total.value - alone) / alone;
        gains.push(gain);
        println!(
            "seed {seed}: joint {:.0} ({points:.0}) in {plan_s:.1} s, {plan_cpu:.1} CPU s, {} visits, {} findings, bound {bound:.0}; separate {alone:.0}; gain {gain:.1} %",
            plan.total.value,
            plan.total.tasks,
            found.len()
        );
        // Day 20: an aircraft drops out.
        let now = request.span.start.plus_ms(20 * 86_400_000);
        let mut again = request.clone();
        again.assets.retain(|a| a.id != "falcon");
        again.before = Some(plan.clone());
        again.now = Some(now);
        again.weights.per_change = 0.3;
        let (start, cpu) = (Instant::now(), cpu_s());
        let effort = Effort {
            iterations: 40,
            heat: 0.0,
            ..effort
        };
        let (new, _, _) = solve(&again, legs, effort, &[], seconds.map(|_| AGAIN_S))?;
        let (again_s, again_cpu) = (start.elapsed().as_secs_f64(), cpu_s() - cpu);
        let (kept, of) = kept_legs(&plan, &new, "falcon");
        kept_all.push(100.0 * kept as f64 / of.max(1) as f64);
        let found = check(&again, legs, &new);
        for finding in found.iter().take(3) {
            println!("  {finding:?}");
        }
        println!(
            "  re-plan without falcon from day 20 in {again_s:.2} s, {again_cpu:.2} CPU s: {:.0} points, {kept} of {of} legs of the others kept ({:.0} %), {} findings",
            new.total.value,
            100.0 * kept as f64 / of.max(1) as f64,
            found.len()
        );
    }
    let least = gains.iter().copied().fold(f64::INFINITY, f64::min);
    println!(
        "{seeds} seeds: mean gain of the joint plan {:.1} %, least {least:.1} %",
        gains.iter().sum::<f64>() / gains.len().max(1) as f64
    );
    println!(
        "legs kept by the new plan: least {:.0} %, {} of {} below 80 %",
        kept_all.iter().copied().fold(f64::INFINITY, f64::min),
        kept_all.iter().filter(|kept| **kept < 80.0).count(),
        kept_all.len()
    );
    Ok(())
}
