//! Control stands for real life, and goes on where it was.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use super::*;

fn control(folder: &Path) -> Control {
    let ledger = Ledger::open(&folder.join("ledger.sqlite"), "exercise:x").unwrap();
    let scenario = Scenario::open_ocean(7, Time::from_ms(1_783_296_000_000), 2, 200);
    let list = vigie_exercise::msel::library::list("north-pacific-watch").unwrap();
    let listen = "127.0.0.1:0".parse().unwrap();
    let keys = ["ca-ccg", "jp-jcg"].map(|party| (party.to_owned(), "key".to_owned()));
    Control::open(&scenario, ledger, (listen, keys.into(), list), None, 1.0).unwrap()
}

fn send(control: &Control, inject: &str, how: How) -> Result<(), Refused> {
    let mut state = control.state();
    let at = state.dial.now;
    let inject = inject.to_owned();
    control.enter_at(&mut state, "director", at, Deed::Sent { inject, how })
}

#[test]
fn nothing_goes_to_players_while_the_exercise_stands_for_real_life() {
    let folder = tempfile::tempdir().unwrap();
    let control = control(folder.path());
    let title = "Man overboard".to_owned();
    control.no_duff("jp-jcg", title, "mika").unwrap();
    for how in [How::Now, How::Planned] {
        let refused = send(&control, "I-020", how);
        assert!(
            matches!(
                refused,
                Err(Refused::Exercise(Error::Conduct {
                    reason: "conduct-frozen"
                }))
            ),
            "{refused:?}"
        );
    }
    assert_eq!(control.state().conduct.sent("I-020"), None);
    // What was done by hand before is noted all the same.
    send(&control, "I-020", How::Late).unwrap();
    control.turn("director", Clock::Resume).unwrap();
    send(&control, "I-030", How::Now).unwrap();
}

#[test]
fn the_exercise_stands_for_real_life_also_when_nothing_can_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let control = control(folder.path());
    let path = folder.path().join("ledger.sqlite");
    let other = rusqlite::Connection::open(path).unwrap();
    other.execute("DROP TABLE documents", []).unwrap();
    let title = "Man overboard".to_owned();
    assert!(control.no_duff("jp-jcg", title, "mika").is_err());
    assert!(control.state().told().frozen);
}

#[test]
fn after_a_kill_the_clock_is_not_before_what_was_done() {
    let folder = tempfile::tempdir().unwrap();
    let first = control(folder.path());
    first.mark_clock();
    let before = first.state().dial.now;
    let later = before.plus_ms(2_000_000);
    first.state().dial.now = later;
    first.turn("director", Clock::Pause).unwrap();
    drop(first);
    let again = control(folder.path());
    assert_eq!(again.state().dial.now, later);
}

#[test]
fn what_a_watch_shows_for_the_first_time_is_a_track_and_stays_one_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let tracks = |control: &Control| -> Vec<(String, Time, u32)> {
        let state = control.state();
        let seen = state.observed.iter().filter_map(|one| match one.seen {
            Seen::Track { mmsi } => Some((one.party.clone(), one.at, mmsi)),
            _ => None,
        });
        seen.collect()
    };
    let first = control(folder.path());
    let began = first.state().dial.now;
    let cursor = json!({"audit": 7});
    first
        .observe(("ca-ccg", 0), Vec::new(), cursor.clone())
        .unwrap();
    let ship = [(412_000_001, 41.0, 179.5)];
    for (minute, party) in [(0, "ca-ccg"), (30, "ca-ccg"), (60, "jp-jcg")] {
        let at = began.plus_ms(minute * 60_000);
        first.state().dial.now = at;
        first.picture((party, 0), at, &ship, &[]).unwrap();
    }
    let told = tracks(&first);
    let later = began.plus_ms(3_600_000);
    assert_eq!(
        told,
        [
            ("ca-ccg".to_owned(), began, 412_000_001),
            ("jp-jcg".to_owned(), later, 412_000_001)
        ]
    );
    drop(first);
    let again = control(folder.path());
    let mut kept = tracks(&again);
    kept.sort_by_key(|one| one.1);
    assert_eq!(kept, told);
    assert_eq!(again.state().seats["ca-ccg"].cursor, cursor);
    again.picture(("ca-ccg", 0), later, &ship, &[]).unwrap();
    assert_eq!(tracks(&again).len(), 2);
    assert!(again.picture(("ca-ccg", 1), later, &ship, &[]).is_err());
}

/// A blackout that the scenario has reaches the nodes as a link that is cut, both ways, while it lasts.
#[test]
fn a_blackout_of_the_scenario_cuts_the_link() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("ledger.sqlite"), "exercise:x").unwrap();
    let start = Time::from_ms(1_783_296_000_000);
    let settings = vigie_exercise::Settings { seed: 1, start };
    let scenario = Scenario::from_library("cyber-blackout", settings).unwrap();
    let list = vigie_exercise::msel::library::list("cyber-blackout").unwrap();
    let listen = "127.0.0.1:0".parse().unwrap();
    let keys = ["ca-ccg", "jp-jcg"].map(|party| (party.to_owned(), "key".to_owned()));
    let options = (listen, keys.into(), list);
    let control = Control::open(&scenario, ledger, options, None, 1.0).unwrap();
    for (hour, cut) in [(9, false), (15, true), (22, true), (24, false)] {
        control.state().dial.now = start.plus_ms(hour * 3_600_000);
        assert_eq!(control.state().told().link_cut, cut, "hour {hour}");
    }
}

/// Loss and delay of the scenario reach the node that speaks, each direction by itself, and control's page shows them.
#[test]
fn a_bad_link_of_the_scenario_is_told_to_who_speaks_over_it() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("ledger.sqlite"), "exercise:x").unwrap();
    let start = Time::from_ms(1_783_296_000_000);
    let settings = vigie_exercise::Settings { seed: 1, start };
    let scenario = Scenario::from_library("cyber-blackout", settings).unwrap();
    let list = vigie_exercise::msel::library::list("cyber-blackout").unwrap();
    let listen = "127.0.0.1:0".parse().unwrap();
    let keys = ["ca-ccg", "jp-jcg"].map(|party| (party.to_owned(), "key".to_owned()));
    let options = (listen, keys.into(), list);
    let control = Control::open(&scenario, ledger, options, None, 1.0).unwrap();
    let mut told = Vec::new();
    for hour in [9, 11, 15, 24] {
        let mut state = control.state();
        state.dial.now = start.plus_ms(hour * 3_600_000);
        let delay_s = |party| state.told_to(party).link_bad.map(|bad| bad.delay_s);
        let shown = state.links_shown();
        let states: Vec<&str> = shown.iter().map(|one| one.state).collect();
        assert_eq!(
            (shown[0].from.as_str(), shown[0].to.as_str()),
            ("ca-ccg", "jp-jcg")
        );
        told.push((hour, delay_s("ca-ccg"), delay_s("jp-jcg"), states.join(" ")));
    }
    let good = "good good".to_owned();
    assert_eq!(
        told,
        [
            (9, None, None, good),
            (11, Some(240.0), Some(240.0), "bad bad".to_owned()),
            (15, None, None, "cut cut".to_owned()),
            (24, Some(45.0), None, "bad good".to_owned()),
        ]
    );
    let mut state = control.state();
    let until = |state: &State| state.links_shown()[0].until;
    assert_eq!(until(&state), Some(start.plus_ms(29 * 3_600_000)));
    state.dial.now = start.plus_ms(15 * 3_600_000);
    assert_eq!(until(&state), Some(start.plus_ms(23 * 3_600_000)));
}
