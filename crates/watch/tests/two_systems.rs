//! One ship that two systems know by different numbers: VMS names her by call sign, AIS by MMSI.
#![allow(clippy::unwrap_used, reason = "tests")]

mod sea;

use sea::{at, seen, standing, watched};
use vigie_sea::{Position, Time, destination};
use vigie_watch::{
    AisClass, Context, EventKind, IdentityReport, Observation, Report, Rules, SourceKind,
    UNNUMBERED_MIN, Watch, canonical,
};

const SHIP: u32 = 431_000_001;
const BY_VMS: u32 = UNNUMBERED_MIN + 77;
const HOUR: i64 = 3_600;

fn says(number: u32, s: i64, imo: Option<u32>, call_sign: &str, name: &str) -> Observation {
    let by_vms = number >= UNNUMBERED_MIN;
    let said = IdentityReport {
        imo,
        call_sign: Some(call_sign.to_owned()),
        name: Some(name.to_owned()),
        class: if by_vms {
            AisClass::Unknown
        } else {
            AisClass::A
        },
        ..IdentityReport::default()
    };
    Observation {
        source: if by_vms {
            SourceKind::Vms
        } else {
            SourceKind::Ais
        },
        report: Report::Identity(Box::new(said)),
        ..seen(number, Time::from_s(s), at(0.0, 0.0), 0.0)
    }
}

/// A drifting ship.
fn place(s: i64) -> Position {
    destination(at(42.0, 179.99), 90.0, 0.2 * s as f64)
}

/// Two days of a ship by AIS, and of the one that VMS follows so many metres beside.
fn voyage(vms_imo: Option<u32>, vms_sign: &str, beside_m: f64) -> Watch {
    let mut all = Vec::new();
    for s in (0..48 * HOUR).step_by(600) {
        all.push(seen(SHIP, Time::from_s(s), place(s), 0.4));
        if s % HOUR == 0 {
            all.push(says(SHIP, s, Some(9_074_729), "7JAB", "DAI 8 MARU"));
            all.push(says(BY_VMS, s, vms_imo, vms_sign, "第八丸 DAI-HACHI MARU"));
        }
        let vms = seen(
            BY_VMS,
            Time::from_s(s),
            destination(place(s), 0.0, beside_m),
            0.4,
        );
        all.push(Observation {
            source: SourceKind::Vms,
            ..vms
        });
    }
    all.sort_by(canonical);
    watched(Context::default(), &all)
}

#[test]
fn she_does_not_meet_herself_and_is_in_no_conflict_with_herself() {
    for (imo, sign) in [
        (Some(9_074_729), "7JAB"),
        (None, "7J-AB"),
        (Some(9_074_729), ""),
        (None, ""),
    ] {
        let watch = voyage(imo, sign, 60.0);
        assert!(
            standing(&watch, EventKind::Encounter).is_empty(),
            "{imo:?} {sign}"
        );
        assert!(
            standing(&watch, EventKind::IdentityConflict).is_empty(),
            "{imo:?} {sign}"
        );
    }
}

#[test]
fn two_ships_meet_whatever_system_follows_them() {
    for (imo, sign) in [(Some(9_167_253), "7JXY"), (None, "7JXY")] {
        let watch = voyage(imo, sign, 60.0);
        assert!(
            !standing(&watch, EventKind::Encounter).is_empty(),
            "{imo:?} {sign}"
        );
    }
}

#[test]
fn a_name_that_vms_spells_in_its_own_way_is_no_change_of_name() {
    let mut all = Vec::new();
    for s in (0..48 * HOUR).step_by(1_800) {
        all.push(seen(SHIP, Time::from_s(s), place(s), 0.4));
        all.push(says(SHIP, s, Some(9_074_729), "7JAB", "DAI 8 MARU"));
        let mut by_vms = says(BY_VMS, s + 60, None, "7JAB", "DAI-HACHI MARU");
        by_vms.mmsi = SHIP;
        all.push(by_vms);
    }
    // Her name on AIS changes once: that is told.
    for s in (48 * HOUR..72 * HOUR).step_by(1_800) {
        all.push(seen(SHIP, Time::from_s(s), place(s), 0.4));
        all.push(says(SHIP, s, Some(9_074_729), "7JAB", "OTHER MARU"));
    }
    all.sort_by(canonical);
    let watch = watched(Context::default(), &all);
    let told = standing(&watch, EventKind::IdentityConflict);
    let checks: Vec<&str> = told.iter().map(|it| sea::code(it, "check")).collect();
    assert_eq!(checks, ["name-changed"]);
}

/// A feed of AIS need not tell the class of the set, and a list ties VMS to the MMSI: each system has its own way to write a name.
#[test]
fn two_spellings_of_two_systems_are_no_change_whatever_the_feed_tells() {
    for (by_ais, by_vms) in [
        ("BACK 0", "BACK0"),
        ("HONEST ÉTOILE", "HONEST"),
        ("第八漁丸", "DAIHACHI"),
        ("DEEP SEA EXPLORER NU", "DEEP SEA EXPLORER NUMBER 12"),
    ] {
        let word = |s: i64, name: &str, source: SourceKind| {
            let mut word = says(SHIP, s, None, "7JAB", name);
            word.source = source;
            let Report::Identity(said) = &mut word.report else {
                unreachable!()
            };
            said.class = AisClass::Unknown;
            word
        };
        let mut all = Vec::new();
        for s in (0..48 * HOUR).step_by(1_800) {
            // The first words come before any position.
            all.push(word(s, by_vms, SourceKind::Vms));
            all.push(word(s + 10, by_ais, SourceKind::Ais));
            all.push(seen(SHIP, Time::from_s(s + 20), place(s), 0.4));
        }
        all.sort_by(canonical);
        let watch = watched(Context::default(), &all);
        assert_eq!(
            standing(&watch, EventKind::IdentityConflict),
            [],
            "{by_ais} / {by_vms}"
        );
        // What VMS calls her by and by is another name: that is a change.
        let day = 48 * HOUR;
        all.extend((0..4).map(|n| word(day + n * 1_800, "OTHER MARU", SourceKind::Vms)));
        all.extend((0..4).map(|n| seen(SHIP, Time::from_s(day + n * 1_800 + 20), place(day), 0.4)));
        all.sort_by(canonical);
        let watch = watched(Context::default(), &all);
        let told = standing(&watch, EventKind::IdentityConflict);
        let checks: Vec<&str> = told.iter().map(|it| sea::code(it, "check")).collect();
        assert_eq!(checks, ["name-changed"], "{by_ais} / {by_vms}");
        assert_eq!(sea::code(&told[0], "rests_on"), "vms");
    }
}

/// One system that writes a name now so and now so; a new script is no new name, a new name in the old script is.
#[test]
fn a_name_written_otherwise_is_no_other_name() {
    let told = |names: [&str; 4]| {
        let mut all = Vec::new();
        for s in (0..40 * HOUR).step_by(1_800) {
            let name = names[usize::try_from(s / (10 * HOUR)).unwrap()];
            all.push(seen(SHIP, Time::from_s(s), place(s), 0.4));
            all.push(says(SHIP, s, Some(9_074_729), "7JAB", name));
        }
        all.sort_by(canonical);
        let watch = watched(Context::default(), &all);
        let mut told = standing(&watch, EventKind::IdentityConflict);
        told.sort_by_key(|it| it.start.time);
        let after = told.iter().map(|it| sea::code(it, "after").to_owned());
        after.collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    assert_eq!(told(["BACK 0", "BACK0", "BACK-0", "Back No.0"]), none);
    assert_eq!(told(["ÉTOILE", "ETOILE", "第八漁丸", "ЗВЕЗДА"]), none);
    assert_eq!(
        told(["BACK 0", "第八漁丸", "OTHER", "BACK0"]),
        ["OTHER", "BACK0"]
    );
    assert_eq!(
        told(["第八漁丸", "BACK 0", "第九漁丸", "BACK 0"]),
        ["第九漁丸"]
    );
}

/// A list tells the MMSI of a ship that VMS named by call sign: her old number does not fall silent.
#[test]
fn a_number_that_nobody_uses_any_more_is_no_silence() {
    let heard = |learns: bool| {
        let mut watch = Watch::new(Rules::builtin(), Context::default());
        for s in (0..96 * HOUR).step_by(600) {
            let number = if learns && s >= 24 * HOUR {
                SHIP
            } else {
                BY_VMS
            };
            let ends = !learns && s >= 24 * HOUR;
            if s % HOUR == 0 && !ends {
                watch.push(says(number, s, None, "7JAB", "DAI 8 MARU"));
                let fix = seen(number, Time::from_s(s), place(s), 0.4);
                watch.push(Observation {
                    source: SourceKind::Vms,
                    ..fix
                });
            }
            // Others are heard all the time.
            watch.push(seen(
                SHIP + 1,
                Time::from_s(s),
                destination(place(s), 90.0, 9_000.0),
                0.4,
            ));
            if s == 24 * HOUR + 1_800 && learns {
                watch.number(|sign| (sign == "7JAB").then_some(SHIP));
            }
        }
        watch.finish();
        standing(&watch, EventKind::Gap)
    };
    assert_eq!(heard(false).len(), 1, "she fell silent");
    assert_eq!(heard(true), []);
}

/// A stored message that comes late, or twice, takes nothing back that she has said since.
#[test]
fn an_older_word_that_comes_late_changes_nothing() {
    let mut watch = Watch::new(Rules::builtin(), Context::default());
    let say =
        |watch: &mut Watch, s: i64, name: &str| watch.push(says(BY_VMS, s, None, "7JAB", name));
    for s in (0..6 * HOUR).step_by(600) {
        let fix = seen(BY_VMS, Time::from_s(s), place(s), 0.4);
        watch.push(Observation {
            source: SourceKind::Vms,
            ..fix
        });
        say(
            &mut watch,
            s,
            if s < 3 * HOUR { "OLD NAME" } else { "NEW NAME" },
        );
    }
    watch.advance(Time::from_s(8 * HOUR));
    for _ in 0..3 {
        say(&mut watch, HOUR + 7, "OLD NAME");
    }
    watch.finish();
    let name = watch.vessels().next().unwrap().identity.name.clone();
    assert_eq!(name.as_deref(), Some("NEW NAME"));
    // The newest counts, though late.
    say(&mut watch, 6 * HOUR, "NEWER NAME");
    watch.finish();
    let name = watch.vessels().next().unwrap().identity.name.clone();
    assert_eq!(name.as_deref(), Some("NEWER NAME"));
}
