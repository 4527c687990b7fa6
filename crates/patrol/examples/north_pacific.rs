//! A joint plan like Operation North Pacific Guard, made, checked, re-planned, and set beside separate plans.
//!
//! `cargo run --release -p vigie-patrol --example north_pacific -- [SEEDS] [ITERATIONS] [sea]`: ships go around land with
//! `sea`, else along great circles.

use std::time::Instant;

use vigie_patrol::joint::{EXCHANGES, Effort, Solver};
use vigie_patrol::{GreatCircle, Legs, Plan, Request, SeaLegs, StopKind, check, compare, trial};

/// Lanes on threads of their own, exchanging at fixed points.
fn solve(
    request: &Request,
    legs: &dyn Legs,
    effort: Effort,
    warm: &[Plan],
) -> Result<(Plan, f64, f64), vigie_patrol::Error> {
    let mut solver = Solver::new(request, legs, effort, warm)?;
    for _ in 0..EXCHANGES {
        std::thread::scope(|scope| {
            for lane in &mut solver.lanes {
                scope.spawn(|| lane.step(effort.iterations / EXCHANGES));
            }
        });
        solver.exchange();
    }
    Ok((solver.plan(), solver.points(), solver.bound()))
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

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let seeds: u64 = args.next().map_or(Ok(3), |s| s.parse())?;
    let iterations: u64 = args.next().map_or(Ok(600), |s| s.parse())?;
    let by_sea = args.next().is_some_and(|word| word == "sea");
    let begun = cpu_s();
    let sea = by_sea.then(SeaLegs::open);
    let legs: &dyn Legs = match &sea {
        Some(sea) => sea,
        None => &GreatCircle,
    };
    eprintln!("legs ready in {:.2} CPU s", cpu_s() - begun);
    let mut gains = Vec::new();
    for seed in 0..seeds {
        let request = trial::north_pacific(seed);
        let start = Instant::now();
        let effort = Effort {
            seed,
            iterations,
            ..Effort::default()
        };
        let first = Solver::new(&request, legs, Effort { lanes: 1, ..effort }, &[])?.plan();
        let first_s = start.elapsed().as_secs_f64();
        eprintln!(
            "first {first_s:.2} s, CPU {:.2} s, {:.0} points",
            cpu_s(),
            first.total.value
        );
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
            )?;
            separate.push(plan);
        }
        let alone: f64 = separate.iter().map(|p| p.total.value).sum();
        let start = Instant::now();
        let (plan, points, bound) = solve(&request, legs, effort, &separate)?;
        let plan_s = start.elapsed().as_secs_f64();
        let found = check(&request, legs, &plan);
        for finding in found.iter().take(3) {
            println!("  {finding:?}");
        }
        let gain = 100.0 * (plan.total.value - alone) / alone;
        gains.push(gain);
        println!(
            "seed {seed}: first {:.0} points in {first_s:.2} s ({} findings); joint {:.0} ({points:.0}) in {plan_s:.1} s, {} visits, {} findings, bound {bound:.0}; separate {alone:.0}; gain {gain:.1} %",
            first.total.value,
            check(&request, legs, &first).len(),
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
        let start = Instant::now();
        let effort = Effort {
            iterations: 40,
            heat: 0.0,
            ..effort
        };
        let (new, _, _) = solve(&again, legs, effort, &[])?;
        let again_s = start.elapsed().as_secs_f64();
        let (kept, of) = kept_legs(&plan, &new, "falcon");
        let found = check(&again, legs, &new);
        for finding in found.iter().take(3) {
            println!("  {finding:?}");
        }
        println!(
            "  re-plan without falcon from day 20 in {again_s:.2} s: {:.0} points, {kept} of {of} legs of the others kept ({:.0} %), {} findings",
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
    Ok(())
}
