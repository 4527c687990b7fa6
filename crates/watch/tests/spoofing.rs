//! False positions injected into real tracks are found, and real tracks are not accused. The whole size and
//! the figures: `cargo run --release -p vigie-watch --example spoofing_eval`.
#![allow(clippy::unwrap_used, reason = "tests")]

mod sea;
mod spoof;

use sea::shared;
use spoof::{Dice, Kind, check_of, doubts, hits, inject, known, told, tracks};
use vigie_watch::{Context, Observation, Report};

fn tells_speed(observation: &Observation) -> bool {
    matches!(&observation.report, Report::Position(report) if report.sog_dkn.is_some())
}

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
        let (mut plain_trials, mut plain_found) = (0, 0);
        for (number, track) in tracks.iter().enumerate() {
            let mut dice = Dice(5_000 + number as u64);
            let Some(trial) = inject(kind, track, &mut dice) else {
                continue;
            };
            let events = told(&trial.rows, trial.context_taken());
            let of_kind = |e: &vigie_watch::Event| kind.checks().contains(&check_of(e));
            let is_found = i32::from(events.iter().any(|e| hits(e, &trial) && of_kind(e)));
            // Of ships that tell no speed the moves alone are compared, and more of them are asked for.
            if track.rows.iter().any(tells_speed) {
                trials += 1;
                found += is_found;
            } else {
                plain_trials += 1;
                plain_found += is_found;
            }
        }
        eprintln!("{kind:?}: {found} of {trials}, without speed {plain_found} of {plain_trials}");
        // One may be missed of the few that this size tries.
        assert!(found >= trials - 1, "{kind:?}: {found} of {trials}");
        assert!(trials > 0, "{kind:?} was tried on nothing");
    }
}
