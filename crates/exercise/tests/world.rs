//! The laws of the world: the same seed gives the same bytes, listening changes nothing, ships move as ships
//! do, and every line says EXERCISE and decodes to the truth.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use vigie_ais::{Config, Item, Message, Reader};
use vigie_exercise::{Listening, Scenario, TrueState, is_marked};
use vigie_sea::{Position, Time, distance_m, lon_delta_deg};

const HOUR_MS: i64 = 3_600_000;

fn start() -> Time {
    Time::parse("2026-07-06T03:00:00Z").unwrap()
}

fn lines_until(scenario: &Scenario, hours: i64, step_ms: i64) -> Vec<u8> {
    let mut world = scenario.world();
    let mut out = Vec::new();
    let end = scenario.start().plus_ms(hours * HOUR_MS);
    let mut time = scenario.start();
    let mut last = Time::from_ms(0);
    while time <= end {
        world.step_until(time, &mut |emission| {
            assert!(emission.at >= last && emission.at <= time, "out of order");
            assert!(emission.at >= emission.sent);
            last = emission.at;
            out.extend_from_slice(emission.line);
            out.push(b'\n');
        });
        time = time.plus_ms(step_ms);
    }
    out
}

#[test]
fn the_same_seed_gives_the_same_bytes_however_it_is_asked() {
    let scenario = Scenario::builtin(11, start());
    let one = lines_until(&scenario, 5, HOUR_MS);
    assert!(one.len() > 100_000);
    assert!(
        one == lines_until(&scenario, 5, HOUR_MS),
        "repeated run differs"
    );
    assert!(
        one == lines_until(&scenario, 5, 7_500),
        "small steps differ"
    );
    let other = lines_until(&Scenario::builtin(12, start()), 5, HOUR_MS);
    assert!(one != other, "another seed is another world");
}

#[test]
fn listening_does_not_change_what_happens() {
    let scenario = Scenario::builtin(3, start());
    let mut heard = scenario.world();
    let mut unheard = scenario.world_heard_by(Listening::Nobody);
    let end = start().plus_ms(6 * HOUR_MS);
    heard.step_until(end, &mut |_| {});
    unheard.step_until(end, &mut |_| {});
    for ship in 0..scenario.actors().count() {
        assert_eq!(heard.true_state(ship, end), unheard.true_state(ship, end));
    }
    assert_eq!(scenario.truth(), scenario.truth());
}

/// Runs the world a minute at a time and shows every ship.
fn each_minute(scenario: &Scenario, hours: i64, look: &mut impl FnMut(usize, TrueState)) {
    let mut world = scenario.world_heard_by(Listening::Nobody);
    let ships = scenario.actors().count();
    for minute in 0..hours * 60 {
        let time = scenario.start().plus_ms(minute * 60_000);
        world.step_until(time, &mut |_| {});
        for ship in 0..ships {
            look(ship, world.true_state(ship, time).unwrap());
        }
    }
}

fn place(state: &TrueState) -> Position {
    Position::new(state.lat_deg, state.lon_deg).unwrap()
}

#[test]
fn ships_move_as_ships_do() {
    let scenario = Scenario::builtin(1, start());
    let mut before: BTreeMap<usize, TrueState> = BTreeMap::new();
    let mut crossed_180 = 0;
    each_minute(&scenario, 30, &mut |ship, now| {
        assert!(now.sog_kn < 24.0, "{now:?}");
        if let Some(then) = before.insert(ship, now) {
            let moved_m = distance_m(place(&then), place(&now));
            let fastest_kn = then.sog_kn.max(now.sog_kn) + 3.0;
            assert!(moved_m < fastest_kn * 1_852.0 / 60.0, "{then:?} {now:?}");
            if then.lon_deg * now.lon_deg < 0.0 && then.lon_deg.abs() > 170.0 {
                crossed_180 += 1;
            }
            // No ship gains or loses more than 5 kn in a minute or so.
            assert!((now.sog_kn - then.sog_kn).abs() < 6.0, "{then:?} {now:?}");
        }
    });
    assert!(crossed_180 >= 5, "{crossed_180} crossings of 180°");
}

/// Innocent ships keep clear of each other: only scripted pairs lie together.
#[test]
fn only_appointed_ships_lie_together_at_sea() {
    let scenario = Scenario::builtin(1, start());
    let truth = scenario.truth();
    let meeting: Vec<Vec<u32>> = truth
        .iter()
        .filter(|t| t.kind.event_kind().map(|k| k.code()) == Some("encounter"))
        .map(|t| t.mmsis.clone())
        .collect();
    let in_port: Vec<u32> = truth
        .iter()
        .filter(|t| t.kind.event_kind().map(|k| k.code()) == Some("port_visit"))
        .flat_map(|t| t.mmsis.clone())
        .collect();
    let mut world = scenario.world_heard_by(Listening::Nobody);
    let ships = scenario.actors().count();
    for ten in 0..scenario.end().since_s(scenario.start()) as i64 / 600 {
        let time = scenario.start().plus_ms(ten * 600_000);
        world.step_until(time, &mut |_| {});
        let mut slow: Vec<TrueState> = (0..ships)
            .filter_map(|ship| world.true_state(ship, time))
            .filter(|s| s.sog_kn < 2.0 && !in_port.contains(&s.mmsi))
            .collect();
        slow.sort_by(|a, b| a.lat_deg.total_cmp(&b.lat_deg));
        for (index, a) in slow.iter().enumerate() {
            for b in slow[index + 1..]
                .iter()
                .take_while(|b| b.lat_deg - a.lat_deg < 0.01)
            {
                let near = distance_m(place(a), place(b)) < 600.0;
                let mut pair = vec![a.mmsi, b.mmsi];
                pair.sort_unstable();
                assert!(!near || meeting.contains(&pair), "{a:?} {b:?}");
            }
        }
    }
}

#[test]
fn every_line_is_marked_and_decodes_to_what_was_sent() {
    let scenario = Scenario::builtin(5, start());
    let deceitful: Vec<u32> = scenario
        .truth()
        .iter()
        .filter(|t| t.kind.event_kind().map(|k| k.code()) == Some("implausible_position"))
        .flat_map(|t| t.mmsis.clone())
        .collect();
    let mut sent: BTreeMap<(i64, usize), Vec<Vec<u8>>> = BTreeMap::new();
    let (mut lines, mut broken, mut late) = (0, 0, 0);
    let mut world = scenario.world();
    world.step_until(start().plus_ms(12 * HOUR_MS), &mut |emission| {
        lines += 1;
        assert!(
            is_marked(emission.line),
            "{}",
            String::from_utf8_lossy(emission.line)
        );
        broken += usize::from(!emission.whole);
        late += usize::from(emission.at.since_s(emission.sent) > 120.0);
        if let (true, Some(ship)) = (emission.whole, emission.ship) {
            sent.entry((emission.sent.ms(), ship))
                .or_default()
                .push(emission.line.to_vec());
        }
    });
    assert!(
        lines > 15_000 && broken > 5 && late > 20,
        "{lines} {broken} {late}"
    );
    let mut world = scenario.world_heard_by(Listening::Nobody);
    let mut types: BTreeMap<u8, usize> = BTreeMap::new();
    for ((ms, ship), lines) in sent {
        let time = Time::from_ms(ms);
        world.step_until(time, &mut |_| {});
        let truth = world.true_state(ship, time).unwrap();
        let mut reader = Reader::new(Config::default());
        let mut check = |item: Item<'_>| match item {
            Item::Report(report) => {
                *types.entry(report.message.type_id()).or_default() += 1;
                assert_eq!(report.message.mmsi(), truth.mmsi);
                assert_eq!(report.time_ms, Some(ms));
                if !deceitful.contains(&truth.mmsi) {
                    compare(&report.message, &truth);
                }
            }
            Item::Fault(fault) => assert!(fault_is_a_lost_part(&fault), "{fault:?}"),
            Item::Foreign(_) => panic!("not AIS"),
        };
        for line in lines {
            reader.push(&line, None, &mut check);
            reader.push(b"\r\n", None, &mut check);
        }
        reader.finish(&mut check);
    }
    for kind in [1, 3, 5, 18, 19, 24, 27] {
        assert!(
            types.get(&kind).copied().unwrap_or(0) > 0,
            "no type {kind}: {types:?}"
        );
    }
}

/// The other half of a two-part message may have been garbled, or repeated alone.
fn fault_is_a_lost_part(fault: &vigie_ais::Fault<'_>) -> bool {
    format!("{:?}", fault.reason).contains("Part")
}

/// Within quantisation: half a unit of the field.
fn compare(message: &Message, truth: &TrueState) {
    let coarse = message.type_id() == 27;
    let (lon_deg, lat_deg) = match message.position_deg() {
        Some(at) => at,
        None => return,
    };
    let unit_deg = if coarse { 1.0 / 600.0 } else { 1.0 / 600_000.0 };
    assert!(
        (lat_deg - truth.lat_deg).abs() <= unit_deg / 2.0 + 1e-9,
        "{message:?} {truth:?}"
    );
    let lon_error = lon_delta_deg(lon_deg, truth.lon_deg).abs();
    assert!(lon_error <= unit_deg / 2.0 + 1e-9, "{message:?} {truth:?}");
    let (sog_unit, cog_unit) = if coarse { (1.0, 1.0) } else { (0.1, 0.1) };
    assert!((message.sog_kn().unwrap() - truth.sog_kn).abs() <= sog_unit / 2.0 + 1e-9);
    let cog_error = lon_delta_deg(message.cog_deg().unwrap(), truth.cog_deg).abs();
    assert!(cog_error <= cog_unit / 2.0 + 1e-6, "{message:?} {truth:?}");
}

#[test]
fn names_numbers_and_papers_say_exercise() {
    let scenario = Scenario::builtin(1, start());
    let mut count = 0;
    for actor in scenario.actors() {
        count += 1;
        assert!(actor.particulars.name.starts_with("EX "));
        assert!(
            actor.particulars.name.len() <= 20,
            "{}",
            actor.particulars.name
        );
        assert!(actor.particulars.call_sign.starts_with("EX"));
        assert_eq!(actor.mmsi / 1_000 % 1_000, 999);
        if let Some(imo) = actor.particulars.imo {
            assert!(vigie_ais::message::imo_checks(imo) && imo / 10_000 == 199);
        }
    }
    assert!((280..400).contains(&count), "{count} ships");
    for text in [
        scenario.iuu_csv(),
        scenario.authorised_csv(),
        scenario.ports_csv(),
    ] {
        let rows: Vec<&str> = text.lines().skip(1).collect();
        assert!(
            !rows.is_empty() && rows.iter().all(|row| row.contains("EXERCISE")),
            "{text}"
        );
    }
    assert!(scenario.iuu_csv().contains("演習"));
    let marking = scenario.marking();
    assert_eq!(
        [marking.en, marking.fr, marking.ja],
        ["EXERCISE", "EXERCICE", "演習"]
    );
}

#[test]
fn every_kind_of_truth_happens_whatever_the_seed() {
    for (seed, date) in [
        (1, "2026-07-06T03:00:00Z"),
        (2, "2024-02-27T11:17:00Z"),
        (99, "2025-12-29T22:00:00Z"),
    ] {
        let scenario = Scenario::builtin(seed, Time::parse(date).unwrap());
        let truth = scenario.truth();
        // Real traffic is a base that a scenario asks for.
        let told = vigie_exercise::TruthKind::ALL.into_iter();
        for kind in told.filter(|kind| *kind != vigie_exercise::TruthKind::Recorded) {
            assert!(
                truth.iter().any(|t| t.kind == kind),
                "seed {seed}: no {kind:?}"
            );
        }
        let encounters: Vec<_> = truth
            .iter()
            .filter(|t| t.kind == vigie_exercise::TruthKind::Encounter)
            .collect();
        assert_eq!(encounters.len(), 4, "seed {seed}: {encounters:?}");
        let midnight = |t: Time| t.s().div_euclid(86_400);
        assert!(
            encounters
                .iter()
                .any(|t| midnight(t.start) != midnight(t.end)),
            "{encounters:?}"
        );
        let ordered = truth.windows(2).all(|pair| pair[0].start <= pair[1].start);
        assert!(ordered && truth.iter().all(|t| t.start < t.end));
    }
}
