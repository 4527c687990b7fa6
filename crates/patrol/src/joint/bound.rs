//! An upper bound on the value of any plan.
//!
//! Each task earns at most its best value at the earliest moment any asset may begin it. All visits together
//! take at most the time that all assets may be away from port: a fractional knapsack of value by the hours of
//! work alone. Ways between tasks are left out, so the bound is honest and not tight.

use super::ability::Ability;
use super::world::{Second, World};

pub(super) fn bound(world: &World<'_>) -> f64 {
    let mut items: Vec<(f64, f64)> = Vec::new();
    for t in 0..world.works.len() {
        let earliest = world
            .able
            .iter()
            .filter_map(|of| match &of[t] {
                Ability::May { begins, .. } => begins.first().map(|w| w.0),
                Ability::Never(_) => None,
            })
            .min();
        let Some(earliest) = earliest else { continue };
        let task = world.task(t);
        let wishes: f64 = world
            .request
            .wishes
            .iter()
            .filter(|w| w.task == task.id)
            .map(|w| w.points)
            .sum();
        let value = world.worth_max(t) * task.freshness(world.time(earliest)) + wishes;
        // At least one visit is made if anything is earned; further visits only cost more time.
        items.push((value, world.works[t].duration_s as f64));
    }
    let capacity: f64 = (0..world.crafts.len())
        .map(|a| away_max(world, a) as f64)
        .sum();
    knapsack(&mut items, capacity)
}

/// Most seconds that an asset may be away from port.
fn away_max(world: &World<'_>, a: usize) -> Second {
    let craft = &world.crafts[a];
    let open: Second = craft.windows.iter().map(|w| w.1 - w.0).sum();
    open.min(craft.total_max_s).min(world.end).max(0)
}

fn knapsack(items: &mut [(f64, f64)], mut capacity: f64) -> f64 {
    items.sort_by(|x, y| (y.0 * x.1).total_cmp(&(x.0 * y.1)));
    let mut sum = 0.0;
    for (value, seconds) in items.iter() {
        if *seconds <= capacity {
            sum += value;
            capacity -= seconds;
        } else {
            sum += value * capacity / seconds;
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_knapsack_takes_the_densest_and_a_part_of_the_last() {
        let mut items = vec![(10.0, 5.0), (9.0, 3.0), (4.0, 4.0)];
        assert!((knapsack(&mut items, 6.0) - (9.0 + 6.0)).abs() < 1e-12);
    }
}
