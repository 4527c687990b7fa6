//! Prints how good and how fast evacuation plans are on the seeded Luzon instances.
//!
//! `cargo run --release -p vigie-crisis --example evacuate [-- size...]`

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "an example that prints"
)]

use std::time::Instant;

use vigie_crisis::plan::{Effort, LuzonSize, best_plan, bound, check, first_plan, luzon};

fn main() {
    let wanted: Vec<usize> = std::env::args()
        .skip(1)
        .filter_map(|text| text.parse().ok())
        .collect();
    for (index, size) in LuzonSize::MEASURED.into_iter().enumerate() {
        if !wanted.is_empty() && !wanted.contains(&index) {
            continue;
        }
        let instance = luzon(size, 1).unwrap();
        println!(
            "{index}: {} people {} groups {} legs, slot {} min, seats {}, bus {}",
            instance.people(),
            instance.groups.len(),
            instance.legs.len(),
            size.slot_min,
            instance
                .legs
                .iter()
                .map(|leg| u64::from(leg.seats))
                .sum::<u64>(),
            instance
                .assembly
                .iter()
                .flat_map(|it| &it.bus_seats)
                .map(|it| u64::from(*it))
                .sum::<u64>()
        );
        let begun = Instant::now();
        let first = first_plan(&instance, &[]).unwrap();
        let first_s = begun.elapsed().as_secs_f64();
        let begun = Instant::now();
        let best = best_plan(&instance, &[], None, Effort::default()).unwrap();
        let best_s = begun.elapsed().as_secs_f64();
        for (name, plan, time_s) in [("first", &first, first_s), ("best", &best, best_s)] {
            let verdict = check(&instance, &plan.assignments, &[]);
            let proven = bound(&instance, &[], &best.prices);
            println!(
                "  {name}: {time_s:.2} s, objective {} bound {:.0} (rechecked {proven:.0}) gap {:.3} % to best bound {:.3} %, not lifted {}, violations {}",
                plan.objective,
                plan.bound,
                plan.gap_pct(),
                (plan.objective as f64 / best.bound - 1.0) * 100.0,
                verdict.not_lifted,
                verdict.violations.len()
            );
            assert_eq!(verdict.objective, plan.objective);
        }
        if std::env::var("FULL").is_ok() {
            pooling_and_replan(&instance);
        }
    }
}

fn pooling_and_replan(instance: &vigie_crisis::plan::Instance) {
    use vigie_crisis::plan::{pooled_plan, replan, stress};
    let effort = Effort::default();
    let begun = Instant::now();
    let pooled = pooled_plan(instance, &[], None, effort).unwrap();
    println!(
        "  pooled: {:.2} s, {} gap {:.3} %",
        begun.elapsed().as_secs_f64(),
        pooled.plan.method,
        pooled.plan.gap_pct()
    );
    for figure in &pooled.partners {
        println!(
            "    {}: alone {} ({} left) pooled {} ({} left): {:+.2} %, seats given {} received {}",
            figure.partner,
            figure.alone,
            figure.alone_not_lifted,
            figure.pooled,
            figure.pooled_not_lifted,
            (figure.pooled as f64 / figure.alone as f64 - 1.0) * 100.0,
            figure.seats_given,
            figure.seats_received
        );
    }
    let now = instance.start.plus_ms(36 * 3_600_000);
    let mut closed = instance.clone();
    closed.embarkation[0].closed.push(vigie_sea::Span {
        start: now,
        end: instance.start.plus_ms(30 * 86_400_000),
    });
    let begun = Instant::now();
    let new = replan(&closed, &pooled.plan, now, effort).unwrap();
    let time_s = begun.elapsed().as_secs_f64();
    let verdict = check(
        &new.frozen.instance,
        &new.plan.assignments,
        &new.frozen.committed,
    );
    println!(
        "  replan: {time_s:.2} s, {} gap {:.3} %, disrupted {}, changed {}, committed {}, not lifted {}, violations {}",
        new.plan.method,
        new.plan.gap_pct(),
        new.disrupted.len(),
        new.changed.len(),
        new.frozen.committed.len(),
        verdict.not_lifted,
        verdict.violations.len()
    );
    for figure in &new.partners {
        println!(
            "    {}: alone {} (at best {:.2} % less) pooled {:+.2} %",
            figure.partner,
            figure.alone,
            (1.0 - figure.alone_bound as f64 / figure.alone as f64) * 100.0,
            (figure.pooled as f64 / figure.alone as f64 - 1.0) * 100.0
        );
    }
    let begun = Instant::now();
    let found = stress(instance, &pooled.plan, &[], 7, 50).unwrap();
    println!(
        "  stress: {:.2} s, not lifted mean {:.1} p90 {} worst {}",
        begun.elapsed().as_secs_f64(),
        found.not_lifted_mean,
        found.not_lifted_p90,
        found.not_lifted_worst
    );
}
