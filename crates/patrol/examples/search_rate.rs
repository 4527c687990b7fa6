//! CPU time of a search for a moving target: 100 × 100 cells over 24 periods.
use std::time::Instant;
use vigie_patrol::search::{MovingSearchConfig, Transition, search_moving_target};

fn main() -> Result<(), vigie_patrol::search::SearchError> {
    for (side, periods, budget) in [(40_usize, 24, 20.0), (100, 24, 20.0), (100, 24, 200.0)] {
        let transition = Transition::grid(side, side, 0.6, |_| true)?;
        let mut p = vec![0.0; side * side];
        if let Some(middle) = p.get_mut(side / 2 * side + side / 2) {
            *middle = 1.0;
        }
        for _ in 0..12 {
            let mut next = vec![0.0; p.len()];
            transition.forward(&p, &mut next);
            p = next;
        }
        let rate = vec![1.0; p.len()];
        let config = MovingSearchConfig {
            gap_max: 1e-5,
            ..MovingSearchConfig::default()
        };
        let begin = Instant::now();
        let plan = search_moving_target(&p, &rate, &transition, &vec![budget; periods], config)?;
        println!(
            "{side} x {side} cells, {periods} periods, {budget} a period: {:.3} s, {} sweeps, success {:.6}, myopic {:.6}, gap {:.1e}",
            begin.elapsed().as_secs_f64(),
            plan.sweeps,
            plan.success,
            plan.myopic,
            plan.gap
        );
    }
    Ok(())
}
