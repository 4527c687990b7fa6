//! Nodes killed at any moment while they exchange: what was acknowledged to an officer arrives, once, and everything that
//! is kept is still as it was signed. `VIGIE_KILLS` says how often; `scripts/kill.sh` does it a thousand times.

use std::time::Duration;

use crate::side::{Dice, PARTIES, Side, agreed, arrived, talk, verified};

const KILLS: u64 = 8;

#[test]
fn killed_nodes_lose_nothing_and_say_nothing_twice() {
    let kills = std::env::var("VIGIE_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(KILLS);
    let mut sides = PARTIES.map(Side::new);
    agreed(sides.each_mut().map(|side| &mut side.client));
    let mut dice = Dice(2026);
    let mut kept: [Vec<String>; 2] = Default::default();
    let (mut tried, mut checked) = (0, [0; 2]);
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    for round in 0..kills {
        let victim = usize::try_from(dice.below(2)).unwrap();
        let wait = Duration::from_millis(dice.below(400));
        // Both talk while one of them is killed at some moment.
        let talk = talk(&sides, &round.to_string());
        std::thread::sleep(wait);
        sides[victim].killed();
        for (all, said) in kept.iter_mut().zip(talk.join().unwrap()) {
            tried += 3;
            all.extend(said);
        }
        // A page of notes holds those of some hundred rounds.
        if round % 200 == 199 {
            arrived(&sides, &kept, &checked);
            checked = [kept[0].len(), kept[1].len()];
        }
    }
    std::panic::set_hook(hook);
    let total = kept[0].len() + kept[1].len();
    assert!(total as u64 > kills, "{total} of {tried} notes were kept");
    arrived(&sides, &kept, &checked);
    for side in &mut sides {
        side.stop();
        verified(side.folder());
    }
    println!("{kills} kills: {total} of {tried} notes were kept, each arrived once");
}
