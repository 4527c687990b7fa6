//! False positions injected into real tracks are found, and real tracks are not accused. The whole size and
//! the figures: `cargo run --release -p vigie-watch --example spoofing_eval`.
#![allow(clippy::unwrap_used, reason = "tests")]

mod sea;
mod spoof;

use sea::shared;
use spoof::{Dice, Kind, check_of, doubts, hits, inject, known, told, tracks};
use vigie_watch::Context;

/// Real tracks as they are: not one accusation that the publisher's own segmentation does not share.
#[test]
fn real_tracks_are_not_accused() {
    for track in tracks(&shared) {
        for event in told(&track.rows, Context::default()) {
            let excused = known(&event, &track) || doubts(&event);
            assert!(excused, "{}: {}", track.set, check_of(&event));
        }
    }
}

#[test]
fn injected_false_positions_are_found() {
    let tracks = tracks(&shared);
    for kind in Kind::ALL {
        let (mut trials, mut found) = (0, 0);
        for (number, track) in tracks.iter().enumerate() {
            let mut dice = Dice(5_000 + number as u64);
            let Some(trial) = inject(kind, track, &mut dice) else {
                continue;
            };
            trials += 1;
            let events = told(&trial.rows, trial.context_taken());
            let of_kind = |e: &vigie_watch::Event| kind.checks().contains(&check_of(e));
            found += i32::from(events.iter().any(|e| hits(e, &trial) && of_kind(e)));
        }
        eprintln!("{kind:?}: {found} of {trials}");
        // One may be missed of the few that this size tries.
        assert!(found >= trials - 1, "{kind:?}: {found} of {trials}");
    }
}
