//! The learnt model of fishing on drawn tracks: reproducible, blind to the future where it says so, honest
//! about when the band answers.
#![allow(clippy::unwrap_used, reason = "tests")]

mod labelled;

use labelled::{SMALL, noise, of_model, trip};
use vigie_sea::{Position, Time, destination};
use vigie_watch::Gear;
use vigie_watch::fishing_model::{
    ArchiveModels, FishingMethod, FishingModel, FishingPoint, LabelledTrack, LogisticModel,
    Support, Variant, held_out, score, train,
};

/// A day of a trawler across 180°: out, four hauls at about 3.5 kn with turns between at the same speed as
/// a slow passage through a harbour mouth, and home.
fn drawn(seed: u64) -> LabelledTrack {
    let mut noise = noise(seed);
    let mut place = Position::new(45.0, 179.8).unwrap();
    let (mut points, mut fishing, mut course) = (Vec::new(), Vec::new(), 80.0);
    for minute in (0..720).step_by(4) {
        let hauls = (120..600).contains(&minute) && minute % 120 < 80;
        // Two hours into the trip the vessel goes slowly without fishing.
        let slow = (60..90).contains(&minute);
        let kn = if hauls || slow { 3.5 } else { 9.0 } + noise();
        course += if hauls { noise() * 40.0 } else { noise() * 4.0 };
        points.push(FishingPoint {
            time: Time::from_s(1_709_164_800 + minute * 60),
            position: place,
            sog_kn: Some(kn),
        });
        fishing.push(hauls);
        place = destination(place, course, kn * 1_852.0 / 15.0);
    }
    trip(seed, points, fishing)
}

fn tracks() -> Vec<LabelledTrack> {
    (1..6).map(drawn).collect()
}

#[test]
fn it_learns_what_a_band_cannot_and_says_how_well() {
    let tracks = tracks();
    let model = train(
        Gear::Trawl,
        Variant::Centred,
        &tracks,
        &Support::default(),
        "drawn",
        &SMALL,
    )
    .unwrap();
    let sheet = &model.data_sheet;
    let (ours, band) = (sheet.held_out.unwrap(), sheet.band_held_out.unwrap());
    assert!(
        ours.f1 > band.f1 + 0.02 && ours.auc > 0.97,
        "{ours:?} {band:?}"
    );
    assert!(ours.calibration_error < 0.08, "{ours:?}");
    assert_eq!((sheet.tracks, sheet.fleets, sheet.positions), (5, 1, 900));
    let again = train(
        Gear::Trawl,
        Variant::Centred,
        &tracks,
        &Support::default(),
        "drawn",
        &SMALL,
    )
    .unwrap();
    assert_eq!(model, again);
    let read = FishingModel::from_json(&model.to_json()).unwrap();
    let fresh = drawn(99);
    assert_eq!(read.judge(&fresh.points), model.judge(&fresh.points));
    let told = held_out(
        Gear::Trawl,
        Variant::Centred,
        &tracks,
        &Support::default(),
        &SMALL,
    );
    assert_eq!(score(&of_model(&told)), ours);
}

#[test]
fn the_live_variant_never_looks_ahead() {
    let model = train(
        Gear::Trawl,
        Variant::Past,
        &tracks(),
        &Support::default(),
        "drawn",
        &SMALL,
    )
    .unwrap();
    let whole = drawn(42).points;
    let all = model.judge(&whole);
    for end in [1, 2, 5, 50, 100, 179] {
        assert_eq!(model.judge(&whole[..end]), all[..end], "{end}");
    }
}

#[test]
fn a_thin_track_is_judged_by_the_band_and_says_so() {
    let model = train(
        Gear::Trawl,
        Variant::Past,
        &tracks(),
        &Support::default(),
        "drawn",
        &SMALL,
    )
    .unwrap();
    let thin: Vec<FishingPoint> = drawn(3).points.into_iter().step_by(20).collect();
    let told = model.judge(&thin);
    // Of the first alone nobody can say that it is thin.
    assert!(
        told[1..]
            .iter()
            .all(|t| t.method == FishingMethod::SpeedBand)
    );
    assert!(model.judge(&[]).is_empty());
    // The first minutes of a trip are not thin, nor are they after a day of silence; after hours of silence they are.
    let dense = drawn(3).points;
    assert!(
        model
            .judge(&dense)
            .iter()
            .all(|t| t.method == FishingMethod::Model)
    );
    let mut silent = dense.clone();
    for (hours, method) in [(10, FishingMethod::SpeedBand), (30, FishingMethod::Model)] {
        for (p, was) in silent.iter_mut().zip(&dense).skip(100) {
            p.time = was.time.plus_ms(hours * 3_600_000);
        }
        let told = model.judge(&silent);
        assert_eq!((told[100].method, told[101].method), (method, method));
        assert_eq!(told[110].method, FishingMethod::Model);
    }
}

#[test]
fn without_labels_of_both_kinds_there_is_no_model() {
    let mut one = drawn(1);
    one.fishing.fill(false);
    assert!(
        train(
            Gear::Pots,
            Variant::Past,
            &[one],
            &Support::default(),
            "none",
            &SMALL
        )
        .is_none()
    );
    assert!(
        train(
            Gear::Pots,
            Variant::Past,
            &[],
            &Support::default(),
            "none",
            &SMALL
        )
        .is_none()
    );
    let error = FishingModel::from_json("{\n\"format\": 1").unwrap_err();
    assert_eq!(error.code(), "model-unusable");
    // Of an older format only the number is read.
    let error = FishingModel::from_json("{\"format\": 3, \"trees\": 7}").unwrap_err();
    assert!(error.to_string().contains("format 3"), "{error}");
    assert!(error.to_string().contains("train it anew"), "{error}");
}

#[test]
fn a_growing_track_is_judged_as_the_whole_one_bit_for_bit_and_forgets_the_day_before() {
    let tracks = tracks();
    let model = train(
        Gear::Trawl,
        Variant::Past,
        &tracks,
        &Support::default(),
        "drawn",
        &SMALL,
    )
    .unwrap();
    // Five days: the memory of a day is dropped several times over.
    let mut points: Vec<FishingPoint> = Vec::new();
    for day in 0..5_u64 {
        for p in drawn(70 + day).points {
            let time = p.time.plus_ms(day as i64 * 86_400_000);
            points.push(FishingPoint { time, ..p });
        }
    }
    let whole = model.judge(&points);
    let mut live = vigie_watch::fishing_model::LiveTrack::default();
    for (point, want) in points.iter().zip(&whole) {
        let got = model.judge_next(&mut live, *point).unwrap();
        assert_eq!(got.method, want.method);
        // Sums since the beginning are the same floats: nothing but the start of the memory differs.
        assert!(
            (got.probability - want.probability).abs() < 1e-9,
            "{}",
            point.time
        );
        // A second position within ten seconds leaves the answer standing.
        let soon = FishingPoint {
            time: point.time.plus_ms(9_000),
            ..*point
        };
        assert!(model.judge_next(&mut live, soon).is_none());
    }
    let centred = train(
        Gear::Trawl,
        Variant::Centred,
        &tracks,
        &Support::default(),
        "drawn",
        &SMALL,
    )
    .unwrap();
    let answer = centred
        .judge_next(&mut Default::default(), points[0])
        .unwrap();
    assert_eq!(answer.method, FishingMethod::SpeedBand);
    let mut models = vigie_watch::fishing_model::FishingModels::default();
    assert_eq!(models.put(centred).unwrap_err().code(), "model-unusable");
    assert!(models.put(model).is_ok() && models.of(Gear::Trawl).is_some());
}

#[test]
fn all_trips_of_a_vessel_are_held_out_together() {
    // Two vessels of three trips each, and one whose trips are unlike: by trip its sisters would give it away.
    let mut tracks: Vec<LabelledTrack> = (1..7).map(drawn).collect();
    for (number, track) in tracks.iter_mut().enumerate() {
        track.vessel = Some(format!("v{}", number / 3));
    }
    let told = held_out(
        Gear::Trawl,
        Variant::Past,
        &tracks,
        &Support::default(),
        &SMALL,
    );
    assert_eq!(told.len(), 6);
    // With one vessel only there is nothing to hold out.
    for track in &mut tracks {
        track.vessel = Some("v0".to_owned());
    }
    assert!(
        held_out(
            Gear::Trawl,
            Variant::Past,
            &tracks,
            &Support::default(),
            &SMALL
        )
        .is_empty()
    );
}

/// The same vessels, half as fast: another fleet of the gear.
fn slower(seed: u64) -> LabelledTrack {
    let mut track = drawn(seed);
    track.fleet = "slower".to_owned();
    for p in &mut track.points {
        let from = Position::new(45.0, 179.8).unwrap();
        let (course, way_m) = (
            vigie_sea::bearing_deg(from, p.position),
            vigie_sea::distance_m(from, p.position),
        );
        p.position = destination(from, course, way_m / 2.0);
        p.sog_kn = p.sog_kn.map(|kn| kn / 2.0);
    }
    track
}

#[test]
fn the_unit_of_speed_and_the_size_of_the_vessel_do_not_matter() {
    let model = train(
        Gear::Trawl,
        Variant::Centred,
        &tracks(),
        &Support::default(),
        "drawn",
        &SMALL,
    )
    .unwrap();
    let told: Vec<(f64, bool, bool)> = (50..54)
        .flat_map(|seed| {
            let track = slower(seed);
            let answers = model.judge(&track.points).into_iter();
            let told = answers.zip(track.fishing);
            told.map(|(a, t)| (a.probability, a.fishing, t))
                .collect::<Vec<_>>()
        })
        .collect();
    // The band of the fleet learnt from would call all of it fishing, or nothing.
    assert!(score(&told).auc > 0.93, "{:?}", score(&told));
}

#[test]
fn other_fleets_help_where_own_labels_are_few_and_are_never_scored() {
    let own: Vec<LabelledTrack> = (1..3).map(drawn).collect();
    let support = Support {
        same_gear: (20..24).map(slower).collect(),
        other_gears: Vec::new(),
    };
    let told = held_out(Gear::Trawl, Variant::Past, &own, &support, &SMALL);
    let lengths: Vec<usize> = told.iter().map(Vec::len).collect();
    assert_eq!(lengths, [180, 180]);
    let model = train(Gear::Trawl, Variant::Past, &own, &support, "both", &SMALL).unwrap();
    let sheet = &model.data_sheet;
    assert_eq!((sheet.tracks, sheet.support_tracks), (2, 4));
    assert_eq!(sheet.held_out.unwrap().positions, 360);
    // The same trip among the support is held out with the own one.
    let twice = Support {
        same_gear: own.clone(),
        other_gears: Vec::new(),
    };
    let again = held_out(Gear::Trawl, Variant::Past, &own, &twice, &SMALL);
    let alone = held_out(
        Gear::Trawl,
        Variant::Past,
        &own,
        &Support::default(),
        &SMALL,
    );
    assert_eq!(again.len(), alone.len());
}

#[test]
fn whole_tracks_are_judged_by_the_centred_model_and_say_what_was_tested() {
    let mut models = ArchiveModels::default();
    for variant in [Variant::Centred, Variant::Past] {
        let none = Support::default();
        models.put(train(Gear::Trawl, variant, &tracks(), &none, "drawn", &SMALL).unwrap());
    }
    let rules = vigie_watch::FishingConfig::default();
    let track = drawn(31);
    let judged = models.judge(Gear::Trawl, &rules, &track.points);
    assert_eq!(judged.model.unwrap().variant, Variant::Centred);
    let said = judged.validated(Gear::Trawl, &rules, &judged.answers[90]);
    assert_eq!(said, vigie_watch::Validation::Partly);
    // Without a model the band answers; of lamps by night nothing was tested.
    let jigger = models.judge(Gear::SquidJigger, &rules, &track.points);
    assert!(jigger.model.is_none());
    // The track begins at midnight UTC near 180°: noon there, and night before its end.
    let fishes: Vec<bool> = jigger.answers.iter().map(|a| a.fishing).collect();
    assert!(fishes.iter().all(|f| !f), "the band ends at 2 kn");
    let still: Vec<FishingPoint> = track
        .points
        .iter()
        .map(|p| FishingPoint {
            sog_kn: Some(0.5),
            ..*p
        })
        .collect();
    let still = models.judge(Gear::SquidJigger, &rules, &still);
    assert!(!still.answers[0].fishing && still.answers[179].fishing);
    let said = jigger.validated(Gear::SquidJigger, &rules, &jigger.answers[90]);
    assert_eq!(said, vigie_watch::Validation::No);
}

#[test]
fn the_published_form_of_logistic_is_fitted_and_read() {
    let tracks = tracks();
    let model = LogisticModel::fit(&tracks).unwrap();
    let fresh = drawn(77);
    let told: Vec<(f64, bool, bool)> = model
        .judge(&fresh)
        .into_iter()
        .zip(fresh.fishing.clone())
        .map(|(p, t)| (p, p > 0.5, t))
        .collect();
    assert!(score(&told).auc > 0.8, "{:?}", score(&told));
    let file = |order: usize, weights: usize| {
        format!(
            r#"{{"model":"x","args":{{"coef":[{:?}],"intercept":[-1.0],"order":{order},"cross":0}}}}"#,
            vec![0.0; weights]
        )
    };
    let flat = LogisticModel::from_published_json(&file(6, 108)).unwrap();
    let flat = flat.judge(&fresh);
    assert!(flat.iter().all(|p| (p - 0.268_941_4).abs() < 1e-6));
    let error = LogisticModel::from_published_json(&file(3, 403)).unwrap_err();
    assert_eq!(error.code(), "model-unusable");
    let mut one = drawn(1);
    one.fishing.fill(true);
    assert!(LogisticModel::fit(&[one]).is_none());
}
