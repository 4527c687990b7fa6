//! The learnt model of fishing on sets unlike those it was made with: polls hours apart, positions every few seconds,
//! no speeds, one vessel, labels of one kind. It learns, or says why not; it never gives what is no number.
#![allow(clippy::unwrap_used, reason = "tests")]

mod labelled;

use labelled::{SMALL, noise, of_model, trip};
use vigie_sea::{Position, Time, destination};
use vigie_watch::Gear;
use vigie_watch::fishing_model::{
    FishingMethod, FishingModel, FishingPoint, LabelledTrack, LogisticModel, Support, TrainConfig,
    Variant, held_out, plain_trees_held_out, score, train,
};

/// A trawler that tows for `work_h` at about 3.5 kn, its course wandering, and steams for as long at 9 kn; one position
/// every `step_s`, latitude and longitude as a receiver rounds them, no speed.
fn drawn(seed: u64, hours: i64, work_h: i64, step_s: i64) -> LabelledTrack {
    let mut noise = noise(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut place = Position::new(45.0, 179.8).unwrap();
    let (mut points, mut fishing, mut course) = (Vec::new(), Vec::new(), 80.0);
    for second in (0..hours * 3_600).step_by(10) {
        let works = (second / 3_600 + seed as i64) / work_h % 2 == 1;
        let kn = if works { 3.5 } else { 9.0 } + noise();
        course += if works { noise() * 20.0 } else { noise() * 2.0 };
        if second % step_s == 0 {
            let round = |deg: f64| (deg * 1e4).round() / 1e4;
            points.push(FishingPoint {
                time: Time::from_s(1_709_164_800 + second),
                position: Position::new(round(place.lat_deg()), round(place.lon_deg())).unwrap(),
                sog_kn: None,
            });
            fishing.push(works);
        }
        place = destination(place, course, kn * 1_852.0 / 360.0);
    }
    trip(seed, points, fishing)
}

#[test]
fn polls_two_hours_apart_without_speeds_are_learnt_from() {
    let tracks: Vec<LabelledTrack> = (1..6).map(|seed| drawn(seed, 240, 10, 7_200)).collect();
    for variant in [Variant::Past, Variant::Centred] {
        let told = held_out(Gear::Trawl, variant, &tracks, &Support::default(), &SMALL);
        let by_model = told
            .iter()
            .flatten()
            .all(|t| t.0.method == FishingMethod::Model);
        assert!(
            by_model,
            "labels this thin are what the model was learnt from"
        );
        let s = score(&of_model(&told));
        assert!(s.auc > 0.9, "{variant:?} {s:?}");
    }
}

#[test]
fn positions_every_ten_seconds_without_speeds_are_learnt_from() {
    let tracks: Vec<LabelledTrack> = (1..4).map(|seed| drawn(seed, 10, 2, 10)).collect();
    let told = held_out(
        Gear::Trawl,
        Variant::Past,
        &tracks,
        &Support::default(),
        &SMALL,
    );
    assert_eq!(told.iter().map(Vec::len).collect::<Vec<_>>(), [3_600; 3]);
    // Over ten seconds the rounding of positions alone is two knots.
    let s = score(&of_model(&told));
    assert!(s.auc > 0.97 && s.f1 > 0.9, "{s:?}");
}

/// Tracks of which nobody would want to learn.
fn odd_sets() -> Vec<(&'static str, Vec<LabelledTrack>, Support)> {
    let short = |seed: u64, fishing: &[bool]| {
        let mut track = drawn(seed, 10, 2, 600);
        track.points.truncate(fishing.len());
        track.fishing = fishing.to_vec();
        track
    };
    let whole = |seed: u64, fishing: bool| {
        let mut track = drawn(seed, 10, 2, 600);
        track.fishing.fill(fishing);
        track
    };
    let mut still = drawn(8, 10, 2, 600);
    let mut strange = drawn(9, 10, 2, 600);
    let first = still.points[0].position;
    for (number, p) in still.points.iter_mut().enumerate() {
        (p.position, p.sog_kn) = (first, Some(0.0));
        p.time = Time::from_s(1_709_164_800 + number as i64 / 4);
    }
    for (number, p) in strange.points.iter_mut().enumerate() {
        p.sog_kn = [
            Some(f64::NAN),
            Some(f64::INFINITY),
            Some(-3.0),
            Some(1e9),
            None,
        ]
        .get(number % 5)
        .copied()
        .flatten();
    }
    let none = Support::default;
    let support = Support {
        same_gear: vec![whole(31, false)],
        other_gears: vec![whole(32, true), short(33, &[])],
    };
    vec![
        ("nothing", Vec::new(), none()),
        ("no positions", vec![short(1, &[]), short(2, &[])], none()),
        (
            "one position each",
            vec![short(1, &[true]), short(2, &[false])],
            none(),
        ),
        (
            "one kind each",
            vec![whole(1, true), whole(2, false)],
            none(),
        ),
        (
            "one that fishes",
            vec![whole(1, false), whole(2, false), drawn(3, 10, 2, 600)],
            none(),
        ),
        (
            "all fish",
            vec![whole(1, true), whole(2, true), whole(3, true)],
            none(),
        ),
        (
            "two short ones",
            vec![short(1, &[true, false, false]), short(2, &[false, true])],
            none(),
        ),
        ("one vessel", vec![drawn(1, 10, 2, 600)], none()),
        (
            "one vessel, odd support",
            vec![drawn(1, 10, 2, 600)],
            support.clone(),
        ),
        (
            "one kind each, odd support",
            vec![whole(1, true), whole(2, false)],
            support,
        ),
        (
            "still and strange",
            vec![still, strange, drawn(3, 10, 2, 600)],
            none(),
        ),
    ]
}

#[test]
fn odd_sets_give_a_model_or_none_and_never_what_is_no_number() {
    let mut without = Vec::new();
    for (name, tracks, support) in odd_sets() {
        for variant in [Variant::Past, Variant::Centred] {
            let Some(model) = train(Gear::Pots, variant, &tracks, &support, "odd", &SMALL) else {
                without.push(name);
                continue;
            };
            let sheet = &model.data_sheet;
            for s in [sheet.held_out, sheet.band_held_out].into_iter().flatten() {
                for value in [s.auc, s.f1, s.calibration_error, s.brier] {
                    assert!((0.0..=1.0).contains(&value), "{name} {s:?}");
                }
            }
            let held = sheet.held_out.map_or(0, |s| s.positions);
            let told = |code: &str| sheet.not_validated.iter().any(|c| c == code);
            assert_eq!(told("not-held-out"), held == 0, "{name}");
            assert_eq!(
                told("part-held-out"),
                held > 0 && held < sheet.positions,
                "{name}"
            );
            let read = FishingModel::from_json(&model.to_json()).unwrap();
            for track in tracks.iter().chain(&support.other_gears) {
                let answers = model.judge(&track.points);
                for (answer, again) in answers.iter().zip(read.judge(&track.points)) {
                    let p = answer.probability;
                    assert!((0.0..=1.0).contains(&p), "{name} {answer:?}");
                    assert!((p - again.probability).abs() < 1e-9, "{name}");
                }
            }
        }
        let beside = [
            LogisticModel::held_out(&tracks),
            plain_trees_held_out(Variant::Centred, &tracks),
        ];
        assert!(
            beside.iter().flatten().all(|t| (0.0..=1.0).contains(&t.0)),
            "{name}"
        );
    }
    let expected = ["nothing", "no positions", "all fish"];
    assert_eq!(without, expected.map(|name| [name; 2]).concat());
}

#[test]
fn a_vessel_without_which_one_kind_of_label_is_left_is_told() {
    let mut tracks: Vec<LabelledTrack> = (1..4).map(|seed| drawn(seed, 10, 2, 600)).collect();
    for track in &mut tracks[1..] {
        track.fishing.fill(false);
    }
    let model = train(
        Gear::Pots,
        Variant::Past,
        &tracks,
        &Support::default(),
        "part",
        &SMALL,
    )
    .unwrap();
    let sheet = &model.data_sheet;
    let held = sheet.held_out.unwrap();
    // Of the two that were held out none fishes: there is nothing to rank.
    assert_eq!((held.positions, sheet.positions), (120, 180));
    assert!((held.auc - 0.5).abs() < 1e-12, "{held:?}");
    assert!(sheet.not_validated.iter().any(|c| c == "part-held-out"));
}

#[test]
fn many_trips_are_held_out_in_groups_and_each_is_judged_once() {
    let tracks: Vec<LabelledTrack> = (1..26).map(|seed| drawn(seed, 8, 2, 1_200)).collect();
    let quick = TrainConfig {
        rounds: 5,
        bags: 1,
        ..SMALL
    };
    let told = held_out(
        Gear::Trawl,
        Variant::Past,
        &tracks,
        &Support::default(),
        &quick,
    );
    assert_eq!(told.len(), 25);
    let in_order = told
        .iter()
        .zip(&tracks)
        .all(|(told, track)| told.iter().map(|t| t.2).eq(track.fishing.iter().copied()));
    assert!(in_order);
}
