//! What a watch floor relies on when the link is a satellite at 9,600 bit/s (smaller runs of `examples/link_eval`).

mod link;

use link::{Link, idle, partition, positions, quantiles, reconnect, urgency};
use vigie_exchange::channel::ThinConfig;

#[test]
fn an_alert_passes_bulk_through_loss_and_blackouts() {
    let u = urgency(Link::CERTUS, ThinConfig::NARROW, 16, 4);
    assert!(
        u.median_s <= 3.0 && u.p95_s <= 8.0 && u.max_s <= 20.0,
        "{} {} {}",
        u.median_s,
        u.p95_s,
        u.max_s
    );
    assert!(u.after_dark_s <= 10.0, "{}", u.after_dark_s);
    assert!(u.bulk_kbit_s >= 2.0, "{}", u.bulk_kbit_s);
    assert_eq!((u.lost, u.doubled), (0, 0));
}

#[test]
fn positions_flow_at_twenty_five_a_second_and_twenty_bytes() {
    let (rate, _, _) = positions(Link::NARROW, ThinConfig::NARROW, 50, 180, 2);
    assert!(rate >= 25.0, "{rate}");
    let (_, bytes, _) = positions(
        Link {
            loss_percent: 0,
            ..Link::NARROW
        },
        ThinConfig::NARROW,
        50,
        180,
        2,
    );
    assert!(bytes <= 20.0, "{bytes}");
}

#[test]
fn an_idle_link_costs_next_to_nothing() {
    let bytes = idle(Link::NARROW, ThinConfig::NARROW, 30);
    assert!(bytes <= 40.0, "{bytes}");
}

#[test]
fn after_three_days_apart_the_picture_is_complete_in_ninety_seconds() {
    let seconds = partition(Link::NARROW, ThinConfig::NARROW, 2_000, 100_000, 3);
    assert!(seconds <= 90.0, "{seconds}");
}

#[test]
fn a_link_called_anew_tells_an_alert_within_seconds() {
    let calls = (1..=40).map(|seed| reconnect(Link::NARROW, ThinConfig::NARROW, seed * 29));
    let came_ms = calls.map(|[to, back]| (to.max(back) * 1e3) as i64);
    let (median_s, p95_s, _) = quantiles(came_ms.collect());
    assert!(median_s <= 6.0 && p95_s <= 20.0, "{median_s} {p95_s}");
}
