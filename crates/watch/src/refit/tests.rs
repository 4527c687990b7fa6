#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]
use proptest::prelude::*;

use super::*;

/// Boardings of a world in which loitering tells much and silence nothing: what the weights ought to learn.
fn labels(count: u64, seed: u64, truth: impl Fn(f64, f64) -> f64) -> Vec<RankLabel> {
    let mut state = seed;
    let mut number = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(state >> 33).unwrap()) / f64::from(1_u32 << 31)
    };
    (0..count)
        .map(|n| {
            let (loitering, gap) = (number(), number());
            let held = number() < 1.0 / (1.0 + (-truth(loitering, gap)).exp());
            RankLabel {
                vessel: format!("v{}", n / 2),
                held,
                shares: [
                    ("loitering", loitering),
                    ("disabling-supported", gap),
                    ("unheard-of", 1.0),
                ]
                .map(|(name, share)| (name.to_owned(), share))
                .into(),
            }
        })
        .collect()
}

fn done(labels: &[RankLabel]) -> Refitted {
    match refit(&Points::default(), labels, &RefitConfig::default()) {
        Refit::Done(done) => done,
        Refit::TooFew(count) => panic!("{count:?}"),
    }
}

fn weight(of: &Refitted, reason: &str) -> WeightChange {
    of.weights
        .iter()
        .find(|w| w.reason == reason)
        .unwrap()
        .clone()
}

#[test]
fn what_tells_more_gets_more_points_and_what_nobody_saw_keeps_its_own() {
    let all = labels(600, 7, |loitering, _| 5.0 * (loitering - 0.5));
    let found = done(&all);
    assert!(weight(&found, "loitering").after > 20.0, "{found:?}");
    assert!(weight(&found, "disabling-supported").after < 12.0);
    let iuu = weight(&found, "iuu-listed");
    assert_eq!((iuu.before, iuu.after, iuu.seen), (40.0, 40.0, 0));
    assert!(found.better && found.log_loss_gain.low > 0.0);
    assert!(found.refitted.auc > found.present.auc + 0.1);
    assert!(
        found.auc_gain.low <= found.auc_gain.gain && found.auc_gain.gain <= found.auc_gain.high
    );
}

/// Boardings of vessels that a patrol had inspected before: `truth` of how much they loitered and how fresh the
/// inspection was.
fn looked_at(count: u64, seed: u64, truth: impl Fn(f64, f64) -> f64) -> Vec<RankLabel> {
    let mut all = labels(count, seed, truth);
    for label in &mut all {
        let fresh = label.shares.remove("disabling-supported").unwrap();
        label.shares.insert("recently-inspected".to_owned(), fresh);
    }
    all
}

/// An inspection that settles more than was thought takes off more; one that settles nothing takes off less.
#[test]
fn what_a_look_takes_off_is_learnt_too() {
    let settles = done(&looked_at(800, 17, |l, f| {
        4.0 * (l - 0.5) - 14.0 * (f - 0.5)
    }));
    let found = weight(&settles, "recently-inspected");
    assert_eq!(
        (found.key.as_str(), found.before),
        ("recently_inspected", 15.0)
    );
    assert!(found.seen > 700 && found.after > 20.0, "{found:?}");
    assert!(settles.better, "{:?}", settles.log_loss_gain);
    let says_nothing = done(&looked_at(800, 19, |l, _| 4.0 * (l - 0.5)));
    let found = weight(&says_nothing, "recently-inspected");
    assert!((0.0..10.0).contains(&found.after), "{found:?}");
    // Without a look in the labels its weight stays.
    let never = done(&labels(600, 7, |l, _| 5.0 * (l - 0.5)));
    let found = weight(&never, "recently-inspected");
    assert_eq!((found.before, found.after, found.seen), (15.0, 15.0, 0));
}

/// A look takes points off: of two vessels alike the one inspected lately is the less likely to be found so.
#[test]
fn a_share_of_a_look_counts_against_boarding() {
    let label = |share: f64| RankLabel {
        vessel: "v".to_owned(),
        held: false,
        shares: [
            ("loitering".to_owned(), 0.5),
            ("recently-inspected".to_owned(), share),
        ]
        .into(),
    };
    let rows = rows(&[label(0.0), label(1.0)]);
    let weights = WEIGHTED.map(|reason| Points::default().of(reason));
    let points: Vec<f64> = rows.iter().map(|row| row.points(&weights)).collect();
    assert!((points[0] - points[1] - 15.0).abs() < 1e-9, "{points:?}");
}

/// A meeting that was notified counts as what the list left of it.
#[test]
fn what_a_notice_takes_off_is_no_part_of_the_meeting() {
    let label = |off: f64| RankLabel {
        vessel: "v".to_owned(),
        held: true,
        shares: [
            ("encounter-carrier-fishing".to_owned(), 0.8),
            ("transshipment-notified".to_owned(), off),
        ]
        .into(),
    };
    let rows = rows(&[label(0.0), label(0.6)]);
    let weights = WEIGHTED.map(|reason| Points::default().of(reason));
    let points: Vec<f64> = rows.iter().map(|row| row.points(&weights)).collect();
    assert!(
        (points[0] - 16.0).abs() < 1e-9 && (points[1] - 4.0).abs() < 1e-9,
        "{points:?}"
    );
}

/// Where the present weights are right, nothing is found to be better, and they stay near.
#[test]
fn right_weights_are_not_improved_upon() {
    let all = labels(600, 11, |l, g| 0.08 * (12.0 * l + 25.0 * g) - 1.5);
    let found = done(&all);
    assert!(!found.better, "{:?}", found.log_loss_gain);
    for (reason, before) in [("loitering", 12.0), ("disabling-supported", 25.0)] {
        let after = weight(&found, reason).after;
        assert!((after - before).abs() < 0.5 * before, "{reason} {after}");
    }
}

/// Labels by the toss of a coin teach nothing, in nine of ten worlds.
#[test]
fn chance_is_rarely_taken_for_knowledge() {
    let fooled = (0..20)
        .filter(|seed| done(&labels(120, 100 + seed, |_, _| 0.0)).better)
        .count();
    assert!(fooled <= 2, "{fooled} of 20");
}

#[test]
fn few_labels_or_labels_of_one_side_change_nothing() {
    let few = labels(39, 3, |l, _| l);
    let one_sided = labels(200, 3, |_, _| 50.0);
    let one_vessel: Vec<RankLabel> = labels(200, 3, |l, _| l - 0.5)
        .into_iter()
        .map(|label| RankLabel {
            vessel: "same".to_owned(),
            ..label
        })
        .collect();
    for labels in [few, one_sided, one_vessel, Vec::new()] {
        let found = refit(&Points::default(), &labels, &RefitConfig::default());
        assert!(
            matches!(found, Refit::TooFew(count) if count.labels == labels.len()),
            "{found:?}"
        );
    }
}

/// The weights found are where the penalised loss is least: no other near them has less.
#[test]
fn the_fit_is_a_minimum() {
    let rows = rows(&labels(200, 5, |l, g| 3.0 * l - 2.0 * g));
    let all: Vec<&Row> = rows.iter().collect();
    let present = WEIGHTED.map(|reason| Points::default().of(reason));
    let free = free(&all, 8);
    let (scale, weights) = fit_weights(&all, &present, &free, fit_scale(&all, &present), 2.0);
    let loss = |weights: &[f64; WEIGHTS]| -> f64 {
        let fit = all.iter().map(|row| {
            let p = probability(scale, row.points(weights));
            -(if row.held { p } else { 1.0 - p }).ln()
        });
        let pull = weights
            .iter()
            .zip(&present)
            .map(|(w, p)| ((w - p) / p.max(SPREAD_MIN)).powi(2));
        fit.sum::<f64>() + 2.0 / 2.0 * pull.sum::<f64>()
    };
    let least = loss(&weights);
    for n in (0..WEIGHTS).filter(|n| free[*n]) {
        for by in [-0.5, 0.5] {
            let mut other = weights;
            other[n] = (other[n] + by).clamp(0.0, 100.0);
            assert!(loss(&other) >= least - 1e-9, "{} {by}", WEIGHTED[n]);
        }
    }
}

#[test]
fn every_weight_has_its_key_in_the_rule_file() {
    let table: toml::Table = crate::BUILTIN_RULES.parse().unwrap();
    // What a look takes away is no reason to board, and who is found by a boarding is no dark vessel any more: boardings
    // cannot teach these.
    let learnt = |key: &&String| key.as_str() != "dark_vessel";
    let keys = table["rank"]["points"].as_table().unwrap().keys();
    let keys: BTreeSet<&String> = keys.filter(learnt).collect();
    let ours: BTreeSet<String> = WEIGHTED.iter().map(|reason| key_of(reason)).collect();
    assert_eq!(keys.into_iter().cloned().collect::<BTreeSet<_>>(), ours);
    let points = Points::default();
    for reason in WEIGHTED {
        let told = table["rank"]["points"][&key_of(reason)].as_float().unwrap();
        assert_eq!(points.of(reason), told, "{reason}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn weights_stay_in_their_bounds_and_the_order_of_labels_does_not_matter(
        facts in prop::collection::vec((0..60_u8, any::<bool>(), prop::collection::vec(prop::num::f64::ANY, WEIGHTS)), 60..120),
    ) {
        let mut labels: Vec<RankLabel> = facts.into_iter().map(|(vessel, held, shares)| RankLabel {
            vessel: vessel.to_string(), held,
            shares: WEIGHTED.iter().map(|r| (*r).to_owned()).zip(shares).collect(),
        }).collect();
        let config = RefitConfig { draws: 20, ..RefitConfig::default() };
        let one = refit(&Points::default(), &labels, &config);
        if let Refit::Done(found) = &one {
            for weight in &found.weights {
                prop_assert!((0.0..=100.0).contains(&weight.after), "{weight:?}");
            }
            prop_assert!(found.refitted.log_loss.is_finite());
        }
        labels.reverse();
        let other = refit(&Points::default(), &labels, &config);
        prop_assert_eq!(format!("{one:?}"), format!("{other:?}"));
    }
}
