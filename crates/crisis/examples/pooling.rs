//! Prints what sharing seats means for each partner on seeded Luzon instances: nobody may be worse off than alone, and how
//! much of the gain of plain sharing is kept.
//!
//! `cargo run --release -p vigie-crisis --example pooling [-- seeds [people [first seed]]]`

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "an example that prints"
)]

use std::time::Instant;

use vigie_crisis::plan::{Effort, LuzonSize, best_plan, check, luzon, pooled_plan};

fn main() {
    let asked: Vec<u32> = std::env::args()
        .skip(1)
        .filter_map(|text| text.parse().ok())
        .collect();
    let seeds = asked.first().copied().unwrap_or(20);
    let size = LuzonSize {
        people: asked.get(1).copied().unwrap_or(LuzonSize::REFERENCE.people),
        ..LuzonSize::REFERENCE
    };
    let effort = Effort::default();
    let (mut worse, mut kept_least) = (0, f64::INFINITY);
    let first = u64::from(asked.get(2).copied().unwrap_or(1));
    for seed in first..first + u64::from(seeds) {
        let instance = luzon(size, seed).unwrap();
        let begun = Instant::now();
        let pooled = pooled_plan(&instance, &[], None, effort).unwrap();
        let time_s = begun.elapsed().as_secs_f64();
        let plain = best_plan(&instance, &[], None, effort).unwrap();
        let verdict = check(&instance, &pooled.plan.assignments, &[]);
        let alone: u64 = pooled.partners.iter().map(|it| it.alone).sum();
        let gain = |cost: u64| alone.saturating_sub(cost) as f64;
        let kept = gain(pooled.plan.objective) / gain(plain.objective).max(1.0) * 100.0;
        kept_least = kept_least.min(kept);
        println!(
            "seed {seed}: {} in {time_s:.1} s, {:.1} % of the gain kept, violations {}",
            pooled.plan.method,
            kept,
            verdict.violations.len()
        );
        for it in &pooled.partners {
            let change = (it.pooled as f64 / it.alone as f64 - 1.0) * 100.0;
            worse += usize::from(it.pooled > it.alone);
            println!(
                "  {}: {change:+.2} %, left behind alone {} pooled {}",
                it.partner, it.alone_not_lifted, it.pooled_not_lifted
            );
        }
    }
    println!(
        "{seeds} seeds: {worse} partners worse off than alone, least share of the gain kept {kept_least:.1} %"
    );
}
