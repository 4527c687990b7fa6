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
    }
}
