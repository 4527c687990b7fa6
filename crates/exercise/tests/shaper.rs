//! A bad link makes messages late by what the scenario says, the same each time, and never turns their order round.
#![allow(clippy::unwrap_used, reason = "tests")]

use vigie_exercise::{LinkQuality, LinkShaper, Scenario, Settings};
use vigie_sea::Time;

fn at(seconds: i64) -> Time {
    Time::from_s(1_783_296_000 + seconds)
}

fn quality(loss: f64, delay_s: f64, rate_kbit_s: Option<f64>) -> LinkQuality {
    LinkQuality {
        loss,
        delay_s,
        rate_kbit_s,
    }
}

/// How late each of a message of 3,000 bytes every ten seconds arrives, seconds.
fn late_s(shaper: &mut LinkShaper, quality: LinkQuality, count: i64) -> Vec<f64> {
    let one = |n: i64| {
        let sent = at(n * 10);
        shaper.arrives(sent, 3_000, Some(&quality)).since_s(sent)
    };
    (0..count).map(one).collect()
}

#[test]
fn a_delay_delays_and_nothing_else() {
    let mut shaper = LinkShaper::new(1, "ca-ccg", "jp-jcg");
    let late = late_s(&mut shaper, quality(0.0, 240.0, None), 50);
    assert!(
        late.iter().all(|one| (*one - 240.0).abs() < 1e-6),
        "{late:?}"
    );
    // Healed: at once, but behind what is on its way.
    let on_its_way = at(490 + 240);
    assert_eq!(shaper.arrives(at(500), 100, None), on_its_way);
    assert_eq!(shaper.arrives(at(900), 100, None), at(900));
}

#[test]
fn loss_costs_round_trips_of_some_and_order_stays() {
    let bad = quality(0.3, 60.0, None);
    let told = |seed, from, to| late_s(&mut LinkShaper::new(seed, from, to), bad, 200);
    let late = told(7, "ca-ccg", "jp-jcg");
    assert!(late.iter().all(|one| *one >= 60.0));
    // Two round trips and more for some; 0.7³ of them need none.
    assert!(late.iter().any(|one| *one > 60.0 + 2.0 * 121.0));
    let arrivals: Vec<f64> = late
        .iter()
        .zip(0..)
        .map(|(l, n)| l + f64::from(n) * 10.0)
        .collect();
    assert!(arrivals.is_sorted());
    // Repeatable, and each direction and seed has draws of its own.
    assert_eq!(late, told(7, "ca-ccg", "jp-jcg"));
    assert_ne!(late, told(7, "jp-jcg", "ca-ccg"));
    assert_ne!(late, told(8, "ca-ccg", "jp-jcg"));
    // Even a link that loses all brings it some time.
    let none = LinkShaper::new(1, "a", "b").arrives(at(0), 5_000, Some(&quality(1.0, 1.0, None)));
    assert!(none.since_s(at(0)) < 3_600.0);
}

#[test]
fn a_slow_line_takes_one_message_after_the_other() {
    let mut shaper = LinkShaper::new(1, "ca-ccg", "jp-jcg");
    let slow = quality(0.0, 2.0, Some(9.6));
    for n in 1..=5 {
        // 1,200 bytes are a second at 9.6 kbit/s; all were given at once.
        assert_eq!(shaper.arrives(at(0), 1_200, Some(&slow)), at(n + 2));
        assert_eq!(shaper.free(), at(n));
    }
    assert_eq!(shaper.arrives(at(60), 1_200, Some(&slow)), at(63));
}

const LINKS: &str = r#"code = "links"
hours = 10
title = { en = "t", "fr-CA" = "t", ja = "題" }
situation = { en = "s", "fr-CA" = "s", ja = "状" }
[[vessel]]
id = "one"
gear = "merchant"
flag = "PAN"
at = [40.5, 180.2]
does = [{ do = "transit", to = [41.5, 181.2], kn = 12 }]
[[link]]
from = "ca"
to = "jp"
from_h = 1
hours = 4
delay_s = 30
rate_kbit_s = 64
[[link]]
from = "ca"
to = "jp"
from_h = 3
hours = 4
loss = 0.2
rate_kbit_s = 9.6
[[link]]
from = "jp"
to = "ca"
from_h = 1
hours = 1
blackout = true
"#;

#[test]
fn a_scenario_names_loss_delay_and_rate_and_the_worst_counts() {
    let start = at(0);
    let settings = Settings { seed: 1, start };
    let scenario = Scenario::from_toml("links", LINKS, &|_| None, settings).unwrap();
    let at_h = |hours: i64| scenario.link_at("ca", "jp", start.plus_ms(hours * 3_600_000));
    assert_eq!(at_h(0), None);
    let two = at_h(2).and_then(|it| it.quality());
    assert_eq!(two, Some(quality(0.0, 30.0, Some(64.0))));
    let four = at_h(4).and_then(|it| it.quality());
    assert_eq!(four, Some(quality(0.2, 30.0, Some(9.6))));
    let back = scenario
        .link_at("jp", "ca", start.plus_ms(3_600_000))
        .unwrap();
    assert!(back.blackout && back.quality().is_none());
}
