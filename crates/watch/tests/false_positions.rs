//! Shared MMSIs and implausible positions: what is told, and what is not.
#![allow(clippy::unwrap_used, reason = "tests")]

mod sea;

use sea::{at, code, number, of_kind, seen, standing, watched};
use vigie_sea::{Position, Time, destination};
use vigie_watch::{
    AisClass, Context, EventKind, EventState, IdentityReport, Observation, Reception, Report,
    ShoreMap, SourceKind, canonical,
};

const MMSI: u32 = 431_000_001;

/// A ship steaming from a place, every five minutes, between two minutes of the day.
fn steam(
    mmsi: u32,
    from: Position,
    course_deg: f64,
    minutes: std::ops::Range<i64>,
) -> Vec<Observation> {
    minutes
        .step_by(5)
        .map(|minute| {
            let way_m = 10.0 * 1_852.0 * minute as f64 / 60.0;
            // Some metres beside its line, as every ship is.
            let beside_m = (minute * 37 % 11) as f64 - 5.0;
            let on_line = destination(from, course_deg, way_m);
            let mut seen = seen(
                mmsi,
                Time::from_s(minute * 60),
                destination(on_line, course_deg + 90.0, beside_m),
                10.0,
            );
            if let Report::Position(p) = &mut seen.report {
                p.cog_ddeg = Some((course_deg * 10.0) as u16);
            }
            seen
        })
        .collect()
}

fn sorted(mut all: Vec<Observation>) -> Vec<Observation> {
    all.sort_by(canonical);
    all
}

#[test]
fn two_ships_under_one_mmsi_are_told_once_and_split() {
    let one = steam(MMSI, at(45.0, 179.5), 90.0, 0..900);
    let two = steam(MMSI, at(30.0, 150.0), 0.0, 2..900);
    let watch = watched(Context::default(), &sorted([one, two].concat()));
    assert_eq!(watch.vessels().count(), 2);
    let found = standing(&watch, EventKind::SharedMmsi);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].state, EventState::Open);
    assert_eq!(found[0].vessels[0].track, format!("{MMSI}-1"));
    assert_eq!(found[0].vessels[1].track, format!("{MMSI}-2"));
    assert!(number(&found[0], "required_speed_kn") > 10_000.0);
    assert!(standing(&watch, EventKind::ImplausiblePosition).is_empty());
}

#[test]
fn one_ship_that_only_turns_and_drifts_is_told_of_nothing() {
    let mut all = steam(MMSI, at(45.0, 179.5), 90.0, 0..300);
    let turned = all.last().map(|o| match &o.report {
        Report::Position(p) => p.position(),
        Report::Identity(_) => at(0.0, 1.0),
    });
    for minute in (300..900).step_by(5) {
        let beside_m = (minute * 37 % 11) as f64 - 5.0;
        let on_line = destination(turned.unwrap(), 250.0, 300.0 * (minute - 300) as f64);
        let place = destination(on_line, 340.0, beside_m);
        all.push(seen(MMSI, Time::from_s(minute * 60), place, 9.7));
    }
    let watch = watched(Context::default(), &all);
    assert_eq!(watch.vessels().count(), 1);
    assert_eq!(watch.book().iter().count(), 0);
}

#[test]
fn a_single_false_position_is_told_and_does_not_bend_the_track() {
    let mut all = steam(MMSI, at(45.0, 179.5), 90.0, 0..300);
    all.push(seen(MMSI, Time::from_s(152 * 60), at(-33.0, 18.0), 10.0));
    let watch = watched(Context::default(), &sorted(all));
    let found = standing(&watch, EventKind::ImplausiblePosition);
    assert_eq!(found.len(), 1);
    assert_eq!(code(&found[0], "check"), "outlier");
    assert_eq!(found[0].start.position, at(-33.0, 18.0));
    assert!(number(&found[0], "required_speed_kn") > 1_000.0);
    assert_eq!(watch.vessel(MMSI)[0].positions, 60);
    assert!(of_kind(&watch, EventKind::Gap).is_empty());
}

/// A second ship heard once, then often: the first word against it is withdrawn.
#[test]
fn a_second_ship_first_taken_for_a_false_position_is_rehabilitated() {
    let mut all = steam(MMSI, at(45.0, 179.5), 90.0, 0..900);
    all.push(seen(MMSI, Time::from_s(52 * 60), at(30.0, 150.0), 0.1));
    all.extend((300..900).step_by(7).map(|m| {
        seen(
            MMSI,
            Time::from_s(m * 60),
            at(30.0, 150.0 + m as f64 * 1e-6),
            0.1,
        )
    }));
    let watch = watched(Context::default(), &sorted(all));
    let withdrawn: Vec<_> = of_kind(&watch, EventKind::ImplausiblePosition);
    assert_eq!(withdrawn.len(), 1);
    assert_eq!(
        withdrawn[0].retraction.as_ref().unwrap().reason,
        "second-ship"
    );
    assert_eq!(standing(&watch, EventKind::SharedMmsi).len(), 1);
}

#[test]
fn a_jump_that_goes_on_is_told_as_a_jump() {
    let mut all = steam(MMSI, at(45.0, 179.5), 90.0, 0..300);
    all.extend(steam(MMSI, at(20.0, 130.0), 0.0, 300..600));
    let watch = watched(Context::default(), &all);
    let found = standing(&watch, EventKind::ImplausiblePosition);
    assert_eq!(found.len(), 1);
    assert_eq!(code(&found[0], "check"), "jump");
    assert!(standing(&watch, EventKind::SharedMmsi).is_empty());
}

#[test]
fn default_positions_make_no_track() {
    let all: Vec<Observation> = (0..20)
        .map(|m| seen(MMSI, Time::from_s(m * 60), at(0.0, 0.0), 5.0))
        .collect();
    let watch = watched(Context::default(), &all);
    assert_eq!(watch.vessels().count(), 0);
    assert_eq!(watch.counts().no_position, 20);
    let found = standing(&watch, EventKind::ImplausiblePosition);
    assert_eq!(found.len(), 1);
    assert_eq!(code(&found[0], "check"), "default-position");
}

#[test]
fn a_frozen_position_with_speed_is_told_and_ends_when_it_moves() {
    let mut all: Vec<Observation> = (0..20)
        .map(|m| seen(MMSI, Time::from_s(m * 60), at(45.0, 179.99), 8.0))
        .collect();
    all.push(seen(MMSI, Time::from_s(1_260), at(45.0, -179.99), 8.0));
    let watch = watched(Context::default(), &all);
    let found = standing(&watch, EventKind::ImplausiblePosition);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (code(&found[0], "check"), found[0].state),
        ("frozen", EventState::Closed)
    );
    let anchored: Vec<Observation> = (0..20)
        .map(|m| seen(MMSI, Time::from_s(m * 60), at(45.0, 179.99), 0.1))
        .collect();
    assert_eq!(
        watched(Context::default(), &anchored).book().iter().count(),
        0
    );
}

#[test]
fn a_position_far_beyond_a_stations_range_is_told() {
    let mut all = Vec::new();
    for i in 0..800 {
        let place = destination(
            at(43.0, 145.0),
            f64::from(i) * 7.0,
            1_000.0 * f64::from(i % 70),
        );
        let mut heard = seen(
            431_000_100 + i as u32 % 40,
            Time::from_s(i64::from(i) * 60),
            place,
            0.0,
        );
        (heard.reception, heard.receiver) = (Reception::Terrestrial, 7);
        all.push(heard);
    }
    let mut far = seen(431_000_002, Time::from_s(800 * 60), at(43.0, 165.0), 5.0);
    (far.reception, far.receiver) = (Reception::Terrestrial, 7);
    all.push(far);
    let watch = watched(Context::default(), &all);
    let found: Vec<_> = standing(&watch, EventKind::ImplausiblePosition)
        .into_iter()
        .filter(|e| code(e, "check") == "receiver-range")
        .collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].vessels[0].mmsi, 431_000_002);
}

fn says(mmsi: u32, s: i64, report: IdentityReport) -> Observation {
    Observation {
        time: Time::from_s(s),
        mmsi,
        source: SourceKind::Ais,
        feed: 0,
        receiver: 0,
        reception: Reception::Satellite,
        report: Report::Identity(Box::new(IdentityReport {
            class: AisClass::A,
            ..report
        })),
    }
}

fn named(name: &str) -> IdentityReport {
    IdentityReport {
        name: Some(name.to_owned()),
        ..IdentityReport::default()
    }
}

#[test]
fn a_changed_name_is_told_with_before_and_after_once_it_was_sent_twice() {
    let mut all = steam(MMSI, at(45.0, 179.5), 90.0, 0..300);
    let names = [
        "A MARU", "A MARU", "X", "A MARU", "B MARU", "B MARU", "B MARU",
    ];
    for (i, name) in names.iter().enumerate() {
        all.push(says(MMSI, 1_000 * (i as i64 + 1) + 1, named(name)));
    }
    let watch = watched(Context::default(), &sorted(all));
    let found = standing(&watch, EventKind::IdentityConflict);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(code(&found[0], "check"), "name-changed");
    assert_eq!(
        (code(&found[0], "before"), code(&found[0], "after")),
        ("A MARU", "B MARU")
    );
    assert_eq!(
        watch.vessel(MMSI)[0].identity.name.as_deref(),
        Some("B MARU")
    );
}

/// Two receivers hear one message: it was sent once.
#[test]
fn a_wrong_name_that_two_receivers_heard_is_no_change() {
    let mut all = steam(MMSI, at(45.0, 179.5), 90.0, 0..300);
    for (s, name) in [
        (1_000, "A MARU"),
        (2_000, "X"),
        (2_003, "X"),
        (3_000, "A MARU"),
    ] {
        let mut said = says(MMSI, s, named(name));
        said.receiver = u32::try_from(s).unwrap();
        all.push(said);
    }
    let watch = watched(Context::default(), &sorted(all));
    assert_eq!(standing(&watch, EventKind::IdentityConflict), []);
}

#[test]
fn one_imo_number_on_two_mmsis_and_a_wrong_check_digit_are_told() {
    let imo = |imo| IdentityReport {
        imo: Some(imo),
        ..IdentityReport::default()
    };
    let mut all = steam(MMSI, at(45.0, 179.5), 90.0, 0..300);
    all.extend(steam(431_000_002, at(35.0, 160.0), 90.0, 0..300));
    all.extend(steam(431_000_003, at(25.0, 160.0), 90.0, 0..300));
    for s in [1_000, 2_000, 3_000] {
        all.push(says(MMSI, s, imo(9_074_729)));
        all.push(says(431_000_002, s + 1, imo(9_074_729)));
        all.push(says(431_000_003, s + 2, imo(9_074_728)));
    }
    let watch = watched(Context::default(), &sorted(all));
    let checks: Vec<String> = standing(&watch, EventKind::IdentityConflict)
        .iter()
        .map(|e| format!("{} {}", e.vessels[0].mmsi, code(e, "check")))
        .collect();
    assert!(
        checks.contains(&"431000003 imo-check-digit".to_owned()),
        "{checks:?}"
    );
    assert!(
        checks.contains(&"431000002 imo-on-two-mmsi".to_owned()),
        "{checks:?}"
    );
}

#[test]
fn an_mmsi_of_no_ship_and_a_flag_that_differs_are_told() {
    let mut all = steam(123_456_789, at(45.0, 170.0), 90.0, 0..100);
    all.extend(steam(412_000_001, at(35.0, 170.0), 90.0, 0..100));
    let flag = IdentityReport {
        flag: Some("VUT".to_owned()),
        ..IdentityReport::default()
    };
    all.push(says(412_000_001, 0, flag));
    let watch = watched(Context::default(), &sorted(all));
    let found = standing(&watch, EventKind::IdentityConflict);
    let checks: Vec<&str> = found.iter().map(|e| code(e, "check")).collect();
    assert_eq!(checks, ["mmsi-form", "flag-differs"]);
    assert_eq!(code(&found[1], "flag_by_mmsi"), "CHN");
}

/// Two ships under one MMSI that send different names: each track keeps its own.
#[test]
fn ships_under_one_mmsi_keep_their_own_names() {
    let mut all = steam(MMSI, at(45.0, 179.5), 90.0, 0..600);
    all.extend(steam(MMSI, at(30.0, 150.0), 0.0, 2..600));
    for s in 0..12 {
        all.push(says(MMSI, s * 2_700 + 301, named("A MARU")));
        all.push(says(MMSI, s * 2_700 + 421, named("B MARU")));
    }
    let watch = watched(Context::default(), &sorted(all));
    let names: Vec<Option<&str>> = watch
        .vessel(MMSI)
        .iter()
        .map(|v| v.identity.name.as_deref())
        .collect();
    assert_eq!(names, [Some("A MARU"), Some("B MARU")]);
    assert!(standing(&watch, EventKind::IdentityConflict).is_empty());
}

/// Class B sends its identity in two parts, and here before its first position.
#[test]
fn an_identity_in_parts_before_the_first_position_is_kept_whole() {
    let call = IdentityReport {
        call_sign: Some("BZ1A".to_owned()),
        ..IdentityReport::default()
    };
    let mut all = vec![says(MMSI, 1, named("A MARU")), says(MMSI, 2, call)];
    all.extend(steam(MMSI, at(45.0, 179.5), 90.0, 5..60));
    let watch = watched(Context::default(), &all);
    let identity = &watch.vessel(MMSI)[0].identity;
    assert_eq!(identity.name.as_deref(), Some("A MARU"));
    assert_eq!(identity.call_sign.as_deref(), Some("BZ1A"));
}

/// A shore station hears these ships, near it, over a day.
fn heard_near(
    station: Position,
    receiver: u32,
    mmsi: u32,
    hours: std::ops::Range<i64>,
) -> Vec<Observation> {
    (hours.start * 60..hours.end * 60)
        .map(|minute| {
            let off_m = (minute * 7_919 % 60) as f64 * 1_852.0;
            let place = destination(station, (minute * 37 % 360) as f64, off_m);
            let mmsi = mmsi + u32::try_from(minute % 900).unwrap();
            let mut o = seen(mmsi, Time::from_s(minute * 60 + 7), place, 0.0);
            (o.receiver, o.reception) = (receiver, Reception::Unknown);
            o
        })
        .collect()
}

/// One ship far off, through the same receiver.
fn heard_far(receiver: u32, mmsi: u32, minutes: std::ops::Range<i64>) -> Vec<Observation> {
    let mut far = steam(mmsi, at(20.0, -150.0), 90.0, minutes);
    far.iter_mut()
        .for_each(|o| (o.receiver, o.reception) = (receiver, Reception::Unknown));
    far
}

/// Nobody said what kind of receiver it is: its narrow habit says that it stands on shore.
#[test]
fn a_receiver_of_unknown_kind_is_judged_by_its_habit() {
    let station = at(51.9, 179.9);
    let near = heard_near(station, 9, 431_100_000, 0..24);
    let far = heard_far(9, MMSI, 1_200..1_300);
    let watch = watched(Context::default(), &sorted([near, far].concat()));
    let found = standing(&watch, EventKind::ImplausiblePosition);
    assert_eq!(found.len(), 1);
    assert_eq!(code(&found[0], "check"), "receiver-range");
    assert_eq!(found[0].confidence, 0.5);
}

/// Three ships far off and nobody near: the receiver sails, the ships are right.
#[test]
fn a_receiver_that_was_moved_accuses_nobody() {
    let near = heard_near(at(51.9, 179.9), 9, 431_100_000, 0..24);
    let far = (0..4).flat_map(|n| heard_far(9, MMSI + n, 1_450 + i64::from(n)..2_000));
    let watch = watched(
        Context::default(),
        &sorted(near.into_iter().chain(far).collect()),
    );
    assert!(standing(&watch, EventKind::ImplausiblePosition).is_empty());
    let withdrawn = of_kind(&watch, EventKind::ImplausiblePosition);
    assert!(withdrawn.len() >= 3);
    let reason = |e: &vigie_watch::Event| e.retraction.clone().unwrap().reason;
    assert!(withdrawn.iter().all(|e| reason(e) == "receiver-moved"));
}

/// Ships that all claim one far place while others are heard near as ever: a faked region, and each is told.
#[test]
fn many_false_positions_beside_true_ones_do_not_move_the_receiver() {
    let near = heard_near(at(51.9, 179.9), 9, 431_100_000, 0..48);
    let far = (0..4).flat_map(|n| heard_far(9, MMSI + n, 1_450 + i64::from(n)..2_000));
    let watch = watched(
        Context::default(),
        &sorted(near.into_iter().chain(far).collect()),
    );
    assert_eq!(standing(&watch, EventKind::ImplausiblePosition).len(), 4);
}

/// The receiver is a base station: its own reports say where it is, before any habit is known.
#[test]
fn a_base_station_gives_its_own_place() {
    let mut context = Context::default();
    context.receivers.is_base_station(9, 3_669_794);
    let mut all = heard_far(9, MMSI, 100..300);
    for minute in 0..300 {
        let mut own = seen(3_669_794, Time::from_s(minute * 60), at(51.9, 179.9), 0.0);
        (own.receiver, own.reception) = (9, Reception::Unknown);
        if let Report::Position(p) = &mut own.report {
            p.class = AisClass::Base;
        }
        all.push(own);
    }
    let watch = watched(context, &sorted(all.clone()));
    let found = standing(&watch, EventKind::ImplausiblePosition);
    assert_eq!(found.len(), 1);
    assert_eq!(code(&found[0], "check"), "receiver-range");
    assert!((number(&found[0], "distance_m") - 4.3e6).abs() < 0.5e6);
    let watch = watched(Context::default(), &sorted(all));
    assert!(standing(&watch, EventKind::ImplausiblePosition).is_empty());
}

/// What an operator says of a receiver tells how its positions were heard.
#[test]
fn a_known_satellite_counts_as_one() {
    let mut context = Context::default();
    for minute in 0..200 {
        let time = Time::from_s(minute * 60);
        context.receivers.satellite(9, time, at(-20.0, 30.0));
    }
    let watch = watched(context, &heard_far(9, MMSI, 0..150));
    let found = standing(&watch, EventKind::ImplausiblePosition);
    assert_eq!(code(&found[0], "check"), "satellite-footprint");
}

/// Whatever the time of a turn: also one after which evenly kept positions would come back to the same places.
#[test]
fn circles_of_every_period_are_told() {
    let radius_m = 900.0;
    for period_s in [200, 240, 360, 480, 600, 720, 960, 1_200, 1_440] {
        let all: Vec<Observation> = (0..2_160)
            .map(|i| {
                let s = i * 10;
                let bearing = 360.0 * (s % period_s) as f64 / period_s as f64;
                let noise_m = (i * 37 % 11) as f64 - 5.0;
                let place = destination(at(45.0, 179.999), bearing, radius_m + noise_m);
                seen(MMSI, Time::from_s(s), place, 12.0)
            })
            .collect();
        let watch = watched(Context::default(), &all);
        let told = standing(&watch, EventKind::ImplausiblePosition);
        let circles: Vec<_> = told
            .iter()
            .filter(|e| code(e, "check") == "circle")
            .collect();
        assert_eq!(circles.len(), 1, "a turn of {period_s} s");
        assert!((number(circles[0], "radius_m") - radius_m).abs() < 10.0);
    }
}

fn with_shore() -> Context {
    Context {
        shore: ShoreMap::builtin(),
        ..Context::default()
    }
}

/// Every twelve minutes for so many hours at one place, speed 0; `of` changes each report.
fn stands(place: Position, hours: i64, of: impl Fn(&mut Observation, i64)) -> Vec<Observation> {
    let report = |n: i64| {
        let mut o = seen(MMSI, Time::from_s(200_000 + n * 720), place, 0.0);
        of(&mut o, n);
        o
    };
    (0..=hours * 5).map(report).collect()
}

fn frozen(context: Context, all: &[Observation]) -> usize {
    let watch = watched(context, all);
    let told = standing(&watch, EventKind::ImplausiblePosition);
    told.iter().filter(|e| code(e, "check") == "frozen").count()
}

/// One place to the last digit for hours, far out: no ship drifts like that, and none loiters there.
#[test]
fn a_place_that_stays_to_the_last_digit_far_out_is_frozen_and_no_loitering() {
    for (place, hours, steamed) in [
        (at(43.456_783, 179.999_13), 4, false),
        // Few digits: half a day, and only of a ship that sends finer ones too.
        (at(43.45, -178.35), 27, true),
    ] {
        let mut all = stands(place, hours, |_, _| ());
        if steamed {
            all.extend(steam(MMSI, at(44.0, -179.9), 110.0, 2_900..3_200));
        }
        let watch = watched(with_shore(), &sorted(all));
        let told = standing(&watch, EventKind::ImplausiblePosition);
        let told: Vec<_> = told
            .iter()
            .filter(|e| code(e, "check") == "frozen")
            .collect();
        assert_eq!(told.len(), 1, "{hours} h");
        assert!(number(told[0], "shore_distance_nm") > 20.0);
        assert_eq!(standing(&watch, EventKind::Loitering), []);
        for withdrawn in of_kind(&watch, EventKind::Loitering) {
            assert_eq!(withdrawn.retraction.unwrap().reason, "position-frozen");
        }
    }
}

#[test]
fn a_ship_that_drifts_lies_or_is_told_by_rounded_positions_is_not_frozen() {
    let place = at(43.456_783, 179.999_13);
    let none = |_: &mut Observation, _: i64| ();
    assert_eq!(
        frozen(with_shore(), &stands(place, 2, none)),
        0,
        "too short"
    );
    assert_eq!(
        frozen(Context::default(), &stands(place, 27, none)),
        0,
        "shore not known"
    );
    assert_eq!(
        frozen(with_shore(), &stands(at(43.45, 178.35), 27, none)),
        0,
        "coarse only"
    );
    let harbour = at(42.983_217, 144.371_33);
    assert_eq!(
        frozen(with_shore(), &stands(harbour, 27, none)),
        0,
        "near shore"
    );
    for status in [1, 5, 6] {
        let lies = stands(place, 27, |o, _| {
            if let Report::Position(p) = &mut o.report {
                p.nav_status = Some(status);
            }
        });
        assert_eq!(frozen(with_shore(), &lies), 0, "status {status}");
    }
    let vms = stands(place, 27, |o, _| o.source = SourceKind::Vms);
    assert_eq!(frozen(with_shore(), &vms), 0, "VMS");
    let drifts = stands(place, 27, |o, n| {
        if let Report::Position(p) = &mut o.report {
            p.lat_e7 += n as i32 * 500;
        }
    });
    assert_eq!(frozen(with_shore(), &drifts), 0, "drifts slowly");
    // The same rounded to hundredths of a degree, as some feeds are, after fine positions.
    let rounded = stands(place, 27, |o, n| {
        if let Report::Position(p) = &mut o.report {
            p.lat_e7 = (p.lat_e7 + n as i32 * 2_500) / 100_000 * 100_000;
            p.lon_e7 = 1_799_900_000;
        }
    });
    let before = steam(MMSI, at(43.5, 179.5), 90.0, 2_900..3_200);
    assert_eq!(
        frozen(with_shore(), &sorted([before, rounded].concat())),
        0,
        "rounded"
    );
}

/// Under way with changing speeds and courses, as `seed` has it; with or without them sent.
fn busy(mmsi: u32, start_s: i64, reports: i64, seed: i64, says: bool) -> Vec<Observation> {
    let mut place = at(45.0, 179.9);
    let mut all = Vec::new();
    for n in 0..reports {
        let wave = ((n * n * 4_001 + n * 3_571) % 7_907 % 97 + (n * seed) % 7) as f64;
        let (course, kn) = (60.0 + wave / 2.0, 6.0 + wave / 40.0);
        let mut o = seen(mmsi, Time::from_s(start_s + n * 60), place, kn);
        if let Report::Position(p) = &mut o.report {
            p.cog_ddeg = says.then_some((course * 10.0) as u16);
            p.sog_dkn = p.sog_dkn.filter(|_| says);
        }
        all.push(o);
        place = destination(place, course, kn * 1_852.0 / 60.0);
    }
    all
}

fn checks(all: Vec<Observation>) -> Vec<(String, usize)> {
    let watch = watched(Context::default(), &sorted(all));
    standing(&watch, EventKind::ImplausiblePosition)
        .iter()
        .map(|e| (code(e, "check").to_owned(), e.vessels.len()))
        .filter(|(check, _)| check == "own-track-again" || check == "copied-track")
        .collect()
}

#[test]
fn a_ships_own_track_sent_again_is_told_and_blames_nobody_else() {
    for says in [true, false] {
        for later_s in [300 * 60 + 3_600, 3 * 86_400] {
            let first = busy(MMSI, 0, 300, 0, says);
            let again = busy(MMSI, later_s, 300, 0, says);
            let told = checks([first, again].concat());
            assert_eq!(
                told,
                [("own-track-again".to_owned(), 1)],
                "{says} {later_s}"
            );
        }
        // The same way once more as a ferry makes it.
        let ferry = [
            busy(MMSI, 0, 300, 0, says),
            busy(MMSI, 86_400, 300, 1, says),
        ];
        assert_eq!(checks(ferry.concat()), [], "{says}");
    }
}

/// A receiver two hours late beside one that is right: the ship is heard live meanwhile.
#[test]
fn a_late_receiver_does_not_make_a_track_sent_again() {
    let live = busy(MMSI, 0, 600, 0, true);
    let late = busy(MMSI, 7_207, 480, 0, true);
    assert_eq!(checks([live, late].concat()), []);
}

#[test]
fn a_copy_without_speeds_and_courses_is_told_by_its_steps() {
    let (first, copy) = (
        busy(MMSI, 0, 300, 0, false),
        busy(MMSI + 1, 9_000, 300, 0, false),
    );
    assert_eq!(
        checks([first, copy].concat()),
        [("copied-track".to_owned(), 2)]
    );
}
