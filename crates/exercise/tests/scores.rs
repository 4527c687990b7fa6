//! Scores of pictures, sharing, people and plans, computed by hand, and their laws.

#![allow(clippy::unwrap_used, reason = "tests")]

use vigie_exercise::{
    Look, PersonOutcome, PictureMoment, PictureRule, PictureVessel, ScoreInput, Shared,
    TargetValue, people_score, picture_distance, regret_score, scores, sharing_scores,
};
use vigie_sea::{Position, Span, Time, destination};

fn at(minutes: i64) -> Time {
    Time::from_s(1_783_296_000 + minutes * 60)
}

fn vessel(mmsi: u32, at: Position) -> PictureVessel {
    PictureVessel {
        mmsi: Some(mmsi),
        at,
    }
}

/// Three ships at 180°: one shown 3 km off (across the line), one under another name 1 km off, one missed; one false.
/// By hand, cut-off 20 km: OSPA = (3 + 1 + 20) / 3 = 8 km; GOSPA = 3 + 1 + 10 + 10 = 24 km.
fn moment() -> PictureMoment {
    let line = Position::new(42.0, 179.99).unwrap();
    let north = Position::new(43.0, 180.0).unwrap();
    let truth = vec![
        vessel(1, line),
        vessel(2, north),
        vessel(3, Position::new(44.0, -179.0).unwrap()),
    ];
    let shown = vec![
        vessel(9, Position::new(46.0, 179.0).unwrap()),
        vessel(7, destination(north, 180.0, 1_000.0)),
        vessel(1, destination(line, 90.0, 3_000.0)),
    ];
    PictureMoment {
        time: at(0),
        shown: vec![("jp".into(), truth.clone()), ("ca".into(), shown)],
        truth,
    }
}

#[test]
fn a_picture_across_180_scores_as_by_hand() {
    let moment = moment();
    let rule = PictureRule::default();
    let found = picture_distance(&moment.truth, &moment.shown[1].1, rule);
    assert!((found.ospa_m - 8_000.0).abs() < 1.0, "{found:?}");
    assert!((found.gospa_m - 24_000.0).abs() < 1.0, "{found:?}");
    assert!((found.localisation_m - 4_000.0).abs() < 1.0);
    assert_eq!(
        (
            found.paired,
            found.missed,
            found.false_vessels,
            found.identity_errors
        ),
        (2, 1, 1, 1)
    );
    let mut turned = moment.shown[1].1.clone();
    turned.reverse();
    assert_eq!(picture_distance(&moment.truth, &turned, rule), found);
    let perfect = picture_distance(&moment.truth, &moment.truth, rule);
    assert_eq!(
        (perfect.ospa_m, perfect.gospa_m, perfect.identity_errors),
        (0.0, 0.0, 0)
    );
    let blind = picture_distance(&moment.truth, &[], rule);
    assert_eq!(
        (blind.ospa_m, blind.gospa_m, blind.missed),
        (20_000.0, 30_000.0, 3)
    );
    assert_eq!(picture_distance(&[], &[], rule).ospa_m, 0.0);
}

#[test]
fn pictures_are_scored_by_partner_and_against_each_other() {
    let moments = [moment()];
    let found = scores(&ScoreInput {
        moments: &moments,
        ..ScoreInput::default()
    });
    let ospa = |index: usize| found.pictures[index].mean_ospa_m.unwrap();
    assert_eq!(
        (&*found.pictures[0].partner, &*found.pictures[1].partner),
        ("ca", "jp")
    );
    assert!((ospa(0) - 8_000.0).abs() < 1.0 && ospa(1) == 0.0);
    assert_eq!(found.divergence.len(), 1);
    assert!((found.divergence[0].mean_gospa_m.unwrap() - 24_000.0).abs() < 1.0);
    assert_eq!(
        (&*found.divergence[0].partner, &*found.divergence[0].against),
        ("ca", "jp")
    );
}

/// What a partner shared fills the picture of the other; both scores stand side by side.
#[test]
fn the_own_picture_and_the_one_with_what_was_shared_are_scored_apart() {
    let own = [moment()];
    let mut whole = moment();
    let truth = whole.truth.clone();
    for (_, shown) in &mut whole.shown {
        shown.clone_from(&truth);
    }
    let fused = [whole];
    let found = scores(&ScoreInput {
        moments: &own,
        fused: &fused,
        ..ScoreInput::default()
    });
    let rows: Vec<_> = found.pictures_side_by_side().collect();
    assert_eq!(rows.len(), 3, "two against the truth, one between them");
    let (alone, shared) = rows[0];
    assert!((alone.mean_ospa_m.unwrap() - 8_000.0).abs() < 1.0);
    assert_eq!(shared.unwrap().mean_ospa_m, Some(0.0));
    let (apart, together) = rows[2];
    assert!(apart.mean_gospa_m > together.unwrap().mean_gospa_m);
    let alone = scores(&ScoreInput {
        moments: &own,
        ..ScoreInput::default()
    });
    assert!(alone.pictures_side_by_side().all(|row| row.1.is_none()));
}

#[test]
fn delays_of_sharing_as_by_hand() {
    let one = |id: &str, known: i64, received: Option<i64>| Shared {
        id: id.into(),
        class: "event".into(),
        from: "jp".into(),
        to: "ca".into(),
        known: at(known),
        received: received.map(at),
    };
    // Told twice: the first arrival counts. Received before known (clocks): no delay.
    let mut all = vec![
        one("a", 0, Some(10)),
        one("a", 0, Some(4)),
        one("b", 5, Some(13)),
        one("c", 9, None),
        one("d", 9, Some(8)),
    ];
    let found = sharing_scores(&all);
    all.reverse();
    assert_eq!(sharing_scores(&all), found);
    let delay = found[0].delay_s.unwrap();
    assert_eq!((found.len(), found[0].arrived, found[0].never), (1, 3, 1));
    assert_eq!((delay.median, delay.p90, delay.max), (240.0, 480.0, 480.0));
}

#[test]
fn people_unaccounted_over_time_as_by_hand() {
    let crisis = Span {
        start: at(0),
        end: at(120),
    };
    let person = |minute: Option<i64>, right| PersonOutcome {
        accounted: minute.map(at),
        right,
    };
    let people = [
        person(Some(60), true),
        person(Some(30), false),
        person(Some(30), true),
        person(None, false),
        person(Some(200), true),
    ];
    let found = people_score("ca", crisis, &people);
    assert_eq!(found.curve, [(at(0), 5), (at(30), 3), (at(60), 2)]);
    assert_eq!((found.unaccounted, found.wrong), (2, 1));
    assert_eq!(
        (found.half_s, found.nine_tenths_s, found.all_s),
        (Some(3_600.0), None, None)
    );
    // 60 + 30 + 30 + 120 + 120 minutes.
    assert!((found.person_hours_unaccounted - 6.0).abs() < 1e-9);
}

#[test]
fn regret_as_by_hand() {
    let window = Span {
        start: at(0),
        end: at(60),
    };
    let target = |id: &str, value: f64| TargetValue {
        id: id.into(),
        value,
        window,
    };
    let look = |id: &str, from: i64, share: f64| Look {
        target: id.into(),
        span: Span {
            start: at(from),
            end: at(from + 10),
        },
        share,
    };
    let targets = [
        target("a", 10.0),
        target("b", 6.0),
        target("c", 4.0),
        target("d", 1.0),
    ];
    // a looked at twice, the better counts; b too late; c from far.
    let looks = [
        look("a", 5, 0.5),
        look("a", 20, 1.0),
        look("b", 60, 1.0),
        look("c", 30, 0.25),
    ];
    let found = regret_score("joint", &targets, &looks, 17.0);
    assert_eq!(
        (found.achieved, found.clairvoyant, found.regret),
        (11.0, 17.0, 6.0)
    );
    assert_eq!(found.regret_share, Some(6.0 / 17.0));
    assert_eq!(found.unseen, ["b", "d"]);
    // A clairvoyant gets no more than there is, and no less than the plan got.
    assert_eq!(
        regret_score("joint", &targets, &looks, 99.0).clairvoyant,
        21.0
    );
    assert_eq!(regret_score("joint", &targets, &looks, 3.0).regret, 0.0);
}
